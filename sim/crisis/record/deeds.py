"""The record in the model's terms: who committed which act on which day, and how many hostile acts a month had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.militias import KINDS, MILITIAS, kind_of
from sim.crisis.record.meaning import Meaning, meaning
from sim.crisis.record.periods import months
from sim.crisis.record.reading import RecordedEvent
from sim.engine import crisis as engine

#: A longer time without any event is unobserved, not quiet.
LONGEST_SILENCE = timedelta(days=60)


@dataclass(frozen=True)
class Deed(engine.Deed):
    """An act of the model that our record tells.

    Attributes:
        event: the row of the record.
    """

    event: RecordedEvent

    @property
    def kind(self) -> str | None:
        """Kind of a hostile act, one of :data:`sim.crisis.militias.KINDS`; None for any other act."""
        militia = MILITIAS.get(self.actor)
        return kind_of(self.actor, self.act, militia.theatre if militia else "")


def deeds(events: Iterable[RecordedEvent]) -> tuple[Deed, ...]:
    """The events that are acts of the model, in order of date."""
    read = ((event, meaning(event)) for event in sorted(events, key=lambda one: one.date))
    return tuple(_deed(event, found) for event, found in read if isinstance(found, Meaning))


def unmodelled(events: Iterable[RecordedEvent]) -> list[tuple[RecordedEvent, str]]:
    """The other events, each with the reason why the model has no such act."""
    read = ((event, meaning(event)) for event in sorted(events, key=lambda one: one.date))
    return [(event, found) for event, found in read if isinstance(found, str)]


def _deed(event: RecordedEvent, found: Meaning) -> Deed:
    rung = ACTS[found.act].rung if found.rung is None else found.rung
    deaths = event.us_fatalities if ACTS[found.act].kind == "attack" and ACTS[found.act].can_kill else 0
    given = event.date, found.actor, found.act, rung, deaths, found.own_war, found.target, found.warned
    return Deed(*given, event, words=_words(event))


def _words(event: RecordedEvent) -> str:
    """Who did what, by the names of the record: "United States: cancels an air strike"."""
    who = event.actor
    for short, long in (("US", "United States"), ("IraqMilitia", "Iraqi militia")):
        who = re.sub(rf"\b{short}\b", long, who)
    return f"{who}: {event.action}"


def monthly_counts(deeds: Iterable[Deed], first_month: date, last_month: date) -> dict[str, np.ndarray[Any, Any]]:
    """Hostile acts of each kind by calendar month.

    Args:
        deeds: acts of the record.
        first_month: any day of the first month.
        last_month: any day of the last one.

    Returns:
        Whole numbers by kind, shape ``(months,)``.

    Raises:
        ValueError: when the last month comes before the first.
    """
    places = {month: place for place, month in enumerate(months(first_month, last_month))}
    if not places:
        raise ValueError(f"{last_month:%Y-%m} comes before {first_month:%Y-%m}")
    counts = {kind: np.zeros(len(places), int) for kind in KINDS}
    for deed in deeds:
        kind, place = deed.kind, places.get(deed.date.replace(day=1))
        if kind is not None and place is not None:
            counts[kind][place] += 1
    return counts


def covered(events: Sequence[RecordedEvent], until: date) -> list[tuple[date, date]]:
    """Spans of days, first and last, that the record observes up to a day.

    Between two neighbouring events more than :data:`LONGEST_SILENCE` apart nobody may have looked; nor after the last.
    """
    spans: list[tuple[date, date]] = []
    for day in sorted({event.date for event in events}):
        if spans and day - spans[-1][1] <= LONGEST_SILENCE:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return [(first, min(last, until)) for first, last in spans if first <= until]
