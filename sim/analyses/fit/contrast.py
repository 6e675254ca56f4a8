"""What the data say of each parameter: the posterior beside the prior, and nothing that luck could say as well.

The floor is measured, not assumed: parameters of which the summaries know nothing are drawn from the prior and taken
through the very regression that made the posterior. What such parameters show is luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.analyses.fit.adjust import EDGE, Fit, adjusted, quantiles, to_unit
from sim.statistics.intervals import z_value

SHARPENED, SHIFTED, NOT_IDENTIFIED = "sharpened", "shifted", "not identified by these data"
#: Chance that luck is called information for any parameter, or for any pair, of a table.
ERROR = 0.05
#: A posterior narrower than this is called sharpened however far it moved as well.
CLEARLY = 0.8
#: Meaningless parameters drawn for the floor: at least so many, and so many for each real one.
FEWEST, EACH = 2000, 100
#: Meaningless parameters adjusted at once, which bounds the memory.
_BATCH = 500


@dataclass(frozen=True)
class Contrast:
    """Posterior against prior, by parameter, shape (p,) each.

    Attributes:
        width: width of the central 90% interval over that of the prior.
        shift: posterior mean less prior mean, in the prior's standard deviations.
        distance: largest difference between the distribution functions (Kolmogorov-Smirnov), 0 to 1.
        distance_floor: a larger distance comes by luck for any of the parameters in one table of twenty.
        width_floor, shift_floor: and so does a smaller width, and a larger shift either way.
        words: "not identified by these data" where the distance is no more than luck; else "sharpened" where the
            posterior is clearly narrower, or narrower and not shifted; else "shifted".
    """

    width: np.ndarray
    shift: np.ndarray
    distance: np.ndarray
    distance_floor: float
    width_floor: float
    shift_floor: float
    words: tuple[str, ...]

    @property
    def identified(self) -> np.ndarray:
        """Parameters of which the data say something, shape (p,)."""
        return self.distance > self.distance_floor


class Tie(NamedTuple):
    """Two parameters (columns) that the data tie together, and their posterior correlation."""

    first: int
    second: int
    correlation: float


def contrast(found: Fit, rng: np.random.Generator) -> Contrast:
    """Sets the posterior beside the prior.

    Args:
        found: the fit.
        rng: draws the meaningless parameters of the floor.
    """
    parameters = found.reals.shape[1]
    luck = _luck(found, max(FEWEST, EACH * parameters), rng)
    floors = (
        float(np.quantile(luck.distance, 1 - ERROR / parameters)),
        float(np.quantile(luck.width, ERROR / parameters)),
        float(np.quantile(np.abs(luck.shift), 1 - ERROR / parameters)),
    )
    seen = _measured(to_unit(found.reals), found.weights)
    words = tuple(_word(*one, *floors) for one in zip(seen.distance, seen.width, np.abs(seen.shift), strict=True))
    return Contrast(seen.width, seen.shift, seen.distance, *floors, words)


def _word(distance: float, width: float, shift: float, least: float, narrow: float, moved: float) -> str:
    if distance <= least:
        return NOT_IDENTIFIED
    return SHARPENED if width < narrow and (width < CLEARLY or shift <= moved) else SHIFTED


def ties(found: Fit) -> tuple[Tie, ...]:
    """Pairs whose posterior correlation is beyond sampling noise, the strongest first.

    A strong tie means that the data know a combination of the two and cannot tell them apart: raise one, lower (or
    raise) the other, and the record is met as well. The bound leaves a chance of about 5% for any pair to pass by luck.
    """
    centred = to_unit(found.reals)
    centred = centred - found.weights @ centred
    spread = np.sqrt(found.weights @ np.square(centred))
    correlations = (centred * found.weights[:, None]).T @ centred / np.maximum(np.outer(spread, spread), 1e-300)
    first, second = np.triu_indices(centred.shape[1], k=1)
    values = correlations[first, second]
    bound = correlation_floor(found.accepted.effective, len(values))
    order = np.argsort(-np.abs(values), kind="stable")
    return tuple(Tie(int(first[k]), int(second[k]), float(values[k])) for k in order if abs(values[k]) > bound)


def correlation_floor(effective: float, pairs: int) -> float:
    """A correlation that luck exceeds for any of some independent pairs with a chance of about 5% (Fisher's z)."""
    if effective <= 4 or pairs == 0:
        return 1.0
    return math.tanh(z_value(1 - ERROR / pairs) / math.sqrt(effective - 3))


class _Measured(NamedTuple):
    distance: np.ndarray
    width: np.ndarray
    shift: np.ndarray


def _luck(found: Fit, count: int, rng: np.random.Generator) -> _Measured:
    """What meaningless parameters show, shape (count,) each."""
    parts = []
    for start in range(0, count, _BATCH):
        unit = rng.uniform(EDGE, 1 - EDGE, (len(found.weights), min(_BATCH, count - start)))
        unit = to_unit(adjusted(found.away, np.log(unit / (1 - unit)), found.weights))
        parts.append(_measured(unit, found.weights))
    return _Measured(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _measured(unit: np.ndarray, weights: np.ndarray) -> _Measured:
    """Weighted draws between 0 and 1 beside the uniform distribution, by column."""
    low, high = quantiles(unit, weights, (0.05, 0.95))
    return _Measured(_distance(unit, weights), (high - low) / 0.9, (weights @ unit - 0.5) * math.sqrt(12))


def _distance(unit: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Kolmogorov-Smirnov distance of weighted draws from the uniform distribution, by column."""
    order = np.argsort(unit, axis=0)
    ordered, share = np.take_along_axis(unit, order, axis=0), weights[order]
    above = np.cumsum(share, axis=0)
    return np.maximum(np.abs(above - ordered), np.abs(above - share - ordered)).max(axis=0)
