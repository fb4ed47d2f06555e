// Makes the plan a companion for the day: stars, on this device or in the account, and word of what has changed for
// somebody. What is starred on the device moves into the account when somebody signs in.

import {keepPage, keptSince} from '../realtime/offline.js';
import {Changes, placesIn} from './changes.js';
import {showByClock} from './clock.js';
import {Device} from './device.js';
import {searchCopy} from './search.js';
import {offerSharing} from './share.js';

const KEEP_WITHIN_MS = 30_000; // not by all phones in the room at once
const AWAY = Symbol('no network');

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
    this.changes = new Changes(element, this.device, text => this.announce(text));
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
    addEventListener('online', () => this.takeOver());
    this.show();
    this.takeOver();
    if (!this.hasAccount) this.changes.compare();
    if ('mine' in this.words) this.fillMine();
    this.keepMine();
  }

  show() {
    for (const button of this.element.querySelectorAll('[data-star]')) {
      button.hidden = false;
      const isKept = this.device.has(numberOf(button));
      if (isKept || !this.hasAccount) mark(button, isKept);
    }
  }

  refreshed() {
    this.show();
    if (this.held) this.element.querySelector(`[data-star][value="${this.held}"]`)?.focus({preventScroll: true});
    if (this.hasAccount) this.hearNotices();
    else this.changes.compare();
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keepMine(), KEEP_WITHIN_MS * Math.random());
  }

  press(event) {
    if (event.target.closest('[data-understood]')) return this.changes.understand();
    const button = event.target.closest('[data-star]');
    if (!button) return undefined;
    event.preventDefault();
    return this.star(button);
  }

  async star(button) {
    const number = numberOf(button);
    const star = {title: button.dataset.title, where: placesIn(this.element).get(number) ?? null};
    const isStarred = this.hasAccount ? await this.send(button, star) : this.device.toggle(number, star);
    if (isStarred === null) return;
    for (const other of this.element.querySelectorAll(`[data-star][value="${number}"]`)) mark(other, isStarred);
    this.announce((isStarred ? this.words.wordsStarred : this.words.wordsUnstarred).replace('{title}', star.title));
    this.keepMine();
  }

  // An answer that is none (signed out meanwhile): the form is sent the plain way, which leads to the sign-in.
  async send(button, star) {
    const answer = await this.post({session: button.value});
    if (answer === AWAY) return this.starWithoutNetwork(button, star);
    if (!answer) button.form.requestSubmit(button);
    return answer ? answer.is_starred : null;
  }

  // The device keeps a star until the account can have it. What the account has can only be taken away there.
  starWithoutNetwork(button, star) {
    const isInAccount = button.getAttribute('aria-pressed') === 'true' && !this.device.has(numberOf(button));
    if (!isInAccount) return this.device.toggle(numberOf(button), star);
    this.announce(this.words.wordsAway);
    return null;
  }

  async post(fields) {
    const form = document.getElementById('stars');
    const body = new URLSearchParams({...Object.fromEntries(new FormData(form)), ...fields});
    const options = {method: 'POST', headers: {'HX-Request': 'true'}, body};
    const response = await fetch(form.action, options).catch(() => null);
    if (!response) return AWAY;
    return response.ok && !response.redirected ? response.json() : null;
  }

  // A star leaves the device only when the account has it.
  async takeOver() {
    const {numbers} = this.device;
    if (!this.hasAccount || !numbers.length) return;
    const answer = await this.post({sessions: numbers.join(',')});
    if (!answer || answer === AWAY) return;
    this.device.forget(numbers);
    for (const button of this.element.querySelectorAll('[data-star]')) {
      if (numbers.includes(numberOf(button))) mark(button, true);
    }
    this.announce(this.words.wordsTaken);
    this.element.querySelector('[data-mine-target]')?.dispatchEvent(new Event('live:now'));
    this.keepMine();
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
