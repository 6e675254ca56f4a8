"""What a fit compares: numbers known on a day of the crisis, for simulated worlds and for what happened.

They are the facts of the pattern table whose days lie before that day, and running counts up to it. A fit to an early
day knows nothing of later ones: neither the facts that end later, nor later acts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.analyses.facts.runs import START
from sim.analyses.facts.stylised_facts import facts
from sim.crisis.facts import patterns
from sim.crisis.facts.patterns import Array, Record
from sim.crisis.militias import KINDS, kind_of
from sim.crisis.record.periods import end_of_month

#: A range of what sources say is taken to hold nine in ten of what may be true.
_HALF_90 = 1.645
#: Standard deviation of what press counts may have missed, in acts; and of tanker trackers, in million barrels a day.
COUNT_ERROR, EXPORTS_ERROR, RATE_ERROR = 0.75, 0.2, 0.15
#: Months that the measures may ask for.
MONTHS = 24
#: Days in a quarter, the window of the running count of late.
QUARTER = 91
#: Kinds of hostile acts that Washington treats as questions: all but Yemen's own war.
QUESTIONS = tuple(kind for kind in KINDS if kind != "yemen")


@dataclass(frozen=True)
class Summary:
    """One number that a fit compares.

    Attributes:
        key: short name.
        title: in words.
        unit: what it counts.
        observed: what happened; nan when the record does not say.
        noise: standard deviation of the observation error.
        measure: from a record of worlds to one number per world, shape (worlds,); nan where it does not arise.
        fact: id of the fact it comes from; empty for a running count.
    """

    key: str
    title: str
    unit: str
    observed: float
    noise: float
    measure: Callable[[Record], Array]
    fact: str = ""


@dataclass(frozen=True)
class Observed:
    """What the record says up to a day: acts, and series by month.

    Attributes:
        acts: (day, kind) of each hostile act, days counted from 8 May 2018.
        exports, currency: value by 30-day month; nan where the record has none. Currency is against May 2018.
        own_war: whether Yemen's fire is compared too: only where its tempo is fitted rather than given, since press
            reports count far less of it than the coalition's tallies that the reference scenario gives it by.
        force: first day on which the United States used force; None when it has not.
        spans: first and last of the days that are observed, in order; none for all of them.
    """

    acts: tuple[tuple[int, str], ...]
    exports: dict[int, float]
    currency: dict[int, float]
    own_war: bool = False
    force: int | None = None
    spans: tuple[tuple[int, int], ...] = ()

    def forced(self, before: int) -> bool:
        """Whether the United States had used force before a day."""
        return self.force is not None and self.force < before

    def windows(self, first: int, end: int) -> tuple[tuple[int, int], ...]:
        """The observed parts of the days from one up to another, each with its first day and the day after its last."""
        if not self.spans:
            return ((first, end),)
        cut = ((max(first, begin), min(end, last + 1)) for begin, last in self.spans)
        return tuple(window for window in cut if window[0] < window[1])


def summaries(until: int, observed: Observed) -> tuple[Summary, ...]:
    """What is known at the end of a day, counted from 8 May 2018.

    Args:
        until: the day; nothing of it or later is used.
        observed: the record.
    """
    return (*_of_facts(until), *_running(until, observed))


def _of_facts(until: int) -> list[Summary]:
    found = []
    for fact in facts():
        if fact.measure and fact.use == "fit" and fact.ends is not None and fact.ends <= until and fact.range:
            noise = (fact.range[1] - fact.range[0]) / (2 * _HALF_90)
            measure = getattr(patterns, fact.measure)
            found.append(Summary(fact.id, fact.fact, fact.unit, fact.target or 0.0, noise, measure, fact.id))
    return found


def _running(until: int, observed: Observed) -> list[Summary]:
    found = [_count(kind, (kind,), 0, until, observed) for kind in QUESTIONS]
    found.append(_count("late", QUESTIONS, max(until - QUARTER, 0), until, observed))
    if observed.own_war:
        found.append(_count("yemen", ("yemen",), max(until - QUARTER, 0), until, observed))
    month = until // 30 - 1  # the last whole one
    if month >= 0:
        for key, title, unit, error in (
            ("exports", "Oil exports in the last month", "million barrels a day", EXPORTS_ERROR),
            ("currency", "Rials per dollar in the last month", "ratio to May 2018", RATE_ERROR),
        ):
            values: dict[int, float] = getattr(observed, key)
            seen = values.get(month, np.nan) if over(month, until) else np.nan
            found.append(Summary(f"last_{key}", title, unit, seen, error, _monthly(key, month)))
    return found


def _monthly(key: str, month: int) -> Callable[[Record], Array]:
    def measure(record: Record) -> Array:
        series = record.series(key)
        return series[month] / series[0] if key == "currency" else series[month]

    return measure


_COUNTED = {
    "iraq": "Attacks in Iraq so far",
    "direct": "Acts by Iran's own forces so far",
    "drones": "American drones lost to militias so far",
    "late": "Hostile acts in the last quarter",
    "yemen": "Fire out of Yemen in the last quarter",
}


def _count(name: str, kinds: Sequence[str], first: int, end: int, observed: Observed) -> Summary:
    windows = observed.windows(first, end)
    seen = sum(kind in kinds and begin <= day < stop for day, kind in observed.acts for begin, stop in windows)

    def measure(record: Record) -> Array:
        counts = [count_of(record, kinds, begin, stop) for begin, stop in windows]
        return np.sum(counts, axis=0) if counts else np.full(len(record.worlds), np.nan)

    return Summary(f"acts_{name}", _COUNTED[name], "acts", float(seen), COUNT_ERROR, measure)


def count_of(record: Record, kinds: Sequence[str], first: int, end: int) -> Array:
    """Hostile acts of some kinds per world from a day up to another, shape (worlds,)."""
    return record.count(chosen(record.events, kinds), first, end)


def chosen(events: Any, kinds: Sequence[str]) -> Any:
    """Which rows of an event log are hostile acts of some kinds."""
    names = ["actor", "act", "target"]  # an attack's target is its theatre
    some = events[names].drop_duplicates()
    mask = np.zeros(len(events), bool)
    for row in some.itertuples(index=False):
        if kind_of(*row) in kinds:
            mask |= np.logical_and.reduce([events[name] == value for name, value in zip(names, row, strict=True)])
    return mask


def unlike(record: Record, until: int, forced: bool = False) -> Array:
    """Which worlds cannot be ours: over before a day, or unlike ours in whether force was used before it.

    Args:
        record: the worlds.
        until: the day.
        forced: whether the United States had used force before it, in the record.

    Returns:
        Shape (worlds,).
    """
    ended = record.worlds["day"].to_numpy() < until
    force = record.worlds["first_force_day"].to_numpy()
    return ended | (((force >= 0) & (force < until)) != forced)


def up_to(record: Record, until: int) -> Record:
    """What can be seen of worlds at the beginning of a day, however long they went on: nothing of it or later.

    First days that come later are -1 (not yet); monthly means are nan for months that are not over, and for those that
    nobody lived to see, which a record of worlds that all ended early lacks.
    """
    worlds, kept = record.worlds.copy(), record.months[:, : until // 30]
    months: Array = np.full((len(kept), max(MONTHS, until // 30), len(worlds)), np.nan)
    months[:, : kept.shape[1]] = kept
    for column in worlds.columns:
        if column.startswith("first_") and column.endswith("_day"):
            worlds[column] = worlds[column].where(worlds[column] < until, -1)
    return Record(worlds, months, record.events[record.events["day"] < until].reset_index(drop=True))


def day_of(when: date) -> int:
    """A date counted in days from 8 May 2018."""
    return (when - START).days


def over(month: int, until: int) -> bool:
    """Whether the calendar month that a 30-day month is compared with is over at the beginning of a day."""
    return day_of(end_of_month(middle_of(month))) < until


def middle_of(month: int) -> date:
    """The day in the middle of a 30-day month, by which it is compared with a calendar month."""
    return START + timedelta(days=30 * month + 15)
