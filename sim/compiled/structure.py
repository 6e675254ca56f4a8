"""What a program depends on, as one short text: the cast, its rules, its words and events; never numbers.

Models of one structure have one program, whatever their parameters are.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from sim.compiled.stand_ins import ENGINES
from sim.engine import own
from sim.engine.actor import Actor
from sim.engine.model import Model
from sim.engine.parameters import declared, is_declaration

_SIM = Path(__file__).resolve().parents[1]


def structure(model: Model) -> str:
    """The structure of a model on its first day, as 64 hexadecimal digits."""
    kinds = dict.fromkeys(type(one) for one in (model, *model.actors.values()))
    said: list[Any] = [
        np.__version__.rpartition(".")[0],
        sys.version_info[:2],
        _package(_SIM / "engine"),
        _package(_SIM / "compiled"),
    ]
    said += [
        _rules(base) for kind in kinds for base in kind.__mro__ if base.__module__.partition(".")[0] not in _LIBRARIES
    ]
    said += [type(model).__qualname__, model.days, model.calendar.words(), sorted(map(repr, model.withheld.kinds))]
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
    if isinstance(value, FunctionType):
        return list(_code(value))
    return type(value).__module__, type(value).__qualname__


_LIBRARIES = {"mesa", "builtins", "typing", "abc", "enum", "numpy"}


def _rules(kind: type) -> Any:
    """What a class's rules are: its package's sources, or, of a user's own, its code and what that may read."""
    if kind.__module__.startswith("sim."):
        return kind.__qualname__, _package(_SIM / kind.__module__.split(".")[1])
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None)
    package = _package(Path(file).resolve().parent) if file is not None and "." in kind.__module__ else ""
    own_ones = [(name, _member(value)) for name, value in vars(kind).items() if not name.startswith("__")]
    read = vars(module) if module is not None else {}
    return kind.__qualname__, package, own_ones, [(name, _plain(value)) for name, value in sorted(read.items())]


def _member(value: Any) -> Any:
    if is_declaration(value):
        return repr(value.parameter)
    function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    return list(_code(function)) if isinstance(function, FunctionType) else _plain(value)


def _plain(value: Any) -> Any:
    """A module's or a class's value, as far as a rule may have taken a number, a word or a function from it."""
    if isinstance(value, FunctionType):
        return list(_code(value))
    return repr(value) if isinstance(value, str | bool | int | float | tuple | np.generic) else type(value).__qualname__


def _code(function: FunctionType) -> Iterator[Any]:
    """What a function does, and what it has taken from around it."""
    yield from _steps(function.__code__)
    yield repr(function.__defaults__), repr(function.__kwdefaults__)
    for cell in function.__closure__ or ():
        held = cell.cell_contents
        yield list(_steps(held.__code__)) if isinstance(held, FunctionType) else repr(held) if np.isscalar(held) else ""


def _steps(code: CodeType) -> Iterator[Any]:
    yield code.co_code, code.co_names, code.co_varnames, code.co_freevars
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _steps(one)
        else:
            yield repr(one)


@cache
def _package(folder: Path) -> str:
    """The sources of a package, read once in a process."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


@cache
def _derived(kind: type) -> frozenset[str]:
    """Attributes that follow from parameters: those that ``derive`` sets."""
    codes = [one.__code__ for base in kind.__mro__ if inspect.isfunction(one := vars(base).get("derive"))]
    return frozenset(line.argval for code in codes for line in own.instructions(code) if line.opname == "STORE_ATTR")
