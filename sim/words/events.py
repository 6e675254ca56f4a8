"""Events in words: who did what to whom, how grave it was, why, and by how much it was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from sim.engine.acts import Acts, Weighed
from sim.engine.cast import Cast
from sim.engine.crisis import Crisis
from sim.engine.events import WORDS
from sim.words.prose import bare, day_text, first_upper

#: Who "does" what nobody did: an end is recognised, not decided; other things befall.
RECOGNISED, BEFALLS = "Recognised", "Events"

#: Parts of an event's story: an event as the cause of another, the cause, and what a scenario makes happen.
CAUSE, ANSWERS, GIVEN = "{act} on {day}", " In answer to {cause}.", " Given by the scenario."

#: What the log has for nobody.
_NOBODY: Final = ("", "nan", "none", "None")


@dataclass(frozen=True)
class Names:
    """How those are called who take part in a run.

    Attributes:
        crisis: the crisis.
        cast: its cast, with whom the run added.
        titles: what a scenario calls acts that it makes happen, by actor, act and day; None for any day.
    """

    crisis: Crisis
    cast: Cast
    titles: Mapping[tuple[str, str, int | None], str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, crisis: Crisis, added: Iterable[tuple[str, Mapping[str, Any]]] = (), given: Iterable[Any] = ()
    ) -> Names:
        """Those of a crisis's usual cast and of members added to it.

        Args:
            crisis: the crisis.
            added: key and description of each added member.
            given: what scenarios make happen, with ``actor``, ``act``, ``day`` and ``title``; where two call one act
                differently, it goes without a name.
        """
        called: dict[tuple[str, str, int | None], set[str]] = {}
        for one in given:
            called.setdefault((one.actor, one.act, one.day), set()).add(one.title)
        titles = {key: next(iter(found)) for key, found in called.items() if len(found) == 1 and found != {""}}
        return cls(crisis, crisis.cast.changed(added=added), titles)

    def title(self, actor: str, act: str, day: int) -> str:
        """What the scenario calls an act that it makes happen; empty where it says nothing."""
        return self.titles.get((actor, act, day)) or self.titles.get((actor, act, None)) or ""

    def actor(self, path: str) -> str:
        """An actor as a label."""
        role = self.cast.role(path)
        if role is None:
            return path.rpartition(".")[2].replace("_", " ").title()
        return first_upper(bare(role.lane or role.title))

    def within(self, path: str) -> str:
        """An actor within a sentence: ``"the United States"``."""
        role = self.cast.role(path)
        if role is None:
            return self.actor(path)
        title = role.acts_as or role.title
        return title if bare(title) == title else title[:1].lower() + title[1:]

    def lane(self, path: str) -> str:
        """Lane that an actor's acts are drawn in: its own, or one with its family."""
        role = self.cast.role(path)
        family = self.cast.families.get(role.family if role else path.rpartition(".")[0])
        return family.lane if family and family.lane else self.actor(path)


def described(events: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Events of one world, in order, with lane, kind, act in words and a sentence each.

    Args:
        events: rows of :attr:`sim.runs.results.Results.events` of one world of one cell.
        names: how its actors are called.

    Returns:
        The same with columns lane, kind, words, story (which begins with the date), against (how the act stood to
        what decided it; empty where the log has no threshold) and deed.
    """
    # Words as plain objects: pandas' own kinds of text take long to go through row by row, which all do who read this.
    mine = events.sort_values(["day", "event"], ignore_index=True).astype(dict.fromkeys(WORDS, object))
    keys = [str(act) for act in mine["act"]]
    mine = mine.assign(
        lane=_words(
            _nobody_does(kind_of(act, names.crisis.acts)) if _nobody(actor) else names.lane(str(actor))
            for actor, act in zip(mine["actor"], keys, strict=True)
        ),
        kind=_words(kind_of(act, names.crisis.acts) for act in keys),
        words=_words(act_title(act, names.crisis.acts) for act in keys),
    )
    rows = list(mine.itertuples())
    causes = {row.event: CAUSE.format(act=row.words, day=day_text(row.date)) for row in rows}
    return mine.assign(
        story=_words(_story(row, causes, names) for row in rows),
        against=_words(_against(row, names) for row in rows),
        deed=_words(_deed(row, names) for row in rows),
    )


def _words(words: Iterable[str]) -> pd.Series:
    return pd.Series(list(words), dtype=object)


def act_title(act: str, acts: Acts) -> str:
    """An act as a sentence calls it."""
    return acts[act].title if act in acts else act.replace("_", " ")


def kind_of(act: str, acts: Acts) -> str:
    """Kind of an act, as :attr:`sim.engine.acts.Act.kind` has it."""
    return acts[act].kind if act in acts else "policy"


def _story(row: Any, causes: dict[int, str], names: Names) -> str:
    """One event as a sentence or two: when, who, what, against whom, how grave, why."""
    text = f"{day_text(row.date)}. {_deed(row, names)}"
    if row.cause in causes:
        text += ANSWERS.format(cause=causes[row.cause])
    if against := _against(row, names):
        text += f" {against}."
    return text + (GIVEN if row.forced else "")


def _deed(row: Any, names: Names) -> str:
    """Who, what, against whom, how grave, what the scenario calls it, and the dead."""
    return deed(row, names, names.title(str(row.actor), str(row.act), int(row.day)) if row.forced else "")


def deed(row: Any, names: Names, title: str) -> str:
    """An event as a sentence without its day and why.

    Args:
        row: the event, with ``actor``, ``act``, ``target``, ``rung``, ``fatalities``, and its ``words`` and ``kind``.
        names: how its actors are called.
        title: what the scenario calls it; empty where it says nothing.
    """
    who, outcomes = _who(row, names), names.crisis.outcomes
    target = "" if _nobody(row.target) else f" → {names.actor(str(row.target))}"
    # The rung alone: the ladder's names are of typical acts, and would call a rocket a covert action.
    grave = f", rung {row.rung:.1f}" if row.rung > 0 else ""
    recognised = who == RECOGNISED and str(row.act) in outcomes
    words = outcomes[str(row.act)].title.lower() if recognised else row.words
    dead = f" {first_upper(names.crisis.dead)}: {row.fatalities:.0f}." if row.fatalities > 0 else ""
    called = f" ({title.rstrip('.')})" if title else ""
    return f"{who}: {words}{target}{grave}{called}.{dead}"


def _who(row: Any, names: Names) -> str:
    """Who acted; an end that no actor sealed is recognised."""
    return _nobody_does(row.kind) if _nobody(row.actor) else names.actor(str(row.actor))


def _nobody(actor: object) -> bool:
    return str(actor) in _NOBODY


def _nobody_does(kind: str) -> str:
    return RECOGNISED if kind == "end" else BEFALLS


def _against(row: Any, names: Names) -> str:
    """How an act stood to what decided it; empty where the log has no threshold."""
    if pd.isna(row.threshold) or pd.isna(row.margin):
        return ""
    return stood(row, names, float(row.threshold), float(row.margin))


def stood(row: Any, names: Names, threshold: float, margin: float) -> str:
    """How an event stood to what decided it, as a sentence without its full stop.

    Args:
        row: the event, with ``actor``, ``act``, ``kind`` and ``rule``.
        names: how its actors are called.
        threshold, margin: what it was held against, and by how much it cleared that.
    """
    one = Weighed(str(row.act), str(row.kind), str(row.rule), _who(row, names), threshold, margin)
    return names.crisis.weighed(one)
