"""The slider of a swept run: what each section of the page is at every other point of the sweep, computed before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sim.report import at_point, deltas, findings
from sim.report.at_point import Point
from sim.report.parts import Section
from sim.runs.results import Results
from sim.words import frequency, text
from sim.words.parameters import covers, parameter_title, value_text

Make = Callable[[Results], Section | None]

#: Sections that show the whole sweep or what a run keeps of one setting alone: they stay when the slider moves.
STAY: Final = frozenset(
    {"answer", "response", "map", "boundary", "one_world", "rungs", "drivers", "history"}
    | {"parameters", "claims", "method"}
)
#: Those of them that hold for each variant's first point alone.
FIRST: Final = frozenset({"one_world", "rungs", "drivers", "history", "claims"})
#: Most cells of a sweep that gets a slider: the page carries the figures of each.
MOST: Final = 100
#: Said below figures whose lines are thinned away from the reference.
THIN = "Away from the marked point, curves are drawn every four weeks."

#: What makes an axis' scale.
_SCALE: Final = ("range", "tickvals", "ticktext")
#: Said below figures of the whole sweep, which a click moves.
_LEADS: Final = {
    "response": "The upright line marks where the slider is. A click on a point of a line moves the page there.",
    "map": "The frame marks the pair that the sliders are at. A click on another cell moves the page to it.",
}


@dataclass(frozen=True)
class Axis:
    """One slider: its name, its values as numbers or words and as read out, and the place of the reference."""

    name: str
    values: tuple[float | str, ...]
    words: tuple[str, ...]
    reference: int


@dataclass(frozen=True)
class Slider:
    """What the control shows, and how every point differs from the reference, which the page itself is drawn at.

    Attributes:
        axes: one slider each.
        points: the place on each axis of every point.
        reference: which of the points the page is drawn at.
        says: the headline at each point, in a sentence.
        bases: pieces of each moving section's HTML at the reference.
        html: per moving section and point, the difference of its pieces.
        charts: per chart and point, the difference of its data and layout.
        held: what to say below a section that stays, by its key.
    """

    axes: tuple[Axis, ...]
    points: tuple[tuple[int, ...], ...]
    reference: int
    says: tuple[str, ...]
    bases: dict[str, str]
    html: dict[str, list[Any]]
    charts: dict[str, list[Any]]
    held: dict[str, str]

    def data(self) -> dict[str, Any]:
        """What slider.js reads."""
        bases = {key: deltas.emptied(html) for key, html in self.bases.items()}
        return {"base": bases, "html": self.html, "charts": self.charts}

    def control(self) -> dict[str, Any]:
        """What slider.js needs before anything is moved."""
        return {
            "axes": [{"values": list(one.values), "words": list(one.words)} for one in self.axes],
            "points": [list(one) for one in self.points],
            "reference": self.reference,
            "says": list(self.says),
        }


def made(
    results: Results,
    makers: Sequence[tuple[str, Make]],
    drawn: Callable[[Section], str],
    plain: Callable[[Any], dict[str, Any]],
) -> tuple[list[Section], Slider | None]:
    """The sections of the page, those that can move at the point of reference, and the slider that moves them.

    Args:
        results: the run.
        makers: name and maker of each section, in the page's order.
        drawn: a section's inner HTML.
        plain: a chart's data and layout as plain data.
    """
    points = _points(results)
    if not points:
        return shown(results, makers), None
    start = points.index(at_point.reference(results))
    order = [start, *(at for at in range(len(points)) if at != start)]
    movers = {name: make for name, make in makers if name not in STAY}
    base, html, charts = _all(results, points, order, movers, drawn, plain)
    whole = {name: make(results) for name, make in makers if name not in base}
    sections = [section for name, _ in makers if (section := base.get(name) or whole.get(name)) is not None]
    moving = {section.key: "".join(deltas.pieces(drawn(section))) for section in base.values()}
    axes = tuple(_axis(results, at, points, points[start]) for at in range(len(results.axes)))
    return sections, Slider(
        axes=axes,
        points=tuple(
            tuple(axis.values.index(value) for axis, (_, value) in zip(axes, point, strict=True)) for point in points
        ),
        reference=start,
        says=tuple(_says(results, point, axes) for point in points),
        bases=moving,
        html=html,
        charts=charts,
        held=_held(results, sections, moving, points[0]),
    )


def shown(results: Results, makers: Sequence[tuple[str, Make]]) -> list[Section]:
    """The sections of the page as it opens: those that a slider would move at the point of reference."""
    view = at_point.at(results, at_point.reference(results)) if _points(results) else results
    found = []
    for name, make in makers:
        section = None if name in STAY else make(view)
        section = make(results) if section is None else section
        if section is not None:
            found.append(section)
    return found


def _points(results: Results) -> list[Point]:
    """The points that a slider goes through; empty where there is none."""
    points = at_point.points(results)
    few = len(points) > 1 and len(points) * len(results.variants) <= MOST
    return points if few and len(results.axes) <= 2 else []


def _all(
    results: Results,
    points: list[Point],
    order: list[int],
    movers: dict[str, Make],
    drawn: Callable[[Section], str],
    plain: Callable[[Any], dict[str, Any]],
) -> tuple[dict[str, Section], dict[str, list[Any]], dict[str, list[Any]]]:
    """The movable sections at the reference, which comes first in the order, and all differences from it.

    Sections that some point has no data for are left out.
    """
    base: dict[str, Section] = {}
    pieces: dict[str, list[str]] = {}
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    html: dict[str, list[Any]] = {}
    charts: dict[str, dict[str, list[Any]]] = {}
    for at in order:
        view = at_point.at(results, points[at], events=at == order[0])
        for name in list(movers):
            section = movers[name](view)
            if section is None or (name in base and section.key != base[name].key):
                for part in (movers, base, pieces, figures, html, charts):
                    part.pop(name, None)
                continue
            mine = {chart.name: plain(chart) for group in section.groups for chart in group.charts if not chart.says}
            if name not in base:
                base[name], pieces[name], figures[name] = section, deltas.pieces(drawn(section)), mine
                html[name] = [None] * len(points)
                charts[name] = {}
                continue
            thin = {key: {**one, "data": [deltas.thinned(trace) for trace in one["data"]]} for key, one in mine.items()}
            if thin != mine:
                section = replace(section, notes=(*section.notes, THIN))
            html[name][at] = deltas.of_html(pieces[name], deltas.pieces(drawn(section)))
            for key, one in thin.items():
                charts[name].setdefault(key, [None] * len(points))[at] = one
    for name, found in charts.items():
        _to_one_scale(base[name], figures[name], found)
        for key, there in found.items():
            was = figures[name].get(key)
            charts[name][key] = [None if one is None else deltas.of_figure(was, one) for one in there]
    keyed = {base[name].key: found for name, found in html.items()}
    return base, keyed, {key: nodes for found in charts.values() for key, nodes in found.items()}


def _to_one_scale(section: Section, base: dict[str, Any], others: dict[str, list[Any]]) -> None:
    """Makes every figure's fixed scales as wide as the widest point needs, so that what moves is the data.

    Changes the section's figures, ``base`` and ``others`` alike.
    """
    for key, one in base.items():
        layouts = [one["layout"], *(other["layout"] for other in others.get(key, ()) if other)]
        for name in ("xaxis", "yaxis"):
            scales = [layout.get(name, {}) for layout in layouts]
            if len(scales) < 2 or not all(_numeric(scale.get("range")) for scale in scales):
                continue
            widest = max(scales, key=lambda scale: scale["range"][1] - scale["range"][0])
            for layout in layouts:
                layout[name] = {**layout[name], **{part: widest[part] for part in _SCALE if part in widest}}
    for group in section.groups:
        for chart in group.charts:
            for name in ("xaxis", "yaxis") if chart.name in base else ():
                given = base[chart.name]["layout"].get(name, {})
                chart.figure.layout[name].update({part: given[part] for part in _SCALE if part in given})


def _numeric(ends: Any) -> bool:
    return isinstance(ends, list | tuple) and len(ends) == 2 and all(isinstance(end, int | float) for end in ends)


def _axis(results: Results, at: int, points: list[Point], reference: Point) -> Axis:
    path = results.axes[at]
    values = list(dict.fromkeys(point[at][1] for point in points))
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        values.sort()
    unit = next((one.unit for name, one in results.catalogue.items() if covers(path, name)), "")
    unit = {"rung": "rungs", "1": "", "choice": "", "index": "", "share": ""}.get(unit, unit)
    return Axis(
        name=text.first_upper(parameter_title(path)),
        values=tuple(values),
        words=tuple(f"{value_text(one)} {'rung' if unit == 'rungs' and one == 1 else unit}".strip() for one in values),
        reference=values.index(reference[at][1]),
    )


def _says(results: Results, point: Point, axes: Sequence[Axis]) -> str:
    """``"War breaks out in 42 of 100 worlds at US agencies spread 1.5 rungs"``, under the baseline where more are."""
    cell = next(one for one in results.cells_of(results.variants[0]) if one.coordinates == point)
    outcome = results.scenario.headline
    share = frequency.number(findings.share(results, cell.index, outcome))
    title = f" under “{text.short(results.title_of(results.variants[0]), 48)}”" if len(results.variants) > 1 else ""
    return f"{findings.BEGINS[outcome]} in {share} of 100 worlds{title} {_at(results, point, axes)}"


def _at(results: Results, point: Point, axes: Sequence[Axis]) -> str:
    return "at " + text.listed(
        [
            f"{parameter_title(path)} {axis.words[axis.values.index(value)]}"
            for axis, (path, value) in zip(axes, point, strict=True)
        ]
    )


def _held(results: Results, sections: list[Section], moving: dict[str, str], first: Point) -> dict[str, str]:
    """Which point a section that stays holds for."""
    where = text.listed([f"{parameter_title(path)} {value_text(value)}" for path, value in first])
    whole = f"This section stays when the slider moves: it holds at {where}, the first point of the sweep."
    fixed = {one.key for one in sections if one.key not in moving and one.key in FIRST}
    return {one.key: whole for one in sections if one.key in fixed} | {
        one.key: _LEADS[one.key] for one in sections if one.key in _LEADS
    }
