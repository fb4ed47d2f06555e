// The QR code of a slip carries the code behind the # of the address: it never reaches a log. Here it fills the field.

export function mount(element) {
  const code = decodeURIComponent(location.hash.slice(1));
  const field = element.querySelector('[data-code]');
  if (!code || !field) return;
  field.value = code;
  history.replaceState(null, '', location.pathname + location.search);
  element.querySelector('form').requestSubmit();
}
