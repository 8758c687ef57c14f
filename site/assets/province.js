/* Improvements only: every page works without this file. No eval, no inline styles, nothing from elsewhere. */
(() => {
  "use strict";

  // Menus are <details>: close them on Escape, on a click elsewhere and when the focus leaves.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // The error summary takes the focus, and its links put the cursor into the field.
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  // A form is sent once: while it is under way its buttons say so, and a second press does nothing.
  // It is free again when the browser brings the page back, or when no answer came (the person stopped it).
  const SENDING_MS = 60000;
  const buttons = (form) => [...form.elements].filter((one) => one.type === "submit");
  const free = (form) => {
    delete form.dataset.sending;
    for (const button of buttons(form)) for (const said of ["aria-busy", "aria-disabled"]) button.removeAttribute(said);
  };
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || submitter?.formTarget || form.target) return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "yes";
    for (const button of buttons(form)) button.setAttribute("aria-disabled", "true");
    submitter?.setAttribute("aria-busy", "true");
    setTimeout(free, SENDING_MS, form);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));

  // Autosave: <form data-autosave="/address"> with an <output class="saved" data-saved>.
  // Posts the whole form without files 1.5 s after the last change and says the time quietly.
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const said = form.querySelector("[data-saved]");
    const say = (words) => said && (said.textContent = words);
    let timer = 0;
    let dirty = false;
    const save = async () => {
      clearTimeout(timer);
      if (!dirty) return;
      dirty = false;
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive: true });
        if (!answer.ok) throw new Error(String(answer.status));
        const now = new Date();
        say(`Đã lưu ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`);
      } catch {
        dirty = true;
        say("Chưa lưu được. Những gì đã nhập vẫn còn trên màn hình; sẽ thử lại.");
        timer = setTimeout(save, 10000);
      }
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
    document.addEventListener("visibilitychange", () => document.hidden && save());
  }

  // "Check all": <input type="checkbox" data-all="name">.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.all;
    if (!name) return;
    for (const box of document.getElementsByName(name)) box.checked = event.target.checked;
  });

  // Tables of articles learn their heads, so that a phone shows them as lists.
  for (const table of document.querySelectorAll(".prose table")) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr"))
      [...row.cells].forEach((cell, place) => heads[place] && (cell.dataset.head = heads[place]));
    if (heads.length) table.classList.add("stacking");
  }

  // Print buttons exist only where a script can print.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Toasts of what is done step aside after a while, unless they are being read or hold a way back
  // under the pointer. What did not go as wished stays until it is closed.
  for (const toast of document.querySelectorAll(".toast")) {
    const close = toast.querySelector("[data-close]");
    if (close) {
      close.hidden = false;
      close.addEventListener("click", () => toast.remove());
      continue;
    }
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : toast.remove());
    setTimeout(leave, toast.querySelector("form") ? 20000 : 8000);
  }

  // Keys. Rows marked data-row are walked with j and k, opened with Enter, ticked with x.
  // A control marked data-key="a" is pressed with that key. Typing in a field is left alone.
  const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const present = all.findIndex((row) => row.contains(document.activeElement));
    const row = all[Math.min(all.length - 1, Math.max(0, present + by))];
    (row.querySelector("a, button, input") || row).focus();
  };
  const commands = {
    "?": () => document.getElementById("phim-tat")?.showModal(),
    "/": () => document.querySelector("main input[type=search], .header-search input")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    x: () => document.activeElement.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of menus()) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const command = own ? () => own.click() : document.body.classList.contains("workspace") || event.key === "/" ? commands[event.key] : null;
    if (!command) return;
    event.preventDefault();
    command();
  });
})();
