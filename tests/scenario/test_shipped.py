"""The scenarios that come with the package: all load against the real cast, and ask what they should."""

import json
import re

import jsonschema
import pytest

from sim.crisis.us_iran import US_IRAN
from sim.scenario import load, schema, shipped, template
from sim.scenario.problems import Problems
from sim.scenario.yaml_text import plain
from sim.scenario.yaml_text import read as read_yaml

NAMES = (
    "after_the_drone",
    "ambiguity",
    "ambiguity_and_doubt",
    "given_no_force",
    "levers_and_unknowns",
    "loose_proxies",
    "maximum_pressure",
    "mechanisms",
    "no_go_betweens",
    "nuclear_sites",
    "rival_theories",
    "sanctions_relief_for_talks",
    "strike_threshold",
    "three_killed",
    "tipping_line",
    "two_thresholds",
)


@pytest.fixture(scope="module")
def real():
    """Reads a scenario with the real cast."""
    return lambda source, *sets: load(source, crisis=US_IRAN, sets=sets)


def test_the_questions_are_there():
    assert set(NAMES) == set(shipped(US_IRAN))


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_loads_without_a_warning_and_asks_a_question(real, name):
    scenario = real(shipped(US_IRAN)[name])
    assert scenario.warnings == ()
    assert scenario.title.endswith("?")
    assert scenario.name == name
    assert scenario == real(f"redline:{name}")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_survives_its_plain_form(real, name):
    scenario = real(shipped(US_IRAN)[name])
    assert real(json.dumps(scenario.canonical())).cells() == scenario.cells()


def test_all_shipped_scenarios_suit_the_schema_of_the_real_cast():
    validator = jsonschema.Draft7Validator(schema(US_IRAN))
    for name, path in shipped(US_IRAN).items():
        tree = plain(read_yaml(path.read_text(encoding="utf-8"), name, Problems()))
        assert [error.message for error in validator.iter_errors(tree)] == [], name


@pytest.mark.parametrize("name", ["my_question", 'Ünïcode: "quotes" {braces}', "a/b", "", "no", "2019"])
def test_the_template_loads_whatever_its_name(real, name):
    scenario = real(template(name, US_IRAN))
    assert scenario.warnings == ()
    assert len(scenario.cells()) == 3


def test_the_reference_follows_the_dates_of_the_record(real):
    steps = real("redline:maximum_pressure").parameters["united_states.pressure"].steps
    assert [(str(step.on), step.value) for step in steps] == [
        ("2018-05-08", 0.10),
        ("2018-08-07", 0.25),
        ("2018-11-05", 0.57),
        ("2019-04-08", 0.60),
        ("2019-05-02", 0.92),
        ("2019-09-20", 0.95),
    ]


def test_ambiguity_crosses_five_factors_with_the_variation_of_the_line_held(real):
    scenario = real("redline:ambiguity")
    assert [one.name for one in scenario.factors] == ["disagree", "changes", "lasts", "drifts", "learns"]
    assert (len(scenario.cells()), scenario.worlds) == (32, 1000)
    held = {cell.courses["united_states.agencies.variation_held"][0].value for cell in scenario.cells()}
    (disagree, *_) = scenario.factors
    assert held == {disagree.values["united_states.agencies.spread"].only}, "noise is as large as the disagreement"


def test_the_drone_is_lost_in_every_variant_and_all_part_that_day(real):
    for cell in real("redline:after_the_drone").cells():
        assert ("drone_loss", 408) in {(event.act, event.day) for event in cell.events}
        assert cell.branch_day == (None if cell.variant == "baseline" else 408)


def test_no_parameter_is_named_in_a_comment_only():
    """A path in a comment that no longer exists would mislead."""
    known = set(US_IRAN.catalogue)
    for name, path in shipped(US_IRAN).items():
        for line in path.read_text(encoding="utf-8").splitlines():
            for found in re.findall(r"\b(?:iran|united_states)\.[a-z_.]+[a-z]", line.partition("#")[2]):
                assert found in known, (name, found)
