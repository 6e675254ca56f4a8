"""All that a run will simulate, known before anything is: cells, a sampled design's points, assumptions, twins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.engine.distributions import drawn_paths
from sim.engine.parameters import Catalogue
from sim.runs import assumptions, blocks
from sim.runs.blocks import OUTCOMES_PER_BLOCK, Bundle, Repeated, Task, handed_out
from sim.runs.disk.kept import Kept
from sim.runs.results import EVENTS_KEPT, EVENTS_KEPT_SWEPT, EXAMPLES_KEPT, MOST_CELLS_WITH_EVENTS
from sim.runs.workers.workers import usable_cores
from sim.scenario import Cast, Cell, Scenario
from sim.scenario.format import MOST_TWINS

#: From how many worlds on several threads are worth it: with few, NumPy does not let go of the interpreter for long.
WORTH_WORKERS = 2000

#: How far a twin's luck lies from any world's number.
TWIN_LUCK = 2**40


@dataclass(frozen=True)
class Plan:
    """What a scenario's run consists of.

    Attributes:
        scenario: the scenario.
        agents: actors' classes to use instead of the built-in ones.
        cells: the ordinary cells, in order: each variant's own settings, or the points of a grid.
        points: cells of a Latin hypercube's or a Sobol' sequence's points.
        catalogue: every parameter of every cell's cast.
        drawn: assumed parameters' values per draw.
    """

    scenario: Scenario
    agents: Mapping[str, type] | None
    cells: tuple[Cell, ...]
    points: tuple[Cell, ...]
    catalogue: Catalogue
    drawn: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, scenario: Scenario, agents: Mapping[str, type] | None = None) -> Plan:
        """The plan of a scenario."""
        cells, points = tuple(scenario.cells()), tuple(scenario.points())
        catalogues = catalogues_of(cells, agents)
        draws, each = scenario.assumptions.draws, min(scenario.assumptions.worlds, scenario.worlds)
        catalogue = union(catalogues)
        shared = {path: one for path, one in catalogue.items() if all(path in some for some in catalogues)}
        paths = assumptions.varied(shared, cells) if draws > 1 and each > 1 else ()
        drawn = assumptions.draw(catalogue, paths, draws, scenario.seed)
        return cls(scenario, agents, cells, points, catalogue, drawn)

    @cached_property
    def references(self) -> tuple[Cell, ...]:
        """Each variant's cell at the point of reference, in the order of the variants."""
        return self.scenario.references(self.cells)

    @cached_property
    def _shown(self) -> frozenset[int]:
        return frozenset(cell.index for cell in self.references)

    @cached_property
    def branch_days(self) -> tuple[int, ...]:
        """Days before which some variant is as the baseline, counted from the start, without those before day 1."""
        days = {cell.branch_day for cell in self.cells if cell.branch_day is not None and cell.branch_day > 0}
        return tuple(sorted(day for day in days if day <= self.cells[0].days))

    def tasks(self, worlds: int, kept: Kept | None = None) -> list[Task]:
        """Every block, those of the cells first, with ``worlds`` worlds per cell.

        Args:
            worlds: worlds per cell.
            kept: blocks that are there already: the cells are cut so that these fit in.
        """
        cells = [task for cell in self.cells for task in self.cell_tasks(cell, worlds, kept)]
        return [*cells, *self.point_tasks(), *self.twin_tasks(worlds), *self.assumption_tasks()]

    def cell_tasks(self, cell: Cell, worlds: int, kept: Kept | None = None) -> Iterator[Task]:
        """A cell's blocks in the order of world numbers."""
        shown = cell.index in self._shown
        swept = EVENTS_KEPT_SWEPT if len(self.cells) <= MOST_CELLS_WITH_EVENTS else 0
        start = 0
        while start < worlds:
            stop = min(start // blocks.WORLDS_PER_BLOCK * blocks.WORLDS_PER_BLOCK + blocks.WORLDS_PER_BLOCK, worlds)
            task = Task(
                cell,
                self.scenario.seed,
                np.arange(start, stop),
                events_below=EVENTS_KEPT if shown else swept,
                examples_below=EXAMPLES_KEPT if shown else 0,
                months_below=EVENTS_KEPT if shown else 0,
                agents=self.agents,
                pasts=tuple(day - 1 for day in self.branch_days),
                conditions=self.scenario.conditions,
            )
            there = [end for end in kept.stops(task) if end <= worlds] if kept else []
            task = blocks.resized(task, there[-1]) if there else task
            yield task
            start = int(task.world[-1]) + 1

    def point_tasks(self) -> Iterator[Task]:
        """The sampled design's points, each in the same worlds; points that differ by words are simulated apart.

        A point of many worlds has several blocks, one after the other.
        """
        worlds = self.scenario.sweep.worlds if self.points else 0
        for some in _runs(self.points, max(OUTCOMES_PER_BLOCK // max(worlds, 1), 1)):
            for start in range(0, worlds, OUTCOMES_PER_BLOCK):
                yield self._point_task(some, np.arange(start, min(start + OUTCOMES_PER_BLOCK, worlds)))

    def _point_task(self, some: tuple[Cell, ...], world: np.ndarray) -> Task:
        values = {path: np.array([cell.courses[path][0].value for cell in some]) for path in _differing(some)}
        return Task(
            some[0],
            self.scenario.seed,
            np.tile(world, len(some)),
            values=Repeated(values, len(world)),
            agents=self.agents,
            numbers=tuple(int(cell.point or 0) for cell in some),
            kind="points",
            outcomes_only=True,
        )

    def twin_tasks(self, worlds: int) -> Iterator[Task]:
        """Worlds with the drawn values of a variant's first worlds and other luck, where anything is drawn.

        Args:
            worlds: worlds per cell.
        """
        for cell in self.references:
            if drawn_paths(cell.courses):
                for start in range(0, min(worlds, MOST_TWINS), blocks.WORLDS_PER_BLOCK):
                    stop = min(start + blocks.WORLDS_PER_BLOCK, worlds, MOST_TWINS)
                    yield Task(
                        cell,
                        self.scenario.seed,
                        np.arange(start, stop),
                        agents=self.agents,
                        kind="twins",
                        outcomes_only=True,
                        luck=TWIN_LUCK,
                    )

    def assumption_tasks(self) -> Iterator[Task]:
        """The draws of the assumed parameters, for every variant."""
        if not self.drawn:
            return
        asked = self.scenario.assumptions
        worlds = min(asked.worlds, self.scenario.worlds)
        how = (asked.draws, worlds, self.scenario.seed, self.agents, self.scenario.conditions)
        yield from assumptions.tasks(self.references, self.drawn, *how)

    @property
    def worlds(self) -> int:
        """Most worlds to simulate, over all cells, points and draws; without those that a boundary asks for."""
        return sum(len(task.world) for task in self.tasks(self.scenario.worlds))

    @property
    def rows(self) -> int:
        """Rows of a tipping boundary, each searched apart: the first axis' values under each variant; 0 without one."""
        sweep = self.scenario.sweep
        if sweep.boundary is None:
            return 0
        return len(self.references) * (len(sweep.axes[0].values) if len(sweep.axes) > 1 else 1)

    @property
    def searched(self) -> int:
        """Most worlds that a tipping boundary may ask for."""
        boundary = self.scenario.sweep.boundary
        return 0 if boundary is None else self.rows * boundary.worlds

    def bundles(self, jobs: int = 1) -> list[Bundle]:
        """The blocks as they are handed out: those that can be, side by side, with enough work for each worker."""
        return handed_out(self.tasks(self.scenario.worlds), jobs)

    def sensible_jobs(self) -> int:
        """Threads that pay off."""
        tasks = self.tasks(self.scenario.worlds)
        if sum(len(task.world) for task in tasks) + self.searched < WORTH_WORKERS:
            return 1
        return usable_cores() if self.searched else min(usable_cores(), len(tasks))


def _runs(points: tuple[Cell, ...], most: int) -> Iterator[tuple[Cell, ...]]:
    """Points of one variant and with the same words, at most so many together: their arrays can share a model."""
    alike: dict[tuple[str, ...], list[Cell]] = {}
    for cell in points:
        alike.setdefault(_words(cell), []).append(cell)
    for some in alike.values():
        for start in range(0, len(some), most):
            yield tuple(some[start : start + most])


def _words(cell: Cell) -> tuple[str, ...]:
    return (cell.variant, *(value for _, value in cell.coordinates if isinstance(value, str)))


def _differing(cells: tuple[Cell, ...]) -> list[str]:
    """Paths by which some points of one variant differ."""
    first = cells[0].courses
    return sorted(path for path in first if any(cell.courses[path] != first[path] for cell in cells[1:]))


def full_catalogue(cells: tuple[Cell, ...]) -> Catalogue:
    """Parameters of all casts that occur: a variant may add a militia that the baseline lacks."""
    return union(catalogues_of(cells, None))


def union(catalogues: list[Catalogue]) -> Catalogue:
    """All parameters of some catalogues."""
    return {path: one for some in catalogues for path, one in some.items()}


def catalogues_of(cells: tuple[Cell, ...], agents: Mapping[str, type] | None) -> list[Catalogue]:
    """The parameters of each cast that occurs, without those that only a theory under which no cell stands reads."""
    casts: list[Cast] = []
    for cell in cells:
        if cell.cast not in casts:
            casts.append(cell.cast)
    usual, theories = cells[0].crisis.cast, {cell.theory for cell in cells}
    taken = {path for cell in cells for path in cell.courses}
    each = [usual.changed(cast.without, cast.added, agents).parameters() for cast in casts]
    return [
        {path: one for path, one in some.items() if path in taken or any(map(one.read_under, theories))}
        for some in each
    ]
