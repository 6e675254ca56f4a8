"""A tree of values that know where they stand, as read from a file or given in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sim.engine.distributions import Drawn, Sampled
from sim.scenario.problems import Place
from sim.scenario.scalars import Scalar


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file.

    Attributes:
        value: ``None``, bool, int, float, str, a day, a tuple of nodes, or a dict of nodes by key.
        place: where it stands.
        keys: for a map, where each key stands.
        size: number of values in it, itself included.
    """

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)
    size: int = 1

    def __getitem__(self, key: str) -> Node:
        """The node under a key of a map."""
        assert isinstance(self.value, dict)
        return self.value[key]

    @property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, tuple)

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there."""
        return self.value is None

    def words(self) -> str:
        """What stands there, as an error message names it."""
        if self.is_map:
            return "a map"
        if self.is_list:
            return "a list"
        if self.is_null:
            return "nothing"
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, str):
            return repr(self.value if len(self.value) <= 60 else self.value[:57] + "…")
        return str(self.value)


def plain(node: Node) -> Any:
    """The tree as JSON has it: days as text, lists as lists."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, tuple):
        return [plain(child) for child in value]
    return value.isoformat() if isinstance(value, date) else value


def from_python(value: Any, place: Place) -> Node:
    """Plain Python values (numbers, words, days, dicts, lists) as a tree, so that they are checked like a file."""
    if isinstance(value, Sampled):
        value = {value.kind: {"name": value.name, "values": " ".join(map(repr, value.values))}}
    if isinstance(value, Drawn):
        value = {value.kind: dict(value.arguments)}
    if isinstance(value, Mapping):
        items = {_key(key): from_python(child, place) for key, child in value.items()}
        return Node(items, place, dict.fromkeys(items, place))
    if isinstance(value, list | tuple):
        return Node(tuple(from_python(child, place) for child in value), place)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()  # a NumPy scalar
    if value is None or isinstance(value, bool | int | float | str | date):
        return Node(value, place)
    raise TypeError(f"a scenario cannot hold {type(value).__name__}: {value!r}")


def _key(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)
