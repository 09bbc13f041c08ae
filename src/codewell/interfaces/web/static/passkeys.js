// Passkeys need this file: only a script may ask an authenticator. Each form works the same way: fetch the options, ask, send the answer.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function options(form) {
  const token = form.querySelector("[name=form_token]").value;
  const answer = await fetch(form.dataset.passkeyOptions, { method: "POST", headers: { "X-Form-Token": token } });
  const found = await answer.json().catch(() => ({ detail: "Load the page again, and try once more." }));
  if (!answer.ok) throw new Error(found.detail);
  return found;
}

async function made(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const excluded = named(asked.excludeCredentials);
  return navigator.credentials.create({ publicKey: { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: excluded } });
}

async function shown(asked) {
  return navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) },
  });
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

function said(error) {
  if (error.name === "NotAllowedError") return "The browser was not given the passkey. Try again, or choose another way.";
  if (error.name === "InvalidStateError") return "This device holds a passkey of this account already.";
  if (error instanceof DOMException) return "The browser or the device refused. Choose another device or another way.";
  return error.message;
}

for (const form of document.querySelectorAll("[data-passkey-options]")) {
  const told = form.querySelector("[data-passkey-told]");
  if (!window.PublicKeyCredential) {
    told.textContent = "This browser knows no passkeys. Use a newer one, or another way.";
    continue;
  }
  for (const hidden of form.querySelectorAll("[data-passkey-hidden]")) hidden.hidden = false;
  told.textContent = "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    told.textContent = "Waiting for your device.";
    try {
      const asked = await options(form);
      const credential = await ("passkeyMakes" in form.dataset ? made(asked) : shown(asked));
      form.querySelector("[name=answer]").value = written(credential);
      form.submit();
    } catch (error) {
      told.textContent = said(error);
      button.disabled = false;
    }
  });
}
