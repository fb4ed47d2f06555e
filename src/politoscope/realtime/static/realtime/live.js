// Keeps a part of the page fresh. <div data-module="…/realtime/live.js" data-events="/2026/events/" data-topics="plan"
// hx-get="…" hx-trigger="changed"> gets the DOM event "changed" when a topic has changed. It never comes while somebody
// is using what stands there: focus, scroll position and the thing under the pointer stay where they are.

import {connectionTo, spread} from './connection.js';
import {htmxFrom} from './htmx.js';

const LEAST_PAUSE_MS = 1_500; // between two refreshes of one element
const SPREAD_MS = 400; // so that all phones in the room do not ask in the same instant
const STILL_MS = 3_000; // a pointer that rests for so long is not about to press
const RETRY_MS = 5_000;
const BY_CLOCK_MS = 20_000; // what goes on by the clock does so for all phones in the same instant: spread wider
const DAY_MS = 86_400_000; // a later moment is for another visit
const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

export function mount(element) {
  new Region(element).follow();
}

class Region {
  constructor(element) {
    this.element = element;
    this.topics = element.dataset.topics.split(',');
    this.known = Object.fromEntries(new URLSearchParams(element.dataset.known ?? ''));
    this.pause = Number(element.dataset.pauseMs ?? LEAST_PAUSE_MS);
    this.refreshedAt = 0;
    this.movedAt = 0;
  }

  follow() {
    this.connection = connectionTo(this.element.dataset.events);
    this.onVersions = () => this.compare();
    this.connection.addEventListener('versions', this.onVersions);
    for (const name of ['pointermove', 'pointerdown']) {
      this.element.addEventListener(name, () => { this.movedAt = Date.now(); });
    }
    this.element.addEventListener('live:now', () => this.refresh({isAsked: true}));
    this.element.addEventListener('htmx:beforeSwap', event => this.holdBack(event.detail));
    for (const name of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
      this.element.addEventListener(name, () => this.refreshIn(spread(RETRY_MS)));
    }
    this.element.addEventListener('htmx:afterSettle', () => this.waitForMoment());
    this.waitForMoment();
    this.connection.follow(this.topics);
    this.compare();
  }

  // What stands here may be right until a known moment: "now and next" goes on by the clock.
  waitForMoment() {
    clearTimeout(this.moment);
    const until = this.element.querySelector('[data-until]')?.dataset.until;
    const left = Math.max(0, Date.parse(until) - Date.now());
    if (left < DAY_MS) this.moment = setTimeout(() => this.refreshIn(0), left + 1_000 + BY_CLOCK_MS * Math.random());
  }

  // Compares what the server told with what this part of the page shows.
  compare() {
    if (!this.element.isConnected) return this.forget();
    const {stamps} = this.connection;
    const changed = this.topics.filter(topic => stamps[topic] && stamps[topic] !== this.known[topic]);
    if (changed.length === 0) return undefined;
    for (const topic of changed) this.known[topic] = stamps[topic];
    return this.refreshIn(Math.max(this.refreshedAt + this.pause - Date.now(), Math.random() * SPREAD_MS));
  }

  refreshIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.isInUse() ? this.waitForQuiet() : this.refresh()), milliseconds);
  }

  waitForQuiet() {
    this.mark(true);
    this.refreshIn(500);
  }

  async refresh({isAsked = false} = {}) {
    clearTimeout(this.timer);
    if (!this.element.isConnected) return this.forget();
    this.isAsked = isAsked;
    this.refreshedAt = Date.now();
    this.mark(false);
    try {
      await htmxFrom(this.element.dataset.htmx);
    } catch {
      return this.refreshIn(spread(RETRY_MS));
    }
    return this.element.dispatchEvent(new CustomEvent('changed', {detail: {topics: this.topics}}));
  }

  // What somebody began to use while the answer was on its way stays as well.
  holdBack(answer) {
    if (answer.elt !== this.element || this.isAsked || !this.isInUse()) return;
    answer.shouldSwap = false;
    this.waitForQuiet();
  }

  // Somebody writes here, has the keyboard here, has just pressed something here or is about to. What a finger pressed
  // some time ago still has the focus, but nobody sees or needs it: that does not keep a phone from what is new.
  isInUse() {
    const isQuiet = Date.now() - this.movedAt >= STILL_MS;
    const focused = document.activeElement;
    const isInside = focused !== this.element && this.element.contains(focused);
    if (isInside && (focused.matches(':focus-visible') || !isQuiet)) return true;
    return !isQuiet && this.element.matches(':hover') && this.element.querySelector(FOCUSABLE) !== null;
  }

  // The state line of the page offers to show what is new.
  mark(isStale) {
    if (isStale === this.element.hasAttribute('data-stale')) return;
    this.element.toggleAttribute('data-stale', isStale);
    this.element.dispatchEvent(new Event('live:stale', {bubbles: true}));
  }

  forget() {
    clearTimeout(this.timer);
    clearTimeout(this.moment);
    this.connection.removeEventListener('versions', this.onVersions);
  }
}
