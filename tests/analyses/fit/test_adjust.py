"""Fits against posteriors that are known exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sim.analyses.fit.adjust import adjusted, fit, prepare, quantiles, to_bounds, to_reals
from tests.analyses.fit import toys


def test_a_normal_mean_gets_its_exact_posterior(rng):
    table = prepare(*toys.one_mean(100_000, rng), rng)
    found = fit(table, table.space.place([1.5, 0.0]))
    mean = found.weights @ found.values[:, 0]
    sd = np.sqrt(found.weights @ np.square(found.values[:, 0] - mean))
    n = found.accepted.effective
    exact = np.sqrt(1.25)
    assert mean == pytest.approx(1.5, abs=4 * exact / np.sqrt(n))  # fails once in 16,000 seeds
    assert sd == pytest.approx(exact, rel=4 / np.sqrt(2 * n))


def test_a_posterior_cut_by_the_priors_bound_stays_within_it(rng):
    table = prepare(*toys.one_mean(100_000, rng, low=0.0, high=4.0), rng)
    found = fit(table, table.space.place([-0.5, 0.0]))
    values = found.values[:, 0]
    assert ((values >= 0) & (values <= 4)).all()
    sd = np.sqrt(1.25)
    below = norm.cdf([0.0, 4.0], loc=-0.5, scale=sd)
    exact = norm.ppf(below[0] + np.array([0.05, 0.5, 0.95]) * (below[1] - below[0]), loc=-0.5, scale=sd)
    # Standard errors of quantiles of some 800 draws are at most 0.04 here; the rest is the regression's curvature.
    assert found.quantiles([0.05, 0.5, 0.95])[:, 0] == pytest.approx(exact, abs=0.15)


def test_parameters_of_which_nothing_is_seen_keep_their_prior(rng):
    table = prepare(*toys.one_mean(50_000, rng, meaningless=40), rng)
    found = fit(table, table.space.place([1.5, 2.5]))  # far out in the summary that says nothing
    unit = found.values[:, 1:]
    grid = np.linspace(0.05, 0.95, 19)
    distance = np.abs((found.weights @ (unit[:, :, None] <= grid).reshape(len(unit), -1)).reshape(40, 19) - grid)
    # Kolmogorov's bound for the largest of forty: exceeded by luck for one seed in a thousand.
    assert distance.max() < np.sqrt(-np.log(0.001 / 40 / 2) / (2 * found.accepted.effective))


def test_the_adjustment_narrows_what_is_seen_and_only_that(rng):
    table = prepare(*toys.curved(50_000, rng), rng)
    point = table.space.row(11)
    found = fit(table, point, without=11)
    raw = table.reals[found.accepted.indices]
    spread = [np.sqrt(np.cov(z.T, aweights=found.weights).diagonal()) for z in (raw, found.reals)]
    ratio = spread[1] / spread[0]
    assert ratio[5] < 0.95
    assert (np.abs(ratio[6:] - 1) < 0.05).all()
    assert 11 not in found.accepted.indices


def test_more_summaries_than_draws_do_not_break_the_regression(rng):
    away, reals = rng.standard_normal((40, 60)), rng.standard_normal((40, 5))
    reals[:, 0] = away[:, 0] * 3
    found = adjusted(away, reals, np.full(40, 1 / 40))
    assert np.isfinite(found).all()
    assert (found.std(axis=0) < 3 * reals.std(axis=0)).all()


def test_a_straight_line_without_scatter_is_adjusted_to_the_point_it_predicts(rng):
    away = rng.standard_normal((500, 1)) + 1
    found = adjusted(away, 2 + 3 * away, np.full(500, 1 / 500))
    assert found == pytest.approx(np.full((500, 1), 2.0), abs=0.02)  # the ridge leaves a thousandth of the slope


def test_summaries_that_are_all_the_same_leave_the_draws_alone(rng):
    reals = rng.standard_normal((30, 3))
    np.testing.assert_array_equal(adjusted(np.zeros((30, 2)), reals, np.full(30, 1 / 30)), reals)


def test_the_logit_scale_and_back_changes_nothing_and_holds_the_bounds():
    bounds = np.array([(-3.0, 5.0), (0.0, 1e6)])
    values = np.array([(-3.0, 0.0), (0.0, 3e5), (5.0, 1e6)])
    back = to_bounds(to_reals(values, bounds), bounds)
    assert back == pytest.approx(values, rel=1e-4, abs=2)
    extreme = to_bounds(np.full((1, 2), 1e9), bounds)
    assert extreme.tolist() == [[5.0, 1e6]]


def test_weighted_quantiles_are_those_of_draws_repeated_by_weight(rng):
    values, times = rng.standard_normal((300, 2)), rng.integers(1, 6, 300)
    expected = np.quantile(np.repeat(values, times, axis=0), [0.05, 0.5, 0.9], axis=0)
    assert quantiles(values, times / times.sum(), [0.05, 0.5, 0.9]) == pytest.approx(expected, abs=0.05)


def test_a_sample_of_the_posterior_has_its_mean(rng):
    table = prepare(*toys.one_mean(20_000, rng), rng)
    found = fit(table, table.space.place([1.5, 0.0]))
    sample = found.sample(20_000, rng)
    assert sample.shape == (20_000, 6)
    assert sample[:, 0].mean() == pytest.approx(found.weights @ found.values[:, 0], abs=0.05)  # 6 standard errors


def test_a_table_that_contradicts_itself_is_refused(rng):
    parameters, bounds, summaries, noise = toys.one_mean(1000, rng)
    with pytest.raises(ValueError, match="do not fit 999 draws"):
        prepare(parameters, bounds, summaries[:999], noise, rng)
    with pytest.raises(ValueError, match="6 pairs"):
        prepare(parameters, bounds[:, ::-1], summaries, noise, rng)
    parameters[3, 2] = np.nan
    with pytest.raises(ValueError, match=r"columns \[2\] leave their bounds"):
        prepare(parameters, bounds, summaries, noise, rng)


def test_a_table_too_small_for_a_fit_is_refused(rng):
    table = prepare(*toys.one_mean(400, rng), rng)
    with pytest.raises(ValueError, match=r"only 400 of 400 draws match.*simulate more draws"):
        fit(table, table.space.place([0.0, 0.0]))
