"""Reads the axes of a sweep: which parameter, and which values it takes in a grid, a spread design or a boundary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sim.engine.distributions import FORMS
from sim.engine.parameters import Parameter
from sim.scenario.format import KEYS, LIMITS, MOST_AXES
from sim.scenario.nodes import Node
from sim.scenario.parts import Axis
from sim.scenario.paths import Paths
from sim.scenario.problems import nearest
from sim.scenario.reader import Reader, join, percent
from sim.scenario.values import allowed, problem, read_drawn

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
    if len(entries) > MOST_AXES[design]:
        what = f"{len(entries)} parameters are swept at once"
        others = "; design: latin_hypercube takes more" if design == "grid" else ""
        reader.wrong(node, path, what, f"allowed: at most {MOST_AXES[design]} in a {_named(design)}{others}")
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
    if len(values) > LIMITS["axis.points"][1]:
        reader.wrong(node, path, f"{len(values)} values are too many", f"allowed: at most {LIMITS['axis.points'][1]}")
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
    value = percent(node.value) if parameter.bounds == (0, 1) and percent(node.value) is not None else node.value
    wrong = problem(parameter, value)
    if wrong or not isinstance(value, int | float | str):
        what = wrong or f"{node.words()} is not a value"
        reader.wrong(node, path, what, allowed(parameter), names=parameter.choices or ())
        return None
    return value if isinstance(value, str) else float(value)


def _stepped(reader: Reader, node: Node, path: str, parameter: Parameter) -> Axis | None:
    """Evenly spaced values: ``{from: 0, to: 3, points: 7}``, both ends included."""
    read = _ends(reader, node, path, parameter, KEYS["axis"], _STEPS)
    if read is None:
        return None
    ends, entries = read
    points = reader.whole(entries["points"], join(path, "points"), "axis.points") if "points" in entries else None
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
    value = reader.number(entries[key], join(path, key))
    wrong = value is not None and problem(parameter, value)
    if wrong:
        reader.wrong(entries[key], join(path, key), wrong, allowed(parameter))
        return None
    return value
