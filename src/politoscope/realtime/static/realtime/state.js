// The line that says how fresh the page is: "As of 10:42", whether it updates by itself, and the button that pauses it
// (2.2.2). It is no live region: nobody wants to hear the time every minute.

import {connectionTo} from './connection.js';

export function mount(element) {
  const connection = connectionTo(element.dataset.events);
  const part = name => element.querySelector(`[data-live="${name}"]`);
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || 'de', {
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: element.dataset.zone,
  });

  function showTime() {
    if (!connection.confirmedAt) return;
    part('time').textContent = clock.format(connection.confirmedAt);
    part('time').dateTime = connection.confirmedAt.toISOString();
  }

  function showState() {
    element.dataset.state = connection.state;
    part('words').textContent = element.dataset[`words${connection.state[0].toUpperCase()}${connection.state.slice(1)}`];
    part('pause').hidden = ['paused', 'off'].includes(connection.state);
    part('resume').hidden = connection.state !== 'paused';
    part('reload').hidden = !['away', 'off'].includes(connection.state);
  }

  function press(button, other, action) {
    part(button).addEventListener('click', () => {
      action();
      part(other).focus(); // the pressed button is gone now
    });
  }

  press('pause', 'resume', () => connection.pause());
  press('resume', 'pause', () => connection.resume());
  part('show').addEventListener('click', () => {
    for (const stale of document.querySelectorAll('[data-stale]')) stale.dispatchEvent(new Event('live:now'));
  });
  document.addEventListener('live:stale', () => { part('show').hidden = !document.querySelector('[data-stale]'); });
  connection.addEventListener('confirmed', showTime);
  connection.addEventListener('state', showState);
  showTime();
  showState();
}
