// Comfort of a redacted document: doubtful places come one by one. All works without this file.
"use strict";

const review = document.querySelector("[data-review]");

if (review) {
  const places = [...review.querySelectorAll("[data-doubt]")];
  const count = review.querySelector("[data-count]");
  const help = review.querySelector("[data-help]");
  const done = [];
  let at = 0;

  const show = (to, focus = true) => {
    at = Math.max(0, Math.min(places.length - 1, to));
    places.forEach((place, number) => (place.hidden = number !== at));
    count.textContent = `Place ${at + 1} of ${places.length}`;
    if (focus) places[at].focus();
  };

  const decide = (how) => {
    const choice = places[at].querySelector(`input[value="${how}"]`);
    done.push([at, places[at].querySelector("input:checked")]);
    choice.checked = true;
    if (at + 1 < places.length) show(at + 1);
    else count.textContent = `All ${places.length} places seen. Enter applies the decisions.`;
  };

  const undo = () => {
    const last = done.pop();
    if (!last) return;
    if (last[1]) last[1].checked = true;
    else for (const choice of places[last[0]].querySelectorAll("input")) choice.checked = false;
    show(last[0]);
  };

  const keys = {
    a: () => decide("redact"),
    k: () => decide("keep"),
    ArrowRight: () => show(at + 1),
    ArrowLeft: () => show(at - 1),
    n: () => show(at + 1),
    p: () => show(at - 1),
    u: undo,
    "?": () => (help.hidden = !help.hidden),
  };

  count.hidden = false;
  review.querySelector("[data-keys]").hidden = false;
  show(0, false);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, input:not([type=radio])");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
    if (event.key === "Enter" && event.target.closest("[data-doubt]")) {
      event.preventDefault();
      review.requestSubmit();
    } else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
}
