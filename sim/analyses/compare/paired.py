"""Differences between two settings that lived through the same luck, world by world.

Because world 17 has the same luck in both, only the worlds whose outcome flips carry information, and a difference is
known far better than from two separate shares. The interval is Bonett and Price's (2012) adjusted Wald interval for a
difference of paired proportions: one imagined flip is added each way, which keeps its coverage near the nominal level
when few worlds flip, and gives zero flips an interval instead of a point.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from sim.engine.outcomes import Outcomes
from sim.statistics.intervals import z_value


@dataclass(frozen=True)
class Difference:
    """How much more often an outcome happens in the second setting than in the first, in the same worlds.

    Attributes:
        worlds: number of worlds compared.
        before, after: shares in the first and the second setting.
        gained: worlds with the outcome only in the second.
        lost: worlds with the outcome only in the first.
        difference: ``after - before``.
        low, high: its interval.
    """

    worlds: int
    before: float
    after: float
    gained: int
    lost: int
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def saved(self) -> float:
        """How many times as many worlds it would take to know the difference as well with luck of their own.

        The variance of the difference had the two settings been independent, divided by its variance as paired; nan
        where the paired one is zero, because no world flipped, or every world did.
        """
        n, (up, down) = self.worlds, (self.gained / self.worlds, self.lost / self.worlds)
        paired = (up + down - (up - down) ** 2) / n
        apart = (self.before * (1 - self.before) + self.after * (1 - self.after)) / n
        return apart / paired if paired > 0 else math.nan

    def __str__(self) -> str:
        return (
            f"{self.before:.1%} -> {self.after:.1%} of {self.worlds:,} worlds: {100 * self.difference:+.1f} points "
            f"(95% interval {100 * self.low:+.1f} to {100 * self.high:+.1f}; {self.gained} gained, {self.lost} lost)"
        )


def difference(before: np.ndarray, after: np.ndarray, level: float = 0.95) -> Difference:
    """Paired difference of two shares.

    Args:
        before: whether each world has the outcome in the first setting, boolean array of shape (worlds,).
        after: the same for the second setting, the same worlds in the same order.
        level: of the interval.
    """
    before, after = np.asarray(before, bool), np.asarray(after, bool)
    if before.shape != after.shape or before.ndim != 1 or before.size == 0:
        raise ValueError("a paired difference needs the same worlds, at least one, on both sides")
    n = before.size
    gained, lost = int(np.sum(after & ~before)), int(np.sum(before & ~after))
    low, high = _bonett_price(gained, lost, n, level)
    shares = float(before.mean()), float(after.mean())
    return Difference(n, *shares, gained, lost, (gained - lost) / n, low, high)


def _bonett_price(gained: int, lost: int, n: int, level: float) -> tuple[float, float]:
    up, down = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = z_value(level) * math.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return max(up - down - half, -1.0), min(up - down + half, 1.0)


@dataclass(frozen=True)
class RatioChange:
    """How the weight of one outcome against another changes, ``war / (war + capitulation)`` in the same worlds.

    Attributes:
        outcome, other: the two outcomes.
        before, after: the ratio in the first and the second setting.
        difference: ``after - before``.
        low, high: its interval.
    """

    outcome: str
    other: str
    before: float
    after: float
    difference: float
    low: float
    high: float


#: Fewer worlds with one of the two outcomes than this, in either setting, and a ratio's change gets no interval.
ENOUGH = 10
#: Resamples of the bootstrap, and their seed: the same worlds always give the same interval.
_RESAMPLES, _SEED = 4000, 20200103


def ratio_change(
    outcomes: Outcomes, before: np.ndarray, after: np.ndarray, outcome: str, other: str, level: float = 0.95
) -> RatioChange | None:
    """Change of one outcome's share of two, with a bootstrap interval over worlds, so that pairs stay together.

    A world counts by what becomes of it in both settings, so resampling worlds (Efron 1979, percentile interval) is
    drawing the nine joint counts of the outcome, the other and anything else from a multinomial distribution.

    Args:
        outcomes: what a world can come to.
        before, after: outcome code of each world in the two settings, shape (worlds,).
        outcome, other: keys of two outcomes.
        level: of the interval.

    Returns:
        None when either outcome has fewer than :data:`ENOUGH` worlds in either setting, too few for the bootstrap.
    """
    kinds = [_kind(codes, outcomes.code(outcome), outcomes.code(other)) for codes in (before, after)]
    table = np.bincount(kinds[0] * 3 + kinds[1], minlength=9)
    sides = table.reshape(3, 3).sum(axis=1), table.reshape(3, 3).sum(axis=0)
    if min(int(side[kind]) for side in sides for kind in (1, 2)) < ENOUGH:
        return None
    drawn = np.random.default_rng(_SEED).multinomial(table.sum(), table / table.sum(), _RESAMPLES).reshape(-1, 3, 3)
    moved = _weight(drawn.sum(axis=1)) - _weight(drawn.sum(axis=2))
    low, high = np.quantile(moved, [(1 - level) / 2, (1 + level) / 2])
    first, second = (float(_weight(side)) for side in sides)
    return RatioChange(outcome, other, first, second, second - first, float(low), float(high))


def _kind(codes: np.ndarray, outcome: int, other: int) -> np.ndarray:
    """1 for the outcome, 2 for the other, 0 for anything else."""
    codes = np.asarray(codes)
    return np.where(codes == outcome, 1, np.where(codes == other, 2, 0))


def _weight(counts: np.ndarray) -> np.ndarray:
    """The outcome's share of both, along the last axis."""
    return counts[..., 1] / np.maximum(counts[..., 1] + counts[..., 2], 1)


def flips(outcomes: Outcomes, before: np.ndarray, after: np.ndarray) -> dict[tuple[str, str], int]:
    """Worlds that changed their outcome, counted by from which to which, most frequent first.

    Args:
        outcomes: what a world can come to.
        before: outcome code of each world in the first setting, shape (worlds,).
        after: the same for the second.
    """
    before, after = np.asarray(before), np.asarray(after)
    changed = before != after
    pairs = zip(before[changed].tolist(), after[changed].tolist(), strict=True)
    counted = Counter((outcomes.at(a).key, outcomes.at(b).key) for a, b in pairs)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
