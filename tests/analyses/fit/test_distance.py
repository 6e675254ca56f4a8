"""Distances: error, scale, and summaries that are missing or never differ."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.fit.distance import space


def test_a_summary_counts_in_units_of_its_robust_spread(rng):
    values = rng.standard_normal((20_000, 2)) * (1, 1000)
    values[:20, 0] = 1e9  # runaway worlds
    found = space(values, np.zeros(2), rng)
    assert found.scale == pytest.approx([1, 1000], rel=0.05)  # 5 standard errors


def test_the_observation_error_is_added_to_the_draws_and_to_their_spread(rng):
    found = space(np.zeros((20_000, 1)), np.array([2.0]), rng)
    assert found.scale[0] == 2.0
    assert found.points.std() == pytest.approx(1, rel=0.03)  # 6 standard errors
    assert found.place([4.0]).at == pytest.approx([2.0])


def test_a_count_that_is_mostly_nought_is_scaled_by_its_standard_deviation(rng):
    counts = rng.poisson(0.2, (10_000, 1)).astype(float)
    assert space(counts, np.zeros(1), rng).scale[0] == pytest.approx(counts.std())


def test_a_summary_that_never_differs_is_left_out_however_far_off_it_is(rng):
    values = np.column_stack([rng.standard_normal(1000), np.full(1000, 0.1)])
    found = space(values, np.zeros(2), rng)
    assert found.constant.tolist() == [False, True]
    near, far = (found.distances(found.place([0.0, at])) for at in (0.1, 99.0))
    np.testing.assert_array_equal(near, far)
    assert np.isfinite(near).all()


def test_a_missing_summary_matches_only_an_observation_that_lacks_it_too(rng):
    values = np.array([[1.0, 2.0], [1.0, np.nan], [np.nan, np.nan], [1.5, 2.5]])
    found = space(values, np.zeros(2), rng)
    assert np.isfinite(found.distances(found.place([1.0, 2.0]))).tolist() == [True, False, False, True]
    lacking = found.distances(found.place([1.0, np.nan]))
    assert np.isfinite(lacking).tolist() == [False, True, False, False]
    assert lacking[1] == 0


def test_an_impossible_draw_is_infinitely_far_and_does_not_set_the_scale(rng):
    values = rng.standard_normal((1000, 1))
    values[500:] = 1e6
    possible = np.arange(1000) < 500
    found = space(values, np.zeros(1), rng, possible)
    assert found.scale[0] < 2
    assert np.isinf(found.distances(found.place([1e6]))[500:]).all()


def test_a_metric_turns_the_axes_before_distances_are_taken(rng):
    found = space(rng.standard_normal((100, 2)), np.zeros(2), rng)
    point = found.place([0.0, 0.0])
    along_first = found.distances(point, np.array([[1.0], [0.0]]))
    np.testing.assert_allclose(along_first, np.abs(found.points[:, 0] - point.at[0]), rtol=1e-6)


@pytest.mark.parametrize(
    ("summaries", "noise", "possible", "said"),
    [
        (np.zeros(5), np.zeros(5), None, "expected draws by"),
        (np.zeros((5, 63)), np.zeros(63), None, "1 to 62"),
        (np.zeros((5, 2)), np.array([0, -1]), None, "at least 0"),
        (np.zeros((5, 2)), np.zeros(2), np.zeros(4, bool), "5 draws"),
        (np.zeros((5, 2)), np.zeros(2), np.zeros(5, bool), "no draw is possible"),
        (np.full((5, 2), np.inf), np.zeros(2), None, "must be nan"),
    ],
)
def test_what_is_no_table_is_refused(summaries, noise, possible, said, rng):
    with pytest.raises(ValueError, match=said):
        space(summaries, noise, rng, possible)


def test_an_observation_of_other_summaries_is_refused(rng):
    with pytest.raises(ValueError, match="summaries"):
        space(np.zeros((5, 2)), np.zeros(2), rng).place(np.zeros(3))
