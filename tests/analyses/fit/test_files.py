"""A fit's folder: the posterior that scenarios take, what was found as JSON, and a page."""

from __future__ import annotations

import csv
import json
from functools import cache

import numpy as np
import pytest

import sim
from sim.analyses.fit import files
from sim.analyses.fit.calibrate import ROWS
from sim.analyses.fit.files import FOUND, POSTERIOR, as_dict, posterior
from sim.runs.disk import folders
from sim.runs.disk.folders import PAGE, CannotWrite
from sim.scenario.posterior import MOST_ROWS
from tests.analyses.fit.fits import UNTIL, found

MADE = {"command": ["redline", "calibrate"], "record": {"events": None, "series": None}}


def page(told, path):
    path.write_text(f"until {told['until']}")


@cache
def contents():
    """What is told of the fit, and its posterior: seconds each time."""
    return as_dict(found()) | {"made": MADE}, posterior(found())


def save(folder, page):
    told, table = contents()
    folders.save(folder, told, page, FOUND, {POSTERIOR: table})
    return told


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))


def test_the_posterior_is_a_table_of_the_informed_parameters_within_their_bounds():
    head, *body = rows(contents()[1])
    assert head == list(found().columns) and len(body) == ROWS <= MOST_ROWS
    spans = {member: one.range for one in found().fitted.priors for member in one.members}
    catalogue = sim.load("redline:maximum_pressure").paths().catalogue
    for name, column in zip(head, np.array(body, float).T, strict=True):
        assert spans[name][0] <= column.min() and column.max() <= spans[name][1], name
        assert catalogue[name].bounds[0] <= column.min() and column.max() <= catalogue[name].bounds[1]
        assert len(set(column)) > 20


def test_the_posterior_says_whence_it_comes():
    remarks = [line for line in contents()[1].splitlines() if line.startswith("#")]
    assert str(UNTIL) in remarks[0] and "maximum_pressure" in remarks[0] and "3,000 draws" in remarks[0]


def test_a_scenario_can_use_the_posterior_at_once(tmp_path):
    save(tmp_path / "fit", page)
    text = "format: 1\nextends: redline:maximum_pressure\nclock: {days: 20}\n"
    text += "runs: {worlds: 50, assumptions: {draws: 0}}\n"
    (tmp_path / "ours.yaml").write_text(text + f"parameters: {{posterior: fit/{POSTERIOR}}}\n")
    ours = sim.load(tmp_path / "ours.yaml")
    assert set(ours.sampled) == set(found().columns)
    table = sim.run(ours).table
    one = found().columns[0]
    allowed = {np.float32(row[0]) for row in rows(contents()[1])[1:]}
    assert {np.float32(value) for value in table[one]} <= allowed and table[one].nunique() > 10


def test_the_folder_holds_three_files_and_replaces_an_earlier_fit(tmp_path):
    folder = tmp_path / "fit"
    for _ in range(2):
        told = save(folder, page)
        assert {path.name for path in folder.iterdir()} == {POSTERIOR, FOUND, PAGE}
    assert json.loads((folder / FOUND).read_text()) == json.loads(json.dumps(told))
    assert (folder / PAGE).read_text() == f"until {UNTIL}"


def test_a_page_that_fails_leaves_the_earlier_folder_whole(tmp_path):
    folder = tmp_path / "fit"
    save(folder, page)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fails(told, path):
        path.write_text("half a page")
        raise RuntimeError("no more ink")

    with pytest.raises(RuntimeError, match="no more ink"):
        save(folder, fails)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["fit"]
    with pytest.raises(RuntimeError):
        save(tmp_path / "fresh", fails)
    assert not (tmp_path / "fresh").exists()


def test_a_folder_of_somebody_s_own_is_left_alone_and_files_beside_ours_are_kept(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(CannotWrite, match="left alone"):
        save(tmp_path / "mine", page)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    save(tmp_path / "fit", page)
    (tmp_path / "fit" / "note.txt").write_text("mine")
    save(tmp_path / "fit", page)
    assert (tmp_path / "fit" / "note.txt").read_text() == "mine"


def test_the_json_tells_every_number_with_prior_and_posterior():
    told, _ = contents()
    assert (told["until"], told["draws"], told["kind"]) == (str(UNTIL), 3000, "calibration")
    assert len(told["parameters"]) == len(found().fitted.priors)
    for one in told["parameters"]:
        low, high = one["prior"]
        assert low <= one["posterior"][0] <= one["posterior"][2] <= one["posterior"][4] <= high
        assert np.mean(one["density"]) == pytest.approx(1, abs=1e-3) and len(one["density"]) == files.BARS
    assert [one["key"] for one in told["summaries"]] == [one.key for one in found().fitted.compared]
    for kind in ("near", "everywhere"):
        share, low, high = told["coverage"][kind]["pooled"]["0.9"]
        assert low <= share <= high
    json.dumps(told, allow_nan=False)
