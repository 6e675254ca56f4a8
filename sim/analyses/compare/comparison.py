"""Variants against the baseline, and one run against another, in the same worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analyses.compare.paired import Difference, difference
from sim.analyses.compare.pairing import NotPaired, pair
from sim.engine.nearest import hint
from sim.engine.outcomes import Outcomes
from sim.runs.results import Results

__all__ = ["NotPaired", "all_between_cells", "between_cells", "between_runs", "codes", "differences", "from_baseline"]


def codes(results: Results, cell: int) -> np.ndarray:
    """Outcome code of every world of a cell, in the order of world numbers, shape (worlds,)."""
    codes: np.ndarray = results.worlds_of(cell, ["outcome"])["outcome"].cat.codes.to_numpy()
    return codes


def between_cells(results: Results, before: int, after: int, outcome: str) -> Difference:
    """Paired difference of an outcome's share from one cell of a run to another."""
    code = results.crisis.outcomes.code(outcome)
    return difference(codes(results, before) == code, codes(results, after) == code)


def all_between_cells(results: Results, before: int, after: int) -> dict[str, Difference]:
    """Paired difference of every outcome's share from one cell of a run to another, by outcome."""
    return differences(results.crisis.outcomes, codes(results, before), codes(results, after))


def differences(outcomes: Outcomes, before: np.ndarray, after: np.ndarray) -> dict[str, Difference]:
    """Paired difference of every outcome's share, by outcome, from the outcome codes of the same worlds."""
    return {key: difference(before == code, after == code) for code, key in enumerate(outcomes)}


def from_baseline(results: Results) -> pd.DataFrame:
    """Every variant against the baseline at the same point of the sweep, for every outcome.

    Returns:
        One row per variant (but the baseline), point and outcome: variant, axes, outcome, before, after, difference,
        low, high, gained, lost, worlds. Empty when there is nothing but the baseline.
    """
    base = results.variants[0]
    at = {cell.coordinates: cell.index for cell in results.cells_of(base)}
    rows = [
        {"variant": cell.variant, **dict(cell.coordinates), "outcome": outcome} | vars(found)
        for cell in results.design
        if cell.variant != base
        for outcome, found in all_between_cells(results, at[cell.coordinates], cell.index).items()
    ]
    return pd.DataFrame(rows, columns=None if rows else ["variant", *results.axes, "outcome", *_FIELDS])


_FIELDS = list(Difference.__dataclass_fields__)


def between_runs(before: Results, after: Results, outcome: str, *, cell: int = 0) -> Difference:
    """Paired difference of an outcome's share from one run to another, in the worlds that both have.

    Args:
        before, after: the runs; :func:`sim.analyses.compare.pairing.pair` says what makes their worlds the same.
        outcome: key of one of the crisis's outcomes.
        cell: position in the first run's design; the second run's cell is the same variant at the same point.

    Raises:
        ValueError: when there is no such outcome, or no such cell in both.
        NotPaired: when world 17 is not the same luck in both.
    """
    outcomes = before.crisis.outcomes
    if outcome not in outcomes:
        raise ValueError(f"there is no outcome {outcome!r}; allowed: {', '.join(outcomes)}{hint(outcome, outcomes)}")
    found = pair(before, after)
    there = dict(found.cells)
    if cell not in there:
        raise ValueError(f"there is no cell {cell} in both runs; allowed: {', '.join(map(str, there))}")
    code = outcomes.code(outcome)
    one, other = codes(before, cell), codes(after, there[cell])
    return difference(one[: found.worlds] == code, other[: found.worlds] == code)
