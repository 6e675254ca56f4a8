"""Does the model forecast better than a rival, how surely, and which month says so?

Skill is the share of the rival's score that the model saves; negative means that it does worse. All forecasts from one
origin stay together, and neighbouring origins too, since their months overlap: the interval comes from a bootstrap
over moving blocks of three origins (Kuensch 1989). Its standard deviation is known in closed form, so nothing is drawn.

Nine origins are only three such blocks, and of the percentile intervals of that bootstrap that promise 95 in 100 only
52 to 79 hold the truth. So its standard deviation is enlarged by ``sqrt(n / (n - 3))`` (blocks of a short series look
too much alike) and multiplied by Student's t with ``n / 3 - 1`` degrees of freedom. Of 100 such intervals, this many
hold the truth of simulated series of nine, whose neighbours correlate by 0, 0.3 and 0.6 (3,000 series: give or take 1):

=======================================  ==  ===  ===
scores differ by                          0  0.3  0.6
=======================================  ==  ===  ===
a normal amount                          99   97   92
an exponential amount, strongly skewed   96   92   85
something in one month of five only      86   80   68
skill of 0.2, both scores skewed         97   94   88
=======================================  ==  ===  ===

The third row cannot be mended: no interval sees what has not happened. Percentile-t held less at the same width. The
price is power: a true skill of 0.2 is called "better" in 1 to 3 of 100 such series. "No clear difference" is what nine
months can be expected to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Origins whose forecasts overlap, and fewest origins that give an interval.
BLOCK, FEWEST = 3, 4
BETTER, WORSE, UNCLEAR = "better", "worse", "no clear difference"


@dataclass(frozen=True)
class Skill:
    """The model against one rival.

    Attributes:
        target: what was forecast.
        rival: against whom.
        score: which score, smaller being better.
        months_ahead: of the forecasts; None for all together.
        value: 1 - sum of the model's scores / sum of the rival's; nan for scores without a zero.
        low, high: interval of the skill; nan with too few origins.
        difference: rival's minus model's score per forecast; above 0: the model is better.
        difference_low, difference_high: its interval.
        forecasts, origins, blocks: how many forecasts, from how many origins, and how many separate blocks these are.
        carried_by: the origin without which the result is weakest; empty if the forecasts do not differ.
        without_low, without_high: range of the difference when any one origin is left out.
        value_without: skill without the origin that carries it.
        quiet: the observations never differed, so that whoever was surest of that value wins and the verdict stays
            open, whatever the interval; False where observations are not given.
        verdict: the model is "better", "worse", or there is "no clear difference".
    """

    target: str
    rival: str
    score: str
    months_ahead: int | None
    value: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    forecasts: int
    origins: int
    blocks: int
    carried_by: str
    without_low: float
    without_high: float
    value_without: float
    quiet: bool
    verdict: str

    @property
    def hangs_on_one(self) -> bool:
        """Whether leaving out one origin turns the sign."""
        return self.without_low < 0 < self.without_high

    @property
    def words(self) -> str:
        """The result in sentences that hide nothing."""
        than = "than" if self.verdict != UNCLEAR else "from"
        figure, ends = f"skill {self.value:+.2f}", (self.low, self.high)
        if np.isnan(self.value):
            figure = f"difference {self.difference:+.3f} per forecast"
            ends = (self.difference_low, self.difference_high)
        span = "no interval" if np.isnan(ends[0]) else f"{ends[0]:+.2f} to {ends[1]:+.2f}"
        parts = [f"{self.verdict.capitalize()} {than} {self.rival}: {figure} ({span})"]
        if self.difference < 0 and self.verdict == UNCLEAR:
            parts.append("the model's own figure is negative: it scored worse here")
        if self.carried_by:
            turns = ", and without it the sign turns" if self.hangs_on_one else ""
            parts.append(f"{self.carried_by} carries it{turns}")
        if self.quiet:
            parts.append("the outcome never varied, so whoever was surest of it wins")
        parts.append(f"{self.forecasts} forecasts from {self.origins} origins, at most {self.blocks} separate blocks")
        return "; ".join(parts) + "."


@dataclass(frozen=True)
class _Sums:
    """Sums of scores by origin, in their order: model's, rival's and number of forecasts, shape (origins,) each."""

    model: np.ndarray
    rival: np.ndarray
    forecasts: np.ndarray

    def but(self, origin: int) -> _Sums:
        """Without one origin."""
        return _Sums(*(np.delete(one, origin) for one in (self.model, self.rival, self.forecasts)))

    @property
    def difference(self) -> float:
        return float((self.rival - self.model).sum() / self.forecasts.sum())

    @property
    def skill(self) -> float:
        total = self.rival.sum()
        return float(1 - self.model.sum() / total) if total > 0 else np.nan


def skill(
    target: str,
    rival: str,
    score: str,
    months_ahead: int | None,
    origins: Sequence[str],
    model: Any,
    other: Any,
    *,
    observed: Any = None,
    has_zero: bool = True,
    level: float = 0.95,
) -> Skill:
    """Compares the scores of the same forecasts by the model and by a rival.

    Args:
        target, rival, score, months_ahead: names for the row.
        origins: of each forecast, in the order of time, length n.
        model, other: scores of the model and of the rival, shape (n,); where either is nan nothing was observed.
        observed: what came, shape (n,), to notice that it never varied.
        has_zero: whether a perfect forecast scores 0, as with CRPS and Brier; a log score has no share to save.
        level: of the intervals.

    Raises:
        ValueError: when lengths differ, nothing is left to compare, or an origin's forecasts do not stand together.
    """
    model, other = np.asarray(model, float), np.asarray(other, float)
    if not len(origins) == len(model) == len(other):
        raise ValueError(f"{len(origins)} origins, {len(model)} scores of the model and {len(other)} of {rival}")
    seen = ~(np.isnan(model) | np.isnan(other))
    if not seen.any():
        raise ValueError(f"{target}: no month was observed, so nothing can be compared with {rival}")
    names, sums = _by_origin([origins[place] for place in np.flatnonzero(seen).tolist()], model[seen], other[seen])
    difference, value = sums.difference, sums.skill if has_zero else np.nan
    without = [sums.but(place) for place in range(len(names))] if len(names) > 1 else []
    carrier = _carrier(difference, [one.difference for one in without])
    width = _half_width((sums.rival - sums.model - difference * sums.forecasts) / sums.forecasts.mean(), level)
    saved = (1 - value) * sums.rival - sums.model  # how each origin pulls at the ratio of the sums
    wide = np.nan if np.isnan(value) else _half_width(saved / sums.rival.mean(), level)
    left = [one.difference for one in without] or [np.nan]
    quiet = observed is not None and len(np.unique(np.asarray(observed)[seen])) == 1
    return Skill(
        target,
        rival,
        score,
        months_ahead,
        value,
        value - wide,
        min(value + wide, max(value, 1.0)),
        difference,
        difference - width,
        difference + width,
        int(sums.forecasts.sum()),
        len(names),
        len(names) // _block(len(names)),
        "" if carrier is None else names[carrier],
        min(left),
        max(left),
        np.nan if carrier is None or not has_zero else without[carrier].skill,
        quiet,
        UNCLEAR if quiet else _verdict(difference, width, value, wide),
    )


def _by_origin(origins: Sequence[str], model: np.ndarray, other: np.ndarray) -> tuple[list[str], _Sums]:
    names = list(dict.fromkeys(origins))
    place = np.array([names.index(one) for one in origins])
    if (np.diff(place) < 0).any():
        raise ValueError("forecasts of one origin must stand together, origins in the order of time")
    return names, _Sums(np.bincount(place, model), np.bincount(place, other), np.bincount(place).astype(float))


def _carrier(difference: float, without: Sequence[float]) -> int | None:
    """The origin without which the result is weakest; None if there is no result to carry."""
    if not without or difference == 0:
        return None
    return int(np.argmin(without) if difference > 0 else np.argmax(without))


def _block(origins: int) -> int:
    """Length of blocks: three origins, fewer where that would leave fewer than three blocks."""
    return max(1, min(BLOCK, origins // 3))


def _half_width(pulls: np.ndarray, level: float) -> float:
    """Half of the interval of a mean from how each origin pulls at it, shape (origins,); nan with too few."""
    from scipy.stats import t  # slow to import

    n = len(pulls)
    if n < FEWEST:
        return np.nan
    block = _block(n)
    wider = np.sqrt(n / (n - block))
    return float(t.ppf(0.5 + level / 2, n / block - 1) * wider * bootstrap_sd(pulls, block))


def bootstrap_sd(values: np.ndarray, block: int) -> float:
    """Standard deviation of the mean of a moving-block bootstrap sample, exactly: blocks are independent draws.

    Args:
        values: in the order of time, shape (n,).
        block: length of the blocks; the last one is cut where n is no multiple of it.
    """
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(values, float), block)
    whole, rest = divmod(len(values), block)
    variance = whole * windows.sum(-1).var() + windows[:, :rest].sum(-1).var()
    return float(np.sqrt(variance) / len(values))


def _verdict(difference: float, width: float, value: float, wide: float) -> str:
    """Clear only if both intervals exclude 0, where both exist."""
    clear = abs(difference) > width and (np.isnan(value) or abs(value) > wide)
    if not clear or difference == 0:
        return UNCLEAR
    return BETTER if difference > 0 else WORSE
