"""The PIT is uniform for an ideal forecaster, and its test tells which way another one errs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom, norm, poisson

from sim.analyses.backtest.pit import FEW, NO_SIGN, TOO_FEW, Pit, pit_of_members, uniformity
from tests.analyses.backtest.counts import pit_of_pmf

K = np.arange(60)


def normal_pit(values):
    return Pit(norm.cdf(values), norm.cdf(values))


def test_the_histogram_of_one_count_spreads_it_over_its_interval():
    # P(less) = 0.5 and P(no more) = 0.9: 0.1 of its 0.4 lie between 0.5 and 0.6, 0.2 in the next bin, 0.1 in the last.
    pit = pit_of_pmf([[0.5, 0.4, 0.1]], [1])
    assert (pit.low, pit.high) == (pytest.approx([0.5]), pytest.approx([0.9]))
    assert pit.histogram(5) == pytest.approx([0, 0, 0.25, 0.5, 0.25])


def test_the_histogram_of_exact_values_counts_them():
    pit = Pit(np.array([0.0, 0.1, 0.35, 0.9]), np.array([0.0, 0.1, 0.35, 0.9]))
    assert pit.histogram(2) == pytest.approx([0.75, 0.25])
    assert pit.histogram(7).sum() == pytest.approx(1)


def test_the_histogram_of_an_ideal_forecaster_is_flat_however_coarse_the_counts():
    # Each observation weighted by its chance: flat exactly, no sampling.
    pmf = poisson(0.7).pmf(K)
    pit = pit_of_pmf(np.tile(pmf, (60, 1)), K)
    heights = sum(chance * Pit(pit.low[k : k + 1], pit.high[k : k + 1]).histogram(8) for k, chance in enumerate(pmf))
    assert heights == pytest.approx(np.full(8, 1 / 8), abs=1e-9)


def test_randomised_values_lie_in_their_intervals_and_follow_the_uniforms():
    pit = pit_of_pmf(np.tile(poisson(1).pmf(K), (3, 1)), [0, 1, 2])
    assert pit.randomised(0.0) == pytest.approx(pit.low)
    assert pit.randomised(1.0) == pytest.approx(pit.high)
    assert pit.randomised([0.5, 0.25, 1.0])[1] == pytest.approx(0.75 * pit.low[1] + 0.25 * pit.high[1])


def test_the_rank_among_few_worlds_is_uniform_exactly():
    # Four worlds and the observation are exchangeable: by symmetry each of the five ranks is as likely.
    values = np.array([0.3, 1.1, 1.7, 2.0, 4.0])
    pits = [pit_of_members(np.delete(values, place)[None], values[[place]]) for place in range(5)]
    ends = sorted((float(pit.low[0]), float(pit.high[0])) for pit in pits)
    assert ends == [pytest.approx((rank / 5, (rank + 1) / 5)) for rank in range(5)]


def test_worlds_that_say_nothing_have_no_rank():
    with_gap = pit_of_members(np.array([[0, 1, 1, np.nan]]), np.array([1]))
    assert (with_gap.low, with_gap.high) == (pytest.approx([0.25]), pytest.approx([1.0]))


@pytest.mark.parametrize(
    "values, verdict",
    [
        (lambda z: z + 1, "forecasts are too low"),
        (lambda z: z - 1, "forecasts are too high"),
        (lambda z: 2.2 * z, "forecasts are too narrow"),
        (lambda z: 0.4 * z, "forecasts are too wide"),
        (lambda z: z, NO_SIGN),
    ],
)
def test_the_verdict_names_the_error(values, verdict):
    z = norm.ppf((np.arange(40) + 0.5) / 40)
    assert uniformity(normal_pit(values(z))).verdict == verdict


def test_nine_ideal_values_are_too_few_to_tell_and_nine_terrible_ones_are_not():
    z = norm.ppf((np.arange(9) + 0.5) / 9)
    assert uniformity(normal_pit(z)).verdict == TOO_FEW
    assert uniformity(normal_pit(z + 3)).verdict == "forecasts are too low"


def test_many_quiet_months_that_were_foreseen_are_worth_little():
    pmf = np.tile(poisson(0.05).pmf(K), (40, 1))
    found = uniformity(pit_of_pmf(pmf, np.zeros(40, int)))
    assert found.worth < 5
    assert found.verdict == TOO_FEW


def test_overlapping_forecasts_are_worth_as_much_as_separate_ones():
    z = norm.ppf((np.arange(24) + 0.5) / 24)
    assert uniformity(normal_pit(z), 3).worth == pytest.approx(8)
    assert uniformity(normal_pit(z), 3).verdict == TOO_FEW
    assert uniformity(normal_pit(z), 1).verdict == NO_SIGN


def rejections(make, repeats, months_ahead=1):
    return np.mean([uniformity(make(), months_ahead).p <= 0.05 for _ in range(repeats)])


def test_an_ideal_forecaster_is_accused_no_more_often_than_promised():
    # 600 samples of 9 continuous values: 5% give or take 0.9%, so above 8% about once in 1,000.
    rng = np.random.default_rng(1)
    assert rejections(lambda: normal_pit(rng.standard_normal(9)), 600) < 0.08
    # Counts and overlapping months pay with power: far below 5%.
    pmf = np.tile(nbinom(2, 0.5).pmf(K), (9, 1))
    assert rejections(lambda: pit_of_pmf(pmf, nbinom(2, 0.5).rvs(9, random_state=rng)), 200) < 0.05

    def overlapping():
        luck = rng.standard_normal(11)
        return normal_pit((luck[:-2] + luck[1:-1] + luck[2:]) / np.sqrt(3))

    assert rejections(overlapping, 400, months_ahead=3) < 0.05


def test_few_is_where_the_test_finds_most_forecasters_who_are_wrong_by_a_factor_of_two():
    # Chances measured with 4,000 samples: 0.74 and 0.56; of 400 samples below 0.65 and 0.48 less than once in 1,000.
    rng = np.random.default_rng(2)
    assert rejections(lambda: normal_pit(2 * rng.standard_normal(FEW)), 400) > 0.65
    assert rejections(lambda: normal_pit(0.5 * rng.standard_normal(FEW)), 400) > 0.48


def test_a_forecaster_of_counts_who_is_too_sure_is_found_out():
    rng = np.random.default_rng(3)
    came = nbinom(0.7, 0.15).rvs(60, random_state=rng)
    pit = pit_of_pmf(np.tile(poisson(came.mean()).pmf(K), (60, 1)), came)
    assert uniformity(pit).verdict == "forecasts are too narrow"
