"""How worlds end at each point of a sweep: the outcome bars with a slider for each axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sim.report import embed, phrases
from sim.report.figures import cells
from sim.report.figures import outcomes as figure
from sim.report.figures.traces import Trace
from sim.report.parts import Chart, Group, Table
from sim.runs.results import Results
from sim.words import frequency, prose
from sim.words.parameters import value_text

#: Most cells of a sweep that gets a slider: the page carries the shares of each.
MOST: Final = 400
#: Said below figures of the whole sweep, which mark where the slider is.
LEADS: Final = "Marked is the point that the slider under Outcomes is at; a click on another point moves it there."

#: Coordinates of a point: path and value of each swept parameter.
Point = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Axis:
    """One slider: its name, its values as numbers or words and as read out, and the place of the reference."""

    name: str
    values: tuple[float | str, ...]
    words: tuple[str, ...]
    reference: int


@dataclass(frozen=True)
class Slider:
    """The control.

    Attributes:
        chart: name of the figure that it moves.
        axes: one slider each.
        says: the headline at the reference, in a sentence.
        points: packed, for slider.js: see :func:`group`.
    """

    chart: str
    axes: tuple[Axis, ...]
    says: str
    points: str


def points(results: Results) -> list[Point]:
    """The points that a slider goes through, in the order they were run; empty where there is none."""
    if not results.axes or len(results.axes) > 2 or results.scenario.sweep.design != "grid":
        return []
    found: list[Point] = [cell.coordinates for cell in results.cells_of(results.variants[0])]
    return found if len(found) > 1 and len(results.design) <= MOST else []


def group(results: Results) -> Group | None:
    """The bars at the point of reference with their slider, and the table of all points; None without a slider."""
    every = points(results)
    if not every:
        return None
    reference = results.reference_of(results.variants[0]).coordinates
    axes = tuple(_axis(results, at, every, reference) for at in range(len(results.axes)))
    first = every.index(reference)
    chosen = [_cells(results, point) for point in every]
    whole = figure.draw(figure.rows(results, [cell for each in chosen for cell in each]), results.crisis.outcomes)
    says = [_says(results, point, axes) for point in every]
    data = {
        "axes": [{"values": one.values, "words": one.words} for one in axes],
        "points": [[axis.values.index(value) for axis, (_, value) in zip(axes, point, strict=True)] for point in every],
        "reference": first,
        "says": says,
        # What moves of each trace at each point; the rest stays as it is drawn at the reference.
        "data": [[_at(trace, at, len(chosen[at])) for trace in whole["data"]] for at in range(len(every))],
    }
    chart = Chart(
        name="sweep",
        figure=figure.draw(figure.rows(results, chosen[first]), results.crisis.outcomes),
        alt=f"Stacked bars of outcomes at one point of the sweep; the table holds all {len(every)} points.",
        height=70 + 52 * len(results.variants),
        narrow_height=90 + 58 * len(results.variants),
    )
    return Group(
        (chart,),
        title="At any point of the sweep",
        slider=Slider(chart.name, axes, says[first], str(embed.packed(data))),
        table=_table(results),
    )


def _cells(results: Results, point: Point) -> list[int]:
    """The cell of each variant at a point."""
    return [cell.index for cell in results.design if cell.coordinates == point]


def _at(trace: Trace, at: int, variants: int) -> Trace:
    """What moves of a trace over all points, at one of them."""
    return {key: trace[key][at * variants : (at + 1) * variants] for key in ("x", "text", "hovertext")}


def _axis(results: Results, at: int, every: list[Point], reference: Point) -> Axis:
    path = results.axes[at]
    values = list(dict.fromkeys(point[at][1] for point in every))
    if not any(isinstance(value, str) for value in values):
        values.sort()
    declared = phrases.declared(results, path)
    unit = declared[0].unit if declared else ""
    unit = {"rung": "rungs", "1": "", "choice": "", "index": "", "share": ""}.get(unit, unit)
    return Axis(
        name=prose.first_upper(phrases.title(results, path)),
        values=tuple(values),
        words=tuple(f"{value_text(one)} {'rung' if unit == 'rungs' and one == 1 else unit}".strip() for one in values),
        reference=values.index(reference[at][1]),
    )


def _says(results: Results, point: Point, axes: tuple[Axis, ...]) -> str:
    """``"War breaks out in 42 of 100 worlds at US agencies spread 1.5 rungs"``, under the baseline where more are."""
    outcome = results.crisis.outcomes[results.scenario.headline]
    share = cells.share(results, _cells(results, point)[0], outcome.key)
    title = f" under “{prose.short(results.title_of(results.variants[0]), 48)}”" if len(results.variants) > 1 else ""
    at = [
        f"{phrases.title(results, path)} {axis.words[axis.values.index(value)]}"
        for axis, (path, value) in zip(axes, point, strict=True)
    ]
    return f"{outcome.finding} in {frequency.number(share)} of 100 worlds{title} at {prose.listed(at)}"


def _table(results: Results) -> Table:
    """Every point: worlds with each outcome."""
    rows = [
        (results.title_of(cell.variant), *(value_text(value) for _, value in cell.coordinates), *counts)
        for cell in results.design
        for counts in [[f"{count:,}" for count in cells.shares(results, cell.index)["count"]]]
    ]
    axes = [prose.first_upper(phrases.title(results, path)) for path in results.axes]
    head = ["Variant", *axes, *(one.title for one in results.crisis.outcomes.values())]
    return Table.of(head, rows, note=f"Worlds with each outcome, of {results.worlds:,} at each point.")
