"""One list of statements as a WebAssembly function.

Guards become ifs. A value with one reader stays on the machine's stack, all others are local variables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Any, Protocol

import numpy as np

from sim.compiled import lowering
from sim.compiled.arithmetic import GOLDEN, Arithmetic, finalised, uniform
from sim.compiled.layout import HEADER_BYTES
from sim.compiled.lowering import Aliases, Cell, kind_of_arguments, kind_of_number
from sim.compiled.program import COMPARISONS, Guard, Kind, Slot, Statement, Value, above, shared
from sim.compiled.wasm import Constant, Function, Global, Local, Term, Type, constant, plain, select

TYPES: dict[Kind, Type] = {"f32": "f32", "f64": "f64", "i32": "i32", "bool": "i32"}

#: Kinds of an event's arguments after its words.
EVENT_KINDS: tuple[Kind, ...] = ("i32", "f32", "i32", "f32", "f32", "i32")

_ZERO = constant("i32", 0)


class Around(Protocol):
    """What a function must know of its module.

    Attributes:
        recording: stands for whether the world's path is written.
        offsets: where each slot lies in a state.
        keys: address of the keys of the streams.
        arithmetic: functions and draws.
        kept: whether the world's events are kept.
        event: writes a row of the log.
    """

    recording: Value
    offsets: dict[Slot, int]
    keys: int
    arithmetic: Arithmetic
    kept: Global
    event: Function | None

    def table(self, content: bytes) -> int:
        """The address of constant bytes."""


class Body:
    """Fills one function with statements.

    A term with one reader is *pending* until its reader takes it; it becomes a local variable before a cell that it
    reads is written, and at the end of its block.
    """

    def __init__(self, around: Around, f: Function, statements: list[Statement]):
        self.around, self.f, self.statements = around, f, statements
        self.day, self.parameters, self.today, self.row = f.parameters
        self.scratch: Local | None = None
        self.aliases = Aliases(statements)
        self.locals: dict[Value, Term] = {around.recording: self.row.op("ne", 0)}
        self.pending: dict[Value, tuple[Term, set[Cell]]] = {}
        self.cells: set[Cell] = set()  # read by the term at hand
        self.set_under: dict[Value, Guard | None] = {}
        self.reads: Counter[Value] = Counter()
        readers: dict[Value, Guard | None] = {}
        for one in statements:
            for value in one.reads():
                self.reads[value] += 1
                readers[value] = one.guard
            if one.guard is not None:
                self.reads.update({guard.value: 2 for guard in one.guard.chain()})
            if one.target is not None and one.target.role == "once":
                self.set_under[one.target] = one.guard
        self.once = {value for value, guard in readers.items() if self.reads[value] == 1 and self._under(value, guard)}

    def _under(self, value: Value, guard: Guard | None) -> bool:
        return value in self.set_under and self.set_under[value] is guard

    def emit(self) -> None:
        """Writes all statements."""
        self._block(self.statements, None)

    def _block(self, statements: list[Statement], outer: Guard | None) -> None:
        """Statements under a guard, those under deeper ones in ifs that neighbours share."""
        before = set(self.pending)
        for below, some in groupby(statements, key=lambda one: _below(outer, one.guard)):
            if below is None:
                for one in some:
                    self._statement(one)
                continue
            nested = list(some)
            inner: Guard | None = nested[0].guard
            for one in nested:
                inner = shared(inner, one.guard)
            self._settle(lambda cells: bool(cells))
            with self.f.when(self._holds(outer, inner)):
                self._block(nested, inner)
        for value in [value for value in self.pending if value not in before]:
            self._to_local(value)

    def _holds(self, outer: Guard | None, inner: Guard | None) -> Term:
        """Whether a guard holds where an outer one does: all values down to it, but for those that others imply."""
        found: Term | None = None
        implied = outer
        while inner is not None and inner is not outer:
            if not above(inner, implied):
                term = self.term(inner.value)
                found = term if found is None else found & term
                under = self.set_under.get(inner.value)
                implied = under if above(implied, under) else implied
            inner = inner.parent
        assert found is not None
        return found

    def _settle(self, which: Callable[[set[Cell]], bool]) -> None:
        for value in [value for value, (_, cells) in self.pending.items() if which(cells)]:
            self._to_local(value)

    def _to_local(self, value: Value) -> None:
        term, _ = self.pending.pop(value)
        self.locals[value] = self.f.let(term)

    def _statement(self, one: Statement) -> None:
        if one.target is None:
            self._effect(one)
            return
        self.cells = set()
        term = self.operation(one)
        name = self.aliases(one.target)
        if name is None:
            if one.target in self.once:
                self.pending[one.target] = term, self.cells
            elif self.reads[one.target]:
                self.locals[one.target] = self.f.let(term)
            return
        address = self.address(one.target) if one.target.role == "state" else None
        self._settle(lambda cells: name in cells)
        if address is not None:
            self.f.store(address, term, self.offset(one.target))
            return
        if one.target not in self.locals:
            self.locals[one.target] = self.f.local(term.type)
        variable = self.locals[one.target]
        assert isinstance(variable, Local)
        self.f.set(variable, term)

    def _effect(self, one: Statement) -> None:
        place, *arguments = one.arguments
        if one.operation == "observe":
            self.f.store(self.row, self.of_kind(arguments[0], "f32"), 4 * int(place))
            return
        assert self.around.event is not None
        terms = [self.of_kind(value, kind) for value, kind in zip(arguments, EVENT_KINDS, strict=True)]
        with self.f.when(self.around.kept):
            self.f.run(self.around.event, self.day, constant("i32", int(place)), *terms)

    # -- values -------------------------------------------------------------------------------------------------------

    def term(self, one: Any, kind: Kind = "i32") -> Term:
        """A value, or a plain number as one of a kind."""
        if not isinstance(one, Value):
            return constant(TYPES[kind], one)
        if one.role == "parameter":
            return self.parameters.load("f32", 4 * one.column)
        if one.role == "day":
            return self.converted(self.day, "i32", one.kind)
        if one in self.pending:
            term, cells = self.pending.pop(one)
            self.cells |= cells
            return term
        name = self.aliases(one)
        if name is not None:
            self.cells.add(name)
        if one.role == "state":
            return self.address(one).load(TYPES[one.kind], self.offset(one))
        if one not in self.locals:  # read where it was never set
            self.locals[one] = self.f.local(TYPES[one.kind])
        return self.locals[one]

    def of_kind(self, one: Any, kind: Kind) -> Term:
        """A value turned into another kind."""
        if not isinstance(one, Value):
            return constant(TYPES[kind], one)
        return self.converted(self.term(one), one.kind, kind)

    def address(self, state: Value) -> Term:
        """The address that :meth:`offset` counts from."""
        if not isinstance(state.row, Value):
            return _ZERO
        return self.term(state.row) * (8 if state.kind == "f64" else 4)

    def offset(self, state: Value) -> int:
        """Where a state lies, but for a row that varies."""
        slot = lowering.slot_of(state)
        row = 0 if isinstance(state.row, Value) else state.row % slot.rows
        return HEADER_BYTES + self.around.offsets[slot] + row * (8 if slot.kind == "f64" else 4)

    def held(self, term: Term) -> Term:
        """A term that may be used more than once."""
        return term if isinstance(term, Local | Constant) else self.f.let(term)

    # -- operations ---------------------------------------------------------------------------------------------------

    def operation(self, statement: Statement) -> Term:
        """What a statement sets its target to."""
        operation, arguments, target = statement.operation, statement.arguments, statement.target
        assert target is not None
        kind = kind_of_arguments(statement)
        if operation in ("uniform", "normal"):
            return self._draw(operation, *arguments)
        if operation == "look_up":
            return self._look_up(*arguments)
        if operation == "select":
            condition, *rest = arguments
            yes, no = (self.term(one, target.kind) for one in rest)
            return select(self.term(condition), yes, no)
        terms = [self.term(one, kind) for one in arguments]
        if operation in ("copy", "cast"):
            given = kind if isinstance(arguments[0], Value) or operation == "copy" else kind_of_number(arguments[0])
            return self.converted(terms[0], given, target.kind)
        if operation in ("exp", "exp2", "log", "log1p", "power"):
            return self.around.arithmetic(operation, *terms)
        if operation in ("max", "min") and kind in ("f32", "f64"):
            return self._extreme(operation, arguments, terms)
        special = getattr(self, f"_{operation}", None)
        if special is not None:
            return special(kind, *terms)
        sign = "_s" if terms[0].type == "i32" and operation in {*COMPARISONS} - {"eq", "ne"} else ""
        return terms[0].op(operation + sign, *terms[1:])

    def converted(self, term: Term, given: Kind, wanted: Kind) -> Term:
        """A term of one kind as one of another."""
        if given == wanted or (TYPES[given] == TYPES[wanted] and wanted != "bool"):
            return term
        if wanted == "bool":
            return term.op("ne", 0)
        name = {
            ("i32", "f32"): "f32.convert_i32_s",
            ("i32", "f64"): "f64.convert_i32_s",
            ("f32", "f64"): "f64.promote_f32",
            ("f64", "f32"): "f32.demote_f64",
            ("f32", "i32"): "i32.trunc_sat_f32_s",
            ("f64", "i32"): "i32.trunc_sat_f64_s",
        }[TYPES[given], TYPES[wanted]]
        return plain(name, term)

    def _draw(self, operation: str, stream: Any, day: Any) -> Term:
        counter: Term = self.today
        if not (isinstance(day, Value) and day.role == "day"):
            apart = plain("i64.extend_i32_s", self.term(day) - self.day)
            counter = counter + apart * GOLDEN
        if self.scratch is None:
            self.scratch = self.f.local("i64")
        bits = finalised(counter + _ZERO.load("i64", self.around.keys + 8 * int(stream)), self.scratch)
        return uniform(bits) if operation == "uniform" else self.around.arithmetic.normal(bits)

    def _look_up(self, numbers: tuple[int, ...], index: Any) -> Term:
        place = self.held(self.term(index))
        place = select(place < 0, place + len(numbers), place)
        return (place << 2).load("i32", self.around.table(np.asarray(numbers, "<i4").tobytes()))

    def _extreme(self, operation: str, arguments: tuple[Any, ...], terms: list[Term]) -> Term:
        """The larger or smaller of two; nan where either is, and of two zeros the one that IEEE 754-2019 has."""
        numbers = [one for one in arguments if not isinstance(one, Value)]
        if not numbers or np.isnan(numbers[0]):
            return terms[0].op(operation, terms[1])
        x = self.held(terms[1] if isinstance(arguments[1], Value) else terms[0])
        first = bool(np.signbit(numbers[0])) is (operation == "min")  # whether the number wins against another zero
        beaten = {("max", True): "le", ("max", False): "lt", ("min", True): "ge", ("min", False): "gt"}[
            operation, first
        ]
        return select(x.op(beaten, numbers[0]), numbers[0], x)

    def _max(self, kind: Kind, one: Term, other: Term) -> Term:
        one, other = self.held(one), self.held(other)
        return select(one > other, one, other)

    def _min(self, kind: Kind, one: Term, other: Term) -> Term:
        one, other = self.held(one), self.held(other)
        return select(one < other, one, other)

    def _not(self, kind: Kind, x: Term) -> Term:
        return x.op("eqz") if kind == "bool" else x ^ -1

    def _neg(self, kind: Kind, x: Term) -> Term:
        return x.like(0) - x if x.type == "i32" else x.op("neg")

    def _abs(self, kind: Kind, x: Term) -> Term:
        if x.type != "i32":
            return x.op("abs")
        x = self.held(x)
        return select(x < 0, x.like(0) - x, x)

    def _isnan(self, kind: Kind, x: Term) -> Term:
        x = self.held(x)
        return x.op("ne", x)

    def _floor_mod(self, kind: Kind, x: Term, y: Term) -> Term:
        """The rest of a division with the divisor's sign; 0 of a division by 0, as NumPy has it."""
        y = self.held(y)
        rest = self.f.let(x.op("rem_s", select(y, y, 1)))
        return select(y, rest + select((rest.op("ne", 0)) & ((rest ^ y) < 0), y, 0), 0)

    def _floor_div(self, kind: Kind, x: Term, y: Term) -> Term:
        """Division rounded down, in 64 bits so that the smallest number may be divided by -1; 0 of one by 0."""
        y = self.held(y)
        wide, by = (self.f.let(plain("i64.extend_i32_s", one)) for one in (x, select(y, y, 1)))
        found = self.f.let(wide.op("div_s", by))
        rest = self.f.let(wide - found * by)
        down = plain("i64.extend_i32_u", rest.op("ne", 0) & ((rest ^ by) < 0))
        return select(y, plain("i32.wrap_i64", found - down), 0)


def _below(outer: Guard | None, guard: Guard | None) -> Guard | None:
    """The guard next below an outer one on the way to another; None where that is the outer one itself."""
    while guard is not None and guard is not outer and guard.parent is not outer:
        guard = guard.parent
    return None if guard is outer else guard
