"""Percentiles of shares over draws of unlike size, held to simulated truths and to draws that are alike."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.condition.shares import percentiles
from sim.statistics import ranges, weighted

DRAWS, ENDS = 60, [0.05, 0.95]


def test_percentiles_of_shares_find_the_weighted_truth_where_sizes_differ_and_go_with_it():
    # Draws with a small share have many worlds in agreement, as where no force goes with no war.
    rng = np.random.default_rng(20180508)
    errors, naive, found, true = [], [], [], []
    for repetition in range(600):
        truth = rng.beta(4, 16, DRAWS)
        worlds = rng.binomial(50, np.exp(-4 * truth))
        counts = rng.binomial(worlds, truth)
        found.append(weighted.spreads(counts, worlds)[0])
        true.append(np.average((truth - np.average(truth, weights=worlds)) ** 2, weights=worlds))
        if repetition < 40:
            wanted = weighted.quantiles(truth, worlds, ENDS)
            errors.append(percentiles(counts, worlds, ENDS) - wanted)
            naive.append(weighted.quantiles(counts / np.maximum(worlds, 1), worlds, ENDS) - wanted)
    assert np.mean(found) == pytest.approx(np.mean(true) * DRAWS / (DRAWS - 1), rel=0.05)
    bias, naive_bias = np.mean(errors, axis=0), np.mean(naive, axis=0)
    assert np.all(np.abs(bias) < 0.015), bias
    assert naive_bias[0] < -0.02 and naive_bias[1] > 0.02, naive_bias  # what leaving luck in would do


def test_percentiles_of_shares_are_those_without_weights_where_all_are_equal(rng):
    counts, worlds = rng.binomial(400, rng.beta(2, 3, DRAWS)), np.full(DRAWS, 400)
    found = percentiles(counts, worlds, ENDS)
    assert found == pytest.approx(list(ranges.over_assumptions(counts, worlds)), abs=0.04)
    nothing_but_luck = percentiles(np.full(DRAWS, 30), np.full(DRAWS, 100), ENDS)
    assert nothing_but_luck == pytest.approx([0.3, 0.3])
    assert percentiles(np.zeros(DRAWS), worlds, ENDS) == pytest.approx([0, 0])


def test_draws_that_are_all_or_nothing_stay_so():
    counts, worlds = np.repeat([0, 100], 10), np.full(20, 100)
    low, high = percentiles(counts, worlds, [0.45, 0.55])
    assert low < 1e-4 and high > 1 - 1e-4
