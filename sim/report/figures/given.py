"""An outcome's share of all worlds and given what happened: a dot, luck's interval, and the range over assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.figures import theme
from sim.report.figures.traces import Figure, Trace, scatter
from sim.statistics.ranges import Range
from sim.words import frequency


@dataclass(frozen=True)
class Row:
    """One line of the figure, in shares.

    Attributes:
        name: what is known.
        share: the outcome's share; None where too few worlds agree.
        luck: its 95% simulation interval.
        range, middle: 5th to 95th percentile and median over the assumptions; None where they are not told.
    """

    name: str
    share: float | None
    luck: Range | None
    range: Range | None
    middle: float | None


def draw(rows: Sequence[Row]) -> Figure:
    """Draws the rows, the first on top, on an axis of worlds in 100."""
    places = list(range(len(rows)))[::-1]
    ends = [end for one in rows for end in (*(one.range or ()), *(one.luck or ()))]
    high = next((step for step in (5, 10, 20, 30, 40, 50, 60, 80) if 100 * max(ends, default=1.0) <= step), 100)
    pairs = list(zip(rows, places, strict=True))
    traces = [
        _bars([(place, one.range) for one, place in pairs if one.range], 14, theme.PLAIN["band50"][0]),
        scatter(
            x=[100 * one.middle for one, place in pairs if one.middle is not None],
            y=[place for one, place in pairs if one.middle is not None],
            mode="markers",
            marker={"symbol": "line-ns", "size": 14, "line": {"color": theme.PLAIN["paper"][0], "width": 2}},
            hoverinfo="skip",
        ),
        _bars([(place, one.luck) for one, place in pairs if one.luck], 4, theme.variant_colour(0)),
        scatter(
            x=[round(100 * one.share, 2) for one, _ in pairs if one.share is not None],
            y=[place for one, place in pairs if one.share is not None],
            mode="markers",
            marker={"size": 11, "color": theme.variant_colour(0)},
            hovertext=[said(one) for one, _ in pairs if one.share is not None],
            hoverinfo="text",
        ),
    ]
    return theme.figure(
        traces,
        xaxis={"range": [-0.01 * high, 1.02 * high], "title": {"text": "worlds in 100"}, "nticks": 6},
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [theme.wrapped(one.name, 28, 3) for one in rows],
            "range": [-0.6, len(rows) - 0.4],
            "showgrid": False,
            "tickfont": {"size": 13, "color": theme.PLAIN["ink"][0]},
        },
    )


def _bars(spans: Sequence[tuple[int, Range]], width: int, colour: str) -> Trace:
    """Flat bars, one after the other in a single line with gaps."""
    return scatter(
        x=[x for _, (low, high) in spans for x in (round(100 * low, 2), round(100 * high, 2), None)],
        y=[y for place, _ in spans for y in (place, place, None)],
        mode="lines",
        line={"width": width, "color": colour},
        hoverinfo="skip",
    )


def said(one: Row) -> str:
    """A row in words."""
    parts = [f"{frequency.number(one.share)} in 100" if one.share is not None else "too few worlds agree"]
    if one.luck:
        parts.append(f"luck {frequency.between(*one.luck)}")
    if one.range:
        parts.append(f"{frequency.SETTINGS} {frequency.between(*one.range)}")
    return f"{theme.plain(one.name)}: {', '.join(parts)}"
