"""Tells two theories' worlds apart: the logarithm of the odds, from all summaries at once, in one number per world.

Acceptances in twenty summaries at once are few, and most summaries say nothing of the theories. A logistic regression
finds what does, and its log odds are a single summary made for this very choice (Prangle and others 2014). Draws
are judged by a regression that has not seen them, nor their twin of the same number under the other theory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analyses.fit.distance import Point, Space

#: Parts of the table, each judged by the regression on the others.
FOLDS = 5
#: Ridge penalty on slopes of features with a standard deviation of 1: it keeps them finite where theories never mix.
PENALTY = 1.0
#: Scaled summaries are cut off here, so that runaway worlds do not tilt the regression.
CUT = 4.0
#: A summary that is missing in fewer draws than this share gets no slope for being missing.
RARE = 0.002
#: Newton steps at most, and the step that ends them.
STEPS, SMALL = 50, 1e-6


@dataclass(frozen=True)
class Judged:
    """Log odds of the first theory against the second, prior odds even.

    Attributes:
        draws: of each draw of both tables, those of the first theory first, shape (2n,); nan where a draw is excluded.
        observed: of the record, the mean of the regressions.
    """

    draws: np.ndarray
    observed: float


def judged(both: Space, observed: Point) -> Judged:
    """Fits the regressions and judges every possible draw, and the record.

    Args:
        both: summaries of both tables, the first theory's draws first, as many of either.
        observed: the record.

    Raises:
        ValueError: when either theory has fewer than ten possible draws in a fold.
    """
    n = len(both.points) // 2
    first, fold = np.arange(2 * n) < n, np.arange(2 * n) % n % FOLDS
    features = _features(both.points, both.missing, _often_missing(both))
    point = _features(observed.at[None], np.array([observed.missing]), _often_missing(both))
    odds, seen = np.full(2 * n, np.nan), []
    for one in range(FOLDS):
        others, own = both.possible & (fold != one), both.possible & (fold == one)
        if min((first & others).sum(), (~first & others).sum()) < 10 * (FOLDS - 1):
            raise ValueError("too few possible draws of one theory to learn how the theories differ")
        model = _Model.of(features[others], first[others])
        odds[own] = model.odds(features[own])
        seen.append(float(model.odds(point)[0]))
    return Judged(odds, float(np.mean(seen)))


def _often_missing(both: Space) -> np.ndarray:
    """Columns that are missing in some but not nearly no draws."""
    bits = 1 << np.arange(both.points.shape[1], dtype=np.int64)
    share = ((both.missing[both.possible, None] & bits) > 0).mean(axis=0)
    return np.flatnonzero((share > RARE) & (share < 1 - RARE))


def _features(points: np.ndarray, missing: np.ndarray, often: np.ndarray) -> np.ndarray:
    """Scaled summaries, their squares, and whether they are missing, shape (n, f)."""
    bits = 1 << often.astype(np.int64)
    cut = np.clip(points.astype(float), -CUT, CUT)
    return np.hstack([cut, np.square(cut), (missing[:, None] & bits) > 0])


@dataclass(frozen=True)
class _Model:
    centre: np.ndarray
    spread: np.ndarray
    slopes: np.ndarray  # the constant first

    @classmethod
    def of(cls, x: np.ndarray, first: np.ndarray) -> _Model:
        centre, spread = x.mean(axis=0), x.std(axis=0)
        return cls(centre, spread, _slopes(_standard(x, centre, spread), first.astype(float)))

    def odds(self, x: np.ndarray) -> np.ndarray:
        found: np.ndarray = _standard(x, self.centre, self.spread) @ self.slopes
        return found


def _standard(x: np.ndarray, centre: np.ndarray, spread: np.ndarray) -> np.ndarray:
    told = np.where(spread > 1e-9, (x - centre) / np.where(spread > 1e-9, spread, 1.0), 0.0)
    return np.hstack([np.ones((len(x), 1)), told])


def _slopes(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Ridge logistic regression by Newton's method, the step halved where it would make things worse."""
    penalty = np.full(x.shape[1], PENALTY)
    penalty[0] = 1e-6
    slopes = np.zeros(x.shape[1])
    loss = _loss(x, y, slopes, penalty)
    for _ in range(STEPS):
        p = 0.5 * (1 + np.tanh(0.5 * (x @ slopes)))
        curvature = (x.T * (p * (1 - p))) @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, x.T @ (y - p) - penalty * slopes)
        while (after := _loss(x, y, slopes + step, penalty)) > loss and np.abs(step).max() > SMALL:
            step = step / 2
        slopes, loss = slopes + step, after
        if np.abs(step).max() <= SMALL:
            break
    return slopes


def _loss(x: np.ndarray, y: np.ndarray, slopes: np.ndarray, penalty: np.ndarray) -> float:
    odds = x @ slopes
    return float((np.logaddexp(0, odds) - y * odds).sum() + 0.5 * (penalty * slopes**2).sum())
