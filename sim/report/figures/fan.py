"""How one measure moved: bands that hold 50 and 90 percent of worlds each day, the median, and a few real worlds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.engine.series import Series
from sim.report.figures import theme
from sim.report.figures.traces import Figure, scatter
from sim.runs.results import Results

#: Days between two points; a page needs no daily dots.
STEP = 7
_DAY = 86_400_000  # milliseconds

_NO_ROWS = pd.DataFrame(columns=["world", "day", "value"])
_HOVER = (
    "median <b>%{y:.3~g}</b><br>half of worlds %{customdata[0]:.3~g} to %{customdata[1]:.3~g}<br>"
    "90% of worlds %{customdata[2]:.3~g} to %{customdata[3]:.3~g}<extra></extra>"
)


def weekly(results: Results, cell: int, measures: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Quantiles of some measures once a week in a cell: day, date, q05 … q95, present; by measure."""
    daily = results.daily_of(cell)
    some = daily.iloc[np.flatnonzero(daily["day"].to_numpy() % STEP == 0)]
    some = some.iloc[np.argsort(some["day"].to_numpy(), kind="stable")]
    which = some["measure"].astype(str).to_numpy(object)
    return {one: some.iloc[np.flatnonzero(which == one)].reset_index(drop=True) for one in measures}


def example_rows(results: Results, variant: str, measure: str, worlds: Sequence[int]) -> pd.DataFrame:
    """The same days of a few worlds: world, day, value."""
    kept = results.examples
    if kept.empty:
        return _NO_ROWS
    mine = kept[(kept["variant"] == variant) & kept["world"].isin(list(worlds)) & (kept["day"] % STEP == 0)]
    return mine[["world", "day", measure]].rename(columns={measure: "value"})


def draw(
    table: pd.DataFrame, examples: pd.DataFrame, series: Series, *, start: str, observed: pd.DataFrame | None = None
) -> Figure:
    """Draws a fan.

    Args:
        table: one of what :func:`weekly` gave.
        examples: what :func:`example_rows` gave.
        series: the measure.
        start: ISO date of day 0.
        observed: columns date and value, points of the record to lay over it.
    """
    axis = {"x0": start, "dx": STEP * _DAY, "mode": "lines"}
    quantiles = {name: _short(table[name]) for name in ("q05", "q25", "q50", "q75", "q95")}
    traces = []
    for low, high, colour in (("q05", "q95", "band90"), ("q25", "q75", "band50")):
        edge = {"line": {"width": 0}, "hoverinfo": "skip"}
        fill = {"fill": "tonexty", "fillcolor": theme.PLAIN[colour][0]}
        traces.append(scatter(y=quantiles[low], **edge, **axis))
        traces.append(scatter(y=quantiles[high], **fill, **edge, **axis))
    for _, part in examples.groupby("world") if len(examples) else ():
        line = {"color": theme.PLAIN["ink"][0], "width": 0.9}
        traces.append(scatter(y=_short(part["value"]), line=line, opacity=0.55, hoverinfo="skip", **axis))
    bands = zip(*(quantiles[name] for name in ("q25", "q75", "q05", "q95")), strict=True)
    middle = {"line": {"color": theme.PLAIN["median"][0], "width": 2.5}, "hovertemplate": _HOVER}
    traces.append(scatter(y=quantiles["q50"], customdata=[list(row) for row in bands], **middle, **axis))
    if observed is not None and len(observed):
        traces.append(
            scatter(
                x=[f"{day}" for day in observed["date"]],
                y=_short(observed["value"]),
                mode="markers",
                marker={"symbol": "circle-open", "size": 7, "color": theme.PLAIN["ink"][0], "line": {"width": 1.8}},
                hovertemplate="observed <b>%{y:.3~g}</b><extra></extra>",
            )
        )
    return theme.figure(
        traces,
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "hoverformat": "%-d %B %Y", "nticks": 5},
        yaxis={"nticks": 5, "rangemode": "tozero" if series.low == 0 else "normal"},
        hovermode="x",
    )


def _short(values: pd.Series) -> list[float | None]:
    return [None if value != value else float(f"{value:.3g}") for value in values.to_numpy(float).tolist()]
