"""The days from which a back-test forecasts, and the months it forecasts from each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Month:
    """One calendar month.

    Attributes:
        first, last: its first and last day.
    """

    first: date
    last: date

    @property
    def name(self) -> str:
        """As tables have it, ``2019-06``."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Origin:
    """A day on which a forecast is made, knowing what happened before it and nothing of it.

    Attributes:
        day: the first day of a month.
        months: the months that are forecast.
    """

    day: date
    months: tuple[Month, ...]


def month_of(day: date) -> Month:
    """The month a day lies in."""
    first = day.replace(day=1)
    return Month(first, next_month(first) - timedelta(days=1))


def next_month(first: date) -> date:
    """The first day of the month after the one that begins on a day."""
    return (first + timedelta(days=31)).replace(day=1)


def origins(until: date, to: date, ahead: int) -> tuple[Origin, ...]:
    """Rolling origins: the first of every month after ``until`` that ends by ``to``, each with up to ``ahead`` months.

    Raises:
        ValueError: when no whole month lies between the two days.
    """
    if until >= to:
        raise ValueError(f"no whole month lies between {until} and {to}")
    found, day = [], until + timedelta(days=1)
    first = day if day.day == 1 else next_month(day.replace(day=1))
    while month_of(first).last <= to:
        months: list[Month] = []
        month = month_of(first)
        while len(months) < ahead and month.last <= to:
            months.append(month)
            month = month_of(next_month(month.first))
        found.append(Origin(first, tuple(months)))
        first = next_month(first)
    if not found:
        raise ValueError(f"no whole month lies between {until} and {to}")
    return tuple(found)
