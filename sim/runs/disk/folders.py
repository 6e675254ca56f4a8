"""A folder that is replaced whole or not at all.

The new content is written to a hidden folder beside the old one and moved in place when it is complete. Whatever
happens before (a full disk, Ctrl-C, a crash) leaves the old folder as it was; what a crash leaves lying about is
cleared by the next one who writes there.
"""

from __future__ import annotations

import errno
import glob
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.engine import files
from sim.runs.disk.writing import OWNED, owned, write, write_json

#: Each marks a folder as one of ours, if it says so itself: a run's, a fit's, a back-test's, a comparison of
#: theories'. Only such a folder, or an empty one, is ever replaced.
MARKS = ("manifest.json", "calibration.json", "backtest.json", "rivals.json")
#: How such a file begins; other programs have a manifest.json, too. Not all is read, so that also a damaged one counts.
_SAYS_SO = re.compile(rb'\s*\{\s*"redline":\s*\d+\s*[,}]')
#: First bytes in which that stands.
_HEAD = 100
#: How often a folder is tried to be replaced while others do so, too.
_TRIES = 100
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
            write(fresh / table, text)
        write_json(fresh / name, found, indent=1)
        page(found, fresh / PAGE)


def scratch(folder: Path) -> Path:
    """Makes an empty hidden folder beside another one; what a crash leaves in it is cleared by the next run there.

    Raises:
        CannotWrite: when it cannot be made.
    """
    with explained(folder):
        made = _sibling(real(folder), "tables")
        made.mkdir(parents=True)
        return made


def recover(folder: Path) -> None:
    """Puts an old folder back if a crash struck just between moving it away and moving the new one in place."""
    folder = real(folder)
    for old in _siblings(folder, "old"):
        if not folder.exists() and not busy(old):
            old.rename(folder)


def real(path: Path) -> Path:
    """A path without links; a loop of them, at which :meth:`pathlib.Path.resolve` gives up, stays for who writes."""
    return Path(os.path.realpath(path))


def _prepared(folder: Path) -> Path:
    folder = real(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    for kind in ("new", "old", "tables"):
        for left in _siblings(folder, kind):
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
    return any(says_so(folder / mark) for mark in MARKS)


def says_so(mark: Path) -> bool:
    """Whether a file says of its folder that redline wrote it."""
    try:
        with files.opened(mark) as file:
            return _SAYS_SO.match(file.read(_HEAD)) is not None
    except (OSError, files.Unreadable):
        return False


def _keep_others(folder: Path, fresh: Path, ours: Collection[str]) -> None:
    # Copied, not moved: a crash at any point leaves them in the old folder, too.
    for entry in folder.iterdir() if folder.exists() else ():
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, fresh / entry.name, symlinks=True)
        elif entry.name not in ours and not _left_over(entry.name):
            shutil.copy2(entry, fresh / entry.name, follow_symlinks=False)


def _left_over(name: str) -> bool:
    """Whether a file is what a crash left of one that :mod:`sim.runs.disk.writing` was about to write."""
    return re.fullmatch(rf"\.redline\.{OWNED.pattern}\.part", name) is not None


def _swap(fresh: Path, folder: Path) -> None:
    for _ in range(_TRIES):
        old = _sibling(folder, "old")
        with suppress(FileNotFoundError):
            folder.rename(old)
        try:
            fresh.rename(folder)
            return
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                if old.exists():
                    old.rename(folder)
                raise
            # Another run has just put its own there: it was first, so this one replaces it.
        finally:
            if folder.exists():
                shutil.rmtree(old, ignore_errors=True)
    raise OSError(errno.EBUSY, "others go on replacing it", str(folder))


def _sibling(folder: Path, kind: str) -> Path:
    return folder.with_name(f".{folder.name}.{owned()}.{kind}")


def _siblings(folder: Path, kind: str) -> Iterator[Path]:
    """What :func:`_sibling` has made, here or in another process; what merely looks alike is somebody's own."""
    pattern = re.compile(rf"\.{re.escape(folder.name)}\.{OWNED.pattern}\.{kind}")
    for found in folder.parent.glob(f".{glob.escape(folder.name)}.*.{kind}"):
        if pattern.fullmatch(found.name):
            yield found


def busy(left: Path) -> bool:
    """Whether the process that made a hidden file or folder still runs; its number stands in the name.

    Only processes of this machine are known: do not let two machines write to one folder at the same time.
    """
    found = OWNED.fullmatch(left.name.split(".")[-2])
    if found is None:
        return True
    number = int(found[1])
    if os.name != "posix" or number == os.getpid():
        return number == os.getpid()
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):  # the latter when no process can have such a number
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns what the system says when something cannot be written into a :class:`CannotWrite` that names the folder."""
    try:
        yield
    except BrokenPipeError:  # it was a reader of what is printed
        raise
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
    if error.errno == errno.EEXIST and not os.path.exists(error.filename or ""):  # noqa: PTH110  # never raises
        return f"{error.filename} is a link that leads nowhere"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{error.filename} is a file, not a folder"
    if error.errno == errno.ENAMETOOLONG:
        return "the name is too long"
    if error.errno == errno.ELOOP:
        return "its links lead in a circle"
    if error.errno == errno.ENOENT and error.filename is None:  # of what os.getcwd() raises
        return "the working folder has been deleted"
    return error.strerror or str(error)
