"""What a program means, one world and one statement at a time; and programs made at random."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from sim.compiled.program import Guard, Kind, Program, Slot, Statement, Value
from sim.engine import chance, portable
from tests.compiled.host import Left, Lives

NUMPY: dict[str, Any] = {"f32": np.float32, "f64": np.float64, "i32": np.int32, "bool": np.bool_}


def _extreme(larger: bool) -> Callable[[Any, Any], Any]:
    """The larger or smaller of two numbers as IEEE 754-2019 has it: nan passes, and -0 is below 0."""

    def found(one: Any, other: Any) -> Any:
        if one == other == 0:
            return one if bool(np.signbit(one)) is not larger else other
        return (np.maximum if larger else np.minimum)(one, other)

    return found


MEANING: dict[str, Callable[..., Any]] = {
    "copy": lambda one: one,
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "floor_mod": np.remainder,
    "floor_div": np.floor_divide,
    "max": _extreme(True),
    "min": _extreme(False),
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
    "not": np.invert,
    "neg": np.negative,
    "abs": np.abs,
    "isnan": np.isnan,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "exp": portable.exp,
    "exp2": portable.exp2,
    "log": portable.log,
    "log1p": portable.log1p,
    "power": portable.power,
}


class World:
    """One world under way."""

    def __init__(self, program: Program, lives: Lives, j: int, place: int):
        self.program, self.lives, self.j, self.place = program, lives, j, place
        self.parameters = np.array(lives.parameters, np.float32)
        for cell, values in lives.patches:
            self.parameters[cell] = values[j]
        self.state = {slot: np.zeros(slot.rows, NUMPY[slot.kind]) for slot in program.slots}
        self.events: list[tuple[Any, ...]] = []
        self.path = np.full((len(lives.epoch), program.series), -1, np.float32)
        self.day, self.values = 0, dict[Value, Any]()

    def read(self, one: Any, kind: Kind) -> Any:
        """A value or a plain number, as NumPy's scalar."""
        if not isinstance(one, Value):
            return NUMPY[kind](one)
        if one.role == "parameter":
            return self.parameters[self.lives.epoch[self.day], one.column]
        if one.role == "day":
            return NUMPY[one.kind](self.day)
        if one.role == "state":
            return self.state[one.slot][self.row(one)]
        return self.values[one]

    def row(self, one: Value) -> int:
        """The row of a state."""
        return int(self.read(one.row, "i32"))

    def run(self, statements: list[Statement]) -> None:
        """Runs a list of statements."""
        self.values = {}
        for one in statements:
            if all(self.values[guard.value] for guard in (one.guard.chain() if one.guard else ())):
                with np.errstate(all="ignore"):
                    self.step(one)

    def step(self, one: Statement) -> None:
        """Runs one statement."""
        target, arguments = one.target, one.arguments
        if one.operation == "observe":
            self.path[self.day, arguments[0]] = self.read(arguments[1], "f32")
        elif one.operation == "event":
            kinds: tuple[Kind, ...] = ("i32", "f32", "i32", "f32", "f32", "i32")
            number, *rest = (self.read(value, kind) for value, kind in zip(arguments[1:], kinds, strict=True))
            self.events.append((self.place, arguments[0], number, self.day, *rest))
        else:
            assert target is not None
            found = NUMPY[target.kind](self.operation(one, target.kind))
            if target.role == "state":
                self.state[target.slot][self.row(target)] = found
            else:
                self.values[target] = found

    def operation(self, one: Statement, kind: Kind) -> Any:
        """What an operation gives."""
        arguments = one.arguments
        if one.operation in ("uniform", "normal"):
            return self.draw(one.operation, arguments[0], int(self.read(arguments[1], "i32")))
        if one.operation == "look_up":
            return arguments[0][int(self.read(arguments[1], "i32"))]
        if one.operation == "select":
            return self.read(arguments[1] if self.read(arguments[0], "bool") else arguments[2], kind)
        if one.operation == "cast":
            found = self.read(arguments[0], arguments[0].kind)
            if kind == "i32" and np.issubdtype(found.dtype, np.floating):  # NumPy leaves what does not fit open
                return 0 if np.isnan(found) else int(np.clip(float(found), -(2.0**31), 2.0**31 - 1))
            return found
        given = [value.kind for value in arguments if isinstance(value, Value)]
        at = given[0] if given and one.operation not in ("select",) else kind
        return MEANING[one.operation](*(self.read(value, at) for value in arguments))

    def draw(self, operation: str, stream: int, day: int) -> Any:
        """A draw."""
        counter = int(self.lives.worlds[self.j]) + int(self.lives.keys[stream]) + day * 0x9E3779B97F4A7C15
        bits = chance._finalise(np.array([counter % 2**64], np.uint64))
        return {"uniform": chance._uniform, "normal": chance._normal}[operation](bits)[0]


def live(program: Program, lives: Lives, outputs: list[Slot]) -> Left:
    """Lives through all worlds; of each, the slots named ``outputs``, as a dictionary."""
    finals, paths, shots, events = [], [], [], []
    for j in range(len(lives.worlds)):
        world = World(program, lives, j, j)
        world.run(program.begin)
        seen = []
        for day in range(len(lives.epoch)):
            if world.state[program.alive][0]:
                world.day = day
                if lives.derive[day]:
                    world.run(program.derive)
                world.run(program.days[lives.kind[day]])
            if day in lives.snapshots:
                seen.append({slot: world.state[slot].copy() for slot in outputs})
        world.run(program.close)
        finals.append({slot: world.state[slot].copy() for slot in outputs})
        paths.append(world.path)
        shots.append(seen)
        if lives.keep is not None and lives.keep[j]:
            events += world.events
    return Left(finals, np.array(paths), shots, events[: lives.capacity], int(len(events) > lives.capacity))


KINDS: tuple[Kind, ...] = ("f32", "f32", "f32", "i32", "i32", "bool", "bool", "f64")
AWKWARD = {
    "f32": [0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 1e-42, 3.4e38, np.inf, -np.inf, np.nan, 0.1, 8.0],
    "i32": [0, 1, -1, 2, 7, -3, 2**31 - 1, -(2**31)],
    "bool": [True, False],
}
AWKWARD["f64"] = AWKWARD["f32"]

BY_KIND = {
    "f32": [
        "add",
        "sub",
        "mul",
        "div",
        "max",
        "min",
        "neg",
        "abs",
        "floor",
        "sqrt",
        "exp",
        "exp2",
        "log",
        "log1p",
        "power",
    ],
    "i32": ["add", "sub", "mul", "floor_mod", "floor_div", "max", "min", "and", "or", "xor", "neg", "abs", "not"],
    "bool": ["and", "or", "xor", "not"],
}
BY_KIND["f64"] = BY_KIND["f32"]


TWO = {"add", "sub", "mul", "div", "power", "floor_mod", "floor_div", "max", "min", "and", "or", "xor"}


class Writer:
    """Writes one list of statements at random."""

    def __init__(self, random: Random, program: Program, effects: bool):
        self.random, self.program, self.effects = random, program, effects
        self.statements: list[Statement] = []
        self.visible: list[Value] = [Value("f32", "parameter", column=i) for i in range(len(program.columns))]
        self.visible.append(Value("i32", "day"))
        self.visible += [self.state(slot) for slot in program.slots]
        self.variables: list[Value] = []

    def state(self, slot: Slot) -> Value:
        """A slot, of several rows one that is a number."""
        return Value(slot.kind, "state", slot=slot, row=self.random.randrange(slot.rows))

    def some(self, kind: Kind) -> Any:
        """A value that can be read here, or a plain number."""
        found = [one for one in self.visible if one.kind == kind]
        if found and self.random.random() < 0.8:
            return self.random.choice(found[-6:] if self.random.random() < 0.6 else found)
        return NUMPY[kind](self.random.choice(AWKWARD[kind]))

    def put(self, target: Value | None, operation: str, *arguments: Any, guard: Guard | None) -> None:
        """Writes a statement."""
        self.statements.append(Statement(target, operation, arguments, guard))

    def new(self, kind: Kind, guard: Guard | None, operation: str, *arguments: Any) -> Value:
        """Writes a value that is set once."""
        made = Value(kind, "once", guard)
        self.put(made, operation, *arguments, guard=guard)
        self.visible.append(made)
        return made

    def one(self, guard: Guard | None) -> None:
        """Writes something."""
        random = self.random
        kind = random.choice(KINDS)
        choice = random.randrange(16)
        if choice < 6:
            operation = random.choice(BY_KIND[kind])
            many = 2 if operation in TWO else 1
            self.new(kind, guard, operation, *(self.some(kind) for _ in range(many)))
        elif choice == 6:
            compared = [one for one in self.visible if one.kind == kind]
            if compared and kind != "bool":
                operation = random.choice(["lt", "le", "gt", "ge", "eq", "ne"])
                self.new("bool", guard, operation, random.choice(compared), self.some(kind))
        elif choice == 7:
            self.new(kind, guard, "select", self.some("bool"), self.some(kind), self.some(kind))
        elif choice == 8:
            self.new(kind, guard, "copy", self.some(kind))
        elif choice == 9:
            self.new(random.choice(KINDS), guard, "cast", random.choice(self.visible))
        elif choice == 10:
            index = self.new("i32", guard, "floor_mod", self.some("i32"), 3)
            self.new("i32", guard, "look_up", (5, -7, 11), index)
        elif choice == 11:
            day = Value("i32", "day") if random.random() < 0.7 else random.randrange(3)
            self.new("f32", guard, random.choice(["uniform", "normal"]), random.randrange(2), day)
        elif choice == 12:
            made = Value(kind, "variable", guard)
            self.put(made, "copy", self.some(kind), guard=guard)
            self.visible.append(made)
            self.variables.append(made)
        else:
            self.write(guard)

    def write(self, guard: Guard | None) -> None:
        """Writes over a variable or a slot, or an effect."""
        random = self.random
        slot = random.choice([slot for slot in self.program.slots if slot is not self.program.alive])
        variables = [one for one in self.variables if one in self.visible]
        choice = random.random()
        if choice < 0.3 and variables:
            variable = random.choice(variables)
            self.put(variable, "copy", self.some(variable.kind), guard=guard)
        elif choice < 0.4 and self.effects:
            self.put(None, "observe", random.randrange(self.program.series), self.some("f32"), guard=guard)
        elif choice < 0.5 and self.effects:
            kinds: tuple[Kind, ...] = ("i32", "f32", "i32", "f32", "f32", "i32")
            self.put(None, "event", random.randrange(2), *(self.some(kind) for kind in kinds), guard=guard)
        elif choice < 0.6 and slot.rows > 1:
            row = self.new("i32", guard, "floor_mod", self.some("i32"), slot.rows)
            self.visible.append(Value(slot.kind, "state", slot=slot, row=row))
            self.put(self.visible[-1], "copy", self.some(slot.kind), guard=guard)
        else:
            self.put(self.state(slot), "copy", self.some(slot.kind), guard=guard)

    def block(self, guard: Guard | None, size: int, depth: int) -> None:
        """Writes statements under a guard, and blocks under deeper ones."""
        for _ in range(size):
            if depth < 3 and self.random.random() < 0.12:
                inner = Guard(self.new("bool", guard, "copy", self.some("bool")), guard)
                before = len(self.visible), len(self.variables)
                self.block(inner, self.random.randrange(1, 8), depth + 1)
                del self.visible[before[0] :], self.variables[before[1] :]
            else:
                self.one(guard)


def any_program(random: Random) -> tuple[Program, Lives]:
    """A program made at random, and what to live it with."""
    slots = [Slot("a", f"s{i}", random.choice(KINDS), random.choice([1, 1, 1, 3])) for i in range(8)]
    alive = Slot("model", "alive", "bool")
    program = Program(columns=[("a", "p"), ("a", "q")], slots=[*slots, alive], alive=alive, series=3)
    program.streams, program.words = ["x", "y"], [("a", "b", "c", "d", False), ("a", "b", "", "d", True)]

    def written(size: int, effects: bool) -> list[Statement]:
        writer = Writer(random, program, effects)
        writer.block(None, size, 0)
        return writer.statements

    program.begin = [Statement(Value("bool", "state", slot=alive), "copy", (True,)), *written(15, False)]
    program.derive, program.close = written(8, False), written(8, False)
    program.days = [written(40, True) for _ in range(2)]
    end = Value("bool")
    program.days[1] += [
        Statement(end, "gt", (Value("f32", "state", slot=next((s for s in slots if s.kind == "f32"), alive)), 2.0)),
        Statement(Value("bool", "state", slot=alive), "copy", (False,), Guard(end)),
    ]
    lives = Lives(
        worlds=[random.randrange(2**64) for _ in range(2)],
        keys=[random.randrange(2**64) for _ in range(2)],
        parameters=np.array([[random.choice(AWKWARD["f32"]) for _ in range(2)] for _ in range(2)], np.float32),
        epoch=[0, 0, 1, 1],
        kind=[0, 1, 1, 0],
        derive=[0, 1, 1, 0],
        patches=[((1, 0), [random.choice(AWKWARD["f32"]) for _ in range(2)])],
        paths=True,
        snapshots=[1, 3],
        keep=[1, random.randrange(2)],
        capacity=random.choice([2, 64]),
    )
    return program, lives
