"""Refuses a design that would never finish, from its numbers alone, before anything of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario import excluding
from sim.scenario.design import lived
from sim.scenario.parts import Sweep
from sim.scenario.problems import Place, Problems
from sim.scenario.vocabulary import MOST_CELLS, MOST_GRID, MOST_POINTS, MOST_WORLDS

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def check_size(problems: Problems, scenario: Scenario, place: Place) -> None:
    """Notes the first thing that is too large: the grid, the cells, the points or all worlds together."""
    sweep, variants = scenario.sweep, len(lived(scenario))
    if sweep.design == "grid" and sweep.exclude and excluding.size(sweep) > MOST_GRID:
        what = f"the grid has {excluding.size(sweep):,} points before any is excluded"
        problems.error(place, "sweep", what, f"allowed: at most {MOST_GRID:,}")
        return
    points = excluding.kept(sweep) if sweep.design == "grid" else 1
    if not points:
        problems.error(place, "sweep.exclude", "with what --set fixes, all points of the grid are excluded")
    elif variants * points > MOST_CELLS:
        what = f"{variants} variants x {points:,} points of the sweep are {variants * points:,} cells"
        problems.error(place, "sweep", what, f"allowed: at most {MOST_CELLS:,}")
    elif variants * sweep.points > MOST_POINTS:
        what = f"{variants} variants x {sweep.points:,} points are {variants * sweep.points:,}"
        problems.error(place, "sweep.points", what, f"allowed: at most {MOST_POINTS:,}")
    else:
        _check_worlds(problems, scenario, place, variants, variants * points)


def _check_worlds(problems: Problems, scenario: Scenario, place: Place, variants: int, cells: int) -> None:
    """All worlds together: of the cells, of the points or rows of the design, and of the range over assumptions."""
    sweep = scenario.sweep
    parts = {f"{cells:,} cells x {scenario.worlds:,} worlds": cells * scenario.worlds}
    path = "runs.worlds" if scenario.until is None else "runs.worlds.at_most"
    if sweep.points:
        path = "sweep.points"
        words = f"{variants} variants x {sweep.points:,} points x {sweep.worlds:,} worlds"
        parts[words] = variants * sweep.points * sweep.worlds
    if sweep.boundary is not None:
        path, rows, most = "sweep.boundary.worlds", _rows(sweep), sweep.boundary.worlds
        parts[f"{variants} variants x {rows} rows x {most:,} worlds of the boundary"] = variants * rows * most
    extra = variants * scenario.assumptions.draws * scenario.assumptions.worlds
    worlds = sum(parts.values()) + extra
    if worlds > MOST_WORLDS:
        what = f"{' and '.join(parts)}, with the range over assumptions, are {worlds:,} worlds"
        problems.error(place, path, what, f"allowed: at most {MOST_WORLDS:,}")


def _rows(sweep: Sweep) -> int:
    """Rows of a boundary: the values of its first axis, one row when only the searched axis is there."""
    return len(sweep.axes[0].values) if len(sweep.axes) > 1 else 1
