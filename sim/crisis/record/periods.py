"""The spans of days that a table of series writes: years, months, days, quarters, decades, and from one to another."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

FORMS = "2019, 2019-06, 2019-06-20, 2019-Q2, 2010s, or two of them with / between: 2019-05/2019-12-28"
#: Years that a record may tell of; days such as 9999-12-31 mark that a day is not known.
FIRST_YEAR, LAST_YEAR = 1900, 2100

_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DECADE = re.compile(r"(\d{3}0)s", re.ASCII)


def day(text: str) -> date:
    """A date written as ``2019-06-20``.

    Raises:
        ValueError: for any other way to write it, for days that do not exist, and for those out of all bounds.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(text)
    return _bounded(date.fromisoformat(text))


def span(text: str) -> tuple[date, date]:
    """First and last day of a period.

    Raises:
        ValueError: when it has none of the :data:`FORMS`, ends before it begins, or lies out of all bounds.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _single(text)
    found = _single(first)[0], _single(last)[1]
    if found[1] < found[0]:
        raise ValueError(text)
    return found


def is_month(first: date, last: date) -> bool:
    """Whether two days are the first and the last of one calendar month."""
    return first.day == 1 and last == end_of_month(first)


def _single(text: str) -> tuple[date, date]:
    if found := _QUARTER.fullmatch(text):
        year, quarter = int(found[1]), int(found[2])
        return _months(year, 3 * quarter - 2, 3 * quarter)
    if found := _MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), int(found[2]))
    if _YEAR.fullmatch(text):
        return _months(int(text), 1, 12)
    if found := _DECADE.fullmatch(text):
        return _months(int(found[1]), 1, 12)[0], _months(int(found[1]) + 9, 1, 12)[1]
    return day(text), day(text)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    """First and last day of the months of a year from one to another."""
    return _bounded(date(year, first, 1)), end_of_month(date(year, last, 1))


def _bounded(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(str(day))
    return day


def end_of_month(day: date) -> date:
    """Last day of a day's calendar month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months(first: date, last: date) -> list[date]:
    """First days of the calendar months from one day's month to another's, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(count)]
