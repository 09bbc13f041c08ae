// Comforts only: every page works without this file.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => (button.textContent = label), 1600);
  });
}

// A changed day shows at once, after a pause in which a keyboard can finish the date.
for (const day of document.querySelectorAll("[data-day]")) {
  const button = day.form.querySelector("[data-day-button]");
  const shown = day.value;
  let pause;
  day.addEventListener("change", () => {
    clearTimeout(pause);
    if (day.value === shown || !day.checkValidity()) return;
    pause = setTimeout(() => day.form.requestSubmit(button), 900);
  });
  day.addEventListener("keydown", (event) => {
    clearTimeout(pause);
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (day.checkValidity()) day.form.requestSubmit(button);
  });
}

// An empty search box stays out of the address.
for (const form of document.querySelectorAll("[data-finder]")) {
  form.addEventListener("submit", () => {
    const box = form.querySelector("[data-query]");
    if (box && !box.value.trim()) box.disabled = true;
    setTimeout(() => box && (box.disabled = false), 0);
  });
}

// A menu closes when something else is clicked or Escape is pressed.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A part that was not ready when the page was made is asked for once more.
for (const part of document.querySelectorAll("[data-again]")) {
  setTimeout(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || !answer.ok) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (now) part.replaceWith(document.adoptNode(now));
  }, 2500);
}
