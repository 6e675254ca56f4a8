"""From which outcome to which the same worlds go, and a world to look at for the commonest change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.compare.comparison import codes
from sim.analyses.compare.divergence import first_of
from sim.engine.outcomes import Outcomes
from sim.runs.results import Results


@dataclass(frozen=True)
class Example:
    """A world that ends otherwise.

    Attributes:
        world: its number.
        before, after: how it ends in the two settings.
        day: day on which the two part; None where no event is kept that differs.
        event: the first event that differs, a row of the log; None likewise.
        new: whether only the second setting has it.
    """

    world: int
    before: str
    after: str
    day: int | None
    event: Any
    new: bool


def matrix(outcomes: Outcomes, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Worlds by how they end in the first setting (rows) and in the second (columns), in order of the codes.

    Args:
        outcomes: what a world can come to.
        before: outcome code of each world in the first setting, shape (worlds,).
        after: the same for the second.
    """
    kinds = len(outcomes)
    pairs = np.asarray(before, np.int64) * kinds + np.asarray(after, np.int64)
    return np.bincount(pairs, minlength=kinds * kinds).reshape(kinds, kinds)


def example(results: Results, before: int, after: int) -> Example | None:
    """The first world of the commonest change of outcome between two cells; None when no world changes."""
    one, other = codes(results, before), codes(results, after)
    outcomes = results.crisis.outcomes
    counts = matrix(outcomes, one, other)
    np.fill_diagonal(counts, 0)
    if not counts.any():
        return None
    source, target = np.unravel_index(int(counts.argmax()), counts.shape)
    world = int(np.flatnonzero((one == source) & (other == target))[0])
    kept = min(results.events_kept(before), results.events_kept(after))
    logs = [results.events_of(cell) for cell in (before, after)] if world < kept else []
    mine = [log[log["world"] == world] for log in logs]
    first = first_of(*mine) if len(mine) == 2 and len(mine[0]) and len(mine[1]) else None
    ends = outcomes.at(int(source)).key, outcomes.at(int(target)).key
    if first is None:
        return Example(world, *ends, None, None, False)
    side, number = first
    row = mine[side].loc[mine[side]["event"] == number].iloc[0]
    return Example(world, *ends, int(row["day"]), row, side == 1)
