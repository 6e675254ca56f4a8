"""Reads ``sweep:``: the parameters that are swept, and how the points lie: in a grid, spread, or along a boundary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import isclose, prod

import numpy as np

from sim.engine.distributions import FORMS
from sim.engine.parameters import Parameter
from sim.scenario.format import AXIS, MOST_AXES, MOST_GRID, SPREAD, WITHIN
from sim.scenario.meant import scaled
from sim.scenario.parts import Axis, Boundary, Sweep
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join
from sim.scenario.values import allowed, read_drawn, read_plain
from sim.scenario.yaml_text import Node


def read_sweep(reader: Reader, node: Node, path: str, paths: Paths) -> Sweep:
    """Reads the section; without axes after a mistake, and for ``null``, nothing is swept."""
    fields = paths.format["sweep"]
    entries = reader.fields(node, path, fields.keys)
    if "boundary" in entries:
        return _boundary(reader, node, entries, path, paths)
    design = fields["design"].default
    if "design" in entries:
        design = reader.value(fields["design"], entries["design"], join(path, "design")) or ""
    _misplaced(reader, node, entries, path, design)
    points = _points(reader, node, entries, path, design, paths)
    worlds = None
    if "worlds" in entries and design in SPREAD:
        worlds = reader.value(fields["worlds"], entries["worlds"], join(path, "worlds"))
    if "axes" not in entries:
        if node.is_map:
            example = "write axes: {path: [value, value]}"
            reader.missing(node, path, ("axes", "boundary"), fields.keys, "'axes' is missing", example)
        return Sweep()
    axes = read_axes(reader, entries["axes"], join(path, "axes"), paths, design) if design else ()
    sweep = Sweep(design or "grid", axes, points, worlds or 0)
    if "exclude" in entries and design == "grid":
        return read_exclude(reader, entries["exclude"], join(path, "exclude"), sweep, paths)
    return sweep


def _boundary(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, paths: Paths) -> Sweep:
    for key in entries:
        if key != "boundary":
            what = f"{key} cannot stand beside boundary, which has axes of its own"
            reader.problems.error(node.keys[key], join(path, key), what)
    return read_boundary(reader, entries["boundary"], join(path, "boundary"), paths)


def _misplaced(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, design: str) -> None:
    """Refuses what another design has."""
    others = {"grid": ("points", "worlds"), "latin_hypercube": ("exclude",), "sobol": ("exclude",)}.get(design, ())
    remedies = {
        "points": "a grid's points follow from its axes; did you mean design: latin_hypercube?",
        "worlds": "the worlds of each point of a grid are runs.worlds",
        "exclude": "only a grid leaves points out",
    }
    for key in others:
        if key in entries:
            reader.problems.error(node.keys[key], join(path, key), f"{key} has no meaning here", remedies[key])


def _points(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, design: str, paths: Paths) -> int:
    """Number of points of a spread design; 0 in a grid and after a mistake."""
    if design not in SPREAD:
        return 0
    fields = paths.format["sweep"]
    if "points" not in entries:
        reader.missing(node, path, ("points",), fields.keys, "'points' is missing", "write points: 256")
        return 0
    here = join(path, "points")
    points: int | None = reader.value(fields["points"], entries["points"], here)
    if points is None:
        return 0
    if design == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        what = f"{points:,} is not a power of two, which a Sobol' sequence needs to be even"
        above = f" or {2 * below}" if 2 * below <= 65536 else ""
        reader.wrong(entries["points"], here, what, f"write {below}{above}")
        return 0
    return points


# -- a boundary ----------------------------------------------------------------------------------------------------

_EXAMPLE = "write axes: {PATH: [5, 6, 7], PATH: {from: 0, to: 3}}"


def read_boundary(reader: Reader, node: Node, path: str, paths: Paths) -> Sweep:
    """Reads what is looked for; the searched axis comes last. Nothing is swept after a mistake.

    An outcome that is left out stays empty here: it is the headline, which other layers may know better.
    """
    fields = paths.format["sweep.boundary"]
    entries = reader.fields(node, path, fields.keys)
    said = {"outcome": "", "at": fields["at"].default, "worlds": fields["worlds"].default}
    said |= reader.plain(fields, entries, path)
    if "axes" not in entries:
        if node.is_map or node.is_null:
            reader.missing(node, path, fields.needs, fields.keys, "'axes' is missing", _EXAMPLE)
        return Sweep()
    before = len(reader.problems.errors)
    axes = read_axes(reader, entries["axes"], join(path, "axes"), paths, "boundary")
    if len(reader.problems.errors) == before:
        _check_axes(reader, entries["axes"], join(path, "axes"), axes)
    if len(reader.problems.errors) > before:
        return Sweep()
    axes = tuple(sorted(axes, key=lambda axis: axis.ends is not None))
    within = _within(reader, entries, path, axes[-1], paths)
    if within is None or None in said.values():
        return Sweep()
    return Sweep("boundary", axes, boundary=Boundary(within=within, **said))


def _check_axes(reader: Reader, node: Node, path: str, axes: tuple[Axis, ...]) -> None:
    """Exactly one axis is searched, and the other, if there is one, has the rows."""
    searched = [axis.path for axis in axes if axis.ends is not None]
    if len(searched) > 1:
        what = f"{' and '.join(searched)} have ends only, and one of them can be searched"
        reader.wrong(node, path, what, "write the values of the other: [5, 6, 7] or {from: 5, to: 7, points: 3}")
    elif not searched:
        reader.wrong(node, path, "no axis is searched", "one axis has ends and no points: {from: 0, to: 3}")


def _within(reader: Reader, entries: Mapping[str, Node], path: str, searched: Axis, paths: Paths) -> float | None:
    """Half width of the band that is good enough, in the unit of the searched axis."""
    assert searched.ends is not None
    width = searched.ends[1] - searched.ends[0]
    if "within" not in entries:
        return float(f"{WITHIN * width:.12g}")
    node, parameter = entries["within"], paths.parameter(searched.path)
    share = scaled(node.value, parameter)
    value = share if isinstance(share, float) else reader.number(node, join(path, "within"))
    what = f"{node.value} is no width to find a line within"
    allowed = f"allowed: above 0 and below {width:g} ({parameter.unit}), the range that is searched"
    return reader.within(node, join(path, "within"), value, (0.0, width), what, allowed, strictly=True)


# -- axes -----------------------------------------------------------------------------------------------------------

#: Reads what stands under an axis' path; None after a problem. The path is filled in afterwards.
Form = Callable[[Reader, Node, str, Parameter], Axis | None]

_STEPS = "{from: 0, to: 3, points: 7}"
_SPAN = "{from: 0, to: 3}"


def read_axes(reader: Reader, node: Node, path: str, paths: Paths, design: str) -> tuple[Axis, ...]:
    """Reads all axes of a design (a key of ``MOST_AXES``); those with a mistake are left out."""
    axes: list[Axis] = []
    taken: dict[str, str] = {}
    entries = reader.entries(node, path)
    if not entries and (node.is_map or node.is_null):
        reader.wrong(node, path, "no parameter is swept")
    others = "; design: latin_hypercube takes more" if design == "grid" else ""
    what, most = f"{len(entries)} parameters are swept at once", MOST_AXES[design]
    reader.within(node, path, len(entries), (0, most), what, f"allowed: at most {most} in a {_named(design)}{others}")
    for key, child in entries.items():
        here = join(path, key)
        members = paths.expand(key)
        if not members:
            what = f"there is no parameter {key!r}"
            listing = "`redline params` lists them all"
            reader.problems.error(node.keys[key], here, what, "", key, paths.names, listed=False, otherwise=listing)
            continue
        twice = [taken[member] for member in members if member in taken]
        if twice:
            reader.problems.error(node.keys[key], here, f"it is swept twice: {twice[0]} sweeps it, too")
        taken.update(dict.fromkeys(members, key))
        axis = _FORMS[design](reader, child, here, paths.parameter(key))
        if axis is not None:
            axes.append(replace(axis, path=key))
    return tuple(axes)


def _named(design: str) -> str:
    return {"latin_hypercube": "Latin hypercube", "sobol": "Sobol' sequence"}.get(design, design)


# -- the forms of an axis -------------------------------------------------------------------------------------------


def _of_grid(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """Listed values, or evenly spaced ones."""
    if node.is_list:
        return _listed(reader, node, path, parameter)
    if not isinstance(node.value, dict):
        _no_axis(reader, node, path, f"write [5, 6, 7] or {_STEPS}")
        return None
    kind = next((key for key in node.value if key in FORMS), None)
    if kind is not None:
        what = f"{kind} stands where values are wanted: this axis is not drawn"
        reader.problems.error(node.keys[kind], join(path, kind), what, f"write {_STEPS}, or design: latin_hypercube")
        return None
    return _stepped(reader, node, path, parameter)


def _of_spread(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """Listed values, all numbers between two ends, or a distribution."""
    if node.is_list:
        return _listed(reader, node, path, parameter)
    if not isinstance(node.value, dict):
        _no_axis(reader, node, path, f"write {_SPAN}, [5, 6, 7] or a distribution")
        return None
    if any(key in FORMS for key in node.value):
        drawn = read_drawn(reader, node, path, parameter)
        return None if drawn is None else Axis("", drawn=drawn)
    if "points" in node.value:
        what = "an axis of this design has no points of its own"
        reader.problems.error(node.keys["points"], join(path, "points"), what, "write points beside axes")
        return None
    return _span(reader, node, path, parameter)


def _of_boundary(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """The rows of a boundary, or the parameter that is searched: it has ends and no points."""
    searched = isinstance(node.value, dict) and "points" not in node.value and bool({"from", "to"} & set(node.value))
    return _span(reader, node, path, parameter) if searched else _of_grid(reader, node, path, parameter)


_FORMS: dict[str, Form] = {
    "grid": _of_grid,
    "latin_hypercube": _of_spread,
    "sobol": _of_spread,
    "boundary": _of_boundary,
}


def _no_axis(reader: Reader, node: Node, path: str, remedy: str) -> None:
    reader.wrong(node, path, f"{node.words()} stands where an axis is wanted", remedy)


# -- values ---------------------------------------------------------------------------------------------------------


def _listed(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """Listed values, each once and each allowed."""
    values = read_values(reader, node, path, parameter)
    if len(set(values)) < len(values):
        reader.wrong(node, path, "a value stands there twice")
    if not reader.items(node, path):
        reader.wrong(node, path, "the axis has no values")
    most = AXIS["points"].limits[1]  # type: ignore[index]
    reader.within(node, path, len(values), (0, most), f"{len(values)} values are too many", f"allowed: at most {most}")
    return Axis("", tuple(dict.fromkeys(values))) if values else None


def read_values(reader: Reader, node: Node, path: str, parameter: Parameter) -> list[float | str]:
    """The numbers or words of a list that a parameter allows; the others are noted."""
    values: list[float | str] = []
    for i, item in enumerate(reader.items(node, path)):
        value = read_one(reader, item, f"{path}[{i}]", parameter)
        if value is not None:
            values.append(value)
    return values


def read_one(reader: Reader, node: Node, path: str, parameter: Parameter) -> float | str | None:
    """One number or word that a parameter allows."""
    if isinstance(node.value, int | float | str):
        return read_plain(reader, node, path, parameter)
    reader.wrong(
        node,
        path,
        f"{node.words()} is not a {'number' if parameter.choices is None else 'word'}",
        allowed(parameter),
        names=parameter.choices or (),
    )
    return None


def _stepped(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """Evenly spaced values: ``{from: 0, to: 3, points: 7}``, both ends included."""
    read = _ends(reader, node, path, parameter, AXIS.keys, _STEPS)
    if read is None:
        return None
    ends, entries = read
    points = reader.plain(AXIS, {"points": entries["points"]}, path)["points"] if "points" in entries else None
    if ends is None or points is None:
        return None
    first, last = ends
    values = tuple(float(f"{first + (last - first) * i / (points - 1):.12g}") for i in range(points))
    broken = next((wrong for wrong in map(parameter.problem, values) if wrong), None)
    if broken:
        reader.wrong(node, path, f"{points} points from {first:g} to {last:g}: {broken}", allowed(parameter))
        return None
    return Axis("", tuple(dict.fromkeys(values)))


def _span(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """All numbers between two ends: ``{from: 0, to: 3}``, in either order."""
    read = _ends(reader, node, path, parameter, ("from", "to"), _SPAN)
    ends = read and read[0]
    return None if ends is None else Axis("", ends=(min(ends), max(ends)))


def _ends(
    reader: Reader, node: Node, path: str, parameter: Parameter, keys: tuple[str, ...], example: str
) -> tuple[tuple[float, float] | None, Mapping[str, Node]] | None:
    """First and last number of a range, None after a problem with them, and all its entries."""
    if parameter.choices is not None:
        reader.wrong(node, path, "words have no range", f"write [{', '.join(parameter.choices)}]")
        return None
    entries = reader.fields(node, path, keys)
    missing = [key for key in keys if key not in entries]
    if missing:
        reader.missing(node, path, missing, keys, f"{' and '.join(missing)} missing", f"write {example}")
    first, last = (_end(reader, entries, key, path, parameter) for key in ("from", "to"))
    if first is None or last is None:
        return None, entries
    if first == last:
        reader.wrong(node, path, f"from and to are both {first:g}")
        return None, entries
    return (first, last), entries


def _end(reader: Reader, entries: Mapping[str, Node], key: str, path: str, parameter: Parameter) -> float | None:
    if key not in entries:
        return None
    value = read_one(reader, entries[key], join(path, key), parameter)
    return None if isinstance(value, str) else value


# -- points of a grid that are left out, counted and listed without going through the grid ----------------------------

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
    limits = paths.format["sweep.exclude"].limits
    what, most = f"{len(items)} entries are too many", f"allowed: at most {limits[1] if limits else 0:,}"
    if reader.within(node, path, len(items), limits, what, most) is None:
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
