"""Does the range given a record hold what it should? Tried on simulated worlds whose truth is known.

A setting of the assumptions is drawn anew, and one of its worlds is taken for what happened: what the file's condition
speaks of is read off it, and conditioned on. The truth is how often the outcome comes in that setting's further worlds
that agree. Over many such worlds, nine in ten ranges should hold it: draws and record come from the same distribution,
so that nothing but the method and its finite sample is on trial (Cook, Gelman and Rubin 2006).

``python -m sim.analyses.condition scenarios/given_no_force.yaml`` prints what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.condition.given import Over, over
from sim.analyses.settings.holds import NEGLIGIBLE
from sim.engine.conditions import Clause, Condition
from sim.runs import assumptions
from sim.runs.blocks import Bundle
from sim.runs.disk.packing import unpack
from sim.runs.plan import Plan
from sim.runs.work import recorded
from sim.runs.workers.workers import in_order
from sim.scenario import Scenario
from sim.statistics.ranges import OUTSIDE, Range

#: Keeps the seeds of rounds, and of what is taken for true in them, apart.
_APART = 2**32

Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Trial:
    """The truth of a setting, and what is said of it given the record of one of its worlds."""

    truth: float
    over: Over

    def within(self, span: Range | None) -> bool:
        """Whether a range holds the truth, or misses it by less than is told of any difference."""
        return span is not None and span.low - NEGLIGIBLE <= self.truth <= span.high + NEGLIGIBLE


@dataclass(frozen=True)
class Coverage:
    """How often the range given a record holds the truth.

    Attributes:
        rounds: samples of draws that were conditioned, each on records of truths of its own.
        truths: worlds that were taken for what happened, and whose crisis had not ended by the day.
        told: of them, those whose record leaves enough draws for a range.
        held, held_before: of these, the share of truths within the range given the record, and within that over all
            draws alike; half a world in 100 is no miss.
        low, high: 95% interval of ``held``, by Student's t over the rounds, as truths of one round share their draws.
        width, width_before: mean width of both ranges.
        effective: mean number of equal draws that the weighted ones are worth.
    """

    rounds: int
    truths: int
    told: int
    held: float
    held_before: float
    low: float
    high: float
    width: float
    width_before: float
    effective: float


def coverage(
    scenario: Scenario,
    *,
    rounds: int = 8,
    truths: int = 25,
    draws: int = 100,
    worlds: int = 50,
    further: int = 500,
    outcomes: Sequence[str] = (),
    jobs: int = 1,
) -> dict[str, Coverage]:
    """How often the range given the record of a simulated world holds the truth of its setting, by outcome.

    Args:
        scenario: a scenario with a condition, whose last day and kinds of clauses are read off each world.
        rounds: how often all is drawn anew, at least 2.
        truths: settings of a round that are taken for true, one world of each.
        draws, worlds: settings of a round that are conditioned, and worlds in each.
        further: worlds of each true setting from which its truth is told.
        outcomes: by default the headline.
        jobs: threads.

    Raises:
        ValueError: for a scenario without a condition, or without an assumption to draw; for fewer rounds.
    """
    if not scenario.conditions or rounds < 2:
        raise ValueError("this takes a scenario with a condition, and at least two rounds")
    plan = Plan.of(scenario.replace(assumptions={"draws": 2, "worlds": 2}))
    if not plan.drawn:
        raise ValueError("this scenario leaves no assumption to be drawn")
    asked, found = outcomes or [scenario.headline], dict[str, list[list[Trial]]]()
    for at in range(rounds):
        sample = lived(plan, scenario, draws, worlds, scenario.seed + 2 * at * _APART, jobs)
        true = lived(plan, scenario, truths, 1 + further, scenario.seed + (2 * at + 1) * _APART, jobs)
        for outcome in asked:
            code = scenario.crisis.outcomes.code(outcome)
            found.setdefault(outcome, []).append(list(trials(scenario.conditions[-1], sample, true, code)))
    return {outcome: summed(each) for outcome, each in found.items()}


def lived(plan: Plan, scenario: Scenario, draws: int, worlds: int, seed: int, jobs: int = 1) -> dict[str, np.ndarray]:
    """What is measured of each world of some draws of the assumptions, by column, shape (draws, worlds)."""
    values = assumptions.draw(plan.catalogue, tuple(plan.drawn), draws, seed)
    conditions = scenario.conditions[-1:]
    tasks = list(assumptions.tasks(plan.references[:1], values, draws, worlds, seed, conditions=conditions))
    with closing(in_order(recorded, map(Bundle.of, tasks), jobs, None)) as found:
        blocks = [unpack(record.data).columns for (record,) in found]
    names = ("outcome", "day", *(one.name for one in conditions[0].clauses))
    return {name: np.concatenate([one[name] for one in blocks]).reshape(draws, worlds) for name in names}


def trials(condition: Condition, sample: Columns, true: Columns, code: int) -> Iterator[Trial]:
    """The truth of each setting whose first world's crisis goes on, and the range given that world's record.

    Args:
        condition: its day, and the clauses that are read off each world.
        sample, true: outcome, day and what was measured, shape (draws, worlds) and (truths, 1 + further).
        code: of the outcome.
    """
    ended = sample["outcome"] == code
    for at in np.flatnonzero(true["day"][:, 0] > condition.until):
        record = as_lived(condition, {name: column[at, 0] for name, column in true.items()})
        further = {name: column[at, 1:] for name, column in true.items()}
        agrees = record.agrees(further)
        if agrees.any():
            yield Trial(float((further["outcome"] == code)[agrees].mean()), over(ended, record.agrees(sample)))


def summed(rounds: Sequence[Sequence[Trial]]) -> Coverage:
    """What some rounds come to; nan where no record leaves enough draws."""
    from scipy.special import stdtrit  # slow to load

    told = [[one for one in each if one.over.after] for each in rounds]
    each = [float(np.mean([one.within(one.over.after) for one in some])) for some in told if some]
    held, half = float(np.mean(each)) if each else np.nan, np.nan
    if len(each) > 1:
        half = float(stdtrit(len(each) - 1, 0.975) * np.std(each, ddof=1) / np.sqrt(len(each)))
    flat, every = [one for some in told for one in some], [one for some in rounds for one in some]
    return Coverage(
        rounds=len(rounds),
        truths=len(every),
        told=len(flat),
        held=held,
        held_before=_mean([one.within(one.over.before) for one in flat]),
        low=max(held - half, 0.0),
        high=min(held + half, 1.0),
        width=_mean([_width(one.over.after) for one in flat]),
        width_before=_mean([_width(one.over.before) for one in flat]),
        effective=_mean([one.over.effective for one in every]),
    )


def as_lived(condition: Condition, world: Mapping[str, np.ndarray]) -> Condition:
    """The same kinds of clauses as a world lived them: none or some where the file says none, else as wide as there."""
    return replace(condition, clauses=tuple(_as_lived(one, float(world[one.name])) for one in condition.clauses))


def _as_lived(one: Clause, value: float) -> Clause:
    if one.low == one.high == 0:
        return one if value == 0 else replace(one, low=1, high=np.inf)
    half = (one.high - one.low) / 2
    return replace(one, low=value - half, high=value + half)


def _width(span: Range | None) -> float:
    return span.high - span.low if span else np.nan


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else np.nan


def in_words(found: Coverage) -> str:
    """It in a sentence."""
    return (
        f"given the record, {found.held:.0%} of {found.told} truths ({found.low:.0%} to {found.high:.0%}; wanted "
        f"{1 - OUTSIDE:.0%}) lie within a range {100 * found.width:.0f} points wide on average; without it, "
        f"{found.held_before:.0%} within {100 * found.width_before:.0f} points. Draws count as {found.effective:.0f}; "
        f"{found.truths - found.told} of {found.truths} records leave too few."
    )
