// Makes the list of checkboxes a ballot that saves itself: every mark becomes a button with a pressed state, the deck
// shows one proposal at a time, and the bar says how many are marked and whether they have arrived.

import {Deck} from './deck.js';
import {Marks} from './marks.js';

const NARROW = '(max-width: 47.99rem)';

export function mount(form) {
  if ('shared' in form.dataset) return mountShared(form);
  return new Ballot(form).start();
}

// A kiosk keeps nothing and sends nothing by itself: the next person must find no trace.
function mountShared(form) {
  const count = form.querySelector('[data-count]');
  const recount = () => { count.textContent = counted(form, form.querySelectorAll('[name=marks]:checked').length); };
  form.addEventListener('change', recount);
  recount(); // somebody may have been quicker than this script
}

function counted(form, number) {
  const [none, one, many] = form.dataset.textCounts.split('|');
  return number === 0 ? none : number === 1 ? one : many.replace('{n}', number);
}

class Ballot {
  constructor(form) {
    this.form = form;
    this.text = form.dataset;
    this.choices = [...form.querySelectorAll('.bc-choice')];
    // A tap that came before this script changed only a box: it is a mark like any other, and not yet saved.
    this.early = this.choices.filter(choice => boxOf(choice).checked !== boxOf(choice).defaultChecked).map(numberOf);
    this.marks = new Marks(form, this.choices.filter(choice => boxOf(choice).defaultChecked).map(numberOf));
    this.buttons = new Map(this.choices.map(choice => [numberOf(choice), makeButton(choice)]));
  }

  start() {
    for (const [number, button] of this.buttons) button.addEventListener('click', () => this.marks.toggle(number));
    this.form.addEventListener('submit', event => { event.preventDefault(); this.marks.sendIn(0); });
    this.form.querySelector('[data-save]').remove();
    this.makeBar();
    this.makeViews();
    this.marks.addEventListener('change', event => this.draw(event.detail));
    this.marks.resume();
    for (const number of this.early) this.marks.toggle(number);
    this.draw();
  }

  makeBar() {
    this.count = this.form.querySelector('[data-count]');
    this.state = document.createElement('span');
    this.state.className = 'bc-ballot__state';
    this.number = document.createElement('span');
    this.count.replaceChildren(this.number, ' ', this.state);
  }

  makeViews() {
    this.deck = new Deck(this.choices, this.marks, this.text, () => this.choose('list'));
    this.list = this.form.querySelector('.bc-choices');
    this.views = document.createElement('div');
    this.views.className = 'bc-views';
    this.views.setAttribute('role', 'group');
    this.views.setAttribute('aria-label', this.text.textViews);
    for (const [view, label] of [['deck', this.text.textCards], ['list', this.text.textList]]) {
      const button = document.createElement('button');
      Object.assign(button, {type: 'button', className: 'bc-views__view', textContent: label});
      button.dataset.view = view;
      button.addEventListener('click', () => this.choose(view));
      this.views.append(button);
    }
    this.list.before(this.views, this.deck.element);
    this.form.querySelector('.bc-ballot__bar').append(this.deck.controls);
    this.choose(matchMedia(NARROW).matches && this.choices.length > 1 ? 'deck' : 'list');
  }

  choose(view) {
    this.form.dataset.view = view;
    this.deck.element.hidden = view !== 'deck';
    this.deck.controls.classList.toggle('bc-deck__controls--away', view !== 'deck');
    this.list.hidden = view !== 'list';
    for (const button of this.views.children) button.setAttribute('aria-pressed', button.dataset.view === view);
  }

  draw(detail = '') {
    for (const [number, button] of this.buttons) button.setAttribute('aria-pressed', this.marks.has(number));
    this.deck.draw();
    this.number.textContent = counted(this.form, this.marks.numbers.size);
    this.showState(this.marks.state, detail);
  }

  showState(state, detail) {
    const words = {
      saved: this.marks.numbers.size ? this.text.textSaved : '',
      sending: this.text.textSending,
      kept: this.text.textKept,
      elsewhere: this.text.textElsewhere,
      refused: detail,
    }[state];
    this.state.dataset.state = state;
    this.state.textContent = words && `· ${words}`;
    const isNews = this.said !== state && ['kept', 'elsewhere', 'refused'].includes(state);
    this.said = state === 'sending' ? this.said : state;
    if (isNews) this.form.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text: words}}));
  }
}

function boxOf(choice) {
  return choice.querySelector('.bc-choice__box');
}

function numberOf(choice) {
  return Number(choice.dataset.number);
}

// The label with its checkbox becomes a button: a mark takes effect at once, which a checkbox in a form would not say.
function makeButton(choice) {
  const label = choice.querySelector('.bc-choice__mark');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = label.className;
  label.querySelector('.bc-choice__box').remove();
  button.append(...label.childNodes);
  label.replaceWith(button);
  return button;
}
