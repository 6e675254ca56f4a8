"""Sobol' indices of a single world's outcome: how much of its variance each parameter explains, and how much luck does.

Luck is a factor of its own, the world's number (Marrel, Iooss, Da Veiga and Ribatet 2012, "Global sensitivity analysis
of stochastic computer models with joint metamodels"). With the matrices of Saltelli and others (2010): A has some
values and the worlds 0 to N - 1, B other values and the worlds N to 2N - 1, and each AB is A with one factor from B;
luck's has A's values in B's worlds.

Total indices are estimated after Jansen (1999). Luck's first-order index is estimated after Saltelli and others (2010,
table 2 b), from outcomes less their common mean. A parameter's first-order index is read from the independent worlds of
A and B instead: how much the outcome's share differs between 32 slices of the parameter, less what luck makes slices
differ (Plischke, Borgonovo and Smith 2013, "Global sensitivity measures from given data"). Where luck is most of the
variance, as here, that is several times as sharp as Saltelli's estimate from the same worlds: the change in outcome
from A to AB is rarely anything but luck re-routed.

One minus luck's total index is the share of the variance that the varied parameters explain together. It is taken from
the worlds that share A's values, as their intraclass correlation (:func:`sim.analyses.answer.ignorance.between_twins`,
whose interval is never a point). A parameter's first-order index over it is its share of what they explain
together; other parameters, held here, have no part in that.

The matrix estimators are the ones of ``scipy.stats.sobol_indices`` (a test holds them to it). They are written out
because one formula then serves the estimate and its bootstrap: SciPy's bootstrap cannot be given a seed, and fails on a
parameter that changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analyses.answer.ignorance import between_twins
from sim.analyses.drivers.estimators import between, ceiling, twins, weighted
from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.luck import STREAM, Worlds, sobol_sequence

#: Name of luck among the factors.
CHANCE = "chance"

#: Fewest and most base points, and most worlds that the default spends.
LEAST, MOST, AFFORDED = 1024, 8192, 50_000

#: Resamples behind every interval.
RESAMPLES = 1000

#: Slices of a parameter's range between which the outcome's share is compared.
SLICES = 32

_STREAM, _BOOTSTRAP = 2, 3


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float

    def as_list(self) -> list[float]:
        """Value, low and high, as JSON holds them."""
        return [round(float(one), 5) for one in (self.value, self.low, self.high)]


@dataclass(frozen=True)
class Index:
    """What one factor explains of a single world's outcome.

    Attributes:
        path: the factor's, or :data:`CHANCE`.
        first: share of the variance it explains alone.
        total: share it explains alone and together with others.
        known: ``first`` over what all varied parameters explain together; None for luck, or where that is not above
            zero.
    """

    path: str
    first: Estimate
    total: Estimate
    known: Estimate | None


@dataclass(frozen=True)
class Indices:
    """The indices of all factors, and the worlds behind them.

    Attributes:
        found: one entry per factor in the factors' order, luck last.
        knowable: share of the variance that all varied parameters explain together.
        u: coordinates of the independent worlds of A and B, shape (2N, factors).
        outcome: whether the outcome came in them, shape (2N,).
    """

    found: tuple[Index, ...]
    knowable: Estimate
    u: np.ndarray
    outcome: np.ndarray


def sensible_draws(factors: int) -> int:
    """Base points that are worth their time: as many as some fifty thousand worlds allow."""
    draws = MOST
    while draws > LEAST and draws * (factors + 3) > AFFORDED:
        draws //= 2
    return draws


def worlds_needed(factors: int, draws: int) -> int:
    """How many worlds the indices of so many factors, and of luck, take."""
    return draws * (factors + 3)


def indices(factors: tuple[Factor, ...], worlds: Worlds, draws: int) -> Indices:
    """Simulates the matrices and estimates all indices.

    Args:
        factors: what is varied.
        worlds: simulates them.
        draws: base points N, a power of two.
    """
    k = len(factors)
    both = sobol_sequence(draws, 2 * k, worlds.seed, _STREAM)
    a, b = both[:, :k], both[:, k:]
    mine, theirs = np.arange(draws), np.arange(draws, 2 * draws)
    swapped = [np.where(np.arange(k) == at, b, a) for at in range(k)]
    u = np.concatenate([a, b, *swapped, a])
    number = np.concatenate([mine, theirs, *[mine] * k, theirs])
    came = worlds(factors, u, number).reshape(k + 3, draws)
    slices = np.stack([sliced(factor, both[:, [at, k + at]].T) for at, factor in enumerate(factors)])
    found, knowable = of_outcomes(came[0], came[1], came[2:], slices, worlds.seed)
    named = tuple(Index(path, *one) for path, one in zip([*(f.path for f in factors), CHANCE], found, strict=True))
    return Indices(named, knowable, u[: 2 * draws], came[:2].ravel())


#: Of a function that never varies.
NOTHING = Estimate(0.0, 0.0, 0.0)

Found = tuple[Estimate, Estimate, Estimate | None]


def sliced(factor: Factor, u: np.ndarray) -> np.ndarray:
    """Number of the slice that coordinates fall in, any shape; a parameter of few values has a slice for each."""
    slices = np.minimum((u * SLICES).astype(int), SLICES - 1)
    if factor.discrete:
        values, at = np.unique(factor.at(u.ravel()).astype(str if factor.words else float), return_inverse=True)
        return at.reshape(u.shape) if len(values) <= SLICES else slices
    return slices


def of_outcomes(
    f_a: np.ndarray, f_b: np.ndarray, f_ab: np.ndarray, slices: np.ndarray, seed: int
) -> tuple[list[Found], Estimate]:
    """Indices and their bootstrap intervals from the values of a function.

    Args:
        f_a, f_b: values at A and at B, shape (N,).
        f_ab: values at A with one factor from B, shape (parameters + 1, N), luck last.
        slices: slice of each parameter at A and at B, shape (parameters, 2, N).
        seed: of the bootstrap.

    Returns:
        First-order and total index, and share of what all explain together, per factor; and what all explain together.
    """
    n = len(f_a)
    f_a, f_b, f_ab = (np.asarray(one, float) for one in (f_a, f_b, f_ab))
    rng = np.random.Generator(np.random.PCG64([seed, STREAM, _BOOTSTRAP]))
    weights = np.vstack([np.full(n, 1 / n), rng.multinomial(n, np.full(n, 1 / n), RESAMPLES) / n])
    first, total, _ = weighted(f_a, f_b, f_ab, weights)
    for at, mine in enumerate(slices):
        first[:, at] = between(f_a, f_b, mine, weights)
    knowable = twins(f_a, f_ab[-1], weights)
    part = between_twins(f_a > 0, f_ab[-1] > 0, seed=seed)
    sure = np.quantile(knowable[1:], 0.025) > 0
    share = first / np.where(knowable > 0, knowable, np.nan)[:, None]
    top = ceiling(f_a, f_b, n)
    found: list[Found] = [
        (_estimate(first[:, at]), _estimate(total[:, at], top), _estimate(share[:, at]) if sure else None)
        for at in range(len(slices))
    ]
    if part is None:  # nothing varies
        return [*found, (_estimate(first[:, -1]), NOTHING, None)], NOTHING
    luck = Estimate(1 - part.share, 1 - part.high, 1 - part.low)
    return [*found, (_estimate(first[:, -1]), luck, None)], Estimate(*part)


def _estimate(resampled: np.ndarray, top: float = 0.0) -> Estimate:
    """The first entry with the 95% percentile interval of the others.

    An estimate below zero is luck, since no index is: the upper end moves up to zero with it, so that no interval lies
    where nothing can be, and is cut to a point.

    Args:
        resampled: the estimate, then its resamples.
        top: upper end where the estimate and all resamples are exactly zero.
    """
    some = resampled[1:][np.isfinite(resampled[1:])]
    low, high = np.quantile(some, [0.025, 0.975])
    value = float(resampled[0])
    return Estimate(value, min(float(low), value), max(float(high) - min(value, 0.0), value) or top)
