// Makes the plan a companion for the day: stars on this device, and the plan kept for when there is no network.
// A star is stored only when somebody presses it.

export function mount(element) {
  const device = new Device(element.dataset.edition);
  if (element.dataset.worker && 'serviceWorker' in navigator) {
    navigator.serviceWorker.register(element.dataset.worker, {scope: element.dataset.scope}).catch(() => {});
  }
  const refresh = () => show(element, device);
  element.addEventListener('click', event => press(event, element, device, refresh));
  offerSharing(element);
  element.addEventListener('htmx:afterSettle', refresh);
  refresh();
  if ('mine' in element.dataset) fillMine(element, device);
}

class Device {
  constructor(edition) { this.key = `politoscope:${edition}:stars`; }
  get numbers() {
    try { return new Set(JSON.parse(localStorage.getItem(this.key) ?? '[]')); } catch { return new Set(); }
  }
  toggle(number) {
    const numbers = this.numbers;
    if (!numbers.delete(number)) numbers.add(number);
    this.keep(numbers);
    return numbers.has(number);
  }
  keep(numbers) {
    try {
      if (numbers.size) localStorage.setItem(this.key, JSON.stringify([...numbers]));
      else localStorage.removeItem(this.key);
    } catch { /* a browser that stores nothing: the star lasts as long as the page */ }
  }
}

// The device's own menu for sharing: no button of somebody else, no tracker.
function offerSharing(element) {
  const button = element.querySelector('[data-share]');
  if (!button || !navigator.share) return;
  button.hidden = false;
  button.addEventListener('click', () => navigator.share({title: button.dataset.title, url: button.dataset.share}).catch(() => {}));
}

function show(element, device) {
  const numbers = device.numbers;
  const hasAccount = element.dataset.account === '1';
  for (const button of element.querySelectorAll('[data-star]')) {
    button.hidden = false;
    if (!hasAccount) mark(button, numbers.has(Number(button.value)));
  }
  const takeOver = element.querySelector('[data-take-over]');
  if (takeOver) {
    takeOver.hidden = numbers.size === 0;
    takeOver.querySelector('[name=sessions]').value = [...numbers].join(',');
    takeOver.addEventListener('submit', () => device.keep(new Set()), {once: true});
  }
}

function mark(button, isStarred) { button.setAttribute('aria-pressed', String(isStarred)); }

async function press(event, element, device, refresh) {
  const button = event.target.closest('[data-star]');
  if (!button) return;
  event.preventDefault();
  let isStarred;
  if (element.dataset.account === '1') {
    const form = button.form;
    const body = new URLSearchParams(new FormData(form));
    body.set('session', button.value);
    const response = await fetch(form.action, {method: 'POST', headers: {'HX-Request': 'true'}, body}).catch(() => null);
    if (!response?.ok) { form.requestSubmit(button); return; }
    isStarred = (await response.json()).is_starred;
    for (const other of element.querySelectorAll(`[data-star][value="${button.value}"]`)) mark(other, isStarred);
  } else {
    isStarred = device.toggle(Number(button.value));
    refresh();
  }
  const text = isStarred ? element.dataset.wordsStarred : element.dataset.wordsUnstarred;
  element.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text: text.replace('{title}', button.dataset.title)}}));
}

// Without an account the device knows the choice, and the server makes the page of it.
async function fillMine(element, device) {
  const numbers = [...device.numbers];
  const place = element.querySelector('[data-mine-target]');
  if (!numbers.length || element.dataset.account === '1' || !place) return;
  const url = `${location.pathname}?sessions=${numbers.join(',')}`;
  const response = await fetch(url, {headers: {'HX-Request': 'true'}}).catch(() => null);
  if (!response?.ok) return;
  const html = new DOMParser().parseFromString(await response.text(), 'text/html');
  place.replaceChildren(...html.body.childNodes);
  show(element, device);
}
