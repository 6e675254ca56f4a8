"""Energy score of a whole set of summaries under weighted draws: one number for how well they were foreseen together.

The score (Gneiting and Raftery 2007) is the draws' mean distance from what was observed, less half their mean distance
from one another; smaller is better, and it is proper. It needs no density and no tolerance, and so does not thin out
among many summaries as acceptances do; in return it hardly notices a single summary that is far off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Most draws that a score is taken over: their mutual distances are kept, and more would hardly narrow the interval.
MOST = 2000
#: Resamples of the bootstrap.
RESAMPLES = 1000


@dataclass(frozen=True)
class Score:
    """Energy scores of two theories, in spreads of the summaries, and their difference.

    Attributes:
        first, second: the scores.
        difference: the second's less the first's: above 0 the first theory foresaw the record better.
        low, high: its 95% interval; luck between draws only, those of either theory resampled by themselves.
    """

    first: float
    second: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Cloud:
    """Weighted draws in the scaled space of the summaries.

    Attributes:
        points: shape (k, s).
        weights: shape (k,).
    """

    points: np.ndarray
    weights: np.ndarray


def compared(first: Cloud, second: Cloud, at: np.ndarray, rng: np.random.Generator) -> Score:
    """Scores two clouds of draws at the same observation.

    Args:
        first, second: draws of either theory, scaled alike; of many the first :data:`MOST` are used.
        at: the observation, shape (s,).
        rng: draws the bootstrap.

    Raises:
        ValueError: when either has fewer than two draws.
    """
    (one, ones), (other, others) = (_score(_cut(cloud), at, rng) for cloud in (first, second))
    low, high = np.quantile(others - ones, [0.025, 0.975])
    return Score(one, other, other - one, float(low), float(high))


def _cut(cloud: Cloud) -> Cloud:
    return Cloud(cloud.points[:MOST].astype(float), cloud.weights[:MOST].astype(float))


def _score(cloud: Cloud, at: np.ndarray, rng: np.random.Generator) -> tuple[float, np.ndarray]:
    """The score, and that of each resample, shape (resamples,)."""
    size = len(cloud.weights)
    if size < 2:
        raise ValueError(f"an energy score needs at least 2 draws; there are {size}")
    away = np.sqrt(np.square(cloud.points - at).sum(axis=1))
    apart = _apart(cloud.points)
    resampled = rng.multinomial(size, np.full(size, 1 / size), RESAMPLES) * cloud.weights
    scores = _scores(np.vstack([cloud.weights, resampled]), away, apart)
    return float(scores[0]), scores[1:]


def _apart(points: np.ndarray) -> np.ndarray:
    """Distances between all pairs, shape (k, k)."""
    squares = np.square(points).sum(axis=1)
    return np.sqrt(np.maximum(squares[:, None] + squares - 2 * points @ points.T, 0.0))


def _scores(weights: np.ndarray, away: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Fair scores (Ferro 2014) for rows of weights: a draw is not held against itself, shape (rows,)."""
    weights = weights / weights.sum(axis=1, keepdims=True)
    pairs = np.einsum("ij,ij->i", weights @ apart, weights)
    return weights @ away - 0.5 * pairs / (1 - np.square(weights).sum(axis=1))
