// Searches a copy of the plan: the server that would do it is out of reach. Words and topics are looked for in what the
// plan shows; the other fields stay without effect.

export function searchCopy(element) {
  const wanted = new URLSearchParams(location.search);
  const words = `${wanted.get('q') ?? ''} ${wanted.get('tag') ?? ''}`.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return;
  const fits = cell => words.every(word => cell.textContent.toLowerCase().includes(word));
  for (const cell of element.querySelectorAll('.bc-plan__cell')) if (!fits(cell)) cell.remove();
  const isEmpty = part => !part.querySelector('.bc-plan__cell');
  for (const part of element.querySelectorAll('.bc-plan__block, .bc-plan')) if (isEmpty(part)) part.remove();
  element.querySelector('.bc-now')?.remove();
  const filter = element.querySelector('.bc-plan__filter');
  filter.open = true;
  filter.querySelector('[name=q]').value = wanted.get('q') ?? '';
  filter.querySelector('[name=tag]').value = wanted.get('tag') ?? '';
}
