"""From a model to its program: it is made and lives one day of every kind, with symbols in the place of arrays."""

from __future__ import annotations

import inspect
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from sim.compiled.building import NotTraceable, Trace, refuse
from sim.compiled.held import Kept, each, has, incidents, joined, same, told_apart
from sim.compiled.program import Guard, Program, Slot, Statement, Value
from sim.compiled.rows import Ring, Rows
from sim.compiled.stand_ins import (
    ENGINES,
)
from sim.compiled.structure import structure as structure
from sim.compiled.swapping import swapped
from sim.compiled.symbols import MANY, Positions, Symbol, argument, empty, kind_of
from sim.compiled.table import Table as Table
from sim.compiled.table import table as table
from sim.engine import own
from sim.engine.actor import Actor
from sim.engine.arrays import NOBODY
from sim.engine.model import Model
from sim.engine.parameters import declared

#: Held while NumPy is swapped in the rules' modules.
_LOCK = threading.Lock()
_F32, _I32 = np.dtype(np.float32), np.dtype(np.int32)


def _written(statements: list[Statement]) -> set[Slot]:
    return {one.target.slot for one in statements if one.target is not None and one.target.slot is not None}


_CHOOSING = vars(Model)["choosing"].fget


class _Tracer:
    """A model on its way into a program.

    Args:
        make: makes the model of some worlds.
    """

    def __init__(self, make: Callable[[Any], Any]):
        self._make, self.program, self._names = make, Program(), list[str]()
        self._slots: dict[tuple[str, str], Slot] = {}
        #: What every owner holds by name, with stand-ins for symbols; and of it what is carried from a day to the next
        #: although no day begins with it.
        self._held: dict[tuple[str, str], Any] = {}
        self._carried: dict[tuple[str, str], Any] = {}
        self.choosing, self._days = True, set[int]()
        #: By owner, what it held before a list of statements began and has not been asked for.
        self._waiting: dict[int, dict[str, Any]] = {}
        self._asked: set[tuple[int, str]] = set()
        self._missed: set[tuple[int, str]] = set()

    def trace(self) -> Program:
        """The program."""
        program = self.program
        self._begin()
        program.derive = self._live(self._derive)
        kinds: dict[bool, set[int]] = {}
        for day in range(self._model.days):
            self._model.day = day
            kinds.setdefault(_CHOOSING(self._model), set()).add(day)
        before = None
        while before != self._carried:  # a later kind of day may hand on more than was known
            before, program.days = dict(self._carried), []
            for self.choosing, self._days in kinds.items():
                program.days.append(self._live(self._day))
        program.close = self._live(self._model._close)
        self._check_derived()
        return program

    def _check_derived(self) -> None:
        """Refuses what ``derive`` and days share: NumPy derives for actors whose parameters change, we for all."""
        derived, lived = _written(self.program.derive), set().union(*map(_written, self.program.days))
        reads = [value.slot for one in self.program.derive for value in one.reads()]
        for slot in reads:
            if slot in lived - derived:
                self._refuse(slot.owner, slot.name, f"{slot.name} changes from day to day and is read in derive()")
        for day in self.program.days:
            written = set[Slot]()
            for one in day:
                for value in one.reads():
                    if value.slot in derived & lived - written:
                        how = "is set in derive() and changes from day to day; give what changes a name of its own"
                        self._refuse(value.slot.owner, value.slot.name, f"{value.slot.name} {how}")
                written |= _written([one])

    def _begin(self) -> None:
        trace = Trace.now = Trace(self.program, self._names)
        self._model = found = self._make(np.arange(MANY))
        self._owners = {"model": found, **found.actors, "events": found.events}
        self._horizon = found.days
        for path, owner in self._owners.items():
            for name, value in vars(owner).items():
                if name not in ENGINES:
                    self._held[path, name] = self._stand_ins(path, name, value)
        self._held["model", "policy()"] = self._stand_ins("model", "policy()", found.policy())
        self._store({key: self._now(*key) for key in self._held})
        self.program.begin = trace.statements
        self.program.alive = self._slots["model", "alive"]

    def _stand_ins(self, path: str, name: str, value: Any) -> Any:
        guards: dict[int, Slot] = {}
        parameters = declared(type(self._owners[path])) if isinstance(self._owners[path], Actor) else {}

        def stand_in(called: str, one: Any) -> Kept:
            value = getattr(one, "value", None)
            if called == name in parameters and isinstance(value, Value) and value.role == "parameter":
                return Kept(None, column=self.program.columns[value.column])
            guard: Guard | None = one.guard
            within = None
            if guard is not None:
                within = guards.get(id(guard)) or self._slot(path, f"{called}?", "bool")
                guards[id(guard)] = within
            if isinstance(one, Positions):
                return Kept(None, within=within)
            rows = len(one) if isinstance(one, Rows) else 1
            return Kept(self._slot(path, called, kind_of(one.dtype), rows), one.dtype, within)

        return each(value, stand_in, name)

    def _slot(self, path: str, name: str, kind: Any, rows: int = 1) -> Slot:
        found = self._slots.get((path, name))
        if found is None:
            found = self._slots[path, name] = Slot(path, name, kind, rows)
            self.program.slots.append(found)
        return found

    def _now(self, path: str, name: str) -> Any:
        """What an owner holds now."""
        return self._model.policy() if name == "policy()" else vars(self._owners[path]).get(name)

    # -- a list of statements --

    def _live(self, run: Callable[[], None]) -> Any:
        """The statements of a part of a world's life."""
        while True:
            trace = Trace.now = Trace(self.program, self._names)
            self._set_up()
            run()
            if not self._carry():
                break
        held = {key: self._carried.get(key, value) for key, value in self._held.items()}
        # What policy was stays what it was yesterday until a day has been lived.
        kept = [key for key, value in held.items() if has(value) and (key[1] != "policy()" or run == self._day)]
        self._store({key: self._now(*key) for key in kept})
        return trace.statements

    def _set_up(self) -> None:
        """Gives every owner what it held when the model was made; what holds no symbol only once it is asked for."""
        self._waiting, self._asked, self._missed = {}, set(), set()
        self._start: dict[tuple[str, str], Any] = {}
        for owner in self._owners.values():
            for name in [name for name in vars(owner) if name not in ENGINES]:
                delattr(owner, name)
            self._waiting[id(owner)] = {}
        for (path, name), value in self._held.items():
            owner, value = self._owners[path], self._carried.get((path, name), value)
            value = each(value, lambda _, one: one.made() if isinstance(one, Kept) else one, name)
            self._start[path, name] = value
            if name == "policy()":
                self._policy = value
            elif has(value) or hasattr(type(owner), name):
                setattr(owner, name, value)
            else:
                self._waiting[id(owner)][name] = each(value, lambda _, one: one, name)
        self._model.days, self._model.events.day = self._horizon, Trace.now.day
        self._model.day = Symbol(Trace.now.day, np.int64, weak=True)
        self._model.recorder = self

    def ask(self, owner: Any, name: str) -> Any:
        """What an owner held before, which is asked for before it is set anew."""
        waiting = self._waiting.get(id(owner), {})
        if name not in waiting:
            self._missed.add((id(owner), name))
            raise AttributeError(f"{type(owner).__name__!r} object has no attribute {name!r}")
        self._asked.add((id(owner), name))
        vars(owner)[name] = waiting.pop(name)
        return vars(owner)[name]

    def _carry(self) -> bool:
        """Finds what a day hands to the next without being a state; whether there is more of it than was known."""
        more = False
        for path, owner in self._owners.items():
            for name, value in vars(owner).items():
                key = path, name
                if name in ENGINES or has(self._held.get(key)):
                    continue
                if key in self._carried:
                    more |= self._carry_on(key, value)
                    continue
                if key not in self._held:
                    if (id(owner), name) in self._missed:
                        self._changes(path, name, "is looked for before it is set")
                    continue
                asked = (id(owner), name) in self._asked or hasattr(type(owner), name)
                if not asked or same(self._start[key], value):
                    continue
                if not has(value):
                    self._changes(path, name)
                self._carried[key] = self._stand_ins(path, name, value)
                more = True
        return more

    def _carry_on(self, key: tuple[str, str], value: Any) -> bool:
        """Whether a day hands on incidents that no day before had; they are carried from now on."""
        carried = self._carried[key]
        if not (incidents(carried) and incidents(value)):
            return False
        found = joined(carried, self._stand_ins(*key, value))
        if len(found) > len(carried):
            self._carried[key] = found
        return len(found) > len(carried)

    def _changes(self, path: str, name: str, how: str = "changes from day to day and is no state") -> None:
        kind = type(self._owners[path]).__name__
        self._refuse(
            path,
            name,
            f"{kind}.{name} {how}; set it in begin(), with one number per world: self.{name} = self.each_world()",
        )

    def _refuse(self, path: str, name: str, reason: str) -> NoReturn:
        """Refuses what is done with an attribute, at the first line that sets it."""
        kinds = type(self._owners[path]).__mro__
        codes = [one.__code__ for kind in kinds for one in vars(kind).values() if inspect.isfunction(one)]
        first = name.partition(".")[0]
        for code in codes:
            for line in own.instructions(code):
                if line.opname == "STORE_ATTR" and line.argval == first:
                    raise NotTraceable(code.co_filename, line.positions.lineno or code.co_firstlineno, reason)
        raise NotTraceable(codes[0].co_filename, codes[0].co_firstlineno, reason)

    def _store(self, found: Mapping[tuple[str, str], Any]) -> None:
        """Writes what owners hold now into what they keep."""
        trace, late, holders = Trace.now, list[tuple[Value, Any]](), dict[int, str]()
        for (path, name), value in found.items():
            template = self._carried.get((path, name), self._held[path, name])
            for called, kept, one in self._pairs(template, value, name, path):
                twin = f"{path}.{called}"
                if isinstance(one, Symbol) and name != "policy()" and kept.column is None:
                    twin = holders.setdefault(id(one), twin)
                if twin != f"{path}.{called}":
                    self._alias(path, called, twin)
                late += self._cells(kept, one)
        # What another cell holds is read before that is written.
        late = [(cell, trace.once(value, None)) for cell, value in late if cell is not value]
        for cell, value in late:
            trace.assign(cell, value, None)

    def _alias(self, path: str, name: str, other: str) -> NoReturn:
        both = f"{path}.{name} and {other} are one array, so that a change of one changes the other"
        self._refuse(path, name, f"{both}; write .copy()")

    def _pairs(self, template: Any, value: Any, name: str, path: str) -> Iterator[tuple[str, Kept, Any]]:
        """Stand-ins, each with what has come in its place."""
        if isinstance(template, Kept):
            yield name, template, value
        elif incidents(template) and incidents(value):
            there = {told_apart(one): one for one in value}
            for place, one in enumerate(template):
                other = there.get(told_apart(one), each(one, lambda *_: NOBODY, ""))
                yield from self._pairs(one, other, f"{name}.{place}", path)
        elif type(template) in (list, tuple) and type(value) is type(template) and len(value) == len(template):
            for place, (one, other) in enumerate(zip(template, value, strict=True)):
                yield from self._pairs(one, other, f"{name}.{place}", path)
        elif type(template) is dict and type(value) is dict and template.keys() == value.keys():
            for key, one in template.items():
                yield from self._pairs(one, value[key], f"{name}.{key}", path)
        elif is_dataclass(template) and type(value) is type(template):
            for part in fields(template):
                yield from self._pairs(
                    getattr(template, part.name), getattr(value, part.name), f"{name}.{part.name}", path
                )
        elif not same(template, value):
            self._changes(path, name)

    def _cells(self, kept: Kept, value: Any) -> list[tuple[Value, Any]]:
        """What is to be written into which cells for something that is held."""
        trace = Trace.now
        if kept.column is not None:
            if value.value is not trace.column(*kept.column):
                refuse(f"{'.'.join(kept.column)} is a parameter and is changed")
            return []
        found: list[tuple[Value, Any]] = []
        if kept.within is not None:
            if empty(value):
                return [(trace.cell(kept.within), False)]
            holds = True if value.guard is None else trace.holds(value.guard, None)
            found.append((trace.cell(kept.within), holds))
        if kept.slot is None:
            return found
        if isinstance(value, Ring) and value.slot is kept.slot:
            return found
        rows = [value] if kept.slot.rows == 1 else list(value)
        for place, row in enumerate(rows):
            cell, number = trace.cell(kept.slot, place), argument(row, kept.dtype)
            if isinstance(row, Symbol) and row.guard is not None:
                if number is not cell:
                    trace.assign(cell, number, row.guard)
            else:
                found.append((cell, number))
        return found

    # -- parts of a life --

    def _derive(self) -> None:
        for one in self._model.actors.values():
            one.derive()
        self._model.derive()

    def _day(self) -> None:
        # A world lives a day only while it goes on.
        self._model.alive = Symbol(True, bool)
        type(self._model).step(self._model)

    def apply_calendar(self) -> None:
        """Lets the model follow policy; what follows from parameters is not worked out every day."""
        self._model.follow_policy(self._policy, list(self._model.actors.values()))

    def may_fall_today(self, day: int | None) -> bool:
        """Whether a day is among those that are traced."""
        return day is None or day in self._days

    def take(self) -> None:
        """Observes today's series."""
        observed = self._model.observe()
        self.program.series = len(observed)
        for place, one in enumerate(observed):
            Trace.now.effect("observe", (place, argument(one, _F32)), None)


def trace(make: Callable[[Any], Any]) -> Program:
    """The program of a model.

    Args:
        make: makes the model, of any class derived from :class:`sim.engine.model.Model`, of worlds that it is given the
            numbers of, shape ``(worlds,)``; values for each world need not be as many, as only their names count.

    Raises:
        NotTraceable: where a rule does what cannot be compiled.
    """
    tracer = _Tracer(make)
    with _LOCK, swapped(tracer):
        try:
            return tracer.trace()
        except NotTraceable:
            raise
        except Exception as error:
            raise _told(error) from error


def _told(error: BaseException) -> NotTraceable:
    """Where a rule failed on symbols, and how."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, NotTraceable):
            return cause
        error, cause = cause, cause.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    at = next((one for one in reversed(frames) if Path(one.filename).parent != Path(__file__).parent), frames[-1])
    return NotTraceable(at.filename, at.lineno or 0, f"cannot be compiled ({type(error).__name__}: {error})")
