"""What is kept of a block of worlds: outcomes, daily counts, a few whole paths, and events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.engine import beyond, fingerprint
from sim.engine.arrays import Array
from sim.engine.calendar import Calendar
from sim.engine.crisis import Crisis
from sim.engine.series import BINS, Series


@dataclass
class Block:
    """The record of one block of worlds that lived under one cell of a design.

    Attributes:
        world: world numbers, shape ``(worlds,)``.
        columns: one value per world, by name; ``outcome`` holds codes of the crisis's outcomes.
        counts: worlds per bin, unsigned, shape ``(series, days, BINS)``; a flow counts running worlds only.
        beyond, beyond_worlds: bins beyond these that hold a world, as keys of :mod:`sim.engine.beyond` whose row is
            series times days plus day, rising; and how many they hold. Shape ``(k,)``.
        sums: sums over the counted worlds, shape ``(series, days)``, float64.
        present: number of counted worlds, shape ``(series, days)``.
        examples: whole paths of the first worlds, shape ``(series, days, examples)``; flows are nan after the end.
        example_worlds: their world numbers.
        events: columns of the event log, words as codes into ``words``.
        words: the words behind the codes.
        months: mean of each series by 30-day month, shape ``(series, months, k)``; flows are nan after the end.
        month_worlds: numbers of these k worlds.
        pasts: fingerprint of each world's state at the end of some days, by the day's number as text; uint64.
    """

    world: Array
    columns: dict[str, Array]
    counts: Array
    sums: Array
    present: Array
    examples: Array
    example_worlds: Array
    events: dict[str, Array]
    words: tuple[str, ...]
    months: Array = field(default_factory=lambda: np.zeros((0, 0, 0), np.float32))
    month_worlds: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    pasts: dict[str, Array] = field(default_factory=dict)
    beyond: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    beyond_worlds: Array = field(default_factory=lambda: np.zeros(0, np.int32))


class Observed(fingerprint.Lived, Protocol):
    """What is read of a model."""

    @property
    def crisis(self) -> Crisis:
        """The crisis whose series are recorded."""

    days: int
    day: int
    was_alive: Array
    calendar: Calendar

    def observe(self) -> tuple[Array, ...]:
        """Today's value of every series."""


class Recorder:
    """Collects a block's record day by day.

    Args:
        events_below: events are kept for worlds with a number below this; one bound, or one for each world.
        examples_below: whole paths are kept for worlds with a number below this, likewise.
        months_below: monthly means are kept for worlds with a number below this, likewise.
        outcomes_only: whether to keep outcomes alone, and neither daily counts nor paths nor events.
        groups: sizes of groups of neighbouring worlds that are recorded apart, each in a block of its own.
        pasts: days at whose end every world's state is fingerprinted, to see who shares a past.
        series: keys of the daily series to keep, None for all that are observed; the tables of a run need every one.

    Attributes:
        series: these series, in the crisis's order, once a model has been given.
    """

    def __init__(
        self,
        events_below: int | Array = 2000,
        examples_below: int | Array = 64,
        months_below: int | Array = 0,
        outcomes_only: bool = False,
        groups: Sequence[int] | None = None,
        pasts: Iterable[int] = (),
        series: Sequence[str] | None = None,
    ):
        self._wanted, self.series = series, tuple[Series, ...]()
        self._fingerprinted, self._pasts = frozenset(pasts), dict[str, Array]()
        self.events_below = 0 if outcomes_only else events_below
        self.examples_below = 0 if outcomes_only else examples_below
        self.months_below, self.daily = 0 if outcomes_only else months_below, not outcomes_only
        self._sizes = groups
        self._model: Observed | None = None

    def _choose(self, crisis: Crisis) -> None:
        """Settles which series are kept, and how they are counted."""
        keys = crisis.series_keys
        if unknown := set(self._wanted or ()) - set(keys):
            raise ValueError(f"no series is called {', '.join(sorted(unknown))}; there are {', '.join(keys)}")
        self._rows = [row for row, key in enumerate(keys) if self._wanted is None or key in self._wanted]
        self.series = tuple(crisis.series[row] for row in self._rows)
        self._low = np.array([one.low for one in self.series], np.float32)[:, None]
        self._bins_per_unit = np.array([1.0 / one.resolution for one in self.series], np.float32)[:, None]
        self._top = np.array([one.top for one in self.series], np.float32)[:, None]
        self._flow = np.array([one.flow for one in self.series], bool)

    def start(self, model: Observed) -> None:
        """Makes room for a model's record.

        Raises:
            ValueError: when a series is wanted that the crisis does not have.
        """
        self._model = model
        self._choose(model.crisis)
        worlds, days = model.world_count, model.days if self.daily else 0
        sizes = list(self._sizes or [worlds])
        if sum(sizes) != worlds:
            raise ValueError(f"groups of {sizes} worlds do not make up {worlds}")
        self._starts = np.cumsum([0, *sizes[:-1]])
        group = np.repeat(np.arange(len(sizes)), sizes)
        many = len(self.series)
        self._offset = np.arange(many)[:, None] * BINS + group * (many * BINS)
        self._today = np.zeros((many, worlds), np.float32)
        self._counts = np.zeros((len(sizes), many, days, BINS), np.uint16 if max(sizes) < 2**16 else np.uint32)
        self._sums = np.zeros((len(sizes), many, days))
        self._present = np.zeros((len(sizes), many, days), np.int32)
        self._beyond: list[list[tuple[Array, Array]]] = [[] for _ in sizes]
        self._followed = np.flatnonzero(model.world < self.examples_below)
        self._examples = np.full((many, days, len(self._followed)), np.nan, np.float32)
        self._monthly = np.flatnonzero(model.world < self.months_below)
        self._month_sum = np.zeros((many, len(self._monthly)), np.float64)
        self._months: list[Array] = []
        self._length = 0

    def take(self) -> None:
        """Records today. A world that has ended keeps its last levels; its flows are missing."""
        model = self._model
        if model is None:
            return
        if model.day in self._fingerprinted:
            self._pasts[str(model.day)] = fingerprint.of(model)
        if not self.daily:
            return
        day, alive = model.day, model.was_alive
        everyone = bool(alive.all())
        observed = model.observe()
        for today, row in zip(self._today, self._rows, strict=True):
            if everyone:
                today[:] = observed[row]
            else:
                np.copyto(today, observed[row], where=alive)
        self._count(day, alive, everyone)
        if self._followed.size:
            self._examples[:, day, :] = self._today[:, self._followed]
            ended = ~alive[self._followed]
            if ended.any():
                self._examples[:, day][np.ix_(self._flow, ended)] = np.nan
        if self._monthly.size:
            self._add_to_month(day, alive)
        self._length = day + 1

    def _count(self, day: int, alive: Array, everyone: bool) -> None:
        places = (self._today - self._low) * self._bins_per_unit
        counted = np.broadcast_to(True if everyone else alive | ~self._flow[:, None], self._today.shape)
        bins = np.clip(places, 0, BINS - 1).astype(np.int32) + self._offset
        if not (places.min(initial=0.0) >= 0.0 and (places.max(axis=1, keepdims=True, initial=0.0) <= self._top).all()):
            within = (places >= 0.0) & (places <= self._top)
            self._count_beyond(day, places, counted & ~within)
            bins = bins[counted & within]
        else:
            bins = bins.ravel() if everyone else bins[counted]
        counts = np.bincount(bins, minlength=self._counts.shape[0] * len(self.series) * BINS)
        self._counts[:, :, day] = counts.reshape(len(self._counts), len(self.series), BINS)
        values = self._today if everyone else self._today * counted
        self._sums[:, :, day] = np.add.reduceat(values, self._starts, axis=1, dtype=np.float64).T
        self._present[:, :, day] = np.add.reduceat(counted, self._starts, axis=1, dtype=np.int32).T

    def _count_beyond(self, day: int, places: Array, where: Array) -> None:
        row, world = np.nonzero(where)
        if np.isnan(places[row, world]).any():
            at = int(np.isnan(places[row, world]).argmax())
            raise FloatingPointError(f"{self.series[row[at]].key} is not a number on day {day}")
        keys = beyond.keys_of(row * self._counts.shape[2] + day, places[row, world])
        group = np.searchsorted(self._starts, world, side="right") - 1
        order = np.argsort(group, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if some.size:
                self._beyond[group[some[0]]].append(beyond.counted(keys[some]))

    def _add_to_month(self, day: int, alive: Array) -> None:
        today, gone = self._today[:, self._monthly], ~alive[self._monthly]
        self._month_sum += np.where(self._flow[:, None] & gone, np.nan, today)
        if day % 30 == 29:
            self._months.append((self._month_sum / 30.0).astype(np.float32))
            self._month_sum[:] = 0.0

    def block(self) -> Block:
        """The finished record of worlds that were recorded as one group."""
        (one,) = self.blocks()
        return one

    def blocks(self) -> list[Block]:
        """The finished records, one per group. Days after the last world ended repeat the last day's levels."""
        model = self._model
        assert model is not None, "the recorder was never given to a model"
        if 0 < self._length < self._counts.shape[2]:
            self._fill_after_end()
        columns = {**model.summary(), **model.calendar.drawn}
        words = model.events.words()
        months = self._all_months()
        events = model.events.columns(self._starts[1:])
        ends = [*self._starts[1:], model.world_count]
        blocks = []
        for group, (start, end) in enumerate(zip(self._starts, ends, strict=True)):
            followed = (self._followed >= start) & (self._followed < end)
            monthly = (self._monthly >= start) & (self._monthly < end)
            keys, worlds = self._all_beyond(group)
            blocks.append(
                Block(
                    world=model.world[start:end].astype(np.int32),
                    columns={name: values[start:end] for name, values in columns.items()},
                    counts=self._counts[group],
                    sums=self._sums[group],
                    present=self._present[group],
                    examples=self._examples[:, :, followed],
                    example_worlds=model.world[self._followed[followed]].astype(np.int32),
                    events=events[group],
                    words=words,
                    months=months[:, :, monthly],
                    month_worlds=model.world[self._monthly[monthly]].astype(np.int32),
                    pasts={day: found[start:end] for day, found in self._pasts.items()},
                    beyond=keys,
                    beyond_worlds=worlds,
                )
            )
        return blocks

    def _all_months(self) -> Array:
        """Monthly means to the horizon, shape ``(series, months, k)``, whenever the last world ended.

        As for worlds that others outlive, levels keep their last value after the end and flows are missing.
        """
        months, horizon = list(self._months), self._counts.shape[2] // 30
        if self._monthly.size and len(months) < horizon:
            last = np.where(self._flow[:, None], np.nan, self._today[:, self._monthly])
            months.append(((self._month_sum + last * (30 - self._length % 30)) / 30.0).astype(np.float32))
            months += [last.astype(np.float32)] * (horizon - len(months))
        none = np.zeros((len(self.series), 0, len(self._monthly)), np.float32)
        return np.stack(months, axis=1) if months else none

    def _fill_after_end(self) -> None:
        last, level = self._length - 1, np.flatnonzero(~self._flow)
        for kept in (self._counts, self._sums, self._present):
            kept[:, level, last + 1 :] = kept[:, level, last][:, :, None]
        self._examples[level, last + 1 :] = self._examples[level, last][:, None]
        days = self._counts.shape[2]
        after = np.arange(1, days - last)[:, None]
        for found in self._beyond:
            for keys, worlds in [one for one in found if len(one[0]) and beyond.rows_of(one[0])[0] % days == last]:
                lasting = ~self._flow[beyond.rows_of(keys) // days]
                later = beyond.next_rows(keys[lasting], after).ravel()
                found.append((later, np.tile(worlds[lasting], len(after))))

    def _all_beyond(self, group: int) -> tuple[Array, Array]:
        """A group's bins beyond the usual ones, and the worlds that they hold."""
        found = self._beyond[group]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        keys, worlds = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.argsort(keys)
        return keys[order], worlds[order]
