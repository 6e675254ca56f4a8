"""Posterior against prior: information is found, luck is not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.fit.abc import Accepted
from sim.analyses.fit.adjust import Fit, fit, prepare
from sim.analyses.fit.contrast import NOT_IDENTIFIED, SHARPENED, SHIFTED, contrast, correlation_floor, ties
from tests.analyses.fit import toys


def made(unit, rng):
    """A posterior of equally weighted draws at given places in the prior's range."""
    k = len(unit)
    accepted = Accepted(np.arange(k), np.zeros(k), np.full(k, 1 / k), 1.0, 10 * k, 100 * k)
    return Fit(accepted, np.log(unit / (1 - unit)), rng.standard_normal((k, 4)), toys.unit_bounds(unit.shape[1]))


def test_a_seen_mean_is_sharpened_by_as_much_as_it_should_and_the_rest_not_identified(rng):
    table = prepare(*toys.one_mean(50_000, rng, meaningless=30), rng)
    found = contrast(fit(table, table.space.place([4.0, 1.0])), rng)
    assert found.words[0] == SHARPENED
    assert set(found.words[1:]) == {NOT_IDENTIFIED}  # fails for at most 1 seed in 20
    assert found.identified.tolist() == [True] + [False] * 30
    exact = 2 * 1.645 * np.sqrt(1.25) / 18
    assert found.width[0] == pytest.approx(exact, rel=0.15)  # 3 standard errors
    assert found.shift[0] == pytest.approx(4 / (20 / np.sqrt(12)), abs=0.05)


def test_luck_is_called_information_about_as_rarely_as_is_promised(rng):
    false = 0
    for _ in range(30):
        found = contrast(made(rng.uniform(0.001, 0.999, (300, 10)), rng), rng)
        false += found.identified.any()
    assert false <= 6  # of 1.5 expected: more for 1 seed in 1,000


def test_a_posterior_that_moved_more_than_it_narrowed_is_shifted():
    rng = np.random.default_rng(4)
    moved = np.sqrt(rng.uniform(0.001, 0.999, 2000))  # a density that rises in a straight line
    found = contrast(made(np.column_stack([moved, rng.uniform(0.001, 0.999, 2000)]), rng), rng)
    assert found.words == (SHIFTED, NOT_IDENTIFIED)  # the second is something else for 1 seed in 40
    assert found.shift[0] == pytest.approx(np.sqrt(12) / 6, abs=0.08)  # 4 standard errors
    assert found.width[0] == pytest.approx((np.sqrt(0.95) - np.sqrt(0.05)) / 0.9, abs=0.04)  # 4 standard errors


def test_a_posterior_that_narrowed_a_little_around_the_middle_is_sharpened(rng):
    narrowed = 0.5 + 0.8 * (rng.uniform(0.001, 0.999, 2000) - 0.5)
    found = contrast(made(narrowed[:, None], rng), rng)
    assert found.words == (SHARPENED,)
    assert found.width[0] == pytest.approx(0.8, abs=0.03)  # 4 standard errors
    assert abs(found.shift[0]) < found.shift_floor


def test_more_draws_find_smaller_differences(rng):
    few, many = (contrast(made(rng.uniform(0.001, 0.999, (k, 2)), rng), rng) for k in (200, 2000))
    assert many.distance_floor < few.distance_floor / 2
    assert few.width_floor < many.width_floor < 1


def test_a_sum_that_is_seen_ties_its_parts_and_nothing_else():
    rng = np.random.default_rng(4)
    parameters = rng.uniform(0, 1, (50_000, 15))
    summaries = (parameters[:, 2] + parameters[:, 7] + 0.05 * rng.standard_normal(50_000))[:, None]
    table = prepare(parameters, toys.unit_bounds(15), summaries, np.zeros(1), rng)
    found = ties(fit(table, table.space.place([1.0])))
    assert [(one.first, one.second) for one in found] == [(2, 7)]  # another pair for at most 1 seed in 20
    assert found[0].correlation < -0.9


def test_the_bound_on_correlations_is_exceeded_about_as_rarely_as_is_promised(rng):
    pairs, n = 45, 400
    bound = correlation_floor(n, pairs)
    false = 0
    for _ in range(200):
        largest = np.abs(np.triu(np.corrcoef(rng.uniform(size=(n, 10)).T), 1)).max()
        false += largest > bound
    assert false <= 22  # of 10 expected: more for 1 seed in 1,000


def test_hardly_any_draws_tie_nothing():
    assert correlation_floor(3.0, 10) == 1.0
