"""Paired differences use the worlds that flip and are honest about the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.analyses.compare.paired import ENOUGH, _bonett_price, difference, flips, ratio_change
from sim.crisis.us_iran import US_IRAN

OUTCOMES = US_IRAN.outcomes
CAPITULATION, STANDOFF, WAR = (OUTCOMES.code(key) for key in ("capitulation", "standoff", "war"))


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


@pytest.mark.parametrize(("n", "least"), [(20, 0.93), (60, 0.94)])
def test_over_all_chances_of_flipping_intervals_cover_as_often_as_they_say(n, least):
    """Summed exactly over all pairs of counts, for the chances of flipping either way on a grid."""
    gained, lost = (one.ravel() for one in np.mgrid[: n + 1, : n + 1])
    gained, lost = gained[gained + lost <= n], lost[gained + lost <= n]
    ends = [_bonett_price(up, down, n, 0.95) for up, down in zip(gained.tolist(), lost.tolist(), strict=True)]
    low, high = np.array(ends).T
    counts, found = np.stack([gained, lost, n - gained - lost], axis=1), []
    for up in np.arange(0.05, 0.5, 0.1):
        for down in np.arange(0.05, 0.5, 0.1):
            chances = stats.multinomial(n, [up, down, 1 - up - down]).pmf(counts)
            found.append(chances[(low <= up - down) & (up - down <= high)].sum())
    assert np.mean(found) == pytest.approx(0.95, abs=0.012) and min(found) > least


@pytest.mark.parametrize(("share", "effect"), [(0.3, 0.05), (0.5, 0.02), (0.1, 0.1)])
def test_paired_and_unpaired_differences_agree_on_average_and_the_paired_ones_vary_as_much_less_as_is_said(
    share, effect
):
    """2,000 comparisons of 400 worlds each way; the ratio of variances has a relative error of about 3%."""
    rng = np.random.default_rng(20200103)
    luck, other = rng.random((2, 2000, 400))
    before, paired, apart = luck < share, luck < share + effect, other < share + effect
    gaps = {name: after.mean(axis=1) - before.mean(axis=1) for name, after in (("paired", paired), ("apart", apart))}
    for found in gaps.values():
        assert found.mean() == pytest.approx(effect, abs=4 * found.std() / math.sqrt(2000))
    saved = [difference(one, two).saved for one, two in zip(before[:300], paired[:300], strict=True)]
    assert gaps["apart"].var() / gaps["paired"].var() == pytest.approx(np.median(saved), rel=0.15)
    mixed = [difference(one, two) for one, two in zip(before, apart, strict=True)]  # worlds without shared luck
    assert np.mean([one.low <= effect <= one.high for one in mixed]) == pytest.approx(0.95, abs=0.02)


def test_different_numbers_of_worlds_cannot_be_paired():
    with pytest.raises(ValueError, match="same worlds"):
        difference(np.array([True]), np.array([True, False]))


def test_flips_are_counted_by_from_which_to_which_outcome():
    calm, deal = STANDOFF, OUTCOMES.code("deal")
    before, after = np.array([WAR, WAR, calm, calm, calm, 2]), np.array([calm, calm, WAR, calm, deal, 2])
    assert flips(OUTCOMES, before, after) == {("war", "standoff"): 2, ("standoff", "deal"): 1, ("standoff", "war"): 1}


def test_what_shared_luck_is_worth_is_the_ratio_of_two_variances_written_out_by_hand():
    found = difference(*worlds(both=30, gained=12, lost=4, neither=54))
    apart = 0.34 * 0.66 + 0.42 * 0.58
    paired = 0.16 - 0.08**2
    assert found.saved == pytest.approx(apart / paired)


def test_independent_settings_are_worth_no_more_than_themselves():
    # 40,000 worlds: the two variances agree within about one percent; the seed is fixed, so it never flickers.
    rng = np.random.default_rng(4)
    assert difference(rng.random(40_000) < 0.3, rng.random(40_000) < 0.4).saved == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("counts", [(30, 0, 0, 70), (0, 100, 0, 0), (0, 0, 100, 0)])
def test_the_worth_of_shared_luck_cannot_be_told_when_no_world_flips_or_all_do(counts):
    assert math.isnan(difference(*worlds(*counts)).saved)


def endings(*groups: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Outcome codes of worlds from (before, after, how many)."""
    one, other, count = zip(*groups, strict=True)
    return np.repeat(one, count), np.repeat(other, count)


def test_the_change_of_a_ratio_counts_the_worlds_of_either_outcome_on_each_side():
    before, after = endings(
        (WAR, WAR, 60), (CAPITULATION, CAPITULATION, 20), (CAPITULATION, WAR, 20), (STANDOFF, WAR, 50)
    )
    found = ratio_change(OUTCOMES, before, after, "war", "capitulation")
    assert (found.before, found.after) == (0.6, 130 / 150)
    assert found.difference == pytest.approx(found.after - found.before)
    assert found.low < found.difference < found.high
    assert found == ratio_change(OUTCOMES, before, after, "war", "capitulation")


def test_turning_a_ratio_round_or_swapping_the_sides_turns_its_sign():
    before, after = endings((WAR, WAR, 60), (CAPITULATION, CAPITULATION, 20), (CAPITULATION, WAR, 20))
    plain = ratio_change(OUTCOMES, before, after, "war", "capitulation")
    for other in (
        ratio_change(OUTCOMES, before, after, "capitulation", "war"),
        ratio_change(OUTCOMES, after, before, "war", "capitulation"),
    ):
        assert other.difference == pytest.approx(-plain.difference)
        assert (other.low, other.high) == pytest.approx((-plain.high, -plain.low), abs=0.02)


def test_a_ratio_of_few_worlds_gets_no_interval():
    few, enough = (endings((WAR, WAR, 50), (CAPITULATION, CAPITULATION, n)) for n in (ENOUGH - 1, ENOUGH))
    assert ratio_change(OUTCOMES, *few, "war", "capitulation") is None
    assert ratio_change(OUTCOMES, *enough, "war", "capitulation") is not None


def test_the_ratios_bootstrap_interval_covers_the_true_change_about_ninety_five_times_in_a_hundred():
    # 300 runs of 600 worlds. If the true coverage is 0.95, fewer than 0.91 has a chance of about 1 in 1,000; the seed
    # is fixed, so it never flickers.
    rng = np.random.default_rng(20200103)
    kinds = [(WAR, WAR, 0.25), (CAPITULATION, CAPITULATION, 0.1), (CAPITULATION, WAR, 0.1), (STANDOFF, WAR, 0.05)]
    kinds += [(STANDOFF, STANDOFF, 0.5)]
    one, other, shares = (np.array(column) for column in zip(*kinds, strict=True))
    truth = 0.4 / 0.5 - 0.25 / 0.45
    covered = 0
    for counts in rng.multinomial(600, shares, 300):
        found = ratio_change(OUTCOMES, np.repeat(one, counts), np.repeat(other, counts), "war", "capitulation")
        covered += found.low <= truth <= found.high
    assert covered / 300 > 0.91
