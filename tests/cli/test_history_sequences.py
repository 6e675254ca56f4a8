"""``redline history sequences`` and ``redline history score --sequences``: what they print, and what they refuse."""

from __future__ import annotations

import json

import pytest

import sim
from sim.analyses.sequences import lived, scored
from sim.cli import main
from sim.crisis.facts.sequences import SEQUENCES

FEW = ["--worlds", "4", "--jobs", "1"]


@pytest.fixture
def late(tmp_path):
    """A scenario that starts late, so that there is less to live through."""
    path = tmp_path / "late.yaml"
    path.write_text("extends: redline:maximum_pressure\nformat: 1\nclock: {start: 2019-12-20, days: 150}\n")
    return str(path)


def test_each_question_is_a_row_with_what_came_and_a_score(late, capsys):
    assert main(["history", "sequences", late, *FEW]) == 0
    told = capsys.readouterr()
    head, *rows, last = (line.split("\t") for line in told.out.splitlines())
    asked = [one for one in SEQUENCES if one.day.isoformat() > "2019-12-20"]
    assert len(rows) == sum(len(one.questions) for one in asked) and all(len(row) == len(head) for row in rows)
    named = [dict(zip(head, row, strict=True)) for row in rows]
    kirkuk = next(one for one in named if one["sequence"] == "kirkuk")
    assert tuple(kirkuk[name] for name in ("day", "came", "aim", "score")) == (
        "2019-12-27",
        "a militia",
        "0.85",
        "brier",
    )
    assert kirkuk["verdict"] in ("met", "missed")
    assert last[0].startswith("# Strikes that answer a protest, in 4 worlds without a replay")
    assert "late sequences: " in told.err and "of 20 worlds" in told.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    scenario = sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0})
    return sim.run(scenario, worlds=5, seed=9).save(tmp_path_factory.mktemp("runs") / "run")


def test_a_run_is_scored_on_sequences_when_asked_and_else_told_how(folder, capsys, monkeypatch):
    for module in (lived, scored):
        monkeypatch.setattr(module, "SEQUENCES", SEQUENCES[:2])  # each is another past to live through
    assert main(["history", "score", str(folder)]) == 0
    assert "--sequences also scores what follows the record's turning points" in capsys.readouterr().err
    assert main(["history", "score", str(folder), "--sequences", "--json", "-q", *FEW]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["baseline"] and found["sequences"]["seed"] == 9 and found["sequences"]["worlds"] == 4
    assert told.err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sequences"], "takes one scenario file"),
        (["sequences", "redline:maximum_pressure", "--worlds", "1"], "give at least 2"),
        (["sequences", "redline:maximum_presure"], "maximum_pressure"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(words, said, capsys):
    assert main(["history", *words, "-q"]) == 2
    assert said in capsys.readouterr().err
