"""From a program to a WebAssembly module that lives through worlds one after the other.

The state of the world at hand lies at a fixed address, so that reading a slot is one load. Every list of statements is
a function (:mod:`sim.compiled.body`); what is here is the life around them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sim.compiled import lowering, scheduling
from sim.compiled.arithmetic import GOLDEN, Arithmetic
from sim.compiled.body import EVENT_KINDS, TYPES, Body
from sim.compiled.layout import EVENT, HEADER_BYTES, Header, Layout, Module, Place
from sim.compiled.program import Guard, Program, Slot, Statement, Value
from sim.compiled.wasm import Builder, Function, Term, Type, constant, plain, select

_ZERO = constant("i32", 0)


def emit(program: Program, outputs: Iterable[tuple[str, str]], observe: bool = True, events: bool = True) -> Module:
    """A program as a module.

    Args:
        program: as traced.
        outputs: owner and name of every slot that is read from outside; others are dropped where no day needs them.
        observe, events: whether the module can write paths, and events.
    """
    return Emitter(program, outputs, observe, events).module()


class Emitter:
    """Makes one module."""

    def __init__(self, program: Program, outputs: Iterable[tuple[str, str]], observe: bool, events: bool):
        self.recording = Value("bool")  # whether the world's path is written
        self.program = lowering.each(
            lowering.lowered(_recorded(program, self.recording), outputs, observe, events), scheduling.scheduled
        )
        self.offsets, self.state_bytes = _offsets(self.program)
        self.builder = Builder()
        self.free = HEADER_BYTES + self.state_bytes
        self.tables: dict[bytes, int] = {}
        self.keys = self.room(8 * len(program.streams))
        self.arithmetic = Arithmetic(self.builder, self.table)
        self.place, self.kept = self.builder.variable("i32"), self.builder.variable("i32")
        self.event = self._event() if events else None

    def room(self, size: int) -> int:
        """The address of some bytes of memory."""
        address = -(-self.free // 16) * 16
        self.free = address + size
        return address

    def table(self, content: bytes) -> int:
        """The address of constant bytes."""
        if content not in self.tables:
            self.tables[content] = self.room(len(content))
            self.builder.data(self.tables[content], content)
        return self.tables[content]

    def module(self) -> Module:
        """The finished module."""
        self._live()
        program = self.program
        layout = Layout(
            state_bytes=self.state_bytes,
            first_free=self.room(0),
            places=tuple(
                Place(slot.owner, slot.name, slot.kind, slot.rows, offset) for slot, offset in self.offsets.items()
            ),
            columns=tuple(program.columns),
            streams=tuple(program.streams),
            words=tuple(program.words),
            series=program.series,
        )
        return Module(self.builder.module(), layout)

    def compiled(self, statements: list[Statement]) -> Function:
        """A list of statements as a function of the day, the parameters' row, the day's hash and the path's row."""
        made = self.builder.function(["i32", "i32", "i64", "i32"])
        Body(self, made, statements).emit()
        return made

    def _event(self) -> Function:
        """Writes a row of the log of events, if there is room."""
        f = self.builder.function(["i32", "i32", *(TYPES[kind] for kind in EVENT_KINDS)])
        day, words, number, *rest = f.parameters
        written = f.let(header(Header.WRITTEN))
        full = written.op("ge_s", header(Header.CAPACITY))
        with f.when(full):
            f.store(constant("i32", Header.OVERFLOW.address), constant("i32", 1))
        with f.when(header(Header.OVERFLOW).op("eqz")):
            row = f.let(header(Header.EVENTS) + written * EVENT.itemsize)
            for place, term in enumerate((self.place, words, number, day, *rest)):
                f.store(row, term, 4 * place)
            f.store(constant("i32", Header.WRITTEN.address), written + 1)
        return f

    def _live(self) -> None:
        """The module's one export."""
        program = self.program
        begin, derive, close = (self.compiled(some) for some in (program.begin, program.derive, program.close))
        days = [self.compiled(some) for some in program.days]
        state, size = constant("i32", HEADER_BYTES), constant("i32", self.state_bytes)
        assert program.alive is not None, "a program that never ends"
        alive = state.load("i32", self.offsets[program.alive])

        f = self.builder.function(["i32", "i32"], export="live")
        first, count = f.parameters
        horizon, snapshots = f.let(header(Header.DAYS)), f.let(header(Header.SNAPSHOT_DAYS))
        series = constant("i32", 4 * program.series)
        j, day, last, row, parameters = f.let(first), *(f.local("i32") for _ in range(4))
        today = f.local("i64")

        def at(table: Header, index: Term, kind: Type = "i32") -> Term:
            return (header(table) + (index << (3 if kind == "i64" else 2))).load(kind)

        def in_force() -> Term:
            return header(Header.PARAMETERS) + at(Header.EPOCH, day) * (4 * len(program.columns))

        f.copy(constant("i32", self.keys), header(Header.KEYS), constant("i32", 8 * len(program.streams)))
        with f.block() as out, f.loop() as next_world:
            f.branch_when(j.op("ge_s", first + count), out)
            f.set(self.place, j - first)
            self._patch(f, j)
            f.fill(state, _ZERO, size)
            f.set(self.kept, _ZERO)
            with f.when(header(Header.KEEP)):
                f.set(self.kept, at(Header.KEEP, j))
            f.set(today, at(Header.WORLDS, j, "i64"))
            f.set(day, _ZERO)
            f.set(parameters, in_force())
            f.set(row, _ZERO)
            with f.when(header(Header.PATHS)):
                f.set(row, header(Header.PATHS) + self.place * horizon * series)
            f.run(begin, day, parameters, today, _ZERO)
            with f.block() as over, f.loop() as next_day:
                f.branch_when(day.op("ge_s", horizon), over)
                with f.when(alive):
                    f.set(last, day)
                    f.set(parameters, in_force())
                    with f.when(at(Header.DERIVE, day)):
                        f.run(derive, day, parameters, today, _ZERO)
                    _choose(f, at(Header.KIND, day), [(one, (day, parameters, today, row)) for one in days])
                with f.when(snapshots):
                    shown = f.let((snapshots + (day << 2)).load("i32"))
                    with f.when(shown):
                        place = self.place * header(Header.SNAPSHOT_COUNT) + shown - 1
                        f.copy(header(Header.SNAPSHOTS) + place * size, state, size)
                f.set(day, day + 1)
                f.set(today, today + GOLDEN)
                f.set(row, select(row, row + series, 0))
                f.branch_when(alive.op("or", snapshots), next_day)
            f.set(today, at(Header.WORLDS, j, "i64") + plain("i64.extend_i32_u", last) * GOLDEN)
            f.run(close, last, parameters, today, _ZERO)
            f.copy(header(Header.FINALS) + self.place * size, state, size)
            f.set(j, j + 1)
            f.branch(next_world)

    @staticmethod
    def _patch(f: Function, j: Term) -> None:
        """Writes a world's own values over cells of the table of parameters."""
        k = f.let(_ZERO)
        with f.block() as done, f.loop() as next_cell:
            f.branch_when(k.op("ge_s", header(Header.PATCHES)), done)
            cell = (header(Header.PATCH_TARGETS) + (k << 2)).load("i32")
            place = k * header(Header.N) + j
            f.store(cell, (header(Header.PATCH_VALUES) + (place << 2)).load("f32"))
            f.set(k, k + 1)
            f.branch(next_cell)


def header(word: Header) -> Term:
    """A word of the header."""
    return _ZERO.load("i32", word.address)


def _recorded(program: Program, recording: Value) -> Program:
    """The program with what is only observed under a guard of its own."""
    guards: dict[Guard | None, Guard] = {}

    def guarded(one: Statement) -> Statement:
        if one.operation != "observe":
            return one
        return replace(one, guard=guards.setdefault(one.guard, Guard(recording, one.guard)))

    return lowering.each(program, lambda some: [guarded(one) for one in some])


def _offsets(program: Program) -> tuple[dict[Slot, int], int]:
    """Where the slots lie in a state, 64-bit numbers first; and its size, a multiple of 8."""
    found, size = dict[Slot, int](), 0
    for slot in sorted(program.slots, key=lambda slot: slot.kind != "f64"):
        found[slot] = size
        size += slot.rows * (8 if slot.kind == "f64" else 4)
    return found, -(-size // 8) * 8


def _choose(f: Function, place: Term, calls: list[tuple[Function, tuple[Term, ...]]]) -> None:
    """Calls the function at a place."""
    if len(calls) == 1:
        f.run(calls[0][0], *calls[0][1])
        return
    number = f.let(place)
    for case, (function, arguments) in enumerate(calls):
        with f.when(number.op("eq", case)):
            f.run(function, *arguments)
