"""How the outcomes answer to what is swept: one row per point, with intervals and counts."""

from __future__ import annotations

import pandas as pd

from sim.runs.results import Results
from sim.statistics.intervals import ratio


def shares(results: Results, outcomes: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Share of worlds per variant and point of the sweep, for some outcomes.

    Args:
        results: any run; without a sweep it has one row per variant and outcome.
        outcomes: keys of outcomes; by default those the scenario compares, else its headline.

    Returns:
        variant, axes, outcome, count, worlds, share, low, high.
    """
    wanted = outcomes or tuple(results.scenario.compare) or (results.scenario.headline,)
    rows = results.outcomes[results.outcomes["outcome"].isin(list(wanted))]
    return rows.reset_index(drop=True)


def ratios(results: Results, first: str | None = None, second: str | None = None) -> pd.DataFrame:
    """First / (first + second) per variant and point: war/(war+capitulation), say, with counts.

    The outcomes default to the two the scenario compares.

    Returns:
        variant, axes, count, of, share, low, high; share and interval are missing where neither outcome happened.
        Empty when the scenario compares no two outcomes and none are given.
    """
    pair = (first, second) if first and second else tuple(results.scenario.compare)[:2]
    columns = ["variant", *results.axes, "count", "of", "share", "low", "high"]
    if len(pair) < 2:
        return pd.DataFrame(columns=columns)
    index = ["variant", *results.axes]
    rows = []
    for point, group in results.outcomes.groupby(index, observed=True, sort=False):
        counts = group.set_index("outcome")["count"]
        found = ratio(int(counts[pair[0]]), int(counts[pair[1]]))
        numbers = vars(found) if found else {"count": 0, "of": 0}
        rows.append(dict(zip(index, point, strict=True)) | numbers)
    return pd.DataFrame(rows, columns=columns)
