// Keeps a page for when there is no network, and says how old it is when it comes from the device.

const SETTLE_MS = 5_000; // after a live part has changed the page is kept anew: not by all phones in the room at once
const SPREAD_MS = 25_000;
const MINUTE_MS = 60_000;
const UNITS = [['day', 24 * 60], ['hour', 60], ['minute', 1]];

export function mount(element) {
  const keptAt = keptSince();
  if (keptAt) showAge(element, keptAt);
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(element.dataset.worker).catch(() => {}); // forbidden in some private windows
  if (keptAt) return;
  if (!cameThroughWorker() && !location.search) keepPage();
  if ('follows' in element.dataset) keepFresh();
}

// The worker of a first visit comes too late for the page itself.
function cameThroughWorker() {
  return performance.getEntriesByType('navigation')[0].workerStart > 0;
}

// When this page was fetched, if it is the device's copy of it.
export function keptSince() {
  const text = document.documentElement.dataset.keptAt;
  return text ? new Date(text) : null;
}

export async function keepPage(path = location.pathname, from = path) {
  if (!('serviceWorker' in navigator)) return;
  const {active} = await navigator.serviceWorker.ready;
  active.postMessage({path, from});
}

export function spokenAge(instant, language = document.documentElement.lang) {
  const minutes = Math.max(0, Math.floor((Date.now() - instant) / MINUTE_MS));
  const [unit, size] = UNITS.find(([, least]) => minutes >= least) ?? ['minute', 1];
  return new Intl.RelativeTimeFormat(language, {numeric: 'always'}).format(-Math.floor(minutes / size), unit);
}

export function clockTime(instant, zone, language = document.documentElement.lang) {
  const day = {dateStyle: 'short', timeZone: zone};
  const isToday = instant.toLocaleDateString(language, day) === new Date().toLocaleDateString(language, day);
  return instant.toLocaleString(language, {
    timeStyle: 'short', hourCycle: 'h23', timeZone: zone, ...(isToday ? {} : {dateStyle: 'medium'}),
  });
}

function keepFresh() {
  let timer;
  document.addEventListener('htmx:afterSettle', () => {
    clearTimeout(timer);
    if (!location.search) timer = setTimeout(keepPage, SETTLE_MS + SPREAD_MS * Math.random());
  });
}

function showAge(element, keptAt) {
  const {zone, words, wordsBack} = element.dataset;
  const age = element.querySelector('[data-age]');
  const show = () => {
    age.textContent = words.replace('{time}', clockTime(keptAt, zone)).replace('{age}', spokenAge(keptAt));
  };
  show();
  setInterval(show, MINUTE_MS / 2);
  element.hidden = false;
  addEventListener('online', () => { element.querySelector('[data-back]').textContent = wordsBack; });
}
