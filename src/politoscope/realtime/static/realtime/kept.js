// Lists the pages that this device has kept, on the page that stands in for one it has not.

import {clockTime} from './offline.js';

const HEADER = 'Offline-Copy';

export async function mount(element) {
  addEventListener('online', () => location.reload());
  const list = element.querySelector('[data-kept]');
  for (const {title, path, at} of await keptPages()) {
    const item = document.createElement('li');
    const link = document.createElement('a');
    Object.assign(link, {href: path, textContent: title});
    item.append(link, ` – ${element.dataset.words.replace('{time}', clockTime(at, element.dataset.zone))}`);
    list.append(item);
  }
  element.hidden = list.children.length === 0;
}

async function keptPages() {
  const found = [];
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const copy = await store.match(request, {ignoreVary: true});
      const path = new URL(request.url).pathname;
      if (copy.headers.get(HEADER) !== 'keep') continue;
      const html = new DOMParser().parseFromString(await copy.text(), 'text/html');
      if (html.querySelector('[data-kept]')) continue; // the page this list stands on
      found.push({title: html.title, path, at: new Date(copy.headers.get('Date'))});
    }
  }
  return found.sort((one, other) => one.title.localeCompare(other.title));
}
