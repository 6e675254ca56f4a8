// ---- a world's own story, as lived now ---------------------------------------------------------------------------------
let lastTold = 0;
let chosen; // [unit, place] of the world whose story stands there
async function tellLived(unit, at) {
  if (!marks) return;
  const mine = ++lastTold;
  chosen = [unit, at];
  const [side, here] = unit.dataset.unit === "0" ? [lived.run, "in the run"] : [lived.now, "with the numbers tried"];
  const world = places[at];
  const { events: rows } = await answered({ set: side.set, first: world, count: 1, keep: true });
  if (mine !== lastTold) return;
  const told = rows.map((row) => ({ ...row, ...model.words[row.words], told: toldOf(row) }));
  const end = model.outcomes[side.outcome[world]];
  const day = dayAfter(model.start, Math.min(side.day[world], model.days - 1), "long");
  const sum = `${end.told.replace("{day}", day)} ${rows.length ? plural(rows.length, "event") : "No events"} in all.`;
  unit.setAttribute("aria-valuenow", at + 1);
  unit.setAttribute("aria-valuetext", `World ${world}. ${sum}`);
  const name = document.createElement("b");
  name.textContent = `World ${world} ${here}. `;
  trial.querySelector(".story").replaceChildren(name, sum);
  trial.querySelector(".story").classList.add("told");
  trial.querySelector(".why").replaceChildren(...chainOf(told, end).map((row) => stepOf(row, told)));
  trial.querySelector(".all summary").textContent = `All events of world ${world} ${here}`;
  trial.querySelector(".all tbody").replaceChildren(...told.map((row) => rowOf([row.event, row.cause < 0 ? "" : row.cause, dayAfter(model.start, row.day, "long"), `${row.told.deed}${answer(row, told)}${row.told.rest}`])));
  trial.querySelector(".all").hidden = !told.length;
  for (const other of trial.querySelectorAll(".unit")) {
    const ring = other.querySelector(".here");
    ring.setAttribute("visibility", "visible");
    ring.setAttribute("transform", `translate(${(at % 10) + 0.5} ${Math.floor(at / 10) + 0.5})`);
    other.parentElement.querySelector(".there").textContent = `World ${world}: ${endOf(other.dataset.unit === "0" ? lived.run : lived.now, world)}`;
  }
}

// What of an event does not hang on others: the deed, how it stood to what decided it, and whether it was given.
function toldOf(row) {
  const kind = model.words[row.words];
  const stood = kind.stood && !Number.isNaN(row.threshold) && !Number.isNaN(row.margin) ? ` ${sentence(kind.stood, row)}.` : "";
  return { deed: sentence(kind.on[row.day] ?? kind.deed, row), rest: stood + (kind.forced ? model.said.given : "") };
}

function answer(row, told) {
  const cause = told.find(({ event }) => event === row.cause);
  if (!cause) return "";
  const words = model.said.cause.replace("{act}", cause.words).replace("{day}", dayAfter(model.start, cause.day, "long"));
  return model.said.answers.replace("{cause}", words);
}

function stepOf(row, told) {
  const [line, day, text, rule] = ["li", "b", "span", "small"].map((name) => document.createElement(name));
  day.textContent = dayAfter(model.start, row.day, "long");
  rule.textContent = `event ${row.event}${row.forced || !row.rule ? "" : `, rule ${row.rule}`}`;
  text.append(`${row.told.deed}${answer(row, told)}${row.told.rest} `, rule);
  line.append(day, " ", text);
  return line;
}

// The events that an end rests on and all that they go back to, as sim/analyses/explain/chain.py has them.
function chainOf(told, end) {
  const gravest = (rows) => rows.filter(({ rung }) => rung === Math.max(...rows.map((row) => row.rung))).slice(0, 1);
  const sealing = told.filter(({ act }) => end.sealed_by.includes(act));
  let sealed = end.by_gravest ? gravest(sealing) : sealing.slice(-1);
  if (!sealed.length && !end.stops) sealed = gravest(told.filter((row) => row.kind === "attack" && !row.forced && !(model.acts[row.act]?.own_war && !row.fatalities)));
  const counts = ({ act, grave, met }) => (row) =>
    row.act === act && (!grave || row.fatalities > 0 || row.rung >= model.acts[act].rung) && (!met || row.margin >= 0);
  const grounds = sealed.flatMap(({ act }) => model.acts[act]?.grounds ?? []).flatMap((ground) => told.filter(counts(ground)).slice(-1));
  const byNumber = new Map(told.map((row) => [row.event, row]));
  const found = new Set();
  for (let row of [...grounds, ...sealed])
    for (; row && !found.has(row); row = byNumber.get(row.cause)) found.add(row);
  return told.filter((row) => found.has(row));
}

// ---- sentences with places for numbers: sim/words/forms.py -------------------------------------------------------------
const compute = {
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, neg: (a) => -a, abs: Math.abs,
  lt: (a, b) => a < b, le: (a, b) => a <= b, gt: (a, b) => a > b, ge: (a, b) => a >= b,
};
const valueOf = (what, row) => (Array.isArray(what) ? compute[what[0]](...what.slice(1).map((one) => valueOf(one, row))) : typeof what === "string" ? row[what] : what);

function sentence(form, row) {
  while (!Array.isArray(form)) form = valueOf(form.if, row) ? form.then : form.else;
  return form.map((one) => (typeof one === "string" ? one : formatted(valueOf(one[0], row), one[1]))).join("");
}

const formatted = (value, how) => (how.endsWith("%") ? `${fixed(100 * value, how[1])}%` : fixed(value, how[1]));

// As Python rounds: a tie, which only a multiple of a power of two can be, goes to the even digit.
function fixed(value, digits) {
  const scaled = Math.abs(value) * 10 ** digits;
  const tie = scaled % 1 === 0.5 && (Math.abs(value) * 2 ** (Number(digits) + 1)) % 1 === 0;
  return tie && Math.floor(scaled) % 2 === 0 ? (Math.sign(value) * Math.floor(scaled) / 10 ** digits).toFixed(digits) : value.toFixed(digits);
}
