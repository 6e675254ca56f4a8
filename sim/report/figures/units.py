"""A hundred worlds per variant: how many marks each outcome gets, and which real world each mark stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from sim.engine.outcomes import Outcomes
from sim.report.figures import theme

#: Contrast to the ground below which a mark gets an edge (WCAG 2.2, 1.4.11).
LEAST_CONTRAST: Final = 3.0


def pale(outcomes: Outcomes) -> tuple[str, ...]:
    """Keys of the outcomes whose marks need an edge, in light or in dark."""
    grounds = theme.PLAIN["paper"]
    return tuple(
        key
        for key, one in outcomes.items()
        if any(theme.contrast(*pair) < LEAST_CONTRAST for pair in zip(one.colour, grounds, strict=True))
    )


def hundred(counts: Mapping[str, int]) -> dict[str, int]:
    """Shares of a hundred, rounded so that they add up (largest remainders), and never to 0 for the commonest.

    Args:
        counts: worlds per outcome.
    """
    total = sum(counts.values())
    exact = {key: 100 * count / total for key, count in counts.items()}
    whole = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: whole[key] - exact[key])
    for key in by_remainder[: 100 - sum(whole.values())]:
        whole[key] += 1
    return whole


def chosen(worlds: pd.DataFrame, marks: int, kept: np.ndarray, counted: str) -> list[int]:
    """The worlds that an outcome's marks stand for: at evenly spaced places, the earliest ending first.

    Worlds whose events are kept come first; only where they are fewer than the marks are others taken as well. Where
    there are fewer worlds than marks, as in a run of less than a hundred, a world stands more than once.

    Args:
        worlds: worlds with that outcome: world, day, and the number of hostile acts.
        marks: how many are wanted.
        kept: numbers of the worlds whose events are kept.
        counted: column of the number of hostile acts; empty where the crisis does not count them.

    Returns:
        ``marks`` world numbers, ordered by day of ending, then hostile acts, then number; empty without worlds.
    """
    day, number = worlds["day"].to_numpy(), worlds["world"].to_numpy()
    acts = worlds[counted].to_numpy() if counted else np.zeros(len(worlds))
    ordered = number[np.lexsort((number, acts, day))]
    told = np.isin(ordered, kept)
    if len(ordered) <= marks or told.sum() >= marks:
        among = ordered if len(ordered) <= marks else ordered[told]
        return [int(world) for world in among[_places(len(among), marks)]]
    others = np.flatnonzero(~told)
    places = np.sort(np.concatenate([np.flatnonzero(told), others[_places(len(others), marks - told.sum())]]))
    return [int(world) for world in ordered[places]]


def _places(among: int, marks: int) -> np.ndarray:
    """Middle of each of ``marks`` equal parts of a row, as indices; none in an empty row."""
    return ((np.arange(marks if among else 0) + 0.5) * among / marks).astype(int)
