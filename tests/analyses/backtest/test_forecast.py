"""A forecast from an origin: the past as it was, and months counted as the calendar has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

import sim
from sim.analyses.backtest.forecast import Ask, forecast
from sim.analyses.backtest.origins import origins
from sim.analyses.facts.stylised_facts import events_of
from sim.analyses.facts.summaries import day_of
from sim.analyses.fit.step_values import step_path
from sim.crisis.militias import KINDS, kind_of
from sim.crisis.record.deeds import deeds
from sim.crisis.record.reading import events
from sim.crisis.us_iran import US_IRAN
from sim.runs.blocks import Task, simulate

WORLDS, SEED = 60, 11
(ORIGIN,) = origins(date(2018, 8, 31), date(2018, 11, 30), 3)[:1]
#: Washington strikes at little and Tehran's government is weak, so that many worlds are over before the last month.
RASH = {
    "united_states.force_threshold": np.linspace(0.5, 2.5, WORLDS),
    "iran.direct.tempo": np.full(WORLDS, 0.2),
    "iran.direct.waiting": np.full(WORLDS, 1.0),
    "iran.collapse.rate": np.full(WORLDS, 0.5),
    "iran.economy.pain.full": np.full(WORLDS, 0.05),
}


@pytest.fixture(scope="module")
def past():
    history = {"until": ORIGIN.day - timedelta(days=1)}
    return sim.load("redline:maximum_pressure").replace(history=history).cells()[0]


@pytest.fixture(scope="module")
def made(past):
    return forecast(Ask(past, ORIGIN, RASH, SEED))


@pytest.fixture(scope="module")
def block(past):
    """The same worlds, simulated as any run does it."""
    cell = replace(past, days=day_of(ORIGIN.months[-1].last) + 1)
    return simulate(Task(cell, SEED, np.arange(WORLDS), events_below=WORLDS, examples_below=WORLDS, values=RASH)).block


def test_acts_and_force_are_counted_by_calendar_month_in_each_world(made, block):
    log = events_of(block)
    assert made.counts.keys() == set(KINDS)
    for place, month in enumerate(ORIGIN.months):
        here = log[(log["day"] >= day_of(month.first)) & (log["day"] <= day_of(month.last))]
        for world in range(WORLDS):
            mine = here[here["world"] == world]
            kinds = [kind_of(*row) for row in mine[["actor", "act", "target"]].itertuples(index=False)]
            for kind in KINDS:
                assert made.counts[kind][place, world] == kinds.count(kind)
            assert made.force[place, world] == any(US_IRAN.acts[act].kind == "force" for act in mine["act"])
    assert made.counts["direct"].sum() > 20 and made.force.any()


def test_a_world_runs_in_a_month_when_it_was_not_over_before_it(made, block):
    for place, month in enumerate(ORIGIN.months):
        np.testing.assert_array_equal(made.running[place], block.columns["day"] >= day_of(month.first))
    assert 0.1 < made.running[-1].mean() < 0.9


def test_exports_are_the_mean_of_the_months_days(made, block):

    assert ORIGIN.months
    paths = block.examples[US_IRAN.series_keys.index("exports")]
    for place, month in enumerate(ORIGIN.months):
        inside = paths[day_of(month.first) : day_of(month.last) + 1].mean(axis=0)
        alive = block.columns["day"] > day_of(month.last)
        np.testing.assert_allclose(made.exports[place][alive], inside[alive], rtol=1e-4)


def test_before_the_origin_there_is_the_record_and_nothing_else(block):
    log = events_of(block)
    before = log[(log["day"] < day_of(ORIGIN.day)) & log["act"].map(lambda act: US_IRAN.acts[act].kind == "attack")]
    done = [one for one in deeds(events()) if one.date < ORIGIN.day and US_IRAN.acts[one.act].kind == "attack"]
    assert before["forced"].all() and len(before) == len(done) * WORLDS


def test_no_world_runs_in_a_month_that_begins_after_the_end_of_all(past):
    lost = replace(past, events=(*past.events, *_war(past)))
    made = forecast(Ask(lost, ORIGIN, {"iran.strike_back": np.full(20, 0.0), "iran.boldness": np.full(20, 1.0)}, SEED))
    assert made.running[0].all() and not made.running[1:].any()
    assert not made.counts["direct"][1:].any()


def _war(cell):
    """Blow upon blow in the first half of the first month, until no world is left."""
    day = day_of(ORIGIN.day)
    strike = replace(cell.events[0], actor="united_states", act="strike_on_iran", rung=9.0, own_war=False)
    salvo = replace(cell.events[0], actor="iran", act="open_salvo", rung=9.0, deaths=50, own_war=False)
    return [replace(one, day=day + at) for at in range(15) for one in (strike, salvo)]


def test_worlds_are_the_same_in_parts_as_together(past, made):
    half = {path: values[30:] for path, values in RASH.items()}
    part = forecast(Ask(past, ORIGIN, half, SEED, first=30))
    for kind in KINDS:
        np.testing.assert_array_equal(part.counts[kind], made.counts[kind][:, 30:])
    np.testing.assert_array_equal(part.exports, made.exports[:, 30:])


def test_heights_of_announced_steps_move_exports_and_others_are_left_out(past):
    day = day_of(date(2018, 11, 5))

    def exports(values):
        return forecast(Ask(past, ORIGIN, {**values, "iran.capability": np.full(20, 0.5)}, SEED)).exports[-1].mean()

    low, high = (exports({step_path("united_states.pressure", day): np.full(20, one)}) for one in (0.3, 0.9))
    assert low > high + 0.1
    assert exports({step_path("united_states.pressure", 399): np.full(20, 0.0)}) == exports({})
