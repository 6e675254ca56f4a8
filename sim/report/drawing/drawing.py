"""Puts a figure together: room for names, grid, marks, axes, shapes and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sim.report.drawing import axes, marks, words
from sim.report.drawing.axes import Axis, Tick
from sim.report.drawing.known import check
from sim.report.drawing.marks import Reading
from sim.report.drawing.paint import Paint
from sim.report.drawing.plot import Plot, dashed, short
from sim.report.drawing.words import Look
from sim.report.figures import theme
from sim.report.figures.traces import Figure, Trace

#: Between an axis and its ticks' texts, and between these and the axis' title, pixels.
STANDOFF, TITLE_GAP = 4.0, 8.0
#: A tick's length, pixels.
TICK = 5.0
#: Between a text and the drawing's edge, pixels.
EDGE = 2.0
#: Slices of a colour bar.
SLICES: Final = 40

_SOFT = theme.PLAIN["soft"][0]


@dataclass(frozen=True)
class Drawing:
    """A drawn figure.

    Attributes:
        inner: SVG of the plot, whose corner is its origin; names and numbers stand beyond its edges.
        plot: the ground between the axes.
        margins: what these take above, right, below and left of it, pixels.
        readings: what its marks tell.
        by: how a mark is found: ``"closest"``, or ``"x"`` alone.
    """

    inner: str
    plot: Plot
    margins: tuple[float, float, float, float]
    readings: tuple[Reading, ...]
    by: str


def narrowed(figure: Figure, changes: Mapping[str, Any]) -> Figure:
    """The figure on a narrow screen: without direct labels, for which the key stands, and with its changes."""
    layout = dict(figure["layout"])
    layout["annotations"] = [note for note in layout.get("annotations", ()) if note.get("name") != "direct"]
    for part, values in changes.items():
        layout[part] = {**layout.get(part, {}), **values}
    return {"data": figure["data"], "layout": layout}


def draw(
    figure: Figure, paint: Paint, *, width: float, height: float, fluid: bool = True, tells: bool = False
) -> Drawing:
    """Draws a figure.

    Args:
        figure: traces and layout, as plain data.
        paint: how its light colours are written.
        width: pixels; the least width where ``fluid``.
        height: pixels.
        fluid: whether the drawing fills whatever is wider than ``width``; then no viewBox may scale it.
        tells: whether what its marks tell is wanted, too.

    Raises:
        Unknown: the figure holds what the drawer does not know.
    """
    check(figure)
    traces, layout = figure["data"], figure["layout"]
    x, y = _axes(traces, layout)
    room = _Room.of(x, y, traces, layout, width, height)
    plot = Plot(x, y, room.wide, room.high, fluid, paint)
    stacks = iter(_bars(traces, layout, x, y))
    mine = [next(stacks) if trace["type"] == "bar" else [] for trace in traces]
    shapes = layout.get("shapes", ())
    below = [one for one in shapes if one.get("layer") == "below"]
    parts = [
        # What a script measures the plot by.
        f'<rect class="ground" width="{plot.across(1)}" height="{short(plot.high)}" fill="none"/>',
        *(_shape(one, plot) for one in below if one["type"] == "rect"),
        _grid(plot, room),
        *(_shape(one, plot) for one in below if one["type"] == "line"),
        *_traces(traces, mine, plot),
        _frame(plot, room),
        *(_shape(one, plot) for one in shapes if one.get("layer") != "below"),
        *(_note(one, plot) for one in layout.get("annotations", ())),
    ]
    telling = zip(traces, mine, strict=True) if tells else ()
    by = layout.get("hovermode", "closest")
    told = [one for trace, bars in telling for one in marks.readings(trace, bars, plot, by)]
    margins = (room.top, room.right, room.bottom, room.left)
    return Drawing("".join(parts), plot, margins, tuple(told), by)


# -- axes and room --------------------------------------------------------------------------------------------------


def _bars(traces: Sequence[Trace], layout: Mapping[str, Any], x: Axis | None, y: Axis | None) -> list[list[marks.Bar]]:
    """The bars of the traces that have some; without axes yet, places are numbers or stand in the data's order."""
    found = [trace for trace in traces if trace["type"] == "bar"]
    if not found:
        return []
    axis = y if found[0].get("orientation") == "h" else x
    along = found[0]["y" if found[0].get("orientation") == "h" else "x"]
    names = {one: at for at, one in enumerate(dict.fromkeys(along)) if isinstance(one, str)}

    def place(one: Any) -> float:
        return float(names.get(one, one))

    return marks.bars(found, layout, axis.number if axis else place)


def _axes(traces: Sequence[Trace], layout: Mapping[str, Any]) -> tuple[Axis, Axis]:
    look = theme.look()["layout"]
    values: tuple[list[Any], list[Any]] = ([], [])
    spans: tuple[list[float], list[float]] = ([], [])
    marked = False
    for trace in traces:
        x, y = (trace["x"], trace["y"]) if trace["type"] == "heatmap" else marks.columns(trace)
        values[0].extend(x)
        values[1].extend(y)
        marked |= "markers" in trace.get("mode", "")
        if trace["type"] == "heatmap":
            for one, ends in zip((x, y), spans, strict=True):
                if not any(isinstance(value, str) for value in one):
                    found = marks.edges([float(value) for value in one])
                    ends.extend((found[0], found[-1]))
    bars = [trace for trace in traces if trace["type"] == "bar"]
    if bars:
        flat = bars[0].get("orientation") == "h"
        every = [one for mine in _bars(traces, layout, None, None) for one in mine]
        spans[0 if flat else 1].extend(one.start for one in every)
        values[0 if flat else 1].extend(one.end for one in every)
        spans[1 if flat else 0].extend(end for one in every for end in (one.near, one.far))
    x_given, y_given = (look[name] | layout.get(name, {}) for name in ("xaxis", "yaxis"))
    x_axis = axes.axis(x_given, values[0], spans[0], air=marked)
    return x_axis, axes.axis(y_given, values[1], spans[1], air=True)


@dataclass(frozen=True)
class _Room:
    """What names and numbers leave of a drawing: margins, the plot's size, and the ticks that fit."""

    left: float
    right: float
    top: float
    bottom: float
    wide: float
    high: float
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    beside: float  # how wide the texts of the y axis are

    @classmethod
    def of(
        cls, x: Axis, y: Axis, traces: Sequence[Trace], layout: Mapping[str, Any], width: float, height: float
    ) -> _Room:
        """The room of a figure of a width and height, pixels."""
        margin = theme.look()["layout"]["margin"] | layout.get("margin", {})
        small, tall = _size(x), _size(y)
        bar = max((_scale_width(one, tall) for one in traces if one.get("showscale")), default=0.0)
        right, left = margin["r"] + bar, float(margin["l"])
        # First as though the ticks of x took two lines; then with those that stand there.
        ticks: tuple[Tick, ...] = (Tick(0.5, "0<br>0"),)
        for _ in range(2):
            under = _under(x, ticks, small)
            above, below = (under, 0.0) if x.given.get("side") == "top" else (0.0, under)
            top, bottom = max(margin["t"], above + EDGE), max(margin["b"], below + EDGE)
            high = height - top - bottom
            up = tuple(y.ticks(high, tall, across=False)) if y.given.get("showticklabels", True) else ()
            beside = max((words.width(one.text, tall) for one in up), default=0.0)
            named = TITLE_GAP + words.height(y.given["title"]["text"], tall) if _titled(y) else 0.0
            left = max(left, EDGE + (beside + STANDOFF if beside else 0) + named)
            ticks = tuple(x.ticks(width - left - right, small, across=True))
            if "tickangle" not in x.given or not x.given["tickangle"]:
                left, right = _overhung(ticks, small, width, left, right)
        wide = width - left - right
        return cls(left, right, top, bottom, wide, high, ticks, up, beside)


def _size(axis: Axis) -> float:
    """Size of an axis' letters as they are drawn; a figure's own font need not name one."""
    return max(axis.given["tickfont"].get("size", 12), words.SMALLEST)


def _titled(axis: Axis) -> bool:
    return bool(axis.given.get("title", {}).get("text"))


def _under(x: Axis, ticks: Sequence[Tick], size: float) -> float:
    """How high the x axis' ticks, texts and title are together."""
    tick = TICK if x.given["ticks"] else 0.0
    if x.given.get("tickangle") == -90:
        texts = max((words.width(one.text, size) for one in ticks), default=0.0)
    else:
        texts = max((words.height(one.text, size) for one in ticks), default=0.0)
    title = TITLE_GAP + words.height(x.given["title"]["text"], 12) if _titled(x) else 0.0
    return tick + STANDOFF + texts + title


def _overhung(ticks: Sequence[Tick], size: float, width: float, left: float, right: float) -> tuple[float, float]:
    """Margins in which the outermost ticks' texts are whole."""
    for one in ticks:
        half, wide = words.width(one.text, size) / 2 + EDGE, width - left - right
        left = max(left, half - one.at * wide)
        right = max(right, half - (1 - one.at) * wide)
    return left, right


# -- marks ----------------------------------------------------------------------------------------------------------


def _traces(traces: Sequence[Trace], bars: Sequence[list[marks.Bar]], plot: Plot) -> list[str]:
    """Cells below bars below the rest, each in the figure's order."""
    cells = [
        marks.heatmap(trace, plot) + (_scale(trace, plot) if trace.get("showscale") else "")
        for trace in traces
        if trace["type"] == "heatmap"
    ]
    barred = [marks.bar(trace, mine, plot) for trace, mine in zip(traces, bars, strict=True) if trace["type"] == "bar"]
    scattered = [trace for trace in traces if trace["type"] == "scatter"]
    befores = [None, *scattered]
    return [*cells, *barred, *(marks.scatter(one, old, plot) for one, old in zip(scattered, befores, strict=False))]


def _scale_axis(trace: Trace) -> Axis:
    given = {"range": [trace["zmin"], trace["zmax"]], "tickformat": trace["colorbar"]["tickformat"]}
    return axes.axis(given, [], [], air=False)


def _scale_width(trace: Trace, size: float) -> float:
    texts = _scale_axis(trace).ticks(200, size, across=False)
    bar = trace["colorbar"]
    return bar["xpad"] + bar["thickness"] + STANDOFF + max(words.width(one.text, size) for one in texts)


def _scale(trace: Trace, plot: Plot) -> str:
    """The colour bar right of a heatmap: slices of its colours, and its ticks."""
    bar = trace["colorbar"]
    high = bar["len"] * plot.high
    top, slice_ = (plot.high - high) / 2, high / SLICES
    drawn = ""
    for at in range(SLICES):
        value = trace["zmin"] + (trace["zmax"] - trace["zmin"]) * (at + 0.5) / SLICES
        y = top + high - (at + 1) * slice_
        size = f'x="{bar["xpad"]:g}" y="{short(y)}" width="{bar["thickness"]:g}" height="{short(slice_ + 0.5)}"'
        drawn += f'<rect {size} fill="{marks.shade(trace, value, plot)}"/>'
    beside = short(bar["xpad"] + bar["thickness"] + STANDOFF)
    for one in _scale_axis(trace).ticks(high, 12, across=False):
        look = Look(12, _SOFT, "left")
        drawn += words.text(one.text, beside, top + (1 - one.at) * high, look, plot.paint)
    return f'<svg x="{plot.across(1)}" overflow="visible">{drawn}</svg>'


# -- axes, shapes and notes -----------------------------------------------------------------------------------------


def _grid(plot: Plot, room: _Room) -> str:
    drawn = ""
    if plot.x.given["showgrid"]:
        colour = plot.paint.stroke(plot.x.given["gridcolor"])
        lines = (f'<line x1="{at}" x2="{at}" y2="{short(plot.high)}"/>' for at in _across(plot, room))
        drawn += f"<g {colour}>{''.join(lines)}</g>"
    if plot.y.given["showgrid"]:
        colour = plot.paint.stroke(plot.y.given["gridcolor"])
        heights = (short((1 - one.at) * plot.high) for one in plot.y.ticks(plot.high, _size(plot.y), across=False))
        drawn += f"<g {colour}>"
        drawn += "".join(f'<line x2="{plot.across(1)}" y1="{one}" y2="{one}"/>' for one in heights) + "</g>"
    return drawn


def _across(plot: Plot, room: _Room) -> list[str]:
    return [plot.across(one.at) for one in room.across]


def _frame(plot: Plot, room: _Room) -> str:
    """The x axis' line and ticks, and both axes' texts and titles."""
    given, drawn = plot.x.given, ""
    top = given.get("side") == "top"
    base, way = (0.0, -1) if top else (plot.high, 1)
    if given["showline"]:
        colour = plot.paint.stroke(given["linecolor"])
        drawn += f'<line x2="{plot.across(1)}" y1="{short(base)}" y2="{short(base)}" {colour}/>'
    tick = TICK if given["ticks"] else 0.0
    if tick:
        ends = f'y1="{short(base)}" y2="{short(base + way * tick)}"'
        lines = "".join(f'<line x1="{at}" x2="{at}" {ends}/>' for at in _across(plot, room))
        drawn += f"<g {plot.paint.stroke(given['tickcolor'])}>{lines}</g>"
    look = Look(_size(plot.x), given["tickfont"].get("color", _SOFT), along="bottom" if top else "top")
    place = base + way * (tick + STANDOFF)
    for one in room.across:
        at = plot.across(one.at)
        if given.get("tickangle") == -90:
            turned = replace(look, across="left" if top else "right", along="middle")
            drawn += words.upright(one.text, at, place, turned, plot.paint)
        else:
            drawn += words.text(one.text, at, place, look, plot.paint)
    if _titled(plot.x):
        title = Look(12, _SOFT, along="top")
        height = words.height(given["title"]["text"], 12)
        y = -room.top + EDGE if top else plot.high + room.bottom - EDGE - height
        under = _under(plot.x, room.across, look.size)
        y = y if top else min(y, plot.high + under - height)
        drawn += words.text(given["title"]["text"], plot.across(0.5), y, title, plot.paint)
    return drawn + _names(plot, room)


def _names(plot: Plot, room: _Room) -> str:
    """Texts and title of the y axis."""
    given = plot.y.given
    look = Look(_size(plot.y), given["tickfont"].get("color", _SOFT), "right")
    drawn = "".join(
        words.text(one.text, "0", (1 - one.at) * plot.high, look, plot.paint, shift=-STANDOFF) for one in room.up
    )
    if _titled(plot.y):
        title = Look(12, _SOFT, along="bottom")
        at = short(-(STANDOFF + room.beside + TITLE_GAP))
        drawn += words.upright(given["title"]["text"], at, plot.high / 2, title, plot.paint)
    return drawn


def _place(one: Mapping[str, Any], key: str, plot: Plot) -> float:
    """A shape's or note's x as a part of the width, or its y in pixels."""
    paper = one.get(f"{key[0]}ref") == "paper"
    if key[0] == "x":
        return float(one[key]) if paper else plot.x.at(one[key])
    return (1 - float(one[key])) * plot.high if paper else plot.top(one[key])


def _shape(one: Mapping[str, Any], plot: Plot) -> str:
    x0, x1, y0, y1 = (_place(one, key, plot) for key in ("x0", "x1", "y0", "y1"))
    line = one.get("line", {})
    if one["type"] == "rect":
        left, right = sorted(min(max(end, 0.0), 1.0) for end in (x0, x1))
        top, bottom = sorted(min(max(end, 0.0), plot.high) for end in (y0, y1))
        size = f'x="{plot.across(left)}" y="{short(top)}" width="{plot.across(right - left)}"'
        return f'<rect {size} height="{short(bottom - top)}" {plot.paint.fill(one["fillcolor"])}/>'
    ends = f'x1="{plot.across(x0)}" x2="{plot.across(x1)}" y1="{short(y0)}" y2="{short(y1)}"'
    width = line.get("width", 2)
    dash = dashed(line.get("dash", "solid"), width)
    return f'<line {ends} {plot.paint.stroke(line["color"])} stroke-width="{width:g}"{dash}/>'


def _note(one: Mapping[str, Any], plot: Plot) -> str:
    font = one.get("font", {})
    look = Look(
        font.get("size", 13),
        font.get("color", theme.PLAIN["ink"][0]),
        one.get("xanchor", "center"),
        one.get("yanchor", "middle"),
    )
    y = _place(one, "y", plot) - one.get("yshift", 0)
    x, halo = plot.across(_place(one, "x", plot)), one.get("bgcolor", "")
    return words.text(one["text"], x, y, look, plot.paint, shift=one.get("xshift", 0), halo=halo)
