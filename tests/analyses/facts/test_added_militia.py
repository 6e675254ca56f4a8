"""A militia that a scenario adds in Iraq is in the facts about Iraq, because they go by where an act lands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analyses.facts.stylised_facts import record_of
from sim.analyses.facts.summaries import QUESTIONS, Observed, chosen, count_of, summaries
from sim.crisis.facts.patterns import Record
from sim.runs.blocks import Task, simulate

WORLDS, DAYS = 40, 200
BADR = "proxies.badr"


@pytest.fixture(scope="module")
def record() -> Record:
    scenario = sim.load("redline:maximum_pressure").replace(
        cast={"add": {"badr": {"like": "kataib_hezbollah", "theatre": "iraq"}}}
    )
    cell = replace(scenario.cells()[0], days=DAYS)
    return record_of([simulate(Task(cell, 4, np.arange(WORLDS), events_below=WORLDS, months_below=WORLDS)).block])


def without_badr(record: Record) -> Record:
    events = record.events[record.events["actor"] != BADR].reset_index(drop=True)
    return Record(record.worlds, record.months, events)


def test_its_rockets_are_counted_as_attacks_in_iraq(record):
    mine = record.events[(record.events["actor"] == BADR) & (record.events["act"] == "rocket_attack")]
    assert len(mine) > 0
    assert chosen(mine, ("iraq",)).all() and chosen(mine, QUESTIONS).all()
    fewer = count_of(without_badr(record), ("iraq",), 0, DAYS)
    assert (count_of(record, ("iraq",), 0, DAYS) - fewer).sum() == len(mine)


def test_the_measures_of_attacks_in_iraq_hold_them(record):
    mine = (record.events["actor"] == BADR) & (record.events["act"] == "rocket_attack")
    assert mine.any() and record.in_iraq[mine].all()


def test_a_fit_compares_them(record):
    found = {one.key: one for one in summaries(DAYS, Observed((), {}, {}))}["acts_iraq"]
    assert found.measure(record).sum() > found.measure(without_badr(record)).sum()


def test_an_added_militia_elsewhere_is_no_attack_in_iraq():
    log = pd.DataFrame({"actor": [BADR], "act": ["rocket_attack"], "target": ["lebanon"]})
    assert not chosen(log, ("iraq",)).any()
