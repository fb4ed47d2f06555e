// Loads what a page asks for: <div data-module="/static/app/thing.js"> imports that module and calls mount(element).
// Everything works without it.

const mounted = new WeakSet();
const sending = new WeakSet();

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

const HEARD_AFTER_MS = 50; // a region that was just emptied has to be noticed empty
const LISTENING_AFTER_MS = 400; // screen readers, on a new page
const toSay = {status: [], alert: []};

// Says something to screen readers, in the two live regions that every page has. Any script and any server
// answer (header HX-Trigger) raises the event: new CustomEvent('announce', {bubbles: true, detail: {text, isUrgent}}).
// What comes at the same moment is said one after the other: none of it replaces what nobody has heard yet.
function announce({text, isUrgent = false}, pause = HEARD_AFTER_MS) {
  const id = isUrgent ? 'alert' : 'status';
  if (toSay[id].push(text) > 1) return;
  const region = document.getElementById(id);
  region.textContent = '';
  setTimeout(() => { region.textContent = toSay[id].splice(0).join(' '); }, pause);
}

// Flash messages stand in the page before any screen reader listens; repeated in the live region they are heard.
function announceMessages() {
  const messages = document.querySelector('[data-announce]');
  if (messages) announce({text: messages.textContent.trim().replace(/\s+/g, ' ')}, LISTENING_AFTER_MS);
}

// One menu of the header at a time, and Esc closes it.
function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.bc-menu[open]')) {
    if (!menu.contains(except)) menu.open = false;
  }
}

// A double click sends a form once. Whoever stays on the page, after a download say, may send it again soon.
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (sending.has(form)) event.preventDefault();
  sending.add(form);
  setTimeout(() => sending.delete(form), 2000);
}

document.addEventListener('submit', sendOnce);
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
