"""From a model to its program: the model is made and lives one day of every kind, with symbols in the place of arrays."""

from __future__ import annotations

import inspect
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim.compiled.numpy_symbolic import FUNCTIONS, SymbolicNumpy
from sim.compiled.program import Guard, Program, Slot, Value
from sim.compiled.symbols import (
    MANY,
    Extent,
    NotTraceable,
    Positions,
    Ring,
    Rows,
    Symbol,
    Trace,
    argument,
    chosen,
    empty,
    kind_of,
    power,
    refuse,
    symbolic,
    unary,
)
from sim.engine import actor, model, own, portable
from sim.engine.actor import Actor
from sim.engine.arrays import NOBODY
from sim.engine.calendar import Calendar
from sim.engine.chance import REAL
from sim.engine.model import Model
from sim.engine.parameters import declared
from sim.engine.recorder import Recorder

#: Held while NumPy is swapped in the rules' modules.
_LOCK = threading.Lock()
_F32, _I32 = np.dtype(np.float32), np.dtype(np.int32)

#: What a model or an actor holds that no rule changes, or that the engine sets anew.
_ENGINES = {"model", "today", "day", "days", "chance", "calendar", "events", "recorder", "withheld", "world"}
_ENGINES |= {"world_count", "_watched", "states", "datacollector", "unique_id", "pos", *vars(mesa.Model(rng=1))}


# -- what takes the engine's place --------------------------------------------------------------------------------------


class _Calendar:
    """A column for every number; words as the scenario has them."""

    def __init__(self, parameters: Mapping[str, Any], values: Any, courses: Any, rival: bool, *rest: Any):
        words = {path: one for path, one in parameters.items() if one.bounds is None}
        values = {path: value for path, value in values.items() if isinstance(value, str)}
        courses = {path: course for path, course in courses.items() if any(isinstance(s.value, str) for s in course)}
        self._words, self._parameters = Calendar(words, values, courses, rival, *rest), parameters
        if self._words.changes:
            day, path, _ = self._words.changes[0]
            refuse(f"{path} is a word that changes on day {day}; only numbers may change while a compiled run goes on")

    def value(self, path: str) -> Any:
        return self._words.value(path) if self._parameters[path].bounds is None else _column(path, "value")

    def bind(self, actors: Any) -> None:
        pass

    def before(self, path: str) -> tuple[Any, Any]:
        return _column(path, "in force before"), _column(path, "known before")

    def announces(self, path: str, day: Any) -> Any:
        return _column(path, "announces on") == day

    def announced(self, path: str, day: Any) -> tuple[Any, Any]:
        first, effect = (_column(path, what).astype(np.int64) for what in ("announced on", "in force on"))
        nearness = chosen(effect <= day, 1.0, (day - first + 1) / (effect - first + 1))
        return _column(path, "announced"), nearness.astype(REAL)


def _column(path: str, what: str) -> Symbol:
    return Symbol(Trace.now.column(path, what), _F32)


class _Chance:
    """Streams whose draws are statements."""

    def __init__(self, seed: int, worlds: Any):
        self.seed, self._name = seed, ""

    def stream(self, actor: str, purpose: str) -> _Chance:
        found = _Chance(self.seed, None)
        found._name = f"{actor}/{purpose}"
        return found

    def uniform(self, day: Any, where: Any = None) -> Any:
        return self._draw("uniform", day, where)

    def normal(self, day: Any, where: Any = None) -> Any:
        return self._draw("normal", day, where)

    def _draw(self, kind: str, day: Any, where: Any) -> Any:
        if empty(where):
            return np.zeros(0, REAL)
        guard = None if where is None else where.guard
        number = day.value if isinstance(day, Symbol) else int(day)
        return Symbol(Trace.now.draw(kind, self._name, number, guard), _F32, guard)


class _EventLog:
    """Numbers events in each world, and hands each over."""

    def __init__(self, world: Any, keep: Any):
        self._next = Symbol(0, _I32)
        self.day: Any = 0

    def add(
        self,
        at: Any,
        actor: str,
        act: str,
        rung: Any,
        rule: str,
        *,
        cause: Any = -1,
        target: str = "",
        threshold: Any = np.nan,
        margin: Any = np.nan,
        fatalities: Any = 0,
        forced: bool = False,
    ) -> Any:
        if empty(at):
            return np.zeros(0, np.int32)
        number = self._next[at]
        self._next[at] = number + 1
        place = Trace.now.word((actor, act, target, rule, forced))
        numbers = (rung, _F32), (cause, _I32), (threshold, _F32), (margin, _F32), (fatalities, _I32)
        said = tuple(argument(*one) for one in numbers)
        Trace.now.effect("event", (place, argument(number, _I32), *said), at.guard)
        return number

    @property
    def written(self) -> Any:
        return self._next


class _Withheld:
    """A column for each act that the run withholds on any day."""

    def __init__(self, acts: Iterable[Any], withholdable: Any):
        self._found = {(one.actor, one.act, one.forced) for one in acts}

    def on(self, day: Any, actor: str, acts: Iterable[str], forced: bool = False) -> Any:
        found: Any = False
        for act in acts:
            if (actor, act, forced) in self._found:
                found = (_column(actor, withheld_as(act, forced)) == day) | found
        return NOBODY if found is False else found.nonzero()[0]


def withheld_as(act: str, forced: bool) -> str:
    """What a column is called that says on which day an act is withheld."""
    return f"withheld {act}{', forced' if forced else ''} on"


class _Among:
    """An actor seen in a few worlds only."""

    def __init__(self, actor: Any, at: Any):
        self._actor, self._at = actor, at

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._actor, name)
        return value.take(self._at) if isinstance(value, Symbol | Rows) else value


class _Watched(own.Watched):
    """An actor of a user's own, of which plain numbers are taken for arrays, and which is not looked at further."""

    def __init__(self, actor: Any, kind: type, model: Any):
        self._actor, self._model, self._name, self._inside = actor, model, type(actor).__name__, False
        for name, value in own._own(type(actor), kind):
            if inspect.isfunction(value):
                setattr(actor, name, self._guarded(name, getattr(kind, name, None)))

    def _guarded(self, name: str, usual: Any) -> Callable[..., Any]:
        method = getattr(self._actor, name)
        told = inspect.get_annotations(usual if inspect.isfunction(usual) else method.__func__)
        returns, cases = str(told.get("return", "")), [one for one in told if "Where" in str(told[one])]

        def call(*given: Any, **more: Any) -> Any:
            found = method(*given, **more)
            if returns != "Array" or symbolic(found) or np.ndim(found):
                return found
            at = next((one for one in given if cases and isinstance(one, Positions)), None)
            number = np.asarray(found)
            kind = REAL if number.dtype.kind == "f" else number.dtype
            return FUNCTIONS["full"](Extent(at.guard if at else None), found, kind)

        return call

    def look(self, name: str = "") -> None:
        pass


def _per_world(holder: Any, before: set[str], worlds: int) -> tuple[str, ...]:
    """As :func:`sim.engine.model.per_world`."""
    found = {name: value for name, value in vars(holder).items() if name not in before}
    return tuple(sorted(name for name, value in found.items() if isinstance(value, Symbol | Rows)))


# -- what a world keeps -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kept:
    """Stands for a symbol among what an actor holds from day to day.

    Attributes:
        slot: where its number is kept; None for positions.
        dtype: NumPy's type.
        within: where it is kept whether the symbol's guard holds; None where there is none.
        column: path and name of a column, for a declared parameter.
    """

    slot: Slot | None
    dtype: Any = None
    within: Slot | None = None
    column: tuple[str, str] | None = None

    def made(self) -> Any:
        """A symbol for it."""
        trace = Trace.now
        if self.column is not None:
            return _column(*self.column)
        guard = None if self.within is None else trace.guard(None, trace.cell(self.within))
        if self.slot is None:
            return Positions(guard)
        if self.slot.rows > 1:
            return Ring(self.slot, self.dtype)
        return Symbol(trace.cell(self.slot), self.dtype, guard)


def _each(value: Any, change: Callable[[str, Any], Any], name: str) -> Any:
    """A copy of what an actor holds under a name, each symbol in it (or stand-in of one) changed; the rest as it is."""
    if isinstance(value, Symbol | Positions | Rows | _Kept):
        return change(name, value)
    if type(value) in (list, tuple):
        return type(value)(_each(one, change, f"{name}.{place}") for place, one in enumerate(value))
    if type(value) is dict:
        return {key: _each(one, change, f"{name}.{key}") for key, one in value.items()}
    if type(value) is set or type(value) is np.ndarray:
        return value.copy()
    if is_dataclass(value) and not isinstance(value, type) and _has(value):
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(value, **{key: _each(one, change, f"{name}.{key}") for key, one in held.items()})
    return value


def _has(value: Any) -> bool:
    """Whether there is a symbol, or a stand-in of one, in what an actor holds."""
    if isinstance(value, Symbol | Positions | Rows | _Kept):
        return True
    if type(value) in (list, tuple):
        return any(_has(one) for one in value)
    if type(value) is dict:
        return any(_has(one) for one in value.values())
    if is_dataclass(value) and not isinstance(value, type):
        return any(_has(getattr(value, one.name)) for one in fields(value))
    return False


def _same(one: Any, other: Any) -> bool:
    """Whether nothing has changed in what an actor holds and that holds no symbol."""
    if one is other:
        return True
    if type(one) is not type(other) or _has(other):
        return False
    if type(one) is np.ndarray:
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if type(one) in (list, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if type(one) is dict:
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


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
        for self.choosing, self._days in kinds.items():
            program.days.append(self._live(self._day))
        program.close = self._live(self._model._close)
        return program

    def _begin(self) -> None:
        trace = Trace.now = Trace(self.program, self._names)
        self._model = found = self._make(np.arange(MANY))
        self._owners = {"model": found, **found.actors, "events": found.events}
        self._horizon = found.days
        for path, owner in self._owners.items():
            for name, value in vars(owner).items():
                if name not in _ENGINES:
                    self._held[path, name] = self._stand_ins(path, name, value)
        self._held["model", "policy()"] = self._stand_ins("model", "policy()", found.policy())
        self._store({key: self._now(*key) for key in self._held})
        self.program.begin = trace.statements
        self.program.alive = self._slots["model", "alive"]

    def _stand_ins(self, path: str, name: str, value: Any) -> Any:
        guards: dict[int, Slot] = {}
        parameters = declared(type(self._owners[path])) if isinstance(self._owners[path], Actor) else {}

        def stand_in(called: str, one: Any) -> _Kept:
            if called == name in parameters and isinstance(one, Symbol) and one.value is not None:
                if isinstance(one.value, Value) and one.value.role == "parameter":
                    return _Kept(None, column=self.program.columns[one.value.column])
            guard: Guard | None = one.guard
            within = None
            if guard is not None:
                within = guards.get(id(guard)) or self._slot(path, f"{called}?", "bool")
                guards[id(guard)] = within
            if isinstance(one, Positions):
                return _Kept(None, within=within)
            rows = len(one) if isinstance(one, Rows) else 1
            return _Kept(self._slot(path, called, kind_of(one.dtype), rows), one.dtype, within)

        return _each(value, stand_in, name)

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
        kept = [key for key, value in held.items() if _has(value) and (key[1] != "policy()" or run == self._day)]
        self._store({key: self._now(*key) for key in kept})
        return trace.statements

    def _set_up(self) -> None:
        """Gives every owner what it held when the model was made; what holds no symbol only once it is asked for."""
        self._waiting, self._asked, self._missed = {}, set(), set()
        self._start: dict[tuple[str, str], Any] = {}
        for path, owner in self._owners.items():
            for name in [name for name in vars(owner) if name not in _ENGINES]:
                delattr(owner, name)
            self._waiting[id(owner)] = {}
        for (path, name), value in self._held.items():
            owner, value = self._owners[path], self._carried.get((path, name), value)
            value = _each(value, lambda _, one: one.made() if isinstance(one, _Kept) else one, name)
            self._start[path, name] = value
            if name == "policy()":
                self._policy = value
            elif _has(value) or hasattr(type(owner), name):
                setattr(owner, name, value)
            else:
                self._waiting[id(owner)][name] = _each(value, lambda _, one: one, name)
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
                if name in _ENGINES or _has(self._held.get(key)) or key in self._carried:
                    continue
                if key not in self._held:
                    if (id(owner), name) in self._missed:
                        self._changes(path, name)
                    continue
                asked = (id(owner), name) in self._asked or hasattr(type(owner), name)
                if not asked or _same(self._start[key], value):
                    continue
                if not _has(value):
                    self._changes(path, name)
                self._carried[key] = self._stand_ins(path, name, value)
                more = True
        return more

    def _changes(self, path: str, name: str) -> None:
        kind = type(self._owners[path])
        _, line = inspect.getsourcelines(kind)
        raise NotTraceable(
            inspect.getsourcefile(kind) or "",
            line,
            f"{kind.__name__}.{name} changes from day to day and is no state; set it in begin(), with one number per "
            f"world: self.{name} = self.each_world()",
        )

    def _store(self, found: Mapping[tuple[str, str], Any]) -> None:
        """Writes what owners hold now into what they keep."""
        trace, late, holders = Trace.now, list[tuple[Value, Any]](), dict[int, str]()
        for (path, name), value in found.items():
            template = self._carried.get((path, name), self._held[path, name])
            for called, kept, one in self._pairs(template, value, name, path):
                if isinstance(one, Symbol) and name != "policy()" and kept.column is None:
                    if (twin := holders.setdefault(id(one), f"{path}.{called}")) != f"{path}.{called}":
                        self._alias(path, f"{path}.{called}", twin)
                late += self._cells(kept, one)
        # What another cell holds is read before that is written.
        late = [(cell, trace.once(value, None)) for cell, value in late if cell is not value]
        for cell, value in late:
            trace.assign(cell, value, None)

    def _alias(self, path: str, one: str, other: str) -> None:
        kind = type(self._owners[path])
        _, line = inspect.getsourcelines(kind)
        reason = f"{one} and {other} are one array, so that a change of one changes the other; write .copy()"
        raise NotTraceable(inspect.getsourcefile(kind) or "", line, reason)

    def _pairs(self, template: Any, value: Any, name: str, path: str) -> Iterator[tuple[str, _Kept, Any]]:
        """Stand-ins, each with what has come in its place."""
        if isinstance(template, _Kept):
            yield name, template, value
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
        elif not _same(template, value):
            self._changes(path, name)

    def _cells(self, kept: _Kept, value: Any) -> list[tuple[Value, Any]]:
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


# -- swapping -----------------------------------------------------------------------------------------------------------

_CHOOSING = Model.choosing.fget
assert _CHOOSING is not None


def _rule_modules() -> list[ModuleType]:
    """Loaded modules in which rules may stand: those of all models and actors, and what their packages hold."""
    kinds, found = [Model, Actor], set[str]()
    for kind in kinds:
        kinds += [one for one in kind.__subclasses__() if one not in kinds]
        found.add(kind.__module__)
    tops = {name.partition(".")[0] for name in found} - {"sim"}
    names = {name for name in sys.modules if name.partition(".")[0] in tops or name.startswith("sim.crisis.")}
    names |= {"sim.engine.model", "sim.engine.actor", "sim.engine.arrays", *found}
    return [module for name in sorted(names) if isinstance(module := sys.modules.get(name), ModuleType)]


@contextmanager
def _swapped(tracer: _Tracer) -> Iterator[None]:
    """Puts symbols' own classes and functions in the place of NumPy's and the engine's."""
    undo: list[tuple[Any, str, Any]] = []
    missing = object()

    def put(holder: Any, name: str, value: Any) -> None:
        undo.append((holder, name, vars(holder).get(name, missing)))
        setattr(holder, name, value)

    for name, value in (
        ("Calendar", _Calendar), ("Chance", _Chance), ("EventLog", _EventLog), ("WithheldActs", _Withheld)
    ):  # fmt: skip
        put(model, name, value)
    put(actor, "Among", _Among)
    put(own, "Watched", _Watched)
    put(Recorder, "start", lambda self, model: None)
    put(Model, "choosing", property(lambda _: tracer.choosing))
    put(Model, "over", False)
    put(Model, "may_fall_today", lambda _, day: tracer.may_fall_today(day))
    put(Model, "_apply_calendar", lambda _: tracer.apply_calendar())
    for holder in (model, actor):
        put(holder, "per_world", _per_world)
    for kind in (Model, Actor):
        put(kind, "__getattr__", lambda owner, name: tracer.ask(owner, name))
    symbolic_numpy = SymbolicNumpy()
    functions: dict[Any, Any] = {getattr(portable, name): _portable(name) for name in ("exp", "exp2", "log", "log1p", "power")}
    for module in _rule_modules():
        for name, value in list(vars(module).items()):
            if value is np:
                put(module, name, symbolic_numpy)
            elif inspect.isfunction(value) and value in functions:
                put(module, name, functions[value])
    try:
        yield
    finally:
        for holder, name, value in reversed(undo):
            if value is missing:
                delattr(holder, name)
            else:
                setattr(holder, name, value)


def _portable(name: str) -> Callable[..., Any]:
    """A function of :mod:`sim.engine.portable` that takes symbols, too."""
    real, ours = getattr(portable, name), power if name == "power" else partial(unary, name)
    return lambda *given: ours(*given) if symbolic(*given) else real(*given)


def trace(make: Callable[[Any], Any]) -> Program:
    """The program of a model.

    Args:
        make: makes the model, of any class derived from :class:`sim.engine.model.Model`, of worlds that it is given the
            numbers of, shape ``(worlds,)``; values for each world need not be as many, as only their names count.

    Raises:
        NotTraceable: where a rule does what cannot be compiled.
    """
    tracer = _Tracer(make)
    with _LOCK, _swapped(tracer):
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
    at = next((one for one in reversed(frames) if "/sim/compiled/" not in one.filename), frames[-1])
    return NotTraceable(at.filename, at.lineno or 0, f"cannot be compiled ({type(error).__name__}: {error})")


# -- the table of parameters --------------------------------------------------------------------------------------------


class Table(NamedTuple):
    """What a model's days read.

    Attributes:
        rows: parameters, shape ``(epochs, columns)``, float32; of a value that differs between worlds that of the first.
        epoch: row of each day, shape ``(days,)``, int32.
        kind: place of each day's statements among the program's kinds of day, shape ``(days,)``, int32.
        derive: 1 where ``derive`` runs before a day, shape ``(days,)``, int32.
        varied: values that differ between worlds, by row and column, each of shape ``(worlds,)``, float32.
    """

    rows: np.ndarray
    epoch: np.ndarray
    kind: np.ndarray
    derive: np.ndarray
    varied: dict[tuple[int, int], np.ndarray]


def table(found: Any, program: Program) -> Table:
    """The table of a model that has not lived a day yet, which it leaves as it is.

    Args:
        found: the model.
        program: its program.
    """
    days, calendar = found.days, found.calendar.copy()
    epoch, derive, rows = np.zeros(days, np.int32), np.zeros(days, np.int32), list[list[Any]]()
    news = _news(found, program)
    for day in range(days):
        changed = calendar.due(day)
        derive[day] = bool(changed)
        if day == 0 or changed or day in news:
            rows.append([_cell(found, calendar, path, what, day) for path, what in program.columns])
        epoch[day] = len(rows) - 1
    varied = {
        (row, column): np.asarray(one, np.float32)
        for row, cells in enumerate(rows)
        for column, one in enumerate(cells)
        if np.ndim(one)
    }
    numbers = np.array([[one[0] if np.ndim(one) else one for one in cells] for cells in rows], np.float32)
    return Table(numbers.reshape(len(rows), len(program.columns)), epoch, _kinds(found), derive, varied)


def _kinds(found: Any) -> np.ndarray:
    """The kind of each day: whether actors choose, in the order in which the days come."""
    today, choosing = found.day, list[bool]()
    for found.day in range(found.days):
        choosing.append(found.choosing)
    found.day = today
    first = choosing[:1]
    return np.array([one not in first for one in choosing], np.int32)


def _news(found: Any, program: Program) -> set[int]:
    """Days on which a column changes that is no parameter's."""
    news = {day for path, what in program.columns if what == "announces on" for day in found.calendar.news(path)}
    return news | {day + after for day in found.withheld.days for after in (0, 1)}


def _cell(found: Any, calendar: Calendar, path: str, what: str, day: int) -> Any:
    """What stands in a column on a day."""
    if what == "value":
        return calendar.value(path)
    if what.endswith("before"):
        return calendar.before(path)[what == "known before"]
    if what == "announced":
        return calendar.announced(path, day)[0]
    if what.startswith("withheld"):
        act, forced = what.removeprefix("withheld ").removesuffix(" on"), what.endswith(", forced on")
        at = found.withheld.on(day, path, (act.removesuffix(", forced"),), forced)
        cells = np.full(found.world_count, -1.0, np.float32)
        cells[at] = day
        return cells if at.size else REAL(-1)
    known = [one for one in calendar.steps(path) if one[1] <= day]
    if what == "announces on":
        return REAL(max((announced for effect, announced, _ in known if announced < effect), default=-2))
    effect, announced, _ = known[-1] if known else (-1, -1, None)
    return REAL(announced if what == "announced on" else effect)
