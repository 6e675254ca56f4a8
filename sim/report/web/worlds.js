// ---- a hundred worlds: each mark tells its world's story ----------------------------------------------------------
// Everything is heard at the document, so that a section may be drawn again; where a mark is follows from its place.
root.classList.add("tells");
const tellings = new WeakMap();

function tellingOf(section) {
  const box = section.querySelector("#world-stories");
  if (!tellings.has(box)) tellings.set(box, inflate(box.id).then(unpackWorlds));
  return tellings.get(box);
}

function unpackWorlds(text) {
  const all = JSON.parse(text);
  all.numbers = [...new Set(all.shown.flatMap(({ worlds }) => worlds))].sort((one, other) => one - other);
  return all;
}

const dayAfter = (start, days, month = "short") =>
  new Date(Date.parse(start) + days * 864e5).toLocaleDateString("en-GB", { day: "numeric", month, year: "numeric", timeZone: "UTC" });

// How a world ended under a variant, in a few words; nothing where it was not simulated.
function worldEnd(all, variant, world) {
  const at = all.numbers.indexOf(world);
  const outcome = all.ends[variant].outcome[at];
  if (!(outcome >= 0)) return "";
  const day = all.stops[outcome] ? `, ${dayAfter(all.start, all.ends[variant].day[at])}` : "";
  return `World ${world}: ${all.titles[outcome].toLowerCase()}${day}`;
}

let lastWorldTold = 0;
async function tellWorld(unit, at) {
  const mine = ++lastWorldTold;
  const section = unit.closest("section");
  const all = await tellingOf(section);
  if (mine !== lastWorldTold) return; // another mark was pointed at meanwhile
  const variant = Number(unit.dataset.unit);
  const { title, worlds, stories } = all.shown[variant];
  const world = worlds[at];
  unit.setAttribute("aria-valuenow", at + 1);
  unit.setAttribute("aria-valuetext", `World ${world}. ${stories[at]}`);
  const name = document.createElement("b");
  name.textContent = all.shown.length > 1 ? `World ${world} under “${title}”. ` : `World ${world}. `;
  const story = section.querySelector(".story");
  story.classList.add("told");
  story.replaceChildren(name, stories[at]);
  if (story.scrollHeight > story.clientHeight) story.tabIndex = 0; // so that keys can scroll it
  else story.removeAttribute("tabindex");
  for (const other of section.querySelectorAll(".unit")) {
    const place = other === unit ? at : all.shown[other.dataset.unit].worlds.indexOf(world);
    const ring = other.querySelector(".here");
    const across = Number(other.dataset.across);
    ring.setAttribute("visibility", place < 0 ? "hidden" : "visible");
    ring.setAttribute("transform", `translate(${(place % across) + 0.5} ${Math.floor(place / across) + 0.5})`);
    other.parentElement.querySelector(".there").textContent = all.shown.length > 1 ? worldEnd(all, Number(other.dataset.unit), world) : "";
  }
}

// Marks of worlds that are lived here tell of them as they are lived: try_it.js.
const tellMark = (unit, at) => (unit.matches("#try_it .unit") ? tellLived : tellWorld)(unit, at);
const unitOf = (event) => (event.target instanceof Element ? event.target.closest(".unit") : null);
function markPointedAt(event) {
  const unit = unitOf(event);
  if (!unit) return;
  const box = unit.getBoundingClientRect();
  const across = Number(unit.dataset.across);
  const column = Math.floor(((event.clientX - box.left) / box.width) * across);
  const row = Math.floor(((event.clientY - box.top) / box.height) * (100 / across));
  if (column < 0 || column >= across || row < 0 || row >= 100 / across) return;
  tellMark(unit, row * across + column);
}
document.addEventListener("pointermove", markPointedAt);
document.addEventListener("pointerdown", markPointedAt);

const unitPlace = (unit) => Number(unit.getAttribute("aria-valuenow")) - 1;
document.addEventListener("focusin", (event) => {
  const unit = unitOf(event);
  if (unit?.matches(":focus-visible")) tellMark(unit, unitPlace(unit));
});
document.addEventListener("keydown", (event) => {
  const unit = unitOf(event);
  if (!unit || event.altKey || event.ctrlKey || event.metaKey) return;
  const across = Number(unit.dataset.across);
  const at = unitPlace(unit);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across, Home: 0, End: 99 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0 || to > 99) return;
  unit.setAttribute("aria-valuenow", to + 1); // at once, so that a held key runs on
  tellMark(unit, to);
});

// ---- the table of stories, written when it is opened --------------------------------------------------------------
document.addEventListener(
  "toggle",
  async (event) => {
    const details = event.target;
    if (!details.matches?.("[data-stories]") || !details.open) return;
    const all = await tellingOf(details.closest("section"));
    const rows = all.shown.flatMap(({ title, worlds, stories }) => worlds.map((world, at) => [title, world, stories[at]]));
    details.querySelector("tbody").replaceChildren(
      ...rows.map((row) => {
        const line = document.createElement("tr");
        for (const text of row) line.insertCell().textContent = text;
        return line;
      }),
    );
  },
  true,
);
