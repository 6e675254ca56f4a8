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
    if "axes" in allowed and paths.expand(key):
        return "what is swept stands under axes:"
    if paths.expand(key):
        return "it is a parameter; indent it under parameters:"
    homes = [] if key.removesuffix("s") in allowed else _homes(paths, key)  # one too many
    return f"it belongs {' or '.join(homes)}" if homes else ""


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


def _homes(paths: Paths, key: str) -> list[str]:
    """Where a setting or section that is called so stands: the outermost setting, and the left edge."""
    found = [path for path, _ in paths.format.leaves() if path.endswith(f".{key}")]
    nearest = min(found, key=lambda path: (path not in paths.format.settings, path.count(".")), default="")
    under = [f"under {nearest.rpartition('.')[0]}:"] if nearest else []
    return under + (["at the left edge of the file, under no other key"] if key in paths.format.keys else [])
