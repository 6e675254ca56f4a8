"""What a fit found: posterior over prior for single parameters, predictions beside the record, ranks of truths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.figures import theme
from sim.report.figures.traces import Figure, bar, scatter

Rows = Sequence[Mapping[str, Any]]

#: How many standard deviations of the observation error are drawn to either side.
REACH = 8.0
#: Letters of a name in a line.
WIDE = 44
NARROW = 20


def posterior(one: Mapping[str, Any]) -> Figure:
    """A parameter's posterior as bars over its prior's range, beside the prior, which is flat."""
    low, high = one["prior"]
    bars = len(one["density"])
    width = (high - low) / bars
    middle = [low + width * (at + 0.5) for at in range(bars)]
    ink, soft = theme.PLAIN["median"][0], theme.PLAIN["soft"][0]
    return theme.figure(
        [
            bar(
                x=[round(x, 6) for x in middle],
                y=one["density"],
                width=[width] * bars,
                marker={"color": theme.PLAIN["band50"][0], "line": {"width": 0}},
                hovertemplate="%{x:.3~g}: %{y:.2f} times the prior<extra></extra>",
            ),
            scatter(
                x=[low, high],
                y=[1, 1],
                mode="lines",
                line={"color": soft, "width": 1.5, "dash": "dot"},
                hoverinfo="skip",
            ),
            scatter(
                x=[one["posterior"][2]] * 2,
                y=[0, max(one["density"]) * 1.05],
                mode="lines",
                line={"color": ink, "width": 2.2},
                hovertemplate="posterior median %{x:.3~g}<extra></extra>",
            ),
        ],
        xaxis={"range": [low, high], "nticks": 4},
        yaxis={"rangemode": "tozero", "nticks": 3, "showticklabels": False, "showgrid": False},
        bargap=0,
    )


class Drawn(NamedTuple):
    """How one of two ranges of a row is drawn: its key there, light colour, marker, its size and the line's width."""

    key: str
    colour: str
    symbol: str = "circle"
    size: float = 8
    width: float = 2.6


#: Before and after a fit.
FITTED = (Drawn("prior", theme.PLAIN["axis"][0], size=6, width=1.6), Drawn("posterior", theme.PLAIN["median"][0]))


def predictions(rows: Rows, pair: tuple[Drawn, Drawn] = FITTED) -> Figure:
    """Two simulated 90% ranges of each number, counted in observation errors from what was observed.

    Args:
        rows: each with title, observed, noise, and 5, 50 and 95% quantiles under the key of either range.
        pair: the ranges.
    """
    places = list(range(len(rows) - 1, -1, -1))
    traces = []
    for (key, tone, symbol, size, width), shift in zip(pair, (0.17, -0.17), strict=True):
        for row, place in zip(rows, places, strict=True):
            low, _, high = (_errors(row, value) for value in row[key])
            line = {"color": tone, "width": width}
            traces.append(scatter(x=[low, high], y=[place + shift] * 2, mode="lines", line=line, hoverinfo="skip"))
        traces.append(
            scatter(
                x=[_errors(row, row[key][1]) for row in rows],
                y=[place + shift for place in places],
                mode="markers",
                marker={"color": tone, "size": size, "symbol": symbol},
                customdata=[[row[key][1], row[key][0], row[key][2], row["observed"]] for row in rows],
                hovertemplate=(
                    f"{key}: median %{{customdata[0]:.3~g}}, 90% %{{customdata[1]:.3~g}} to %{{customdata[2]:.3~g}}"
                    "<br>observed %{customdata[3]:.3~g}<extra></extra>"
                ),
            )
        )
    band = {"type": "rect", "x0": -1.645, "x1": 1.645, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return theme.figure(
        traces,
        shapes=[
            {**band, "fillcolor": theme.PLAIN["band90"][0], "line": {"width": 0}},
            {**band, "x0": 0, "x1": 0, "type": "line", "line": {"color": theme.PLAIN["axis"][0], "width": 1}},
        ],
        xaxis={
            "range": [-REACH * 1.04, REACH * 1.04],
            "nticks": 9,
            "title": {"text": "observation errors from the record"},
        },
        yaxis={
            "tickmode": "array",
            "tickvals": places,
            "ticktext": theme.broken([row["title"] for row in rows], WIDE),
            "range": [-0.6, len(rows) - 0.4],
            "showgrid": False,
            "tickfont": {"size": 12.5, "color": theme.PLAIN["ink"][0]},
        },
    )


def _errors(row: Mapping[str, Any], value: float) -> float:
    distance = (value - row["observed"]) / row["noise"] if row["noise"] > 0 else 0.0
    return round(min(max(distance, -REACH), REACH), 3)


def ranks(histograms: Mapping[str, Sequence[float]]) -> Figure:
    """How often the truth stands in each tenth of its posterior: flat when intervals hold what they promise."""
    traces = []
    for (name, shares), place in zip(histograms.items(), range(len(histograms)), strict=True):
        traces.append(
            scatter(
                x=[f"{10 * at}-{10 * at + 10}%" for at in range(len(shares))],
                y=list(shares),
                mode="lines+markers",
                name=name,
                line={"color": theme.variant_colour(place), "dash": theme.DASHES[place], "width": 2.2},
                marker={"symbol": theme.SYMBOLS[place], "size": 7},
                hovertemplate="%{x} of the posterior: %{y:.1%} of truths<extra>" + theme.plain(name) + "</extra>",
            )
        )
    return theme.figure(
        traces,
        xaxis={"title": {"text": "where the truth stands in its posterior"}},
        yaxis={"rangemode": "tozero", "tickformat": ".0%", "nticks": 5},
    )
