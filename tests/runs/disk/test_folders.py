"""A folder is replaced whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.runs.disk import folders
from sim.runs.disk.folders import CannotWrite, replacing
from tests.conftest import ROOT

OURS = {"manifest.json", "report.html"}


def write(folder: Path, text: str) -> None:
    with replacing(folder, OURS) as fresh:
        (fresh / "manifest.json").write_text("{}")
        (fresh / "report.html").write_text(text)


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir() if path.name.startswith(".")]


def test_a_new_folder_appears_whole_and_leaves_nothing_beside_it(tmp_path):
    write(tmp_path / "deep" / "run", "first")
    assert (tmp_path / "deep" / "run" / "report.html").read_text() == "first"
    assert hidden(tmp_path / "deep" / "run") == []


def test_an_error_while_writing_leaves_the_earlier_result_untouched(tmp_path):
    folder = tmp_path / "run"
    write(folder, "first")
    with pytest.raises(ZeroDivisionError), replacing(folder, OURS) as fresh:
        (fresh / "report.html").write_text("half")
        raise ZeroDivisionError
    assert (folder / "report.html").read_text() == "first"
    assert hidden(folder) == []


def test_a_full_disk_is_one_clear_error_and_the_earlier_result_stays(tmp_path):
    folder = tmp_path / "run"
    write(folder, "first")
    full = pytest.raises(CannotWrite, match="the disk is full; the earlier result there is unchanged")
    with full, replacing(folder, OURS):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (folder / "report.html").read_text() == "first"


def test_ctrl_c_while_writing_leaves_the_earlier_result_untouched(tmp_path):
    folder = tmp_path / "run"
    write(folder, "first")
    with pytest.raises(KeyboardInterrupt), replacing(folder, OURS):
        raise KeyboardInterrupt
    assert (folder / "report.html").read_text() == "first"
    assert hidden(folder) == []


def test_what_a_killed_process_left_is_cleared_by_the_next_one(tmp_path):
    folder = tmp_path / "run"
    write(folder, "first")
    die = (
        "import os, signal; from pathlib import Path; from sim.runs.disk.folders import replacing\n"
        f"with replacing(Path({str(folder)!r}), set()) as fresh:\n"
        "    (fresh / 'report.html').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", die], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert len(hidden(folder)) == 1
    assert (folder / "report.html").read_text() == "first"
    write(folder, "second")
    assert (folder / "report.html").read_text() == "second"
    assert hidden(folder) == []


def test_a_crash_between_the_two_moves_loses_nothing(tmp_path):
    folder = tmp_path / "run"
    write(folder, "first")
    nobody = 2**22 + 1  # above the largest process number
    folder.rename(tmp_path / f".run.{nobody}.old")
    folders.recover(folder)
    assert (folder / "report.html").read_text() == "first"


def test_what_another_living_process_is_writing_is_left_alone(tmp_path):
    folder = tmp_path / "run"
    other = tmp_path / f".run.{os.getppid()}.new"
    other.mkdir()
    write(folder, "mine")
    assert other.exists()


def test_files_of_the_users_own_survive_a_new_result(tmp_path):
    folder = tmp_path / "run"
    write(folder, "first")
    (folder / "notes.txt").write_text("mine")
    (folder / "figures").mkdir()
    (folder / "figures" / "one.png").write_text("mine, too")
    write(folder, "second")
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "figures" / "one.png").read_text() == "mine, too"
    assert (folder / "report.html").read_text() == "second"


def test_a_folder_that_never_held_a_result_is_not_replaced(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(CannotWrite, match="holds files but no earlier result"):
        write(folder, "first")
    with pytest.raises(CannotWrite, match="holds files but no earlier result"):
        folders.check(folder)
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_a_file_in_the_way_is_found_before_any_work_is_done(tmp_path):
    (tmp_path / "run").write_text("a file")
    with pytest.raises(CannotWrite, match="is a file, not a folder"):
        folders.check(tmp_path / "run")
    with pytest.raises(CannotWrite, match=r"cannot write .* is a file, not a folder"):
        folders.check(tmp_path / "run" / "below")


def test_a_link_to_a_folder_elsewhere_stays_a_link(tmp_path):
    (tmp_path / "big_disk").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "big_disk")
    write(tmp_path / "run", "first")
    assert (tmp_path / "run").is_symlink()
    assert (tmp_path / "big_disk" / "report.html").read_text() == "first"
