"""One guard for every file that is read, whoever wrote it: whatever it is, one sentence, no wait and no flood.

A name may lead to a pipe that never ends, a device, a folder, a loop of links or nothing; a file may be too large, not
be text, or hold cells and nesting that make a parser give up. All are :class:`Unreadable`. What its message quotes of a
name or a file has gone through :func:`plain`, so that nobody steers a terminal by it, and is short.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import os
import re
import stat
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, BinaryIO

from sim.engine.nearest import nearest

MIB = 2**20
#: Bytes of a table of records, and of JSON, which may hold a resolved scenario with a joint sample in it.
LARGEST_TABLE, LARGEST_JSON = 16 * MIB, 64 * MIB
#: Characters of a cell; the parser of the standard library stops at the same.
LONGEST_CELL = 2**17
#: Characters of a text, and of a name, that a message quotes.
LONGEST_QUOTE, LONGEST_NAME = 60, 200
#: Files beside a missing one that are searched for its name.
MOST_BESIDE = 1000

#: What a name leads to.
FILE, FOLDER, OTHER, NOTHING = "file", "folder", "neither file nor folder", "nothing"

#: Opens without waiting for the other end of a pipe, and without translation of line ends on any system.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
#: Characters that no text needs, other than tabs and line ends.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
#: A quote, unlike an apostrophe, has no letter before it.
_LONG = re.compile(rf"(?<!\w)'[^']{{{LONGEST_NAME},}}'|\S{{{LONGEST_NAME + 1},}}")
#: Joiners within words of Persian and Indian languages, and within emoji.
_JOINERS = "\u200c\u200d"


class Unreadable(Exception):
    """A file that cannot be read.

    Attributes:
        path: its name as it was given.
        what: what is wrong, and what is allowed.
        line, column: where, counted from 1; 0 when the file as a whole is meant.
    """

    def __init__(self, path: str | Path, what: str, line: int = 0, column: int = 0):
        super().__init__(path, what, line, column)
        self.path, self.what, self.line, self.column = path, what, line, column

    def __str__(self) -> str:
        """One line that editors can jump to."""
        places = (str(one) for one in (self.line, self.column) if one)
        return f"{':'.join((named(self.path), *places))}: {self.what}"


# -- text --------------------------------------------------------------------------------------------------------------


def plain(text: str, keep: str = "") -> str:
    r"""Text from outside as a terminal or a page may have it: what is unseen stands there as ``\x1b``.

    Args:
        text: what a file, a name or an argument holds.
        keep: unseen characters that may stay, such as line ends.
    """
    return _escaped(text, lambda one: one in keep or unicodedata.category(one) == "Zs")  # spaces of other widths


def quoted(text: str) -> str:
    """The same in quotes and cut where it is long, with every space told from others."""
    text = _escaped(text[:LONGEST_QUOTE] + "…" * (len(text) > LONGEST_QUOTE), lambda one: False)
    return f'"{text}"' if "'" in text else f"'{text}'"


def _escaped(text: str, kept: Callable[[str], bool]) -> str:
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _JOINERS or kept(one) else repr(one)[1:-1] for one in text)


def named(path: str | Path) -> str:
    """A file's name as messages have it, cut in the middle where it is long."""
    return _cut(plain(str(path)))


def shortened(message: str) -> str:
    """A message with each word and each quote in it cut that is longer than a name may be."""
    return _LONG.sub(lambda found: _cut(found[0]), message)


def _cut(text: str) -> str:
    half = LONGEST_NAME // 2
    return text if len(text) <= LONGEST_NAME else f"{text[:half]}…{text[-half:]}"


# -- names -------------------------------------------------------------------------------------------------------------


def as_text(name: str | Path) -> str:
    """A file's or an argument's name as the text that it is in a UTF-8 locale, whatever the locale is here.

    Python takes names apart by the locale's encoding, but nearly all are written in UTF-8.
    """
    try:
        return os.fsencode(name).decode("utf-8", sys.getfilesystemencodeerrors())
    except UnicodeError:  # not from the system: it holds characters that the locale has not
        return str(name)


def as_path(text: str) -> str:
    """The name that a file of this text has here: what :func:`as_text` makes a text of."""
    try:
        return os.fsdecode(text.encode("utf-8", sys.getfilesystemencodeerrors()))
    except UnicodeError:  # half a surrogate pair that stands for no byte
        return text


def same(one: str | Path, other: str | Path) -> bool:
    """Whether two names lead to one file, links followed; never where one can be no file's name."""
    try:
        return os.path.realpath(one) == os.path.realpath(other)
    except (OSError, ValueError):
        return False


def kind(path: str | Path) -> str:
    """What a name leads to, links followed: :data:`FILE`, :data:`FOLDER`, :data:`OTHER` or :data:`NOTHING`."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return NOTHING
    return FILE if stat.S_ISREG(mode) else FOLDER if stat.S_ISDIR(mode) else OTHER


def within(path: str | Path, folder: str | Path) -> bool:
    """Whether a file lies in a folder or below it, links followed."""
    try:
        return Path(path).resolve().is_relative_to(Path(folder).resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no name
        return False


def names_in(folder: str | Path, pattern: str = "*") -> list[str]:
    """Names in a folder that fit a pattern, in order; at most :data:`MOST_BESIDE`, and none where it is no folder."""
    try:
        with os.scandir(folder) as entries:
            names = (entry.name for entry in entries)
            return sorted(itertools.islice((name for name in names if fnmatchcase(name, pattern)), MOST_BESIDE))
    except (OSError, ValueError):
        return []


def near(path: Path) -> Path | None:
    """The file beside a missing one whose name is nearest to its name, and another; None where none is near."""
    others = (name for name in names_in(path.parent) if name != path.name)
    found = nearest(path.name, others)
    return path.with_name(found) if found else None


# -- files -------------------------------------------------------------------------------------------------------------


def opened(path: str | Path) -> BinaryIO:
    """A regular file, open for reading bytes; the caller closes it.

    Raises:
        Unreadable: when it is no regular file or may not be read.
    """
    try:
        _refuse_other(path, Path(path).stat().st_mode)  # before opening: to open a device may do something
        file = os.fdopen(os.open(path, _FLAGS), "rb")
    except FileNotFoundError:
        raise Unreadable(path, "there is no such file") from None
    except OSError as error:
        raise Unreadable(path, f"it cannot be read ({error.strerror})") from None
    except ValueError:
        raise Unreadable(path, "no file can have this name") from None
    try:
        _refuse_other(path, os.fstat(file.fileno()).st_mode)  # it may have been replaced meanwhile
    except Unreadable:
        file.close()
        raise
    return file


def _refuse_other(path: str | Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise Unreadable(path, "this is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise Unreadable(path, "this is a pipe or a device, not a file")


def read_bytes(path: str | Path, most: int) -> bytes:
    """A file's content.

    Args:
        path: its name.
        most: bytes that it may have.

    Raises:
        Unreadable: when it cannot be read or is larger.
    """
    try:
        with opened(path) as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unreadable(path, f"it cannot be read ({error.strerror})") from None
    if len(data) > most:
        size = f"{most // MIB} MiB" if most >= MIB else f"{most // 1024} KiB"
        raise Unreadable(path, f"the file is larger than {size}, which none of its kind is")
    return data


def read_text(path: str | Path, most: int) -> str:
    """A file's text, which is UTF-8; see :func:`read_bytes`."""
    return text_of(read_bytes(path, most), path)


def text_of(data: bytes, path: str | Path) -> str:
    """A file's bytes as text.

    Raises:
        Unreadable: when they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(path, "the file is not UTF-8 text; save it with UTF-8 encoding", line) from None


def read_json(path: str | Path, most: int = LARGEST_JSON) -> Any:
    """What a JSON file holds; see :func:`read_bytes`."""
    text = read_text(path, most)
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _Twice as error:
        raise Unreadable(path, f"the key {quoted(str(error))} stands twice in one map") from None
    except json.JSONDecodeError as error:
        raise Unreadable(path, f"it is not JSON ({error.msg})", error.lineno, error.colno) from None
    except RecursionError:
        raise Unreadable(path, "its lists and maps are nested too deeply") from None
    except ValueError:
        raise Unreadable(path, "it holds a whole number of thousands of digits") from None


class _Twice(ValueError):
    """A key that a map of JSON has twice, of which a reader would see the last alone."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(Counter(key for key, _ in pairs).most_common(1)[0][0])
    return found


def read_cells(text: str, path: str | Path, remark: str = "") -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every row of comma-separated values that is not blank.

    Args:
        text: the values.
        path: their file, for messages.
        remark: what lines begin with that are left out; empty for none.

    Raises:
        Unreadable: at quotes that do not match, a cell that is too long, or a control character.
    """
    lines = io.StringIO(text, newline="")
    kept = ("\n" if line.startswith(remark) else line for line in lines) if remark else lines
    reader, first = csv.reader(kept, strict=True), 1
    clean = _CONTROL.search(text) is None
    try:
        for cells in reader:
            if not clean:
                _refuse_control(cells, first, path)
            if any(cell.strip() for cell in cells):
                yield first, cells
            first = reader.line_num + 1
    except csv.Error as error:
        what = f'it is not comma-separated values ({error}); quotes inside quotes are doubled: ""'
        if "field limit" in str(error):
            what = f"a cell has more than {LONGEST_CELL:,} characters; perhaps a quote is not closed"
        raise Unreadable(path, what, first) from None


def _refuse_control(cells: list[str], line: int, path: str | Path) -> None:
    for place, cell in enumerate(cells, 1):
        if found := _CONTROL.search(cell):
            what = f"value {place} of this row holds the control character U+{ord(found[0]):04X}; take it out"
            raise Unreadable(path, what, line)


def number(text: str) -> float:
    """A number of a table: digits, with a decimal point and no separators.

    Raises:
        ValueError: for all else that Python takes for one: ``nan``, ``inf``, ``1_000``, digits of other scripts.
    """
    if not _NUMBER.fullmatch(text.strip()) or not math.isfinite(found := float(text)):
        raise ValueError(text)
    return found
