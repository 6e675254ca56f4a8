"""A run's tables as Parquet files in a folder, read when they are asked for, whole or one cell at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine import files
from sim.engine.crisis import Crisis
from sim.runs.disk import folders, schema
from sim.runs.disk.manifest import file_hash
from sim.runs.disk.schema import DRIVERS, DRIVERS_FORMAT

#: Most worlds of a cell that are read and remembered in whole.
_MANY = 20_000
#: Bytes of each table, about, that are remembered, in whole cells, beside the cell asked for last.
KEPT = 40_000_000


class NotARun(RuntimeError):
    """A folder does not hold a run that can be read; the message says what is wrong with it."""


@dataclass(frozen=True)
class Promised:
    """What a run's manifest and scenario say of its files, to which they are held when they are opened.

    Attributes:
        hashes: SHA-256 of files, by name; one that is not among them cannot be compared.
        columns: of tables by name, the columns that this scenario adds to the declared ones.
        rows: of tables by name that have a part for each cell, the number of its rows; None for any number.
        cells: number of cells.
    """

    hashes: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Mapping[str, int | None] = field(default_factory=dict)
    cells: int = 0


class Saved:
    """The tables of a run from its files; see :class:`sim.runs.results.Tables`.

    Args:
        folder: where they are.
        variants: names of the variants, in order.
        crisis: the crisis that was simulated.
        temporary: whether the folder goes when these tables are no longer used.
        promised: what the files are held to; nothing where this process has just written them.
    """

    def __init__(
        self,
        folder: Path,
        variants: Sequence[str],
        crisis: Crisis,
        temporary: bool = False,
        promised: Promised | None = None,
    ):
        self.folder = folder
        self._promised = promised or Promised()
        self._crisis = crisis
        words = {"variant": variants, "outcome": crisis.outcomes, "measure": crisis.series_keys}
        self._words = {name: list(some) for name, some in words.items()}
        self._described: dict[str, tuple[Any, ...]] = {}
        self._kept: dict[str, dict[int, pd.DataFrame]] = {}
        if temporary:
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def worlds(self) -> pd.DataFrame:
        """One row per cell and world."""
        return self._read(schema.WORLDS)

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The worlds of one cell, in the order of their numbers."""
        # Of very many worlds, only the columns asked for are read.
        if columns is not None and self._metadata(schema.WORLDS).row_group(cell).num_rows > _MANY:
            return self._read(schema.WORLDS, cell, columns)
        found = self._remembered(schema.WORLDS, cell)
        return found.copy(deep=False) if columns is None else found[list(columns)]

    def counts(self, cells: int) -> np.ndarray:
        """Worlds per cell and outcome, shape (cells, outcomes)."""
        rows = (self._read(schema.WORLDS, cell, ["outcome"])["outcome"].cat.codes for cell in range(cells))
        return np.stack([np.bincount(codes, minlength=len(self._crisis.outcomes)) for codes in rows])

    def daily(self) -> pd.DataFrame:
        """One row per cell, measure and day."""
        return self._read(schema.DAILY)

    def daily_of(self, cell: int) -> pd.DataFrame:
        """The days of one cell."""
        return self._remembered(schema.DAILY, cell)

    def events(self) -> pd.DataFrame:
        """The kept events."""
        return self._read(schema.EVENTS)

    def events_of(self, cell: int) -> pd.DataFrame:
        """The kept events of one cell."""
        return self._remembered(schema.EVENTS, cell)

    def examples(self) -> pd.DataFrame:
        """Daily series of the first worlds."""
        return self._read(schema.EXAMPLES)

    def months(self) -> pd.DataFrame:
        """Monthly means of the first worlds."""
        return self._read(schema.MONTHS)

    def assumptions(self) -> pd.DataFrame:
        """One row per variant and draw."""
        return self._read(schema.ASSUMPTIONS)

    def points(self) -> pd.DataFrame:
        """One row per variant and point of a sampled design or a boundary."""
        return self._read(schema.POINTS).sort_values(["variant", "point"], ignore_index=True)

    def twins(self) -> pd.DataFrame:
        """One row per variant and twin."""
        return self._read(schema.TWINS)

    def settings(self) -> pd.DataFrame:
        """One row per cell, draw of the assumptions and world."""
        return self._read(schema.SETTINGS)

    def boundary(self) -> pd.DataFrame:
        """The tipping line."""
        return self._read(schema.BOUNDARY)

    def drivers(self) -> dict[str, Any] | None:
        """What ``redline drivers`` found, or None when it was not asked."""
        path = self.folder / DRIVERS
        if not self._there(DRIVERS):
            return None
        self._hold(DRIVERS, "ask redline drivers again")
        try:
            found = files.read_json(path)
            if not isinstance(found, dict) or found.get("format") != DRIVERS_FORMAT:
                raise NotARun(f"{path}: not what this version of redline writes; ask redline drivers again")
        except files.Unreadable as error:
            raise NotARun(f"{error}; ask redline drivers again") from error
        return found

    def check(self) -> None:
        """Holds every table to what the manifest says of it.

        Raises:
            NotARun: when one is another run's, damaged or gone.
        """
        for table in schema.TABLES:
            if not table.optional or self._there(table.file):
                self._metadata(table)

    def copy_to(self, folder: Path) -> None:
        """Copies the tables that there are to another folder."""
        for table in schema.TABLES:
            if (self.folder / table.file).exists():
                shutil.copyfile(self.folder / table.file, folder / table.file)

    def _metadata(self, table: schema.Table) -> Any:
        """A file's description, read and checked once: with thousands of cells it takes longer to read than a cell."""
        path = self.folder / table.file
        try:
            stamp = _stamp(path)
            if self._described.get(table.name, (None,))[0] != stamp:
                self._hold(table.file, "run the scenario again")
                with files.opened(path) as source:
                    found = pq.read_metadata(source)
                self._check(table, found)
                self._described[table.name] = (stamp, found)
                self._kept.pop(table.name, None)
        except (*_PARQUET, files.Unreadable) as error:
            raise _unreadable(path, error) from error
        return self._described[table.name][1]

    def _hold(self, name: str, remedy: str) -> None:
        """Refuses a file that is not the one whose hash the manifest has."""
        wanted = self._promised.hashes.get(name)
        if wanted is not None and file_hash(self.folder / name) != wanted:
            files.opened(self.folder / name).close()  # says what else it is than a file
            raise NotARun(
                f"{damaged(self.folder)}: {name} is not the file whose hash {schema.MANIFEST} has: another run's, or "
                f"changed since; {remedy}"
            )

    def _there(self, name: str) -> bool:
        """Whether there is such a file, or should be."""
        return name in self._promised.hashes or os.path.lexists(self.folder / name)

    def _check(self, table: schema.Table, found: Any) -> None:
        """Refuses a table that lacks a column or rows, or has a column of another type."""
        kinds = {one.name: _kind(one.type) for one in found.schema.to_arrow_schema()}
        more = self._promised.columns.get(table.name, ())
        fault = next(schema.lacking(table, kinds, self._crisis, more), None)
        if fault is None and table.name in self._promised.rows:
            rows, cells = self._promised.rows[table.name], self._promised.cells
            there = [found.row_group(cell).num_rows for cell in range(found.num_row_groups)]
            other = next((one for one in there if one != rows), rows)
            if len(there) != cells:
                fault = f"there are {len(there):,} cells instead of {cells:,}"
            elif other != rows and rows is not None:
                fault = f"a cell has {other:,} rows instead of {rows:,}"
        if fault is not None:
            raise NotARun(f"{damaged(self.folder)}: {table.file}: {fault}")

    def _remembered(self, table: schema.Table, cell: int) -> pd.DataFrame:
        """A cell's rows; those of the cells used last stay, as the parts of a page ask for them again and again."""
        self._metadata(table)  # forgets what was read of a file since written anew
        kept = self._kept.setdefault(table.name, {})
        found = kept.pop(cell, None)
        kept[cell] = self._read(table, cell) if found is None else found  # the last in the order
        if found is None:
            sizes = {one: frame.size * 4 for one, frame in kept.items()}  # about
            for one in list(kept)[:-1]:
                if sum(sizes[two] for two in kept) > KEPT:
                    del kept[one]
        return kept[cell]

    def _read(
        self, table: schema.Table, group: int | None = None, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        path = self.folder / table.file
        if table.optional and not self._there(table.file):
            return table.empty(self._crisis)
        try:
            described = self._metadata(table)
            with files.opened(path) as source, pq.ParquetFile(source, metadata=described) as file:
                wanted = None if columns is None else list(columns)
                rows = file.read(wanted) if group is None else file.read_row_group(group, wanted)
            frame = rows.to_pandas()
        except (*_PARQUET, files.Unreadable) as error:
            raise _unreadable(path, error) from error
        # Parquet keeps only the words that occur, in their order of appearance.
        words = {key: some for key, some in self._words.items() if key in frame}
        fault = next(_unlike(frame, words, table.types(self._crisis)), None)
        if fault is not None:
            raise NotARun(f"{damaged(self.folder)}: {table.file}: {fault}")
        return frame.astype({key: pd.CategoricalDtype(some) for key, some in words.items()})


def _unlike(frame: pd.DataFrame, words: Mapping[str, Sequence[str]], types: Mapping[str, str]) -> Iterator[str]:
    """Words that the scenario does not have, and values that are missing."""
    for key, known in words.items():
        column = frame[key]
        categorical = isinstance(column.dtype, pd.CategoricalDtype)
        found = column.cat.categories if categorical else column.dropna().unique()
        if unknown := sorted(set(map(str, found)) - set(known)):
            yield f"{key}: {files.quoted(unknown[0])} is nothing that the scenario has"
    for name, kind in types.items():
        # Fractions may be missing, such as the mean over no world.
        if name in frame and not kind.startswith("float") and frame[name].isna().any():
            yield f"{name}: a value is missing"


#: What the Parquet library raises on a file that is none, or a damaged one.
_PARQUET = (OSError, pa.ArrowException, ValueError, LookupError, MemoryError)


def _kind(column: pa.DataType) -> str:
    """Kind of a column, as :func:`sim.runs.disk.schema.lacking` takes it; a type that we do not write has none."""
    if pa.types.is_dictionary(column):
        return _kind(column.value_type)
    if pa.types.is_string(column) or pa.types.is_large_string(column):
        return schema.WORD
    try:
        return "" if pa.types.is_null(column) else np.dtype(column.to_pandas_dtype()).kind
    except (TypeError, NotImplementedError):
        return "none"


def damaged(folder: Path) -> str:
    """How a message about a folder begins that redline did not write, or that is not as it was written."""
    return f"{files.named(folder)}: not a result of redline, or damaged"


def _unreadable(path: Path, error: Exception) -> NotARun:
    why = error.what if isinstance(error, files.Unreadable) else getattr(error, "strerror", None) or str(error)
    what = f"{path.name} cannot be read ({' '.join(why.split())})"
    return NotARun(f"{damaged(path.parent)}: {what}; run the scenario again to mend it")


def _stamp(path: Path) -> tuple[int, int]:
    """Changes when a file is written anew."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def temporary_folder(beside: Path | None) -> Path:
    """A new folder for tables that are not yet where they belong; hidden beside ``beside``, where that is given."""
    return Path(tempfile.mkdtemp(prefix="redline-")) if beside is None else folders.scratch(beside)
