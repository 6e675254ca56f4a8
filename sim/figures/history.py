"""A run beside the record: simulated ranges by month with what was observed upon them, and facts on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.figures import theme

#: Half widths of the sources' range that are drawn to either side of what was observed.
REACH = 8.0
WIDE, NARROW = 46, 21


def months(simulated: pd.DataFrame, observed: pd.DataFrame, replayed: tuple[str, str] | None = None) -> go.Figure:
    """The range of nine in ten worlds and the median by month, and the observed points.

    Args:
        simulated: columns date, q05, q50, q95.
        observed: columns date, value; months that nobody observed are missing.
        replayed: first and last date of the replayed stretch.
    """
    dates = simulated["date"].tolist()
    edge = {"line": {"width": 0}, "mode": "lines", "hoverinfo": "skip"}
    ink = theme.PLAIN["ink"][0]
    traces = [
        go.Scatter(x=dates, y=_short(simulated["q05"]), **edge),
        go.Scatter(x=dates, y=_short(simulated["q95"]), fill="tonexty", fillcolor=theme.PLAIN["band90"][0], **edge),
        go.Scatter(
            x=dates,
            y=_short(simulated["q50"]),
            mode="lines",
            line={"color": theme.PLAIN["median"][0], "width": 2.2},
            customdata=list(zip(_short(simulated["q05"]), _short(simulated["q95"]), strict=True)),
            hovertemplate="median %{y:.3~g}<br>90% of worlds %{customdata[0]:.3~g} to %{customdata[1]:.3~g}"
            "<extra></extra>",
        ),
        go.Scatter(
            x=observed["date"].tolist(),
            y=_short(observed["value"]),
            mode="markers",
            marker={"symbol": "circle-open", "size": 8, "color": ink, "line": {"width": 2}},
            hovertemplate="%{x|%B %Y}: observed %{y:.3~g}<extra></extra>",
        ),
    ]
    shapes = []
    if replayed:
        span = {"x0": replayed[0], "x1": replayed[1], "y0": 0, "y1": 1, "yref": "paper"}
        fill = {"fillcolor": theme.PLAIN["panel"][0], "line": {"width": 0}, "layer": "below"}
        shapes.append({"type": "rect", **span, **fill})
    return theme.figure(
        traces,
        shapes=shapes,
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "nticks": 5},
        yaxis={"nticks": 5, "rangemode": "tozero"},
    )


def _short(values: pd.Series) -> list[float]:
    return [round(float(value), 4) for value in values]


def facts(rows: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Simulated ranges of facts, counted in half widths of what the sources allow from what was observed.

    Args:
        rows: each with fact, target, range, low, median, high, verdict.
    """
    places = list(range(len(rows) - 1, -1, -1))
    colours = {"within": theme.PLAIN["median"][0], "missed": theme.OUTCOME_COLOURS["limited_exchange"][0]}
    tones = [colours["missed" if row["verdict"] == "missed" else "within"] for row in rows]
    traces = []
    for row, place, tone in zip(rows, places, tones, strict=True):
        ends = [_scaled(row, row["low"]), _scaled(row, row["high"])]
        line = {"color": tone, "width": 2.4, "dash": "dot" if "given" in row["verdict"] else "solid"}
        traces.append(go.Scatter(x=ends, y=[place, place], mode="lines", line=line, hoverinfo="skip"))
    traces.append(
        go.Scatter(
            x=[_scaled(row, row["median"]) for row in rows],
            y=places,
            mode="markers",
            marker={
                "color": tones,
                "size": 9,
                "symbol": ["x" if row["verdict"] == "missed" else "circle" for row in rows],
            },
            customdata=[[row["median"], row["low"], row["high"], row["target"], row["verdict"]] for row in rows],
            hovertemplate=(
                "simulated %{customdata[0]:.3~g} (%{customdata[1]:.3~g} to %{customdata[2]:.3~g})"
                "<br>observed %{customdata[3]:.3~g}<br>%{customdata[4]}<extra></extra>"
            ),
        )
    )
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper"}
    band = {"type": "rect", "x0": -1, "x1": 1, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return theme.figure(
        traces,
        shapes=[
            {**band, "fillcolor": theme.PLAIN["band90"][0], "line": {"width": 0}},
            {**zero, "line": {"color": theme.PLAIN["axis"][0], "width": 1}},
        ],
        xaxis={
            "range": [-REACH * 1.05, REACH * 1.05],
            "nticks": 9,
            "title": {"text": "half widths of the sources' range from the observation"},
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": theme.broken([row["fact"] for row in rows], WIDE),
            "range": [-0.6, len(rows) - 0.4],
            "showgrid": False,
            "tickfont": {"size": 12.5, "color": theme.PLAIN["ink"][0]},
        },
    )


def _scaled(row: Mapping[str, Any], value: float) -> float:
    low, high = row["range"]
    half = (high - low) / 2 or 1.0
    return round(min(max((value - row["target"]) / half, -REACH), REACH), 3)
