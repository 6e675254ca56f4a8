"""Colours, type and the plotly template of every figure; light is the page's first dress, dark its second.

Figures are drawn in the light colours. Each light colour has one dark partner (:func:`partners`), and the page swaps
them when the reader prefers a dark screen, so that a figure is built once. The colours of outcomes are the crisis's;
``tests/report/figures/test_theme.py`` measures both palettes under simulated colour-vision deficiency.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

from sim.engine.outcomes import Outcomes
from sim.report.figures.traces import Figure, Trace
from sim.words import prose

#: Colours of variants, the baseline's first; (light, dark).
VARIANT_COLOURS: Final[tuple[tuple[str, str], ...]] = (
    ("#1f4e79", "#2f86ea"),
    ("#ff286e", "#e8358f"),
    ("#12a088", "#4fd0a8"),
    ("#b85ece", "#c0b0ff"),
    ("#765814", "#9a9a2c"),
    ("#16161d", "#dff5ff"),
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
    "axis": ("#82909f", "#6d7b89"),
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


def variant_colour(place: int) -> str:
    """Light colour of the variant at a place in the scenario's order; grey beyond the palette."""
    return VARIANT_COLOURS[place][0] if place < len(VARIANT_COLOURS) else PLAIN["soft"][0]


def plain(text: object) -> str:
    """Text as plotly shall show it letter for letter: its pseudo-HTML and its ``%{…}`` have no power left."""
    escaped = html.escape(str(text), quote=False)
    # A zero-width joiner keeps a template mark readable and stops plotly (and MathJax) from acting on it.
    return escaped.replace("%{", "%\u2060{").replace("$", "&#36;")


def wrapped(text: str, letters: int, most: int | None = None) -> str:
    """Plain text broken into lines of at most so many letters; what is beyond ``most`` lines is cut off."""
    return "<br>".join(map(plain, prose.lines(text, letters, most)))


def broken(titles: Sequence[str], letters: int) -> list[str]:
    """Titles broken into lines, for the ticks of an axis."""
    return [wrapped(title, letters) for title in titles]


def mixed(one: str, other: str, part: float) -> str:
    """The colour a part of the way from one hex to another."""
    digits = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + part * (high - low)):02x}" for low, high in digits)


def fade(colour: str, alpha: float) -> str:
    """A colour at the given opacity, in the ``rgba(r,g,b,a)`` form that the page can swap too."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 for none to 21 (WCAG 2.2)."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def partners(outcomes: Outcomes) -> dict[str, str]:
    """Dark partner of each light colour, keyed by hex and by the ``r,g,b`` inside ``rgba()``."""
    own = [pair for one in outcomes.values() for pair in (one.colour, one.on_colour)]
    pairs = [*own, *VARIANT_COLOURS, *PLAIN.values(), *HEAT, *ON_HEAT]
    found = dict(pairs)
    found.update({_digits(light): _digits(dark) for light, dark in pairs})
    return found


def outcome_css(key: str) -> str:
    """Name of the colour variable of an outcome in style sheets and keys."""
    return f"outcome-{key.replace('_', '-')}"


def variables(mode: str, outcomes: Outcomes) -> dict[str, str]:
    """The style sheet's colour variables for ``"light"`` or ``"dark"``: name -> colour."""
    at = ("light", "dark").index(mode)
    named = {name: pair[at] for name, pair in PLAIN.items()}
    named |= {outcome_css(key): one.colour[at] for key, one in outcomes.items()}
    named |= {f"variant-{place}": pair[at] for place, pair in enumerate(VARIANT_COLOURS)}
    named |= {f"variant-{len(VARIANT_COLOURS)}": PLAIN["soft"][at]}
    named |= {f"heat-{step}": pair[at] for step, pair in enumerate(HEAT)}
    named |= {f"on-heat-{step}": pair[at] for step, pair in enumerate(ON_HEAT)}
    return named | {f"on-{outcome_css(key)}": one.on_colour[at] for key, one in outcomes.items()}


def names(outcomes: Outcomes) -> dict[str, str]:
    """Variable of each light colour, the first that has it."""
    light = variables("light", outcomes)
    return {colour: name for name, colour in reversed(light.items())}


@cache
def look() -> dict[str, Any]:
    """The look of every figure in light, plotly's template: no chart titles, horizontal hairlines only, 13 px text."""
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
        "separators": ".,",
    }
    return {"layout": layout}


def figure(traces: list[Trace], **layout: Any) -> Figure:
    """A figure of these traces; whoever draws it gives it the :func:`look`."""
    return {"data": traces, "layout": layout}


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
