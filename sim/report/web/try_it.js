// ---- worlds lived anew: numbers are changed, and the rules themselves, compiled, run in workers of this page -------------
const trial = document.getElementById("try_it");
const levers = trial ? [...trial.querySelectorAll(".levers [data-path]")] : [];
let model; // what the page carries of it, once inflated
let crew; // workers
const lived = {}; // how worlds ended: `run` with the run's own numbers, `now` with those that are tried

// ---- workers -----------------------------------------------------------------------------------------------------
const TOGETHER = 25; // worlds that a worker lives before it asks what is wanted now

async function gather() {
  const [text, code, numbers, source] = await Promise.all([
    inflate("try-data"), inflateBytes("try-module").then(WebAssembly.compile), inflateBytes("try-numbers"), inflate("try-worker"),
  ]);
  model = JSON.parse(text);
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript;charset=utf-8" }));
  const hands = Math.max(1, Math.min(navigator.hardwareConcurrency || 2, 4));
  crew = { waiting: [], idle: [] };
  const ready = Array.from({ length: hands }, () => {
    const worker = new Worker(address);
    return told(worker, { ...model, code, numbers }).then(() => crew.idle.push(worker));
  });
  await Promise.all(ready);
  URL.revokeObjectURL(address);
}

// One message to a worker, and its answer.
function told(worker, message) {
  return new Promise((done, failed) => {
    worker.onmessage = ({ data }) => (data?.error ? failed(new Error(data.error)) : done(data));
    worker.onerror = (event) => {
      event.preventDefault();
      failed(new Error(event.message || "a worker cannot be started"));
    };
    worker.postMessage(message);
  });
}

// The answer to a message, by whichever worker is free first; null when nobody wants it any more.
function answered(message, wanted = () => true) {
  return new Promise((done, failed) => {
    crew.waiting.push({ message, wanted, done, failed });
    hand();
  });
}

function hand() {
  while (crew.waiting.length && crew.idle.length) {
    const { message, wanted, done, failed } = crew.waiting.shift();
    if (!wanted()) {
      done(null);
      continue;
    }
    const worker = crew.idle.pop();
    told(worker, message).then(done, failed).finally(() => {
      crew.idle.push(worker);
      hand();
    });
  }
}

// ---- numbers that are tried ----------------------------------------------------------------------------------------
const tried = new Map(); // path -> number, of the levers that are not where the run has them

const written = (lever, value) => value.toFixed(lever.decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const valueAt = (input) => (input.type === "checkbox" ? Number(input.checked) : Number(input.value));
const withUnit = (lever, value) => lever.switch ? (value ? "yes" : "no") : `${written(lever, value)} ${lever.unit[Number(value === 1)]}`.trim();
const columnsSet = () => model.levers.flatMap((one) => (tried.has(one.path) ? one.columns.map((column) => [column, tried.get(one.path)]) : []));

function take(range) {
  const lever = model.levers[levers.indexOf(range)];
  const value = valueAt(range);
  if (Math.abs(value - lever.value) < 10 ** -lever.decimals / 2) tried.delete(lever.path);
  else tried.set(lever.path, Number(written(lever, value)));
  label(range);
}

function label(range) {
  const lever = model.levers[levers.indexOf(range)];
  const words = withUnit(lever, tried.get(lever.path) ?? lever.value);
  if (range.type === "range") range.setAttribute("aria-valuetext", words); // a box says itself whether it is ticked
  range.closest(".lever").querySelector("output").textContent = words;
  range.closest(".lever").classList.toggle("moved", tried.has(lever.path));
  trial.querySelector(".reset").disabled = tried.size === 0;
}

// ---- living --------------------------------------------------------------------------------------------------------
let turn = 0;
async function relive() {
  const mine = ++turn;
  const began = performance.now();
  const set = columnsSet();
  const found = { outcome: new Int8Array(model.worlds), day: new Int32Array(model.worlds), set };
  trial.setAttribute("aria-busy", "true");
  const part = async (first) => {
    const count = Math.min(TOGETHER, model.worlds - first);
    const ended = await answered({ set, first, count, keep: false }, () => mine === turn);
    if (!ended || mine !== turn) return;
    found.outcome.set(ended.outcome, first);
    found.day.set(ended.day, first);
    if (marks) for (let world = first; world < first + count; world += 1) turnMark(world, found);
  };
  await Promise.all(Array.from({ length: Math.ceil(model.worlds / TOGETHER) }, (_, at) => part(at * TOGETHER)));
  if (mine !== turn) return;
  found.seconds = (performance.now() - began) / 1000;
  lived.now = found;
  lived.run ??= found;
  trial.removeAttribute("aria-busy");
  report();
}

// A world of the run must end here as it did there, or this browser does not reckon as it should.
function asInTheRun() {
  const { outcome, day } = model.run;
  return outcome.every((code, world) => code === lived.run.outcome[world] && day[world] === lived.run.day[world]);
}

// ---- what came of it -----------------------------------------------------------------------------------------------
const Z = 1.959963984540054; // of a 95% interval
function wilson(count, n) {
  const share = count / n;
  const centre = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  return [count === 0 ? 0 : Math.max(centre - half, 0), count === n ? 1 : Math.min(centre + half, 1)];
}

// Bonett and Price (2012): one imagined flip is added each way.
function paired(gained, lost, n) {
  const [up, down] = [(gained + 1) / (n + 2), (lost + 1) / (n + 2)];
  const half = Z * Math.sqrt((up + down - (up - down) ** 2) / (n + 2));
  return [Math.max(up - down - half, -1), Math.min(up - down + half, 1)];
}

const percent = (share) => `${fixed(100 * share, 1)}%`;
const points = (share) => fixed(100 * share, 1).replace(/^(?!-)/, "+").replace(/^[+-](?=0\.0$)/, "");
const inHundred = (share) => {
  const many = 100 * share;
  return fixed(many, (many > 0 && many < 0.95) || (many > 99.05 && many < 100) ? 1 : 0);
};
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function report() {
  const [before, now] = [lived.run, lived.now];
  const n = model.worlds;
  model.outcomes.forEach((outcome, code) => {
    const [was, is] = [before, now].map((side) => Array.from(side.outcome, (one) => one === code));
    const count = is.filter(Boolean).length;
    const gained = is.filter((yes, world) => yes && !was[world]).length;
    const gone = was.filter((yes, world) => yes && !is[world]).length;
    const row = trial.querySelector(`tr[data-outcome="${outcome.key}"]`);
    const [low, high] = wilson(count, n);
    const [least, most] = paired(gained, gone, n);
    fill(row.cells[1], percent(count / n), `${percent(low)} to ${percent(high)}`);
    if (tried.size) fill(row.cells[2], points((gained - gone) / n), `${points(least)} to ${points(most)}`);
    else fill(row.cells[2], "–", "");
    row.hidden = !count && !was.some(Boolean);
  });
  drawMarks();
  say();
  listFlips();
  trial.querySelector(".digest").textContent = digestOf(now);
  trial.querySelector(".took").textContent = `${n} worlds in ${fixed(now.seconds, 2)} s`;
  trial.dataset.lived = turn;
  showWritten();
}

function fill(cell, number, interval) {
  cell.firstChild.textContent = number;
  cell.querySelector("small").textContent = interval;
}

const flipped = () => Array.from(lived.now.outcome.keys()).filter((world) => lived.now.outcome[world] !== lived.run.outcome[world]);

function say() {
  const outcome = model.outcomes[model.headline];
  const count = (side) => side.outcome.filter((code) => code === model.headline).length;
  const share = inHundred(count(lived.now) / model.worlds);
  const found = [`${outcome.finding} in ${share} of 100 worlds`];
  if (!tried.size) found.push("with the run’s own numbers. Move one.");
  else {
    const change = points((count(lived.now) - count(lived.run)) / model.worlds);
    const worlds = flipped();
    found[0] += change === "0.0" ? ", as in the run." : `, ${change} points against the run.`;
    found.push(worlds.length ? `${plural(worlds.length, "world")} of ${model.worlds} end${worlds.length === 1 ? "s" : ""} differently${ways(worlds)}` : `All ${model.worlds} worlds end as in the run.`);
  }
  trial.querySelector(".now").textContent = found.join(" ");
}

// From which end to which, the commonest first.
function ways(worlds) {
  const counts = new Map();
  for (const world of worlds) {
    const way = [lived.run, lived.now].map((side) => model.outcomes[side.outcome[world]].title.toLowerCase()).join(" → ");
    counts.set(way, (counts.get(way) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const named = sorted.slice(0, 3).map(([way, count]) => `${count} ${way}`);
  const rest = sorted.slice(3).reduce((sum, [, count]) => sum + count, 0);
  return `: ${[...named, ...(rest ? [`${rest} in other ways`] : [])].join(", ")}.`;
}

function listFlips() {
  const worlds = flipped();
  const box = trial.querySelector(".flips");
  box.hidden = !worlds.length;
  box.querySelector("summary").textContent = `The ${plural(worlds.length, "world")} that end${worlds.length === 1 ? "s" : ""} differently`;
  box.querySelector("tbody").replaceChildren(...worlds.map((world) => rowOf([world, endOf(lived.run, world), endOf(lived.now, world)])));
}

function rowOf(cells) {
  const row = document.createElement("tr");
  for (const text of cells) row.insertCell().textContent = text;
  return row;
}

function endOf(side, world) {
  const outcome = model.outcomes[side.outcome[world]];
  return `${outcome.title.toLowerCase()}${outcome.stops ? `, ${dayAfter(model.start, side.day[world])}` : ""}`;
}

// ---- a hundred of them -----------------------------------------------------------------------------------------------
// Every fifth by how it ended in the run, so that the shares are those of all; each keeps its place whatever it comes to.
let marks; // per picture, world -> its mark
let places; // the worlds drawn, by place

function drawMarks() {
  if (marks) return void lived.now.outcome.forEach((_, world) => turnMark(world, lived.now));
  const { outcome, day } = lived.run;
  const rank = (code) => (code === model.headline ? -1 : model.outcomes[code].gravity);
  const order = Array.from(outcome.keys()).sort((a, b) => rank(outcome[a]) - rank(outcome[b]) || day[a] - day[b] || a - b);
  const each = model.worlds / 100;
  places = order.filter((_, at) => at % each === Math.floor(each / 2));
  marks = [...trial.querySelectorAll(".unit")].map((unit) => {
    const svg = unit.querySelector("svg");
    return new Map(places.map((world, at) => {
      const mark = document.createElementNS(svg.namespaceURI, "g");
      mark.setAttribute("transform", `translate(${at % 10} ${Math.floor(at / 10)})`);
      svg.insertBefore(mark, svg.querySelector(".here"));
      return [world, mark];
    }));
  });
  for (const world of places) {
    dress(marks[0].get(world), outcome[world], false);
    dress(marks[1].get(world), outcome[world], false);
  }
}

function turnMark(world, side) {
  const mark = marks[1].get(world);
  if (mark) dress(mark, side.outcome[world], side.outcome[world] !== lived.run.outcome[world]);
}

// A dot is a line with round ends, the headline outcome a square; a world that ends differently has a hole.
function dress(mark, code, differs) {
  const look = `${code} ${differs}`;
  if (mark.dataset.look === look) return;
  const first = !mark.dataset.look;
  mark.dataset.look = look;
  const { key, pale } = model.outcomes[code];
  const square = code === model.headline;
  const shape = (kind, drawing) => {
    const path = document.createElementNS(mark.namespaceURI, "path");
    path.setAttribute("class", kind);
    path.setAttribute("d", drawing);
    return path;
  };
  const inner = document.createElementNS(mark.namespaceURI, "g");
  if (!first) inner.setAttribute("class", "turned");
  inner.append(
    ...(pale && !square ? [shape("edge", "M.5.5h0")] : []),
    shape(`${square ? "square " : ""}${square && pale ? "edged " : ""}o-${key}`, square ? "M.08.08h.84v.84h-.84z" : "M.5.5h0"),
    ...(differs ? [shape("hole", "M.5.5h0")] : []),
  );
  mark.replaceChildren(inner);
}

// ---- what was tried, to be run elsewhere ---------------------------------------------------------------------------------
const valuesBy = (name) => new Map(model.levers.flatMap((one) => (tried.has(one.path) ? (name === "path" ? [one.path] : one.members).map((path) => [path, written(one, tried.get(one.path))]) : [])));

function yamlText() {
  const { head, parameters, tail, beside, file } = model.tried;
  const lines = [...new Map([...parameters, ...valuesBy("members")])].map(([path, value]) => `  ${path}: ${value}\n`);
  const where = beside ? `# Save as ${file} beside ${beside}.\n` : `# Save as ${file}.\n`;
  return `${where}${head}${lines.length ? `parameters:\n${lines.join("")}` : ""}${tail}`;
}

function commandText() {
  const { command, fixed, call } = model.tried;
  if (!command) return call;
  const sets = [...new Map([...fixed, ...valuesBy("path")])].map(([path, value]) => ` --set ${path}=${value}`);
  return `${command[0]}${sets.join("")} ${command[1]}`;
}

let writing; // which of the two is shown
function showWritten() {
  if (writing) trial.querySelector(".written code").textContent = writing === "yaml" ? yamlText() : commandText();
}

async function copy(kind) {
  writing = kind;
  showWritten();
  const box = trial.querySelector(".written");
  box.hidden = false;
  const says = trial.querySelector(".copied");
  try {
    await navigator.clipboard.writeText(box.textContent);
    says.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(box); // a browser that lets no page copy: one key does the rest
    says.textContent = "Selected, to be copied.";
  }
}

// ---- when something is asked -------------------------------------------------------------------------------------------
let asked;
function begin() {
  asked ??= gather().then(relive).then(() => {
    if (!asInTheRun()) throw new Error("this browser comes to other ends than the run");
    trial.dataset.ready = "yes";
  }).catch(withdraw);
  return asked;
}

// The section and its place in the navigation.
function reveal(shown) {
  trial.hidden = !shown;
  links.get(trial.id).parentElement.hidden = !shown;
}

// What cannot be tried here is not offered.
function withdraw(error) {
  reveal(false);
  trial.dataset.failed = String(error);
}

let resting;
function soon(wait) {
  clearTimeout(resting);
  resting = setTimeout(() => begin().then(relive).then(retell).catch(withdraw), wait);
}

const retell = () => chosen && tellLived(...chosen);

if (trial && window.WebAssembly && window.Worker && window.DecompressionStream) {
  reveal(true);
  const form = trial.querySelector("form");
  const near = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    begin();
  }, { rootMargin: "600px 0px" });
  near.observe(trial);
  form.addEventListener("input", ({ target }) => begin().then(() => {
    take(target);
    soon(200);
  }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    soon(0);
  });
  trial.querySelector(".reset").addEventListener("click", () => {
    tried.clear();
    for (const range of levers) {
      if (range.type === "checkbox") range.checked = range.defaultChecked;
      else range.value = range.defaultValue;
      label(range);
    }
    soon(0);
    levers[0].focus();
  });
  for (const button of trial.querySelectorAll("[data-copy]")) button.addEventListener("click", () => begin().then(() => copy(button.dataset.copy)));
}
