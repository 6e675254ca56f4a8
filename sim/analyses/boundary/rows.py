"""One row of a search: where its worlds go next, and what they tell."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.analyses.boundary.fit import Bracket, Crossing, Tally, Z, crossing, middle
from sim.analyses.boundary.scan import brackets, sides, undecided

#: Points of the scan, and fewest and most worlds at each; most share of the budget that it takes.
SCAN, SCAN_WORLDS, SCAN_SHARE = 9, (12, 60), 0.12
#: Stages in which a budget is spent in equal ratios, the scan first; a few more follow where worlds are left.
STEPS = 5
#: Points of a later stage, and their distance from the estimate: log odds by stage, and standard errors.
SPREAD, LOG_ODDS, ERRORS = (-1.0, -1 / 3, 1 / 3, 1.0), (1.2, 0.7, 0.35, 0.25), 1.5
#: Points are rounded to this part of the range, so that rounding errors never change what is simulated.
LATTICE = 1e-4
#: Most crossings of one row that are followed up.
MOST = 3


@dataclass(frozen=True)
class Plan:
    """What is looked for, the same for all rows."""

    ends: tuple[float, float]
    at: float
    within: float
    budget: int
    outcome: int
    whole: bool
    codes: int

    @property
    def scan(self) -> int:
        """Worlds of a row's scan."""
        least, most = (SCAN * worlds for worlds in SCAN_WORLDS)
        return min(max(min(int(SCAN_SHARE * self.budget), most), least), self.budget)

    def rounded(self, x: np.ndarray) -> np.ndarray:
        """Points on the lattice, in order and none twice."""
        low, high = self.ends
        step = 1.0 if self.whole else (high - low) * LATTICE
        place = np.unique(np.rint((np.clip(x, low, high) - low) / step))
        return np.minimum(low + place * step, high)


@dataclass
class Row:
    """One row: what was spent on it, and what is known."""

    number: int
    plan: Plan
    x: list[float] = field(default_factory=list)
    stage: list[int] = field(default_factory=list)
    counts: list[np.ndarray] = field(default_factory=list)
    brackets: tuple[Bracket, ...] = ()
    own: tuple[Crossing, ...] = ()
    bands: list[tuple[float, float, float]] = field(default_factory=list)

    @property
    def spent(self) -> int:
        """Worlds spent so far."""
        return int(np.sum(self.counts)) if self.counts else 0

    def tally(self) -> Tally:
        """Worlds per point, points in order and none twice."""
        counts = np.array(self.counts)
        x, place = np.unique(np.array(self.x), return_inverse=True)
        worlds, hits = (np.bincount(place, one) for one in (counts.sum(axis=1), counts[:, self.plan.outcome]))
        return Tally(x, worlds, hits)

    # -- where to spend ----------------------------------------------------------------------------------------------

    def next_points(self, stage: int) -> tuple[np.ndarray, np.ndarray]:
        """Points of the next stage and worlds at each; none when nothing is left to do or to spend."""
        if stage == 0:
            return self._scan()
        part = min(stage / (STEPS - 1), 1.0)
        allowed = int(self.plan.budget**part * self.plan.scan ** (1 - part)) - self.spent
        if not self.brackets:
            return self._shared(undecided(self.tally(), self.plan.at), allowed)
        open_ = [at for at, band in enumerate(self.bands) if half(band) > self.plan.within]
        parts = [self._near(at, stage, allowed // max(len(open_), 1)) for at in open_]
        if not parts:
            return np.zeros(0), np.zeros(0, int)
        x, worlds = (np.concatenate(one) for one in zip(*parts, strict=True))
        return x, worlds

    def _scan(self) -> tuple[np.ndarray, np.ndarray]:
        return self._shared(np.linspace(*self.plan.ends, SCAN), self.plan.scan)

    def _near(self, at: int, stage: int, allowed: int) -> tuple[np.ndarray, np.ndarray]:
        """Points around one crossing, and no more worlds than its band should need."""
        one, band = self.own[at], self.bands[at]
        odds = LOG_ODDS[min(stage, len(LOG_ODDS)) - 1]
        widest = (one.bracket.high - one.bracket.low) / 2
        robust = middle(self.tally(), self.plan.at, one.bracket)
        centre = (one.x + robust) / 2
        spread = max(odds / one.slope, ERRORS * one.half / Z, abs(one.x - robust)) if one.slope else widest
        spread = max(min(spread, widest), 1.0 if self.plan.whole else 0.0)
        need = self.spent * ((half(band) / self.plan.within) ** 2 - 1) * 1.1
        return self._shared(centre + spread * np.array(SPREAD), min(allowed, 20 * math.ceil(max(need, 40) / 20)))

    def _shared(self, x: np.ndarray, worlds: int) -> tuple[np.ndarray, np.ndarray]:
        """Worlds shared evenly by some points; no points when there are too few worlds to go round."""
        x = self.plan.rounded(x)
        if worlds < len(x) or not len(x):
            return np.zeros(0), np.zeros(0, int)
        return x, np.full(len(x), worlds // len(x))

    # -- what it tells -----------------------------------------------------------------------------------------------

    def add(self, stage: int, x: float, codes: np.ndarray) -> None:
        """Takes in the worlds of one point."""
        self.x.append(float(x))
        self.stage.append(stage)
        self.counts.append(np.bincount(codes, minlength=self.plan.codes))

    def judge(self) -> None:
        """Brings brackets and crossings up to date; brackets once found are kept."""
        tally = self.tally()
        self.brackets = self.brackets or brackets(tally, self.plan.at)[:MOST]
        self.own = tuple(crossing(tally, self.plan.at, one) for one in self.brackets)
        self.bands = [(one.x, one.low, one.high) for one in self.own]

    def status(self) -> str:
        """How the search of a row without crossings ended."""
        side = sides(self.tally(), self.plan.at)
        return "unclear" if not side.all() else "above" if side[0] > 0 else "below"


def half(band: tuple[float, float, float]) -> float:
    """Half width of a band given as estimate, low, high."""
    return (band[2] - band[1]) / 2


def around(x: np.ndarray, doubtful: np.ndarray) -> tuple[float, float]:
    """From the last point before those in doubt to the first one after them."""
    low, high = doubtful.min(), doubtful.max()
    return float(x[x < low].max(initial=x.min())), float(x[x > high].min(initial=x.max()))
