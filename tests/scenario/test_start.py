"""``start:``: how things stand on the first day, as a day of which states are kept, and one by one."""

import json
from datetime import date

import jsonschema
import numpy as np
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.engine.distributions import Drawn
from sim.engine.recorder import Recorder
from sim.runs.worlds import model_of
from sim.scenario import ScenarioError, load, schema
from sim.scenario.checks import remarks

JANUARY = date(2020, 1, 8)
EXPORTS, RESISTING = "iran.economy.exports", "iran.resisting"


def read(text, *sets):
    return load(text + "\n", crisis=US_IRAN, sets=sets)


def mistake(text, *sets):
    with pytest.raises(ScenarioError) as told:
        read(text, *sets)
    (line,) = str(told.value).splitlines()
    return line


def stands(scenario, path):
    """The first value of a parameter in the baseline; None where it is not set."""
    course = scenario.cells()[0].courses.get(path)
    return None if course is None else course[0].value


def test_a_day_sets_every_state_that_is_kept_with_its_source():
    scenario = read("start: 2020-01-08")
    assert {path: stands(scenario, path) for path in US_IRAN.starts()[JANUARY]} == {
        path: value for path, (value, _) in US_IRAN.starts()[JANUARY].items()
    }
    assert scenario.sources[EXPORTS] == US_IRAN.starts()[JANUARY][EXPORTS][1]
    assert read("start: {as_of: 2020-01-08}").cells() == scenario.cells()


def test_every_state_that_is_kept_is_one_that_may_be_given_within_its_bounds_and_with_a_source():
    for states in US_IRAN.starts().values():
        for path, (value, source) in states.items():
            parameter = US_IRAN.catalogue[path]
            assert parameter.starts and parameter.problem(value) is None, path
            assert len(source) > 10


def test_january_2020_is_what_the_issue_says_of_it():
    stood = {path: value for path, (value, _) in US_IRAN.starts()[JANUARY].items()}
    assert stood[EXPORTS] == pytest.approx(0.12, abs=0.02)
    assert stood["iran.economy.rate"] == pytest.approx(134_864 / 63_444, abs=0.01)  # rials a dollar, monthly means
    assert stood["iran.economy.output"] == pytest.approx((1 - 0.054) * (1 - 0.076), abs=0.01)
    assert stood[RESISTING] == stood["united_states.case.announced"] == 1


def test_what_is_given_beats_the_day_and_a_member_its_family():
    text = "start: {as_of: 2020-01-08, proxies.grievance: 0.1, proxies.kataib_hezbollah.grievance: 1, iran.purse: 40%}"
    scenario = read(text.replace("40%", "0.4"))
    assert stands(scenario, "iran.purse") == 0.4
    assert stands(scenario, "proxies.iraqi_front.grievance") == 0.1
    assert stands(scenario, "proxies.kataib_hezbollah.grievance") == 1
    assert stands(scenario, EXPORTS) == 0.12


def test_what_the_file_sets_or_draws_elsewhere_beats_the_day_too():
    scenario = read(
        f"start: 2020-01-08\nparameters: {{{EXPORTS}: 0.3}}\nsample: {{iran.purse: {{uniform: {{low: 0, high: 1}}}}}}"
    )
    assert stands(scenario, EXPORTS) == 0.3
    assert isinstance(stands(scenario, "iran.purse"), Drawn)
    assert scenario.sampled == ("iran.purse",)


def test_null_brings_back_the_declared_value_of_one_state_or_of_all(tmp_path):
    assert stands(read(f"start: {{as_of: 2020-01-08, {RESISTING}: null}}"), RESISTING) is None
    (tmp_path / "parent.yaml").write_text("start: 2020-01-08\nparameters: {iran.boldness: 0.4}\n")
    for text in ("start: null", "start: 2018-05-08", "start: {as_of: null}"):
        (tmp_path / "child.yaml").write_text(f"extends: parent.yaml\n{text}\n")
        child = load(tmp_path / "child.yaml", crisis=US_IRAN)
        assert set(child.parameters) == {"iran.boldness"}, text
    (tmp_path / "child.yaml").write_text(f"extends: parent.yaml\nstart: {{{EXPORTS}: 0.5}}\n")
    child = load(tmp_path / "child.yaml", crisis=US_IRAN)
    assert (stands(child, EXPORTS), stands(child, RESISTING)) == (0.5, 1)


def test_a_state_may_be_drawn_swept_set_by_a_variant_from_the_command_line_and_in_python():
    drawn = read(f"start: {{{EXPORTS}: {{uniform: {{low: 0.1, high: 0.2}}}}}}")
    assert drawn.sampled == (EXPORTS,)
    swept = read(f"start: 2020-01-08\nsweep: {{axes: {{{EXPORTS}: [0.1, 0.5]}}}}")
    assert [cell.courses[EXPORTS][0].value for cell in swept.cells()] == [0.1, 0.5]
    other = read(f"start: 2020-01-08\nvariants: {{open: {{set: {{{EXPORTS}: 0.9}}}}}}")
    assert [cell.courses[EXPORTS][0].value for cell in other.cells()] == [0.12, 0.9]
    for sets in ((f"start.{EXPORTS}=0.4",), (f"{EXPORTS}=0.4",)):
        assert stands(read("start: 2020-01-08", *sets), EXPORTS) == 0.4
    assert stands(read("title: x", "start.as_of=2020-01-08"), EXPORTS) == 0.12
    later = read("title: x").replace(start={"as_of": "2020-01-08", EXPORTS: 0.2})
    assert (stands(later, EXPORTS), stands(later, RESISTING), later.start) == (0.2, 1, date(2018, 5, 8))
    assert read("title: x").replace(start="2020-01-08").start == JANUARY


def test_an_added_militia_stands_as_the_one_that_it_is_like():
    scenario = read("start: 2020-01-08\ncast: {add: {badr_corps: {like: kataib_hezbollah}}}")
    like = stands(scenario, "proxies.kataib_hezbollah.grievance")
    assert like > 0.5 and stands(scenario, "proxies.badr_corps.grievance") == like


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("start: 2019-09-14", "start: no states are kept for 2019-09-14; allowed: 2018-05-08, 2020-01-08; the first"),
        ("start: soon", "start: 'soon' is not a day"),
        ("start: [1]", "start: a list is not a day"),
        ("start: {as_of: 1}", "start.as_of: 1 is not a day"),
        ("start: {iran.economy.export: 0.1}", "did you mean iran.economy.exports?"),
        (
            "start: {exports: 0.1}",
            "there is no state 'exports' that could be given; did you mean iran.economy.exports?",
        ),
        ("start: {iran.resisting: 2}", "start.iran.resisting: 2 is out of range; allowed: a whole number from 0 to 1"),
        ("start: {iran.resisting: {2020-01-08: 1}}", "so dates mean nothing here"),
        (
            "start: {iran.boldness: 0.4}",
            "iran.boldness holds throughout, not at the start only; write it under parameters",
        ),
        ("start: {2020-01-08: {iran.purse: 1}}", "write start: 2020-01-08, or start: {as_of: 2020-01-08}"),
        (
            "start: {iran.purse: 1}\nparameters: {iran.purse: 1}",
            "iran.purse is also under parameters; a state is given once",
        ),
        (
            "start: {iran.purse: 1}\nsample: {iran.purse: {uniform: {low: 0, high: 1}}}",
            "iran.purse is also under sample",
        ),
        ("start: {proxies.grievance: 1}\nparameters: {proxies.ansar_allah.grievance: 1}", "also under parameters"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_meant(text, told):
    line = mistake(text)
    assert told in line
    assert line.startswith("<text>:1:")


def test_it_is_part_of_the_plain_form_and_suits_the_schema():
    scenario = read(
        f"start: {{as_of: 2020-01-08, {EXPORTS}: {{value: 0.2, source: a guess}}}}\nclock: {{start: 2020-01-08}}"
    )
    assert read(json.dumps(scenario.canonical())).cells() == scenario.cells()
    validator = jsonschema.Draft7Validator(schema(US_IRAN))
    fits = (
        "2020-01-08",
        None,
        {"as_of": "2020-01-08", EXPORTS: 0.2, "proxies.grievance": 1, "proxies.mine.grievance": 1},
    )
    assert all(validator.is_valid({"start": one}) for one in fits)
    misfits = (
        "2019-01-01",
        3,
        {"as_of": "2019-01-01"},
        {EXPORTS: 3},
        {"iran.boldness": 0.5},
        {"proxies.mine.autonomy": 1},
    )
    assert not any(validator.is_valid({"start": one}) for one in misfits)


def test_a_clock_and_states_of_different_days_are_told():
    def told(text):
        return [one.message for one in remarks(read(text + "\nparameters: {united_states.pressure: 0.5}"))]

    (nothing,) = told("clock: {start: 2020-01-08}")
    assert "states begin at their values of May 2018" in nothing and "write start: 2020-01-08" in nothing
    assert told("clock: {start: 2020-01-08}\nstart: 2020-01-08") == told("title: x") == []
    for text in ("start: 2020-01-08", f"clock: {{start: 2024-01-28}}\nstart: {{as_of: 2020-01-08, {EXPORTS}: 0.5}}"):
        (other,) = told(text)
        assert other.startswith("states that start: does not give are those of 2020-01-08; the clock starts on ")


POLICY = "united_states.pressure: {2018-05-08: 0.1, 2019-05-02: {value: 0.9, announced: 2019-04-22}, 2020-02-01: 0.95}"


def policy_days(scenario):
    """Days on which a step of policy or its announcement is written in any world."""
    found = sim.run(scenario.replace(worlds=20, days=40, assumptions={"draws": 0})).events
    return set(found.day[found.act.isin(["policy_step", "announcement"])])


def test_steps_of_policy_before_the_start_are_in_force_and_no_news():
    january = "clock: {start: 2020-01-08}\n"
    assert policy_days(read(f"{january}start: 2020-01-08\nparameters: {{{POLICY}}}")) == {24}  # 1 February alone
    # In force on 2 May; it was announced before the first day.
    assert policy_days(read(f"clock: {{start: 2019-04-28}}\nparameters: {{{POLICY}}}")) == {4}
    assert policy_days(read(f"{january}parameters: {{united_states.pressure: 0.9}}")) == {0}
    assert policy_days(read(f"{january}start: 2020-01-08\nparameters: {{united_states.pressure: 0.95}}")) == set()


def panic(text):
    """Mean panic in the rial's rate two months on."""
    scenario = read(f"clock: {{start: 2020-01-08}}\n{text}")
    model = model_of(scenario.cells()[0], np.arange(20), 1, Recorder(outcomes_only=True))
    for _ in range(60):
        model.step()
    return float(model.economy.panic.mean())


def test_pressure_that_was_in_force_causes_no_panic_and_new_pressure_does():
    """Rule (C03): news of more pressure moves the rial, and what everyone knew does not."""
    assert panic("parameters: {united_states.pressure: {2019-09-20: 0.95}}") < 0.1
    assert panic("start: 2020-01-08\nparameters: {united_states.pressure: 0.95}") < 0.1
    assert panic("parameters: {united_states.pressure: 0.95}") > 0.5
