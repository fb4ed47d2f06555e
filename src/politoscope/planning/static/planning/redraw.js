// Drawing the board anew under somebody's hands: focus, open menus and scroll positions stay where they were.

// What the server wrote, without the tokens of forms, which are other ones in each answer.
export const written = board => board.outerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, '$1');

export function redraw(target, fresh, enable) {
  const focused = document.activeElement;
  const isInside = target.contains(focused);
  const opened = new Set([...target.querySelectorAll('details[open] > summary')].map(one => one.textContent));
  const scrolled = [...target.querySelectorAll('.bc-board__scroll')].map(box => box.scrollLeft);
  target.replaceChildren(fresh);
  enable();
  target.querySelectorAll('.bc-board__scroll').forEach((box, place) => { box.scrollLeft = scrolled[place] ?? 0; });
  for (const one of target.querySelectorAll('summary')) if (opened.has(one.textContent)) one.parentElement.open = true;
  if (isInside) successor(target, focused)?.focus({preventScroll: true});
}

function successor(target, focused) {
  const card = focused.closest('[data-card]')?.id ?? 'none';
  return document.getElementById(focused.id) ?? target.querySelector(`#${CSS.escape(card)} summary`);
}
