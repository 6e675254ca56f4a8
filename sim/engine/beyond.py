"""Counts of values beyond the bins of a series, so that no quantile sticks at the end of a range.

The bins go on in both directions, but only those that hold a world are kept. Such a bin is one key, of its row (a
series on a day) and its place (how many bins it lies above the series' ``low``), which sort by row and then by place.

Places are float32: exact up to 2**24 bins, and any value that a state can have still has one. Where a row has more
different places than :data:`MOST`, neighbours are put together, in steps of powers of two relative to their distance,
as few steps as it takes. What fits at a step never fits less with fewer places, so the result does not depend on which
worlds came together in a block, nor on the order of blocks (a collapsing sketch: Epicoco et al. 2020, "UDDSketch").
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.engine.arrays import Array

#: Most different places of a row that are kept apart.
MOST = 2048

_ROW = 32
_ZERO = 2**31


def keys_of(rows: Array, places: Array) -> Array:
    """Keys of rows and of the bins nearest to places, int64, shape (n,); what lies below 0 stays below it."""
    nearest = np.rint(places.astype(np.float32))
    nearest = np.where(places < 0, np.minimum(nearest, np.float32(-0.5)), nearest)
    bits = (nearest + np.float32(0.0)).view(np.int32)  # -0 becomes 0
    ordered = np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits)
    return (np.asarray(rows).astype(np.int64) << _ROW) + (ordered.astype(np.int64) + _ZERO)


def rows_of(keys: Array) -> Array:
    """Rows of keys, int64, shape (n,)."""
    return keys >> _ROW


def places_of(keys: Array) -> Array:
    """Places of keys, float32, shape (n,)."""
    ordered = ((keys & (2**_ROW - 1)) - _ZERO).astype(np.int32)
    return np.where(ordered < 0, ordered ^ np.int32(0x7FFFFFFF), ordered).view(np.float32)


def next_rows(keys: Array, rows: Array) -> Array:
    """The same places so many rows further on; shapes as they broadcast."""
    return keys + (np.asarray(rows, np.int64) << _ROW)


def counted(keys: Array, worlds: Array | None = None) -> tuple[Array, Array]:
    """Each key once, rising, and its worlds, int32: one for each time it is given, or as many as given with it."""
    if worlds is None:
        once, found = np.unique(keys, return_counts=True)
    else:
        once, at = np.unique(keys, return_inverse=True)
        found = np.zeros(len(once), np.int64)
        np.add.at(found, at, worlds)
    return once, found.astype(np.int32)


@dataclass
class Beyond:
    """Running counts of the worlds beyond the bins.

    Attributes:
        rows: how many rows there are, series times days.
        keys: of the bins that hold a world, rising.
        worlds: how many they hold.
    """

    rows: int
    keys: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    worlds: Array = field(default_factory=lambda: np.zeros(0, np.int32))
    _step: Array = field(init=False)

    def __post_init__(self) -> None:
        """Keeps all apart at first."""
        self._step = np.zeros(self.rows, np.int64)

    def add(self, keys: Array, worlds: Array) -> None:
        """Adds a block's counts."""
        if len(keys):
            keys = self._together(np.concatenate([self.keys, keys]))
            self.keys, self.worlds = counted(keys, np.concatenate([self.worlds, worlds]))
            while (crowded := np.bincount(rows_of(self.keys), minlength=self.rows) > MOST).any():
                self._step[crowded] += 1
                self.keys, self.worlds = counted(self._together(self.keys), self.worlds)

    def _together(self, keys: Array) -> Array:
        """The keys of what is left apart: places without their last binary digits, as many as the row's steps."""
        rows = rows_of(keys)
        if not self._step.any():
            return keys
        kept = -(np.int64(1) << self._step[rows])
        return keys_of(rows, (places_of(keys).view(np.int32) & kept.astype(np.int32)).view(np.float32))
