"""The design of a scenario: one cell for each variant and each point of the sweep, days counted from the start."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import numpy as np

from sim.engine.distributions import Drawn, between
from sim.engine.parameters import Parameter, Setting
from sim.scenario import sweeps
from sim.scenario.history import replayed
from sim.scenario.parts import (
    BASELINE,
    Axis,
    Cast,
    Cell,
    Course,
    Dated,
    Event,
    Happening,
    Step,
    Sweep,
    Value,
    Variant,
)
from sim.scenario.paths import Paths
from sim.scenario.question import Question

#: Path and value of each axis at a point of the sweep.
Point = tuple[tuple[str, float | str], ...]


def cells(scenario: Question) -> Iterator[Cell]:
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


def points(scenario: Question) -> Iterator[Cell]:
    """The points of a Latin hypercube or a Sobol' sequence, the same under each variant; numbered after the cells."""
    if not scenario.sweep.points:
        return
    spread_out = spread(scenario.sweep, scenario.seed, scenario.paths())
    variants = lived(scenario)
    number = count(len(variants))
    for variant in variants:
        first = unswept(scenario, variant)
        places = {path: at for at, paths in enumerate(_members(scenario, first).values()) for path in paths}
        courses = {**first.courses, **dict.fromkeys(places, ())}
        for at, point in enumerate(spread_out):
            here = AtPoint(courses, places, point)
            yield replace(first, index=next(number), point=at, coordinates=point, courses=here)


def _grid(scenario: Question) -> Iterator[Point]:
    """All combinations of the swept values but those excluded; a single empty one when nothing is swept."""
    axes = scenario.sweep.axes
    for values in sweeps.points(scenario.sweep):
        yield tuple((axis.path, value) for axis, value in zip(axes, values, strict=True))


def _members(scenario: Question, cell: Cell) -> dict[str, tuple[str, ...]]:
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


def lived(scenario: Question) -> tuple[Variant, ...]:
    """The variants that are run: the baseline, which all are compared with, and those chosen, by default all."""
    others = tuple(one for one in scenario.variants if not scenario.chosen or one.name in scenario.chosen)
    return (Variant(BASELINE, scenario.baseline), *others)


def unswept(scenario: Question, variant: Variant) -> Cell:
    """A variant's cell before anything is swept; a variant and the sweep never set the same parameter."""
    cast = scenario.cast if variant.cast is None else variant.cast
    theory = variant.theory or scenario.theory
    events = scenario.events if variant.events is None else variant.events
    rival = scenario.crisis.theory_by_key[theory].rival
    courses, start, past = _courses(scenario, variant, rival, cast), scenario.start, scenario.history
    acts = replayed(past, events, courses, start, scenario.crisis.policy)
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
        crisis=scenario.crisis,
    )


def _courses(scenario: Question, variant: Variant, rival: bool, cast: Cast) -> dict[str, Course]:
    """History of every parameter that is set, of the actors in the cast."""
    catalogue, start = scenario.paths(cast).catalogue, scenario.start
    alone = {} if variant.branch else variant.values
    found = {
        path: course(value, catalogue[path], rival, start)
        for path, value in {**scenario.parameters, **scenario.sample, **alone}.items()
        # A value without steps is `null`, back to the declared default: nothing is set.
        if value.steps and path in catalogue and not _absent(path, cast)
    }
    if variant.branch is None:
        return found
    day = (variant.branch - start).days
    for path, value in variant.values.items():
        if not _absent(path, cast):
            past = found.get(path) or course(Value(()), catalogue[path], rival, start)
            found[path] = branch(past, value, catalogue[path], rival, start, day)
    return found


def sampled(scenario: Question) -> tuple[str, ...]:
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
        warned=event.warned,
    )


# -- histories of parameters ----------------------------------------------------------------------------------------


def default(parameter: Parameter, rival: bool) -> Setting:
    """The declared value: the rival theory's where such a theory is chosen and the parameter has one."""
    return parameter.rival if rival and parameter.rival is not None else parameter.default


def course(value: Value, parameter: Parameter, rival: bool, start: date) -> Course:
    """The history of a parameter; before its first date it has its declared value.

    A step that took effect before the start keeps its day, below 0: it was in force already, and is no news.
    """
    steps = [_step(dated, start) for dated in value.steps]
    before = [step for step in steps if step.day <= 0]
    first = before[-1] if before else Step(0, 0, default(parameter, rival))
    return (first, *(step for step in steps if step.day > 0))


def _step(dated: Dated, start: date) -> Step:
    if dated.on is None:
        return Step(0, 0, dated.value)
    announced = dated.on if dated.announced is None else dated.announced
    return Step((dated.on - start).days, (announced - start).days, dated.value)


def branch(past: Course, value: Value, parameter: Parameter, rival: bool, start: date, day: int) -> Course:
    """The history of a parameter that follows ``past`` and takes another value from ``day`` on.

    Steps of the past that were still to come are dropped. One of them that had been announced already is withdrawn on
    ``day``: it stays, followed by a step on the same day that holds the value then in force, so that everything before
    ``day`` is as it was.
    """
    future = [_step(dated, start) for dated in value.steps] or [Step(day, day, default(parameter, rival))]
    future = [step if step.day > day else Step(day, day, step.value) for step in future]
    kept = [step for step in past if step.day < future[0].day]
    steps = [*kept, *future]
    for dropped in past:
        if dropped.day >= future[0].day and dropped.announced < day:
            holds = [step.value for step in steps if step.day <= dropped.day][-1]
            steps += [dropped, Step(dropped.day, day, holds)]
    return tuple(sorted(steps, key=lambda step: (step.day, step.announced)))


# -- points spread evenly over many parameters, by scipy.stats.qmc from the scenario's seed alone -------------------

#: Keeps the points' random stream apart from any other made from the same seed.
STREAM = 0xDE51


def spread(sweep: Sweep, seed: int, paths: Paths) -> tuple[Point, ...]:
    """Coordinates of all points, in the order of the design.

    Args:
        sweep: a sweep whose design is ``latin_hypercube`` or ``sobol``.
        seed: the scenario's seed.
        paths: the parameters there are.
    """
    unit = _unit(sweep.design, sweep.points, len(sweep.axes), seed)
    columns = [
        [(axis.path, value) for value in _values(axis, u, paths.parameter(axis.path))]
        for axis, u in zip(sweep.axes, unit.T, strict=True)
    ]
    return tuple(zip(*columns, strict=True))


def _unit(design: str, points: int, dimensions: int, seed: int) -> np.ndarray:
    """Points of the unit hypercube, shape (points, dimensions); a Sobol' sequence has a power of two of them."""
    from scipy.stats import qmc  # loaded here: most scenarios need no SciPy

    rng = np.random.Generator(np.random.PCG64([seed, STREAM]))
    kind = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}[design]
    named: Any = "rng" if "rng" in inspect.signature(kind).parameters else "seed"  # older than SciPy 1.15
    engine = kind(dimensions, scramble=True, **{named: rng})
    return engine.random_base2(points.bit_length() - 1) if design == "sobol" else engine.random(points)


def _values(axis: Axis, u: np.ndarray, parameter: Parameter) -> list[float | str]:
    """Values of one axis from its coordinates in the unit hypercube."""
    if axis.values:
        places = np.minimum((u * len(axis.values)).astype(int), len(axis.values) - 1)
        return [axis.values[place] for place in places]
    assert parameter.bounds is not None
    if axis.drawn is not None:
        return _rounded(axis.drawn.quantile(u, parameter.bounds, parameter.whole), parameter.bounds)
    assert axis.ends is not None
    return _rounded(between(u, axis.ends, parameter.whole), axis.ends)


def _rounded(values: np.ndarray, ends: tuple[float, float]) -> list[float | str]:
    """Values free of rounding noise: twelve significant digits, as in a range."""
    low, high = ends
    return [min(max(float(f"{value:.12g}"), low), high) for value in values.tolist()]


# -- histories at a point -------------------------------------------------------------------------------------------


class AtPoint(Mapping[str, Course]):
    """Histories of a cell at a point of its sweep, over what its variant sets; equal to a dict with the same ones.

    They are made when they are asked for: a design may have a hundred thousand points of sixty axes, and the histories
    of its swept parameters differ from point to point by one number each, which the coordinates hold already.
    """

    __slots__ = ("_courses", "_places", "_point")

    def __init__(self, courses: dict[str, Course], places: Mapping[str, int], point: Point) -> None:
        """Lays a point over what its variant sets.

        Args:
            courses: histories by full path, with an entry for every swept parameter; shared by all points.
            places: full path of every swept parameter to its axis, counted from 0; shared by all points.
            point: path and value of each axis.
        """
        self._courses, self._places, self._point = courses, places, point

    def __getitem__(self, path: str) -> Course:
        """The history of one parameter."""
        place = self._places.get(path)
        return self._courses[path] if place is None else (Step(0, 0, self._point[place][1]),)

    def __iter__(self) -> Iterator[str]:
        """Full paths, those that the variant sets first."""
        return iter(self._courses)

    def __len__(self) -> int:
        """Number of parameters that are set."""
        return len(self._courses)

    def __contains__(self, path: object) -> bool:
        """Whether a parameter is set."""
        return path in self._courses

    def keys(self) -> KeysView[str]:
        """Full paths."""
        return self._courses.keys()

    def __repr__(self) -> str:
        """As the dict with the same histories."""
        return repr(dict(self))
