"""When worlds ended: the share that had reached an outcome by each week, per variant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.report.figures import theme
from sim.report.figures.panels import Line
from sim.report.figures.response import label_ends
from sim.report.figures.traces import Figure, scatter
from sim.runs.results import Results
from sim.statistics.intervals import wilson

#: Days between two points.
STEP = 7
_DAY = 86_400_000  # milliseconds


def rows(results: Results, outcomes: Sequence[str]) -> pd.DataFrame:
    """Cumulative incidence of reaching any of ``outcomes``: variant, day, date, count, worlds, share, low, high.

    No world leaves before the horizon unobserved, so the share that has reached an outcome needs no survival estimate.
    """
    parts = []
    last = results.scenario.days - 1
    days = np.arange(last % STEP, last + 1, STEP)
    dates = [results.date_of(day) for day in days]
    for variant in results.variants:
        worlds = results.worlds_of(results.reference_of(variant).index)
        reached = np.sort(worlds.loc[worlds["outcome"].isin(list(outcomes)), "day"].to_numpy())
        count = np.searchsorted(reached, days, side="right")
        low, high = wilson(count, np.full(days.size, len(worlds)))
        parts.append(
            pd.DataFrame(
                {
                    "variant": variant,
                    "day": days,
                    "date": dates,
                    "count": count,
                    "worlds": len(worlds),
                    "share": count / len(worlds),
                    "low": low,
                    "high": high,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def draw(table: pd.DataFrame, lines: Sequence[Line], *, high: float, labels: bool = True) -> Figure:
    """Draws step lines with their bands; ``high`` is the upper end of the share axis."""
    drawn = [(line, table[table["variant"] == line.variant]) for line in lines]
    traces = []
    for line, part in drawn:
        traces += _band(part, line.colour)
    traces += [_line(line, part) for line, part in drawn]
    named = labels and len(drawn) > 1
    return theme.figure(
        traces,
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "nticks": 7},
        yaxis={"range": [0, high * 1.04], "tickformat": ".0%", "nticks": 6},
        annotations=label_ends([(line, part.assign(x=part["date"].astype(str))) for line, part in drawn], high)
        if named
        else [],
        margin={"r": 150 if named else 16},
    )


def _axis(part: pd.DataFrame) -> dict[str, Any]:
    """Evenly spaced dates, said once."""
    return {"x0": str(part["date"].iloc[0]), "dx": STEP * _DAY, "mode": "lines"}


def _band(part: pd.DataFrame, colour: str) -> list[Any]:
    edge = {"line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    fill = {"fill": "tonexty", "fillcolor": theme.fade(colour, 0.14)}
    return [
        scatter(y=part["low"].round(3).tolist(), **edge, **_axis(part)),
        scatter(y=part["high"].round(3).tolist(), **fill, **edge, **_axis(part)),
    ]


def _line(line: Line, part: pd.DataFrame) -> Any:
    return scatter(
        y=part["share"].round(4).tolist(),
        line={"color": line.colour, "width": 2.5, "shape": "hv", "dash": line.dash},
        name=theme.plain(line.name),
        customdata=part[["low", "high"]].round(3).to_numpy().tolist(),
        hovertemplate="%{y:.1%} (%{customdata[0]:.1%} to %{customdata[1]:.1%}) by %{x|%-d %B %Y}",
        **_axis(part),
    )
