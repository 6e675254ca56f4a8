"""A user's own record stands in the place of the built-in one from its first day or period on."""

from __future__ import annotations

from datetime import date

import pytest

from sim.crisis.record.joined import RECORD_END, series_together, together
from sim.crisis.record.reading import EVENT_COLUMNS, SERIES_COLUMNS, RecordError, events, series

EVENT = "{},IraqMilitia,fires rockets,US base,Iraq,0,0,proxy_attack,made up,a test,high"


def written(path, *days: str):
    path.write_text("\n".join([",".join(EVENT_COLUMNS), *(EVENT.format(day) for day in days)]) + "\n")
    return path


def points(path, *rows: tuple[str, str, float]):
    lines = [f"{name},{period},{value},mb/d,a test,high" for name, period, value in rows]
    path.write_text("\n".join([",".join(SERIES_COLUMNS), *lines]) + "\n")
    return path


def test_without_a_file_the_record_is_the_built_in_one():
    assert together(None) == events() and series_together(None) == series()


def test_a_file_s_rows_replace_all_from_its_first_day_on(tmp_path):
    rows = together(written(tmp_path / "mine.csv", "2019-07-05", "2019-06-20", "2020-02-01"))
    first = date(2019, 6, 20)
    assert [one for one in rows if one.date < first] == [one for one in events() if one.date < first]
    assert [one.date for one in rows if one.date >= first] == [first, date(2019, 7, 5), date(2020, 2, 1)]
    assert {one.source for one in rows if one.date >= first} == {"a test"}
    assert [one.date for one in rows] == sorted(one.date for one in rows)


def test_a_file_that_begins_before_the_record_replaces_it_whole(tmp_path):
    rows = together(written(tmp_path / "mine.csv", "2018-05-01", "2018-05-20"))
    assert [one.date.day for one in rows] == [1, 20]


def test_a_file_that_begins_after_it_adds_to_it(tmp_path):
    rows = together(written(tmp_path / "mine.csv", "2020-02-01"))
    assert rows[:-1] == events() and rows[-1].date > RECORD_END


def test_each_series_is_replaced_from_its_own_first_period_on(tmp_path):
    mine = points(
        tmp_path / "mine.csv",
        ("iran_crude_exports", "2019-06", 0.9),
        ("iran_crude_exports", "2019-10", 0.3),
        ("a_new_one", "2019-01", 1.0),
    )
    found = series_together(mine)

    def values(name, points):
        return {one.period: one.value for one in points if one.series == name}

    built_in = values("iran_crude_exports", series())
    assert "2019-07" in built_in
    kept = {period: value for period, value in built_in.items() if period < "2019-06"}
    assert values("iran_crude_exports", found) == {**kept, "2019-06": 0.9, "2019-10": 0.3}
    rate = "rial_per_usd_free_market_monthly_mean"
    assert values(rate, found) == values(rate, series())
    assert values("a_new_one", found) == {"2019-01": 1.0}


def test_mistakes_in_a_file_are_told_with_their_line(tmp_path):
    with pytest.raises(RecordError, match=r"mine.csv:3: date: 'soon' is not a day"):
        together(written(tmp_path / "mine.csv", "2019-06-20", "soon"))
    with pytest.raises(RecordError, match=r"no.csv: there is no such file"):
        series_together(tmp_path / "no.csv")
