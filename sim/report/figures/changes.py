"""What differs from the baseline in the same worlds: a dot and a paired 95% interval per variant, and the zero line."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analyses.compare.comparison import all_between_cells
from sim.analyses.compare.paired import Difference
from sim.report.figures import cells, theme
from sim.report.figures.traces import Figure, scatter
from sim.runs.results import Results
from sim.words.parameters import value_text


@dataclass(frozen=True)
class Change:
    """The difference of one outcome's share between two cells that lived through the same luck."""

    name: str
    place: int
    outcome: str
    found: Difference


@dataclass(frozen=True)
class Pair:
    """Two cells that are compared: what a reader calls the change, its colour's place, the variant, and the cells."""

    name: str
    place: int
    variant: str
    before: int
    after: int


def pairs(results: Results) -> list[Pair]:
    """Every variant against the baseline; of a single swept one, its last point against its first."""
    if len(results.variants) == 1 and len(results.axes) == 1:
        first, last = cells.ends(results, results.variants[0])
        name = f"{value_text(first.coordinates[0][1])} → {value_text(last.coordinates[0][1])}"
        return [Pair(name, 0, first.variant, first.index, last.index)]
    base = results.reference_of(results.variants[0]).index
    return [
        Pair(results.title_of(variant), place, variant, base, results.reference_of(variant).index)
        for place, variant in enumerate(results.variants[1:], start=1)
    ]


def rows(results: Results) -> list[Change]:
    """The changes of every pair, every outcome."""
    return [
        Change(one.name, one.place, key, found)
        for one in pairs(results)
        for key, found in all_between_cells(results, one.before, one.after).items()
    ]


def reach(changes: list[Change]) -> float:
    """Half the width of an axis in percentage points that holds these intervals, with zero in the middle."""
    widest = max(max(abs(one.found.low), abs(one.found.high)) for one in changes) * 100
    return next((step for step in (2, 5, 10, 15, 20, 30, 40, 50, 75) if widest <= step), 100) * 1.08


def draw(changes: list[Change], *, half: float) -> Figure:
    """Draws one outcome's changes, the first on top, on an axis from ``-half`` to ``half`` percentage points."""
    shown = changes[::-1]
    marks = _marks(half)
    dots = scatter(
        x=[round(one.found.difference * 100, 2) for one in shown],
        y=list(range(len(shown))),
        mode="markers",
        marker={
            "size": 11,
            "color": [_colour(one) if one.found.clear else theme.PLAIN["paper"][0] for one in shown],
            "line": {"color": [_colour(one) for one in shown], "width": 2},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "thickness": 2,
            "width": 0,
            "color": theme.PLAIN["soft"][0],
            "array": [round((one.found.high - one.found.difference) * 100, 2) for one in shown],
            "arrayminus": [round((one.found.difference - one.found.low) * 100, 2) for one in shown],
        },
        hovertext=[_said(one) for one in shown],
        hoverinfo="text",
    )
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return theme.figure(
        [dots],
        xaxis={
            "range": [-half, half],
            "showgrid": True,
            "gridcolor": theme.PLAIN["line"][0],
            "showline": False,
            "title": {"text": "percentage points"},
            "ticks": "",
            "tickvals": marks,
            "ticktext": [_signed(one) for one in marks],
        },
        yaxis={
            "tickmode": "array",
            "tickvals": list(range(len(shown))),
            "range": [-0.6, len(shown) - 0.4],
            "ticktext": [theme.wrapped(one.name, 26, 2) for one in shown],
            "showgrid": False,
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
        shapes=[zero | {"line": {"color": theme.PLAIN["ink"][0], "width": 1}}],
    )


def _colour(change: Change) -> str:
    return theme.variant_colour(change.place)


def _marks(half: float) -> list[float]:
    """Where the axis is labelled: zero and two or three round numbers on either side."""
    step = next((one for one in (0.5, 1, 2, 5, 10, 20, 25) if half / one < 4), 50)
    return [step * at for at in range(-int(half // step), int(half // step) + 1)]


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "\u2212") if value else "0"


def _said(change: Change) -> str:
    one = change.found
    return (
        f"{theme.plain(change.name)}<br><b>{one.difference * 100:+.1f} points</b> "
        f"({one.low * 100:+.1f} to {one.high * 100:+.1f})"
        f"<br>{one.gained:,} worlds gained it, {one.lost:,} lost it, of {one.worlds:,}"
    )
