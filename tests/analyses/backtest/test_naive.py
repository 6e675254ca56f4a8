"""Naive rivals of counts know only the past, are right where their assumption is, and exist for an empty record."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma, nbinom, poisson

from sim.analyses.backtest import naive
from sim.analyses.backtest.hawkes import Hawkes
from sim.analyses.backtest.naive import COUNTS, Past
from sim.analyses.backtest.pit import NO_SIGN, uniformity
from sim.analyses.backtest.scores import crps_pmf, log_score_pmf
from tests.analyses.backtest.counts import pit_of_pmf

K = np.arange(COUNTS)
MONTHS = ((238, 268), (269, 296), (297, 327))


def seeded(past):
    return naive.self_exciting(past, 1, futures=2000)


def test_a_constant_rate_predicts_the_mixture_of_poissons_over_its_posterior():
    pmf = naive.constant(Past(np.array([3, 50, 50, 180]), 238, MONTHS))
    rate = gamma(4.5, scale=1 / 238)
    for count in (0, 2, 5):
        mixed = quad(lambda r: rate.pdf(r) * poisson(28 * r).pmf(count), 0, 0.2)[0]  # noqa: B023
        assert pmf[1, count] == pytest.approx(mixed, rel=1e-6)


def test_no_act_at_all_is_half_an_act_in_the_whole_past():
    pmf = naive.constant(Past(np.array([], int), 238, MONTHS))
    assert pmf @ K == pytest.approx(0.5 * np.array([31, 28, 31]) / 238)
    assert pmf[0, 0] == pytest.approx((238 / 269) ** 0.5)


def test_the_last_quarter_forgets_what_lies_before():
    old, new = np.array([5, 6, 7, 146]), np.array([147, 237])
    both = naive.quarter(Past(np.concatenate([old, new]), 238, MONTHS))
    assert both == pytest.approx(naive.quarter(Past(new, 238, MONTHS)))
    assert (both @ K)[0] == pytest.approx(2.5 * 31 / 91)


def test_a_record_shorter_than_a_quarter_is_not_taken_for_longer():
    past = Past(np.array([10, 30]), 40, ((40, 70),))
    assert naive.quarter(past) == pytest.approx(naive.constant(past))


def test_days_before_the_record_begins_are_no_quiet_days():
    shifted = Past(np.array([110, 130]), 140, ((140, 170),), begin=100)
    assert naive.constant(shifted) == pytest.approx(naive.constant(Past(np.array([10, 30]), 40, ((40, 70),))))
    assert seeded(shifted) == pytest.approx(seeded(Past(np.array([10, 30]), 40, ((40, 70),))))


@pytest.mark.parametrize("rival", [naive.constant, naive.quarter, seeded])
@pytest.mark.parametrize("days", [[], [100], [237], [200, 201, 201, 210, 230]])
def test_every_rival_exists_for_few_acts_and_gives_chances(rival, days):
    pmf = rival(Past(np.array(days, int), 238, MONTHS))
    assert pmf.shape == (3, COUNTS)
    assert pmf.sum(-1) == pytest.approx(1)
    assert (pmf >= 0).all()


@pytest.mark.parametrize("rival", [naive.constant, naive.quarter, seeded])
def test_no_rival_sees_the_origin_or_anything_later(rival):
    known = np.array([40, 200, 237])
    later = np.concatenate([known, [238, 239, 250, 250, 300]])
    assert (rival(Past(known, 238, MONTHS)) == rival(Past(later, 238, MONTHS))).all()


def test_a_recent_burst_raises_the_near_months_most():
    burst = seeded(Past(np.array([215, 220, 224, 228, 230, 231, 235, 237]), 238, MONTHS)) @ K / [31, 28, 31]
    early = seeded(Past(np.array([15, 20, 24, 28, 30, 31, 35, 37]), 238, MONTHS)) @ K / [31, 28, 31]
    assert burst[0] > burst[2]
    assert burst[0] > 3 * early[0]


def test_the_same_seed_gives_the_same_forecast():
    past = Past(np.array([200, 237]), 238, MONTHS)
    assert (naive.self_exciting(past, 4, 500) == naive.self_exciting(past, 4, 500)).all()
    assert (naive.self_exciting(past, 4, 500) != naive.self_exciting(past, 5, 500)).any()


def test_in_a_bursting_world_the_self_exciting_rival_is_calibrated_and_beats_a_constant_rate():
    # 60 worlds, parameters drawn near the priors. In 143 other worlds: CRPS 1.22 against 1.64, no sign in the PIT.
    rng = np.random.default_rng(11)
    bursting, steady, came = [], [], []
    for world in range(60):
        process = Hawkes(rng.gamma(1.5, 0.02), 0.95 * rng.random(), 1 + 13 * np.exp(rng.standard_normal()))
        daily = process.simulate(np.zeros(1, int), 930, 1, rng)[600:, 0]
        past = Past(np.repeat(np.arange(330), daily), 300, ((300, 329),))
        bursting.append(naive.self_exciting(past, world, 1000)[0])
        steady.append(naive.constant(past)[0])
        came.append(min(daily[300:].sum(), COUNTS - 1))
    came = np.array(came)
    assert crps_pmf(bursting, came).mean() < crps_pmf(steady, came).mean()
    assert uniformity(pit_of_pmf(bursting, came)).verdict == NO_SIGN


def test_force_has_the_jeffreys_chance_of_past_months():
    assert naive.force_constant([False] * 8) == pytest.approx(0.5 / 9)
    assert naive.force_constant([]) == 0.5
    assert naive.force_constant([True, False, False, False]) == pytest.approx(1.5 / 5)
    assert naive.force_quarter([True, False, False, False]) == pytest.approx(0.5 / 4)


def test_force_per_act_is_the_chance_that_any_act_is_answered():
    # One act for sure: the Beta's mean. No act: no force.
    assert naive.force_per_act(0, 9, [[0.0, 1.0], [1.0, 0.0]]) == pytest.approx([0.5 / 10, 0.0])
    chance = (
        1
        - quad(lambda q: (1 - q) ** 3 * q**0.5 * (1 - q) ** 3.5, 0, 1)[0]
        / quad(lambda q: q**0.5 * (1 - q) ** 3.5, 0, 1)[0]
    )
    assert naive.force_per_act(1, 5, [[0, 0, 0, 1.0]]) == pytest.approx([chance], rel=1e-5)


def test_force_per_act_exists_without_acts_or_force_and_grows_with_the_acts_to_come():
    few, many = poisson(0.5).pmf(K), poisson(4).pmf(K)
    low, high = naive.force_per_act(0, 12, np.stack([few, many]))
    assert 0 < low < high < 1
    assert 0 < naive.force_per_act(0, 0, few[None])[0] < 1
    assert naive.force_per_act(3, 1, few[None])[0] < 1


@pytest.mark.parametrize(
    "call, what",
    [
        (lambda: Past(np.array([1]), 0, ((0, 30),)), "not before the origin"),
        (lambda: Past(np.array([1]), 40, ((39, 70),)), "after the origin"),
        (lambda: Past(np.array([1]), 40, ((60, 50),)), "after the origin"),
    ],
)
def test_an_impossible_question_is_refused(call, what):
    with pytest.raises(ValueError, match=what):
        call()


#: 2,070 acts in 207 days, ten a day, and 310 in the 31 days that follow.
MANY = Past(np.repeat(np.arange(207), 10), 207, ((207, 237),))


def test_many_acts_are_forecast_as_well_as_few():
    # By hand: nbinom(2070.5, 207 / 238), its CRPS at 310 from the distribution function, its log score from the mass.
    pmf = naive.constant(MANY)
    exact = nbinom(2070.5, 207 / 238)
    counts = np.arange(2000)
    crps = ((exact.cdf(counts) - (counts >= 310)) ** 2).sum()
    found, log_score = crps_pmf(pmf, [310])[0], log_score_pmf(pmf, [310])[0]
    assert found == pytest.approx(crps, abs=1e-9) and found == pytest.approx(4.41, abs=0.005)
    assert log_score == pytest.approx(-exact.logpmf(310), abs=0.002) and log_score == pytest.approx(3.86, abs=0.005)


@pytest.mark.parametrize("rival", [naive.constant, naive.quarter, seeded])
def test_no_rival_s_table_ends_before_its_forecast_does(rival):
    pmf = rival(MANY)
    k = np.arange(pmf.shape[-1])
    assert (pmf @ k)[0] == pytest.approx(310, rel=0.05)
    assert crps_pmf(pmf, [310])[0] < 10 and log_score_pmf(pmf, [310])[0] < 6
    assert pmf[0, -1] < 2e-3  # two futures of the fewest


def test_force_per_act_knows_of_many_acts():
    ahead = naive.constant(MANY)
    assert naive.force_per_act(0, 2070, ahead)[0] == pytest.approx(1 - (2070.5 / 2380.5) ** 0.5, abs=0.002)
