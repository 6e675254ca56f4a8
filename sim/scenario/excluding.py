"""Points of a grid that are left out: read from ``exclude:``, counted and listed without going through the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import isclose, prod

import numpy as np

from sim.scenario.axes import read_one
from sim.scenario.format import MOST_EXCLUDED, MOST_GRID
from sim.scenario.nodes import Node
from sim.scenario.parts import Axis, Sweep
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join

Entry = Mapping[str, tuple[float | str, ...]]


def size(sweep: Sweep) -> int:
    """Points of a grid before any is excluded; 1 when nothing is swept."""
    return prod(len(axis.values) for axis in sweep.axes)


def kept(sweep: Sweep) -> int:
    """Points of a grid that are left, of one with at most ``MOST_GRID`` points."""
    return size(sweep) - int(_left_out(sweep).sum()) if sweep.exclude else size(sweep)


def points(sweep: Sweep) -> Iterator[tuple[float | str, ...]]:
    """All points of a grid that are left, the first axis slowest."""
    every = product(*(axis.values for axis in sweep.axes))
    if not sweep.exclude:
        yield from every
        return
    for values, out in zip(every, _left_out(sweep).ravel().tolist(), strict=True):
        if not out:
            yield values


def _left_out(sweep: Sweep) -> np.ndarray:
    """Whether each point is left out, one dimension per axis."""
    out = np.zeros([len(axis.values) for axis in sweep.axes], bool)
    for entry in sweep.exclude:
        out[_block(sweep.axes, entry)] = True
    return out


def _block(axes: tuple[Axis, ...], entry: Entry) -> tuple[np.ndarray, ...]:
    """The points that one entry matches, as an index."""
    return np.ix_(*([axis.values.index(value) for value in entry.get(axis.path, axis.values)] for axis in axes))


# -- reading --------------------------------------------------------------------------------------------------------


def read_exclude(reader: Reader, node: Node, path: str, sweep: Sweep, paths: Paths) -> Sweep:
    """The sweep without the points that a list of maps from axes to values names."""
    items = reader.items(node, path)
    if len(items) > MOST_EXCLUDED:
        reader.wrong(node, path, f"{len(items)} entries are too many", f"allowed: at most {MOST_EXCLUDED:,}")
        return sweep
    read = [(item, _entry(reader, item, f"{path}[{i}]", sweep, paths)) for i, item in enumerate(items)]
    entries = [(item, entry) for item, entry in read if entry]
    found = replace(sweep, exclude=tuple(entry for _, entry in entries))
    if sweep.axes and len(entries) == len(items) and size(sweep) <= MOST_GRID:
        _warn(reader, [item for item, _ in entries], path, found)
        if kept(found) == 0:
            reader.wrong(node, path, f"all {size(sweep):,} points of the grid are excluded; nothing would be simulated")
    return found


def _entry(reader: Reader, node: Node, path: str, sweep: Sweep, paths: Paths) -> Entry | None:
    """One entry; None after a problem."""
    if not isinstance(node.value, dict) or not node.value:
        reader.wrong(node, path, f"{node.words()} excludes nothing", "write {PATH: value, PATH: [value, value]}")
        return None
    axes = {axis.path: axis for axis in sweep.axes}
    found: dict[str, tuple[float | str, ...]] = {}
    for key, child in node.value.items():
        here = join(path, key)
        if key not in axes:
            reader.problems.error(node.keys[key], here, f"{key!r} is not an axis of this grid", given=key, names=axes)
            continue
        nodes = child.value if isinstance(child.value, tuple) else (child,)
        places = [f"{here}[{i}]" for i in range(len(nodes))] if child.is_list else [here]
        values = [_on_axis(reader, one, at, axes[key], paths) for one, at in zip(nodes, places, strict=True)]
        if not values:
            reader.wrong(child, here, "the list has no values")
        found[key] = tuple(dict.fromkeys(value for value in values if value is not None))
    return found if len(found) == len(node.value) and all(found.values()) else None


def _on_axis(reader: Reader, node: Node, path: str, axis: Axis, paths: Paths) -> float | str | None:
    """The value of the axis that is meant."""
    value = read_one(reader, node, path, paths.parameter(axis.path))
    if value is None:
        return None
    found = next((one for one in axis.values if _same(one, value)), None)
    if found is None:
        shown = [one if isinstance(one, str) else f"{one:.12g}" for one in axis.values]
        listed = f"allowed: {', '.join(shown)}" if len(shown) <= 24 else ""
        near = "" if isinstance(value, str) else f"; did you mean {_nearest(axis, value):.12g}?"
        reader.wrong(node, path, f"{node.words()} is not a value of this axis", f"{listed}{near}".removeprefix("; "))
    return found


def _same(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _nearest(axis: Axis, value: float) -> float:
    numbers = [one for one in axis.values if not isinstance(one, str)]
    return min(numbers, key=lambda one: abs(one - value))


def _warn(reader: Reader, items: list[Node], path: str, sweep: Sweep) -> None:
    """Warns of entries that exclude only what those before them do."""
    out = np.zeros([len(axis.values) for axis in sweep.axes], bool)
    for i, (item, entry) in enumerate(zip(items, sweep.exclude, strict=True)):
        block = _block(sweep.axes, entry)
        if out[block].all():
            reader.problems.warn(item.place, f"{path}[{i}]", "it excludes nothing that is not excluded already")
        out[block] = True
