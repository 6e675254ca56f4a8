"""Outcomes alone, for any values in any worlds: what designs that choose their own points are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.experiment.blocks import WORLDS_PER_BUNDLE, Bundle, Task, simulate_bundle
from sim.experiment.workers import in_order

#: Called after every block with the number of worlds done and their total.
Said = Callable[[int, int], None]


def outcomes(
    cell: Any,
    values: Mapping[str, np.ndarray],
    world: np.ndarray,
    *,
    seed: int,
    jobs: int = 1,
    scheduler: str | None = None,
    agents: Mapping[str, type] | None = None,
    progress: Said | None = None,
) -> np.ndarray:
    """Simulates each world with values of its own and returns how it ended.

    Args:
        cell: a :class:`sim.scenario.Cell`: everything that ``values`` leaves alone.
        values: full parameter path to one number per world, shape (n,); they replace what the cell sets.
        world: numbers of the worlds, shape (n,); a number that occurs twice has the same luck both times.
        seed: seed of all luck.
        jobs: worker processes.
        scheduler: address of a Dask scheduler to use instead.
        agents: actors' classes to use instead of the built-in ones.
        progress: called after every block.

    Returns:
        Codes of :data:`sim.outcomes.OUTCOMES`, shape (n,), int8.
    """
    courses = {path: course for path, course in cell.courses.items() if path not in values}
    cell = replace(cell, courses=courses)
    per_block = min(WORLDS_PER_BUNDLE, max(-(-len(world) // jobs), 1))
    tasks = [
        Task(
            cell,
            seed,
            world[start : start + per_block],
            values={path: one[start : start + per_block] for path, one in values.items()},
            agents=agents,
            outcomes_only=True,
        )
        for start in range(0, len(world), per_block)
    ]
    found: list[np.ndarray] = []
    done = 0
    for pieces in in_order(simulate_bundle, (Bundle((task,), {}) for task in tasks), jobs, scheduler):
        found += [piece.block.columns["outcome"] for piece in pieces]
        done += sum(len(piece.task.world) for piece in pieces)
        if progress is not None:
            progress(done, len(world))
    return np.concatenate(found) if found else np.zeros(0, np.int8)
