"""Forms of sentences: filled in, they are what the function itself writes; what cannot be a form is refused."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from sim.crisis.acts import ACTS
from sim.crisis.us_iran import US_IRAN
from sim.words import forms
from sim.words.events import Names, deed, stood

NAMES = Names.of(US_IRAN)
OPERATIONS = {
    "lt": lambda one, other: one < other,
    "le": lambda one, other: one <= other,
    "gt": lambda one, other: one > other,
    "ge": lambda one, other: one >= other,
    "add": lambda one, other: one + other,
    "sub": lambda one, other: one - other,
    "mul": lambda one, other: one * other,
    "neg": lambda one: -one,
    "abs": abs,
}


def value(expression: Any, numbers: Mapping[str, float]) -> Any:
    if isinstance(expression, list):
        return OPERATIONS[expression[0]](*(value(one, numbers) for one in expression[1:]))
    return numbers[expression] if isinstance(expression, str) else expression


def filled(found: Any, **numbers: float) -> str:
    """A form with its numbers, as the page fills it in."""
    while isinstance(found, dict):
        found = found["then"] if value(found["if"], numbers) else found["else"]
    return "".join(one if isinstance(one, str) else format(value(one[0], numbers), one[1]) for one in found)


@pytest.mark.parametrize("rule", ["Iran.choose_act", "UnitedStates.decide_cases", "Proxy.decide"])
def test_every_act_is_weighed_by_its_form_as_by_the_crisis(rule):
    for act, (line, margin) in itertools.product(ACTS, itertools.product((0.37, 6.0), (-2.5, -0.04, 0.0, 0.06, 3.1))):
        told = forms.of_event(("iran", act, "united_states", rule, False), NAMES)
        row = SimpleNamespace(actor="iran", act=act, kind=told["kind"], rule=rule)
        assert filled(told["stood"], threshold=line, margin=margin) == stood(row, NAMES, line, margin), act


def test_every_act_is_told_by_its_form_as_by_the_function_the_dead_and_the_rung_included():
    for act, actor in itertools.product(ACTS, ("iran", "united_states", "")):
        told = forms.of_event((actor, act, "", "rule", False), NAMES)
        for rung, dead in itertools.product((0.0, 0.04, 4.55, 10.0), (0, 1, 12)):
            row = SimpleNamespace(
                actor=actor, act=act, target="", words=told["words"], kind=told["kind"], rung=rung, fatalities=dead
            )
            assert filled(told["deed"], rung=rung, fatalities=dead) == deed(row, NAMES, "")


def test_what_a_scenario_makes_happen_is_called_by_its_name_on_its_day():
    days = {3: "A", 5: "B"}
    given = [SimpleNamespace(actor="iran", act="drone_loss", day=day, title=title) for day, title in days.items()]
    names = Names.of(US_IRAN, given=given)
    told = forms.of_event(("iran", "drone_loss", "", "", True), names)
    assert set(told["on"]) == {"3", "5"}
    assert " (B)." in filled(told["on"]["5"], rung=4.5, fatalities=0)
    assert "(" not in filled(told["deed"], rung=4.5, fatalities=0)
    assert forms.of_event(("iran", "drone_loss", "", "", False), names)["on"] == {}


@pytest.mark.parametrize(
    "write",
    [
        lambda x: f"{math.floor(x)}",
        lambda x: f"{round(x)}",
        lambda x: f"{x:.1f}" if x else "",
        lambda x: f"{x}",
        lambda x: f"{x:+.1e}",
        lambda x: "" if x == 1 else "a",
        lambda x: "".join(f"{x:.1f}" if x + n > 0 else "" for n in range(9)),
    ],
)
def test_a_function_that_does_more_with_a_number_has_no_form(write):
    with pytest.raises(TypeError):
        forms.form(write, "x")
