"""``redline history score``: a saved run, fact by fact, for readers and for programs."""

from __future__ import annotations

import json

import pytest

import sim
from sim.analyses.facts.stylised_facts import facts
from sim.cli import main
from tests.reference import reference


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return reference().save(tmp_path_factory.mktemp("runs") / "run")


def test_it_lists_every_fact_with_observation_range_and_verdict(folder, capsys):
    assert main(["history", "score", str(folder)]) == 0
    head, *rows = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert len(rows) == len(facts()) and all(len(row) == len(head) for row in rows)
    told = {row[head.index("fact")]: row for row in rows}
    row = told["Patience, then a switch: no direct Iranian act for 369 days"]
    assert row[head.index("observed")] == "369" and row[head.index("range")] == "330 to 400"
    assert row[head.index("verdict")] in ("within", "missed")
    assert sum(row[head.index("verdict")] == "not modelled" for row in rows) == 3


def test_as_json_each_fact_has_its_numbers_and_reasons(folder, capsys):
    assert main(["history", "score", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["baseline"]
    by_id = {one["id"]: one for one in found}
    assert by_id["nuclear_steps"]["verdict"] == "not modelled" and by_id["nuclear_steps"]["missing"]
    assert 0 <= by_id["loud_summer"]["inside"] <= 1 and by_id["loud_summer"]["given"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "takes one folder of a finished run"),
        (["nowhere"], "nowhere holds no run of redline"),
    ],
)
def test_what_is_no_run_is_told(words, told, capsys):
    assert main(["history", "score", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_short_run_is_told_why_it_cannot_be_scored(tmp_path, capsys):
    scenario = sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}, days=100)
    sim.run(scenario, worlds=5).save(tmp_path / "short")
    assert main(["history", "score", str(tmp_path / "short")]) == 2
    assert "facts reach to day 511; this run has 100 days" in capsys.readouterr().err
