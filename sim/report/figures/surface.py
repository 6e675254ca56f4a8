"""An outcome's share over two swept parameters: a heatmap with the lines of equal chance at 10, 30 and 50 percent.

Pairs that the grid leaves out stay blank, and no line crosses them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.report import phrases
from sim.report.figures import theme
from sim.report.figures.traces import Figure, heatmap, scatter
from sim.runs.results import Results
from sim.words.parameters import value_text

Shares = list[list[float | None]]
Point = tuple[float, float]
Corner = tuple[float, float, float]

#: Shares whose contours are drawn.
LINES = (0.1, 0.3, 0.5)
#: Most ticks on an axis.
TICKS = 11


def rows(results: Results, outcome: str) -> pd.DataFrame:
    """Share of an outcome per variant and pair of values: variant, x, y, count, worlds, share, low, high."""
    first, second = results.axes[:2]
    found = results.outcomes
    mine = found[found["outcome"] == outcome].rename(columns={first: "x", second: "y"})
    return mine[["variant", "x", "y", "count", "worlds", "share", "low", "high"]].reset_index(drop=True)


def draw(table: pd.DataFrame, results: Results, variant: str, *, high: float, colours: bool = True) -> Figure:
    """Draws one variant; ``high`` is the share at which the colours end, common to all variants."""
    mine, wide = table[table["variant"] == variant], _wide(table, variant)
    said = {(row.x, row.y): _said(row, results) for row in mine.itertuples()}
    x, y = wide.columns.tolist(), wide.index.tolist()
    shares: Shares = [[None if pd.isna(one) else round(float(one), 4) for one in row] for row in wide.to_numpy()]
    heat = heatmap(
        x=x,
        y=y,
        z=shares,
        zmin=0,
        zmax=high,
        showscale=colours,
        xgap=1,
        ygap=1,
        colorscale=[[at / (len(theme.HEAT) - 1), pair[0]] for at, pair in enumerate(theme.HEAT)],
        hovertext=[[said.get((a, b), "") for a in x] for b in y],
        hoverinfo="text",
        hoverongaps=False,
        colorbar={"thickness": 10, "outlinewidth": 0, "tickformat": ".0%", "len": 0.9, "ticks": "", "xpad": 6},
    )
    return theme.figure(
        [heat, *(_line(wide, level) for level in levels(table, variant))],
        xaxis=_axis(results.axes[0], x, results) | {"showline": False},
        yaxis=_axis(results.axes[1], y, results) | {"showgrid": False},
        annotations=[_name(wide, level) for level in levels(table, variant)],
    )


def levels(table: pd.DataFrame, variant: str) -> list[float]:
    """The levels whose line crosses a variant's map; none on axes of words and on fewer than three values."""
    wide = _wide(table, variant)
    numeric = all(isinstance(value, int | float) for value in (*wide.columns, *wide.index))
    if not numeric or min(wide.shape) < 3:
        return []
    return [level for level in LINES if _segments(wide, level)]


def _wide(table: pd.DataFrame, variant: str) -> pd.DataFrame:
    return table[table["variant"] == variant].pivot(index="y", columns="x", values="share")


def _axis(path: str, values: list[Any], results: Results) -> dict[str, Any]:
    """An axis whose ticks are the grid's own values, thinned where they are many."""
    shown = values[:: -(-len(values) // TICKS)]
    return {
        "title": {"text": theme.plain(phrases.axis(results, path))},
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": [theme.plain(value_text(value)) for value in shown],
    }


def _line(wide: pd.DataFrame, level: float) -> Any:
    """The line of equal chance, piece by piece; gaps part the pieces."""
    pieces = _segments(wide, level)
    x, y = ([one for start, end in pieces for one in (start[at], end[at], None)] for at in (0, 1))
    return scatter(
        x=x,
        y=y,
        mode="lines",
        name=f"{level:.0%}",
        hoverinfo="skip",
        connectgaps=False,
        line={"color": theme.PLAIN["ink"][0], "width": 1.5},
    )


def _name(wide: pd.DataFrame, level: float) -> dict[str, Any]:
    """The level's name, upon its middle piece."""
    pieces = _segments(wide, level)
    (x0, y0), (x1, y1) = pieces[len(pieces) // 2]
    ink, paper = theme.PLAIN["ink"][0], theme.fade(theme.PLAIN["paper"][0], 0.8)
    return {
        "x": (x0 + x1) / 2,
        "y": (y0 + y1) / 2,
        "text": f"{level:.0%}",
        "yshift": 11,
        "showarrow": False,
        "font": {"size": 12, "color": ink},
        "bgcolor": paper,
        "borderpad": 1,
    }


def _segments(wide: pd.DataFrame, level: float) -> list[tuple[Point, Point]]:
    """Straight pieces of a line of equal chance between neighbouring points that were all computed.

    Each square of four points is cut into two triangles, in each of which the share is taken to be a plane; a square
    with a corner that the grid leaves out keeps the triangle it still has, if any. So no piece leaves the points.
    """
    x, y, z = wide.columns.tolist(), wide.index.tolist(), wide.to_numpy(float)
    pieces = []
    for row in range(len(y) - 1):
        for column in range(len(x) - 1):
            corners = [
                (x[column + right], y[row + up], z[row + up, column + right])
                for right, up in ((0, 0), (1, 0), (1, 1), (0, 1))
            ]
            for triangle in _triangles(corners):
                cuts = list(dict.fromkeys(_cuts(triangle, level)))
                if len(cuts) == 2:
                    pieces.append((cuts[0], cuts[1]))
    return pieces


def _triangles(corners: list[Corner]) -> list[list[Corner]]:
    known = [corner for corner in corners if not math.isnan(corner[2])]
    if len(known) < 3:
        return []
    return [known] if len(known) == 3 else [known[:3], [known[0], *known[2:]]]


def _cuts(triangle: list[Corner], level: float) -> Iterator[Point]:
    """Where a level cuts the sides of a triangle: nowhere or at two points."""
    for one, other in itertools.combinations(triangle, 2):
        if (one[2] < level) != (other[2] < level):
            part = (level - one[2]) / (other[2] - one[2])
            yield tuple(round(one[at] + part * (other[at] - one[at]), 6) for at in (0, 1))  # type: ignore[misc]


def _said(row: tuple, results: Results) -> str:
    first, second = results.axes[:2]
    return (
        f"<b>{row.share:.1%}</b> ({row.low:.1%} to {row.high:.1%})<br>{row.count:,} of {row.worlds:,} worlds<br>"  # type: ignore[attr-defined]
        f"{theme.plain(phrases.axis(results, first))}: {theme.plain(value_text(row.x))}<br>"  # type: ignore[attr-defined]
        f"{theme.plain(phrases.axis(results, second))}: {theme.plain(value_text(row.y))}"  # type: ignore[attr-defined]
    )
