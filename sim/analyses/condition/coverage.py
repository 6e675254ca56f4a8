"""Does the range given a record hold what it should? Tried on simulated worlds whose truth is known.

A setting of the assumptions is drawn anew, and one of its worlds is taken for what happened: what the file's condition
speaks of is read off it, and conditioned on. The truth is how often the outcome comes in that setting's further worlds
that agree. Over many such worlds, nine in ten ranges should hold it: draws and record come from the same distribution,
so that nothing but the method and its finite sample is on trial (Cook, Gelman and Rubin 2006).

``python -m sim.analyses.condition scenarios/given_no_force.yaml`` prints what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from sim.analyses.condition.given import Over, over
from sim.engine.conditions import Clause, Condition
from sim.runs import assumptions
from sim.runs.blocks import Bundle
from sim.runs.disk.packing import unpack
from sim.runs.plan import Plan
from sim.runs.work import recorded
from sim.runs.workers.workers import in_order
from sim.scenario import Scenario
from sim.statistics.intervals import wilson
from sim.statistics.ranges import OUTSIDE, Range

#: Keeps the settings that are taken for true apart from those that are conditioned.
_TRUTHS = 2**32

Columns = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Coverage:
    """How often the range given a record holds the truth.

    Attributes:
        truths: worlds that were taken for what happened, and whose crisis had not ended by the day.
        told: of them, those whose record leaves enough draws for a range.
        held: of these, how many truths lie within the range.
        low, high: 95% interval of the share that is held.
        held_before: how many lie within the range over all draws alike.
        width, width_before: mean width of both ranges.
        effective: mean number of equal draws that the weighted ones are worth.
    """

    truths: int
    told: int
    held: int
    low: float
    high: float
    held_before: int
    width: float
    width_before: float
    effective: float


def coverage(
    scenario: Scenario,
    *,
    truths: int = 200,
    draws: int = 100,
    worlds: int = 50,
    further: int = 500,
    outcome: str | None = None,
    jobs: int = 1,
) -> Coverage:
    """How often the range given the record of a simulated world holds the truth of its setting.

    Args:
        scenario: a scenario with a condition, whose last day and kinds of clauses are read off each world.
        truths: settings that are taken for true, one world of each.
        draws, worlds: settings that are conditioned, and worlds in each.
        further: worlds of each true setting from which its truth is told.
        outcome: by default the headline.
        jobs: threads.

    Raises:
        ValueError: for a scenario without a condition, or without an assumption to draw.
    """
    if not scenario.conditions:
        raise ValueError("this scenario has no condition to be tried")
    outcome, plan = outcome or scenario.headline, Plan.of(scenario.replace(assumptions={"draws": 2, "worlds": 2}))
    if not plan.drawn:
        raise ValueError("this scenario leaves no assumption to be drawn")
    sample = lived(plan, scenario, draws, worlds, scenario.seed, jobs)
    true = lived(plan, scenario, truths, 1 + further, scenario.seed + _TRUTHS, jobs)
    return tried(scenario.conditions[-1], sample, true, scenario.crisis.outcomes.code(outcome))


def lived(plan: Plan, scenario: Scenario, draws: int, worlds: int, seed: int, jobs: int = 1) -> dict[str, np.ndarray]:
    """What is measured of each world of some draws of the assumptions, by column, shape (draws, worlds)."""
    values = assumptions.draw(plan.catalogue, tuple(plan.drawn), draws, seed)
    conditions = scenario.conditions[-1:]
    tasks = list(assumptions.tasks(plan.references[:1], values, draws, worlds, seed, conditions=conditions))
    with closing(in_order(recorded, map(Bundle.of, tasks), jobs, None)) as found:
        blocks = [unpack(record.data).columns for (record,) in found]
    names = ("outcome", "day", *(one.name for one in conditions[0].clauses))
    return {name: np.concatenate([one[name] for one in blocks]).reshape(draws, worlds) for name in names}


def tried(condition: Condition, sample: Columns, true: Columns, code: int) -> Coverage:
    """Holds the range given the record of each true setting's first world against its other worlds.

    Args:
        condition: its day, and the clauses that are read off each world.
        sample, true: outcome, day and what was measured, shape (draws, worlds) and (truths, 1 + further).
        code: of the outcome.
    """
    found = list(_each(condition, sample, true, code))
    told = [(truth, one.before, one.after, one.effective) for truth, one in found if one.after is not None]
    held = sum(_within(truth, after) for truth, _, after, _ in told)
    low, high = wilson(held, len(told))
    return Coverage(
        truths=len(found),
        told=len(told),
        held=held,
        low=float(low),
        high=float(high),
        held_before=sum(_within(truth, before) for truth, before, _, _ in told),
        width=float(np.mean([after.high - after.low for _, _, after, _ in told])) if told else np.nan,
        width_before=float(np.mean([before.high - before.low for _, before, _, _ in told])) if told else np.nan,
        effective=float(np.mean([one.effective for _, one in found])) if found else np.nan,
    )


def _each(condition: Condition, sample: Columns, true: Columns, code: int) -> Iterator[tuple[float, Over]]:
    """The truth of each world whose crisis goes on, and the range given its record."""
    ended = sample["outcome"] == code
    for at in np.flatnonzero(true["day"][:, 0] > condition.until):
        record = as_lived(condition, {name: column[at, 0] for name, column in true.items()})
        further = {name: column[at, 1:] for name, column in true.items()}
        agrees = record.agrees(further)
        if agrees.sum():
            yield float((further["outcome"] == code)[agrees].mean()), over(ended, record.agrees(sample))


def as_lived(condition: Condition, world: Mapping[str, np.ndarray]) -> Condition:
    """The same kinds of clauses as one world lived them: none or some where the file says none, else as wide as there."""
    return replace(condition, clauses=tuple(_as_lived(one, float(world[one.name])) for one in condition.clauses))


def _as_lived(one: Clause, value: float) -> Clause:
    if one.low == one.high == 0:
        return one if value == 0 else replace(one, low=1, high=np.inf)
    half = (one.high - one.low) / 2
    return replace(one, low=value - half, high=value + half)


def _within(truth: float, span: Range | None) -> bool:
    return span is not None and span.low <= truth <= span.high


def in_words(found: Coverage) -> str:
    """It in a sentence."""
    wanted = f"{1 - OUTSIDE:.0%}"
    if not found.told:
        return f"None of {found.truths} records leaves enough draws for a range."
    return (
        f"The range given the record holds the truth in {found.held} of {found.told} worlds ({found.held / found.told:.0%}, "
        f"{found.low:.0%} to {found.high:.0%}; wanted {wanted}), {100 * found.width:.0f} points wide on average; the range "
        f"without it, {100 * found.width_before:.0f} points wide, in {found.held_before}. "
        f"{found.truths - found.told} of {found.truths} records leave too few draws."
    )
