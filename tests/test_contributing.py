"""CONTRIBUTING.md says which files a change touches; here the code is held to it.

A thing that is said once is named by its key in the files where it is declared and in no other: an outcome that some
figure singled out, or an act that a table listed again, would be found.
"""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
import yaml

from sim.crisis.facts import patterns
from sim.crisis.us_iran import US_IRAN
from sim.report.sections import SECTIONS
from sim.scenario import format
from sim.scenario.reader import is_plain
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


#: What the two documents name as code: files, and constants, classes, methods and functions, some with their file.
BOTH = TEXT + (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
SAID = set(re.findall(r"`([^`\n]+)`", re.sub(r"\*`[^`]+`\*", "", BOTH)))  # without files that are new
FILES = sorted(one for one in SAID if re.fullmatch(r"(sim|docs|tests|examples|benchmarks)/[\w/.]*", one))
NAMES = sorted(one for one in SAID if re.fullmatch(r"[A-Z]\w+(\.\w+)?|\w+\(\)", one))
PLACED = re.findall(r"`([\w.]+)` in `(sim/[\w/.]+\.py)`", BOTH)


def declared(text: str) -> set[str]:
    """Names that a module declares: constants, classes, functions, and methods as ``Class.method``."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_the_documents_name_is_there(file):
    assert (ROOT / file).exists()


def test_what_the_documents_name_is_declared_and_where_they_say():
    modules = {path: declared(text) for path, text in sources().items() if path.endswith(".py")}
    modules |= {"": declared((ROOT / "tests/test_architecture.py").read_text(encoding="utf-8"))}
    assert len(NAMES) > 15 and len(PLACED) > 2
    assert not [name for name in NAMES if not any(name.removesuffix("()") in found for found in modules.values())]
    assert not [(name, file) for name, file in PLACED if name not in modules[file]]


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


#: Files beside these that name an act, or seem to.
NAMED_TOO = {
    "message": {"sim/report/figures/stories.py"},  # which counts messages apart
    "patience": {"sim/analyses/rivals/files.py", "sim/report/pages/rivals.py"},  # what is said of Iran's, not the act
}


@pytest.mark.parametrize("key", US_IRAN.acts)
def test_an_act_is_named_in_the_crisis_alone(key):
    assert "sim/crisis/acts.py" in naming(key)
    assert {path for path in naming(key) if not path.startswith(RULES)} == NAMED_TOO.get(key, set())


#: How things stood on a day, each militia's grievance among them; a command writes it.
STOOD = "sim/crisis/starts.yaml"


@pytest.mark.parametrize("key", [role.key for role in US_IRAN.cast.members("proxies")])
def test_a_militia_is_named_where_it_is_declared(key):
    # A docstring of the engine has one of them as its example.
    example = {"sim/engine/model.py"} if key == "ansar_allah" else set()
    assert naming(key) <= {*TOUCHED["a militia"], "sim/analyses/backtest/hindsight.yaml", STOOD} | example
    assert "sim/crisis/militias.py" in naming(key)


#: What handles keys by their kind, and what uses the values of plain ones; "worlds" and "start" are kinds, too,
#: and "until" also stands below one.
INTERPRETERS = {f"sim/scenario/{name}.py" for name in ("reader", "schema", "canonical", "layers")}
USERS = {f"sim/scenario/{name}.py" for name in ("question", "history", "condition", "checks", "composing")}
PLAIN = [path for path, field in format.tree(US_IRAN).leaves() if is_plain(field) and "." in path]


@pytest.mark.parametrize("path", PLAIN)
def test_a_key_of_scenario_files_is_named_in_the_tree_and_where_its_value_is_used(path):
    key = path.rpartition(".")[2]
    assert "sim/scenario/format.py" in naming(key)
    assert naming(path) <= USERS
    assert key in ("worlds", "until", "start") or not naming(key) & INTERPRETERS


def test_a_fact_is_an_entry_and_a_measure():
    entries = yaml.safe_load((ROOT / "sim/crisis/facts/facts.yaml").read_text())
    measures = [entry["measure"] for entry in entries if entry["measure"]]
    assert len(measures) > 20
    for measure in measures:
        assert hasattr(patterns, measure), measure
        listed_elsewhere = {path for path in naming(measure) if not path.startswith("sim/crisis/")}
        assert not listed_elsewhere, measure
