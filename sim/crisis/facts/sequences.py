"""Conditional sequences: days of the record up to which the past is given, and what is asked of what comes next.

One entry of :data:`SEQUENCES` is one day. Its questions are asked of simulated worlds and of the record by the same
measure. A measure gives one whole number per world: the place of the answer in :attr:`Question.answers`, or a number.
What came is read from the record; where the record ends before the question's days do, it is said here with its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.crisis.acts import ACTS, AMERICAN_FORCE
from sim.crisis.militias import MILITIAS, kind_of
from sim.crisis.record.deeds import Deed

Array = np.ndarray[Any, Any]

#: Who was struck first.
NOBODY, MILITIA, COMMANDER, IRAN = range(4)
WHOM: Final = ("nobody", "a militia", "a commander", "Iran")
_STRUCK: Final = {"strike_on_proxy": MILITIA, "strike_on_leader": COMMANDER}
#: What Washington did.
WORDS, SHORT_OF_FORCE, FORCE = range(3)
MEASURES: Final = ("words or nothing", "measures short of force", "force")
_SHORT: Final = ("sanctions_step", "cyber_action", "troops")
#: How Iran's side answered.
NOT_AT_ALL, THROUGH_MILITIAS, ANNOUNCED, OPENLY = range(4)
HOW: Final = ("not at all", "through militias or crowds", "openly, announced, nobody killed", "openly, otherwise")
#: Who stops.
PATRONS_STOP, ALL_STOP, NONE_STOPS = range(3)
STOPS: Final = ("governments stop, militias go on", "all stop", "a government goes on")
YES_NO: Final = ("no", "yes")
#: Most of Iran's own acts within the days of the question that still are a lull.
LULL = 2


@dataclass(frozen=True)
class Aftermath:
    """What some worlds did after a day.

    Attributes:
        events: columns world, day, actor, act, target, rung, fatalities; words as text, a militia's attack with its
            theatre as target.
        world: numbers of the worlds, shape ``(worlds,)``.
        until: the day; what happened on it is past.
        grave_end: day on which a world ended in a disaster, after which it says nothing; nan where it did not.
    """

    events: pd.DataFrame
    world: Array
    until: int
    grave_end: Array

    def first(self, chosen: Any, within: int) -> Array:
        """Days from :attr:`until` to the first of some events, nan where none falls within so many days."""
        rows = np.flatnonzero(np.asarray(chosen, bool) & self._soon(within))
        found = np.full(len(self.world), np.inf)
        np.minimum.at(found, self._place[rows], self._day[rows] - self.until)
        return np.where(np.isfinite(found), found, np.nan)

    def count(self, chosen: Any, within: int) -> Array:
        """How many of some events each world has within so many days."""
        rows = np.asarray(chosen, bool) & self._soon(within)
        return np.bincount(self._place[rows], minlength=len(self.world)).astype(float)

    def did(self, acts: Iterable[str]) -> Array:
        """Which events are one of some acts."""
        return self.events["act"].isin(tuple(acts)).to_numpy()

    def hostile(self, kind: str) -> Array:
        """Which events are hostile acts of a kind, one of :data:`sim.crisis.militias.KINDS`."""
        columns = [self.events[name].to_numpy() for name in ("actor", "act", "target")]
        mask = np.zeros(len(self.events), bool)
        for row in self.events[["actor", "act", "target"]].drop_duplicates().itertuples(index=False):
            if kind_of(*row) == kind:
                mask |= np.logical_and.reduce([column == word for column, word in zip(columns, row, strict=True)])
        return mask

    def cut(self, within: int) -> Array:
        """Worlds that ended in a disaster before these days were over."""
        return self.grave_end < self.until + within

    def _soon(self, within: int) -> Array:
        return (self._day > self.until) & (self._day <= self.until + within) & (self._place >= 0)

    @cached_property
    def _day(self) -> Array:
        return self.events["day"].to_numpy(int)

    @cached_property
    def _place(self) -> Array:
        return pd.Index(self.world).get_indexer(pd.Index(self.events["world"]))


Measure = Callable[[Aftermath, int], Array]


# -- measures ----------------------------------------------------------------------------------------------------------


def whom(after: Aftermath, within: int) -> Array:
    """Whom the first American strike hits, places in :data:`WHOM`; of two on one day the gravest counts."""
    day = after.first(after.did(AMERICAN_FORCE), within)
    found = np.full(len(day), NOBODY, float)
    for act in AMERICAN_FORCE:  # in order of gravity
        found[(after.first(after.did([act]), within) == day)] = _STRUCK.get(act, IRAN)
    return found


def measures_taken(after: Aftermath, within: int) -> Array:
    """The most that Washington did, places in :data:`MEASURES`."""
    short, force = (after.count(after.did(acts), within) > 0 for acts in (_SHORT, AMERICAN_FORCE))
    return np.where(force, FORCE, np.where(short, SHORT_OF_FORCE, WORDS)).astype(float)


def how_answered(after: Aftermath, within: int) -> Array:
    """How Iran's side acted, places in :data:`HOW`.

    An open answer is announced where each salvo stands below an unannounced one's rung: the log has no word for it.
    """
    salvo = after.did(["open_salvo"])
    mild = (after.events["rung"] < ACTS["open_salvo"].rung) & (after.events["fatalities"] == 0)
    openly, otherwise = after.count(salvo, within), after.count(salvo & ~mild.to_numpy(), within)
    crowds = after.did(["protest"]) | after.hostile("iraq") | after.hostile("drones")
    through = after.count(crowds, within) > 0
    short = np.where(through, THROUGH_MILITIAS, NOT_AT_ALL)
    return np.where(otherwise > 0, OPENLY, np.where(openly > 0, ANNOUNCED, short)).astype(float)


def who_stops(after: Aftermath, within: int) -> Array:
    """Whether force stops, places in :data:`STOPS`: American force and open attacks by Iran; militias' attacks."""
    force = after.count(after.did((*AMERICAN_FORCE, "open_salvo")), within) > 0
    attacks = after.count(after.hostile("iraq"), within) > 0
    lull = np.where(attacks, PATRONS_STOP, ALL_STOP)
    return np.where(force | after.cut(within), NONE_STOPS, lull).astype(float)


def lull(after: Aftermath, within: int) -> Array:
    """Whether Iran's own forces act at most :data:`LULL` times; a world that ended in a disaster before has none."""
    return ((after.count(after.hostile("direct"), within) <= LULL) & ~after.cut(within)).astype(float)


def besieged(after: Aftermath, within: int) -> Array:
    """Whether an American post is besieged."""
    return (after.count(after.did(["protest"]), within) > 0).astype(float)


def days_to_force(after: Aftermath, within: int) -> Array:
    """Days to the next American strike; one more than asked for where there is none."""
    return _capped(after.first(after.did(AMERICAN_FORCE), within), within)


def days_to_sanctions(after: Aftermath, within: int) -> Array:
    """Days to the next step of sanctions; likewise."""
    return _capped(after.first(after.did(["sanctions_step"]), within), within)


def days_to_open_answer(after: Aftermath, within: int) -> Array:
    """Days to an open attack by Iran; likewise."""
    return _capped(after.first(after.did(["open_salvo"]), within), within)


def direct_acts(after: Aftermath, within: int) -> Array:
    """Acts of Iran's own forces; nan in a world that ended in a disaster before."""
    return np.where(after.cut(within), np.nan, after.count(after.hostile("direct"), within))


def iraq_attacks(after: Aftermath, within: int) -> Array:
    """Attacks by militias in Iraq; likewise."""
    return np.where(after.cut(within), np.nan, after.count(after.hostile("iraq"), within))


def _capped(days: Array, within: int) -> Array:
    return np.where(np.isnan(days), within + 1.0, days)


# -- what is asked -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """What is asked of the days that follow.

    Attributes:
        key: short name, unique within its sequence.
        text: the question.
        within: how many days it is about; the next day is the first.
        measure: from an aftermath to one number per world.
        answers: what the numbers mean; empty where they are numbers of :attr:`unit`.
        unit: of a number, one of them.
        came: what came, where the record ends before; None where the record says it.
        source: who says so then.
        aim: share of worlds that should give the answer that came, at least; None without such an aim. An aim is
            shown beside the share and decides about nothing.
    """

    key: str
    text: str
    within: int
    measure: Measure
    answers: tuple[str, ...] = ()
    unit: str = ""
    came: int | None = None
    source: str = ""
    aim: float | None = None

    def ask(self, after: Aftermath) -> Array:
        """Answer or number of each world; nan where a world says nothing."""
        return self.measure(after, self.within)


@dataclass(frozen=True)
class Sequence:
    """A day up to which the past is given.

    Attributes:
        key: short name.
        day: the day.
        title: what happened on it.
        questions: what is asked of the days after it.
        left_open: acts of that day that the model is to decide about itself, so that they are not replayed.
    """

    key: str
    day: date
    title: str
    questions: tuple[Question, ...]
    left_open: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Days after :attr:`day` that its questions need."""
        return max(one.within for one in self.questions)


def _struck(within: int, **more: Any) -> Question:
    return Question("whom", "Whom do the United States strike first?", within, whom, WHOM, **more)


def _measures(within: int) -> Question:
    return Question("measures", "What does Washington do?", within, measures_taken, MEASURES)


def _answered(within: int, **more: Any) -> Question:
    return Question("how", "How does Iran's side act?", within, how_answered, HOW, **more)


def _sanctions(within: int) -> Question:
    return Question("sanctions", "When do sanctions follow?", within, days_to_sanctions, unit="day")


def _when_struck(within: int) -> Question:
    return Question("when", "When do the United States strike?", within, days_to_force, unit="day")


def _direct(within: int, **more: Any) -> Question:
    return Question("direct", "How often do Iran's own forces act?", within, direct_acts, unit="act", **more)


def _iraq(within: int, **more: Any) -> Question:
    return Question("iraq", "How many attacks by militias in Iraq?", within, iraq_attacks, unit="attack", **more)


_NO_FORCE = "press; no American force was reported until 12 March 2020 (own knowledge, not verified, for March)"
_ABOUT_ONE = "a tanker boarded in April 2020 (own knowledge, not verified); the press tells of about one"

SEQUENCES: Final = (
    Sequence(
        "drone",
        date(2019, 6, 20),
        "An American drone is shot down by Iran",
        (_struck(30), _measures(7), _sanctions(14), _direct(60), _iraq(60)),
        left_open=("strike_called_off", "cyber_action"),
    ),
    Sequence(
        "oil_plants",
        date(2019, 9, 14),
        "Oil plants in Saudi Arabia are struck",
        (_struck(30), _measures(14), _sanctions(14), _direct(60), _iraq(60)),
    ),
    Sequence(
        "kirkuk",
        date(2019, 12, 27),
        "A militia's rockets kill an American at Kirkuk",
        (_struck(7, aim=0.85), _when_struck(7)),
    ),
    Sequence(
        "militia_struck",
        date(2019, 12, 29),
        "The United States strike the militia",
        (
            _answered(5),
            Question("besieged", "Is an American post besieged?", 5, besieged, YES_NO),
            _struck(10),
            _when_struck(10),
        ),
    ),
    Sequence(
        "commander",
        date(2020, 1, 3),
        "The United States kill a commander",
        (
            _answered(10, came=ANNOUNCED, source="the record; nothing graver was reported to 13 January", aim=0.4),
            Question("when", "When does Iran attack openly?", 10, days_to_open_answer, unit="day", came=5,
                     source="the record"),
            _struck(60, came=NOBODY, source=_NO_FORCE),
        ),
    ),
    Sequence(
        "salvo",
        date(2020, 1, 8),
        "Iran's announced salvo kills nobody",
        (
            _struck(60, came=NOBODY, source=_NO_FORCE, aim=0.6),
            Question("stops", "Who stops?", 60, who_stops, STOPS, came=PATRONS_STOP,
                     source="press; Institute for the Study of War: at least 15 attacks from January to March 2020"),
            Question("lull", f"Do Iran's own forces act at most {LULL} times?", 120, lull, YES_NO, came=1,
                     source=_ABOUT_ONE, aim=0.25),
            _direct(120, came=1, source=_ABOUT_ONE),
            _iraq(83, came=11, source="Institute for the Study of War: at least 15 from 3 January to 31 March 2020, "
                  "less the four of the record to 8 January; a lower bound"),
        ),
    ),
)  # fmt: skip


# -- what no strike should answer ------------------------------------------------------------------------------------

#: What is counted, as a sentence begins.
ANSWERING_UNREST: Final = "Strikes that answer a protest"


def answering_unrest(events: pd.DataFrame) -> tuple[int, int]:
    """How many American strikes there are that nobody forced, and how many of them answer a protest.

    Args:
        events: columns world, event, act, cause, forced; words as text.
    """
    strikes = events[events["act"].isin(AMERICAN_FORCE) & ~events["forced"]]
    unrest = events.loc[events["act"].isin(ACTS.of_kind("unrest")), ["world", "event"]]
    met = strikes.merge(unrest, left_on=["world", "cause"], right_on=["world", "event"])
    return len(strikes), len(met)


# -- the record --------------------------------------------------------------------------------------------------------


def aftermath_of(deeds: Iterable[Deed], start: date, until: int) -> Aftermath:
    """The record as one world, by days from a first one."""
    rows = [
        (
            0,
            (one.date - start).days,
            one.actor,
            one.act,
            MILITIAS[one.actor].theatre if one.actor in MILITIAS else one.target,
            one.rung,
            one.deaths,
        )
        for one in deeds
    ]
    names = ["world", "day", "actor", "act", "target", "rung", "fatalities"]
    return Aftermath(pd.DataFrame(rows, columns=names), np.zeros(1), until, np.full(1, np.nan))
