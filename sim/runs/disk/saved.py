"""A run's tables as Parquet files in a folder, read when they are asked for, whole or one cell at a time."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.crisis import Crisis
from sim.runs.disk import folders, schema
from sim.runs.disk.schema import DRIVERS, DRIVERS_FORMAT

#: Most worlds of a cell that are read and remembered in whole.
_MANY = 20_000
#: Bytes of each table, about, that are remembered, in whole cells, beside the cell asked for last.
KEPT = 40_000_000


class NotARun(RuntimeError):
    """A folder does not hold a run that can be read; the message says what is wrong with it."""


class Saved:
    """The tables of a run from its files; see :class:`sim.runs.results.Tables`.

    Args:
        folder: where they are.
        variants: names of the variants, in order.
        crisis: the crisis that was simulated.
        temporary: whether the folder goes when these tables are no longer used.
    """

    def __init__(self, folder: Path, variants: Sequence[str], crisis: Crisis, temporary: bool = False):
        self.folder = folder
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

    def boundary(self) -> pd.DataFrame:
        """The tipping line."""
        return self._read(schema.BOUNDARY)

    def drivers(self) -> dict[str, Any] | None:
        """What ``redline drivers`` found, or None when it was not asked."""
        try:
            found = json.loads((self.folder / DRIVERS).read_text(encoding="utf-8"))
            if not isinstance(found, dict) or found.get("format") != DRIVERS_FORMAT:
                raise ValueError("not what this version writes")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise NotARun(f"{self.folder / DRIVERS} cannot be read ({error}); ask redline drivers again") from error
        return dict(found)

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
                found = pq.read_metadata(path)
                self._check(table, found.schema.to_arrow_schema())
                self._described[table.name] = (stamp, found)
                self._kept.pop(table.name, None)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error
        return self._described[table.name][1]

    def _check(self, table: schema.Table, found: pa.Schema) -> None:
        """Refuses a table that lacks a column, or has one of another type."""
        kinds = {one.name: _kind(one.type) for one in found}
        if fault := next(schema.lacking(table, kinds, self._crisis), None):
            raise NotARun(f"{self.folder}: {table.file}: {fault}")

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
        if table.optional and not path.exists():
            return table.empty(self._crisis)
        try:
            with pq.ParquetFile(path, metadata=self._metadata(table)) as file:
                wanted = None if columns is None else list(columns)
                rows = file.read(wanted) if group is None else file.read_row_group(group, wanted)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error
        frame = rows.to_pandas()
        # Parquet keeps only the words that occur, in their order of appearance.
        words = {key: pd.CategoricalDtype(some) for key, some in self._words.items() if key in frame}
        return frame.astype(words)


def _kind(column: pa.DataType) -> str:
    """Kind of a column, as :func:`sim.runs.disk.schema.lacking` takes it."""
    if pa.types.is_dictionary(column) or pa.types.is_string(column) or pa.types.is_large_string(column):
        return schema.WORD
    return "" if pa.types.is_null(column) else np.dtype(column.to_pandas_dtype()).kind


def _unreadable(path: Path, error: Exception) -> NotARun:
    return NotARun(f"{path} cannot be read ({error}); run the scenario again to mend it")


def _stamp(path: Path) -> tuple[int, int]:
    """Changes when a file is written anew."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def temporary_folder(beside: Path | None) -> Path:
    """A new folder for tables that are not yet where they belong; hidden beside ``beside``, where that is given."""
    return Path(tempfile.mkdtemp(prefix="redline-")) if beside is None else folders.scratch(beside)
