// ---- the film: a hundred worlds day by day, past what happened in fact ----------------------------------------------
// Nothing plays until it is asked for. Who wants less motion steps from month to month.
const SECONDS = 20;
const MONTH = 30;
const film = hundredSection?.querySelector(".film");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let filmRuns = 0; // number of the run under way, 0 for none
let filmRun = 0;

const playButton = film?.querySelector(".play");
const filmSlider = film?.querySelector(".at");

function nameButton() {
  const rest = Number(filmSlider.value) >= Number(filmSlider.max) ? "Play" : "Go on";
  playButton.textContent = filmRuns ? "Pause" : still.matches ? "Next month" : rest;
}

// How many worlds of a variant count as what on the day shown, the calm ones left out.
function countsOf(all, variant) {
  const counts = new Map();
  for (const code of codesOf(all, variant)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].filter(([code]) => code !== all.film.calm).map(([code, count]) => `${count} ${all.titles[code].toLowerCase()}`).join(", ") || "nothing yet";
}

function showFrame(all) {
  const day = Math.min(hundred.day, all.film.days);
  const over = day >= all.film.days;
  hundredSection.classList.toggle("filming", !over);
  for (const unit of unitsOf()) {
    paint(unit, all);
    unit.parentElement.querySelector(".there").textContent = over ? "" : `So far: ${countsOf(all, Number(unit.dataset.unit))}`;
    unit.querySelector(".here").setAttribute("visibility", "hidden");
  }
  const date = dayAfter(all.start, Math.min(day, all.film.days - 1), "long");
  filmSlider.value = day;
  filmSlider.setAttribute("aria-valuetext", `${date}. ${all.shown.map(({ title }, variant) => (all.shown.length > 1 ? `${title}: ` : "") + countsOf(all, variant)).join(". ")}`);
  film.querySelector(".frame").textContent = over ? `${date}: the end of the run.` : date;
  const past = all.film.captions.filter(([when]) => when <= day).slice(-3).reverse();
  const list = film.querySelector(".past");
  list.hidden = !past.length;
  list.replaceChildren(...past.map(([when, words]) => {
    const line = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = dayAfter(all.start, when, "long");
    line.append(name, ` ${words}`);
    return line;
  }));
  showPlaces(all, over ? -1 : Math.floor(day / all.film.span));
}

// A dot's area grows with the number of worlds, all hundred being the largest.
function showPlaces(all, week) {
  const map = hundredSection.querySelector(".region");
  if (!map) return;
  map.hidden = false;
  const { places } = all.more[Number(map.querySelector("select")?.value ?? 0)];
  for (const dot of map.querySelectorAll("circle[data-place]")) {
    const count = places[dot.getAttribute("class")]?.[dot.dataset.place]?.[week] ?? 0;
    dot.setAttribute("r", count ? (3 + 2.6 * Math.sqrt(count)).toFixed(1) : 0);
  }
}

async function goTo(day) {
  const all = await tellingOf(hundredSection);
  hundred.day = Math.max(0, Math.min(day, all.film.days));
  showFrame(all);
  return all;
}

function stopFilm() {
  filmRuns = 0;
  nameButton();
  film.querySelector(".stopped").textContent = `Stopped at ${filmSlider.getAttribute("aria-valuetext")}.`;
}

async function playFilm() {
  const mine = (filmRuns = ++filmRun);
  const all = await goTo(hundred.day >= Number(filmSlider.max) ? 0 : hundred.day);
  nameButton();
  film.querySelector(".stopped").textContent = "";
  let exact = hundred.day;
  let last = performance.now();
  const next = (now) => {
    if (filmRuns !== mine) return;
    exact += (Math.min(now - last, 250) / 1000 / SECONDS) * all.film.days * Number(film.querySelector("select").value);
    last = now;
    hundred.day = Math.min(Math.floor(exact), all.film.days);
    showFrame(all);
    if (hundred.day >= all.film.days) return stopFilm();
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

if (film) {
  playButton.addEventListener("click", async () => {
    if (filmRuns) return stopFilm();
    if (!still.matches) return playFilm();
    const all = await tellingOf(hundredSection);
    await goTo(hundred.day >= all.film.days ? 0 : hundred.day + MONTH);
    stopFilm();
  });
  filmSlider.addEventListener("input", async () => {
    filmRuns = 0;
    await goTo(Number(filmSlider.value));
    nameButton();
  });
  hundredSection.querySelector(".whose")?.addEventListener("change", () => goTo(hundred.day));
  still.addEventListener("change", () => {
    if (filmRuns) stopFilm();
    nameButton();
  });
  nameButton();
}
