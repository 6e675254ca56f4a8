"""The causal chain of a world: from its end back along the causes that the rules themselves wrote down.

A cause is the event that a rule says it answers: the case that a strike met, the strike that a salvo answered, the step
of pressure that turned Tehran. It is the model's own bookkeeping, not an inference; whether an act was *needed* for the
end is another question, which :mod:`sim.analyses.explain.counterfactual` asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.answer.rungs import own_war
from sim.engine.acts import Act, Acts, Ground
from sim.engine.claims import Claim
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome
from sim.words.prose import day_text, listed


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
    crisis: Crisis,
    table: pd.DataFrame,
    outcome: str,
    day: int,
    start: date,
    rules: Mapping[str, Sequence[str]],
    name: str,
) -> Chain:
    """Follows the causes back from the end of a world.

    Args:
        crisis: the crisis that was simulated.
        table: the world's events as :func:`sim.words.events.told` tells them.
        outcome: how it ended, key of one of the crisis's outcomes.
        day: day on which it ended, the number of days where it ran to the horizon.
        start: first day of the run.
        rules: claims by rule, as :func:`sim.crisis.model.rulebook` gives them.
        name: how the headline calls the world, ``"World 12"``.
    """
    end = crisis.outcomes[outcome]
    sealed, grounds = _ends(crisis.acts, table, end)
    steps = steps_of(_back_from(table, pd.concat([grounds, sealed])), rules)
    headline = f"{name}: {_headline(crisis.acts, table, end, day, start, _numbers(sealed), _numbers(grounds))}."
    return Chain(headline, steps, tuple(_notes(crisis, table, end)))


def links(crisis: Crisis, events: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The events of the chains of many worlds at once: what each one's end rests on, and all that this goes back to.

    Args:
        crisis: the crisis that was simulated.
        events: of worlds of one cell that all ended in the outcome, a world's in order.
        outcome: how they ended.
    """
    sealed, grounds = _ends(crisis.acts, events, crisis.outcomes[outcome])
    return _back_from(events, pd.concat([grounds, sealed]))


def steps_of(table: pd.DataFrame, rules: Mapping[str, Sequence[str]]) -> tuple[Step, ...]:
    """Some events as steps of a chain, in their order; table and rules are as for :func:`chain`."""
    return tuple(_step(row, rules) for row in table.itertuples())


def claims_by_rule(claims: Iterable[Claim]) -> dict[str, tuple[str, ...]]:
    """Claims by rule, from the claims of a run (:attr:`sim.runs.results.Results.claims`)."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        for rule in claim.rules:
            found.setdefault(rule, []).append(claim.id)
    return {rule: tuple(ids) for rule, ids in found.items()}


def _ends(acts: Acts, table: pd.DataFrame, outcome: Outcome) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The event with which the end of each world came about, and those that it rests on.

    At the horizon, where nothing sealed it, the gravest hostile act that somebody chose.
    """
    sealing = table[table["act"].isin(outcome.sealed_by)]
    sealed = _gravest(sealing) if outcome.by_gravest else _last(sealing)
    if not outcome.stops:
        left = table[~table["world"].isin(sealed["world"])]
        sealed = pd.concat([sealed, _gravest(_chosen_attacks(acts, left))])
    grounds = [
        _last(_counting(acts, table[table["world"].isin(sealed.loc[sealed["act"] == act, "world"])], ground))
        for act in dict.fromkeys(sealed["act"].astype(str))
        for ground in acts[act].grounds
    ]
    return sealed, pd.concat([table.iloc[:0], *grounds])


def _numbers(events: pd.DataFrame) -> list[int]:
    return [int(number) for number in events["event"]]


def _last(events: pd.DataFrame) -> pd.DataFrame:
    """The last of some events of each world."""
    return events.drop_duplicates("world", keep="last")


def _gravest(events: pd.DataFrame) -> pd.DataFrame:
    """The first of the gravest of some events of each world; none of none."""
    return events.sort_values("rung", ascending=False, kind="stable").drop_duplicates("world")


def _counting(acts: Acts, table: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """The events by which a ground is given."""
    found = table[table["act"] == ground.act]
    if ground.grave:
        found = found[(found["fatalities"] > 0) | (found["rung"] >= acts[ground.act].rung)]
    return found[found["margin"] >= 0] if ground.met else found


def _chosen_attacks(acts: Acts, table: pd.DataFrame) -> pd.DataFrame:
    """Hostile acts that somebody chose, without those of a war of its own that killed nobody of the other side."""
    attack = table["act"].isin(acts.of_kind("attack"))
    return table[attack & ~table["forced"].astype(bool) & ~own_war(acts, table)]


def _back_from(table: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Some events and all that they go back to, in the order of the table."""
    places = {key: at for at, key in enumerate(zip(table["world"].tolist(), table["event"].tolist(), strict=True))}
    causes = table["cause"].tolist()
    found: set[int] = set()
    for world, number in zip(ends["world"].tolist(), ends["event"].tolist(), strict=True):
        at = places.get((world, number))
        while at is not None and at not in found:
            found.add(at)
            at = places.get((world, causes[at]))
    return table.iloc[sorted(found)]


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


def _headline(
    acts: Acts, table: pd.DataFrame, outcome: Outcome, day: int, start: date, sealed: list[int], grounds: list[int]
) -> str:
    if not outcome.stops:
        last = day_text(date.fromordinal(start.toordinal() + day - 1))
        return f"{outcome.noun} still on {last}" + (f"; {outcome.reason}" if outcome.reason else "")
    by_number = {int(row.event): row for row in table.itertuples()}
    when = f"{outcome.noun.removeprefix('a ')} on {day_text(date.fromordinal(start.toordinal() + day))}"
    if len(grounds) > 1:
        reasons = [by_number[number] for number in sorted(grounds)]
        return f"{when}, because {listed([f'{_reason(acts, row)} on {day_text(row.date)}' for row in reasons])}"
    return f"{when}, because {_reason(acts, by_number[sealed[-1]]) if sealed else 'its criterion was met'}"


def _reason(acts: Acts, row: Any) -> str:
    act = acts.get(str(row.act))
    return (act.reason if act else "") or str(row.words)


def _notes(crisis: Crisis, table: pd.DataFrame, outcome: Outcome) -> Iterator[str]:
    """What criterion was met, and how near the world came to another end."""
    yield f"How it is recognised: {outcome.criterion}"
    resting = [act for act in crisis.acts.values() if len(act.grounds) > 1]
    if any(act.key in outcome.sealed_by for act in resting):
        return
    alone = list(_alone(resting, table))
    yield from alone
    if not alone and not outcome.stops and not table["act"].isin(_answers(resting)).any():
        yield from _worst(crisis.acts, table)
    for key, act in crisis.acts.items():
        if act.noted and (table["act"] == key).any():
            yield _noted(act, table[table["act"] == key])


def _alone(resting: Iterable[Act], table: pd.DataFrame) -> Iterator[str]:
    """Grounds of another end that came without the rest of them."""
    happened = set(table["act"].astype(str))
    for act in resting:
        for ground in act.grounds:
            others = {one.act for one in act.grounds} - {ground.act}
            if ground.alone and ground.act in happened and not others & happened:
                yield ground.alone.format(times=_times(int((table["act"] == ground.act).sum())))


def _answers(resting: Iterable[Act]) -> list[str]:
    """Acts that other ends rest on, beside those whose coming alone is noted."""
    return [ground.act for act in resting for ground in act.grounds if not ground.alone]


def _worst(acts: Acts, table: pd.DataFrame) -> Iterator[str]:
    """The gravest hostile act that somebody chose, and which war was left aside."""
    wars = dict.fromkeys(acts[act].own_war for act in table.loc[own_war(acts, table), "act"].astype(str))
    aside = f" ({listed(list(wars))} aside)" if wars else ""
    for _, worst in _gravest(_chosen_attacks(acts, table)).iterrows():
        against = f" {worst['against']}." if worst["against"] else ""
        yield (
            f"The gravest hostile act that somebody chose{aside} was on {day_text(worst['date'])}: "
            f"{worst['deed']}{against}"
        )


def _noted(act: Act, events: pd.DataFrame) -> str:
    nearest = events.iloc[int(np.argmax(events["margin"].to_numpy()))]
    closest = f", with the widest margin on {day_text(nearest['date'])}" if len(events) > 1 else ""
    return f"{act.noted} {_times(len(events))}{closest}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
