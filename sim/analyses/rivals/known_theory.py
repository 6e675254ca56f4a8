"""How often is the choice between two theories right? Worlds whose theory is known are judged as the record was.

A Bayes factor from summaries may mislead however many worlds are run; how often it does is the honest measure of it
(Prangle and others 2014, Robert and others 2011). Truths are draws of the tables, each left out of its own judgement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.analyses.fit.coverage import Share
from sim.analyses.fit.distance import Point, Space
from sim.analyses.rivals.bayes_factor import FEWEST, counted
from sim.statistics.intervals import wilson

#: Share of a theory's matching draws that count as near the record.
NEAR = 0.05
#: Evidence from here on is called strong (Kass and Raftery 1995).
STRONG = 20.0


@dataclass(frozen=True)
class Rates:
    """How truths of one theory, or of both, were judged.

    Attributes:
        truths: number of truths that could be judged.
        refused: truths that could not be, because too few draws match them.
        right: share judged for the theory that made them.
        misled: share judged strongly for the other one.
    """

    truths: int
    refused: int
    right: Share
    misled: Share


@dataclass(frozen=True)
class Verdicts:
    """Evidence at some truths, above 1 for the first theory.

    Attributes:
        first: whether the first theory made the truth, shape (m,).
        factor: shape (m,); nan where it could not be judged.
        low, high: ends of the interval, shape (m,).
    """

    first: np.ndarray
    factor: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def rates(self, which: bool | None = None) -> Rates:
        """Rates over the truths of the first theory (True), of the second (False), or of both (None)."""
        mine = np.ones(len(self.first), bool) if which is None else self.first == which
        told = mine & np.isfinite(self.factor)
        right = np.where(self.first, self.factor > 1, self.factor < 1)[told]
        misled = np.where(self.first, self.high <= 1 / STRONG, self.low >= STRONG)[told]
        count = int(told.sum())
        return Rates(count, int(mine.sum()) - count, _share(right, count), _share(misled, count))


def _share(found: np.ndarray, of: int) -> Share:
    return Share(float(found.mean()) if of else float("nan"), *wilson(int(found.sum()), of))


def everywhere(both: Space, truths: int, rng: np.random.Generator) -> np.ndarray:
    """Possible draws, half of them of either theory, as rows of both tables."""
    return _half_of_either([np.flatnonzero(both.possible[part]) + part.start for part in _parts(both)], truths, rng)


def near(both: Space, observed: Point, truths: int, rng: np.random.Generator) -> np.ndarray:
    """Draws among those of either theory that lie nearest to the record, half of either, as rows of both tables."""
    distances, rows = both.distances(observed), []
    for part in _parts(both):
        own = distances[part]
        wanted = max(round(NEAR * np.isfinite(own).sum()), 1)
        rows.append(np.argsort(own, kind="stable")[:wanted] + part.start)
    return _half_of_either(rows, truths, rng)


def _parts(both: Space) -> tuple[slice, slice]:
    n = len(both.points) // 2
    return slice(0, n), slice(n, 2 * n)


def _half_of_either(rows: list[np.ndarray], truths: int, rng: np.random.Generator) -> np.ndarray:
    return np.concatenate([rng.choice(one, min(truths // 2, len(one)), replace=False) for one in rows])


def by_acceptance(
    both: Space,
    rows: np.ndarray,
    share: float,
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> Verdicts:
    """Judges truths by acceptances at one tolerance, as :func:`sim.analyses.rivals.bayes_factor.factors` does.

    Args:
        both: summaries of both tables.
        rows: the truths.
        share: of both tables' draws together to accept.
        rng: draws the bootstrap.
        progress: called with the truths done and all truths.
    """
    n = len(both.points) // 2
    number, found = round(share * 2 * n), np.full((len(rows), 3), np.nan)
    for at, row in enumerate(rows):
        distances = both.distances(both.row(int(row)))
        distances[row] = np.inf
        if FEWEST <= number <= np.isfinite(distances).sum():
            chosen = np.argpartition(distances, number - 1)[:number]
            one = counted(share, float(distances[chosen].max()), int((chosen < n).sum()), number, n, rng)
            found[at] = one.factor, one.low, one.high
        if progress is not None:
            progress(at + 1, len(rows))
    return Verdicts(rows < n, *found.T)


def by_odds(odds: np.ndarray, rows: np.ndarray) -> Verdicts:
    """Judges truths by the log odds that a classifier gives them, shape (2n,); it has no interval of its own."""
    with np.errstate(over="ignore"):
        factor = np.exp(odds[rows])
    return Verdicts(rows < len(odds) // 2, factor, factor, factor)
