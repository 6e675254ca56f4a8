"""A run beside the record: simulated ranges by month with what was observed upon them, and facts on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from sim.report.figures import theme
from sim.report.figures.traces import Figure, scatter

#: Half widths of the sources' range that are drawn to either side of what was observed.
REACH = 8.0
WIDE, NARROW = 56, 21
#: Letters in a line of a variant's name above its column, on wide and on narrow screens.
HEAD_WIDE, HEAD_NARROW = 12, 40
#: Labels of policy steps nearer than this would lie upon each other, days.
APART = 60

#: How each standing of a fact is drawn: colour, marker and dash of its line.
LOOKS: Mapping[str, tuple[str, str, str]] = {
    "within": (theme.PLAIN["median"][0], "circle", "solid"),
    "wide": (theme.PLAIN["axis"][0], "circle-open", "solid"),
    "given": (theme.PLAIN["median"][0], "circle", "dot"),
    "missed": (theme.PLAIN["ink"][0], "x", "solid"),
}


def standing(verdict: str) -> str:
    """A key of :data:`LOOKS` for a verdict in words; empty where a range says nothing."""
    if verdict == "missed":
        return "missed"
    if not verdict.startswith("within"):
        return ""
    return "wide" if "wide" in verdict else "given" if "given" in verdict else "within"


def months(
    simulated: pd.DataFrame,
    observed: pd.DataFrame,
    replayed: tuple[str, str] | None = None,
    steps: Sequence[tuple[date, str]] = (),
) -> Figure:
    """The range of nine in ten worlds and the median by month, and the observed points.

    Args:
        simulated: columns date, q05, q50, q95.
        observed: columns date, value; months that nobody observed are missing.
        replayed: first and last date of the replayed stretch.
        steps: day and label of each step of policy, in order.
    """
    dates = simulated["date"].tolist()
    edge = {"line": {"width": 0}, "mode": "lines", "hoverinfo": "skip"}
    ink = theme.PLAIN["ink"][0]
    traces = [
        scatter(x=dates, y=_short(simulated["q05"]), **edge),
        scatter(x=dates, y=_short(simulated["q95"]), fill="tonexty", fillcolor=theme.PLAIN["band90"][0], **edge),
        scatter(
            x=dates,
            y=_short(simulated["q50"]),
            mode="lines",
            line={"color": theme.PLAIN["median"][0], "width": 2.2},
            customdata=list(zip(_short(simulated["q05"]), _short(simulated["q95"]), strict=True)),
            hovertemplate="median %{y:.3~g}<br>90% of worlds %{customdata[0]:.3~g} to %{customdata[1]:.3~g}"
            "<extra></extra>",
        ),
        scatter(
            x=observed["date"].tolist(),
            y=_short(observed["value"]),
            mode="markers",
            marker={"symbol": "circle-open", "size": 8, "color": ink, "line": {"width": 2}},
            hovertemplate="%{x|%B %Y}: observed %{y:.3~g}<extra></extra>",
            cliponaxis=False,
        ),
    ]
    return theme.figure(
        traces,
        shapes=[*(_shaded(replayed) if replayed else ()), *(_hairline(day) for day, _ in steps)],
        annotations=_labels(steps),
        margin={"t": 22 if steps else 12},
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "nticks": 5},
        yaxis={"nticks": 5, "rangemode": "tozero"},
    )


def _shaded(replayed: tuple[str, str]) -> tuple[dict[str, Any]]:
    span = {"x0": replayed[0], "x1": replayed[1], "y0": 0, "y1": 1, "yref": "paper"}
    return ({"type": "rect", **span, "fillcolor": theme.PLAIN["panel"][0], "line": {"width": 0}, "layer": "below"},)


def _hairline(day: date) -> dict[str, Any]:
    at = {"x0": f"{day}", "x1": f"{day}", "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return {"type": "line", **at, "line": {"color": theme.PLAIN["axis"][0], "width": 1, "dash": "dot"}}


def _labels(steps: Sequence[tuple[date, str]]) -> list[dict[str, Any]]:
    """Labels above the hairlines; of steps close together the last one's, which is the value that stays."""
    nexts = [*(day for day, _ in steps[1:]), None]
    # Named otherwise than direct labels, so that they stay on narrow screens, where they are short enough.
    above = {"yref": "paper", "xanchor": "center", "yanchor": "bottom", "xshift": 0, "align": "center", "name": "step"}
    font = {"color": theme.PLAIN["soft"][0], "size": 11}
    return [
        theme.label(theme.plain(words), x=f"{day}", y=1, colour=theme.PLAIN["soft"][0], **{**above, "font": font})
        for (day, words), after in zip(steps, nexts, strict=False)
        if after is None or (after - day).days >= APART
    ]


def _short(values: pd.Series) -> list[float]:
    return [round(float(value), 4) for value in values]


def facts(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Simulated ranges of facts, counted in half widths of what the sources allow from what was observed.

    What lies beyond :data:`REACH` ends in a triangle; an open one stands for a median that lies there.

    Args:
        rows: each with fact, target, range, low, median, high, verdict.
    """
    places = list(range(len(rows) - 1, -1, -1))
    traces = [_range(row, place) for row, place in zip(rows, places, strict=True)]
    traces += [_beyond(rows, places, side) for side in (-1, 1)]
    looks = [LOOKS[standing(row["verdict"])] for row in rows]
    marks = [_mark(row, look[1]) for row, look in zip(rows, looks, strict=True)]
    traces.append(
        scatter(
            x=[_clipped(_scaled(row, row["median"])) for row in rows],
            y=places,
            mode="markers",
            marker={
                "color": [look[0] for look in looks],
                "size": [12 if mark.startswith("triangle") else 9 for mark in marks],
                "symbol": marks,
                "line": {"width": [1.8 if mark.endswith("open") else 0 for mark in marks]},
            },
            customdata=[[row["median"], row["low"], row["high"], row["target"], row["verdict"]] for row in rows],
            hovertemplate=(
                "simulated %{customdata[0]:.3~g} (%{customdata[1]:.3~g} to %{customdata[2]:.3~g})"
                "<br>observed %{customdata[3]:.3~g}<br>%{customdata[4]}<extra></extra>"
            ),
            cliponaxis=False,
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
        yaxis=_names(rows, places),
    )


def _range(row: Mapping[str, Any], place: int) -> Any:
    colour, _, dash = LOOKS[standing(row["verdict"])]
    ends = [_clipped(_scaled(row, row["low"])), _clipped(_scaled(row, row["high"]))]
    line = {"color": colour, "width": 2.4, "dash": dash}
    return scatter(x=ends, y=[place, place], mode="lines", line=line, hoverinfo="skip")


def _beyond(rows: Sequence[Mapping[str, Any]], places: Sequence[int], side: int) -> Any:
    """Triangles where ranges go on beyond the figure; a median beyond it has its own."""
    end = "low" if side < 0 else "high"
    beyond = [
        (place, LOOKS[standing(row["verdict"])][0])
        for row, place in zip(rows, places, strict=True)
        if side * _scaled(row, row[end]) > REACH >= side * _scaled(row, row["median"])
    ]
    return scatter(
        x=[side * REACH] * len(beyond),
        y=[place for place, _ in beyond],
        mode="markers",
        marker={
            "symbol": "triangle-left" if side < 0 else "triangle-right",
            "size": 9,
            "color": [colour for _, colour in beyond],
        },
        hoverinfo="skip",
        cliponaxis=False,
    )


def _mark(row: Mapping[str, Any], usual: str) -> str:
    at = _scaled(row, row["median"])
    return usual if abs(at) <= REACH else f"triangle-{'left' if at < 0 else 'right'}-open"


def _scaled(row: Mapping[str, Any], value: float) -> float:
    low, high = row["range"]
    return float((value - row["target"]) / ((high - low) / 2 or 1.0))


def _clipped(value: float) -> float:
    return round(min(max(value, -REACH), REACH), 3)


def _names(rows: Sequence[Mapping[str, Any]], places: Sequence[int]) -> dict[str, Any]:
    """The axis that names the facts."""
    return {
        "tickmode": "array",
        "tickvals": list(places),
        "ticktext": theme.broken([row["fact"] for row in rows], WIDE),
        "range": [-0.6, len(rows) - 0.4],
        "showgrid": False,
        "tickfont": {"size": 12.5, "color": theme.PLAIN["ink"][0]},
    }


def matrix(rows: Sequence[Mapping[str, Any]], variants: Sequence[str]) -> Figure:
    """The standing of each fact under each variant.

    Args:
        rows: each with fact, and for every variant in order: verdicts, shares (of worlds within the observed range).
        variants: their titles.
    """
    places = list(range(len(rows) - 1, -1, -1))
    cells = [
        (at, place, verdict, share)
        for row, place in zip(rows, places, strict=True)
        for at, (verdict, share) in enumerate(zip(row["verdicts"], row["shares"], strict=True))
    ]
    looks = [LOOKS[standing(verdict)] for _, _, verdict, _ in cells]
    trace = scatter(
        x=[at for at, *_ in cells],
        y=[place for _, place, *_ in cells],
        mode="markers",
        marker={
            "symbol": [symbol for _, symbol, _ in looks],
            "color": [colour for colour, *_ in looks],
            "size": 10,
            "line": {"width": [1.8 if symbol.endswith("open") else 0 for _, symbol, _ in looks]},
        },
        customdata=[[verdict, share] for *_, verdict, share in cells],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]} of worlds within the observed range<extra></extra>",
    )
    return theme.figure(
        [trace],
        xaxis={
            "tickmode": "array",
            "tickvals": list(range(len(variants))),
            "ticktext": theme.broken(variants, HEAD_WIDE),
            "range": [-0.5, len(variants) - 0.5],
            "side": "top",
            "tickangle": 0,
            "showline": False,
            "ticks": "",
        },
        yaxis=_names(rows, places) | {"showgrid": True},
    )
