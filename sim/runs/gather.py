"""Adds up the blocks of a cell, and turns the sums into the rows of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import KEYS
from sim.engine.events import WORDS
from sim.runs.blocks import Piece
from sim.runs.quantiles import from_counts
from sim.runs.results import QUANTILES


@dataclass
class CellSums:
    """Running sums over the blocks of one cell.

    Attributes:
        cell: the cell.
        sampled: parameters that some cell of the run draws anew in each world; a column each.
    """

    cell: Any
    sampled: Sequence[str] = ()
    columns: list[dict[str, np.ndarray]] = field(default_factory=list)
    examples: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    months: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    pasts: list[dict[str, np.ndarray]] = field(default_factory=list)
    counts: np.ndarray | None = None
    sums: np.ndarray | None = None
    present: np.ndarray | None = None

    def add(self, piece: Piece) -> None:
        """Adds one block; blocks must come in the order of world numbers."""
        block = piece.block
        self.columns.append({"world": block.world, **block.columns})
        self.pasts.append(block.pasts)
        if len(block.example_worlds):
            self.examples.append((block.example_worlds, block.examples))
        if len(block.month_worlds):
            self.months.append((block.month_worlds, block.months))
        if self.counts is None:
            self.counts = block.counts.astype(np.int32)
            self.sums, self.present = np.array(block.sums), np.array(block.present)
        else:
            self.counts += block.counts
            self.sums += block.sums
            self.present += block.present

    def finish(self) -> CellFound:
        """Daily means and quantiles instead of histograms."""
        assert self.counts is not None and self.sums is not None and self.present is not None
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums / self.present
        quantiles = from_counts(self.counts, QUANTILES.values())
        daily = np.concatenate([mean[None], quantiles]).astype(np.float32)
        columns = joined(self.columns)
        missing = np.full(len(columns["world"]), np.nan, np.float32)
        columns |= {path: missing for path in self.sampled if path not in columns}
        return CellFound(self.cell, columns, daily, self.present, self.examples, self.months, joined(self.pasts))


def joined(parts: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Columns that come in parts, end to end."""
    return {name: np.concatenate([one[name] for one in parts]) for name in parts[0]} if parts else {}


@dataclass(frozen=True)
class CellFound:
    """What one cell's worlds did.

    Attributes:
        cell: the cell.
        columns: one value per world.
        daily: mean and the quantiles of :data:`~sim.runs.results.QUANTILES`, shape (6, series, days).
        present: worlds behind each of them, shape (series, days).
        examples: pairs of world numbers (k,) and their series (series, days, k).
        months: pairs of world numbers (k,) and their monthly means (series, months, k).
        pasts: fingerprint of each world's state at the end of some days, by the day's number as text.
    """

    cell: Any
    columns: dict[str, np.ndarray]
    daily: np.ndarray
    present: np.ndarray
    examples: list[tuple[np.ndarray, np.ndarray]]
    months: list[tuple[np.ndarray, np.ndarray]]
    pasts: dict[str, np.ndarray]


@dataclass(frozen=True)
class Frames:
    """Makes tables' rows for the cells of one run.

    Attributes:
        variants: names of all variants, in order.
    """

    variants: Sequence[str]

    def _labels(self, cell: Any, rows: int) -> pd.Categorical:
        return pd.Categorical.from_codes(np.full(rows, self.variants.index(cell.variant)), categories=self.variants)

    def worlds(self, found: CellFound) -> pd.DataFrame:
        """One row per world."""
        frame = pd.DataFrame(found.columns)
        frame["outcome"] = pd.Categorical.from_codes(frame["outcome"], categories=list(OUTCOMES))
        frame.insert(0, "variant", self._labels(found.cell, len(frame)))
        frame.insert(0, "cell", np.int32(found.cell.index))
        first = ["cell", "variant", "world", "outcome", "day"]
        return frame[first + [name for name in frame.columns if name not in first]]

    def daily(self, found: CellFound) -> pd.DataFrame:
        """One row per measure and day."""
        _, series, days = found.daily.shape
        axes = {path: [value] * (series * days) for path, value in found.cell.coordinates}
        frame = pd.DataFrame(
            {
                "variant": self._labels(found.cell, series * days),
                **axes,
                "measure": pd.Categorical.from_codes(np.repeat(np.arange(series), days), categories=list(KEYS)),
                "day": np.tile(np.arange(days, dtype=np.int16), series),
                "date": np.tile(dates(found.cell.start, days), series),
            }
        )
        for name, values in zip(["mean", *QUANTILES], found.daily, strict=True):
            frame[name] = values.ravel()
        frame["present"] = found.present.ravel()
        return frame

    def events(self, piece: Piece) -> pd.DataFrame:
        """One row per kept event of a block; each column of words keeps only the words it uses."""
        cell, columns = piece.task.cell, dict(piece.block.events)
        for name in WORDS:
            columns[name] = _used(columns[name], piece.block.words)
        frame = pd.DataFrame(columns)
        frame.insert(frame.columns.get_loc("day") + 1, "date", dates(cell.start, cell.days)[frame["day"].to_numpy()])
        frame.insert(0, "variant", self._labels(cell, len(frame)))
        frame.insert(0, "cell", np.int32(cell.index))
        return frame

    def examples(self, found: CellFound) -> pd.DataFrame:
        """Daily series of the first worlds of a variant's first cell, one row per world and day."""
        worlds = np.concatenate([numbers for numbers, _ in found.examples])
        series = np.concatenate([values for _, values in found.examples], axis=2)  # (series, days, worlds)
        days = series.shape[1]
        frame = pd.DataFrame(dict(zip(KEYS, series.transpose(0, 2, 1).reshape(len(KEYS), -1), strict=True)))
        frame.insert(0, "date", np.tile(dates(found.cell.start, days), len(worlds)))
        frame.insert(0, "day", np.tile(np.arange(days, dtype=np.int16), len(worlds)))
        frame.insert(0, "world", np.repeat(worlds.astype(np.int32), days))
        frame.insert(0, "cell", np.int32(found.cell.index))
        frame.insert(0, "variant", self._labels(found.cell, len(frame)))
        return frame

    def months(self, found: CellFound) -> pd.DataFrame:
        """Monthly means of the first worlds of a variant's first cell, one row per world and 30-day month."""
        worlds = np.concatenate([numbers for numbers, _ in found.months])
        means = np.concatenate([values for _, values in found.months], axis=2)  # (series, months, worlds)
        months = means.shape[1]
        frame = pd.DataFrame(means.transpose(2, 1, 0).reshape(-1, len(KEYS)), columns=list(KEYS))
        frame.insert(0, "month", np.tile(np.arange(months, dtype=np.int16), len(worlds)))
        frame.insert(0, "world", np.repeat(worlds, months))
        frame.insert(0, "cell", np.int32(found.cell.index))
        frame.insert(0, "variant", self._labels(found.cell, len(frame)))
        return frame

    def assumptions(self, pieces: list[Piece], drawn: Mapping[str, np.ndarray]) -> pd.DataFrame:
        """One row per variant and draw: the values drawn, worlds, and the share of each outcome."""
        rows = [row for piece in pieces for row in _draws_of(piece, drawn)]
        frame = pd.DataFrame(rows, columns=None if rows else ["variant", "draw", "worlds", *OUTCOMES])
        return frame.astype({"variant": pd.CategoricalDtype(list(self.variants))})

    def points(self, outcome: np.ndarray, cells: Sequence[Any]) -> pd.DataFrame:
        """One row per point: where it is, its worlds, and how many ended in each outcome.

        Args:
            outcome: codes of all worlds of the first point, of the second, ...; shape (points * worlds,).
            cells: the points.
        """
        ended = outcome.reshape(len(cells), -1)
        counts = [np.bincount(row, minlength=len(OUTCOMES)) for row in ended]
        rows = [
            {"point": cell.point, **dict(cell.coordinates), "worlds": ended.shape[1]}
            | dict(zip(OUTCOMES, count.tolist(), strict=True))
            for cell, count in zip(cells, counts, strict=True)
        ]
        frame = pd.DataFrame(rows)
        frame.insert(0, "variant", self._labels(cells[0], len(frame)))
        return frame

    def twins(self, piece: Piece) -> pd.DataFrame:
        """One row per twin: its world's number, and how the twin ended."""
        codes = piece.block.columns["outcome"]
        return pd.DataFrame(
            {
                "variant": self._labels(piece.task.cell, len(codes)),
                "world": piece.task.world.astype(np.int32),
                "outcome": pd.Categorical.from_codes(codes, categories=list(OUTCOMES)),
            }
        )


def _used(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical:
    """Words by their codes, without those that no code stands for."""
    used = np.bincount(codes, minlength=len(words)) > 0
    return pd.Categorical.from_codes((np.cumsum(used) - 1)[codes], categories=pd.Index(list(words))[used])


def dates(start: date, days: int) -> np.ndarray:
    """Calendar dates of the days of a run, shape (days,)."""
    return (np.datetime64(start, "D") + np.arange(days)).astype("datetime64[ms]")


def _draws_of(piece: Piece, drawn: Mapping[str, np.ndarray]) -> Iterator[dict[str, Any]]:
    draws = piece.task.draws
    outcome = np.asarray(piece.block.columns["outcome"]).reshape(len(draws), -1)
    for draw, codes in zip(draws, outcome, strict=True):
        shares = np.bincount(codes, minlength=len(OUTCOMES)) / codes.size
        values = {path: float(one[draw]) for path, one in drawn.items()}
        row = {"variant": piece.task.cell.variant, "draw": draw, **values, "worlds": codes.size}
        yield row | dict(zip(OUTCOMES, shares.tolist(), strict=True))
