"""The record of a finished run: its first worlds, with their events and monthly means, as the measures read them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analyses.facts.runs import record_of_run
from sim.analyses.facts.stylised_facts import record_of, score
from sim.crisis.facts.patterns import SUMMER_END
from sim.runs.blocks import Task, simulate

WORLDS = 25
SMALL = {"worlds": WORLDS, "assumptions": {"draws": 0}}


@pytest.fixture(scope="module")
def crisis():
    variants = {"bold": {"set": {"iran.boldness": 0.9}}}
    return sim.load("redline:maximum_pressure").replace(days=SUMMER_END + 60, variants=variants, **SMALL)


@pytest.fixture(scope="module")
def results(crisis):
    return sim.run(crisis)


@pytest.mark.parametrize("variant", ["baseline", "bold"])
def test_it_is_what_the_worlds_were(crisis, results, variant):
    cell = next(one for one in crisis.cells() if one.variant == variant)
    task = Task(cell, crisis.seed, np.arange(WORLDS), events_below=WORLDS, months_below=WORLDS)
    lived, told = record_of([simulate(task).block]), record_of_run(results, variant)
    assert told is not None
    np.testing.assert_array_equal(told.months, lived.months)
    np.testing.assert_array_equal(told.worlds["day"], lived.worlds["day"])
    columns = ["world", "day", "rung", "cause", "fatalities"]
    pd.testing.assert_frame_equal(told.events[columns], lived.events[columns], check_dtype=False)
    for name in ("actor", "act"):
        assert list(told.events[name]) == list(lived.events[name])
    assert score(told) == score(lived)


def test_variants_have_records_of_their_own(results):
    one, other = (record_of_run(results, variant) for variant in ("baseline", "bold"))
    assert len(one.events) != len(other.events)


def test_a_run_that_starts_on_another_day_or_ends_before_the_record_has_none():
    short = sim.load("redline:maximum_pressure").replace(**SMALL, days=SUMMER_END)
    assert record_of_run(sim.run(short.replace(worlds=3)), "baseline") is None
    text = "format: 1\nclock: {start: 2018-05-09, days: 530}\nruns: {worlds: 3, assumptions: {draws: 0}}\n"
    late = sim.load(text)
    assert record_of_run(sim.run(late), "baseline") is None


def test_a_run_without_monthly_means_has_none(results, monkeypatch):
    monkeypatch.setattr(type(results), "months", property(lambda self: pd.DataFrame()))
    assert record_of_run(results, "baseline") is None
