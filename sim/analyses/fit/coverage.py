"""Does a fit keep its word? Draws of the table are taken as if they had been observed, and their parameters are known.

Each such truth is fitted with the rest of the table exactly as the real observation is. The truth's rank among the
posterior draws must then be uniform (simulation-based calibration: Talts and others 2018), so that 90% intervals hold
nine truths in ten. This stays true of truths chosen by their summaries alone: those near the real observation are what
matters, since a fit may be right on average over the prior and wrong where it is used (Prangle and others 2014). What
no such check can tell is whether the model itself is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.analyses.fit.abc import TooFewDrawsError, informed_metric
from sim.analyses.fit.adjust import Prepared, fit
from sim.analyses.fit.distance import Point
from sim.statistics.intervals import wilson

#: Share of the matching draws that count as near the observation.
NEAR = 0.10


class Share(NamedTuple):
    """Share of truths inside their intervals, with a 95% interval: numbers, or arrays with one per parameter."""

    share: np.ndarray | float
    low: np.ndarray | float
    high: np.ndarray | float


@dataclass(frozen=True)
class Coverage:
    """Where the truths came to lie in their posteriors.

    Attributes:
        truths: rows of the table that were taken as observed and could be fitted, shape (m,).
        ranks: weight of the posterior draws below each truth, 0 to 1, shape (m, p).
        refused: truths that could not be fitted because too few draws had the same summaries missing.
        near: whether the truths lie near the real observation, or anywhere in the prior.
    """

    truths: np.ndarray
    ranks: np.ndarray
    refused: int
    near: bool

    def inside(self, level: float = 0.90) -> np.ndarray:
        """Whether each truth lies inside the central interval, shape (m, p)."""
        return np.abs(self.ranks - 0.5) <= level / 2

    def each(self, level: float = 0.90) -> Share:
        """Share of truths inside, by parameter, shape (p,) each, with Wilson's interval."""
        inside = self.inside(level)
        return Share(inside.mean(axis=0), *wilson(inside.sum(axis=0), len(inside)))

    def pooled(self, level: float = 0.90, which: np.ndarray | None = None) -> Share:
        """Share of truths inside over several parameters, clustered by truth.

        The parameters of one truth share its luck, so that they count for as many independent ones as the variance
        between truths says; at least for one, at most for all.

        Args:
            level: of the posterior intervals.
            which: mask or indices of the parameters; None for all. Pool those that the data inform by themselves: a
                crowd of parameters that keep their prior is always covered.
        """
        inside = self.inside(level)[:, slice(None) if which is None else which]
        truths, share = len(inside), float(inside.mean())
        spread = float(inside.mean(axis=1).var(ddof=1))
        worth = share * (1 - share) / spread if spread > 0 else 1.0
        independent = truths * min(max(worth, 1.0), inside.shape[1])
        return Share(share, *wilson(share * independent, independent))

    def histogram(self, bins: int = 10) -> np.ndarray:
        """How many truths fall into each bin of ranks, shape (p, bins): flat where the fit is calibrated.

        A heap in the middle means posteriors too wide, heaps at both ends too narrow, a slope biased.
        """
        at = np.minimum((self.ranks * bins).astype(int), bins - 1)
        return np.stack([(at == one).sum(axis=0) for one in range(bins)], axis=1)

    def p_values(self) -> np.ndarray:
        """Kolmogorov-Smirnov p-value of uniform ranks, by parameter, shape (p,)."""
        from scipy.stats import kstest

        return np.array([kstest(column, "uniform").pvalue for column in self.ranks.T])

    def miscalibrated(self, level: float = 0.05) -> np.ndarray:
        """Parameters whose ranks are not uniform, shape (p,); a chance of ``level`` to accuse any wrongly (Holm)."""
        p = self.p_values()
        order = np.argsort(p)
        rejected = np.minimum.accumulate(p[order] <= level / np.arange(len(p), 0, -1))
        found = np.zeros(len(p), bool)
        found[order] = rejected
        return found


def coverage(
    table: Prepared,
    rng: np.random.Generator,
    *,
    observed: Point | None = None,
    truths: int = 200,
    near: float = NEAR,
    number: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Coverage:
    """Fits simulated truths as if they had been observed.

    Args:
        table: the prepared draws; their summaries have an observation error of their own already.
        rng: chooses the truths.
        observed: the real observation, to take truths near it; None takes them from the whole prior.
        truths: number of truths.
        near: share of the matching draws that count as near.
        number: how many draws are accepted; as in the real fit where it is None.
        progress: called with the truths done and all truths.

    Raises:
        ValueError: when there are fewer draws to choose from than truths, or fewer than two can be fitted.
    """
    chosen = _choose(table, observed, truths, near, rng)
    ranks, fitted = [], []
    for done, draw in enumerate(chosen, start=1):
        rank = _rank(table, int(draw), number)
        if rank is not None:
            ranks.append(rank)
            fitted.append(int(draw))
        if progress is not None:
            progress(done, len(chosen))
    if len(ranks) < 2:
        raise ValueError(f"only {len(ranks)} of {truths} truths could be fitted: too few draws match them")
    return Coverage(np.array(fitted), np.array(ranks), truths - len(fitted), observed is not None)


def _choose(table: Prepared, observed: Point | None, truths: int, near: float, rng: np.random.Generator) -> np.ndarray:
    """Rows to be taken as observed: possible ones, or among those the nearest."""
    if observed is None:
        candidates = np.flatnonzero(table.space.possible)
    else:
        distances = table.space.distances(observed, informed_metric(table.space, observed, table.reals))
        wanted = round(near * np.isfinite(distances).sum())
        candidates = np.argsort(distances, kind="stable")[:wanted]
    if truths < 2 or len(candidates) < truths:
        raise ValueError(f"{truths} truths were asked for: at least 2, at most the {len(candidates):,} draws in reach")
    return rng.choice(candidates, truths, replace=False)


def _rank(table: Prepared, draw: int, number: int | None) -> np.ndarray | None:
    """Weight of the posterior below the truth, shape (p,); None where too few draws match."""
    try:
        found = fit(table, table.space.row(draw), without=draw, number=number)
    except TooFewDrawsError:
        return None
    return found.weights @ (found.reals < table.reals[draw])
