"""``redline drivers`` on a small run: what it says, writes, refuses, and how it survives."""

from __future__ import annotations

import json
import shutil

import pytest

import sim
from sim.analyses.drivers import drive
from sim.analyses.drivers.factors import CannotDrive
from sim.cli import main
from tests.report.unpack import words_of

NAMED = ("iran.boldness", "united_states.force_threshold")


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    scenario = sim.load("redline:maximum_pressure").replace(
        days=450, assumptions={"draws": 0, "worlds": 1}, outcomes={"headline": "limited_force"}
    )
    folder = tmp_path_factory.mktemp("runs") / "small"
    sim.run(scenario, worlds=40, out=folder)
    return folder


@pytest.fixture
def run(run_once, tmp_path):
    return shutil.copytree(run_once, tmp_path / "small")


def ask(run, *more):
    return main(["drivers", str(run), "--draws", "64", "--jobs", "1", *more])


def test_the_answer_is_printed_saved_and_shown_in_the_report(run, capsys):
    assert ask(run, "--parameters", *NAMED) == 0
    out, err = capsys.readouterr()
    saved = json.loads((run / "drivers.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in saved["indices"]] == [*NAMED, "chance"]
    assert saved["worlds"] == 64 * 5
    assert saved["outcome"] == "limited_force"
    for said in (saved["said"]["finding"], "Iran boldness", "US force threshold", "Luck", "Report: "):
        assert said in " ".join(out.split())
    assert "320 of 320 worlds" in err
    page = (run / "report.html").read_text(encoding="utf-8")
    assert 'id="drivers"' in page
    assert saved["said"]["scope"].split(".")[0] in words_of(page)
    assert sim.read(run).drivers == saved


def test_quiet_and_json_leave_one_object_on_stdout_and_nothing_on_stderr(run, capsys):
    assert ask(run, "--parameters", *NAMED, "-q", "--json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out)["report"] == str(run / "report.html")


def test_the_same_question_has_the_same_answer_with_any_number_of_workers(run_once):
    asked = drive.ask(sim.read(run_once), parameters=NAMED)
    one, two = (drive.answer(asked, draws=64, jobs=jobs) for jobs in (1, 2))
    assert {**one, "seconds": 0} == {**two, "seconds": 0}


def test_indices_follow_the_worlds_that_the_numbers_name(run_once):
    """Luck's column is A's values in B's worlds: what a single world of it gives is what a run of it gives."""
    import numpy as np

    from sim.analyses.drivers.luck import Worlds

    asked = drive.ask(sim.read(run_once), parameters=NAMED)
    worlds = Worlds(asked.cell, asked.results.seed, asked.cell.crisis.outcomes.code(asked.outcome))
    middle = np.full((40, 2), 0.5)
    values = {one.path: float(one.at(np.array([0.5]))[0]) for one in asked.factors}
    again = sim.run(asked.results.scenario.replace(parameters=values), worlds=40)
    came = (again.worlds_of(0, ["outcome"])["outcome"] == asked.outcome).to_numpy()
    assert worlds(asked.factors, middle, np.arange(40)).tolist() == came.tolist()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--outcome", "wars"), "did you mean war?"),
        (("--variant", "basline"), "did you mean baseline?"),
        (("--draws", "100"), "try 64 or 128"),
        (("--parameters", "iran.boldnes"), "did you mean iran.boldness?"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_before_anything_is_simulated(run, capsys, more, said):
    assert main(["drivers", str(run), *more]) == 2
    assert said in capsys.readouterr().err
    assert not (run / "drivers.json").exists()


def test_a_run_of_replaced_agents_is_refused(run):
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    manifest["agents"] = [{"path": "iran", "class": "mine.Restrained", "sha256": None}]
    (run / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(CannotDrive, match=r"replaced iran \(mine.Restrained\)"):
        drive.ask(sim.read(run))


def test_a_folder_without_a_run_is_told_as_such(tmp_path, capsys):
    assert main(["drivers", str(tmp_path)]) == 2
    assert "holds no run" in capsys.readouterr().err


def test_an_interruption_leaves_the_run_and_an_earlier_answer_as_they_were(run, capsys, monkeypatch):
    (run / "drivers.json").write_text('{"earlier": true}', encoding="utf-8")
    before = {path.name: path.read_bytes() for path in run.iterdir()}

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.analyses.drivers.luck.outcomes", interrupted)
    assert ask(run, "--parameters", *NAMED) == 130
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before


def test_an_answer_is_written_whole_or_not_at_all(run):
    with pytest.raises(ValueError, match="JSON"):
        drive.save({"a": float("nan")}, run)
    assert not [path.name for path in run.iterdir() if "drivers" in path.name]


def test_what_was_drawn_in_each_world_is_read_off_the_runs_own_worlds(tmp_path):
    text = {
        "extends": "redline:maximum_pressure",
        "clock": {"days": 430},
        "runs": {"assumptions": {"draws": 0}},
        "sample": {"iran.boldness": {"uniform": {"low": 0.1, "high": 1}}},
    }
    results = sim.run(sim.load(json.dumps(text)), worlds=200, out=tmp_path / "sampled")
    found = drive.answer(drive.ask(results, outcome="limited_force"), draws=64)
    assert found["box"]["of_run"]
    assert found["box"]["worlds"] == 100
    assert found["run"]["source"] == "twins"
    assert found["run"]["count"] == 200
    assert [one["path"] for one in found["indices"]] == ["iran.boldness", "chance"]
    page = results.report(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "ignorance" in page  # without drivers.json the page says what the twins tell
