"""What was meant by a key that is none where it stands: it belongs elsewhere, or is a piece of something else."""

from __future__ import annotations

import re
from collections.abc import Collection

from sim.scenario.paths import Paths
from sim.scenario.yaml_text import Node

_GLUED = re.compile(r"([\w.-]+)[:\uff1a]\S.*|([\w.-]+)\uff1a")


def stray(paths: Paths, node: Node, key: str, allowed: Collection[str]) -> str:
    """What to do about a key; empty where nothing is known of it.

    Args:
        paths: the parameters there are, and the format.
        node: the map that it stands in.
        key: the key.
        allowed: the keys of that map.
    """
    if glued := _GLUED.fullmatch(key):
        return f"write an ordinary colon and a blank after it: {glued[1] or glued[2]}: …"
    if halved := cut_in_two(node, key):
        return halved
    if "set" in allowed and (paths.expand(key) or key in ("parameters", "sample")):
        return "what a variant or factor changes stands under set: {PATH: value}"
    if paths.expand(key):
        return "it is a parameter; indent it under parameters:"
    home = _home(paths, key)
    if not home:
        return ""
    section = home.rpartition(".")[0]
    return f"it stands under {section}:" if section else "it stands at the left edge of the file, under no other key"


def cut_in_two(node: Node, key: str) -> str:
    """What to write where a comma within braces cut a number in two, as in ``{worlds: 2,000}``."""
    if not key.isdecimal() or not isinstance(node.value, dict) or not node.value[key].is_null:
        return ""
    keys = list(node.value)
    before = keys[max(keys.index(key) - 1, 0)]
    value = node.value[before].value
    if before == key or isinstance(value, bool) or not isinstance(value, int):
        return ""
    whole = f"{value}{key} or " if len(key) == 3 and value else ""
    return f"within braces a comma ends the value; write {before}: {whole}{value}.{key}"


def _home(paths: Paths, key: str) -> str:
    """Dotted path of the setting or section that is called so, the outermost; empty where there is none."""
    if key in paths.format.keys:
        return key
    found = [path for path, _ in paths.format.leaves() if path.rpartition(".")[2] == key]
    return min(found, key=lambda path: (path not in paths.format.settings, path.count(".")), default="")
