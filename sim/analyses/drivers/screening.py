"""Which of many parameters matter at all: in how many of 100 worlds does moving one of them flip the outcome?

A radial design (Saltelli and others 2010; Campolongo, Saltelli and Cariboni 2011): from each of some base points, which
have a world each, every factor is moved alone to another value, in the same luck. Half the mean square of the change is
Jansen's (1999) estimate of a factor's total index times the variance; with an outcome that came or did not, the square
is 1 where the world flips, so the total index is the share of flips over twice the variance, and Wilson's interval of
that share holds for it.

Most of many factors do nothing. A rough round finds those that stir, a finer one in other worlds measures them; what
is reported of those is from the finer round alone, so that being picked in the first does not flatter them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.luck import Worlds, sobol_sequence
from sim.statistics.intervals import wilson

#: Base points of the rough and the fine round, and of the worlds that are lived through again with other luck.
ROUGH, FINE, TWINS = 100, 400, 2000

#: Up to so many factors there is no rough round; beyond, so many at least enter the fine one.
FEW = 40

#: Only so many factors or fewer are not screened at all.
UNSCREENED = 8

#: Tells the screening's coordinates from those of the indices.
_STREAM = 1


@dataclass(frozen=True)
class Screened:
    """What moving one factor did.

    Attributes:
        path: the factor's.
        worlds: base points, each a world of its own.
        flips: worlds whose outcome flipped.
        raised: flips that brought the outcome as the factor rose, or took it away as it fell; None for words.
        low, high: 95% interval of the share of worlds that flip.
        total, total_low, total_high: total index: share of the variance of a single world's outcome.
    """

    path: str
    worlds: int
    flips: int
    raised: int | None
    low: float
    high: float
    total: float
    total_low: float
    total_high: float

    @property
    def share(self) -> float:
        """Share of worlds that flip."""
        return self.flips / self.worlds

    @property
    def lean(self) -> str:
        """``more`` or ``less``: how often the outcome comes the higher the factor is; empty where that is not clear.

        A sign test of the flips at 5%.
        """
        from scipy.stats import binom

        if self.raised is None or not self.flips:
            return ""
        fewer = min(self.raised, self.flips - self.raised)
        if 2 * float(binom.cdf(fewer, self.flips, 0.5)) > 0.05:
            return ""
        return "more" if 2 * self.raised > self.flips else "less"

    @property
    def stir(self) -> float:
        """Share of worlds that flip, those counted twice by which flips one way outnumber flips the other way.

        Flips both ways reshuffle worlds; flips one way move the outcome's share.
        """
        lean = 0 if self.raised is None else abs(2 * self.raised - self.flips)
        return (self.flips + lean) / self.worlds


@dataclass(frozen=True)
class Screening:
    """All factors, those that stir most first, and the worlds they were moved in.

    Attributes:
        found: one entry per factor.
        share: share of all base worlds with the outcome, all factors varied.
        first, again: whether the outcome came in worlds with the same values and other luck, shape (:data:`TWINS`,).
    """

    found: tuple[Screened, ...]
    share: float
    first: np.ndarray
    again: np.ndarray

    def keep(self, most: int) -> tuple[str, ...]:
        """Paths of the factors that stir most, at most so many; those that flip no world are left out."""
        return tuple(one.path for one in self.found[:most] if one.flips) or (self.found[0].path,)


def worlds_needed(factors: int) -> int:
    """How many worlds the screening of so many factors simulates."""
    rough, fine = _sizes(factors)
    return 2 * TWINS + rough * factors + fine * _entering(factors)


def screen(factors: tuple[Factor, ...], worlds: Worlds, say: Callable[[str], None] = lambda text: None) -> Screening:
    """Moves every factor alone from each base point.

    Args:
        factors: what is varied.
        worlds: simulates them.
        say: told what is being done.
    """
    k = len(factors)
    u = sobol_sequence(TWINS, 2 * k, worlds.seed, _STREAM)
    base, other = u[:, :k], u[:, k:]
    number = np.arange(TWINS)
    rough, fine = _sizes(k)
    say("screening, rough round" if rough else "screening")
    jobs = [(base, number), (base, number + TWINS), *_moved(base, other, number, range(k), slice(0, rough))]
    parts = _simulated(factors, worlds, jobs)
    first, again, moved = parts[0], parts[1], parts[2:]
    variance = _variance(first, again)
    stirred = [(at, np.mean(now != first[:rough])) for at, now in enumerate(moved)] if rough else []
    chosen = [at for at, _ in sorted(stirred, key=lambda one: -one[1])[: _entering(k)]] if rough else list(range(k))
    say("screening, fine round" if rough else "screening")
    rows = slice(rough, rough + fine)
    again_moved = _simulated(factors, worlds, _moved(base, other, number, chosen, rows))
    fine_found = dict(zip(chosen, again_moved, strict=True))
    found = [
        _measured(factors[at], base[some, at], other[some, at], first[some], now, variance)
        for at in range(k)
        for some, now in [(rows, fine_found[at]) if at in fine_found else (slice(0, rough), moved[at])]
    ]
    order = sorted(range(k), key=lambda at: (at not in fine_found, -found[at].stir, at))
    return Screening(tuple(found[at] for at in order), float(np.mean([first, again])), first, again)


def _sizes(factors: int) -> tuple[int, int]:
    return (0, FINE) if factors <= FEW else (ROUGH, FINE)


def _entering(factors: int) -> int:
    """How many factors enter the fine round: a quarter of many."""
    return factors if factors <= FEW else max(FEW, factors // 4)


def _moved(base: np.ndarray, other: np.ndarray, number: np.ndarray, which: Any, rows: slice) -> list[Any]:
    """Coordinates and worlds with one factor moved, a pair per factor."""
    found = []
    for at in which if rows.stop > rows.start else ():
        u = base[rows].copy()
        u[:, at] = other[rows, at]
        found.append((u, number[rows]))
    return found


def _simulated(factors: tuple[Factor, ...], worlds: Worlds, jobs: list[Any]) -> list[np.ndarray]:
    """Simulates all at once, since a model is the faster the more worlds it holds, and takes them apart again."""
    u, number = (np.concatenate([job[part] for job in jobs]) for part in (0, 1))
    ends = np.cumsum([len(job[1]) for job in jobs])[:-1]
    return np.split(worlds(factors, u, number), ends)


def _variance(*parts: np.ndarray) -> float:
    share = float(np.mean(np.concatenate(parts)))
    return share * (1 - share)


def _measured(
    factor: Factor, before: np.ndarray, after: np.ndarray, was: np.ndarray, now: np.ndarray, variance: float
) -> Screened:
    flipped = was != now
    flips, n = int(flipped.sum()), len(was)
    up = (factor.at(after) > factor.at(before)) if not factor.words else None
    raised = None if up is None else int(np.sum(flipped & (now == up)))
    low, high = wilson(flips, n)
    scale = 2 * variance if variance else np.inf
    return Screened(factor.path, n, flips, raised, low, high, flips / n / scale, low / scale, high / scale)
