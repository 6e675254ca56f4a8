"""The rows of a search: where each one's worlds go next, what they tell, and how neighbours support one another.

A line between regimes seldom jumps, so rows that were simulated with luck of their own tell about one another. The
line through their crossings is a straight one plus a twice integrated random walk (the cubic smoothing spline, read as
a prior: Wahba 1978). How far it may bend is not chosen but averaged over, each degree weighted by how well it explains
the crossings (restricted likelihood). The bands then cover in the average along the line (Wahba 1983; Nychka 1988).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.analyses.boundary.fit import Bracket, Crossing, Tally, Z, brackets, crossing, middle, sides, undecided

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
#: Fewest rows that can tell a bend from luck.
FEWEST = 5
#: Bends tried: typical distance of the line from a straight one, in units of a row's own standard error.
BENDS = np.geomspace(0.15, 240.0, 33)


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


def support(searched: list[Row], line: np.ndarray, place: np.ndarray) -> None:
    """Lets neighbouring rows of a line, as long as they have the same crossings, support one another.

    Args:
        searched: all rows, in the order of their numbers; their bands are replaced.
        line: line that each row belongs to, shape (rows,).
        place: where it lies along the line, shape (rows,); NaN for rows that stand alone.
    """
    for one in dict.fromkeys(line.tolist()):
        mine = [at for at in np.flatnonzero(line == one) if not math.isnan(place[at])]
        for run in _runs([searched[at] for at in sorted(mine, key=lambda at: place[at])]):
            if len(run) >= FEWEST:
                for number in range(len(run[0].own)):
                    _smooth(run, place[[row.number for row in run]], number)


def _runs(rows: list[Row]) -> list[list[Row]]:
    """Stretches of neighbouring rows whose crossings are alike in number and direction."""
    runs: list[list[Row]] = []
    before: tuple[bool, ...] = ()
    for row in rows:
        kind = tuple(one.rising for one in row.brackets)
        if runs and kind == before:
            runs[-1].append(row)
        else:
            runs.append([row])
        before = kind
    return [run for run in runs if run[0].brackets]


def _smooth(run: list[Row], place: np.ndarray, number: int) -> None:
    own = [row.own[number] for row in run]
    low, high = run[0].plan.ends
    x = np.array([one.x for one in own])
    error = np.maximum([one.half / Z for one in own], (high - low) * LATTICE)
    mean, deviation = smooth(place, x, error)
    for row, one, m, s in zip(run, own, mean, deviation, strict=True):
        low, high = one.bracket.low, one.bracket.high
        m = min(max(float(m), low), high)
        row.bands[number] = (m, max(m - Z * float(s), low), min(m + Z * float(s), high))


def smooth(place: np.ndarray, x: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The line through noisy crossings, and how surely it is known.

    Args:
        place: values of the rows, strictly increasing, shape (rows,), at least :data:`FEWEST`.
        x: crossing found in each row alone, with errors independent between rows, shape (rows,).
        error: its standard error, above 0, shape (rows,).

    Returns:
        Mean and standard deviation of the line at each row, both of shape (rows,).
    """
    t = (place - place[0]) / (place[-1] - place[0])
    straight = np.stack([np.ones_like(t), t], axis=1)
    bent = _walk(t)
    off = np.eye(len(t)) - straight @ np.linalg.pinv(straight)
    unit = float(np.median(error)) / math.sqrt(float(np.mean(np.diag(off @ bent @ off))))
    each = [_posterior(x, error, straight, (bend * unit) ** 2 * bent) for bend in BENDS]
    fit = np.array([one[0] for one in each])
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    means, variances = (np.array([one[at] for one in each]) for at in (1, 2))
    mean = weight @ means
    return mean, np.sqrt(weight @ (variances + (means - mean) ** 2))


def _walk(t: np.ndarray) -> np.ndarray:
    """Covariance of a random walk integrated twice in all (once over its increments, once over its slope)."""
    least = np.minimum.outer(t, t)
    return least**3 / 3 + least**2 * np.abs(np.subtract.outer(t, t)) / 2


def _posterior(
    x: np.ndarray, error: np.ndarray, straight: np.ndarray, bent: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log restricted likelihood, mean and variance of the line, the straight part left free."""
    noise = error**2
    whole = bent + np.diag(noise)
    inverse = np.linalg.inv(whole)
    inner = straight.T @ inverse @ straight
    left = inverse @ straight
    project = inverse - left @ np.linalg.solve(inner, left.T)
    explained = -0.5 * (np.linalg.slogdet(whole)[1] + np.linalg.slogdet(inner)[1] + x @ project @ x)
    mean = x - noise * (project @ x)
    return float(explained), mean, noise - noise**2 * np.diag(project)
