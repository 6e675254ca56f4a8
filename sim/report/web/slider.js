// ---- sliders over a sweep: they move one figure and a sentence; figures of the whole sweep mark where they are ----------
const form = document.querySelector("form.slider");
const ranges = form ? [...form.querySelectorAll("input")] : [];
const now = document.querySelector(".now");
let sweep; // axes, points, which is the reference, and for each point the headline and what moves of the figure
let place; // which point is shown
let base; // traces at the reference

const valuesAt = () => sweep.points[place].map((at, axis) => sweep.axes[axis].values[at]);

function tell() {
  ranges.forEach((range, axis) => {
    const at = sweep.points[place][axis];
    range.value = at;
    range.setAttribute("aria-valuetext", sweep.axes[axis].words[at]);
    form.querySelectorAll("b")[axis].textContent = sweep.axes[axis].words[at];
  });
  now.textContent = `${sweep.says[place]}.`;
  form.querySelector("button").disabled = place === sweep.reference;
}

async function move(at) {
  if (at === place) return;
  place = at;
  tell();
  const Plotly = await plotly();
  if (place !== at) return; // moved on meanwhile
  const chart = page.charts[form.dataset.moves];
  base ??= chart.data;
  chart.data = base.map((trace, one) => ({ ...trace, ...sweep.data[at][one] }));
  await Promise.all(drawn().filter((box) => box.dataset.chart === form.dataset.moves || leads(box)).map((box) => show(box, Plotly)));
  root.dataset.point = at;
}

// The point nearest to where the sliders stand: a grid may leave pairs out.
function nearest(wanted) {
  const far = sweep.points.map((point) => point.reduce((sum, at, axis) => sum + Math.abs(at - wanted[axis]), 0));
  return far.indexOf(Math.min(...far));
}

// ---- figures of the whole sweep: called by page.js for every figure --------------------------------------------------
const leads = (box) => /^(response|map)-/.test(box.dataset.chart);

// A line at the point along one axis, a frame around its cell on a map.
function markPoint(box, layout) {
  if (!sweep || !leads(box)) return;
  const [first] = valuesAt();
  const line = { color: getComputedStyle(root).getPropertyValue("--accent").trim(), width: 2 };
  const shape = { type: "line", x0: first, x1: first, y0: 0, y1: 1, yref: "paper", line };
  if (sweep.axes.length > 1) {
    const [x, y] = cellAround(page.charts[box.dataset.chart].data[0], valuesAt());
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
  if (!sweep || box.dataset.listens || !leads(box)) return;
  box.dataset.listens = "yes";
  box.classList.add("leads");
  box.on("plotly_click", ({ points: [hit] }) => {
    const clicked = sweep.axes.length > 1 ? [hit.x, hit.y] : [hit.x];
    const places = clicked.map((value, axis) => sweep.axes[axis].values.indexOf(value));
    if (!places.includes(-1)) move(nearest(places));
  });
}

if (form) {
  inflate("sweep-points").then((text) => {
    sweep = JSON.parse(text);
    place = sweep.reference;
    form.hidden = false;
    tell();
    ranges.forEach((range) => range.addEventListener("input", () => move(nearest(ranges.map((one) => Number(one.value))))));
    form.querySelector("button").addEventListener("click", () => {
      move(sweep.reference);
      ranges[0].focus();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    if (drawn().length) redraw();
  });
}
