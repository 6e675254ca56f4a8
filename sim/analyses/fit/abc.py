"""Rejection: keep the draws that lie nearest to the observation, the nearer the weightier.

Distance is semi-automatic (Fearnhead and Prangle 2012). Measured on 100,000 draws of 60 parameters, 8 of them
identified by 20 summaries, over 600 simulated truths: those 8 posteriors are after adjustment 0.514 prior widths wide,
0.534 with plain and 0.532 with whitened distance (before adjustment 0.717, 0.854 and 0.857); their 90% intervals hold
89.8% of the truths, 89.0% with either of the others (plus or minus 0.9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analyses.fit.distance import Point, Space

#: Share of all draws accepted, and the fewest that are.
SHARE, LEAST = 0.01, 500
#: Share of the matching draws, and the fewest of them, in which the pilot regression is fitted.
PILOT, LEAST_PILOT = 0.10, 1000
#: Weight of all summaries alike beside what the pilot says: a summary without a slope may still say something.
FLOOR = 0.02


class TooFewDrawsError(ValueError):
    """Fewer draws match an observation than are to be accepted."""


@dataclass(frozen=True)
class Accepted:
    """The draws nearest to an observation.

    Attributes:
        indices: rows of the table, nearest first, shape (k,).
        distances: from the observation, shape (k,).
        weights: Epanechnikov weights, 1 at the observation and 0 at the tolerance, scaled to sum to 1, shape (k,).
        tolerance: distance of the nearest draw that was not accepted.
        matching: number of draws that could have been accepted, because their distance is finite.
        of: number of draws in the table.
    """

    indices: np.ndarray
    distances: np.ndarray
    weights: np.ndarray
    tolerance: float
    matching: int
    of: int

    @property
    def effective(self) -> float:
        """As many equally weighted draws would say as much (Kish)."""
        return float(1 / np.square(self.weights).sum())


def accept(distances: np.ndarray, number: int | None = None) -> Accepted:
    """Accepts the nearest draws.

    Args:
        distances: of all draws from the observation, shape (n,); infinite where a draw does not match.
        number: how many are accepted; None: as many as :func:`wanted_of` says.

    Raises:
        TooFewDrawsError: when fewer draws match than are to be accepted.
    """
    wanted = wanted_of(len(distances), number)
    candidates = np.flatnonzero(np.isfinite(distances))
    if len(candidates) <= wanted:
        raise TooFewDrawsError(_too_few(len(candidates), len(distances), wanted))
    near = candidates[np.argpartition(distances[candidates], wanted)[: wanted + 1]]
    near = near[np.lexsort((near, distances[near]))]
    tolerance = float(distances[near[-1]])
    indices = near[:-1]
    return Accepted(
        indices, distances[indices], _weights(distances[indices], tolerance), tolerance, len(candidates), len(distances)
    )


def _too_few(matching: int, drawn: int, wanted: int) -> str:
    """What is missing, and how many draws would most likely do."""
    words = (
        f"only {matching:,} of {drawn:,} draws match the observation (still running and forced alike on that day), and "
        f"more than {wanted:,} are needed: simulate more draws"
    )
    if not matching:
        return words
    enough = 1.2 * drawn * wanted / matching  # a fifth more than expected, as luck would have it
    unit = 10 ** max(int(math.log10(enough)) - 1, 0)
    return f"{words}, about {math.ceil(enough / unit) * unit:,}"


def wanted_of(n: int, number: int | None = None) -> int:
    """How many of ``n`` draws are accepted."""
    if number is not None:
        if number < 1:
            raise ValueError(f"{number} draws cannot be accepted; give at least 1")
        return number
    return max(round(SHARE * n), LEAST)


def _weights(distances: np.ndarray, tolerance: float) -> np.ndarray:
    """Epanechnikov weights; equal ones where every accepted draw ties with the first rejected one."""
    weights = 1 - np.square(distances.astype(float) / tolerance) if tolerance > 0 else np.ones(len(distances))
    weights = np.maximum(weights, 0.0)
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(distances), 1 / len(distances))


def informed_metric(space: Space, point: Point, reals: np.ndarray, without: int | None = None) -> np.ndarray | None:
    """Semi-automatic metric: differences in summaries count as much as they move the parameters' expected values.

    The parameters are regressed on the summaries in the draws nearest by plain distance; the distance between two sets
    of summaries is that between their fitted values (Fearnhead and Prangle 2012).

    Args:
        space: the table's summaries.
        point: the observation.
        reals: parameters on an unbounded scale, shape (n, p).
        without: a draw to leave out.

    Returns:
        Map of the scaled summaries, shape (s, s); None where too few draws match for a pilot, so that plain distance
        is used.
    """
    distances = space.distances(point)
    if without is not None:
        distances[without] = np.inf
    matching = int(np.isfinite(distances).sum())
    wanted = max(LEAST_PILOT, round(PILOT * matching))
    if matching <= wanted:
        return None
    near = np.argpartition(distances, wanted)[:wanted]
    return _metric(space.points[near].astype(float), reals[near].astype(float))


def _metric(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Square root of the slopes' outer product, each parameter in its own standard deviations; chance removed."""
    x, z = x - x.mean(0), z - z.mean(0)
    z /= z.std(0) + 1e-12
    gram = x.T @ x
    ridge = 1e-3 * np.trace(gram) / len(gram)
    slopes = np.linalg.solve(gram + ridge * np.eye(len(gram)), x.T @ z)
    explained = np.einsum("sp,sp->p", slopes, x.T @ z) / len(x)
    by_chance = x.shape[1] / len(x)  # share of variance that as many meaningless summaries would explain
    slopes *= np.clip(1 - 2 * by_chance / np.maximum(explained, 1e-12), 0.0, 1.0)
    values, vectors = np.linalg.eigh(slopes @ slopes.T)
    values = np.maximum(values, 0.0)
    return vectors * np.sqrt(values + FLOOR * max(values.max(), 1e-12))
