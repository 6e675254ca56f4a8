"""What tracing gives and lowering takes: the days of one world as straight lists of statements under guards.

A guard is a condition under another's; a statement runs where its guard and all above it hold. There are no loops and
no other branches. Numbers are those of WebAssembly: truth values and all whole numbers are 32 bits wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

#: Kinds of number. Truth values are 0 or 1 in 32 bits.
Kind = Literal["f32", "f64", "i32", "bool"]

#: What a value is: set once; set more than once; of a world from day to day; a column of the table of parameters; the
#: number of the day.
Role = Literal["once", "variable", "state", "parameter", "day"]

#: Operations with the number of their arguments. Both arguments of arithmetic and of comparisons are of one kind; a
#: comparison's result is a truth value. ``copy`` keeps the kind, ``cast`` turns it into the target's (whole numbers
#: towards zero). ``select`` takes a truth value, what holds if so, what if not. ``max`` and ``min`` pass nan on, like
#: NumPy's. ``floor_mod`` is NumPy's ``%`` on whole numbers. ``exp``, ``log`` and their like are those of
#: :mod:`sim.engine.portable`. ``look_up`` takes a tuple of whole numbers and an index, counted from the end where
#: negative. ``uniform`` and ``normal`` take the place of a stream among the program's and a day: a number, or the
#: value of role ``day``.
OPERATIONS = {
    "copy": 1,
    "cast": 1,
    "add": 2,
    "sub": 2,
    "mul": 2,
    "div": 2,
    "floor_mod": 2,
    "floor_div": 2,
    "power": 2,
    "max": 2,
    "min": 2,
    "lt": 2,
    "le": 2,
    "gt": 2,
    "ge": 2,
    "eq": 2,
    "ne": 2,
    "and": 2,
    "or": 2,
    "xor": 2,
    "not": 1,
    "neg": 1,
    "abs": 1,
    "isnan": 1,
    "floor": 1,
    "sqrt": 1,
    "exp": 1,
    "exp2": 1,
    "log": 1,
    "log1p": 1,
    "select": 3,
    "look_up": 2,
    "uniform": 2,
    "normal": 2,
}

#: NumPy's function of each operation with two arguments, as rules compute it and constants are folded.
BINARY: dict[str, Any] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.true_divide,
    "floor_div": np.floor_divide,
    "floor_mod": np.remainder,
    "max": np.maximum,
    "min": np.minimum,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
}

#: Those whose result is a truth value.
COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")

#: Statements without a target. ``event`` takes the place of its words among the program's, its number in its world,
#: rung, cause, threshold, margin and fatalities; ``observe`` the place of a series and its value.
EFFECTS = {"event": 7, "observe": 2}


@dataclass(eq=False)
class Slot:
    """What a world keeps from day to day under one name.

    Attributes:
        owner: path of the actor, ``"model"``, or what else holds it.
        name: the attribute.
        kind: kind of number.
        rows: how many numbers a world has of it; 1 unless it is a ring or stands for several members.
    """

    owner: str
    name: str
    kind: Kind
    rows: int = 1


@dataclass(eq=False)
class Value:
    """A number of the program.

    Attributes:
        kind: kind of number.
        role: see :data:`Role`.
        guard: where it is set, for what is set once or more often; None is everywhere.
        slot: for states, what they are kept as.
        row: for states of several rows, which: a number, or a whole-numbered value.
        column: for parameters, the place in the table's rows.
    """

    kind: Kind
    role: Role = "once"
    guard: Guard | None = None
    slot: Slot | None = None
    row: int | Value = 0
    column: int = -1


@dataclass(eq=False)
class Guard:
    """Where a statement runs: a truth value set once, under a parent's guard."""

    value: Value
    parent: Guard | None = None

    def chain(self) -> list[Guard]:
        """This guard and all above it, the outermost first."""
        guard: Guard | None = self
        found: list[Guard] = []
        while guard is not None:
            found.append(guard)
            guard = guard.parent
        return found[::-1]


def above(one: Guard | None, other: Guard | None) -> bool:
    """Whether a guard is another or stands above it, so that it holds wherever the other does."""
    while one is not None and other is not one:
        if other is None:
            return False
        other = other.parent
    return True


def shared(one: Guard | None, other: Guard | None) -> Guard | None:
    """The innermost guard above two."""
    while one is not None and not above(one, other):
        one = one.parent
    return one


@dataclass(eq=False)
class Statement:
    """One step. Arguments are values or plain numbers; see :data:`OPERATIONS` and :data:`EFFECTS`."""

    target: Value | None
    operation: str
    arguments: tuple[Any, ...]
    guard: Guard | None = None

    def reads(self) -> Iterator[Value]:
        """The values that the step itself reads, those that say which row of a state included; not its guard's."""
        values = [one for one in self.arguments if isinstance(one, Value)]
        yield from values
        for one in (*values, self.target):
            if one is not None and isinstance(one.row, Value):
                yield one.row


@dataclass
class Program:
    """The life of a world.

    On its first day a world runs ``begin`` (parameters to first states and to what follows from parameters), then on
    every day ``derive``, if a parameter changed on that day, and the day's kind, until ``alive`` is 0 or the days are
    over; then ``close``.

    Attributes:
        columns: path and attribute of every parameter, and of what the calendar says of a day, in the order of the
            table's columns; all f32.
        slots: all that a world keeps.
        alive: the slot, of the model, that ends a world.
        streams: names of the streams of chance, as :class:`sim.engine.chance.Stream` has them.
        words: actor, act, target, rule and whether forced, of each kind of event.
        begin, derive, close: statements.
        days: statements of each kind of day.
    """

    columns: list[tuple[str, str]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    alive: Slot | None = None
    streams: list[str] = field(default_factory=list)
    words: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    series: int = 0
    begin: list[Statement] = field(default_factory=list)
    derive: list[Statement] = field(default_factory=list)
    days: list[list[Statement]] = field(default_factory=list)
    close: list[Statement] = field(default_factory=list)
