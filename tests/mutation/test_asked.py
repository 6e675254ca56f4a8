"""What mutation testing asks exists: without this a module that has moved would be made wrong by nobody."""

from __future__ import annotations

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_the_modules_and_tests_that_are_named_exist():
    for entry in tomllib.loads((HERE / "tests.toml").read_text(encoding="utf-8"))["asked"]:
        assert list(ROOT.glob(entry["modules"])), entry["modules"]
        assert all((ROOT / test).exists() for test in entry["tests"]), entry["tests"]


def test_every_survivor_has_a_reason():
    header, *rows = (HERE / "survivors.tsv").read_text(encoding="utf-8").splitlines()
    assert header.split("\t")[-1] == "reason"
    assert [row for row in rows if not row.split("\t")[-1].strip()] == []
