"""The built-in record, and a user's own in its place from its first day on."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from sim.crisis.record.reading import RecordedEvent, SeriesPoint, events, series
from sim.engine import files

#: Last day of the built-in record.
RECORD_END = date(2020, 1, 11)


def together(path: Path | None) -> tuple[RecordedEvent, ...]:
    """The built-in record, a file's rows in its place from the file's first day on.

    Raises:
        RecordError: with every mistake in the file.
    """
    if path is None:
        return events()
    own = events(path)
    return (*(one for one in events() if one.date < own[0].date), *own)


def series_together(path: Path | None) -> tuple[SeriesPoint, ...]:
    """The built-in series; of each series that a file has, the file's points from its first one on.

    What is for reporting only takes the place of nothing.

    Raises:
        RecordError: with every mistake in the file.
    """
    if path is None:
        return series()
    own = series(path)
    begins: dict[str, date] = {}
    for point in own:
        if point.use != "report":
            begins[point.series] = min(point.span[0], begins.get(point.series, date.max))
    return (*(one for one in series() if one.span[0] < begins.get(one.series, date.max)), *own)


def described(events: Path | None, series: Path | None) -> dict[str, dict[str, Any] | None]:
    """Which record is used: name and SHA-256 of each file; None where it is the built-in one."""
    return {name: None if path is None else _hashed(path) for name, path in (("events", events), ("series", series))}


def _hashed(path: Path) -> dict[str, Any]:
    content = files.read_bytes(path, files.LARGEST_TABLE)
    return {"name": files.plain(path.name), "sha256": hashlib.sha256(content).hexdigest()}
