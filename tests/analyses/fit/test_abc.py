"""Acceptance, and the metric that weighs summaries by what they say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.fit.abc import TooFewDrawsError, accept, informed_metric, wanted_of
from sim.analyses.fit.adjust import prepare
from tests.analyses.fit import toys


def test_the_nearest_draws_are_accepted_and_weigh_less_towards_the_tolerance(rng):
    distances = rng.permutation(np.arange(1000) / 10.0)
    found = accept(distances, number=100)
    assert sorted(found.distances) == list(found.distances) == list(np.arange(100) / 10.0)
    np.testing.assert_array_equal(distances[found.indices], found.distances)
    assert found.tolerance == 10.0
    expected = 1 - (found.distances / 10) ** 2
    np.testing.assert_allclose(found.weights, expected / expected.sum())
    assert found.effective == pytest.approx(expected.sum() ** 2 / (expected**2).sum())


def test_draws_that_all_tie_weigh_the_same():
    for tie in (0.0, 3.0):
        assert accept(np.full(50, tie), number=10).weights == pytest.approx(np.full(10, 0.1))


def test_one_in_a_hundred_is_accepted_and_at_least_five_hundred():
    assert wanted_of(100_000) == 1000
    assert wanted_of(10_000) == 500
    assert wanted_of(100_000, number=7) == 7


def test_too_few_matching_draws_are_an_error_that_counts_them():
    distances = np.full(2000, np.inf)
    distances[:300] = 1
    said = r"only 300 of 2,000 draws match.*more than 500 are needed: simulate more draws, about 4,000"
    with pytest.raises(TooFewDrawsError, match=said):
        accept(distances)


def test_a_number_that_accepts_nothing_is_refused():
    with pytest.raises(ValueError, match="accepted"):
        accept(np.ones(10), number=0)


def test_the_metric_looks_along_the_summaries_that_move_parameters_and_away_from_noise(rng):
    table = prepare(*toys.one_mean(20_000, rng), rng)
    metric = informed_metric(table.space, table.space.place([0.0, 0.0]), table.reals)
    telling, noise = np.linalg.norm(metric, axis=1)
    assert telling > 4 * noise


def test_the_metric_gives_way_to_plain_distance_where_few_draws_match(rng):
    table = prepare(*toys.one_mean(900, rng), rng)
    assert informed_metric(table.space, table.space.place([0.0, 0.0]), table.reals) is None
