"""Worlds that cost nothing: whether the outcome comes depends on coordinates and luck by a formula."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.luck import Worlds
from sim.crisis.us_iran import US_IRAN
from sim.scenario import Cast, Cell

_LUCK = np.random.default_rng(20200103).random(60_000)
#: Nothing is set in it, and nobody simulates it.
_CELL = Cell(0, "baseline", "", (), {}, (), Cast(), "counter_pressure", date(2018, 5, 8), 1, None, crisis=US_IRAN)


class Toy(Worlds):
    """The outcome comes where luck lies below ``chance(u)``."""

    def __init__(self, chance: Callable[[np.ndarray], np.ndarray], seed: int = 1):
        super().__init__(_CELL, seed, code=0)
        object.__setattr__(self, "chance", chance)

    def __call__(self, factors: tuple[Factor, ...], u: np.ndarray, world: np.ndarray) -> np.ndarray:
        assert u.shape == (len(world), len(factors))
        return _LUCK[world] < self.chance(u)


def factors(count: int) -> tuple[Factor, ...]:
    return tuple(Factor(f"x{at}", (f"x{at}",), "plausible", ends=(0.0, 1.0)) for at in range(count))
