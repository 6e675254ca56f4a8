"""The point of a grid at which a scenario is shown: the one nearest to the file's own values.

Single worlds, histories, claims and the draws of the assumptions stand there, under every variant, rather than at the
corner of the grid that happens to come first.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.parameters import Setting
from sim.scenario.design import default, lived, unswept
from sim.scenario.parts import Cell, Course
from sim.scenario.question import Question


def references(scenario: Question, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Each variant's cell at the point of reference, in the order of the variants.

    Args:
        scenario: the scenario.
        cells: all its ordinary cells; each variant has the same points.
    """
    of_variant: dict[str, list[Cell]] = {}
    for cell in cells:
        of_variant.setdefault(cell.variant, []).append(cell)
    base, *others = of_variant.values()
    at = base.index(nearest(scenario, base)) if len(base) > 1 else 0
    return (base[at], *(mine[at] for mine in others))


def nearest(scenario: Question, cells: Sequence[Cell]) -> Cell:
    """The cell of the baseline that lies nearest to what the file sets; of equally near ones the first."""
    own = own_values(scenario)
    spans = {}
    for at, (path, _) in enumerate(cells[0].coordinates):
        numbers = [value for cell in cells if not isinstance(value := cell.coordinates[at][1], str)]
        spans[path] = (max(numbers) - min(numbers)) or 1.0 if numbers else 1.0
    return min(cells, key=lambda cell: sum(_apart(value, own[path], spans[path]) for path, value in cell.coordinates))


def own_values(scenario: Question) -> dict[str, tuple[Setting, ...]]:
    """What each swept parameter is in the file itself, by axis: a value for each actor that the axis moves.

    Of a dated number it is the mean over the run. What is drawn anew in each world has no value of its own, and none
    stands for it.
    """
    cell, paths = unswept(scenario, lived(scenario)[0]), scenario.paths()
    rival = scenario.crisis.theory_by_key[cell.theory].rival
    found = {}
    for axis in scenario.sweep.axes:
        courses = {path: cell.courses.get(path) for path in paths.expand(axis.path)}
        values = (
            default(paths.parameter(path), rival) if course is None else _usual(course, cell.days)
            for path, course in courses.items()
        )
        found[axis.path] = tuple(value for value in values if value is not None)
    return found


def _usual(course: Course, days: int) -> Setting | None:
    """The value of a course on an average day; of words the one it begins with."""
    values = [step.value for step in course]
    if isinstance(values[0], str):
        return values[0]
    numbers = [value for value in values if isinstance(value, int | float)]
    if len(numbers) < len(values):
        return None
    starts = [min(max(step.day, 0), days) for step in course]
    lasts = [after - before for before, after in zip(starts, [*starts[1:], days], strict=True)]
    return float(sum(value * last for value, last in zip(numbers, lasts, strict=True)) / max(sum(lasts), 1))


def _apart(value: float | str, own: Sequence[Setting], span: float) -> float:
    """How far a swept value lies from the file's own, in widths of its axis; words are apart or not."""
    return sum(
        abs(value - one) / span
        if isinstance(value, int | float) and isinstance(one, int | float)
        else float(value != one)
        for one in own
    ) / max(len(own), 1)
