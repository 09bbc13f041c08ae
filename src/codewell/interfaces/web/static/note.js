// Review by keyboard; the state is the form's own, in the page and nowhere else. Every page works without this file.
"use strict";

document.documentElement.classList.add("scripted");

// A dropped file is sent with the form.
for (const area of document.querySelectorAll("[data-drop]")) {
  const file = area.form.querySelector("input[type=file]");
  const dropping = (on) => area.classList.toggle("dropping", on);
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    dropping(true);
  });
  area.addEventListener("dragleave", () => dropping(false));
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    dropping(false);
    file.files = event.dataTransfer.files;
    area.form.requestSubmit();
  });
}

const form = document.querySelector("[data-review]");
if (form) review(form);

function review(form) {
  const cards = [...form.querySelectorAll(".card-code")];
  const note = form.querySelector(".note-text");
  const said = form.querySelector("[data-said]");
  const keys = document.querySelector("[data-keys-list]");
  const before = [];
  let current = -1;

  const radio = (card, value) => card.querySelector(`input[type=radio][value=${value}]`);
  const state = (card) => ({
    decision: card.querySelector("input[type=radio]:checked").value,
    instead: card.querySelector("[data-instead]").value,
    now: card.dataset.now,
    display: card.dataset.display,
  });

  const show = (card) => {
    const { decision, now, display } = state(card);
    card.classList.remove("open", "accepted", "rejected", "replaced");
    card.classList.add(decision);
    const link = card.querySelector("[data-the-code]");
    const shown = decision === "replaced" ? now : card.dataset.code;
    link.textContent = shown;
    link.href = link.href.replace(/icd10cm\/[^?#]*/, `icd10cm/${shown}`);
    card.querySelector("[data-the-words]").textContent = decision === "replaced" ? display : card.dataset.proposedDisplay;
    const kept = cards.filter((one) => state(one).decision !== "rejected");
    const copy = form.querySelector("[data-copy-codes]");
    copy.dataset.copy = kept
      .map((one) => `${one.querySelector("[data-the-code]").textContent}\t${one.querySelector("[data-the-words]").textContent}`)
      .join("\n");
  };

  const light = (card) => {
    note.classList.toggle("focused", Boolean(card));
    for (const mark of note.querySelectorAll("mark")) {
      mark.classList.toggle("lit", Boolean(card) && mark.dataset.codes.split(" ").includes(card.dataset.number));
    }
  };

  const go = (index) => {
    current = Math.max(0, Math.min(cards.length - 1, index));
    cards.forEach((card, place) => {
      card.classList.toggle("current", place === current);
      card.querySelector(".way").open = place === current;
    });
    cards[current].focus({ preventScroll: true });
    cards[current].scrollIntoView({ block: "nearest" });
    const first = note.querySelector("mark.lit");
    if (first && note.scrollHeight > note.clientHeight) note.scrollTop = first.offsetTop - note.offsetTop - note.clientHeight / 3;
  };

  const remember = (card) => before.push([card, state(card)]);
  const decide = (card, decision) => {
    remember(card);
    radio(card, decision).checked = true;
    show(card);
    said.textContent = `${card.dataset.code} ${decision}`;
  };
  const undo = () => {
    const last = before.pop();
    if (!last) return;
    const [card, was] = last;
    radio(card, was.decision).checked = true;
    card.querySelector("[data-instead]").value = was.instead;
    card.dataset.now = was.now;
    card.dataset.display = was.display;
    show(card);
    go(cards.indexOf(card));
    said.textContent = `${card.dataset.code} ${was.decision} again`;
  };

  cards.forEach((card, place) => {
    card.addEventListener("mouseenter", () => light(card));
    card.addEventListener("mouseleave", () => light(null));
    card.addEventListener("focusin", () => { light(card); current = place; cards.forEach((one) => one.classList.toggle("current", one === card)); });
    card.addEventListener("focusout", () => light(null));
    let was = state(card);
    card.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      before.push([card, was]);
      show(card);
      if (event.target.value === "replaced") card.querySelector("[data-instead]").focus();
    });
    card.addEventListener("pointerdown", () => (was = state(card)));
    card.addEventListener("keydown", () => (was = state(card)));
    offer(card);
  });

  // Over marked words: the codes that rest on them, each with its path. The same stands in the cards for every other reader.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  form.append(tip);
  let leaving, wanting;
  const hide = () => { tip.hidden = true; light(null); };
  const leave = () => { clearTimeout(wanting); clearTimeout(leaving); leaving = setTimeout(hide, 220); };
  const tell = (mark) => {
    const numbers = mark.dataset.codes.split(" ");
    const found = cards.filter((card) => numbers.includes(card.dataset.number));
    tip.replaceChildren(...found.map((card) => {
      const part = document.createElement("div");
      part.className = "tip-code";
      part.append(card.querySelector(".assigned-line").cloneNode(true), card.querySelector(".trace").cloneNode(true));
      for (const one of part.querySelectorAll("a")) one.tabIndex = -1;
      for (const one of part.querySelectorAll("[data-the-code], [data-the-words]")) { delete one.dataset.theCode; delete one.dataset.theWords; }
      return part;
    }));
    tip.hidden = false;
    const at = mark.getClientRects()[0], gap = 6;
    const head = document.querySelector(".site").getBoundingClientRect().bottom + gap;
    const below = innerHeight - at.bottom - 2 * gap, above = at.top - head - gap;
    const isBelow = below >= Math.min(above, 280);
    tip.style.maxHeight = `${Math.max(isBelow ? below : above, 160)}px`;
    const own = tip.getBoundingClientRect();
    tip.style.top = `${isBelow ? at.bottom + gap : at.top - gap - own.height}px`;
    tip.style.left = `${Math.max(gap, Math.min(at.left, document.documentElement.clientWidth - own.width - gap))}px`;
    note.classList.add("focused");
    for (const one of note.querySelectorAll("mark")) {
      one.classList.toggle("lit", one.dataset.codes.split(" ").some((number) => numbers.includes(number)));
    }
  };
  for (const mark of note.querySelectorAll("mark")) {
    mark.addEventListener("mouseenter", () => { clearTimeout(leaving); clearTimeout(wanting); wanting = setTimeout(() => tell(mark), tip.hidden ? 180 : 60); });
    mark.addEventListener("mouseleave", leave);
    mark.addEventListener("click", (event) => { if (!event.target.closest("a")) tell(mark); });
  }
  tip.addEventListener("mouseenter", () => clearTimeout(leaving));
  tip.addEventListener("mouseleave", leave);
  addEventListener("scroll", () => { if (!tip.hidden && !tip.matches(":hover")) hide(); }, { passive: true, capture: true });
  document.addEventListener("pointerdown", (event) => { if (!tip.hidden && !event.target.closest(".tip, mark")) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !tip.hidden) hide(); });

  // Type-ahead over ICD-10-CM on the day.
  function offer(card) {
    const box = card.querySelector("[data-instead]");
    const list = document.createElement("ul");
    list.className = "offers";
    list.id = `offers-${card.dataset.number}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Codes");
    list.hidden = true;
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-autocomplete", "list");
    box.parentElement.append(list);
    let pause, chosen = 0, asked = 0;
    const close = () => {
      list.hidden = true;
      list.replaceChildren();
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      chosen = (index + list.children.length) % list.children.length;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      box.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    };
    const take = (item) => {
      remember(card);
      box.value = item.dataset.code;
      card.dataset.now = item.dataset.code;
      card.dataset.display = item.dataset.display;
      radio(card, "replaced").checked = true;
      close();
      show(card);
      go(cards.indexOf(card));
      said.textContent = `${card.dataset.code} replaced by ${item.dataset.code}`;
    };
    const ask = async () => {
      const words = box.value.trim();
      const mine = ++asked;
      if (words.length < 2) return close();
      const query = new URLSearchParams({ q: words, system: "icd10cm", on: form.dataset.on, limit: "20" });
      const answer = await fetch(`/v1/search?${query}`).catch(() => null);
      if (!answer || !answer.ok || mine !== asked) return;
      const hits = (await answer.json()).results.filter((hit) => hit.billable).slice(0, 8);
      if (mine !== asked) return;
      list.replaceChildren(...hits.map((hit, place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.dataset.code = hit.code;
        item.dataset.display = hit.display;
        const code = document.createElement("b");
        code.className = "code";
        code.textContent = hit.code;
        item.append(code, ` ${hit.display}`);
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(item); });
        return item;
      }));
      list.hidden = !hits.length;
      box.setAttribute("aria-expanded", String(hits.length > 0));
      if (hits.length) mark(0);
    };
    box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(ask, 140); });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { close(); go(cards.indexOf(card)); event.preventDefault(); }
      else if (event.key === "Enter") { event.preventDefault(); if (!list.hidden) take(list.children[chosen]); }
      else if (!list.hidden && event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); }
      else if (!list.hidden && event.key === "ArrowUp") { event.preventDefault(); mark(chosen - 1); }
    });
  }

  const acts = {
    j: () => go(current + 1), ArrowDown: () => go(current + 1),
    k: () => go(current - 1), ArrowUp: () => go(current - 1),
    a: () => decide(cards[current], "accepted"),
    r: () => decide(cards[current], "rejected"),
    e: () => {
      const box = cards[current].querySelector("[data-instead]");
      box.parentElement.classList.add("open");
      box.focus();
      box.select();
    },
    u: undo,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open || document.documentElement.dataset.keys === "off") return;
    const typing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (typing) return;
    if (event.key === "?") { event.preventDefault(); keys.showModal(); return; }
    const act = acts[event.key];
    if (!act || !cards.length) return;
    if (event.key.startsWith("Arrow") && (!event.target.closest(".card-code") || event.target.type === "radio")) return;
    if (current < 0 && "are".includes(event.key)) current = 0;
    event.preventDefault();
    act();
  });
  form.querySelector("[data-keys]").addEventListener("click", () => keys.showModal());
}
