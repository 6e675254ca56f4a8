"""Paired differences use the worlds that flip and are honest about the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measures.paired import difference, flips


def worlds(both: int, gained: int, lost: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    before = np.repeat([True, False, True, False], [both, gained, lost, neither])
    after = np.repeat([True, True, False, False], [both, gained, lost, neither])
    return before, after


def test_shares_flips_and_difference_are_counted_in_the_same_worlds():
    found = difference(*worlds(both=30, gained=12, lost=4, neither=54))
    assert (found.before, found.after, found.gained, found.lost) == (0.34, 0.42, 12, 4)
    assert found.difference == pytest.approx(0.08)
    assert found.low < found.difference < found.high


def test_the_interval_is_bonett_and_prices_written_out_by_hand():
    found = difference(*worlds(both=30, gained=12, lost=4, neither=54))
    up, down = 13 / 102, 5 / 102
    half = 1.959964 * math.sqrt((up + down - (up - down) ** 2) / 102)
    assert (found.low, found.high) == pytest.approx((up - down - half, up - down + half), abs=1e-6)


def test_swapping_the_sides_turns_the_sign():
    one, other = difference(*worlds(30, 12, 4, 54)), difference(*worlds(30, 4, 12, 54))
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_no_flips_at_all_is_no_clear_effect_and_not_certainty():
    found = difference(*worlds(both=30, gained=0, lost=0, neither=70))
    assert found.difference == 0
    assert found.low < 0 < found.high
    assert not found.clear


def test_shared_luck_makes_the_interval_narrower_than_two_separate_shares_would():
    found = difference(*worlds(both=300, gained=60, lost=10, neither=630))
    apart = 1.96 * math.sqrt(0.31 * 0.69 / 1000 + 0.36 * 0.64 / 1000)
    assert (found.high - found.low) / 2 < 0.5 * apart


@pytest.mark.parametrize(("up", "down"), [(0.03, 0.01), (0.002, 0.0), (0.2, 0.25)])
def test_ninety_five_percent_intervals_cover_the_true_difference_about_ninety_five_times_in_a_hundred(up, down):
    # 2,000 runs of 500 worlds. If the true coverage is 0.95, fewer than 0.93 in 2,000 runs has a chance of about
    # 1 in 50,000 (4.1 standard errors of 0.0049); the seed is fixed, so it never flickers. Where hardly a world flips
    # the interval is on the safe side.
    rng = np.random.default_rng(20200103)
    covered = 0
    for gained, lost, _ in rng.multinomial(500, [up, down, 1 - up - down], 2000):
        found = difference(*worlds(0, gained, lost, 500 - gained - lost))
        covered += found.low <= up - down <= found.high
    assert covered / 2000 > 0.93


def test_different_numbers_of_worlds_cannot_be_paired():
    with pytest.raises(ValueError, match="same worlds"):
        difference(np.array([True]), np.array([True, False]))


def test_flips_are_counted_by_from_which_to_which_outcome():
    before, after = np.array([0, 0, 5, 5, 5, 2]), np.array([5, 5, 0, 5, 3, 2])
    assert flips(before, after) == {("war", "standoff"): 2, ("standoff", "deal"): 1, ("standoff", "war"): 1}
