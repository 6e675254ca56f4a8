"""A parameter that says how things stand at the start takes no date: a later one would silently mean nothing."""

import pytest

import sim
from sim.scenario import ScenarioError

FILE = "format: 1\ntitle: t\nquestion: q\n"


def mistakes(text: str) -> str:
    from sim.crisis.us_iran import US_IRAN
    from sim.scenario import load

    with pytest.raises(ScenarioError) as caught:
        load(FILE + text, crisis=US_IRAN)
    return str(caught.value)


def test_a_dated_starting_value_is_refused():
    assert "dates mean nothing here" in mistakes("parameters: {iran.belief.mean: {2019-01-01: 5}}\n")


def test_a_branch_cannot_change_a_starting_value():
    told = mistakes("variants: {late: {from: 2019-06-20, set: {iran.belief.width: 0.2}}}\n")
    assert "a branch cannot change it" in told


def test_the_shipped_scenarios_stay_clear_of_it():
    assert sim.load("redline:after_the_drone").cells()
