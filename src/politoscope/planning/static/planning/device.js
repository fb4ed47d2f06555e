// The stars of somebody without an account: kept on this device, and only once somebody presses one. With each star
// stands where the session was when the person last saw it, so that the device notices by itself what has moved.

export class Device {
  constructor(edition) { this.key = `politoscope:${edition}:stars`; }

  get stars() {
    try { return new Map(JSON.parse(localStorage.getItem(this.key) ?? '[]')); } catch { return new Map(); }
  }

  get numbers() { return [...this.stars.keys()]; }

  has(number) { return this.stars.has(number); }

  toggle(number, star) {
    const {stars} = this;
    if (!stars.delete(number)) stars.set(number, star);
    this.keep(stars);
    return stars.has(number);
  }

  keep(stars) {
    try {
      if (stars.size) localStorage.setItem(this.key, JSON.stringify([...stars]));
      else localStorage.removeItem(this.key);
    } catch { /* a browser that stores nothing: the star lasts as long as the page */ }
  }

  // Takes away what has arrived elsewhere; what was starred meanwhile stays.
  forget(numbers) {
    const {stars} = this;
    for (const number of numbers) stars.delete(number);
    this.keep(stars);
  }

  // What stands elsewhere than when the person last saw it. `places` maps numbers to where sessions are now. A star
  // pressed where the plan was not in sight (`where` is null) begins with what the plan says first.
  changes(places) {
    const {stars} = this;
    const isNew = [...stars.values()].some(star => star.where === null);
    for (const [number, star] of stars) star.where ??= places.get(number) ?? '';
    if (isNew) this.keep(stars);
    return [...stars].filter(([number, {where}]) => where !== (places.get(number) ?? ''))
      .map(([number, {title}]) => ({number, title, where: places.get(number) ?? ''}));
  }

  see(places) {
    const {stars} = this;
    for (const [number, star] of stars) star.where = places.get(number) ?? '';
    this.keep(stars);
  }
}
