"""A crisis of one's own: its words, its members, its clock, and what is refused where it has no such thing."""

import json
import pickle
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from sim.engine.acts import Act, Acts
from sim.engine.cast import Cast, Family, Role
from sim.engine.crisis import Crisis, Theory
from sim.engine.outcomes import Outcome, Outcomes
from sim.engine.parameters import param
from sim.scenario import ScenarioError, load, schema, shipped, template
from tests.scenario.small import SMALL

SOURCE = {"claims": "C01", "source": "a test", "plausible": (0, 1)}


class General:
    nerve = param(0.5, "share", (0, 1), note="How long he holds out", **SOURCE)


def outcome(key, gravity, **more):
    words = dict.fromkeys(("title", "clause", "finding", "noun", "plural", "criterion"), key)
    colour = ("#000000", "#ffffff")
    return Outcome(key, **words, met=lambda model: None, colour=colour, on_colour=colour, gravity=gravity, **more)


#: Two generals face each other across a river.
RIVER_CAST = Cast(
    (Family("generals", "general"),),
    (Role("generals.east", General, "East", "generals"), Role("generals.west", General, "West", "generals")),
)
RIVER = Crisis(
    at="tests.scenario.test_crises:RIVER",
    title="the stand-off at the river",
    model_at="",
    cast_at="tests.scenario.test_crises:RIVER_CAST",
    outcomes=Outcomes(outcome("battle", 2, stops=True), outcome("retreat", 1)),
    acts=Acts(
        Act("volley", "volley", 1.0, "force", "east", ("generals",), "fired", forceable=True),
        Act("drum", "drum", 0.0, "warning", by=("generals",)),
    ),
    series=(),
    theories=(
        Theory("pride", "Pride", "Nobody goes first"),
        Theory("fear", "Fear", "The other goes first", rival=True),
    ),
    rungs=(("calm", "Nothing."), ("battle", "All.")),
    start=date(1999, 3, 1),
    days=40,
    headline="battle",
    compare=("battle", "retreat"),
)


def mistake(text, *sets):
    with pytest.raises(ScenarioError) as told:
        load(text + "\n", crisis=RIVER, sets=sets)
    return str(told.value)


def test_a_file_that_says_nothing_takes_clock_theory_and_outcomes_from_the_crisis():
    scenario = load("title: x\n", crisis=RIVER)
    assert (scenario.start, scenario.days, scenario.theory) == (date(1999, 3, 1), 40, "pride")
    assert (scenario.headline, scenario.compare) == ("battle", ("battle", "retreat"))
    (cell,) = scenario.cells()
    assert (cell.crisis, cell.start, cell.courses) == (RIVER, date(1999, 3, 1), {})


def test_its_parameters_families_events_and_outcomes_are_known_and_no_others():
    scenario = load(
        "parameters: {generals.nerve: 0.2}\nevents: [{on: 1999-03-04, act: volley, actor: west}]\ntheory: fear\n"
        "sweep: {boundary: {outcome: retreat, axes: {generals.east.nerve: {from: 0, to: 1}}}}\n",
        crisis=RIVER,
    )
    assert set(scenario.parameters) == {"generals.east.nerve", "generals.west.nerve"}
    assert scenario.events[0].actor == "generals.west"
    assert scenario.cells()[0].events[0].day == 3
    assert "there is no parameter 'iran.boldness'" in mistake("parameters: {iran.boldness: 0.5}")
    assert "'war' is not known here; allowed: battle, retreat" in mistake("outcomes: {headline: war}")
    assert "write [battle, retreat]" in mistake("outcomes: {compare: [battle]}")
    assert "'drum' is not known here; allowed: volley" in mistake("events: [{on: 1999-03-04, act: drum, actor: west}]")
    assert "2 is out of range; allowed: 0 to 1 (rung)" in mistake(
        "events: [{on: 1999-03-04, act: volley, actor: west, rung: 2}]"
    )
    assert "did you mean fear?" in mistake("theory: fears")


def test_nothing_is_replayed_where_there_is_no_record():
    what = "<text>:1:1: error: history: there is no record of the stand-off at the river that could be replayed"
    assert mistake("history: {until: 1999-03-05}").startswith(what)
    assert "there is no record of the stand-off at the river" in mistake("title: x", "history.until=1999-03-05")
    assert load("history: null\n", crisis=RIVER).history is None


def test_nobody_is_added_where_no_family_grows_and_nobody_left_out_where_none_may_be():
    what = "<text>:1:8: error: cast.add: nobody can be added to the stand-off at the river"
    assert mistake("cast: {add: {north: {like: east}}}").startswith(what)
    assert "east cannot be left out" in mistake("cast: {without: [east]}")


def test_it_has_no_shipped_scenarios_and_a_template_all_the_same():
    assert shipped(RIVER) == {}
    assert "no scenario 'maximum_pressure' comes with the package" in mistake("extends: redline:maximum_pressure")
    assert load(template("a question", RIVER), crisis=RIVER).title == "A question"


def test_its_schema_and_plain_form_suit_each_other():
    known = jsonschema.Draft7Validator(schema(RIVER))
    scenario = load("theory: fear\nevents: [{on: 1999-03-04, act: volley, actor: west}]\n", crisis=RIVER)
    assert not list(known.iter_errors(scenario.canonical()))
    assert load(json.dumps(scenario.canonical()), crisis=RIVER).digest == scenario.digest
    assert not known.is_valid({"cast": {"add": {"north": {"like": "east"}}}})
    assert not known.is_valid({"outcomes": {"headline": "war"}})


def test_a_scenario_and_its_cells_find_their_crisis_again_in_another_process():
    scenario = load("title: x\n", crisis=SMALL)
    assert pickle.loads(pickle.dumps(scenario)).crisis is SMALL
    assert pickle.loads(pickle.dumps(scenario.cells()[0])).crisis is SMALL
    assert "crisis" not in repr(scenario.cells()[0])


def test_what_a_newcomer_is_told_of_a_parameter_that_nobody_sets_comes_from_the_crisis():
    from sim.scenario.checks import remarks

    quiet, told = replace(RIVER, unset={}), replace(RIVER, unset={"generals.east.nerve": "East has no orders"})
    assert remarks(load("title: x\n", crisis=quiet)) == ()
    (found,) = remarks(load("title: x\n", crisis=told))
    assert found.message == "East has no orders"
    assert remarks(load("parameters: {generals.east.nerve: 1}\n", crisis=told)) == ()


def test_a_policy_of_the_crisis_takes_the_place_of_the_records_steps_of_it():
    text = (
        "clock: {days: 460}\nhistory: {until: 2019-06-25}\nparameters: {united_states.pressure: {2018-11-05: 0.57}}\n"
    )
    steps = [
        {one.day for one in load(text, crisis=crisis).cells()[0].events if one.act == "sanctions_step"}
        for crisis in (SMALL, replace(SMALL, policy=None))
    ]
    first, november = 0, (date(2018, 11, 5) - SMALL.start).days
    assert steps[1] - steps[0] == {first, november}
    assert steps[0] < steps[1]
