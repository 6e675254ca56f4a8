"""Symbols that stand in the place of arrays while rules are traced: one number of one world instead of one per world.

What is written of arrays in rules keeps its meaning. A comparison gives a truth value; positions of worlds are the
guard under which a world is among them, and to index by either is to go under that guard. Types are NumPy's own, asked
of its ufuncs. What NumPy answers for all worlds together (``.any()``, ``.size``, ``.max() < 0``) is asked in rules to
save work alone, so the answer is the one with which nothing is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from sim.compiled.program import Guard, Kind, Program, Slot, Statement, Value, above
from sim.engine import portable

#: Worlds of the model that is traced: no other axis has this length, so an array of it is one with a number per world.
MANY = 7919

_OURS = tuple(str(Path(__file__).parent.parent / name) for name in ("compiled", "engine"))
_BOOL, _INT = np.dtype(bool), np.dtype(np.int32)


class NotTraceable(Exception):
    """A rule that cannot be compiled, so that a run goes on in NumPy.

    Args:
        file, line: where in the rule it stands.
        reason: what stands there and what to write instead, one clause.
    """

    def __init__(self, file: str, line: int, reason: str):
        super().__init__(file, line, reason)
        self.file, self.line, self.reason = file, line, reason

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


def refuse(reason: str) -> NoReturn:
    """Refuses what a rule does, at the line that does it.

    Raises:
        NotTraceable: always.
    """
    frame, found = sys._getframe(1), None
    while frame.f_back is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_OURS[0]) and "site-packages" not in file:
            found = found or frame
            if not file.startswith(_OURS):
                found = frame
                break
        frame = frame.f_back
    at = found or frame
    raise NotTraceable(at.f_code.co_filename, at.f_lineno, reason)


# -- the list under way ---------------------------------------------------------------------------------------------


class Trace:
    """A list of statements while rules write it.

    Args:
        program: the program that it will belong to; columns, streams and words are the program's.
        names: words that stand for whole numbers in the program, by place.
    """

    now: Trace

    def __init__(self, program: Program, names: list[str]):
        self.program, self.names, self.statements = program, names, list[Statement]()
        self.day = Value("i32", "day")
        self.drawn: set[tuple[int, Any]] = set()
        self._known: dict[Any, list[Value]] = {}
        self._guards: dict[Any, Guard] = {}
        self._flags: dict[Any, Value] = {}
        self._version: dict[int, int] = {}
        self._columns: dict[int, Value] = {}
        self._cells: dict[Any, Value] = {}

    def operate(self, operation: str, arguments: tuple[Any, ...], kind: Kind, guard: Guard | None) -> Value:
        """The value of an operation, which is computed once where it was computed before under a guard above."""
        key = operation, kind, tuple(self._key(one) for one in arguments)
        before = self._known.setdefault(key, [])
        for one in before:
            if above(one.guard, guard):
                return one
        value = Value(kind, "once", guard)
        self.statements.append(Statement(value, operation, arguments, guard))
        before.append(value)
        return value

    def _key(self, one: Any) -> Any:
        if not isinstance(one, Value):
            return type(one), repr(one)
        holder = one.slot if one.slot is not None else one
        return id(one), self._version.get(id(holder), 0)

    def assign(self, target: Value, value: Any, guard: Guard | None) -> None:
        """Sets a variable or a state."""
        self.statements.append(Statement(target, "copy", (value,), guard))
        holder = id(target.slot if target.slot is not None else target)
        self._version[holder] = self._version.get(holder, 0) + 1

    def once(self, value: Any, guard: Guard | None) -> Any:
        """A value as it is now, which later assignments do not reach."""
        if isinstance(value, Value) and value.role in ("state", "variable"):
            return self.operate("copy", (value,), value.kind, guard)
        return value

    def effect(self, operation: str, arguments: tuple[Any, ...], guard: Guard | None) -> None:
        """Writes a statement without a target."""
        self.statements.append(Statement(None, operation, arguments, guard))

    # -- guards --

    def guard(self, parent: Guard | None, condition: Value) -> Guard:
        """The guard under which a condition holds, below a parent."""
        condition = self.once(condition, parent)
        key = id(parent), id(condition)
        if key not in self._guards:
            self._guards[key] = Guard(condition, parent)
        return self._guards[key]

    def both(self, one: Guard | None, other: Guard | None) -> Guard | None:
        """The guard where two hold, below the first unless the second is there already."""
        if above(one, other):
            return other
        if above(other, one):
            return one
        assert other is not None
        return self.guard(one, self.holds(other, one))

    def holds(self, guard: Guard, at: Guard | None) -> Value:
        """Whether a guard holds, as a truth value that is known wherever another one does."""
        if above(guard.parent, at):
            return guard.value
        shared = _shared(guard, at)
        key = id(guard), id(shared)
        if key not in self._flags:
            flag = self._flags[key] = Value("bool", "variable", shared)
            self.assign(flag, False, shared)
            self.assign(flag, True, guard)
        return self._flags[key]

    def either(self, guards: Sequence[Guard | None]) -> Guard | None:
        """The guard under which one of some holds."""
        found = guards[0]
        for guard in guards[1:]:
            if above(found, guard) or above(guard, found):
                found = found if above(found, guard) else guard
                continue
            assert found is not None and guard is not None
            shared = _shared(found, guard)
            whether = (self.holds(found, shared), self.holds(guard, shared))
            found = self.guard(shared, self.operate("or", whether, "bool", shared))
        return found

    # -- what stands outside the list --

    def column(self, path: str, what: str) -> Value:
        """A column of the table of parameters."""
        place = _place(self.program.columns, (path, what))
        return self._columns.setdefault(place, Value("f32", "parameter", column=place))

    def word(self, words: tuple[str, str, str, str, bool]) -> int:
        """The place of an event's words."""
        return _place(self.program.words, words)

    def cell(self, slot: Slot, row: int | Value = 0) -> Value:
        """What a world keeps in a slot's row."""
        key = id(slot), row if isinstance(row, int) else id(row)
        return self._cells.setdefault(key, Value(slot.kind, "state", slot=slot, row=row))

    def draw(self, kind: str, name: str, day: Any, guard: Guard | None) -> Value:
        """Today's draw of a stream."""
        place = _place(self.program.streams, name)
        if (place, day) in self.drawn:
            refuse(f"{name!r} is drawn twice on one day; give the second draw a name of its own")
        self.drawn.add((place, day))
        return self.operate(kind, (place, day), "f32", guard)


def _place(found: list[Any], one: Any) -> int:
    """The place of something in a list, to which it is added at need."""
    try:
        return found.index(one)
    except ValueError:
        found.append(one)
        return len(found) - 1


def _shared(one: Guard | None, other: Guard | None) -> Guard | None:
    """The lowest guard above two."""
    while one is not None and not above(one, other):
        one = one.parent
    return one


# -- numbers --------------------------------------------------------------------------------------------------------


class Extent(int):
    """How many worlds or cases there are: taken as some."""

    guard: Guard | None

    def __new__(cls, guard: Guard | None = None) -> Extent:
        """The number under a guard."""
        found = super().__new__(cls, MANY)
        found.guard = guard
        return found


class Anywhere:
    """A question about all worlds together, which rules ask to save work; the answer leaves nothing out.

    Args:
        greatest: the most of all worlds, rather than the least.
    """

    def __init__(self, greatest: bool = True):
        self._greatest = greatest

    def __bool__(self) -> bool:
        return self._greatest

    def __gt__(self, other: Any) -> bool:
        return self._greatest

    def __lt__(self, other: Any) -> bool:
        return not self._greatest

    __ge__, __le__ = __gt__, __lt__

    def refuse(self, *_: Any) -> NoReturn:
        """Refuses to be a number."""
        refuse("a number of all worlds together is used, so worlds would depend on one another; go by each world's own")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = refuse
    __and__ = __rand__ = __or__ = __ror__ = __float__ = __int__ = __index__ = refuse


#: NumPy's function of each operation with two arguments, and Python's for numbers that follow from the day alone.
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
_PORTABLE = {name: getattr(portable, name) for name in ("exp", "exp2", "log", "log1p")}
_UNARY = {
    **_PORTABLE,
    "neg": np.negative,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "floor": np.floor,
    "isnan": np.isnan,
}
_COMPARE = ("lt", "le", "gt", "ge", "eq", "ne")
_LOGIC = ("and", "or", "xor")


def kind_of(dtype: np.dtype[Any]) -> Kind:
    """Kind of number of a NumPy type."""
    if dtype.kind in "ib":
        return "bool" if dtype.kind == "b" else "i32"
    if dtype == np.float32 or dtype == np.float64:
        return "f32" if dtype == np.float32 else "f64"
    refuse(f"numbers of the kind {dtype} are used; use float32, whole numbers with a sign, or bool")


class Symbol:
    """One number per world, or per case under a guard.

    Args:
        value: the number: a value of the program, or one that is known now.
        dtype: NumPy's type of the array it stands for.
        guard: where it is one; None is in every world.
        known: the numbers or words that it may be, where these are few and known.
        weak: whether it is a plain Python number that differs between days only, to which NumPy gives no type.
    """

    __array_ufunc__ = None  # so that arrays leave operators to us
    __slots__ = ("about", "dtype", "guard", "known", "value", "weak")

    def __init__(
        self,
        value: Any,
        dtype: Any,
        guard: Guard | None = None,
        known: frozenset[Any] | None = None,
        weak: bool = False,
    ):
        self.value, self.guard, self.known, self.weak = value, guard, known, weak
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self.about: tuple[Any, str, Any] | None = None  # what a comparison compared

    @property
    def ndim(self) -> int:
        """As an array has it."""
        return 0 if self.weak else 1

    @property
    def size(self) -> Extent:
        """As an array has it."""
        return Extent(self.guard)

    @property
    def shape(self) -> tuple[Extent, ...]:
        """As an array has it."""
        return (Extent(self.guard),)

    @property
    def settled(self) -> bool:
        """Whether the number is known now."""
        return not isinstance(self.value, Value)

    @property
    def words(self) -> bool:
        """Whether it stands for words."""
        return self.known is not None and any(isinstance(one, str) for one in self.known)

    __hash__ = object.__hash__

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        refuse("a NumPy function is given one number per world that cannot be compiled")

    def __bool__(self) -> bool:
        if self.settled:
            return bool(self.value)
        if self.weak:
            refuse("Python branches on the day; write np.where(condition, one, other)")
        refuse("Python branches on a number that differs between worlds; write np.where(condition, one, other)")

    def __float__(self) -> NoReturn:
        refuse("one number is asked of all worlds; a rule works on one number per world")

    __int__ = __index__ = __float__

    def __iter__(self) -> NoReturn:
        refuse("Python loops over worlds; write the rule for one number per world, without a loop")

    def __len__(self) -> int:
        return Extent(self.guard)

    def any(self, *_: Any, **__: Any) -> Any:
        """Whether it holds anywhere: taken as yes."""
        return bool(self.value) if self.settled else Anywhere()

    def all(self, *_: Any, **__: Any) -> Any:
        """Whether it holds everywhere: taken as no."""
        return bool(self.value) if self.settled else Anywhere(False)

    def max(self, *_: Any, **__: Any) -> Any:
        """The most of all worlds."""
        return Anywhere()

    def min(self, *_: Any, **__: Any) -> Any:
        """The least of all worlds."""
        return Anywhere(False)

    def sum(self, *_: Any, **__: Any) -> NoReturn:
        """Couples worlds."""
        refuse("a sum or mean over worlds makes them depend on one another; go by each world's own number")

    mean = std = var = prod = sum

    def copy(self) -> Symbol:
        """As it is now."""
        found = Symbol(Trace.now.once(self.value, self.guard), self.dtype, self.guard, self.known, self.weak)
        found.about = self.about
        return found

    def astype(self, dtype: Any, **_: Any) -> Symbol:
        """In another type."""
        dtype = np.dtype(dtype)
        return self.copy() if dtype == self.dtype else Symbol(argument(self, dtype), dtype, self.guard)

    def take(self, at: Any, axis: int = -1) -> Any:
        """As indexing."""
        return self[at]

    def reshape(self, *_: Any) -> Symbol:
        """The same: there is one number."""
        return self

    def nonzero(self) -> tuple[Any]:
        """Where it is not zero."""
        return (positions(self),)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, tuple) and at and at[0] is None:
            return Rows([self])
        if isinstance(at, slice) and at == slice(None):
            return self
        if (isinstance(at, slice) and at == slice(0)) or nowhere(at):
            return np.zeros(0, self.dtype)
        guard = under(self.guard, at)
        known = self.known
        if known is not None and isinstance(at, Symbol) and at.about is not None and at.about[0] is self.value:
            known = frozenset(one for one in known if BINARY[at.about[1]](one, at.about[2]))
        return Symbol(Trace.now.once(self.value, guard), self.dtype, guard, known)

    def __setitem__(self, at: Any, value: Any) -> None:
        if isinstance(at, slice) and at == slice(None):
            write(self, value, self.guard)
        elif not nowhere(at):
            write(self, value, under(self.guard, at))

    def __invert__(self) -> Symbol:
        if self.dtype != _BOOL:
            refuse("~ is written of numbers; write it of truth values alone")
        if self.settled:
            return Symbol(not self.value, _BOOL, self.guard)
        return Symbol(Trace.now.operate("not", (self.value,), "bool", self.guard), _BOOL, self.guard)

    def __neg__(self) -> Any:
        return unary("neg", self)

    def __abs__(self) -> Any:
        return unary("abs", self)

    def __pos__(self) -> Symbol:
        return self.copy()

    def __pow__(self, power: Any) -> Any:
        return square(self, power)

    def __rpow__(self, base: Any) -> Any:
        return square(base, self)


class Positions:
    """Positions of some worlds or cases: the guard under which a world is among them.

    Args:
        guard: that guard; None where all are.
    """

    __array_ufunc__ = None
    ndim, dtype = 1, np.dtype(np.intp)

    def __init__(self, guard: Guard | None):
        self.guard = guard

    @property
    def size(self) -> Extent:
        """As an array has it."""
        return Extent(self.guard)

    @property
    def shape(self) -> tuple[Extent]:
        """As an array has it."""
        return (Extent(self.guard),)

    def __len__(self) -> int:
        return Extent(self.guard)

    def __iter__(self) -> NoReturn:
        refuse("Python loops over worlds; write the rule for one number per world, without a loop")

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        refuse("a NumPy function is given positions of worlds and cannot be compiled")

    def copy(self) -> Positions:
        """The same."""
        return self

    def take(self, at: Any, axis: int = -1) -> Any:
        """As indexing."""
        return self[at]

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice) and at == slice(None):
            return self
        if nowhere(at):
            return np.zeros(0, np.intp)
        return Positions(under(self.guard, at))


class Rows:
    """Some numbers of each world side by side, as an array whose last axis is the worlds' has them.

    Args:
        rows: the rows, of one guard.
    """

    __array_ufunc__ = None
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
        refuse("rows of numbers are indexed by what differs between worlds; write np.where for each row")

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

    def __pow__(self, power: Any) -> Rows:
        return Rows(square(row, power) for row in self)

    def __neg__(self) -> Rows:
        return Rows(-row for row in self)

    def __invert__(self) -> Rows:
        return Rows(~row for row in self)


class Transposed:
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
        row: Any = argument(at, _INT)
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
        found = Trace.now.operate("look_up", (numbers, argument(at, _INT)), "i32", at.guard)
        return Symbol(found, self.dtype, at.guard, frozenset(numbers))


# -- what is done with them -----------------------------------------------------------------------------------------


def symbolic(*given: Any) -> bool:
    """Whether there is a symbol among some arguments, or in a list of them."""
    kinds = (Symbol, Positions, Rows, Transposed, Extent, Anywhere, Parts)
    return any(isinstance(one, kinds) or (isinstance(one, tuple | list) and symbolic(*one)) for one in given)


def plain(one: Any) -> Any:
    """An argument, an array of a single number as that number."""
    return one.reshape(-1)[0] if type(one) in (np.ndarray, Constants) and one.size == 1 else one


def empty(one: Any) -> bool:
    """Whether it is an array without numbers."""
    return isinstance(one, np.ndarray) and one.size == 0


def guard_of(*given: Any) -> Guard | None:
    """The guard under which all of some are numbers."""
    guard = None
    for one in given:
        if isinstance(one, Symbol | Positions | Rows):
            guard = Trace.now.both(guard, one.guard)
    return guard


def type_of(one: Any) -> Any:
    """How NumPy's promotion takes an argument: a type, or a Python class for a number without one."""
    if isinstance(one, Symbol):
        return one.dtype if not one.weak or one.dtype == _BOOL else float if one.dtype.kind == "f" else int
    if isinstance(one, bool):
        return _BOOL
    return type(one) if type(one) in (int, float) else np.asarray(one).dtype


_types: dict[Any, tuple[np.dtype[Any], np.dtype[Any], bool]] = {}


def _promoted(operation: str, a: Any, b: Any) -> tuple[np.dtype[Any], np.dtype[Any], bool]:
    """Types in which an operation is done and which it has, and whether the result has none for NumPy."""
    key = operation, type_of(a), type_of(b)
    if key not in _types:
        weak = isinstance(key[1], type) and isinstance(key[2], type)
        if weak:
            result = np.asarray(BINARY[operation](key[1](1), key[2](1))).dtype
            inside = np.result_type(*(np.dtype(one) for one in key[1:])) if operation != "div" else np.dtype(float)
            _types[key] = inside, result, True
        else:
            one, other, out = BINARY[operation].resolve_dtypes((key[1], key[2], None))
            _types[key] = np.result_type(one, other), out, False
    return _types[key]


def argument(one: Any, dtype: np.dtype[Any]) -> Any:
    """A value or a plain number in a NumPy type."""
    one = plain(one)
    if isinstance(one, str):
        return _place(Trace.now.names, one)
    if not isinstance(one, Symbol):
        return dtype.type(one).item()
    if one.settled:
        return dtype.type(one.value).item()
    kind = kind_of(dtype)
    value: Value = one.value
    if value.kind == kind:
        return value
    if kind == "bool":
        return Trace.now.operate("ne", (value, 0), "bool", one.guard)
    return Trace.now.operate("cast", (value,), kind, one.guard)


def binary(operation: str, a: Any, b: Any) -> Any:
    """An operation on two numbers of each world."""
    if isinstance(a, Rows) or isinstance(b, Rows) or any(isinstance(x, np.ndarray) and x.ndim == 2 for x in (a, b)):
        return _by_row(lambda one, other: binary(operation, one, other), a, b)
    a, b = plain(a), plain(b)
    if empty(a) or empty(b):
        return np.zeros(0, _BOOL if operation in _COMPARE else (a if empty(a) else b).dtype)
    if not symbolic(a, b):
        return BINARY[operation](a, b)
    for one in (a, b):
        if isinstance(one, Anywhere):
            one.refuse()
        if isinstance(one, np.ndarray | Positions | Anywhere | list | tuple):
            refuse(f"one number per world is put together with {_named(one)}")
    words = any(isinstance(one, str) or (isinstance(one, Symbol) and one.words) for one in (a, b))
    inside, result, weak = (_INT, _BOOL, False) if words else _promoted(operation, a, b)
    guard = guard_of(a, b)
    if (settled := _settled(operation, a, b)) is not None:
        return Symbol(settled, result, guard, weak=weak)
    if operation in (*_LOGIC, "eq", "ne") and inside == _BOOL:
        return _of_truths(operation, a, b, guard)
    if operation in _LOGIC:
        refuse(f"{operation} is written of numbers; write it of truth values alone")
    value = Trace.now.operate(operation, (argument(a, inside), argument(b, inside)), kind_of(result), guard)
    found = Symbol(value, result, guard, weak=weak)
    if operation in _COMPARE and isinstance(a, Symbol) and not isinstance(b, Symbol):
        found.about = a.value, operation, b
    return found


def _settled(operation: str, a: Any, b: Any) -> Any:
    """The result where it is known now, else None."""
    numbers = [one.dtype.type(one.value) if isinstance(one, Symbol) and one.settled else one for one in (a, b)]
    if any(isinstance(one, Symbol) for one in numbers):
        return None
    with np.errstate(all="ignore"):
        return BINARY[operation](*numbers)


def _of_truths(operation: str, a: Any, b: Any, guard: Guard | None) -> Symbol:
    """An operation on truth values, one of which may be known now."""
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Symbol) and not one.settled:
            continue
        true = bool(one.value if isinstance(one, Symbol) else one)
        if operation in ("and", "or"):
            if true == (operation == "or"):
                return Symbol(true, _BOOL, guard)
            true = False
        elif operation == "eq":
            true = not true
        found = ~other if true else other.copy()
        return Symbol(found.value, _BOOL, guard)
    arguments = argument(a, _BOOL), argument(b, _BOOL)
    value = Trace.now.operate("xor" if operation in ("ne", "eq") else operation, arguments, "bool", guard)
    return ~Symbol(value, _BOOL, guard) if operation == "eq" else Symbol(value, _BOOL, guard)


def _by_row(function: Callable[..., Any], *given: Any) -> Rows:
    """Row by row; what has no rows goes with every one."""
    tables = [one for one in given if isinstance(one, Rows) or (isinstance(one, np.ndarray) and one.ndim == 2)]
    length = max(len(one) for one in tables)
    rows = [list(one) if any(one is table for table in tables) else [one] for one in given]
    return Rows(function(*(row[place if len(row) > 1 else 0] for row in rows)) for place in range(length))


def square(base: Any, power: Any) -> Any:
    """A square; other powers are not the same on every machine."""
    if isinstance(power, Symbol) or power != 2:
        refuse("x ** y is not the same on every machine; write sim.power(x, y), or np.sqrt(x) for a root")
    return binary("mul", base, base)


def unary(operation: str, one: Any) -> Any:
    """An operation on one number of each world."""
    if isinstance(one, Rows):
        return Rows(unary(operation, row) for row in one)
    function = _UNARY[operation]
    result = function(np.ones(1, one.dtype)).dtype
    weak = one.weak and operation not in _PORTABLE
    if one.settled:
        with np.errstate(all="ignore"):
            return Symbol(function(one.dtype.type(one.value)), result, one.guard, weak=weak)
    inside = one.dtype if operation == "isnan" else result
    value = Trace.now.operate(operation, (argument(one, inside),), kind_of(result), one.guard)
    return Symbol(value, result, one.guard, weak=weak)


def power(base: Any, exponent: Any) -> Any:
    """As :func:`sim.engine.portable.power`."""
    if isinstance(base, Rows) or isinstance(exponent, Rows):
        return _by_row(power, base, exponent)
    base, exponent = (
        one if isinstance(one, Symbol) else Symbol(plain(one), np.asarray(plain(one)).dtype) for one in (base, exponent)
    )
    inside = np.result_type(*(one.dtype if one.dtype == np.float32 else np.float64 for one in (base, exponent)))
    guard = guard_of(base, exponent)
    if base.settled and exponent.settled:
        return Symbol(portable.power(*(one.dtype.type(one.value) for one in (base, exponent))), inside, guard)
    value = Trace.now.operate("power", (argument(base, inside), argument(exponent, inside)), kind_of(inside), guard)
    return Symbol(value, inside, guard)


def chosen(condition: Any, one: Any, other: Any) -> Any:
    """np.where with three arguments."""
    if any(isinstance(x, Rows) or (isinstance(x, np.ndarray) and x.ndim == 2) for x in (condition, one, other)):
        return _by_row(chosen, condition, one, other)
    condition, one, other = plain(condition), plain(one), plain(other)
    if empty(condition) or empty(one) or empty(other):
        return np.zeros(
            0, np.where(np.zeros(0, bool), *(np.zeros(0, getattr(x, "dtype", None)) for x in (one, other))).dtype
        )
    words = any(isinstance(x, str) or (isinstance(x, Symbol) and x.words) for x in (one, other))
    dtype = _INT if words else np.result_type(*(_sample(x) for x in (one, other)))
    known = [x.known if isinstance(x, Symbol) else frozenset([x]) for x in (one, other)]
    if not (words or dtype.kind == "i") or None in known:
        known = [None]
    few = frozenset().union(*known) if known[0] is not None else None  # type: ignore[arg-type]
    guard = guard_of(condition, one, other)
    if not isinstance(condition, Symbol) or condition.settled:
        found = one if (condition.value if isinstance(condition, Symbol) else condition) else other
        if isinstance(found, str):
            return Symbol(_place(Trace.now.names, found), _INT, guard, frozenset([found]))
        return Symbol(Trace.now.once(argument(found, dtype), guard), dtype, guard, few)
    arguments = argument(condition, _BOOL), argument(one, dtype), argument(other, dtype)
    return Symbol(Trace.now.operate("select", arguments, kind_of(dtype), guard), dtype, guard, few)


def _sample(one: Any) -> Any:
    """Something of an argument's type, for NumPy's promotion."""
    kind = type_of(one)
    return kind(1) if isinstance(kind, type) else np.ones(1, kind)


def write(holder: Symbol, value: Any, guard: Guard | None) -> None:
    """``holder[...] = value`` under a guard."""
    trace, value = Trace.now, plain(value)
    if empty(value):
        return
    number = argument(value, holder.dtype)
    held = holder.value
    holder.known, holder.about = None, None
    if isinstance(held, Value) and held.role in ("state", "variable"):
        trace.assign(held, number, guard)
    elif above(guard, holder.guard):
        holder.value = trace.once(number, holder.guard)
    else:
        variable = Value(kind_of(holder.dtype), "variable", holder.guard)
        trace.assign(variable, held if isinstance(held, Value) else argument(holder, holder.dtype), holder.guard)
        trace.assign(variable, number, guard)
        holder.value = variable


def nowhere(at: Any) -> bool:
    """Whether an index surely means no world."""
    if isinstance(at, Symbol):
        return at.dtype == _BOOL and at.settled and not at.value
    if isinstance(at, np.ndarray):
        return at.size == 0 or (at.dtype == _BOOL and not at.any())
    return isinstance(at, bool | np.bool_) and not at


def under(guard: Guard | None, at: Any) -> Guard | None:
    """The guard under which a world is meant by an index, below another."""
    trace = Trace.now
    if isinstance(at, Positions):
        return trace.both(guard, at.guard)
    if isinstance(at, Symbol) and at.dtype == _BOOL:
        outer = trace.both(guard, at.guard)
        return outer if at.settled else trace.guard(outer, at.value)
    if isinstance(at, bool | np.bool_) or (isinstance(at, np.ndarray) and at.dtype == _BOOL and at.all()):
        return guard
    refuse(f"one number per world is indexed by {_named(at)}; index by positions or by a condition")


def positions(condition: Any) -> Any:
    """Where a condition holds."""
    condition = binary("ne", condition, 0) if condition.dtype != _BOOL else condition
    return np.zeros(0, np.intp) if nowhere(condition) else Positions(under(None, condition))


def _named(one: Any) -> str:
    if isinstance(one, np.ndarray):
        return f"an array of shape {one.shape}"
    return f"the number {one}" if isinstance(one, int | float) else f"a {type(one).__name__}"


class Parts:
    """Arrays one after another, as np.concatenate gives them.

    Args:
        parts: the arrays.
    """

    __array_ufunc__ = None

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


def _operators() -> None:
    """Gives symbols their operators."""
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

    for python, name in names.items():
        for kind in (Symbol, Rows):
            setattr(kind, f"__{python}__", forward(name))
            setattr(kind, f"__r{python}__", backward(name))
        setattr(Symbol, f"__i{python}__", in_place(name))
    for name in _COMPARE:
        for kind in (Symbol, Rows):
            setattr(kind, f"__{name}__", forward(name))


_operators()
