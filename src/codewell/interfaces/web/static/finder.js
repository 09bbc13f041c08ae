// Suggestions while somebody types (a combobox of ARIA 1.2). Without this file the box is a form that searches.
"use strict";

{
  const PAUSE = 90;
  const LEAST = 2;
  const LONGEST = 80;

  const suggest = (frame, number) => {
    const box = frame.querySelector("[data-query]");
    const list = document.createElement("ul");
    list.className = "suggested";
    list.id = `suggested-list-${number}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggested codes");
    const told = document.createElement("p");
    told.className = "sr";
    told.setAttribute("role", "status");
    frame.append(list, told);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    let pause, running, chosen = -1, shownFor = "";

    const rows = () => [...list.children];
    const choose = (index) => {
      const every = rows();
      chosen = index;
      every.forEach((row, place) => row.setAttribute("aria-selected", String(place === chosen)));
      if (chosen < 0) {
        box.removeAttribute("aria-activedescendant");
      } else {
        box.setAttribute("aria-activedescendant", every[chosen].id);
        every[chosen].scrollIntoView({ block: "nearest" });
      }
    };
    const close = () => {
      clearTimeout(pause);
      if (running) running.abort();
      running = null;
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      choose(-1);
    };
    const open = () => {
      if (!list.children.length) return;
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
    };
    const show = (text, html) => {
      list.innerHTML = html;
      shownFor = text;
      rows().forEach((row) => (row.id = `${list.id}-${row.id}`));
      choose(-1);
      const count = list.children.length;
      told.textContent = count ? `${count} code${count === 1 ? "" : "s"}; the arrow keys choose` : "No code; Enter searches";
      if (count) open();
      else close();
    };
    const ask = async () => {
      const text = box.value;
      if (text.trim().length < LEAST || text.length > LONGEST) {
        list.replaceChildren();
        shownFor = "";
        told.textContent = "";
        return close();
      }
      if (text === shownFor) return open();
      if (running) running.abort();
      const mine = (running = new AbortController());
      const fields = new URLSearchParams({ q: text });
      const day = box.form.elements.namedItem("on");
      if (day && day.value) fields.set("on", day.value);
      const locality = box.form.elements.namedItem("locality");
      if (locality) fields.set("locality", locality.value);
      try {
        const answer = await fetch(`/search/suggest?${fields}`, { signal: mine.signal });
        const html = answer.ok ? await answer.text() : "";
        if (mine === running && document.activeElement === box) show(text, html);
      } catch {
        // A later letter took its place, or the server is away: Enter still searches.
      }
    };
    const go = (row) => location.assign(row.dataset.href);

    box.addEventListener("input", () => {
      clearTimeout(pause);
      choose(-1);
      pause = setTimeout(ask, PAUSE);
    });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const count = list.children.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const down = event.key === "ArrowDown";
        if (list.hidden) {
          const first = document.querySelector(".hits a.hit");
          if (down && box.value === box.defaultValue && first) first.focus();
          else ask();
        } else {
          choose(down ? (chosen + 2) % (count + 1) - 1 : (chosen + count + 1) % (count + 1) - 1);
        }
        event.preventDefault();
      } else if (event.key === "Escape" && !list.hidden) {
        close();
        event.preventDefault();
      } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
        event.preventDefault();
        go(list.children[chosen]);
      }
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-href]");
      if (!row) return;
      if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
      else go(row);
    });
    box.form.addEventListener("submit", close);
  };

  document.querySelectorAll("[data-box]").forEach(suggest);
}
