"""Writes a run's tables as Parquet files, cell by cell, so that no more than one cell is in memory.

Row group number c of ``worlds``, ``daily`` and ``events`` holds cell c, so that one cell can be read alone. As all
worlds pass by here, so do the digest over them and whether branches share their past with the baseline.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.distributions import drawn_paths
from sim.runs.blocks import Task
from sim.runs.digest import Digest
from sim.runs.disk.schema import (
    ASSUMPTIONS,
    BOUNDARY,
    DAILY,
    EVENTS,
    EXAMPLES,
    MONTHS,
    POINTS,
    SETTINGS,
    TWINS,
    WORLDS,
    Table,
)
from sim.runs.gather import CellSums, Frames
from sim.runs.plan import Plan
from sim.runs.work import Work
from sim.scenario import Cell

#: More rows than any cell has, so that a cell is never split over two row groups.
_ROWS = 2**30


class File:
    """One Parquet file that grows by a row group per frame; its columns are those of the first frame."""

    def __init__(self, path: Path):
        self._path = path
        self._file: BinaryIO | None = None
        self._writer: pq.ParquetWriter | None = None

    def add(self, frame: pd.DataFrame) -> None:
        """Writes a frame as the next row group."""
        table = pa.Table.from_pandas(frame, preserve_index=False)
        if self._writer is None:
            # Opened here: Parquet's library takes some names for addresses, and none that is not UTF-8.
            self._file = self._path.open("xb")
            self._writer = _writer(self._file, table.schema)
        self._writer.write_table(table.cast(self._writer.schema), row_group_size=_ROWS)

    def close(self) -> None:
        """Finishes the file; without any frame there is none."""
        with ExitStack() as stack:
            if self._file is not None:
                stack.callback(self._file.close)
            if self._writer is not None:
                self._writer.close()


def _writer(file: BinaryIO, schema: pa.Schema) -> pq.ParquetWriter:
    """Fractions go byte by byte, all first bytes first: that is quicker than looking for repeated ones, and smaller."""
    fractions = [one.name for one in schema if pa.types.is_floating(one.type)]
    others = [one.name for one in schema if one.name not in fractions]
    return pq.ParquetWriter(
        file, schema, compression="zstd", use_dictionary=others or False, use_byte_stream_split=fractions or False
    )


@dataclass
class Branches:
    """Does a variant that branches on a date share its past with the baseline, bit for bit? Checked in every run.

    A variant with ``from: DATE`` is promised to be the baseline until the day before. Each world's whole state at the
    end of that day is fingerprinted in both; the worlds whose fingerprints agree are counted. A rule that looks into
    the future, or luck that does not depend on names and days alone, would show here.
    """

    _pasts: dict[tuple[Any, str], np.ndarray] = field(default_factory=dict)
    _found: dict[str, dict[str, Any]] = field(default_factory=dict)
    _baseline: str = ""

    def add(self, cell: Cell, pasts: dict[str, np.ndarray]) -> None:
        """Takes in a cell: remembers the baseline's pasts, compares a branch's with it.

        Args:
            cell: the cell; the first one added belongs to the baseline.
            pasts: fingerprints by the day's number as text, each of shape (worlds,).
        """
        self._baseline = self._baseline or cell.variant
        if cell.variant == self._baseline:
            self._pasts |= {(cell.coordinates, day): found for day, found in pasts.items()}
            return
        if cell.branch_day is None or str(cell.branch_day - 1) not in pasts:
            return
        day = str(cell.branch_day - 1)
        same = int(np.sum(pasts[day] == self._pasts[cell.coordinates, day]))
        until = cell.start + timedelta(days=cell.branch_day)
        entry = {"variant": cell.variant, "day": cell.branch_day, "date": until.isoformat(), "worlds": 0, "same": 0}
        found = self._found.setdefault(cell.variant, entry)
        found["worlds"] += len(pasts[day])
        found["same"] += same

    def found(self) -> list[dict[str, Any]]:
        """One entry per branch: variant, its first day (number and date), worlds, and how many share the past."""
        return list(self._found.values())


@dataclass
class Tables:
    """The tables of a run in the making.

    Attributes:
        folder: where they are written.
        plan: what was simulated.
        work: gives the finished blocks.
        worlds: worlds per cell.
        digest: over every world of every cell and point.
        cells_digest: the same over the ordinary cells alone, whose worlds the tables hold one by one.
        branches: which worlds share their past with the baseline.
    """

    folder: Path
    plan: Plan
    work: Work
    worlds: int
    digest: Digest = field(default_factory=Digest)
    cells_digest: str = ""
    branches: Branches = field(default_factory=Branches)

    def write(self) -> None:
        """Writes all tables from finished blocks."""
        frames = Frames([cell.variant for cell in self.plan.references], self.plan.scenario.crisis)
        paths = dict.fromkeys(path for cell in self.plan.cells for path in drawn_paths(cell.courses))
        with _writing(self.folder, WORLDS, DAILY, EVENTS, EXAMPLES, MONTHS) as tables:
            for cell in self.plan.cells:
                self._write_cell(cell, CellSums(cell, tuple(paths)), frames, tables)
        self.cells_digest = self.digest.hexdigest()
        self._write_rest(frames)

    def _write_cell(self, cell: Cell, sums: CellSums, frames: Frames, tables: dict[str, File]) -> None:
        events = []
        for task in self.plan.cell_tasks(cell, self.worlds, self.work.kept):
            piece = self.work.piece(task)
            sums.add(piece)
            events.append(frames.events(piece))
        found = sums.finish()
        tables["worlds"].add(frames.worlds(found))
        tables["daily"].add(frames.daily(found))
        tables["events"].add(stacked(events))
        if found.examples:
            tables["examples"].add(frames.examples(found))
        if found.months:
            tables["months"].add(frames.months(found))
        self.digest.add(cell.index, *(found.columns[name] for name in ("world", "outcome", "day")))
        self.branches.add(cell, found.pasts)

    def _write_rest(self, frames: Frames) -> None:
        drawn = [self.work.piece(task) for task in self.plan.assumption_tasks()]
        with _writing(self.folder, ASSUMPTIONS, POINTS, SETTINGS, TWINS) as tables:
            tables["assumptions"].add(frames.assumptions(drawn, self.plan.drawn))
            for piece in drawn:
                tables["settings"].add(frames.settings(piece))
            at = {(cell.variant, cell.point): cell for cell in self.plan.points}
            for (variant, numbers), tasks in groupby(
                self.plan.point_tasks(), lambda one: (one.cell.variant, one.numbers)
            ):
                outcomes = [self._point(task) for task in tasks]
                cells = [at[variant, point] for point in numbers]
                tables["points"].add(frames.points(np.concatenate(outcomes), cells))
            for task in self.plan.twin_tasks(self.worlds):
                tables["twins"].add(frames.twins(self.work.piece(task)))

    def _point(self, task: Task) -> np.ndarray:
        """How the worlds of a block of points ended."""
        columns = self.work.piece(task).block.columns
        self.digest.add(task.cell.index, task.world, columns["outcome"], columns["day"])
        return np.asarray(columns["outcome"])

    def add_boundary(self, lines: pd.DataFrame, points: pd.DataFrame) -> None:
        """Writes what the search of a tipping boundary found."""
        with _writing(self.folder, BOUNDARY, POINTS) as tables:
            tables["boundary"].add(BOUNDARY.frame(dict(lines.items())))
            tables["points"].add(POINTS.frame(dict(points.items())))


class _writing:
    """Opens some tables and finishes them, also when something goes wrong in between."""

    def __init__(self, folder: Path, *tables: Table):
        self._tables = {table.name: File(folder / table.file) for table in tables}

    def __enter__(self) -> dict[str, File]:
        return self._tables

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:  # all are closed, whichever cannot be finished
            for table in self._tables.values():
                stack.callback(table.close)


def stacked(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames below each other; columns of words keep all words that occur in any of them."""
    if len(parts) == 1:
        return parts[0]
    for name in parts[0].columns:
        if isinstance(parts[0][name].dtype, pd.CategoricalDtype):
            words = list(dict.fromkeys(word for part in parts for word in part[name].cat.categories))
            parts = [part.assign(**{name: part[name].cat.set_categories(words)}) for part in parts]
    return pd.concat(parts, ignore_index=True)
