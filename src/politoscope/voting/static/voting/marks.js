// The marks of one ballot and their way to the server. A change is shown at once, sent at once, and kept on the phone
// until the server has it: without network it waits, also through a reload, and arrives exactly once.
//
// What is kept are the changes themselves ("12 on"), not the whole ballot: when another device has changed the ballot
// meanwhile, the server answers with what it holds, and the changes are put on top of that.

import {keptSince} from '../realtime/offline.js';
import {newNonce, recall, receiptOf, remember} from './receipt.js';

const SETTLE_MS = 250; // taps in quick succession travel together
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

export class Marks extends EventTarget {
  constructor(form, numbers) {
    super();
    this.form = form;
    this.poll = form.dataset.poll;
    this.base = new Set(numbers);
    this.seen = form.dataset.seen;
    this.changes = new Map();
    this.delivery = null; // what is under way: sent again with the same nonce until it is answered
    this.failures = 0;
    this.state = 'saved';
  }

  // Takes up what an earlier visit could not send. A page that comes from the device may be older than what the server
  // acknowledged last; one from the server is never.
  resume() {
    const kept = recall(this.poll);
    if (kept?.base && keptSince()) {
      this.base = new Set(kept.base);
      this.seen = kept.seen;
    }
    if (kept?.pending?.length) {
      this.changes = new Map(kept.pending);
      this.delivery = kept.delivery ?? null;
      this.sendIn(0);
    }
    addEventListener('online', () => this.sendIn(0));
    return this;
  }

  get numbers() {
    const marked = new Set(this.base);
    for (const [number, isOn] of this.changes) isOn ? marked.add(number) : marked.delete(number);
    return marked;
  }

  has(number) {
    return this.changes.get(number) ?? this.base.has(number);
  }

  toggle(number) {
    this.changes.set(number, !this.has(number));
    this.show('sending');
    this.keep();
    this.sendIn(SETTLE_MS);
  }

  show(state, detail = '') {
    this.state = state;
    this.dispatchEvent(new CustomEvent('change', {detail}));
  }

  keep(receipt) {
    const kept = recall(this.poll) ?? {};
    const now = {base: [...this.base], seen: this.seen, pending: [...this.changes], delivery: this.delivery};
    remember(this.poll, {...kept, ...receipt, ...now});
  }

  sendIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), milliseconds);
  }

  async send() {
    if (this.isSending || this.isOver) return;
    if (!this.delivery && this.changes.size === 0) return;
    this.delivery ??= {nonce: newNonce(), seen: this.seen, choices: [...this.numbers], changes: [...this.changes]};
    this.keep();
    this.isSending = true;
    this.show('sending');
    try {
      await this.answer(await this.post(this.delivery));
    } catch {
      this.retry();
    } finally {
      this.isSending = false;
    }
  }

  post({nonce, seen, choices}) {
    const body = new URLSearchParams(new FormData(this.form));
    body.delete('marks');
    for (const number of choices) body.append('marks', number);
    body.set('nonce', nonce);
    body.set('seen', seen);
    const options = {method: 'POST', body, headers: {Accept: 'application/json'}, signal: AbortSignal.timeout(15_000)};
    return fetch(this.form.action, options);
  }

  async answer(response) {
    if (response.ok) return this.settle(await response.json());
    if (response.status === 409) return this.rebase(await response.json());
    if (response.status >= 500 || response.status === 429) throw new Error(response.status);
    return this.refused(response);
  }

  // Acknowledged: on disk. What was tapped meanwhile stays a change.
  async settle({choices, nonce, receipt}) {
    for (const [number, isOn] of this.delivery.changes) {
      if (this.changes.get(number) === isOn) this.changes.delete(number);
    }
    this.base = new Set(choices);
    this.seen = receipt;
    this.delivery = null;
    this.failures = 0;
    if (await receiptOf(this.poll, nonce, choices) !== receipt) return this.show('refused');
    this.keep({poll: this.poll, nonce, choices, receipt});
    this.show(this.changes.size ? 'sending' : 'saved');
    if (this.changes.size) this.sendIn(0);
  }

  rebase({choices, receipt}) {
    this.base = new Set(choices);
    this.seen = receipt;
    this.delivery = null;
    this.show('elsewhere');
    this.sendIn(0);
  }

  async refused(response) {
    const {message = ''} = await response.json().catch(() => ({}));
    this.isOver = response.status === 410;
    this.delivery = null;
    if (this.isOver) this.changes.clear();
    this.keep();
    this.show('refused', message);
  }

  retry() {
    this.show('kept');
    this.sendIn(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
  }
}
