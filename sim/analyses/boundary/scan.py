"""Where a row's share lies clearly above or below the level, and so in which stretches it must cross it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from sim.analyses.boundary.fit import Bracket, Tally, fit

#: Standard errors from which a share counts as clearly on one side.
CLEAR = 2.6


def sides(tally: Tally, at: float) -> np.ndarray:
    """For each point 1 where the share is clearly above the level, -1 where it is clearly below, else 0."""
    z = (tally.hits - at * tally.worlds) / np.sqrt(tally.worlds * at * (1 - at))
    return np.where(np.abs(z) > CLEAR, np.sign(z), 0).astype(int)


def brackets(tally: Tally, at: float) -> tuple[Bracket, ...]:
    """The stretches in which the share crosses the level, from low to high.

    Args:
        tally: points of one row, in order of x and none twice.
        at: the level.

    Returns:
        A bracket between each two neighbouring clear points on different sides. Where there is none, but all points
        together show a slope from one side to the other, one bracket over the undecided points. Else none.
    """
    side = sides(tally, at)
    clear = np.flatnonzero(side)
    found = tuple(
        Bracket(float(tally.x[one]), float(tally.x[two]), bool(side[two] > 0))
        for one, two in pairwise(clear)
        if side[one] != side[two]
    )
    return found or _by_slope(tally, at, side)


def _by_slope(tally: Tally, at: float, side: np.ndarray) -> tuple[Bracket, ...]:
    line = fit(tally, float(tally.x.mean()), np.ones(len(tally.x)))
    if line is None:
        return ()
    level = math.log(at / (1 - at))
    first, last = (line.z(float(tally.x[end]), level) for end in (0, -1))
    if first * last >= 0 or min(abs(first), abs(last)) < CLEAR:
        return ()
    # Points clear on the near side have the crossing beyond them; only one side can be clear here.
    rising = last > 0
    before = tally.x[side == (-1 if rising else 1)]
    after = tally.x[side == (1 if rising else -1)]
    low, high = float(before.max(initial=tally.x[0])), float(after.min(initial=tally.x[-1]))
    return (Bracket(low, high, rising),) if low < high else ()


def undecided(tally: Tally, at: float) -> np.ndarray:
    """Points whose share is not clearly on either side, shape (m,)."""
    return tally.x[sides(tally, at) == 0]
