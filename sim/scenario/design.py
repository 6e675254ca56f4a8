"""The design of a scenario: one cell for each variant and each point of the sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from sim.engine.distributions import Drawn
from sim.scenario import excluding
from sim.scenario.courses import branch, course
from sim.scenario.history import replayed
from sim.scenario.laid import Laid
from sim.scenario.parts import Cast, Cell, Course, Event, Happening, Step, Value, Variant
from sim.scenario.spreading import Point, spread
from sim.scenario.variants import BASELINE

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def cells(scenario: Scenario) -> Iterator[Cell]:
    """The ordinary cells: the baseline first, then the variants.

    Each variant has all points of a grid, the first axis slowest; in other designs a single cell, its own settings.
    """
    grid = list(_grid(scenario)) if scenario.sweep.design == "grid" else [()]
    number = count()
    for variant in lived(scenario):
        first = unswept(scenario, variant)
        members = _members(scenario, first)
        for point in grid:
            yield replace(_at(first, point, members), index=next(number))


def points(scenario: Scenario) -> Iterator[Cell]:
    """The points of a Latin hypercube or a Sobol' sequence, the same under each variant; numbered after the cells."""
    if not scenario.sweep.points:
        return
    laid = spread(scenario.sweep, scenario.seed, scenario.paths())
    variants = lived(scenario)
    number = count(len(variants))
    for variant in variants:
        first = unswept(scenario, variant)
        places = {path: at for at, paths in enumerate(_members(scenario, first).values()) for path in paths}
        courses = {**first.courses, **dict.fromkeys(places, ())}
        for at, point in enumerate(laid):
            here = Laid(courses, places, point)
            yield replace(first, index=next(number), point=at, coordinates=point, courses=here)


def _grid(scenario: Scenario) -> Iterator[Point]:
    """All combinations of the swept values but those excluded; a single empty one when nothing is swept."""
    axes = scenario.sweep.axes
    for values in excluding.points(scenario.sweep):
        yield tuple((axis.path, value) for axis, value in zip(axes, values, strict=True))


def _members(scenario: Scenario, cell: Cell) -> dict[str, tuple[str, ...]]:
    """Full paths of each axis, of the actors in the cell's cast."""
    paths = scenario.paths(cell.cast)
    return {
        axis.path: tuple(path for path in paths.expand(axis.path) if not _absent(path, cell.cast))
        for axis in scenario.sweep.axes
    }


def _at(cell: Cell, point: Point, members: Mapping[str, tuple[str, ...]]) -> Cell:
    """A cell at a point of the sweep, which beats what the cell sets."""
    courses = dict(cell.courses)
    for path, value in point:
        courses |= dict.fromkeys(members[path], (Step(0, 0, value),))
    return replace(cell, coordinates=point, courses=courses)


def lived(scenario: Scenario) -> tuple[Variant, ...]:
    """The variants that are run: the baseline, which all are compared with, and those chosen, by default all."""
    others = tuple(one for one in scenario.variants if not scenario.chosen or one.name in scenario.chosen)
    return (Variant(BASELINE, scenario.baseline), *others)


def unswept(scenario: Scenario, variant: Variant) -> Cell:
    """A variant's cell before anything is swept; a variant and the sweep never set the same parameter."""
    cast = scenario.cast if variant.cast is None else variant.cast
    theory = variant.theory or scenario.theory
    events = scenario.events if variant.events is None else variant.events
    courses, start, past = _courses(scenario, variant, theory, cast), scenario.start, scenario.history
    acts = replayed(past, events, courses.get("united_states.pressure", ()), start)
    spans = past.record.observed if past else ()
    return Cell(
        index=0,
        variant=variant.name,
        title=variant.title,
        coordinates=(),
        courses=courses,
        events=tuple(happening(event, start, cast) for event in (*events, *acts)),
        scripted=tuple(((first - start).days, (last - start).days) for first, last in spans),
        cast=cast,
        theory=theory,
        start=start,
        days=scenario.days,
        branch_day=None if variant.branch is None else (variant.branch - scenario.start).days,
    )


def _courses(scenario: Scenario, variant: Variant, theory: str, cast: Cast) -> dict[str, Course]:
    """History of every parameter that is set, of the actors in the cast."""
    catalogue, start = scenario.paths(cast).catalogue, scenario.start
    alone = {} if variant.branch else variant.values
    found = {
        path: course(value, catalogue[path], theory, start)
        for path, value in {**scenario.parameters, **scenario.sample, **alone}.items()
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


def sampled(scenario: Scenario) -> tuple[str, ...]:
    """Full paths with a distribution, of actors that take part in some variant, in alphabetical order."""
    given = {**scenario.parameters, **scenario.sample}
    drawn = {path for path, value in given.items() if any(isinstance(step.value, Drawn) for step in value.steps)}
    if scenario.sweep.design == "grid":  # every cell fixes what is swept
        drawn -= {path for axis in scenario.sweep.axes for path in scenario.paths().expand(axis.path)}
    casts = [scenario.cast if one.cast is None else one.cast for one in lived(scenario)]
    return tuple(sorted(path for path in drawn if not all(_absent(path, cast) for cast in casts)))


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
        own_war=event.own_war,
    )
