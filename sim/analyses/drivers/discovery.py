"""Scenario discovery: finds one box with PRIM on half of the worlds, and measures it on the other half.

A box is fitted to the worlds that it was found in, so in those it looks better than it is. What is reported of it is
therefore counted in worlds that had no part in finding it, and it is reported only if they confirm it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.indices import Estimate
from sim.analyses.drivers.luck import STREAM
from sim.analyses.drivers.prim import Box, Rows, Step, measured, paste, peel, significant
from sim.statistics.intervals import Interval, wilson, z_value

#: A box is reported when chance alone would bring as large a difference as it shows in fewer than so many of 100 runs.
FALSE_ALARMS = 0.01

#: Limits are printed to this share of a factor's range, or finer.
PRINTED = 0.025

_STREAM = 4


@dataclass(frozen=True)
class Found:
    """What the search came to.

    Attributes:
        box: the box, its limits rounded as they are printed; None when no combination stands out.
        overall, density, coverage, mass: shares in the held-out worlds: of all with the outcome; of those in the box
            with the outcome; of those with the outcome that lie in the box; of all that lie in the box.
        flattered: the density in the worlds that the box was found in.
        worlds: held-out worlds.
        trajectory: the boxes on the way, counted in the worlds that they were found in.
    """

    box: Box | None
    overall: Estimate
    density: Estimate
    coverage: Estimate
    mass: Estimate
    flattered: float
    worlds: int
    trajectory: tuple[Step, ...]


def discover(rows: Rows, factors: Mapping[str, Factor], seed: int) -> Found:
    """Looks for one box.

    Args:
        rows: what was simulated; one row a world, or one a point.
        factors: the factors by path, for rounding limits.
        seed: by which the rows are halved.
    """
    rng = np.random.Generator(np.random.PCG64([seed, STREAM, _STREAM]))
    mixed = rng.permutation(len(rows.hits))
    half = len(mixed) // 2
    here, there = rows.only(mixed[:half]), rows.only(mixed[half:])
    trajectory = tuple(peel(here))
    box = significant(paste(clearest(trajectory), here), here)
    box = rounded(box, factors)
    inside = box.holds(there.columns)
    return Found(
        box if box.limits and stands_out(inside, there) else None,
        _share(there.hits, there.worlds, there.shared),
        _share(there.hits[inside], there.worlds[inside], there.shared),
        _share(np.where(inside, there.hits, 0), there.hits),
        _share(np.where(inside, there.worlds, 0), there.worlds),
        measured(box, here).density,
        int(there.worlds.sum()),
        trajectory,
    )


def clearest(trajectory: tuple[Step, ...]) -> Box:
    """The box whose share would be hardest to explain by chance: largest rise times the root of its mass.

    That is the binomial test of the box against the overall share (Klösgen 1996, "Explora"), which weighs how often the
    outcome comes in a box against how much of it the box holds.
    """
    overall = trajectory[0].density
    return max(trajectory, key=lambda step: (step.density - overall) * math.sqrt(step.mass)).box


def stands_out(inside: np.ndarray, rows: Rows) -> bool:
    """Whether the outcome is commoner in the box than outside, beyond what chance does in 99 of 100 runs."""
    if inside.all() or not inside.any():
        return False
    (one, first), (other, second) = (_spread(rows.hits[at], rows.worlds[at]) for at in (inside, ~inside))
    return one - other > z_value(1 - 2 * FALSE_ALARMS) * math.sqrt(first + second)


def rounded(box: Box, factors: Mapping[str, Factor]) -> Box:
    """The box with limits as a reader is told them: to a fortieth of a range or finer, or at a value that is taken."""
    return Box(
        {
            path: limit if isinstance(limit, frozenset) else _rounded(limit, factors[path])
            for path, limit in box.limits.items()
        }
    )


def _rounded(limit: tuple[float, float], factor: Factor) -> tuple[float, float]:
    low, high = limit
    if factor.discrete and factor.values:
        taken = np.array(factor.values, float)
        return (
            float(taken[taken >= low].min()) if np.isfinite(low) else low,
            float(taken[taken <= high].max()) if np.isfinite(high) else high,
        )
    if factor.whole:
        return float(np.ceil(low)), float(np.floor(high))
    if factor.ends is None:
        return limit
    width = factor.ends[1] - factor.ends[0]
    decimals = max(math.ceil(round(-math.log10(width * PRINTED), 9)), 0) if width > 0 else 6
    return round(low, decimals), round(high, decimals)


def _share(hits: np.ndarray, worlds: np.ndarray, shared: int = 0) -> Estimate:
    """A share with Wilson's interval, as of fewer worlds where rows of several worlds differ by more than luck.

    Rows that live through the same few worlds all lean the way that those worlds lean; all luck is taken to be such.
    """
    n, came = float(worlds.sum()), float(hits.sum())
    if n == 0:
        return Estimate(0.0, 0.0, 1.0)
    share, variance = _spread(hits, worlds)
    variance += share * (1 - share) / shared if shared else 0.0
    luck = share * (1 - share) / n
    weight = min(luck / variance, 1.0) if variance > 0 and luck > 0 else 1.0
    low, high = Interval(*wilson(came * weight, n * weight))
    return Estimate(share, low, high)


def _spread(hits: np.ndarray, worlds: np.ndarray) -> tuple[float, float]:
    """A share over rows of unequal numbers of worlds, and its variance, rows being independent (a ratio estimate)."""
    n, rows = float(worlds.sum()), int(np.count_nonzero(worlds))
    if n == 0:
        return 0.0, np.inf
    share = float(hits.sum()) / n
    residual = hits - share * worlds
    return share, float(np.sum(residual**2)) / n**2 * (rows / max(rows - 1, 1))
