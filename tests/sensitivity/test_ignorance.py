"""Chance and ignorance are told apart by twins, and by points."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.ignorance import between_points, between_twins


def worlds(spread: float, n: int, seed: int):
    """Twins whose chance of the outcome is uniform around a half; the part known is spread² / 3 over 1 / 4."""
    rng = np.random.default_rng(seed)
    chance = rng.uniform(0.5 - spread, 0.5 + spread, n)
    return rng.random(n) < chance, rng.random(n) < chance


@pytest.mark.parametrize("spread", [0.2, 0.35, 0.5])
def test_twins_tell_the_known_part(spread):
    part = between_twins(*worlds(spread, 20_000, 1))
    assert part is not None
    assert part.low <= spread**2 / 3 * 4 <= part.high
    assert part.high - part.low < 0.04


def test_twins_without_anything_in_common_share_nothing():
    rng = np.random.default_rng(2)
    part = between_twins(rng.random(5000) < 0.3, rng.random(5000) < 0.3)
    assert part is not None
    assert part.low == 0
    assert part.share < 0.05


def test_identical_twins_leave_nothing_to_luck():
    outcome = np.arange(100) % 3 == 0
    assert between_twins(outcome, outcome) == pytest.approx((1, 1, 1))


def test_the_interval_covers_as_often_as_it_says():
    """200 seeds miss 5 in 100 times: 10 expected, more than 20 have a chance of 1 in 1,000."""
    parts = [between_twins(*worlds(0.4, 800, seed), seed=seed) for seed in range(200)]
    misses = sum(not part.low <= 0.4**2 / 3 * 4 <= part.high for part in parts)
    assert misses <= 20


def test_where_nothing_varies_there_is_no_part():
    nothing = np.zeros(50, bool)
    assert between_twins(nothing, nothing) is None
    assert between_points(np.zeros(10), np.full(10, 20)) is None


def test_points_tell_the_known_part():
    rng = np.random.default_rng(3)
    part = between_points(rng.binomial(40, rng.uniform(0.1, 0.9, 800)), np.full(800, 40))
    assert part is not None
    assert part.share == pytest.approx(0.4**2 / 3 * 4, abs=0.03)
    assert part.low <= 0.4**2 / 3 * 4 <= part.high


def test_points_that_share_their_luck_are_covered_from_both_sides():
    rng = np.random.default_rng(4)
    luck, chance = rng.random(30), rng.uniform(0.2, 0.8, 600)
    part = between_points((luck < chance[:, None]).sum(axis=1), np.full(600, 30))
    assert part is not None
    assert part.low < 0.3**2 / 3 * 4 < part.high + 0.1
    assert part.high - part.share < 1 / 30 + 0.06


def test_too_little_to_tell_is_an_error():
    with pytest.raises(ValueError, match="two worlds"):
        between_twins(np.array([True]), np.array([True]))
    with pytest.raises(ValueError, match="two points"):
        between_points(np.array([3]), np.array([10]))
