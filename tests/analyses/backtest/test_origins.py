"""Rolling origins: the first of each month, and the months that follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sim.analyses.backtest.origins import month_of, next_month, origins


def days(found) -> list[str]:
    return [one.day.isoformat() for one in found]


def names(found) -> list[list[str]]:
    return [[month.name for month in one.months] for one in found]


def test_each_month_after_a_month_end_is_an_origin_with_as_many_months_as_asked_for():
    found = origins(date(2018, 12, 31), date(2019, 4, 30), 3)
    assert days(found) == ["2019-01-01", "2019-02-01", "2019-03-01", "2019-04-01"]
    assert names(found) == [
        ["2019-01", "2019-02", "2019-03"],
        ["2019-02", "2019-03", "2019-04"],
        ["2019-03", "2019-04"],
        ["2019-04"],
    ]


@pytest.mark.parametrize("until", [date(2019, 1, 1), date(2019, 1, 15), date(2019, 1, 30), date(2019, 1, 31)])
def test_after_a_day_within_a_month_the_next_month_is_the_first(until):
    assert days(origins(until, date(2019, 3, 31), 1)) == ["2019-02-01", "2019-03-01"]


@pytest.mark.parametrize("to", [date(2019, 3, 31), date(2019, 4, 1), date(2019, 4, 29)])
def test_a_month_that_is_not_over_is_not_forecast(to):
    assert names(origins(date(2019, 1, 31), to, 2)) == [["2019-02", "2019-03"], ["2019-03"]]


def test_years_end_and_leap_years_have_their_days():
    (one,) = origins(date(2019, 11, 30), date(2019, 12, 31), 5)
    assert one.months[0].last == date(2019, 12, 31)
    found = origins(date(2020, 1, 31), date(2020, 2, 29), 1)
    assert days(found) == ["2020-02-01"] and found[0].months[0].last == date(2020, 2, 29)
    with pytest.raises(ValueError):
        origins(date(2020, 1, 31), date(2020, 2, 28), 1)
    assert days(origins(date(2020, 2, 29), date(2020, 3, 31), 1)) == ["2020-03-01"]


@pytest.mark.parametrize(
    ("until", "to"),
    [
        (date(2019, 4, 30), date(2019, 5, 30)),
        (date(2019, 5, 1), date(2019, 5, 31)),
        (date(2019, 5, 31), date(2019, 5, 31)),
        (date(2019, 9, 30), date(2019, 5, 31)),
    ],
)
def test_without_a_whole_month_between_there_is_no_origin(until, to):
    with pytest.raises(ValueError, match=f"no whole month lies between {until} and {to}"):
        origins(until, to, 3)


def test_every_day_lies_in_its_month_and_months_follow_one_another():
    day = date(2018, 1, 1)
    while day < date(2021, 1, 1):
        month = month_of(day)
        assert month.first <= day <= month.last
        assert month.last + timedelta(days=1) == next_month(month.first)
        day += timedelta(days=1)
