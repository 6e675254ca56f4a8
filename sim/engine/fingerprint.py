"""A number per world that stands for the whole state of a model: equal numbers, equal states, bit for bit.

A variant that branches on a day must have lived through the baseline's past. Comparing fingerprints on the evening
before shows it in every world, although the two were simulated apart, in other blocks and beside other worlds.

What counts is what the next day is made from: every actor's and the model's states, and the parameters in force today.
What is left out: choices of today (they are made anew before anyone reads them), what follows from states or parameters
alone, and values that only hold later, whether announced or not; an announcement that anyone heeded left its mark in
states. A world that has ended has no state any more; its fingerprint is that of its record.

Rows of bits are added up, each times an odd number of its own made from its name (multilinear hashing; Carter and
Wegman 1979), so a difference in a single row is never missed, and one in several with a chance of about one in 2**64.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from sim.engine.arrays import Array
from sim.engine.events import EventLog
from sim.engine.parameters import declared

_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Lived(Protocol):
    """What is read of a model."""

    world: Array
    world_count: int
    alive: Array
    events: EventLog
    states: tuple[str, ...]
    theory: str
    actors: dict[str, Any]

    def summary(self) -> dict[str, Array]:
        """One value per world: how and when it ended, and what was counted."""


def of(model: Lived) -> Array:
    """Fingerprint of each world as the model stands, best taken at the end of a day.

    It depends on the world's own state only: not on the worlds beside it, nor on whether a parameter was given as one
    number for all worlds or as an array. States that an actor of one's own keeps in anything but an array made in
    ``begin()`` with one number per world (on the last axis) are not seen.

    Returns:
        uint64, shape ``(worlds,)``.
    """
    record = _hash(_record(model), model.world_count)
    if not model.alive.any():
        return _finalise(record)
    state = _hash(_state(model), model.world_count)
    return _finalise(record + np.where(model.alive, state, np.uint64(0)))


def _record(model: Lived) -> Iterator[tuple[str, Any]]:
    """What stays of a world when it has ended: number, how and when it ended, what was counted."""
    yield "world", model.world
    yield "alive", model.alive
    yield "events", model.events.written  # kept or not
    yield from model.summary().items()


def _state(model: Lived) -> Iterator[tuple[str, Any]]:
    """Every state and every parameter in force that its theory reads, by a name that no other has."""
    for name in model.states:
        yield f"model {name}", getattr(model, name)
    for path, actor in model.actors.items():
        in_force = (name for name, one in declared(type(actor)).items() if one.read_under(model.theory))
        for name in (*actor.states, *in_force):
            yield f"{path} {name}", getattr(actor, name)


def _hash(rows: Iterable[tuple[str, Any]], worlds: int) -> Array:
    total = np.zeros(worlds, np.uint64)
    for name, value in rows:
        bits = np.atleast_2d(_bits(value))
        for key, row in zip(_keys(name, len(bits)), bits, strict=True):
            total += (row + np.uint64(1)) * key  # one more, so that a state of zero differs from no state
    return total


def _bits(value: Any) -> Array:
    """The bits of a value as whole numbers: one per world, or one for all of them."""
    if isinstance(value, str):
        return np.frombuffer(_digest(value), np.uint64)[:1]
    value = np.atleast_1d(np.asarray(value))
    if value.dtype.kind == "f":  # which zero or nan it is differs between processors and engines, and means nothing
        value = np.where(np.isnan(value), value.dtype.type(np.nan), value + value.dtype.type(0.0))
    return value.view(f"u{value.dtype.itemsize}").astype(np.uint64)


@lru_cache(maxsize=2048)
def _keys(name: str, rows: int) -> Array:
    """An odd number for each row of a state, from its name and nothing else."""
    first = np.frombuffer(_digest(name), np.uint64)[0]
    return _finalise(first + np.arange(1, rows + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _finalise(bits: Array) -> Array:
    """Mixes 64 bits well and one to one (SplitMix64, as in :mod:`sim.engine.chance`)."""
    bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
    bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
    return bits ^ (bits >> np.uint64(31))
