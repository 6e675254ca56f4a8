// Moves the page over a sweep: every point's texts, tables and figures lie in the page as differences from the one it
// was written at, and are put in place of it. deltas.py writes what is read here.
const form = document.querySelector("form.slider");
let control; // axes, points, which is the reference, and the headline at each
let moves; // differences, once inflated
let place = null; // which point is shown; null until the control is known
let original; // charts at the reference

const ranges = form ? [...form.querySelectorAll("input")] : [];
const shownAt = () => (control && place !== null ? control.points[place].map((at, axis) => control.axes[axis].values[at]) : null);

// ---- undoing differences --------------------------------------------------------------------------------------
function piecesAt(key, at) {
  const base = moves.base[key];
  const change = moves.html[key][at];
  if (!change) return base;
  const pieces = base.split(/(<[^>]*>)/);
  if (Array.isArray(change[0])) {
    let from = 0;
    const parts = change.map(([stay, go, text]) => {
      const kept = pieces.slice(from, from + stay).join("");
      from += stay + go;
      return kept + text;
    });
    return parts.join("") + pieces.slice(from).join("");
  }
  for (let one = 0, to = 0; one < change.length; one += 2, to += 1) pieces[(to += change[one])] = change[one + 1];
  return pieces.join("");
}

function changed(base, node) {
  if (!node) return base;
  if ("v" in node) return node.v;
  if ("n" in node) return whole(node.n);
  if ("t" in node) {
    const columns = node.t.map(whole);
    return columns[0].map((_, row) => columns.map((column) => column[row]));
  }
  const copy = Array.isArray(base) ? [...base] : { ...base };
  for (const [key, inner] of Object.entries(node.k)) copy[key] = changed(base[key], inner);
  return copy;
}

function whole([decimals, ...steps]) {
  let sum = 0;
  return steps.map((step) => (sum += step) / 10 ** decimals);
}

// ---- moving ---------------------------------------------------------------------------------------------------
let loading;
async function load() {
  moves = JSON.parse(await inflate("moves"));
  // Data that a section carries packed is not packed a second time.
  for (const key of Object.keys(moves.base)) {
    for (const { id } of document.getElementById(key).querySelectorAll('script[type="application/gzip"]')) {
      const text = (await inflate(id)).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
      moves.base[key] = moves.base[key].replace(` id="${id}"><\/script>`, () => ` id="${id}">${text}<\/script>`);
    }
  }
}

let latest;
async function move(at, { keep = true } = {}) {
  if (at === place) return;
  place = at;
  tell();
  if (keep) remember();
  latest = at;
  await (loading ??= load());
  const Plotly = await plotly();
  if (latest !== at) return; // moved on meanwhile
  original ??= page.charts;
  page.charts = { ...original };
  if (at !== control.reference) {
    for (const [name, nodes] of Object.entries(moves.charts)) if (nodes[at]) page.charts[name] = changed(original[name], nodes[at]);
  }
  for (const key of Object.keys(moves.base)) fill(document.getElementById(key), piecesAt(key, at));
  boxes = [...document.querySelectorAll("[data-chart]")];
  for (const box of boxes) {
    watcher.unobserve(box); // observed anew, a box says whether it is near
    if (box.dataset.asked) delete box.dataset.asked;
    watcher.observe(box);
  }
  root.dataset.point = at;
  document.dispatchEvent(new CustomEvent("moved", { detail: Object.keys(moves.base) }));
}

// New texts and tables, but the same boxes, so that a figure moves instead of flickering; what is open stays open.
function fill(section, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const focused = section.contains(document.activeElement) ? pathTo(document.activeElement, section) : null;
  const open = [...section.querySelectorAll("details")].map((one) => one.open);
  const chosen = [...section.querySelectorAll("input:checked")].map((one) => one.value);
  const old = new Map([...section.querySelectorAll("[data-chart]")].map((box) => [box.dataset.chart, box]));
  for (const box of fresh.content.querySelectorAll("[data-chart]")) {
    const kept = old.get(box.dataset.chart);
    if (!kept) continue;
    for (const name of ["aria-label", "style"]) kept.setAttribute(name, box.getAttribute(name));
    box.replaceWith(kept);
  }
  fresh.content.querySelectorAll("details").forEach((one, at) => (one.open = open[at] || false));
  for (const input of fresh.content.querySelectorAll("input[type=radio]")) if (chosen.includes(input.value)) input.checked = true;
  section.replaceChildren(fresh.content);
  section.querySelectorAll("fieldset.choices").forEach(offer);
  if (focused) focused.reduce((inner, at) => inner?.children[at], section)?.focus({ preventScroll: true });
}

function pathTo(inner, outer) {
  const steps = [];
  for (let one = inner; one !== outer; one = one.parentElement) steps.unshift([...one.parentElement.children].indexOf(one));
  return steps;
}

// ---- the control ----------------------------------------------------------------------------------------------
function tell() {
  ranges.forEach((range, axis) => {
    const at = control.points[place][axis];
    range.value = at;
    range.setAttribute("aria-valuetext", control.axes[axis].words[at]);
    form.querySelectorAll(".value")[axis].textContent = control.axes[axis].words[at];
  });
  form.querySelector(".now").textContent = `${control.says[place]}.`;
  form.querySelector("button").disabled = place === control.reference;
}

// The point nearest to where the sliders stand: a grid may leave pairs out.
function nearest(wanted) {
  const far = control.points.map((point) => point.reduce((sum, at, axis) => sum + Math.abs(at - wanted[axis]), 0));
  return far.indexOf(Math.min(...far));
}

// ---- the address ----------------------------------------------------------------------------------------------
// "#when&at=1.5" names a section and a point, so that a link can lead to both.
function remember() {
  const section = location.hash.slice(1).split("&").find((part) => part && !part.startsWith("at="));
  const point = place === control.reference ? "" : `at=${shownAt().map(encodeURIComponent).join(",")}`;
  const hash = [section, point].filter(Boolean).join("&");
  history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
}

function recall() {
  const parts = location.hash.slice(1).split("&");
  const named = parts.find((part) => part.startsWith("at="));
  if (!named) {
    if (place !== control.reference) remember(); // a link to a section: the point goes with it
    return;
  }
  const values = named.slice(3).split(",").map(decodeURIComponent);
  const at = control.points.findIndex((point) => point.every((one, axis) => String(control.axes[axis].values[one]) === values[axis]));
  if (at >= 0) move(at, { keep: false });
  if (parts[0] !== named) document.getElementById(parts[0])?.scrollIntoView();
}

// ---- figures of the whole sweep -------------------------------------------------------------------------------
// Called by page.js for every figure: a line at the point along one axis, a frame around its cell on a map.
function markPoint(box, layout) {
  const values = shownAt();
  const whole = box.dataset.chart.match(/^(response|map)-/);
  if (!values || !whole) return;
  const line = { color: getComputedStyle(root).getPropertyValue("--accent").trim(), width: 2 };
  const shape = { type: "line", x0: values[0], x1: values[0], y0: 0, y1: 1, yref: "paper", line };
  if (whole[1] === "map") {
    const [x, y] = page.charts[box.dataset.chart].data[0] ? cellAround(page.charts[box.dataset.chart].data[0], values) : [];
    Object.assign(shape, { type: "rect", x0: x[0], x1: x[1], y0: y[0], y1: y[1], yref: "y", line: { ...line, width: 3 } });
  }
  layout.shapes = [...(layout.shapes || []), shape];
}

// A heatmap's cells end halfway between values; those of words, half a step from them.
function cellAround(trace, values) {
  return [trace.x, trace.y].map((line, axis) => {
    const at = line.indexOf(values[axis]);
    if (typeof line[at] !== "number") return [at - 0.5, at + 0.5];
    const before = at > 0 ? (line[at] - line[at - 1]) / 2 : (line[at + 1] - line[at]) / 2;
    const after = at < line.length - 1 ? (line[at + 1] - line[at]) / 2 : before;
    return [line[at] - before, line[at] + after];
  });
}

function listen(box) {
  if (!control || box.dataset.listens || !/^(response|map)-/.test(box.dataset.chart)) return;
  box.dataset.listens = "yes";
  box.classList.add("leads");
  box.on("plotly_click", ({ points: [hit] }) => {
    const clicked = box.dataset.chart.startsWith("map-") ? [hit.x, hit.y] : [hit.x];
    const places = clicked.map((value, axis) => control.axes[axis].values.indexOf(value));
    if (!places.includes(-1)) move(nearest(places));
  });
}

// ---- start ----------------------------------------------------------------------------------------------------
if (form) {
  inflate("control").then((text) => {
    control = JSON.parse(text);
    place = control.reference;
    for (const one of [form, ...document.querySelectorAll(".held")]) one.hidden = false;
    tell();
    ranges.forEach((range) => range.addEventListener("input", () => move(nearest(ranges.map((one) => Number(one.value))))));
    form.querySelector("button").addEventListener("click", () => {
      move(control.reference);
      ranges[0].focus();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", recall);
    recall();
    if (drawn().length) redraw();
  });
}
