"""The list of statements under way while rules are traced, and how a rule is refused."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from sim.compiled.program import Guard, Kind, Program, Slot, Statement, Value, above, shared

_OURS = tuple(str(Path(__file__).parent.parent / name) for name in ("compiled", "engine"))


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
        outer = shared(guard, at)
        key = id(guard), id(outer)
        if key not in self._flags:
            flag = self._flags[key] = Value("bool", "variable", outer)
            self.assign(flag, False, outer)
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
            outer = shared(found, guard)
            whether = (self.holds(found, outer), self.holds(guard, outer))
            found = self.guard(outer, self.operate("or", whether, "bool", outer))
        return found

    # -- what stands outside the list --

    def column(self, path: str, what: str) -> Value:
        """A column of the table of parameters."""
        place = place_of(self.program.columns, (path, what))
        return self._columns.setdefault(place, Value("f32", "parameter", column=place))

    def word(self, words: tuple[str, str, str, str, bool]) -> int:
        """The place of an event's words."""
        return place_of(self.program.words, words)

    def cell(self, slot: Slot, row: int | Value = 0) -> Value:
        """What a world keeps in a slot's row."""
        key = id(slot), row if isinstance(row, int) else id(row)
        return self._cells.setdefault(key, Value(slot.kind, "state", slot=slot, row=row))

    def draw(self, kind: str, name: str, day: Any, guard: Guard | None) -> Value:
        """Today's draw of a stream."""
        place = place_of(self.program.streams, name)
        if (place, day) in self.drawn:
            refuse(f"{name!r} is drawn twice on one day; give the second draw a name of its own")
        self.drawn.add((place, day))
        return self.operate(kind, (place, day), "f32", guard)


def place_of(found: list[Any], one: Any) -> int:
    """The place of something in a list, to which it is added at need."""
    try:
        return found.index(one)
    except ValueError:
        found.append(one)
        return len(found) - 1
