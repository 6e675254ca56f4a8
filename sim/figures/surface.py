"""An outcome's share over two swept parameters: a heatmap with the lines of equal chance at 10, 30 and 50 percent.

Pairs that the grid leaves out stay blank, and no line crosses them.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.figures import theme
from sim.figures.wording import axis_title, value_text
from sim.results import Results

Shares = list[list[float | None]]

#: Shares whose contours are drawn.
LINES = (0.1, 0.3, 0.5)


def rows(results: Results, outcome: str) -> pd.DataFrame:
    """Share of an outcome per variant and pair of values: variant, x, y, count, worlds, share, low, high."""
    first, second = results.axes[:2]
    found = results.outcomes
    mine = found[found["outcome"] == outcome].rename(columns={first: "x", second: "y"})
    return mine[["variant", "x", "y", "count", "worlds", "share", "low", "high"]].reset_index(drop=True)


def draw(table: pd.DataFrame, results: Results, variant: str, *, high: float, colours: bool = True) -> go.Figure:
    """Draws one variant; ``high`` is the share at which the colours end, common to all variants."""
    mine = table[table["variant"] == variant]
    wide = mine.pivot(index="y", columns="x", values="share")
    said = {(row.x, row.y): _said(row, results) for row in mine.itertuples()}
    x, y = wide.columns.tolist(), wide.index.tolist()
    shares: Shares = [[None if pd.isna(one) else round(float(one), 4) for one in row] for row in wide.to_numpy()]
    numeric = all(isinstance(value, int | float) for value in (*x, *y))
    heat = go.Heatmap(
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
    traces: list[go.Heatmap | go.Contour | go.Scatter] = [heat]
    if numeric and len(x) > 2 and len(y) > 2:
        traces += [_line(x, y, shares, level) for level in LINES if _crossed(shares, level)]
    return theme.figure(
        traces,
        xaxis={"title": {"text": theme.plain(axis_title(results.axes[0], results.catalogue))}, "showline": False},
        yaxis={"title": {"text": theme.plain(axis_title(results.axes[1], results.catalogue))}, "showgrid": False},
    )


def _line(x: list[float], y: list[float], shares: Shares, level: float) -> go.Contour:
    ink = theme.PLAIN["ink"][0]
    return go.Contour(
        x=x,
        y=y,
        z=shares,
        showscale=False,
        hoverinfo="skip",
        autocontour=False,
        connectgaps=False,
        name=f"{level:.0%}",
        contours={
            "start": level,
            "end": level,
            "size": 1,
            "coloring": "none",
            "showlabels": True,
            "labelformat": ".0%",
            "labelfont": {"size": 12, "color": ink},
        },
        line={"color": ink, "width": 1.5, "smoothing": 0.6},
    )


def _crossed(shares: Shares, level: float) -> bool:
    flat = [value for row in shares for value in row if value is not None]
    return min(flat) < level < max(flat)


def _said(row: tuple, results: Results) -> str:
    first, second = results.axes[:2]
    return (
        f"<b>{row.share:.1%}</b> ({row.low:.1%} to {row.high:.1%})<br>{row.count:,} of {row.worlds:,} worlds<br>"  # type: ignore[attr-defined]
        f"{theme.plain(axis_title(first, results.catalogue))}: {theme.plain(value_text(row.x))}<br>"  # type: ignore[attr-defined]
        f"{theme.plain(axis_title(second, results.catalogue))}: {theme.plain(value_text(row.y))}"  # type: ignore[attr-defined]
    )
