"""What a world counts as by each day: how it would be classified if the run ended there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from sim.engine.outcomes import Outcome, Outcomes

#: A day, and the key of what a world counts as from then on.
Turn = tuple[int, str]


def turns(
    outcomes: Outcomes, events: pd.DataFrame, ends: Mapping[int, tuple[str, int]], days: int
) -> dict[int, tuple[Turn, ...]]:
    """When worlds turn from one outcome to the next.

    Of the outcomes that stop no world, a world counts as the first, in the order of their codes, whose acts have come;
    before any has, as the one that no act seals. On its last day it is what it ended as.

    Args:
        outcomes: those of the crisis.
        events: of these worlds in one cell.
        ends: outcome and day by world, the number of days where it ran to the horizon.
        days: of the run.

    Returns:
        By world, the turns in order of time, at most one a day, the first on day 0.
    """
    open_ends, quiet = _open(outcomes), calm(outcomes)
    wanted = {act for one in open_ends for act in (*one.sealed_by, *one.meets)}
    mine = events[events["act"].isin(wanted)]
    acts: dict[int, list[tuple[int, str]]] = {}
    for world, day, act in zip(mine["world"].tolist(), mine["day"].tolist(), mine["act"].tolist(), strict=True):
        acts.setdefault(world, []).append((day, act))
    return {world: _turns(open_ends, quiet, acts.get(world, []), *end, days) for world, end in ends.items()}


def calm(outcomes: Outcomes) -> str:
    """What a world counts as before any act has come."""
    open_ends = _open(outcomes)
    return next((one.key for one in open_ends if not one.sealed_by), open_ends[-1].key)


def _open(outcomes: Outcomes) -> list[Outcome]:
    return [one for one in outcomes.values() if not one.stops]


def _turns(
    open_ends: list[Outcome], quiet: str, acts: list[tuple[int, str]], outcome: str, ended: int, days: int
) -> tuple[Turn, ...]:
    since = {one.key: _since(one, acts) for one in open_ends if one.sealed_by}
    last = min(ended, days - 1)
    found = {0: quiet}
    for day in sorted({day for day in since.values() if day is not None and day < last}):
        now = next(key for key, first in since.items() if first is not None and first <= day)
        found[day] = now
    return tuple(_changes((found | {last: outcome}).items()))


def _since(outcome: Outcome, acts: list[tuple[int, str]]) -> int | None:
    """First day on which its acts have come; None where they have not."""
    own = [day for day, act in acts if act in outcome.sealed_by]
    if not outcome.meets:
        return min(own, default=None)
    other = [day for day, act in acts if act in outcome.meets]
    near = (max(one, two) for one in own for two in other if abs(one - two) <= outcome.within)
    return min(near, default=None)


def _changes(found: Iterable[Turn]) -> Iterable[Turn]:
    """Those that change anything."""
    before = None
    for day, key in found:
        if key != before:
            yield day, key
        before = key
