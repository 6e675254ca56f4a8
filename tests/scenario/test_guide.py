"""The guide for analysts is right: its examples load, and the words it lists are the words there are."""

import re

import pytest

from sim.api import cast_names
from sim.distributions import FORMS
from sim.model import catalogue
from sim.outcomes import OUTCOMES
from sim.scenario import load, shipped
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, flags=re.MULTILINE | re.DOTALL)


def read(text):
    return load(text, catalogue=catalogue(), cast_names=cast_names())


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_every_example_loads_without_a_warning(text):
    assert read(text).warnings == ()


def test_the_complete_example_has_as_many_cells_as_the_guide_says():
    assert len(read(EXAMPLES[0]).cells()) == 10


def test_the_guide_names_every_outcome_distribution_and_shipped_scenario():
    for word in (*OUTCOMES, *FORMS, *shipped()):
        assert f"`{word}`" in GUIDE, word
