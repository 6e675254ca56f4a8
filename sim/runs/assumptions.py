"""What if the assumed numbers are wrong? Draws of all assumed parameters at once, each simulated in a few worlds.

A Latin hypercube over the plausible ranges of every parameter whose default is assumed (not known, not from the
literature) and that the scenario leaves alone. Every variant sees the same draws in the same worlds; every draw has
worlds of its own, so that luck averages out over the draws (:mod:`sim.statistics.ranges` takes out what is left).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.engine.conditions import Condition
from sim.engine.distributions import between
from sim.engine.parameters import Catalogue, Parameter
from sim.runs.blocks import OUTCOMES_PER_BLOCK, Kind, Task
from sim.scenario import Cell

#: Keeps the draws' random stream apart from any other made from the same seed.
_STREAM = 0xA55


def varied(catalogue: Catalogue, cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Paths of the parameters to vary: assumed, with a plausible range, and set by no cell of the scenario.

    Under a rival theory the parameters it disagrees about keep the value that makes it a rival.
    """
    taken = {path for cell in cells for path in cell.courses}
    rivals = any(cell.crisis.theory_by_key[cell.theory].rival for cell in cells)
    return tuple(
        path
        for path, one in catalogue.items()
        if one.basis == "assumed"
        and one.plausible is not None
        and one.plausible[0] < one.plausible[1]
        and path not in taken
        and not (rivals and one.rival is not None)
    )


def draw(catalogue: Catalogue, paths: tuple[str, ...], draws: int, seed: int) -> dict[str, np.ndarray]:
    """A Latin hypercube over the plausible ranges: each parameter's range is cut in ``draws`` slices, each used once.

    Returns:
        Path to values, shape (draws,).
    """
    rng = np.random.Generator(np.random.PCG64([seed, _STREAM]))
    slices = rng.permuted(np.tile(np.arange(draws), (len(paths), 1)), axis=1)
    shares = (slices + rng.random(slices.shape)) / max(draws, 1)
    return {path: _scaled(catalogue[path], u) for path, u in zip(paths, shares, strict=True)}


def _scaled(parameter: Parameter, u: np.ndarray) -> np.ndarray:
    assert parameter.plausible is not None
    return between(u, parameter.plausible, parameter.whole)


def tasks(
    cells: tuple[Cell, ...],
    drawn: Mapping[str, np.ndarray],
    draws: int,
    worlds: int,
    seed: int,
    agents: Mapping[str, type] | None = None,
    conditions: tuple[Condition, ...] = (),
) -> Iterator[Task]:
    """Blocks of several draws each, for some cells.

    Args:
        cells: the cell of reference of every variant.
        drawn: path to values, shape (draws,).
        draws: how many draws.
        worlds: worlds per draw; draw d lives in the worlds numbered from ``d * worlds``.
        seed: seed of all luck.
        agents: actors' classes to use instead of the built-in ones.
        conditions: what is known to have happened.
    """
    per_block = max(OUTCOMES_PER_BLOCK // max(worlds, 1), 1)
    for cell in cells:
        for start in range(0, draws, per_block):
            some = range(start, min(start + per_block, draws))
            values = {path: np.repeat(values[some.start : some.stop], worlds) for path, values in drawn.items()}
            world = np.arange(some.start * worlds, some.stop * worlds)
            kind: Kind = "assumptions"
            what: dict[str, Any] = {"values": values, "agents": agents, "conditions": conditions}
            yield Task(cell, seed, world, numbers=some, kind=kind, outcomes_only=True, **what)
