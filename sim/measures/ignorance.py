"""Chance or ignorance: how much of what a single world leaves open is luck, and how much is not knowing parameters.

Whether a world ends in an outcome varies for two reasons: the parameters drawn for it, and its luck. By the law of
total variance the first part is the variance of the outcome's share between draws of the parameters. Were they known,
that part would be gone; luck's would stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.measures.ranges import spread_between
from sim.outcomes import NOUNS
from sim.results import Results

#: Designs whose points are a sample of their axes.
SPREAD = ("latin_hypercube", "sobol")

#: Resamples behind an interval.
RESAMPLES = 2000

#: Keeps the resampling apart from any other random stream.
_STREAM = 0x160


class Part(NamedTuple):
    """Share of the variance of a single world's outcome that comes from the parameters drawn, with its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Sampled:
    """The parameters' part in a run's own worlds.

    Attributes:
        part: the part.
        source: ``twins`` or ``points``.
        count: how many of them.
    """

    part: Part
    source: str
    count: int

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"part": [round(one, 5) for one in self.part], "source": self.source, "count": self.count}

    def sentence(self, outcome: str) -> str:
        """It in words."""
        what = "worlds lived through again with other luck" if self.source == "twins" else "points of the design"
        share, low, high = (f"{one:.0%}" for one in self.part)
        return (
            f"The sampled parameters explain {share} ({low} to {high}) of the variance of whether a world ends in "
            f"{NOUNS[outcome]} ({self.count:,} {what}): that part is ignorance, the rest is chance."
        )


def of_run(results: Results, variant: str, outcome: str) -> Sampled | None:
    """The parameters' part in a variant's worlds: from its twins, else from its points; None where it has neither."""
    twins = results.twins
    mine = twins[twins["variant"] == variant] if len(twins) else twins
    if len(mine) > 1:
        table = results.worlds_of(results.cells_of(variant)[0].index, ["world", "outcome"]).set_index("world")
        first = table.loc[mine["world"], "outcome"].to_numpy() == outcome
        part = between_twins(first, mine["outcome"].to_numpy() == outcome, seed=results.seed)
        return None if part is None else Sampled(part, "twins", len(mine))
    if results.scenario.sweep.design not in SPREAD:
        return None
    mine = results.points[results.points["variant"] == variant]
    if len(mine) < 2 or mine["worlds"].min() < 2:
        return None
    part = between_points(mine[outcome].to_numpy(), mine["worlds"].to_numpy(), seed=results.seed)
    return None if part is None else Sampled(part, "points", len(mine))


def between_twins(outcome: np.ndarray, twin: np.ndarray, level: float = 0.95, seed: int = 0) -> Part | None:
    """The parameters' part, from worlds that were lived through twice: same values, other luck.

    The covariance between twins over the variance (the intraclass correlation); the interval resamples worlds.

    Args:
        outcome: whether each world has the outcome, boolean array of shape (worlds,).
        twin: the same for its twin.
        level: of the interval.
        seed: of the resampling.

    Returns:
        The part, or None where the outcome came in all of the worlds or in none, so that nothing varies.
    """
    outcome, twin = np.asarray(outcome, bool), np.asarray(twin, bool)
    if outcome.shape != twin.shape or outcome.ndim != 1 or outcome.size < 2:
        raise ValueError("chance and ignorance are told apart by at least two worlds and the twin of each")
    both, one, none = np.sum(outcome & twin), np.sum(outcome ^ twin), np.sum(~(outcome | twin))
    counts = np.array([both, one, none])
    if counts[1] == 0 and 0 in (both, none):
        return None
    rng = np.random.Generator(np.random.PCG64([seed, _STREAM]))
    return _part(
        _correlation(np.vstack([counts, rng.multinomial(outcome.size, counts / outcome.size, RESAMPLES)])), level
    )


def _correlation(counts: np.ndarray) -> np.ndarray:
    """Intraclass correlation of twins, counts of (both, one, none) in each row, shape (n, 3); 0 without variance."""
    pairs = counts.sum(axis=1)
    share = (counts[:, 0] + counts[:, 1] / 2) / pairs
    variance = share * (1 - share)
    return 1 - counts[:, 1] / pairs / 2 / np.where(variance > 0, variance, np.inf)


def between_points(counts: np.ndarray, worlds: np.ndarray, level: float = 0.95, seed: int = 0) -> Part | None:
    """The parameters' part, from the points of a sampled design with some worlds at each.

    The variance of the shares between points less the binomial one (:func:`sim.measures.ranges.spread_between`), over
    the variance of a single world. Points that live through the same luck differ by less than binomial luck, so the
    part is then underestimated, by at most one in so many as there are worlds at a point. The interval resamples
    points, and its upper end takes no luck out.

    Args:
        counts: worlds with the outcome at each point, shape (points,).
        worlds: worlds at each point, shape (points,), each at least 2.
        level: of the interval.
        seed: of the resampling.

    Returns:
        The part, or None where nothing varies.
    """
    counts, worlds = np.asarray(counts, float), np.asarray(worlds, float)
    if counts.shape != worlds.shape or counts.size < 2 or np.any(worlds < 2):
        raise ValueError("chance and ignorance are told apart by at least two points of at least two worlds each")
    share = counts.sum() / worlds.sum()
    if share in (0.0, 1.0):
        return None
    rng = np.random.Generator(np.random.PCG64([seed, _STREAM]))
    rows = np.vstack([np.arange(counts.size), rng.integers(counts.size, size=(RESAMPLES, counts.size))])
    less = np.array([spread_between(counts[row], worlds[row]) for row in rows])
    more = np.var((counts / worlds)[rows], axis=1, ddof=1)
    variance = _variance(counts[rows], worlds[rows])
    return _part(less / variance, level)._replace(high=_part(more / variance, level).high)


def _variance(counts: np.ndarray, worlds: np.ndarray) -> np.ndarray:
    """Variance of a single world's outcome, per row; infinite where there is none, so that it explains nothing."""
    share = counts.sum(axis=1) / worlds.sum(axis=1)
    return np.where((share > 0) & (share < 1), share * (1 - share), np.inf)


def _part(resampled: np.ndarray, level: float) -> Part:
    """The first entry with the percentile interval of the others, none of them below zero."""
    outside = (1 - level) / 2
    low, high = np.quantile(resampled[1:], [outside, 1 - outside])
    share, low, high = (min(max(float(one), 0.0), 1.0) for one in (resampled[0], low, high))
    return Part(share, min(low, share), max(high, share))
