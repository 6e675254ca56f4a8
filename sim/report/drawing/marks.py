"""Draws a figure's traces: lines, bands, marks, bars and cells; and what each tells a reader who points at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from sim.report.drawing import formats, symbols, words
from sim.report.drawing.known import Unknown
from sim.report.drawing.plot import Plot, dashed, short
from sim.report.drawing.words import Look
from sim.report.figures import theme
from sim.report.figures.traces import Trace

#: A trace's points as parts of the plot's width and pixels from its top; None where there is none.
Points = list["tuple[float, float] | None"]


@dataclass(frozen=True)
class Reading:
    """What a mark tells, and where it lies: parts of the plot's width and height from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def each(value: Any, count: int) -> list[Any]:
    """A value per mark, given once or as a list."""
    return list(value) if isinstance(value, list | tuple) else [value] * count


def columns(trace: Trace) -> tuple[list[Any], list[Any]]:
    """A trace's x and y; evenly spaced dates that are said once are written out, as days since 1970."""
    y = list(trace["y"])
    if "x" in trace:
        return list(trace["x"]), y
    start, step = formats.days(trace["x0"]), trace["dx"] / 86_400_000
    return [start + at * step for at in range(len(y))], y


# -- scatter --------------------------------------------------------------------------------------------------------


def points(trace: Trace, plot: Plot) -> Points:
    """Where a trace's marks lie."""
    x, y = columns(trace)
    return [None if a is None or b is None else (plot.x.at(a), plot.top(b)) for a, b in zip(x, y, strict=True)]


def scatter(trace: Trace, before: Trace | None, plot: Plot) -> str:
    """One trace of lines, bands, marks or text; ``before`` is the one that a band may reach back to."""
    place = points(trace, plot)
    drawn = _filled(trace, place, before, plot) + _line(trace, place, plot)
    drawn = plot.layer(drawn) if drawn else ""
    drawn += whiskers(trace, place, plot)
    if "markers" in trace["mode"]:
        drawn += _markers(trace, place, plot)
    if "text" in trace["mode"]:
        drawn += _texts(trace, place, plot)
    opacity = trace.get("opacity", 1)
    return drawn if opacity == 1 else f'<g opacity="{opacity}">{drawn}</g>'


def _steps(trace: Trace) -> bool:
    return bool(trace.get("line", {}).get("shape") == "hv")


def _filled(trace: Trace, place: Points, before: Trace | None, plot: Plot) -> str:
    fill = trace.get("fill")
    if not fill:
        return ""
    if fill == "toself":
        path = plot.path(place, closed=True)
    else:
        if before is None:
            raise Unknown("a band to a trace that is not there")
        path = "".join(_bands(place, points(before, plot), _steps(trace), plot))
    return f'<path d="{path}" {plot.paint.fill(trace["fillcolor"])}/>'


def _bands(place: Points, back: Points, steps: bool, plot: Plot) -> Iterator[str]:
    """The ``d`` of each piece of a band; where either edge has a gap, so has the band."""
    for whole, piece in groupby(zip(place, back, strict=True), lambda pair: None not in pair):
        if whole:
            edges = [_stepped(list(one)) if steps else list(one) for one in zip(*piece, strict=True)]
            yield plot.path([*edges[0], *edges[1][::-1]], closed=True)


def _stepped(place: Points) -> Points:
    """A stepped line's corners."""
    found: Points = []
    for point in place:
        if found and found[-1] and point:
            found.append((point[0], found[-1][1]))
        found.append(point)
    return found


def _line(trace: Trace, place: Points, plot: Plot) -> str:
    line = trace.get("line", {})
    if "lines" not in trace["mode"] or line.get("width") == 0:
        return ""
    path, width = plot.path(place, steps=_steps(trace)), line.get("width", 2)
    if "l" not in path and "H" not in path:
        return ""
    look = f'fill="none" {plot.paint.stroke(line["color"])} stroke-width="{width:g}" stroke-linejoin="round"'
    return f'<path d="{path}" {look}{dashed(line.get("dash", "solid"), width)} vector-effect="non-scaling-stroke"/>'


def _markers(trace: Trace, place: Points, plot: Plot) -> str:
    marker, count = trace.get("marker", {}), len(place)
    if not count:
        return ""
    edge = marker.get("line", {})
    looks = zip(
        each(marker.get("symbol", "circle"), count),
        each(marker.get("size", 6), count),
        each(marker.get("color") or edge.get("color") or trace["line"]["color"], count),
        each(edge.get("color"), count),
        each(edge.get("width", 0), count),
        strict=True,
    )
    marks = [(look, point) for look, point in zip(looks, place, strict=True) if point and -0.001 <= point[0] <= 1.001]
    drawn = ""
    for look, group in groupby(marks, lambda one: one[0]):
        path, attributes = _marker(look, plot)
        inner = "".join(_put(path, look[1] / 2, point, plot) for _, point in group)
        drawn += f"<g {attributes}>{inner}</g>"
    opacity = marker.get("opacity", 1)
    return drawn if opacity == 1 or not drawn else f'<g opacity="{opacity}">{drawn}</g>'


def _marker(look: tuple[Any, ...], plot: Plot) -> tuple[str, str]:
    """A mark's path and attributes; an open one's outline has the mark's colour, a stroke's that of its edge."""
    symbol, size, colour, edge, width = look
    path, hollow = symbols.shape(symbol, size)
    strokes = symbol in symbols.STROKES
    if hollow:
        stroke = plot.paint.stroke(edge if strokes and edge else colour)
        return path, f'fill="none" {stroke} stroke-width="{width or 1:g}"'
    fill = plot.paint.fill(colour)
    return path, f'{fill} {plot.paint.stroke(edge or colour)} stroke-width="{width:g}"' if width else fill


def _put(path: str, radius: float, point: tuple[float, float], plot: Plot) -> str:
    x, y = plot.across(point[0]), short(point[1])
    if not path:
        return f'<circle cx="{x}" cy="{y}" r="{short(radius, 2)}"/>'
    return f'<svg x="{x}" y="{y}" overflow="visible"><path d="{path}"/></svg>'


def _texts(trace: Trace, place: Points, plot: Plot) -> str:
    font, count, above = trace.get("textfont", {}), len(place), trace.get("textposition") == "top center"
    colours = each(font.get("color", theme.PLAIN["ink"][0]), count)
    rise = -0.7 * trace.get("marker", {}).get("size", 0) - 2 if above else 0
    drawn = ""
    for said, point, colour in zip(each(trace["text"], count), place, colours, strict=True):
        if said and point:
            look = Look(font.get("size", 12), colour, along="bottom" if above else "middle")
            drawn += words.text(said, plot.across(point[0]), point[1] + rise, look, plot.paint)
    return drawn


def whiskers(trace: Trace, place: Points, plot: Plot) -> str:
    """Error bars of a trace: lines along x or y, with caps where they have a width."""
    drawn = ""
    for name in ("error_x", "error_y"):
        error = trace.get(name)
        if not error:
            continue
        lines = ""
        values = columns(trace)[0 if name == "error_x" else 1]
        for at, point in enumerate(place):
            if point:
                ends = values[at] - error["arrayminus"][at], values[at] + error["array"][at]
                lines += _whisker(name, ends, point, error.get("width", 0), plot)
        drawn += f'<g {plot.paint.stroke(error["color"])} stroke-width="{error.get("thickness", 2):g}">{lines}</g>'
    return drawn


def _whisker(name: str, ends: tuple[float, float], point: tuple[float, float], cap: float, plot: Plot) -> str:
    if name == "error_x":
        x1, x2 = (plot.across(min(max(plot.x.at(end), 0), 1)) for end in ends)
        y = short(point[1])
        if cap:
            raise Unknown("caps on error bars along x")
        return f'<line x1="{x1}" x2="{x2}" y1="{y}" y2="{y}"/>'
    x = plot.across(point[0])
    y1, y2 = (min(max(plot.top(end), 0), plot.high) for end in ends)
    path = f"M0 0V{short(y2 - y1)}M{-cap:g} 0H{cap:g}M{-cap:g} {short(y2 - y1)}H{cap:g}"
    return f'<svg x="{x}" y="{short(y1)}" overflow="visible"><path d="{path}"/></svg>'


# -- bars -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """One bar in the numbers of its axes: its ends along its length, and along its thickness."""

    start: float
    end: float
    near: float
    far: float


def bars(traces: Sequence[Trace], layout: Mapping[str, Any], number: Any) -> list[list[Bar]]:
    """The bars of each trace, stacked where the layout says so; ``number`` makes one of a place on the axis."""
    stacked, found = layout.get("barmode") == "stack", []
    tops: dict[float, float] = {}
    for trace in traces:
        along, places = (trace["x"], trace["y"]) if trace.get("orientation") == "h" else (trace["y"], trace["x"])
        at = [number(one) for one in places]
        step = min((abs(b - a) for a, b in pairwise(at)), default=1.0)
        widths = each(trace.get("width", (1 - layout.get("bargap", 0.2)) * step), len(at))
        bases = list(trace.get("base", [0.0] * len(at)))
        mine = []
        for place, value, base, width in zip(at, along, bases, widths, strict=True):
            start = tops.get(place, 0.0) if stacked else base
            if stacked and value < 0:
                raise Unknown("a negative bar in a stack")
            tops[place] = start + value
            mine.append(Bar(start, start + value, place - width / 2, place + width / 2))
        found.append(mine)
    return found


def bar(trace: Trace, mine: Sequence[Bar], plot: Plot) -> str:
    """One trace of bars with the texts that find room in them."""
    flat = trace.get("orientation") == "h"
    marker, drawn, texts = trace["marker"], "", ""
    edge = marker.get("line", {})
    outline = f' {plot.paint.stroke(edge["color"])} stroke-width="{edge["width"]:g}"' if edge.get("width") else ""
    said = each(trace.get("text", ""), len(mine))
    for one, colour, text in zip(mine, each(marker["color"], len(mine)), said, strict=True):
        left, top, right, bottom = box(one, flat, plot)
        size = f'x="{plot.across(left)}" y="{short(top)}" width="{plot.across(right - left)}"'
        if right > left and bottom > top:
            drawn += f'<rect {size} height="{short(bottom - top)}" {plot.paint.fill(colour)}{outline}/>'
        font = trace.get("textfont", {})
        if text and words.width(text, font.get("size", 12)) + 2 <= (right - left) * plot.wide:
            look = Look(font.get("size", 12), font.get("color", theme.PLAIN["ink"][0]))
            texts += words.text(text, plot.across((left + right) / 2), (top + bottom) / 2, look, plot.paint)
    ends: Points = []
    for one in mine:
        left, top, right, bottom = box(one, flat, plot)
        ends.append((right, (top + bottom) / 2) if flat else ((left + right) / 2, top))
    return drawn + texts + whiskers(trace, ends, plot)


def box(one: Bar, flat: bool, plot: Plot) -> tuple[float, float, float, float]:
    """A bar's left, top, right and bottom, parts of the width and pixels, cut at the plot's ends."""
    x, y = ((one.start, one.end), (one.near, one.far)) if flat else ((one.near, one.far), (one.start, one.end))
    left, right = sorted(min(max(plot.x.at_number(end), 0), 1) for end in x)
    top, bottom = sorted(min(max((1 - plot.y.at_number(end)) * plot.high, 0), plot.high) for end in y)
    return left, top, right, bottom


# -- heatmap --------------------------------------------------------------------------------------------------------


def edges(values: Sequence[float]) -> list[float]:
    """Where cells around these numbers meet, and their outer ends."""
    inner = [(a + b) / 2 for a, b in pairwise(values)]
    if not inner:
        return [values[0] - 0.5, values[0] + 0.5]
    return [2 * values[0] - inner[0], *inner, 2 * values[-1] - inner[-1]]


def shade(trace: Trace, value: float, plot: Plot) -> str:
    """The colour of a value on a heatmap's scale."""
    scale = trace["colorscale"]
    part = (value - trace["zmin"]) / ((trace["zmax"] - trace["zmin"]) or 1)
    part = min(max(part, 0.0), 1.0) * (len(scale) - 1)
    at = min(int(part), len(scale) - 2)
    return plot.paint.between(scale[at][1], scale[at + 1][1], part - at)


def heatmap(trace: Trace, plot: Plot) -> str:
    """The cells, parted by lines of the page's ground; what is unknown stays blank."""
    x, y = (
        [axis.at_number(edge) for edge in edges([axis.number(one) for one in trace[name]])]
        for name, axis in (("x", plot.x), ("y", plot.y))
    )
    drawn = ""
    for row, values in enumerate(trace["z"]):
        low, high = sorted(((1 - y[row]) * plot.high, (1 - y[row + 1]) * plot.high))
        for at, value in enumerate(values):
            if value is not None:
                left, right = sorted(x[at : at + 2])
                place = f'x="{plot.across(left)}" y="{short(low)}" width="{plot.across(right - left)}"'
                drawn += f'<rect {place} height="{short(high - low)}" fill="{shade(trace, value, plot)}"/>'
    gap = plot.paint.stroke(theme.PLAIN["paper"][0])
    return f'<g {gap} stroke-width="{trace.get("xgap", 0):g}">{drawn}</g>'


# -- what marks tell ------------------------------------------------------------------------------------------------


def readings(trace: Trace, mine: Sequence[Bar], plot: Plot, by: str) -> list[Reading]:
    """What a trace's marks tell, in their order; nothing where it tells nothing.

    Args:
        trace: the trace.
        mine: its bars, if it has some.
        plot: where they are drawn.
        by: ``"x"`` where a mark is found by its x alone, which then stands first in what it tells.
    """
    if trace.get("hoverinfo") == "skip":
        return []
    if trace["type"] == "heatmap":
        return _of_cells(trace, plot)
    x, y = columns(trace)
    custom = trace.get("customdata") or [None] * len(y)
    found = []
    for at, (a, b) in enumerate(zip(x, y, strict=True)):
        if a is None or b is None:
            continue
        if mine:
            left, top, right, bottom = box(mine[at], trace.get("orientation") == "h", plot)
        else:
            left = right = plot.x.at(a)
            top = bottom = plot.top(b)
        said = _said(trace, at, {"x": a, "y": b, "customdata": custom[at]}, plot)
        said = f"{plot.x.said(a, '')}\n{said}" if by == "x" else said
        found.append(Reading(left, top / plot.high, right, bottom / plot.high, said))
    return found


def _said(trace: Trace, at: int, point: Mapping[str, Any], plot: Plot) -> str:
    if "hovertext" in trace and trace.get("hoverinfo") == "text":
        return words.plain(each(trace["hovertext"], at + 1)[at])
    template, extra, rest = trace["hovertemplate"].partition("<extra>")
    name = rest.partition("</extra>")[0] if extra else trace.get("name", "")
    told = formats.filled(template, point, plot.x.said)
    return words.plain(f"{name}<br>{told}" if name else told)


def _of_cells(trace: Trace, plot: Plot) -> list[Reading]:
    x, y = (edges([axis.number(one) for one in trace[name]]) for name, axis in (("x", plot.x), ("y", plot.y)))
    found = []
    for row, values in enumerate(trace["z"]):
        for at, value in enumerate(values):
            if value is not None:
                left, right = sorted(plot.x.at_number(end) for end in x[at : at + 2])
                top, bottom = sorted(1 - plot.y.at_number(end) for end in y[row : row + 2])
                found.append(Reading(left, top, right, bottom, words.plain(trace["hovertext"][row][at])))
    return found
