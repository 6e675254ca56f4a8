"""Reads tables of comma-separated values and collects every mistake in them before it complains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sim.engine import files
from sim.engine.crisis import RecordError
from sim.engine.nearest import hint, nearest

T = TypeVar("T")

#: Mistakes told at once; beyond them the file is most likely something else.
MOST_TOLD = 50
#: Texts that mark a missing value.
MISSING = ("na", "n/a", "#n/a", "nan", "null", "missing")


@dataclass
class Table:
    """A file being read.

    Attributes:
        name: what messages call the file.
        text: its content.
        wrong: mistakes found so far.
    """

    name: str
    text: str
    wrong: list[str] = field(default_factory=list)

    def error(self, line: int, column: str, what: str, allowed: str) -> None:
        """Notes a mistake."""
        self.wrong.append(f"{files.named(self.name)}:{line}: {column}: {what}; {allowed}")

    def check(self) -> None:
        """Raises :class:`RecordError` when there were mistakes."""
        if self.wrong:
            rest = len(self.wrong) - MOST_TOLD
            more = [f"{files.named(self.name)}: and {rest} more mistake{'s' * (rest > 1)}"] if rest > 0 else []
            raise RecordError("\n".join(self.wrong[:MOST_TOLD] + more))

    def rows(self, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Row]:
        """Its rows with all named columns, empty where an optional one is absent; other columns are left alone.

        Raises:
            RecordError: when the header is not one.
        """
        lines = self._lines()
        if not lines:
            self.error(1, "header", "the file is empty", f"the first line names the columns: {','.join(required)}")
            self.check()
        line, header = lines[0]
        names = [name.strip() for name in header]
        self._check_header(line, names, required)
        self.check()
        if len(lines) == 1:
            self.error(line, "header", "no row follows", "a record has at least one")
        for line, cells in lines[1:]:
            if len(cells) != len(names):
                what = f"{len(cells)} value{'s' * (len(cells) != 1)} for {len(names)} columns"
                self.error(line, "row", what, 'put a value that holds a comma in quotes: "Aden, Yemen"')
                continue
            found = dict.fromkeys(optional, "") | dict(zip(names, (cell.strip() for cell in cells), strict=True))
            yield Row(self, line, found)

    def _lines(self) -> list[tuple[int, list[str]]]:
        """Line number and cells of every row that is not blank."""
        try:
            return list(files.read_cells(self.text, self.name))
        except files.Unreadable as error:
            self.wrong.append(str(error))
            self.check()
            raise

    def _check_header(self, line: int, names: list[str], required: tuple[str, ...]) -> None:
        if not {*required} & {*names}:  # another file altogether, whose words are nobody's business
            self.error(line, "header", "none of the columns stands there", f"this table has {','.join(required)}")
            required = ()
        shown = [files.plain(name[: files.LONGEST_QUOTE]) for name in names[:MOST_TOLD]]
        for name in required:
            if name in names:
                continue
            near = nearest(name, [n for n in shown if n not in required])
            there = f"there are: {', '.join(n or '(none)' for n in shown)}"
            self.error(line, name, "this column is missing", f"did you mean it by {near!r}?" if near else there)
        twice = Counter(names)
        for name in sorted(name for name in {*required} & {*names} if twice[name] > 1):
            self.error(line, name, "this column stands there twice", "each name once")
        if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
            self.error(line, "header", "columns are not separated by commas", "save it with commas between values")


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        table: where mistakes are noted.
        line: line on which it begins.
        cells: text by column.
    """

    table: Table
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """What must not be empty."""
        text = self.cells[column]
        if not text:
            self.table.error(self.line, column, "it is empty", "write something")
        elif text.lower() in MISSING:
            self.table.error(self.line, column, f"{files.quoted(text)} marks what is missing", "write something")
        return text

    def word(self, column: str, allowed: Collection[str], *, optional: bool = False) -> str:
        """One of the allowed words; may be empty when it is optional."""
        word = self.cells[column]
        if word not in allowed and not (optional and not word):
            what = f"{files.quoted(word)} is not allowed"
            self.table.error(self.line, column, what, f"allowed: {', '.join(allowed)}{hint(word.lower(), allowed)}")
        return word

    def read(self, column: str, convert: Callable[[str], T], what: str, allowed: str, instead: T) -> T:
        """A value that a function makes of the text, ``instead`` of one where it raises ValueError.

        Args:
            column: where it stands.
            convert: makes the value.
            what: what it should be, for the message.
            allowed: how to write it.
            instead: stands in for the value until all mistakes are known.
        """
        try:
            return convert(self.cells[column])
        except ValueError:
            self.table.error(self.line, column, f"{files.quoted(self.cells[column])} is not {what}", allowed)
            return instead


def opened(path: Path) -> Table:
    """A table from a file.

    Raises:
        RecordError: when the file cannot be read as text.
    """
    try:
        return Table(str(path), files.read_text(path, files.LARGEST_TABLE))
    except files.Unreadable as error:
        near = files.near(path) if files.kind(path) == files.NOTHING else None
        raise RecordError(f"{error}; did you mean {files.named(near)}?" if near else str(error)) from None
