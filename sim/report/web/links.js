// ---- links to a view ----------------------------------------------------------------------------------------------
// The address keeps what is chosen: #section?name=value&... Whatever in it is not found on this page is passed over.
const alternatives = () => [...document.querySelectorAll("fieldset.choices input[type=radio]")];
const movable = () => [...document.querySelectorAll(".levers [data-path]")];
const isMoved = (input) => (input.type === "checkbox" ? input.checked !== input.defaultChecked : Number(input.value) !== Number(input.defaultValue));
const standing = (input) => (input.type === "checkbox" ? Number(input.checked) : input.value);
let chosenWorld; // {variant, world} under a hundred worlds

function viewed() {
  const state = new URLSearchParams();
  for (const input of alternatives()) if (input.checked && !input.defaultChecked) state.set(input.name, input.value);
  for (const input of movable()) if (isMoved(input)) state.set(`try.${input.dataset.path}`, standing(input));
  if (chosenWorld) for (const [name, value] of Object.entries(chosenWorld)) state.set(name, value);
  return state;
}

// The section and the state that an address asks for; a fragment that is no such thing has neither.
function askedFor() {
  const [place, ...rest] = location.hash.slice(1).split("?");
  const section = place && [...document.querySelectorAll("section[id]")].find(({ id }) => id === place);
  return { section: section || null, state: rest.length ? new URLSearchParams(rest.join("?")) : null };
}

// One entry of the history for each section that was gone to, none for what was chosen there.
function keepView(section) {
  const state = String(viewed());
  try {
    history.replaceState(null, "", `#${section.id}${state && "?"}${state}`);
  } catch {} // a page within another may not
}

function chose(element, after) {
  const section = element.closest("section[id]");
  if (!section) return;
  keepView(section);
  if (String(viewed())) offerLink(section, after);
}

function offerLink(section, after) {
  if (section.querySelector(".linked")) return;
  const [line, button, says] = ["p", "button", "span"].map((name) => document.createElement(name));
  line.className = "tools linked";
  button.type = "button";
  button.textContent = "Copy link to this view";
  says.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    keepView(section);
    try {
      await navigator.clipboard.writeText(location.href);
      says.textContent = " Copied.";
    } catch {
      says.textContent = " It stands in the address bar.";
    }
  });
  line.append(button, says);
  after.after(line);
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("fieldset.choices input")) chose(target, target.closest("fieldset"));
});
for (const kind of ["change", "reset"]) {
  document.addEventListener(kind, ({ target }) => {
    const form = target.closest?.("form.levers");
    if (form) chose(form, form.querySelector(".buttons"));
  });
}
document.addEventListener("click", ({ target }) => {
  const form = target.closest?.(".levers .reset") && target.closest("form");
  if (form) chose(form, form.querySelector(".buttons"));
});

// The mark that was pressed or gone to by key; one that is merely pointed at is not chosen.
async function choseMark(event) {
  const unit = unitOf(event)?.closest("#worlds .unit");
  if (!unit) return;
  const all = await tellingOf(unit.closest("section"));
  await null; // until the mark has been told
  const variant = Number(unit.dataset.unit);
  chosenWorld = { world: all.shown[variant].worlds[unitPlace(unit)], variant };
  chose(unit, unit.closest("section").querySelector(".story"));
}
document.addEventListener("click", choseMark);
document.addEventListener("keyup", (event) => /^(Arrow|Home|End|Enter)/.test(event.key) && choseMark(event));

async function restoreWorld(state) {
  const [world, variant] = ["world", "variant"].map((name) => (/^\d{1,9}$/.test(state.get(name) ?? "") ? Number(state.get(name)) : -1));
  const unit = document.querySelector(`#worlds .unit[data-unit="${variant}"]`);
  if (!unit || world < 0) return;
  const at = (await tellingOf(unit.closest("section"))).shown[variant].worlds.indexOf(world);
  if (at < 0) return;
  chosenWorld = { world, variant };
  tellMark(unit, at);
  if (typeof openWorld === "function") openWorld(unit, at);
  offerLink(unit.closest("section"), unit.closest("section").querySelector(".story"));
}

function restoreLevers(state) {
  for (const input of movable()) {
    const path = `try.${input.dataset.path}`;
    const [given, value] = [state.has(path), Number(state.get(path) || NaN)];
    if (given && !Number.isFinite(value)) continue;
    const before = standing(input);
    if (input.type === "checkbox") input.checked = given ? value === 1 : input.defaultChecked;
    else input.value = given ? value : input.defaultValue;
    if (String(standing(input)) !== String(before)) input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Everything that is named, and all else as it was at first.
function restoreView(state) {
  for (const choices of document.querySelectorAll("fieldset.choices")) {
    const inputs = [...choices.querySelectorAll("input[type=radio]")];
    const wanted = inputs.find(({ name, value }) => state.get(name) === value) ?? inputs.find((input) => input.defaultChecked);
    if (!wanted || wanted.checked) continue;
    wanted.checked = true;
    choices.dispatchEvent(new Event("change"));
  }
  restoreLevers(state);
  restoreWorld(state);
}

function followAddress() {
  const { section, state } = askedFor();
  if (!section) return;
  if (!state) return String(viewed()) ? keepView(section) : undefined; // a link within the page
  restoreView(state);
  if (typeof unfold === "function") unfold(section);
  section.scrollIntoView({ behavior: "instant" });
}
addEventListener("hashchange", followAddress);
followAddress();
