"""Reads ``--set path=value`` from the command line as if it stood in a file."""

from __future__ import annotations

from typing import Any

from sim.scenario.format import SETTINGS
from sim.scenario.nodes import Node
from sim.scenario.problems import Place, Problems
from sim.scenario.yaml_text import read

#: What stands for the file in messages, before the override itself.
FILE = "--set"


def read_set(text: str, number: int, problems: Problems) -> Node | None:
    """One override as a layer of its own.

    Args:
        text: ``path=value``; the value is YAML, so ``iran.boldness={beta: {mean: 0.5, sd: 0.1}}`` works.
        number: which override it is, counted from 1; it stands as the line in messages.
        problems: where mistakes are noted.
    """
    path, equals, value = text.partition("=")
    path = path.strip()
    file = f"{FILE} {text}"
    place = Place(file, number, 1)
    if not equals or not path:
        problems.error(place, "", f"{text!r} sets nothing", "write --set PATH=VALUE")
        return None
    meant = [setting for setting in SETTINGS if setting.endswith(f".{path}")]
    if path not in SETTINGS and (meant or path.startswith(("clock.", "runs.", "history"))):
        problems.error(place, path, f"there is no setting {path!r}", given=meant[0] if meant else path, names=SETTINGS)
        return None
    node = read(value, file, problems, first=Place(file, number, len(text) - len(value) + 1))
    if node is None:
        if not value.strip():
            problems.error(place, path, "the value is missing", "write --set PATH=VALUE, or PATH=null for the default")
        return None
    return _layer(path, node, place)


def _layer(path: str, node: Node, place: Place) -> Node:
    """A map as a file would have it: ``runs.worlds`` within ``runs``, and a parameter within ``parameters``."""
    keys = path.split(".") if path in SETTINGS else ["parameters", path]
    for key in reversed(keys):
        entries: Any = {key: node}
        node = Node(entries, place, {key: place}, node.size + 1)
    return node
