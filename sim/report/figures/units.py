"""A hundred worlds per variant: how many marks each outcome gets, and which real world each mark stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.analyses.hundred.shared import shared
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


def hundred(counts: Mapping[str, int], headline: str = "") -> dict[str, int]:
    """Shares of a hundred, rounded so that they add up (largest remainders), and never to 0 for the commonest.

    Args:
        counts: worlds per outcome.
        headline: the outcome whose share is rounded by itself, as the number beside the marks is.
    """
    total = sum(counts.values())
    exact = {key: 100 * count / total for key, count in counts.items()}
    whole = {key: round(value) if key == headline else int(value) for key, value in exact.items()}
    by_remainder = sorted(exact.keys() - {headline}, key=lambda key: (whole[key] - exact[key], list(exact).index(key)))
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


def common(
    ends: Sequence[pd.DataFrame],
    wanted: Sequence[Mapping[str, int]],
    kept: Sequence[np.ndarray],
    order: Sequence[str],
    counted: str,
) -> list[int]:
    """A hundred worlds for all variants: those that stand for the first, exchanged until they stand for all.

    Args:
        ends: by variant all its worlds, with their outcomes and what :func:`chosen` takes.
        wanted: by variant the number of marks of each outcome.
        kept: by variant the numbers of the worlds whose events are kept.
        order: keys of all outcomes, the headline first.
        counted: as :func:`chosen` has it.

    Returns:
        A hundred world numbers; with fewer worlds than that, some stand more than once.
    """
    first = ends[0]
    drawn = [
        world for key in order for world in chosen(first[first["outcome"] == key], wanted[0][key], kept[0], counted)
    ]
    if len(ends) == 1:
        return drawn
    numbers = _everywhere([own["world"].to_numpy() for own in ends])
    told = _everywhere(kept)
    pool = np.unique([*told, *np.intersect1d(drawn, numbers)]) if len(told) >= len(drawn) else numbers
    pool = np.repeat(pool, -(-len(drawn) // len(pool)) if len(pool) < len(drawn) else 1)
    codes = [own.set_index("world")["outcome"].astype(object).loc[pool] for own in ends]
    targets = np.array([[one[key] for key in order] for one in wanted])
    start = _start(pool, drawn)
    places = shared(np.stack([np.array([order.index(key) for key in one]) for one in codes]), targets, start, 0)
    return [int(world) for world in pool[places]]


def _everywhere(numbers: Sequence[np.ndarray]) -> np.ndarray:
    """Numbers that all have, rising."""
    found = np.unique(numbers[0])
    for one in numbers[1:]:
        found = np.intersect1d(found, one)
    return found


def _start(pool: np.ndarray, drawn: Sequence[int]) -> np.ndarray:
    """Places of a hundred candidates: those of the worlds drawn that are among them, then the first others."""
    left = Counter(drawn)
    mine = np.zeros(len(pool), bool)
    for at, world in enumerate(pool.tolist()):
        mine[at] = left[world] > 0
        left[world] -= 1
    others = np.flatnonzero(~mine)
    return np.sort(np.concatenate([np.flatnonzero(mine), others[: len(drawn) - mine.sum()]]))


def placed(ends: pd.DataFrame, drawn: Sequence[int], order: Sequence[str], counted: str) -> list[tuple[str, int]]:
    """Outcome and number of each drawn world under one variant: by outcome, day of ending, hostile acts, number."""
    mine = ends.set_index("world").loc[list(drawn)].reset_index()
    rank = mine["outcome"].astype(object).map(list(order).index).to_numpy()
    acts = mine[counted].to_numpy() if counted else np.zeros(len(mine))
    rows = mine.iloc[np.lexsort((mine["world"], acts, mine["day"], rank))]
    return [(str(key), int(world)) for key, world in zip(rows["outcome"], rows["world"], strict=True)]


def _places(among: int, marks: int) -> np.ndarray:
    """Middle of each of ``marks`` equal parts of a row, as indices; none in an empty row."""
    return ((np.arange(marks if among else 0) + 0.5) * among / marks).astype(int)
