"""The JSON Schema accepts what the reader accepts, and refuses the usual mistakes."""

import json

import jsonschema
import pytest

from sim.scenario import schema, template
from sim.scenario.problems import Problems
from sim.scenario.yaml_text import plain
from sim.scenario.yaml_text import read as read_yaml
from tests.scenario.small import SMALL
from tests.scenario.test_scenario import FULL

SCHEMA = schema(SMALL)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def complaints(text):
    return [error.message for error in VALIDATOR.iter_errors(plain(read_yaml(text, "a.yaml", Problems())))]


def test_it_is_a_valid_schema_of_draft_7_and_plain_json():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        template("a question", SMALL),
        "parameters: {iran.boldness: null, proxies.badr.autonomy: 0.5, proxies.autonomy: 10%}",
        "parameters: {iran.boldness: {value: {2019-01-01: {value: 0.5, announced: 2018-12-01, source: s}}, source: a}}",
        "parameters: {iran.boldness: {normal: {mean: 0.5, sd: 0.1}, source: s}, iran.strike_back: {choice: [5, 6]}}",
        "clock: null\nruns: {worlds: null}\nevents: null\ncast: null\nvariants: null",
        "sweep: {axes: {proxies.autonomy: [0.1, 20%], united_states.rule: [any, lottery]}}",
        "sweep: {axes: {iran.boldness: [0.1, 20%], united_states.rule: [any, lottery]}, "
        "exclude: [{iran.boldness: 20%, united_states.rule: [any]}]}",
        "sweep: {design: sobol, points: 8, worlds: 5, axes: {iran.boldness: {from: 0, to: 1}, "
        "iran.strike_back: {uniform: {low: 5, high: 7}}, united_states.rule: [any]}}",
        "sweep: {boundary: {at: 20%, axes: {iran.boldness: {from: 0, to: 1}, united_states.rule: [any, lottery]}}}",
        "sweep: {boundary: {axes: {iran.boldness: {from: 0, to: 1}, iran.patience: {from: 0, to: 9, points: 4}}, "
        "outcome: deal, at: 0.1, within: 0.05, worlds: 500}}",
        "sweep: null",
        "sample: {iran.boldness: {beta: {mean: 0.5, sd: 0.1}}, iran.strike_back: null, "
        "proxies.autonomy: {value: {uniform: {low: 0, high: 1}}, source: s}}",
        "sample: null",
        "runs: {worlds: {until: 1%}}",
        "runs: {worlds: {until: 0.02, at_most: 5000}}",
        f"name: {'n' * 80}\nvariants: {{{'n' * 60}: {{set: {{iran.boldness: 0.1}}}}}}",
        f"cast: {{add: {{{'n' * 40}: {{like: iraqi_front}}}}}}\nparameters: {{proxies.{'n' * 40}.autonomy: 0.5}}",
    ],
)
def test_what_the_reader_accepts_is_accepted(text, read):
    assert complaints(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "titel: x",
        "title: 5",
        "format: 2",
        "clock: {days: 0}",
        "clock: {start: yesterday}",
        "theory: nobody",
        "parameters: {iran.boldnes: 0.5}",
        "parameters: {iran.boldness: 2}",
        "parameters: {iran.boldness: high}",
        "parameters: {united_states.force_threshold: 30%}",
        "parameters: {united_states.rule: ani}",
        "parameters: {united_states.rule: {uniform: {low: 0, high: 1}}}",
        "parameters: {iran.boldness: {beta: {mean: 0.5}}}",
        "parameters: {iran.boldness: {betta: {mean: 0.5, sd: 0.1}}}",
        "parameters: {iran.boldness: {soon: 0.5}}",
        "parameters: {iran.boldness: {2019-01-01: {announced: 2018-01-01}}}",
        "parameters: {iran.patience: 3.5}",
        "events: [{act: drone_loss, actor: iran}]",
        "events: [{on: 2019-01-01, act: drone_los, actor: iran}]",
        "events: [{on: 2019-01-01, act: drone_loss, actor: iran, rung: 11}]",
        "cast: {without: [nobody]}",
        "cast: {add: {badr: {theatre: iraq}}}",
        "variants: {baseline: {set: {}}}",
        "variants: {v: {set: {iran.boldness: 2}}}",
        "sweep: {design: sobol, axes: {iran.boldness: [0.1]}}",
        "sweep: {axes: {iran.boldness: {from: 0, to: 1}}}",
        "sweep: {axes: {iran.boldness: [0.1, 0.1]}}",
        "sweep: {axes: {iran.boldness: [1], iran.strike_back: [1], iran.patience: [1], iran.belief.width: [1], "
        "united_states.pressure: [1]}}",
        "sweep: {axes: {iran.boldness: {uniform: {low: 0, high: 1}}}}",
        "sweep: {axes: {iran.boldness: [1]}, points: 3}",
        "sweep: {axes: {iran.boldness: [1]}, exclude: [{}]}",
        "sweep: {axes: {iran.boldness: [1]}, exclude: {iran.boldness: 1}}",
        "sweep: {design: sobol, points: 8, axes: {iran.boldness: {from: 0, to: 1, points: 3}}}",
        "sweep: {design: sobol, points: 0, axes: {iran.boldness: {from: 0, to: 1}}}",
        "sweep: {design: latin_hypercube, points: 8, axes: {iran.boldness: {from: 0, to: 1}}, exclude: []}",
        "sweep: {boundary: {at: 0.5}}",
        "sweep: {boundary: {at: 1, axes: {iran.boldness: {from: 0, to: 1}}}}",
        "sweep: {boundary: {axes: {iran.boldness: {uniform: {low: 0, high: 1}}}}}",
        "sweep: {boundary: {axes: {iran.boldness: {from: 0, to: 1}}}, design: grid}",
        "sample: {iran.boldness: 0.5}",
        "sample: {united_states.rule: any}",
        "sample: {iran.boldness: {2019-01-01: {uniform: {low: 0, high: 1}}}}",
        "runs: {worlds: {until: 0.9}}",
        "runs: {worlds: {at_most: 500}}",
        "outcomes: {headline: wars}",
        "outcomes: {compare: [war]}",
        "report: {sections: [anser]}",
        f"name: {'n' * 81}",
        "name: _under",
        f"variants: {{{'n' * 61}: {{set: {{}}}}}}",
        "variants: {two words: {set: {}}}",
        f"cast: {{add: {{{'n' * 41}: {{like: lebanese_hezbollah}}}}}}",
        "cast: {add: {Badr: {like: lebanese_hezbollah}}}",
    ],
)
def test_the_usual_mistakes_are_refused(text, mistakes):
    assert complaints(text)
    if text != "title: 5":  # the reader takes a number for a title, an editor may ask for quotes
        assert mistakes(text)


def test_an_editor_learns_meaning_unit_bounds_default_and_source():
    entry = SCHEMA["definitions"]["settings"]["properties"]["united_states.force_threshold"]
    assert entry["title"] == "What force_threshold means"
    assert entry["description"] == "0 to 10 (rung). Assumed: a test"
    assert entry["default"] == 6.0


def test_the_plain_form_of_a_scenario_is_accepted(read):
    assert not list(VALIDATOR.iter_errors(read(FULL).canonical()))
