// Tells somebody without an account what has changed for the sessions starred on this device. Only the page of the whole
// plan can tell: where a session stands elsewhere than the person last saw it, or nowhere, stands in its notice.

export class Changes {
  constructor(element, device, announce) {
    this.element = element;
    this.device = device;
    this.announce = announce;
    this.said = '';
  }

  compare() {
    const note = this.element.querySelector('[data-changes]');
    if (!note || !this.element.querySelector('[data-whole-plan]')) return;
    const changes = this.device.changes(placesIn(this.element));
    const text = changes.map(one => `${one.title}: ${this.spell(one.where)}`).join('; ');
    note.hidden = changes.length === 0;
    note.querySelector('[data-list]').replaceChildren(...changes.map(one => this.line(one)));
    if (text && text !== this.said) this.announce(`${this.element.dataset.wordsChanged}: ${text}`);
    this.said = text;
  }

  understand() {
    this.device.see(placesIn(this.element));
    this.compare();
    const heading = this.element.querySelector('h1');
    heading.tabIndex = -1;
    heading.focus(); // the pressed button is gone now
  }

  line({number, title, where}) {
    const [item, link] = [document.createElement('li'), document.createElement('a')];
    link.href = this.element.dataset.sessionUrl.replace('/0/', `/${number}/`);
    link.textContent = `${title}: ${this.spell(where)}`;
    item.append(link);
    return item;
  }

  spell(where) {
    const {zone, wordsGone} = this.element.dataset;
    if (!where) return wordsGone;
    const clock = {weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone};
    return where.split(' + ').map(one => {
      const [instant, ...room] = one.split(' ');
      return `${new Date(instant * 1000).toLocaleString(document.documentElement.lang, clock)}, ${room.join(' ')}`;
    }).join(' + ');
  }
}

// Where each session is: “1763719200 Saal”, and “1763719200 Saal + 1763722800 Salon” when it takes place twice.
export function placesIn(element) {
  const places = new Map();
  for (const {value, dataset} of element.querySelectorAll('[data-star][data-where]')) {
    const also = places.get(Number(value));
    places.set(Number(value), also ? `${also} + ${dataset.where}` : dataset.where);
  }
  return places;
}
