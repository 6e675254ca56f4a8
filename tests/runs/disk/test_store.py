"""A run read back from its folder is the run that was written."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.runs.digest import digest
from sim.runs.disk.folders import CannotWrite
from sim.runs.disk.schema import FILES
from sim.runs.disk.store import NotARun

TABLES = ("cells", "table", "outcomes", "daily", "events", "examples", "assumptions")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    from tests.conftest import TINY

    folder = tmp_path_factory.mktemp("store")
    path = folder / "tiny.yaml"
    path.write_text(TINY.replace("draws: 0", "draws: 6, worlds: 5"))
    results = sim.run(path, out=folder / "run")
    return results, folder / "run"


def test_every_promised_file_is_written(saved):
    _, folder = saved
    assert {path.name for path in folder.iterdir()} == FILES | {"months.parquet"}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_read_back_equals_the_table_that_was_written(saved, name):
    results, folder = saved
    pd.testing.assert_frame_equal(
        getattr(sim.read(folder), name), getattr(results, name), check_categorical=name != "events"
    )


def test_scenario_manifest_and_ranges_come_back_too(saved):
    results, folder = saved
    again = sim.read(folder)
    assert again.scenario.cells() == results.scenario.cells()
    assert again.manifest == results.manifest
    assert again.assumption_range("low_line", "standoff") == results.assumption_range("low_line", "standoff")


def test_the_digest_can_be_computed_again_from_the_saved_worlds(saved):
    results, folder = saved
    table = pd.read_parquet(folder / "worlds.parquet")
    codes = [US_IRAN.outcomes.code(outcome) for outcome in table["outcome"]]
    assert digest(table["cell"], table["world"], codes, table["day"]) == results.digest


def test_the_manifest_holds_a_scenario_that_can_be_run_again_to_the_same_digest(saved, tmp_path):
    results, folder = saved
    resolved = json.loads((folder / "manifest.json").read_text())["scenario"]["resolved"]
    path = tmp_path / "again.yaml"
    path.write_text(json.dumps(resolved))
    assert sim.run(path).digest == results.digest


def test_a_report_can_be_made_from_a_saved_run(saved, tmp_path):
    _, folder = saved
    report = sim.read(folder).report(tmp_path / "again.html")
    assert "Does a lower line matter" in report.read_text()


def test_a_folder_without_a_run_is_refused_with_the_reason(tmp_path):
    with pytest.raises(NotARun, match="holds no run"):
        sim.read(tmp_path)
    (tmp_path / "manifest.json").write_text("{broken")
    with pytest.raises(NotARun, match="is damaged"):
        sim.read(tmp_path)
    (tmp_path / "manifest.json").write_text('{"redline": 99}')
    with pytest.raises(NotARun, match="was not written by this version"):
        sim.read(tmp_path)


def test_a_damaged_table_is_named(saved, tmp_path):
    results, _ = saved
    folder = results.save(tmp_path / "run")
    (folder / "worlds.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(NotARun, match=r"worlds\.parquet cannot be read"):
        _ = sim.read(folder).outcomes


def test_a_report_that_fails_to_be_written_leaves_the_earlier_run_whole(saved, tmp_path, monkeypatch):
    results, _ = saved
    folder = results.save(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.report.build", full)
    with pytest.raises(CannotWrite, match="the disk is full"):
        results.save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_found_before_anything_is_simulated(tmp_path, monkeypatch):
    (tmp_path / "run").write_text("in the way")
    monkeypatch.setattr("sim.runs.work.simulate_bundle", lambda task: pytest.fail("simulated all the same"))
    with pytest.raises(CannotWrite):
        sim.run("{format: 1, title: T}", out=tmp_path / "run")
