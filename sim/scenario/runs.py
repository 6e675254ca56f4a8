"""Reads ``runs:``, how much is simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.scenario.format import AT_MOST, KEYS, LONGEST_TITLE, SETTINGS, UNTIL
from sim.scenario.nodes import Node
from sim.scenario.reader import Reader, join, percent

#: Setting that stands beside ``runs.worlds`` in a layer: the half width that is asked for, None for a fixed number.
HALF_WIDTH = "runs.until"


def read_runs(reader: Reader, node: Node) -> dict[str, Any]:
    """The settings of the section, by the keys of ``SETTINGS``; ``null`` brings back what holds when nobody says."""
    found: dict[str, Any] = {}
    if node.is_null:
        found = {key: value for key, value in SETTINGS.items() if key.startswith("runs.")} | {HALF_WIDTH: None}
    runs = reader.fields(node, "runs", KEYS["runs"])

    def take(key: str, child: Node, read: Callable[[Node, str], Any]) -> None:
        value = SETTINGS[key] if child.is_null else read(child, key)
        if value is not None:
            found[key] = value

    if "worlds" in runs:
        found |= _worlds(reader, runs["worlds"], "runs.worlds")
    if "seed" in runs:
        take("runs.seed", runs["seed"], reader.whole)
    if "only" in runs:
        take("runs.only", runs["only"], lambda child, path: _names(reader, child, path))
    if "assumptions" in runs:
        inner = reader.fields(runs["assumptions"], "runs.assumptions", KEYS["runs.assumptions"])
        for key in KEYS["runs.assumptions"]:
            name = f"runs.assumptions.{key}"
            if runs["assumptions"].is_null:
                found[name] = SETTINGS[name]
            elif key in inner:
                take(name, inner[key], reader.whole)
    return found


def _worlds(reader: Reader, node: Node, path: str) -> dict[str, Any]:
    """A number of worlds, or ``{until: 0.01, at_most: 100000}``: as many as a narrow interval takes."""
    if node.is_null:
        return {path: SETTINGS[path], HALF_WIDTH: None}
    if not node.is_map:
        worlds = reader.whole(node, path)
        return {} if worlds is None else {path: worlds, HALF_WIDTH: None}
    entries = reader.fields(node, path, KEYS["runs.worlds"])
    at_most: int | None = AT_MOST
    if "at_most" in entries:
        at_most = reader.whole(entries["at_most"], join(path, "at_most"))
    if "until" not in entries:
        example = "write {until: 0.01}, or a number of worlds"
        reader.missing(node, path, ("until",), KEYS["runs.worlds"], "'until' is missing", example)
        return {}
    until = _half_width(reader, entries["until"], join(path, "until"))
    return {} if until is None or at_most is None else {path: at_most, HALF_WIDTH: until}


def _half_width(reader: Reader, node: Node, path: str) -> float | None:
    """Half width of a 95% interval of a share, also written as ``1%``."""
    value = percent(node.value)
    value = reader.number(node, path) if value is None else value
    low, high = UNTIL
    if value is not None and not low <= value <= high:
        allowed = f"allowed: {low:g} to {high:g}, or {low:.1%} to {high:.0%}; half of a 95% interval"
        reader.wrong(node, path, f"{node.value} is out of range", allowed)
        return None
    return value


def _names(reader: Reader, node: Node, path: str) -> tuple[str, ...]:
    """Names of variants; whether they exist is checked when all layers are known."""
    nodes = node.value if isinstance(node.value, tuple) else (node,)
    names = [reader.text(item, path, LONGEST_TITLE) for item in nodes]
    return tuple(dict.fromkeys(name for name in names if name))
