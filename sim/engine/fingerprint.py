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
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.parameters import declared

if TYPE_CHECKING:
    from sim.crisis.model import CrisisModel

Array = np.ndarray[Any, Any]

#: Worlds of the model that shows which attributes are states: a number that no other array of a model has for length.
_PROBE_WORLDS = 101
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def of(model: CrisisModel) -> Array:
    """Fingerprint of each world as the model stands, best taken at the end of a day.

    It depends on the world's own state only: not on the worlds beside it, nor on whether a parameter was given as one
    number for all worlds or as an array. States that an actor of one's own keeps in anything but an array made in
    ``prepare()`` with one number per world (on the last axis) are not seen.

    Returns:
        uint64, shape ``(worlds,)``.
    """
    record = _hash(_record(model), model.world_count)
    if not model.alive.any():
        return _finalise(record)
    state = _hash(_state(model), model.world_count)
    return _finalise(record + np.where(model.alive, state, np.uint64(0)))


def _record(model: CrisisModel) -> Iterator[tuple[str, Any]]:
    """What stays of a world when it has ended: number, how and when it ended, what was counted."""
    yield "world", model.world
    yield "alive", model.alive
    yield "events", model.events._next  # how many were written, kept or not
    yield from model.summary().items()


def _state(model: CrisisModel) -> Iterator[tuple[str, Any]]:
    """Every state and every parameter in force, by a name that no other has."""
    actors = [(actor.path, actor) for actor in model.agents]
    kind: Any = type(model)
    names = _state_names(kind, tuple((path, type(actor)) for path, actor in actors))
    for name in names[""]:
        yield f"model {name}", getattr(model, name)
    for path, actor in actors:
        for name in names.get(path, ()):
            yield f"{path} {name}", getattr(actor, name)
        for name in declared(type(actor)):
            yield f"{path} parameter {name}", getattr(actor, name)


@lru_cache(maxsize=16)
def _state_names(kind: type[Any], actors: tuple[tuple[str, type], ...]) -> dict[str, tuple[str, ...]]:
    """Names of the states of each actor by its path, and of the model's own under "".

    They are read off a small fresh model of the same cast, all of whose parameters are single numbers: there, what has
    one number per world is a state. In a model at work, choices and parameters can have as many by accident.
    """
    from sim.crisis.cast import CAST

    usual = {role.path for role in CAST.roles}
    extra = [path for path, _ in actors if path.startswith("proxies.") and path not in usual]
    added: list[tuple[str, dict[str, str]]] = [(path.rpartition(".")[2], {}) for path in extra]
    kinds = {path: one for path, one in actors if path != "happenings"}
    probe = kind(_PROBE_WORLDS, rng=0, days=1, cast=SimpleNamespace(without=(), added=tuple(added)), agents=kinds)
    return {"": _per_world(probe)} | {actor.path: _per_world(actor) for actor in probe.agents}


def _per_world(holder: Any) -> tuple[str, ...]:
    return tuple(
        sorted(
            name
            for name, value in vars(holder).items()
            if type(value) is np.ndarray and value.ndim and value.shape[-1] == _PROBE_WORLDS
        )
    )


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
