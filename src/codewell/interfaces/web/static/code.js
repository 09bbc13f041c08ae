// Comforts of a code's page: it is whole without this file.
"use strict";

// Tabs of related codes: a list of links to sections becomes a tab list; arrows, Home and End move along it.
for (const tabs of document.querySelectorAll("[data-tabs]")) {
  const list = tabs.querySelector(".tab-list");
  const links = [...list.querySelectorAll("a")];
  const panelOf = (link) => document.getElementById(link.hash.slice(1));
  const show = (chosen, { focus = false, remember = false } = {}) => {
    for (const link of links) {
      const on = link === chosen;
      link.setAttribute("aria-selected", on);
      link.tabIndex = on ? 0 : -1;
      panelOf(link).classList.toggle("shown", on);
    }
    list.scrollLeft = chosen.parentElement.offsetLeft - list.offsetLeft - 24;
    if (focus) chosen.focus();
    if (remember) history.replaceState(history.state, "", chosen.hash);
  };
  const named = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return target && links.find((link) => panelOf(link).contains(target));
  };
  list.setAttribute("role", "tablist");
  for (const link of links) {
    link.parentElement.setAttribute("role", "presentation");
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", link.hash.slice(1));
    const panel = panelOf(link);
    panel.setAttribute("role", "tabpanel");
    panel.tabIndex = 0;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link, { remember: true });
    });
  }
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (event.key === " ") {
      event.preventDefault();
      show(links[at], { remember: true });
    }
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    show(links[(to + links.length) % links.length], { focus: true, remember: true });
  });
  addEventListener("hashchange", () => named() && show(named()));
  tabs.classList.add("live");
  show(named() || links.find((link) => link.querySelector(".count").textContent.trim() !== "0") || links[0]);
  if (named()) named().scrollIntoView({ block: "center" });
}

// PTP pairs: the next page and the filter change the pane and leave the page where it is.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-pane] a[data-in-pane]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  fillPane(link.closest("[data-pane]"), link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-pane] form[data-in-pane]");
  if (!form) return;
  event.preventDefault();
  fillPane(form.closest("[data-pane]"), `${form.action}?${new URLSearchParams(new FormData(form))}`);
});

async function fillPane(pane, address) {
  pane.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const filled = page.getElementById(pane.id);
    if (!filled) throw new Error("no pane");
    pane.replaceWith(filled);
    filled.querySelector("[role=status]")?.setAttribute("tabindex", "-1");
    filled.querySelector("[role=status]")?.focus();
  } catch {
    location.assign(address);
  }
}

// The address that keeps the day, whole; and a print button where there is script to press it.
for (const button of document.querySelectorAll("[data-whole-address]")) {
  button.dataset.copy = new URL(button.dataset.copy, location.href).href;
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
