"""A finished run held against the facts, variant by variant, and what a variant breaks that the baseline met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.facts.runs import START, record_of_run
from sim.analyses.facts.stylised_facts import Fact, Score, facts, inside, measured, scores_of
from sim.crisis.facts.patterns import SUMMER_END
from sim.runs.results import Results
from sim.statistics.intervals import z_value

Z95 = z_value(0.95)


class CannotScore(ValueError):
    """A run that cannot be held against the record; the message says why."""


@dataclass(frozen=True)
class Change:
    """How much likelier a variant makes a fact, in the same worlds.

    Attributes:
        fact: id of the fact.
        difference: share of worlds within the observed range, variant less baseline.
        low, high: paired 95% interval.
    """

    fact: str
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Scored:
    """A run's variants held against the facts.

    Attributes:
        scores: every fact, by variant.
        values: each measured fact in each world, by variant and the fact's id.
    """

    scores: Mapping[str, tuple[Score, ...]]
    values: Mapping[str, Mapping[str, np.ndarray]]

    def changes(self, variant: str) -> tuple[Change, ...]:
        """What a variant does to each measured fact, against the first one in the same worlds."""
        first = next(iter(self.values))
        return tuple(
            _change(fact, self.values[first][fact.id], self.values[variant][fact.id])
            for fact in facts()
            if fact.id in self.values[first]
        )


def score_run(results: Results) -> Scored:
    """Holds every variant against the facts.

    Raises:
        CannotScore: when the run has another first day, is too short, or keeps no monthly means.
    """
    cell = results.design[0]
    if cell.start != START:
        raise CannotScore(f"facts are dated from {START}; this run starts on {cell.start}")
    if cell.days <= SUMMER_END:
        raise CannotScore(f"facts reach to day {SUMMER_END}; this run has {cell.days} days")
    values = {}
    for name in results.variants:
        record = record_of_run(results, name)
        if record is None:
            raise CannotScore("it keeps no monthly means; an earlier version made it: run the scenario again")
        values[name] = measured(record, cell.days)
    history = results.scenario.history
    before = 0 if history is None else (history.until - START).days + 1
    scores = {name: scores_of(each, before) for name, each in values.items()}
    judged = {one.fact.id for one in next(iter(scores.values())) if not one.replayed}
    return Scored(scores, {name: {key: each[key] for key in each if key in judged} for name, each in values.items()})


def _change(fact: Fact, before: np.ndarray, after: np.ndarray) -> Change:
    """Difference of the shares of worlds within the observed range; paired, so that only worlds that change count."""
    shared = min(len(before), len(after))
    step = inside(fact, after[:shared]).astype(float) - inside(fact, before[:shared])
    half = Z95 * step.std(ddof=1) / np.sqrt(shared) if shared > 1 else np.inf
    return Change(fact.id, float(step.mean()), float(step.mean() - half), float(step.mean() + half))
