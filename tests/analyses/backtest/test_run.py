"""A back-test: nothing dated on or after an origin reaches its forecast, and who works on it changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

import sim
from sim.analyses.backtest.hindsight import known
from sim.analyses.backtest.origins import origins
from sim.analyses.backtest.run import backtest, check, left_out
from sim.analyses.facts.happened import happened
from sim.analyses.facts.runs import START
from sim.analyses.facts.summaries import day_of
from sim.analyses.fit.calibrate import CannotFit, fit_on
from sim.analyses.fit.priors import priors
from sim.analyses.fit.reference_table import reference_table
from sim.analyses.fit.step_values import is_step
from tests.analyses.backtest.records import MINES, ROCKETS, STRIKE, events_file, series_file
from tests.analyses.fit.fits import few_accepted

ORIGIN = date(2019, 5, 1)
SMALL = {"until": date(2019, 4, 30), "draws": 800, "worlds": 20}

#: Steps announced before the origin stand; those after it are others, and so is all that rests on later data.
OTHERWISE = """\
format: 1
name: maximum_pressure
extends: redline:maximum_pressure
history: {until: 2019-09-20}
parameters:
  united_states.pressure:
    2018-05-08: 0.10
    2018-08-07: {value: 0.25, announced: 2018-05-08}
    2018-11-05: {value: 0.57, announced: 2018-05-08}
    2019-04-08: 0.60
    2019-05-02: {value: 0.92, announced: 2019-04-22}
    2019-05-20: 0.10
    2019-09-20: 0.0
  united_states.force_threshold: 2
  proxies.reach: 9
  proxies.ansar_allah.tempo: {2018-05-08: 0.9, 2019-05-03: 0.0}
  mediators.access: 0.05
events:
  - {on: 2019-04-08, act: terror_listing, actor: united_states}
  - {on: 2019-05-01, act: oil_plant_strike, actor: iran}
  - {on: 2019-07-02, act: strike_on_iran, actor: united_states}
  - {between: [2019-04-20, 2019-06-20], act: oil_plant_strike, actor: iran, chance: 0.5}
"""


@pytest.fixture(scope="module")
def crisis():
    return sim.load("redline:maximum_pressure")


@pytest.fixture(scope="module")
def otherwise():
    return sim.load(OTHERWISE)


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """Files of a record that is the built-in one up to the origin and another one afterwards."""
    folder = tmp_path_factory.mktemp("later")
    days = [f"2019-0{month}-{day:02d}" for month in (5, 6, 7) for day in range(1, 29, 2)]
    rows = [(day, *kind) for day in days for kind in (ROCKETS, MINES)] + [("2019-05-09", *STRIKE)]
    return events_file(folder / "events.csv", ORIGIN, rows), series_file(folder / "series.csv", "2019-05", 2.7)


@pytest.fixture(scope="module")
def usual(crisis):
    with few_accepted():
        return backtest(crisis, to=date(2019, 6, 30), happened=happened(), ahead=2, **SMALL)


def same(one, other, months: int) -> None:
    """Two forecasts are the same in their first months, bit for bit."""
    for kind in one.counts:
        np.testing.assert_array_equal(one.counts[kind][:months], other.counts[kind][:months])
    for name in ("force", "exports", "running"):
        np.testing.assert_array_equal(getattr(one, name)[:months], getattr(other, name)[:months])


def test_what_comes_after_an_origin_moves_no_forecast_from_it(usual, otherwise, later):
    events, series = later
    # Two processes, another month ahead and two further origins must not move it either.
    record, more = happened(events, series), {"events": str(events), "ahead": 3, "jobs": 2}
    with few_accepted():
        test = backtest(otherwise, to=date(2019, 7, 31), happened=record, **more, **SMALL)
    assert len(test.origins) == 3
    assert test.accepted[0] == usual.accepted[0] and test.possible[0] == usual.possible[0]
    same(usual.forecasts[0], test.forecasts[0], 2)
    # The second origin knows May, which was another one: were it the same, nothing would have been tested.
    assert not np.array_equal(usual.forecasts[1].exports, test.forecasts[1].exports[:1])


def test_the_reference_table_and_the_posterior_of_a_day_know_nothing_of_later_days(crisis, otherwise, later):
    first, last = day_of(date(2019, 7, 1)), day_of(date(2019, 8, 1))
    # On the first of July the day of the first direct act is known; worlds without one by then must stay without.
    tables = []
    for scenario, days, record in ((crisis, (first,), happened()), (crisis, (first, last), happened())):
        cell = known(scenario.replace(history=None).cells()[0], days[-1], scenario.paths().family_paths)
        numbers = priors(scenario.paths().catalogue, cell, scenario.paths().family_paths, {})
        tables.append(
            reference_table(cell, numbers, draws=400, seed=scenario.seed, days=days, observed=record.known(days[-1]))
        )
    short, long = tables
    np.testing.assert_array_equal(short.u, long.u)
    np.testing.assert_array_equal(short.summaries[first], long.summaries[first])
    np.testing.assert_array_equal(short.unlike[first], long.unlike[first])
    assert [one.key for one in short.compared[first]] == [one.key for one in long.compared[first]]
    assert [one.observed for one in short.compared[first]] == [one.observed for one in long.compared[first]]
    with few_accepted(20):
        fits = [fit_on(table, first, 7)[2] for table in tables]
    np.testing.assert_array_equal(fits[0].values, fits[1].values)
    columns = [one.key for one in short.compared[first]]
    direct = short.summaries[first][:, columns.index("first_direct_act")]
    assert np.nanmax(direct) < first and np.isnan(direct).any()


def test_parameters_have_luck_of_their_own_so_that_a_further_step_moves_no_draw(crisis):
    cell = known(crisis.cells()[0], 400, {})
    numbers = priors(crisis.paths().catalogue, cell, {}, {})
    one, other = (
        reference_table(cell, some, draws=5, seed=3, days=(60,), observed=happened().known(60))
        for some in (numbers, numbers[1:])
    )
    np.testing.assert_array_equal(one.u[:, 1:], other.u)


def test_a_height_of_a_step_that_was_not_announced_is_neither_fitted_nor_used(usual):
    heights = [one.path for one in usual.numbers if is_step(one.path)]
    days = {int(path.rpartition("@")[2]) for path in heights}
    assert day_of(date(2019, 5, 2)) in days and day_of(date(2019, 9, 20)) not in days


def test_a_back_test_of_months_that_nobody_observed_is_refused(crisis):
    record = replace(happened(), spans=((START, date(2019, 4, 20)), (date(2019, 9, 1), date(2019, 9, 30))))
    with pytest.raises(CannotFit, match="observes no whole month"):
        check(crisis, date(2019, 4, 30), date(2019, 8, 31), record)
    check(crisis, date(2019, 4, 30), date(2019, 9, 30), record)


@pytest.mark.parametrize(
    ("changes", "days", "said"),
    [
        ({"start": "2018-06-01"}, ("2019-04-30", "2019-06-30"), "starts on 2018-06-01"),
        ({}, ("2019-04-30", "2020-01-31"), "the record ends on 2020-01-11"),
        ({}, ("2018-06-30", "2019-06-30"), "nothing can be learnt from so short a past"),
        ({}, ("2019-04-30", "2019-05-30"), "no whole month lies between"),
    ],
)
def test_a_back_test_that_makes_no_sense_is_refused_before_anything_is_simulated(crisis, changes, days, said):
    scenario = crisis.replace(**changes)
    if "start" in changes:
        scenario = sim.load("format: 1\nname: bare\nclock: {start: 2018-06-01, days: 600}\n")
    with pytest.raises(CannotFit, match=said):
        check(scenario, *(date.fromisoformat(day) for day in days), happened())


def test_a_past_that_nobody_observed_is_refused(crisis):
    record = replace(happened(), spans=((date(2019, 5, 1), date(2019, 9, 30)),))
    with pytest.raises(CannotFit, match="observes no day before 2019-05-01: there is nothing to learn from"):
        check(crisis, date(2019, 4, 30), date(2019, 9, 30), record)
    assert check(crisis, date(2019, 5, 31), date(2019, 9, 30), record) == ()


def test_days_at_the_end_of_the_calendar_are_days_like_others(crisis):
    with pytest.raises(CannotFit, match="the record ends on"):
        check(crisis, date(2019, 4, 30), date.max, happened())
    with pytest.raises(CannotFit, match="no whole month lies between 9999-12-31 and 2019-09-30"):
        check(crisis, date.max, date(2019, 9, 30), happened())


def test_too_few_draws_or_worlds_are_refused_before_anything_is_simulated(crisis):
    days = (date(2019, 4, 30), date(2019, 9, 30), happened())
    with pytest.raises(CannotFit, match="--draws 500 are too few"):
        check(crisis, *days, draws=500)
    with pytest.raises(CannotFit, match="--worlds 1 is too few"):
        check(crisis, *days, worlds=1)


def test_which_exports_have_no_rivals_is_said_beforehand_with_the_reason(crisis):
    days = (date(2018, 12, 31), date(2019, 3, 31))
    assert check(crisis, *days, happened()) == ()
    months = [f"2018-{month:02d}" for month in range(6, 13)]
    alike = replace(happened(), exports={**dict.fromkeys(months, 1.0), "2019-01": 1.0, "2019-02": 1.1})
    (said,) = check(crisis, *days, replace(alike, exports={**alike.exports, "2019-01": 1.2}))
    assert said == (
        "Oil exports have no rivals from 2019-01-01: the past never changed in 7 months, so that a rival would be "
        "certain."
    )
    seven, eight = check(crisis, *days, alike)
    assert "in 7 months" in seven and "from 2019-02-01: the past never changed in 8 months" in eight
    (none,) = left_out(replace(alike, exports={}), origins(*days, 1)[:1])
    assert none.endswith("0 of 7 past months were observed, and a rival needs at least 2.")


def test_the_record_of_a_file_reaches_to_the_end_of_its_last_month(crisis, later):
    record = happened(*later)
    assert record.last == date(2019, 7, 31)
    assert record.observes(date(2019, 7, 1), date(2019, 7, 31))
    check(crisis, date(2019, 6, 30), record.last, record)
    with pytest.raises(CannotFit):
        check(crisis, date(2019, 6, 30), record.last + timedelta(days=1), record)
