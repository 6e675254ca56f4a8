"""Forecasts beside what came: skill against rivals, months one by one, and where what came lay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.figures import theme
from sim.report.figures.traces import Figure, bar, scatter

Rows = Sequence[Mapping[str, Any]]

#: Lowest skill that is drawn; a rival can be beaten by at most 1, and lost against without end.
FLOOR = -1.5


def skill(rows: Rows, titles: Sequence[str]) -> Figure:
    """Dots with 95% intervals, one row per target and rival; right of 0 the model is better.

    Args:
        rows: each with value, low, high, rival.
        titles: name of each row.
    """
    places = list(range(len(rows) - 1, -1, -1))
    traces = []
    for row, place in zip(rows, places, strict=True):
        line = {"color": theme.PLAIN["median"][0], "width": 2.2}
        ends = [max(row["low"], FLOOR), min(row["high"], 1.0)] if row["low"] is not None else [row["value"]] * 2
        traces.append(scatter(x=ends, y=[place, place], mode="lines", line=line, hoverinfo="skip"))
    clear = [row["verdict"] in ("better", "worse") for row in rows]
    traces.append(
        scatter(
            x=[max(row["value"], FLOOR) for row in rows],
            y=places,
            mode="markers",
            marker={
                "size": 10,
                "color": [theme.PLAIN["median"][0] if one else theme.PLAIN["paper"][0] for one in clear],
                "line": {"color": theme.PLAIN["median"][0], "width": 2.2},
                "symbol": ["triangle-left" if row["value"] < FLOOR else "circle" for row in rows],
            },
            customdata=[[row["value"], row["low"], row["high"], row["verdict"]] for row in rows],
            hovertemplate="skill %{customdata[0]:+.2f} (%{customdata[1]:+.2f} to %{customdata[2]:+.2f})"
            "<br>%{customdata[3]}<extra></extra>",
        )
    )
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper"}
    return theme.figure(
        traces,
        shapes=[{**zero, "line": {"color": theme.PLAIN["axis"][0], "width": 1.2}}],
        xaxis={"range": [FLOOR - 0.05, 1.05], "nticks": 6, "tickformat": "+.1f", "title": {"text": "skill"}},
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": [theme.plain(one) for one in titles],
            "range": [-0.6, len(rows) - 0.4],
            "showgrid": False,
            "tickfont": {"size": 12.5, "color": theme.PLAIN["ink"][0]},
        },
    )


def months(rows: Rows) -> Figure:
    """The model's range of nine in ten worlds for each month, one month ahead, and what came."""
    names = [row["month"] for row in rows]
    high = [row["q95"] - row["q05"] for row in rows]
    ink = theme.PLAIN["ink"][0]
    return theme.figure(
        [
            bar(
                x=names,
                y=high,
                base=[row["q05"] for row in rows],
                width=0.55,
                marker={"color": theme.PLAIN["band50"][0], "line": {"width": 0}},
                customdata=[[row["q05"], row["median"], row["q95"]] for row in rows],
                hovertemplate="%{x}: 90% of worlds %{customdata[0]:.3~g} to %{customdata[2]:.3~g}, median "
                "%{customdata[1]:.3~g}<extra></extra>",
            ),
            scatter(
                x=names,
                y=[row["median"] for row in rows],
                mode="markers",
                marker={"symbol": "line-ew", "size": 16, "line": {"color": theme.PLAIN["median"][0], "width": 2.5}},
                hoverinfo="skip",
            ),
            scatter(
                x=names,
                y=[row["observed"] for row in rows],
                mode="markers",
                marker={"symbol": "circle-open", "size": 9, "color": ink, "line": {"width": 2}},
                hovertemplate="%{x}: observed %{y:.3~g}<extra></extra>",
            ),
        ],
        xaxis={"type": "category", "nticks": 4, "tickangle": 0},
        yaxis={"rangemode": "tozero", "nticks": 4},
    )


def pit(shares: Sequence[float]) -> Figure:
    """How often what came lay in each fifth of the forecast; even bars are right."""
    names = [f"{100 * at // len(shares)}-{100 * (at + 1) // len(shares)}%" for at in range(len(shares))]
    even = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 1 / len(shares), "y1": 1 / len(shares)}
    return theme.figure(
        [
            bar(
                x=names,
                y=list(shares),
                marker={"color": theme.PLAIN["band50"][0], "line": {"width": 0}},
                hovertemplate="%{x} of the forecast: %{y:.0%} of months<extra></extra>",
            )
        ],
        shapes=[{**even, "line": {"color": theme.PLAIN["soft"][0], "width": 1.5, "dash": "dot"}}],
        yaxis={"rangemode": "tozero", "tickformat": ".0%", "nticks": 4},
        bargap=0.06,
    )
