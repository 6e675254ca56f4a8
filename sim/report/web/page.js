// The page's frame: light and dark, choices, tables, where the reader is. Nothing is fetched.
const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");

// ---- light and dark -------------------------------------------------------------------------------------------
const isDark = () => (root.dataset.mode || (systemDark.matches ? "dark" : "light")) === "dark";

// ---- what is packed in the page ---------------------------------------------------------------------------------
const inflate = (id) => unpacked(id).text();
const inflateBytes = (id) => unpacked(id).arrayBuffer().then((bytes) => new Uint8Array(bytes));
function unpacked(id) {
  const bytes = bytesOf(document.getElementById(id).textContent);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

// Base 85, as embed.py writes it: five digits make four bytes, and a rest of n + 1 digits makes n.
const digits = "$%()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";
function bytesOf(text) {
  const values = new Uint8Array(128);
  [...digits].forEach((digit, value) => (values[digit.charCodeAt(0)] = value));
  const whole = text.padEnd(5 * Math.ceil(text.length / 5), digits[84]);
  const words = new DataView(new ArrayBuffer((whole.length / 5) * 4));
  for (let from = 0, to = 0; from < whole.length; to += 4) {
    let word = 0;
    for (let place = 0; place < 5; place += 1) word = word * 85 + values[whole.charCodeAt(from++)];
    words.setUint32(to, word);
  }
  return new Uint8Array(words.buffer, 0, Math.floor((text.length * 4) / 5));
}

// ---- controls -------------------------------------------------------------------------------------------------
const mode = document.querySelector("button.mode");
function showMode() {
  mode.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours");
  root.classList.toggle("is-dark", isDark());
}
mode.hidden = false;
mode.addEventListener("click", () => {
  root.dataset.mode = isDark() ? "light" : "dark";
  showMode();
});
systemDark.addEventListener("change", showMode);
showMode();

for (const choices of document.querySelectorAll("fieldset.choices")) offer(choices);
function offer(choices) {
  const groups = [...choices.parentElement.querySelectorAll("[data-choice]")];
  const choose = () => {
    const wanted = choices.querySelector("input:checked").value;
    for (const group of groups) group.hidden = group.dataset.choice !== wanted;
  };
  choices.addEventListener("change", choose);
  choose();
}

// ---- tables as CSV --------------------------------------------------------------------------------------------
// A cell that a spreadsheet would take for a formula gets an apostrophe; numbers with a sign stay numbers; a dash, where
// there is no number, becomes an empty cell.
function csvCell(cell) {
  const text = cell.textContent.trim().replace(/^-$/, "");
  const safe = /^[=@\t]|^[+-](?![\d.]+$)/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-csv]");
  if (!button) return;
  const table = button.closest(".saves")?.previousElementSibling ?? button.closest("details");
  const text = [...table.querySelectorAll("tr")].map((row) => [...row.cells].map(csvCell).join(",")).join("\r\n");
  give(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }), `${button.dataset.csv}.csv`);
});

// ---- files from the page ------------------------------------------------------------------------------------------
function give(content, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(content), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// ---- what is packed until it is unfolded --------------------------------------------------------------------------
document.addEventListener(
  "toggle",
  async ({ target }) => {
    const empty = target.open && target.querySelector?.("[data-packed]:empty");
    if (empty && empty.closest("details") === target) empty.innerHTML = JSON.parse(await inflate(empty.dataset.packed));
  },
  true,
);

// ---- folds --------------------------------------------------------------------------------------------------------
// Opens every fold that an element stands in, and the one that it is or that a section consists of.
function unfold(element) {
  element.querySelector(":scope > details.fold")?.setAttribute("open", "");
  for (let at = element; at; at = at.parentElement) if (at.matches("details")) at.open = true;
}

// A link or an address into a fold; the browser has gone there before the fold was open.
function addressed() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // an address may hold anything
  }
}
function unfoldAddressed() {
  const place = addressed();
  if (!place) return;
  unfold(place);
  place.scrollIntoView({ behavior: "instant" });
}
addEventListener("hashchange", unfoldAddressed);
document.addEventListener("click", (event) => {
  const hash = event.target.closest?.("a[href^='#']")?.hash;
  if (hash && hash === location.hash) unfoldAddressed(); // the address stays the same
});
unfoldAddressed();

// Paper cannot be unfolded: it gets everything but the tables, whatever is open on the screen.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:is(.full, .fold):not([open])")];
  closed.forEach((one) => (one.open = true));
});
addEventListener("afterprint", () => closed.splice(0).forEach((one) => (one.open = false)));

// ---- terms --------------------------------------------------------------------------------------------------------
// A press is the browser's own doing (popovertarget); here what a word means also shows while pointed at or focused.
const meaningOf = (event) => {
  const word = event.target.closest?.(".term");
  return word && { word, meaning: document.getElementById(word.getAttribute("popovertarget")) };
};
let pointed;
function explain({ word, meaning }) {
  const box = word.getBoundingClientRect();
  meaning.style.inset = "auto";
  meaning.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 336))}px`;
  if (box.bottom < innerHeight - 180) meaning.style.top = `${box.bottom + 6}px`;
  else meaning.style.bottom = `${innerHeight - box.top + 6}px`;
}
document.addEventListener("beforetoggle", (event) => {
  const word = event.newState === "open" && event.target.matches(".meaning") && pointed;
  if (word) explain({ word, meaning: event.target });
}, true);
for (const kind of ["pointerover", "focusin", "pointerdown"]) {
  document.addEventListener(kind, (event) => {
    const found = meaningOf(event);
    if (!found?.meaning.showPopover) return;
    pointed = found.word;
    const shows = kind === "focusin" ? found.word.matches(":focus-visible") : kind === "pointerover" && event.pointerType === "mouse";
    if (shows && !found.meaning.matches(":popover-open")) found.meaning.showPopover();
  });
}
for (const kind of ["pointerout", "focusout"]) {
  document.addEventListener(kind, (event) => {
    const found = meaningOf(event);
    if (found?.meaning.hidePopover && found.meaning.matches(":popover-open")) found.meaning.hidePopover();
  });
}

// ---- where the reader is --------------------------------------------------------------------------------------
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
const reader = new IntersectionObserver(
  (entries) => {
    const here = entries.find((entry) => entry.isIntersecting);
    if (!here) return;
    for (const [key, link] of links) {
      if (key === here.target.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  },
  { rootMargin: "-20% 0px -75% 0px" },
);
document.querySelectorAll("section[id]").forEach((section) => reader.observe(section));
