"""Moves the accepted draws to where they would be had they met the observation exactly; a whole fit in one call.

A local-linear regression of each parameter on the summaries (Beaumont, Zhang and Balding 2002), on the logit scale of
the prior's bounds, so that no value leaves them. Slopes are ridge-shrunken; how far, each parameter decides for itself
by generalised cross-validation, so that a parameter of which the summaries say nothing stays where it is. Modelling the
residuals' spread as well (Blum and Francois 2010) was tried on the problem described in :mod:`sim.analyses.fit.abc` and
left out: 90% intervals held 89.1% of the truths with it and 89.4% without, at the same width (0.509 and 0.512; before
:data:`CAUTION` and the metric's axes were added).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analyses.fit.abc import Accepted, accept, informed_metric
from sim.analyses.fit.distance import Point, Space, space

#: Values closer to a bound than this share of the range count as this close: a logit must be finite.
EDGE = 1e-6
#: Ridge penalties tried, in units of the summaries' mean squared singular value; the last one leaves no slope at all.
PENALTIES = np.array([1e-3, 1e-2, 0.1, 0.3, 1.0, 3.0, 10.0, np.inf])
#: A degree of freedom counts for more than one in the choice of the penalty, or luck is now and then taken for a slope
#: (Kim and Gu 2004): the distance that a meaningless parameter may show by luck falls from 0.14 to 0.085.
CAUTION = 1.4


@dataclass(frozen=True)
class Prepared:
    """A table of draws made ready for any number of fits.

    Attributes:
        space: its summaries.
        reals: its parameters on the logit scale, float32, shape (n, p).
        bounds: of the uniform priors, shape (p, 2).
    """

    space: Space
    reals: np.ndarray
    bounds: np.ndarray


@dataclass(frozen=True)
class Fit:
    """The posterior given one observation, as weighted draws.

    Attributes:
        accepted: which draws, how near, how weighty.
        reals: their parameters after adjustment, on the logit scale, shape (k, p).
        away: how far their summaries lie from the observed ones along the axes of the metric, shape (k, s).
        bounds: of the uniform priors, shape (p, 2).
    """

    accepted: Accepted
    reals: np.ndarray
    away: np.ndarray
    bounds: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """Weight of each draw, summing to 1, shape (k,)."""
        return self.accepted.weights

    @property
    def values(self) -> np.ndarray:
        """Parameters in their own units, within their bounds, shape (k, p)."""
        return to_bounds(self.reals, self.bounds)

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Posterior quantiles in the parameters' units, shape (levels, p)."""
        return quantiles(self.values, self.weights, levels)

    def sample(self, size: int, rng: np.random.Generator) -> np.ndarray:
        """Equally weighted draws from the posterior, with replacement, shape (size, p)."""
        return self.values[rng.choice(len(self.weights), size, p=self.weights)]


def prepare(
    parameters: np.ndarray,
    bounds: np.ndarray,
    summaries: np.ndarray,
    noise: np.ndarray,
    rng: np.random.Generator,
    possible: np.ndarray | None = None,
) -> Prepared:
    """Makes a table ready: adds the observation error, scales the summaries, puts parameters on the logit scale.

    Args:
        parameters: draws from uniform priors, shape (n, p).
        bounds: of the priors, shape (p, 2).
        summaries: of each draw's world, shape (n, s); nan where one does not arise.
        noise: standard deviation of the observation error, shape (s,).
        rng: draws the errors.
        possible: draws not excluded outright, shape (n,); None for all.
    """
    parameters, bounds = np.asarray(parameters, float), np.asarray(bounds, float)
    if parameters.ndim != 2 or len(parameters) != len(summaries):
        raise ValueError(f"parameters of shape {parameters.shape} do not fit {len(summaries):,} draws of summaries")
    if bounds.shape != (parameters.shape[1], 2) or not (bounds[:, 0] < bounds[:, 1]).all():
        raise ValueError(f"bounds must be {parameters.shape[1]} pairs of a lower and a higher end")
    outside = ~((parameters >= bounds[:, 0]) & (parameters <= bounds[:, 1])).all(axis=0)
    if outside.any():
        raise ValueError(f"parameters in columns {np.flatnonzero(outside).tolist()} leave their bounds, or are nan")
    return Prepared(space(summaries, noise, rng, possible), to_reals(parameters, bounds), bounds)


def fit(
    table: Prepared,
    point: Point,
    *,
    without: int | None = None,
    number: int | None = None,
) -> Fit:
    """The posterior given an observation.

    Args:
        table: the prepared draws.
        point: the observation, from ``table.space.place(observed)``.
        without: a draw to leave out, where it is itself taken as the observation.
        number: how many draws are accepted, see :func:`sim.analyses.fit.abc.accept`.

    Raises:
        TooFewDrawsError: when fewer draws match the observation than are to be accepted.
    """
    metric = informed_metric(table.space, point, table.reals, without)
    distances = table.space.distances(point, metric)
    if without is not None:
        distances[without] = np.inf
    accepted = accept(distances, number)
    away = (table.space.points[accepted.indices] - point.at).astype(float)
    away = away if metric is None else away @ metric  # the ridge then shrinks most where the summaries tell least
    return Fit(accepted, adjusted(away, table.reals[accepted.indices], accepted.weights), away, table.bounds)


def adjusted(away: np.ndarray, reals: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Parameters after the regression on how far the summaries lie from the observed ones.

    Args:
        away: how far the draws' summaries lie from the observed ones, shape (k, s).
        reals: parameters on an unbounded scale, shape (k, p).
        weights: of the draws, summing to 1, shape (k,).

    Returns:
        Expected values at the observation plus residuals, shape (k, p). Residuals are widened by what the slopes'
        degrees of freedom took from them.
    """
    reals, root = reals.astype(float), np.sqrt(weights)[:, None]
    middle, mean = weights @ away, weights @ reals
    u, size, v = np.linalg.svd((away - middle) * root, full_matrices=False)
    told = size > 1e-7 * size[0]
    if not told.any():
        return reals
    u, size, v = u[:, told], size[told], v[told]
    shrink, taken = _shrinkage(u, size, (reals - mean) * root, 1 / np.square(weights).sum())
    slopes = v.T @ (shrink * (u.T @ ((reals - mean) * root)) / size[:, None])
    residuals = reals - mean - (away - middle) @ slopes
    return mean - middle @ slopes + residuals / np.sqrt(np.maximum(1 - taken, 0.1))


def _shrinkage(u: np.ndarray, size: np.ndarray, target: np.ndarray, effective: float) -> tuple[np.ndarray, np.ndarray]:
    """By generalised cross-validation: what is left of the slopes, shape (r, p), and the variance they take by chance.

    Args:
        u, size: left singular vectors (k, r) and singular values (r,) of the weighted summaries.
        target: weighted parameters less their means, shape (k, p).
        effective: number of equally weighted draws that would say as much.
    """
    with np.errstate(invalid="ignore"):
        shrink = 1 / (1 + PENALTIES[:, None] * np.square(size).mean() / np.square(size))  # (penalties, r)
    turned = np.square(u.T @ target)
    left = np.square(target).sum(axis=0) - (2 * shrink - shrink**2) @ turned
    free = np.maximum(1 - (1 + CAUTION * shrink.sum(axis=1)) / effective, 1e-3)
    best = (left / np.square(free)[:, None]).argmin(axis=0)
    return shrink[best].T, (2 * shrink - shrink**2).sum(axis=1)[best] / effective


def quantiles(values: np.ndarray, weights: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Weighted quantiles of each column, shape (levels, columns)."""
    order = np.argsort(values, axis=0)
    ordered, share = np.take_along_axis(values, order, axis=0), weights[order]
    middle = np.cumsum(share, axis=0) - share / 2
    found = np.empty((len(levels), values.shape[1]))
    for row, level in enumerate(levels):
        above = np.clip((middle < level).sum(axis=0), 1, len(values) - 1)
        columns = np.arange(values.shape[1])
        low, high = middle[above - 1, columns], middle[above, columns]
        part = np.clip((level - low) / np.maximum(high - low, 1e-300), 0.0, 1.0)
        found[row] = (1 - part) * ordered[above - 1, columns] + part * ordered[above, columns]
    return found


def to_reals(parameters: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Parameters on the logit scale of their bounds, float32, shape (n, p)."""
    low, high = bounds.T
    share = np.clip((parameters - low) / (high - low), EDGE, 1 - EDGE)
    return np.log(share / (1 - share)).astype(np.float32)


def to_unit(reals: np.ndarray) -> np.ndarray:
    """Back from the logit scale to positions between 0 and 1 in the prior's range."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(reals, float)))


def to_bounds(reals: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Back from the logit scale to the parameters' units, never outside the bounds."""
    low, high = bounds.T
    return np.clip(low + (high - low) * to_unit(reals), low, high)
