// Copies a text when somebody asks for it; without this script one marks it by hand.

export function mount(element) {
  const button = element.querySelector('[data-copy]');
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(element.querySelector('[data-text]').textContent);
    element.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text: element.dataset.words}}));
    button.textContent = element.dataset.words;
  });
}
