// ---- figures as files: what is in sight of one, in light colours, as an SVG that stands alone, or as a PNG -----------
// Letters and boxes of the page become SVG too, so that a figure keeps its names, its key and its numbers.
const saving = (() => {
  const PARTS = ":scope > :is(.key, .panels, .flow, .scale, .scale-key, .doubts), :scope > .told-beside > .stage";
  const EDGE = 24;
  const CAVEAT = "Frequencies inside a model, not forecasts.";
  // What a style sheet may say of a shape, with what holds where nothing is said.
  const LOOKS = {
    "stroke-width": "1px", "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-dasharray": "none",
    opacity: "1", "text-anchor": "start", "dominant-baseline": "auto", "vector-effect": "none", "paint-order": "normal",
    "fill-rule": "nonzero",
  };
  const LETTERS = ["font-family", "font-size", "font-weight", "font-style"];
  const brush = document.createElement("canvas").getContext("2d");
  const round = (number) => String(Math.round(number * 100) / 100);

  // A computed colour as a hex and an opacity: other programs know neither variables nor mixtures.
  function plain(colour) {
    const mixed = colour.startsWith("color(srgb");
    const numbers = (colour.replace("color(srgb", "").match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    if (numbers.length < 3) return undefined; // none, or a pattern
    const hex = numbers.slice(0, 3).map((one) => Math.round(Math.min(255, Math.max(0, mixed ? one * 255 : one))).toString(16).padStart(2, "0"));
    return { hex: `#${hex.join("")}`, alpha: numbers[3] ?? 1 };
  }

  function ink(shape, what, style) {
    const found = plain(style[what]);
    shape.setAttribute(what, found ? found.hex : style[what]);
    const opacity = Number(style[`${what}Opacity`]) * (found ? found.alpha : 1);
    if (opacity !== 1) shape.setAttribute(`${what}-opacity`, round(opacity));
  }

  const unseen = (style) => style.display === "none" || style.visibility !== "visible";

  // A part of a drawing with every colour and letter said on it; nothing where it is out of sight.
  function copied(part) {
    const style = getComputedStyle(part);
    if (style.display === "none") return undefined;
    const copy = part.cloneNode(false);
    for (const { name } of [...copy.attributes]) if (/^(class|style|role|tabindex|aria-.*|data-.*)$/.test(name)) copy.removeAttribute(name);
    if (!/^(g|svg)$/.test(part.localName)) {
      if (unseen(style)) return undefined;
      ink(copy, "fill", style);
      ink(copy, "stroke", style);
      for (const [name, usual] of Object.entries(LOOKS)) {
        const said = style.getPropertyValue(name);
        if (said && said !== usual) copy.setAttribute(name, said);
      }
      if (/^t(ext|span)$/.test(part.localName)) for (const name of LETTERS) copy.setAttribute(name, style.getPropertyValue(name));
    } else if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
    for (const child of part.childNodes) {
      const inner = child.nodeType === Node.TEXT_NODE ? child.cloneNode() : child instanceof SVGElement && copied(child);
      if (inner) copy.append(inner);
    }
    return copy;
  }

  // A drawing at its place; a projector's page enlarges it.
  function placed(drawing, from) {
    const box = drawing.getBoundingClientRect();
    const copy = copied(drawing);
    if (!copy || !box.width || !box.height) return undefined;
    const zoom = Number(getComputedStyle(drawing).zoom) || 1;
    const size = { x: 0, y: 0, width: round(box.width / zoom), height: round(box.height / zoom), overflow: "visible" };
    for (const [key, value] of Object.entries(size)) copy.setAttribute(key, value);
    const holder = shapeOf("g", { transform: `translate(${round(box.left - from.left)} ${round(box.top - from.top)})${zoom === 1 ? "" : ` scale(${zoom})`}` });
    holder.append(copy);
    return holder;
  }

  // An element's ring, edge and ground, as far as it has them: dots and bars of the answer's scale are such boxes.
  function* boxes(element, style, from) {
    const box = element.getBoundingClientRect();
    const ring = /^(.*?\)) 0px 0px 0px ([\d.]+)px$/.exec(style.boxShadow);
    const edge = parseFloat(style.borderTopWidth) === parseFloat(style.borderBottomWidth) ? parseFloat(style.borderTopWidth) : 0;
    const layers = [[ring?.[1], ring ? Number(ring[2]) : 0], [edge ? style.borderTopColor : undefined, 0], [style.backgroundColor, -edge]];
    for (const [colour, grown] of layers) {
      const found = colour && plain(colour);
      const [width, height] = [box.width + 2 * grown, box.height + 2 * grown];
      if (!found?.alpha || width <= 0 || height <= 0) continue;
      const said = parseFloat(style.borderTopLeftRadius) || 0;
      const radius = style.borderTopLeftRadius.endsWith("%") ? (said / 100) * width : said && said + grown;
      yield shapeOf("rect", {
        x: round(box.left - from.left - grown), y: round(box.top - from.top - grown), width: round(width), height: round(height),
        rx: round(Math.max(0, Math.min(radius, width / 2))), fill: found.hex, "fill-opacity": round(found.alpha),
      });
    }
  }

  const fontOf = (style) => `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;

  function letters(words, x, y, style) {
    const found = plain(style.color);
    const text = shapeOf("text", { x: round(x), y: round(y), fill: found.hex, "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight });
    text.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:space", "preserve");
    text.textContent = words;
    return text;
  }

  // A text of the page, line by line as the browser broke it.
  function* lines(node, style, from) {
    const range = document.createRange();
    let line;
    const told = ({ words, box }) => {
      brush.font = fontOf(style);
      const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = brush.measureText(words);
      return letters(words.trim(), box.left - from.left, box.top - from.top + (box.height * up) / (up + down), style);
    };
    for (const { 0: word, index } of node.data.matchAll(/\S+\s*/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.trimEnd().length);
      const boxes = range.getClientRects();
      if (!boxes.length) continue;
      if (line && Math.abs(boxes[0].top - line.box.top) < 2) line.words += word.replace(/\s+/g, " ");
      else {
        if (line) yield told(line);
        line = { words: word.replace(/\s+/g, " "), box: boxes[0] };
      }
    }
    if (line) yield told(line);
  }

  // Everything in sight within an element, as SVG.
  function* seen(element, from) {
    const style = getComputedStyle(element);
    if (!element.getClientRects().length || element.matches("button:not(.term), select, input, label, .ring, .reading, .there, .zoomed")) return;
    if (element instanceof SVGElement) {
      const drawing = placed(element, from);
      if (drawing) yield drawing;
      return;
    }
    const parts = style.visibility === "visible" ? [...boxes(element, style, from)] : [];
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE && style.visibility === "visible") parts.push(...lines(child, style, from));
      else if (child instanceof Element) parts.push(...seen(child, from));
    }
    if (style.opacity === "1") return yield* parts;
    const faded = shapeOf("g", { opacity: style.opacity });
    faded.append(...parts);
    yield faded;
  }

  // Words in lines no wider than so many pixels, from a height on; how high they end comes last.
  function block(words, style, wide, top) {
    const made = [];
    const size = parseFloat(style.fontSize);
    brush.font = fontOf(style);
    let y = top;
    let line = "";
    const end = () => line && (made.push(letters(line, EDGE, (y += 1.3 * size) - 0.3 * size, style)), (line = ""));
    for (const word of words.split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (brush.measureText(longer).width > wide) end();
      line = line ? `${line} ${word}` : word;
    }
    end();
    return { made, end: y };
  }

  const textOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const sourceOf = (section) => document.querySelector("meta[name=redline-run]")?.content ?? textOf(section?.querySelector(".source"));

  // The figure that a button stands below: its parts, and what it is called.
  function figureOf(button) {
    const within = button.closest(".saves").parentElement;
    const section = button.closest("section");
    return { within, parts: [...within.querySelectorAll(PARTS)], section, titles: [textOf(section?.querySelector("h2")), textOf(within.matches(".group") ? within.querySelector(":scope > h3") : null)] };
  }

  function draw(button) {
    const { within, parts, section, titles } = figureOf(button);
    const shown = parts.filter((one) => one.getClientRects().length);
    const page = getComputedStyle(document.body);
    const sized = (size, weight, color) => ({ color, fontStyle: "normal", fontWeight: weight, fontSize: `${size}px`, fontFamily: page.fontFamily });
    const soft = getComputedStyle(within.closest("section").querySelector(".topic")).color;
    const bounds = shown.map((one) => one.getBoundingClientRect());
    const left = Math.min(...bounds.map((one) => one.left));
    const wide = Math.max(...bounds.map((one) => one.right)) - left;
    const svg = shapeOf("svg", {});
    const subtitle = textOf(within.querySelector(":scope > .subtitle") ?? section.querySelector(":scope > .subtitle, :scope > .fold > .subtitle"));
    let y = EDGE;
    const put = (words, style) => {
      if (!words) return;
      const { made, end } = block(words, style, wide, y);
      svg.append(...made);
      y = end + 4;
    };
    put(titles[0], sized(20, "700", page.color));
    put(titles[1], sized(16, "600", page.color));
    put(subtitle, sized(14, "400", soft));
    for (const [at, part] of shown.entries()) {
      y += 12;
      svg.append(...seen(part, { left: left - EDGE, top: bounds[at].top - y }));
      y += bounds[at].height;
    }
    y += 12;
    put(sourceOf(section), sized(12, "400", soft));
    put(CAVEAT, sized(12, "400", soft));
    const [width, height] = [Math.ceil(wide + 2 * EDGE), Math.ceil(y + EDGE - 4)];
    const title = shapeOf("title", {});
    title.textContent = titles.filter(Boolean).join(". ");
    const described = shapeOf("desc", {});
    described.textContent = [...within.querySelectorAll("[aria-label]")].filter((one) => shown.some((part) => part.contains(one))).map((one) => one.getAttribute("aria-label")).join(" ");
    svg.prepend(title, described, shapeOf("rect", { width, height, fill: "#ffffff" }));
    for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, role: "img" })) svg.setAttribute(key, value);
    return { text: new XMLSerializer().serializeToString(svg), width, height };
  }

  // The page turns light for as long as nothing can be painted.
  function drawLight(button) {
    const before = root.dataset.mode;
    root.dataset.mode = "light";
    try {
      return draw(button);
    } finally {
      if (before === undefined) delete root.dataset.mode;
      else root.dataset.mode = before;
    }
  }

  async function asPicture({ text, width, height }) {
    const picture = new Image();
    picture.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml;charset=utf-8" }));
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(picture, 0, 0, 2 * width, 2 * height);
    URL.revokeObjectURL(picture.src);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  async function save(button, kind) {
    const drawn = drawLight(button);
    give(kind === "png" ? await asPicture(drawn) : new Blob([drawn.text], { type: "image/svg+xml" }), `${button.closest(".saves").dataset.saves}.${kind}`);
  }

  // Where the clipboard is refused, the words are shown, marked, to be copied by hand.
  async function copy(words, tools) {
    const told = tools.querySelector("[role=status]");
    tools.querySelector("textarea")?.remove();
    try {
      await navigator.clipboard.writeText(words);
      told.textContent = "Copied.";
    } catch {
      const box = Object.assign(document.createElement("textarea"), { readOnly: true, value: words, rows: 5, ariaLabel: "Citation" });
      tools.append(box);
      box.select();
      told.textContent = "This browser lets no page copy; the words are marked below.";
    }
  }

  const citation = textOf(document.getElementById("citation"));
  for (const saves of document.querySelectorAll(".saves")) {
    saves.hidden = false;
    for (const button of saves.querySelectorAll("[data-save]")) {
      const kind = button.dataset.save;
      if (kind === "cite") button.hidden = !citation;
      else button.hidden = !figureOf(button).parts.some((part) => part.matches(".scale") || part.querySelector("svg:not(.swatch)"));
    }
  }
  for (const button of document.querySelectorAll(".tools [data-copy]")) button.closest(".tools").hidden = false;

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-save], .tools [data-copy]");
    if (!button) return;
    const tools = button.closest(".tools");
    if (button.dataset.copy) copy(document.getElementById(button.dataset.copy).textContent, tools);
    else if (button.dataset.save === "cite") copy(citation, tools);
    else save(button, button.dataset.save).catch(() => (tools.querySelector("[role=status]").textContent = "This browser cannot draw it."));
  });
})();
