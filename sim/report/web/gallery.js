"use strict";
(() => {
  // Hides what does not hold every word that is typed, and sets two ticked runs side by side; without a script, all is shown.
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
  const pair = document.getElementById("pair");
  const entries = [...document.querySelectorAll(".entry")].map((entry) => [entry, entry.querySelector(".words-of").textContent.toLowerCase()]);
  const ticks = [...document.querySelectorAll(".pick input")];
  let ticked = []; // the one ticked first comes first

  // ---- search ------------------------------------------------------------------------------------------------------
  function choose() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [entry, text] of entries) {
      entry.hidden = Boolean(kind?.value && entry.dataset.kind !== kind.value) || !words.every((word) => text.includes(word));
      shown += !entry.hidden;
    }
    const all = `${entries.length} result${entries.length === 1 ? "" : "s"}`;
    count.textContent = shown === entries.length ? `${all}, newest first.` : `${shown} of ${all}, newest first.`;
  }

  // ---- two runs ----------------------------------------------------------------------------------------------------
  function tick(input) {
    ticked = ticked.filter((one) => one !== input);
    if (input.checked) ticked = [...ticked, input].slice(-2);
    showPair();
    if (input.checked && ticked.length === 2) pair.scrollIntoView({ block: "nearest" });
  }

  function showPair() {
    for (const one of ticks) {
      one.checked = ticked.includes(one);
      one.closest(".entry").classList.toggle("ticked", one.checked);
    }
    pair.hidden = !ticked.length;
    if (!ticked.length) return;
    pair.querySelector(".sides").replaceChildren(...ticked.map(sideOf));
    const known = pair.querySelector(".known");
    const command = pair.querySelector(".command");
    command.hidden = true;
    command.querySelector("span").textContent = "";
    if (ticked.length < 2) return void (known.textContent = "Tick a second run to compare it with.");
    const page = pageOf(...ticked.map((one) => one.dataset.digest));
    if (page) {
      const link = document.createElement("a");
      link.href = page.getAttribute("href");
      link.textContent = page.closest(".entry").querySelector(".headline")?.textContent || page.textContent;
      known.replaceChildren("World by world: ", link);
    } else known.textContent = "No page here compares them world by world. This command makes one, where their designs match:";
    const [one, other] = ticked.map((input) => input.dataset);
    if (one.seed !== other.seed) known.textContent = `They cannot be compared world by world, since their seeds differ (${one.seed} and ${other.seed}).`;
    else if (one.days !== other.days) known.textContent = `They cannot be compared world by world, since they last ${one.days || "unknown"} and ${other.days || "unknown"} days.`;
    else command.hidden = !(command.querySelector("code").textContent = commandOf(ticked));
  }

  // Answer and picture of a run, as in the list.
  function sideOf(input) {
    const entry = input.closest(".entry");
    const side = document.createElement("div");
    const title = document.createElement("h3");
    title.dir = "auto";
    title.append(entry.querySelector("h2 a").cloneNode(true));
    side.append(...[entry.querySelector(".picture"), entry.querySelector(".headline"), entry.querySelector(".beside:not(.asked)")].filter(Boolean).map((one) => one.cloneNode(true)));
    side.prepend(title);
    return side;
  }

  // The page that compares two runs, whichever stands first.
  function pageOf(one, other) {
    const wanted = [`${one} ${other}`, `${other} ${one}`];
    const found = entries.find(([entry]) => entry.dataset.pair && wanted.includes(entry.dataset.pair));
    return found?.[0].querySelector("h2 a");
  }

  // Where a run lies: as this machine calls it when the page was opened from a disk, else seen from the page's own folder.
  function commandOf(runs) {
    try {
      return `redline compare ${runs.map((input) => quoted(pathOf(input.value))).join(" ")} --open`;
    } catch {
      return ""; // a name that is no text
    }
  }

  function pathOf(folder) {
    if (location.protocol !== "file:") return decodeURIComponent(folder) || ".";
    const address = new URL(folder ? `${folder}/` : ".", location.href);
    const path = decodeURIComponent(address.pathname).replace(/(.)\/$/, "$1");
    const drive = /^\/[A-Za-z]:/.test(path);
    return address.host ? `//${address.host}${path}` : drive ? path.slice(1) : path;
  }

  function quoted(path) {
    if (/^[\w.\/@%+=:,][\w.\/@%+=:,-]*$/.test(path)) return path;
    if (/^[A-Za-z]:/.test(path)) return `"${path}"`;
    return `'${(path.startsWith("-") ? `./${path}` : path).replaceAll("'", `'\\''`)}'`;
  }

  // ---- the address -------------------------------------------------------------------------------------------------
  function keep() {
    const state = new URLSearchParams();
    if (box.value.trim()) state.set("find", box.value.trim());
    if (kind?.value) state.set("kind", kind.value);
    for (const one of ticked) state.append("run", one.value || ".");
    try {
      history.replaceState(null, "", String(state) ? `#${state}` : location.href.split("#")[0]);
    } catch {} // a page within another may not
  }

  // What an address asks for, as far as it is found here.
  function restore() {
    if (location.hash && !location.hash.includes("=")) return;
    const state = new URLSearchParams(location.hash.slice(1));
    if (state.has("find")) box.value = state.get("find");
    if (kind && [...kind.options].some((one) => one.value === state.get("kind"))) kind.value = state.get("kind");
    ticked = [...new Set(state.getAll("run"))].map((run) => ticks.find((one) => (one.value || ".") === run)).filter(Boolean).slice(0, 2);
    choose();
    showPair();
  }

  box.addEventListener("input", () => (choose(), keep()));
  kind?.addEventListener("change", () => (choose(), keep()));
  for (const one of ticks) one.addEventListener("change", () => (tick(one), keep()));
  pair.querySelector("button").addEventListener("click", async () => {
    const code = pair.querySelector("code");
    const says = pair.querySelector(".command span");
    try {
      await navigator.clipboard.writeText(code.textContent);
      says.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(code);
      says.textContent = "Selected, to be copied.";
    }
  });
  addEventListener("hashchange", restore);
  if (entries.length) document.querySelector(".find").hidden = false;
  if (ticks.length > 1) for (const one of ticks) one.closest(".pick").hidden = false;
  restore(); // a browser may have kept what was typed before
})();
