"""Scores agree with closed forms, with brute force and with what propriety demands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm, poisson, truncnorm

from sim.analyses.backtest import scores

ensembles = st.lists(st.integers(0, 9), min_size=2, max_size=30)


def pairwise(members, observed, fair):
    """The definition: mean distance from the observation less half the mean distance between members."""
    m = len(members)
    apart = np.abs(np.subtract.outer(members, members)).sum() / (2 * m * (m - fair))
    return np.abs(np.asarray(members) - observed).mean() - apart


@given(ensembles, st.integers(0, 12), st.booleans())
def test_an_ensembles_crps_is_its_definition_over_all_pairs(members, observed, fair):
    by_definition = pairwise(members, observed, fair)
    assert scores.crps_ensemble(members, observed, fair=fair) == pytest.approx(by_definition, abs=1e-12)


@given(ensembles, st.integers(0, 12))
def test_the_plain_crps_of_an_ensemble_of_counts_is_that_of_its_shares(members, observed):
    shares = scores.pmf_of(members)
    assert scores.crps_ensemble(members, observed, fair=False) == pytest.approx(scores.crps_pmf(shares, observed))


def test_the_crps_of_many_normal_draws_approaches_the_closed_form():
    # Gneiting and Raftery (2007), equation 21. Standard error of the mean of 400 ensembles: about 0.001.
    members = np.random.default_rng(1).standard_normal((400, 500))
    for y in (-1.5, 0.0, 0.7):
        closed = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)
        assert scores.crps_normal(0, 1, y) == pytest.approx(closed)
        assert scores.crps_ensemble(members, np.full(400, y)).mean() == pytest.approx(closed, abs=0.006)


def test_the_fair_crps_of_small_ensembles_is_unbiased_and_the_plain_one_is_not():
    # 40,000 ensembles of 4: standard error 0.002, bias of the plain score 1 / (4 sqrt(pi)) = 0.141.
    members = np.random.default_rng(2).standard_normal((40_000, 4))
    closed = scores.crps_normal(0, 1, 0.5)
    fair = scores.crps_ensemble(members, np.full(40_000, 0.5)).mean()
    plain = scores.crps_ensemble(members, np.full(40_000, 0.5), fair=False).mean()
    assert fair == pytest.approx(closed, abs=0.01)
    assert plain - closed == pytest.approx(1 / (4 * np.sqrt(np.pi)), abs=0.01)


def test_digits_survive_a_level_far_from_zero():
    members = np.random.default_rng(3).standard_normal(2000)
    far = scores.crps_ensemble(members + 2.0**30, 2.0**30 + 0.5)
    assert far == pytest.approx(scores.crps_ensemble(members, 0.5), abs=1e-6)


@pytest.mark.parametrize("y", [0.0, 0.3, 1.0, 2.5])
@pytest.mark.parametrize("centre, spread", [(0.9, 0.3), (0.1, 0.5), (-0.4, 0.5)])
def test_the_crps_of_a_cut_normal_is_the_integral_of_squared_distances_of_distributions(centre, spread, y):
    cut = truncnorm(-centre / spread, np.inf, centre, spread)
    below = quad(lambda x: cut.cdf(x) ** 2, 0, y)[0]
    above = quad(lambda x: cut.sf(x) ** 2, y, y + 12)[0]
    assert scores.crps_normal(centre, spread, y, least=0.0) == pytest.approx(below + above, abs=1e-7)


#: How many standard deviations the cut lies above the centre: from no cut to speak of to what is never simulated.
CUTS = (-40.0, -8.0, -3.0, -1e-9, 0.0, 1e-9, 0.5, 3.0, 8.0, 12.0, 40.0, 99.0, 101.0, 1e3, 1e5, 1e8)


def tail_of(low, at):
    """CRPS, chance of no more and log density of a cut standard normal, by adding up its density on a fine grid.

    Args:
        low: where it is cut off.
        at: the observation, in widths of what is left above the cut.
    """
    width = 1 / low if low > 1 else 1.0
    reach = 45.0 if low > 1 else 10.0 - low
    t = np.linspace(0.0, reach, 2**17 + 1)
    step = t[1]
    log_density = -(t * width) * (low + t * width / 2) if low > 0 else -((low + t) ** 2) / 2
    density = np.exp(log_density)
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    place = round(at / step)
    missed = np.where(np.arange(len(t)) >= place, below / below[-1] - 1, below / below[-1]) ** 2
    crps = (missed.sum() - missed[0] / 2 - missed[-1] / 2) * step
    # At the observation the distance jumps: half a step belongs to either side.
    there = below[place] / below[-1]
    crps += (there**2 - (there - 1) ** 2) * step / 2 * (place > 0)
    return crps * width, there, log_density[place] - np.log(below[-1] * step * width), t[place] * width


@pytest.mark.parametrize("low", CUTS)
@pytest.mark.parametrize("at", [0.0, 0.3, 1.0, 4.0, 8.0])
def test_scores_of_a_cut_normal_are_its_integrals_however_far_in_the_tail_it_is_cut(low, at):
    crps, below, log_density, above = tail_of(low, at)
    spread, least = 2.5, 0.0
    centre, y = least - low * spread, least + above * spread
    assert scores.crps_normal(centre, spread, y, least=least) == pytest.approx(spread * crps, rel=2e-7)
    assert 1 - scores.cut_survival(low, above) == pytest.approx(below, rel=1e-6, abs=1e-9)
    log_score = scores.log_score_normal(centre, spread, y, least=least)
    assert log_score == pytest.approx(np.log(spread) - log_density, abs=1e-6)


def test_a_normal_cut_eight_widths_above_its_centre_has_the_score_of_what_is_left():
    assert scores.crps_normal(-0.4, 0.05, 0.05, least=0.0) == pytest.approx(0.0409, abs=5e-5)
    # Seen from so far out what is left is all but exponential; scored at the cut: half of its mean.
    for rate in (1e2, 1e4, 1e6, 1e9):
        assert scores.crps_normal(-rate, 1, 0.0, least=0.0) == pytest.approx(0.5 / rate, rel=1e-3)


@pytest.mark.parametrize("away", [0.5, 30.0, 1e3])
def test_an_observation_below_the_cut_is_as_far_off_as_its_distance_however_far_the_cut(away):
    for low in CUTS:
        inside, below = (scores.crps_normal(-low, 1, y, least=0.0) for y in (0.0, -away))
        assert below - inside == pytest.approx(away, rel=1e-9), low
    for low in (-8.0, 8.0):
        assert scores.crps_normal(-low, 1, away * 1e3, least=0.0) == pytest.approx(away * 1e3, rel=0.03)


def test_an_observation_below_the_cut_is_as_far_off_as_its_distance_says():
    inside, below = scores.crps_normal(0.5, 1, [0.0, -2.0], least=0.0)
    assert below == pytest.approx(inside + 2)


def test_the_crps_of_a_poisson_forecast_is_its_sum():
    k = np.arange(80)
    for y in (0, 3, 9):
        direct = np.sum((poisson(2.5).cdf(k) - (k >= y)) ** 2)
        assert scores.crps_pmf(poisson(2.5).pmf(k), y) == pytest.approx(direct)


def test_a_count_beyond_the_table_costs_one_for_each_step_beyond():
    assert scores.crps_pmf([0.5, 0.5], 1) == pytest.approx(0.25)
    assert scores.crps_pmf([0.5, 0.5], 7) == pytest.approx(6.25)


def test_worlds_that_say_nothing_are_left_out_of_every_score():
    nan = np.nan
    members, few = [[0, 2, nan, 5], [1, nan, nan, 4]], [[0, 2, 5], [1, 4]]
    for score in (scores.crps_ensemble, scores.log_score_counts, scores.log_score_ensemble):
        assert score(members, [1, 3]) == pytest.approx([float(score(few[0], 1)), float(score(few[1], 3))])


def test_the_brier_score_is_the_crps_of_zeros_and_ones():
    members = np.random.default_rng(4).random((6, 50)) < 0.3
    for happened in (0, 1):
        observed = np.full(6, happened)
        assert scores.brier(members.mean(-1), observed) == pytest.approx(
            scores.crps_ensemble(members, observed, fair=False)
        )


def test_a_chance_above_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        scores.brier(1.2, 1)


def test_the_smoothed_chances_of_all_counts_add_up_to_one():
    # What the long tail holds beyond n counts is 1 / (n + 1) of the smoothed part.
    n = 100_000
    chances = np.exp(-scores.log_score_pmf(np.tile([0.7, 0.3], (n, 1)), np.arange(n)))
    assert chances.sum() == pytest.approx(1, abs=1e-7)


def test_the_log_score_of_a_count_in_no_world_is_finite_and_grows_slowly():
    nobody = scores.log_score_counts(np.zeros((2, 2000)), [3, 30])
    assert nobody == pytest.approx(-np.log(scores.UNSEEN / np.array([4 * 5, 31 * 32])))


def test_smoothing_hardly_moves_a_forecast_that_knew():
    k = np.arange(60)
    exact = -poisson(3).logpmf(4)
    assert scores.log_score_pmf(poisson(3).pmf(k), 4) == pytest.approx(exact, abs=2e-3)


@settings(deadline=None)
@given(st.floats(0.2, 5), st.floats(0.2, 5))
def test_nobody_gains_by_telling_another_rate_than_he_believes(truth, told):
    k = np.arange(60)
    chance, other = poisson(truth).pmf(k), poisson(told).pmf(k)
    for score in (scores.crps_pmf, scores.log_score_pmf):
        honest, told_score = (chance @ score(np.tile(one, (60, 1)), k) for one in (chance, other))
        assert honest <= told_score + 1e-9


def test_the_density_of_kernels_integrates_to_one_above_its_least_value():
    members = np.abs(np.random.default_rng(5).normal(0.2, 0.3, 200))
    density = lambda y: np.exp(-scores.log_score_ensemble(members, y, least=0.0))  # noqa: E731
    assert quad(density, 0, 3, limit=200)[0] == pytest.approx(1, abs=1e-6)
    assert scores.log_score_ensemble(members, -0.1, least=0.0) == np.inf


def test_the_log_score_of_many_normal_draws_is_near_the_true_density():
    # The kernels widen the spread by about 2% at 2,000 members; the estimate's own error is about 0.03.
    members = np.random.default_rng(6).normal(1.2, 0.4, 2000)
    for y in (0.9, 1.2, 1.6):
        assert scores.log_score_ensemble(members, y) == pytest.approx(-norm(1.2, 0.4).logpdf(y), abs=0.1)


def test_an_observation_far_from_all_worlds_has_a_finite_log_score():
    assert np.isfinite(scores.log_score_ensemble(np.linspace(1, 1.1, 50), 90.0))


def test_worlds_that_agree_need_a_least_bandwidth():
    # The standard deviation of 0.1, 50 times over, is not 0 in floating point.
    with pytest.raises(ValueError, match="floor"):
        scores.log_score_ensemble(np.full(50, 0.1), 0.1)
    assert scores.log_score_ensemble(np.full(50, 0.1), 0.15, floor=0.05) == pytest.approx(-norm(0.1, 0.05).logpdf(0.15))


def test_the_log_score_of_a_cut_normal_is_its_density():
    cut = truncnorm(-0.2 / 0.5, np.inf, 0.2, 0.5)
    assert scores.log_score_normal(0.2, 0.5, 0.6, least=0.0) == pytest.approx(-cut.logpdf(0.6))
    assert scores.log_score_normal(0.2, 0.5, 0.6) == pytest.approx(-norm(0.2, 0.5).logpdf(0.6))


@pytest.mark.parametrize(
    "call, what",
    [
        (lambda: scores.crps_ensemble([1.0], 1.0), "at least 2"),
        (lambda: scores.crps_pmf([0.5, 0.4], 1), "add up to 1"),
        (lambda: scores.crps_pmf([1.5, -0.5], 1), "at least 0"),
        (lambda: scores.pmf_of([0.5, 1]), "whole numbers"),
        (lambda: scores.pmf_of([0, 4], 3), "ends at 2"),
        (lambda: scores.pmf_of([np.nan, np.nan]), "no worlds"),
    ],
)
def test_what_is_no_forecast_is_refused(call, what):
    with pytest.raises(ValueError, match=what):
        call()
