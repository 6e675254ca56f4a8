"""What the measures read of a finished run: one variant's first worlds, with their events and monthly means."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.crisis.facts.patterns import SUMMER_END, Record
from sim.runs.results import Results

#: The facts' days count from here; a run that starts elsewhere has other states on them.
START = date(2018, 5, 8)


def record_of_run(results: Results, variant: str) -> Record | None:
    """The record of a variant's cell of reference.

    Args:
        results: a :class:`sim.runs.results.Results`.
        variant: name of the variant.

    Returns:
        The worlds whose events and monthly means are kept; None for a run without them, of a crisis without a
        record, with another first day, or one that ends before the record of press reports does.
    """
    cell = results.reference_of(variant)
    if results.crisis.record is None or cell.start != START or cell.days <= SUMMER_END or results.months.empty:
        return None
    keys = list(results.crisis.series_keys)
    months = results.months[results.months["cell"] == cell.index]
    count = int(months["month"].max()) + 1
    means = months[keys].to_numpy(np.float32).reshape(-1, count, len(keys))
    kept = months["world"].to_numpy()[::count]
    worlds = results.worlds_of(cell.index)
    worlds = worlds[worlds["world"].isin(kept)].reset_index(drop=True)
    events = results.events_of(cell.index)
    events = events[events["world"].isin(kept)]
    return Record(worlds, means.transpose(2, 1, 0), events.reset_index(drop=True))
