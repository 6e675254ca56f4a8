"""``redline calibrate``: what it writes and prints, and what it refuses before anything is simulated."""

from __future__ import annotations

import json
import shlex

import pytest

import sim
from sim.cli import main

FIT = ["calibrate", "redline:maximum_pressure", "--until", "2018-07-06", "--draws", "900", "--jobs", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("fit")
    assert main([*FIT, "-o", str(out), "-q"]) == 0
    return out / "maximum_pressure.calibration"


def test_it_writes_a_posterior_what_was_found_and_a_page(folder):
    assert {path.name for path in folder.iterdir()} == {"posterior.csv", "calibration.json", "report.html"}
    told = json.loads((folder / "calibration.json").read_text())
    assert (told["until"], told["draws"]) == ("2018-07-06", 900)
    page = (folder / "report.html").read_text().replace("&#39;", "'")
    assert told["said"]["finding"] in page
    assert told["made"]["record"] == {"events": None, "series": None}
    assert shlex.join(told["made"]["command"]) in page and "the built-in acts, as redline history lists them" in page


def test_the_same_command_writes_the_same_again_in_the_same_place_and_prints_it(folder, capsys):
    before = (folder / "posterior.csv").read_bytes()
    assert main([*FIT, "-o", str(folder.parent), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (folder / "posterior.csv").read_bytes() == before
    assert printed["folder"] == str(folder) and printed["kind"] == "calibration"
    assert printed["summaries"] == json.loads((folder / "calibration.json").read_text())["summaries"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--until", "2020-01-31"], "the record ends on 2020-01-11; give one that reaches 2020-01-31"),
        (["--until", "2018-06-01"], "hardly anything to fit to"),
        (["--until", "June"], "'June' is not a day"),
        (["--events", "none.csv"], "none.csv: there is no such file"),
        (["--series", "none.csv"], "none.csv: there is no such file"),
        (["--draws", "500"], "--draws 500 are too few, since more than 500 must match the record: simulate more draws"),
    ],
)
def test_what_cannot_be_fitted_is_told_and_nothing_is_written(tmp_path, capsys, options, said):
    try:
        code = main([*FIT, *options, "-o", str(tmp_path / "out"), "-q"])
    except SystemExit as left:
        code = left.code
    assert code == 2 and said in capsys.readouterr().err
    assert not (tmp_path / "out" / "maximum_pressure.calibration").exists()


def test_a_folder_of_somebody_s_own_is_refused_before_anything_is_simulated(tmp_path, capsys):
    taken = tmp_path / "maximum_pressure.calibration"
    taken.mkdir()
    (taken / "thesis.txt").write_text("years of work")
    assert main([*FIT, "--draws", "10000000", "-o", str(tmp_path)]) != 0
    assert "left alone" in capsys.readouterr().err


def test_a_scenario_s_own_replay_beyond_the_record_is_no_obstacle(tmp_path):
    from sim.cli.fitting import load_one
    from sim.cli.parser import parsed

    path = tmp_path / "far.yaml"
    path.write_text("format: 1\nextends: redline:maximum_pressure\nhistory: {until: 2020-03-01}\n")
    scenario = load_one(parsed(["calibrate", str(path), "--until", "2018-08-31", "-q"]))
    assert scenario.history is None
    assert scenario.name == "far" and scenario.start == sim.load("redline:maximum_pressure").start
