"""What a program depends on, as one short text: the cast, its rules, its words and events; never numbers.

Models of one structure have one program, whatever their parameters are.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.compiled.reached import LIBRARIES, SIM, package, reached
from sim.compiled.stand_ins import ENGINES
from sim.engine import own
from sim.engine.actor import Actor
from sim.engine.model import Model
from sim.engine.parameters import declared


def structure(model: Model) -> str:
    """The structure of a model on its first day, as 64 hexadecimal digits."""
    kinds = dict.fromkeys(type(one) for one in (model, *model.actors.values()))
    said: list[Any] = [
        np.__version__.rpartition(".")[0],
        sys.version_info[:2],
        package(SIM / "engine"),
        package(SIM / "compiled"),
    ]
    said += [
        _rules(base) for kind in kinds for base in kind.__mro__ if base.__module__.partition(".")[0] not in LIBRARIES
    ]
    said += [type(model).__qualname__, model.days, model.calendar.words(), bool(model.withheld.days)]
    for path, owner in (("model", model), *model.actors.items()):
        follows, parameters = _derived(owner.__class__), declared(owner.__class__)
        for name, value in vars(owner).items():
            if name in parameters:
                said.append((path, name, value if isinstance(value, str) else ""))
            elif name not in ENGINES and name not in follows:
                said.append((path, name, _told(value, model.world_count)))
    return hashlib.sha256("\n".join(map(repr, said)).encode()).hexdigest()


def _told(value: Any, worlds: int) -> Any:
    """What tells one value of an attribute from another, numbers of worlds and of parameters aside."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, np.ndarray):
        each = value.shape[-1:] == (worlds,)
        return value.dtype.str, value.shape[:-1] if each else (value.shape, value.tobytes())
    if isinstance(value, np.generic):
        return value.dtype.str
    if isinstance(value, dict):
        return [(_told(key, worlds), _told(one, worlds)) for key, one in value.items()]
    if isinstance(value, list | tuple | set | frozenset):
        return [_told(one, worlds) for one in value]
    if isinstance(value, Actor):
        return value.path
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__qualname__, [_told(getattr(value, one.name), worlds) for one in fields(value)]
    return reached(value)


def _rules(kind: type) -> Any:
    """What a class's rules are: its package's sources, or, of a user's own, its code and what that may read."""
    if kind.__module__.startswith("sim."):
        return kind.__qualname__, package(SIM / kind.__module__.split(".")[1])
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    beside = package(Path(file).resolve().parent) if file is not None and "." in kind.__module__ else ""
    return beside, reached(kind)


@cache
def _derived(kind: type) -> frozenset[str]:
    """Attributes that follow from parameters: those that ``derive`` sets."""
    codes = [one.__code__ for base in kind.__mro__ if inspect.isfunction(one := vars(base).get("derive"))]
    return frozenset(line.argval for code in codes for line in own.instructions(code) if line.opname == "STORE_ATTR")
