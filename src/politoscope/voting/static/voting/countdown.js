// The last two minutes of a round on the screen: seconds for the eyes, announcements at 2, 1 and 0 minutes for
// the ears. The clock of the server counts: a projector's computer is often minutes off.

const ANNOUNCED_S = 120;

export function mount(element) {
  const offset = Number(element.dataset.now) - Date.now() / 1000;
  const countdown = element.querySelector('[data-countdown]');
  const left = element.querySelector('[data-left]');
  let said = null;

  function tick() {
    if (!element.isConnected) return clearInterval(timer);
    const seconds = Math.max(0, Math.round(Number(element.dataset.until) - Date.now() / 1000 - offset));
    if (seconds > ANNOUNCED_S) return undefined;
    countdown.hidden = false;
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const minutes = Math.ceil(seconds / 60);
    if (minutes !== said) say(element, minutes);
    said = minutes;
    if (seconds === 0) finish();
    return undefined;
  }

  function finish() {
    clearInterval(timer);
    setTimeout(() => element.closest('[data-events]')?.dispatchEvent(new Event('live:now')), 1_000);
  }

  const timer = setInterval(tick, 1_000);
  tick();
}

function say(element, minutes) {
  const {textMinutes, textMinute, textOver} = element.dataset;
  const text = minutes === 0 ? textOver : minutes === 1 ? textMinute : textMinutes.replace('{n}', minutes);
  element.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text, isUrgent: minutes < 2}}));
}
