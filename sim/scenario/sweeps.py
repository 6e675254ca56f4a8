"""Reads ``sweep:``, the parameters that are swept and how the points are laid."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.axes import read_axes
from sim.scenario.boundaries import read_boundary
from sim.scenario.excluding import read_exclude
from sim.scenario.format import DESIGNS, KEYS, SPREAD
from sim.scenario.nodes import Node
from sim.scenario.parts import Sweep
from sim.scenario.paths import Paths
from sim.scenario.reader import Reader, join


def read_sweep(reader: Reader, node: Node, path: str, paths: Paths) -> Sweep:
    """Reads the section; without axes after a mistake, and for ``null``, nothing is swept."""
    entries = reader.fields(node, path, KEYS["sweep"])
    if "boundary" in entries:
        return _boundary(reader, node, entries, path, paths)
    design = "grid"
    if "design" in entries:
        design = reader.word(entries["design"], join(path, "design"), DESIGNS) or ""
    _misplaced(reader, node, entries, path, design)
    points = _points(reader, node, entries, path, design)
    worlds = None
    if "worlds" in entries and design in SPREAD:
        worlds = reader.whole(entries["worlds"], join(path, "worlds"), "sweep.worlds")
    if "axes" not in entries:
        if node.is_map:
            example = "write axes: {path: [value, value]}"
            reader.missing(node, path, ("axes", "boundary"), KEYS["sweep"], "'axes' is missing", example)
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


def _points(reader: Reader, node: Node, entries: Mapping[str, Node], path: str, design: str) -> int:
    """Number of points of a spread design; 0 in a grid and after a mistake."""
    if design not in SPREAD:
        return 0
    if "points" not in entries:
        reader.missing(node, path, ("points",), KEYS["sweep"], "'points' is missing", "write points: 256")
        return 0
    here = join(path, "points")
    points = reader.whole(entries["points"], here, "sweep.points")
    if points is None:
        return 0
    if design == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        what = f"{points:,} is not a power of two, which a Sobol' sequence needs to be even"
        above = f" or {2 * below}" if 2 * below <= 65536 else ""
        reader.wrong(entries["points"], here, what, f"write {below}{above}")
        return 0
    return points
