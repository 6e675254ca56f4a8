"""How many worlds are enough: worlds are added until the widest headline interval is as narrow as was asked for.

The interval's width hardly depends on which way the shares fall, so looking now and then and stopping when it is narrow
enough does not bend the shares themselves. All cells get the same number of worlds, so that they stay paired.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.statistics.intervals import wilson, worlds_for

#: Worlds of the first round, and the step in which more are added.
FIRST, STEP = 1000, 1000


@dataclass(frozen=True)
class Precision:
    """How narrow the headline's intervals were asked to be, and how narrow they are.

    Attributes:
        wanted: half width of the widest 95% interval that is good enough.
        reached: half width of the widest one.
        rounds: how often worlds were added, the first round included.
        worlds: worlds per cell that it took.
    """

    wanted: float
    reached: float
    rounds: int
    worlds: int


def widest(counts: Iterable[int], worlds: int) -> float:
    """Half width of the widest of some shares' 95% intervals.

    Args:
        counts: worlds with the headline outcome, one per cell.
        worlds: worlds per cell.
    """
    low, high = wilson(np.array(list(counts)), worlds)
    return float(np.max(np.asarray(high) - np.asarray(low))) / 2


def first_size(most: int) -> int:
    """Worlds per cell of the first round."""
    return min(FIRST, most)


def next_size(counts: Iterable[int], worlds: int, wanted: float, most: int) -> int:
    """Worlds per cell of the next round; the same number when these are enough or no more are allowed.

    Args:
        counts: worlds with the headline outcome so far, one per cell.
        worlds: worlds per cell so far.
        wanted: half width wanted.
        most: worlds per cell allowed.
    """
    counts = list(counts)
    if worlds >= most or widest(counts, worlds) <= wanted:
        return worlds
    nearest = min(counts, key=lambda count: abs(count / worlds - 0.5)) / worlds
    needed = worlds_for(wanted, nearest)
    return min(max(math.ceil(needed / STEP) * STEP, worlds + STEP), most)
