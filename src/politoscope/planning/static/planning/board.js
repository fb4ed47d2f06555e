// The board: a card moves by drag, by tap card then tap cell, and by keyboard; the form "Move to …" needs none of this.
// While a card is held every cell says what placing it there would do. The server decides; this file only asks.

import {clear, hereButton, offer, show} from './advice.js';
import {neighbour} from './arrows.js';
import {redraw, written} from './redraw.js';

const STAYS = /\/(pin|unpin|park|unpark|undo|redo)\/$/; // commands after which the board is on the screen again
const LOOK_AGAIN_MS = 2000;

export function mount(element) {
  new Board(element).start();
}

class Board {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.target = element.querySelector('[data-target]');
    this.bar = element.querySelector('[data-held]');
    this.best = element.querySelector('[data-best]');
    this.held = null;
    this.asked = this.shown = 0; // the board may be on its way several times: an older answer replaces no newer one
    this.advice = new Map(); // code of the card → promise of the cells, for the version on the screen
  }

  start() {
    this.drawn = written(this.target.firstElementChild);
    this.enable();
    this.element.addEventListener('click', event => this.click(event));
    this.element.addEventListener('submit', event => this.submit(event));
    document.addEventListener('keydown', event => this.key(event));
    this.target.addEventListener('pointerdown', () => { this.isPressed = true; });
    for (const name of ['pointerup', 'pointercancel', 'dragend', 'contextmenu']) {
      document.addEventListener(name, () => this.release()); // a menu of the browser swallows the end of the press
    }
    for (const name of ['dragstart', 'dragover', 'dragleave', 'drop', 'dragend']) {
      this.element.addEventListener(name, event => this[name](event));
    }
    this.element.querySelector('[data-live]').addEventListener('changed', () => this.others());
    this.element.querySelector('[data-cancel]').addEventListener('click', () => this.putBack());
    this.best.addEventListener('click', () => this.place(this.cell(this.best.dataset)));
  }

  // What only works with this script appears with it.
  enable() {
    for (const button of this.target.querySelectorAll('[data-take]')) button.hidden = false;
    for (const card of this.cards()) card.draggable = true;
    this.advice.clear();
  }

  cards() { return this.target.querySelectorAll('[data-card]'); }
  cells() { return this.target.querySelectorAll('[data-cell]'); }
  cell({slot, room}) { return this.target.querySelector(`[data-slot="${slot}"][data-room="${room}"]`); }
  card(code) { return this.target.querySelector(`[data-card="${CSS.escape(code)}"]`); }
  url(code, what) { return `${this.words.url}sessions/${code}/${what}/`; }
  get version() { return this.target.querySelector('[data-version]').dataset.version; }

  // Holding a card

  // A dragged card must not make the table jump under the pointer: then cells only change their look, and what they
  // would do stands in the bar.
  async hold(card, {isDragged = false} = {}) {
    this.letGo();
    this.held = {code: card.dataset.card, title: card.dataset.title, isDragged};
    card.classList.add('bc-card--held');
    this.element.classList.add(isDragged ? 'bc-board--dragging' : 'bc-board--holding');
    this.bar.hidden = false;
    const text = this.words.wordsHeld.replace('{title}', this.held.title);
    this.bar.querySelector('[data-held-text]').textContent = text;
    const {code} = this.held;
    if (!isDragged) {
      this.say(text);
      for (const cell of this.cells()) if (!cell.contains(card)) offer(cell, this.words);
      this.parking()?.append(hereButton('data-park-here', this.words.wordsHere));
    }
    const cells = await this.ask(code);
    if (this.held?.code === code) for (const one of cells) this.show(one);
  }

  ask(code) {
    if (!this.advice.has(code)) {
      const answer = fetch(this.url(code, 'advice'), {headers: {Accept: 'application/json'}})
        .then(response => (response.ok ? response.json() : {cells: []}))
        .then(data => data.cells).catch(() => []);
      this.advice.set(code, answer);
    }
    return this.advice.get(code);
  }

  show(one) {
    const cell = this.cell(one);
    if (!cell || cell.querySelector('.bc-card--held')) return;
    show(cell, one, this.words);
    if (!one.is_best || this.held.isDragged) return;
    Object.assign(this.best.dataset, {slot: one.slot, room: one.room});
    this.best.textContent = `${this.words.wordsBest}: ${cell.dataset.label}`;
    this.best.hidden = false;
  }

  parking() { return this.target.querySelector('[data-parking]'); }

  letGo() {
    this.held = null;
    this.bar.hidden = true;
    this.best.hidden = true;
    this.element.classList.remove('bc-board--dragging', 'bc-board--holding');
    clear(this.target);
    for (const card of this.cards()) card.classList.remove('bc-card--held');
    this.catchUp();
  }

  putBack() {
    if (!this.held) return;
    const {code, title} = this.held;
    this.letGo();
    this.say(this.words.wordsBack.replace('{title}', title));
    this.focus(code);
  }

  // Tap, keyboard

  click(event) {
    if (event.target.closest('a, summary, details, form')) return;
    const card = event.target.closest('[data-card]');
    const cell = event.target.closest('[data-cell]');
    if (card && this.held?.code === card.dataset.card) this.putBack();
    else if (this.held && event.target.closest('[data-park-here]')) this.park();
    else if (this.held && cell && !event.target.closest('[data-take]')) this.choose(cell);
    else if (card) this.hold(card);
  }

  choose(cell) {
    const button = cell.querySelector('[data-here]');
    if (button && !button.disabled) this.place(cell);
  }

  key(event) {
    if (!this.held) return;
    if (event.key === 'Escape') this.putBack();
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    const cell = document.activeElement.closest?.('[data-cell]');
    if (!step || !cell) return; // arrows are a short cut: Tab reaches every cell too
    const next = neighbour(cell, step);
    if (next) { event.preventDefault(); next.focus(); }
  }

  // Drag: acts on release; the browser's own Esc cancels.

  dragstart(event) {
    const card = event.target.closest?.('[data-card]');
    if (!card) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', card.dataset.title);
    this.held = {code: card.dataset.card, title: card.dataset.title, isDragged: true};
    setTimeout(() => this.hold(card, {isDragged: true})); // changing the page inside dragstart would end the drag
  }

  dragover(event) {
    const place = event.target.closest?.('[data-cell], [data-parking]');
    if (!this.held || !place) return;
    if (place.dataset.level === 'impossible') return;
    event.preventDefault();
    if (place.classList.contains('bc-board__cell--over')) return;
    place.classList.add('bc-board__cell--over');
    this.bar.querySelector('[data-held-text]').textContent = [place.dataset.label, place.dataset.advice].filter(Boolean).join(': ');
  }

  dragleave(event) {
    const place = event.target.closest?.('[data-cell], [data-parking]');
    if (place && !place.contains(event.relatedTarget)) place.classList.remove('bc-board__cell--over');
  }

  drop(event) {
    const place = event.target.closest?.('[data-cell], [data-parking]');
    if (!this.held || !place) return;
    event.preventDefault();
    if (place.matches('[data-parking]')) this.park();
    else if (!place.querySelector('.bc-card--held')) this.place(place);
  }

  dragend() { setTimeout(() => this.held && !this.isSending && this.letGo(), 50); }

  // Asking the server

  place(cell) {
    const {slot, room} = cell.dataset;
    return this.send(this.url(this.held.code, 'move'), {slot, room, is_swap: 'on', seen: this.version}, this.held.code);
  }

  park() { return this.send(this.url(this.held.code, 'park'), {seen: this.version}, this.held.code); }

  // One-button forms inside the board go the same way, so that the page stays where it is.
  submit(event) {
    const form = event.target;
    if (!this.target.contains(form) || form.method !== 'post' || !STAYS.test(form.action)) return;
    event.preventDefault();
    const code = form.closest('[data-card]')?.dataset.card;
    this.send(form.action, Object.fromEntries(new FormData(form)), code);
  }

  async send(url, values, code) {
    this.isSending = true;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {'HX-Request': 'true', 'X-CSRFToken': this.words.token, Accept: 'application/json'},
        body: new URLSearchParams(values),
      });
      const answer = await response.json();
      this.letGo();
      await this.refresh();
      this.say(answer.message, answer.is_error);
      if (answer.is_error) this.complain(answer.message);
    } catch {
      this.letGo();
      this.say(this.words.wordsOffline, true);
      this.complain(this.words.wordsOffline, {isLasting: true});
      this.comeBack(code);
    } finally {
      this.isSending = false;
      if (!this.isInHand) this.catchUp(); // what others changed while the board was on its way
    }
    if (code) this.focus(code);
  }

  // Without an answer nobody knows whether the change arrived: the board as it is says so once the network is back.
  async comeBack(code) {
    if (this.isAway) return;
    this.isAway = true;
    while (this.isAway) {
      await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN_MS));
      this.isAway = await this.refresh().catch(() => null) === null;
    }
    this.complain(this.words.wordsOnline);
    this.say(this.words.wordsOnline);
    if (document.activeElement === document.body) this.focus(code);
  }

  async others() {
    if (this.isInHand || this.isSending) { this.missed = true; return; }
    try {
      if (await this.refresh()) this.say(this.words.wordsUpdated);
    } catch { // no network: nobody will tell of this change again
      setTimeout(() => this.others(), LOOK_AGAIN_MS);
    }
  }

  // A press becomes a click, or a drag, only when what was pressed is still there at its end.
  get isInHand() { return Boolean(this.held || this.isPressed); }

  release() {
    if (!this.isPressed) return;
    this.isPressed = false;
    setTimeout(() => !this.isInHand && this.catchUp()); // the click comes after the press
  }

  catchUp() {
    if (this.missed) { this.missed = false; this.others(); }
  }

  // Fetches the board as it is now and tells whether it has changed, null without an answer.
  async refresh() {
    const turn = ++this.asked;
    const response = await fetch(this.words.url, {headers: {'HX-Request': 'true'}});
    if (!response.ok) return null;
    const before = this.version;
    const html = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = html.querySelector('[data-version]');
    if (!fresh || turn < this.shown || written(fresh) === this.drawn) return false;
    if (this.isInHand) { this.missed = true; return false; } // taken while the board was on its way: not out of the hand
    this.drawn = written(fresh);
    this.shown = turn;
    redraw(this.target, fresh, () => this.enable());
    return before !== this.version;
  }

  complain(message, {isLasting = false} = {}) {
    const box = document.createElement('p');
    box.className = 'bc-board__trouble';
    box.textContent = message;
    this.element.querySelector('.bc-board__trouble')?.remove();
    this.bar.after(box);
    if (!isLasting) setTimeout(() => box.remove(), 15_000);
  }

  focus(code) { this.card(code)?.querySelector('[data-take]')?.focus({preventScroll: true}); }

  say(text, isUrgent = false) {
    this.element.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text, isUrgent}}));
  }
}
