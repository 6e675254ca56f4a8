"""The range over assumptions takes luck out and leaves what the parameters do."""

from __future__ import annotations

import numpy as np
import pytest

from sim.statistics.ranges import of_difference, over_assumptions, spread_between, without_luck

DRAWS, WORLDS = 40, 50


def simulated(rng: np.random.Generator, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return rng.binomial(WORLDS, truth), np.full(len(truth), WORLDS)


def test_the_range_finds_the_true_range_on_simulated_truth():
    # True shares spread over a beta distribution; 300 repetitions. The mean error of the ends has a standard error of
    # about 0.002, so a bias of one point would be seen; the seed is fixed.
    rng = np.random.default_rng(20200103)
    errors, naive = [], []
    for _ in range(300):
        truth = rng.beta(4, 16, DRAWS)
        counts, worlds = simulated(rng, truth)
        true_ends = np.quantile(truth, [0.05, 0.95])
        errors.append(np.array(over_assumptions(counts, worlds)) - true_ends)
        naive.append(np.quantile(counts / worlds, [0.05, 0.95]) - true_ends)
    bias, naive_bias = np.mean(errors, axis=0), np.mean(naive, axis=0)
    assert np.all(np.abs(bias) < 0.012)
    assert naive_bias[0] < -0.015 and naive_bias[1] > 0.015  # what leaving luck in would do


def test_when_nothing_but_luck_differs_the_range_shrinks_to_about_a_point():
    rng = np.random.default_rng(3)
    widths = [np.ptp(over_assumptions(*simulated(rng, np.full(DRAWS, 0.2)))) for _ in range(100)]
    assert np.median(widths) < 0.06  # with luck left in it is about 0.18


def test_the_variance_that_is_left_is_unbiased():
    rng = np.random.default_rng(5)
    truth_variance = 0.2 * 0.8 / 21  # of beta(4, 16)
    found = [spread_between(*simulated(rng, rng.beta(4, 16, DRAWS))) for _ in range(500)]
    assert np.mean(found) == pytest.approx(truth_variance, rel=0.05)


def test_shares_stay_between_0_and_1_and_keep_their_order():
    counts = np.array([0, 50, 25, 1, 49, 0])
    pulled = without_luck(counts, np.full(6, 50))
    assert pulled.min() >= 0 and pulled.max() <= 1
    assert np.array_equal(np.argsort(pulled, kind="stable"), np.argsort(counts, kind="stable"))


def test_an_outcome_that_never_happens_has_the_range_0_to_0():
    assert over_assumptions(np.zeros(DRAWS), np.full(DRAWS, WORLDS)) == (0, 0)


def test_a_single_draw_is_no_range():
    with pytest.raises(ValueError, match="at least two draws"):
        over_assumptions(np.array([3]), np.array([50]))


def test_the_range_of_a_paired_difference_is_never_narrower_than_the_truth_and_free_of_the_draws_common_part():
    rng = np.random.default_rng(11)
    low, high = [], []
    for _ in range(100):
        truth = rng.beta(4, 4, DRAWS)  # shares differ much between draws, the effect little
        luck = rng.random((DRAWS, WORLDS))
        before, after = ((luck < share[:, None]).sum(axis=1) for share in (truth, np.clip(truth + 0.1, 0, 1)))
        found = of_difference(before, after, np.full(DRAWS, WORLDS))
        low.append(found.low)
        high.append(found.high)
    assert 0.05 < np.mean(low) <= 0.1 <= np.mean(high) < 0.15


def test_a_difference_that_never_shows_has_the_range_0_to_0():
    assert of_difference(np.full(DRAWS, 9), np.full(DRAWS, 9), np.full(DRAWS, WORLDS)) == (0, 0)
