"use strict";
(() => {
  // Hides what does not hold every word that is typed; without a script, all is shown.
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const mode = document.querySelector("button.mode");
  const isDark = () => (root.dataset.mode || (dark.matches ? "dark" : "light")) === "dark";
  const showMode = () => {
    mode.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
    root.classList.toggle("is-dark", isDark());
  };
  mode.addEventListener("click", () => {
    root.dataset.mode = isDark() ? "light" : "dark";
    showMode();
  });
  dark.addEventListener("change", showMode);
  showMode();

  const box = document.getElementById("filter");
  const kind = document.getElementById("kind");
  const count = document.getElementById("count");
  const entries = [...document.querySelectorAll(".entry")].map((entry) => [entry, entry.textContent.toLowerCase()]);
  const choose = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [entry, text] of entries) {
      entry.hidden = (kind?.value && entry.dataset.kind !== kind.value) || !words.every((word) => text.includes(word));
      shown += !entry.hidden;
    }
    const all = `${entries.length} result${entries.length === 1 ? "" : "s"}`;
    count.textContent = shown === entries.length ? `${all}, newest first.` : `${shown} of ${all}, newest first.`;
  };
  box.addEventListener("input", choose);
  kind?.addEventListener("change", choose);
  if (entries.length) document.querySelector(".find").hidden = false;
  choose(); // a browser may have kept what was typed before
})();
