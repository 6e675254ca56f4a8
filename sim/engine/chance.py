"""Named chance: a draw depends only on seed, world, actor, purpose and day.

Who else takes part, what the scenario sets, how many worlds are run and in which order: none of it changes a draw.
This is the method of common random numbers, so variants can be compared world by world, and any world can be run
again alone.

Each draw hashes a 64-bit counter with the SplitMix64 finaliser (Steele, Lea and Flood 2014, "Fast splittable
pseudorandom number generators"). A hash can be taken for a few worlds only, so rare things cost only where they happen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.gaussian import FIRST_CELL, INTERCEPTS, SLOPES

#: Precision of every state and draw. Half the memory traffic of float64, and seven digits are plenty for an index.
REAL = np.float32

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_27, _30, _31, _40 = (np.uint64(n) for n in (27, 30, 31, 40))
_ALL = 2**64 - 1
_UNIT = REAL(2.0**-24)
_1, _17 = np.uint32(1), np.uint32(17)

#: Draws of this many numbers are made at once, days ahead: few long arrays cost less than many short ones, and these
#: still fit into a core's cache.
_BATCH = 2**14

#: Most days that are drawn ahead for all worlds.
_MOST_DAYS = 730

#: With so few worlds, drawing for all of them some days ahead costs less than drawing today for a few. It is done only
#: for what was drawn on the day before, which is likely to be drawn again.
_FEW, _DAYS = 1024, 8


#: Turns bits into draws of some distribution, the shape kept.
Make = Callable[[NDArray[np.uint64]], NDArray[np.float32]]


class ReusedNameError(RuntimeError):
    """One name was drawn twice on one day: two decisions would share their luck."""


_NOTHING_AHEAD: tuple[int, NDArray[np.float32]] = (0, np.zeros((0, 0), REAL))


def _finalise(counter: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Turns counters into 64 well-mixed bits each, in place."""
    counter ^= counter >> _30
    counter *= _MIX_1
    counter ^= counter >> _27
    counter *= _MIX_2
    counter ^= counter >> _31
    return counter


class Stream:
    """All draws of one actor for one purpose; one per world and day."""

    def __init__(self, name: str, key: int, worlds: NDArray[np.uint64]):
        self.name = name
        self._key = np.uint64(key)
        self._worlds = worlds
        self._last = -1
        self._ahead: dict[Make, tuple[int, NDArray[np.float32]]] = {}

    def _draw(self, make: Make, day: int, where: Any) -> NDArray[np.float32]:
        """A day's draws, for all worlds or for some positions."""
        if day == self._last:
            raise ReusedNameError(f"{self.name!r} is drawn twice on day {day}; give the second draw a name of its own")
        again, self._last = day == self._last + 1, day
        if where is None:
            return self._row(day, make, _MOST_DAYS)
        if len(self._worlds) <= _FEW and (again or self._has(day, make)):
            return self._row(day, make, _DAYS)[where]
        return make(self._bits(day, where))

    def _has(self, day: int, make: Make) -> bool:
        first, rows = self._ahead.get(make, _NOTHING_AHEAD)
        return first <= day < first + len(rows)

    def _ahead_of(self, first: int, days: int) -> NDArray[np.uint64]:
        """Bits for all worlds and some days ahead, shape ``(days, worlds)``."""
        steps = np.arange(first, first + days, dtype=np.uint64) * _GOLDEN + self._key
        return _finalise(self._worlds + steps[:, None])

    def _bits(self, day: int, where: Any) -> NDArray[np.uint64]:
        """Bits for some worlds on one day, shape ``(cases,)``."""
        step = np.uint64((int(self._key) + day * int(_GOLDEN)) & _ALL)
        return _finalise(self._worlds[where] + step)

    def _row(self, day: int, make: Make, most: int) -> NDArray[np.float32]:
        """One day's draws for all worlds, from a batch of at most so many days that is made ahead."""
        first, rows = self._ahead.get(make, _NOTHING_AHEAD)
        if not first <= day < first + len(rows):
            days = max(1, min(_BATCH // max(1, len(self._worlds)), most))
            first, rows = self._ahead[make] = day, make(self._ahead_of(day, days))
        row: NDArray[np.float32] = rows[day - first]
        return row

    def uniform(self, day: int, where: Any = None) -> NDArray[np.float32]:
        """Uniform draws in [0, 1), shape ``(worlds,)`` or the shape of ``where`` (world positions)."""
        return self._draw(_uniform, day, where)

    def normal(self, day: int, where: Any = None) -> NDArray[np.float32]:
        """Standard normal draws, up to 6.3 either way, shape as for :meth:`uniform`."""
        return self._draw(_normal, day, where)


def _uniform(bits: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Numbers in [0, 1) from the first 24 of 64 bits each; the bits are used up."""
    bits >>= _40
    found = bits.astype(REAL)
    found *= _UNIT
    return found


def _signed(intercepts: NDArray[np.float32], slopes: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """The lines of either sign, by the first 15 bits of a float32; cells that no draw falls into are 0."""
    found = np.zeros((2, 2**15), REAL)
    for sign, first in ((REAL(1.0), FIRST_CELL), (REAL(-1.0), FIRST_CELL + 2**14)):
        found[:, first : first + len(slopes)] = sign * intercepts, slopes
    return tuple(found)


_INTERCEPTS, _SLOPES = _signed(INTERCEPTS, SLOPES)


def _normal(bits: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Standard normal numbers from the last 32 of 64 bits each; see :mod:`sim.engine.gaussian`.

    In place as far as can be: fresh memory costs more than the arithmetic.
    """
    odd = bits.astype(np.uint32)
    odd |= _1
    found = odd.view(np.int32).astype(REAL)
    cell = np.right_shift(found.view(np.uint32), _17, out=odd).astype(np.intp)
    found *= _SLOPES.take(cell)
    found += _INTERCEPTS.take(cell)
    return found


class Chance:
    """The named streams of one block of worlds.

    Args:
        seed: any whole number; the same seed gives the same luck.
        worlds: world numbers, shape ``(worlds,)``; a number may occur more than once (the same luck again).

    Attributes:
        worlds: each world's number, hashed under the seed; uint64, shape ``(worlds,)``.
    """

    def __init__(self, seed: int, worlds: NDArray[np.integer[Any]]):
        self.seed = int(seed)
        self.worlds = _finalise(np.asarray(worlds).astype(np.uint64) * _GOLDEN + np.uint64(self.key("worlds")))
        self._streams: dict[tuple[str, str], Stream] = {}

    def key(self, name: str) -> int:
        """A stream's name, hashed under the seed."""
        return int.from_bytes(hashlib.blake2b(f"{self.seed}\x1f{name}".encode(), digest_size=8).digest(), "little")

    def stream(self, actor: str, purpose: str) -> Stream:
        """The stream for an actor's purpose, made on first use."""
        found = self._streams.get((actor, purpose))
        if found is None:
            name = f"{actor}/{purpose}"
            found = self._streams[actor, purpose] = Stream(name, self.key(name), self.worlds)
        return found
