"""What a value of JSON may be, declared once, and what of a value that came from disk is not so."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Characters of a value that a message quotes.
_QUOTED = 60


@dataclass(frozen=True)
class Shape:
    """What a value may be.

    Attributes:
        said: in words, ``"a whole number from 1 on"``.
        fits: whether a value is one, what it holds left aside.
        keys: of an object, shape of the value at each known key.
        needed: keys that must be there.
        each: of a list or object, shape of every value in it, but for known keys.
    """

    said: str
    fits: Callable[[Any], bool]
    keys: Mapping[str, Shape] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    each: Shape | None = None

    def faults(self, value: Any, path: str = "") -> Iterator[str]:
        """What a value lacks, ``"seed: missing"``, and what in it is something else, the outermost first.

        Args:
            value: what :func:`json.load` returned.
            path: where it stands, dots between the keys; empty for all of the file.
        """
        if not self.fits(value):
            yield f"{path}: {_quoted(value)} is not {self.said}" if path else f"{_quoted(value)} is not {self.said}"
            return
        for key in self.needed:
            if key not in value:
                yield f"{_at(path, key)}: missing"
        inner: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
        for place, one in inner:
            shape = self.keys.get(place, self.each) if isinstance(place, str) else self.each
            if shape is not None:
                yield from shape.faults(one, _at(path, place))


def _at(path: str, key: str | int) -> str:
    return f"{path}.{key}" if path else str(key)


def _quoted(value: Any) -> str:
    text = ascii(value) if not isinstance(value, dict | list) else "a list" if isinstance(value, list) else "an object"
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def whole(least: int | None = None) -> Shape:
    """A whole number, from ``least`` on."""
    said = "a whole number" if least is None else f"a whole number from {least} on"

    def fits(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and (least is None or value >= least)

    return Shape(said, fits)


TEXT = Shape("text", lambda value: isinstance(value, str))
MAYBE_TEXT = Shape("text or null", lambda value: value is None or isinstance(value, str))
NUMBER = Shape(
    "a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
)


def listed(each: Shape) -> Shape:
    """A list."""
    return Shape("a list", lambda value: isinstance(value, list), each=each)


def mapped(each: Shape | None = None, **keys: Shape) -> Shape:
    """An object: values at known keys, and others; a known key may be missing."""
    return Shape("an object", lambda value: isinstance(value, dict), keys=keys, each=each)


def having(*needed: str, **keys: Shape) -> Shape:
    """An object that must have some keys."""
    return Shape("an object", lambda value: isinstance(value, dict), keys=keys, needed=needed)
