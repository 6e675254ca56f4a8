"""``runs.log``: a line for every run that was written to a folder, beside the results, so that repeated looking shows.

Each line is one JSON object. Lines are only ever added: whole, under a lock where the system has one, and at the end of
the file in any case, so that runs that finish at once lose no line. A line that a crash cut short is passed over.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sim.engine import files
from sim.runs.disk import folders

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows
    fcntl = None  # type: ignore[assignment]

LOG = "runs.log"


class Unlogged(UserWarning):
    """A run could not be written to the log."""


@dataclass(frozen=True)
class Standing:
    """Where a run stands among those of its scenario.

    Attributes:
        number: how many runs of the scenario the log had with this one.
        settings: how many different settings, seeds and sizes there are among them.
    """

    number: int
    settings: int


def beside(folder: Path) -> Path:
    """The log of the runs that lie in one folder with this one."""
    return folders.real(folder).parent / LOG


def add(path: Path, entry: Mapping[str, Any]) -> Standing:
    """Adds a line and says where it stands.

    Args:
        path: the log; made where it is missing.
        entry: what the line says; runs of one ``scenario``, or of one ``file``, are runs of one scenario, and
            ``settings`` tells them apart.

    Raises:
        OSError: when it cannot be written.
        Unreadable: when it is no regular file, or too large.
    """
    mine = {"run": uuid4().hex, **entry}
    line = json.dumps(mine, ensure_ascii=True) + "\n"
    with _locked(path) as descriptor:
        size = os.fstat(descriptor).st_size
        os.lseek(descriptor, max(size - 1, 0), os.SEEK_SET)  # where it reads; it writes at the end in any case
        broken = os.read(descriptor, 1) not in (b"", b"\n")
        _write(descriptor, f"{chr(10) * broken}{line}".encode())
        found = of_scenario(read(path), entry)
    number = next(place for place, one in enumerate(found, 1) if one["run"] == mine["run"])
    return Standing(number, len({str(one.get("settings")) for one in found[:number]}))


def read(path: Path) -> list[dict[str, Any]]:
    """Every whole line of a log, in the order in which they were written; none where there is no log.

    Raises:
        Unreadable: when it is no regular file, or too large.
    """
    if files.kind(path) == files.NOTHING:
        return []
    found = []
    for line in files.read_bytes(path, files.LARGEST_JSON).splitlines():
        with suppress(ValueError):
            if isinstance(one := json.loads(line), dict) and "run" in one:
                found.append(one)
    return found


def of_scenario(entries: list[dict[str, Any]], like: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those of the same scenario: of its name, or from its file."""
    return [
        one
        for one in entries
        if one.get("scenario") == like.get("scenario") or (like.get("file") and one.get("file") == like.get("file"))
    ]


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The log, open for adding to its end and, where the system can, for this process alone; never through a link."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise files.Unreadable(path, "this is no file that could be added to")
        if fcntl is not None:
            with suppress(OSError):  # a disk without locks: one write at the end is whole, too
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
