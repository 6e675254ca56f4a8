"""The spans of days that a table of series writes: years, months, days, quarters, decades, and from one to another."""

from __future__ import annotations

import re
from datetime import date, timedelta

FORMS = "2019, 2019-06, 2019-06-20, 2019-Q2, 2010s, or two of them with / between: 2019-05/2019-12-28"

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_DECADE = re.compile(r"(\d{3}0)s")


def day(text: str) -> date:
    """A date written as ``2019-06-20``.

    Raises:
        ValueError: for any other way to write it, and for days that do not exist.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)


def span(text: str) -> tuple[date, date]:
    """First and last day of a period.

    Raises:
        ValueError: when it has none of the :data:`FORMS`, or ends before it begins.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _single(text)
    found = _single(first)[0], _single(last)[1]
    if found[1] < found[0]:
        raise ValueError(text)
    return found


def _single(text: str) -> tuple[date, date]:
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found[1]), int(found[2])
        return date(year, 3 * quarter - 2, 1), _end(year, 3 * quarter)
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2]), 1), _end(int(found[1]), int(found[2]))
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if found := _DECADE.fullmatch(text):
        return date(int(found[1]), 1, 1), date(int(found[1]) + 9, 12, 31)
    return day(text), day(text)


def end_of_month(day: date) -> date:
    """Last day of a day's calendar month."""
    return _end(day.year, day.month)


def _end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months(first: date, last: date) -> list[date]:
    """First days of the calendar months from one day's month to another's, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(count)]
