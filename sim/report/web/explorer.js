// ---- a world by itself: its acts in lanes, what led to its end, and how it ends without that --------------------------
const LANE = 40;
const CROWDED_LANE = 45; // as sim/report/figures/lanes.py has it
const PATHS = {
  "diamond-open": ["M0-5 5 0 0 5-5 0z", false],
  "triangle-down-open": ["M-4.5-4h9l-4.5 8z", false],
  "triangle-up": ["M-6 5.5 0-6.5 6 5.5z", true],
  "line-ns": ["M0-6v12", false],
  circle: ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", true],
  square: ["M-3.6-3.6h7.2v7.2h-7.2z", true],
  x: ["M-3.6-3.6l7.2 7.2M3.6-3.6l-7.2 7.2", false],
};

// A drawing within a drawing, so that a mark stands at a share of the width, whatever that is.
function markAt(x, y, symbol, css, words, small) {
  const [path, filled] = PATHS[small ? "line-ns" : symbol] ?? PATHS.circle;
  const box = shapeOf("svg", { x: `${x}%`, y, width: 1, height: 1, overflow: "visible" });
  const mark = shapeOf("path", { d: path, class: `${filled ? "full" : "open"}${small ? " thin" : ""}` });
  mark.style.color = `var(--${css})`;
  const title = shapeOf("title", {});
  title.textContent = words;
  mark.append(title);
  box.append(mark);
  return box;
}

function timelineOf(all, variant, world) {
  const { acts, dead } = all.more[variant].worlds[world];
  const days = all.film.days;
  const x = (day) => (1 + (97 * day) / days).toFixed(2);
  const looks = new Map(all.looks.map(([kind, ...look]) => [kind, look]));
  const order = [...looks.keys()];
  const height = all.lanes.length * LANE + 34;
  const svg = shapeOf("svg", { width: "100%", height, role: "img" });
  const counts = all.lanes.map(() => 0);
  all.lanes.forEach((lane, place) => {
    const y = place * LANE + LANE + 4;
    svg.append(shapeOf("line", { class: "lane", x1: "0", x2: "100%", y1: y, y2: y }));
    const name = shapeOf("text", { x: 0, y: y - LANE + 15, class: "lane-name" });
    name.textContent = lane;
    svg.append(name);
  });
  const bottom = all.lanes.length * LANE + 4;
  for (let month = 0; month < days; month += 1) {
    const date = new Date(Date.parse(all.start) + month * 864e5);
    if (date.getUTCDate() !== 1 || date.getUTCMonth() % (days > 400 ? 6 : 2)) continue;
    svg.append(shapeOf("line", { class: "tick", x1: `${x(month)}%`, x2: `${x(month)}%`, y1: 4, y2: bottom + 5 }));
    const text = shapeOf("text", { x: `${x(month)}%`, y: bottom + 20, "text-anchor": month > days * 0.92 ? "end" : "middle", class: "date" });
    text.textContent = date.toLocaleDateString("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
    svg.append(text);
  }
  const marks = acts.flatMap(([place, ...passed]) => {
    const [lane, kind, words] = all.acts[place];
    counts[lane] += passed.length;
    let day = 0;
    return passed.map((more) => ({ day: (day += more), lane, kind, words }));
  });
  const crowd = new Map();
  for (const { lane, kind } of marks) crowd.set(`${lane} ${kind}`, (crowd.get(`${lane} ${kind}`) ?? 0) + 1);
  const place = (lane) => lane * LANE + LANE - 7;
  for (const { day, lane, kind, words } of marks.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))) {
    const [css, symbol] = looks.get(kind);
    svg.append(markAt(x(day), place(lane), symbol, css, `${dayAfter(all.start, day)}. ${words}`, crowd.get(`${lane} ${kind}`) > CROWDED_LANE));
  }
  for (const [day, act, count] of dead) {
    const [lane, , words] = all.acts[act];
    const ring = shapeOf("circle", { class: "dead", cx: `${x(day)}%`, cy: place(lane), r: 8 });
    const title = shapeOf("title", {});
    title.textContent = `${dayAfter(all.start, day)}. ${words}. ${all.dead}: ${count}`;
    ring.append(title);
    svg.append(ring);
  }
  const code = all.ends[variant].outcome[all.numbers.indexOf(world)];
  const ended = all.ends[variant].day[all.numbers.indexOf(world)];
  if (all.stops[code]) {
    svg.append(shapeOf("line", { class: "end", x1: `${x(ended)}%`, x2: `${x(ended)}%`, y1: 0, y2: bottom }));
    const late = ended > days * 0.6;
    const text = shapeOf("text", { class: "end-name", x: `${x(ended)}%`, dx: late ? -5 : 5, y: 13, "text-anchor": late ? "end" : "start" });
    text.textContent = all.titles[code];
    svg.append(text);
  }
  const said = all.lanes.map((lane, number) => `${lane} ${counts[number]}`).join(", ");
  const killed = dead.reduce((sum, [, , count]) => sum + count, 0);
  svg.setAttribute("aria-label", `World ${world} in lanes, marks by day: ${said}. ${all.dead}: ${killed}. ${worldEnd(all, variant, world)}.`);
  return svg;
}

// One step of the chain; where the act was left out, how the same world ends then.
function chainStep(all, variant, world, [day, words, code, ended]) {
  const [line, date, text] = ["li", "b", "span"].map((name) => document.createElement(name));
  date.textContent = dayAfter(all.start, day, "long");
  text.append(words);
  if (code !== undefined) {
    const at = all.numbers.indexOf(world);
    const now = all.ends[variant].outcome[at];
    const when = all.stops[code] ? ` on ${dayAfter(all.start, ended, "long")}` : "";
    const said = document.createElement("small");
    said.className = code === now ? "same" : "other";
    said.textContent = `Without this act, with the same luck: ${code === now ? "still " : ""}${all.titles[code].toLowerCase()}${when}.`;
    text.append(said);
  }
  line.append(date, " ", text);
  return line;
}

let opened; // [unit, place] of the world shown
async function openWorld(unit, at) {
  const section = unit.closest("section");
  const box = section.querySelector(".explored");
  if (!box) return;
  opened = [unit, at];
  const all = await tellingOf(section);
  if (opened[0] !== unit || opened[1] !== at) return;
  const variant = Number(unit.dataset.unit);
  const { title, worlds } = all.shown[variant];
  const world = worlds[at];
  const known = all.more[variant].worlds[world];
  const name = all.shown.length > 1 ? ` under “${title}”` : "";
  box.querySelector("h3").textContent = `${worldEnd(all, variant, world)}${name}`;
  const chain = known?.chain ?? [];
  box.querySelector(".timeline").replaceChildren(known ? timelineOf(all, variant, world) : "The events of this world were not kept.");
  box.querySelector(".turns").replaceChildren(...chain.map((step) => chainStep(all, variant, world, step)));
  box.querySelector(".none").hidden = chain.length > 0;
  box.hidden = false;
}

document.addEventListener("click", (event) => {
  const unit = unitOf(event);
  if (unit && !unit.matches("#try_it .unit")) openWorld(unit, unitPlace(unit));
  const step = event.target.closest?.("[data-step]");
  if (!step || !opened) return;
  const [shown, at] = opened;
  const to = (at + Number(step.dataset.step) + 100) % 100;
  tellMark(shown, to);
  openWorld(shown, to);
});
document.addEventListener("keydown", (event) => {
  const unit = unitOf(event);
  if (!unit || unit.matches("#try_it .unit") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!/^(Arrow|Home|End|Enter| )/.test(event.key)) return;
  if (event.key === "Enter" || event.key === " ") event.preventDefault();
  openWorld(unit, unitPlace(unit));
});

// What a mouse only passed over is told no longer once it has left: the world chosen is told again.
document.addEventListener("pointerout", (event) => {
  const unit = unitOf(event);
  if (event.pointerType !== "mouse" || !opened || !unit || unit.contains(event.relatedTarget)) return;
  if (unit.closest("section") === opened[0].closest("section")) tellMark(...opened);
});
