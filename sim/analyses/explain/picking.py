"""Worlds worth explaining, picked by a stated rule; see :mod:`sim.analyses.answer.worlds` for the others."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analyses.answer import worlds
from sim.analyses.answer.worlds import Pick
from sim.analyses.facts.runs import record_of_run
from sim.analyses.facts.stylised_facts import facts, inside, measured
from sim.runs.results import Results

#: Rules, in the order in which they are offered, with what a reader calls the world each picks.
PICKS: Final = {
    "median": "Median world",
    "fastest_war": "Quickest war",
    "near_miss": "Nearest miss",
    "closest_to_history": "Closest to history",
}


def pick(results: Results, variant: str, rule: str) -> Pick | None:
    """Picks a world of a variant's cell of reference, among those whose events are kept.

    Args:
        results: the run.
        variant: name of the variant.
        rule: a key of :data:`PICKS`; ties go to the lowest world number.

    Returns:
        The choice, or None when no world fits the rule: no war, or a run that the record cannot be held against.
    """
    if rule == "closest_to_history":
        return _closest(results, variant)
    return worlds.pick(results, variant, rule)


def _closest(results: Results, variant: str) -> Pick | None:
    record = record_of_run(results, variant)
    if record is None:
        return None
    cell = results.reference_of(variant)
    values = measured(record, cell.days)
    known = [one for one in facts() if one.id in values]
    met = np.sum([inside(one, values[one.id]) for one in known], axis=0)
    # Among worlds that meet as many facts, the one nearest to the observations, a fact counting for three at most.
    far = np.mean([_distance(values[one.id], one.target or 0.0, one.range or (0.0, 0.0)) for one in known], axis=0)
    best = np.lexsort((record.worlds["world"].to_numpy(), far, -met))[0]
    because = (
        f"Of the {len(record.worlds):,} worlds whose events are kept, the one in which most of the measured facts of "
        f"the record lie in their observed ranges ({int(met[best])} of {len(known)}); of several, the one nearest to "
        "the observations."
    )
    return Pick(int(record.worlds["world"].iloc[best]), cell.index, "closest_to_history", because)


def _distance(values: np.ndarray, target: float, span: tuple[float, float]) -> np.ndarray:
    """Distance from the observation in half widths of its range, three at most and where the fact does not arise."""
    half = max((span[1] - span[0]) / 2.0, 1e-9)
    return np.nan_to_num(np.minimum(np.abs(values - target) / half, 3.0), nan=3.0)
