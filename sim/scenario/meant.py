"""Numbers and days as people write them: shares in percent, marks between thousands, days of other calendars' orders.

What is plain is read (``30%``); what might mean two things is refused with what was probably meant.
"""

from __future__ import annotations

import math
import re
from datetime import date

from sim.engine.parameters import Parameter

# -- shares and numbers -----------------------------------------------------------------------------------------------

_PERCENT = ("%", "\u066a", "\uff05")  # also as in Arabic and Chinese text


def percent(value: object) -> float | None:
    """The number behind ``30%``, or None when it is no percentage."""
    if not isinstance(value, str) or not value.endswith(_PERCENT):
        return None
    try:
        number = float(value[:-1]) / 100.0
    except ValueError:
        return None
    return float(f"{number:.12g}") if math.isfinite(number) else None


def is_share(parameter: Parameter) -> bool:
    """Whether a parameter's number may be written in percent: it lies between 0 and 1, or it is a share."""
    if parameter.bounds is None:
        return False
    return (parameter.bounds[0] >= 0 and parameter.bounds[1] <= 1) or parameter.unit.startswith("share")


def scaled(value: object, parameter: Parameter) -> object:
    """What a percentage means for a parameter; any other value as it is."""
    share = percent(value) if is_share(parameter) else None
    return value if share is None else share


def truth(value: object) -> bool | None:
    """What ``true``, ``yes`` and their like mean, or None when it is neither."""
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower())
    return value if isinstance(value, bool) else None


_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:[.,'\u2019_ \u00a0\u2009\u202f][0-9]{3})+")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")


def thousands(text: str) -> str | None:
    """The whole number meant by groups of three digits (``2.000``, ``2,000``, ``2 000``), or None."""
    return re.sub(r"[^-+0-9]", "", text) if _THOUSANDS.fullmatch(text) else None


def number_meant(value: object, whole: bool = False) -> str:
    """What to write for text that was meant as a number, or a whole one; empty where that is not plain."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    found = thousands(text)
    if _DECIMAL_COMMA.fullmatch(text) and not (whole and found):
        decimal = f"{float(text.replace(',', '.')):.12g}"
        return f"did you mean {decimal}{f' or {found}' if found else ''}?"
    return f"did you mean {found}?" if found else ""


# -- days -------------------------------------------------------------------------------------------------------------

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}")
_TIMED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]|\s+)[0-9]{1,2}:[0-9]{2}.*")
_RUN_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})|([0-9]{1,2})[-./]([0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"(?:{'|'.join(_MONTHS)})[a-z]*", re.IGNORECASE)


def to_day(text: str) -> date | None:
    """The calendar day written as ``2019-06-20``, or None when the text is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def looks_like_day(text: str) -> bool:
    """Whether a text was meant as a day or a month, right or wrong (``2019-02-30``, ``20.6.2019``, ``May 2019``)."""
    found = (one.fullmatch(text) for one in (_NUMBERS, _TIMED, _RUN_TOGETHER, _YEAR, _MONTH))
    return any(found) or _named(text) is not None


def day_problem(value: object) -> tuple[str, str]:
    """What is wrong with something that is no day, and what to write: the day that was meant, where that is plain."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not looks_like_day(text):
        return "is not a day", "write 2019-06-20"
    if timed := _TIMED.fullmatch(text):
        return "has a time of day, and days are whole", f"write {timed[1]}"
    if _YEAR.fullmatch(text):
        return "is a year, not a day", f"write its first day, {text}-01-01"
    year, month, day = _named(text) or _numbered(text)
    if year and not day:
        first = _day(year, month, "1")
        return ("is a month, not a day", f"write its first day, {first}") if first else ("is not a month", "")
    meant = {_day(year, month, day)} if year else _orders(text)
    meant -= {None}
    if not meant:
        return "is not a day of the calendar", "write 2019-06-20"
    if len(meant) > 1:
        return "may be either of two days", "write year-month-day, such as 2019-06-20"
    return "is not written year-month-day", f"write {meant.pop()}"


def _named(text: str) -> tuple[str, str, str] | None:
    """Year, month and day (or an empty one) of a text that names its month: ``May 2019``, ``5 May 2019``."""
    words = re.split(r"[\s,.\-/]+", text.strip())
    names = [word for word in words if _NAMED.fullmatch(word)]
    years = [word for word in words if re.fullmatch(r"[0-9]{4}", word)]
    days = [word for word in words if re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", word)]
    if len(names) != 1 or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        return None
    month = _MONTHS.index(names[0][:3].lower()) + 1
    return years[0], str(month), days[0].rstrip("stndrh") if days else ""


def _numbered(text: str) -> tuple[str, str, str]:
    """Year, month and day (or an empty one) of digits in a plain order; all empty for any other."""
    if run := _RUN_TOGETHER.fullmatch(text):
        return run[1], run[2], run[3]
    month = _MONTH.fullmatch(text)
    return (month[1] or month[4], month[2] or month[3], "") if month else ("", "", "")


def _orders(text: str) -> set[date | None]:
    """The days that three numbers may mean."""
    first, middle, last = re.split("[-./]", text)
    orders = {(first, middle, last)} if len(first) == 4 else {(last, middle, first), (last, first, middle)}
    return {_day(*order) for order in orders}


def _day(year: str, month: str, day: str) -> date | None:
    return to_day(f"{year}-{month:0>2}-{day:0>2}")
