"""The self-exciting process is what it says, is found again in long records, and exists for empty ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from sim.analyses.backtest import hawkes
from sim.analyses.backtest.hawkes import Hawkes, fit, sample_posterior

QUIET = np.zeros(238, int)
BURST = np.bincount([200, 201, 203, 210, 210, 215, 230, 231], minlength=238)


def test_the_expected_number_of_a_day_follows_from_the_days_before():
    # keep = 0.75: one event sets off 0.4 * 0.25 on the next day, three quarters of that on the day after.
    means = Hawkes(0.1, 0.4, 4.0).means(np.array([0, 2, 0, 0]))
    assert means == pytest.approx([0.1, 0.1, 0.1 + 2 * 0.1, 0.1 + 2 * 0.075])


def test_the_likelihood_that_skips_quiet_days_is_the_one_over_all_days():
    daily = np.random.default_rng(1).poisson(0.1, 400)
    daily[[0, -1]] = 2  # the ends are where a closed form goes wrong
    for process in (Hawkes(0.05, 0.6, 10.0), Hawkes(0.3, 0.1, 1.2)):
        direct = poisson(process.means(daily)).logpmf(daily).sum()
        constant = poisson(1).logpmf(daily).sum() + len(daily)  # log factorials, which the likelihood leaves out
        assert hawkes._log_likelihood(process, daily) == pytest.approx(direct - constant)


def test_parameters_are_found_again_in_a_long_record():
    # 20,000 days, about 2,500 events. Over 40 other seeds the standard deviations were 0.003, 0.025 and 0.9, and the
    # means within 2% of the truth; tolerances are four standard deviations.
    truth = Hawkes(0.05, 0.6, 10.0)
    daily = truth.simulate(QUIET, 20_000, 1, np.random.default_rng(1))[:, 0]
    found = fit(daily)
    assert found.background == pytest.approx(0.05, abs=0.012)
    assert found.branching == pytest.approx(0.6, abs=0.1)
    assert found.memory == pytest.approx(10, abs=3.6)


def test_a_constant_rate_is_not_taken_for_bursts():
    # Branching from 20,000 days at a constant rate: at most 0.12 in 40 other seeds.
    daily = np.random.default_rng(2).poisson(0.1, 20_000)
    assert fit(daily).branching < 0.2


def test_the_long_run_rate_is_the_background_enlarged_by_all_that_it_sets_off():
    # 4,000 futures of 100 days after 300 to settle in: standard error 0.002.
    process = Hawkes(0.05, 0.5, 8.0)
    counts = process.simulate(QUIET, 400, 4000, np.random.default_rng(3))
    assert process.rate == pytest.approx(0.1)
    assert counts[300:].mean() == pytest.approx(0.1, abs=0.007)


def test_the_first_day_ahead_has_the_mean_that_the_history_gives_it():
    # 200,000 futures: standard error below 0.002.
    process = Hawkes(0.02, 0.9, 12.0)
    expected = process.means(np.append(BURST, 0))[-1]
    assert process.simulate(BURST, 1, 200_000, np.random.default_rng(4)).mean() == pytest.approx(expected, abs=0.006)


def test_no_event_leaves_half_an_event_and_the_priors():
    found = fit(QUIET)
    assert found.background == pytest.approx(0.5 / 238, rel=0.01)
    assert found.branching == pytest.approx(0.5, abs=0.01)
    assert found.memory == pytest.approx(hawkes.MEMORY, rel=0.01)


@pytest.mark.parametrize("last", [0, 100, 237])
def test_one_event_is_enough_wherever_it_lies(last):
    daily = np.bincount([last], minlength=238)
    found = fit(daily)
    assert 0 < found.background < 0.02
    assert 0 < found.branching < 1
    assert found.memory > 1


@pytest.mark.parametrize("daily", [QUIET, BURST, np.full(60, 3), np.array([0]), np.array([5])])
def test_every_drawn_process_is_stationary(daily):
    drawn = sample_posterior(daily, 500, np.random.default_rng(5))
    assert ((drawn.branching > 0) & (drawn.branching < 1)).all()
    assert (drawn.background > 0).all() and (drawn.memory > 1).all()
    assert np.isfinite(drawn.rate).all()


def test_drawn_parameters_spread_as_their_priors_where_nothing_happened():
    # With no event only the background is learnt: branching stays uniform, log memory normal around its median.
    # Over 60 other seeds: deciles of branching give or take 0.01, the others 0.02, 0.013 and 3%.
    drawn = sample_posterior(QUIET, 20_000, np.random.default_rng(6))
    assert np.quantile(drawn.branching, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.05)
    assert np.log(drawn.memory - 1).mean() == pytest.approx(np.log(13), abs=0.12)
    assert np.log(drawn.memory - 1).std() == pytest.approx(1, abs=0.1)
    assert drawn.background.mean() == pytest.approx(0.5 / 238, rel=0.15)


def test_the_same_luck_gives_the_same_futures():
    first, again, other = (sample_posterior(BURST, 50, np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert (first.background == again.background).all()
    assert (first.background != other.background).any()
    one, two = (first.simulate(BURST, 30, 50, np.random.default_rng(9)) for _ in range(2))
    assert (one == two).all()


@pytest.mark.parametrize("daily", [[], [0, -1], [0.5, 1], [[0, 1]]])
def test_what_is_no_record_is_refused(daily):
    with pytest.raises(ValueError, match="whole number"):
        fit(np.array(daily))
