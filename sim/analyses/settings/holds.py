"""Does a difference hold, whatever nobody knows? Its sign and size in every draw of the assumptions.

Both sides live through the same draws and the same luck, world by world, so that a difference is known far better than
either level. Differences between draws are part luck all the same: that part is known, since it is seen which worlds
flip, and each draw's difference is pulled to the mean until the draws differ only by what is left (the constrained
empirical Bayes estimate of Louis 1984, as :mod:`sim.statistics.ranges` has it for shares). Intervals resample draws
whole, with their worlds, which for means of clusters is right where resampling both counts luck twice (Davison and
Hinkley 1997, section 3.8).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.statistics.ranges import OUTSIDE, Range, paired_without_luck

#: A smaller difference than this is none: half a world in 100.
NEGLIGIBLE = 0.005

#: Resamples behind an interval, and what keeps them apart from any other random stream.
RESAMPLES, _STREAM = 1000, 0x401D


@dataclass(frozen=True)
class Held:
    """How far a difference holds over the draws.

    Attributes:
        draws, worlds: how many draws, and worlds in each.
        rises: whether it is a rise that is held to; else a fall.
        same, none, other: draws in which it has that sign, is :data:`NEGLIGIBLE`, or has the other sign.
        sure: 95% interval of the share of draws with that sign.
        middle: its median over the draws.
        range: its 5th and 95th percentile.
        each: the difference in each draw, luck taken out.
    """

    draws: int
    worlds: int
    rises: bool
    same: int
    none: int
    other: int
    sure: Range
    middle: float
    range: Range
    each: tuple[float, ...]

    @property
    def fails(self) -> np.ndarray:
        """In which draws it does not have that sign, boolean array of shape (draws,)."""
        each = np.array(self.each)
        return ~(each >= NEGLIGIBLE) if self.rises else ~(each <= -NEGLIGIBLE)


def held(before: np.ndarray, after: np.ndarray, rises: bool | None = None, seed: int = 0) -> Held:
    """How far a difference between two settings holds over the draws.

    Args:
        before, after: whether each world of each draw has the outcome, boolean arrays of shape (draws, worlds); the
            same worlds in the same places.
        rises: whether a rise is held to; by default what the mean over the draws does.
        seed: of the resampling.

    Raises:
        ValueError: for other shapes, fewer than two draws, or fewer than two worlds in each.
    """
    before, after = np.asarray(before, bool), np.asarray(after, bool)
    if before.shape != after.shape or before.ndim != 2 or min(before.shape) < 2:
        raise ValueError("a difference over draws needs the same worlds, at least two in each of two draws, both times")
    flips = after.astype(float) - before
    each = paired_without_luck(flips)
    up = bool(each.mean() > 0) if rises is None else rises
    same, none, other = _counted(each, up)
    again = paired_without_luck(flips, resampled_rows(len(each), seed))
    sure = np.quantile(((again if up else -again) >= NEGLIGIBLE).mean(axis=1), [0.025, 0.975])
    low, middle, high = np.quantile(each, [OUTSIDE / 2, 0.5, 1 - OUTSIDE / 2])
    return Held(
        draws=flips.shape[0],
        worlds=flips.shape[1],
        rises=up,
        same=same,
        none=none,
        other=other,
        sure=Range(*map(float, sure)),
        middle=float(middle),
        range=Range(float(low), float(high)),
        each=tuple(each.tolist()),
    )


def resampled_rows(draws: int, seed: int) -> np.ndarray:
    """Which draws each resample is made of, shape (resamples, draws)."""
    rng = np.random.Generator(np.random.PCG64([seed, _STREAM]))
    return rng.integers(draws, size=(RESAMPLES, draws))


def _counted(each: np.ndarray, rises: bool) -> tuple[int, int, int]:
    signed = each if rises else -each
    same, other = int(np.sum(signed >= NEGLIGIBLE)), int(np.sum(signed <= -NEGLIGIBLE))
    return same, len(each) - same - other, other
