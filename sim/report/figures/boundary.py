"""The tipping line: in the plane of two parameters with its band, or marked on a response curve of one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.analyses.boundary.reading import Reading, as_set, outcome, readings, response, told, with_band
from sim.report import phrases
from sim.report.figures import panels, theme
from sim.report.figures.traces import Figure, scatter
from sim.runs.results import Results
from sim.words import frequency
from sim.words.parameters import value_text
from sim.words.prose import first_upper

#: Most lines that one picture can hold and still be read.
MOST = 4


def draw(results: Results) -> Figure:
    """The figure of a run with a boundary: a plane for two axes, a response curve for one."""
    return plane(results) if len(results.scenario.sweep.axes) > 1 else curve(results)


def shown(results: Results) -> tuple[panels.Line, ...]:
    """The variants that are drawn, the baseline first."""
    return panels.lines(results)[:MOST]


# -- two axes -------------------------------------------------------------------------------------------------------


def plane(results: Results) -> Figure:
    """Rows along x, the searched parameter along y; regions in words, worlds spent as dots."""
    first, searched = results.scenario.sweep.axes
    words = any(isinstance(value, str) for value in first.values)
    traces: list[Any] = [_spent(results, line) for line in shown(results)]
    for line in shown(results):
        parts = _stretches(readings(results, line.variant), words)
        traces += [_band(part, line.colour) for part in parts if len(part) > 1]
        traces += [_line(part, line, results) for part in parts]
    notes = _regions(results)
    mark = None if words else _as_set(results)
    if mark is not None:
        traces.append(mark)
    low, high = searched.span
    x = {"type": "category"} if words else {"range": _aired(*first.span, 0.04)}
    return theme.figure(
        traces,
        xaxis={"title": {"text": theme.plain(phrases.axis(results, first.path))}, **x},
        yaxis={
            "title": {"text": theme.plain(phrases.axis(results, searched.path))},
            "range": [low - 0.1 * (high - low), high + 0.03 * (high - low)],
        },
        annotations=notes,
        margin={"t": 26, "b": 34},
    )


def _stretches(found: list[Reading], words: bool) -> list[list[Reading]]:
    """Crossings that one line may join: neighbouring rows, each crossed once and the same way."""
    stretches: list[list[Reading]] = []
    rows = [one.row for one in found]
    before: Reading | None = None
    for one in found:
        lone = rows.count(one.row) == 1
        if one.crossed:
            joined = before is not None and before.rising == one.rising and lone and not words
            if joined and rows.count(before.row) == 1:  # type: ignore[union-attr]
                stretches[-1].append(one)
            else:
                stretches.append([one])
        before = one if one.crossed else None
    return stretches


def _band(part: list[Reading], colour: str) -> Any:
    x, low, high = ([getattr(one, name) for one in part] for name in ("row", "low", "high"))
    return scatter(
        x=x + x[::-1],
        y=[round(value, 6) for value in high + low[::-1]],
        fill="toself",
        fillcolor=theme.fade(colour, 0.2),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )


def _line(part: list[Reading], line: panels.Line, results: Results) -> Any:
    at, alone = results.scenario.sweep.line.at, len(part) == 1
    return scatter(
        x=[one.row for one in part],
        y=[round(one.x, 6) for one in part],
        name=theme.plain(line.name),
        mode="markers" if alone else "lines+markers",
        line={"color": line.colour, "width": 2.5, "dash": line.dash},
        marker={"color": line.colour, "size": 7, "symbol": theme.SYMBOLS[line.place % len(theme.SYMBOLS)]},
        error_y=_bars(part, line.colour) if alone else None,
        hovertext=[
            f"{theme.plain(line.name)}, {theme.plain(value_text(one.row))}<br>"
            f"<b>{with_band(one.x, one.low, one.high)}</b><br>{told(one.status, at)}, {one.worlds:,} worlds"
            for one in part
        ],
        hoverinfo="text",
    )


def _bars(part: list[Reading], colour: str) -> dict[str, Any]:
    up, down = (
        [round(value, 6) for value in side] for side in zip(*((o.high - o.x, o.x - o.low) for o in part), strict=True)
    )
    return {
        "type": "data",
        "symmetric": False,
        "array": up,
        "arrayminus": down,
        "color": colour,
        "thickness": 2,
        "width": 5,
    }


def _spent(results: Results, line: panels.Line) -> Any:
    """Every point of a variant as a dot of its colour with an area like its worlds, on one scale for all variants."""
    first, searched = (axis.path for axis in results.scenario.sweep.axes)
    points, key = results.points[results.points["variant"] == line.variant], outcome(results)
    noun = phrases.noun(results, key)
    several = f"{theme.plain(line.name)}<br>" if len(results.variants) > 1 else ""
    return scatter(
        x=points[first].tolist(),
        y=points[searched].round(6).tolist(),
        mode="markers",
        marker={
            "color": theme.fade(line.colour, 0.3),
            "size": _sizes(points["worlds"], int(results.points["worlds"].max())),
            "line": {"width": 0},
        },
        hovertext=[
            f"{several}{_ended(count, worlds, noun)}"
            for count, worlds in zip(points[key].tolist(), points["worlds"].tolist(), strict=True)
        ],
        hoverinfo="text",
    )


def _ended(count: int, worlds: int, noun: str) -> str:
    return f"{count:,} of {frequency.worlds(worlds)} {'ends' if count == 1 else 'end'} in {noun}"


def _sizes(worlds: Any, most: int, largest: float = 8.0) -> list[float]:
    size = np.sqrt(np.asarray(worlds, float) / max(most, 1))
    return [round(float(one), 1) for one in 1.5 + (largest - 1.5) * size]


def _regions(results: Results) -> list[dict[str, Any]]:
    """Names of the two sides of the line, above and below the picture, where every crossing agrees on them."""
    directions = {one.rising for one in readings(results) if one.crossed}
    if len(directions) != 1:
        return []
    more, less = _sides(results)
    upper, lower = (more, less) if directions == {True} else (less, more)
    common = {
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 13, "color": theme.PLAIN["ink"][0]},
    }
    return [
        {**common, "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom", "text": f"↑ {upper}"},
        {
            **common,
            "x": 1,
            "y": 0.01,
            "xanchor": "right",
            "yanchor": "bottom",
            "text": f"↓ {lower}",
            "bgcolor": theme.PLAIN["paper"][0],
        },
    ]


def _sides(results: Results) -> tuple[str, str]:
    at, noun = results.scenario.sweep.line.at, phrases.noun(results, outcome(results))
    share = "half" if math.isclose(at, 0.5) else f"{at:.0%}"
    return tuple(f"{first_upper(noun)} in {side} than {share} of worlds" for side in ("more", "fewer"))  # type: ignore[return-value]


def _as_set(results: Results) -> Any:
    """A cross where the baseline's own settings lie, if they lie in the picture."""
    first, searched = results.scenario.sweep.axes
    x, y = (as_set(results, results.variants[0], axis.path) for axis in (first, searched))
    if x is None or y is None or not (first.span[0] <= x <= first.span[1]):
        return None
    if not searched.span[0] <= y <= searched.span[1]:
        return None
    said = f"as set: {value_text(x)}, {value_text(y)}"
    return scatter(
        x=[x],
        y=[y],
        mode="markers+text",
        text=["as set"],
        textposition="top center",
        textfont={"color": theme.PLAIN["ink"][0], "size": 12},
        marker={"symbol": "x-thin", "size": 11, "line": {"width": 2.5, "color": theme.PLAIN["ink"][0]}},
        hovertext=[said],
        hoverinfo="text",
    )


def _aired(low: float, high: float, part: float) -> list[float]:
    air = (high - low) * part or 0.5
    return [low - air, high + air]


# -- one axis -------------------------------------------------------------------------------------------------------


def curve(results: Results) -> Figure:
    """The share along the searched parameter, the level, and where it is crossed."""
    (searched,) = results.scenario.sweep.axes
    at = results.scenario.sweep.line.at
    traces, shapes, notes = [], [_level(at)], []
    for line in shown(results):
        traces += _shares(results, line)
        for one in readings(results, line.variant):
            if one.crossed:
                shapes.append(_mark(one, line.colour))
                traces.append(_crossing(one, line, results))
    value = as_set(results, results.variants[0], searched.path)
    if value is not None and searched.span[0] <= value <= searched.span[1]:
        shapes.append(_upright(value))
        notes.append(_foot(value))
    return theme.figure(
        traces,
        xaxis={
            "title": {"text": theme.plain(phrases.axis(results, searched.path))},
            "range": _aired(*searched.span, 0.02),
        },
        yaxis={"range": [-0.02, 1.02], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]},
        shapes=shapes,
        annotations=notes,
        margin={"t": 26},
    )


def _shares(results: Results, line: panels.Line) -> list[Any]:
    """Line and band by groups of points, and the points themselves."""
    path, key = results.scenario.sweep.axes[-1].path, outcome(results)
    noun = phrases.noun(results, key)
    points = results.points[results.points["variant"] == line.variant]
    grouped = response(results, line.variant)
    x, low, high = (grouped[name].round(5).tolist() for name in ("x", "low", "high"))
    band = scatter(
        x=x + x[::-1],
        y=high + low[::-1],
        fill="toself",
        fillcolor=theme.fade(line.colour, 0.14),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )
    middle = scatter(
        x=x,
        y=grouped["share"].round(5).tolist(),
        name=theme.plain(line.name),
        mode="lines",
        line={"color": line.colour, "width": 2, "dash": line.dash},
        hoverinfo="skip",
    )
    dots = scatter(
        x=points[path].round(6).tolist(),
        y=(points[key] / points["worlds"]).round(5).tolist(),
        mode="markers",
        marker={
            "color": theme.fade(line.colour, 0.45),
            "size": _sizes(points["worlds"], int(results.points["worlds"].max()), 10.0),
            "line": {"width": 0},
        },
        hovertext=[
            f"{_ended(count, worlds, noun)} at {value_text(x)}"
            for x, count, worlds in points[[path, key, "worlds"]].itertuples(index=False)
        ],
        hoverinfo="text",
    )
    return [band, middle, dots]


def _crossing(one: Reading, line: panels.Line, results: Results) -> Any:
    at = results.scenario.sweep.line.at
    return scatter(
        x=[round(one.x, 6)],
        y=[at],
        mode="markers",
        marker={"color": line.colour, "size": 11, "symbol": theme.SYMBOLS[line.place % len(theme.SYMBOLS)]},
        hovertext=[
            f"{theme.plain(line.name)}<br><b>{with_band(one.x, one.low, one.high)}</b><br>{told(one.status, at)}"
        ],
        hoverinfo="text",
    )


def _level(at: float) -> dict[str, Any]:
    line = {"color": theme.PLAIN["ink"][0], "width": 1.2}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line, "layer": "below"}


def _mark(one: Reading, colour: str) -> dict[str, Any]:
    """The band as an upright stripe."""
    fill = {"fillcolor": theme.fade(colour, 0.28), "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "x0": one.low, "x1": one.high, "yref": "paper", "y0": 0, "y1": 1, **fill}


def _upright(value: float) -> dict[str, Any]:
    line = {"color": theme.PLAIN["axis"][0], "width": 1, "dash": "dot"}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}


def _foot(value: float) -> dict[str, Any]:
    font = {"size": 12, "color": theme.PLAIN["soft"][0]}
    text = f"as set {value_text(value)}"
    return {"x": value, "y": 1, "yref": "paper", "yanchor": "bottom", "text": text, "showarrow": False, "font": font}
