"""Skill says how much better or worse, how surely after few months, and which month says so."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import norm

from sim.analyses.backtest.skill import BETTER, UNCLEAR, WORSE, bootstrap_sd, skill

NINE = [f"2019-{month:02d}" for month in range(1, 10)]


def row(model, other, origins=NINE, **more):
    return skill("total", "the constant rate", "crps", 1, origins, model, other, **more)


def autocorrelated(rng, repeats, rho, n=9):
    """Normal series of n whose neighbours correlate by rho, shape (repeats, n)."""
    z = rng.standard_normal((repeats, n))
    for at in range(1, n):
        z[:, at] = rho * z[:, at - 1] + np.sqrt(1 - rho**2) * z[:, at]
    return z


def test_skill_is_the_share_of_the_rivals_score_that_is_saved():
    found = row([1, 2, 3, 1], [2, 2, 4, 2], NINE[:4])
    assert found.value == pytest.approx(1 - 7 / 10)
    assert found.difference == pytest.approx(3 / 4)
    assert (found.forecasts, found.origins) == (4, 4)


def test_a_model_that_scores_worse_has_negative_skill_and_is_said_to_be_worse():
    model = [1.2, 1.3, 1.1, 1.2, 1.25, 1.3, 1.15, 1.2, 1.3]
    found = row(model, np.ones(9))
    assert found.value == pytest.approx(1 - np.mean(model))
    assert found.high < 0
    assert found.verdict == WORSE
    assert found.words.startswith("Worse than the constant rate: skill -0.22")


def test_a_negative_figure_is_named_even_where_nothing_is_clear():
    found = row([0, 0, 9, 0, 1, 0, 3, 0, 0], [1, 0, 1, 2, 1, 0, 1, 0, 1])
    assert found.verdict == UNCLEAR
    assert "the model's own figure is negative" in found.words


def test_a_clear_advantage_is_called_better():
    found = row([0.5, 0.6, 0.4, 0.5, 0.55, 0.6, 0.45, 0.5, 0.6], np.ones(9))
    assert found.verdict == BETTER
    assert 0 < found.low < found.value < found.high <= 1


def test_the_sign_turns_when_the_two_change_places():
    rng = np.random.default_rng(1)
    model, other = rng.random(9), rng.random(9)
    there, back = row(model, other), row(other, model)
    assert there.difference == pytest.approx(-back.difference)
    assert (there.difference_low, there.difference_high) == pytest.approx((-back.difference_high, -back.difference_low))
    assert there.carried_by == back.carried_by


def test_the_month_that_carries_the_result_is_named():
    model, other = np.full(9, 1.0), np.array([0.9, 0.9, 0.9, 0.9, 0.9, 5.0, 0.9, 0.9, 0.9])
    found = row(model, other)
    assert found.carried_by == "2019-06"
    assert found.value > 0 > found.value_without
    assert found.without_low == pytest.approx(-0.1)
    assert found.hangs_on_one
    assert "2019-06 carries it, and without it the sign turns" in found.words


def test_a_result_that_no_single_month_carries_keeps_its_sign():
    found = row(np.linspace(0.4, 0.6, 9), np.ones(9))
    assert not found.hangs_on_one
    assert found.without_low > 0


def test_all_forecasts_from_one_origin_stay_together():
    # Three copies of each forecast from its origin say no more than one.
    rng = np.random.default_rng(2)
    model, other = rng.random(9), rng.random(9)
    single, triple = row(model, other), row(np.repeat(model, 3), np.repeat(other, 3), np.repeat(NINE, 3).tolist())
    assert triple.forecasts == 27
    assert (triple.origins, triple.blocks) == (single.origins, single.blocks) == (9, 3)
    assert (triple.low, triple.high) == pytest.approx((single.low, single.high))
    assert (triple.without_low, triple.without_high) == pytest.approx((single.without_low, single.without_high))


def test_months_that_were_not_observed_are_left_out():
    model, other = np.arange(1.0, 10), np.arange(2.0, 11)
    other[4] = np.nan
    found = row(model, other)
    kept = np.arange(9) != 4
    assert found == row(model[kept], other[kept], [name for name in NINE if name != "2019-05"])


def test_the_bootstraps_standard_deviation_is_that_of_all_its_samples():
    values = np.random.default_rng(3).random(7)
    blocks = [values[first : first + 3] for first in range(5)]
    means = [np.concatenate([one, two, last[:1]]).mean() for one, two, last in itertools.product(blocks, repeat=3)]
    assert bootstrap_sd(values, 3) == pytest.approx(np.std(means))


def test_fewer_than_four_origins_have_no_interval_and_no_verdict():
    found = row([0.1, 0.1, 0.2], [1, 1, 1], NINE[:3])
    assert np.isnan([found.low, found.high, found.difference_low]).all()
    assert found.verdict == UNCLEAR
    assert "no interval" in found.words
    alone = row([0.1], [1], NINE[:1])
    assert (alone.carried_by, alone.verdict) == ("", UNCLEAR)


def test_a_log_score_has_a_difference_but_no_share():
    found = row(np.linspace(-1, 1, 9), np.linspace(0, 2, 9) + 0.1 * (-1) ** np.arange(9), has_zero=False)
    assert np.isnan([found.value, found.low, found.value_without]).all()
    assert found.verdict == BETTER
    assert "difference +1.0" in found.words


def test_an_outcome_that_never_varied_gives_no_verdict_however_even_the_scores():
    found = row(np.full(9, 0.01), np.full(9, 0.04), observed=np.zeros(9))
    assert found.quiet
    assert found.verdict == UNCLEAR
    assert "whoever was surest of it wins" in found.words
    assert not row(np.full(9, 0.01), np.full(9, 0.04), observed=np.arange(9)).quiet


def test_equal_scores_are_no_difference():
    found = row(np.ones(9), np.ones(9))
    assert (found.value, found.low, found.high, found.carried_by, found.verdict) == (0, 0, 0, "", UNCLEAR)


def test_a_rival_that_never_errs_leaves_no_share_to_save():
    found = row(np.linspace(0.1, 0.2, 9), np.zeros(9))
    assert np.isnan(found.value)
    assert found.verdict == WORSE


@pytest.mark.parametrize(
    "model, other, origins, what",
    [
        ([1, 2], [1, 2, 3], NINE[:2], "2 origins, 2 scores of the model and 3"),
        ([np.nan, 1], [1, np.nan], NINE[:2], "no month was observed"),
        ([1, 2, 3], [1, 2, 3], ["a", "b", "a"], "stand together"),
    ],
)
def test_what_cannot_be_compared_is_refused(model, other, origins, what):
    with pytest.raises(ValueError, match=what):
        row(model, other, origins)


#: Coverage measured with 3,000 series (the table in the module); the bounds lie 4 standard errors of 400 series below.
@pytest.mark.parametrize(
    "shape, rho, least",
    [("normal", 0.0, 0.96), ("normal", 0.3, 0.93), ("normal", 0.6, 0.86), ("exponential", 0.3, 0.86)],
)
def test_intervals_of_nine_origins_hold_the_true_difference_about_as_often_as_stated(shape, rho, least):
    z = autocorrelated(np.random.default_rng(4), 400, rho)
    ahead = 0.3 + (z if shape == "normal" else -np.log1p(-norm.cdf(z)) - 1)
    rows = [row(np.full(9, 5.0), 5 + one) for one in ahead]
    assert np.mean([one.difference_low <= 0.3 <= one.difference_high for one in rows]) > least


def test_intervals_of_nine_origins_hold_a_known_skill():
    # Skewed scores of both that share the month's difficulty, neighbours correlated by 0.3: measured 0.94.
    rng = np.random.default_rng(5)
    hard, mine, theirs = (autocorrelated(rng, 400, 0.3) for _ in range(3))
    model, other = 0.8 * np.exp(0.7 * hard + 0.5 * mine), np.exp(0.7 * hard + 0.5 * theirs)
    rows = [row(one, two) for one, two in zip(model, other, strict=True)]
    assert np.mean([one.low <= 0.2 <= one.high for one in rows]) > 0.88


def test_the_plain_percentiles_would_hold_far_too_little():
    # Why the interval is widened: 0.69 measured at 0.3, standard error 0.023.
    z = autocorrelated(np.random.default_rng(6), 400, 0.3)
    draws = np.random.default_rng(7).integers(0, 7, (500, 3, 1)) + np.arange(3)
    means = z[:, draws.reshape(500, 9)].mean(-1)
    low, high = np.quantile(means, [0.025, 0.975], axis=1)
    assert np.mean((low <= 0) & (high >= 0)) < 0.8


def test_a_model_no_better_than_its_rival_is_seldom_called_better_or_worse():
    # Correlated by 0.3: both verdicts together 3 in 100; above 7 in 100 of 400 less than once in 1,000.
    z = autocorrelated(np.random.default_rng(8), 400, 0.3)
    verdicts = [row(np.full(9, 5.0), 5 + one).verdict for one in z]
    assert np.mean([one != UNCLEAR for one in verdicts]) < 0.07
