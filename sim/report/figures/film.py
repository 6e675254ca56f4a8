"""The film of a hundred worlds: what each counts as by day, where acts happen, and what happened in fact meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from sim.analyses.hundred.places import SPAN, by_week
from sim.analyses.hundred.so_far import calm, turns
from sim.engine.crisis import Deed
from sim.runs.results import Results
from sim.scenario import Cell

#: Recorded acts from this rung on are told, however many fall into one month.
GRAVE: Final = 6.0


def turned(results: Results, worlds: Sequence[int], events: pd.DataFrame, cell: Cell) -> list[list[int]]:
    """When each drawn world turns: day and code of what it counts as from then on, one after the other."""
    outcomes = results.crisis.outcomes
    rows = results.worlds_of(cell.index, ["world", "outcome", "day"])
    rows = rows[rows["world"].isin(worlds)]
    ends = {int(world): (str(end), int(day)) for world, end, day in rows.itertuples(index=False, name=None)}
    found = turns(outcomes, events[events["world"].isin(worlds)], ends, results.scenario.days)
    return [[part for day, key in found[world] for part in (day, outcomes.code(key))] for world in worlds]


def places(results: Results, worlds: Sequence[int], events: pd.DataFrame) -> Mapping[str, Any]:
    """In how many of the drawn worlds acts of a kind happened at a place, by week; empty without a map."""
    region = results.crisis.region
    if region is None:
        return {}
    found = by_week(results.crisis.acts, region(), events, worlds, results.scenario.days)
    return {kind: {place: counts.tolist() for place, counts in one.items()} for kind, one in found.items()}


def captions(results: Results) -> list[tuple[int, str]]:
    """What the record tells of the run's days, in its own words: day, and who did what.

    Of each calendar month the gravest act by its rung on the ladder, then by its dead, and every one of rung
    :data:`GRAVE` and more; acts of a war of its own are left out.
    """
    record = results.crisis.record
    if record is None:
        return []
    start, last = results.date_of(0), results.date_of(results.scenario.days - 1)
    deeds = [one for one in record(None).deeds if start <= one.date <= last and one.words and not one.own_war]
    gravest: dict[tuple[int, int], Deed] = {}
    for one in deeds:
        month = one.date.year, one.date.month
        if month not in gravest or (one.rung, one.deaths) > (gravest[month].rung, gravest[month].deaths):
            gravest[month] = one
    told = [one for one in deeds if one.rung >= GRAVE or one in gravest.values()]
    return [((one.date - start).days, one.words) for one in told]


def filmed(results: Results) -> dict[str, Any]:
    """What the whole film needs once: its length, its captions, and the code of a world in which nothing has come."""
    outcomes = results.crisis.outcomes
    quiet = outcomes.code(calm(outcomes))
    return {"days": results.scenario.days, "span": SPAN, "captions": captions(results), "calm": quiet}
