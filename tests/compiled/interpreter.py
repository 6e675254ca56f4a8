"""Runs a program statement by statement, over worlds side by side: what a program means, in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled.program import Guard, Program, Slot, Statement, Value
from sim.compiled.tracing import Table
from sim.engine import portable
from sim.engine.chance import Chance, Stream

DTYPE = {"f32": np.float32, "f64": np.float64, "i32": np.int32, "bool": np.bool_}
FUNCTIONS = {
    "copy": lambda x: x,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.true_divide,
    "floor_mod": np.remainder,
    "floor_div": np.floor_divide,
    "max": np.maximum,
    "min": np.minimum,
    "power": portable.power,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "xor": np.logical_xor,
    "not": np.logical_not,
    "neg": np.negative,
    "abs": np.abs,
    "isnan": np.isnan,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "exp": portable.exp,
    "exp2": portable.exp2,
    "log": portable.log,
    "log1p": portable.log1p,
    "select": np.where,
}


class Lives:
    """Worlds that a program is run for.

    Args:
        program: the program.
        table: what its days read.
        seed: of the luck.
        worlds: numbers of the worlds, shape ``(n,)``.

    Attributes:
        kept: what every slot holds, shape ``(rows, n)``.
        end: day on which each world stopped; -1 at the horizon.
        events: event rows: position of the world, place of the words, number, day, rung, cause, threshold, margin, dead
        observed: shape ``(series, days, n)``, nan after a world's end.
    """

    def __init__(self, program: Program, table: Table, seed: int, worlds: Any):
        self.program, self.table, self.n = program, table, len(worlds)
        chance = Chance(seed, worlds)
        self._streams = [Stream(name, chance.key(name), chance.worlds) for name in program.streams]
        self.kept = {id(slot): np.zeros((slot.rows, self.n), DTYPE[slot.kind]) for slot in program.slots}
        self.events: list[tuple[Any, ...]] = []
        days = len(table.epoch)
        self.observed = np.full((program.series, days, self.n), np.nan, np.float32)
        assert program.alive is not None
        everyone = np.ones(self.n, bool)
        self._run(program.begin, 0, everyone)
        self.lived = np.zeros(self.n, int)
        for day in range(days):
            alive = self.of(program.alive)[0].copy()
            self.lived += alive
            if table.derive[day]:
                self._run(program.derive, day, alive)
            self._run(program.days[table.kind[day]], day, alive)
        self._run(program.close, days - 1, everyone)

    def of(self, slot: Slot) -> Any:
        """What a slot holds, shape ``(rows, n)``."""
        return self.kept[id(slot)]

    def _run(self, statements: list[Statement], day: int, where: Any) -> None:
        values: dict[int, Any] = {}
        masks: dict[int, Any] = {}

        def mask(guard: Guard | None) -> Any:
            if guard is None:
                return where
            if id(guard) not in masks:
                masks[id(guard)] = mask(guard.parent) & read(guard.value)
            return masks[id(guard)]

        def read(one: Any) -> Any:
            if not isinstance(one, Value):
                return one
            if one.role == "parameter":
                row = self.table.epoch[day]
                number = self.table.varied.get((row, one.column), self.table.rows[row, one.column])
                return np.broadcast_to(np.asarray(number, np.float32), (self.n,))
            if one.role == "day":
                return np.full(self.n, day, np.int32)
            if one.role == "state":
                rows = self.kept[id(one.slot)]
                return rows[one.row] if isinstance(one.row, int) else rows[read(one.row)[0]]
            return values[id(one)]

        def given(statement: Statement) -> list[Any]:
            """Arguments, a plain number in the type of its fellows."""
            read_ones = [read(one) for one in statement.arguments]
            kinds = [one.dtype for one in read_ones if isinstance(one, np.ndarray)]
            target = statement.target
            if statement.operation in ("copy", "cast", "select"):
                kinds = [np.dtype(DTYPE[target.kind])]
            return [
                np.full(self.n, one, kinds[0]) if not isinstance(one, np.ndarray | tuple) and kinds else one
                for one in read_ones
            ]

        for one in statements:
            target, at = one.target, mask(one.guard)
            if one.operation in ("uniform", "normal"):
                place, on = one.arguments
                found = getattr(self._streams[place], one.operation)(day if isinstance(on, Value) else on)
            elif one.operation == "look_up":
                numbers, index = one.arguments
                found = np.array(numbers, np.int32)[np.where(at, read(index), 0)]
            elif target is None:
                self._effect(one, [read(x) for x in one.arguments], day, at)
                continue
            else:
                with np.errstate(all="ignore"):
                    if one.operation == "select":
                        condition, yes, no = (read(x) for x in one.arguments)
                        kind = DTYPE[target.kind]
                        found = np.where(condition, np.asarray(yes, kind), np.asarray(no, kind))
                    elif one.operation == "cast":
                        found = np.asarray(read(one.arguments[0])).astype(DTYPE[target.kind])
                    else:
                        found = FUNCTIONS[one.operation](*given(one))
            found = np.broadcast_to(np.asarray(found), (self.n,))
            assert found.dtype == DTYPE[target.kind], (one.operation, found.dtype, target.kind)
            if target.role == "state":
                rows = self.kept[id(target.slot)]
                row = target.row if isinstance(target.row, int) else read(target.row)[0]
                rows[row] = np.where(at, found, rows[row])
            elif target.role == "variable" and id(target) in values:
                values[id(target)] = np.where(at, found, values[id(target)])
            else:
                values[id(target)] = found.copy()

    def _effect(self, one: Statement, given: list[Any], day: int, at: Any) -> None:
        if one.operation == "observe":
            place, value = given
            self.observed[place, day] = np.where(at, value, np.nan)
            return
        place, *numbers = (np.broadcast_to(x, (self.n,)) for x in given)
        for j in np.flatnonzero(at):
            number, *rest = (x[j] for x in numbers)
            self.events.append((int(j), int(place[j]), int(number), day, *rest))
