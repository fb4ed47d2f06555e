// The browser's part of a passkey: create one, sign in with one, confirm with one. The form shows a button; the answer
// of the device travels in the hidden field "credential". Options and answers are WebAuthn's JSON forms (WebAuthn
// Level 3, section 5.1.8 and 5.1.9), with a conversion of our own where the browser has none.

const ceremonies = {
  create: async () => navigator.credentials.create({ publicKey: creationOptions(await readOptions()) }),
  confirm: async () => navigator.credentials.get({ publicKey: requestOptions(await readOptions()) }),
  "sign-in": async (form) => navigator.credentials.get({ publicKey: requestOptions(await fetchOptions(form.action)) }),
};

export function mount(form) {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  const start = form.querySelector("[data-start]");
  start.addEventListener("click", () => run(form, start));
}

async function run(form, start) {
  const trouble = form.querySelector("[data-trouble]");
  trouble.textContent = "";
  start.disabled = true;
  try {
    const credential = await ceremonies[form.dataset.ceremony](form);
    form.elements.credential.value = JSON.stringify(asJson(credential));
    form.submit();
  } catch (error) {
    start.disabled = false;
    const text = (trouble.textContent = trouble.dataset.trouble);
    form.dispatchEvent(new CustomEvent("announce", { bubbles: true, detail: { text, isUrgent: true } }));
  }
}

async function readOptions() {
  return JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
}

async function fetchOptions(url) {
  const response = await fetch(url, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  return (await response.json()).request_options.publicKey;
}

// A passkey is kept by the device and found without a name, hence resident and verified.
function creationOptions(options) {
  const selection = { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return {
    ...options,
    authenticatorSelection: selection,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
  };
}

function requestOptions(options) {
  return {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(withBytes),
  };
}

function asJson(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const texts = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...Object.fromEntries(texts), transports: response.getTransports?.() },
  };
}

const withBytes = (descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) });

function toBytes(text) {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
