"""The effect of crossed factors on an outcome, shared out among them, with intervals from the same worlds.

Every combination of the factors lives through the same worlds, so each world is a game of its own, whose Shapley values
are known without error; those of the shares of worlds are the means over worlds. Intervals are percentile intervals of
a bootstrap over worlds (Efron 1979), in which a world keeps all its combinations together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.compare.comparison import codes
from sim.analyses.decomposition import shapley
from sim.runs.results import Results
from sim.statistics.intervals import z_value

#: Resamples of the bootstrap, how many are drawn at once, and their seed: the same worlds give the same interval.
_RESAMPLES, _AT_ONCE, _SEED = 1000, 100, 20200107


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def as_list(self) -> list[float]:
        """Value, low and high, as JSON holds them."""
        return [round(one, 5) for one in (self.value, self.low, self.high)]


@dataclass(frozen=True)
class Part:
    """What one factor does to the share of worlds with an outcome.

    Attributes:
        factor: its name in the scenario.
        title: how a reader calls it.
        points: its Shapley value, a difference of shares; those of all factors add up to the whole effect.
        share: the same over the whole effect; None where that is not clear, or lies on both sides of zero.
        alone: what it adds when nothing else is on.
        on_top: what it adds when everything else is on.
        without, with_it: the means of which the Shapley value is the difference.
    """

    factor: str
    title: str
    points: Estimate
    share: Estimate | None
    alone: Estimate
    on_top: Estimate
    without: float
    with_it: float


@dataclass(frozen=True)
class Decomposition:
    """The effect of all factors together on an outcome, and its parts.

    Attributes:
        outcomes: keys of the outcomes that count, one or several.
        worlds: number of worlds, the same in every combination.
        before, after: share with no factor on, and with all.
        total: the difference.
        parts: factor by factor, in the scenario's order.
    """

    outcomes: tuple[str, ...]
    worlds: int
    before: float
    after: float
    total: Estimate
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON."""
        parts = {
            one.factor: {
                "title": one.title,
                "points": one.points.as_list(),
                "share": None if one.share is None else one.share.as_list(),
                "alone": one.alone.as_list(),
                "on_top": one.on_top.as_list(),
            }
            for one in self.parts
        }
        return {
            "worlds": self.worlds,
            "before": round(self.before, 5),
            "after": round(self.after, 5),
            "total": self.total.as_list(),
            "factors": parts,
        }


def cells_of_factors(results: Results) -> list[int] | None:
    """The cell of every combination of the scenario's factors, bit ``i`` of its place being factor ``i``.

    Returns:
        None where there are no factors, not every combination was run, or a grid is swept beside them.
    """
    factors = results.scenario.factors
    if not factors or results.axes:
        return None
    on = {one.name: one.factors for one in results.scenario.variants if one.factors}
    bit = {one.name: 1 << at for at, one in enumerate(factors)}
    places = {0: results.design[0].index}
    for cell in results.design:
        if cell.variant in on:
            places[sum(bit[name] for name in on[cell.variant])] = cell.index
    return [places[at] for at in range(2 ** len(factors))] if len(places) == 2 ** len(factors) else None


def decompose(results: Results, *outcomes: str) -> Decomposition | None:
    """Shares out the effect of a run's crossed factors on how often any of some outcomes comes.

    Args:
        results: a run of a scenario with ``factors:``.
        outcomes: keys of outcomes; several count as one.

    Returns:
        None where :func:`cells_of_factors` finds no full factorial.

    Raises:
        ValueError: when there is no such outcome.
    """
    known = results.crisis.outcomes
    if not outcomes or any(one not in known for one in outcomes):
        raise ValueError(f"{', '.join(outcomes) or 'nothing'}: allowed are some of {', '.join(known)}")
    cells = cells_of_factors(results)
    if cells is None:
        return None
    wanted = [known.code(one) for one in outcomes]
    came = np.stack([np.isin(codes(results, cell), wanted) for cell in cells])
    titles = {one.name: one.title for one in results.scenario.factors}
    return of_games(came, titles, tuple(outcomes))


def of_games(came: np.ndarray, titles: dict[str, str], outcomes: tuple[str, ...] = ()) -> Decomposition:
    """The decomposition of made outcomes.

    Args:
        came: whether the outcome came in every combination and world, shape ``(2**factors, worlds)``.
        titles: title by name of each factor, in the order of the combinations' bits.
        outcomes: what came.
    """
    k, n = len(titles), came.shape[1]
    rows = [shapley.whole(k), shapley.weights(k), shapley.alone(k), shapley.on_top(k)]
    each = np.concatenate(rows) @ came.astype(float)  # (1 + 3k, worlds): every world's own game
    each = np.round(each * math.factorial(k)) / math.factorial(k)  # what adds nothing adds exactly nothing
    value, drawn = each.mean(axis=1), _resampled(each)
    total, *others = (_estimate(one, value[at], drawn[at], n) for at, one in enumerate(each))
    share = came.mean(axis=1)
    parts = []
    for at, (name, title) in enumerate(titles.items()):
        points, alone, on_top = (others[at + kind * k] for kind in range(3))
        part = _share(value[1 + at], drawn[1 + at], value[0], drawn[0]) if total.clear else None
        mean = np.maximum(rows[1][at], 0.0) @ share
        parts.append(Part(name, title, points, part, alone, on_top, float(mean - value[1 + at]), float(mean)))
    return Decomposition(outcomes, n, float(share[0]), float(share[-1]), total, tuple(parts))


def _resampled(each: np.ndarray) -> np.ndarray:
    """Means over resampled worlds, shape ``(rows, resamples)``."""
    rng, n = np.random.default_rng(_SEED), each.shape[1]
    found = []
    for _ in range(_RESAMPLES // _AT_ONCE):
        drawn = rng.integers(0, n, (_AT_ONCE, n)) + n * np.arange(_AT_ONCE)[:, None]
        times = np.bincount(drawn.ravel(), minlength=_AT_ONCE * n).reshape(_AT_ONCE, n)
        found.append(each @ (times.T / n))
    return np.concatenate(found, axis=1)


def _estimate(each: np.ndarray, value: float, drawn: np.ndarray, n: int) -> Estimate:
    """The percentile interval; where no world changes anything, Bonett and Price's for no flip at all."""
    if not each.any():
        half = z_value(0.95) * math.sqrt(2.0) / (n + 2)
        return Estimate(0.0, -half, half)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(float(value), float(low), float(high))


def _share(part: float, parts: np.ndarray, whole: float, wholes: np.ndarray) -> Estimate | None:
    """A part over the whole, whose resamples lie on one side of zero."""
    if wholes.min() <= 0 <= wholes.max():
        return None
    low, high = np.quantile(parts / wholes, [0.025, 0.975])
    return Estimate(float(part / whole), float(low), float(high))
