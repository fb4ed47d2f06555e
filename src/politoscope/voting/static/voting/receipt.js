// Nonce and receipt of a ballot, made on this device: receipt = SHA-256("v1|poll|nonce|choices"). What was marked here
// is kept here, so that the ballot can be found in the published list; nothing is kept before somebody marks something.

export function newNonce() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

export async function receiptOf(poll, nonce, choices) {
  const canonical = JSON.stringify([...new Set(choices.map(String))].sort());
  const bytes = new TextEncoder().encode(`v1|${poll}|${nonce}|${canonical}`);
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

// Storage may be switched off, full, or forbidden in a private window: voting goes on without it.
export function recall(poll) {
  try {
    return JSON.parse(localStorage.getItem(name(poll)));
  } catch {
    return null;
  }
}

export function remember(poll, state) {
  try {
    localStorage.setItem(name(poll), JSON.stringify(state));
  } catch { /* see above */ }
}

function name(poll) {
  return `politoscope.ballot.${poll}`;
}

function hex(bytes) {
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
