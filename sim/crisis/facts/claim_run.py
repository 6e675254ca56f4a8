"""A run's record made ready for the claims' measures: its events as plain arrays, looked up fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.crisis.acts import AMERICAN_FORCE
from sim.crisis.facts.patterns import ATTACKS, Record, in_iraq, own_war
from sim.crisis.outcomes import OUTCOMES

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Run(Record):
    """A record with its events as plain arrays, found once.

    Attributes:
        free_from: first day on which actors choose for themselves; later than 0 where the record was replayed.
    """

    free_from: int = 0

    @classmethod
    def of(cls, record: Record, free_from: int = 0) -> Run:
        """The same record, ready for the measures."""
        return cls(record.worlds, record.months, record.events, free_from)

    @property
    def count_of_worlds(self) -> int:
        """Number of worlds."""
        return len(self.worlds)

    @cached_property
    def place(self) -> Array:
        """Position of each event's world in :attr:`worlds`."""
        return np.searchsorted(self.worlds["world"].to_numpy(), self.events["world"].to_numpy())

    @cached_property
    def day(self) -> Array:
        """Day of each event."""
        return self.events["day"].to_numpy().astype(np.int64)

    @cached_property
    def ended(self) -> Array:
        """Day on which each world ended, the horizon where it did not."""
        return self.worlds["day"].to_numpy().astype(np.int64)

    @cached_property
    def outcome(self) -> Array:
        """Code of each world's outcome."""
        column = self.worlds["outcome"]
        if pd.api.types.is_numeric_dtype(column):
            return column.to_numpy()
        return pd.Categorical(column, categories=list(OUTCOMES)).codes

    @cached_property
    def free(self) -> Array:
        """Which events somebody chose: not ordered by the scenario, and not in a replayed stretch."""
        return ~self.events["forced"].to_numpy(bool) & (self.day >= self.free_from)

    @cached_property
    def cause(self) -> Array:
        """Row of the event that each event answers, -1 for none."""
        starts = np.searchsorted(self.place, np.arange(self.count_of_worlds))
        number = self.events["cause"].to_numpy().astype(np.int64)
        return np.where(number >= 0, starts[self.place] + number, -1)

    @cached_property
    def _coded(self) -> dict[str, tuple[Array, pd.Index]]:
        found = {name: pd.Categorical(self.events[name]) for name in ("act", "actor")}
        return {name: (one.codes, one.categories) for name, one in found.items()}

    def among(self, column: str, words: Iterable[str]) -> Array:
        """Which events have one of some words in a column, ``act`` or ``actor``."""
        codes, known = self._coded[column]
        return np.append(known.isin(list(words)), False)[codes]

    def acts(self, *names: str) -> Array:
        """Which events are acts of some kinds."""
        return self.among("act", names)

    @cached_property
    def deadly(self) -> Array:
        """Which events killed an American."""
        return self.events["fatalities"].to_numpy() > 0

    @cached_property
    def force(self) -> Array:
        """Which events are American uses of force."""
        return self.acts(*AMERICAN_FORCE)

    @cached_property
    def attacks(self) -> Array:
        """Which events are hostile acts outside Yemen's own war, open salvos included, that somebody chose."""
        return self.acts(*ATTACKS, "open_salvo") & ~own_war(self.events).to_numpy() & self.free

    @cached_property
    def in_iraq(self) -> Array:
        """Which events are acts of militias in Iraq, those that a scenario adds included."""
        found: Array = in_iraq(self.events).to_numpy()
        return found

    def mean(self, key: str, first: int, end: int) -> Array:
        """Mean of a series over months from one up to another, in worlds that live as long; nan in others."""
        lived = self.ended >= 30 * end
        if end > self.months.shape[1]:  # no world lived as long
            return np.full(self.count_of_worlds, np.nan)
        return np.where(lived, self.series(key)[first:end].mean(axis=0), np.nan)

    def first(self, chosen: Array) -> Array:
        """Row of the first chosen event of each world, -1 where there is none; replayed days do not count."""
        rows = np.flatnonzero(chosen & (self.day >= self.free_from))
        found = np.full(self.count_of_worlds, -1)
        found[self.place[rows][::-1]] = rows[::-1]
        return found

    def day_of(self, rows: Array) -> Array:
        """Day of one row per world; a day that never comes for -1."""
        return np.where(rows >= 0, self.day[rows] if self.day.size else 0, np.iinfo(np.int32).max)

    def after(self, chosen: Array, rows: Array, days: int) -> Array:
        """How many chosen events of each world follow its row within so many days."""
        found = np.flatnonzero(chosen)
        mine = rows[self.place[found]]
        close = (mine >= 0) & (found > mine) & (self.day[found] - self.day[mine] <= days)
        return self.per_world(found[close])

    def before(self, chosen: Array, rows: Array, days: int) -> Array:
        """How many chosen events of each world come before its row, up to so many days."""
        found = np.flatnonzero(chosen)
        mine = rows[self.place[found]]
        close = (mine >= 0) & (found < mine) & (self.day[mine] - self.day[found] <= days)
        return self.per_world(found[close])

    def between(self, chosen: Array, first: int, end: int) -> Array:
        """How many chosen events of each world fall on days from one up to another; nan where they were replayed."""
        counted = self.per_world(np.flatnonzero(chosen & (self.day >= first) & (self.day < end)))
        return counted if self.free_from <= first else np.full(self.count_of_worlds, np.nan)

    def per_world(self, rows: Array) -> Array:
        """How many of some events each world has."""
        return np.bincount(self.place[rows], minlength=self.count_of_worlds).astype(float)

    def share(self, hits: Array, of: Array) -> Array:
        """Share of some events of each world that are hits, nan in worlds without."""
        all_of, some = self.per_world(np.flatnonzero(of)), self.per_world(np.flatnonzero(of & hits))
        return np.where(all_of > 0, some / np.maximum(all_of, 1.0), np.nan)
