"""Runs a module on this machine, with wasmtime: worlds in chunks, each written into the module's memory and read back.

Nothing here keeps state between two calls of :meth:`Native.lives`, each of which has a store and a memory of its own,
so calls may run side by side: while a chunk of worlds is lived, Python's lock is free.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sim.compiled.layout import EVENT, Header, Layout, Module
from sim.engine.arrays import Array

#: About how many bytes a chunk of worlds may take, and at most how many worlds are in one: enough that calls do not
#: count, few enough that memory stays small and that nobody waits long for a chunk when asked to stop.
CHUNK_BYTES, CHUNK_WORLDS = 2**25, 512

#: Room for events of each world whose events are kept, at first; it grows where it does not do.
EVENTS = 300

_STOPPED = "the compiled rules did what no module may"
_PAGE = 2**16
#: What is written into memory lies at multiples of so many bytes.
_ALIGN = 16
_MOST_PAGES = 2**15  # 2 GB: addresses are 32 bits wide, and signed ones do not go further


class CannotRun(Exception):
    """Modules cannot be run here; the message is a sentence that says why."""


@dataclass(frozen=True)
class Inputs:
    """What the worlds of a call live under. Shapes, of n worlds, as in :class:`sim.compiled.layout.Header`.

    Attributes:
        days: how many days a world lives at most.
        parameters: float32, ``(epochs, columns)``.
        epoch, kind, derive: int32, ``(days,)``.
        keys: uint64, ``(streams,)``.
        worlds: uint64, ``(n,)``.
        varied: values of cells of the table that are each world's own, by epoch and column; float32, ``(n,)``.
        keep: whether a world's events are kept, bool, ``(n,)``.
        paths: whether every day is wanted.
        snapshots: days on whose evening the state is wanted, rising.
    """

    days: int
    parameters: Array
    epoch: Array
    kind: Array
    derive: Array
    keys: Array
    worlds: Array
    varied: Mapping[tuple[int, int], Array]
    keep: Array
    paths: bool = False
    snapshots: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """Some worlds that were lived, side by side. The arrays lie in the module's memory until the next chunk.

    Attributes:
        first: position of the first of them.
        finals: the states in which they ended, ``(count,)`` of :attr:`~sim.compiled.layout.Layout.dtype`.
        snapshots: their states on the evenings asked for, ``(count, snapshots)``.
        paths: every series on every day until the end, float32, ``(count, days, series)``; None unless asked for.
        events: rows of :data:`~sim.compiled.layout.EVENT`, in order within each world.
    """

    first: int
    finals: Array
    snapshots: Array
    paths: Array | None
    events: Array


@cache
def _engine() -> Any:
    """The compiler of this process.

    Raises:
        CannotRun: when wasmtime is not installed, or cannot be loaded.
    """
    try:
        import wasmtime
    except Exception as error:  # whatever loading a library of another machine's raises
        what = "is not installed" if isinstance(error, ImportError) else f"cannot be loaded ({error})"
        raise CannotRun(f"wasmtime, which runs compiled rules, {what}; pip install wasmtime") from None
    if sys.byteorder != "little":
        raise CannotRun("compiled rules run on little-endian processors only")
    return _kept(wasmtime.Engine())


def _kept(made: Any) -> Any:
    """What is closed before the interpreter takes wasmtime apart, which would then not know how to let it go."""
    atexit.register(made.close)
    return made


def available() -> None:
    """Finds out whether modules can be run.

    Raises:
        CannotRun: when they cannot.
    """
    _engine()


class Native:
    """A module as machine code.

    Args:
        module: the module, which is kept.
        code: what :meth:`machine_code` returned, to save compiling; ignored where it is another wasmtime's.

    Raises:
        CannotRun: when it cannot be run here.
    """

    def __init__(self, module: Module, code: bytes = b""):
        # kept: a store must be of its module's engine, and two threads may have made one each
        self._engine = engine = _engine()
        import wasmtime

        self.module, self.layout = module, module.layout
        if code:
            with suppress(wasmtime.WasmtimeError):
                self._module = _kept(wasmtime.Module.deserialize(engine, code))
                return
        try:
            self._module = _kept(wasmtime.Module(engine, module.code))
        except wasmtime.WasmtimeError as error:
            raise CannotRun(f"wasmtime refuses the compiled rules ({str(error).splitlines()[0]})") from error

    def machine_code(self) -> bytes:
        """What spares the next process to compile; good for this version of wasmtime and processor."""
        return bytes(self._module.serialize())

    def lives(self, inputs: Inputs) -> Iterator[Chunk]:
        """Lives through all worlds, chunk by chunk.

        Raises:
            CannotRun: when memory does not do, or the module stops; chunks that came before are good.
        """
        memory = _Memory(self._engine, self._module, self.layout, inputs)
        for first in range(0, len(inputs.worlds), memory.count):
            yield memory.live(first)


@contextmanager
def _given() -> Iterator[None]:
    """Says it when there is no memory, or the module stops."""
    import wasmtime

    try:
        yield
    except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
        what = "there is no memory to run compiled rules in" if isinstance(error, wasmtime.WasmtimeError) else _STOPPED
        raise CannotRun(f"{what} ({str(error).splitlines()[0]})") from error


class _Memory:
    """A module's memory: what all worlds share, what a chunk of them brings, and what comes back.

    Attributes:
        count: most worlds of a chunk.
    """

    def __init__(self, engine: Any, module: Any, layout: Layout, inputs: Inputs):
        import wasmtime

        self._layout, self._inputs, self._varied = layout, inputs, [*inputs.varied.items()]
        self._states = 1 + len(inputs.snapshots)
        path = 4 * inputs.days * layout.series if inputs.paths else 0
        events = EVENTS * EVENT.itemsize if inputs.keep.any() else 0
        each = self._states * layout.state_bytes + path + events + 4 * (len(self._varied) + 3)
        self.count = max(1, min(len(inputs.worlds), CHUNK_WORLDS, CHUNK_BYTES // each))
        self._capacity = EVENTS * min(self.count, int(inputs.keep.sum()))
        self._end, self._places = layout.first_free, list[tuple[int, Array]]()
        self._words: dict[Header, int] = {Header.DAYS: inputs.days, Header.PATCHES: len(self._varied)}
        self._arrange()
        with _given():
            self._store = wasmtime.Store(engine)
            pages = self._pages(self._capacity)
            self._memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(pages, _MOST_PAGES)))
            instance = wasmtime.Instance(self._store, module, [self._memory])
        self._live: Any = instance.exports(self._store)["live"]
        self._look()
        for address, values in self._places:
            self._bytes[address : address + values.nbytes] = values.reshape(-1).view(np.uint8)

    def _arrange(self) -> None:
        """Settles where everything lies; events last, since their room may have to grow."""
        inputs, words, count = self._inputs, self._words, self.count
        words[Header.PARAMETERS] = self._shared(inputs.parameters, np.float32)
        for word, values in (
            (Header.EPOCH, inputs.epoch),
            (Header.KIND, inputs.kind),
            (Header.DERIVE, inputs.derive),
        ):
            words[word] = self._shared(values, np.int32)
        words[Header.KEYS] = self._shared(inputs.keys, np.uint64)
        columns = inputs.parameters.shape[1]
        cells = [4 * (epoch * columns + column) + words[Header.PARAMETERS] for (epoch, column), _ in self._varied]
        words[Header.PATCH_TARGETS] = self._shared(np.array(cells), np.int32)
        words[Header.WORLDS] = self._room(8 * count)
        words[Header.PATCH_VALUES] = self._room(4 * count * len(self._varied))
        words[Header.KEEP] = self._room(4 * count) if inputs.keep.any() else 0
        words[Header.FINALS] = self._room(count * self._layout.state_bytes)
        words[Header.PATHS] = self._room(4 * count * inputs.days * self._layout.series) if inputs.paths else 0
        if inputs.snapshots:
            places = np.zeros(inputs.days, np.int32)
            places[list(inputs.snapshots)] = np.arange(1, self._states)
            words[Header.SNAPSHOT_DAYS] = self._shared(places, np.int32)
            words[Header.SNAPSHOTS] = self._room(count * len(inputs.snapshots) * self._layout.state_bytes)
        words[Header.SNAPSHOT_COUNT] = len(inputs.snapshots)
        words[Header.EVENTS] = self._end

    def _room(self, size: int) -> int:
        address = self._end
        self._end = -(-(address + size) // _ALIGN) * _ALIGN
        return address

    def _shared(self, values: Array, kind: Any) -> int:
        """Room for what all worlds share; the values are written once there is a memory."""
        values = np.ascontiguousarray(values, kind)
        address = self._room(values.nbytes)
        self._places.append((address, values))
        return address

    def _pages(self, capacity: int) -> int:
        pages = -(-(self._end + capacity * EVENT.itemsize) // _PAGE)
        if pages > _MOST_PAGES:
            raise CannotRun("the worlds write more events than memory can hold")
        return pages

    def _look(self) -> None:
        """Looks at the memory, which may have moved by growing."""
        buffer: Any = self._memory.get_buffer_ptr(self._store)
        self._bytes = np.frombuffer(buffer, np.uint8)
        self._header = self._bytes[: 4 * len(Header)].view(np.int32)

    def live(self, first: int) -> Chunk:
        """Lives through a chunk of worlds; those that write more events than there is room for live once more."""
        last = min(first + self.count, len(self._inputs.worlds))
        while True:
            self._write(first, last)
            with _given():
                self._live(self._store, 0, last - first)
            if not self._header[Header.OVERFLOW]:
                return self._read(first, last)
            self._capacity *= 2
            more = max(0, self._pages(self._capacity) - self._memory.size(self._store))
            with _given():
                self._memory.grow(self._store, more)
            self._look()

    def _write(self, first: int, last: int) -> None:
        words = self._words | {Header.N: last - first, Header.CAPACITY: self._capacity}
        for word in Header:
            self._header[word] = words.get(word, 0)
        self._array(words[Header.WORLDS], np.uint64, last - first)[:] = self._inputs.worlds[first:last]
        if words[Header.KEEP]:
            self._array(words[Header.KEEP], np.int32, last - first)[:] = self._inputs.keep[first:last]
        values = self._array(words[Header.PATCH_VALUES], np.float32, len(self._varied), last - first)
        for row, (_, value) in zip(values, self._varied, strict=True):
            row[:] = value[first:last]

    def _array(self, address: int, kind: Any, *shape: int) -> Array:
        kind = np.dtype(kind)
        size = int(np.prod(shape)) * kind.itemsize
        return self._bytes[address : address + size].view(kind).reshape(shape)

    def _read(self, first: int, last: int) -> Chunk:
        words, layout, count = self._words, self._layout, last - first
        state = layout.dtype
        paths = None
        if self._inputs.paths:
            paths = self._array(words[Header.PATHS], np.float32, count, self._inputs.days, layout.series)
        return Chunk(
            first,
            self._array(words[Header.FINALS], state, count),
            self._array(words.get(Header.SNAPSHOTS, 0), state, count, self._states - 1),
            paths,
            self._array(words[Header.EVENTS], EVENT, int(self._header[Header.WRITTEN])),
        )
