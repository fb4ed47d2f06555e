// The door goes on by its own clock, also without a network: what has ended leaves, what begins becomes "now".

const LOOK_MS = 5_000;

export function mount(element) {
  const show = () => goOn(element);
  const timer = setInterval(() => (element.isConnected ? show() : clearInterval(timer)), LOOK_MS);
  show();
}

function goOn(element) {
  const now = Date.now() / 1000;
  const events = [...element.querySelectorAll('[data-from]')];
  const coming = events.map(({dataset}) => Number(dataset.from)).find(from => from > now);
  for (const event of events) {
    const [from, to] = [Number(event.dataset.from), Number(event.dataset.to)];
    const state = from <= now ? 'now' : from === coming ? 'next' : 'later';
    event.hidden = to <= now;
    event.dataset.state = state;
    event.querySelector('[data-label]').textContent = {now: element.dataset.wordsNow, next: element.dataset.wordsNext}[state] ?? '';
  }
  element.querySelector('[data-free]').hidden = events.some(event => !event.hidden && event.dataset.state === 'now');
}
