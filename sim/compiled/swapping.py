"""Puts what takes symbols in the place of NumPy's and the engine's own while rules are traced."""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from sim.compiled.numpy_symbolic import SymbolicNumpy
from sim.compiled.rows import power, unary
from sim.compiled.stand_ins import (
    AmongCases,
    CalendarOfColumns,
    ChanceOfStatements,
    EventsOfStatements,
    Unwatched,
    WithheldByColumn,
    per_world,
)
from sim.compiled.symbols import symbolic
from sim.engine import actor, model, own, portable
from sim.engine.actor import Actor
from sim.engine.model import Model
from sim.engine.recorder import Recorder


class Tracing(Protocol):
    """What a model asks of who traces it.

    Attributes:
        choosing: whether actors choose on the day that is traced.
    """

    choosing: bool

    def apply_calendar(self) -> None:
        """Lets the model follow policy."""

    def may_fall_today(self, day: int | None) -> bool:
        """Whether a day is among those that are traced."""

    def ask(self, owner: Any, name: str) -> Any:
        """What an owner held before."""


class _InThisThread:
    """NumPy for symbols in the thread that traces, and NumPy itself in all others, which may be at what is no rule."""

    def __init__(self, symbolic_numpy: SymbolicNumpy):
        self._symbolic, self._thread = symbolic_numpy, threading.get_ident()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._symbolic if threading.get_ident() == self._thread else np, name)


def _rule_modules() -> list[ModuleType]:
    """Loaded modules in which rules may stand: those of all models and actors, and what their packages hold."""
    kinds: list[type[Any]] = [Model, Actor]
    found = set[str]()
    for kind in kinds:
        kinds += [one for one in kind.__subclasses__() if one not in kinds]
        found.add(kind.__module__)
    tops = {name.partition(".")[0] for name in found} - {"sim"}
    names = {name for name in sys.modules if name.partition(".")[0] in tops or name.startswith("sim.crisis.")}
    names |= {"sim.engine.model", "sim.engine.actor", "sim.engine.arrays", *found}
    return [module for name in sorted(names) if isinstance(module := sys.modules.get(name), ModuleType)]


@contextmanager
def swapped(tracer: Tracing) -> Iterator[None]:
    """Puts symbols' own classes and functions in the place of NumPy's and the engine's."""
    undo: list[tuple[Any, str, Any]] = []
    missing = object()

    def put(holder: Any, name: str, value: Any) -> None:
        undo.append((holder, name, vars(holder).get(name, missing)))
        setattr(holder, name, value)

    try:
        _swap(put, tracer)
        yield
    finally:
        for holder, name, value in reversed(undo):
            if value is missing:
                delattr(holder, name)
            else:
                setattr(holder, name, value)


def _swap(put: Callable[[Any, str, Any], None], tracer: Tracing) -> None:
    put(model, "Calendar", CalendarOfColumns)
    put(model, "Chance", ChanceOfStatements)
    put(model, "EventLog", EventsOfStatements)
    put(model, "WithheldActs", WithheldByColumn)
    put(actor, "Among", AmongCases)
    put(own, "Watched", Unwatched)
    put(Recorder, "start", lambda self, model: None)
    put(Model, "choosing", property(lambda _: tracer.choosing))
    put(Model, "over", False)
    put(Model, "may_fall_today", lambda _, day: tracer.may_fall_today(day))
    put(Model, "_apply_calendar", lambda _: tracer.apply_calendar())
    for holder in (model, actor):
        put(holder, "per_world", per_world)
    for kind in (Model, Actor):
        put(kind, "__getattr__", lambda owner, name: tracer.ask(owner, name))
    symbolic_numpy = _InThisThread(SymbolicNumpy())
    functions: dict[Any, Any] = {
        getattr(portable, name): _portable(name) for name in ("exp", "exp2", "log", "log1p", "power")
    }
    for real, function in functions.items():  # of users, who write sim.exp or sim.engine.portable.exp
        put(portable, real.__name__, function)
        put(sys.modules["sim"], real.__name__, function)
    for module in _rule_modules():
        for name, value in list(vars(module).items()):
            if value is np:
                put(module, name, symbolic_numpy)
            elif inspect.isfunction(value) and value in functions:
                put(module, name, functions[value])


def _portable(name: str) -> Callable[..., Any]:
    """A function of :mod:`sim.engine.portable` that takes symbols, too."""
    real, ours = getattr(portable, name), power if name == "power" else partial(unary, name)
    return lambda *given: ours(*given) if symbolic(*given) else real(*given)
