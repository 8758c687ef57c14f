/* Passkeys: a form marked data-passkey asks our server for a challenge, lets the key answer it, and
   is then sent like any other form. Without this script, or without keys, the form stays hidden. */
(() => {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!forms.length || !window.PublicKeyCredential) return;

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

  const ask = async (form) => {
    const answer = await fetch(form.dataset.begin, {
      method: "POST",
      headers: { Accept: "application/json" },
    });
    if (answer.redirected) return location.assign(answer.url);
    const begun = await answer.json();
    if (!answer.ok) throw new Error(begun.detail);
    form.elements.step.value = begun.step;
    form.elements.answer.value = await (form.dataset.passkey === "create" ? create : get)(
      typeof begun.options === "string" ? JSON.parse(begun.options) : begun.options,
    );
    form.submit();
  };

  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-said]");
      said.textContent = "Hãy làm theo hướng dẫn của máy…";
      ask(form).catch((fault) => {
        said.textContent =
          fault.name === "NotAllowedError"
            ? "Chưa xong: đã bị hủy hoặc hết giờ. Bấm lại để thử lần nữa."
            : fault.name === "InvalidStateError"
              ? "Máy này đã có khóa truy cập của tài khoản."
              : fault.message || "Máy này chưa dùng được khóa truy cập.";
        delete form.dataset.sent;
      });
    });
  }
  for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = true;
})();
