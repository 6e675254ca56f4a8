"""``redline rivals``: a folder whole or not at all, numbers on stdout, refusals that say what can be done."""

from __future__ import annotations

import json

import pytest

from sim.analyses.rivals.minute import minute
from sim.cli import main

QUICK = ["--until", "2018-07-06", "--draws", "1200", "--jobs", "1"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished comparison and what was printed."""
    folder = tmp_path_factory.mktemp("rivals")
    with pytest.MonkeyPatch.context() as patch:
        import io
        import sys

        out, err = io.StringIO(), io.StringIO()
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        assert main(["rivals", "redline:maximum_pressure", *QUICK, "-o", str(folder)]) == 0
    return folder / "maximum_pressure.rivals", out.getvalue(), err.getvalue()


def test_the_folder_holds_what_was_found_and_a_page(run):
    folder, _, _ = run
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "rivals.json"]
    told = json.loads((folder / "rivals.json").read_text(encoding="utf-8"))
    assert told["kind"] == "rivals" and told["draws"] == 1200 and told["until"] == "2018-07-06"
    assert told["granted"] is not None and told["factors"] and told["patterns"]


def test_the_finding_is_printed_and_progress_goes_elsewhere(run):
    folder, out, err = run
    told = json.loads((folder / "rivals.json").read_text(encoding="utf-8"))
    assert " ".join(out.split()).startswith(minute(told).answer) and told["said"]["finding"] in " ".join(out.split())
    for part in ("classifier", "if Iran waits", "Pattern (log evidence", f"Report: {folder / 'report.html'}"):
        assert part in out
    assert "the administration's theory: draws from the prior" in err and "wrote" in err and "wrote" not in out


def test_json_is_one_object_and_the_same_whatever_the_number_of_processes(run, tmp_path, capsys):
    folder, _, _ = run
    quick = ["rivals", "redline:maximum_pressure", *QUICK[:-1], "2", "-o", str(tmp_path), "--json", "-q"]
    assert main(quick) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == "" and told.pop("folder") == str(tmp_path / "maximum_pressure.rivals")
    before = json.loads((folder / "rivals.json").read_text(encoding="utf-8"))
    for one in (told, before):
        del one["seconds"], one["ended"]
    assert told == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--until", "2018-08-31", "--draws", "200"], "--draws 200 are too few"),
        (["--until", "2020-01-31", "--draws", "900"], "the record ends on 2020-01-11"),
        (["--until", "2018-06-01", "--draws", "900"], "hardly anything to fit to"),
    ],
)
def test_what_cannot_be_weighed_is_a_bad_input_and_leaves_nothing_behind(options, said, tmp_path, capsys):
    assert main(["rivals", "redline:maximum_pressure", *options, "--jobs", "1", "-o", str(tmp_path / "out")]) == 2
    out, err = capsys.readouterr()
    assert out == "" and said in err
    assert not list(tmp_path.glob("out/*"))


def test_a_scenario_with_another_first_day_is_a_bad_input(tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text("format: 1\nclock: {start: 2018-06-01, days: 600}\n", encoding="utf-8")
    assert main(["rivals", str(other), *QUICK, "-o", str(tmp_path / "out")]) == 2
    assert "this scenario starts on 2018-06-01" in capsys.readouterr().err


def test_a_folder_of_the_users_is_left_alone(tmp_path, capsys):
    mine = tmp_path / "maximum_pressure.rivals"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(["rivals", "redline:maximum_pressure", *QUICK, "-o", str(tmp_path)]) == 1
    assert "no earlier result of redline" in capsys.readouterr().err
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
