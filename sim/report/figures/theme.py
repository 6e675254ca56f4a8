"""Colours, type and the plotly template of every figure; light is the page's first dress, dark its second.

Figures are drawn in the light colours. Each light colour has one dark partner (:func:`partners`), and the page swaps
them when the reader prefers a dark screen, so that a figure is built once. Outcomes run from the gravest to the
calmest with steadily changing lightness, so that they keep their order in grey print and for colour-blind readers;
``tests/report/figures/test_theme.py`` measures both palettes under simulated colour-vision deficiency.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

import plotly.graph_objects as go

from sim.report.figures import quick

#: Order in which outcomes are stacked: gravest first. Keys of :data:`sim.crisis.outcomes.OUTCOMES`.
GRAVEST_FIRST: Final = ("war", "regime_collapse", "limited_exchange", "capitulation", "deal", "standoff")

#: Outcome -> (light, dark).
OUTCOME_COLOURS: Final[Mapping[str, tuple[str, str]]] = {
    "war": ("#5a0b16", "#fff4e6"),
    "regime_collapse": ("#6b3c8e", "#dca6e6"),
    "limited_exchange": ("#bf5612", "#ea801f"),
    "capitulation": ("#5f93ad", "#4f8aa6"),
    "deal": ("#86d1a4", "#2f6650"),
    "standoff": ("#eaeef2", "#2c3645"),
}

#: Text upon an outcome's colour. The light keys differ in their last digit only, so that each can have its own partner.
_ON_GRAVE, _ON_MIDDLE, _ON_CALM = ("#fffffe", "#10161d"), ("#15202d", "#10161c"), ("#15202c", "#f4f7fa")
ON_OUTCOME: Final[Mapping[str, tuple[str, str]]] = {
    "war": _ON_GRAVE,
    "regime_collapse": _ON_GRAVE,
    "limited_exchange": _ON_GRAVE,
    "capitulation": _ON_MIDDLE,
    "deal": _ON_CALM,
    "standoff": _ON_CALM,
}

#: Colours of variants, the baseline's first; (light, dark).
VARIANT_COLOURS: Final[tuple[tuple[str, str], ...]] = (
    ("#1f4e79", "#3d8ce0"),
    ("#e8501f", "#f07a45"),
    ("#17a589", "#4fc9a0"),
    ("#b07fe0", "#edb9f5"),
    ("#5c2a18", "#9c6552"),
    ("#16161d", "#f7f2a6"),
)

#: Line dashes beside the colours, so that lines differ without colour too.
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")

#: Marker shapes beside the colours.
SYMBOLS: Final = ("circle", "diamond", "square", "triangle-up", "triangle-down", "x")

#: Names of the plain colours -> (light, dark); the page's style sheet uses the same names.
PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "paper": ("#ffffff", "#10161d"),
    "ink": ("#15202b", "#e8edf2"),
    "soft": ("#51606f", "#a3b0bd"),
    "line": ("#dfe4e9", "#2b3641"),
    "axis": ("#8a97a5", "#6d7b89"),
    "panel": ("#f5f7f9", "#171f28"),
    "accent": ("#0a5ea8", "#7cb9f2"),
    "band90": ("#dbe6ef", "#1b2d3f"),
    "band50": ("#a9c5dc", "#27486a"),
    "median": ("#1f4e78", "#8cc0f5"),
}

#: Steps of the heatmap's scale, little to much, by lightness alone; light and dark run from the page's ground away.
HEAT: Final[tuple[tuple[str, str], ...]] = (
    ("#f4f1ec", "#1c232b"),
    ("#f0d3b0", "#3f2c2b"),
    ("#e39a5d", "#6f3826"),
    ("#b8501f", "#a05227"),
    ("#7c1d18", "#d08040"),
)
#: Letters on each of these steps, light and dark; a test holds their contrast.
ON_HEAT: Final[tuple[tuple[str, str], ...]] = (
    *(PLAIN["ink"],) * 3,
    ("#fefefe", PLAIN["ink"][1]),
    PLAIN["paper"],
)

FONT: Final = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", "Noto Sans", sans-serif'


def outcome_colour(outcome: str) -> str:
    """Light colour of an outcome."""
    return OUTCOME_COLOURS[outcome][0]


def on_outcome(outcome: str) -> str:
    """Light colour of text upon an outcome's colour."""
    return ON_OUTCOME[outcome][0]


def variant_colour(place: int) -> str:
    """Light colour of the variant at a place in the scenario's order; grey beyond the palette."""
    return VARIANT_COLOURS[place][0] if place < len(VARIANT_COLOURS) else PLAIN["soft"][0]


def plain(text: object) -> str:
    """Text as plotly shall show it letter for letter: its pseudo-HTML and its ``%{…}`` have no power left."""
    escaped = html.escape(str(text), quote=False)
    # A zero-width joiner keeps a template mark readable and stops plotly (and MathJax) from acting on it.
    return escaped.replace("%{", "%\u2060{").replace("$", "&#36;")


def broken(titles: Sequence[str], letters: int) -> list[str]:
    """Titles as plain text, broken into lines of at most so many letters, for the ticks of an axis."""
    return ["<br>".join(textwrap.wrap(plain(title), letters)) for title in titles]


def fade(colour: str, alpha: float) -> str:
    """A colour at the given opacity, in the ``rgba(r,g,b,a)`` form that the page can swap too."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def partners() -> dict[str, str]:
    """Dark partner of each light colour, keyed by hex and by the ``r,g,b`` inside ``rgba()``."""
    pairs = [*OUTCOME_COLOURS.values(), *ON_OUTCOME.values(), *VARIANT_COLOURS, *PLAIN.values(), *HEAT, *ON_HEAT]
    found = dict(pairs)
    found.update({_digits(light): _digits(dark) for light, dark in pairs})
    return found


def variables(mode: str) -> dict[str, str]:
    """The style sheet's colour variables for ``"light"`` or ``"dark"``: name -> colour."""
    at = ("light", "dark").index(mode)
    named = {name: pair[at] for name, pair in PLAIN.items()}
    named |= {f"outcome-{key.replace('_', '-')}": pair[at] for key, pair in OUTCOME_COLOURS.items()}
    named |= {f"variant-{place}": pair[at] for place, pair in enumerate(VARIANT_COLOURS)}
    return named | {f"variant-{len(VARIANT_COLOURS)}": PLAIN["soft"][at]}


@cache
def template() -> go.layout.Template:
    """The look of every figure in light."""
    return go.layout.Template(look())


@cache
def look() -> dict[str, Any]:
    """The same as plain data: no chart titles, horizontal hairlines only, 13 px text."""
    ink, soft, line, axis, paper = (PLAIN[name][0] for name in ("ink", "soft", "line", "axis", "paper"))
    common = {
        "automargin": True,
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": 4,
        "tickfont": {"color": soft, "size": 12},
        "title": {"font": {"color": soft, "size": 12}, "standoff": 10},
    }
    layout = {
        "font": {"family": FONT, "size": 13, "color": ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [light for light, _ in VARIANT_COLOURS],
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
        "xaxis": common
        | {"showgrid": False, "showline": True, "linecolor": axis, "ticks": "outside", "tickcolor": axis},
        "yaxis": common | {"showgrid": True, "gridcolor": line, "gridwidth": 1},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": paper,
            "bordercolor": axis,
            "font": {"color": ink, "size": 13, "family": FONT},
            "align": "left",
        },
        "separators": ".\u202f",
    }
    return {"layout": layout}


def figure(traces: list[Any], **layout: Any) -> go.Figure:
    """A figure of these traces under the house template."""
    return quick.figure(traces, template, layout)


def label(text: str, *, x: Any, y: Any, colour: str, **more: Any) -> dict[str, Any]:
    """A direct label: an annotation without arrow that the page leaves out on narrow screens, where the key serves."""
    given = {"xanchor": "left", "yanchor": "middle", "xshift": 6, "showarrow": False, "align": "left", "name": "direct"}
    return given | {"text": text, "x": x, "y": y, "font": {"color": colour, "size": 13}} | more


def spread(heights: list[float], gap: float, floor: float = 0.0) -> list[float]:
    """Heights moved apart to at least ``gap``, as little as possible, in order and above ``floor``, for labels."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for _ in range(60):
        for low, high in pairwise(order):
            short = gap - (placed[high] - placed[low])
            if short > 1e-12:
                placed[low] -= short / 2
                placed[high] += short / 2
    short = floor - min(placed, default=floor)
    return [height + max(short, 0.0) for height in placed]


def _digits(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
