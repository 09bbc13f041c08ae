// Opens the lines of a tree in place. Without this file each line is a link to its own page.
"use strict";

for (const tree of document.querySelectorAll("[data-lines]")) {
  let count = 0;

  const open = async (item, button) => {
    if (!item.querySelector(":scope > .tree")) {
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(item.dataset.below);
        if (!answer.ok) throw new Error(answer.status);
        item.insertAdjacentHTML("beforeend", await answer.text());
        const lines = item.querySelector(":scope > .tree");
        lines.id = `lines-${(count += 1)}`;
        button.setAttribute("aria-controls", lines.id);
        prepare(lines);
      } catch {
        location.assign(item.querySelector("a.tree-link").href);
        return;
      } finally {
        button.removeAttribute("aria-busy");
      }
    }
    item.querySelector(":scope > .tree").hidden = false;
    button.setAttribute("aria-expanded", "true");
  };

  const close = (item, button) => {
    item.querySelector(":scope > .tree").hidden = true;
    button.setAttribute("aria-expanded", "false");
  };

  const toggleOf = (item) => item.querySelector(":scope > .tree-line > .tree-toggle");
  const isOpen = (item) => toggleOf(item)?.getAttribute("aria-expanded") === "true";

  function prepare(lines) {
    for (const item of lines.querySelectorAll(":scope > li[data-below]")) {
      const line = item.firstElementChild, link = line.querySelector("a.tree-link");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tree-toggle";
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-label", `Below ${link.innerText.trim().replace(/\s+/g, " ")}`);
      button.addEventListener("click", () => (isOpen(item) ? close(item, button) : open(item, button)));
      line.prepend(button);
    }
  }
  prepare(tree);

  const links = () => [...tree.querySelectorAll("a.tree-link")].filter((link) => link.checkVisibility());

  tree.addEventListener("keydown", async (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const item = event.target.closest("li");
    if (!item || !["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const here = item.querySelector(":scope > .tree-line > a.tree-link");
    const every = links(), at = every.indexOf(here), button = toggleOf(item);
    if (event.key === "ArrowDown") every[Math.min(at + 1, every.length - 1)].focus();
    else if (event.key === "ArrowUp") every[Math.max(at - 1, 0)].focus();
    else if (event.key === "Home") every[0].focus();
    else if (event.key === "End") every[every.length - 1].focus();
    else if (event.key === "ArrowRight" && button) {
      if (isOpen(item)) item.querySelector(":scope > .tree a.tree-link")?.focus();
      else await open(item, button);
    } else if (event.key === "ArrowLeft") {
      if (isOpen(item)) close(item, button);
      else item.parentElement.closest("li")?.querySelector(":scope > .tree-line > a.tree-link")?.focus();
    }
  });
}
