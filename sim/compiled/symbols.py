"""Symbols that stand in the place of arrays while rules are traced: one number of one world instead of one per world.

What is written of arrays in rules keeps its meaning. A comparison gives a truth value; positions of worlds are the
guard under which a world is among them, and to index by either is to go under that guard. What NumPy answers for all
worlds together (``.any()``, ``.size``, ``.max() < 0``) is asked in rules to save work alone, so the answer is the one
with which nothing is left out. Arithmetic is in :mod:`sim.compiled.operations`, several numbers side by side in
:mod:`sim.compiled.rows`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

import numpy as np

from sim.compiled.building import Trace, place_of, refuse
from sim.compiled.program import Guard, Kind, Value, above

#: Worlds of the model that is traced: no other axis has this length, so an array of it is one with a number per world.
MANY = 7919

BOOL, INT = np.dtype(bool), np.dtype(np.int32)


class Symbolic:
    """What stands in the place of an array, or of what is asked of one."""

    __array_ufunc__ = None  # so that arrays leave operators to us
    __slots__ = ()


class Extent(int, Symbolic):
    """How many worlds or cases there are: taken as some."""

    guard: Guard | None

    def __new__(cls, guard: Guard | None = None) -> Extent:
        """The number under a guard."""
        found = super().__new__(cls, MANY)
        found.guard = guard
        return found


class Anywhere(Symbolic):
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


def kind_of(dtype: np.dtype[Any]) -> Kind:
    """Kind of number of a NumPy type."""
    if dtype.kind in "ib":
        return "bool" if dtype.kind == "b" else "i32"
    if dtype == np.float32 or dtype == np.float64:
        return "f32" if dtype == np.float32 else "f64"
    return refuse(f"numbers of the kind {dtype} are used; use float32, whole numbers with a sign, or bool")


class Symbol(Symbolic):
    """One number per world, or per case under a guard.

    Args:
        value: the number: a value of the program, or one that is known now.
        dtype: NumPy's type of the array it stands for.
        guard: where it is one; None is in every world.
        known: the numbers or words that it may be, where these are few and known.
        weak: whether it is a plain Python number that differs between days only, to which NumPy gives no type.
    """

    #: Makes rows of symbols, which are of another module.
    in_rows: ClassVar[Callable[[list[Symbol]], Any]]
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
        self.about: tuple[Any, Any, Any] | None = None  # what a comparison compared, and how

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
        return refuse("Python branches on a number that differs between worlds; write np.where(condition, one, other)")

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

    def __pos__(self) -> Symbol:
        return self.copy()

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, tuple) and at and at[0] is None:
            return type(self).in_rows([self])
        if isinstance(at, slice) and at == slice(None):
            return self
        if (isinstance(at, slice) and at == slice(0)) or nowhere(at):
            return np.zeros(0, self.dtype)
        guard = under(self.guard, at)
        known = self.known
        if known is not None and isinstance(at, Symbol) and at.about is not None and at.about[0] is self.value:
            known = frozenset(one for one in known if at.about[1](one, at.about[2]))
        return Symbol(Trace.now.once(self.value, guard), self.dtype, guard, known)

    def __setitem__(self, at: Any, value: Any) -> None:
        if isinstance(at, slice) and at == slice(None):
            write(self, value, self.guard)
        elif not nowhere(at):
            write(self, value, under(self.guard, at))

    def __invert__(self) -> Symbol:
        if self.dtype != BOOL:
            refuse("~ is written of numbers; write it of truth values alone")
        if self.settled:
            return Symbol(not self.value, BOOL, self.guard)
        return Symbol(Trace.now.operate("not", (self.value,), "bool", self.guard), BOOL, self.guard)


class Positions(Symbolic):
    """Positions of some worlds or cases: the guard under which a world is among them.

    Args:
        guard: that guard; None where all are.
    """

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


# -- what is done with them -----------------------------------------------------------------------------------------


def symbolic(*given: Any) -> bool:
    """Whether there is a symbol among some arguments, or in a list of them."""
    return any(isinstance(one, Symbolic) or (isinstance(one, tuple | list) and symbolic(*one)) for one in given)


def plain(one: Any) -> Any:
    """An argument, an array of a single number as that number."""
    return one.reshape(-1)[0] if isinstance(one, np.ndarray) and one.size == 1 else one


def empty(one: Any) -> bool:
    """Whether it is an array without numbers."""
    return isinstance(one, np.ndarray) and one.size == 0


def guard_of(*given: Any) -> Guard | None:
    """The guard under which all of some are numbers."""
    guard = None
    for one in given:
        if isinstance(one, Symbolic):
            guard = Trace.now.both(guard, getattr(one, "guard", None))
    return guard


def argument(one: Any, dtype: np.dtype[Any]) -> Any:
    """A value or a plain number in a NumPy type."""
    one = plain(one)
    if isinstance(one, str):
        return place_of(Trace.now.names, one)
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
        return at.dtype == BOOL and at.settled and not at.value
    if isinstance(at, np.ndarray):
        return at.size == 0 or (at.dtype == BOOL and not at.any())
    return isinstance(at, bool | np.bool_) and not at


def under(guard: Guard | None, at: Any) -> Guard | None:
    """The guard under which a world is meant by an index, below another."""
    trace = Trace.now
    if isinstance(at, Positions):
        return trace.both(guard, at.guard)
    if isinstance(at, Symbol) and at.dtype == BOOL:
        outer = trace.both(guard, at.guard)
        return outer if at.settled else trace.guard(outer, at.value)
    if isinstance(at, bool | np.bool_) or (isinstance(at, np.ndarray) and at.dtype == BOOL and at.all()):
        return guard
    return refuse(f"one number per world is indexed by {named(at)}; index by positions or by a condition")


def positions(condition: Any) -> Any:
    """Where a condition holds."""
    if condition.dtype != BOOL:
        condition = Symbol(argument(condition, BOOL), BOOL, condition.guard)
    return np.zeros(0, np.intp) if nowhere(condition) else Positions(under(None, condition))


def named(one: Any) -> str:
    """What something is, for a refusal."""
    if isinstance(one, np.ndarray):
        return f"an array of shape {one.shape}"
    return f"the number {one}" if isinstance(one, int | float) else f"a {type(one).__name__}"
