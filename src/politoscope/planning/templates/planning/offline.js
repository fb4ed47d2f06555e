{% load static %}// Keeps the pages of the plan that were opened, and shows them when there is no network. Each kept page says how old
// it is: it carries a sentence that is hidden as long as the page came over the network.

const KEPT = 'plan-{{ edition.slug }}-1';
const PAGES = /^\/{{ edition.slug }}\/(plan\/(mine\/)?|sessions\/\d+\/|rooms\/[^/]+\/)$/;
const FILES = '{% get_static_prefix %}';
const PATIENCE_MS = 4000;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith(FILES)) event.respondWith(file(event.request));
  else if (event.request.mode === 'navigate' && PAGES.test(url.pathname)) event.respondWith(page(event, url));
});

// Files carry their content's hash in their name: what is kept is right for ever.
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) (await caches.open(KEPT)).put(request, response.clone());
  return response;
}

// The network first; what is kept when it is away or too slow. A page of somebody signed in is kept as well: it stays on
// this device, and signing out empties the store (Clear-Site-Data).
async function page(event, url) {
  const store = await caches.open(KEPT);
  try {
    const response = await inTime(fetch(event.request));
    if (response.ok && !response.redirected) event.waitUntil(store.put(url.pathname, response.clone()));
    return response;
  } catch (error) {
    const kept = await store.match(url.pathname);
    if (!kept) throw error;
    return aged(kept);
  }
}

function inTime(promise) {
  const late = new Promise((resolve, reject) => { setTimeout(() => reject(new Error('slow')), PATIENCE_MS); });
  return Promise.race([promise, late]);
}

async function aged(response) {
  const html = (await response.text()).replace('data-offline hidden', 'data-offline');
  return new Response(html, {headers: {'Content-Type': 'text/html; charset=utf-8'}});
}
