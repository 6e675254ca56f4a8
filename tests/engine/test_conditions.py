"""What is measured of worlds up to a day is what their log and paths say, by either engine and in any blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.crisis.acts import AMERICAN_FORCE
from sim.crisis.us_iran import US_IRAN
from sim.engine.conditions import Clause, Condition, Count, Reading
from sim.runs.blocks import Bundle, Task, simulate, simulate_bundle
from sim.runs.disk.kept import key
from sim.scenario import load

DAY, WORLDS, DAYS = 86, 40, 90
MILITIAS = ("proxies.kataib_hezbollah", "proxies.asaib_ahl_al_haq", "proxies.iraqi_front")
CLAUSES = (
    Clause("force", Count(DAY, AMERICAN_FORCE), 0, 0),
    Clause("rockets", Count(DAY, ("rocket_attack",), MILITIAS), 0, 100),
    Clause("dead", Count(DAY, dead=True), 0, 6),
    Clause("exports", Reading("exports", 30), 0.0, 2.35),
    Clause("recent", Reading("hostile_acts", DAY), 0, 70),
)
KNOWN = Condition(DAY, "agrees", CLAUSES)
HARSH = (
    "{iran.boldness: 1, united_states.force_threshold: 5, proxies.tempo: 0.2, iran.strike_back: 2, "
    "united_states.war_aversion: 0}"
)


@pytest.fixture(scope="module")
def task():
    """A block of worlds in which much happens and some crises end early; all is kept, so that it can be counted."""
    text = f"clock: {{start: 2019-05-08, days: {DAYS}}}\nparameters: {HARSH}\nruns: {{seed: 4}}\n"
    cell = load(text, crisis=US_IRAN).cells()[0]
    every = dict.fromkeys(("events_below", "examples_below"), WORLDS)
    return Task(cell, 4, np.arange(WORLDS), conditions=(KNOWN,), engine="numpy", **every)


@pytest.fixture(scope="module")
def block(task):
    return simulate(task).block


def test_acts_and_the_dead_are_counted_as_the_log_has_them(block):
    words, log = block.words, block.events
    act, actor = (np.array(words, object)[log[name]] for name in ("act", "actor"))
    past = log["day"] <= DAY
    force = past & np.isin(act, AMERICAN_FORCE)
    rockets = past & (act == "rocket_attack") & np.isin(actor, MILITIAS)
    assert force.any() and rockets.any() and log["fatalities"][past].sum() > 0
    assert np.array_equal(block.columns["force"], np.bincount(log["world"][force], minlength=WORLDS))
    assert np.array_equal(block.columns["rockets"], np.bincount(log["world"][rockets], minlength=WORLDS))
    dead = np.bincount(log["world"][past], log["fatalities"][past], WORLDS)
    assert np.array_equal(block.columns["dead"], dead)


def test_levels_are_read_on_the_evening_of_their_day_and_missing_after_an_end(block):
    keys, ended = US_IRAN.series_keys, block.columns["day"]
    assert (ended < DAY).any() and (ended > DAY).any()
    for name, series, day in (("exports", "exports", 30), ("recent", "hostile_acts", DAY)):
        there = ended >= day
        assert np.array_equal(block.columns[name][there], block.examples[keys.index(series), day, there])
        assert np.isnan(block.columns[name][~there]).all()


def test_a_crisis_that_ended_on_the_very_day_does_not_agree():
    assert Condition(5, "agrees").agrees({"day": np.array([4, 5, 6])}).tolist() == [False, False, True]


def test_a_world_agrees_where_all_is_so_and_its_crisis_goes_on(block):
    found = block.columns
    wanted = (found["day"] > DAY) & (found["force"] == 0) & (found["rockets"] <= 100) & (found["dead"] <= 6)
    wanted &= (found["exports"] <= 2.35) & (found["recent"] <= 70)
    assert wanted.any() and np.array_equal(found["agrees"], wanted)
    open_by_then = Condition(DAY, "open").agrees(found)
    assert np.array_equal(open_by_then, found["day"] > DAY) and 0 < open_by_then.sum() < WORLDS
    some = replace(KNOWN, clauses=(replace(CLAUSES[0], low=1, high=np.inf),)).agrees(found)
    none = replace(KNOWN, clauses=CLAUSES[:1]).agrees(found)
    assert some.any() and none.any() and np.array_equal(some | none, open_by_then) and not (some & none).any()


@pytest.mark.parametrize("outcomes_only", [False, True])
def test_the_compiled_engine_and_smaller_blocks_measure_the_same(task, block, outcomes_only):
    columns = [*(one.name for one in CLAUSES), "agrees"]
    whole = replace(task, engine="compiled", outcomes_only=outcomes_only, events_below=0, examples_below=0)
    parts = [replace(whole, world=np.arange(*ends)) for ends in ((0, 7), (7, 24), (24, WORLDS))]
    stepped = [replace(one, engine="numpy") for one in parts[:1]]
    bundle = Bundle(tuple(parts), {})
    for found in ([simulate(whole)], simulate_bundle(bundle), [simulate(stepped[0])]):
        for name in columns:
            joined = np.concatenate([one.block.columns[name] for one in found])
            assert np.array_equal(joined, block.columns[name][: len(joined)], equal_nan=name in ("exports", "recent"))
        assert not any(len(one.block.events["act"]) for one in found)


def test_what_is_measured_changes_nothing_in_a_world_and_makes_another_block_of_it(task, block):
    plain = replace(task, conditions=())
    without = simulate(plain).block
    for name, column in without.columns.items():
        assert np.array_equal(column, block.columns[name], equal_nan=column.dtype.kind == "f"), name
    for name, column in without.events.items():
        assert np.array_equal(column, block.events[name], equal_nan=column.dtype.kind == "f"), name
    later = replace(task, conditions=(replace(KNOWN, until=DAY + 1),))
    assert len({key(task), key(plain), key(later)}) == 3
