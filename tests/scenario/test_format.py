"""The format is said once: a key that is added to its tree is read, checked, inherited, described and written down."""

import json

import jsonschema
import pytest

import sim.scenario.format as said
from sim.scenario import load, schema
from sim.scenario.canonical import _KINDS as WRITTEN
from sim.scenario.format import Field, tree
from sim.scenario.reader import _KINDS as READ
from sim.scenario.schema import _KINDS as TOLD
from tests.scenario.small import SMALL

PATIENCE = Field("patience", "whole", "How long to wait", 30, (1, 365), inherits=True)


@pytest.fixture
def patience(monkeypatch):
    """A format that knows one key more: a whole number under ``runs:``."""
    monkeypatch.setattr(said, "RUNS", (*said.RUNS, PATIENCE))


def value(scenario):
    return scenario.values["runs.patience"]


@pytest.mark.usefixtures("patience")
class TestAKeyThatIsAddedToTheTree:
    def test_is_read_and_has_its_default_when_nobody_says(self, read):
        assert value(read("runs: {patience: 7}")) == 7
        assert value(read("title: x")) == value(read("runs: {patience: null}")) == value(read("runs: null")) == 30

    def test_is_refused_out_of_bounds_with_its_place_and_what_is_allowed(self, mistakes):
        assert mistakes("title: x\nruns: {patience: 400}") == [
            "<text>:2:18: error: runs.patience: 400 is out of range; allowed: a whole number from 1 to 365"
        ]

    def test_is_suggested_where_it_is_misspelt(self, mistakes):
        (found,) = mistakes("runs: {patiense: 7}")
        assert found.startswith("<text>:1:8: error: runs.patiense: 'patiense' is not a key here")
        assert found.endswith("did you mean patience?")
        assert mistakes("title: x", "runs.patiense=7")[0].endswith("did you mean runs.patience?")

    def test_is_handed_down_and_a_child_may_say_otherwise(self, read, tmp_path):
        (tmp_path / "parent.yaml").write_text("runs: {patience: 7, seed: 3}\n")
        (tmp_path / "child.yaml").write_text("extends: parent.yaml\n")
        (tmp_path / "other.yaml").write_text("extends: parent.yaml\nruns: {patience: 8}\n")
        (tmp_path / "back.yaml").write_text("extends: parent.yaml\nruns: {patience: null}\n")
        found = {name: read(tmp_path / f"{name}.yaml") for name in ("child", "other", "back")}
        assert {name: value(one) for name, one in found.items()} == {"child": 7, "other": 8, "back": 30}
        assert {one.seed for one in found.values()} == {3}

    def test_is_changed_from_the_command_line_and_in_python(self, read, mistakes):
        assert value(read("runs: {patience: 7}", "runs.patience=9")) == 9
        assert value(read("runs: {patience: 7}").replace(patience=10)) == 10
        assert "400 is out of range" in mistakes("title: x", "runs.patience=400")[0]

    def test_is_in_the_schema_with_its_bounds_default_and_note(self):
        known = schema(SMALL)["properties"]["runs"]["properties"]["patience"]
        assert known == {
            "type": ["integer", "null"],
            "minimum": 1,
            "maximum": 365,
            "description": "How long to wait",
            "default": 30,
        }
        assert not jsonschema.Draft7Validator(schema(SMALL)).is_valid({"runs": {"patience": 400}})

    def test_is_in_the_plain_form_once_somebody_says_so_and_counts_for_the_digest(self, read):
        plain, said_so = read("title: x"), read("title: x\nruns: {patience: 7}")
        assert said_so.canonical()["runs"]["patience"] == 7
        assert value(read(json.dumps(said_so.canonical()))) == 7
        assert said_so.digest != plain.digest


def test_a_key_that_nobody_uses_leaves_the_digests_of_older_scenarios(read, monkeypatch):
    before = read("title: x").digest
    monkeypatch.setattr(said, "RUNS", (*said.RUNS, PATIENCE))
    assert read("title: x").digest == before


def everything(field):
    for one in field.fields:
        yield one
        yield from everything(one)


def test_every_kind_of_the_tree_has_its_interpreters():
    of_records = {"acts", "spans"}  # a manifest's record, which no editor writes
    fields = list(everything(tree(SMALL)))
    assert {one.kind for one in fields} - of_records <= TOLD.keys()
    written = {field.kind for _, field in tree(SMALL).leaves()}
    assert written <= READ.keys() | WRITTEN.keys()
    assert not READ.keys() & WRITTEN.keys() - {"format"}
    assert len(fields) > 50


def test_every_setting_has_a_default_within_its_limits():
    limited = [(path, one) for path, one in tree(SMALL).leaves() if one.limits and one.default not in (None, "", ())]
    limited = [(path, one) for path, one in limited if one.kind in ("whole", "worlds", "day", "share", "chance")]
    assert len(limited) > 5
    for path, one in limited:
        assert one.limits[0] <= one.default <= one.limits[1], path


def test_a_path_of_the_tree_that_is_not_there_is_refused():
    assert tree(SMALL)["runs.worlds.until"].kind == "half_width"
    with pytest.raises(KeyError, match="untill"):
        tree(SMALL)["runs.worlds.untill"]


def test_all_that_the_tree_says_of_the_crisis_is_the_crisis_own():
    found = load("title: x\n", crisis=SMALL)
    assert (found.start, found.days, found.headline, found.compare) == (
        SMALL.start,
        SMALL.days,
        SMALL.headline,
        SMALL.compare,
    )
    assert found.crisis is SMALL
