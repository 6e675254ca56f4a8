"""How much a share moves when the assumed parameters move, freed of the luck in the few worlds of each draw.

Every draw of the assumed parameters is simulated in a handful of worlds, so the shares differ between draws for two
reasons: the parameters, and luck. Luck's part is known (it is binomial); what is left over is the parameters' part.
Each draw's share is pulled towards the mean until the spread of all draws equals that part (the constrained
empirical Bayes estimate of Louis 1984 with a method-of-moments variance). Quantiles of the pulled shares are then
a range over the assumptions, neither widened by luck nor narrowed to nothing as means of posteriors would be.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: Share of draws left out on both sides together by a range over assumptions.
OUTSIDE = 0.10


class Range(NamedTuple):
    """5th and 95th percentile of a share over the draws of the assumed parameters."""

    low: float
    high: float


def spread_between(counts: np.ndarray, worlds: np.ndarray) -> float:
    """Variance of the true shares between draws: observed variance less the binomial one, at least 0.

    Args:
        counts: worlds with the outcome per draw, shape (draws,).
        worlds: worlds per draw, shape (draws,), each at least 2.
    """
    shares = counts / worlds
    luck = np.mean(shares * (1 - shares) / (worlds - 1))
    return float(max(np.var(shares, ddof=1) - luck, 0.0))


def without_luck(counts: np.ndarray, worlds: np.ndarray) -> np.ndarray:
    """Shares per draw, pulled to their mean until they vary only as much as the parameters make them.

    Returns:
        Array of shape (draws,), within 0 and 1; all equal to the mean when luck explains everything.
    """
    counts, worlds = np.asarray(counts, float), np.asarray(worlds, float)
    if counts.shape != worlds.shape or counts.size < 2 or np.any(worlds < 2):
        raise ValueError("a range over assumptions needs at least two draws of at least two worlds each")
    shares = counts / worlds
    observed = np.var(shares, ddof=1)
    pull = np.sqrt(spread_between(counts, worlds) / observed) if observed > 0 else 0.0
    return np.clip(shares.mean() + pull * (shares - shares.mean()), 0.0, 1.0)


def over_assumptions(counts: np.ndarray, worlds: np.ndarray) -> Range:
    """Range of a share over the draws of the assumed parameters, 5th to 95th percentile, luck taken out."""
    low, high = np.quantile(without_luck(counts, worlds), [OUTSIDE / 2, 1 - OUTSIDE / 2])
    return Range(float(low), float(high))


def of_difference(before: np.ndarray, after: np.ndarray, worlds: np.ndarray) -> Range:
    """Range of a paired difference of shares over the draws, 5th to 95th percentile.

    Both settings live through the same draws and worlds. For runs that did not keep how many worlds flip each way: only
    the least luck that a difference of this size can hold is taken out, so the range errs on the wide side.

    Args:
        before, after: worlds with the outcome per draw in the first and the second setting, shape (draws,).
        worlds: worlds per draw, shape (draws,), each at least 2.
    """
    found = (np.asarray(after, float) - np.asarray(before, float)) / worlds
    luck = np.mean((np.abs(found) - found**2) / (worlds - 1))
    observed = np.var(found, ddof=1)
    pull = np.sqrt(max(observed - luck, 0.0) / observed) if observed > 0 else 0.0
    low, high = np.quantile(found.mean() + pull * (found - found.mean()), [OUTSIDE / 2, 1 - OUTSIDE / 2])
    return Range(float(low), float(high))


def paired_without_luck(flips: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    """A paired difference in each draw, pulled to the mean until the draws vary only as much as parameters make them.

    Args:
        flips: 1 for a world that gained the outcome, -1 for one that lost it, else 0; shape (draws, worlds).
        rows: the draws that each of some resamples is made of, shape (resamples, draws); by default all draws once.

    Returns:
        Array of shape (draws,), or (resamples, draws); all equal to the mean where luck explains everything.
    """
    found, luck = flips.mean(axis=1), flips.var(axis=1, ddof=1) / flips.shape[1]
    if rows is not None:
        found, luck = found[rows], luck[rows]
    mean, observed = found.mean(axis=-1, keepdims=True), found.var(axis=-1, ddof=1, keepdims=True)
    left = np.maximum(observed - luck.mean(axis=-1, keepdims=True), 0.0)
    result: np.ndarray = mean + np.sqrt(left / np.where(observed > 0, observed, 1.0)) * (found - mean)
    return result
