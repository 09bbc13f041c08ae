// The conversation without loading the page anew: sentences appear as they come. What is typed stays in this page; every act
// works without this file, by sending the form.
"use strict";

const root = document.querySelector("[data-ask]");
const form = document.getElementById("ask-form");
const box = form.elements.namedItem("question");
const turns = root.querySelector("[data-turns]");
const said = root.querySelector("[data-said]");
const asked = [...turns.querySelectorAll("[data-asked]")].map((one) => one.textContent);
const MOST_TURNS = 30;
let recalled = asked.length;
let running = null;

const grow = () => {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
};

const element = (name, kind, text) => {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
};

// What stands there until the answer is whole: the question as the server gives it back, and its sentences.
function coming() {
  const turn = element("article", "turn coming");
  turn.setAttribute("aria-busy", "true");
  let told = null;
  let short = true;
  turn.append(element("span", "coming-mark"));
  const acts = {
    answer(event) {
      turn.querySelector(".coming-mark")?.remove();
      const section = element("section", "asked-answer");
      section.append(element("h2", "asked-question", event.question));
      const columns = element("div", "answer-columns");
      told = element("div", "answer-told");
      columns.append(told);
      section.append(columns);
      turn.append(section);
      short = true;
    },
    sentence(event) {
      if (short || !told.querySelector(".answer-more")) told.append(element("p", short ? "answer-short" : "answer-more", event.text));
      else told.querySelector(".answer-more").append(` ${event.text}`);
      short = false;
    },
  };
  acts.phrased = (event) => {
    const of = turn.querySelectorAll(".answer-told")[event.answer];
    let held = of.querySelector(".answer-phrased");
    if (!held) {
      held = element("div", "answer-phrased");
      held.append(element("p", "fine", "In a language model’s words, being written"), element("p"));
      of.append(held);
    }
    held.lastChild.append(`${event.text} `);
  };
  return { turn, take: (event) => acts[event.event]?.(event) };
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    held += value || "";
    const parts = held.split("\n");
    held = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
    if (done) return;
  }
}

async function ask(question) {
  if (running) return;
  running = new AbortController();
  const fields = new URLSearchParams(new FormData(form));
  fields.set("question", question);
  fields.delete("next");
  const { turn, take } = coming();
  begin();
  turns.append(turn);
  turn.scrollIntoView({ block: "start" });
  box.value = "";
  grow();
  try {
    const token = form.elements.namedItem("form_token").value;
    const answer = await fetch("/ask/stream", { method: "POST", body: fields, headers: { "X-Form-Token": token }, signal: running.signal });
    if (!answer.ok) throw new Error(answer.status);
    let whole = false;
    for await (const event of lines(answer.body)) {
      if (event.event === "done") {
        finish(turn, event.html);
        whole = true;
      } else take(event);
    }
    if (!whole) throw new Error("cut off");
  } catch {
    turn.remove();
    box.value = question;
    running = null;
    form.submit();
    return;
  }
  running = null;
}

function begin() {
  root.dataset.begun = "";
  root.querySelector("[data-start]").hidden = true;
  root.querySelector("[data-tools]").hidden = false;
  document.getElementById("ask-problem")?.remove();
  box.placeholder = box.dataset.goOn;
}

function finish(turn, html) {
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-turn]");
  const whole = document.adoptNode(made);
  turn.replaceWith(whole);
  prepare(whole);
  const place = form.elements.namedItem("place");
  place.value = String(Number(place.value) + 1);
  const carried = turns.querySelectorAll("[data-turn] > input[name=turn]");
  for (const old of [...carried].slice(0, -MOST_TURNS)) old.remove();
  asked.push([...whole.querySelectorAll("[data-asked]")].map((one) => one.textContent).join(" "));
  recalled = asked.length;
  said.textContent = [...whole.querySelectorAll(".answer-short, .answer-more")].map((one) => one.firstChild.textContent).join(" ");
  whole.scrollIntoView({ block: "start" });
  box.focus({ preventScroll: true });
}

// A mark lights its source, and the other way round.
function light(source) {
  for (const one of root.querySelectorAll(".lit")) one.classList.remove("lit");
  source.classList.add("lit");
  for (const mark of root.querySelectorAll(`a.mark-source[href="#${source.id}"]`)) mark.classList.add("lit");
}

function prepare(part) {
  if (navigator.clipboard) for (const button of part.querySelectorAll("[data-copy-answer]")) button.hidden = false;
}

turns.addEventListener("click", async (event) => {
  const mark = event.target.closest("a.mark-source");
  if (mark) {
    event.preventDefault();
    const source = document.getElementById(mark.getAttribute("href").slice(1));
    light(source);
    source.focus({ preventScroll: true });
    source.scrollIntoView({ block: "nearest" });
    return;
  }
  const button = event.target.closest("[data-copy-answer]");
  if (!button) return;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copyAnswer);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not copied";
  }
  setTimeout(() => (button.textContent = label), 1600);
});

turns.addEventListener("submit", async (event) => {
  const feedback = event.target.closest("[data-feedback]");
  if (!feedback) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(feedback, event.submitter));
  const sent = await fetch("/ask/feedback", { method: "POST", body: fields }).catch(() => null);
  const note = element("p", "fine", sent && sent.ok ? "Thank you: noted." : "That could not be noted.");
  note.setAttribute("role", "status");
  feedback.replaceWith(note);
});

form.addEventListener("submit", (event) => {
  const by = event.submitter;
  if (by && by.hasAttribute("formaction")) return;
  event.preventDefault();
  const question = by && by.name === "next" ? by.value : box.value;
  if (question.trim()) ask(question);
  else box.focus();
});

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (box.value.trim()) ask(box.value);
    return;
  }
  const up = event.key === "ArrowUp" && box.selectionStart === 0 && box.selectionEnd === 0;
  const isRecalled = asked[recalled] === box.value;
  if (event.key === "ArrowUp" && (up || isRecalled || !box.value) && recalled > 0) recall(event, recalled - 1);
  else if (event.key === "ArrowDown" && isRecalled && recalled < asked.length) recall(event, recalled + 1);
});

function recall(event, place) {
  event.preventDefault();
  recalled = place;
  box.value = asked[place] || "";
  box.setSelectionRange(box.value.length, box.value.length);
  grow();
}

box.addEventListener("input", grow);

// Here the key of the search box goes to the question.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset.keys === "off") return;
  if (document.querySelector("dialog[open]") || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
}, true);

prepare(root);
const last = turns.lastElementChild;
if (last) {
  last.scrollIntoView({ block: "start", behavior: "instant" });
  box.focus({ preventScroll: true });
}
