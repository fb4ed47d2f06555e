// A copy of the plan was made some time ago: what it says about now is put right by the clock of the device.

const LOOK_MS = 20_000;

export function showByClock(element) {
  const show = () => { moveBadge(element); removeOutdated(element); };
  show();
  setInterval(show, LOOK_MS);
}

function moveBadge(element) {
  for (const badge of element.querySelectorAll('.bc-plan__running')) badge.remove();
  for (const heading of element.querySelectorAll('.bc-plan__block > .bc-plan__time')) {
    const [from, to] = [...heading.querySelectorAll('time')].map(time => Date.parse(time.dateTime));
    if (from > Date.now() || Date.now() >= to) continue;
    const badge = document.createElement('span');
    Object.assign(badge, {className: 'bc-plan__running', textContent: element.dataset.wordsNow});
    heading.append(badge);
  }
}

function removeOutdated(element) {
  for (const part of element.querySelectorAll('[data-until]')) {
    if (Date.now() >= Date.parse(part.dataset.until)) part.remove();
  }
}
