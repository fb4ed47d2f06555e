// Fills in the code that the link of the mail carries as its fragment, which no server ever sees. Sending it stays a
// press of the button: a mail gateway that opens the link changes nothing.
export function mount(element) {
  const field = element.querySelector("[data-code]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!/^\d{6}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search); // not into the history, not into screenshots
  element.querySelector("button[type=submit]").focus();
}
