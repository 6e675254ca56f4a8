"""The plain loop, compiled by Numba: the same function, double precision, its own generator."""

from __future__ import annotations

import random

import numba

from benchmarks.reduced import plain
from benchmarks.reduced.rules import Result, empty

_world = numba.njit(plain.world)


@numba.njit
def _all(seed, days, outcome, attacks, daily):
    random.seed(seed)
    for one in range(len(outcome)):
        outcome[one], attacks[one] = _world(days, daily[:, :, one])


def simulate(worlds: int, days: int, seed: int) -> Result:
    """All worlds, one after another; the first call compiles."""
    found = empty(worlds, days, world_first=True)
    _all(seed, days, found.outcome, found.attacks, found.daily)
    return found
