"""Reads the record: events as the press told them, and series of numbers. Any file with the columns will do."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from sim.crisis.record import periods
from sim.crisis.record.table import Row, Table, opened
from sim.engine import files
from sim.engine.crisis import RecordError
from sim.engine.nearest import nearest

__all__ = ["RecordError", "RecordedEvent", "SeriesPoint", "events", "series"]

EVENT_COLUMNS = (
    "date", "actor", "action", "target", "theatre", "us_fatalities", "other_fatalities", "category", "description",
    "source", "confidence",
)  # fmt: skip
SERIES_COLUMNS = ("series", "period", "value", "unit", "source", "confidence")

CONFIDENCE = ("high", "medium", "low")
ATTRIBUTIONS = ("admitted", "attributed", "claimed", "disputed", "unknown", "-")
USES = ("fit", "report")


class Fits(NamedTuple):
    """What fits take a series in: its unit, and bounds beyond which no month can lie.

    Iran never exported more than 6 million barrels a day. In 1990 the free market gave some 1,400 rials for a dollar,
    in 2025 more than a million.
    """

    unit: str
    least: float
    most: float


#: The series that fits use, by calendar month.
FITTED = {
    "iran_crude_exports": Fits("mb/d", 0, 10),
    "rial_per_usd_free_market_monthly_mean": Fits("rial/USD", 1_000, 10_000_000),
}
#: Numbers that mark a missing value, such as -999.
_NINES = re.compile(r"-9{2,}(\.[09]*)?|\+?9{3,}(\.[09]*)?")
#: Kinds of events; how each becomes an act of the model stands in :mod:`sim.crisis.record.meaning`.
CATEGORIES = (
    "proxy_attack", "iran_direct", "sanctions_step", "us_cyber", "us_deployment", "us_restraint", "us_strike",
    "protest", "diplomacy", "sanctions_relief", "us_defensive", "signal", "nuclear_step", "third_party",
)  # fmt: skip

_NO_DAY = date.min
#: The Islamic Republic is no older; 1900-01-01 and 1970-01-01 mark that a day is not known.
FIRST_YEAR = 1979


@dataclass(frozen=True)
class RecordedEvent:
    """One event of the record.

    Attributes:
        date: its day.
        actor: who did it, as the sources name him.
        action, target: what was done to whom, in a few words.
        theatre: where.
        us_fatalities, other_fatalities: the dead.
        category: kind of event, such as ``proxy_attack``.
        description: what happened, in a sentence.
        source: who says so.
        confidence: ``high``, ``medium`` or ``low``.
        attribution: whether the doer is beyond doubt, one of :data:`ATTRIBUTIONS`; empty where the file does not say.
        line: line of the file it stands on.
    """

    date: date
    actor: str
    action: str
    target: str
    theatre: str
    us_fatalities: int
    other_fatalities: int
    category: str
    description: str
    source: str
    confidence: str
    attribution: str = ""
    line: int = 0


@dataclass(frozen=True)
class SeriesPoint:
    """One number of a series.

    Attributes:
        series: name of the series.
        period: the span of time as written, ``2019-06``.
        value: the number.
        unit: its unit.
        source: who says so.
        confidence: ``high``, ``medium`` or ``low``.
        licence: on what terms it may be passed on; empty where the file does not say.
        use: ``fit``, or ``report`` where it rests on data later than the record; empty where the file does not say.
        line: line of the file it stands on.
    """

    series: str
    period: str
    value: float
    unit: str
    source: str
    confidence: str
    licence: str = ""
    use: str = ""
    line: int = 0

    @property
    def span(self) -> tuple[date, date]:
        """First and last day of the period."""
        return periods.span(self.period)


def events(path: Path | None = None) -> tuple[RecordedEvent, ...]:
    """The events of a file in order of date; without one, those that come with the package.

    Raises:
        RecordError: with every mistake in the file.
    """
    return _built_in_events() if path is None else _events(opened(path))


def series(path: Path | None = None) -> tuple[SeriesPoint, ...]:
    """The numbers of a file in its order; without one, those that come with the package.

    Raises:
        RecordError: with every mistake in the file.
    """
    return _built_in_series() if path is None else _series(opened(path), own=True)


@cache
def _built_in_events() -> tuple[RecordedEvent, ...]:
    return _events(_built_in("events.csv"))


@cache
def _built_in_series() -> tuple[SeriesPoint, ...]:
    return _series(_built_in("series.csv"))


def _built_in(name: str) -> Table:
    return Table(name, resources.files("sim.crisis.record").joinpath(name).read_text(encoding="utf-8"))


def _events(table: Table) -> tuple[RecordedEvent, ...]:
    found, seen = [], _Seen(table)
    for row in table.rows(EVENT_COLUMNS, ("attribution",)):
        known, one = len(table.wrong), _event(row)
        found.append(one)
        if len(table.wrong) > known:
            continue  # what stands in for a wrong value would look like a repetition
        seen.once((one.date, one.actor, one.action, one.target), row.line, "row", "give each event one row")
    table.check()
    return tuple(sorted(found, key=lambda one: one.date))


def _event(row: Row) -> RecordedEvent:
    return RecordedEvent(
        row.read("date", _day, "a day", f"write it as 2019-06-20, from {FIRST_YEAR} to {periods.LAST_YEAR}", _NO_DAY),
        row.text("actor"),
        row.text("action"),
        row.cells["target"],
        row.cells["theatre"],
        _dead(row, "us_fatalities"),
        _dead(row, "other_fatalities"),
        _category(row),
        row.cells["description"],
        row.text("source"),
        row.word("confidence", CONFIDENCE),
        row.word("attribution", ATTRIBUTIONS, optional=True),
        row.line,
    )


def _day(text: str) -> date:
    found = periods.day(text)
    if found.year < FIRST_YEAR:
        raise ValueError(text)
    return found


def _category(row: Row) -> str:
    """The category as written; a kind that we do not know is allowed, one that is nearly ours is a slip."""
    text = row.text("category")
    plain = plain_category(text)
    near = nearest(plain, CATEGORIES, 0.75)
    if near and plain not in CATEGORIES:
        row.table.error(row.line, "category", f"there is no category {files.quoted(text)}", f"did you mean {near}?")
    return text


def plain_category(text: str) -> str:
    """A category as :data:`CATEGORIES` writes it."""
    return text.lower().replace(" ", "_").replace("-", "_")


def _dead(row: Row, column: str) -> int:
    if _is_mark(row, column, "write the number of dead, 0 for none"):
        return 0
    return row.read(column, _whole, "a number of dead", "a whole number below 1,000,000, 0 for none", 0)


def _is_mark(row: Row, column: str, remedy: str) -> bool:
    """Notes a number that is a usual mark of a missing value."""
    if mark := _NINES.fullmatch(row.cells[column]):
        row.table.error(row.line, column, f"{mark[0]} is a usual mark of a missing value", remedy)
    return mark is not None


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):  # "-1" and "1_000" are numbers to int()
        raise ValueError(text)
    return int(text)


def _series(table: Table, own: bool = False) -> tuple[SeriesPoint, ...]:
    """The numbers of a table; a user's own must not pass unseen for something else than what fits use."""
    found, seen = [], _Seen(table)
    for row in table.rows(SERIES_COLUMNS, ("licence", "use")):
        known, one = len(table.wrong), _point(row)
        found.append(one)
        if len(table.wrong) > known:
            continue
        if own:
            _compare(row, one)
        remedy = "keep one, or give the other a series of its own"
        seen.once((one.series, one.span), row.line, "period", remedy)
    table.check()
    return tuple(found)


def _compare(row: Row, one: SeriesPoint) -> None:
    """Notes what marks a missing value, is nearly a series that fits use, or of one is no number that they can take."""
    missing = _is_mark(row, "value", "leave out the row of what nobody observed")
    if one.series not in _known_series() and (near := nearest(one.series, FITTED, 0.92)):
        what = f"there is no series {files.quoted(one.series)}, and fits use one that is called nearly so"
        row.table.error(row.line, "series", what, f"did you mean {near}? else choose a name less like it")
    fits = FITTED.get(one.series)
    if fits is None:
        return
    if one.unit.replace(" ", "").lower() != fits.unit.lower():
        what = f"fits take {one.series} in {fits.unit}, and this is in {files.quoted(one.unit)}"
        row.table.error(row.line, "unit", what, f"write value and unit in {fits.unit}")
    elif not missing and not fits.least <= one.value <= fits.most:
        what = f"{one.series} cannot be {row.cells['value']} {fits.unit}; allowed: {fits.least:,} to {fits.most:,}"
        row.table.error(row.line, "value", what, "leave out the row of a month that nobody observed")
    if one.use != "report" and not periods.is_month(*one.span):
        what = f"fits compare {one.series} by calendar month, and {one.period} is none"
        remedy = f"write the mean of each month, as {one.span[0]:%Y-%m}, or the word report under use"
        row.table.error(row.line, "period", what, remedy)


@cache
def _known_series() -> frozenset[str]:
    return frozenset(point.series for point in _built_in_series())


def _point(row: Row) -> SeriesPoint:
    what = f"write {periods.FORMS}, from {periods.FIRST_YEAR} to {periods.LAST_YEAR}"
    row.read("period", periods.span, "a period", what, (_NO_DAY, _NO_DAY))
    what = "digits with a decimal point and no separators: 1234.5; leave out the row of what is missing"
    return SeriesPoint(
        row.text("series"),
        row.cells["period"],
        row.read("value", files.number, "a number", what, 0.0),
        row.text("unit"),
        row.text("source"),
        row.word("confidence", CONFIDENCE),
        row.cells["licence"],
        row.word("use", USES, optional=True),
        row.line,
    )


class _Seen:
    """What stands in a table already, and where."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.lines: dict[Hashable, int] = {}

    def once(self, key: Hashable, line: int, column: str, remedy: str) -> None:
        """Notes a mistake when the same thing stands on an earlier line."""
        if key in self.lines:
            self.table.error(line, column, f"the same as line {self.lines[key]}", remedy)
        self.lines.setdefault(key, line)
