"""Whether the variants that branch share their past with the baseline, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sim.words.prose import day_text


def holds(branch: Mapping[str, Any]) -> bool:
    """Whether the past is the baseline's in every world."""
    return int(branch["same"]) == int(branch["worlds"])


def statement(branch: Mapping[str, Any], start: date) -> str:
    """The check of a branch in a sentence; where it failed, with the number of worlds.

    Args:
        branch: one of :attr:`sim.runs.results.Results.branches`; ``day`` is the first day on which the
            variant may differ.
        start: the run's first day.
    """
    if branch["day"] < 1:
        return "Branches on the first day, so it has no past to share."
    until = start + timedelta(days=int(branch["day"]) - 1)
    last, worlds, same = day_text(until), int(branch["worlds"]), int(branch["same"])
    if holds(branch):
        where = f"in all {worlds:,} worlds" if worlds > 1 else "in the only world"
        return f"Shares its past with the baseline bit for bit until {last}, checked {where}."
    return (
        f"Warning: in {worlds - same:,} of {worlds:,} worlds its past is not the baseline's on {last}. Its differences "
        "from the baseline are not those of the branch alone."
    )
