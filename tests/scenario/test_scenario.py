"""The scenario object: changes made in Python, its plain form, its hash, and how fast it is read."""

import dataclasses
import json
import pickle
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.distributions import Drawn
from sim.scenario import ScenarioError, load
from sim.scenario.checks import remarks
from tests.conftest import calls
from tests.scenario.small import SMALL, small_catalogue

FULL = """\
name: full
title: "Does it: work? <b>"
question: One or two sentences.
baseline: As it was
clock: {start: 2018-05-08, days: 500}
runs: {worlds: 40, seed: 11, assumptions: {draws: 3, worlds: 4}}
parameters:
  united_states.force_threshold: 6.5
  iran.boldness: {value: {beta: {mean: 0.5, sd: 0.1}}, source: [one, two]}
  iran.strike_back: {choice: {6: 1, 7: 2}}
  united_states.pressure:
    2018-05-08: 0.25
    2018-11-05: {value: {uniform: {low: 0.5, high: 0.6}}, announced: 2018-05-08}
  proxies.autonomy: 30%
sample:
  united_states.war_aversion: {value: {triangular: {low: 0.2, mode: 0.5, high: 1}}, source: a survey}
events:
  - {on: 2019-06-14, act: oil_plant_strike, actor: iran, title: The plant, source: press}
  - {between: [2018-06-01, 2018-12-31], chance: 30%, act: rocket_attack, actor: badr, deaths: 1}
cast:
  without: [lebanese_hezbollah, mediators]
  add: {badr: {like: kataib_hezbollah, theatre: iraq, set: {autonomy: 1}}}
variants:
  plain: {set: {iran.belief.width: 0.2, iran.boldness: null}}
  rival: {theory: pressure_works, events: [], cast: {without: [], add: {badr: null}}}
  branch: {title: Later, from: 2018-09-20, set: {united_states.pressure: 0.1}}
sweep: {axes: {united_states.agencies.spread: {from: 0, to: 3, points: 3}, united_states.rule: [any, majority]}}
outcomes: {headline: deal, compare: [deal, war]}
report: {sections: [answer, method]}
"""


@pytest.fixture
def full(read):
    return read(FULL)


# -- the plain form -------------------------------------------------------------------------------------------------


def test_the_plain_form_is_a_scenario_file_again(full, read):
    again = read(json.dumps(full.canonical()))
    assert again.canonical() == full.canonical()
    assert again.cells() == full.cells()
    assert again.digest == full.digest
    assert again.name == "full"


def test_the_plain_form_holds_what_was_inherited(read, tmp_path):
    (tmp_path / "a.yaml").write_text("parameters: {iran.boldness: 1}\nclock: {days: 9}\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")
    written = read(tmp_path / "b.yaml").canonical()
    assert (written["parameters"], written["clock"]["days"]) == ({"iran.boldness": 1.0}, 9)
    assert "extends" not in written


def test_the_hash_does_not_depend_on_spelling(read):
    first = read("parameters: {iran.boldness: 0.5, iran.strike_back: 6}")
    second = read("# a comment\nparameters:\n  iran.strike_back: 6.0\n  iran.boldness: 50%")
    assert first.digest == second.digest


@pytest.mark.parametrize("change", ["runs.seed=1", "clock.days=9", "iran.boldness=0.51", "theory=pressure_works"])
def test_the_hash_depends_on_what_is_simulated(read, change):
    assert read(FULL).digest != read(FULL, change).digest


value = st.one_of(
    st.floats(0, 1).map(lambda x: round(x, 6)),
    st.just({"beta": {"mean": 0.4, "sd": 0.1}}),
    st.dictionaries(st.dates(date(2018, 5, 8), date(2019, 5, 8)).map(str), st.floats(0, 1), min_size=1, max_size=4),
)
paths = st.sampled_from([path for path, one in small_catalogue().items() if one.bounds == (0, 1)])


@given(
    parameters=st.dictionaries(paths, value),
    variant=st.dictionaries(paths, value),
    branch=st.dates(date(2019, 5, 8), date(2020, 1, 1)),
)
@settings(max_examples=60)
def test_any_scenario_survives_its_plain_form_and_a_branch_never_touches_its_past(parameters, variant, branch):
    later = dict.fromkeys(variant, 0.5)
    text = {"parameters": parameters, "variants": {"v": {"set": variant}, "b": {"set": later, "from": str(branch)}}}
    scenario = load(json.dumps(text), crisis=SMALL)
    again = load(json.dumps(scenario.canonical()), crisis=SMALL)
    assert again.cells() == scenario.cells()
    baseline, _, branched = scenario.cells()
    for path, course in baseline.courses.items():
        past = [step for step in course if step.day < branched.branch_day]
        assert [step for step in branched.courses[path] if step.day < branched.branch_day] == past


# -- changes in python ----------------------------------------------------------------------------------------------


def test_a_change_makes_a_new_scenario_and_leaves_the_old_one(full):
    changed = full.replace(worlds=5, seed=1, days=30, start=date(2018, 6, 1), title="New", theory="pressure_works")
    assert (changed.worlds, changed.seed, changed.days, changed.title) == (5, 1, 30, "New")
    assert (changed.start, changed.theory) == (date(2018, 6, 1), "pressure_works")
    assert (full.worlds, full.title) == (40, "Does it: work? <b>")


def test_parameters_are_laid_over_the_scenarios(full):
    changed = full.replace(parameters={"iran.boldness": Drawn.of("uniform", low=0, high=0.5), "iran.strike_back": None})
    assert changed.parameters["iran.boldness"].only == Drawn.of("uniform", low=0, high=0.5)
    assert "iran.strike_back" not in changed.parameters
    assert changed.parameters["united_states.force_threshold"].only == 6.5


def test_dated_values_may_be_given_with_real_dates(full):
    changed = full.replace(parameters={"iran.boldness": {date(2018, 6, 1): 0.3}})
    assert changed.parameters["iran.boldness"].steps[0].on == date(2018, 6, 1)


def test_variants_sweep_events_and_cast_are_replaced_as_in_a_file(full):
    changed = full.replace(variants={"bold": {"set": {"iran.boldness": 1}}}, sweep=None, events=[], cast=None)
    assert [cell.variant for cell in changed.cells()] == ["baseline", "bold"]
    assert (changed.events, changed.cast.without) == ((), ())


def test_changes_add_up(full):
    changed = full.replace(worlds=5).replace(parameters={"iran.boldness": 0.1}).replace(worlds=6)
    assert (changed.worlds, changed.parameters["iran.boldness"].only) == (6, 0.1)


def test_a_wrong_change_is_refused(full):
    with pytest.raises(ScenarioError, match=r"replace\(\): runs.worlds: 0 is out of range"):
        full.replace(worlds=0)
    with pytest.raises(ScenarioError, match=r"did you mean iran.boldness\?"):
        full.replace(parameters={"iran.boldnes": 1})
    with pytest.raises(TypeError, match="replace\\(\\) got 'world'; allowed: name, title"):
        full.replace(world=3)


def test_only_some_variants_are_run_beside_the_baseline(full):
    assert full.only("rival").variant_names == ("baseline", "rival")
    assert full.only("baseline").variant_names == ("baseline",)
    assert len(full.only("rival").cells()) == 2 * 6
    assert full.only("rival").replace(worlds=3).variant_names == ("baseline", "rival")


def test_an_unknown_variant_is_refused_with_the_nearest(full):
    with pytest.raises(ScenarioError, match=r"there is no variant 'rivals'.*did you mean rival\?"):
        full.only("rivals")


# -- cells ----------------------------------------------------------------------------------------------------------


def test_cells_are_plain_frozen_data_that_travels_between_processes(full):
    cells = full.cells()
    assert pickle.loads(pickle.dumps(cells)) == cells
    with pytest.raises(dataclasses.FrozenInstanceError):
        cells[0].days = 3


def test_a_scenario_travels_between_processes(full):
    again = pickle.loads(pickle.dumps(full))
    assert again.cells() == full.cells()
    assert again.replace(worlds=1).worlds == 1


def test_a_course_begins_with_what_holds_on_the_first_day_and_since_when(read):
    pressure = "{2018-05-08: 0.1, 2018-08-07: 0.3, 2018-09-11: 0.6}"
    text = f"clock: {{start: 2018-09-01}}\nparameters: {{united_states.pressure: {pressure}}}"
    steps = read(text).cells()[0].courses["united_states.pressure"]
    assert [(step.day, step.value) for step in steps] == [(-25, 0.3), (10, 0.6)]


def test_the_work_of_reading_grows_no_faster_than_the_file(read):
    event = "  - {on: 2019-06-14, act: oil_plant_strike, actor: iran, title: The plant, source: press}\n"
    long = FULL.replace("events:\n", f"events:\n{event * 100}")
    short, longer = (calls(lambda text=text: read(text)) for text in (FULL, long))
    assert short < 25_000  # about 14,000
    assert longer - short < 100 * 600  # about 360 a line


def test_the_work_of_making_cells_grows_no_faster_than_their_number(read):
    found = []
    for points in (10, 40):
        axis = f"{{from: 0, to: 1, points: {points}}}"
        scenario = read(f"runs: {{worlds: 10}}\nsweep: {{axes: {{iran.boldness: {axis}, proxies.autonomy: {axis}}}}}")
        assert len(scenario.cells()) == points**2
        found.append(calls(scenario.cells) / points**2)
    assert found[0] < 100  # about 50
    assert found[1] < 1.2 * found[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"runs": 5},
            r"replace\(\) got 'runs', which is no dict; write one, or worlds=, seed=, assumptions=, theories=",
        ),
        ({"clock": {"days": 5}, "days": 5}, r"replace\(\) got 'days' twice: by itself and in clock"),
        ({"wolds": 5}, r"did you mean worlds\?"),
    ],
)
def test_what_replace_does_not_take_is_refused_with_what_it_takes(full, change, message):
    with pytest.raises(TypeError, match=message):
        full.replace(**change)


def test_replace_takes_the_sections_of_a_file_as_well_as_what_stands_in_them(full):
    sections = full.replace(clock={"days": 5}, runs={"worlds": 7, "assumptions": {"draws": 0}}, seed=3)
    assert sections.canonical() == full.replace(days=5, worlds=7, assumptions={"draws": 0}, seed=3).canonical()
    assert (sections.days, sections.start, sections.worlds, sections.seed) == (5, full.start, 7, 3)
    with pytest.raises(ScenarioError, match=r"^replace\(\): clock.dais: "):
        full.replace(clock={"dais": 5})


def test_a_variant_that_is_not_there_is_refused_by_the_call_that_names_it(full):
    with pytest.raises(ScenarioError, match=r"^only\(\): runs.only: there is no variant 'q'"):
        full.only("q")


def test_a_scenario_without_pressure_or_with_another_start_is_remarked_on(read):
    assert remarks(read("parameters: {united_states.pressure: 0.5}")) == ()
    assert remarks(read("variants: {v: {set: {united_states.pressure: 0.5}}}")) == ()
    assert remarks(read("sweep: {axes: {united_states.pressure: [0.1, 0.5]}}")) == ()
    first, second = remarks(read("clock: {start: 2019-01-01}"))
    assert str(first).startswith("<text>: warning: no pressure is set: sanctions stay at 0")
    assert "states begin at their values of May 2018" in str(second)
