"""A folder is replaced whole or not at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from sim.runs.disk import folders
from sim.runs.disk.folders import CannotWrite, replacing
from tests.conftest import ROOT

OURS = {"manifest.json", "report.html"}


def write(folder: Path, text: str) -> None:
    with replacing(folder, OURS) as fresh:
        (fresh / "manifest.json").write_text('{"redline": 1}')
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
    folder.rename(tmp_path / f".run.{nobody}-0123abcd.old")
    folders.recover(folder)
    assert (folder / "report.html").read_text() == "first"


def test_what_another_living_process_is_writing_is_left_alone(tmp_path):
    folder = tmp_path / "run"
    other = tmp_path / f".run.{os.getppid()}-0123abcd.new"
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


FOREIGN = {
    "a web app's manifest": {"manifest.json": '{"name": "My app", "icons": []}', "report.html": "<h1>Mine</h1>"},
    "redline further down": {"manifest.json": '{"name": "x", "redline": 1}'},
    "no number": {"manifest.json": '{"redline": "is my favourite"}'},
    "an empty file": {"backtest.json": ""},
    "text": {"rivals.json": "redline"},
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_folder_is_ours_only_if_it_says_so_itself(tmp_path, name):
    folder = tmp_path / "run"
    folder.mkdir()
    for file, text in FOREIGN[name].items():
        (folder / file).write_text(text)
    for attempt in (lambda: folders.check(folder), lambda: write(folder, "first")):
        with pytest.raises(CannotWrite, match="holds files but no earlier result of redline, so it is left alone"):
            attempt()
    assert {path.name: path.read_text() for path in folder.iterdir()} == FOREIGN[name]


@pytest.mark.parametrize("kind", ["pipe", "folder", "loop"])
def test_a_mark_that_is_no_file_marks_nothing(tmp_path, kind):
    mark = tmp_path / "run" / "manifest.json"
    mark.parent.mkdir()
    {"pipe": os.mkfifo, "folder": os.mkdir, "loop": lambda path: path.symlink_to(path)}[kind](mark)
    with pytest.raises(CannotWrite, match="holds files but no earlier result"):
        folders.check(mark.parent)


def test_a_damaged_result_of_ours_can_be_replaced(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text('{\n  "redline": 1,\n  "crisis": "sim.cri')
    write(tmp_path / "run", "second")
    assert (tmp_path / "run" / "report.html").read_text() == "second"


@pytest.mark.parametrize("name", [".run.2019.old", ".run.backup.new", ".run.tables", ".run.12-.old"])
def test_a_hidden_folder_that_merely_looks_like_ours_is_left_alone(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("years of work")
    write(tmp_path / "run", "first")
    assert (tmp_path / name / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("name", ["[run]", "r*n", "run?"])
def test_names_that_are_patterns_are_cleared_after_like_others(tmp_path, name):
    left = tmp_path / f".{name}.{2**22 + 1}-0123abcd.new"
    left.mkdir()
    write(tmp_path / name, "first")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_loop_of_links_and_a_name_too_long_are_one_clear_error(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(CannotWrite, match=r"^cannot write .*: .*/a is a link that leads nowhere$"):
        folders.check(tmp_path / "a" / "run")
    with pytest.raises(CannotWrite, match=r"^cannot write .*: the name is too long$"):
        folders.check(tmp_path / ("x" * 300))


def test_a_folder_that_may_not_be_written_to_is_one_clear_error(tmp_path, monkeypatch):
    def refused(self, *_, **__):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refused)  # root may write anywhere, so no mode would do
    with pytest.raises(CannotWrite, match=r"^cannot write .*: no permission to write there \(Permission denied\)$"):
        folders.check(tmp_path / "run")


def test_a_deleted_working_folder_is_one_clear_error(tmp_path, monkeypatch):
    def gone():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    with pytest.raises(CannotWrite, match="the working folder has been deleted"):
        folders.check(Path("run"))


def test_a_reader_of_output_that_stops_is_no_fault_of_the_folder(tmp_path):
    with pytest.raises(BrokenPipeError), folders.explained(tmp_path):
        raise BrokenPipeError


def test_two_runs_into_one_folder_leave_one_whole_result_and_nothing_beside_it(tmp_path):
    """The last one wins, whichever is at which of its two moves; neither loses its work."""
    folder, failed = tmp_path / "run", []

    def over_and_over(name):
        try:
            for number in range(40):
                write(folder, f"{name} {number}")
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=over_and_over, args=(name,)) for name in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert {path.name for path in folder.iterdir()} == OURS
    assert (folder / "report.html").read_text().endswith(" 39")
    assert hidden(folder) == []
