"""Finds cells of a run: the one a variant is shown at when something is swept, and the shares in a cell."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.report import phrases
from sim.runs.results import Results


def declared_value(results: Results, path: str) -> Any:
    """Value a swept parameter would have if it were not swept; None for a family whose members differ."""
    defaults = {one.default for one in phrases.declared(results, path)}
    return defaults.pop() if len(defaults) == 1 else None


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
