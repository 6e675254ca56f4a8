"""Actors of one's own: refused where a class would have no effect, watched where it may break what a world rests on.

Only actors whose class is not the cast's are watched: what their methods return and leave behind is looked at on the
same day, and what they raise is told by their own lines of code, without those of the simulator around them.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol

import mesa
import numpy as np

from sim.engine.arrays import Array
from sim.engine.chance import REAL
from sim.engine.parameters import declared, is_declaration

#: Folders whose code is not the user's.
_OURS: Final = tuple(str(Path(str(one)).resolve().parent) for one in (Path(__file__).parent, mesa.__file__))
#: Methods in which attributes are set that a class attribute would stand behind.
_MAKING: Final = ("__init__", "begin", "derive")


class Watchable(Protocol):
    """What is read of a model."""

    world_count: int
    day: int
    alive: Array

    @property
    def date(self) -> date:
        """Today's date."""


class Faulty(Exception):
    """A user's own actor raised, or did what no actor may; the message says which method, on which day, what.

    Args:
        said: the message.
        where: see below.
    """

    def __init__(self, said: str, where: str = "") -> None:
        super().__init__(said, where)

    def __str__(self) -> str:
        return str(self.args[0])

    @property
    def where(self) -> str:
        """The user's lines of code that led there, as a traceback tells them."""
        return str(self.args[1])

    def passed_on(self) -> Faulty:
        """The same, when another of the user's methods had called the one that failed: with its lines on top."""
        if self.__cause__ is not None:
            callers = [one for one in _frames(self.__traceback__) if not _is_ours(one)]
            self.args = (self.args[0], _cut(self.__cause__, [*callers, *_frames(self.__cause__.__traceback__)]))
        return self.with_traceback(None)


# -- the class --------------------------------------------------------------------------------------------------------


def refuse(given: type, kind: type, path: str, called: str = "") -> None:
    """Refuses what is no such class, and a class with an attribute that would have no effect.

    Args:
        given: the user's class.
        kind: the class whose place it takes.
        path: name under which it was given.
        called: what a user imports ``kind`` as; by default its bare name.

    Raises:
        TypeError: says what to write instead.
    """
    if not (isinstance(given, type) and issubclass(given, kind)):
        what = f"the class {given.__name__}" if isinstance(given, type) else repr(given)
        raise TypeError(f"agents: {path!r} needs a class derived from {called or kind.__name__}, not {what}")
    parameters = declared(kind)
    for name, value in _own(given, kind):
        what = f"agents: {given.__name__}.{name} = {value!r} would be ignored"
        if callable(value) or isinstance(value, property):
            what = f"agents: {given.__name__}.{name} would be ignored"
        if name in parameters:
            if not is_declaration(value):
                parameter = parameters[name].name
                raise TypeError(
                    f"{what}: {name} is a parameter. Set it in the scenario ({path}.{parameter}), with "
                    f"--set {path}.{parameter}=VALUE or scenario.replace(parameters=...), or declare it anew in the "
                    f"class: {name} = sim.param(...)"
                )
        elif not is_declaration(value) and not callable(value) and not isinstance(value, property) and _set(name, kind):
            raise TypeError(
                f"{what}: it is set anew in every run. Set it in begin(), after super().begin(): self.{name} = "
                "self.each_world(VALUE)"
            )


def _own(given: type, kind: type) -> Iterator[tuple[str, Any]]:
    """Attributes of a class that are the user's, the nearest first."""
    for base in given.__mro__[: given.__mro__.index(kind)]:
        yield from ((name, value) for name, value in vars(base).items() if not name.startswith("__"))


def _set(name: str, kind: type) -> bool:
    """Whether the class whose place is taken sets an attribute of that name when an actor is made."""
    made = (vars(base).get(method) for base in kind.__mro__ for method in _MAKING)
    codes = [one.__code__ for one in made if inspect.isfunction(one)]
    return any(line.opname == "STORE_ATTR" and line.argval == name for code in codes for line in instructions(code))


def instructions(code: Any) -> Iterator[Any]:
    """What a function does, step by step."""
    import dis

    yield from dis.get_instructions(code)


# -- one actor --------------------------------------------------------------------------------------------------------


class Watched:
    """One actor of a user's own while its worlds go on.

    Args:
        actor: the actor, whose own methods are put behind a look at what they do.
        kind: the class whose place its class takes.
        model: the model that it is part of.
    """

    def __init__(self, actor: Any, kind: type, model: Watchable) -> None:
        self._actor, self._model = actor, model
        self._name = type(actor).__name__
        self._limits: Mapping[str, Any] = {
            name: limits
            for base in reversed(type(actor).__mro__)
            for name, limits in vars(base).get("limits", {}).items()
        }
        starts = {name: getattr(actor, name) for name in actor.states}
        #: Kind of number of every state, and whether some of it is missing from the start on.
        self._kinds = {
            name: (one.dtype.kind, one.dtype.kind == "f" and bool(np.isnan(one).any())) for name, one in starts.items()
        }
        self._inside = False
        own = dict.fromkeys(name for name, value in _own(type(actor), kind) if inspect.isfunction(value))
        self._methods = tuple(own)
        for name in own:
            setattr(actor, name, self._guarded(name, getattr(kind, name, None)))

    def _guarded(self, name: str, usual: Any) -> Callable[..., Any]:
        """A method of the user's behind a look at what it returns and leaves."""
        method = getattr(self._actor, name)
        told = inspect.get_annotations(usual if inspect.isfunction(usual) else method.__func__)
        returns, size_of = str(told.get("return", "")), _size_of(usual, told)

        def call(*args: Any, **more: Any) -> Any:
            outermost, self._inside = not self._inside, True
            try:
                found = method(*args, **more)
            except Faulty as fault:
                raise fault.passed_on() from fault.__cause__
            except Exception as error:
                raise raised(error, self._name, self._model, name) from error
            finally:
                self._inside = not outermost
            if returns == "Array":
                return self._array(found, name, *size_of(self._model.world_count, args))
            if isinstance(found, tuple):
                for one in found:
                    if type(one) is np.ndarray and one.dtype.kind == "f":
                        self._numbers(one, name, "returned", None, one.size == self._model.world_count)
            elif found is None and outermost:  # a helper may leave for its caller to finish
                self.look(name)
            return found

        return call

    def _array(self, found: Any, name: str, size: int | None, of_worlds: bool) -> Array:
        """What a method returned, as an array of one number per world or per case; of a size that nobody knows, any.

        Raises:
            Faulty: when it is none.
        """
        each = "world" if of_worlds else "case"
        if found is None:
            raise self._fault(name, "returned nothing; is a `return` missing?")
        if np.ndim(found) == 0 and isinstance(found, bool | int | float | np.bool_ | np.number | np.ndarray):
            given = np.asarray(found)
            found = np.full(1 if size is None else size, given, REAL if given.dtype.kind == "f" else given.dtype)
        shape = "" if size is None else f", shape ({size},),"
        wanted = f"an array with one number per {each}{shape} is wanted"
        if type(found) is not np.ndarray:
            raise self._fault(name, f"returned a {type(found).__name__} where {wanted}")
        if found.dtype.kind not in "biuf":
            raise self._fault(name, f"returned numbers of the kind {found.dtype} where {wanted}")
        if size is not None and found.shape[-1:] != (size,):
            raise self._fault(name, f"returned shape {found.shape} where {wanted}")
        limits = self._limits.get(name)
        if limits is bool:
            if found.dtype.kind != "b":
                raise self._fault(name, f"returned numbers of the kind {found.dtype} where yes or no is wanted (bool)")
        else:
            of_worlds = of_worlds or (size is None and found.shape[-1:] == (self._model.world_count,))
            self._numbers(found, name, "returned", limits, of_worlds)
        return found

    def look(self, name: str = "") -> None:
        """Looks at every state of the actor: one number per world, of the kind it began with, within its limits.

        Args:
            name: the method that was just called; by default any of the user's.

        Raises:
            Faulty: when one is not.
        """
        worlds, held = self._model.world_count, vars(self._actor)
        for state, (kind, may_be_missing) in self._kinds.items():
            value = held.get(state)
            if type(value) is not np.ndarray or value.shape[-1:] != (worlds,):
                what = f"shape {value.shape}" if type(value) is np.ndarray else f"a {type(value).__name__}"
                wanted = f"one number per world, shape ({worlds},), is wanted"
                raise self._fault(name, f"left its state {state} with {what} where {wanted}")
            if value.dtype.kind != kind:
                began = "bool" if kind == "b" else "whole numbers" if kind in "iu" else "numbers"
                raise self._fault(name, f"left its state {state} with the kind {value.dtype}; it began as {began}")
            if (not may_be_missing and kind == "f") or state in self._limits:
                self._numbers(value, name, f"left its state {state} at", self._limits.get(state), True)

    def _numbers(self, value: Array, name: str, verb: str, limits: tuple[float, float] | None, of_worlds: bool) -> None:
        """Whether every number is one, and within limits, in the worlds that go on.

        Raises:
            Faulty: when one is not.
        """
        if not value.size:
            return
        if _surely_finite(value) and (limits is None or (value.min() >= limits[0] and value.max() <= limits[1])):
            return
        counts = self._model.alive if of_worlds else np.ones(value.shape[-1], bool)
        bad = {"NaN": np.isnan(value), "infinity": np.isinf(value)}
        if limits is not None:
            low, high = limits
            bad["a number outside its range"] = ~((value >= low) & (value <= high))
        for what, where in bad.items():
            at = (where.reshape(-1, value.shape[-1]).any(axis=0) & counts).nonzero()[0]
            if at.size:
                if limits is not None and what.startswith("a number"):
                    shown = value.reshape(-1, value.shape[-1])[:, at].ravel()
                    what = f"{shown[~((shown >= low) & (shown <= high))][0]:.6g}, outside {_range(low, high)}"
                each = "world" if of_worlds else "case"
                raise self._fault(name, f"{verb} {what} in {at.size:,} of {int(counts.sum()):,} {each}s")

    def _fault(self, name: str, what: str) -> Faulty:
        methods = f".{name}" if name else f" ({', '.join(self._methods)})"
        code = getattr(type(self._actor), name).__code__ if name else None
        where = f'  File "{code.co_filename}", line {code.co_firstlineno}, in {name}\n' if code else ""
        return Faulty(f"{self._name}{methods}, {_day(self._model)}: {what}", where)


def _size_of(usual: Any, told: Mapping[str, Any]) -> Callable[[int, Sequence[Any]], tuple[int | None, bool]]:
    """How many numbers a method returns that takes some arguments, and whether they are the worlds'.

    One that takes none gives one per world, one that is handed positions (``Where``) one per case; of any other, such
    as one that takes an incident, nobody knows.
    """
    takes = list(inspect.signature(usual).parameters)[1:] if inspect.isfunction(usual) else []
    cases = next((place for place, one in enumerate(takes) if "Where" in str(told.get(one))), None)

    def size_of(worlds: int, args: Sequence[Any]) -> tuple[int | None, bool]:
        if not takes:
            return worlds, True
        given = args[cases] if cases is not None and cases < len(args) else None
        return (None if given is None else int(given.size)), False

    return size_of


def _surely_finite(value: Array) -> bool:
    """Whether every number is finite; a sum of squares that overflows is looked at again."""
    if value.dtype.kind != "f":
        return True
    return bool(np.isfinite(value.dot(value) if value.ndim == 1 else value.sum()))


def _range(low: float, high: float) -> str:
    return f"{low:g} to {high:g}" if np.isfinite(high) else f"{low:g} and more"


def _day(model: Watchable) -> str:
    return f"day {model.day} ({model.date.isoformat()})"


def random_state() -> tuple[int, int]:
    """Where NumPy's shared generator stands: another one means that somebody has drawn from it."""
    state = np.random.get_state(legacy=False)["state"]  # noqa: NPY002
    return int(state["pos"]), int(state["key"][0])


def drew(actors: list[Watched]) -> Faulty:
    """What is said where numbers were drawn that belong to no world."""
    names = " or ".join(dict.fromkeys(one._name for one in actors))
    return Faulty(
        f"{names}, {_day(actors[0]._model)}: drew from np.random, whose numbers belong to no world, so that nothing "
        'could be repeated; draw with self.draw("PURPOSE"), self.normal or self.happens'
    )


# -- errors -----------------------------------------------------------------------------------------------------------


def raised(error: Exception, kind: str, model: Watchable, name: str = "") -> Faulty:
    """What is said of an error that a user's actor raised; its traceback is cut to the user's lines.

    Args:
        error: what was raised; keeps a traceback of the user's frames, and of ours only after the last of those.
        kind: name of the user's class.
        model: the model it happened in.
        name: method that was called; without one, the first of the user's that the traceback names.
    """
    frames = _frames(error.__traceback__)
    last = max((place for place, one in enumerate(frames) if not _is_ours(one)), default=0)
    kept = [one for place, one in enumerate(frames) if place > last or not _is_ours(one)]
    where = _cut(error, kept)
    method = name or next((one.tb_frame.f_code.co_name for one in kept if not _is_ours(one)), "begin")
    return Faulty(f"{kind}.{method}, {_day(model)}: {type(error).__name__}: {error}", where)


def _frames(found: TracebackType | None) -> list[TracebackType]:
    frames = []
    while found is not None:
        frames.append(found)
        found = found.tb_next
    return frames


def _cut(error: BaseException, kept: list[TracebackType]) -> str:
    """Leaves an error some frames of its traceback, and tells them."""
    error.__traceback__ = None
    for one in reversed(kept):
        error.__traceback__ = TracebackType(error.__traceback__, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return "".join(traceback.format_exception(error)).partition("\n")[2] if kept else ""


def _is_ours(one: TracebackType) -> bool:
    return one.tb_frame.f_code.co_filename.startswith(_OURS)
