"""Replays up to the turning points: what they are given, what is left to the model, and which worlds answer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import sim
from sim.analyses.sequences.lived import Ask, asks, live
from sim.crisis.facts.sequences import SEQUENCES

DAY = {one.key: (one.day - date(2018, 5, 8)).days for one in SEQUENCES}


@pytest.fixture(scope="module")
def scenario():
    return sim.load("redline:maximum_pressure")


@pytest.fixture(scope="module")
def asked(scenario):
    return asks(scenario, 6, 17)


def test_every_sequence_is_asked_of_the_scenario_as_it_is_and_of_a_replay_of_its_own(asked):
    free, *replays = asked
    assert free.sequences == tuple(DAY) and not free.cell.scripted
    assert [one.sequences for one in replays] == [(key,) for key in DAY]
    for one in replays:
        assert one.cell.scripted == ((0, DAY[one.sequences[0]]),)


def test_a_replay_lasts_as_long_as_its_questions_and_the_free_worlds_as_long_as_the_longest(asked):
    longest = {"drone": 60, "oil_plants": 60, "kirkuk": 7, "militia_struck": 10, "commander": 60, "salvo": 120}
    assert {one.sequences[0]: one.cell.days - DAY[one.sequences[0]] - 1 for one in asked[1:]} == longest
    assert asked[0].cell.days == DAY["salvo"] + 121


def test_what_washington_did_about_the_drone_on_the_day_itself_is_left_to_the_model(asked):
    drone, *later = (one.cell for one in asked[1:])
    acts = {one.act for one in drone.events if one.day == DAY["drone"]}
    assert acts == {"drone_loss"}
    for cell in later:  # and is history on later days
        assert {"drone_loss", "strike_called_off", "cyber_action"} == {
            one.act for one in cell.events if one.day == DAY["drone"]
        }


def test_the_salvo_of_8_january_is_replayed_as_announced(asked):
    (salvo,) = (one for one in asked[-1].cell.events if one.act == "open_salvo")
    assert (salvo.day, salvo.warned, salvo.rung) == (DAY["salvo"], True, 6.0)
    assert not any(one.act == "open_salvo" for one in asked[-2].cell.events)


def test_a_scenario_that_replays_a_stretch_itself_is_replayed_up_to_each_day_instead(scenario):
    free, drone, *_ = asks(scenario.replace(history={"until": "2019-12-28"}), 3, 1)
    assert free.cell.scripted == ((0, DAY["kirkuk"] + 1),) and drone.cell.scripted == ((0, DAY["drone"]),)


def test_a_scenario_that_starts_later_is_asked_about_later_days_only(scenario):
    late = scenario.replace(start=date(2019, 12, 1), days=100)
    assert [one.sequences[0] for one in asks(late, 3, 1)[1:]] == ["kirkuk", "militia_struck", "commander", "salvo"]


@pytest.fixture(scope="module")
def kirkuk(asked):
    return live(next(one for one in asked if one.sequences == ("kirkuk",)))


def test_worlds_answer_every_question_and_the_same_ones_again(asked, kirkuk):
    again = live(next(one for one in asked if one.sequences == ("kirkuk",)))
    assert list(kirkuk.answers) == ["kirkuk"] and list(kirkuk.answers["kirkuk"]) == ["whom", "when"]
    for key, values in kirkuk.answers["kirkuk"].items():
        assert values.shape == (6,)
        np.testing.assert_array_equal(values, again.answers["kirkuk"][key])


def test_strikes_that_the_record_forces_are_not_counted_as_the_models(scenario):
    past = scenario.replace(history={"until": "2020-01-03"}, days=DAY["commander"] + 1)
    assert live(Ask(past.cells()[0], (), 17, 3)).strikes == 0
