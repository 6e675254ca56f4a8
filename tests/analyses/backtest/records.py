"""Records written for tests: the built-in rows up to a day, and something else afterwards."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sim.crisis.record.reading import EVENT_COLUMNS, SERIES_COLUMNS, events, series

#: day, actor, action, target, category: enough to be read as an act of the model.
Row = tuple[str, str, str, str, str]

ROCKETS = ("IraqMilitia", "fires rockets", "US base", "proxy_attack")
MINES = ("Iran", "mines a tanker", "tanker", "iran_direct")
STRIKE = ("US", "bombs guards", "IRGC base in Iran", "us_strike")


def events_file(path: Path, before: date, rows: Iterable[Row]) -> Path:
    """The built-in events before a day, then the given ones."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(EVENT_COLUMNS)
        for one in events():
            if one.date < before:
                writer.writerow([getattr(one, column) for column in EVENT_COLUMNS])
        for day, actor, action, target, category in rows:
            writer.writerow([day, actor, action, target, "Iraq", 0, 0, category, "made up", "a test", "high"])
    return path


def series_file(path: Path, before: str, factor: float) -> Path:
    """The built-in series, all points of periods from a month on multiplied."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SERIES_COLUMNS)
        for one in series():
            value = one.value if one.period < before else one.value * factor
            writer.writerow([one.series, one.period, value, one.unit, one.source, one.confidence])
    return path
