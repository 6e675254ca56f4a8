"""Lives through one world again, from its number: any world of any run, with every event and every day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.outcomes import OUTCOMES
from sim.runs.blocks import Task, simulate
from sim.runs.gather import CellSums, Frames


@dataclass(frozen=True)
class Replay:
    """One world, whole.

    Attributes:
        world: its number.
        variant: name of its variant.
        outcome: how it ended.
        day: day it ended, counted from the start.
        events: one row per event, the columns of :attr:`sim.runs.results.Results.events`.
        daily: one row per day, the columns of :attr:`sim.runs.results.Results.examples`.
    """

    world: int
    variant: str
    outcome: str
    day: int
    events: pd.DataFrame
    daily: pd.DataFrame


def replay(
    cell: Any, world: int, seed: int, agents: Mapping[str, type] | None = None, withheld: tuple[Any, ...] = ()
) -> Replay:
    """Simulates a world of a cell alone; it is the same, bit for bit, as among others.

    Args:
        cell: a :class:`sim.scenario.Cell`.
        world: its number, 0 or more; it need not be one that was run.
        seed: seed of all luck.
        agents: actors' classes to use instead of the built-in ones.
        withheld: acts that do not come about, a :class:`sim.engine.withheld.Withheld` each.

    Raises:
        ValueError: when the number is negative.
    """
    if not 0 <= world < 2**31:
        raise ValueError(f"there is no world {world}; worlds are numbered from 0 to 2,147,483,647")
    below = world + 1
    task = Task(cell, seed, np.array([world]), below, below, agents=agents, withheld=withheld)
    piece = simulate(task)
    frames, sums = Frames([cell.variant]), CellSums(cell)
    sums.add(piece)
    found = sums.finish()
    outcome, day = (int(found.columns[name][0]) for name in ("outcome", "day"))
    return Replay(world, cell.variant, OUTCOMES[outcome], day, frames.events(piece), frames.examples(found))
