"""Output that nobody reads, that is full or closed; a folder that is gone; a module that lies in wait."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import _import_nothing_from_here, arguments, main
from sim.scenario.format import MOST_WORLDS
from tests.conftest import ROOT

FULL = Path("/dev/full")
full_device = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")


class Broken(io.StringIO):
    """A stream whose reader has left, or whose disk is full."""

    def __init__(self, error: OSError):
        super().__init__()
        self.error = error

    def write(self, text):
        raise self.error

    def flush(self):
        raise self.error


@full_device
def test_a_full_output_is_a_sentence_and_a_fault(monkeypatch, capsys):
    with FULL.open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["schema"]) == 1
    assert capsys.readouterr().err == "redline: its output cannot be written: the disk is full\n"


@full_device
def test_help_on_a_full_output_is_a_sentence_too(monkeypatch, capsys):
    with FULL.open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["--version"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_closed_streams_take_no_word_and_spoil_nothing(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert main(["run", str(tiny), "-o", str(tmp_path / "out"), "--worlds", "4", "--jobs", "1"]) == 0
    for name in ("stdin", "stdout", "stderr"):
        getattr(sys, name).close()
    assert len(sim.read(tmp_path / "out" / "tiny").table) == 8


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EPIPE, errno.EIO])
def test_messages_that_nobody_can_hear_stop_no_run(tiny, tmp_path, monkeypatch, capsys, code):
    monkeypatch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
    monkeypatch.setattr(sys, "stderr", Broken(OSError(code, os.strerror(code))))
    assert main(["run", str(tiny), "-o", str(tmp_path / "out"), "--worlds", "4", "--jobs", "1"]) == 0
    assert "Report: " in capsys.readouterr().out
    assert len(sim.read(tmp_path / "out" / "tiny").table) == 8


def test_errors_that_nobody_can_hear_keep_their_code(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Broken(OSError(errno.ENOSPC, "No space left on device")))
    assert main(["check", str(tmp_path / "nothing.yaml")]) == 2


def test_a_reader_that_left_before_the_brief_came_is_no_fault(tiny, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
        sim.run(tiny, worlds=4, out=tmp_path / "run")
    monkeypatch.setattr(sys, "stdout", Broken(BrokenPipeError(errno.EPIPE, "Broken pipe")))
    assert main(["report", str(tmp_path / "run"), "--format", "md"]) == 0


def test_a_deleted_working_folder_is_a_sentence(tmp_path, monkeypatch, capsys):
    def gone():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    (tmp_path / "tiny.yaml").write_text("{format: 1, title: T, runs: {worlds: 2}}")
    monkeypatch.setattr(os, "getcwd", gone)
    assert main(["run", str(tmp_path / "tiny.yaml"), "-q"]) == 1
    err = capsys.readouterr().err
    assert "the working folder has been deleted" in err and err.count("\n") == 1


@pytest.mark.parametrize("verb", ["schema", "new"])
def test_a_full_disk_leaves_no_half_of_a_file(tmp_path, monkeypatch, capsys, verb):
    path = tmp_path / "file.yaml"
    line = ["schema", "-o", str(path)] if verb == "schema" else ["new", str(path)]
    if verb == "schema":
        path.write_text("earlier")

    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

    opened = Path.open
    filled = lambda self, mode="r", **how: Full() if "x" in mode else opened(self, mode, **how)  # noqa: E731
    monkeypatch.setattr(Path, "open", filled)
    assert main(line) == 1
    assert capsys.readouterr().err == f"redline: cannot write {path}: the disk is full\n"
    monkeypatch.undo()
    assert [one.read_text() for one in tmp_path.iterdir()] == (["earlier"] if verb == "schema" else [])


def test_a_page_of_somebody_elses_is_no_comparison_to_replace(tiny, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))
    sim.run(tiny, worlds=4, out=tmp_path / "run")
    (tmp_path / "mine.html").write_text("<title>Mine</title>")
    run = str(tmp_path / "run")
    assert main(["compare", run, run, "--page", str(tmp_path / "mine.html"), "-q"]) == 2
    assert "mine.html is no comparison that redline wrote, so it is left alone" in capsys.readouterr().err
    assert (tmp_path / "mine.html").read_text() == "<title>Mine</title>"


@pytest.mark.parametrize("number", ["10000001", "1" + "0" * 40, "9" * 5000])
def test_more_draws_than_a_lifetime_has_are_refused_at_once(number, capsys):
    for line in (["calibrate", "x.yaml", "--until", "2019-01-01"], ["drivers", "run"]):
        with pytest.raises(SystemExit) as stopped:
            main([*line, "--draws", number])
        err = capsys.readouterr().err
        assert stopped.value.code == 2 and ("10,000,000" in err or "is not a whole number" in err)
        assert len(err.splitlines()[-1]) < 200
    assert arguments.MOST_DRAWS == MOST_WORLDS


# -- modules that lie in wait ------------------------------------------------------------------------------------------


def test_nothing_is_imported_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), "", *sys.path, str(tmp_path)])
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    _import_nothing_from_here()
    assert str(tmp_path) not in sys.path and "" not in sys.path
    assert os.environ.get("PYTHONSAFEPATH") == "1"  # what a worker process is started with


def test_where_the_package_itself_stands_the_working_folder_stays(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    _import_nothing_from_here()
    assert sys.path[0] == str(ROOT)


def test_a_received_folder_full_of_traps_springs_none(tiny, tmp_path, environment):
    """Modules that redline, its libraries or its workers import, or try to; started in that folder, with workers."""
    trap = "from pathlib import Path\nPath(__file__).with_name('sprung-' + __name__).touch()\nraise SystemExit(9)\n"
    received = tmp_path / "received"
    received.mkdir()
    for name in ("numpy", "pandas", "cloudpickle", "distributed", "yaml", "json", "random", "multiprocessing"):
        (received / f"{name}.py").write_text(trap)
    # As `python -m sim`, which puts the working folder first, but for the page, which takes longest.
    code = (
        "from sim.cli import main, _import_nothing_from_here\n"
        "_import_nothing_from_here()\n"
        "import sim.report\n"
        "sim.report.build = lambda results, path, **_: path.write_text('a page')\n"
        "raise SystemExit(main())"
    )
    env = {key: value for key, value in environment.items() if key != "PYTHONSAFEPATH"}
    args = ["run", str(tiny), "-q", "--json", "--worlds", "20", "--jobs", "2", "-o", str(tmp_path / "out")]
    line = [sys.executable, "-c", code, *args]
    done = subprocess.run(line, cwd=received, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["worlds"] == 20
    assert not list(received.glob("sprung-*"))
