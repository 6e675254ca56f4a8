"""Where a share crosses a level: first the stretches in which it must, then a place and a band in each.

The place is read off a local logistic regression near the crossing, and a band by Fieller's method.

The share of worlds need not follow any one curve over the whole range, so only worlds near the crossing count, with
weights that fall to nothing about two units of log odds away (local likelihood: Tibshirani and Hastie 1987; Loader
1999). Firth's penalty (1993) keeps the fit finite where no worlds contradict one another. The band inverts a test
(Fieller 1954), so that a slope too flat to tell gives a band as wide as the bracket instead of a guess.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

import numpy as np

#: Standard errors on either side of a 95% band.
Z = NormalDist().inv_cdf(0.975)
#: Distances in log odds from the crossing at which worlds no longer count, first for the slope, last for the crossing.
REACHES = (1.8, 1.2, 0.8)
#: Least standard error, relative to it, of the slope of a wider fit as a guess at that of a narrower one.
LOOSE = 0.4
#: Change of log odds, and relative change of width, below which weights and crossing agree.
SAME = 1e-4
#: Standard errors from which a share counts as clearly on one side.
CLEAR = 2.6
#: Steps of the search for weights and crossing that agree, and of each fit.
ROUNDS, STEPS = 12, 40


@dataclass(frozen=True)
class Tally:
    """Worlds spent at some points: where, how many, and how many ended in the outcome.

    Attributes:
        x: points, shape (n,).
        worlds: worlds at each, shape (n,), above 0.
        hits: of them with the outcome, shape (n,).
    """

    x: np.ndarray
    worlds: np.ndarray
    hits: np.ndarray

    def within(self, low: float, high: float) -> Tally:
        """The points from ``low`` to ``high``."""
        inside = (self.x >= low) & (self.x <= high)
        return Tally(self.x[inside], self.worlds[inside], self.hits[inside])


@dataclass(frozen=True)
class Bracket:
    """A stretch in which the share crosses the level, upwards when ``rising``."""

    low: float
    high: float
    rising: bool

    @property
    def middle(self) -> float:
        """Halfway between the ends."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Crossing:
    """Where the share crosses the level.

    Attributes:
        x, low, high: estimate and 95% band, within the bracket.
        slope: change of the log odds per unit of x, above 0; 0 when nothing could be fitted.
        bracket: where it was looked for.
    """

    x: float
    low: float
    high: float
    slope: float
    bracket: Bracket

    @property
    def half(self) -> float:
        """Half width of the band."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Line:
    """Log odds ``a + b (x - centre)`` with the covariance of ``a`` and ``b``."""

    centre: float
    a: float
    b: float
    aa: float
    ab: float
    bb: float

    def z(self, x: float, level: float) -> float:
        """How many standard errors the fitted log odds at ``x`` lie above ``level``."""
        u = x - self.centre
        return (self.a + self.b * u - level) / math.sqrt(max(self.aa + 2 * u * self.ab + u * u * self.bb, 1e-300))


def sides(tally: Tally, at: float) -> np.ndarray:
    """For each point 1 where the share is clearly above the level, -1 where it is clearly below, else 0."""
    z = (tally.hits - at * tally.worlds) / np.sqrt(tally.worlds * at * (1 - at))
    return np.where(np.abs(z) > CLEAR, np.sign(z), 0).astype(int)


def brackets(tally: Tally, at: float) -> tuple[Bracket, ...]:
    """The stretches in which the share crosses the level, from low to high.

    Args:
        tally: points of one row, in order of x and none twice.
        at: the level.

    Returns:
        A bracket between each two neighbouring clear points on different sides. Where there is none, but all points
        together show a slope from one side to the other, one bracket over the undecided points. Else none.
    """
    side = sides(tally, at)
    clear = np.flatnonzero(side)
    found = tuple(
        Bracket(float(tally.x[one]), float(tally.x[two]), bool(side[two] > 0))
        for one, two in pairwise(clear)
        if side[one] != side[two]
    )
    return found or _by_slope(tally, at, side)


def _by_slope(tally: Tally, at: float, side: np.ndarray) -> tuple[Bracket, ...]:
    line = fit(tally, float(tally.x.mean()), np.ones(len(tally.x)))
    if line is None:
        return ()
    level = math.log(at / (1 - at))
    first, last = (line.z(float(tally.x[end]), level) for end in (0, -1))
    if first * last >= 0 or min(abs(first), abs(last)) < CLEAR:
        return ()
    # Points clear on the near side have the crossing beyond them; only one side can be clear here.
    rising = last > 0
    before = tally.x[side == (-1 if rising else 1)]
    after = tally.x[side == (1 if rising else -1)]
    low, high = float(before.max(initial=tally.x[0])), float(after.min(initial=tally.x[-1]))
    return (Bracket(low, high, rising),) if low < high else ()


def undecided(tally: Tally, at: float) -> np.ndarray:
    """Points whose share is not clearly on either side, shape (m,)."""
    return tally.x[sides(tally, at) == 0]


def crossing(tally: Tally, at: float, bracket: Bracket) -> Crossing:
    """Estimates the crossing inside a bracket from the worlds of its row.

    Args:
        tally: points of the row, some inside the bracket.
        at: share at the crossing, above 0 and below 1.
        bracket: where it lies.

    Returns:
        The crossing; the whole bracket as its band where the worlds do not tell more.
    """
    level, sign = math.log(at / (1 - at)), 1 if bracket.rising else -1
    inside = tally.within(bracket.low, bracket.high)
    line = fit(inside, bracket.middle, np.ones(len(inside.x)))
    if line is None or line.b * sign <= 0:
        return _banded(None, level, bracket)
    for reach in REACHES:
        line = _settled(tally, level, sign, bracket, line, reach)
    return _banded(line, level, bracket)


def _settled(tally: Tally, level: float, sign: int, bracket: Bracket, wide: Line, reach: float) -> Line:
    """A narrower fit whose weights agree with its own crossing and slope; the wide one's slope is its first guess."""
    line, width = wide, reach / abs(wide.b)
    for _ in range(ROUNDS):
        here = min(max(line.centre + (level - line.a) / line.b, bracket.low), bracket.high)
        guess = wide.b, max(math.sqrt(wide.bb), LOOSE * abs(wide.b))
        again = fit(tally, here, _weights(tally, here, width), guess)
        if again is None or again.b * sign <= 0:
            break
        # Half a step in the logarithm: weights and slope depend on one another and would else swing to and fro.
        line, before, width = again, width, math.sqrt(width * reach / abs(again.b))
        if abs(line.a - level) < SAME and abs(width / before - 1) < SAME:
            break
    return line


def middle(tally: Tally, at: float, bracket: Bracket) -> float:
    """A crossing that assumes no more than that the share rises (or falls) through the bracket.

    The best monotone step function (isotonic regression: Ayer and others 1955), with straight lines between its steps.
    Noisier than :func:`crossing`, but never pulled aside by the shape of the curve further away.
    """
    inside, level = tally.within(bracket.low, bracket.high), at if bracket.rising else 1 - at
    blocks: list[tuple[float, float, float, float]] = []  # worlds, hits, first and last x of each step
    for x, n, k in zip(inside.x.tolist(), inside.worlds.tolist(), inside.hits.tolist(), strict=True):
        blocks.append((n, k if bracket.rising else n - k, x, x))
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][0] >= blocks[-1][1] * blocks[-2][0]:
            there, here = blocks.pop(), blocks.pop()
            blocks.append((here[0] + there[0], here[1] + there[1], here[2], there[3]))
    under = [block for block in blocks if block[1] < level * block[0]]
    over = [block for block in blocks if block[1] >= level * block[0]]
    if not under or not over:
        return bracket.middle
    low, high = (block[1] / block[0] - level for block in (under[-1], over[0]))
    return under[-1][3] + (over[0][2] - under[-1][3]) * low / (low - high)


def _weights(tally: Tally, here: float, reach: float) -> np.ndarray:
    """Tricube weights around a place, wide enough for at least three points to count."""
    far = np.abs(tally.x - here)
    third = np.sort(np.unique(far))[:3][-1]
    return (1 - np.minimum(far / max(reach, 1.3 * third), 1.0) ** 3) ** 3


def _banded(line: Line | None, level: float, bracket: Bracket) -> Crossing:
    if line is None:
        return Crossing(bracket.middle, bracket.low, bracket.high, 0.0, bracket)
    x = min(max(line.centre + (level - line.a) / line.b, bracket.low), bracket.high)
    low, high = _fieller(line, level, bracket)
    return Crossing(x, min(low, x), max(high, x), abs(line.b), bracket)


def _fieller(line: Line, level: float, bracket: Bracket) -> tuple[float, float]:
    """Where the fitted log odds are not clearly off the level, cut to the bracket."""
    z2, off = Z**2, line.a - level
    square = line.b**2 - z2 * line.bb
    if square <= 0:
        return bracket.low, bracket.high
    half = off * line.b - z2 * line.ab
    root = math.sqrt(max(half**2 - square * (off**2 - z2 * line.aa), 0.0))
    ends = (line.centre + (-half + side * root) / square for side in (-1, 1))
    low, high = (min(max(end, bracket.low), bracket.high) for end in ends)
    return low, high


def fit(tally: Tally, centre: float, weights: np.ndarray, guess: tuple[float, float] | None = None) -> Line | None:
    """Weighted logistic regression of the outcome on x, with Firth's penalty and a covariance that knows the weights.

    Args:
        tally: the points.
        centre: where the line's ``a`` is told.
        weights: from 0 to 1, one per point.
        guess: the slope expected, and its standard error; none by default.

    Returns:
        The line; None where fewer than two points count (one, with a guess).
    """
    used = weights > 1e-9
    if np.count_nonzero(used) < (2 if guess is None else 1):
        return None
    u, weights, worlds, hits = (one[used] for one in (tally.x - centre, weights, tally.worlds, tally.hits))
    scale = float(np.max(np.abs(u))) or 1.0
    u, n, k = u / scale, weights * worlds, weights * hits
    slope, sure = (0.0, 0.0) if guess is None else (guess[0] * scale, (guess[1] * scale) ** -2)
    a, b = _solve(u, n, k, slope, sure)
    mass = n * _variance(a + b * u)
    caa, cab, cbb = _moments(u, mass)
    iaa, iab, ibb = _inverse(caa, cab, cbb + sure)
    maa, mab, mbb = _moments(u, mass * weights)
    mbb += sure
    # Inverse times meat times inverse: a world of weight w adds w squared to the variance of the score.
    aa = iaa * (iaa * maa + iab * mab) + iab * (iaa * mab + iab * mbb)
    ab = iaa * (iab * maa + ibb * mab) + iab * (iab * mab + ibb * mbb)
    bb = iab * (iab * maa + ibb * mab) + ibb * (iab * mab + ibb * mbb)
    return Line(centre, a, b / scale, aa, ab / scale, bb / scale**2)


def _solve(u: np.ndarray, n: np.ndarray, k: np.ndarray, slope: float, sure: float) -> tuple[float, float]:
    """Maximises Firth's penalised likelihood by scoring, with steps of at most two log odds."""
    share = (k.sum() + 0.5) / (n.sum() + 1)
    a, b = math.log(share / (1 - share)), slope
    for _ in range(STEPS):
        eta = a + b * u
        p = 1 / (1 + np.exp(-eta))
        mass = n * _variance(eta)
        caa, cab, cbb = _moments(u, mass)
        iaa, iab, ibb = _inverse(caa, cab, cbb + sure)
        hat = mass * (iaa + 2 * u * iab + u * u * ibb)
        miss = k - n * p + hat * (0.5 - p)
        sa, sb = float(miss.sum()), float((miss * u).sum()) + sure * (slope - b)
        da, db = iaa * sa + iab * sb, iab * sa + ibb * sb
        short = min(1.0, 2.0 / max(abs(da) + abs(db), 1e-12))
        a, b = a + short * da, b + short * db
        if abs(da) + abs(db) < 1e-9:
            break
    return a, b


def _variance(eta: np.ndarray) -> np.ndarray:
    p = 1 / (1 + np.exp(-np.clip(eta, -30, 30)))
    return np.maximum(p * (1 - p), 1e-9)


def _moments(u: np.ndarray, mass: np.ndarray) -> tuple[float, float, float]:
    return float(mass.sum()), float((mass * u).sum()), float((mass * u * u).sum())


def _inverse(aa: float, ab: float, bb: float) -> tuple[float, float, float]:
    det = max(aa * bb - ab * ab, 1e-12 * aa * bb + 1e-300)
    return bb / det, -ab / det, aa / det
