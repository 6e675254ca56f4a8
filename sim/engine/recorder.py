"""What is kept of a block of worlds: outcomes, daily counts, a few whole paths, and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim.engine import beyond, fingerprint
from sim.engine.arrays import Array
from sim.engine.calendar import Calendar
from sim.engine.conditions import Count, Measure, Reading, Tally
from sim.engine.crisis import Crisis
from sim.engine.series import BINS, Series

#: Sums are made of whole multiples of a quantum, the power of two that is by so many binary digits smaller than a
#: series' bin. Multiplying by a power of two and rounding to a whole number are exact in single precision, and adding
#: whole numbers is exact in double precision up to 2**53: a million worlds, each 256 times as far out as the range is
#: wide. So a sum is the same in any order of worlds, days and blocks; it is off by at most half a quantum a world.
_FINER = 16

#: About how many numbers of a series are counted at once: many enough for NumPy, few enough for a core's cache.
_BATCH = 2**12


@dataclass
class Block:
    """The record of one block of worlds that lived under one cell of a design.

    Attributes:
        world: world numbers, shape ``(worlds,)``.
        columns: one value per world, by name; ``outcome`` holds codes of the crisis's outcomes.
        counts: worlds per bin, unsigned, shape ``(series, days, BINS)``; a flow counts running worlds only.
        beyond, beyond_worlds: bins beyond these that hold a world, as keys of :mod:`sim.engine.beyond` whose row is
            series times days plus day, rising; and how many they hold. Shape ``(k,)``.
        sums: sums over the counted worlds, shape ``(series, days)``, float64; see :data:`_FINER`.
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
    end_day: Array
    calendar: Calendar

    def observe(self) -> tuple[Array, ...]:
        """Today's value of every series."""


class Recorder:
    """Collects a block's record, some days of some worlds at a time.

    Args:
        events_below: events are kept for worlds with a number below this; one bound, or one for each world.
        examples_below: whole paths are kept for worlds with a number below this, likewise.
        months_below: monthly means are kept for worlds with a number below this, likewise.
        outcomes_only: whether to keep outcomes alone, and neither daily counts nor paths nor events.
        groups: sizes of groups of neighbouring worlds that are recorded apart, each in a block of its own.
        pasts: days at whose end every world's state is fingerprinted, to see who shares a past.
        series: keys of the daily series to keep, None for all that are observed; the tables of a run need every one.
        measures: what is measured of every world beside what a crisis counts, by the name of its column.

    Attributes:
        series: these series, in the crisis's order, once a model has been given.
        daily: whether any day is recorded.
        fingerprinted: the days of ``pasts``.
        pasts: fingerprints so far, by the day's number as text, each of shape ``(worlds,)``.
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
        measures: Mapping[str, Measure] | None = None,
    ):
        self._measures, self._readings = dict(measures or {}), list[tuple[int, int, str]]()
        self._measured = dict[str, Array]()
        self._wanted, self.series = series, tuple[Series, ...]()
        self.fingerprinted, self.pasts = frozenset(pasts), dict[str, Array]()
        self.events_below = 0 if outcomes_only else events_below
        self.examples_below = 0 if outcomes_only else examples_below
        self.months_below, self.daily = 0 if outcomes_only else months_below, not outcomes_only
        self._sizes = groups
        self._model: Observed | None = None

    @property
    def needs_paths(self) -> bool:
        """Whether it needs every day of every world."""
        return (self.daily and bool(self.series)) or bool(self._readings)

    def _choose(self, crisis: Crisis) -> None:
        """Settles which series are kept, and how they are counted."""
        keys = crisis.series_keys
        if unknown := set(self._wanted or ()) - set(keys):
            raise ValueError(f"no series is called {', '.join(sorted(unknown))}; there are {', '.join(keys)}")
        self._readings = [
            (one.day, keys.index(one.series), name) for name, one in self._measures.items() if isinstance(one, Reading)
        ]
        self._rows = [row for row, key in enumerate(keys) if self._wanted is None or key in self._wanted]
        self.series = tuple(crisis.series[row] for row in self._rows)
        self._low = np.array([one.low for one in self.series], np.float32)[:, None]
        self._bins_per_unit = np.array([1.0 / one.resolution for one in self.series], np.float32)[:, None]
        self._top = np.array([one.top for one in self.series], np.float32)[:, None]
        self._flow = np.array([one.flow for one in self.series], bool)
        self._quantum = np.exp2(np.floor(np.log2([one.resolution for one in self.series])) - _FINER)[:, None]
        self._per_quantum = (1.0 / self._quantum).astype(np.float32)

    def start(self, model: Observed) -> None:
        """Makes room for a model's record.

        Raises:
            ValueError: when a series is wanted that the crisis does not have.
        """
        self._model, self.pasts = model, {}
        self._choose(model.crisis)
        worlds, days = model.world_count, model.days if self.daily else 0
        sizes = list(self._sizes or [worlds])
        if sum(sizes) != worlds:
            raise ValueError(f"groups of {sizes} worlds do not make up {worlds}")
        self._starts = np.cumsum([0, *sizes[:-1]])
        many = len(self.series)
        self._counts = np.zeros((len(sizes), many, days, BINS), np.uint16 if max(sizes) < 2**16 else np.uint32)
        self._sums = np.zeros((len(sizes), many, days))
        self._present = np.zeros((len(sizes), many, days), np.int32)
        self._beyond: list[list[tuple[Array, Array]]] = [[] for _ in sizes]
        self._followed = np.flatnonzero(model.world < self.examples_below)
        self._examples = np.full((many, days, len(self._followed)), np.nan, np.float32)
        self._monthly = np.flatnonzero(model.world < self.months_below)
        self._month_sum = np.zeros((many, len(self._monthly)), np.float64)
        months = days // 30 if len(self._monthly) else 0
        self._months = np.zeros((many, months, len(self._monthly)), np.float32)
        # Days wait until there are enough: with few worlds the calls cost more than what they do.
        self._waiting = np.zeros((max(1, min(days, _BATCH // max(1, worlds))), many, worlds), np.float32)
        self._last: Array | None = None
        self._first = self._length = 0
        self._measure(model)

    def _measure(self, model: Observed) -> None:
        """Makes room for what is measured of every world, and has the log count acts."""
        worlds = model.world_count
        self._measured = {name: np.full(worlds, np.nan, np.float32) for _, _, name in self._readings}
        counts = {name: one for name, one in self._measures.items() if isinstance(one, Count)}
        if counts:
            model.events.tally = tally = Tally(list(counts.values()), worlds)
            self._measured |= dict(zip(counts, tally.found, strict=True))

    def take(self) -> None:
        """Records today."""
        model = self._model
        if model is None:
            return
        if model.day in self.fingerprinted:
            self.pasts[str(model.day)] = fingerprint.of(model)
        if today := [one for one in self._readings if one[0] == model.day]:
            observed, there = model.observe(), model.end_day >= model.day
            for _, row, name in today:
                self._measured[name][there] = observed[row][there]
        if not self.daily:
            return
        if self._length - self._first == len(self._waiting):
            self._record_waiting()
        today, observed = self._waiting[self._length - self._first], model.observe()
        for kept, row in zip(today, self._rows, strict=True):
            kept[:] = observed[row]
        self._length = model.day + 1

    def _record_waiting(self) -> None:
        """Records the days that wait."""
        days = self._waiting[: self._length - self._first]
        self.record(self._first, days, before=self._last)
        self._last, self._first = days[-1].copy(), self._length

    def record_paths(self, paths: Array, first: int) -> None:
        """Records the whole life of some worlds.

        Args:
            paths: every series of the crisis on every day, shape ``(worlds, days, series)``, float32; what stands
                after a world's end is not read.
            first: position of the first of these worlds; the model knows already on which day each of them ended.
        """
        worlds, days, _ = paths.shape
        for day, row, name in self._readings:
            there = self._observed.end_day[first : first + worlds] >= day
            self._measured[name][first : first + worlds][there] = paths[there, day, row]
        if not self.daily:
            return
        step = max(1, _BATCH // max(1, worlds))
        before = None
        for day in range(0, days, step):
            some = np.ascontiguousarray(paths[:, day : day + step, self._rows].transpose(1, 2, 0))
            self.record(day, some, first, before)
            before = some[-1]

    def record(self, day: int, values: Array, first: int = 0, before: Array | None = None) -> None:
        """Records some days of some worlds. A world that has ended keeps its last levels; its flows are missing.

        Args:
            day: the first of the days.
            values: of the kept series, shape ``(days, series, worlds)``; after a world's end its last are put there.
            first: position of the first of these worlds, which stand side by side.
            before: the values of the day before, shape ``(series, worlds)``.
        """
        at = slice(first, first + values.shape[2])
        alive = np.arange(day, day + len(values))[:, None] <= self._observed.end_day[at]
        everyone = bool(alive.all())
        if not everyone:
            _hold(values, alive, before)
        self._count(day, values, alive, everyone, at)
        followed = _within(self._followed, at)
        if followed.stop > followed.start:
            here = self._followed[followed] - first
            path = values[:, :, here]
            path[:, self._flow] = np.where(alive[:, None, here], path[:, self._flow], np.float32(np.nan))
            self._examples[:, day : day + len(values), followed] = path.transpose(1, 0, 2)
        monthly = _within(self._monthly, at)
        if monthly.stop > monthly.start:
            here = self._monthly[monthly] - first
            self._add_to_months(day, values[:, :, here], alive[:, here], monthly)

    @property
    def _observed(self) -> Observed:
        assert self._model is not None, "the recorder was never given to a model"
        return self._model

    def _count(self, day: int, values: Array, alive: Array, everyone: bool, at: slice) -> None:
        days, many, worlds = values.shape
        groups, starts = self._groups(at)
        places = (values - self._low) * self._bins_per_unit
        bins = np.clip(places, 0, BINS - 1).astype(np.int32)
        # One table of counts after the other: by group, series and day.
        table = np.arange(many)[:, None] * days + np.arange(days)[:, None, None]
        if len(starts) > 1:
            table = table + np.repeat(np.arange(len(starts)), np.diff([*starts, worlds])) * (many * days)
        bins += (table * BINS).astype(np.int32)
        counted = None if everyone else alive[:, None] | ~self._flow[:, None]
        if not (places.min(initial=0.0) >= 0.0 and (places.max(axis=(0, 2), initial=0.0) <= self._top[:, 0]).all()):
            within = (places >= 0.0) & (places <= self._top)
            self._count_beyond(day, places, ~within if counted is None else counted & ~within, at)
            bins = bins[within if counted is None else counted & within]
        else:
            bins = bins.ravel() if counted is None else bins[counted]
        found = np.bincount(bins, minlength=len(starts) * many * days * BINS).reshape(len(starts), many, days, BINS)
        kept = self._counts[groups, :, day : day + days]
        np.add(kept, found, out=kept, casting="unsafe")
        quanta = np.rint(values * self._per_quantum)
        if counted is not None:
            quanta *= counted
        sums = np.add.reduceat(quanta, starts, axis=2, dtype=np.float64)
        self._sums[groups, :, day : day + days] += sums.transpose(2, 1, 0) * self._quantum
        going = np.add.reduceat(alive, starts, axis=1, dtype=np.int32).T[:, None]
        sizes = np.diff([*starts, worlds])[:, None, None]
        self._present[groups, :, day : day + days] += np.where(self._flow[:, None], going, sizes)

    def _groups(self, at: slice) -> tuple[slice, Array]:
        """The groups that some neighbouring worlds belong to, and where among these worlds each of them begins."""
        first, last = np.searchsorted(self._starts, [at.start, at.stop - 1], side="right") - 1
        return slice(first, last + 1), np.maximum(self._starts[first : last + 1] - at.start, 0)

    def _count_beyond(self, day: int, places: Array, where: Array, at: slice) -> None:
        when, row, world = np.nonzero(where)
        if np.isnan(places[when, row, world]).any():
            one = int(np.isnan(places[when, row, world]).argmax())
            raise FloatingPointError(f"{self.series[row[one]].key} is not a number on day {day + when[one]}")
        keys = beyond.keys_of(row * self._counts.shape[2] + day + when, places[when, row, world])
        group = np.searchsorted(self._starts, world + at.start, side="right") - 1
        order = np.argsort(group, kind="stable")
        for some in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if some.size:
                self._beyond[group[some[0]]].append(beyond.counted(keys[some]))

    def _add_to_months(self, day: int, values: Array, alive: Array, where: slice) -> None:
        quanta = np.rint(values * self._per_quantum)
        quanta[:, self._flow] = np.where(alive[:, None], quanta[:, self._flow], np.nan)
        start, end = 0, 30 - day % 30
        while start < len(values):
            self._month_sum[:, where] += quanta[start:end].sum(axis=0, dtype=np.float64)
            if end <= len(values):
                self._months[:, (day + start) // 30, where] = self._month_sum[:, where] * self._quantum / 30.0
                self._month_sum[:, where] = 0.0
            start, end = end, end + 30

    def block(self) -> Block:
        """The finished record of worlds that were recorded as one group."""
        (one,) = self.blocks()
        return one

    def blocks(self) -> list[Block]:
        """The finished records, one per group. Days after the last world ended repeat the last day's levels."""
        model = self._observed
        self._record_to_horizon()
        columns = {**model.summary(), **self._measured, **model.calendar.drawn}
        events, words = model.events.columns(self._starts[1:])
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
                    months=self._months[:, :, monthly],
                    month_worlds=model.world[self._monthly[monthly]].astype(np.int32),
                    pasts={day: found[start:end] for day, found in self.pasts.items()},
                    beyond=keys,
                    beyond_worlds=worlds,
                )
            )
        return blocks

    def _record_to_horizon(self) -> None:
        """Records the days that wait, and those after the last world's end, on which levels stay what they were."""
        horizon = self._counts.shape[2] if self._length else 0
        while self._first < horizon:
            if self._length == self._first:
                self._length = min(self._first + len(self._waiting), horizon)
                self._waiting[:] = self._last
            self._record_waiting()

    def _all_beyond(self, group: int) -> tuple[Array, Array]:
        """A group's bins beyond the usual ones, and the worlds that they hold."""
        found = self._beyond[group]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int32)
        keys, worlds = (np.concatenate(part) for part in zip(*found, strict=True))
        return beyond.counted(keys, worlds)


def _hold(values: Array, alive: Array, before: Array | None) -> None:
    """Puts a world's last values in the place of those after its end; shapes as for :meth:`Recorder.record`."""
    for today, going in zip(values, alive, strict=True):
        if before is not None:
            np.copyto(today, before, where=~going)
        before = today


def _within(positions: Array, at: slice) -> slice:
    """Which of some rising positions lie within a range of them."""
    start, stop = np.searchsorted(positions, [at.start, at.stop])
    return slice(int(start), int(stop))
