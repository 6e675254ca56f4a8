"""Reads ``sweep:``, the parameters that are swept and the values each takes."""

from __future__ import annotations

from collections.abc import Mapping

from sim.parameters import Parameter
from sim.scenario.nodes import Node
from sim.scenario.parts import Axis
from sim.scenario.paths import Paths
from sim.scenario.problems import nearest
from sim.scenario.reader import Reader, join, percent
from sim.scenario.values import allowed, problem
from sim.scenario.vocabulary import DESIGNS, KEYS, LIMITS, MOST_AXES


def read_sweep(reader: Reader, node: Node, path: str, paths: Paths) -> tuple[Axis, ...]:
    """Reads the axes of a grid; other designs are refused with the reason."""
    entries = reader.fields(node, path, KEYS["sweep"])
    if "design" in entries:
        design = reader.word(entries["design"], join(path, "design"), DESIGNS)
        if design and DESIGNS[design]:
            reader.wrong(entries["design"], join(path, "design"), f"{design} is {DESIGNS[design]}")
    if "axes" not in entries:
        if node.is_map:
            reader.wrong(node, path, "'axes' is missing", "write axes: {path: [value, value]}")
        return ()
    return _axes(reader, entries["axes"], join(path, "axes"), paths)


def _axes(reader: Reader, node: Node, path: str, paths: Paths) -> tuple[Axis, ...]:
    axes: list[Axis] = []
    taken: dict[str, str] = {}
    entries = reader.entries(node, path)
    if not entries and node.is_map:
        reader.wrong(node, path, "no parameter is swept")
    if len(entries) > MOST_AXES:
        what = f"{len(entries)} parameters are swept at once"
        reader.wrong(node, path, what, f"allowed: at most {MOST_AXES} in a grid")
    for key, child in entries.items():
        here = join(path, key)
        members = paths.expand(key)
        if not members:
            what = f"there is no parameter {key!r}"
            near = nearest(key, paths.names)
            hint = "" if near else "`redline params` lists them all"
            reader.problems.error(node.keys[key], here, what, hint, key, paths.names)
            continue
        twice = [taken[member] for member in members if member in taken]
        if twice:
            reader.problems.error(node.keys[key], here, f"it is swept twice: {twice[0]} sweeps it, too")
        taken.update(dict.fromkeys(members, key))
        values = _values(reader, child, here, paths.parameter(key))
        if values:
            axes.append(Axis(key, values))
    return tuple(axes)


def _values(reader: Reader, node: Node, path: str, parameter: Parameter) -> tuple[float | str, ...]:
    """Values of one axis, each once and each allowed."""
    if node.is_map:
        return _range(reader, node, path, parameter)
    if not node.is_list:
        what = f"{node.words()} stands where an axis is wanted"
        reader.wrong(node, path, what, "write [5, 6, 7] or {from: 0, to: 3, points: 7}")
        return ()
    values: list[float | str] = []
    for i, item in enumerate(reader.items(node, path)):
        value = percent(item.value) if parameter.bounds == (0, 1) and percent(item.value) is not None else item.value
        wrong = problem(parameter, value)
        if wrong or not isinstance(value, int | float | str):
            what = wrong or f"{item.words()} is not a value"
            reader.wrong(item, f"{path}[{i}]", what, allowed(parameter), names=parameter.choices or ())
            continue
        values.append(value if isinstance(value, str) else float(value))
    if len(set(values)) < len(values):
        reader.wrong(node, path, "a value stands there twice")
    if not reader.items(node, path):
        reader.wrong(node, path, "the axis has no values")
    if len(values) > LIMITS["axis.points"][1]:
        reader.wrong(node, path, f"{len(values)} values are too many", f"allowed: at most {LIMITS['axis.points'][1]}")
    return tuple(dict.fromkeys(values))


def _range(reader: Reader, node: Node, path: str, parameter: Parameter) -> tuple[float | str, ...]:
    """Evenly spaced values: ``{from: 0, to: 3, points: 7}``, both ends included."""
    if parameter.choices is not None:
        reader.wrong(node, path, "words have no range", f"write [{', '.join(parameter.choices)}]")
        return ()
    entries = reader.fields(node, path, KEYS["axis"])
    missing = [key for key in KEYS["axis"] if key not in entries]
    if missing:
        reader.wrong(node, path, f"{' and '.join(missing)} missing", "write {from: 0, to: 3, points: 7}")
    first, last = (_end(reader, entries, key, path, parameter) for key in ("from", "to"))
    points = reader.whole(entries["points"], join(path, "points"), "axis.points") if "points" in entries else None
    if first is None or last is None or points is None:
        return ()
    if first == last:
        reader.wrong(node, path, f"from and to are both {first:g}")
        return ()
    values = tuple(float(f"{first + (last - first) * i / (points - 1):.12g}") for i in range(points))
    broken = next((wrong for wrong in map(parameter.problem, values) if wrong), None)
    if broken:
        reader.wrong(node, path, f"{points} points from {first:g} to {last:g}: {broken}", allowed(parameter))
        return ()
    return values


def _end(reader: Reader, entries: Mapping[str, Node], key: str, path: str, parameter: Parameter) -> float | None:
    if key not in entries:
        return None
    value = reader.number(entries[key], join(path, key))
    wrong = value is not None and problem(parameter, value)
    if wrong:
        reader.wrong(entries[key], join(path, key), wrong, allowed(parameter))
        return None
    return value
