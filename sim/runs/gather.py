"""Adds up the blocks of a cell, and turns the sums into the rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sim.engine import beyond
from sim.engine.crisis import Crisis
from sim.engine.events import WORDS
from sim.engine.outcomes import Outcomes
from sim.engine.series import BINS, Series
from sim.runs.blocks import Piece
from sim.runs.disk import schema
from sim.runs.disk.schema import QUANTILES
from sim.scenario import Cell


@dataclass
class CellSums:
    """Running sums over the blocks of one cell.

    Attributes:
        cell: the cell.
        sampled: parameters that some cell of the run draws anew in each world; a column each.
    """

    cell: Cell
    sampled: Sequence[str] = ()
    columns: list[dict[str, np.ndarray]] = field(default_factory=list)
    examples: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    months: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    pasts: list[dict[str, np.ndarray]] = field(default_factory=list)
    counts: np.ndarray | None = None
    sums: np.ndarray | None = None
    present: np.ndarray | None = None
    beyond: beyond.Beyond | None = None

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
            self.beyond = beyond.Beyond(self.present.size)
        else:
            self.counts += block.counts
            self.sums += block.sums
            self.present += block.present
        assert self.beyond is not None
        self.beyond.add(block.beyond, block.beyond_worlds)

    def finish(self) -> CellFound:
        """Daily means and quantiles instead of histograms."""
        assert self.counts is not None and self.sums is not None and self.present is not None
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.sums / self.present
        quantiles = from_counts(self.counts, QUANTILES.values(), self.cell.crisis.series, self.beyond)
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
        daily: mean and the quantiles of :data:`~sim.runs.disk.schema.QUANTILES`, shape (6, series, days).
        present: worlds behind each of them, shape (series, days).
        examples: pairs of world numbers (k,) and their series (series, days, k).
        months: pairs of world numbers (k,) and their monthly means (series, months, k).
        pasts: fingerprint of each world's state at the end of some days, by the day's number as text.
    """

    cell: Cell
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
        crisis: the crisis that was simulated.
    """

    variants: Sequence[str]
    crisis: Crisis

    def _labels(self, cell: Cell, rows: int) -> pd.Categorical:
        return pd.Categorical.from_codes(np.full(rows, self.variants.index(cell.variant)), categories=self.variants)

    def _who(self, cell: Cell, rows: int) -> dict[str, Any]:
        return {"cell": np.full(rows, cell.index), "variant": self._labels(cell, rows)}

    def _ended(self, codes: np.ndarray) -> pd.Categorical:
        return pd.Categorical.from_codes(codes, categories=list(self.crisis.outcomes))

    def worlds(self, found: CellFound) -> pd.DataFrame:
        """One row per world."""
        worlds = dict(found.columns)
        first = {"world": worlds.pop("world"), "outcome": self._ended(worlds.pop("outcome")), "day": worlds.pop("day")}
        return schema.WORLDS.frame({**self._who(found.cell, len(first["world"])), **first, **worlds})

    def daily(self, found: CellFound) -> pd.DataFrame:
        """One row per measure and day."""
        _, series, days = found.daily.shape
        keys = list(self.crisis.series_keys)
        return schema.DAILY.frame(
            {
                "variant": self._labels(found.cell, series * days),
                **{path: [value] * (series * days) for path, value in found.cell.coordinates},
                "measure": pd.Categorical.from_codes(np.repeat(np.arange(series), days), categories=keys),
                "day": np.tile(np.arange(days), series),
                "date": np.tile(dates(found.cell.start, days), series),
                **{name: values.ravel() for name, values in zip(["mean", *QUANTILES], found.daily, strict=True)},
                "present": found.present.ravel(),
            }
        )

    def events(self, piece: Piece) -> pd.DataFrame:
        """One row per kept event of a block; each column of words keeps only the words it uses."""
        cell, columns = piece.task.cell, dict(piece.block.events)
        for name in WORDS:
            columns[name] = _used(columns[name], piece.block.words)
        first = {name: columns.pop(name) for name in ("world", "event", "day")}
        first["date"] = dates(cell.start, cell.days)[first["day"]]
        return schema.EVENTS.frame({**self._who(cell, len(first["world"])), **first, **columns})

    def examples(self, found: CellFound) -> pd.DataFrame:
        """Daily series of the first worlds of a variant's cell of reference, one row per world and day."""
        worlds = np.concatenate([numbers for numbers, _ in found.examples])
        series = np.concatenate([values for _, values in found.examples], axis=2)  # (series, days, worlds)
        days = series.shape[1]
        time = {
            "day": np.tile(np.arange(days), len(worlds)),
            "date": np.tile(dates(found.cell.start, days), len(worlds)),
        }
        return schema.EXAMPLES.frame(self._first_worlds(found.cell, worlds, series, time))

    def months(self, found: CellFound) -> pd.DataFrame:
        """Monthly means of the first worlds of a variant's cell of reference, one row per world and 30-day month."""
        worlds = np.concatenate([numbers for numbers, _ in found.months])
        means = np.concatenate([values for _, values in found.months], axis=2)  # (series, months, worlds)
        time = {"month": np.tile(np.arange(means.shape[1]), len(worlds))}
        return schema.MONTHS.frame(self._first_worlds(found.cell, worlds, means, time))

    def _first_worlds(
        self, cell: Cell, worlds: np.ndarray, series: np.ndarray, time: Mapping[str, np.ndarray]
    ) -> dict[str, Any]:
        """Columns of some worlds' series, shape (series, times, worlds)."""
        rows = series.transpose(0, 2, 1).reshape(len(series), -1)
        who = {"variant": self._labels(cell, rows.shape[1]), "cell": np.full(rows.shape[1], cell.index)}
        named = dict(zip(self.crisis.series_keys, rows, strict=True))
        return {**who, "world": np.repeat(worlds, series.shape[1]), **time, **named}

    def assumptions(self, pieces: list[Piece], drawn: Mapping[str, np.ndarray]) -> pd.DataFrame:
        """One row per variant and draw: the values drawn, worlds, and the share of each outcome."""
        rows = [row for piece in pieces for row in _draws_of(piece, drawn, self.crisis.outcomes)]
        frame = pd.DataFrame(rows) if rows else schema.ASSUMPTIONS.empty(self.crisis)
        return frame.astype({"variant": pd.CategoricalDtype(list(self.variants))})

    def settings(self, piece: Piece) -> pd.DataFrame:
        """One row per draw of the assumptions and world: how it ended."""
        codes, world, draws = piece.block.columns["outcome"], piece.task.world, piece.task.numbers
        who = self._who(piece.task.cell, len(codes))
        draw = np.repeat(draws, len(codes) // max(len(draws), 1))
        agrees = {one.name: piece.block.columns[one.name] for one in piece.task.conditions}
        return schema.SETTINGS.frame({**who, "draw": draw, "world": world, "outcome": self._ended(codes), **agrees})

    def points(self, outcome: np.ndarray, cells: Sequence[Cell]) -> pd.DataFrame:
        """One row per point: where it is, its worlds, and how many ended in each outcome.

        Args:
            outcome: codes of all worlds of the first point, of the second, ...; shape (points * worlds,).
            cells: the points.
        """
        ended = outcome.reshape(len(cells), -1)
        counts = np.stack([np.bincount(row, minlength=len(self.crisis.outcomes)) for row in ended])
        return schema.POINTS.frame(
            {
                "variant": self._labels(cells[0], len(cells)),
                "point": [cell.point for cell in cells],
                **{path: [dict(cell.coordinates)[path] for cell in cells] for path, _ in cells[0].coordinates},
                "worlds": np.full(len(cells), ended.shape[1]),
                **dict(zip(self.crisis.outcomes, counts.T, strict=True)),
            }
        )

    def twins(self, piece: Piece) -> pd.DataFrame:
        """One row per twin: its world's number, and how the twin ended."""
        codes, world = piece.block.columns["outcome"], piece.task.world
        variant = self._labels(piece.task.cell, len(codes))
        return schema.TWINS.frame({"variant": variant, "world": world, "outcome": self._ended(codes)})


def _used(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical:
    """Words by their codes, without those that no code stands for."""
    used = np.bincount(codes, minlength=len(words)) > 0
    return pd.Categorical.from_codes((np.cumsum(used) - 1)[codes], categories=pd.Index(list(words))[used])


def dates(start: date, days: int) -> np.ndarray:
    """Calendar dates of the days of a run, shape (days,)."""
    return (np.datetime64(start, "D") + np.arange(days)).astype("datetime64[ms]")


def _draws_of(piece: Piece, drawn: Mapping[str, np.ndarray], outcomes: Outcomes) -> Iterator[dict[str, Any]]:
    draws = piece.task.numbers
    ended = np.asarray(piece.block.columns["outcome"]).reshape(len(draws), -1)
    for draw, codes in zip(draws, ended, strict=True):
        shares = np.bincount(codes, minlength=len(outcomes)) / codes.size
        values = {path: float(one[draw]) for path, one in drawn.items()}
        row = {"variant": piece.task.cell.variant, "draw": draw, **values, "worlds": codes.size}
        yield row | dict(zip(outcomes, shares.tolist(), strict=True))


# -- quantiles --------------------------------------------------------------------------------------------------------
# Daily quantiles are read from counts in bins. Counts of blocks add up, so memory does not grow with the number of
# worlds and the order of blocks cannot matter. The price is the width of one bin, stated with every report; whole
# numbers are exact.


def bin_values(series: Series) -> np.ndarray:
    """The value each bin stands for, shape (BINS,): a point inside the bin, the ends of the range for the outermost.

    A level that sits at its floor in every world (no talks at all, say) is thus read as exactly that.
    """
    places = np.arange(BINS)
    return series.low + (places if series.whole else places * (series.high - series.low) / (BINS - 1))


def from_counts(
    counts: np.ndarray, levels: Iterable[float], series: Sequence[Series], further: beyond.Beyond | None = None
) -> np.ndarray:
    """Quantiles per series and day: the smallest value that at least that share of worlds does not exceed.

    Args:
        counts: worlds per bin, shape (series, days, BINS).
        levels: shares between 0 and 1.
        series: what the first axis counts.
        further: worlds beyond the bins, None when there are none.

    Returns:
        Float array of shape (levels, series, days); NaN where no world is left.
    """
    running = counts.cumsum(axis=-1, dtype=np.int64)
    values = np.stack([bin_values(one) for one in series])
    outside = _Outside.of(further or beyond.Beyond(running[..., -1].size), series, running[..., -1])
    found = [_one_level(running, values, level, outside) for level in levels]
    return np.stack(found)


@dataclass(frozen=True)
class _Outside:
    """The worlds beyond the bins, shapes (series, days) but for the values and their running counts (k,).

    Attributes:
        below: worlds below all bins.
        present: all worlds, within and beyond.
        before: worlds beyond the bins, on either side, of all rows before.
        values: of the bins beyond, row by row, rising.
        running: worlds in them, added up over all rows.
    """

    below: np.ndarray
    present: np.ndarray
    before: np.ndarray
    values: np.ndarray
    running: np.ndarray

    @classmethod
    def of(cls, found: beyond.Beyond, series: Sequence[Series], within: np.ndarray) -> _Outside:
        row, place = beyond.rows_of(found.keys), beyond.places_of(found.keys)
        all_worlds, below = (
            np.bincount(row, worlds, found.rows).astype(np.int64)
            for worlds in (found.worlds, np.where(place < 0, found.worlds, 0))
        )
        low, width = (np.array([getattr(one, name) for one in series], float) for name in ("low", "resolution"))
        its = row // within.shape[1]
        before = np.concatenate([[0], np.cumsum(all_worlds)[:-1]])
        return cls(
            below.reshape(within.shape),
            within + all_worlds.reshape(within.shape),
            before.reshape(within.shape),
            low[its] + place * width[its],
            np.cumsum(found.worlds, dtype=np.int64),
        )


def _one_level(running: np.ndarray, values: np.ndarray, level: float, outside: _Outside) -> np.ndarray:
    # Whole numbers of worlds, so that 0.05 * 2000 is exactly the hundredth and not the one after it.
    needed = np.maximum(np.ceil(np.round(level * outside.present, 6)), 1)
    place = (running >= (needed - outside.below)[..., None]).argmax(axis=-1)
    found = np.where(outside.present > 0, np.take_along_axis(values, place, axis=1), np.nan)
    above = needed - outside.below > running[..., -1]
    beyond_bins = (outside.present > 0) & ((needed <= outside.below) | above)
    if beyond_bins.any():
        rank = outside.before + needed - np.where(above, running[..., -1], 0)
        found[beyond_bins] = outside.values[np.searchsorted(outside.running, rank[beyond_bins])]
    return found
