"""Where acts happen, week by week: in how many worlds somebody was attacked, or force was used, at a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analyses.answer.rungs import own_war
from sim.engine.acts import Acts
from sim.engine.scene import Region

#: Days that one count takes together: a day alone would flicker.
SPAN: Final = 7
#: Kinds of acts that are counted, each by itself.
KINDS: Final = ("attack", "force", "unrest")

Array = np.ndarray[Any, np.dtype[np.int64]]


def by_week(
    acts: Acts, region: Region, events: pd.DataFrame, worlds: Sequence[int], days: int
) -> dict[str, dict[str, Array]]:
    """Counts worlds by kind of act, place and week, without the acts of a war of its own.

    Args:
        acts: those of the crisis.
        region: says where an act happens.
        events: of these worlds in one cell.
        worlds: as they are drawn: one that is drawn twice counts twice.
        days: of the run.

    Returns:
        Kind -> place -> number of worlds, shape ``(weeks,)``; without what happens nowhere.
    """
    drawn, times = np.unique(np.asarray(worlds, int), return_counts=True)
    kinds = {act.key: act.kind for act in acts.values() if act.kind in KINDS}
    mine = events.loc[events["act"].isin(kinds) & events["world"].isin(drawn) & ~own_war(acts, events)]
    words = mine[["actor", "act", "target"]].astype(object).fillna("").drop_duplicates()
    placed = {row: region.where(*row) for row in words.itertuples(index=False, name=None)}
    rows = zip(mine["actor"].astype(object), mine["act"].astype(object), mine["target"].astype(object), strict=True)
    place = [placed["" if a != a else a, b, "" if c != c else c] for a, b, c in rows]
    table = pd.DataFrame(
        {
            "kind": mine["act"].astype(object).map(kinds).to_numpy(),
            "place": place,
            "week": mine["day"].to_numpy() // SPAN,
            "world": mine["world"].to_numpy(),
        }
    )
    table = table[table["place"] != ""].drop_duplicates()
    weight = times[np.searchsorted(drawn, table["world"].to_numpy())]
    found: dict[str, dict[str, Array]] = {}
    for (kind, where), part in table.assign(weight=weight).groupby(["kind", "place"], sort=True):
        counts = np.zeros(-(-days // SPAN), np.int64)
        np.add.at(counts, part["week"].to_numpy(), part["weight"].to_numpy())
        found.setdefault(str(kind), {})[str(where)] = counts
    return found
