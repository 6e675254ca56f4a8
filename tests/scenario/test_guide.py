"""The guide for analysts is right: its examples load, and the words it lists are the words there are."""

import re

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.engine.distributions import FORMS
from sim.runs.run import FIRST, STEP
from sim.scenario import load, shipped
from sim.scenario.format import DESIGNS, MOST_TWINS, MOST_WORLDS, tree
from tests.conftest import ROOT
from tests.scenario.test_robustness import every_key

GUIDE = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, flags=re.MULTILINE | re.DOTALL)


def read(text):
    return load(text, crisis=US_IRAN)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_every_example_loads_without_a_warning(text):
    assert read(text).warnings == ()


def test_the_complete_example_has_as_many_cells_as_the_guide_says():
    assert len(read(EXAMPLES[0]).cells()) == 10


def example_text(word):
    (text,) = (text for text in EXAMPLES if word in text)
    return text


def example(word):
    return read(example_text(word))


def test_the_examples_of_the_guide_ask_for_what_it_says():
    grid, spread, boundary = example("exclude:"), example("design: sobol"), example("boundary:")
    assert len(grid.cells()) == 21 - 2 - 3
    assert (len(spread.cells()), len(spread.points()), spread.sweep.worlds) == (1, 256, 50)
    assert [axis.path for axis in boundary.sweep.axes] == [
        "united_states.force_threshold",
        "united_states.agencies.spread",
    ]
    assert boundary.sweep.boundary.worlds == 20_000
    assert (example("until: 1%").until, example("until: 1%").worlds) == (0.01, 50_000)
    assert {"iran.boldness", "iran.strike_back"} < set(example("sample:").sampled)


def test_the_example_of_only_runs_one_variant_beside_the_baseline():
    assert example("only:").variant_names == ("baseline", "announced")
    assert read(example_text("only:").replace("[announced]", "[baseline]")).variant_names == ("baseline",)
    everyone = ("baseline", "announced", "quiet")
    assert read(example_text("only:").replace("[announced]", "null")).variant_names == everyone


def test_the_guide_says_how_many_worlds_until_begins_with_and_how_many_a_run_may_have():
    text = " ".join(GUIDE.split())
    assert f"begins with {FIRST:,} worlds and gets more in thousands" in text
    assert STEP == 1000
    assert f"One run has at most {MOST_WORLDS:,} worlds" in text
    assert f"up to {MOST_TWINS:,} worlds of each variant are lived through again" in text


def test_the_change_in_python_does_what_the_guide_says():
    (text,) = re.findall(r"^spread = (scenario\.replace\(.*?^\))", GUIDE, flags=re.MULTILINE | re.DOTALL)
    spread = eval(text, {"scenario": read("title: x\n")})
    assert (spread.sampled, len(spread.points()), spread.until) == (("iran.strike_back",), 64, 0.02)


def test_the_guide_names_every_design_and_every_key():
    words = (set(every_key(tree(US_IRAN))) - {"own_war", "warned"}) | set(DESIGNS)  # which only a run's manifest writes
    assert {word for word in words if not re.search(rf"\b{word}\b", GUIDE)} == set()


def test_the_guide_names_every_outcome_distribution_and_shipped_scenario():
    for word in (*US_IRAN.outcomes, *FORMS, *shipped(US_IRAN)):
        assert f"`{word}`" in GUIDE, word
