"""A share may be written in percent wherever a number of it may stand, and means the same."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft7Validator

from sim.crisis.us_iran import US_IRAN
from sim.scenario import ScenarioError, load, schema
from sim.scenario.problems import Problems
from sim.scenario.yaml_text import plain
from sim.scenario.yaml_text import read as read_yaml

CHANCE = "united_states.attribution.chance"  # per day, 0.01 to 1
EXPORTS = "iran.economy.exports"  # a share of before, 0 to 1.2

PAIRS = [
    (f"parameters: {{{CHANCE}: 50%}}", f"parameters: {{{CHANCE}: 0.5}}"),
    (f"parameters: {{{EXPORTS}: 110%}}", f"parameters: {{{EXPORTS}: 1.1}}"),
    (
        "parameters: {united_states.channel.restraint: -20%}",
        "parameters: {united_states.channel.restraint: -0.2}",
    ),
    (
        f"parameters: {{{CHANCE}: {{2018-05-08: 50%, 2018-11-05: {{value: 12.5 %, announced: 2018-05-08}}}}}}",
        f"parameters: {{{CHANCE}: {{2018-05-08: 0.5, 2018-11-05: {{value: 0.125, announced: 2018-05-08}}}}}}",
    ),
    (
        f"parameters: {{{CHANCE}: {{value: 50%, source: an interview}}}}",
        f"parameters: {{{CHANCE}: {{value: 0.5, source: an interview}}}}",
    ),
    (f"start: {{{EXPORTS}: 50%}}", f"start: {{{EXPORTS}: 0.5}}"),
    ("sample: {iran.boldness: {beta: {mean: 50%, sd: 10%}}}", "sample: {iran.boldness: {beta: {mean: 0.5, sd: 0.1}}}"),
    (
        "sample: {iran.boldness: {beta: {a: 2, b: 3, low: 10%, high: 90%}}}",
        "sample: {iran.boldness: {beta: {a: 2, b: 3, low: 0.1, high: 0.9}}}",
    ),
    (
        "sample: {iran.boldness: {triangular: {low: 10%, mode: 20%, high: 90%}}}",
        "sample: {iran.boldness: {triangular: {low: 0.1, mode: 0.2, high: 0.9}}}",
    ),
    (
        "sample: {iran.boldness: {lognormal: {median: 20%, sigma: 0.5}}}",
        "sample: {iran.boldness: {lognormal: {median: 0.2, sigma: 0.5}}}",
    ),
    ("sample: {iran.boldness: {choice: [20%, 40%]}}", "sample: {iran.boldness: {choice: [0.2, 0.4]}}"),
    (
        "sample: {iran.boldness: {choice: {20%: 30%, 40%: 70%}}}",
        "sample: {iran.boldness: {choice: {0.2: 0.3, 0.4: 0.7}}}",
    ),
    (
        "sample: {iran.strike_back: {choice: {5: 30%, 6: 70%}}}",
        "sample: {iran.strike_back: {choice: {5: 0.3, 6: 0.7}}}",
    ),
    (f"variants: {{a: {{set: {{{CHANCE}: 50%}}}}}}", f"variants: {{a: {{set: {{{CHANCE}: 0.5}}}}}}"),
    (
        f"variants: {{a: {{from: 2019-01-01, set: {{{CHANCE}: 50%}}}}}}",
        f"variants: {{a: {{from: 2019-01-01, set: {{{CHANCE}: 0.5}}}}}}",
    ),
    (f"factors: {{a: {{set: {{{CHANCE}: 50%}}}}}}", f"factors: {{a: {{set: {{{CHANCE}: 0.5}}}}}}"),
    (
        "cast: {add: {badr: {like: kataib_hezbollah, set: {autonomy: 50%}}}}",
        "cast: {add: {badr: {like: kataib_hezbollah, set: {autonomy: 0.5}}}}",
    ),
    (
        f"sweep: {{axes: {{{CHANCE}: {{from: 10%, to: 90%, points: 5}}}}, exclude: [{{{CHANCE}: 30%}}]}}",
        f"sweep: {{axes: {{{CHANCE}: {{from: 0.1, to: 0.9, points: 5}}}}, exclude: [{{{CHANCE}: 0.3}}]}}",
    ),
    (f"sweep: {{axes: {{{CHANCE}: [10%, 90%]}}}}", f"sweep: {{axes: {{{CHANCE}: [0.1, 0.9]}}}}"),
    (
        f"sweep: {{design: sobol, points: 4, axes: {{{CHANCE}: {{from: 10%, to: 90%}}}}}}",
        f"sweep: {{design: sobol, points: 4, axes: {{{CHANCE}: {{from: 0.1, to: 0.9}}}}}}",
    ),
    (
        f"sweep: {{boundary: {{at: 40%, within: 2%, axes: {{{CHANCE}: {{from: 10%, to: 90%}}}}}}}}",
        f"sweep: {{boundary: {{at: 0.4, within: 0.02, axes: {{{CHANCE}: {{from: 0.1, to: 0.9}}}}}}}}",
    ),
    ("runs: {worlds: {until: 2%}}", "runs: {worlds: {until: 0.02}}"),
    (f"parameters: {{{CHANCE}: \u06f5\u06f0\u066a}}", f"parameters: {{{CHANCE}: 0.5}}"),
]


def read(text, *sets):
    return load(text + "\n", crisis=US_IRAN, sets=sets)


@pytest.mark.parametrize(("percent", "share"), PAIRS)
def test_a_share_in_percent_is_the_same_scenario(percent, share):
    assert read(percent).digest == read(share).digest


def test_a_percentage_on_the_command_line_and_in_python_is_a_share():
    wanted = read(f"parameters: {{{CHANCE}: 0.5}}").digest
    assert read("format: 1", f"{CHANCE}=50%").digest == wanted
    assert read("format: 1").replace(parameters={CHANCE: "50%"}).digest == wanted


def test_the_schema_has_what_the_reader_takes():
    validator = Draft7Validator(schema(US_IRAN))
    for text, _ in PAIRS[:-1]:  # an editor knows digits of ASCII only
        assert validator.is_valid(plain(read_yaml(text, "a", Problems()))), text


@pytest.mark.parametrize("day", [datetime(2019, 6, 20), pd.Timestamp("2019-06-20"), np.datetime64("2019-06-20")])
def test_a_day_of_another_library_is_a_day(day):
    changed = read("format: 1").replace(start=day, parameters={"united_states.pressure": {day: 0.5}})
    assert (type(changed.start), changed.start) == (date, date(2019, 6, 20))
    assert changed.parameters["united_states.pressure"].steps[0].on == date(2019, 6, 20)


def test_a_time_of_day_is_refused_in_python_as_in_a_file():
    with pytest.raises(ScenarioError, match=r"has a time of day, and days are whole; write 2019-06-20"):
        read("format: 1").replace(start=datetime(2019, 6, 20, 12))
