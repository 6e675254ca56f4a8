"""Which worlds have a trait, read from their events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.engine.scene import Trait

Array = np.ndarray[Any, np.dtype[np.int64]]


def having(trait: Trait, events: pd.DataFrame) -> Array:
    """Numbers of the worlds that have a trait, rising.

    Args:
        trait: what is looked for.
        events: of some worlds of one cell, the columns of :attr:`sim.runs.results.Results.events`, a world's in order.
    """
    kept = np.ones(len(events), bool)
    if trait.acts:
        kept &= events["act"].isin(trait.acts).to_numpy()
    if trait.deadly:
        kept &= events["fatalities"].to_numpy() > 0
    if trait.met:
        kept &= events["margin"].to_numpy() >= 0
    found = events[kept]
    if trait.answers:
        first = found.drop_duplicates("world")
        answered = events.loc[events["act"].isin(trait.answers), ["world", "event"]]
        found = first.merge(answered, left_on=["world", "cause"], right_on=["world", "event"])
    worlds: Array = np.unique(found["world"].to_numpy()).astype(np.int64)
    return worlds
