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

from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import KEYS

#: Tables that every run has, and those that only some scenarios feed.
TABLES = ("worlds", "daily", "events", "examples", "assumptions")
OPTIONAL = ("months", "points", "twins", "boundary")
DRIVERS, DRIVERS_FORMAT = "drivers.json", 1

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
        passing: whether the folder goes when these tables are no longer used.
    """

    def __init__(self, folder: Path, variants: Sequence[str], passing: bool = False):
        self.folder = folder
        self._words = {"variant": list(variants), "outcome": list(OUTCOMES), "measure": list(KEYS)}
        self._described: dict[str, tuple[Any, ...]] = {}
        self._kept: dict[str, dict[int, pd.DataFrame]] = {}
        if passing:
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def worlds(self) -> pd.DataFrame:
        """One row per cell and world."""
        return self._read("worlds")

    def worlds_of(self, cell: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The worlds of one cell, in the order of their numbers."""
        # Of very many worlds, only the columns asked for are read.
        if columns is not None and self._metadata(self.folder / "worlds.parquet").row_group(cell).num_rows > _MANY:
            return self._read("worlds", cell, columns)
        found = self._remembered("worlds", cell)
        return found.copy(deep=False) if columns is None else found[list(columns)]

    def counts(self, cells: int) -> np.ndarray:
        """Worlds per cell and outcome, shape (cells, 6)."""
        rows = (self._read("worlds", cell, ["outcome"])["outcome"].cat.codes for cell in range(cells))
        return np.stack([np.bincount(codes, minlength=len(OUTCOMES)) for codes in rows])

    def daily(self) -> pd.DataFrame:
        """One row per cell, measure and day."""
        return self._read("daily")

    def daily_of(self, cell: int) -> pd.DataFrame:
        """The days of one cell."""
        return self._remembered("daily", cell)

    def events(self) -> pd.DataFrame:
        """The kept events."""
        return self._read("events")

    def events_of(self, cell: int) -> pd.DataFrame:
        """The kept events of one cell."""
        return self._remembered("events", cell)

    def examples(self) -> pd.DataFrame:
        """Daily series of the first worlds."""
        return self._read("examples")

    def months(self) -> pd.DataFrame:
        """Monthly means of the first worlds."""
        return self._optional("months", ["variant", "cell", "world", "month", *KEYS])

    def assumptions(self) -> pd.DataFrame:
        """One row per variant and draw."""
        return self._read("assumptions")

    def points(self) -> pd.DataFrame:
        """One row per variant and point of a sampled design or a boundary."""
        found = self._optional("points", ["variant", "point", "worlds", *OUTCOMES])
        return found.sort_values(["variant", "point"], ignore_index=True)

    def twins(self) -> pd.DataFrame:
        """One row per variant and twin."""
        return self._optional("twins", ["variant", "world", "outcome"])

    def boundary(self) -> pd.DataFrame:
        """The tipping line."""
        return self._optional("boundary", ["variant", "low", "high", "status", "worlds"])

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
        for name in (*TABLES, *OPTIONAL):
            if (self.folder / f"{name}.parquet").exists():
                shutil.copyfile(self.folder / f"{name}.parquet", folder / f"{name}.parquet")

    def _metadata(self, path: Path) -> Any:
        """A file's description, read once: with thousands of cells it takes longer to read than a cell."""
        try:
            stamp = _stamp(path)
            if self._described.get(path.name, (None,))[0] != stamp:
                self._described[path.name] = (stamp, pq.read_metadata(path))
                self._kept.pop(path.stem, None)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error
        return self._described[path.name][1]

    def _remembered(self, name: str, cell: int) -> pd.DataFrame:
        """A cell's rows; those of the cells used last stay, as the parts of a page ask for them again and again."""
        self._metadata(self.folder / f"{name}.parquet")  # forgets what was read of a file since written anew
        kept = self._kept.setdefault(name, {})
        found = kept.pop(cell, None)
        kept[cell] = self._read(name, cell) if found is None else found  # the last in the order
        if found is None:
            sizes = {one: frame.size * 4 for one, frame in kept.items()}  # about
            for one in list(kept)[:-1]:
                if sum(sizes[two] for two in kept) > KEPT:
                    del kept[one]
        return kept[cell]

    def _optional(self, name: str, columns: list[str]) -> pd.DataFrame:
        there = (self.folder / f"{name}.parquet").exists()
        return self._read(name) if there else pd.DataFrame(columns=columns)

    def _read(self, name: str, group: int | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
        path = self.folder / f"{name}.parquet"
        try:
            with pq.ParquetFile(path, metadata=self._metadata(path)) as file:
                wanted = None if columns is None else list(columns)
                table = file.read(wanted) if group is None else file.read_row_group(group, wanted)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error
        frame = table.to_pandas()
        # Parquet keeps only the words that occur, in their order of appearance.
        words = {key: pd.CategoricalDtype(some) for key, some in self._words.items() if key in frame}
        return frame.astype(words)


def _unreadable(path: Path, error: Exception) -> NotARun:
    return NotARun(f"{path} cannot be read ({error}); run the scenario again to mend it")


def _stamp(path: Path) -> tuple[int, int]:
    """Changes when a file is written anew."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def passing_folder(beside: Path | None) -> Path:
    """A new folder for tables that are not yet where they belong; hidden beside ``beside``, where that is given."""
    if beside is None:
        return Path(tempfile.mkdtemp(prefix="redline-"))
    from sim.runs import folders

    return folders.scratch(beside)
