"""Each figure of a run as a picture that can be quoted: white, with title, subtitle and source on it.

SVG is drawn here; PNG by kaleido in an installed Chrome or Chromium (the extra ``redline[images]``).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import plotly.graph_objects as go

from sim.analyses.condition.in_words import digest
from sim.engine.outcomes import Outcomes
from sim.report import drawing
from sim.report.drawing import words as set_words
from sim.report.figures import theme
from sim.report.page import sections_of
from sim.report.parts import Chart, Group, Key, Section
from sim.runs.results import Results
from sim.words import prose

#: Width in pixels before scaling, scale, and letters of a title and of a small line in that width.
WIDE, SCALE, TITLE, SMALL = 900, 2, 70, 112


#: How a key's mark is drawn on the page -> the nearest letter.
_MARKS = {
    **dict.fromkeys(("line", "plain"), "━"),
    **dict.fromkeys(("dash", "dot-line", "dash-dot"), "╍"),
    "thin": "─",
    "square": "■",
    "ring": "○",
    "diamond-open": "◇",
    "triangle-up": "▲",
    "triangle-down-open": "▽",
    "line-ns": "│",
    "x": "✕",
    "star": "★",
}


#: Layouts whose figures are the page's own, in no picture.
DRAWN_OTHERWISE = ("answer", "worlds")


class NoImages(RuntimeError):
    """Pictures cannot be drawn here; the message says what is missing."""


@dataclass(frozen=True)
class Dressed:
    """One figure, dressed to stand alone."""

    name: str
    figure: go.Figure
    height: int


def check() -> None:
    """Finds out before anything is drawn whether the extra is installed.

    Raises:
        NoImages: when it is not.
    """
    if find_spec("kaleido") is None:
        raise NoImages("pictures need the extra: pip install 'redline[images]'; svg, md and csv do without")


def pictures(results: Results) -> tuple[list[Dressed], list[str]]:
    """Every figure of the page for plotly, dressed; and the names of sections whose figures are the page's own."""
    shown, others = _shown(results)
    return [_dressed(_words(results, *one), one[2]) for one in shown], others


def drawings(results: Results) -> tuple[dict[str, str], list[str]]:
    """Every figure of the page as SVG that stands alone, by its name; and the sections left out."""
    shown, others = _shown(results)
    paint = drawing.Hexes(theme.names(results.crisis.outcomes))
    return {one[2].name: _alone(_words(results, *one), one[2], paint) for one in shown}, others


def _shown(results: Results) -> tuple[list[tuple[Section, Group, Chart]], list[str]]:
    sections = list(sections_of(results))
    found = [
        (section, group, chart)
        for section in sections
        for group in section.groups
        for chart in group.charts
        if not chart.says
    ]
    return found, [section.nav for section in sections if section.layout in DRAWN_OTHERWISE]


def save(found: list[Dressed], folder: Path, kind: str = "png") -> list[Path]:
    """Has kaleido draw pictures into a folder.

    Args:
        found: the pictures.
        folder: an existing folder.
        kind: ``"png"``, at twice the usual number of pixels.

    Raises:
        NoImages: when kaleido or the browser it draws with is missing or fails.
    """
    check()
    import kaleido
    from choreographer.errors import ChromeNotFoundError

    paths = [folder / f"{one.name}.{kind}" for one in found]
    options = {"format": kind, "width": WIDE, "scale": SCALE if kind == "png" else 1}
    asked = [
        {"fig": one.figure.to_dict(), "path": str(path), "opts": options | {"height": one.height}}
        for one, path in zip(found, paths, strict=True)
    ]
    try:
        # Without MathJax, which it would fetch from the network.
        errors = kaleido.write_fig_from_object_sync(asked, kopts={"mathjax": False})
    except ChromeNotFoundError as error:
        raise NoImages(
            "pictures are drawn with Chrome or Chromium, and none was found; install one, or name it in BROWSER_PATH"
        ) from error
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        raise NoImages(f"{missing[0]} could not be drawn: {next(iter(errors or ()), 'the browser gave nothing back')}")
    return paths


class _Words(NamedTuple):
    """What stands around a figure: lines of its title, smaller ones below, its key, and its source.

    All in plotly's marks; a key's entry is (mark, light colour, text).
    """

    title: list[str]
    small: list[str]
    keys: list[list[tuple[str, str, str]]]
    source: list[str]


def _words(results: Results, section: Section, group: Group, chart: Chart) -> _Words:
    # A section's finding need not be about each of several figures, so that these go by their own names.
    own = bool(chart.title and not group.title and len(group.charts) > 1)
    unit = f"({chart.unit})" if chart.unit else ""
    what = " ".join(part for part in ("" if own else chart.title, unit) if part)
    title = prose.lines(chart.title if own else group.title or section.title, TITLE)
    said = prose.lines(". ".join(part for part in (what, group.subtitle or section.subtitle) if part), SMALL)
    notes = " ".join(note for note in section.notes if note)
    source = [*prose.lines(notes, SMALL), *prose.lines(f"{section.source} {_stamp(results)}".strip(), SMALL)]
    keys = _key_lines(group.keys, results.crisis.outcomes)
    return _Words([*map(theme.plain, title)], [*map(theme.plain, said)], keys, [*map(theme.plain, source)])


def _alone(words: _Words, chart: Chart, paint: drawing.Paint) -> str:
    """A chart with its words as SVG in pixels, in light colours on white."""
    ink, soft = theme.PLAIN["ink"][0], theme.PLAIN["soft"][0]
    parts, top = [], 16.0
    look = set_words.Look(19, ink, "left", "top")
    for line in words.title:
        parts.append(set_words.text(f"<b>{line}</b>", "24", top, look, paint))
        top += 25
    look = set_words.Look(13, soft, "left", "top")
    for line in words.small:
        parts.append(set_words.text(line, "24", top, look, paint))
        top += 19
    for entries in words.keys:
        left = 24.0
        for mark, colour, said in entries:
            parts.append(set_words.text(mark, f"{left:g}", top, set_words.Look(13, colour, "left", "top"), paint))
            parts.append(set_words.text(said, f"{left + 20:g}", top, look, paint))
            left += 20 + set_words.width(said, 13) + 18
        top += 19
    made = drawing.draw(chart.figure, paint, width=WIDE - 40, height=chart.height, fluid=False)
    left, above = 20 + made.margins[3], top + 8 + made.margins[0]
    high = top + 8 + chart.height + 12
    for line in words.source:
        parts.append(set_words.text(line, f"{WIDE - 24}", high, set_words.Look(11, soft, "right", "top"), paint))
        high += 16
    plot = f'x="{left:g}" y="{above:g}" width="{made.plot.wide:g}" height="{made.plot.high:g}" overflow="visible"'
    size = f'width="{WIDE}" height="{high + 12:g}" viewBox="0 0 {WIDE} {high + 12:g}"'
    font = set_words.escaped(theme.FONT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{font}">'
        f'<rect width="100%" height="100%" {paint.fill(theme.PLAIN["paper"][0])}/>'
        f"{''.join(parts)}<svg {plot}>{made.inner}</svg></svg>\n"
    )


def _dressed(words: _Words, chart: Chart) -> Dressed:
    figure = go.Figure(chart.figure["data"], {"template": theme.look(), **chart.figure["layout"]})
    small = [*words.small, *("&nbsp;&nbsp;&nbsp; ".join(map(_key, line)) for line in words.keys)]
    above, below = 42 + 25 * (len(words.title) + len(small)), 26 + 16 * len(words.source)
    soft = theme.PLAIN["soft"][0]
    heading = "<br>".join(f"<b>{line}</b>" for line in words.title)
    lines = "".join(f"<br><span style='font-size:13px;color:{soft}'>{line}</span>" for line in small)
    margin = figure.layout.margin
    bottom, right = max(margin.b or 8, 66 if figure.layout.xaxis.title.text else 48), max(margin.r or 16, 30)
    height = chart.height + above + below + 20
    figure.update_layout(
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        width=WIDE,
        height=height,
        margin={"t": (margin.t or 12) + above, "b": bottom + below, "l": max(margin.l or 8, 24), "r": right},
        title={
            "text": heading + lines,
            "font": {"size": 19, "color": theme.PLAIN["ink"][0]},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1 - 34 / height,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 24},
            "automargin": False,
        },
    )
    figure.add_annotation(
        text="<br>".join(words.source),
        font={"size": 11, "color": soft},
        showarrow=False,
        align="right",
        x=1,  # how far the names of an axis push the plot's left end in is known only when it is drawn
        xref="paper",
        xanchor="right",
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-bottom,
    )
    return Dressed(chart.name, figure, height)


def _key(entry: tuple[str, str, str]) -> str:
    mark, colour, text = entry
    return f"<span style='color:{colour}'>{mark}</span> {text}"


def _key_lines(keys: tuple[Key, ...], outcomes: Outcomes) -> list[list[tuple[str, str, str]]]:
    """The key in lines that fit: mark, colour and text; none where lines are named at their ends."""
    colours = theme.variables("light", outcomes)
    lines: list[list[tuple[str, str, str]]] = [[]]
    taken = 0
    for key in keys:
        if key.when == "narrow":
            continue
        if taken and taken + len(key.text) + 5 > SMALL:
            lines.append([])
            taken = 0
        lines[-1].append((_MARKS.get(key.shape, "●"), colours.get(key.colour, colours["ink"]), theme.plain(key.text)))
        taken += len(key.text) + 5
    return [line for line in lines if line]


def _stamp(results: Results) -> str:
    made = prose.moment(str(results.manifest.get("ended", "")))
    return f"Seed {results.scenario.seed}, {digest(results, 12)}{f', {made}' if made else ''}."
