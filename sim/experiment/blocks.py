"""One block of worlds: the unit of work, simulated here or in a worker process.

A block says everything the model needs in plain, picklable values. Which worlds share a block never changes what
happens in them, since luck depends on the seed and a world's number only.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.experiment.workers import stop_if_asked
from sim.results import EVENTS_KEPT, EVENTS_KEPT_SWEPT, EXAMPLES_KEPT

#: Most worlds in one block: enough to make arrays worthwhile, few enough to stay small in memory and show progress.
WORLDS_PER_BLOCK = 1000


@dataclass(frozen=True)
class Task:
    """One block of worlds of one cell.

    Attributes:
        cell: what the model is given, a :class:`sim.scenario.Cell`.
        seed: seed of all luck.
        world: numbers of the worlds, shape (n,).
        events_below, examples_below: worlds with smaller numbers keep their events, their daily series.
        values: parameters that differ between the block's worlds, path to array of shape (n,).
        agents: actors' classes to use instead of the built-in ones.
        draws: numbers of the draws of assumed parameters in this block, empty for an ordinary one.
    """

    cell: Any
    seed: int
    world: np.ndarray
    events_below: int = 0
    examples_below: int = 0
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    agents: Mapping[str, type] | None = None
    draws: range = range(0)

    @property
    def title(self) -> str:
        """The block in a few words, for error messages."""
        where = ", ".join([self.cell.variant, *(f"{path}={value}" for path, value in self.cell.coordinates)])
        kind = f"draws {self.draws[0]} to {self.draws[-1]} of the assumptions, " if self.draws else ""
        return f"{where}: {kind}worlds {self.world[0]} to {self.world[-1]}"


@dataclass(frozen=True)
class Piece:
    """What a simulated block brings back.

    Attributes:
        task: the block.
        block: what the recorder saw, a :class:`sim.recorder.Block`.
    """

    task: Task
    block: Any


def blocks(cells: tuple[Any, ...], worlds: int, seed: int, agents: Mapping[str, type] | None = None) -> Iterator[Task]:
    """Cuts the design into blocks, cell by cell and in the order of world numbers."""
    firsts = {cell.index for cell in first_cells(cells)}
    for cell in cells:
        first = cell.index in firsts
        for start in range(0, worlds, WORLDS_PER_BLOCK):
            world = np.arange(start, min(start + WORLDS_PER_BLOCK, worlds))
            yield Task(
                cell,
                seed,
                world,
                events_below=EVENTS_KEPT if first else EVENTS_KEPT_SWEPT,
                examples_below=EXAMPLES_KEPT if first else 0,
                agents=agents,
            )


def first_cells(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Each variant's first cell, in the order of the variants."""
    firsts: dict[str, Any] = {}
    for cell in cells:
        firsts.setdefault(cell.variant, cell)
    return tuple(firsts.values())


def simulate(task: Task) -> Piece:
    """Runs one block of worlds to its horizon."""
    from sim.model import CrisisModel  # Mesa is slow to import; only those who simulate pay for it
    from sim.recorder import Recorder

    cell = task.cell
    recorder = Recorder(task.events_below, task.examples_below, outcomes_only=bool(task.draws))
    model = CrisisModel(
        task.world,
        rng=task.seed,
        start=cell.start,
        days=cell.days,
        theory=cell.theory,
        courses=cell.courses,
        events=cell.events,
        cast=cell.cast,
        agents=task.agents,
        recorder=recorder,
        **task.values,
    )
    while model.running:
        model.step()
        stop_if_asked()
    piece = Piece(task, recorder.block())
    _forget(model)
    del model, recorder
    gc.collect()  # model and agents know each other; left alone, tens of them would pile up, 25 MB each
    return piece


def _forget(model: Any) -> None:
    """Takes a model out of the table by which Mesa 3.3 numbers agents, and which would keep it for good."""
    for agent in model.agents:
        getattr(agent, "_ids", {}).pop(model, None)
