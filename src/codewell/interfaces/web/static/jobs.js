// Moves the bar of a job; without script the page loads itself again.
"use strict";

for (const shown of document.querySelectorAll("[data-job]")) {
  const bar = shown.querySelector("[data-job-bar]");
  const step = shown.querySelector("[data-job-step]");
  let failures = 0;
  const look = async () => {
    try {
      const answer = await fetch(shown.dataset.job, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) throw new Error();
      const state = await answer.json();
      failures = 0;
      if (state.over) {
        location.reload();
        return;
      }
      if (step.textContent !== state.step) step.textContent = state.step;
      if (state.percent === null) bar.removeAttribute("value");
      else bar.value = state.percent;
    } catch {
      failures += 1;
      if (failures > 20) return;
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
