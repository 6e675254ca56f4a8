"""Why one world of a run ended as it did, ready to be printed or quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.analyses.explain.chain import Step, chain, claims_by_rule
from sim.analyses.explain.counterfactual import TurningPoints, Without
from sim.analyses.explain.roots import force_in_words
from sim.engine.crisis import Crisis
from sim.runs.replay import replay
from sim.runs.results import Results
from sim.scenario import Cell
from sim.words.events import Names, described
from sim.words.prose import day_text


@dataclass(frozen=True)
class Explanation:
    """Why a world ended as it did.

    Attributes:
        world: its number.
        variant: name of its variant.
        outcome, day: how and on which day it ended.
        headline: the end and its nearest cause, in a sentence.
        chain: events from the root to the end, in order.
        notes: what criterion was met, and what was not crossed.
        picked: the rule by which the world was picked; empty where it was named.
        claims: the claims that the chain's rules stand on, id to words.
        events: all events of the world, one row each.
    """

    world: int
    variant: str
    outcome: str
    day: int
    headline: str
    chain: tuple[Step, ...]
    notes: tuple[str, ...]
    picked: str
    claims: dict[str, str]
    events: pd.DataFrame

    @property
    def sentences(self) -> tuple[str, ...]:
        """The chain, one sentence a step: number of the event, date, deed, what decided it, rule and claims."""
        return tuple(
            f"[{step.event}] {step.sentence()} Rule {step.rule}"
            + (f" ({', '.join(step.claims)})." if step.claims else ".")
            for step in self.chain
        )

    def __str__(self) -> str:
        picked = [self.picked] if self.picked else []
        claims = [f"{name}: {words}" for name, words in self.claims.items()]
        return "\n".join(
            [self.headline, *picked, "", *self.sentences, "", *self.notes, *([""] if claims else []), *claims]
        )

    def as_dict(self) -> dict[str, Any]:
        """All of it but the events as plain data for JSON."""
        steps = [
            {
                "event": step.event,
                "date": step.date.isoformat(),
                "actor": step.actor,
                "act": step.act,
                "cause": step.cause if step.cause >= 0 else None,
                "rule": step.rule,
                "claims": list(step.claims),
                "threshold": _known(step.threshold),
                "margin": _known(step.margin),
                "forced": step.forced,
                "sentence": step.sentence(),
            }
            for step in self.chain
        ]
        return {
            "world": self.world,
            "variant": self.variant,
            "outcome": self.outcome,
            "day": self.day,
            "headline": self.headline,
            "picked": self.picked,
            "chain": steps,
            "notes": list(self.notes),
            "claims": self.claims,
        }


def explain(results: Results, cell: Cell, world: int, picked: str = "") -> Explanation:
    """Explains a world of a cell; one whose events are not kept is lived through again.

    Args:
        results: the run.
        cell: a :class:`sim.scenario.Cell` of its design.
        world: the world's number.
        picked: the rule by which it was picked, in words.
    """
    kept = results.events_of(cell.index) if world < results.events_kept(cell.index) else pd.DataFrame()
    rows = results.worlds_of(cell.index, ["world", "outcome", "day"])
    row = rows[rows["world"] == world]
    new = f"World {world} is not among the {len(rows):,} of the run: it was lived through anew."
    beyond = () if len(row) else (new,)
    if not (len(kept) and len(row)) and results.manifest.get("agents"):
        raise ValueError("this run replaced actors, whose code its folder does not hold: name a world that it kept")
    if len(kept) and len(row):
        events, outcome, day = kept[kept["world"] == world], str(row["outcome"].iloc[0]), int(row["day"].iloc[0])
    else:
        again = replay(cell, world, results.seed)
        events, outcome, day = again.events, again.outcome, again.day
    rules = claims_by_rule(results.claims)
    names = Names.of(results.crisis, cell.cast.added, cell.events)
    found = chain(results.crisis, described(events, names), outcome, day, results.date_of(0), rules, f"World {world}")
    named = sorted({name for step in found.steps for name in step.claims})
    words = {one.id: one.text for one in results.claims}
    return Explanation(
        world,
        cell.variant,
        outcome,
        day,
        found.headline,
        found.steps,
        (*beyond, *found.notes),
        picked,
        {name: words[name] for name in named if name in words},
        events,
    )


def without_in_words(crisis: Crisis, found: Without, start: Callable[[int], date]) -> list[str]:
    """What changes without an act, one sentence each.

    Args:
        crisis: the crisis that was simulated.
        found: the world as it was and without the act.
        start: function from a day of the run to a date, :meth:`sim.runs.results.Results.date_of`.
    """
    before, after = found.before, found.after
    noun = {key: outcome.noun for key, outcome in crisis.outcomes.items()}
    names = Names.of(crisis)
    act = described(before.events[before.events["event"] == found.event], names).iloc[0]
    said = [f"Left out: {act['story']}"]
    if found.changed:
        said.append(
            f"Without it this world ends in {_end(noun[after.outcome], after.day, start, len(after.daily))} instead of "
            f"{_end(noun[before.outcome], before.day, start, len(before.daily))}."
        )
    else:
        same = after.day == before.day
        when = (
            "on the same day" if same else f"on {day_text(start(after.day))} instead of {day_text(start(before.day))}"
        )
        said.append(f"Without it this world still ends in {noun[after.outcome]}, {when}.")
    if found.first is None:
        said.append("Nothing else differs after that day.")
    else:
        _, new, row = found.first
        log = after.events if new else before.events
        first = described(log[log["event"] == row["event"]], names).iloc[0]["story"]
        said.append(f"The first thing that differs afterwards {'is new' if new else 'no longer happens'}: {first}")
    counts = [_counts(crisis, one.events) for one in (before, after)]
    changes = [
        f"{name} {counts[0][name]} → {counts[1][name]}" for name in counts[0] if counts[0][name] != counts[1][name]
    ]
    said.append(
        f"Over the whole run: {', '.join(changes)}." if changes else "The counts of acts and deaths are the same."
    )
    return said


def _end(noun: str, day: int, start: Callable[[int], date], days: int) -> str:
    return f"{noun} on {day_text(start(day))}" if day < days else noun


def _counts(crisis: Crisis, events: pd.DataFrame) -> dict[str, int]:
    named = {"attack": "hostile acts", "force": f"uses of {force_in_words(crisis)}", "answer": "answers below force"}
    found = {words: int(events["act"].isin(crisis.acts.of_kind(kind)).sum()) for kind, words in named.items()}
    return found | {crisis.dead: int(events["fatalities"].sum())}


def turning_in_words(crisis: Crisis, found: TurningPoints, events: pd.DataFrame) -> list[str]:
    """On which single acts the end hinged, one sentence each; events are those of the world as it was."""
    noun = {key: outcome.noun for key, outcome in crisis.outcomes.items()}
    told = described(events, Names.of(crisis)).sort_values("event")["story"] if len(events) else ()
    stories = dict(zip(events["event"], told, strict=True))
    tried, turning = len(found.tried), found.turning
    if not turning:
        if not tried:
            return ["Nobody chose anything in this world that could be left out."]
        later = sum(abs(one.day - found.day) > 30 for one in found.tried)
        moved = f" {later} of them, left out alone, move its day by more than a month." if later else ""
        return [
            f"No single act decided it: without any one of {tried} acts, left out alone, the world still ends in "
            f"{noun[found.outcome]}.{moved}"
        ]
    ends = Counter(one.outcome for one in turning)
    became = ", ".join(f"{noun[outcome]} ({count})" for outcome, count in ends.most_common())
    said = [
        f"{len(turning)} of {tried} acts decided it: without {'that one' if len(turning) == 1 else 'any one of them'} "
        f"the world would have ended in {became}."
    ]
    last, first = turning[-1], turning[0]
    instead = {one.event: f"{stories.get(one.event, '')} Without it: {noun[one.outcome]}." for one in (first, last)}
    said.append(f"Turning point, the last of them [{last.event}]: {instead[last.event]}")
    if first.event != last.event:
        said.append(f"The earliest of them [{first.event}]: {instead[first.event]}")
    return said


def _known(value: float) -> float | None:
    return None if value != value else value
