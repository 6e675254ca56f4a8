"""Finds cells of a run: the one a variant is shown at when something is swept, and the worlds in a cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.results import Results


def declared_value(results: Results, path: str) -> Any:
    """Value a swept parameter would have if it were not swept: the catalogue's default."""
    declared = results.catalogue.get(path)
    return declared.default if declared is not None else None


def reference(results: Results, variant: str) -> Any:
    """The cell a variant is shown at: its only one, or the one whose swept values are nearest to the defaults."""
    cells = results.cells_of(variant)
    return min(cells, key=lambda cell: (_distance(results, cell), cell.index))


def ends(results: Results, variant: str) -> tuple[Any, Any]:
    """First and last cell of a variant along the only axis."""
    cells = results.cells_of(variant)
    return cells[0], cells[-1]


def of(results: Results, cell: int) -> pd.DataFrame:
    """The worlds of a cell, sorted by their number."""
    table = results.table
    return table[table["cell"] == cell].sort_values("world")


def place(results: Results, cell: Any) -> str:
    """Where a cell lies in the sweep, in words; empty when nothing is swept."""
    from sim.figures.wording import parameter_title, value_text

    return ", ".join(f"{parameter_title(path)} {value_text(value)}" for path, value in cell.coordinates)


def _distance(results: Results, cell: Any) -> float:
    total = 0.0
    for path, value in cell.coordinates:
        default, declared = declared_value(results, path), results.catalogue.get(path)
        if (
            isinstance(value, int | float)
            and isinstance(default, int | float)
            and declared is not None
            and declared.bounds
        ):
            low, high = declared.bounds
            total += abs(value - default) / ((high - low) or 1)
        else:
            total += 0.0 if value == default else 1.0
    return total
