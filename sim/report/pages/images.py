"""Each figure of a run as a picture that can be quoted: white, with title, subtitle and source on it.

Plotly's figures are drawn by kaleido in an installed Chrome or Chromium (the extra ``redline[images]``).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import plotly.graph_objects as go

from sim.engine.outcomes import Outcomes
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
class Picture:
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
        raise NoImages("pictures need the extra: pip install 'redline[images]'; md and csv do without")


def pictures(results: Results) -> tuple[list[Picture], list[str]]:
    """Every plotly figure of the page with title, subtitle, key and source; and where the page draws without plotly."""
    found, others = [], []
    for section in sections_of(results):
        if section.layout in DRAWN_OTHERWISE:
            others.append(section.nav)
        for group in section.groups:
            found += [_dressed(results, section, group, chart) for chart in group.charts if not chart.says]
    return found, others


def save(found: list[Picture], folder: Path, kind: str) -> list[Path]:
    """Draws pictures into a folder.

    Args:
        found: the pictures.
        folder: an existing folder.
        kind: ``"png"``, at twice the usual number of pixels, or ``"svg"``.

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


def _dressed(results: Results, section: Section, group: Group, chart: Chart) -> Picture:
    figure = go.Figure(chart.figure["data"], {"template": theme.look(), **chart.figure["layout"]})
    # A section's finding need not be about each of several figures, so that these go by their own names.
    own = bool(chart.title and not group.title and len(group.charts) > 1)
    unit = f"({chart.unit})" if chart.unit else ""
    what = " ".join(part for part in ("" if own else chart.title, unit) if part)
    title = prose.lines(chart.title if own else group.title or section.title, TITLE)
    said = prose.lines(". ".join(part for part in (what, group.subtitle or section.subtitle) if part), SMALL)
    small = [*map(theme.plain, said), *_key_lines(group.keys, results.crisis.outcomes)]
    notes = " ".join(note for note in section.notes if note)
    source = [*prose.lines(notes, SMALL), *prose.lines(f"{section.source} {_stamp(results)}".strip(), SMALL)]
    above, below = 42 + 25 * (len(title) + len(small)), 26 + 16 * len(source)
    soft = theme.PLAIN["soft"][0]
    heading = "<br>".join(f"<b>{theme.plain(line)}</b>" for line in title)
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
        text="<br>".join(map(theme.plain, source)),
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
    return Picture(chart.name, figure, height)


def _key_lines(keys: tuple[Key, ...], outcomes: Outcomes) -> list[str]:
    """The key in lines that fit, each entry after its mark in its colour; none where lines are named at their ends."""
    colours, lines, taken = theme.variables("light", outcomes), [""], 0
    for key in keys:
        if key.when == "narrow":
            continue
        if taken and taken + len(key.text) + 5 > SMALL:
            lines.append("")
            taken = 0
        gap = "&nbsp;&nbsp;&nbsp; " if taken else ""
        mark = f"<span style='color:{colours.get(key.colour, colours['ink'])}'>{_MARKS.get(key.shape, '●')}</span>"
        lines[-1] += f"{gap}{mark} {theme.plain(key.text)}"
        taken += len(key.text) + 5
    return [line for line in lines if line]


def _stamp(results: Results) -> str:
    made = prose.moment(str(results.manifest.get("ended", "")))
    return f"Seed {results.scenario.seed}, digest {results.digest[:12]}{f', {made}' if made else ''}."
