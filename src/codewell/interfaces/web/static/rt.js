// Comfort of the page of radiation oncology: sending an archive shows a bar. All works without this file.
"use strict";

const enhance = () => {
  const form = document.querySelector("[data-rt] form[data-drop]");
  if (!form) return;
  const progress = form.querySelector("[data-progress]");
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("[data-progress-words]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.elements.look.value = ["dark", "narrow"]
      .filter((name) => matchMedia(name === "dark" ? "(prefers-color-scheme: dark)" : "(max-width: 46rem)").matches)
      .join(" ");
    const button = form.querySelector("button[type=submit]");
    const sending = new XMLHttpRequest();
    const tell = (text, value) => {
      if (words.textContent !== text) words.textContent = text;
      if (value === undefined) bar.removeAttribute("value");
      else bar.value = value;
    };
    const end = () => {
      button.disabled = false;
      progress.hidden = true;
    };
    button.disabled = true;
    progress.hidden = false;
    tell("Sending …", 0);
    sending.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable && sent.loaded < sent.total) tell("Sending …", sent.loaded / sent.total);
    });
    sending.upload.addEventListener("load", () => tell("Reading and coding …"));
    sending.addEventListener("error", () => {
      end();
      progress.hidden = false;
      tell("The server could not be reached. Send it again.", 0);
    });
    sending.addEventListener("load", () => {
      const answer = new DOMParser().parseFromString(sending.responseText, "text/html");
      document.querySelector("main").replaceWith(answer.querySelector("main"));
      document.title = answer.title;
      window.scrollTo(0, 0);
      enhance();
      const told = document.querySelector("main [role=status], main [role=alert]");
      if (told) {
        told.tabIndex = -1;
        told.focus({ preventScroll: true });
      }
    });
    sending.open("POST", form.action);
    sending.send(new FormData(form));
  });
};

enhance();
