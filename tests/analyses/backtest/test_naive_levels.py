"""Naive rivals of levels: known answers, gaps that stay gaps, and spreads that are neither too small nor endless."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import truncnorm

from sim.analyses.backtest.naive_levels import Levels, last_value, past_mean, trend

NAN = np.nan
RIVALS = [past_mean, last_value, trend]
#: Shaped like oil exports in the year before the waivers ended: a fall, two gaps, a plateau.
EXPORTS = np.array([2.06, 2.61, NAN, 2.28, 2.19, NAN, 1.6, 1.85, 1.0, 0.95])


def test_the_past_mean_has_the_pasts_spread_and_the_means_own_error():
    found = past_mean(np.array([1.0, 2.0, NAN, 3.0]), 2)
    assert found.centre == pytest.approx([2, 2])
    assert found.spread == pytest.approx([np.sqrt(4 / 3)] * 2)


def test_the_last_value_spreads_with_the_root_of_time():
    found = last_value(np.array([1.0, 1.3, 0.9]), 3)
    step = np.sqrt((0.3**2 + 0.4**2) / 2)
    assert found.centre == pytest.approx([0.9] * 3)
    assert found.spread == pytest.approx(step * np.sqrt([1, 2, 3]))


def test_a_change_over_a_gap_counts_as_several_steps_and_a_gap_at_the_end_adds_to_the_distance():
    found = last_value(np.array([1.0, 1.3, NAN, NAN, 1.9, NAN]), 2)
    step = np.sqrt((0.3**2 + 0.6**2 / 3) / 2)
    assert found.centre == pytest.approx([1.9] * 2)
    assert found.spread == pytest.approx(step * np.sqrt([2, 3]))


def test_the_random_walks_spread_is_found_in_spite_of_gaps():
    # 4,000 steps of standard deviation 0.2, a third of the months missing; sd over 200 other seeds 0.0025.
    rng = np.random.default_rng(1)
    past = 10 + np.cumsum(0.2 * rng.standard_normal(4000))
    past[1:-1][rng.random(3998) < 1 / 3] = NAN
    assert last_value(past, 1).spread[0] == pytest.approx(0.2, abs=0.012)


def test_the_trend_goes_on_along_a_straight_line():
    past = np.array([9.0, 4.0, 3.2, 3.0, 2.8, 2.6])
    assert trend(past, 3).centre == pytest.approx([2.4, 2.2, 2.0])
    past[-2] = NAN
    assert trend(past, 3).centre == pytest.approx([2.4, 2.2, 2.0])


def test_the_trend_never_falls_below_zero():
    assert trend(np.array([2.0, 1.9, 1.5, 1.0, 0.5]), 3).centre == pytest.approx([0.075, 0, 0], abs=0.1)
    assert trend(np.array([2.0, 1.9, 1.5, 1.0, 0.5]), 3).centre[2] == 0


def test_the_trends_spread_is_that_of_its_own_past_errors():
    # The line turns at each corner of a zigzag: predicted by hand for the last origins.
    past = np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0])
    errors = []
    for origin in range(2, 6):
        recent = past[max(0, origin - 4) : origin]
        line = np.polyval(np.polyfit(np.arange(len(recent)), recent, 1), len(recent))
        errors.append(past[origin] - line)
    assert trend(past, 1).spread[0] == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_without_enough_past_errors_the_trend_takes_the_random_walks_spread():
    past = np.array([1.0, 1.2, 1.3])
    assert trend(past, 2).spread == pytest.approx(last_value(past, 2).spread)


def test_a_trend_through_fewer_than_two_points_is_the_last_value():
    past = np.array([1.0, 1.2, NAN, NAN, NAN, 1.3])
    assert trend(past, 2).centre == pytest.approx(last_value(past, 2).centre)


@pytest.mark.parametrize("rival", RIVALS)
@pytest.mark.parametrize("ahead", [1, 3])
def test_every_rival_of_a_short_record_with_gaps_is_finite(rival, ahead):
    found = rival(EXPORTS, ahead)
    assert found.centre.shape == found.spread.shape == (ahead,)
    assert np.isfinite(found.centre).all() and (found.spread > 0).all() and (found.spread < 2).all()


@pytest.mark.parametrize("rival", RIVALS)
@pytest.mark.parametrize("past, what", [([NAN, 1.0, NAN], "at least 2"), ([1.0, 1.0, 1.0], "never changed")])
def test_a_past_that_says_nothing_of_spread_is_refused(rival, past, what):
    with pytest.raises(ValueError, match=what):
        rival(np.array(past), 2)


def test_chances_and_scores_are_those_of_a_normal_cut_off_at_zero():
    levels = Levels(np.array([0.2, 1.0]), np.array([0.5, 0.3]))
    cut = truncnorm(-levels.centre / levels.spread, np.inf, levels.centre, levels.spread)
    came = np.array([0.35, 1.4])
    assert levels.cdf(came) == pytest.approx(cut.cdf(came))
    assert levels.log_score(came) == pytest.approx(-cut.logpdf(came))
    draws = cut.rvs((200_000, 2), random_state=np.random.default_rng(2)).T
    pairs = np.abs(draws - np.roll(draws, 1, axis=1)).mean(1) / 2  # independent neighbours: standard error 0.0005
    assert levels.crps(came) == pytest.approx(np.abs(draws - came[:, None]).mean(1) - pairs, abs=0.004)


def test_a_month_that_was_not_observed_has_no_score():
    levels = Levels(np.array([0.2, 1.0]), np.array([0.5, 0.3]))
    came = np.array([NAN, 1.0])
    for scored in (levels.crps(came), levels.log_score(came), levels.cdf(came)):
        assert np.isnan(scored).tolist() == [True, False]


@pytest.mark.parametrize("rival", RIVALS)
@pytest.mark.parametrize("level", [0.1 + 0.2, 2.6])
def test_rounding_is_no_change(rival, level):
    with pytest.raises(ValueError, match="never changed"):
        rival(np.array([level, level * (1 + 1e-16), level - 5e-17]), 2)


@pytest.mark.parametrize("slope", [0.1, -0.1, 0.07])
def test_a_past_along_a_line_makes_no_rival_certain(slope):
    past = 2.0 + slope * np.arange(12)
    found = trend(past, 3)
    assert found.centre == pytest.approx(2.0 + slope * np.arange(12, 15))
    assert found.spread == pytest.approx(last_value(past, 3).spread)
