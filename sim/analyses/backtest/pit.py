"""Is a forecaster sure of the right things? The probability integral transform (PIT) of what came.

If the observations are draws from the forecasts, the chance that a forecast gives to values up to the observed one is
uniform. For counts that chance jumps, so an observation is an interval from ``P(less)`` to ``P(less or equal)``, and
the histogram spreads it evenly over its interval (Czado, Gneiting and Held 2009). A hump means too wide forecasts, a
trough too narrow ones, a slope too low or too high ones.

Forecasts h months ahead that are made each month overlap: even an ideal forecaster's values are dependent up to h - 1
months apart, and independent beyond (Diebold, Gunther and Tay 1998). So the test takes every h-th value, h such series
in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

#: Least worth of independent values for "no sign against it" to mean anything. With twelve the test finds three in four
#: forecasters whose spread is half of what it should be, and just over half of those whose spread is twice that.
FEW = 12
#: Sets of uniforms over which the test averages, and samples from which it knows its own null distribution.
RANDOMISED, NULL = 200, 20_000
#: Chance to accuse an ideal forecaster.
LEVEL = 0.05
TOO_FEW, NO_SIGN = "too few to tell", "no sign against it"


@dataclass(frozen=True)
class Pit:
    """What forecasts of one kind, a given number of months ahead, gave to values up to the observed ones.

    Attributes:
        low, high: chance of less than the observation, and of no more, in the order of the origins, shape (n,).
    """

    low: np.ndarray
    high: np.ndarray

    def randomised(self, uniforms: Any) -> np.ndarray:
        """Values that are uniform for an ideal forecaster; uniforms: 0 to 1, shape (..., n)."""
        return self.low + np.asarray(uniforms, float) * (self.high - self.low)

    def histogram(self, bins: int = 5) -> np.ndarray:
        """Mean share of each bin, without any randomness, shape (bins,); an ideal forecaster's are ``1 / bins``."""
        edges = np.linspace(0, 1, bins + 1)[:, None]
        width = self.high - self.low
        inside = np.clip((edges - self.low) / np.where(width > 0, width, 1), 0, 1)
        step = np.where(edges == 0, 0.0, edges >= self.low)  # a value at a bin's upper edge belongs to it
        return np.diff(np.where(width > 0, inside, step).mean(-1))

    @property
    def worth(self) -> float:
        """How many exact values these are worth: an interval from 0 to 1 tells nothing, a point counts as one."""
        return float((1 - (self.high - self.low) ** 2).sum())


@dataclass(frozen=True)
class Uniformity:
    """Whether values look uniform.

    Attributes:
        p: chance of values as far from uniform or further under an ideal forecaster; an upper bound.
        slope: mean of ``sqrt(3) (2u - 1)``; above 0: more came than was forecast.
        hump: mean of ``sqrt(5) (6u^2 - 6u + 1)``; above 0: forecasts too narrow, below 0: too wide.
        worth: independent values that this rests on, about.
        verdict: in words.
    """

    p: float
    slope: float
    hump: float
    worth: float
    verdict: str


def pit_of_members(members: Any, observed: Any) -> Pit:
    """PIT under ensembles, of counts or continuous quantities: the observation's rank among the worlds.

    With the observation as one more world its rank is exactly uniform, however few worlds there are.

    Args:
        members: shape (n, m); nan where a world says nothing.
        observed: shape (n,).
    """
    members, observed = np.asarray(members, float), np.asarray(observed, float)[:, None]
    worlds = (~np.isnan(members)).sum(-1)
    less, equal = (members < observed).sum(-1), (members == observed).sum(-1)
    return Pit(less / (worlds + 1), (less + equal + 1) / (worlds + 1))


def uniformity(pit: Pit, months_ahead: int = 1) -> Uniformity:
    """Tests the PIT for a slope and a hump (Neyman's smooth test of order two), exactly for few values.

    Each set of uniforms and each series of every h-th value gives a valid p-value; twice their mean is valid whatever
    their dependence (Vovk and Wang 2020), at the price of some power.

    Args:
        pit: values in the order of monthly origins.
        months_ahead: of the forecasts.
    """
    series = [slice(first, None, months_ahead) for first in range(min(months_ahead, len(pit.low)))]
    exact = not (pit.high - pit.low > 1e-2).any()
    uniforms = np.random.default_rng(1).random((1 if exact else RANDOMISED, len(pit.low)))
    values = pit.randomised(uniforms)
    p_values = np.concatenate([_p_values(values[:, one]) for one in series])
    p = float(p_values[0] if len(p_values) == 1 else min(1.0, 2 * p_values.mean()))
    slope, hump = (float(part.mean()) for part in _features(values))
    worth = pit.worth / months_ahead
    return Uniformity(p, slope, hump, worth, _verdict(p, slope, hump, worth))


def _features(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Legendre polynomials of order one and two, of mean 0 and variance 1 under uniformity."""
    return np.sqrt(3) * (2 * values - 1), np.sqrt(5) * (6 * values**2 - 6 * values + 1)


def _statistic(values: np.ndarray) -> np.ndarray:
    """Neyman's smooth statistic along the last axis."""
    return sum(part.sum(-1) ** 2 for part in _features(values)) / values.shape[-1]


@cache
def _null(n: int) -> np.ndarray:
    """Sorted statistics of n independent uniforms; the seed is part of the test's definition."""
    return np.sort(_statistic(np.random.default_rng(n).random((NULL, n))))


def _p_values(values: np.ndarray) -> np.ndarray:
    null = _null(values.shape[-1])
    above = NULL - np.searchsorted(null, _statistic(values), "left")
    return (above + 1) / (NULL + 1)


def _verdict(p: float, slope: float, hump: float, worth: float) -> str:
    if p > LEVEL:
        return TOO_FEW if worth < FEW else NO_SIGN
    # Values all at one end have both; each counts as a share of what it would be there.
    if abs(slope) / np.sqrt(3) >= abs(hump) / np.sqrt(5):
        return "forecasts are too low" if slope > 0 else "forecasts are too high"
    return "forecasts are too narrow" if hump > 0 else "forecasts are too wide"
