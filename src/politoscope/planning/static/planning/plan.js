// Makes the plan a companion for the day: stars, on this device or in the account, and word of what has changed for
// somebody. What is starred on the device moves into the account when somebody signs in.

import {keepPage, keptSince} from '../realtime/offline.js';
import {Device} from './device.js';
import {showByClock} from './clock.js';
import {searchCopy} from './search.js';
import {offerSharing} from './share.js';

const KEEP_WITHIN_MS = 30_000; // not by all phones in the room at once

export function mount(element) {
  new Companion(element).start();
}

class Companion {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.hasAccount = element.dataset.account === '1';
    this.device = new Device(element.dataset.edition);
    this.mineUrl = element.dataset.mineUrl;
    this.seen = new Set(this.notices());
  }

  start() {
    this.element.addEventListener('click', event => this.press(event));
    this.element.addEventListener('htmx:beforeSwap', () => { this.held = starWithFocus(); });
    this.element.addEventListener('htmx:afterSettle', () => this.refreshed());
    this.element.addEventListener('htmx:configRequest', event => this.nameStars(event));
    if (keptSince()) {
      showByClock(this.element);
      searchCopy(this.element);
    }
    offerSharing(this.element);
    this.show();
    if (this.hasAccount) this.takeOver();
    else this.compare();
    if ('mine' in this.words) this.fillMine();
    this.keepMine();
  }

  show() {
    for (const button of this.element.querySelectorAll('[data-star]')) {
      button.hidden = false;
      if (!this.hasAccount) mark(button, this.device.has(numberOf(button)));
    }
  }

  refreshed() {
    this.show();
    if (this.held) this.element.querySelector(`[data-star][value="${this.held}"]`)?.focus({preventScroll: true});
    if (this.hasAccount) this.hearNotices();
    else this.compare();
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepMine(), KEEP_WITHIN_MS * Math.random());
  }

  press(event) {
    if (event.target.closest('[data-understood]')) return this.understand();
    const button = event.target.closest('[data-star]');
    if (!button) return undefined;
    event.preventDefault();
    return this.star(button);
  }

  async star(button) {
    const number = numberOf(button);
    const star = {title: button.dataset.title, where: this.places().get(number) ?? ''};
    const isStarred = this.hasAccount ? await this.send(button) : this.device.toggle(number, star);
    if (isStarred === null) return;
    for (const other of this.element.querySelectorAll(`[data-star][value="${number}"]`)) mark(other, isStarred);
    this.announce((isStarred ? this.words.wordsStarred : this.words.wordsUnstarred).replace('{title}', star.title));
    this.keepMine();
  }

  // Without an answer the form is sent the plain way.
  async send(button) {
    const answer = await this.post({session: button.value});
    if (!answer) button.form.requestSubmit(button);
    return answer ? answer.is_starred : null;
  }

  async post(fields) {
    const form = document.getElementById('stars');
    const body = new URLSearchParams({...Object.fromEntries(new FormData(form)), ...fields});
    const options = {method: 'POST', headers: {'HX-Request': 'true'}, body};
    const response = await fetch(form.action, options).catch(() => null);
    return response?.ok ? response.json() : null;
  }

  // A star leaves the device only when the account has it.
  async takeOver() {
    const {numbers} = this.device;
    if (!numbers.length || !await this.post({sessions: numbers.join(',')})) return;
    this.device.forget(numbers);
    for (const button of this.element.querySelectorAll('[data-star]')) {
      if (numbers.includes(numberOf(button))) mark(button, true);
    }
    this.announce(this.words.wordsTaken);
    this.element.querySelector('[data-mine-target]')?.dispatchEvent(new Event('live:now'));
    this.keepMine();
  }

  // Where each session of the whole plan is: “1763719200 Saal”. A page that shows a part of it cannot tell.
  places() {
    const places = new Map();
    for (const button of this.element.querySelectorAll('[data-star][data-where]')) {
      const number = numberOf(button);
      const also = places.get(number);
      places.set(number, also ? `${also} + ${button.dataset.where}` : button.dataset.where);
    }
    return places;
  }

  compare() {
    const note = this.element.querySelector('[data-changes]');
    if (!note || !this.element.querySelector('[data-whole-plan]')) return;
    const changes = this.device.changes(this.places());
    const text = changes.map(one => `${one.title}: ${this.spell(one.where)}`);
    const isNews = text.length > 0 && note.dataset.said !== text.join();
    note.dataset.said = text.join();
    note.hidden = text.length === 0;
    note.querySelector('[data-list]').replaceChildren(...changes.map((one, place) => this.line(one, text[place])));
    if (isNews) this.announce(`${this.words.wordsChanged}: ${text.join('; ')}`);
  }

  line({number}, text) {
    const [item, link] = [document.createElement('li'), document.createElement('a')];
    Object.assign(link, {href: this.words.sessionUrl.replace('/0/', `/${number}/`), textContent: text});
    item.append(link);
    return item;
  }

  spell(where) {
    if (!where) return this.words.wordsGone;
    const clock = {weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: this.words.zone};
    return where.split(' + ').map(one => {
      const [instant, ...room] = one.split(' ');
      return `${new Date(instant * 1000).toLocaleString(document.documentElement.lang, clock)}, ${room.join(' ')}`;
    }).join(' + ');
  }

  understand() {
    this.device.see(this.places());
    this.element.querySelector('[data-changes]').hidden = true;
    this.element.querySelector('h1').setAttribute('tabindex', '-1');
    this.element.querySelector('h1').focus();
  }

  notices() {
    return [...this.element.querySelectorAll('[data-notice]')].map(notice => notice.dataset.notice);
  }

  hearNotices() {
    const fresh = [...this.element.querySelectorAll('[data-notice]')].filter(one => !this.seen.has(one.dataset.notice));
    for (const {dataset} of fresh) this.seen.add(dataset.notice);
    if (fresh.length) this.announce(`${this.words.wordsChanged}: ${fresh.map(one => one.textContent.trim()).join('; ')}`);
  }

  announce(text) {
    this.element.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text}}));
  }

  // Without an account the device knows the choice, and the server makes the page of it.
  async fillMine() {
    const {numbers} = this.device;
    if (!numbers.length || this.hasAccount) return;
    const response = await fetch(this.ownPage(), {headers: {'HX-Request': 'true'}}).catch(() => null);
    if (!response?.ok) return;
    const html = new DOMParser().parseFromString(await response.text(), 'text/html');
    this.element.querySelector('[data-mine-target]').replaceChildren(...html.body.childNodes);
    this.show();
  }

  ownPage() {
    return this.hasAccount ? this.mineUrl : `${this.mineUrl}?sessions=${this.device.numbers.join(',')}`;
  }

  nameStars({detail}) {
    const isMine = new URL(detail.path, location.href).pathname === this.mineUrl;
    if (isMine && !this.hasAccount) detail.parameters.sessions = this.device.numbers.join(',');
  }

  // Whoever has chosen something finds it without a network, too.
  keepMine() {
    if (!keptSince() && (this.hasAccount || this.device.numbers.length)) keepPage(this.mineUrl, this.ownPage());
  }
}

function starWithFocus() {
  return document.activeElement?.closest('[data-star]')?.value ?? null;
}

function numberOf(button) {
  return Number(button.value);
}

function mark(button, isStarred) {
  button.setAttribute('aria-pressed', String(isStarred));
}
