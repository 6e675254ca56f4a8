"""What actors hold from day to day, with stand-ins for the symbols in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from sim.compiled.building import Trace
from sim.compiled.program import Slot
from sim.compiled.rows import Ring, Rows
from sim.compiled.stand_ins import column
from sim.compiled.symbols import Positions, Symbol
from sim.engine.actor import Actor


@dataclass(frozen=True)
class Kept:
    """Stands for a symbol among what an actor holds from day to day.

    Attributes:
        slot: where its number is kept; None for positions.
        dtype: NumPy's type.
        within: where it is kept whether the symbol's guard holds; None where there is none.
        column: path and name of a column, for a declared parameter.
    """

    slot: Slot | None
    dtype: Any = None
    within: Slot | None = None
    column: tuple[str, str] | None = None

    def made(self) -> Any:
        """A symbol for it."""
        trace = Trace.now
        if self.column is not None:
            return column(*self.column)
        guard = None if self.within is None else trace.guard(None, trace.cell(self.within))
        if self.slot is None:
            return Positions(guard)
        if self.slot.rows > 1:
            return Ring(self.slot, self.dtype)
        return Symbol(trace.cell(self.slot), self.dtype, guard)


def each(value: Any, change: Callable[[str, Any], Any], name: str) -> Any:
    """A copy of what an actor holds under a name, each symbol in it (or stand-in of one) changed; the rest as it is."""
    if isinstance(value, Symbol | Positions | Rows | Kept):
        return change(name, value)
    if type(value) in (list, tuple):
        return type(value)(each(one, change, f"{name}.{place}") for place, one in enumerate(value))
    if type(value) is dict:
        return {key: each(one, change, f"{name}.{key}") for key, one in value.items()}
    if type(value) is set or type(value) is np.ndarray:
        return value.copy()
    if is_dataclass(value) and not isinstance(value, type) and has(value):
        name = f"{name[: name.rfind('.')]}.{' '.join(one for one in told_apart(value) if isinstance(one, str))}"
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{key: each(one, change, f"{name}.{key}") for key, one in held.items()})
    return value


def has(value: Any) -> bool:
    """Whether there is a symbol, or a stand-in of one, in what an actor holds."""
    if isinstance(value, Symbol | Positions | Rows | Kept):
        return True
    if type(value) in (list, tuple):
        return any(has(one) for one in value)
    if type(value) is dict:
        return any(has(one) for one in value.values())
    if is_dataclass(value) and not isinstance(value, type):
        return any(has(getattr(value, one.name)) for one in fields(value))
    return False


def told_apart(value: Any) -> tuple[Any, ...]:
    """What tells an incident from others that an actor may keep beside it."""
    held = (getattr(value, one.name) for one in fields(value))
    return tuple(one if isinstance(one, str | bool) else id(one) for one in held if isinstance(one, str | bool | Actor))


def joined(ours: list[Any], theirs: list[Any]) -> list[Any]:
    """All incidents of two lists, in the order that both have."""
    found, waiting = list[Any](), list(ours)
    known = {told_apart(one) for one in ours}
    for one in theirs:
        if told_apart(one) in known:
            while waiting and told_apart(waiting[0]) != told_apart(one):
                found.append(waiting.pop(0))
            one = waiting.pop(0)
        found.append(one)
    return found + waiting


def incidents(value: Any) -> bool:
    """Whether an actor holds a list of incidents."""
    return type(value) is list and all(is_dataclass(one) for one in value)


def same(one: Any, other: Any) -> bool:
    """Whether nothing has changed in what an actor holds and that holds no symbol."""
    if one is other:
        return True
    if type(one) is not type(other) or has(other):
        return False
    if type(one) is np.ndarray:
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if type(one) in (list, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if type(one) is dict:
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)
