// The service worker of the site. It is there once somebody has opened a page that may be kept, and does two things:
// such pages come from the network when it answers in time, else from what the device kept, with the age written in;
// static files carry the hash of their content in their name, so what is kept of them is right for ever.
//
// A page may be kept when its answer says so (realtime/offline.py). Each release has a store of its own.

const {version, files, fallback} = self.site;
const STORE = `politoscope-${version}`;
const HEADER = 'Offline-Copy';
const PATIENCE_MS = 2_500;
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60 * 1000;
const GONE = [403, 404, 410];
const NOBODY_THERE = [502, 503, 504]; // what a proxy says while the server starts anew
const LINKED = /(?:href|src|data-module)="([^"]+\.(?:css|js|svg))"/g;
const IMPORTED = /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

self.addEventListener('install', event => event.waitUntil(moveIn()));
self.addEventListener('activate', event => event.waitUntil(takeOver()));
self.addEventListener('message', event => event.waitUntil(keep(event.data.path, event.data.from).then(forgetOld)));
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith(files)) event.respondWith(file(event.request.url));
  else if (event.request.mode === 'navigate') event.respondWith(page(event, url));
});

// A new release fetches what the one before had kept, and only when it has everything it takes the place.
async function moveIn() {
  const kept = await earlierPages();
  await Promise.all([fallback, ...kept].map(path => keep(path)));
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name !== STORE).map(name => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function earlierPages() {
  const stores = await Promise.all((await caches.keys()).map(name => caches.open(name)));
  return new Set((await Promise.all(stores.map(pagesIn))).flat());
}

async function pagesIn(store) {
  const paths = (await store.keys()).map(request => new URL(request.url).pathname);
  return paths.filter(path => !path.startsWith(files) && path !== fallback);
}

// What nobody has opened for a month is not kept any longer.
function forgetOld() {
  return forget(copy => Date.now() - Date.parse(copy.headers.get('Date')) > FORGOTTEN_AFTER_MS);
}

async function forget(isOver) {
  const store = await caches.open(STORE);
  for (const path of await pagesIn(store)) {
    const copy = await store.match(path, {ignoreVary: true});
    if (copy && isOver(copy)) await store.delete(path, {ignoreVary: true});
  }
}

// Pages made for somebody signed in are the ones that no cache may keep.
function isPersonal(response) {
  return (response.headers.get('Cache-Control') ?? '').includes('no-store');
}

// Fetches a page and the files it needs. `from` is where it comes from when that is not where people look for it.
async function keep(path, from = path) {
  const response = await fetch(from);
  await remember(path, response.clone());
  if (!response.ok) return;
  const html = await response.text();
  await Promise.all([...html.matchAll(LINKED)].map(([, address]) => keepFile(new URL(address, location.href))));
}

async function keepFile(url) {
  if (url.origin !== location.origin || !url.pathname.startsWith(files) || await match(url.href)) return;
  const response = await file(url.href);
  if (!url.pathname.endsWith('.js')) return;
  const imported = [...(await response.text()).matchAll(IMPORTED)];
  await Promise.all(imported.map(([, address]) => keepFile(new URL(address, url))));
}

async function file(address) {
  const kept = await match(address);
  if (kept) return kept;
  const response = await fetch(address);
  if (response.ok) await (await caches.open(STORE)).put(address, response.clone());
  return response;
}

// The answer of the network, or the copy when it is away, slow, or has nobody behind it.
async function page(event, url) {
  const answer = ask(event, url);
  event.waitUntil(answer.catch(() => {})); // a late answer is kept all the same
  const copy = await match(url.pathname);
  try {
    const response = await (copy ? inTime(answer) : answer);
    return copy && NOBODY_THERE.includes(response.status) ? aged(copy) : response;
  } catch {
    return aged(copy ?? await match(fallback));
  }
}

async function ask(event, url) {
  const response = await event.preloadResponse ?? await fetch(event.request);
  event.waitUntil(note(url, response.clone()));
  return response;
}

async function note(url, response) {
  const isEnded = response.ok && !isPersonal(response); // the sign-in is over: so are the pages made for it
  if (!url.search) await remember(url.pathname, response); // a search is no page to come back to
  if (isEnded) await forget(isPersonal);
}

async function remember(path, response) {
  const store = await caches.open(STORE);
  if (response.ok && response.headers.get(HEADER) === 'keep') await store.put(path, response);
  else if (response.ok || GONE.includes(response.status)) await store.delete(path, {ignoreVary: true});
}

async function match(address) {
  return (await caches.open(STORE)).match(address, {ignoreVary: true});
}

function inTime(promise) {
  const late = new Promise((resolve, reject) => { setTimeout(() => reject(new Error('slow')), PATIENCE_MS); });
  return Promise.race([promise, late]);
}

// A copy says of itself since when it is one; the page makes a sentence of it (realtime/offline.js).
async function aged(copy) {
  if (!copy) return Response.error();
  const headers = new Headers(copy.headers);
  for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name); // the text is unpacked here
  const html = (await copy.text()).replace('<html', `<html data-kept-at="${headers.get('Date')}"`);
  return new Response(html, {headers});
}
