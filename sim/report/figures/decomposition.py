"""What each factor does to an outcome: a bar of its Shapley value with its interval, and its share of the whole."""

from __future__ import annotations

from sim.analyses.decomposition.decompose import Decomposition, Estimate, Part
from sim.report.figures import theme
from sim.report.figures.traces import Figure, bar
from sim.words import frequency

#: Letters that a line of a factor's title holds.
_LETTERS = 26


def reach(found: list[Decomposition]) -> tuple[float, float]:
    """Ends of an axis in percentage points that holds every interval and zero, with room for shares on the right."""
    ends = [end * 100 for one in found for part in one.parts for end in (part.points.low, part.points.high)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    width = max(high - low, 2.0)
    return low - 0.06 * width, high + 0.2 * width


def draw(found: Decomposition, ends: tuple[float, float]) -> Figure:
    """Draws one outcome's factors, the first on top, on an axis in percentage points."""
    shown = found.parts[::-1]
    places = list(range(len(shown)))
    bars = bar(
        x=[round(one.points.value * 100, 2) for one in shown],
        y=places,
        orientation="h",
        width=0.5,
        marker={
            "color": [theme.PLAIN["median"][0] if one.points.clear else theme.PLAIN["band50"][0] for one in shown],
            "line": {"width": 0},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "thickness": 1.6,
            "width": 0,
            "color": theme.PLAIN["ink"][0],
            "array": [round((one.points.high - one.points.value) * 100, 2) for one in shown],
            "arrayminus": [round((one.points.value - one.points.low) * 100, 2) for one in shown],
        },
        hovertext=[_said(one) for one in shown],
        hoverinfo="text",
    )
    labels = [
        theme.label(
            f"{one.share.value:.0%}".replace("-0%", "0%"),
            x=max(one.points.high * 100, 0.0) + 0.02 * (ends[1] - ends[0]),
            y=place,
            colour=theme.PLAIN["soft"][0],
            name="share",
        )
        for place, one in zip(places, shown, strict=True)
        if one.share is not None
    ]
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return theme.figure(
        [bars],
        annotations=labels,
        xaxis={
            "range": list(ends),
            "title": {"text": "percentage points"},
            "showline": False,
            "showgrid": True,
            "gridcolor": theme.PLAIN["line"][0],
            "ticks": "",
            "nticks": 6,
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "range": [-0.6, len(shown) - 0.4],
            "ticktext": [theme.wrapped(one.title, _LETTERS, 3) for one in shown],
            "showgrid": False,
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
        shapes=[zero | {"line": {"color": theme.PLAIN["ink"][0], "width": 1}}],
    )


def _said(part: Part) -> str:
    return (
        f"{theme.plain(part.title)}<br><b>{_in_points(part.points)}</b><br>alone {_in_points(part.alone)}"
        f"<br>with all else on {_in_points(part.on_top)}"
    )


def _in_points(one: Estimate) -> str:
    return f"{frequency.points(one.value)} points ({frequency.points(one.low)} to {frequency.points(one.high)})"
