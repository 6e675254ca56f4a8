"""Where a module and its host find what they share in the module's memory.

A module imports one memory, ``env.memory``, and exports ``live(first, count)``. The host writes the words of
:class:`Header` at address 0, and what their addresses point to anywhere from :attr:`Layout.first_free` on; ``live``
then lives through worlds ``first`` to ``first + count - 1``, one after the other. All numbers are little-endian;
addresses are multiples of 4, those of 64-bit numbers of 8.

Of each world, ``live`` writes the world's own values over cells of the table of parameters, runs ``begin``, then its
days, each with ``derive`` before it where so marked, until the world has ended or the days are over, then ``close``.
What is kept of a world lies at ``world - first`` in finals, snapshots and paths. A snapshot shows the state on the
evening of its day; a world that ended before is shown as it ended. Days of a path after a world's end are not written.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np

from sim.compiled.program import Kind

#: Bytes before the state of the world at hand.
HEADER_BYTES = 128

#: What a slot's numbers are in memory. Truth values are 0 or 1 in 32 bits.
DTYPES: dict[Kind, str] = {"f32": "<f4", "f64": "<f8", "i32": "<i4", "bool": "<i4"}


class Header(IntEnum):
    """Places of the 32-bit words at address 0; the host writes them before ``live``.

    Attributes:
        DAYS: how many days a world lives at most.
        PARAMETERS: address of the table of parameters, f32 ``(epochs, columns)``.
        EPOCH: address of i32 ``(days,)``, the table's row that is in force on each day.
        KIND: address of i32 ``(days,)``, each day's kind.
        DERIVE: address of i32 ``(days,)``, 1 where ``derive`` runs before the day.
        KEYS: address of u64 ``(streams,)``, each stream's name hashed under the seed.
        WORLDS: address of u64 ``(n,)``, each world's hash.
        PATCHES: how many cells of the table are each world's own.
        PATCH_TARGETS: address of i32 ``(patches,)``, the cells' addresses.
        PATCH_VALUES: address of f32 ``(patches, n)``.
        N: how many worlds there are.
        FINALS: address of the states in which worlds end, ``(count, state_bytes)``.
        PATHS: 0, or address of f32 ``(count, days, series)``.
        SNAPSHOT_DAYS: 0, or address of i32 ``(days,)``: 0, or one more than the place of the snapshot of that evening.
        SNAPSHOTS: address of states, ``(count, snapshot_count, state_bytes)``.
        SNAPSHOT_COUNT: how many snapshots there are of a world.
        KEEP: 0, or address of i32 ``(n,)``, nonzero where a world's events are kept.
        EVENTS: address of rows of :data:`EVENT`.
        CAPACITY: how many rows there is room for.
        WRITTEN: how many rows there are; 0 at first, set by the module.
        OVERFLOW: set to 1 by the module when a row found no room; that row and all after it are not written.
    """

    DAYS = 0
    PARAMETERS = 1
    EPOCH = 2
    KIND = 3
    DERIVE = 4
    KEYS = 5
    WORLDS = 6
    PATCHES = 7
    PATCH_TARGETS = 8
    PATCH_VALUES = 9
    N = 10
    FINALS = 11
    PATHS = 12
    SNAPSHOT_DAYS = 13
    SNAPSHOTS = 14
    SNAPSHOT_COUNT = 15
    KEEP = 16
    EVENTS = 17
    CAPACITY = 18
    WRITTEN = 19
    OVERFLOW = 20

    @property
    def address(self) -> int:
        """Where the word lies, in bytes."""
        return 4 * self.value


#: A row of the log of events: the world's place among those of the call, the place of the event's words, its number in
#: its world, and what :class:`sim.engine.events.EventLog` keeps of it.
EVENT = np.dtype(
    [
        ("world", "<i4"),
        ("words", "<i4"),
        ("event", "<i4"),
        ("day", "<i4"),
        ("rung", "<f4"),
        ("cause", "<i4"),
        ("threshold", "<f4"),
        ("margin", "<f4"),
        ("fatalities", "<i4"),
    ]
)


@dataclass(frozen=True)
class Place:
    """Where a slot lies in a world's state.

    Attributes:
        owner, name, kind, rows: as in :class:`sim.compiled.program.Slot`.
        offset: bytes from the state's start to the first row; rows follow each other.
    """

    owner: str
    name: str
    kind: Kind
    rows: int
    offset: int


@dataclass(frozen=True)
class Layout:
    """What the host must know of a module.

    Attributes:
        state_bytes: size of a world's state.
        first_free: first address that the host may use, a multiple of 16.
        places: where the slots lie that the module keeps, by rising offset.
        columns: path and attribute of each of the table's columns.
        streams: names of the streams of chance, in the order of their keys.
        words: actor, act, target, rule and whether forced, of each kind of event.
        series: how many numbers a day of a path has.
    """

    state_bytes: int
    first_free: int
    places: tuple[Place, ...]
    columns: tuple[tuple[str, str], ...]
    streams: tuple[str, ...]
    words: tuple[tuple[str, str, str, str, bool], ...]
    series: int

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Place]:
        return {(one.owner, one.name): one for one in self.places}

    def place(self, owner: str, name: str) -> Place:
        """Where a slot lies.

        Raises:
            KeyError: when the module does not keep it.
        """
        return self._by_name[owner, name]

    def offset(self, owner: str, name: str) -> int:
        """Bytes from a state's start to a slot; errors as for :meth:`place`."""
        return self.place(owner, name).offset

    @property
    def dtype(self) -> np.dtype[Any]:
        """A state as NumPy sees it; fields are called by owner and name with a blank between."""
        return np.dtype(
            {
                "names": [f"{one.owner} {one.name}" for one in self.places],
                "formats": [
                    (DTYPES[one.kind], (one.rows,)) if one.rows > 1 else DTYPES[one.kind] for one in self.places
                ],
                "offsets": [one.offset for one in self.places],
                "itemsize": self.state_bytes,
            }
        )

    def to_json(self) -> str:
        """As text, for a page or a cache."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """The layout that :meth:`to_json` wrote."""
        found = json.loads(text)
        found["places"] = tuple(Place(**one) for one in found["places"])
        found["streams"] = tuple(found["streams"])
        for name in ("columns", "words"):
            found[name] = tuple(tuple(one) for one in found[name])
        return cls(**found)


@dataclass(frozen=True)
class Module:
    """A program as WebAssembly: the bytes, and where its memory holds what."""

    code: bytes
    layout: Layout
