"""The design of a scenario: one cell for each variant and each point of the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from sim.scenario.courses import branch, course
from sim.scenario.parts import Cast, Cell, Course, Event, Happening, Value, Variant
from sim.scenario.paths import Paths
from sim.scenario.variants import BASELINE

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Point = tuple[tuple[str, float | str], ...]


def cells(scenario: Scenario) -> Iterator[Cell]:
    """All cells: the baseline first, then the variants, each with all points of the sweep, the first axis slowest."""
    points: list[Point] = [()]
    if scenario.sweep:
        points = [
            tuple((axis.path, value) for axis, value in zip(scenario.sweep, values, strict=True))
            for values in product(*(axis.values for axis in scenario.sweep))
        ]
    index = 0
    for variant in lived(scenario):
        for point in points:
            yield _cell(scenario, variant, point, index)
            index += 1


def lived(scenario: Scenario) -> tuple[Variant, ...]:
    """The variants that are run: the baseline and all others, or those chosen."""
    every = (Variant(BASELINE, scenario.baseline), *scenario.variants)
    return tuple(one for one in every if not scenario.chosen or one.name in scenario.chosen)


def _cell(scenario: Scenario, variant: Variant, point: Point, index: int) -> Cell:
    cast = scenario.cast if variant.cast is None else variant.cast
    theory = variant.theory or scenario.theory
    paths = scenario.paths(cast)
    events = scenario.events if variant.events is None else variant.events
    swept = {member: Value.fixed(value) for path, value in point for member in paths.expand(path)}
    return Cell(
        index=index,
        variant=variant.name,
        title=variant.title,
        coordinates=point,
        courses=_courses(scenario, variant, swept, theory, paths, cast),
        events=tuple(happening(event, scenario.start) for event in events if event.actor not in cast.without),
        cast=cast,
        theory=theory,
        start=scenario.start,
        days=scenario.days,
        branch_day=None if variant.branch is None else (variant.branch - scenario.start).days,
    )


def _courses(
    scenario: Scenario, variant: Variant, swept: dict[str, Value], theory: str, paths: Paths, cast: Cast
) -> dict[str, Course]:
    """History of every parameter that is set, of the actors in the cast."""

    def of(values: dict[str, Value]) -> dict[str, Course]:
        # A value without steps is `null`: back to the declared default, so nothing is set.
        return {
            path: course(value, paths.catalogue[path], theory, scenario.start)
            for path, value in values.items()
            if value.steps and path in paths.catalogue and not _absent(path, cast)
        }

    base = {**scenario.parameters, **swept}
    if variant.branch is None:
        return of({**base, **variant.values})
    found = of(base)
    day = (variant.branch - scenario.start).days
    for path, value in variant.values.items():
        if not _absent(path, cast):
            declared = paths.catalogue[path]
            past = found.get(path) or course(Value(()), declared, theory, scenario.start)
            found[path] = branch(past, value, declared, theory, scenario.start, day)
    return found


def _absent(path: str, cast: Cast) -> bool:
    return any(path.startswith(actor + ".") for actor in cast.without)


def happening(event: Event, start: date) -> Happening:
    """An event with its days counted from the start."""
    return Happening(
        actor=event.actor,
        act=event.act,
        day=None if event.on is None else (event.on - start).days,
        between=None if event.between is None else tuple((day - start).days for day in event.between),  # type: ignore[arg-type]
        chance=event.chance,
        rung=event.rung,
        deaths=event.deaths,
        theatre=event.theatre,
        title=event.title,
    )
