"""Reads ``sweep: boundary:``, the line along which an outcome has a given share."""

from __future__ import annotations

from collections.abc import Mapping

from sim.crisis.outcomes import OUTCOMES
from sim.scenario.axes import read_axes
from sim.scenario.format import BOUNDARY_AT, BOUNDARY_WITHIN, BOUNDARY_WORLDS, KEYS
from sim.scenario.nodes import Node
from sim.scenario.parts import Axis, Boundary, Sweep
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join, percent

_EXAMPLE = "write axes: {PATH: [5, 6, 7], PATH: {from: 0, to: 3}}"


def read_boundary(reader: Reader, node: Node, path: str, paths: Paths) -> Sweep:
    """Reads what is looked for; the searched axis comes last. Nothing is swept after a mistake.

    An outcome that is left out stays empty here: it is the headline, which other layers may know better.
    """
    entries = reader.fields(node, path, KEYS["boundary"])
    outcome: str | None = ""
    if "outcome" in entries:
        outcome = reader.word(entries["outcome"], join(path, "outcome"), OUTCOMES)
    at = _share(reader, entries["at"], join(path, "at")) if "at" in entries else BOUNDARY_AT
    worlds: int | None = BOUNDARY_WORLDS
    if "worlds" in entries:
        worlds = reader.whole(entries["worlds"], join(path, "worlds"), "boundary.worlds")
    if "axes" not in entries:
        if node.is_map or node.is_null:
            reader.missing(node, path, ("axes",), KEYS["boundary"], "'axes' is missing", _EXAMPLE)
        return Sweep()
    before = len(reader.problems.errors)
    axes = read_axes(reader, entries["axes"], join(path, "axes"), paths, "boundary")
    if len(reader.problems.errors) == before:
        _check_axes(reader, entries["axes"], join(path, "axes"), axes)
    if len(reader.problems.errors) > before:
        return Sweep()
    axes = tuple(sorted(axes, key=lambda axis: axis.ends is not None))
    within = _within(reader, entries, path, axes[-1], paths)
    if outcome is None or at is None or worlds is None or within is None:
        return Sweep()
    return Sweep("boundary", axes, boundary=Boundary(outcome, at, within, worlds))


def _check_axes(reader: Reader, node: Node, path: str, axes: tuple[Axis, ...]) -> None:
    """Exactly one axis is searched, and the other, if there is one, has the rows."""
    searched = [axis.path for axis in axes if axis.ends is not None]
    if len(searched) > 1:
        what = f"{' and '.join(searched)} have ends only, and one of them can be searched"
        reader.wrong(node, path, what, "write the values of the other: [5, 6, 7] or {from: 5, to: 7, points: 3}")
    elif not searched:
        reader.wrong(node, path, "no axis is searched", "one axis has ends and no points: {from: 0, to: 3}")


def _share(reader: Reader, node: Node, path: str) -> float | None:
    """A share strictly between none and all, also written as ``50%``."""
    value = percent(node.value)
    value = reader.number(node, path) if value is None else value
    if value is not None and not 0.0 < value < 1.0:
        reader.wrong(node, path, f"{node.value} is not a share that a line can follow", "allowed: between 0% and 100%")
        return None
    return value


def _within(reader: Reader, entries: Mapping[str, Node], path: str, searched: Axis, paths: Paths) -> float | None:
    """Half width of the band that is good enough, in the unit of the searched axis."""
    assert searched.ends is not None
    width = searched.ends[1] - searched.ends[0]
    if "within" not in entries:
        return float(f"{BOUNDARY_WITHIN * width:.12g}")
    node, parameter = entries["within"], paths.parameter(searched.path)
    share = percent(node.value) if parameter.bounds == (0, 1) else None
    value = reader.number(node, join(path, "within")) if share is None else share
    if value is not None and not 0.0 < value < width:
        what = f"{node.value} is no width to find a line within"
        allowed = f"allowed: above 0 and below {width:g} ({parameter.unit}), the range that is searched"
        reader.wrong(node, join(path, "within"), what, allowed)
        return None
    return value
