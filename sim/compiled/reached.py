"""What a rule of a user's own can read beside its model: other functions, classes, modules, numbers, tables.

A program has all of it in it as constants, so it belongs to what tells one program from another. Functions are followed
by the names that they use; the standard library, and libraries that no rule comes from, are not gone into.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from sim.engine.actor import Actor
from sim.engine.model import Model
from sim.engine.parameters import is_declaration

SIM = Path(__file__).resolve().parents[1]

#: What has no rules in it; the standard library, too.
LIBRARIES = {"builtins", "mesa", "numpy", "pandas", "scipy"}

_PLAIN = (str, bytes, bool, int, float, complex, range, np.generic, type(None), type(...))


@cache
def package(folder: Path) -> str:
    """The sources of a package, as a hash; read once in a process."""
    found = sha256()
    for file in sorted(folder.rglob("*.py")):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def reached(value: Any) -> Any:
    """All that can be read from a value, itself included, as plain data that ``repr`` tells apart."""
    return _Walk().value(value)


class _Walk:
    """One walk, which goes into nothing twice."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, Any]] = {}  # with the values, so that no other gets the place of one

    def value(self, value: Any) -> Any:
        """What can be read from a value."""
        if isinstance(value, _PLAIN):
            return type(value).__name__, repr(value)
        if id(value) in self._seen:
            return "again", self._seen[id(value)][0]
        self._seen[id(value)] = len(self._seen), value
        if isinstance(value, np.ndarray):
            plain = self.value(value.tolist()) if value.dtype.hasobject else value.tobytes()
            return value.dtype.str, value.shape, plain
        if isinstance(value, list | tuple):
            return type(value).__name__, [self.value(one) for one in value]
        if isinstance(value, set | frozenset):  # whose order is another in every process
            by_name = sorted(value, key=lambda one: getattr(one, "__qualname__", repr(one)))
            return "set", [self.value(one) for one in by_name]
        if isinstance(value, dict):
            return "dict", [(self.value(key), self.value(one)) for key, one in value.items()]
        if isinstance(value, FunctionType):
            return self._function(value)
        if isinstance(value, partial):
            return "partial", [self.value(one) for one in (value.func, value.args, value.keywords)]
        if isinstance(value, property):
            return "property", [self.value(one) for one in (value.fget, value.fset)]
        if isinstance(value, staticmethod | classmethod):
            return type(value).__name__, self.value(value.__func__)
        if isinstance(value, MethodType):
            return "method", self.value(value.__func__), self.value(value.__self__)
        if isinstance(value, type):
            return self._class(value)
        return self._object(value)

    def _function(self, function: FunctionType) -> Any:
        if known := _known(function.__module__):
            return known, function.__qualname__
        names = sorted(set(_names(function.__code__)))
        closure = [_held(cell) for cell in function.__closure__ or ()]
        return (
            list(self._steps(function.__code__)),
            self.value([function.__defaults__, function.__kwdefaults__, closure]),
            self._attributes(function.__globals__, names),
        )

    def _attributes(self, found: dict[str, Any], names: Iterable[str]) -> Any:
        """What some names stand for in a module, and those names again in modules among them."""
        return [
            (name, self._module(found[name], names) if isinstance(found[name], ModuleType) else self.value(found[name]))
            for name in names
            if name in found
        ]

    def _module(self, module: ModuleType, names: Iterable[str]) -> Any:
        known = _known(module.__name__)
        return known or (module.__name__, self._attributes(vars(module), names))

    def _steps(self, code: CodeType) -> Iterable[Any]:
        yield code.co_code, code.co_names, code.co_varnames, code.co_freevars
        for one in code.co_consts:
            if isinstance(one, CodeType):
                yield from self._steps(one)
            else:
                yield self.value(one)

    def _class(self, kind: type) -> Any:
        if known := _known(kind.__module__):
            return known, kind.__qualname__
        return kind.__qualname__, self.members(kind), [self.value(base) for base in kind.__bases__]

    def members(self, kind: type) -> list[Any]:
        """A class's own methods and attributes."""
        said = vars(kind).items()
        ours = [(name, one) for name, one in said if name[:2] != "__" or isinstance(one, FunctionType)]
        return [(name, self.value(one)) for name, one in ours if not name.startswith("__annotate")]

    def _object(self, value: Any) -> Any:
        kind = type(value)
        if is_declaration(value):
            return repr(value.parameter)
        if isinstance(value, Actor | Model):  # whose rules are told by themselves, and whose numbers are not
            return kind.__qualname__, getattr(value, "path", "")
        if isinstance(value, ModuleType) or _known(kind.__module__):
            return kind.__module__, kind.__qualname__
        return self.value(kind), [(name, self.value(one)) for name, one in getattr(value, "__dict__", {}).items()]


def _known(module: str | None) -> Any:
    """What a module is called whose functions need not be gone into; with its sources where they are this package's."""
    top, _, rest = (module or "builtins").partition(".")
    if top == "sim":
        return module, package(SIM / rest.partition(".")[0]) if rest else ""
    return (module,) if top in LIBRARIES or top in sys.stdlib_module_names - {"__main__"} else None


def _names(code: CodeType) -> Iterable[str]:
    """All names that a function and those within it use."""
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def _held(cell: Any) -> list[Any]:
    try:
        return [cell.cell_contents]
    except ValueError:  # of a function that is defined later
        return []
