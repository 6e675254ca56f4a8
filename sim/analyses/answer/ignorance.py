"""Chance or ignorance: how much of what a single world leaves open is luck, and how much is not knowing parameters.

Whether a world ends in an outcome varies for two reasons: the parameters drawn for it, and its luck. By the law of
total variance the first part is the variance of the outcome's share between draws of the parameters. Were they known,
that part would be gone; luck's would stay.

Ignorance is the word for values drawn anew in each world, by ``sample:``. The axes of a design are as often levers that
somebody sets; of them it is said only what they explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.runs.results import Results
from sim.statistics.intervals import wilson
from sim.statistics.ranges import spread_between
from sim.words.prose import first_upper

#: Designs whose points are a sample of their axes.
SPREAD = ("latin_hypercube", "sobol")

#: Fewest worlds with and without the outcome from which anything is said of what explains it.
FEWEST = 30

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
        part: the part; None where the outcome is too rare, or too common, to tell.
        source: ``twins`` or ``points``.
        count: how many of them.
        came: worlds with the outcome, without the twins.
        worlds: of how many.
    """

    part: Part | None
    source: str
    count: int
    came: int
    worlds: int

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        part = None if self.part is None else [round(one, 5) for one in self.part]
        return {"part": part, "source": self.source, "count": self.count}

    def finding(self, noun: str) -> str:
        """It as a heading, the outcome called by a noun."""
        if self.part is None:
            return self._too_few(noun)
        open_ = f"{explained(self.part)} of what is open about {noun}"
        if self.source == "points":
            return f"The parameters laid out explain {open_}; the rest is luck"
        return f"{first_upper(open_)} is ignorance of the sampled parameters; the rest is luck"

    def sentence(self, noun: str) -> str:
        """It in words, the outcome called by a noun."""
        if self.part is None:
            return f"{self._too_few(noun)}."
        about = f"{explained(self.part)} of the variance of whether a world ends in {noun}"
        if self.source == "points":
            return f"The parameters laid out explain {about} ({self.count:,} points of the design); the rest is luck."
        return (
            f"The sampled parameters explain {about} ({self.count:,} worlds lived through again with other luck): that "
            "part is ignorance, the rest is chance."
        )

    def _too_few(self, noun: str) -> str:
        rest = self.worlds - self.came
        with_, number = ("with", self.came) if self.came <= rest else ("without", rest)
        tell = "chance from ignorance" if self.source == "twins" else "luck from the parameters laid out"
        return f"Too few worlds {with_} {noun} ({number:,} of {self.worlds:,}) to tell {tell}"


def explained(part: Part) -> str:
    """A part with its interval; of an estimate of zero the upper end only: ``"at most 4.1%"``."""
    if part.share <= 0:
        return f"at most {percent(part.high)}"
    return f"{percent(part.share)} ({percent(part.low)} to {percent(part.high)})"


def percent(value: float) -> str:
    """A part in percent, with a decimal where it is small or nearly all; cut to 0 to 1, where sampling errors leave it.

    Rounding makes nothing out of no small part: ``"under 0.1%"``, ``"over 99.9%"``.
    """
    cut = min(max(value, 0.0), 1.0)
    if 0 < cut < 0.0005:
        return "under 0.1%"
    if 0.9995 <= cut < 1:
        return "over 99.9%"
    return f"{cut:.1%}" if 0 < cut < 0.095 or 0.985 <= cut < 1 else f"{cut:.0%}"


def too_few(came: int, worlds: int) -> bool:
    """Whether so few worlds have the outcome, or lack it, that no part and no interval means anything."""
    return min(came, worlds - came) < FEWEST


def of_run(results: Results, variant: str, outcome: str) -> Sampled | None:
    """The parameters' part in a variant's worlds: from its twins, else from its points; None where it has neither."""
    twins = results.twins
    mine = twins[twins["variant"] == variant] if len(twins) else twins
    if len(mine) > 1:
        table = results.worlds_of(results.reference_of(variant).index, ["world", "outcome"]).set_index("world")
        first = table.loc[mine["world"], "outcome"].to_numpy() == outcome
        return from_twins(first, mine["outcome"].to_numpy() == outcome, results.seed)
    return of_points(results, variant, outcome)


def of_points(results: Results, variant: str, outcome: str) -> Sampled | None:
    """The part of the parameters that a sampled design lays out; None for other designs."""
    if results.scenario.sweep.design not in SPREAD:
        return None
    mine = results.points[results.points["variant"] == variant]
    if len(mine) < 2 or mine["worlds"].min() < 2:
        return None
    counts, worlds = mine[outcome].to_numpy(), mine["worlds"].to_numpy()
    came, n = int(counts.sum()), int(worlds.sum())
    part = None if too_few(came, n) else between_points(counts, worlds, seed=results.seed)
    return Sampled(part, "points", len(mine), came, n)


class Split(NamedTuple):
    """Shares of the variance of a single world's outcome: from what is laid out, what is drawn, and luck."""

    choices: float
    unknowns: float
    luck: float


def split(results: Results, variant: str, outcome: str) -> Split | None:
    """Choices, unknowns and luck, in a run that lays some parameters out and draws others anew in each world.

    By the law of total variance, taken in turn: the points' part first, then the drawn values' part of what is left, as
    found at the file's own settings. None where the run has not both, or too few worlds to tell.
    """
    laid, drawn = of_points(results, variant, outcome), of_run(results, variant, outcome)
    if laid is None or laid.part is None or drawn is None or drawn.part is None or drawn.source != "twins":
        return None
    rest = 1 - laid.part.share
    return Split(laid.part.share, rest * drawn.part.share, rest * (1 - drawn.part.share))


def choices(results: Results, variant: str, outcome: str) -> float | None:
    """The choices' part alone, of a run that :func:`split` is about, also where unknowns and luck cannot be parted."""
    laid, drawn = of_points(results, variant, outcome), of_run(results, variant, outcome)
    if laid is None or laid.part is None or drawn is None or drawn.source != "twins":
        return None
    return laid.part.share


def from_twins(outcome: np.ndarray, twin: np.ndarray, seed: int) -> Sampled:
    """The parameters' part by :func:`between_twins`, unless the outcome is too rare or too common to tell."""
    came, n = int(np.sum(outcome)), len(outcome)
    return Sampled(None if too_few(came, n) else between_twins(outcome, twin, seed=seed), "twins", n, came, n)


def between_twins(outcome: np.ndarray, twin: np.ndarray, level: float = 0.95, seed: int = 0) -> Part | None:
    """The parameters' part, from worlds that were lived through twice: same values, other luck.

    The covariance between twins over the variance (the intraclass correlation). The interval is Jeffreys's: chances of
    the three kinds of pairs (both have the outcome, one, neither) are drawn from a Dirichlet distribution with half a
    pair added to each. Unlike a bootstrap it knows that a kind that was not seen may still exist, so it is never a
    point (Brown, Cai and DasGupta 2001).

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
    return _part(_correlation(np.vstack([counts / outcome.size, rng.dirichlet(counts + 0.5, RESAMPLES)])), level)


def _correlation(kinds: np.ndarray) -> np.ndarray:
    """Intraclass correlation of twins, shares of (both, one, none) in each row, shape (n, 3); 0 without variance."""
    share = kinds[:, 0] + kinds[:, 1] / 2
    variance = share * (1 - share)
    return 1 - kinds[:, 1] / 2 / np.where(variance > 0, variance, np.inf)


def between_points(counts: np.ndarray, worlds: np.ndarray, level: float = 0.95, seed: int = 0) -> Part | None:
    """The parameters' part, from the points of a sampled design with some worlds at each.

    The variance of the shares between points less the binomial one (:func:`sim.statistics.ranges.spread_between`), over
    the variance of a single world. Points that live through the same luck differ by less than binomial luck, so the
    part is then underestimated, by at most one in so many as there are worlds at a point. The interval resamples
    points, and its upper end takes no luck out. Where all points agree, or luck decides at none of them, resamples
    would agree, too; then as many points may differ as Wilson's interval allows for none of so many
    (:func:`_unseen`).

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
    part = _part(less / variance, level)._replace(high=_part(more / variance, level).high)
    return _unseen(part, counts / worlds, float(share), level)


def _unseen(part: Part, shares: np.ndarray, share: float, level: float) -> Part:
    """Opens the end of an interval that resamples cannot: at points not seen, shares or luck may yet differ most."""
    rest, variance = wilson(0, shares.size, level).high, share * (1 - share)
    if np.ptp(shares) == 0:
        return part._replace(high=max(part.high, min(rest * max(share, 1 - share) ** 2 / variance, 1.0)))
    if np.all((shares == 0) | (shares == 1)):
        return part._replace(low=min(part.low, max(1 - rest / 4 / variance, 0.0)))
    return part


def _variance(counts: np.ndarray, worlds: np.ndarray) -> np.ndarray:
    """Variance of a single world's outcome, per row; infinite where there is none, so that it explains nothing."""
    share = counts.sum(axis=1) / worlds.sum(axis=1)
    return np.where((share > 0) & (share < 1), share * (1 - share), np.inf)


def _part(resampled: np.ndarray, level: float) -> Part:
    """The first entry with the percentile interval of the others, within 0 and 1.

    An estimate below zero is luck, since no part is; the upper end moves up to zero with it, lest the interval shrink
    to nothing just where luck was greatest.
    """
    outside = (1 - level) / 2
    low, high = np.quantile(resampled[1:], [outside, 1 - outside])
    high -= min(resampled[0], 0.0)
    share, low, high = (min(max(float(one), 0.0), 1.0) for one in (resampled[0], low, high))
    return Part(share, min(low, share), max(high, share))
