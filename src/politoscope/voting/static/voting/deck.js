// One proposal at a time, for one thumb: the buttons are at the bottom, a swipe to the right marks, to the left goes on.

const SWIPE_PX = 80;
const LOOK_MS = 220; // one sees that the mark has taken before the next card comes

export class Deck {
  constructor(choices, marks, text, toList) {
    this.choices = choices;
    this.marks = marks;
    this.text = text;
    this.toList = toList;
    this.place = 0;
    this.build();
    this.draw();
  }

  build() {
    this.element = make('section', 'bc-deck');
    this.element.setAttribute('aria-label', this.text.textCards);
    this.progress = make('p', 'bc-deck__place');
    this.bar = make('progress', 'bc-deck__progress');
    this.bar.setAttribute('aria-hidden', 'true');
    this.bar.max = this.choices.length;
    this.card = make('div', 'bc-deck__card');
    this.controls = make('div', 'bc-deck__controls');
    this.back = this.button('bc-deck__back', this.text.textBack, () => this.go(-1));
    this.next = this.button('bc-deck__next', this.text.textNext, () => this.go(1));
    this.mark = this.button('bc-deck__mark', '', () => this.toggle());
    this.controls.append(this.back, this.next, this.mark);
    this.element.append(this.progress, this.bar, this.card); // the controls go into the bar that stays in view
    this.followThumb();
  }

  button(className, label, act) {
    const button = make('button', className);
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', act);
    return button;
  }

  kernButton(variant, label, act) {
    const button = this.button(`kern-btn kern-btn--${variant}`, '', act);
    const text = make('span', 'kern-label');
    text.textContent = label;
    button.append(text);
    return button;
  }

  get choice() {
    return this.choices[this.place];
  }

  get number() {
    return Number(this.choice.dataset.number);
  }

  go(step) {
    clearTimeout(this.timer);
    this.place = Math.max(0, Math.min(this.choices.length, this.place + step));
    this.shown = null;
    this.draw();
    if (this.isCut()) this.element.scrollIntoView({block: 'start'});
    const title = this.choice?.querySelector('.bc-choice__title').textContent ?? this.text.textDone;
    const text = this.choice ? `${this.placeText()}: ${title}` : title;
    this.element.dispatchEvent(new CustomEvent('announce', {bubbles: true, detail: {text}}));
  }

  // Tells whether a part of the card is out of sight: above the window, or behind the bar with the buttons.
  isCut() {
    const bar = this.controls.parentElement?.offsetHeight ?? 0;
    return this.element.getBoundingClientRect().top < 0 || this.card.getBoundingClientRect().bottom > innerHeight - bar;
  }

  toggle() {
    if (!this.choice) return;
    const wasMarked = this.marks.has(this.number);
    this.marks.toggle(this.number);
    clearTimeout(this.timer);
    if (!wasMarked) this.timer = setTimeout(() => this.go(1), LOOK_MS);
  }

  placeText() {
    return this.text.textPlace.replace('{i}', this.place + 1).replace('{n}', this.choices.length);
  }

  draw() {
    this.back.disabled = this.place === 0;
    this.bar.value = this.place;
    this.controls.hidden = !this.choice;
    this.progress.textContent = this.choice ? this.placeText() : '';
    if (!this.choice) return this.drawEnd();
    if (this.shown !== this.choice) this.drawCard();
    const isMarked = this.marks.has(this.number);
    this.mark.setAttribute('aria-pressed', isMarked);
    return this.card.classList.toggle('bc-deck__card--marked', isMarked);
  }

  drawCard() {
    this.shown = this.choice;
    const title = this.choice.querySelector('.bc-choice__title');
    const heading = make('h2', 'bc-deck__title');
    heading.dir = 'auto';
    heading.textContent = title.textContent;
    const parts = [heading, this.choice.querySelector('.bc-choice__by').cloneNode(true)];
    const badge = this.choice.querySelector('.bc-choice__mark > .kern-badge');
    if (badge) parts.unshift(badge.cloneNode(true));
    const body = this.choice.querySelector('.bc-choice__body');
    if (body) parts.push(body.cloneNode(true));
    this.card.replaceChildren(...parts);
    this.mark.replaceChildren(tick(), this.text.textMark);
    this.mark.setAttribute('aria-label', `${this.text.textMark}: ${title.textContent}`);
  }

  drawEnd() {
    if (this.shown === 'end') return;
    this.shown = 'end';
    const heading = make('h2', 'bc-deck__title');
    heading.textContent = this.text.textDone;
    const text = make('p', '');
    text.textContent = this.text.textDoneMore;
    const row = make('div', 'bc-row');
    row.append(
      this.kernButton('primary', this.text.textToList, () => this.toList()),
      this.kernButton('tertiary', this.text.textAgain, () => this.go(-this.place)),
    );
    this.card.classList.remove('bc-deck__card--marked');
    this.card.replaceChildren(heading, text, row);
    row.firstElementChild.focus({preventScroll: true});
  }

  // The card follows the thumb; only letting go acts, and going back to where one began cancels (2.5.2).
  followThumb() {
    let from = null;
    this.card.addEventListener('pointerdown', event => {
      if (event.isPrimary && this.choice && !event.target.closest('a')) from = {x: event.clientX, y: event.clientY};
    });
    this.card.addEventListener('pointermove', event => {
      if (!from) return;
      const x = event.clientX - from.x;
      if (Math.abs(event.clientY - from.y) > Math.abs(x) + 24) return this.settle(() => { from = null; });
      this.card.style.transform = `translateX(${x / 2}px)`;
    });
    this.card.addEventListener('pointerup', event => {
      if (!from) return;
      const x = event.clientX - from.x;
      this.settle(() => { from = null; });
      if (x > SWIPE_PX) this.marks.has(this.number) ? this.go(1) : this.toggle();
      if (x < -SWIPE_PX) this.go(1);
    });
    this.card.addEventListener('pointercancel', () => this.settle(() => { from = null; }));
  }

  settle(forget) {
    forget();
    this.card.style.transform = '';
  }
}

function make(name, className) {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}

function tick() {
  const span = make('span', 'bc-choice__tick');
  span.setAttribute('aria-hidden', 'true');
  return span;
}
