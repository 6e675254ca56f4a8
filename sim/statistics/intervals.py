"""How surely a finite number of worlds fixes a share: Wilson's score interval.

Wilson's interval (Wilson 1927; recommended over the textbook one by Brown, Cai and DasGupta 2001) never leaves 0 to 1
and stays honest for outcomes that happened in no world or in all of them. It speaks of luck between worlds only, not
of whether the model is right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np


class Interval(NamedTuple):
    """Lower and upper end; numbers, or arrays of equal shape."""

    low: Any
    high: Any


def z_value(level: float) -> float:
    """Standard normal deviate that leaves ``1 - level`` outside on both sides together."""
    if not 0 < level < 1:
        raise ValueError(f"a level of {level} is not between 0 and 1")
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(count: Any, n: Any, level: float = 0.95) -> Interval:
    """Wilson's score interval of a share ``count / n``.

    Args:
        count: how many worlds, number or array.
        n: of how many, number or array; 0 leaves the share anywhere between 0 and 1.
        level: chance that the interval covers the share in endlessly many worlds.

    Returns:
        Interval of floats for numbers, of float arrays for arrays.
    """
    count, n = np.asarray(count, float), np.asarray(n, float)
    if np.any(count < 0) or np.any(count > n):
        raise ValueError("a count must lie between 0 and the number it is a part of")
    z2 = z_value(level) ** 2
    safe = np.maximum(n, 1)
    share = count / safe
    centre = (share + z2 / (2 * safe)) / (1 + z2 / safe)
    half = np.sqrt(z2 * (share * (1 - share) / safe + z2 / (4 * safe**2))) / (1 + z2 / safe)
    # At 0 and at n the ends are 0 and 1 exactly; say so instead of 1e-18.
    low = np.where((n == 0) | (count == 0), 0.0, np.maximum(centre - half, 0.0))
    high = np.where((n == 0) | (count == n), 1.0, np.minimum(centre + half, 1.0))
    return Interval(float(low), float(high)) if low.ndim == 0 else Interval(low, high)


@dataclass(frozen=True)
class Ratio:
    """One outcome's share among the worlds that ended in it or in another one.

    Attributes:
        count: worlds that ended in the first outcome.
        of: worlds that ended in either.
        share: ``count / of``.
        low, high: Wilson's interval, given how many worlds ended in either.
    """

    count: int
    of: int
    share: float
    low: float
    high: float


def ratio(count: int, other: int, level: float = 0.95) -> Ratio | None:
    """War / (war + capitulation), say, with its counts; None when neither outcome happened.

    Args:
        count: worlds that ended in the outcome asked about.
        other: worlds that ended in the outcome it is compared with.
        level: of the interval, which takes ``count + other`` as given.
    """
    of = count + other
    if of == 0:
        return None
    low, high = wilson(count, of, level)
    return Ratio(count, of, count / of, low, high)


def worlds_for(half_width: float, share: float = 0.5) -> int:
    """About how many worlds pin a share down to plus or minus ``half_width``, at 95%."""
    return math.ceil(z_value(0.95) ** 2 * share * (1 - share) / half_width**2)
