/* Passkeys: a form marked data-passkey asks our server for a challenge, lets the key answer it, and
   is then sent like any other form. Without this script, without keys, or at an address the keys are
   not made for, the form stays hidden, and the notes marked data-passkey-note say why. */
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!forms.length) return;
  const note = (name) => {
    for (const one of document.querySelectorAll("[data-passkey-note]"))
      one.hidden = one.dataset.passkeyNote !== name;
  };
  if (location.origin !== forms[0].dataset.origin) return note("elsewhere");
  if (!window.PublicKeyCredential) return note("impossible");
  note("");

  class Refused extends Error {} // its message is a sentence for the person
  const SENTENCES = {
    NotAllowedError: "Chưa xong: đã bị hủy hoặc hết giờ. Bấm lại để thử lần nữa.",
    InvalidStateError: "Máy này đã có khóa truy cập của tài khoản.",
  };
  const sentence = (fault) =>
    fault instanceof Refused
      ? fault.message
      : SENTENCES[fault.name] || "Máy này chưa dùng được khóa truy cập.";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    });
    return told(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    });
  };

  const get = async (options) => {
    const made = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: named(options.allowCredentials),
      },
    });
    return told(made, {
      authenticatorData: text(made.response.authenticatorData),
      signature: text(made.response.signature),
      userHandle: made.response.userHandle ? text(made.response.userHandle) : null,
    });
  };

  const told = (made, response) =>
    JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      clientExtensionResults: made.getClientExtensionResults(),
      response: { clientDataJSON: text(made.response.clientDataJSON), ...response },
    });

  const begin = async (form) => {
    let answer, begun;
    try {
      answer = await fetch(form.dataset.begin, {
        method: "POST",
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return null;
      begun = await answer.json();
    } catch {
      throw new Refused("Chưa nối được với máy chủ. Bấm lại để thử lần nữa.");
    }
    if (!answer.ok) throw new Refused(begun.detail);
    return begun;
  };

  const ask = async (form) => {
    const begun = await begin(form);
    if (!begun) return location.reload(); // the page itself asks first who one is
    form.elements.step.value = begun.step;
    form.elements.answer.value = await (form.dataset.passkey === "create" ? create : get)(
      JSON.parse(begun.options),
    );
    form.submit();
  };

  for (const form of forms) {
    form.hidden = false;
    let asking = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (asking) return;
      asking = true;
      const said = form.querySelector("[data-said]");
      said.textContent = "Hãy làm theo hướng dẫn của máy…";
      try {
        await ask(form);
      } catch (fault) {
        said.textContent = sentence(fault);
      }
      asking = false;
    });
  }
})();
