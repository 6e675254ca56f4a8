"""Cases that nobody here fitted: what strangers write of them works, or is answered with what they meant."""

import json

import numpy as np
import pytest

from sim.crisis.us_iran import US_IRAN
from sim.engine.recorder import Recorder
from sim.runs.worlds import model_of
from sim.scenario import ScenarioError, load, shipped

CLOCK = "clock: {start: 2024-01-28, days: 30}\n"


def read(text, *sets):
    return load(text + "\n", crisis=US_IRAN, sets=sets)


def mistake(event):
    with pytest.raises(ScenarioError) as told:
        read(f"{CLOCK}events:\n  - {event}")
    return str(told.value)


def test_an_event_counted_from_the_first_day_moves_with_the_start():
    text = f"{CLOCK}events: [{{day: 3, act: rocket_attack, actor: kataib_hezbollah, deaths: 3}}]"
    for sets, day in (((), "2024-01-31"), (("clock.start=2030-05-01",), "2030-05-04")):
        scenario = read(text, *sets)
        assert str(scenario.events[0].on) == day
        assert [event.day for event in scenario.cells()[0].events] == [3]
        assert read(json.dumps(scenario.canonical())).cells() == scenario.cells()
    assert read(text).replace(start="2021-01-01").cells()[0].events[0].day == 3


def test_a_salvo_that_was_announced_is_met_as_one():
    for word, warned in (("true", True), ("yes", True), ("false", False)):
        event = f"{{day: 0, act: open_salvo, actor: iran, warned: {word}}}"
        cell = read(f"{CLOCK}start: {{iran.resisting: yes}}\nevents: [{event}]").cells()[0]
        model = model_of(cell, np.arange(4), 1, Recorder(outcomes_only=True))
        model.step()
        assert model.united_states.case_warned.tolist() == [warned] * 4


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("{day: 0, act: rocket_attack, actor: kataib_hezbollah, fatalities: 3}", "did you mean deaths?"),
        ("{date: 2024-01-28, act: rocket_attack, actor: kataib_hezbollah}", "did you mean on?"),
        ("{day: 0, act: strike_on_iran, actor: united_states, what: nuclear sites}", "did you mean title?"),
        ("{day: 0, act: open_salvo, actor: iran, announced: true}", "did you mean warned?"),
        (
            "{day: 0, act: open_salvo, actor: iran, warned: maybe}",
            "'maybe' is neither true nor false; allowed: true, false",
        ),
        (
            "{day: 0, on: 2024-01-28, act: rocket_attack, actor: iraqi_front}",
            "it has two days; write on: 2019-06-20, day: 30",
        ),
        (
            "{act: rocket_attack, actor: iraqi_front}",
            "its day is missing; write on: 2019-06-20, day: 30 (from the first",
        ),
        (
            "{day: 0, act: drone_loss, actor: iran, deaths: 3}",
            "these are Americans killed, and none are counted in an act",
        ),
        ("{day: 0, act: strike_on_iran, actor: united_states, deaths: 200}", "leave it out, or name another act"),
        (
            "{day: 0, act: strike_on_iran, actor: united_states, target: nuclear_sites}",
            "what else was struck is a text for title",
        ),
        (
            "{day: 0, act: strike_on_iran, actor: united_states, target: iran}",
            "iran is no militia; where only one is meant",
        ),
    ],
)
def test_a_word_of_their_own_is_answered_with_ours(event, told):
    assert told in mistake(event)


def test_what_a_parent_tells_of_the_time_before_the_start_is_no_mistake():
    late = "extends: redline:maximum_pressure\nclock: {start: 2020-01-08}\nstart: 2020-01-08\n"
    assert read(late).warnings == ()
    (own,) = read(f"{late}events: [{{on: 2019-04-08, act: terror_listing, actor: united_states}}]").warnings
    assert "it never happens" in own.message


def test_a_variant_may_begin_from_other_states():
    text = "start: 2020-01-08\nvariants: {may: {start: 2018-05-08}, rich: {start: {iran.economy.exports: 0.5}}}"
    first = [cell.courses.get("iran.economy.exports") for cell in read(text).cells()]
    assert [course and course[0].value for course in first] == [0.12, None, 0.5]


def test_a_replay_leaves_out_what_the_states_hold_already():
    text = "clock: {start: 2020-01-08, days: 30}\nhistory: {until: 2020-01-11}\n"
    acts = [{event.on for event in read(text + start).history.record.acts} for start in ("", "start: 2020-01-08")]
    assert min(acts[0]).isoformat() == "2020-01-08" < min(acts[1]).isoformat()


@pytest.mark.parametrize("name", ["three_killed", "nuclear_sites"])
@pytest.mark.parametrize("start", ["2018-05-08", "2031-03-03"])
def test_the_shipped_cases_run_from_any_day(name, start):
    scenario = load(shipped(US_IRAN)[name], crisis=US_IRAN, sets=(f"clock.start={start}", "clock.days=3"))
    for cell in scenario.cells():
        model = model_of(cell, np.arange(5), 1, Recorder(outcomes_only=True))
        model.step()
        struck, dead = model.united_states.open_force_day, model.deaths_total
        assert set(struck) == {0 if any(event.act == "strike_on_iran" for event in cell.events) else -1}
        assert set(dead) == {max((event.deaths for event in cell.events), default=0)}
