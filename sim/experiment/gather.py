"""Adds up the blocks of each cell as they come in, and turns the sums into tables.

Only the cell at hand has its histograms in memory; a finished cell keeps one number per world and the daily quantiles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.experiment.blocks import Piece
from sim.experiment.quantiles import from_counts
from sim.outcomes import OUTCOMES
from sim.results import QUANTILES
from sim.series import KEYS

#: Event columns that are codes for words.
WORDS = ("actor", "act", "target", "rule")


@dataclass
class CellSums:
    """Running sums over the blocks of one cell."""

    cell: Any
    columns: list[dict[str, np.ndarray]] = field(default_factory=list)
    examples: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    events: list[pd.DataFrame] = field(default_factory=list)
    counts: np.ndarray | None = None
    sums: np.ndarray | None = None
    present: np.ndarray | None = None

    def add(self, piece: Piece) -> None:
        """Adds one block; blocks must come in the order of world numbers."""
        block = piece.block
        self.columns.append({"world": block.world, **block.columns})
        if len(block.example_worlds):
            self.examples.append((block.example_worlds, block.examples))
        if len(block.events["world"]):
            self.events.append(event_frame(block.events, block.words))
        if self.counts is None:
            self.counts, self.sums, self.present = (np.array(a) for a in (block.counts, block.sums, block.present))
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
        names = self.columns[0]
        columns = {name: np.concatenate([one[name] for one in self.columns]) for name in names}
        return CellFound(self.cell, columns, daily, self.present, self.examples, self.events)


@dataclass(frozen=True)
class CellFound:
    """What one cell's worlds did.

    Attributes:
        cell: the cell.
        columns: one value per world.
        daily: mean and the quantiles of :data:`~sim.results.QUANTILES`, shape (6, series, days).
        present: worlds behind each of them, shape (series, days).
        examples: pairs of world numbers (k,) and their series (series, days, k).
        events: decoded events, a frame per block.
    """

    cell: Any
    columns: dict[str, np.ndarray]
    daily: np.ndarray
    present: np.ndarray
    examples: list[tuple[np.ndarray, np.ndarray]]
    events: list[pd.DataFrame]


def event_frame(events: Mapping[str, np.ndarray], words: tuple[str, ...]) -> pd.DataFrame:
    """Events with words for their codes; each column keeps only the words it uses."""
    columns: dict[str, Any] = dict(events)
    for name in WORDS:
        columns[name] = pd.Categorical.from_codes(columns[name], categories=list(words)).remove_unused_categories()
    return pd.DataFrame(columns)


class Gathered:
    """The tables of a run from the cells it found; see :class:`sim.results.Tables`."""

    def __init__(self, found: list[CellFound], assumptions: pd.DataFrame):
        self._found = found
        self._assumptions = assumptions
        self._variants = pd.CategoricalDtype(list(dict.fromkeys(one.cell.variant for one in found)))

    def worlds(self) -> pd.DataFrame:
        """One row per cell and world."""
        return pd.concat([self._worlds_of(one) for one in self._found], ignore_index=True)

    def _worlds_of(self, found: CellFound) -> pd.DataFrame:
        frame = pd.DataFrame(found.columns)
        frame["outcome"] = pd.Categorical.from_codes(frame["outcome"], categories=list(OUTCOMES))
        frame.insert(0, "variant", pd.Categorical([found.cell.variant] * len(frame), dtype=self._variants))
        frame.insert(0, "cell", np.int32(found.cell.index))
        first = ["cell", "variant", "world", "outcome", "day"]
        return frame[first + [name for name in frame.columns if name not in first]]

    def daily(self) -> pd.DataFrame:
        """One row per cell, measure and day."""
        return pd.concat([self._daily_of(one) for one in self._found], ignore_index=True)

    def _daily_of(self, found: CellFound) -> pd.DataFrame:
        _, series, days = found.daily.shape
        axes = {path: [value] * (series * days) for path, value in found.cell.coordinates}
        frame = pd.DataFrame(
            {
                "variant": pd.Categorical([found.cell.variant] * (series * days), dtype=self._variants),
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

    def events(self) -> Iterator[pd.DataFrame]:
        """The kept events, block by block in the order of cells and worlds."""
        for found in self._found:
            calendar = dates(found.cell.start, found.cell.days)
            for part in found.events:
                frame = part.copy(deep=False)
                frame.insert(frame.columns.get_loc("day") + 1, "date", calendar[frame["day"].to_numpy()])
                frame.insert(0, "variant", pd.Categorical([found.cell.variant] * len(frame), dtype=self._variants))
                frame.insert(0, "cell", np.int32(found.cell.index))
                yield frame

    def examples(self) -> pd.DataFrame:
        """Daily series of the first worlds of each variant's first cell."""
        parts = [
            self._example(found, int(world), series[:, :, place])
            for found in self._found
            for worlds, series in found.examples
            for place, world in enumerate(worlds)
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["variant", "cell", "world"])

    def _example(self, found: CellFound, world: int, series: np.ndarray) -> pd.DataFrame:
        days = series.shape[1]
        frame = pd.DataFrame(dict(zip(KEYS, series, strict=True)))
        frame.insert(0, "date", dates(found.cell.start, days))
        frame.insert(0, "day", np.arange(days, dtype=np.int16))
        frame.insert(0, "world", np.int32(world))
        frame.insert(0, "cell", np.int32(found.cell.index))
        frame.insert(0, "variant", pd.Categorical([found.cell.variant] * days, dtype=self._variants))
        return frame

    def assumptions(self) -> pd.DataFrame:
        """One row per variant and draw of the assumed parameters."""
        return self._assumptions


def dates(start: date, days: int) -> np.ndarray:
    """Calendar dates of the days of a run, shape (days,)."""
    return (np.datetime64(start, "D") + np.arange(days)).astype("datetime64[ms]")


def assumption_frame(pieces: list[Piece], drawn: Mapping[str, np.ndarray], variants: list[str]) -> pd.DataFrame:
    """One row per variant and draw: the values drawn, worlds, and the share of each outcome."""
    rows = [row for piece in pieces for row in _draws_of(piece, drawn)]
    frame = pd.DataFrame(rows, columns=None if rows else ["variant", "draw", "worlds", *OUTCOMES])
    return frame.astype({"variant": pd.CategoricalDtype(variants)})


def _draws_of(piece: Piece, drawn: Mapping[str, np.ndarray]) -> Iterator[dict[str, Any]]:
    draws = piece.task.draws
    outcome = np.asarray(piece.block.columns["outcome"]).reshape(len(draws), -1)
    for draw, codes in zip(draws, outcome, strict=True):
        shares = np.bincount(codes, minlength=len(OUTCOMES)) / codes.size
        values = {path: float(one[draw]) for path, one in drawn.items()}
        row = {"variant": piece.task.cell.variant, "draw": draw, **values, "worlds": codes.size}
        yield row | dict(zip(OUTCOMES, shares.tolist(), strict=True))
