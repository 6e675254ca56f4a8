"""A folder that is replaced whole or not at all.

The new content is written to a hidden folder beside the old one and moved in place when it is complete. Whatever
happens before (a full disk, Ctrl-C, a crash) leaves the old folder as it was; what a crash leaves lying about is
cleared by the next one who writes there.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

#: Each marks a folder as one of ours: a run's, a fit's, a back-test's, a comparison of theories'. Only such a folder,
#: or an empty one, is ever replaced.
MARKS = ("manifest.json", "calibration.json", "backtest.json", "rivals.json")
#: The page of what was found.
PAGE = "report.html"


class CannotWrite(RuntimeError):
    """A folder could not be written; the message says which and why, and that nothing was overwritten."""


def check(folder: Path) -> None:
    """Finds out before hours of work whether a folder can be replaced.

    Raises:
        CannotWrite: when it holds something of the user's, or must not be written to.
    """
    with explained(folder):
        folder = _prepared(folder)
        probe = _sibling(folder, "new")
        probe.mkdir()
        probe.rmdir()


@contextmanager
def replacing(folder: Path, ours: Collection[str]) -> Iterator[Path]:
    """Gives an empty folder to fill, and moves it in place of ``folder`` when the block ends without an error.

    Args:
        folder: what to replace; it need not exist.
        ours: names of the files that belong to us. Others found in the old folder are kept, in the new one.

    Raises:
        CannotWrite: when the folder is not ours to replace, or writing fails; the old one is then untouched.
    """
    with explained(folder):
        target = _prepared(folder)
        fresh = _sibling(target, "new")
        fresh.mkdir()
        try:
            yield fresh
            _keep_others(target, fresh, ours)
            _swap(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def save(
    folder: Path,
    found: Mapping[str, Any],
    page: Callable[[Mapping[str, Any], Path], object],
    name: str,
    tables: Mapping[str, str],
) -> None:
    """Writes what was found into a folder of its own, whole or not at all: as JSON, as a page and as tables.

    Args:
        folder: where it goes.
        found: what the JSON holds and the page is made of.
        page: writes the page to a path.
        name: of the JSON file, one of :data:`MARKS`.
        tables: texts of the tables' files, by name.

    Raises:
        CannotWrite: on a full disk, missing permission or a folder that is not ours.
    """
    with replacing(folder, frozenset({*tables, name, PAGE})) as fresh:
        for table, text in tables.items():
            (fresh / table).write_text(text, encoding="utf-8")
        (fresh / name).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        page(found, fresh / PAGE)


def scratch(folder: Path) -> Path:
    """Makes an empty hidden folder beside another one; what a crash leaves in it is cleared by the next run there.

    Raises:
        CannotWrite: when it cannot be made.
    """
    with explained(folder):
        made = _sibling(folder.resolve(), "tables")
        made.mkdir(parents=True)
        return made


def recover(folder: Path) -> None:
    """Puts an old folder back if a crash struck just between moving it away and moving the new one in place."""
    folder = folder.resolve()
    for old in folder.parent.glob(f".{folder.name}.*.old"):
        if not folder.exists() and not busy(old):
            old.rename(folder)


def _prepared(folder: Path) -> Path:
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    for kind in ("new", "old", "tables"):
        for left in folder.parent.glob(f".{folder.name}.*.{kind}"):
            if not busy(left):
                shutil.rmtree(left, ignore_errors=True)
    if folder.exists() and not folder.is_dir():
        raise CannotWrite(f"{folder} is a file, not a folder; choose another place with -o")
    if folder.is_dir() and not _ours(folder) and any(folder.iterdir()):
        raise CannotWrite(
            f"{folder} holds files but no earlier result of redline, so it is left alone; choose another place with -o"
        )
    return folder


def _ours(folder: Path) -> bool:
    return any((folder / mark).exists() for mark in MARKS)


def _keep_others(folder: Path, fresh: Path, ours: Collection[str]) -> None:
    # Copied, not moved: a crash at any point leaves them in the old folder, too.
    for entry in folder.iterdir() if folder.exists() else ():
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, fresh / entry.name, symlinks=True)
        elif entry.name not in ours:
            shutil.copy2(entry, fresh / entry.name, follow_symlinks=False)


def _swap(fresh: Path, folder: Path) -> None:
    old = _sibling(folder, "old")
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sibling(folder: Path, kind: str) -> Path:
    return folder.with_name(f".{folder.name}.{owned()}.{kind}")


def owned() -> str:
    """A part of a name that nobody else chooses, and that tells :func:`busy` which process did."""
    return f"{os.getpid()}-{uuid4().hex[:8]}"


def busy(left: Path) -> bool:
    """Whether the process that made a hidden file or folder still runs; its number stands in the name.

    Only processes of this machine are known: do not let two machines write to one folder at the same time.
    """
    number = left.name.split(".")[-2].partition("-")[0]
    if not number.isdigit():
        return True
    if os.name != "posix" or int(number) == os.getpid():
        return int(number) == os.getpid()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns what the system says when something cannot be written into a :class:`CannotWrite` that names the folder."""
    try:
        yield
    except OSError as error:
        kept = "; the earlier result there is unchanged" if _ours(folder) else ""
        raise CannotWrite(f"cannot write {folder}: {reason(error)}{kept}") from error


def reason(error: OSError) -> str:
    """Why something could not be written, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    if error.errno == errno.EFBIG:
        return "the system allows no file that large"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission to write there ({error.strerror})"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{error.filename} is a file, not a folder"
    return str(error)
