"""Takes values of a wanted kind out of a file's tree, and notes a problem wherever something else stands."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sim.scenario.format import LIMITS
from sim.scenario.nodes import Node
from sim.scenario.problems import Problems, nearest
from sim.scenario.scalars import day_problem, to_day


@dataclass(frozen=True)
class Reader:
    """Every method returns None after it has noted a problem, so that reading goes on.

    Attributes:
        problems: where mistakes are noted.
    """

    problems: Problems

    def wrong(self, node: Node, path: str, what: str, allowed: str = "", names: Iterable[str] = ()) -> None:
        """Notes a mistake at a node; the nearest of ``names`` to what stands there is suggested."""
        self.problems.error(node.place, path, what, allowed, given=node.value, names=names)

    def fields(self, node: Node, path: str, allowed: Collection[str]) -> Mapping[str, Node]:
        """The entries of a map whose keys are known; unknown keys are noted and dropped."""
        entries = self.entries(node, path)
        for key in entries:
            if key not in allowed:
                what = f"{key!r} is not a key here"
                self.problems.error(node.keys[key], join(path, key), what, given=key, names=allowed)
        return {key: child for key, child in entries.items() if key in allowed}

    def missing(
        self, node: Node, path: str, keys: Collection[str], allowed: Collection[str], what: str, remedy: str
    ) -> None:
        """Notes that a map lacks one of some keys, unless a misspelt one was meant, which :meth:`fields` has noted."""
        if not any(nearest(other, allowed) in keys for other in node.keys if other not in allowed):
            self.wrong(node, path, what, remedy)

    def entries(self, node: Node, path: str) -> Mapping[str, Node]:
        """The entries of a map with free keys; nothing (``null``) is an empty map."""
        if node.is_null:
            return {}
        if not isinstance(node.value, dict):
            self.wrong(node, path, f"{node.words()} stands where a map is wanted", "write key: value")
            return {}
        return node.value

    def items(self, node: Node, path: str) -> tuple[Node, ...]:
        """The items of a list; nothing (``null``) is an empty list."""
        if node.is_null:
            return ()
        if not isinstance(node.value, tuple):
            self.wrong(node, path, f"{node.words()} stands where a list is wanted", "write [one, two] or - one")
            return ()
        return node.value

    def text(self, node: Node, path: str, longest: int) -> str | None:
        """Text of at most so many characters, without blanks around it."""
        if node.is_map or node.is_list or node.is_null or isinstance(node.value, bool):
            self.wrong(node, path, f"{node.words()} stands where text is wanted")
            return None
        text = str(node.value).strip()
        if not text:
            self.wrong(node, path, "the text is empty")
        elif len(text) > longest:
            self.wrong(node, path, f"the text has {len(text)} characters; allowed: at most {longest}")
        else:
            return text
        return None

    def source(self, node: Node, path: str) -> str:
        """Who says so: one text, or several in a list."""
        nodes = node.value if isinstance(node.value, tuple) else (node,)
        texts = [self.text(one, path, 500) for one in nodes]
        return "; ".join(text for text in texts if text)

    def whole(self, node: Node, path: str, limit: str = "") -> int | None:
        """A whole number within the limits of its kind (a key of ``LIMITS``, by default the path)."""
        low, high = LIMITS[limit or path]
        allowed = f"allowed: a whole number from {low:,} to {high:,}"
        value = node.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(node, path, f"{node.words()} is not a whole number", allowed)
        elif not low <= value <= high:
            self.wrong(node, path, f"{value:,} is out of range", allowed)
        else:
            return value
        return None

    def number(self, node: Node, path: str) -> float | None:
        """A finite number."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(node, path, f"{node.words()} is not a number")
        elif not math.isfinite(value):
            self.wrong(node, path, f"{value} is not a finite number")
        else:
            return float(value)
        return None

    def chance(self, node: Node, path: str) -> float | None:
        """A chance from 0 to 1, also written as ``30%``."""
        value = percent(node.value)
        if value is None:
            if isinstance(node.value, str):
                self.wrong(node, path, f"{node.words()} is not a chance", "allowed: 0 to 1, or 0% to 100%")
                return None
            value = self.number(node, path)
        if value is not None and not 0.0 <= value <= 1.0:
            self.wrong(node, path, f"{node.value} is not a chance", "allowed: 0 to 1, or 0% to 100%")
            return None
        return value

    def day(self, node: Node, path: str) -> date | None:
        """A calendar day."""
        if isinstance(node.value, date):
            return node.value
        day = to_day(node.value) if isinstance(node.value, str) else None
        if day is None:
            what, remedy = day_problem(node.value)
            self.wrong(node, path, f"{node.words()} {what}", remedy)
        return day

    def word(self, node: Node, path: str, allowed: Collection[str]) -> str | None:
        """One of some words."""
        if isinstance(node.value, str) and node.value in allowed:
            return node.value
        self.wrong(node, path, f"{node.words()} is not known here", names=allowed)
        return None

    def words(self, node: Node, path: str, allowed: Collection[str]) -> tuple[str, ...]:
        """A list of different words, each one of those allowed."""
        found = [self.word(item, f"{path}[{i}]", allowed) for i, item in enumerate(self.items(node, path))]
        words = [word for word in found if word]
        if len(set(words)) < len(words):
            twice = next(word for word in words if words.count(word) > 1)
            self.wrong(node, path, f"{twice} stands there twice")
        return tuple(dict.fromkeys(words))


def join(path: str, key: str) -> str:
    """The path of a key below a path."""
    return f"{path}.{key}" if path else key


def percent(value: object) -> float | None:
    """The number behind ``30%``, or None when it is no percentage."""
    if not isinstance(value, str) or not value.endswith("%"):
        return None
    try:
        number = float(value[:-1]) / 100.0
    except ValueError:
        return None
    return float(f"{number:.12g}") if math.isfinite(number) else None
