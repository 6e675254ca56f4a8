// ---- marks that change: what each world counts as on a day of the film, and which worlds a filter leaves ------------
const SVG = "http://www.w3.org/2000/svg";
const shapeOf = (name, attributes) => {
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  return shape;
};

const hundredSection = document.getElementById("worlds");
const unitsOf = () => [...hundredSection.querySelectorAll(".unit")];
const hundred = { day: Infinity, traits: new Set() }; // what of the film and the filters is on

// What a mark counts as on a day: its last turn until then.
function codeOn(turns, day) {
  let code = turns[1];
  for (let at = 0; at < turns.length && turns[at] <= day; at += 2) code = turns[at + 1];
  return code;
}

function codesOf(all, variant) {
  const { marks } = all.shown[variant];
  return hundred.day >= all.film.days ? marks : all.more[variant].turns.map((turns) => codeOn(turns, hundred.day));
}

const matchesOf = (all, variant) => [...Array(100).keys()].filter((at) => [...hundred.traits].every((one) => all.more[variant].traits[one].includes(at)));

function paint(unit, all) {
  const variant = Number(unit.dataset.unit);
  const across = Number(unit.dataset.across);
  const codes = codesOf(all, variant);
  const left = new Set(matchesOf(all, variant));
  const look = `${across} ${codes} ${[...left]}`;
  if (unit.dataset.look === look) return;
  unit.dataset.look = look;
  const drawn = [];
  for (const code of new Set(codes)) {
    for (const faded of [true, false]) {
      const places = [...codes.keys()].filter((at) => codes[at] === code && left.has(at) !== faded);
      if (!places.length) continue;
      const square = code === all.headline;
      const path = places.map((at) => `M${at % across}${square ? ".08" : ".5"} ${Math.floor(at / across)}${square ? ".08h.84v.84h-.84z" : ".5h0"}`).join("");
      const pale = all.pale.includes(code);
      const dim = faded ? " faded" : "";
      if (pale && !square) drawn.push(shapeOf("path", { class: `edge${dim}`, d: path }));
      drawn.push(shapeOf("path", { class: `${square ? "square " : ""}${square && pale ? "edged " : ""}o-${all.keys[code]}${dim}`, d: path }));
    }
  }
  unit.querySelector(".marks").replaceChildren(...drawn);
}

async function paintAll() {
  const all = await tellingOf(hundredSection);
  for (const unit of unitsOf()) paint(unit, all);
  return all;
}

// Under a thumb marks are at least 24 px wide: ten to a row where twenty would be narrower.
async function fitMarks() {
  if (!hundredSection || !matchMedia("(pointer: coarse)").matches) return;
  for (const unit of unitsOf()) {
    if (unit.dataset.across !== "20" || unit.clientWidth / 20 >= 24) continue;
    unit.dataset.across = "10";
    unit.querySelector("svg").setAttribute("viewBox", "0 0 10 10");
    paint(unit, await tellingOf(hundredSection));
  }
}
fitMarks();

// ---- filters ------------------------------------------------------------------------------------------------------
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-trait]");
  if (!button) return;
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  hundred.traits[on ? "add" : "delete"](Number(button.dataset.trait));
  const all = await paintAll();
  const counts = all.shown.map(({ title }, variant) => `${matchesOf(all, variant).length} of 100${all.shown.length > 1 ? ` under “${title}”` : ""}`);
  hundredSection.querySelector(".matched").textContent = hundred.traits.size ? `${counts.join(", ")}.` : "All worlds.";
});
