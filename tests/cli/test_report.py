"""``redline report`` and ``redline gallery``: from saved tables alone, and nothing is half overwritten."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import struct

import pytest

from sim.cli import main
from tests.conftest import TINY
from tests.report.visits import CHROMIUM


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A finished run and its gallery; tests copy it."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "tiny.yaml").write_text(TINY)
    assert main(["run", str(folder / "tiny.yaml"), "-q", "-o", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture
def out(saved, tmp_path, monkeypatch):
    """A copy of the run, in a place where nothing can be simulated."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("simulated")

    shutil.copytree(saved, tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    # A model is made to say what the page's own worlds are given; none is lived.
    monkeypatch.setattr("sim.runs.worlds.lived", forbidden)
    monkeypatch.setattr("sim.runs.blocks.lived", forbidden)
    monkeypatch.setattr("sim.compiled.native.Native.lives", forbidden)
    monkeypatch.setattr("sim.runs.run.run", forbidden)
    return tmp_path / "out"


def test_a_run_refreshes_the_gallery(saved):
    page = (saved / "index.html").read_text()
    assert 'href="tiny/report.html"' in page
    assert "Does a lower line matter within a month?" in page


def test_a_page_is_rebuilt_from_tables_without_simulating_and_the_manifest_knows_it(out, capsys):
    page, before = out / "tiny" / "report.html", (out / "tiny" / "report.html").read_bytes()
    page.write_text("spoilt")
    assert main(["report", "out/tiny"]) == 0
    assert capsys.readouterr().out == "Report: out/tiny/report.html\n"
    assert page.read_bytes() == before
    manifest = json.loads((out / "tiny" / "manifest.json").read_text())
    assert manifest["pages"]["report.html"] == hashlib.sha256(before).hexdigest()
    assert not [one.name for one in (out / "tiny").iterdir() if one.name.startswith(".")]


def test_a_page_that_cannot_be_built_leaves_the_old_one(out, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "no space")

    before = (out / "tiny" / "report.html").read_bytes()
    monkeypatch.setattr("sim.report.build", full)
    assert main(["report", "out/tiny"]) == 1
    assert "cannot write out/tiny: the disk is full" in capsys.readouterr().err
    assert (out / "tiny" / "report.html").read_bytes() == before


def test_several_runs_go_to_a_folder_and_one_to_a_file(out, capsys):
    shutil.copytree(out / "tiny", out / "again")
    assert main(["report", "out/tiny", "out/again", "-o", "pages"]) == 2
    assert "same name" in capsys.readouterr().err
    assert main(["report", "out/tiny", "-o", "pages/one.html"]) == 0
    assert main(["report", "out/tiny", "--format", "csv", "-o", "tables"]) == 0
    assert {"README.txt", "outcomes.csv"} <= {one.name for one in (out.parent / "tables").iterdir()}
    assert (out.parent / "pages" / "one.html").exists()


def test_a_brief_goes_to_the_screen_or_to_a_file(out, capsys):
    assert main(["report", "out/tiny", "--format", "md"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("# Does a lower line matter within a month?\n")
    assert main(["report", "out/tiny", "--format", "md", "-o", "brief.md"]) == 0
    assert (out.parent / "brief.md").read_text() == text


def test_what_is_no_run_is_refused(out, capsys):
    assert main(["report", "out"]) == 2
    assert "holds no run" in capsys.readouterr().err
    assert main(["gallery", "nowhere"]) == 2
    (out / "index.html").write_text("mine")
    assert main(["gallery", "out"]) == 2
    assert "left alone" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["html", "md", "csv"])
@pytest.mark.parametrize("table", ["daily", "events", "worlds", "assumptions"])
def test_every_format_is_made_of_whole_runs_alone(out, how, table, capsys):
    file = out / "tiny" / f"{table}.parquet"
    file.write_bytes(file.read_bytes() + b"\0" if file.exists() else b"")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert main(["report", str(out / "tiny"), "--format", how]) == 2
    said = capsys.readouterr()
    assert f"{table}.parquet" in said.err and "Traceback" not in said.err and said.out == ""
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_manifest_that_says_a_thing_twice_is_refused(out, capsys):
    manifest = out / "tiny" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"seed":', '"seed": 1, "seed":', 1))
    assert main(["report", str(out / "tiny")]) == 2
    assert "manifest.json: the key 'seed' stands twice in one map" in capsys.readouterr().err


def test_without_the_extra_pictures_name_it(out, monkeypatch, capsys):
    monkeypatch.setattr("sim.report.pages.images.find_spec", lambda name: None)
    assert main(["report", "out/tiny", "--format", "png"]) == 2
    assert "redline[images]" in capsys.readouterr().err


def test_a_picture_is_drawn_at_twice_its_size(out, monkeypatch, capsys):
    if not CHROMIUM and not os.environ.get("CI"):
        pytest.skip("no chromium here, and CI is not set")
    from sim.report.pages import images

    drawn = images.pictures

    def few(results):
        found, others = drawn(results)
        return [one for one in found if one.name == "outcomes"], others

    monkeypatch.setattr(images, "pictures", few)
    assert main(["report", "out/tiny", "--format", "png"]) == 0
    assert "left out" in capsys.readouterr().err
    head = (out / "tiny.png" / "outcomes.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", head[16:20]) == (images.WIDE * images.SCALE,)
