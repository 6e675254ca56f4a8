"""A file is written whole or not at all, by the one function that writes files."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import pytest

from sim.runs.disk.writing import write, write_json
from tests.conftest import ROOT


def full(monkeypatch, at: str) -> None:
    """Makes the disk full when a file is opened for writing, or when it is moved."""

    def refuse(self, *args, **more):
        if at == "open" and "b" in (args or ("",))[0] and "r" not in args[0]:
            file = real(self, *args, **more)
            file.close()
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return real(self, *args, **more) if at == "open" else _raise(self)

    def _raise(self):
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    real = getattr(Path, at)
    monkeypatch.setattr(Path, at, refuse)


@pytest.mark.parametrize("at", ["open", "replace"])
def test_a_full_disk_leaves_the_earlier_file_and_nothing_else(tmp_path, monkeypatch, at):
    path = tmp_path / "file"
    write(path, "first")
    with monkeypatch.context() as patch:
        full(patch, at)
        with pytest.raises(OSError, match="No space left"):
            write(path, "second")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "first")]


def test_a_new_file_is_never_written_over_one_that_came_about_meanwhile(tmp_path, monkeypatch):
    path = tmp_path / "file"
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        write(path, "theirs", new=True)
    monkeypatch.undo()
    with pytest.raises(FileExistsError):
        write(path, "theirs", new=True)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "mine")]


def test_a_new_file_can_be_written_on_a_disk_without_links(tmp_path, monkeypatch):
    def none(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    assert write(tmp_path / "file", "first", new=True).read_text() == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_link_and_a_pipe_are_replaced_and_a_device_is_written_to(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / "link").symlink_to(precious)
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        write(tmp_path / name, "ours")
        assert (tmp_path / name).read_text() == "ours"
    assert precious.read_text() == "mine"
    write(os.devnull, "ours")
    assert Path(os.devnull).is_char_device()


def test_a_longest_name_can_be_written(tmp_path):
    assert write(tmp_path / ("x" * 255), "first").read_text() == "first"


def test_half_a_surrogate_pair_comes_back_from_json_and_is_marked_in_text(tmp_path):
    name = os.fsdecode(b"caf\xe9 \xf0\x9f\x9a\x80")
    assert json.loads(write_json(tmp_path / "a", {name: name}).read_bytes().decode("utf-8")) == {name: name}
    assert write(tmp_path / "b", name).read_text() == "caf? 🚀"


def test_no_other_part_of_the_package_writes_a_file_by_itself():
    """Each of them would be one that a full disk leaves half written."""
    writes = re.compile(r"\.write_text\(|\.write_bytes\(|open\([^)]*[\"'][wax]b?[\"']|mkstemp|fdopen\([^)]*[\"']w")
    allowed = {
        "sim/runs/disk/writing.py",
        "sim/runs/disk/tables.py",  # grows by cells, in a folder that is moved in place when all is written
        "sim/compiled/cache.py",  # as whole as there, in a storey below
        "sim/analyses/facts/claims.py",  # makes files of the package itself, for who changes it
        "sim/cli/__init__.py",  # os.devnull
    }
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sim").rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed
