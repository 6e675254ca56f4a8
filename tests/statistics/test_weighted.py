"""Weighted draws: how many they are worth, percentiles, luck taken out of samples of unequal size."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics import ranges, weighted

DRAWS = 60


@pytest.fixture
def rng():
    return np.random.default_rng(20180508)


def test_equal_weights_give_what_is_computed_without_weights(rng):
    counts, worlds = rng.binomial(50, rng.beta(2, 3, DRAWS)), np.full(DRAWS, 50)
    assert weighted.effective(worlds) == pytest.approx(DRAWS)
    assert weighted.spreads(counts, worlds)[0] == pytest.approx(ranges.spread_between(counts, worlds))
    assert weighted.without_luck(counts, worlds) == pytest.approx(ranges.without_luck(counts, worlds))
    assert weighted.over_draws(counts, worlds) == pytest.approx(ranges.over_assumptions(counts, worlds))
    flips = rng.choice([-1.0, 0.0, 1.0], p=[0.1, 0.6, 0.3], size=(DRAWS, 50))
    found = weighted.without_luck(flips.sum(axis=1), worlds, (flips**2).sum(axis=1))
    assert found == pytest.approx(ranges.paired_without_luck(flips))


def test_the_effective_number_is_one_for_a_single_weight_and_none_for_none():
    assert weighted.effective(np.array([0, 7, 0])) == 1
    assert weighted.effective(np.zeros(3)) == 0
    assert weighted.effective(np.array([3, 1])) == pytest.approx(1.6)


def test_quantiles_follow_the_weights_and_leave_out_what_has_none():
    values, weights = np.array([9.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0, 1.0])
    assert weighted.quantiles(values, weights, [0.0, 0.5, 1.0]) == pytest.approx([1, 2, 3])
    heavy = weighted.quantiles(values[1:], np.array([8.0, 1.0, 1.0]), [0.5])
    assert 1 < heavy[0] < weighted.quantiles(values[1:], np.ones(3), [0.5])[0]
    repeated = np.quantile(np.repeat([1.0, 2.0, 5.0], [200, 100, 300]), [0.1, 0.4, 0.9])
    assert weighted.quantiles(np.array([1.0, 2.0, 5.0]), np.array([2, 1, 3]), [0.1, 0.4, 0.9]) == pytest.approx(
        repeated, abs=1.0
    )


def test_a_draw_without_worlds_is_given_the_mean_and_too_few_are_an_error():
    found = weighted.without_luck(np.array([0, 9, 1]), np.array([0, 10, 10]))
    assert found[0] == pytest.approx(0.5) and found[1] > 0.7 and found[2] < 0.3
    for counts, worlds in (([1, 0], [2, 0]), ([1, 0], [1, 1])):
        with pytest.raises(ValueError, match="at least two of them"):
            weighted.spreads(np.array(counts), np.array(worlds))
