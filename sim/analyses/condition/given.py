"""The answer given what is known to have happened: in the worlds that agree with it, and over draws weighted by it.

At the file's own settings a world counts where it agrees with the record and not otherwise (rejection sampling). Over
the assumptions a draw counts by the share of its worlds that agree, which estimates how likely the record is under it,
so that draws are weighted as by Bayes' theorem, their own worlds again by rejection (approximate Bayesian computation;
Tavaré and others 1997). Variants live the same worlds: those count in which the record came about in the baseline, so
that a variant's share says what it would have changed in a world that went as ours did (Pearl 2009, chapter 7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.compare.paired import Difference, difference
from sim.analyses.condition.shares import percentiles
from sim.engine.conditions import Condition
from sim.runs.results import Results
from sim.statistics import weighted
from sim.statistics.intervals import wilson
from sim.statistics.ranges import OUTSIDE, Range, over_assumptions, without_luck

#: Fewest worlds in agreement from which a share is told: its 95% interval then reaches at most 14 points to a side.
ENOUGH_WORLDS = 50
#: Fewest equal draws that the weighted ones are worth from which a range is told: of fewer, one alone would be a tail.
ENOUGH_DRAWS = round(2 / OUTSIDE)
#: Fewest worlds in agreement in each of these, on average: of fewer, draws cannot be told from luck.
ENOUGH_IN_A_DRAW = 5


@dataclass(frozen=True)
class Over:
    """An outcome over the draws of the assumptions, before the record is told and given it.

    Attributes:
        draws, worlds: how many draws, and worlds in all of them together.
        agree: worlds that agree with the record.
        effective: how many equal draws the weighted ones are worth.
        before, before_middle: 5th to 95th percentile and median of the share over all draws alike.
        mean: share over all worlds that agree.
        after, middle: percentiles and median by weight; None where too few draws count for them.
    """

    draws: int
    worlds: int
    agree: int
    effective: float
    before: Range
    before_middle: float
    mean: float
    after: Range | None
    middle: float | None


@dataclass(frozen=True)
class Given:
    """How often an outcome comes under a variant, given what is known to have happened.

    Attributes:
        condition: what is known.
        outcome, variant: what, and where.
        worlds, agree, count: worlds of the variant, those in which the record came about in the baseline, and those of
            them that end so.
        before: share of all worlds.
        share, low, high: share of those that agree, with its 95% simulation interval; None where they are too few.
        over: the same over the draws of the assumptions; None where none were made.
    """

    condition: Condition
    outcome: str
    variant: str
    worlds: int
    agree: int
    count: int
    before: float
    share: float | None
    low: float | None
    high: float | None
    over: Over | None


@dataclass(frozen=True)
class Changed:
    """What a variant changes, given what is known to have happened.

    Attributes:
        difference: from the baseline, in the worlds that agree.
        over: its 5th to 95th percentile over the weighted draws; None without draws, or where too few count.
    """

    difference: Difference
    over: Range | None


def conditional(results: Results, outcome: str | None = None, variant: str | None = None) -> tuple[Given, ...]:
    """How often an outcome comes given the record, for each day up to which the file tells it; empty where it does not.

    Args:
        results: a finished run.
        outcome: by default the headline.
        variant: by default the baseline.

    Raises:
        ValueError: for an outcome or variant that there is not.
    """
    outcome, variant = outcome or results.scenario.headline, variant or results.variants[0]
    for what, one, known in (
        ("outcome", outcome, tuple(results.crisis.outcomes)),
        ("variant", variant, results.variants),
    ):
        if one not in known:
            raise ValueError(f"there is no {what} {one!r}; allowed: {', '.join(known)}")
    return tuple(_given(results, one, outcome, variant) for one in results.scenario.conditions)


def telling(results: Results) -> Condition | None:
    """The condition that the answer is given: the last day's; None where nothing is known, or too few worlds agree."""
    last = results.scenario.conditions[-1:]
    return last[0] if last and agreeing(results, last[0]).sum() >= ENOUGH_WORLDS else None


def changed(results: Results, condition: Condition, variant: str, outcome: str) -> Changed | None:
    """What a variant changes given the record; None where too few worlds agree."""
    agrees, base = agreeing(results, condition), results.variants[0]
    if agrees.sum() < ENOUGH_WORLDS:
        return None
    before, after = (_ended(results, name, outcome)[agrees] for name in (base, variant))
    lived, weights = results.lived_draws(outcome), agreeing_draws(results, condition)
    over = None
    if variant in lived and weights is not None and enough(weights.sum(axis=1)):
        flips = (lived[variant].astype(float) - lived[base]) * weights
        over = weighted.over_draws(flips.sum(axis=1), weights.sum(axis=1), (flips**2).sum(axis=1))
    return Changed(difference(before, after), over)


def agreeing(results: Results, condition: Condition) -> np.ndarray:
    """In which worlds of the baseline the record came about, bool, shape (worlds,)."""
    at = results.reference_of(results.variants[0]).index
    return results.worlds_of(at, [condition.name])[condition.name].to_numpy(bool)


def agreeing_draws(results: Results, condition: Condition) -> np.ndarray | None:
    """The same of every draw of the assumptions, shape (draws, worlds); None where none were made."""
    at = results.reference_of(results.variants[0]).index
    mine = results.settings[results.settings["cell"] == at].sort_values(["draw", "world"])
    return mine[condition.name].to_numpy(bool).reshape(mine["draw"].nunique(), -1) if len(mine) else None


def parts_met(results: Results, condition: Condition) -> tuple[int, ...]:
    """In how many worlds of the baseline each part of what is known came about: no end first, then each clause."""
    at = results.reference_of(results.variants[0]).index
    found = results.worlds_of(at, ["day", *dict.fromkeys(one.name for one in condition.clauses)])
    columns = {str(key): column for key, column in found.items()}
    each = (replace(condition, until=-1, clauses=(one,)) for one in condition.clauses)
    return tuple(int(one.agrees(columns).sum()) for one in (replace(condition, clauses=()), *each))


def _ended(results: Results, variant: str, outcome: str) -> np.ndarray:
    return (results.worlds_of(results.reference_of(variant).index, ["outcome"])["outcome"] == outcome).to_numpy()


def _given(results: Results, condition: Condition, outcome: str, variant: str) -> Given:
    agrees, ended = agreeing(results, condition), _ended(results, variant, outcome)
    agree, count = int(agrees.sum()), int((agrees & ended).sum())
    told = agree >= ENOUGH_WORLDS
    low, high = wilson(count, agree)
    lived, weights = results.lived_draws(outcome), agreeing_draws(results, condition)
    return Given(
        condition,
        outcome,
        variant,
        worlds=len(agrees),
        agree=agree,
        count=count,
        before=float(ended.mean()),
        share=count / agree if told else None,
        low=float(low) if told else None,
        high=float(high) if told else None,
        over=None if weights is None or variant not in lived else over(lived[variant], weights),
    )


def enough(sizes: np.ndarray) -> bool:
    """Whether draws in each of which so many worlds agree, shape (draws,), are enough for a range."""
    many = weighted.effective(sizes)
    return many >= ENOUGH_DRAWS and float(sizes.sum()) >= ENOUGH_IN_A_DRAW * many


def over(lived: np.ndarray, agrees: np.ndarray) -> Over:
    """An outcome's share over draws, before and given a record.

    Args:
        lived, agrees: whether each world of each draw ended so, and agrees; shape (draws, worlds), at least 2 of each.
    """
    draws, worlds = lived.shape
    all_of, sizes = np.full(draws, worlds), agrees.sum(axis=1)
    each = without_luck(lived.sum(axis=1), all_of)
    counts, many = (lived & agrees).sum(axis=1), weighted.effective(sizes)
    after = middle = None
    if enough(sizes):
        low, middle, high = percentiles(counts, sizes, [OUTSIDE / 2, 0.5, 1 - OUTSIDE / 2]).tolist()
        after = Range(round(low, 3), round(high, 3))  # a tenth of a world in 100, as it is told
    return Over(
        draws,
        lived.size,
        int(sizes.sum()),
        many,
        over_assumptions(lived.sum(axis=1), all_of),
        float(np.median(each)),
        float(counts.sum() / max(sizes.sum(), 1)),
        after,
        middle,
    )
