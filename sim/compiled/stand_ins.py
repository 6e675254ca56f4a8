"""What takes the engine's place while rules are traced: a calendar of columns, and chance and a log of statements."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from sim.compiled.building import Trace, refuse
from sim.compiled.numpy_symbolic import FUNCTIONS
from sim.compiled.rows import Rows, chosen
from sim.compiled.symbols import Extent, Positions, Symbol, argument, empty, symbolic
from sim.engine import mesa, own
from sim.engine.arrays import NOBODY
from sim.engine.calendar import Calendar
from sim.engine.chance import REAL

_F32, _I32 = np.dtype(np.float32), np.dtype(np.int32)

#: What a model or an actor holds that no rule changes, or that the engine sets anew.
ENGINES = {"model", "today", "day", "days", "chance", "calendar", "events", "recorder", "withheld", "world"}
ENGINES |= {"world_count", "_watched", "states", "datacollector", "unique_id", "pos", *vars(mesa.Model(rng=1))}


class CalendarOfColumns:
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
        """The column of a parameter, or its word."""
        return self._words.value(path) if self._parameters[path].bounds is None else column(path, "value")

    def bind(self, actors: Any) -> None:
        """Learns nothing: no value is set while rules are traced."""

    def before(self, path: str) -> tuple[Any, Any]:
        """As :meth:`sim.engine.calendar.Calendar.before`."""
        return column(path, "in force before"), column(path, "known before")

    def announces(self, path: str, day: Any) -> Any:
        """As :meth:`sim.engine.calendar.Calendar.announces`."""
        return column(path, "announces on") == day

    def announced(self, path: str, day: Any) -> tuple[Any, Any]:
        """As :meth:`sim.engine.calendar.Calendar.announced`."""
        first, effect = (column(path, what).astype(np.int64) for what in ("announced on", "in force on"))
        nearness = chosen(effect <= day, 1.0, (day - first + 1) / (effect - first + 1))
        return column(path, "announced"), nearness.astype(REAL)


def column(path: str, what: str) -> Any:
    """A column of the table of parameters."""
    return Symbol(Trace.now.column(path, what), _F32)


class ChanceOfStatements:
    """Streams whose draws are statements."""

    def __init__(self, seed: int, worlds: Any):
        self.seed, self._name = seed, ""

    def stream(self, actor: str, purpose: str) -> ChanceOfStatements:
        """The stream for an actor's purpose."""
        found = ChanceOfStatements(self.seed, None)
        found._name = f"{actor}/{purpose}"
        return found

    def uniform(self, day: Any, where: Any = None) -> Any:
        """As :meth:`sim.engine.chance.Stream.uniform`."""
        return self._draw("uniform", day, where)

    def normal(self, day: Any, where: Any = None) -> Any:
        """As :meth:`sim.engine.chance.Stream.normal`."""
        return self._draw("normal", day, where)

    def _draw(self, kind: str, day: Any, where: Any) -> Any:
        if empty(where):
            return np.zeros(0, REAL)
        guard = None if where is None else where.guard
        number = day.value if isinstance(day, Symbol) else int(day)
        return Symbol(Trace.now.draw(kind, self._name, number, guard), _F32, guard)


class EventsOfStatements:
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
        """As :meth:`sim.engine.events.EventLog.add`."""
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
        """How many events each world has had."""
        return self._next


class WithheldByColumn:
    """A column for each act that may be withheld, where any is: so that one program does for all counterfactuals."""

    def __init__(self, acts: Iterable[Any], withholdable: Any):
        self._any = bool(tuple(acts))

    def on(self, day: Any, actor: str, acts: Iterable[str], forced: bool = False) -> Any:
        """As :meth:`sim.engine.withheld.WithheldActs.on`."""
        found: Any = False
        for act in acts if self._any else ():
            found = (column(actor, withheld_as(act, forced)) == day) | found
        return NOBODY if found is False else found.nonzero()[0]


def withheld_as(act: str, forced: bool) -> str:
    """What a column is called that says on which day an act is withheld."""
    return f"withheld {act}{', forced' if forced else ''} on"


class AmongCases:
    """An actor seen in a few worlds only."""

    def __init__(self, actor: Any, at: Any):
        self._actor, self._at = actor, at

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._actor, name)
        return value.take(self._at) if isinstance(value, Symbol | Rows) else value


class Unwatched(own.Watched):
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
        """Looks at nothing: symbols have no value."""


def per_world(holder: Any, before: set[str], worlds: int) -> tuple[str, ...]:
    """As :func:`sim.engine.model.per_world`."""
    found = {name: value for name, value in vars(holder).items() if name not in before}
    return tuple(sorted(name for name, value in found.items() if isinstance(value, Symbol | Rows)))
