"""``redline compare``: two folders in, what differs out, refusals with every reason."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.crisis.us_iran import US_IRAN
from tests.cli.test_process import HEAVY


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    """Folders of finished runs: one, the same again, one with another value, with fewer worlds, with other luck."""
    folder = tmp_path_factory.mktemp("runs")
    scenario = sim.load("redline:maximum_pressure").replace(
        worlds=40, days=420, assumptions={"draws": 0}, outcomes={"headline": "open_exchange"}
    )
    sim.run(scenario, out=folder / "one")
    shutil.copytree(folder / "one", folder / "again")
    bolder = scenario.replace(parameters={"iran.boldness": 0.9, "united_states.force_threshold": 4.5})
    sim.run(bolder, worlds=30, out=folder / "bolder")
    sim.run(scenario, worlds=5, seed=99, out=folder / "other_luck")
    return folder


def test_the_help_loads_no_heavy_library(environment):
    code = (
        "import sys\nfrom sim.cli import main\n"
        "try: main(['compare', '--help'])\nexcept SystemExit: pass\n"
        "print('loaded:', *{name.partition('.')[0] for name in sys.modules})"
    )
    command = [sys.executable, "-c", code]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert "RUN_A [RUN_B]" in out
    assert not set(out.rpartition("loaded:")[2].split()) & HEAVY


def test_what_differs_stands_on_stdout_parameters_by_their_titles(runs, capsys):
    assert main(["compare", str(runs / "one"), str(runs / "bolder")]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "Iran boldness: 0.5 -> 0.9" in out and "US force threshold: 6 -> 4.5" in out
    assert "iran.boldness" not in out
    assert "Compared in the same 30 worlds, the ones that both runs have (of 40 and 30)." in out
    plain = " ".join(out.split())  # lines break where the terminal ends
    assert all(
        word in plain
        for word in (
            "War ",
            "Standoff ",
            "gained",
            "worlds end differently",
            "First difference",
            "times as many worlds to know the change in open exchange",
        )
    )


def test_the_numbers_are_those_of_python_and_one_json_object(runs, capsys):
    assert main(["compare", str(runs / "one"), str(runs / "bolder"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["folders"] == [str(runs / "one"), str(runs / "bolder")]
    before, after = (sim.read(runs / name) for name in ("one", "bolder"))
    for outcome in US_IRAN.outcomes:
        expected = sim.difference(before, after, outcome)
        told = found["cells"][0]["outcomes"][outcome]
        assert (told["gained"], told["lost"], told["low"]) == (expected.gained, expected.lost, expected.low)
    assert found["cells"] == json.loads(json.dumps(sim.compare(before, after).as_dict()))["cells"]
    assert [one["what"] for one in found["changes"]] == [
        "iran.boldness",
        "united_states.force_threshold",
        "runs.worlds",
    ]
    assert 0 < found["cells"][0]["divergence"]["median"] < 420


def test_the_same_run_again_is_called_that(runs, capsys):
    assert main(["compare", str(runs / "one"), str(runs / "again")]) == 0
    out = capsys.readouterr().out
    assert "The two are one and the same run" in out and "All 40 worlds end as before." in out
    assert "95% interval" not in out and "points" not in out
    assert "The events are the same to the last in all 40 worlds" in out


def test_runs_with_other_luck_are_refused_with_code_2_and_the_reason(runs, capsys):
    assert main(["compare", str(runs / "one"), str(runs / "other_luck")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "cannot be compared world by world: another seed (" in err and "and 99)" in err


def test_other_code_is_a_warning_on_stderr_that_quiet_leaves_out(runs, tmp_path, capsys):
    shutil.copytree(runs / "again", tmp_path / "older")
    manifest = json.loads((tmp_path / "older" / "manifest.json").read_text())
    (tmp_path / "older" / "manifest.json").write_text(json.dumps(manifest | {"code": "0" * 64}))
    args = ["compare", str(runs / "one"), str(tmp_path / "older")]
    assert main(args) == 0
    out, err = capsys.readouterr()
    assert err.startswith("warning: the two runs were made by different code of redline; a difference may come from")
    assert (
        "the runs differ in the code, the libraries or the machine; every world that both have ends alike"
        in " ".join(out.split())
    )
    assert main([*args, "-q"]) == 0
    assert capsys.readouterr() == (out, "")


def test_a_folder_without_a_run_is_refused(runs, tmp_path, capsys):
    assert main(["compare", str(runs / "one"), str(tmp_path / "nothing")]) == 2
    assert "holds no run of redline" in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["60", "100"])
def test_the_text_is_no_wider_than_the_terminal_but_for_its_table(runs, columns, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["compare", str(runs / "one"), str(runs / "bolder")]) == 0
    lines = capsys.readouterr().out.splitlines()
    table = [line for line in lines if "  " in line.strip()]
    assert len(table) == 8
    assert all(len(line) <= int(columns) for line in lines if line not in table)
    assert max(map(len, table)) <= 80


def test_a_page_of_two_holds_what_differs_and_what_flipped_and_is_listed_in_the_gallery(runs, capsys):
    assert main(["compare", str(runs / "one"), str(runs / "bolder"), "--page", str(runs / "compare" / "two.html")]) == 0
    out, err = capsys.readouterr()
    page = (runs / "compare" / "two.html").read_text(encoding="utf-8")
    found = sim.compare(sim.read(runs / "one"), sim.read(runs / "bolder"))
    cell = found.cells[0]
    assert f"Page: {runs / 'compare' / 'two.html'}" in err and "US force threshold: 6 -> 4.5" in out
    assert f"{cell.flipped:,} of 30 worlds end differently" in page and 'class="flow"' in page
    assert "united_states.force_threshold" in page and "Source: redline, runs maximum_pressure (40 worlds" in page
    assert page.index('name="redline-page" content="compare"') < 6000
    assert "two.html" in (runs / "index.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_told_and_nothing_is_left(runs, capsys):
    assert main(["compare", str(runs / "one"), str(runs / "bolder"), "--page", str(runs)]) == 2
    assert "is a folder; --page takes the name of an HTML file" in capsys.readouterr().err
