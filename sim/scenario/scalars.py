"""What a plain word in a scenario file means: the scalar rules of YAML 1.2's core schema, and calendar days.

PyYAML follows YAML 1.1, where ``no`` is false, ``12:30`` is 750, ``010`` is 8 and ``1e-3`` is text. None of these is
what an analyst means.
"""

from __future__ import annotations

import re
from datetime import date

Scalar = None | bool | int | float | str | date

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_LARGEST_EXACT = 18  # digits; longer whole numbers are read as floats, which range checks then refuse


def resolve(text: str) -> Scalar:
    """The value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= _LARGEST_EXACT else float(text)
    if _BASED.fullmatch(text):
        return int(text, 0) if len(text) <= _LARGEST_EXACT else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return to_day(text) or text


def to_day(text: str) -> date | None:
    """The calendar day written as ``2019-06-20``, or None when the text is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def looks_like_day(text: str) -> bool:
    """Whether a text was meant as a day, right or wrong (``2019-02-30``, ``20.6.2019``)."""
    return bool(re.fullmatch(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}", text))


def day_problem(text: object) -> tuple[str, str]:
    """What is wrong with something that is no day, and what to write: the day that was meant, where that is plain."""
    if not isinstance(text, str) or not looks_like_day(text):
        return "is not a day", "write 2019-06-20"
    first, middle, last = re.split("[-./]", text)
    orders = {(first, middle, last)} if len(first) == 4 else {(last, middle, first), (last, first, middle)}
    meant = {found for order in orders if (found := _day(*order)) is not None}
    if not meant:
        return "is not a day of the calendar", "write 2019-06-20"
    if len(meant) > 1:
        return "may be either of two days", "write year-month-day, such as 2019-06-20"
    return "is not written year-month-day", f"write {meant.pop()}"


def _day(year: str, month: str, day: str) -> date | None:
    return to_day(f"{year}-{month:0>2}-{day:0>2}")
