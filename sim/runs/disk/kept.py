"""Finished blocks, kept on disk as they finish, so that a run that was cut off goes on where it stopped.

A block is found again by everything that decides what happens in it: the cell's settings, the seed, the source code of
this package, the versions of Python, NumPy, SciPy and Mesa, and the processor's instruction sets (these can move the
last bit of what one's own rules compute with NumPy's functions). Change any of it and nothing old is reused. Files are
written under another name and moved in place, so a block is there whole or not; and each says at its end which block it
is, so that one of another run or place that was copied there is not taken for it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np

from sim.engine import files
from sim.runs.blocks import Piece, Task
from sim.runs.disk import folders, manifest, writing
from sim.runs.disk.packing import HEAD, Damaged, unpack
from sim.runs.disk.schema import BLOCK_MAGIC
from sim.scenario import Cell

#: Parts of the package that only look at finished worlds; a change in them makes no block stale.
_LOOKING_ON = frozenset(("analyses", "api.py", "cli", "report", "words"))

#: Bytes at a file's end that say which block it is.
_MARK = hashlib.sha256().digest_size

_NAME = re.compile(r"(\d+)-(\d+)-e(\d+)-x(\d+)-m(\d+)\.block")


def folder_beside(out: Path) -> Path:
    """Where the blocks of a run are kept that is written to ``out``: hidden, beside it."""
    out = folders.real(out)
    return out.with_name(f".{out.name}.blocks")


class Kept:
    """A folder of finished blocks.

    Used as a context it marks the folder as in use, so that another run there clears nothing away meanwhile.

    Args:
        folder: where they are; made when the first block is stored.
        lasting: whether the folder is there for another run.

    Attributes:
        damaged: files that could not be read so far; their blocks are simulated again.
    """

    def __init__(self, folder: Path, lasting: bool = True):
        self.folder, self.lasting = folder, lasting
        self.damaged: list[Path] = []
        self._cells: dict[int, tuple[Cell, str]] = {}
        self._asked: set[str] = set()
        self._claim = folder / f"in-use.{writing.owned()}.run"

    def __enter__(self) -> Kept:
        with folders.explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._claim.touch()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._claim.unlink(missing_ok=True)
            self.folder.rmdir()  # only when nothing was kept

    def load(self, task: Task) -> Piece | None:
        """A block as it was stored, or None when it is not there, cannot be read or is another one."""
        path = self.path(task)
        if files.kind(path) == files.NOTHING:
            return None
        try:
            with files.opened(path) as file:
                data = file.read()
            packed, says = data[:-_MARK], data[-_MARK:]
            if says != self._mark(path, packed):
                raise Damaged("another block")
            block = unpack(packed)
            if not np.array_equal(block.world, task.world):
                raise Damaged("other worlds")
            return Piece(task, block)
        except (OSError, files.Unreadable, Damaged):
            self.damaged.append(path)
            return None

    def _mark(self, path: Path, packed: bytes) -> bytes:
        """What a file ends with: which block it is, and with its head, which has a hash of the rest, its content."""
        which = path.relative_to(self.folder).as_posix()
        return hashlib.sha256(which.encode() + packed[:HEAD]).digest()

    def store(self, task: Task, packed: bytes) -> None:
        """Keeps a finished block.

        Raises:
            CannotWrite: on a full disk or without permission; blocks stored before stay.
        """
        path = self.path(task)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            writing.write(path, packed + self._mark(path, packed))
        except OSError as error:
            after = "Blocks finished before are kept; mend that and run the same command again to go on"
            raise folders.CannotWrite(
                f"cannot keep a finished block in {self.folder}: {folders.reason(error)}"
                + (f". {after}" if self.lasting else "")
            ) from error

    def stops(self, task: Task) -> list[int]:
        """Numbers of the worlds before which stored blocks end that begin with the same world as this one."""
        if not self.folder.is_dir():
            return []
        start = int(task.world[0])
        found = []
        for path in (self.folder / self._key(task)).glob(f"{start}-*.block"):
            fits = _NAME.fullmatch(path.name)
            if fits and path.name == _name(start, int(fits[2]), task):
                found.append(int(fits[2]))
        return sorted(found)

    def tidy(self) -> None:
        """Removes what is left of earlier scenarios and code: all settings that nobody has asked for here."""
        claims = [one for one in self.folder.glob("in-use.*.run") if one != self._claim]
        if any(map(folders.busy, claims)):
            return  # somebody else works here; the next run tidies
        for entry in [*claims, *self.folder.glob("*/.redline.*.part")]:
            entry.unlink(missing_ok=True)
        for entry in self.folder.iterdir() if self.folder.is_dir() else ():
            if entry.is_dir() and entry.name not in self._asked:
                shutil.rmtree(entry, ignore_errors=True)

    def path(self, task: Task) -> Path:
        """Where a block is kept, whether or not it is there."""
        start, stop = int(task.world[0]), int(task.world[-1]) + 1
        name = _name(start, stop, task) if task.kind == "cell" else "all.block"
        return self.folder / self._key(task) / name

    def _key(self, task: Task) -> str:
        # A cell is asked for several times, and hashing its settings takes a millisecond.
        if task.kind != "cell":
            found = key(task)
        else:
            if id(task.cell) not in self._cells:
                self._cells[id(task.cell)] = (task.cell, key(task))  # holding it keeps its id from being used again
            found = self._cells[id(task.cell)][1]
        self._asked.add(found)
        return found


def _name(start: int, stop: int, task: Task) -> str:
    """Which worlds, and of how many of them events, whole paths and monthly means are kept."""
    bounds = (task.events_below, task.examples_below, task.months_below)
    events, paths, months = (max(min(below, stop) - start, 0) for below in bounds)
    return f"{start}-{stop}-e{events}-x{paths}-m{months}.block"


def key(task: Task) -> str:
    """Hash of everything that decides what happens in a block, but for which worlds of a cell it holds."""
    cell = task.cell
    parts = (cell.events, cell.scripted, cell.cast, cell.theory, cell.start, cell.days)
    settings = (cell.crisis.at, sorted(cell.courses.items()), *parts)
    seen = hashlib.sha256(_here().encode())
    seen.update(repr((settings, task.seed, task.kind, task.outcomes_only, task.luck, task.pasts)).encode())
    if task.conditions:
        seen.update(repr(task.conditions).encode())
    if task.kind != "cell":
        seen.update(task.world.astype("<i8").tobytes())
    for path in sorted(task.values):
        seen.update(path.encode() + np.asarray(task.values[path], "<f8").tobytes())
    return seen.hexdigest()[:32]


@cache
def _here() -> str:
    """What of this machine and code can change a number."""
    return repr((BLOCK_MAGIC, manifest.code_hash(_LOOKING_ON), manifest.deciding(), manifest.machine()["cpu_features"]))
