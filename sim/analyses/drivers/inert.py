"""Which parameters change nothing: each moved alone to both ends of its range, in the same worlds with the same luck.

A world counts as moved when it ends otherwise or on another day. The measure is strict on purpose: chance is drawn by
name, so a parameter that no rule reads moves no world at all, and one that any rule reads in time moves some.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from sim.engine.parameters import Catalogue, Parameter, Setting
from sim.runs.blocks import WORLDS_PER_BUNDLE, Bundle, Task, simulate_bundle
from sim.runs.plan import catalogues_of
from sim.runs.workers.progress import Progress, Tick
from sim.runs.workers.workers import in_order
from sim.scenario import Cell, Scenario
from sim.scenario.parts import Single, Step

#: Worlds in which each parameter is moved.
WORLDS = 240

#: A parameter's path and a value to move it to.
Asked = tuple[str, Setting]

#: How worlds ended: codes of the outcomes and days, each of shape (worlds,).
Ended = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class End:
    """One value that a parameter was moved to.

    Attributes:
        value: the value.
        moved: worlds that end otherwise or on another day.
        share: share of worlds with the headline outcome.
    """

    value: Setting
    moved: int
    share: float


@dataclass(frozen=True)
class Moved:
    """What moving one parameter did, where it first did something; in the last place tried, where it never did.

    Attributes:
        path: the parameter's.
        moved: worlds that at least one of the values moves.
        ends: value by value, the lowest first.
        scenario, variant: where.
        outcome: the headline outcome there.
        share: its share with every parameter as set.
    """

    path: str
    moved: int
    ends: tuple[End, ...]
    scenario: str
    variant: str
    outcome: str
    share: float


def moved(
    scenarios: Sequence[Scenario],
    *,
    worlds: int = WORLDS,
    wanted: Callable[[str, Parameter], bool] = lambda path, one: True,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[Moved, ...]:
    """Moves every parameter of some scenarios, the inert ones first.

    Each is tried in the first scenario's baseline, then, as long as it has moved no world, in further variants and
    scenarios; of a sweep, at the point of reference. A value with dates is replaced by one that holds throughout.

    Args:
        scenarios: whose casts' parameters are moved.
        worlds: worlds numbered from 0.
        wanted: which parameters are moved, by path and declaration.
        jobs: threads.
        progress: called after worlds that were simulated side by side.
    """
    found: dict[str, Moved] = {}
    for scenario in scenarios:
        cells = scenario.references()
        for cell, catalogue in ((cell, catalogues_of((cell,), None)[0]) for cell in cells):
            left = [path for path, one in catalogue.items() if wanted(path, one) and not _moves(found.get(path))]
            found |= _in_cell(scenario, cell, catalogue, left, worlds, jobs, progress) if left else {}
    return tuple(sorted(found.values(), key=lambda one: (one.moved, one.path)))


def _moves(one: Moved | None) -> bool:
    return one is not None and one.moved > 0


def ends_of(one: Parameter, as_set: Single | None) -> tuple[Setting, ...]:
    """Both ends of what is plausible, of what is allowed where nothing is; of words, all others than the one set."""
    if one.choices is not None:
        return tuple(word for word in one.choices if word != as_set)
    span = one.plausible if one.plausible is not None and one.plausible[0] < one.plausible[1] else one.bounds
    assert span is not None
    return tuple(round(end) if one.whole else end for end in span)


def _in_cell(
    scenario: Scenario,
    cell: Cell,
    catalogue: Catalogue,
    paths: Sequence[str],
    worlds: int,
    jobs: int,
    progress: Progress | None,
) -> dict[str, Moved]:
    """Moves some parameters of one cell; what it did, by path."""
    asked = [(path, value) for path in paths for value in ends_of(catalogue[path], as_set(cell, path, catalogue[path]))]
    groups = [(), *_groups(cell, catalogue, asked, worlds)]
    tasks = [_task(scenario, cell, catalogue, group, worlds) for group in groups]
    first, *others = _ended(tasks, jobs, progress, f"{scenario.name}, {cell.variant}")
    codes, days = first
    came = cell.crisis.outcomes.code(scenario.headline)
    ends: dict[str, dict[Setting, tuple[np.ndarray, End]]] = {path: {} for path in paths}
    for group, (its_codes, its_days) in zip(groups[1:], others, strict=True):
        for at, (path, value) in enumerate(group):
            rows = slice(at * worlds, (at + 1) * worlds)
            differs = (its_codes[rows] != codes) | (its_days[rows] != days)
            ends[path][value] = differs, End(value, int(differs.sum()), float(np.mean(its_codes[rows] == came)))
    share = float(np.mean(codes == came))
    found = {}
    for path in paths:
        differs = np.any([one for one, _ in ends[path].values()], axis=0)
        each = tuple(end for _, end in ends[path].values())
        found[path] = Moved(path, int(differs.sum()), each, scenario.name, cell.variant, scenario.headline, share)
    return found


def _groups(cell: Cell, catalogue: Catalogue, asked: Sequence[Asked], worlds: int) -> Iterator[tuple[Asked, ...]]:
    """Settings that one model can hold: numbers side by side; words, and what has dates or is drawn, one by one."""
    side_by_side = []
    for path, value in asked:
        if isinstance(as_set(cell, path, catalogue[path]), int | float):
            side_by_side.append((path, value))
        else:
            yield ((path, value),)
    most = max(WORLDS_PER_BUNDLE // worlds, 1)
    for start in range(0, len(side_by_side), most):
        yield tuple(side_by_side[start : start + most])


def as_set(cell: Cell, path: str, one: Parameter) -> Single | None:
    """A parameter's only value in a cell; None where it has dates."""
    if path in cell.courses:
        course = cell.courses[path]
        return course[0].value if len(course) == 1 else None
    return as_declared(cell, one)


def as_declared(cell: Cell, one: Parameter) -> Setting:
    """A parameter's value where a cell leaves it alone, under the cell's theory."""
    rival = cell.crisis.theory_by_key[cell.theory].rival
    return one.rival if rival and one.rival is not None else one.default


def _task(scenario: Scenario, cell: Cell, catalogue: Catalogue, group: Sequence[Asked], worlds: int) -> Task:
    """The same worlds once for each setting of a group; once as they are for none."""
    world = np.arange(worlds)
    if len(group) == 1:
        ((path, value),) = group
        cell = replace(cell, courses={**cell.courses, path: (Step(0, 0, value),)})
    elif group:
        values = {}
        for path in dict.fromkeys(path for path, _ in group):
            usual = as_set(cell, path, catalogue[path])
            values[path] = np.repeat(np.array([value if path == one else usual for one, value in group], float), worlds)
        return Task(cell, scenario.seed, np.tile(world, len(group)), values=values, outcomes_only=True)
    return Task(cell, scenario.seed, world, outcomes_only=True)


def _ended(tasks: Sequence[Task], jobs: int, progress: Progress | None, doing: str) -> list[Ended]:
    """How the worlds of each task ended."""
    start, done, total = time.perf_counter(), 0, sum(len(task.world) for task in tasks)
    found = []
    with closing(in_order(ended, map(Bundle.of, tasks), jobs)) as results:
        for task, result in zip(tasks, results, strict=True):
            found.append(result)
            done += len(task.world)
            if progress is not None:
                progress(Tick(done, total, time.perf_counter() - start, doing, {}))
    return found


def ended(bundle: Bundle) -> Ended:
    """Simulates one block; a function of a module, so that workers can import it."""
    (piece,) = simulate_bundle(bundle)
    return piece.block.columns["outcome"], piece.block.columns["day"]
