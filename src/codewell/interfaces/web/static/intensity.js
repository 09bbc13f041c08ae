// The slider of intensity levels: shows one map at a time and marks it in the chart.
"use strict";

for (const study of document.querySelectorAll("[data-levels]")) {
  const slider = study.querySelector("[data-slider]");
  const output = study.querySelector("[data-output]");
  const plans = [...study.querySelectorAll("[data-plan]")];
  const dots = [...study.querySelectorAll("[data-dot]")];
  const show = () => {
    const at = Number(slider.value);
    plans.forEach((plan, place) => (plan.hidden = place !== at));
    dots.forEach((dot, place) => dot.classList.toggle("chosen", place === at));
    output.textContent = plans[at].dataset.plan;
    slider.setAttribute("aria-valuetext", plans[at].dataset.plan);
  };
  study.querySelector("[data-choice]").hidden = false;
  study.querySelector(".levels-maps").classList.add("one");
  slider.addEventListener("input", show);
  show();
}
