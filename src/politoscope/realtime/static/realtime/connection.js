// One connection per page and edition, shared by everything on the page that follows something. It says what changed;
// who follows fetches. Streams that a proxy blocks or holds back are noticed, and asked for by polling instead.

const FIRST_EVENT_MS = 6_000; // a stream that says nothing for so long is held back on the way
const BEAT_MS = 50_000; // the server says something every 20 seconds
const POLL_MS = 5_000;
const MOST_POLL_MS = 60_000;
const TRY_STREAM_AGAIN_MS = 120_000;
const HIDDEN_MS = 30_000; // a page nobody looks at gives its connection back: browsers have six per site

const connections = new Map();

export function connectionTo(url) {
  const address = new URL(url, location.href).pathname;
  if (!connections.has(address)) connections.set(address, new Connection(address));
  return connections.get(address);
}

export const spread = milliseconds => milliseconds * (0.8 + 0.4 * Math.random());

// Events: "versions" when stamps came in (whether new or not), "state" when `state` changed:
// connecting, live, polling, away (no network), off (refused), paused.
class Connection extends EventTarget {
  constructor(address) {
    super();
    this.address = address;
    this.topics = new Set();
    this.stamps = {};
    this.state = 'connecting';
    this.confirmedAt = null;
    document.addEventListener('visibilitychange', () => this.onVisibility());
    addEventListener('pagehide', () => this.close());
    addEventListener('pageshow', event => { if (event.persisted) this.open(); });
    addEventListener('online', () => this.open());
  }

  follow(topics) {
    const before = this.topics.size;
    for (const topic of topics) this.topics.add(topic);
    if (this.topics.size > before) this.after(50, () => this.open()); // all modules of a page mount within this time
  }

  pause() {
    this.isPaused = true;
    this.close();
    this.become('paused');
  }

  resume() {
    this.isPaused = false;
    this.become('connecting');
    this.open();
  }

  open() {
    if (this.isPaused || this.state === 'off' || this.topics.size === 0) return;
    this.close();
    this.source = new EventSource(`${this.address}?topics=${this.query()}`);
    this.source.addEventListener('versions', event => { this.become('live'); this.receive(JSON.parse(event.data)); });
    this.source.addEventListener('beat', () => { this.become('live'); this.confirm(); });
    this.source.onerror = () => this.onStreamError();
    this.after(FIRST_EVENT_MS, () => this.poll());
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.polling?.abort();
    this.polling = null;
  }

  // The browser comes back by itself unless the answer was no stream; then polling finds out why.
  onStreamError() {
    if (this.source?.readyState === EventSource.CLOSED) this.poll();
    else this.become(navigator.onLine ? 'connecting' : 'away');
  }

  async poll(pause = POLL_MS, until = Date.now() + spread(TRY_STREAM_AGAIN_MS)) {
    this.close();
    this.polling = new AbortController();
    try {
      const headers = this.etag ? {'If-None-Match': this.etag} : {};
      const address = this.address.replace(/events\/$/, `versions/?topics=${this.query()}`);
      const answer = await fetch(address, {headers, cache: 'no-store', signal: this.polling.signal});
      if ([400, 403, 404].includes(answer.status)) return this.become('off');
      if (!answer.ok && answer.status !== 304) throw new Error(answer.status);
      this.etag = answer.headers.get('ETag');
      this.become('polling');
      this.receive(answer.status === 304 ? this.stamps : await answer.json());
      pause = POLL_MS;
    } catch (error) {
      if (error.name === 'AbortError') return undefined;
      this.become('away');
      pause = Math.min(2 * pause, MOST_POLL_MS);
    }
    return this.after(spread(pause), () => (Date.now() > until ? this.open() : this.poll(pause, until)));
  }

  receive(stamps) {
    this.stamps = {...this.stamps, ...stamps};
    this.confirm();
    this.dispatchEvent(new Event('versions'));
  }

  // The page is as fresh as this instant; silence for longer than two beats means that nobody is there.
  confirm() {
    this.confirmedAt = new Date();
    if (this.source) this.after(BEAT_MS, () => this.poll());
    this.dispatchEvent(new Event('confirmed'));
  }

  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

  after(milliseconds, action) {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, milliseconds);
  }

  query() {
    return [...this.topics].sort().join(',');
  }

  onVisibility() {
    clearTimeout(this.hiding);
    if (document.hidden) this.hiding = setTimeout(() => this.close(), HIDDEN_MS);
    else if (!this.source && !this.polling) this.open();
  }
}
