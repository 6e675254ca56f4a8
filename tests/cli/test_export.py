"""``redline export``: every number of a run, and a back-test's forecasts, in the forms of other programs."""

from __future__ import annotations

import io
import json
import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from scipy.io import netcdf_file

import sim
from sim.analyses.backtest import exported
from sim.cli import main
from sim.crisis.outcomes import OUTCOMES
from sim.runs.disk import tabular
from tests.conftest import TINY

SWEPT = TINY.replace("draws: 0", "draws: 4, worlds: 5") + "sweep: {axes: {iran.boldness: [0.3, 0.6]}}\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with variants, a grid and draws of the assumptions."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "tiny.yaml").write_text(SWEPT.replace("worlds: 30", "worlds: 10"))
    with pytest.MonkeyPatch.context() as patch:  # the page takes longer than all the rest
        patch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page") and path)
        sim.run(folder / "tiny.yaml", out=folder / "reports" / "tiny")
    return folder / "reports" / "tiny"


@pytest.fixture
def mine(run, tmp_path):
    """A copy of the run."""
    return shutil.copytree(run, tmp_path / "tiny")


def table(path):
    return pd.read_csv(path, comment="#")


def test_without_more_words_every_table_that_has_a_row_lies_beside_the_run(mine, capsys):
    assert main(["export", str(mine)]) == 0
    folder = mine.parent / "tiny.tables"
    assert capsys.readouterr().out == f"Written: {folder}\n"
    assert {one.name for one in folder.iterdir()} == {
        f"{name}.csv"
        for name in (
            *("shares", "ranges", "differences", "range_differences", "cells", "worlds", "daily", "events"),
            *("examples", "assumptions"),
        )
    }
    results = sim.read(mine)
    assert len(table(folder / "worlds.csv")) == 4 * 10 and len(table(folder / "daily.csv")) == len(results.daily)
    assert len(table(folder / "events.csv")) == len(results.events)


def test_shares_are_numbers_between_their_ends_with_a_column_for_each_axis(mine):
    out = mine.parent / "s.csv"
    assert main(["export", str(mine), "-o", str(out)]) == 0
    found, results = table(out), sim.read(mine)
    assert [*found] == ["variant", "iran.boldness", "outcome", "count", "worlds", "share", "low", "high"]
    assert (found["low"] <= found["share"]).all() and (found["share"] <= found["high"]).all()
    np.testing.assert_array_equal(found["share"], results.outcomes["share"])
    assert found.groupby(["variant", "iran.boldness"])["share"].sum().to_list() == pytest.approx([1] * 4)


def test_every_file_says_where_it_comes_from(mine):
    results = sim.read(mine)
    csv, parquet, nc = (mine.parent / f"one{ending}" for ending in (".csv", ".parquet", ".nc"))
    for out in (csv, parquet, nc):
        results.export(out)
    remarks = dict(line[2:].split(": ", 1) for line in csv.read_text().splitlines() if line.startswith("# "))
    inside = json.loads(pq.read_table(parquet).schema.metadata[b"redline"])
    file = netcdf_file(nc, mmap=False)
    for key, value in (
        ("scenario", "tiny"),
        ("redline_version", sim.__version__),
        ("seed", "5"),
        ("worlds", "10 in each of 4 cells"),
        ("digest", results.digest),
        ("date", results.manifest["ended"]),
    ):
        assert remarks[key] == inside[key] == getattr(file, key).decode() == value


def test_days_are_dates_and_a_world_without_an_end_has_none(mine):
    out = mine.parent / "w.csv"
    assert main(["export", str(mine), "--table", "worlds", "-o", str(out)]) == 0
    found = table(out)
    assert found.loc[found["day"] == 25, "date"].isna().all()
    daily = mine.parent / "d.parquet"
    sim.read(mine).export(daily, tables=["daily"])
    days = pq.read_table(daily).column("date").to_pylist()
    assert f"{min(days)}" == "2019-05-08" and f"{max(days)}" == "2019-06-01"


def test_arrays_hold_the_tables_numbers_at_their_places(mine):
    out = mine.parent / "r.nc"
    assert main(["export", str(mine), "--format", "netcdf", "-o", str(out)]) == 0
    file, results = netcdf_file(out, mmap=False), sim.read(mine)
    sizes = {key: file.dimensions[key] for key in ("cell", "outcome", "world", "day", "draw", "drawn_variant")}
    assert sizes == {"cell": 4, "outcome": len(OUTCOMES), "world": 10, "day": 25, "draw": 4, "drawn_variant": 2}
    np.testing.assert_array_equal(file.variables["share"][:].ravel(), results.outcomes["share"])
    assert file.variables["iran.boldness"][:].tolist() == [0.3, 0.6, 0.3, 0.6]
    ended = file.variables["world_outcome"][:]
    counts = [[int(np.sum(row == code)) for code in range(len(OUTCOMES))] for row in ended]
    np.testing.assert_array_equal(np.ravel(counts), results.outcomes["count"])
    one = results.daily_of(3)
    row = [b"".join(name).decode().strip("\0") for name in file.variables["measure"][:]].index("exports")
    wanted = one.loc[one["measure"] == "exports", "mean"].to_numpy()
    np.testing.assert_array_equal(file.variables["daily_mean"][3, row], wanted)
    assert file.variables["day"].units == b"days since 2019-05-08"
    np.testing.assert_allclose(file.variables["drawn_share"][1, 0], results.assumed_shares("low_line", "war"))


def test_nothing_is_written_over_unless_that_is_said(mine, capsys):
    out = mine.parent / "s.csv"
    out.write_text("mine")
    assert main(["export", str(mine), "-o", str(out)]) == 2
    assert "already there and is left as it is" in capsys.readouterr().err and out.read_text() == "mine"
    assert main(["export", str(mine), "-o", str(out), "--replace"]) == 0
    assert out.read_text().startswith("# table: shares")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--table", "wrlds"], "there is no table 'wrlds'"),
        (["--table", "points"], "this run has no row for the table 'points'; it has shares"),
        (["-o", "x.txt"], "nothing is known of files that end in .txt; allowed: .csv, .parquet, .xlsx, .nc"),
        (["-o", "x.csv", "--format", "netcdf"], "a file that ends in .csv is not netcdf"),
        (["-o", "x.csv", "--table", "worlds", "--table", "cells"], "one csv file holds one table, and 2 were named"),
        (["-o", "x.nc", "--table", "worlds"], "netcdf holds all arrays of a run and takes no table"),
        (["--format", "views"], "views is a form of forecasts, and this is no back-test"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_written(mine, capsys, monkeypatch, words, said):
    monkeypatch.chdir(mine.parent)
    before = sorted(mine.parent.iterdir())
    assert main(["export", "tiny", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and out == ""
    assert sorted(mine.parent.iterdir()) == before


def test_excel_without_its_library_is_one_sentence(mine, capsys, monkeypatch):
    monkeypatch.setattr("sim.runs.disk.tabular.find_spec", lambda name: None)
    assert main(["export", str(mine), "--format", "xlsx"]) == 2
    assert "pip install 'redline[excel]'" in capsys.readouterr().err


def test_a_run_whose_tables_were_altered_is_refused(mine, capsys):
    with (mine / "worlds.parquet").open("ab") as file:
        file.write(b"x")
    assert main(["export", str(mine)]) == 2
    assert "worlds.parquet" in capsys.readouterr().err and not (mine.parent / "tiny.tables").exists()


# -- back-tests ----------------------------------------------------------------------------------------------------


def forecast(target, month, ahead, mean, observed=1.0, **levels):
    told = {"target": target, "origin": "2019-05-01", "month": month, "ahead": ahead, "observed": observed}
    return told | {"mean": mean, "q05": None, "median": None, "q95": None} | levels


FOUND = {
    "redline": 1,
    "kind": "backtest",
    "version": "9.9",
    "scenario": {"name": "a-name", "title": "T", "sha256": "abc"},
    "origins": ["2019-05-01"],
    "seed": 5,
    "draws": 100,
    "worlds": 4,
    "ended": "2026-01-01T00:00:00+00:00",
    "said": {"limits": ["Only so far."]},
    "forecasts": [
        forecast("iraq", "2019-05", 1, 1.5, q05=0.0, median=1.5, q95=3.0),
        forecast("iraq", "2019-06", 2, None, None),
        forecast("force", "2019-05", 1, 0.1, 0.0),
        forecast("exports", "2019-05", 1, 0.8, 0.81, q05=0.5, median=0.8, q95=1.1),
    ],
    "tallies": [
        {"target": "iraq", "origin": "2019-05-01", "month": "2019-05", "worlds": [1, 1, 1, 1]},
        {"target": "iraq", "origin": "2019-05-01", "month": "2019-06", "worlds": []},
    ],
}


@pytest.fixture
def backtest(tmp_path):
    folder = tmp_path / "a-name.backtest"
    folder.mkdir()
    (folder / "backtest.json").write_text(json.dumps(FOUND))
    return folder


def test_a_back_test_becomes_a_hubs_files(backtest, capsys):
    assert main(["export", str(backtest)]) == 0
    hub = backtest.parent / "a-name.backtest.hub"
    found = pd.read_csv(
        hub / "model-output" / "redline-a_name" / "2019-05-01-redline-a_name.csv",
        dtype={"output_type_id": str},
        keep_default_na=False,
    )
    assert tuple(found) == exported.HUB_COLUMNS
    iraq = found[found["target"] == "iraq"]
    assert set(iraq["target_end_date"]) == {"2019-05-31"} and set(iraq["location"]) == {"IRQ"}  # June had no worlds
    levels = iraq[iraq["output_type"] == "quantile"].set_index("output_type_id")["value"]
    assert levels["0.5"] == 1.5 and levels["0.25"] == 0.75 and levels.is_monotonic_increasing
    force = found[found["target"] == "force"].set_index("output_type_id")["value"].to_dict()
    assert force == {"yes": 0.1, "no": 0.9}
    exports = found[(found["target"] == "exports") & (found["output_type"] == "quantile")]
    assert exports["value"].tolist() == [0.5, 0.8, 1.1]
    metadata = yaml.safe_load((hub / "model-metadata" / "redline-a_name.yml").read_text())
    assert metadata["team_abbr"] == "redline" and metadata["provenance"]["seed"] == "5"
    came = pd.read_csv(hub / "target-data" / "time-series.csv")
    assert came.loc[came["target"] == "exports", "observation"].tolist() == [0.81] and len(came) == 3


def test_a_back_test_becomes_draws_as_the_views_challenge_has_them(backtest):
    assert main(["export", str(backtest), "--format", "views"]) == 0
    folder = backtest.parent / "a-name.backtest.views"
    file = folder / "cm" / "iraq" / "2019-05-01.parquet"
    found = pd.read_parquet(io.BytesIO(file.read_bytes()))
    assert [*found] == ["month_id", "country_id", "draw", "outcome"]
    assert found.to_numpy().tolist() == [[473, 645, draw, draw] for draw in range(4)]
    assert "not of the dead" in (folder / "README.txt").read_text()
    assert json.loads(pq.read_table(file).schema.metadata[b"redline"])["scenario_sha256"] == "abc"


def test_months_are_numbered_from_january_1980():
    assert [exported.month_id(one) for one in ("1980-01", "1980-12", "1990-01", "2019-05")] == [1, 12, 121, 473]


@pytest.mark.parametrize("words", [["--format", "csv"], ["--table", "shares"]])
def test_forms_of_runs_are_none_of_back_tests(backtest, capsys, words):
    assert main(["export", str(backtest), *words]) == 2
    assert "this is a back-test, which has the forms hubverse and views" in capsys.readouterr().err


def test_a_back_test_without_its_tallies_is_to_be_made_again(backtest, capsys):
    (backtest / "backtest.json").write_text(json.dumps({**FOUND, "tallies": None} | {"redline": 0}))
    assert main(["export", str(backtest)]) == 2
    assert "run redline backtest again" in capsys.readouterr().err


def test_a_slow_excel_file_says_how_far_it_is_unless_asked_to_be_quiet(mine, monkeypatch, capsys):
    monkeypatch.setattr(tabular, "TOLD", 10)
    told = []
    frames = {"one": pd.DataFrame({"x": range(25)}), "other": pd.DataFrame({"y": range(8)})}
    tabular.as_excel(frames, {}, lambda *step: told.append(step))
    assert told == [("rows written", done, 33) for done in (10, 20, 30)]
    assert main(["export", str(mine), "--format", "xlsx", "--table", "worlds"]) == 0
    assert "40" in capsys.readouterr().err
    assert main(["export", str(mine), "--format", "xlsx", "--table", "worlds", "--replace", "-q"]) == 0
    assert capsys.readouterr().err == ""
