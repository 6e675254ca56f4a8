"""A small host for modules: writes what a module asks for into memory, lives, and reads what it left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import wasmtime

from sim.compiled.layout import EVENT, Header, Module

_ENGINE = wasmtime.Engine()


@dataclass
class Lives:
    """What worlds are lived with; arrays as in :class:`sim.compiled.layout.Header`."""

    worlds: Any
    parameters: Any = field(default_factory=lambda: np.zeros((1, 1), np.float32))
    epoch: Any = (0, 0, 0)
    kind: Any = (0, 0, 0)
    derive: Any = (0, 0, 0)
    keys: Any = ()
    patches: Any = ()  # pairs of a cell's row and column, and values per world
    paths: bool = False
    snapshots: Any = ()  # days
    keep: Any = None
    capacity: int = 64


@dataclass
class Left:
    """What a module left."""

    finals: Any
    paths: Any
    snapshots: Any
    events: Any
    overflow: int


def live(module: Module, lives: Lives, first: int = 0, count: int | None = None, pages: int = 64) -> Left:
    """Runs a module."""
    layout, n, days = module.layout, len(lives.worlds), len(lives.epoch)
    count = n - first if count is None else count
    store = wasmtime.Store(_ENGINE)
    memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(pages, None)))
    instance = wasmtime.Instance(store, wasmtime.Module(_ENGINE, module.code), [memory])
    bytes_ = np.frombuffer(memory.get_buffer_ptr(store, size=memory.data_len(store)), np.uint8)
    words, free = bytes_[: 4 * len(Header)].view(np.int32), layout.first_free

    def put(word: Header, values: Any, dtype: str) -> Any:
        nonlocal free
        values = np.ascontiguousarray(values, dtype)
        room = bytes_[free : free + values.nbytes].view(dtype)
        room[:] = values.ravel()
        words[word], free = free, -(-(free + values.nbytes) // 16) * 16
        return room

    words[Header.DAYS], words[Header.N] = days, n
    put(Header.PARAMETERS, lives.parameters, "<f4")
    for word, values in ((Header.EPOCH, lives.epoch), (Header.KIND, lives.kind), (Header.DERIVE, lives.derive)):
        put(word, values, "<i4")
    put(Header.KEYS, lives.keys, "<u8")
    put(Header.WORLDS, lives.worlds, "<u8")
    columns = np.asarray(lives.parameters).shape[1]
    words[Header.PATCHES] = len(lives.patches)
    cells = [words[Header.PARAMETERS] + 4 * (row * columns + column) for (row, column), _ in lives.patches]
    put(Header.PATCH_TARGETS, cells, "<i4")
    put(Header.PATCH_VALUES, [values for _, values in lives.patches], "<f4")
    size = layout.state_bytes
    finals = put(Header.FINALS, np.zeros(count * size), "u1")
    paths = np.full((count, days, layout.series), -1.0)
    paths = put(Header.PATHS, paths, "<f4").reshape(paths.shape) if lives.paths else None
    places = np.zeros(days, int)
    places[list(lives.snapshots)] = np.arange(len(lives.snapshots)) + 1
    if lives.snapshots:
        put(Header.SNAPSHOT_DAYS, places, "<i4")
    shots = put(Header.SNAPSHOTS, np.zeros(count * len(lives.snapshots) * size), "u1")
    words[Header.SNAPSHOT_COUNT] = len(lives.snapshots)
    if lives.keep is not None:
        put(Header.KEEP, lives.keep, "<i4")
    events = put(Header.EVENTS, np.zeros(lives.capacity * EVENT.itemsize), "u1").view(EVENT)
    words[Header.CAPACITY] = lives.capacity
    instance.exports(store)["live"](store, first, count)
    return Left(
        finals=finals.view(layout.dtype).copy(),
        paths=None if paths is None else paths.copy(),
        snapshots=shots.view(layout.dtype).reshape(count, -1).copy(),
        events=events[: words[Header.WRITTEN]].copy(),
        overflow=int(words[Header.OVERFLOW]),
    )
