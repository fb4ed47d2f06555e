// Brings htmx to a page that needs it only when something changes: a fifth of what a session plan weighs stays away
// until then. Pages with links and forms of htmx load it themselves, and then there is nothing to bring.

let coming = null;

export function htmxFrom(address) {
  if ('htmx' in window || !address) return Promise.resolve();
  coming ??= whenComplete().then(() => insert(address)).catch(error => {
    coming = null; // the next change tries again
    throw error;
  });
  return coming;
}

// Between the parsed and the complete document htmx would wait for an event that has passed.
function whenComplete() {
  if (document.readyState === 'complete') return Promise.resolve();
  return new Promise(resolve => addEventListener('load', resolve, {once: true}));
}

function insert(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, {src: address, onload: resolve, onerror: () => reject(new Error('htmx did not arrive'))});
    document.head.append(script);
  }).then(forgetAddress);
}

// htmx notes the address of every page for its history, which is off here; a reader's device keeps nothing (P-11).
function forgetAddress() {
  sessionStorage.removeItem('htmx-current-path-for-history');
}
