"""The causal chain of a world: from its end back along the causes that the rules themselves wrote down.

A cause is the event that a rule says it answers: the case that a strike met, the strike that a salvo answered, the step
of pressure that turned Tehran. It is the model's own bookkeeping, not an inference; whether an act was *needed* for the
end is another question, which :mod:`sim.analyses.explain.counterfactual` asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.acts import ACTS, FORCE
from sim.crisis.outcomes import CRITERIA, NOUNS, STOPS
from sim.words.parameters import day_text


@dataclass(frozen=True)
class Step:
    """One event of a chain.

    Attributes:
        event: its number within the world.
        date: its day.
        actor, act: who did what, as the log has it.
        deed: the same as a sentence, with target, rung and the dead.
        against: how it stood to what decided it; empty where nothing was measured.
        cause: number of the event that it answers, -1 for none.
        rule: rule that decided it, ``"UnitedStates.decide_cases"``.
        claims: claims of the article that the rule stands on.
        threshold, margin: what it was measured against, and by how much it passed; nan where nothing was.
        forced: whether the scenario made it happen.
    """

    event: int
    date: date
    actor: str
    act: str
    deed: str
    against: str
    cause: int
    rule: str
    claims: tuple[str, ...]
    threshold: float
    margin: float
    forced: bool

    def sentence(self) -> str:
        """The step in words: date, deed, and what decided it."""
        why = f" {self.against}." if self.against else ""
        given = " Given by the scenario." if self.forced else ""
        return f"{day_text(self.date)}. {self.deed}{why}{given}"


@dataclass(frozen=True)
class Chain:
    """Why a world ended as it did.

    Attributes:
        headline: the end and its nearest cause, in a sentence.
        steps: events from the root to the end, in order of time.
        notes: what else a reader should know: what was not crossed, what criterion was met.
    """

    headline: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def chain(
    table: pd.DataFrame, outcome: str, day: int, start: date, rules: Mapping[str, Sequence[str]], name: str
) -> Chain:
    """Follows the causes back from the end of a world.

    Args:
        table: the world's events as :func:`sim.words.events.told` tells them.
        outcome: how it ended.
        day: day on which it ended, the number of days where it ran to the horizon.
        start: first day of the run.
        rules: claims by rule, as :func:`sim.crisis.model.rulebook` gives them.
        name: how the headline calls the world, ``"World 12"``.
    """
    ends = _ends(table, outcome)
    numbers = _ancestors(table, ends)
    steps = tuple(_step(row, rules) for row in table[table["event"].isin(numbers)].itertuples())
    return Chain(_headline(table, outcome, day, start, ends, name), steps, tuple(_notes(table, outcome, ends)))


def claims_by_rule(claims: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """Claims by rule, from the claims of a run (:attr:`sim.runs.results.Results.claims`)."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        for rule in claim.rules:
            found.setdefault(rule, []).append(claim.id)
    return {rule: tuple(ids) for rule, ids in found.items()}


def _ends(table: pd.DataFrame, outcome: str) -> list[int]:
    """Events with which the end came about; for the horizon, the gravest that happened."""
    acts = table["act"].astype(str)
    if outcome == "war":
        # Both conditions: the last strike on Iran, and the last open attack that counts, before war was recognised.
        serious = (acts == "open_salvo") & ((table["fatalities"] > 0) | (table["rung"] >= ACTS["open_salvo"].rung))
        both = [table.loc[which, "event"].tail(1) for which in (acts == "strike_on_iran", serious, acts == "war")]
        return [int(number) for one in both for number in one]
    if outcome in STOPS:
        sealed = table.loc[table["kind"] == "end", "event"].tail(1)
        met = table.loc[(acts == "message") & (table["margin"] >= 0), "event"].tail(1)
        return [int(number) for one in ((met, sealed) if (acts == "agreement").any() else (sealed,)) for number in one]
    force = table[acts.isin(FORCE)]
    pool = force if len(force) else _chosen_attacks(table)
    return [] if pool.empty else [int(pool.loc[pool["rung"].idxmax(), "event"])]


def _chosen_attacks(table: pd.DataFrame) -> pd.DataFrame:
    """Hostile acts that somebody chose, without fire across Yemen's border that killed no American: its own war."""
    own_war = (table["act"].astype(str) == "cross_border_fire") & (table["fatalities"] == 0)
    return table[(table["kind"] == "attack") & ~table["forced"].astype(bool) & ~own_war]


def _ancestors(table: pd.DataFrame, ends: list[int]) -> set[int]:
    """Numbers of some events and of all that they go back to."""
    cause = dict(zip(table["event"].astype(int), table["cause"].astype(int), strict=True))
    found: set[int] = set()
    for number in ends:
        while number in cause and number not in found:
            found.add(number)
            number = cause[number]
    return found


def _step(row: Any, rules: Mapping[str, Sequence[str]]) -> Step:
    rule = str(row.rule)
    return Step(
        int(row.event),
        pd.Timestamp(row.date).date(),
        str(row.actor),
        str(row.act),
        row.deed,
        row.against,
        int(row.cause),
        rule,
        tuple(rules.get(rule, ())),
        float(row.threshold),
        float(row.margin),
        bool(row.forced),
    )


def _headline(table: pd.DataFrame, outcome: str, day: int, start: date, ends: list[int], name: str) -> str:
    by_number = {int(row.event): row for row in table.itertuples()}
    if outcome not in STOPS:
        last = day_text(date.fromordinal(start.toordinal() + day - 1))
        why = "no American force was used" if outcome == "standoff" else "force was used, and no war followed"
        return f"{name}: {NOUNS[outcome]} still on {last}; {why}."
    when = day_text(date.fromordinal(start.toordinal() + day))
    if outcome == "war" and len(ends) >= 2:
        strike, salvo = (by_number[number] for number in ends[:2])
        first, second = sorted((strike, salvo), key=lambda row: row.event)
        return (
            f"{name}: war on {when}, because {_clause(first)} on {day_text(first.date)} and {_clause(second)} on "
            f"{day_text(second.date)}."
        )
    what = _clause(by_number[ends[-1]]) if ends else "its criterion was met"
    return f"{name}: {NOUNS[outcome].removeprefix('a ')} on {when}, because {what}."


_CLAUSES = {
    "strike_on_iran": "the United States struck Iran",
    "open_salvo": "Iran fired openly at American forces",
    "agreement": "the two sides' terms met",
    "submission": "Tehran gave in without talks",
    "collapse": "the government in Tehran fell",
}


def _clause(row: Any) -> str:
    return _CLAUSES.get(str(row.act), row.words)


def _notes(table: pd.DataFrame, outcome: str, ends: list[int]) -> Iterable[str]:
    yield f"How it is recognised: {CRITERIA[outcome]}"
    own_war = (table["act"].astype(str) == "cross_border_fire") & (table["fatalities"] == 0)
    acts = table["act"].astype(str)
    if outcome == "war":
        return
    struck = table[acts == "strike_on_iran"]
    answered = table[acts == "open_salvo"]
    if len(struck) and answered.empty:
        yield (
            f"The United States struck Iran {_times(len(struck))}, and Iran did not answer openly within the run: no "
            "strike reached Tehran's own threshold, or its answer had not come."
        )
    elif answered.empty and outcome not in STOPS:
        attacks = _chosen_attacks(table)
        if len(attacks):
            worst = attacks.loc[attacks["rung"].idxmax()]
            aside = " (Yemen's own war aside)" if own_war.any() else ""
            yield (
                f"The gravest hostile act that somebody chose{aside} was on {day_text(worst['date'])}: {worst['deed']}"
                + (f" {worst['against']}." if worst["against"] else "")
            )
    off = table[acts == "strike_called_off"]
    if len(off):
        nearest = off.iloc[int(np.argmax(off["margin"].to_numpy()))]
        closest = f", with the widest margin on {day_text(nearest['date'])}" if len(off) > 1 else ""
        yield f"A strike was ordered and called off {_times(len(off))}{closest}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
