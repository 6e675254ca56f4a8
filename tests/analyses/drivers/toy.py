"""Worlds that cost nothing: whether the outcome comes depends on coordinates and luck by a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analyses.drivers.factors import Factor

_LUCK = np.random.default_rng(20200103).random(60_000)


@dataclass(frozen=True)
class Toy:
    """In place of :class:`sim.analyses.drivers.luck.Worlds`: the outcome comes where luck lies below ``chance(u)``."""

    chance: Callable[[np.ndarray], np.ndarray]
    seed: int = 1

    def __call__(self, factors: tuple[Factor, ...], u: np.ndarray, world: np.ndarray) -> np.ndarray:
        assert u.shape == (len(world), len(factors))
        return _LUCK[world] < self.chance(u)


def factors(count: int) -> tuple[Factor, ...]:
    return tuple(Factor(f"x{at}", (f"x{at}",), "plausible", ends=(0.0, 1.0)) for at in range(count))
