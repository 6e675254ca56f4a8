"""What the record observed of a run's daily series, on the run's own days: points to lay over a fan."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pandas as pd

from sim.analyses.facts.happened import TOTAL, Happened, happened

#: Days over which the daily series of hostile acts counts.
WINDOW = 30


def observations(key: str, start: date, days: int) -> pd.DataFrame:
    """Observed points of a series within a run's days.

    Args:
        key: name of the series, of :data:`sim.crisis.series.SERIES`.
        start: first day of the run.
        days: its length.

    Returns:
        Columns date and value; empty for a series that the record does not have, and for days it does not observe.
    """
    last = start + timedelta(days=days - 1)
    rows = _MAKE[key](_record()) if key in _MAKE else []
    return pd.DataFrame([row for row in rows if start <= row[0] <= last], columns=["date", "value"])


@cache
def _record() -> Happened:
    return happened()


def _exports(record: Happened) -> list[tuple[date, float]]:
    """Monthly means stand in the middle of their month."""
    return [(date.fromisoformat(f"{month}-15"), value) for month, value in sorted(record.exports.items())]


def _acts(record: Happened) -> list[tuple[date, float]]:
    """Counts of the last thirty days, every thirtieth day that ends an observed stretch as long."""
    first, rows = record.spans[0][0], []
    for step in range(1, (record.last - first).days // WINDOW + 1):
        end = first + timedelta(days=WINDOW * step - 1)
        begin = end - timedelta(days=WINDOW - 1)
        if record.observes(begin, end):
            rows.append((end, float(record.count(TOTAL, begin, end))))
    return rows


_MAKE = {"exports": _exports, "hostile_acts": _acts}
