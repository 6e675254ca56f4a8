"""How far each draw's summaries lie from the observed ones, in units of each summary's own spread.

The observation error (the sources' disagreement) is added to the simulated summaries, never to the observed ones:
rejection is then exact for "model plus error", not an approximation to the bare model (Wilkinson 2013).

Spread is the median absolute deviation among possible draws, so that a few runaway worlds do not decide how much a
summary counts; where more than half of the draws agree (whole-number counts) it is 0 and the standard deviation stands
in. Correlated summaries are not whitened here: whitening blows up exactly those directions in which summaries hardly
differ. What correlated summaries are worth is settled by what they say of the parameters (:mod:`sim.analyses.fit.abc`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

#: Median absolute deviation to standard deviation of a normal distribution.
MAD_TO_SD = 1.4826
#: Most summaries: which of them are missing is kept as the bits of one whole number.
MOST_SUMMARIES = 62


class Point(NamedTuple):
    """One observation in the scaled space: its coordinates, shape (s,), and a code for which summaries are missing."""

    at: np.ndarray
    missing: int


@dataclass(frozen=True)
class Space:
    """A table's summaries with observation error, scaled for measuring distances.

    Attributes:
        points: scaled summaries, float32, shape (n, s); 0 where a summary is missing or constant.
        missing: which summaries are missing in each draw, as the bits of a whole number, shape (n,).
        possible: draws that are not excluded outright, shape (n,).
        centre, scale: of each summary, shape (s,); a point is ``(summary - centre) / scale``.
        constant: summaries that never differ between possible draws, shape (s,): they tell nothing and are left out.
    """

    points: np.ndarray
    missing: np.ndarray
    possible: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    constant: np.ndarray

    def place(self, observed: np.ndarray) -> Point:
        """Where an observation lies, shape (s,); nan means that the summary did not arise.

        A summary that was never measured is not a missing one: leave its column out of the table.
        """
        observed = np.asarray(observed, float)
        if observed.shape != self.scale.shape:
            raise ValueError(f"the observation has {observed.shape} summaries; the table has {self.scale.shape}")
        return Point(_scaled(observed[None], self.centre, self.scale, self.constant)[0], int(_codes(observed[None])[0]))

    def row(self, draw: int) -> Point:
        """A draw as if it had been observed: its summaries have an observation error of their own already."""
        return Point(self.points[draw], int(self.missing[draw]))

    def matching(self, point: Point) -> np.ndarray:
        """Possible draws in which exactly those summaries arise that arose in the observation, shape (n,)."""
        return self.possible & (self.missing == point.missing)

    def distances(self, point: Point, metric: np.ndarray | None = None) -> np.ndarray:
        """Distance of every draw from an observation.

        Args:
            point: the observation, from :meth:`place` or :meth:`row`.
            metric: map of scaled summaries into the space where distance is Euclidean, shape (s, k); None for as is.

        Returns:
            float32, shape (n,); infinite where a draw is impossible, or has summaries that did not arise in the
            observation, or lacks some that did.
        """
        away = self.points - point.at
        if metric is not None:
            away = away @ metric.astype(np.float32)
        squared = np.einsum("ij,ij->i", away, away)
        return np.where(self.matching(point), np.sqrt(squared), np.float32(np.inf))


def space(
    summaries: np.ndarray, noise: np.ndarray, rng: np.random.Generator, possible: np.ndarray | None = None
) -> Space:
    """Adds the observation error to a table's summaries and scales them.

    Args:
        summaries: simulated summaries, shape (n, s); nan where a summary does not arise.
        noise: standard deviation of the observation error, shape (s,), in the summaries' units; 0 for none.
        rng: draws the errors.
        possible: draws not excluded outright, shape (n,); None for all.
    """
    summaries, noise = np.asarray(summaries, float), np.asarray(noise, float)
    possible = np.ones(len(summaries), bool) if possible is None else np.asarray(possible, bool)
    _check(summaries, noise, possible)
    centre, scale = _centre_and_scale(summaries[possible], noise)
    constant = scale == 0
    noisy = summaries + noise * rng.standard_normal(summaries.shape)
    points = _scaled(noisy, centre, scale, constant)
    return Space(points, _codes(summaries), possible, centre, scale, constant)


def _centre_and_scale(summaries: np.ndarray, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median and spread of each summary where it arises, shape (s,) each; a spread of 0 marks a constant."""
    centre, scale = np.zeros(len(noise)), np.zeros(len(noise))
    for column in range(len(noise)):
        values = summaries[:, column]
        values = values[~np.isnan(values)]
        if len(values):
            centre[column] = np.median(values)
            mad = MAD_TO_SD * np.median(np.abs(values - centre[column]))
            scale[column] = np.hypot(mad if mad > 0 else values.std(), noise[column])
    # Rounding leaves a constant column with a spread of about 1e-17 of its size.
    return centre, np.where(scale > 1e-12 * np.abs(centre), scale, 0.0)


def _scaled(values: np.ndarray, centre: np.ndarray, scale: np.ndarray, constant: np.ndarray) -> np.ndarray:
    points = (values - centre) / np.where(constant, 1.0, scale)
    points[:, constant] = 0.0
    return np.nan_to_num(points, copy=False, nan=0.0).astype(np.float32)


def _codes(summaries: np.ndarray) -> np.ndarray:
    return np.isnan(summaries).astype(np.int64) @ (1 << np.arange(summaries.shape[1], dtype=np.int64))


def _check(summaries: np.ndarray, noise: np.ndarray, possible: np.ndarray) -> None:
    if summaries.ndim != 2 or not 1 <= summaries.shape[1] <= MOST_SUMMARIES:
        raise ValueError(f"summaries of shape {summaries.shape}: expected draws by 1 to {MOST_SUMMARIES} summaries")
    if noise.shape != summaries.shape[1:] or not (np.isfinite(noise) & (noise >= 0)).all():
        raise ValueError(f"noise must be {summaries.shape[1]} numbers of at least 0, one for each summary")
    if possible.shape != summaries.shape[:1]:
        raise ValueError(f"possible has shape {possible.shape}; the table has {len(summaries)} draws")
    if not possible.any():
        raise ValueError("no draw is possible: every one was excluded outright")
    if np.isinf(summaries).any():
        raise ValueError("a summary is infinite; where it does not arise, it must be nan")
