"""Outcomes alone, for any values in any worlds: what designs that choose their own points are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

import numpy as np

from sim.runs.blocks import OUTCOMES_PER_BLOCK, Bundle, Task
from sim.runs.disk.kept import Kept
from sim.runs.work import recorded
from sim.runs.workers.workers import in_order
from sim.scenario import Cell

#: Fewest worlds that are worth a block of their own.
FEWEST = 1000

#: Called after every block with the number of worlds done and their total.
Said = Callable[[int, int], None]


def outcomes(
    cell: Cell,
    values: Mapping[str, np.ndarray],
    world: np.ndarray,
    *,
    seed: int,
    jobs: int = 1,
    scheduler: str | None = None,
    agents: Mapping[str, type] | None = None,
    progress: Said | None = None,
    kept: Kept | None = None,
) -> np.ndarray:
    """Simulates each world with values of its own and returns how it ended.

    Args:
        cell: everything that ``values`` leaves alone.
        values: full parameter path to one number per world, shape (n,); they replace what the cell sets.
        world: numbers of the worlds, shape (n,); a number that occurs twice has the same luck both times.
        seed: seed of all luck.
        jobs: threads.
        scheduler: address of a Dask scheduler to use instead.
        agents: actors' classes to use instead of the built-in ones.
        progress: called after every block.
        kept: where finished blocks are kept and found again.

    Returns:
        Codes of the crisis's outcomes, shape (n,), int8.
    """
    tasks = list(_cut(cell, values, world, seed, agents))
    found: dict[int, np.ndarray] = {}
    for number, task in enumerate(tasks):
        piece = kept.load(task) if kept else None
        if piece is not None:
            found[number] = piece.block.columns["outcome"]
    if found and progress is not None:
        progress(sum(map(len, found.values())), len(world))
    missing = [number for number in range(len(tasks)) if number not in found]
    bundles = (Bundle.of(tasks[number]) for number in missing)
    with closing(in_order(recorded, bundles, jobs, scheduler)) as records:
        for number, (record,) in zip(missing, records, strict=True):
            if kept:
                kept.store(tasks[number], record.data)
            found[number] = record.outcome
            if progress is not None:
                progress(sum(map(len, found.values())), len(world))
    return np.concatenate([found[number] for number in range(len(tasks))]) if tasks else np.zeros(0, np.int8)


def _cut(
    cell: Cell,
    values: Mapping[str, np.ndarray],
    world: np.ndarray,
    seed: int,
    agents: Mapping[str, type] | None,
) -> Iterator[Task]:
    # The same for any number of workers, so that what one run has kept the next one finds. Few worlds stay together,
    # since a model costs much the same for a hundred as for a thousand.
    per_block = OUTCOMES_PER_BLOCK // 2 if len(world) >= OUTCOMES_PER_BLOCK else max(-(-len(world) // 2), FEWEST)
    for start in range(0, len(world), per_block):
        some = slice(start, start + per_block)
        mine = {path: one[some] for path, one in values.items()}
        yield Task(cell, seed, world[some], values=mine, agents=agents, kind="points", outcomes_only=True)
