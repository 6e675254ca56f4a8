"""Several numbers of each world side by side, and operators for these and for single ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partialmethod, wraps
from typing import Any

import numpy as np

from sim.compiled import operations
from sim.compiled.building import Trace, refuse
from sim.compiled.program import COMPARISONS, Guard, Slot, Value
from sim.compiled.symbols import INT, Anywhere, Extent, Symbol, Symbolic, argument, guard_of, write


class Rows(Symbolic):
    """Some numbers of each world side by side, as an array whose last axis is the worlds' has them.

    Args:
        rows: the rows, of one guard.
    """

    ndim = 2

    def __init__(self, rows: Iterable[Any]):
        self.rows = list(rows)

    @property
    def dtype(self) -> np.dtype[Any]:
        """As an array has it."""
        return np.result_type(*(row.dtype for row in self.rows))

    @property
    def guard(self) -> Guard | None:
        """Where the numbers are."""
        return guard_of(*self.rows)

    @property
    def shape(self) -> tuple[int, Extent]:
        """As an array has it."""
        return len(self.rows), Extent(self.guard)

    @property
    def T(self) -> Transposed:
        """Worlds first."""
        return Transposed(self)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, tuple) and len(at) == 2 and at[0] == slice(None):
            return Rows(row[at[1]] for row in self.rows)
        if isinstance(at, int | np.integer):
            return self.rows[at]
        if isinstance(at, slice):
            return Rows(self.rows[at])
        return refuse("rows of numbers are indexed by what differs between worlds; write np.where for each row")

    def __setitem__(self, at: Any, value: Any) -> None:
        if value is not self[at]:
            self[at][:] = value

    def take(self, at: Any, axis: int = -1) -> Rows:
        """Some worlds of every row."""
        return Rows(row[at] for row in self.rows)

    def astype(self, dtype: Any, **_: Any) -> Rows:
        """In another type."""
        return Rows(row.astype(dtype) for row in self.rows)

    def copy(self) -> Rows:
        """As they are now."""
        return Rows(row.copy() for row in self.rows)

    def reshape(self, *_: Any) -> Rows:
        """The same."""
        return self

    def __invert__(self) -> Rows:
        return Rows(~row for row in self)

    def _fold(self, operation: str, axis: Any, rows: Sequence[Any]) -> Any:
        if axis != 0:
            refuse("a sum or mean over worlds makes them depend on one another; give axis=0, over the rows")
        total = rows[0]
        for row in rows[1:]:
            total = binary(operation, total, row)
        return total

    def sum(self, axis: Any = None) -> Any:
        """Over the rows, one after another."""
        whole = self.dtype.kind in "bi"
        return self._fold("add", axis, [row.astype(np.int64) if whole else row for row in self])

    def min(self, axis: Any = None) -> Any:
        """The least of the rows."""
        return self._fold("min", axis, list(self))

    def max(self, axis: Any = None) -> Any:
        """The most of the rows."""
        return self._fold("max", axis, list(self))

    def any(self, axis: Any = None) -> Any:
        """Whether one of the rows holds."""
        return Anywhere() if axis is None else self._fold("or", axis, list(self))

    def all(self, axis: Any = None) -> Any:
        """Whether all rows hold."""
        return Anywhere(False) if axis is None else self._fold("and", axis, list(self))


class Transposed(Symbolic):
    """Rows with the worlds first."""

    def __init__(self, rows: Rows):
        self.T = rows


class Ring(Rows):
    """Rows that a world keeps from day to day.

    Args:
        slot: where.
        dtype: NumPy's type.
    """

    def __init__(self, slot: Slot, dtype: Any):
        self.slot, self._dtype = slot, np.dtype(dtype)
        self._found: dict[Any, Symbol] = {}

    dtype = property(lambda self: self._dtype)
    guard = None
    rows = property(lambda self: [self[row] for row in range(self.slot.rows)])

    def __len__(self) -> int:
        return self.slot.rows

    def __getitem__(self, at: Any) -> Any:
        if not (isinstance(at, int | np.integer) or (isinstance(at, Symbol) and at.weak)):
            return super().__getitem__(at)
        row: Any = argument(at, INT)
        row = row % self.slot.rows if isinstance(row, int) else row
        key = row if isinstance(row, int) else id(row)
        if key not in self._found:
            self._found[key] = Symbol(Trace.now.cell(self.slot, row), self._dtype)
        return self._found[key]


class Constants(np.ndarray[Any, Any]):
    """An array of numbers that are the same in all worlds, in which each world may look one up."""

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, Symbol):
            return super().__getitem__(at)
        numbers = tuple(int(one) for one in self)
        found = Trace.now.operate("look_up", (numbers, argument(at, INT)), "i32", at.guard)
        return Symbol(found, self.dtype, at.guard, frozenset(numbers))


class Parts(Symbolic):
    """Arrays one after another, as np.concatenate gives them.

    Args:
        parts: the arrays.
    """

    def __init__(self, parts: Sequence[Any]):
        self.parts = list(parts)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice) and at == slice(None, None, -1):
            return Parts(self.parts[::-1])
        if not isinstance(at, First) or len(at.guards) != len(self.parts):
            refuse("arrays that were put one after another are indexed; go by each of them")
        trace = Trace.now
        found = Symbol(argument(np.zeros(1, self.parts[0].dtype), self.parts[0].dtype), self.parts[0].dtype, at.guard)
        for guard, part in reversed(list(zip(at.guards, self.parts, strict=True))):
            write(found, part, trace.both(at.guard, guard))
        return found


class First:
    """Where in arrays one after another each world comes first.

    Args:
        guards: guard of each array.
        guard: where a world is in one of them.
    """

    def __init__(self, guards: Sequence[Guard | None], guard: Guard | None):
        self.guards, self.guard = guards, guard


# -- operators ------------------------------------------------------------------------------------------------------


def by_row(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that takes rows as well, row by row; what has no rows goes with every one."""

    @wraps(function)
    def call(*given: Any) -> Any:
        tables = [one for one in given if isinstance(one, Rows) or (isinstance(one, np.ndarray) and one.ndim == 2)]
        if not tables:
            return function(*given)
        length = max(len(one) for one in tables)
        rows = [list(one) if any(one is table for table in tables) else [one] for one in given]
        return Rows(function(*(row[place if len(row) > 1 else 0] for row in rows)) for place in range(length))

    return call


binary, unary, power, chosen, square = (
    by_row(one) for one in (operations.binary, operations.unary, operations.power, operations.chosen, operations.square)
)


def _operators() -> None:
    """Gives symbols their operators."""
    Symbol.in_rows = Rows
    names = {"add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "mod": "floor_mod", "floordiv": "floor_div"}
    names |= {"and": "and", "or": "or", "xor": "xor"}

    def forward(name: str) -> Any:
        return lambda self, other: binary(name, self, other)

    def backward(name: str) -> Any:
        return lambda self, other: binary(name, other, self)

    def in_place(name: str) -> Any:
        def change(self: Any, other: Any) -> Any:
            found = binary(name, self, other)
            if self.weak or (isinstance(self.value, Value) and self.value.role == "parameter"):
                return found
            write(self, found, self.guard)
            return self

        return change

    for kind in (Symbol, Rows):
        for python, name in names.items():
            setattr(kind, f"__{python}__", forward(name))
            setattr(kind, f"__r{python}__", backward(name))
        for name in COMPARISONS:
            setattr(kind, f"__{name}__", forward(name))
        for name in ("neg", "abs"):
            setattr(kind, f"__{name}__", partialmethod(_unary, name))
        for name, function in (("pow", square), ("rpow", _power_of)):
            setattr(kind, f"__{name}__", function)
    for python, name in names.items():
        setattr(Symbol, f"__i{python}__", in_place(name))


def _power_of(self: Any, base: Any) -> Any:
    return square(base, self)


def _unary(self: Any, name: str) -> Any:
    return unary(name, self)


_operators()
