"""Finds cells of a run: the one a variant is shown at when something is swept, and the shares in a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.engine.parameters import Parameter
from sim.report import phrases
from sim.runs.results import Results
from sim.scenario.parts import Cell


def declared_value(results: Results, path: str) -> Any:
    """Value a swept parameter would have if it were not swept; None for a family whose members differ."""
    defaults = {one.default for one in phrases.declared(results, path)}
    return defaults.pop() if len(defaults) == 1 else None


def reference(results: Results, variant: str) -> Any:
    """The cell a variant is shown at: its only one, or the one whose swept values are nearest to the defaults."""
    cells = results.cells_of(variant)
    declared = {path: phrases.declared(results, path) for path in results.axes}
    return min(cells, key=lambda cell: (_distance(cell, declared), cell.index))


def ends(results: Results, variant: str) -> tuple[Any, Any]:
    """First and last cell of a variant along the only axis."""
    cells = results.cells_of(variant)
    return cells[0], cells[-1]


def shares(results: Results, cell: int) -> pd.DataFrame:
    """The rows of a cell in :attr:`~sim.runs.results.Results.outcomes`, one per outcome in the crisis's order."""
    kinds = len(results.crisis.outcomes)
    return results.outcomes.iloc[cell * kinds : (cell + 1) * kinds]


def share(results: Results, cell: int, outcome: str) -> float:
    """Share of a cell's worlds that end in an outcome."""
    return float(shares(results, cell)["share"].iloc[results.crisis.outcomes.code(outcome)])


def _distance(cell: Cell, members: Mapping[str, Sequence[Parameter]]) -> float:
    """How far a cell's swept values lie from the defaults, in widths of their bounds; a family counts by its mean."""
    total = 0.0
    for path, value in cell.coordinates:
        for declared in (found := members[path]):
            if isinstance(value, int | float) and isinstance(declared.default, int | float) and declared.bounds:
                low, high = declared.bounds
                total += abs(value - declared.default) / ((high - low) or 1) / len(found)
            else:
                total += (value != declared.default) / len(found)
    return total
