"""Refuses a design that would never finish, from its numbers alone, before anything of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario import excluding
from sim.scenario.checks import place_of
from sim.scenario.design import lived
from sim.scenario.parts import Sweep
from sim.scenario.problems import Problems
from sim.scenario.vocabulary import MOST_CELLS, MOST_GRID, MOST_POINTS, MOST_WORLDS

if TYPE_CHECKING:
    from sim.scenario.layers import Layer
    from sim.scenario.scenario import Scenario


def check_size(problems: Problems, scenario: Scenario, layers: list[Layer]) -> None:
    """Notes the first thing that is too large: the grid, the cells, the points or all worlds together."""
    sweep, variants = scenario.sweep, len(lived(scenario))
    place = place_of(layers, "sweep")
    if sweep.design == "grid" and sweep.exclude and excluding.size(sweep) > MOST_GRID:
        what = f"the grid has {excluding.size(sweep):,} points before any is excluded"
        problems.error(place, "sweep", what, f"allowed: at most {MOST_GRID:,}")
        return
    points = excluding.kept(sweep) if sweep.design == "grid" else 1
    if not points:
        problems.error(place, "sweep.exclude", "with what --set fixes, all points of the grid are excluded")
    elif variants * points > MOST_CELLS:
        what = f"{_count(variants, 'variant')} x {points:,} points of the sweep are {variants * points:,} cells"
        problems.error(place, "sweep", what, f"allowed: at most {MOST_CELLS:,}")
    elif variants * sweep.points > MOST_POINTS:
        what = f"{_count(variants, 'variant')} x {sweep.points:,} points are {variants * sweep.points:,} points"
        problems.error(place_of(layers, "sweep", "points"), "sweep.points", what, f"allowed: at most {MOST_POINTS:,}")
    else:
        _check_worlds(problems, scenario, layers, variants, variants * points)


def _check_worlds(problems: Problems, scenario: Scenario, layers: list[Layer], variants: int, cells: int) -> None:
    """All worlds together: of the cells, of the points or rows of the design, and of the range over assumptions."""
    sweep = scenario.sweep
    parts = {f"{_count(cells, 'cell')} x {scenario.worlds:,} worlds": cells * scenario.worlds}
    keys: tuple[str, ...] = ("runs", "worlds") if scenario.until is None else ("runs", "worlds", "at_most")
    if sweep.points:
        keys = ("sweep", "points")
        words = f"{_count(variants, 'variant')} x {sweep.points:,} points x {_count(sweep.worlds, 'world')}"
        parts[words] = variants * sweep.points * sweep.worlds
    if sweep.boundary is not None:
        keys, rows, most = ("sweep", "boundary", "worlds"), _rows(sweep), sweep.boundary.worlds
        words = f"{_count(variants, 'variant')} x {_count(rows, 'row')} of the boundary x {most:,} worlds"
        parts[words] = variants * rows * most
    extra = variants * scenario.assumptions.draws * scenario.assumptions.worlds
    worlds = sum(parts.values()) + extra
    if worlds > MOST_WORLDS:
        what = f"{' and '.join(parts)}, with the range over assumptions, are {worlds:,} worlds"
        problems.error(place_of(layers, *keys), ".".join(keys), what, f"allowed: at most {MOST_WORLDS:,}")


def _rows(sweep: Sweep) -> int:
    """Rows of a boundary: the values of its first axis, one row when only the searched axis is there."""
    return len(sweep.axes[0].values) if len(sweep.axes) > 1 else 1


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
