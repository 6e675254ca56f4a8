"""Numbers, dates and the texts of pointers, in the few of d3's formats that our figures use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sim.report.drawing.known import Unknown

_EPOCH: Final = datetime(1970, 1, 1)
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTHS: Final = (*_MONTHS, "November", "December")

_NUMBER = re.compile(r"(\+?)(,?)\.(\d+)(~?)([%fg])")
_FIELD = re.compile(r"%\{(\w+)(?:\[(\d+)\])?(?:([:|])([^}]*))?\}")
_DATE: Final[Mapping[str, Callable[[datetime], str]]] = {
    "%-d": lambda day: str(day.day),
    "%d": lambda day: f"{day.day:02}",
    "%b": lambda day: MONTHS[day.month - 1][:3],
    "%B": lambda day: MONTHS[day.month - 1],
    "%Y": lambda day: str(day.year),
}
_DATE_FIELD = re.compile(r"%-?\w")


def number(value: float, form: str) -> str:
    """A number in d3's format; a minus is a minus sign, as d3 writes it.

    Raises:
        Unknown: a format beyond ``[+][,].N[~]`` and one of ``%``, ``f``, ``g``.
    """
    found = _NUMBER.fullmatch(form)
    if not found:
        raise Unknown(f"the number format {form!r}")
    sign, comma, digits, trim, kind = found.groups()
    if kind == "g":
        text = f"{float(f'{value:.{digits}g}'):{sign}{comma}.12f}".rstrip("0").rstrip(".")
        if not trim:
            raise Unknown(f"the number format {form!r}; g is known with ~")
    else:
        text = f"{value:{sign}{comma}.{digits}{kind}}"
        if not sign and not text.strip("-0.%"):
            text = text.removeprefix("-")  # a little less than nothing, rounded, is nothing
    return text.replace("-", "\u2212")


def tick(value: float, step: float) -> str:
    """A tick's number, with the decimals that its step needs; thousands are parted from ten thousand on."""
    decimals = next((one for one in range(10) if abs(step * 10**one - (round(step * 10**one) or 1)) < 1e-6), 10)
    text = f"{value + 0.0:,.{decimals}f}"
    return _parted(text, value).replace("-", "\u2212")


def plain(value: float) -> str:
    """A number without a format, to six digits and to the unit at least: ``"1,000,000"``, never ``1e+06``."""
    digits = max(6, len(f"{abs(value):.0f}"))
    return _parted(number(value, f",.{digits}~g"), value)


def _parted(text: str, value: float) -> str:
    return text if abs(value) >= 10_000 else text.replace(",", "")


def days(value: str) -> float:
    """An ISO date or moment as days since 1970."""
    return (datetime.fromisoformat(value).replace(tzinfo=None) - _EPOCH) / timedelta(days=1)


def moment(value: float) -> datetime:
    """Days since 1970 as a moment."""
    return _EPOCH + timedelta(days=value)


def date(value: float, form: str) -> str:
    """Days since 1970 in one of strftime's formats, in English wherever it runs.

    Raises:
        Unknown: a field other than day, month and year.
    """
    unknown = [one for one in _DATE_FIELD.findall(form) if one not in _DATE]
    if unknown:
        raise Unknown(f"the date format {unknown[0]!r}")
    day = moment(value)
    return _DATE_FIELD.sub(lambda field: _DATE[field[0]](day), form)


def filled(template: str, point: Mapping[str, Any], x_of: Callable[[Any, str], str]) -> str:
    """A hover template with a point's values in it.

    Args:
        template: plotly's, without ``<extra>``.
        point: x, y, customdata.
        x_of: writes the point's x in a format, empty for its own.

    Raises:
        Unknown: a field that the point does not have.
    """

    def value(field: re.Match) -> str:
        name, at, _, form = field.groups()
        if name not in point:
            raise Unknown(f"the field {name!r} of the template {template!r}")
        found = point[name] if at is None else point[name][int(at)]
        if name == "x":
            return x_of(found, form or "")
        if isinstance(found, str):
            return found
        if found is None:
            return "\u2013"
        return number(found, form) if form else plain(found)

    return _FIELD.sub(value, template)
