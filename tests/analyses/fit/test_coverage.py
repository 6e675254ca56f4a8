"""Coverage of simulated truths, on a table with bent, crossed, counted and missing summaries."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.fit.adjust import prepare
from sim.analyses.fit.coverage import Coverage, coverage
from tests.analyses.fit import toys

SEEN = np.arange(6)


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(17)
    return prepare(*toys.curved(50_000, rng), rng)


@pytest.mark.parametrize("near", [True, False], ids=["near the observation", "over the prior"])
def test_ninety_percent_intervals_hold_about_nine_truths_in_ten(table, near):
    # The share over 6 seen parameters of 200 truths has a standard error of about 0.9 points, and the fit is about half
    # a point off: outside 0.865 to 0.935 by luck for fewer than 1 seed in 500. The same for halves, twice as wide.
    found = coverage(table, np.random.default_rng(3), observed=table.space.row(7) if near else None)
    assert found.near is near
    assert found.refused == 0
    assert 0.865 < found.pooled(0.90, SEEN).share < 0.935
    assert 0.44 < found.pooled(0.50, SEEN).share < 0.56
    assert 0.88 < found.pooled(0.90).share < 0.92
    assert found.miscalibrated(0.001).sum() == 0  # fails for about 1 seed in 1,000


def test_truths_near_the_observation_are_near_it(table):
    point = table.space.row(7)
    found = coverage(table, np.random.default_rng(3), observed=point, truths=30, near=0.01)
    away = table.space.distances(point)
    assert np.isfinite(away[found.truths]).all()
    assert np.median(away[found.truths]) < np.quantile(away[np.isfinite(away)], 0.2)


def test_a_posterior_that_is_too_narrow_is_found_out(rng):
    ranks = np.clip(0.5 + 1.6 * (rng.uniform(size=(200, 3)) - 0.5), 0, 1)
    ranks[:, 2] = rng.uniform(size=200)
    found = Coverage(np.arange(200), ranks, 0, False)
    share, _, high = found.each(0.90)
    assert (high[:2] < 0.9).all()
    assert share[2] == pytest.approx(0.9, abs=0.08)
    assert found.miscalibrated().tolist() == [True, True, False]
    assert found.histogram(10)[0, [0, 9]].min() > 30
    assert found.histogram(10).sum(axis=1).tolist() == [200, 200, 200]


def test_parameters_that_share_their_luck_count_as_one(rng):
    one = rng.uniform(size=(200, 1))
    shared, apart = Coverage(np.arange(200), np.repeat(one, 30, axis=1), 0, False), rng.uniform(size=(200, 30))
    wide, alone = shared.pooled(), Coverage(np.arange(200), one, 0, False).each()
    assert [wide.low, wide.high] == pytest.approx([alone.low[0], alone.high[0]], abs=0.002)
    narrow = Coverage(np.arange(200), apart, 0, False).pooled()
    assert narrow.high - narrow.low < (wide.high - wide.low) / 4


def test_the_truth_itself_takes_no_part_in_its_fit(rng):
    # With its own row accepted at distance 0 a truth would pull the regression to itself and its rank to the middle.
    parameters, bounds, summaries, noise = toys.one_mean(1500, rng, meaningless=0)
    table = prepare(parameters, bounds, summaries, noise, rng)
    found = coverage(table, rng, truths=400, number=15)
    assert found.p_values()[0] > 0.001  # fails for about 1 seed in 1,000
    outer = (np.abs(found.ranks - 0.5) > 0.45).mean()
    assert 0.08 < outer < 0.30  # fifteen draws leave wide gaps at the ends


def test_truths_that_hardly_any_draw_matches_are_counted_not_fitted(rng):
    parameters, bounds, summaries, noise = toys.one_mean(4000, rng)
    summaries[:400, 1] = np.nan
    found = coverage(prepare(parameters, bounds, summaries, noise, rng), rng, truths=200)
    assert found.refused == (found.refused + len(found.truths)) - len(found.ranks) > 5
    assert (found.truths >= 400).all()


def test_more_truths_than_draws_in_reach_are_refused(table, rng):
    with pytest.raises(ValueError, match=r"200 truths were asked for.*draws in reach"):
        coverage(table, rng, observed=table.space.row(7), near=0.001)


def test_progress_is_told_truth_by_truth(table, rng):
    told = []
    coverage(table, rng, truths=3, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
