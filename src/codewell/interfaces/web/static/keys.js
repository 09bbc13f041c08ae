// Keys that work on every page; the list of them is at /keys. They are off where a cookie says so: a page without script
// has none, and the cookie holds nothing else.
"use strict";

const keysAreOff = /(?:^|;\s*)(?:__Host-)?codewell-keys=off(?:;|$)/.test(document.cookie);
if (keysAreOff) document.documentElement.dataset.keys = "off";

{
  const box = document.querySelector("[data-query]");
  const dialog = document.querySelector("[data-keys-dialog]");
  const hits = () => [...document.querySelectorAll(".hits a.hit")];

  const isTyping = (element) =>
    Boolean(element.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])"));

  const toBox = () => {
    box.focus();
    box.select();
  };

  // The dialog takes the place of the page /keys; closed, it gives the focus back to where it was.
  const openKeys = () => {
    if (!dialog.open) dialog.showModal();
  };
  if (dialog && dialog.showModal) {
    for (const link of document.querySelectorAll("[data-open-keys]")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-haspopup", "dialog");
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openKeys();
      });
      link.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        openKeys();
      });
    }
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  const follow = (rel) => {
    const link = document.querySelector(`main a[rel="${rel}"]`);
    if (link) link.click();
    return Boolean(link);
  };

  const acts = {
    "/": () => box && (toBox(), true),
    "?": () => dialog && (openKeys(), true),
    "[": () => follow("prev"),
    "]": () => follow("next"),
    d: () => {
      const day = document.querySelector("[data-day]");
      if (day) day.focus();
      return Boolean(day);
    },
  };

  const within = (event) => {
    const found = hits();
    if (!found.length || !["ArrowDown", "ArrowUp", "Home", "End", "Escape"].includes(event.key)) return false;
    const at = found.indexOf(event.target.closest("a.hit"));
    const isAside = event.target === document.body || event.target.id === "main";
    if (at < 0) {
      if (event.key !== "ArrowDown" || !isAside) return false;
      found[0].focus();
      return true;
    }
    if (event.key === "Escape") return box ? (toBox(), true) : false;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: found.length - 1 }[event.key];
    if (to < 0 && box) toBox();
    else found[Math.min(to, found.length - 1)].focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (keysAreOff || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || isTyping(event.target)) return;
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : null;
    if (act ? act() : within(event)) event.preventDefault();
  });
}
