"""One measure per stylised fact: from a run's record to one number per world (nan where the fact does not arise).

Days count from 8 May 2018; months are of 30 days, so month 6 begins on 4 November 2018. Measures of acts under pressure
stop on 30 September 2019; those of growth, of inflation's end, of the autumn in Iraq and of what follows force reach
further.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.acts import ACTS, AMERICAN_FORCE
from sim.crisis.militias import ANSAR_ALLAH
from sim.crisis.series import KEYS

Array = np.ndarray[Any, np.dtype[np.float64]]

#: First day after 30 September 2019, where the summer's counts end. A run that ends before is held against no fact.
SUMMER_END = 511
#: The waivers were announced to end on 22 April 2019; the summer's counts run from 1 April to 30 September.
QUARTER = 91
SUMMER = (328, 511)
#: From 1 November to 31 December 2019.
AUTUMN = (542, 603)
#: Days after an open attack by Iran in which American force, and its own acts, are looked for.
AFTER_FORCE, AFTER_ACTS = 60, 90
#: First day of 2019-05-01 and last day of the longest quiet spell looked for.
MAY_2019 = 358
#: Hostile acts short of an open answer to a strike.
ATTACKS = tuple(key for key in ACTS.of_kind("attack") if key != "open_salvo")


def own_war(events: pd.DataFrame) -> pd.Series:
    """Which events are fire out of Yemen, which belongs to a war of its own."""
    return (events["act"] == "cross_border_fire") & (events["target"] == ANSAR_ALLAH.theatre)


def in_iraq(events: pd.DataFrame) -> pd.Series:
    """Which events are acts of militias on sites in Iraq; an attack's target is its theatre."""
    return (events["target"] == "iraq") & events["actor"].astype(str).str.startswith("proxies.")


@dataclass(frozen=True)
class Record:
    """What the measures read.

    Attributes:
        worlds: table with one row per world, columns as the recorder gives them.
        months: mean of each series by 30-day month, shape ``(series, months, worlds)``.
        events: table of events, ordered by world and number; words as text.
    """

    worlds: pd.DataFrame
    months: Array
    events: pd.DataFrame

    def series(self, key: str) -> Array:
        """Monthly means of one series, shape ``(months, worlds)``."""
        return np.asarray(self.months[KEYS.index(key)], float)

    def count(self, chosen: Any, first: int, end: int) -> Array:
        """Number of chosen events per world from a day up to another, shape ``(worlds,)``.

        Args:
            chosen: which events, shape ``(events,)``.
            first, end: days; the first one counts, the end does not.
        """
        mask = np.asarray(chosen, bool) & (self.days >= first) & (self.days < end) & (self.places >= 0)
        return np.bincount(self.places[mask], minlength=len(self.worlds)).astype(float)

    @cached_property
    def days(self) -> np.ndarray[Any, Any]:
        """Day of each event, shape ``(events,)``."""
        return self.events["day"].to_numpy()

    @cached_property
    def places(self) -> np.ndarray[Any, Any]:
        """Row of each event's world in :attr:`worlds`; -1 where it has none."""
        return pd.Index(self.worlds["world"]).get_indexer(pd.Index(self.events["world"]))

    @cached_property
    def hostile(self) -> pd.Series:
        """Which events are hostile acts outside Yemen's own war."""
        return self.events["act"].isin(ATTACKS) & ~own_war(self.events)

    @cached_property
    def in_iraq(self) -> pd.Series:
        """Which events are attacks of militias in Iraq, those that a scenario adds included."""
        return self.events["act"].isin(ATTACKS) & in_iraq(self.events)


def _against_april(record: Record, *months: int) -> Array:
    before = 2.61  # mb/d in April 2018
    return 100.0 * (record.series("exports")[list(months)].mean(axis=0) / before - 1.0)


def exports_november_2018(record: Record) -> Array:
    """Exports in the seventh month against April 2018, percent."""
    return _against_april(record, 6)


def exports_plateau(record: Record) -> Array:
    """Exports from January to April 2019 against April 2018, percent."""
    return _against_april(record, 8, 9, 10, 11)


def exports_july_2019(record: Record) -> Array:
    """Exports in July 2019 against April 2018, percent."""
    return _against_april(record, 14)


def currency_september_2018(record: Record) -> Array:
    """Rate in September 2018 against May 2018."""
    rate = record.series("currency")
    return rate[4] / rate[0]


def currency_recovery(record: Record) -> Array:
    """Share of the highest monthly rate of 2018 that is lost three months later, percent."""
    rate = record.series("currency")
    peak = rate[2:7].argmax(axis=0) + 2
    worlds = np.arange(rate.shape[1])
    return 100.0 * (1.0 - rate[peak + 3, worlds] / rate[peak, worlds])


def currency_scatter_2019(record: Record) -> Array:
    """Largest distance of a monthly rate of January to September 2019 from their mean, percent."""
    rate = record.series("currency")[8:17]
    return 100.0 * np.abs(rate / rate.mean(axis=0) - 1.0).max(axis=0)


def _output_by_year(record: Record) -> tuple[Array, Array]:
    """Mean output in the Iranian years 2018/19 (48 of its days before May 2018) and 2019/20, May 2018 = 1."""
    output = record.series("output")
    first = (48.0 + 30.0 * output[:11].sum(axis=0)) / (48.0 + 330.0)
    return first, output[11:23].mean(axis=0)


def output_first_year(record: Record) -> Array:
    """Growth in 2018/19, percent."""
    return 100.0 * (_output_by_year(record)[0] - 1.0)


def output_second_year(record: Record) -> Array:
    """Growth in 2019/20, percent."""
    first, second = _output_by_year(record)
    return 100.0 * (second / first - 1.0)


def inflation_peak(record: Record) -> Array:
    """Highest monthly inflation, percent."""
    return record.series("inflation")[:17].max(axis=0)


def inflation_end_2019(record: Record) -> Array:
    """Inflation in November and December 2019, percent."""
    return record.series("inflation")[18:20].mean(axis=0)


def months_of_relief(record: Record) -> Array:
    """Months after November 2018 in which pressure is lower than in the month before."""
    pressure = record.series("pressure")[7:17]
    return (np.diff(pressure, axis=0) < -0.01).sum(axis=0).astype(float)


def first_direct_day(record: Record) -> Array:
    """Day of the first act by Iran's own forces."""
    return _never_as_nan(record.worlds["first_direct_day"])


def acts_before(record: Record) -> Array:
    """Hostile acts per quarter before April 2019."""
    return record.count(record.hostile, 0, SUMMER[0]) / (SUMMER[0] / QUARTER)


def acts_after(record: Record) -> Array:
    """Hostile acts per quarter from April to September 2019."""
    return record.count(record.hostile, *SUMMER) / 2.0


def iraq_per_month(record: Record) -> Array:
    """Attacks in Iraq per month, May to September 2019."""
    return record.count(record.in_iraq, MAY_2019, SUMMER[1]) / 5.0


def iraq_gap(record: Record) -> Array:
    """Longest spell without an attack in Iraq that begins after an attack and ends before June 2019, days."""
    some = record.events[record.in_iraq & (record.events["day"] < MAY_2019 + 31)]
    gaps = some["day"].astype(float).diff()
    gaps[some["world"] != some["world"].shift()] = np.nan  # no gap lies between two worlds
    return gaps.groupby(some["world"]).max().reindex(record.worlds["world"]).to_numpy(float)


def funding_correlation(record: Record) -> Array:
    """Correlation over five quarters of the proxies' money with attacks in Iraq."""
    edges = range(0, SUMMER_END + QUARTER, QUARTER)
    attacks = np.array([record.count(record.in_iraq, a, a + QUARTER) for a in list(edges)[:5]])
    money = np.array([record.series("funding")[3 * q : 3 * q + 3].mean(axis=0) for q in range(5)])
    money, attacks = money - money.mean(axis=0), attacks - attacks.mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (money * attacks).sum(axis=0) / np.sqrt((money**2).sum(axis=0) * (attacks**2).sum(axis=0))


#: Days from which Yemen's fire was high, low, surged and paused; the last one ends with the record.
YEMEN_PHASES = (0, 146, 371, 500, SUMMER_END)


def yemen_phases(record: Record) -> Array:
    """Changes of Yemen's fire from phase to phase that go the observed way (down, up, down), of three."""
    ansar_allah = record.events["actor"] == ANSAR_ALLAH.path
    phases = itertools.pairwise(YEMEN_PHASES)
    rates = [record.count(ansar_allah, first, end) / (end - first) for first, end in phases]
    return ((rates[1] < rates[0]).astype(float) + (rates[2] > rates[1]) + (rates[3] < rates[2])).astype(float)


def first_strike_day(record: Record) -> Array:
    """Day of the first American strike."""
    return _never_as_nan(record.worlds["first_force_day"])


def force_before_death(record: Record) -> Array:
    """Whether force was used before any American had died."""
    return record.worlds["force_before_death"].to_numpy(float)


def force_for_drone(record: Record) -> Array:
    """Share of drone losses without dead that were answered with force."""
    return _answered(record, AMERICAN_FORCE)[1]


def sanctions_after_drone(record: Record) -> Array:
    """Mean days from a drone's loss to the sanctions that answer it."""
    return _answered(record, ("sanctions_step",))[0]


def _answered(record: Record, acts: tuple[str, ...]) -> tuple[Array, Array]:
    """Mean lag of answers to drone losses, and share of losses so answered, per world."""
    events = record.events
    losses = events[(events["act"] == "drone_loss") & (events["fatalities"] == 0) & (events["day"] < SUMMER_END)]
    answers = events[events["act"].isin(acts) & (events["cause"] >= 0)]
    known, first = np.unique(_keys(answers, "cause"), return_index=True)  # the first answer to each event
    days = np.append(answers["day"].to_numpy()[first], 0)
    wanted = _keys(losses, "event")
    at = np.searchsorted(known, wanted)
    answered = np.append(known, -1)[at] == wanted
    lags = np.where(answered, days[at] - losses["day"].to_numpy(), 0.0)
    worlds = pd.Index(record.worlds["world"]).get_indexer(pd.Index(losses["world"]))
    lost, met, waited = (
        np.bincount(worlds, weights, len(record.worlds)) for weights in (None, answered.astype(float), lags)
    )
    with np.errstate(invalid="ignore"):
        return waited / met, met / lost


def _keys(events: pd.DataFrame, number: str) -> np.ndarray[Any, Any]:
    """One whole number for each event that a row names in its own world, by the column that holds it."""
    return events["world"].to_numpy(np.int64) * 2**32 + events[number].to_numpy(np.int64)


def strike_after_death(record: Record) -> Array:
    """Days from the first American death to the next strike."""
    return _days_after_death(record, AMERICAN_FORCE)


def leader_after_death(record: Record) -> Array:
    """Days from the first American death to the next strike on a commander."""
    return _days_after_death(record, ("strike_on_leader",))


def _days_after_death(record: Record, acts: tuple[str, ...]) -> Array:
    died = record.worlds["first_death_day"].to_numpy(float)
    rows = np.flatnonzero(record.events["act"].isin(acts) & (record.places >= 0))
    worlds = record.places[rows]
    since = record.days[rows] - died[worlds]
    after = (died[worlds] >= 0) & (since >= 0)
    found = np.full(len(died), np.inf)
    np.minimum.at(found, worlds[after], since[after])
    return np.where(np.isfinite(found), found, np.nan)


def iraq_autumn(record: Record) -> Array:
    """Attacks in Iraq per month, November and December 2019, in worlds that live as long."""
    return _complete(record, record.count(record.in_iraq, *AUTUMN) / 2.0, np.full(len(record.worlds), AUTUMN[1]))


def answer_to_commander(record: Record) -> Array:
    """Days from the first strike on a commander to Iran's next open attack."""
    return _first(record, ("open_salvo",), _first(record, ("strike_on_leader",)))


def answer_deaths(record: Record) -> Array:
    """Americans killed by Iran's open attacks on the first day that it makes one."""
    first = _first(record, ("open_salvo",))
    rows = np.flatnonzero((record.events["act"] == "open_salvo") & (record.places >= 0))
    rows = rows[record.days[rows] == first[record.places[rows]]]
    dead = np.bincount(record.places[rows], record.events["fatalities"].to_numpy()[rows], len(first))
    return np.where(np.isnan(first), np.nan, dead)


def force_after_answer(record: Record) -> Array:
    """American strikes in the sixty days after Iran's first open attack."""
    found = _count_after(record, record.events["act"].isin(AMERICAN_FORCE), AFTER_FORCE)
    first = _first(record, ("open_salvo",))
    # One strike is enough to know, though the days are not over.
    return np.where(found > 0, found, _complete(record, found, first + AFTER_FORCE))


def direct_after_answer(record: Record) -> Array:
    """Acts by Iran's own forces in the ninety days after its first open attack, in worlds that live as long."""
    direct = record.events["act"].isin((*ATTACKS, "open_salvo")) & (record.events["actor"] == "iran")
    return _complete(record, _count_after(record, direct, AFTER_ACTS), _first(record, ("open_salvo",)) + AFTER_ACTS)


def iraq_after_answer(record: Record) -> Array:
    """Attacks in Iraq per month in the sixty days after Iran's first open attack, in worlds that live as long."""
    attacks = _count_after(record, record.in_iraq, AFTER_FORCE) / (AFTER_FORCE / 30)
    return _complete(record, attacks, _first(record, ("open_salvo",)) + AFTER_FORCE)


def _first(record: Record, acts: tuple[str, ...], since: Array | None = None) -> Array:
    """Day of the first of some acts; with ``since``, days from there to the next; nan where there is none."""
    rows = np.flatnonzero(record.events["act"].isin(acts) & (record.places >= 0))
    begin = np.zeros(len(record.worlds)) if since is None else since
    lags = record.days[rows] - begin[record.places[rows]]
    rows, lags = rows[lags >= 0], lags[lags >= 0]
    found = np.full(len(begin), np.inf)
    np.minimum.at(found, record.places[rows], lags)
    return np.where(np.isfinite(found), found, np.nan)


def _count_after(record: Record, chosen: Any, days: int) -> Array:
    """Some events within so many days after Iran's first open attack, its own day left out; nan where it has none."""
    first = _first(record, ("open_salvo",))
    since = record.days - first[record.places]
    rows = np.asarray(chosen, bool) & (record.places >= 0) & (since > 0) & (since <= days)
    return np.where(np.isnan(first), np.nan, np.bincount(record.places[rows], minlength=len(first)))


def _complete(record: Record, values: Array, end: Array) -> Array:
    """Values of worlds that live to a day each; nan in the others."""
    return np.where(record.worlds["day"].to_numpy() >= end, values, np.nan)


def openings(record: Record) -> Array:
    """Channels opened by go-betweens in the first 600 days."""
    return record.count(record.events["act"] == "talks_offer", 0, 600)


def _never_as_nan(days: pd.Series) -> Array:
    values = days.to_numpy(float)
    return np.where(values < 0, np.nan, values)
