"""CONTRIBUTING.md says which files a change touches; here the code is held to it.

A thing that is said once is named by its key in the files where it is declared and in no other: an outcome that some
figure singled out, or an act that a table listed again, would be found.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml

from sim.crisis.facts import patterns
from sim.crisis.us_iran import US_IRAN
from sim.report.sections import SECTIONS
from sim.scenario import format
from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (an? [^|]*|Iran's aim|another crisis) \| ([^|]+) \|", TEXT, re.MULTILINE)
TOUCHED = {what: re.findall(r"`([^`]+)`", files) for what, files in ROWS}
NEW = {what: re.findall(r"\*`([^`]+)`\*", files) for what, files in ROWS}


@cache
def sources() -> dict[str, str]:
    """Text of every source file of the package, by its path from the root; what reads the record alone is left out."""
    found = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "sim").rglob("*"))
        if path.suffix in (".py", ".yaml", ".js", ".css", ".j2") and "_scenarios" not in path.parts
    }
    return {path: text for path, text in found.items() if not path.startswith("sim/crisis/record/")}


def naming(key: str) -> set[str]:
    """Files whose code or data name a key: in quotes in Python, as a whole word in YAML."""
    found = set()
    for path, text in sources().items():
        pattern = rf"\b{re.escape(key)}\b" if path.endswith(".yaml") else rf"[\"']{re.escape(key)}[\"']"
        if re.search(pattern, text):
            found.add(path)
    return found


def test_there_are_ten_changes_and_their_files_are_there():
    assert len(TOUCHED) == 10
    for what, files in TOUCHED.items():
        assert files, what
        for file in files:
            there = (ROOT / file).exists()
            assert there != (file in NEW[what]), f"{what}: {file}"


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("Iran's aim", 1),
        ("a militia", 2),
        ("an actor, such as Israel", 2),
        ("an act", 1),
        ("an outcome", 1),
        ("a figure", 2),
        ("a key of scenario files", 2),
        ("a verb", 2),
        ("a fact of the record", 2),
    ],
)
def test_a_change_touches_no_more_files_than_aimed_at(what, most):
    assert 1 <= len(TOUCHED[what]) <= most


def test_the_sections_that_a_file_may_ask_for_are_those_of_the_page_in_its_order():
    assert tuple(SECTIONS) == format.SECTIONS


#: Where an outcome's or an act's key may stand beside its declaration: the rule that brings it about, facts about it,
#: and examples of what a reader may type.
RULES = ("sim/crisis/", "sim/analyses/backtest/hindsight.yaml")


# A distance of plotly's is called "standoff" too; war and deals are words of their own in many places.
@pytest.mark.parametrize("key", [key for key in US_IRAN.outcomes if key not in ("war", "deal", "standoff")])
def test_an_outcome_is_named_where_it_is_declared_and_where_the_crisis_compares_it(key):
    strangers = {path for path in naming(key) if not path.startswith(RULES)}
    assert "sim/crisis/outcomes.py" in naming(key)
    assert not strangers, strangers


@pytest.mark.parametrize("key", ["tanker_seizure", "shipping_attack", "rocket_attack", "strike_on_proxy", "troops"])
def test_an_act_is_named_in_the_crisis_alone(key):
    assert "sim/crisis/acts.py" in naming(key)
    assert not {path for path in naming(key) if not path.startswith(RULES)}


@pytest.mark.parametrize("key", ["kataib_hezbollah", "asaib_ahl_al_haq", "lebanese_hezbollah"])
def test_a_militia_is_named_where_it_is_declared(key):
    assert naming(key) <= {*TOUCHED["a militia"], "sim/analyses/backtest/hindsight.yaml"}
    assert "sim/crisis/militias.py" in naming(key)


def test_a_fact_is_an_entry_and_a_measure():
    entries = yaml.safe_load((ROOT / "sim/crisis/facts/facts.yaml").read_text())
    measures = [entry["measure"] for entry in entries if entry["measure"]]
    assert len(measures) > 20
    for measure in measures:
        assert hasattr(patterns, measure), measure
        listed_elsewhere = {path for path in naming(measure) if not path.startswith("sim/crisis/")}
        assert not listed_elsewhere, measure
