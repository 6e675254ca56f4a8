"""What a fit compares on a day: facts that are known by then, and counts up to it, of worlds and of what was."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analyses.facts.happened import happened
from sim.analyses.facts.stylised_facts import facts, record_of
from sim.analyses.facts.summaries import (
    MONTHS,
    QUARTER,
    QUESTIONS,
    Observed,
    chosen,
    count_of,
    day_of,
    summaries,
    unlike,
    up_to,
)
from sim.crisis.facts import patterns
from sim.crisis.facts.patterns import Record
from sim.crisis.militias import KINDS, kind_of
from sim.crisis.us_iran import US_IRAN
from sim.runs.blocks import Task, simulate
from tests.crisis.worlds import aimed

KEYS = US_IRAN.series_keys

WORLDS, DAYS = 60, 520
NOTHING = Observed((), {}, {})
#: Facts of what has not happened yet, or may still be answered: cutting a world off must change them.
OPEN_ENDED = {"first_direct_act", "drone_no_force", "drone_sanctions"}


@pytest.fixture(scope="module")
def record():
    from dataclasses import replace

    cell = replace(sim.load("redline:maximum_pressure").cells()[0], days=DAYS)
    return record_of([simulate(Task(cell, 4, np.arange(WORLDS), events_below=WORLDS, months_below=WORLDS)).block])


def small(*events: tuple[int, int, str, str], ends: tuple[int, ...] = (730, 730, 730)) -> Record:
    """Three worlds with events of world, day, actor and act."""
    log = aimed(pd.DataFrame(events, columns=["world", "day", "actor", "act"]))
    worlds = pd.DataFrame({"world": range(3), "day": ends, "first_force_day": -1, "first_direct_day": [-1, 380, 420]})
    return Record(worlds, np.ones((len(KEYS), 17, 3)), log)


# -- which are used --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [60, 149, 150, 210, 327, 328, 389, 400, 511, 900])
def test_a_fact_is_used_from_the_day_on_which_all_that_it_rests_on_is_past(day):
    used = {one.fact for one in summaries(day, NOTHING) if one.fact}
    known = {fact.id for fact in facts() if fact.measure and fact.use == "fit" and fact.ends and fact.ends <= day}
    assert used == known


def test_facts_that_rest_on_later_data_or_on_the_article_are_never_fitted():
    used = {one.fact for one in summaries(10_000, NOTHING)}
    assert not used & {fact.id for fact in facts() if fact.use != "fit"}
    assert len(used) > 10


def test_every_measured_fact_says_when_it_is_known():
    assert all(fact.ends is not None for fact in facts() if fact.measure)


KNOWN = [one for one in facts() if one.measure and one.use == "fit" and one.ends <= DAYS]


@pytest.mark.parametrize("fact", KNOWN, ids=lambda one: one.id)
def test_a_fact_rests_on_nothing_from_the_day_on_that_it_names(record, fact):
    measure = getattr(patterns, fact.measure)
    whole, seen = measure(record), measure(up_to(record, fact.ends))
    if fact.id in OPEN_ENDED:
        assert np.isfinite(seen).sum() <= np.isfinite(whole).sum()
    else:
        np.testing.assert_allclose(seen, whole, rtol=1e-6)


# -- what was --------------------------------------------------------------------------------------------------------


def test_counts_up_to_a_day_are_those_of_the_record():
    what, day = happened(), day_of(date(2019, 7, 1))
    found = {one.key: one.observed for one in summaries(day, what.known(day, own_war=True))}
    for kind in QUESTIONS:
        assert found[f"acts_{kind}"] == (what.days[kind] < day).sum()
    late = [when for kind in QUESTIONS for when in what.days[kind] if day - QUARTER <= when < day]
    assert found["acts_late"] == len(late)
    assert found["acts_yemen"] == sum(day - QUARTER <= when < day for when in what.days["yemen"])


def test_yemens_fire_is_compared_only_where_its_tempo_is_fitted():
    assert "acts_yemen" not in {one.key for one in summaries(300, NOTHING)}


def test_an_earlier_day_uses_nothing_of_a_record_that_goes_on():
    what = happened()
    for day in (200, 300, 358, 400, 480):
        early, late = (summaries(day, what.known(before, own_war=True)) for before in (day, 511))
        assert [one.key for one in early] == [one.key for one in late]
        np.testing.assert_array_equal([one.observed for one in early], [one.observed for one in late])


def test_the_last_month_that_is_over_is_compared_and_one_that_is_not_observed_is_nan():
    observed = Observed((), {8: 1.2}, {8: 1.8})
    found = {one.key: one.observed for one in summaries(270, observed)}
    assert found["last_exports"] == 1.2 and found["last_currency"] == 1.8
    assert np.isnan({one.key: one.observed for one in summaries(300, observed)}["last_exports"])
    # The month compared with September 2019 has ended on day 510, the calendar's has not.
    september = Observed((), {16: 0.4}, {16: 1.8})
    assert np.isnan({one.key: one.observed for one in summaries(510, september)}["last_exports"])
    assert {one.key: one.observed for one in summaries(511, september)}["last_exports"] == 0.4


# -- worlds ----------------------------------------------------------------------------------------------------------


def test_acts_of_some_kinds_are_counted_per_world_from_a_day_up_to_another():
    rocket = ("proxies.iraqi_front", "rocket_attack")
    worlds = small((0, 10, *rocket), (0, 20, *rocket), (2, 19, *rocket), (2, 20, "iran", "drone_loss"))
    np.testing.assert_array_equal(count_of(worlds, ("iraq",), 10, 20), [1, 0, 1])
    np.testing.assert_array_equal(count_of(worlds, ("iraq", "direct"), 0, 99), [2, 0, 2])
    np.testing.assert_array_equal(count_of(worlds, ("drones",), 0, 99), [0, 0, 0])


def test_kinds_of_a_log_are_those_of_the_record(record):
    log = record.events
    kinds = [kind_of(*row) for row in log[["actor", "act", "target"]].itertuples(index=False)]
    for kind in KINDS:
        np.testing.assert_array_equal(chosen(log, (kind,)), [one == kind for one in kinds])
        assert chosen(log, (kind,)).any()


def test_measures_and_observation_agree_on_what_they_count(record):
    """A simulated world taken as the record gives the numbers that its own measures give."""
    day = 450
    log = record.events[record.events["world"] == 7]
    kinds = [kind_of(*row) for row in log[["actor", "act", "target"]].itertuples(index=False)]
    acts = tuple((int(when), kind) for when, kind in zip(log["day"], kinds, strict=True) if kind)
    for one in summaries(day, Observed(acts, {}, {}, own_war=True)):
        if one.key.startswith("acts_"):
            assert one.observed == one.measure(record)[7], one.key


def test_a_world_is_unlike_ours_when_it_is_over_or_has_seen_american_force():
    worlds = small(ends=(300, 299, 730))
    worlds.worlds["first_force_day"] = [-1, -1, 299]
    np.testing.assert_array_equal(unlike(worlds, 299), [False, False, False])
    np.testing.assert_array_equal(unlike(worlds, 300), [False, True, True])


def test_of_a_world_that_went_on_nothing_is_seen_from_a_day_on(record):
    seen = up_to(small((0, 10, "iran", "drone_loss"), (0, 400, "iran", "drone_loss")), 400)
    assert list(seen.events["day"]) == [10]
    assert list(seen.worlds["first_direct_day"]) == [-1, 380, -1]
    assert seen.months.shape[1] == MONTHS
    assert np.isfinite(seen.months[:, :13]).all() and np.isnan(seen.months[:, 13:]).all()
    before = record.worlds.copy()
    up_to(record, 100)
    pd.testing.assert_frame_equal(record.worlds, before)


def test_months_that_nobody_lived_to_see_are_nan_and_no_error():
    worlds = small(ends=(40, 50, 60))
    short = Record(worlds.worlds, worlds.months[:, :2], worlds.events)
    exports = next(one for one in summaries(300, NOTHING) if one.key == "last_exports")
    assert np.isnan(exports.measure(up_to(short, 300))).all()
