"""Lives through one world again, from its number: any world of any run, with every event and every day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.engine.withheld import Withheld
from sim.runs.blocks import Task, simulate
from sim.runs.gather import CellSums, Frames
from sim.scenario import Cell


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
    cell: Cell, world: int, seed: int, agents: Mapping[str, type] | None = None, withheld: tuple[Withheld, ...] = ()
) -> Replay:
    """Simulates a world of a cell alone; it is the same, bit for bit, as among others.

    Args:
        cell: the cell.
        world: its number, 0 or more; it need not be one that was run.
        seed: seed of all luck.
        agents: actors' classes to use instead of the built-in ones.
        withheld: acts that do not come about.

    Raises:
        ValueError: when the number is negative.
    """
    if not 0 <= world < 2**31:
        raise ValueError(f"there is no world {world}; worlds are numbered from 0 to 2,147,483,647")
    below = world + 1
    task = Task(cell, seed, np.array([world]), below, below, agents=agents, withheld=withheld)
    piece = simulate(task)
    frames, sums = Frames([cell.variant], cell.crisis), CellSums(cell)
    sums.add(piece)
    found = sums.finish()
    outcome, day = (int(found.columns[name][0]) for name in ("outcome", "day"))
    ended = cell.crisis.outcomes.at(outcome).key
    return Replay(world, cell.variant, ended, day, frames.events(piece), frames.examples(found))
