"""Arithmetic and choice on symbols. Types are NumPy's own, asked of its ufuncs."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled.building import Trace, place_of, refuse
from sim.compiled.program import BINARY, COMPARISONS, Guard
from sim.compiled.symbols import (
    BOOL,
    INT,
    Anywhere,
    Positions,
    Symbol,
    argument,
    empty,
    guard_of,
    kind_of,
    named,
    plain,
    symbolic,
)
from sim.engine import portable

_PORTABLE = {name: getattr(portable, name) for name in ("exp", "exp2", "log", "log1p")}
_UNARY = {
    **_PORTABLE,
    "neg": np.negative,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "floor": np.floor,
    "isnan": np.isnan,
}
_LOGIC = ("and", "or", "xor")


def type_of(one: Any) -> Any:
    """How NumPy's promotion takes an argument: a type, or a Python class for a number without one."""
    if isinstance(one, Symbol):
        return one.dtype if not one.weak or one.dtype == BOOL else float if one.dtype.kind == "f" else int
    if isinstance(one, bool):
        return BOOL
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


def binary(operation: str, a: Any, b: Any) -> Any:
    """An operation on two numbers of each world."""
    a, b = plain(a), plain(b)
    if empty(a) or empty(b):
        return np.zeros(0, BOOL if operation in COMPARISONS else (a if empty(a) else b).dtype)
    if not symbolic(a, b):
        return BINARY[operation](a, b)
    for one in (a, b):
        if isinstance(one, Anywhere):
            one.refuse()
        if isinstance(one, np.ndarray | Positions | Anywhere | list | tuple):
            refuse(f"one number per world is put together with {named(one)}")
    words = any(isinstance(one, str) or (isinstance(one, Symbol) and one.words) for one in (a, b))
    inside, result, weak = (INT, BOOL, False) if words else _promoted(operation, a, b)
    guard = guard_of(a, b)
    if (settled := _settled(operation, a, b)) is not None:
        return Symbol(settled, result, guard, weak=weak)
    if operation in (*_LOGIC, "eq", "ne") and inside == BOOL:
        return _of_truths(operation, a, b, guard)
    if operation in _LOGIC:
        refuse(f"{operation} is written of numbers; write it of truth values alone")
    value = Trace.now.operate(operation, (argument(a, inside), argument(b, inside)), kind_of(result), guard)
    found = Symbol(value, result, guard, weak=weak)
    if operation in COMPARISONS and isinstance(a, Symbol) and not isinstance(b, Symbol):
        found.about = a.value, BINARY[operation], b
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
                return Symbol(true, BOOL, guard)
            true = False
        elif operation == "eq":
            true = not true
        found = ~other if true else other.copy()
        return Symbol(found.value, BOOL, guard)
    arguments = argument(a, BOOL), argument(b, BOOL)
    value = Trace.now.operate("xor" if operation in ("ne", "eq") else operation, arguments, "bool", guard)
    return ~Symbol(value, BOOL, guard) if operation == "eq" else Symbol(value, BOOL, guard)


def square(base: Any, power: Any) -> Any:
    """A square; other powers are not the same on every machine."""
    if symbolic(power) or power != 2:
        refuse("x ** y is not the same on every machine; write sim.power(x, y), or np.sqrt(x) for a root")
    return binary("mul", base, base)


def unary(operation: str, one: Any) -> Any:
    """An operation on one number of each world."""
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
    condition, one, other = plain(condition), plain(one), plain(other)
    if empty(condition) or empty(one) or empty(other):
        return np.zeros(
            0, np.where(np.zeros(0, bool), *(np.zeros(0, getattr(x, "dtype", None)) for x in (one, other))).dtype
        )
    words = any(isinstance(x, str) or (isinstance(x, Symbol) and x.words) for x in (one, other))
    dtype = INT if words else np.result_type(*(_sample(x) for x in (one, other)))
    known = [x.known if isinstance(x, Symbol) else frozenset([x]) for x in (one, other)]
    if not (words or dtype.kind == "i") or None in known:
        known = [None]
    few = frozenset().union(*known) if known[0] is not None else None  # type: ignore[arg-type]
    guard = guard_of(condition, one, other)
    if not isinstance(condition, Symbol) or condition.settled:
        found = one if (condition.value if isinstance(condition, Symbol) else condition) else other
        if isinstance(found, str):
            return Symbol(place_of(Trace.now.names, found), INT, guard, frozenset([found]))
        return Symbol(Trace.now.once(argument(found, dtype), guard), dtype, guard, few)
    arguments = argument(condition, BOOL), argument(one, dtype), argument(other, dtype)
    return Symbol(Trace.now.operate("select", arguments, kind_of(dtype), guard), dtype, guard, few)


def _sample(one: Any) -> Any:
    """Something of an argument's type, for NumPy's promotion."""
    kind = type_of(one)
    return kind(1) if isinstance(kind, type) else np.ones(1, kind)
