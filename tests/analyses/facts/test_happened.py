"""What happened, by day and month: counts, force, what a fit may use of it, and which days were observed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from sim.analyses.facts.happened import EXPORTS, RATE, TARGETS, TOTAL, happened
from sim.analyses.facts.summaries import QUESTIONS, day_of, middle_of, over
from sim.crisis.militias import KINDS
from sim.crisis.record.deeds import deeds
from sim.crisis.record.joined import RECORD_END
from sim.crisis.record.periods import end_of_month
from sim.crisis.record.reading import EVENT_COLUMNS, SERIES_COLUMNS, events, series

EVENT = "{},IraqMilitia,fires rockets,US base,Iraq,0,0,proxy_attack,made up,a test,high"


@pytest.fixture(scope="module")
def record():
    return happened()


def written(path, *days: str):
    path.write_text("\n".join([",".join(EVENT_COLUMNS), *(EVENT.format(day) for day in days)]) + "\n")
    return path


def test_every_hostile_deed_of_the_record_is_counted_once_under_its_kind(record):
    counted = Counter(one.kind for one in deeds(events()))
    assert {kind: len(record.days[kind]) for kind in KINDS} == {kind: counted[kind] for kind in KINDS}
    assert len(record.days[TOTAL]) == sum(counted[kind] for kind in QUESTIONS)
    assert record.days.keys() == set(TARGETS)


@pytest.mark.parametrize(("month", "iraq", "direct"), [("2019-05", 1, 1), ("2019-06", 4, 2), ("2019-07", 0, 4)])
def test_counts_by_month_are_those_made_by_hand(record, month, iraq, direct):
    first = date.fromisoformat(f"{month}-01")
    found = [record.count(kind, first, end_of_month(first)) for kind in ("iraq", "direct")]
    assert found == [iraq, direct]


def test_both_ends_of_a_span_are_counted(record):
    day = date(2019, 6, 20)
    assert record.count("direct", day, day) == 1
    assert record.count("direct", day + timedelta(days=1), day + timedelta(days=2)) == 0


def test_force_is_first_used_after_the_first_american_death(record):
    assert not record.forced(date(2018, 5, 8), date(2019, 12, 28))
    assert record.forced(date(2019, 12, 29), date(2019, 12, 29))
    assert record.forced(date(2020, 1, 3), date(2020, 1, 3))


def test_series_have_a_value_by_month_where_there_is_one_and_none_else(record):
    assert record.exports["2019-05"] == 0.81 and "2018-05" not in record.exports
    given = {one.period: one.value for one in series() if one.series == RATE and one.use == "fit"}
    assert record.rate == given


def test_the_built_in_record_is_observed_to_its_end_and_not_beyond(record):
    assert record.last == RECORD_END
    assert record.observes(date(2018, 5, 8), RECORD_END)
    assert record.observes(date(2019, 12, 1), date(2019, 12, 31))
    assert not record.observes(date(2020, 1, 1), date(2020, 1, 31))


def test_a_file_is_observed_to_the_end_of_the_month_of_its_last_row_and_not_in_its_gaps(tmp_path):
    record = happened(written(tmp_path / "mine.csv", "2019-08-03", "2019-08-20", "2019-12-05", "2020-01-20"))
    assert record.last == date(2020, 1, 31)
    assert record.observes(date(2019, 12, 5), date(2020, 1, 31))
    assert not record.observes(date(2019, 9, 1), date(2019, 9, 30))
    assert not record.observes(date(2019, 8, 1), date(2019, 8, 31))


def test_points_that_rest_on_later_data_are_for_reporting_and_not_used(tmp_path):
    lines = ["2019-07,0.41,mb/d,a test,high,fit", "2019-08,0.32,mb/d,a test,high,report"]
    head = ",".join((*SERIES_COLUMNS, "use"))
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([head, *(f"{EXPORTS},{line}" for line in lines)]) + "\n")
    record = happened(series=path)
    assert record.exports["2019-07"] == 0.41 and "2019-08" not in record.exports


# -- what a fit may know ---------------------------------------------------------------------------------------------


def test_a_fit_knows_the_acts_before_its_day_and_none_of_it(record):
    day = day_of(date(2019, 6, 20))
    known = record.known(day)
    assert max(when for when, _ in known.acts) < day
    assert (day, "direct") in record.known(day + 1).acts and (day, "direct") not in known.acts
    assert len(record.known(10_000).acts) == sum(len(record.days[kind]) for kind in KINDS)


def test_a_fit_knows_a_month_of_a_series_once_the_calendar_month_is_over(record):
    # The month of 30 days that ends on 29 September 2019 is compared with September, which has a day more.
    assert middle_of(16) == date(2019, 9, 15)
    last = day_of(date(2019, 9, 30))
    assert not over(16, last) and over(16, last + 1)
    assert 16 not in record.known(last).exports and 16 in record.known(last + 1).exports
    for before in range(60, 520):
        for month in record.known(before).exports:
            assert day_of(end_of_month(middle_of(month))) < before and 30 * (month + 1) <= before


def test_what_a_fit_knows_on_a_day_does_not_change_with_what_follows(tmp_path, record):
    day = date(2019, 6, 1)
    mine = happened(written(tmp_path / "mine.csv", "2019-06-01", "2019-06-02", "2019-07-30"))
    one, other = (some.known(day_of(day)) for some in (record, mine))
    assert one.acts == other.acts and one.exports.keys() == other.exports.keys()
    np.testing.assert_array_equal(list(one.exports.values()), list(other.exports.values()))
    np.testing.assert_array_equal(list(one.currency.values()), list(other.currency.values()))


def test_the_rate_is_told_against_may_2018(record):
    known = record.known(200)
    assert known.currency[0] == 1
    assert known.currency[4] == pytest.approx(record.rate["2018-09"] / record.rate["2018-05"])
