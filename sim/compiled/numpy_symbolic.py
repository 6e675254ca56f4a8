"""NumPy as rules see it while they are traced: its own, but for what takes symbols or makes one number per world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.compiled.building import Trace, refuse
from sim.compiled.rows import Constants, First, Parts, Rows, binary, chosen, unary
from sim.compiled.symbols import MANY, Extent, Positions, Symbol, argument, empty, plain, positions, symbolic


class SymbolicNumpy:
    """Stands in the place of the module ``np``."""

    def __getattr__(self, name: str) -> Any:
        real = getattr(np, name)
        if name == "random":
            refuse('np.random belongs to no world; draw with self.draw("PURPOSE"), self.normal or self.happens')
        if not callable(real) or isinstance(real, type):
            return real
        ours = FUNCTIONS.get(name)

        def call(*given: Any, **more: Any) -> Any:
            if not (symbolic(*given, *more.values()) or (name in _MAKING and _per_world(given[0]))):
                found = real(*given, **more)
                return found.view(Constants) if name in ("array", "asarray") and _is_list(found) else found
            if name in _ELSEWHERE:
                refuse(f"np.{name} is not the same on every machine; write {_ELSEWHERE[name]}")
            if ours is None:
                refuse(f"np.{name} cannot be compiled; write it with np.where, np.clip and arithmetic")
            return ours(*given, **more)

        return call


def _is_list(found: Any) -> bool:
    return type(found) is np.ndarray and found.ndim == 1 and found.dtype.kind == "i" and found.size > 0


def _per_world(shape: Any) -> bool:
    return bool((shape[-1] if isinstance(shape, tuple) and shape else shape) == MANY)


# -- making ---------------------------------------------------------------------------------------------------------


def _full(shape: Any, value: Any, dtype: Any = None) -> Any:
    """One number per world, or rows of them."""
    if isinstance(shape, tuple) and len(shape) > 1:
        if len(shape) > 2:
            refuse(f"an array of {len(shape)} axes is made; two can be compiled, the last of them the worlds'")
        return Rows(_full(shape[1], value, dtype) for _ in range(int(shape[0])))
    length = shape[0] if isinstance(shape, tuple) else shape
    value = plain(value)
    if dtype is None:
        dtype = value.dtype if isinstance(value, Symbol) and not value.weak else np.asarray(_sample(value)).dtype
    dtype, guard = np.dtype(dtype), length.guard if isinstance(length, Extent) else None
    number = argument(value, dtype)
    return Symbol(Trace.now.once(number, guard), dtype, guard)


def _sample(value: Any) -> Any:
    return value.dtype.type(0) if isinstance(value, Symbol) else value


def _zeros(shape: Any, dtype: Any = float) -> Any:
    return _full(shape, 0, dtype)


def _ones(shape: Any, dtype: Any = float) -> Any:
    return _full(shape, 1, dtype)


def _like(value: Any) -> Callable[..., Any]:
    def make(like: Any, *given: Any, dtype: Any = None) -> Any:
        number = given[0] if given else value
        if isinstance(like, Rows):
            return Rows(make(row, number, dtype=dtype) for row in like)
        return _full(like.size, number, like.dtype if dtype is None else dtype)

    return make


def _as_array(one: Any, dtype: Any = None) -> Any:
    """The same array, or a copy in another type."""
    if isinstance(one, list | tuple):
        return _as_array(_stack(one), dtype)
    return one if dtype is None or np.dtype(dtype) == one.dtype else one.astype(dtype)


def _array(one: Any, dtype: Any = None) -> Any:
    return _as_array(one if isinstance(one, list | tuple) else one.copy(), dtype)


def _stack(rows: Sequence[Any], axis: int = 0) -> Rows:
    if axis != 0:
        refuse("arrays are stacked along the worlds' axis; stack along axis 0")
    found = [row if isinstance(row, Symbol) else _full(Extent(), row) for row in rows]
    dtype = np.result_type(*(row.dtype for row in found))
    return Rows(row if row.dtype == dtype else row.astype(dtype) for row in found)


def _broadcast_to(one: Any, shape: Any) -> Any:
    if isinstance(shape, tuple) and len(shape) == 2 and not isinstance(one, Rows):
        return Rows([one] * int(shape[0]))
    return one if isinstance(one, Symbol | Rows) else _full(shape, one)


# -- choosing worlds ------------------------------------------------------------------------------------------------


def _where(condition: Any, *given: Any) -> Any:
    if not given:
        return (positions(condition),)
    return chosen(condition, *given)


def _is_in(at: Any, places: Any) -> Any:
    """Whether some positions are among others."""
    if empty(at):
        return np.zeros(0, bool)
    if isinstance(at, Positions) and (isinstance(places, Positions) or empty(places)):
        if empty(places):
            return Symbol(False, bool, at.guard)
        whether = True if places.guard is None else Trace.now.holds(places.guard, at.guard)
        return Symbol(whether, bool, at.guard)
    if isinstance(at, Symbol) and isinstance(places, list | tuple | set | np.ndarray):
        found = Symbol(False, bool, at.guard)
        for one in places:
            found = found | (at == one)
        return found
    return refuse("np.isin is asked of what cannot be compiled; ask it of positions, or of a list of numbers")


def _union(one: Any, other: Any) -> Any:
    if empty(one) or empty(other):
        return other if empty(one) else one
    return Positions(Trace.now.either([one.guard, other.guard]))


def _intersect(one: Any, other: Any, return_indices: bool = False, **_: Any) -> Any:
    found = np.zeros(0, np.intp) if empty(one) or empty(other) else Positions(Trace.now.both(one.guard, other.guard))
    return (found, found, found) if return_indices else found


def _difference(one: Any, other: Any) -> Any:
    return one[~_is_in(one, other)]


def _concatenate(parts: Sequence[Any], axis: int = 0) -> Any:
    parts = [one for one in parts if not empty(one)]
    if all(isinstance(one, Rows) for one in parts):
        return Rows(row for one in parts for row in one)
    return Parts(parts)


def _unique(one: Any, return_index: bool = False) -> Any:
    """Each world once, or the words or numbers that a symbol may be."""
    if isinstance(one, Parts):
        guards = [part.guard for part in one.parts]
        guard = Trace.now.either(guards)
        return (Positions(guard), First(guards, guard)) if return_index else Positions(guard)
    if isinstance(one, Positions):
        return one
    if isinstance(one, Symbol) and one.known is not None and not return_index:
        return sorted(one.known)
    return refuse("np.unique is asked of numbers that are not known beforehand; go by a fixed list of them")


# -- rows -----------------------------------------------------------------------------------------------------------


def _sort(one: Any, axis: int = -1) -> Any:
    rows = _rows(one, axis)
    for last in range(len(rows) - 1, 0, -1):
        for place in range(last):
            low, high = rows[place], rows[place + 1]
            rows[place], rows[place + 1] = binary("min", low, high), binary("max", low, high)
    return Rows(rows)


def _rows(one: Any, axis: Any) -> list[Any]:
    if not isinstance(one, Rows) or axis != 0:
        refuse("a NumPy function works along the worlds' axis, so worlds would depend on one another; give axis=0")
    return list(one)


def _cumsum(one: Any, axis: Any = None) -> Any:
    rows = _rows(one, axis)
    for place in range(1, len(rows)):
        rows[place] = rows[place - 1] + rows[place]
    return Rows(rows)


def _take_along(one: Any, at: Any, axis: Any) -> Any:
    rows = _rows(one, axis)
    found = rows[-1]
    for place in range(len(rows) - 2, -1, -1):
        found = chosen(at[0] == place, rows[place], found)
    return Rows([found])


def _trapezoid(heights: Any, places: Any, axis: Any) -> Any:
    y, x = _rows(heights, axis), _rows(places, axis)
    total: Any = None
    for at in range(1, len(y)):
        part = (x[at] - x[at - 1]) * (y[at] + y[at - 1]) / 2.0
        total = part if total is None else total + part
    return total


def _split(one: Any, parts: int, axis: int = 0) -> list[Any]:
    rows = _rows(one, axis)
    size = len(rows) // parts
    return [Rows(rows[place * size : (place + 1) * size]) for place in range(parts)]


def _fold(name: str) -> Callable[..., Any]:
    return lambda one, axis=None, **more: getattr(one, name)(axis=axis, **more)


def _two(name: str) -> Callable[..., Any]:
    def function(a: Any, b: Any) -> Any:
        return binary(name, a, b)

    return function


def _one(name: str) -> Callable[..., Any]:
    def function(a: Any) -> Any:
        return unary(name, a)

    return function


def _clip(one: Any, low: Any, high: Any) -> Any:
    return binary("min", binary("max", one, low), high)


def _same(*given: Any) -> Any:
    return given[0] if len(given) == 1 else list(given)


def _size(one: Any) -> Any:
    return one.size


_MAKING = ("full", "zeros", "ones", "empty")
_NAMES = {"add": "add", "subtract": "sub", "multiply": "mul", "true_divide": "div", "divide": "div", "mod": "floor_mod"}
_NAMES |= {"remainder": "floor_mod", "floor_divide": "floor_div", "maximum": "max", "minimum": "min", "less": "lt"}
_NAMES |= {"less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "ne"}
_NAMES |= {"logical_and": "and", "logical_or": "or", "logical_xor": "xor", "bitwise_and": "and", "bitwise_or": "or"}
_UNARY = {"abs": "abs", "absolute": "abs", "fabs": "abs", "sqrt": "sqrt", "floor": "floor", "isnan": "isnan"}
_UNARY |= {"negative": "neg"}
#: Functions whose last digit NumPy rounds as the processor has it, and where a portable one is found.
_ELSEWHERE = {"exp": "sim.exp", "log": "sim.log", "power": "sim.power", "float_power": "sim.power"}
_ELSEWHERE |= {"exp2": "sim.power(2.0, x)", "log1p": "sim.log(1.0 + x)", "expm1": "sim.exp(x) - 1.0"}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _two(operation) for name, operation in _NAMES.items()},
    **{name: _one(operation) for name, operation in _UNARY.items()},
    "all": _fold("all"),
    "any": _fold("any"),
    "array": _array,
    "asarray": _as_array,
    "atleast_1d": _same,
    "atleast_2d": _same,
    "broadcast_arrays": _same,
    "broadcast_to": _broadcast_to,
    "clip": _clip,
    "concatenate": _concatenate,
    "copy": lambda one: one.copy(),
    "cumsum": _cumsum,
    "flatnonzero": positions,
    "full": _full,
    "full_like": _like(0),
    "intersect1d": _intersect,
    "isin": _is_in,
    "logical_not": lambda one: ~one,
    "max": _fold("max"),
    "mean": _fold("mean"),
    "min": _fold("min"),
    "ndim": lambda one: one.ndim,
    "nonzero": lambda one: (positions(one),),
    "ones": _ones,
    "ones_like": _like(1),
    "setdiff1d": _difference,
    "shape": lambda one: one.shape,
    "size": _size,
    "sort": _sort,
    "split": _split,
    "square": lambda one: binary("mul", one, one),
    "stack": _stack,
    "sum": _fold("sum"),
    "take_along_axis": _take_along,
    "trapezoid": _trapezoid,
    "union1d": _union,
    "unique": _unique,
    "vstack": _stack,
    "where": _where,
    "zeros": _zeros,
    "zeros_like": _like(0),
}
