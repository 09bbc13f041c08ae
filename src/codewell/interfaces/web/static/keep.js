// A star is set with one press where there is script; without, its link leads to a page with the same forms.
"use strict";

for (const star of document.querySelectorAll("[data-star]")) {
  star.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const asked = await fetch(`/favourites/${encodeURIComponent(star.dataset.star)}`, { credentials: "same-origin" });
      if (!asked.ok) throw new Error();
      const form = new DOMParser().parseFromString(await asked.text(), "text/html").querySelector("form");
      const fields = new URLSearchParams(new FormData(form));
      const sent = await fetch("/favourites", { method: "POST", body: fields, redirect: "manual" });
      if (sent.type !== "opaqueredirect" && !sent.ok) throw new Error();
      show(star, fields.get("do") === "add");
    } catch {
      location.assign(star.href);
    }
  });
}

function show(star, kept) {
  star.classList.toggle("kept", kept);
  star.querySelector("[data-star-mark]").textContent = kept ? "★" : "☆";
  star.querySelector("[data-star-words]").textContent = kept ? "Kept" : "Keep";
  const said = document.querySelector("[data-star-said]");
  if (said) said.textContent = kept ? "Added to favourites." : "Removed from favourites.";
}
