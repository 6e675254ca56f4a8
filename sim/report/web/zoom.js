// ---- zoom: a figure that is clicked becomes plotly's, from the data and the plotly.js in the page -------------------
// Only in pages of `redline report --zoom`. The drawing stays below, for paper and for who goes back to it.
{
  let library;
  const plotly = () =>
    (library ??= Promise.all([inflate("plotly").then(run), inflate("figures").then(JSON.parse)]).then(([Plotly, page]) => ({ Plotly, page })));

  function run(code) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = URL.createObjectURL(new Blob([code], { type: "text/javascript;charset=utf-8" }));
      script.onload = () => done(window.Plotly);
      script.onerror = failed;
      document.head.append(script);
    });
  }

  // Figures are written in light colours; each has one dark partner, by hex or by the numbers inside rgba().
  function partner(text, partners) {
    if (partners[text]) return partners[text];
    const faded = /^rgba\((\d+,\d+,\d+),(.*)\)$/.exec(text);
    return faded && partners[faded[1]] ? `rgba(${partners[faded[1]]},${faded[2]})` : text;
  }

  function dressed(value, partners) {
    if (typeof value === "string") return isDark() ? partner(value, partners) : value;
    if (Array.isArray(value)) return value.map((inner) => dressed(inner, partners));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, dressed(inner, partners)]));
  }

  // On a narrow screen names at the ends of lines give their room back; the key above the figure takes over.
  function makeNarrow(layout, changes) {
    layout.annotations = (layout.annotations || []).filter((note) => note.name !== "direct");
    for (const [part, values] of Object.entries(changes || {})) layout[part] = { ...layout[part], ...values };
  }

  const settings = { displayModeBar: false, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", responsive: true, doubleClick: "reset" };
  async function draw(chart) {
    const { Plotly, page } = await plotly();
    const { data, layout, narrow } = structuredClone(page.charts[chart.dataset.chart]);
    if (chart.clientWidth < 520) makeNarrow(layout, narrow);
    Object.assign(layout, { template: structuredClone(page.template), dragmode: "zoom" });
    layout.template.layout.dragmode = "zoom";
    const place = chart.querySelector(".zoomed") ?? chart.appendChild(document.createElement("div"));
    place.style.height = place.style.height || `${chart.clientHeight}px`;
    place.className = "zoomed";
    await Plotly.react(place, dressed(data, page.partners), dressed(layout, page.partners), settings);
    for (const drawing of place.querySelectorAll("svg")) drawing.setAttribute("aria-hidden", "true");
    if (chart.nextElementSibling?.matches(".zooming")) return;
    const tools = document.createElement("p");
    tools.className = "tools zooming";
    const button = (words, act) => tools.appendChild(Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: act }));
    const all = { "xaxis.autorange": !layout.xaxis?.range, "yaxis.autorange": !layout.yaxis?.range };
    for (const name of ["xaxis", "yaxis"]) if (layout[name]?.range) all[`${name}.range`] = [...layout[name].range];
    button("Reset", () => Plotly.relayout(place, structuredClone(all)));
    button("Close", () => {
      Plotly.purge(place);
      place.remove();
      tools.remove();
      chart.focus();
    });
    chart.after(tools);
  }

  const zoom = (chart) => {
    if (chart.querySelector(".zoomed")) return;
    figures.hide();
    draw(chart).catch((error) => (chart.dataset.failed = String(error)));
  };
  for (const chart of figures.charts) {
    chart.classList.add("zooms");
    chart.addEventListener("click", () => zoom(chart));
    chart.addEventListener("keydown", ({ key }) => key === "Enter" && zoom(chart));
  }
  const redress = () => document.querySelectorAll("[data-chart]:has(.zoomed)").forEach(draw);
  mode.addEventListener("click", redress);
  systemDark.addEventListener("change", redress);
}
