// ---- figures: what a mark tells who points at it, taps it, or walks to it with the arrow keys ----------------------
// Figures are drawn before any script runs. What their marks tell is packed until somebody asks.
root.style.setProperty("--zoom", parseFloat(getComputedStyle(root).fontSize) / 16);
const figures = (() => {
  const charts = [...document.querySelectorAll("[data-chart]")];
  for (const chart of charts) chart.tabIndex = 0;

  let readings;
  const readingsOf = (chart) => (readings ??= inflate("readings").then(JSON.parse)).then((all) => all[chart.dataset.chart]);

  // Where the plot of the drawing in sight lies on the screen.
  const groundOf = (chart) => [...chart.querySelectorAll(".ground")].find((one) => one.getClientRects().length)?.getBoundingClientRect();

  // A mark's place on the screen; marks without extent come without a right and a bottom.
  function placeOf([left, top, ...rest], ground) {
    const [right, bottom] = rest.length > 1 ? rest : [left, top];
    const x = (part) => ground.left + (part / 10000) * ground.width;
    const y = (part) => ground.top + (part / 10000) * ground.height;
    return { left: x(left), right: x(right), top: y(top), bottom: y(bottom) };
  }

  // The mark nearest to a point within reach; of several, as of bars that overlie each other, the last one drawn.
  function nearest({ by, marks }, ground, event) {
    let found = -1;
    let least = event.pointerType === "mouse" ? 24 : 44;
    if (by === "x") least = event.clientX < ground.left - 8 || event.clientX > ground.right + 8 ? 0 : Infinity;
    marks.forEach((mark, at) => {
      const { left, right, top, bottom } = placeOf(mark, ground);
      const across = Math.max(left - event.clientX, 0, event.clientX - right);
      const along = Math.max(top - event.clientY, 0, event.clientY - bottom);
      const far = by === "x" ? across + along / 1e4 : Math.hypot(across, along);
      if (far <= least) [found, least] = [at, far];
    });
    return found;
  }

  let shown; // the chart that tells, and which of its marks
  function hide() {
    for (const one of shown?.chart.querySelectorAll(".reading, .ring") ?? []) one.remove();
    shown = undefined;
  }

  function tell(chart, at, mark) {
    const ground = groundOf(chart);
    if (!ground || (shown?.chart === chart && shown.at === at)) return;
    hide();
    shown = { chart, at };
    const box = chart.getBoundingClientRect();
    const place = placeOf(mark, ground);
    const ring = chart.appendChild(document.createElement("div"));
    const point = mark.length < 5;
    ring.className = point ? "ring point" : "ring";
    ring.style.cssText = `left:${place.left - box.left}px;top:${place.top - box.top}px`;
    if (!point) ring.style.cssText += `;width:${place.right - place.left}px;height:${place.bottom - place.top}px`;
    const label = chart.appendChild(document.createElement("div"));
    label.className = "reading";
    label.role = "status";
    label.textContent = mark.at(-1);
    const left = (place.left + place.right) / 2 - box.left - label.offsetWidth / 2;
    const above = place.top - box.top - label.offsetHeight - 12;
    label.style.left = `${Math.max(0, Math.min(left, box.width - label.offsetWidth))}px`;
    label.style.top = `${place.top - label.offsetHeight - 12 > 0 ? above : place.bottom - box.top + 12}px`;
  }

  let asked = 0;
  async function point(event) {
    const chart = event.target instanceof Element ? event.target.closest("[data-chart]") : null;
    const mine = ++asked;
    const all = chart && (await readingsOf(chart));
    if (mine !== asked) return; // somewhere else is pointed at meanwhile
    const ground = chart && groundOf(chart);
    const at = all && ground ? nearest(all, ground, event) : -1;
    if (at < 0) hide();
    else tell(chart, at, all.marks[at]);
  }
  document.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event));
  document.addEventListener("pointerdown", point);
  document.documentElement.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hide());

  async function walk(chart, key) {
    const all = await readingsOf(chart);
    if (!all) return;
    const from = shown?.chart === chart ? shown.at : -1;
    const last = all.marks.length - 1;
    const to = { ArrowRight: from + 1, ArrowDown: from + 1, ArrowLeft: from - 1, ArrowUp: from - 1, Home: 0, End: last }[key];
    const at = Math.max(0, Math.min(to, last));
    tell(chart, at, all.marks[at]);
  }
  document.addEventListener("keydown", (event) => {
    const chart = document.activeElement;
    if (event.key === "Escape") hide();
    if (!charts.includes(chart) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    walk(chart, event.key);
  });
  document.addEventListener("focusout", (event) => event.target === shown?.chart && hide());

  return { charts, hide };
})();
