"""From a traced program to one that computes the same with less: passes over straight lists of statements.

A *cell* is what can be written more than once: a variable, or a row of a slot. All else is set once, so that only cells
order statements, beside what one takes from another. Passes leave the program they are given as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sim.compiled.program import BINARY, COMPARISONS, Guard, Kind, Program, Slot, Statement, Value, above

#: The same passes for every list of a program's statements.
Pass = Callable[[list[Statement]], list[Statement]]

NUMPY: dict[Kind, Any] = {"f32": np.float32, "f64": np.float64, "i32": np.int32, "bool": np.bool_}

#: Operations on constants that are done at once, as NumPy does them.
_EXACT: dict[str, Callable[..., Any]] = {
    **BINARY,
    "not": np.invert,
    "neg": np.negative,
    "abs": np.absolute,
    "isnan": np.isnan,
    "floor": np.floor,
    "sqrt": np.sqrt,
}


def lowered(program: Program, outputs: Iterable[tuple[str, str]], observe: bool, events: bool) -> Program:
    """A program that leaves the same in its outputs, and does nothing that they do not need.

    Args:
        program: as traced.
        outputs: owner and name of the slots that are read from outside, on every evening.
        observe, events: whether series are observed, and events written.
    """
    dropped = {name for name, wanted in (("observe", observe), ("event", events)) if not wanted}
    program = each(program, lambda some: [one for one in some if one.operation not in dropped])
    wanted = set(outputs)
    kept = {one for one in program.slots if (one.owner, one.name) in wanted} | {program.alive}
    return live(each(program, forwarded), kept)


def each(program: Program, change: Pass) -> Program:
    """The program with a pass over each of its lists."""
    return replace(
        program,
        begin=change(program.begin),
        derive=change(program.derive),
        days=[change(day) for day in program.days],
        close=change(program.close),
    )


# -- what statements share --------------------------------------------------------------------------------------------


def kind_of_arguments(statement: Statement) -> Kind:
    """The kind in which an operation computes; of ``select``, that of what it chooses from."""
    target, arguments = statement.target, statement.arguments
    if statement.operation == "look_up":
        return "i32"
    if target is not None and statement.operation not in {*COMPARISONS, "isnan", "cast"}:
        return target.kind
    for one in arguments:
        if isinstance(one, Value):
            return one.kind
    return kind_of_number(arguments[0])


def kind_of_number(number: Any) -> Kind:
    """The kind of a plain number: its own for NumPy's, f64 for Python's floats."""
    found = np.asarray(number).dtype
    return "bool" if found.kind == "b" else "i32" if found.kind in "iu" else "f32" if found == np.float32 else "f64"


def slot_of(value: Value) -> Slot:
    """What a state is kept as."""
    assert value.slot is not None, "a state without a slot"
    return value.slot


Cell = Value | tuple[Slot, int | None]


def cell(value: Value) -> Cell | None:
    """What can change under a value's name: None of most, the row of a slot, or all of it where the row varies."""
    if value.role == "variable":
        return value
    if value.role != "state":
        return None
    slot = slot_of(value)
    return slot, None if isinstance(value.row, Value) else value.row % slot.rows


class Aliases:
    """Which cells may be the same: rows of a slot are told apart only if all of the list's are plain numbers."""

    def __init__(self, statements: Iterable[Statement]):
        found = (cell(value) for one in statements for value in named(one))
        self._varying = {one[0] for one in found if isinstance(one, tuple) and one[1] is None}

    def __call__(self, value: Value) -> Cell | None:
        """The cell of a value, None of what is set once."""
        found = cell(value)
        return (found[0], None) if isinstance(found, tuple) and found[0] in self._varying else found


def named(statement: Statement) -> Iterator[Value]:
    """The values that a statement reads, its target among them."""
    yield from statement.reads()
    if statement.target is not None:
        yield statement.target


# -- forwarding and folding --------------------------------------------------------------------------------------------


def forwarded(statements: list[Statement]) -> list[Statement]:
    """Replaces copies of what never changes by the original, and operations on constants by their results."""
    known: dict[Value, Any] = {}
    guards: dict[Guard, Guard | bool | None] = {}
    defined: dict[Value, Statement] = {}
    found = []

    def now(one: Any) -> Any:
        if not isinstance(one, Value):
            return one
        one = known.get(one, one)
        if isinstance(one, Value) and isinstance(one.row, Value) and one.row in known:
            row = known[one.row]
            return replace(one, row=row if isinstance(row, Value) else int(row))
        return one

    def guard_now(guard: Guard | None) -> Guard | bool | None:
        """The guard as it stands: False where it never holds."""
        if guard is None:
            return None
        if guard not in guards:
            parent, value = guard_now(guard.parent), now(guard.value)
            if parent is False or not isinstance(value, Value):
                guards[guard] = parent if parent is not False and value else False
            else:
                assert not isinstance(parent, bool)
                guards[guard] = guard if (parent, value) == (guard.parent, guard.value) else Guard(value, parent)
        return guards[guard]

    for statement in statements:
        guard = guard_now(statement.guard)
        if guard is False:
            continue
        assert not isinstance(guard, bool)
        arguments = tuple(now(one) for one in statement.arguments)
        target = now(statement.target) if statement.target and statement.target.role == "state" else statement.target
        statement = _simplified(Statement(target, statement.operation, arguments, guard), defined)
        if target is not None and target.role == "once":
            defined[target] = statement
            if statement.operation == "copy" and _lasting(statement.arguments[0]):
                known[target] = statement.arguments[0]
                continue
        found.append(statement)
    return found


def _lasting(one: Any) -> bool:
    return not isinstance(one, Value) or one.role not in ("variable", "state")


def _simplified(statement: Statement, defined: dict[Value, Statement]) -> Statement:
    """A cheaper statement with the same result to the last bit."""
    target, operation, arguments = statement.target, statement.operation, statement.arguments
    if target is None or operation in ("copy", "uniform", "normal"):
        return statement
    if not any(isinstance(one, Value) for one in arguments):
        folded = _folded(statement)
        return statement if folded is None else replace(statement, operation="copy", arguments=(folded,))
    same = _identity(target.kind, operation, arguments, defined)
    if same is not None:
        return replace(statement, operation="copy", arguments=(same,))
    if operation == "xor" and target.kind == "bool" and any(one is True for one in map(_truth, arguments)):
        rest = next(one for one in arguments if _truth(one) is not True)
        return replace(statement, operation="not", arguments=(rest,))
    if operation == "div" and not isinstance(divisor := arguments[1], Value):
        fraction, exponent = np.frexp(float(divisor))
        if fraction == 0.5 and abs(exponent) < 100:
            return replace(statement, operation="mul", arguments=(arguments[0], 1.0 / float(divisor)))
    return statement


def _folded(statement: Statement) -> Any:
    """The result of an operation on plain numbers, None where it is not exact."""
    operation, arguments, target = statement.operation, statement.arguments, statement.target
    assert target is not None
    with np.errstate(all="ignore"):
        if operation == "select":
            return NUMPY[target.kind](arguments[1] if arguments[0] else arguments[2])
        if operation == "look_up":
            return np.int32(arguments[0][int(arguments[1])])
        if operation == "cast":
            fits = target.kind != "i32" or abs(float(arguments[0])) < 2.0**31  # else NumPy leaves it open
            return NUMPY[target.kind](arguments[0]) if fits else None
        if operation not in _EXACT:
            return None
        kind = NUMPY[kind_of_arguments(statement)]
        return NUMPY[target.kind](_EXACT[operation](*(kind(one) for one in arguments)))


def _truth(one: Any) -> bool | None:
    return None if isinstance(one, Value) else bool(one)


def _identity(kind: Kind, operation: str, arguments: tuple[Any, ...], defined: dict[Value, Statement]) -> Any:
    """What an operation comes to without computing anything, if so."""
    if operation == "select":
        condition, yes, no = arguments
        truth = _truth(condition)
        return yes if truth or yes is no else no if truth is False else None
    if operation == "not" and kind == "bool":
        inner = defined.get(arguments[0])
        return inner.arguments[0] if inner and inner.operation == "not" and _lasting(inner.arguments[0]) else None
    if operation in ("and", "or", "xor") and kind == "bool":
        for one, other in (arguments, arguments[::-1]):
            truth = _truth(one)
            if truth is not None and operation != "xor":
                return other if truth is (operation == "and") else truth
            if truth is False:
                return other
        return arguments[0] if operation != "xor" and arguments[0] is arguments[1] else None
    neutral = {"mul": 1.0, "div": 1.0, "sub": 0.0, "add": -0.0}.get(operation)
    if neutral is not None and kind in ("f32", "f64"):
        for one, other in (arguments[::-1], arguments)[: 2 if operation in ("mul", "add") else 1]:
            if not isinstance(one, Value) and one == neutral and np.signbit(one) == np.signbit(neutral):
                return other
    return None


# -- liveness ----------------------------------------------------------------------------------------------------------


def live(program: Program, outputs: set[Slot | None]) -> Program:
    """Drops what nobody reads, over all days to come: a slot lives on only if a later day, or the outside, reads it."""
    aliases = Aliases([one for some in (program.begin, program.derive, *program.days, program.close) for one in some])
    always: set[Cell] = {(slot, row) for slot in program.slots if slot in outputs for row in (*range(slot.rows), None)}
    later: set[Cell] = set(always)
    while True:
        lists = (program.derive, *program.days, program.close)
        before = [_needed(some, later, aliases)[1] for some in lists]
        after = later.union(*before)
        if after == later:
            break
        later = after
    program = each(program, lambda some: _needed(some, later, aliases)[0])
    return replace(program, close=_needed(program.close, always, aliases)[0], slots=_kept(program, outputs))


def _kept(program: Program, outputs: set[Slot | None]) -> list[Slot]:
    lists = (program.begin, program.derive, *program.days, program.close)
    spoken_of = {value.slot for some in lists for one in some for value in named(one)} | outputs
    return [slot for slot in program.slots if slot in spoken_of]


def _needed(statements: list[Statement], later: set[Cell], aliases: Aliases) -> tuple[list[Statement], set[Cell]]:
    """The statements that matter to what is read later, and the cells of slots that they or others read."""
    needed: set[Any] = set(later)
    kept = []
    for one in reversed(statements):
        target = one.target
        if target is not None:
            name = aliases(target) or target
            if name not in needed:
                continue
            whole = isinstance(name, Value) or name[1] is not None
            if whole and above(one.guard, target.guard if isinstance(name, Value) else None):
                needed.discard(name)
        kept.append(one)
        needed.update(aliases(value) or value for value in one.reads())
        needed.update(guard.value for guard in (one.guard.chain() if one.guard else ()))
    return kept[::-1], {one for one in needed if isinstance(one, tuple)}
