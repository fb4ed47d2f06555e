// Loads what a page asks for: <div data-module="/static/app/thing.js"> imports that module and calls mount(element).
// Everything works without it.

const mounted = new WeakSet();

async function mount(element) {
  if (mounted.has(element)) return;
  mounted.add(element);
  const module = await import(element.dataset.module);
  module.mount(element);
}

function mountAll(root) {
  if (root.matches?.('[data-module]')) mount(root);
  for (const element of root.querySelectorAll('[data-module]')) mount(element);
}

// Says something to screen readers, in the two live regions that every page has. Any script and any server
// answer (header HX-Trigger) raises the event: new CustomEvent('announce', {bubbles: true, detail: {text, isUrgent}}).
function announce({text, isUrgent = false}) {
  const region = document.getElementById(isUrgent ? 'alert' : 'status');
  region.textContent = '';
  requestAnimationFrame(() => { region.textContent = text; });
}

// Flash messages stand in the page before any screen reader listens; repeated in the live region they are heard.
function announceMessages() {
  const messages = document.querySelector('[data-announce]');
  if (messages) setTimeout(announce, 400, {text: messages.textContent.trim().replace(/\s+/g, ' ')});
}

// One menu of the header at a time, and Esc closes it.
function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.bc-menu[open]')) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener('announce', event => announce(event.detail));
document.addEventListener('htmx:load', event => mountAll(event.detail.elt));
document.addEventListener('click', event => closeMenus(event.target));
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  const menu = event.target.closest?.('details.bc-menu[open]');
  closeMenus();
  menu?.querySelector('summary').focus();
});

// htmx notes the address of every page for its history, which is off here; a reader's device keeps nothing (P-11).
sessionStorage.removeItem('htmx-current-path-for-history');

mountAll(document);
announceMessages();
