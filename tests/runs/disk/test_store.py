"""A run read back from its folder is the run that was written."""

from __future__ import annotations

import json
import os
import sys

import pandas as pd
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.report.pages.gallery import write_gallery
from sim.runs.digest import digest
from sim.runs.disk.folders import CannotWrite
from sim.runs.disk.schema import CARD, FILES
from sim.runs.disk.store import NotARun, rebuild
from sim.runs.disk.writing import write
from sim.scenario import restore, shipped
from sim.scenario.problems import Problems
from sim.scenario.yaml_text import read

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
    assert {path.name for path in folder.iterdir()} == FILES | {CARD, "months.parquet", "settings.parquet"}


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
    with pytest.raises(NotARun, match=r"not a result of redline, or damaged: manifest\.json:1:2: it is not JSON"):
        sim.read(tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "of a web page"}')
    with pytest.raises(NotARun, match="does not say that redline wrote it"):
        sim.read(tmp_path)


def test_a_damaged_table_is_named(saved, tmp_path):
    results, _ = saved
    folder = results.save(tmp_path / "run")
    (folder / "worlds.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(NotARun, match=r"worlds\.parquet is not the file whose hash manifest\.json has"):
        _ = sim.read(folder).outcomes


def test_a_report_that_fails_to_be_written_leaves_the_earlier_run_whole(saved, tmp_path, monkeypatch):
    results, _ = saved
    folder = results.save(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_, **__):
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


ODD = {
    "beyond U+FFFF": {"title": "Rocket \U0001f680 \U00010348", "question": "\U0001f4a9?", "baseline": "\U0001f680"},
    "other scripts": {"title": "\u0628\u062d\u0631\u0627\u0646 2019", "question": "\u5371\u673a"},
    "looks like YAML": {"title": "{a: [b", "question": "- x: &y *z !!python/object # no", "baseline": "null"},
    "lines": {"question": 'one\ntwo\ttab\r\nthree "quoted" \\ back'},
}


def round_trip(scenario):
    """As a manifest keeps it and a reader takes it back."""
    data = (json.dumps(scenario.canonical(), indent=2, ensure_ascii=False)).encode("utf-8", "backslashreplace")
    return restore(json.loads(data), crisis=US_IRAN)


@pytest.mark.parametrize("name", [*shipped(US_IRAN), *ODD])
def test_a_resolved_scenario_comes_back_as_it_was_written(name):
    one = sim.load("{format: 1, title: T}").replace(**ODD[name]) if name in ODD else sim.load(f"redline:{name}")
    again = round_trip(one)
    assert again.canonical() == one.canonical() and again.digest == one.digest and again == one
    assert again.cells() == one.cells()


def test_a_resolved_scenario_may_be_larger_than_a_file():
    events = [{"on": f"2018-{6 + i % 6:02}-{1 + i % 28:02}", "act": "drone_loss", "actor": "iran"} for i in range(400)]
    one = sim.load("{format: 1, title: T, runs: {worlds: 10, assumptions: {draws: 0}}}").replace(
        variants={f"v{number}": {"title": f"Variant {number}", "events": events} for number in range(15)}
    )
    problems = Problems()
    assert read(json.dumps(one.canonical()), "<text>", problems) is None and "20,000 values" in str(problems.errors[0])
    assert round_trip(one).digest == one.digest


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x00b", "\u202etxt", "\ud83d"])
@pytest.mark.parametrize("key", ["title", "question", "baseline"])
def test_text_that_no_file_may_have_is_refused_before_anything_is_simulated(key, text):
    with pytest.raises(sim.ScenarioError, match=rf"replace\(\): {key}: the unseen character U\+"):
        sim.load("{format: 1, title: T}").replace(**{key: text})


def test_a_name_that_is_no_text_is_written_and_read(tmp_path, monkeypatch):
    """The bytes of a file's name need not be UTF-8; half a surrogate pair stands for each that is not."""
    file = tmp_path / os.fsdecode(b"scen\xffario.yaml")
    file.write_text("{format: 1, title: T, clock: {days: 3}, runs: {worlds: 4, assumptions: {draws: 0}}}")
    monkeypatch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
    monkeypatch.setattr(sys, "argv", ["redline", "run", str(file)])
    folder = tmp_path / os.fsdecode(b"out\xfe") / "run"
    results = sim.run(file, out=folder)
    again = sim.read(folder)
    assert again.manifest["scenario"]["file"] == str(file) and again.manifest["command"][-1] == str(file)
    assert again.digest == results.digest
    page = write_gallery(tmp_path, US_IRAN).read_text()
    assert "out%FE/run/report.html" in page and "Cannot be read" not in page


def test_a_clock_that_is_set_back_while_a_run_goes_on_spoils_nothing(tmp_path, monkeypatch):
    from datetime import UTC, datetime

    class Back(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1970, 1, 1, tzinfo=UTC)

    monkeypatch.setattr("sim.runs.disk.manifest.datetime", Back)
    monkeypatch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
    sim.run("{format: 1, title: T, clock: {days: 3}, runs: {worlds: 4, assumptions: {draws: 0}}}", out=tmp_path / "run")
    again = sim.read(tmp_path / "run")
    assert again.manifest["ended"] < again.manifest["started"] and again.manifest["seconds"] > 0
    assert len(again.table) == 4


def test_a_page_in_a_received_folder_that_is_a_link_is_replaced_not_followed(saved, tmp_path):
    results, _ = saved
    folder = results.save(tmp_path / "run")
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to(precious)
    rebuild(sim.read(folder), folder, lambda path: write(path, "a page"))
    assert precious.read_text() == "mine" and (folder / "report.html").read_text() == "a page"


def test_no_page_is_written_over_a_run_that_came_meanwhile(saved, tmp_path):
    results, _ = saved
    folder = tmp_path / "run"
    results.save(folder)
    mine = sim.read(folder)
    sim.run(results.scenario, worlds=3, out=folder)
    there = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(CannotWrite, match="was replaced by another run meanwhile; ask again"):
        rebuild(mine, folder, lambda path: write(path, "mine"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == there
