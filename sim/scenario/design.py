"""The design of a scenario: one cell for each variant and each point of the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count, product
from typing import TYPE_CHECKING

from sim.scenario.courses import branch, course
from sim.scenario.parts import Cast, Cell, Course, Event, Happening, Value, Variant
from sim.scenario.variants import BASELINE

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Point = tuple[tuple[str, float | str], ...]


def cells(scenario: Scenario) -> Iterator[Cell]:
    """All cells: the baseline first, then the variants, each with all points of the sweep, the first axis slowest."""
    points = list(_points(scenario))
    number = count()
    for variant in lived(scenario):
        first = unswept(scenario, variant)
        paths = scenario.paths(first.cast)
        for point in points:
            swept = {
                member: course(Value.fixed(value), paths.catalogue[member], first.theory, scenario.start)
                for path, value in point
                for member in paths.expand(path)
                if not _absent(member, first.cast)
            }
            courses = {**first.courses, **swept}
            yield replace(first, index=next(number), coordinates=point, courses=courses)


def _points(scenario: Scenario) -> Iterator[Point]:
    """All combinations of the swept values; a single empty one when nothing is swept."""
    for values in product(*(axis.values for axis in scenario.sweep)):
        yield tuple((axis.path, value) for axis, value in zip(scenario.sweep, values, strict=True))


def lived(scenario: Scenario) -> tuple[Variant, ...]:
    """The variants that are run: the baseline, which all are compared with, and those chosen, by default all."""
    others = tuple(one for one in scenario.variants if not scenario.chosen or one.name in scenario.chosen)
    return (Variant(BASELINE, scenario.baseline), *others)


def unswept(scenario: Scenario, variant: Variant) -> Cell:
    """A variant's cell before anything is swept; a variant and the sweep never set the same parameter."""
    cast = scenario.cast if variant.cast is None else variant.cast
    theory = variant.theory or scenario.theory
    events = scenario.events if variant.events is None else variant.events
    return Cell(
        index=0,
        variant=variant.name,
        title=variant.title,
        coordinates=(),
        courses=_courses(scenario, variant, theory, cast),
        events=tuple(happening(event, scenario.start, cast) for event in events),
        cast=cast,
        theory=theory,
        start=scenario.start,
        days=scenario.days,
        branch_day=None if variant.branch is None else (variant.branch - scenario.start).days,
    )


def _courses(scenario: Scenario, variant: Variant, theory: str, cast: Cast) -> dict[str, Course]:
    """History of every parameter that is set, of the actors in the cast."""
    catalogue, start = scenario.paths(cast).catalogue, scenario.start
    alone = {} if variant.branch else variant.values
    found = {
        path: course(value, catalogue[path], theory, start)
        for path, value in {**scenario.parameters, **alone}.items()
        # A value without steps is `null`, back to the declared default: nothing is set.
        if value.steps and path in catalogue and not _absent(path, cast)
    }
    if variant.branch is None:
        return found
    day = (variant.branch - start).days
    for path, value in variant.values.items():
        if not _absent(path, cast):
            past = found.get(path) or course(Value(()), catalogue[path], theory, start)
            found[path] = branch(past, value, catalogue[path], theory, start, day)
    return found


def _absent(path: str, cast: Cast) -> bool:
    return any(path.startswith(actor + ".") for actor in cast.without)


def happening(event: Event, start: date, cast: Cast) -> Happening:
    """An event with its days counted from the start.

    An event of an actor that is left out keeps its place in the list with chance 0, since luck is drawn by place.
    """
    absent = event.actor in cast.without or event.target in cast.without
    return Happening(
        actor=event.actor,
        act=event.act,
        day=None if event.on is None else (event.on - start).days,
        between=None if event.between is None else tuple((day - start).days for day in event.between),  # type: ignore[arg-type]
        chance=0.0 if absent else event.chance,
        rung=event.rung,
        deaths=event.deaths,
        target=event.target,
        title=event.title,
    )
