"""Scores of forecasts made by hand, whose values can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import sim
from sim.analyses.backtest import naive
from sim.analyses.backtest.forecast import Forecast
from sim.analyses.backtest.naive import Past
from sim.analyses.backtest.origins import origins
from sim.analyses.backtest.run import Backtest
from sim.analyses.backtest.scored import EXPORTS, FORCE, POOLED, _exports, calibration, members_of, scored, skills
from sim.analyses.backtest.scores import brier, crps_pmf, log_score_pmf
from sim.analyses.facts.happened import TARGETS, TOTAL, Happened
from sim.analyses.facts.runs import START
from sim.analyses.facts.summaries import day_of
from sim.crisis.militias import KINDS

ORIGINS = origins(date(2018, 12, 31), date(2019, 3, 31), 2)  # January, February, March 2019
WORLDS = 40


SCENARIO = sim.load("redline:maximum_pressure").replace(seed=5)


def acts(*days: str) -> np.ndarray:
    return np.array(sorted(day_of(date.fromisoformat(day)) for day in days), int)


IRAQ = acts("2018-07-01", "2018-12-30", "2019-01-10", "2019-01-20", "2019-02-28", "2019-03-01")
DIRECT = acts("2018-08-01", "2019-02-14")
NONE = np.zeros(0, int)
HAPPENED = Happened(
    last=date(2019, 3, 31),
    spans=((START, date(2019, 3, 31)),),
    days={"iraq": IRAQ, "direct": DIRECT, "drones": NONE, "yemen": NONE, TOTAL: np.sort(np.append(IRAQ, DIRECT))},
    force=acts("2019-02-15"),
    exports={
        "2018-06": 2.3, "2018-07": 2.2, "2018-09": 1.6, "2018-10": 1.8, "2018-11": 1.0, "2018-12": 0.9,
        "2019-01": 1.2, "2019-03": 1.4,  # nobody saw February
    },
    rate={},
)  # fmt: skip


def forecast(origin, count: int = 2, force: float = 0.25, exports: float = 1.0) -> Forecast:
    """Every world has the same number of acts in Iraq and none of other kinds; some use force."""
    shape = (len(origin.months), WORLDS)
    counts = {kind: np.full(shape, count if kind == "iraq" else 0) for kind in KINDS}
    used = np.broadcast_to(np.arange(WORLDS) < force * WORLDS, shape)
    return Forecast(origin, counts, used, np.full(shape, exports), np.ones(shape, bool))


def test_of(*made: Forecast, happened: Happened = HAPPENED) -> Backtest:
    return Backtest(SCENARIO, ORIGINS, made, 1000, (500,) * 3, (0.5,) * 3, happened, ())


test_of.__test__ = False  # a maker of back-tests, not a test
USUAL = tuple(forecast(origin) for origin in ORIGINS)


@pytest.fixture(scope="module")
def rows():
    return scored(test_of(*USUAL))


def pick(rows, target: str, origin: int = 0, ahead: int = 1):
    (one,) = (r for r in rows if (r.target, r.origin, r.ahead) == (target, ORIGINS[origin].day, ahead))
    return one


def test_every_target_of_every_month_of_every_origin_has_a_row(rows):
    months = sum(len(origin.months) for origin in ORIGINS)
    assert len(rows) == months * (len(TARGETS) + 2)
    assert {one.target for one in rows} == {*TARGETS, FORCE, EXPORTS}


def test_when_all_worlds_agree_the_score_of_a_count_is_the_distance_from_what_came(rows):
    observed = {(0, 1): 2, (0, 2): 1, (1, 1): 1, (1, 2): 1, (2, 1): 1}
    for (origin, ahead), came in observed.items():
        one = pick(rows, "iraq", origin, ahead)
        assert one.observed == came
        assert one.scores["model"]["crps"] == pytest.approx(abs(2 - came), abs=1e-12)
        assert one.middle == (2, 2, 2) and one.mean == 2


def test_an_ensemble_of_two_opinions_has_the_fair_score():
    made = forecast(ORIGINS[0])
    made.counts["iraq"][:, WORLDS // 2 :] = 4
    one = pick(scored(test_of(made, *USUAL[1:])), "iraq", 0, 2)  # 2 or 4; 1 came
    n = WORLDS
    pairs = 2 * (n / 2) ** 2 * 2 / (2 * n * (n - 1))  # half of the mean distance of two different worlds
    assert one.scores["model"]["crps"] == pytest.approx(2 - pairs)


def test_the_total_is_the_sum_of_all_kinds_but_yemens():
    made = forecast(ORIGINS[0])
    made.counts["direct"][:] = 1
    made.counts["yemen"][:] = 50
    np.testing.assert_array_equal(members_of(made, TOTAL), 3)
    assert pick(scored(test_of(made, *USUAL[1:])), TOTAL, 0, 2).observed == 2


def test_force_is_scored_by_the_share_of_worlds_half_a_world_off_certainty(rows):
    chance = (10 + 0.5) / (WORLDS + 1)
    used, unused = pick(rows, FORCE, 0, 2), pick(rows, FORCE, 0, 1)
    assert (used.observed, unused.observed) == (1, 0)
    assert used.scores["model"]["brier"] == pytest.approx((1 - chance) ** 2)
    assert unused.scores["model"]["brier"] == pytest.approx(brier(chance, 0))
    assert used.scores["model"]["log"] == pytest.approx(-np.log(chance))
    assert unused.scores["model"]["log"] == pytest.approx(-np.log(1 - chance))


def test_the_rivals_of_force_know_the_months_before_the_origin_only(rows):
    # June to December 2018: seven months without force. One more by March, February with force.
    assert pick(rows, FORCE, 0, 1).scores["constant"]["brier"] == pytest.approx((0.5 / 8) ** 2)
    assert pick(rows, FORCE, 0, 2).scores["constant"]["brier"] == pytest.approx((1 - 0.5 / 8) ** 2)
    assert pick(rows, FORCE, 1, 1).scores["constant"]["brier"] == pytest.approx((1 - 0.5 / 9) ** 2)
    assert pick(rows, FORCE, 2, 1).scores["constant"]["brier"] == pytest.approx((1.5 / 10) ** 2)
    assert pick(rows, FORCE, 2, 1).scores["quarter"]["brier"] == pytest.approx((1.5 / 4) ** 2)


def test_the_rivals_of_counts_are_given_the_days_before_the_origin(rows):
    origin = day_of(ORIGINS[1].day)
    months = tuple((day_of(one.first), day_of(one.last)) for one in ORIGINS[1].months)
    table = naive.constant(Past(IRAQ[origin > IRAQ], origin, months))
    for place, ahead in enumerate((1, 2)):
        one = pick(rows, "iraq", 1, ahead)
        assert one.scores["constant"]["crps"] == pytest.approx(float(crps_pmf(table[place], int(one.observed))))
        assert one.scores["constant"]["log"] == pytest.approx(float(log_score_pmf(table[place], int(one.observed))))


def test_what_comes_after_a_month_changes_none_of_its_scores(rows):
    moved = {**HAPPENED.days, "iraq": np.append(IRAQ[:4], acts("2019-02-01", "2019-03-02", "2019-03-03", "2019-03-30"))}
    exports = {**HAPPENED.exports, "2019-03": 9.0}
    force = acts("2019-02-01", "2019-03-01")
    other = scored(test_of(*USUAL, happened=replace(HAPPENED, days=moved, exports=exports, force=force)))
    for target in ("iraq", FORCE, EXPORTS):
        for ahead in (1, 2):  # January and February as forecast in January
            before, after = pick(rows, target, 0, ahead), pick(other, target, 0, ahead)
            assert all(before.scores[name] == pytest.approx(after.scores[name], nan_ok=True) for name in before.scores)
    assert pick(rows, "iraq", 2).scores != pick(other, "iraq", 2).scores


def test_a_month_whose_exports_nobody_saw_is_left_out_and_not_filled(rows):
    for origin, ahead in ((0, 2), (1, 1)):
        one = pick(rows, EXPORTS, origin, ahead)
        assert one.month == "2019-02" and np.isnan(one.observed)
        assert np.isnan([score for each in one.scores.values() for score in each.values()]).all()
    seen = pick(rows, EXPORTS, 0, 1)
    assert seen.observed == 1.2
    assert np.isfinite([score for each in seen.scores.values() for score in each.values()]).all()
    found = next(one for one in skills(rows) if (one.target, one.score, one.months_ahead) == (EXPORTS, "crps", None))
    assert found.forecasts == 3  # five rows, two of them February


def test_worlds_whose_crisis_is_over_say_nothing_of_a_month():
    made = forecast(ORIGINS[0])
    made.counts["iraq"][1, :10] = 99
    made.running[1, :10] = False
    one = pick(scored(test_of(made, *USUAL[1:])), "iraq", 0, 2)
    assert one.scores["model"]["crps"] == pytest.approx(1) and one.mean == 2
    assert np.isnan(one.members[:10]).all() and (one.members[10:] == 2).all()


def test_the_share_that_uses_force_is_of_worlds_whose_crisis_still_runs():
    made = forecast(ORIGINS[0])
    made.running[1, :10] = False  # just the ten that would use it
    chance = 0.5 / 31
    one = pick(scored(test_of(made, *USUAL[1:])), FORCE, 0, 2)
    assert one.scores["model"]["brier"] == pytest.approx((1 - chance) ** 2)


@pytest.mark.filterwarnings("error")
def test_a_month_that_no_world_lives_to_see_is_left_out():
    made = forecast(ORIGINS[0])
    made.running[1] = False
    rows = scored(test_of(made, *USUAL[1:]))
    for target in (*TARGETS, FORCE, EXPORTS):
        one = pick(rows, target, 0, 2)
        assert np.isnan(one.observed) and np.isnan([x for each in one.scores.values() for x in each.values()]).all()
    found = {one.target: one.forecasts for one in skills(rows) if one.months_ahead is None}
    assert found["iraq"] == found[FORCE] == 4 and found[POOLED] == 12


@pytest.mark.filterwarnings("error")
def test_a_month_that_the_record_does_not_observe_is_left_out():
    spans = ((START, date(2019, 1, 31)), (date(2019, 2, 20), date(2019, 3, 31)))
    rows = scored(test_of(*USUAL, happened=replace(HAPPENED, spans=spans)))
    for target in (*TARGETS, FORCE):
        assert np.isnan(pick(rows, target, 1, 1).observed)
        assert np.isnan(pick(rows, target, 1, 1).scores["constant"]["log"])
        assert np.isfinite(pick(rows, target, 1, 2).observed)


def test_a_forecast_that_hits_beats_the_rivals_and_one_that_misses_does_not():
    def pooled(made):
        found = skills(scored(test_of(*made)))
        mine = [one for one in found if (one.target, one.score, one.months_ahead) == ("iraq", "crps", None)]
        return {one.rival: one.value for one in mine}

    came = {origin.day: [HAPPENED.count("iraq", m.first, m.last) for m in origin.months] for origin in ORIGINS}
    hits = [replace(forecast(origin), counts=_iraq(origin, came[origin.day])) for origin in ORIGINS]
    misses = [forecast(origin, 30) for origin in ORIGINS]
    assert all(value == pytest.approx(1) for value in pooled(hits).values())
    assert all(value < -5 for value in pooled(misses).values())


def _iraq(origin, counts):
    column = np.repeat(np.array(counts)[:, None], WORLDS, axis=1)
    return {kind: column if kind == "iraq" else np.zeros_like(column) for kind in KINDS}


def test_kinds_are_pooled_without_yemens_and_months_ahead_together_and_the_first_alone(rows):
    found = {(one.target, one.rival, one.score, one.months_ahead): one for one in skills(rows)}
    assert found[POOLED, "constant", "crps", None].forecasts == 3 * 5
    assert found[POOLED, "constant", "crps", 1].forecasts == 3 * 3
    assert {key[0] for key in found} == {*TARGETS, POOLED, FORCE, EXPORTS}


def test_where_what_came_lies_is_asked_of_the_first_month_ahead(rows):
    pit, _ = calibration(rows, "iraq")
    assert len(pit.low) == 3
    assert (pit.low[0], pit.high[0]) == (0, 1)  # two came, and all had said two
    pit, _ = calibration(rows, EXPORTS)
    assert len(pit.low) == 2  # February was not seen


def test_exports_are_forecast_as_they_will_be_reported_and_never_below_nothing():
    made = forecast(ORIGINS[0], exports=0.05)
    members = pick(scored(test_of(made, *USUAL[1:])), EXPORTS).members
    assert (members >= 0).all() and 0.05 < members.std() < 0.3


@pytest.mark.filterwarnings("error")
def test_exports_that_nobody_saw_in_any_month_leave_nothing_to_be_asked():
    exports = {month: value for month, value in HAPPENED.exports.items() if month < "2019"}
    rows = scored(test_of(*USUAL, happened=replace(HAPPENED, exports=exports)))
    pit, uniform = calibration(rows, EXPORTS)
    assert len(pit.low) == 0 and uniform.verdict == "too few to tell"
    assert not [one for one in skills(rows) if one.target == EXPORTS]


@pytest.mark.parametrize("past", [{}, {"2018-06": 1.0}, {"2018-06": 1.0, "2018-09": 1.0}])
def test_exports_whose_past_gives_no_rival_keep_the_model_s_own_score(past):
    test = test_of(USUAL[0], happened=replace(HAPPENED, exports={**past, "2019-01": 1.2}))
    rows = list(_exports(EXPORTS, USUAL[0], test))
    first = rows[0]
    assert first.observed == 1.2 and np.isfinite(first.scores["model"]["crps"])
    assert all(np.isnan(score) for name, each in first.scores.items() if name != "model" for score in each.values())
    assert skills(rows) == ()
    pit, _ = calibration(rows, EXPORTS)
    assert len(pit.low) == 1
