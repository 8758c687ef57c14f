/* Suggestions under the boxes of the site's search: a combobox with a list, after the ARIA pattern.
   Without this file the box is an ordinary form. Boxes that search elsewhere (people, dossiers) are
   left alone: what is typed there is nobody else's affair. */
(() => {
  "use strict";
  const WAIT_MS = 150;
  let boxes = 0;

  for (const input of document.querySelectorAll('form[action="/tim-kiem"] input[name=q]')) {
    const form = input.form;
    const list = document.createElement("ul");
    const told = document.createElement("span");
    list.id = `goi-y-${++boxes}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Gợi ý");
    told.className = "unseen";
    told.setAttribute("role", "status");
    form.classList.add("suggesting");
    form.append(list, told);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
      input.setAttribute(name, value);

    let timer = 0;
    let asking = null;
    let chosen = -1;
    const options = () => [...list.children];

    const close = () => {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (place) => {
      const all = options();
      if (!all.length) return;
      chosen = (place + all.length + 1) % (all.length + 1);
      if (chosen === all.length) chosen = -1;
      all.forEach((option, number) => option.setAttribute("aria-selected", String(number === chosen)));
      if (chosen < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    };

    const take = (option) => {
      if (option.dataset.url) return location.assign(option.dataset.url);
      input.value = option.dataset.text;
      close();
      form.requestSubmit();
    };

    const show = (lines) => {
      list.replaceChildren(
        ...lines.map((line, place) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.text = line.text;
          option.dataset.url = line.url;
          option.append(line.text);
          if (line.kind) {
            const kind = document.createElement("small");
            kind.textContent = line.kind;
            option.append(" ", kind);
          }
          return option;
        }),
      );
      chosen = -1;
      list.hidden = !lines.length;
      input.setAttribute("aria-expanded", String(lines.length > 0));
      told.textContent = lines.length ? `Có ${lines.length} gợi ý, dùng phím mũi tên để chọn.` : "";
    };

    const ask = async () => {
      const typed = input.value;
      if (typed.trim().length < 2) return close();
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(`/tim-kiem/goi-y?q=${encodeURIComponent(typed)}`, {
          signal: asking.signal,
          headers: { Accept: "application/json" },
        });
        if (!answer.ok) return close();
        const { suggestions } = await answer.json();
        if (document.activeElement === input && input.value === typed) show(suggestions);
      } catch {
        // Aborted by the next letter, or the line is down: the form still works.
      }
    };

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("compositionend", () => (timer = setTimeout(ask, WAIT_MS)));
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) take(option);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || (list.hidden && event.key !== "ArrowDown")) return;
      if (event.key === "ArrowDown") list.hidden ? ask() : choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? options().length - 1 : chosen - 1);
      else if (event.key === "Enter" && chosen >= 0) take(options()[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }
})();
