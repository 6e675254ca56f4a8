"""The size of a run is known from its numbers alone, and a message about it says which to lower."""

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.runs.plan import Plan
from sim.scenario import load
from sim.scenario.checks import parts

DRAWN = "{beta: {mean: 0.5, sd: 0.1}}"
SPREAD = "sweep: {design: sobol, points: 8, axes: {iran.boldness: {from: 0, to: 1}}}"
BOUNDARY = "sweep: {boundary: {axes: {iran.boldness: {from: 0, to: 1}, united_states.force_threshold: [5, 6]}}}"

ROWS = "iran.strike_back: {from: 0, to: 9, points: 999}"
TEN = ", ".join(f"v{i}: {{set: {{iran.boldness: 0.{i}1}}}}" for i in range(10))


@pytest.mark.parametrize(
    "text",
    [
        "runs: {worlds: 30}",
        "runs: {worlds: 30, assumptions: {draws: 0}}",
        "runs: {worlds: 1}",
        "runs: {worlds: {until: 1%, at_most: 5000}}",
        "variants: {v: {set: {iran.boldness: 0.3}}, w: {theory: pressure_works}}",
        "sweep: {axes: {iran.boldness: [0.1, 0.2, 0.3]}, exclude: [{iran.boldness: 0.2}]}",
        SPREAD,
        SPREAD + "\nruns: {worlds: 30}\nvariants: {v: {set: {iran.belief.width: 3}}}",
        BOUNDARY,
        f"sample: {{iran.boldness: {DRAWN}}}",
        f"sample: {{iran.boldness: {DRAWN}}}\nruns: {{worlds: 30}}\nvariants: {{v: {{set: {{iran.boldness: 0.3}}}}}}",
        f"variants: {{v: {{set: {{iran.boldness: {DRAWN}}}}}}}",
        f"parameters: {{iran.boldness: {DRAWN}}}\nsweep: {{axes: {{iran.boldness: [0.1, 0.2]}}}}",
        f"parameters: {{iran.boldness: {DRAWN}}}\n{SPREAD}",
    ],
)
def test_the_size_that_is_checked_is_the_size_of_the_run(text):
    scenario = load(text + "\n", crisis=US_IRAN)
    plan = Plan.of(scenario)
    assert sum(part.worlds for part in parts(scenario)) == plan.worlds + plan.searched


def test_worlds_with_other_luck_count(mistakes):
    """9,999,990 worlds are allowed; with 2,000 of them lived through again they are too many."""
    axes = "{iran.strike_back: {from: 0, to: 10, points: 999}, iran.belief.width: [1, 2, 3, 4, 0.5]}"
    grid = f"sweep: {{axes: {axes}}}\nruns: {{worlds: 2002, assumptions: {{draws: 0}}}}\n"
    assert not mistakes(grid)
    (found,) = mistakes(grid + f"sample: {{iran.boldness: {DRAWN}}}")
    assert "1 variant x 4,995 points x 2,002 worlds and 1 variant x 2,000 worlds again with other luck" in found


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        (
            f"sweep: {{boundary: {{axes: {{iran.boldness: {{from: 0, to: 1}}, {ROWS}}}}}}}",
            "<text>:1:9: error: sweep.boundary",
            "lower sweep.boundary.worlds or the number of rows",
        ),
        (
            f"runs: {{worlds: 1000000}}\nvariants: {{{TEN}}}",
            "<text>:1:8: error: runs.worlds",
            "lower runs.worlds or the number of variants",
        ),
        (
            f"runs: {{assumptions: {{draws: 1000, worlds: 1000}}}}\nvariants: {{{TEN}}}",
            "<text>:1:8: error: runs.assumptions",
            "lower runs.assumptions.draws, runs.assumptions.worlds or the number of variants",
        ),
        (
            f"sweep: {{axes: {{iran.boldness: {{from: 0, to: 1, points: 1000}}, {ROWS}}}}}",
            "<text>:1:1: error: sweep",
            "allowed: at most 10,000; lower the number of values of the axes",
        ),
    ],
)
def test_a_run_that_is_too_large_is_told_what_to_lower(mistakes, text, place, remedy):
    (found,) = mistakes(text)
    assert found.startswith(place)
    assert found.endswith(remedy)
