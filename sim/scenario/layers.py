"""One layer of a scenario: a parent, the file itself, the command line's ``--set`` or a change made in Python.

Layers are read one by one, so that each mistake is told with its own place, and then laid over one another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sim.engine.distributions import Drawn
from sim.scenario.casting import CastChange, check_swept, member_settings, read_cast, read_variants
from sim.scenario.condition import CONDITION, read_condition
from sim.scenario.crossing import read_factors
from sim.scenario.events import read_events
from sim.scenario.history import RECORD, read_record
from sim.scenario.meant import looks_like_day
from sim.scenario.parts import Cast, Event, Factor, Sweep, Value, Variant
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join
from sim.scenario.starting import START, Start, once, read_start
from sim.scenario.sweeps import read_sweep
from sim.scenario.values import read_settings
from sim.scenario.yaml_text import Node

#: What is said of parameters, by full path; None where the file says ``null``.
Said = dict[str, Value | None]


@dataclass
class Layer:
    """What one layer says; None or an empty map where it says nothing.

    Attributes:
        node: the text it was read from.
        values: value of every plain key that it has, by dotted path.
        parameters: value by full path; None where it says ``null``.
        sample: distribution by full path; None where it says ``null``.
        clears: which of ``parameters:`` and ``sample:`` are ``null``, which drops all that was inherited.
        as_of: the day whose states it takes over.
        events: its events, which replace those inherited.
        variants: its variants, which are never inherited.
        factors: its factors, which are never inherited.
        sweep: its sweep, which is never inherited.
    """

    node: Node
    values: dict[str, Any] = field(default_factory=dict)
    parameters: Said = field(default_factory=dict)
    sample: Said = field(default_factory=dict)
    clears: tuple[str, ...] = ()
    as_of: date | None = None
    events: tuple[Event, ...] | None = None
    variants: tuple[Variant, ...] | None = None
    factors: tuple[Factor, ...] | None = None
    sweep: Sweep | None = None


def read_layer(reader: Reader, node: Node, paths: Paths, cast: Cast, change: CastChange) -> Layer:
    """Reads one layer.

    Args:
        reader: notes the mistakes.
        node: the layer's map.
        paths: parameters and actors, those of every member that some layer adds included.
        cast: the cast of all layers together.
        change: what this layer says about the cast, read before.
    """
    layer = Layer(node, reader.settings(paths.format, node, ""))
    entries = node.value if isinstance(node.value, dict) else {}
    _read_parameters(reader, entries, layer, paths, change)
    if START in entries:
        _lay_start(reader, entries, layer, read_start(reader, entries[START], paths), paths)
    if "events" in entries:
        layer.events = read_events(reader, entries["events"], "events", paths)
    if "history" in entries:
        _read_history(reader, node, layer, paths)
    if CONDITION in entries:
        read_condition(reader, entries[CONDITION], layer.values, paths)
    if "sweep" in entries:
        layer.sweep = read_sweep(reader, entries["sweep"], "sweep", paths)
    if "variants" in entries:
        layer.variants = read_variants(reader, entries["variants"], "variants", paths, cast)
    if "factors" in entries:
        layer.factors = read_factors(reader, entries["factors"], "factors", paths)
    swept = layer.sweep.axes if layer.sweep else ()
    for section, found in (("variants", layer.variants), ("factors", layer.factors)):
        check_swept(reader, entries.get(section), section, found or (), swept, paths)
    return layer


def read_cast_change(reader: Reader, node: Node, paths: Paths) -> CastChange:
    """What a layer says about the cast; read first, since added members bring parameters with them."""
    if not isinstance(node.value, dict) or "cast" not in node.value:
        return CastChange()
    return replace(read_cast(reader, node["cast"], "cast", paths), clears=node["cast"].is_null)


def _read_history(reader: Reader, node: Node, layer: Layer, paths: Paths) -> None:
    """The record that is replayed, where the crisis has one."""
    section = node["history"]
    if paths.crisis.record is None and not section.is_null:
        what = f"there is no record of {paths.crisis.title} that could be replayed"
        reader.problems.error(node.keys["history"], "history", what, "delete this section")
    elif isinstance(section.value, dict) and "events" in section.value and not section["events"].is_null:
        record = read_record(reader, section["events"], paths)
        if record is not None:
            layer.values[RECORD] = record


def inherited(layer: Layer, settings: Collection[str]) -> Layer:
    """What a child takes over from this layer; ``settings`` are the paths of the plain keys that it hands down."""
    values = {path: value for path, value in layer.values.items() if path in settings}
    return replace(layer, values=values, variants=None, factors=None, sweep=None)


# -- what is fixed and what is drawn --------------------------------------------------------------------------------


_EXAMPLE = "write {beta: {mean: 0.5, sd: 0.1}}, or the value under parameters"


def _read_parameters(
    reader: Reader, entries: Mapping[str, Node], layer: Layer, paths: Paths, change: CastChange
) -> None:
    layer.clears = tuple(key for key in ("parameters", "sample") if key in entries and entries[key].is_null)
    own = layer.parameters = member_settings(reader, change, "cast", paths)
    if "parameters" in entries:
        layer.parameters = read_settings(reader, entries["parameters"], "parameters", paths, layer.parameters)
    if "sample" in entries:
        layer.sample = read_sample(reader, entries["sample"], "sample", paths)
        layer.parameters, layer.sample = apart(reader, entries, layer.parameters, layer.sample, paths, own)


def _lay_start(reader: Reader, entries: Mapping[str, Node], layer: Layer, start: Start, paths: Paths) -> None:
    """Puts states among the parameters: those of a day below what the layer says itself, those given beside it."""
    layer.as_of = start.as_of  # None where states are given one by one
    for section, said in (("parameters", layer.parameters), ("sample", layer.sample)):
        once(reader, entries[START], START, start, said, section, paths)
    below = {path: value for path, value in start.of_day.items() if path not in layer.sample}
    layer.parameters = {**below, **layer.parameters, **start.given}


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
    reader: Reader, nodes: Mapping[str, Node], parameters: Said, sample: Said, paths: Paths, members: Collection[str]
) -> tuple[Said, Said]:
    """The two sections of one layer without what the other says better.

    A parameter's own path beats what an added member says of itself, and that beats the family's path, whichever
    section they stand in; the same in both is a mistake. ``null`` in one of them leaves the parameter to the other.

    Args:
        reader: notes the mistakes.
        nodes: the sections of the layer.
        parameters: what is fixed, by full path.
        sample: what is drawn, by full path.
        paths: the parameters there are.
        members: full paths that added members set themselves, among the fixed ones.
    """
    fixed, drawn = dict(parameters), dict(sample)
    for path in parameters.keys() & sample.keys():
        if parameters[path] is None or sample[path] is None:
            continue
        rank_fixed = 2 if _own(nodes, "parameters", path) else int(path in members)
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
