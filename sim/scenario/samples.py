"""Reads ``sample:``, parameters that are drawn anew in each world, and keeps it apart from ``parameters:``."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sim.engine.distributions import Drawn
from sim.scenario.nodes import Node
from sim.scenario.parts import Value
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join
from sim.scenario.scalars import looks_like_day
from sim.scenario.values import read_settings

Said = dict[str, Value | None]

_EXAMPLE = "write {beta: {mean: 0.5, sd: 0.1}}, or the value under parameters"


def read_sample(reader: Reader, node: Node, path: str, paths: Paths) -> Said:
    """The distribution of each parameter by full path; None where the file says ``null``."""
    found = read_settings(reader, _distributions(reader, node, path, paths), path, paths)
    return {key: value for key, value in found.items() if value is None or isinstance(value.only, Drawn)}


def _distributions(reader: Reader, node: Node, path: str, paths: Paths) -> Node:
    """The map without values that are not drawn, which are noted; all else is for the reader of parameters."""
    entries: dict[str, Node] = {}
    for key, child in reader.entries(node, path).items():
        inner = _value(child)
        fields = set(inner.value) if isinstance(inner.value, dict) else set()
        if child.is_null or not paths.expand(key) or fields - {"value", "source"}:
            if any(looks_like_day(day) for day in fields):
                what = "what is drawn holds from the first day to the last"
                reader.wrong(child, join(path, key), what, "write one distribution, or the dates under parameters")
                continue
            entries[key] = child
        else:
            reader.wrong(child, join(path, key), f"{inner.words()} is not drawn", _EXAMPLE)
    return Node(entries, node.place, node.keys, node.size)


def _value(node: Node) -> Node:
    """What stands under ``value``, where a source is told beside it."""
    return node["value"] if isinstance(node.value, dict) and "value" in node.value else node


def apart(
    reader: Reader, nodes: Mapping[str, Node], parameters: Said, sample: Said, paths: Paths, militias: Collection[str]
) -> tuple[Said, Said]:
    """The two sections of one layer without what the other says better.

    A parameter's own path beats what an added militia says of itself, and that beats the family's path, whichever
    section they stand in; the same in both is a mistake. ``null`` in one of them leaves the parameter to the other.

    Args:
        reader: notes the mistakes.
        nodes: the sections of the layer.
        parameters: what is fixed, by full path.
        sample: what is drawn, by full path.
        paths: the parameters there are.
        militias: full paths that added militias set themselves, among the fixed ones.
    """
    fixed, drawn = dict(parameters), dict(sample)
    for path in parameters.keys() & sample.keys():
        if parameters[path] is None or sample[path] is None:
            continue
        rank_fixed = 2 if _own(nodes, "parameters", path) else int(path in militias)
        rank_drawn = 2 if _own(nodes, "sample", path) else 0
        if rank_fixed == rank_drawn:
            _both(reader, nodes, path, paths)
        del (drawn if rank_fixed > rank_drawn else fixed)[path]
    return fixed, drawn


def _own(nodes: Mapping[str, Node], section: str, path: str) -> bool:
    """Whether a section names a parameter by its own path."""
    return section in nodes and path in nodes[section].keys


def _both(reader: Reader, nodes: Mapping[str, Node], path: str, paths: Paths) -> None:
    names = nodes["sample"].keys
    key = next((name for name in names if path in paths.expand(name)), path)
    what = f"{key} is also under parameters; a parameter is fixed there or drawn here"
    reader.problems.error(names.get(key, nodes["sample"].place), join("sample", key), what, "delete one of them")


def lay(below: tuple[Said, Said], layer: tuple[Said, Said], clears: Collection[str]) -> tuple[Said, Said]:
    """Parameters and sample of a layer laid over those below it: what is said later wins, in whichever section.

    Args:
        below: parameters and sample so far.
        layer: parameters and sample of the layer.
        clears: the sections that the layer empties first.
    """
    fixed = {} if "parameters" in clears else dict(below[0])
    drawn = {} if "sample" in clears else dict(below[1])
    parameters, sample = layer
    fixed |= parameters
    drawn = {path: value for path, value in drawn.items() if path not in parameters} | sample
    return {path: value for path, value in fixed.items() if sample.get(path) is None}, drawn
