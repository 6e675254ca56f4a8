"""The article's claims: all there, each one used, and every id that is named exists."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest

import sim.crisis.actors
import sim.crisis.rules
from sim.crisis.model import catalogue
from sim.crisis.us_iran import US_IRAN
from sim.engine.claims import STANDINGS, read_claims, rules_of

IDS = {f"C{number:02}" for number in range(1, 25)}


def modules(package):
    """Every module below a package."""
    found = [
        importlib.import_module(one.name) for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [package, *found]


def model_modules():
    alone = ("sim.crisis.model", "sim.crisis.environment", "sim.crisis.happenings")
    return [*modules(sim.crisis.actors), *modules(sim.crisis.rules), *map(importlib.import_module, alone)]


def docstrings():
    """Every docstring of the model, by where it stands."""
    for module in model_modules():
        yield module.__name__, module.__doc__ or ""
        for name, one in vars(module).items():
            if getattr(one, "__module__", "") != module.__name__ or not (
                inspect.isclass(one) or inspect.isfunction(one)
            ):
                continue
            yield f"{module.__name__}.{name}", one.__doc__ or ""
            for member, value in vars(one).items() if inspect.isclass(one) else ():
                text = value.fget.__doc__ if isinstance(value, property) else getattr(value, "__doc__", None)
                if inspect.isfunction(value) or isinstance(value, property):
                    yield f"{module.__name__}.{name}.{member}", text or ""


def test_there_are_24_claims_in_order_each_with_words_and_a_standing():
    assert [claim.id for claim in read_claims("sim.crisis")] == sorted(IDS)
    for claim in read_claims("sim.crisis"):
        assert claim.standing in STANDINGS
        for words in (claim.text, claim.becomes):
            assert len(words.split()) >= 6 and words.endswith("."), claim.id
    assert len({claim.text for claim in read_claims("sim.crisis")}) == 24
    assert {claim.id for claim in read_claims("sim.crisis") if claim.standing == "contested"} == {"C13", "C17"}


@pytest.mark.parametrize("claim", US_IRAN.claims_with_uses(), ids=lambda claim: claim.id)
def test_every_claim_is_used_by_a_rule_and_by_a_parameter(claim):
    assert claim.rules, f"{claim.id} is named by no rule"
    assert claim.parameters, f"{claim.id} is named by no parameter"


def test_every_claim_that_a_parameter_names_exists():
    unknown = {path: set(parameter.claims) - IDS for path, parameter in catalogue().items()}
    assert not {path: ids for path, ids in unknown.items() if ids}
    assert all(parameter.claims for parameter in catalogue().values())


def test_every_claim_that_a_docstring_of_the_model_names_exists():
    named = {place: set(re.findall(r"\bC\d+\b", text)) for place, text in docstrings()}
    assert not {place: ids - IDS for place, ids in named.items() if ids - IDS}
    assert sum(map(bool, named.values())) > 40


def test_every_rule_stated_in_words_names_its_claims_in_a_way_that_is_read():
    """A docstring that says ``Rule`` says which claims, and the rulebook reads them all."""
    stated = {place: text for place, text in docstrings() if re.search(r"^\s*Rule\b|\bRule \(", text, re.MULTILINE)}
    assert len(stated) > 25
    for place, text in stated.items():
        assert re.search(r"Rule \(C\d\d(, C\d\d)*[;)]", text), place


def test_the_rulebook_has_every_method_of_the_cast_that_names_a_claim():
    known = US_IRAN.rulebook()
    methods = {
        place.rsplit(".", 1)[1]
        for place, text in docstrings()
        if place.startswith("sim.crisis.actors") and place.count(".") >= 4 and re.search(r"\(C\d\d", text)
    }
    missing = methods - {name.rpartition(".")[2] for name in known}
    assert not missing


def test_claims_are_read_from_docstrings_as_they_are_written():
    class Actor:
        """Nothing here."""

        def one(self):
            """Rule (C05, C06): two claims."""

        def two(self):
            """First (C07; see elsewhere), then (C08)."""

        def none(self):
            """Mentions C09 outside of brackets."""

        @property
        def three(self):
            """A property counts as well (C10)."""

    found = {name.partition(".")[2]: ids for name, ids in rules_of([Actor]).items()}
    assert found == {"one": ("C05", "C06"), "two": ("C07", "C08"), "three": ("C10",)}
