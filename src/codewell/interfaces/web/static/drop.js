// Files may be dropped onto a form; choosing them works without this file.
"use strict";

const dropForm = (event) => event.target.closest?.("[data-drop]");

for (const [kind, is] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(kind, (event) => {
    const form = dropForm(event);
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("dropping", is);
    if (kind === "drop" && event.dataTransfer.files.length) form.querySelector("[data-file]").files = event.dataTransfer.files;
  });
}
