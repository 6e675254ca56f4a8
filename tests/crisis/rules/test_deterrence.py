"""Learning where the line is: against Bayes' rule worked out numerically, on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.crisis.rules.deterrence import (
    aim,
    belies,
    learned_line,
    learned_variation,
    normal_cdf,
    perceived_danger,
    told_line,
)

same_always = settings(max_examples=150, deadline=None, derandomize=True, database=None)
rungs, widths = st.floats(0, 10), st.floats(0.1, 3)


def bayes(mean, width, rung, answered, variation):
    """Mean and width of the belief after one act, by summing over all places where the line may be.

    Force is used when the act reaches that day's line, which lies around the true one.
    """
    line = np.linspace(mean - 12 * width, mean + 12 * width, 20_001)
    prior = stats.norm.pdf(line, mean, width)
    side = 1.0 if answered else -1.0
    posterior = prior * stats.norm.cdf(side * (rung - line) / variation)
    posterior /= posterior.sum()
    after = (posterior * line).sum()
    return after, np.sqrt((posterior * (line - after) ** 2).sum())


@same_always
@given(mean=rungs, width=widths, rung=rungs, answered=st.booleans(), variation=widths)
def test_the_belief_after_an_act_is_the_one_bayes_rule_gives(mean, width, rung, answered, variation):
    assume(abs(mean - rung) / np.hypot(width, variation) < 8.0)  # beyond, the grid's own numbers run out of digits
    expected = bayes(mean, width, rung, answered, variation)
    np.testing.assert_allclose(learned_line(mean, width, rung, answered, variation), expected, atol=0.01, rtol=0.01)


@same_always
@given(mean=rungs, width=widths, rung=rungs, variation=st.floats(0, 3))
def test_an_act_left_unanswered_raises_the_line_and_an_answer_lowers_it(mean, width, rung, variation):
    ignored, _ = learned_line(mean, width, rung, False, variation)
    punished, _ = learned_line(mean, width, rung, True, variation)
    assert punished <= mean <= ignored
    if abs(mean - rung) < np.hypot(width, variation):
        assert punished < mean < ignored


@same_always
@given(mean=rungs, width=widths, rung=rungs, answered=st.booleans(), variation=st.floats(0, 3))
def test_what_is_learned_never_makes_iran_less_sure_and_stays_a_number(mean, width, rung, answered, variation):
    after, spread = learned_line(mean, width, rung, answered, variation)
    assert np.isfinite(after) and 0.0 < spread <= width * (1 + 1e-6)


@same_always
@given(width=widths, variation=widths)
def test_acts_far_below_the_line_teach_little_when_they_go_unanswered(width, variation):
    far, near = 4.0 * np.hypot(width, variation), 0.0
    (moved, narrowed), (learned, _) = (learned_line(5.0, width, 5.0 - below, False, variation) for below in (far, near))
    assert moved - 5.0 < 0.001 * width and narrowed == pytest.approx(width, rel=0.002)
    assert learned - 5.0 > 100 * (moved - 5.0)


@same_always
@given(mean=rungs, width=widths, variation=widths, rung=rungs, further=st.floats(0.1, 3))
def test_a_graver_act_left_unanswered_teaches_more(mean, width, variation, rung, further):
    less, _ = learned_line(mean, width, rung, False, variation)
    more, _ = learned_line(mean, width, rung + further, False, variation)
    assert more >= less - 1e-6


@same_always
@given(mean=rungs, rung=rungs, answered=st.booleans(), variation=widths)
def test_learning_from_any_surprise_however_great_makes_sense(mean, rung, answered, variation):
    """A narrow belief met by an act far from it: the new belief lies between the two, or stays."""
    after, width = learned_line(np.float32(mean), np.float32(0.1), np.float32(rung), answered, np.float32(variation))
    low, high = min(mean, rung), max(mean, rung)
    assert low - 0.15 <= after <= high + 0.15
    assert 0.0 < width <= 0.1001


@same_always
@given(mean=rungs, rung=rungs, answered=st.booleans(), variation=widths)
def test_who_is_sure_learns_nothing(mean, rung, answered, variation):
    after, width = learned_line(mean, 1e-6, rung, answered, variation)
    assert after == pytest.approx(mean, abs=1e-4) and width < 1e-5


def test_a_line_that_varies_more_from_day_to_day_is_learned_more_slowly():
    steady, fickle = (learned_line(5.0, 1.0, 5.0, False, variation)[0] for variation in (0.2, 3.0))
    assert steady - 5.0 > 2 * (fickle - 5.0)


def test_many_acts_teach_where_the_line_is():
    """A line at 6 that varies by 0.8 from day to day, met by acts of all kinds: the belief ends at it."""
    luck = np.random.default_rng(0)
    mean, width = np.full(200, 4.0), np.full(200, 2.0)
    for _ in range(300):
        rung = luck.uniform(2.0, 9.0, 200)
        answered = rung >= 6.0 + 0.8 * luck.standard_normal(200)
        mean, width = learned_line(mean, width, rung, answered, 0.8)
    # Fails one seed in 10,000 by chance: the share within two widths is 0.95 give or take 0.015.
    assert (np.abs(mean - 6.0) < 2 * width).mean() > 0.89
    assert width.max() < 0.2


def test_worlds_are_learned_from_one_by_one():
    mean, width = np.array([4.0, 5.0, 6.0]), np.array([0.5, 1.0, 2.0])
    rung, answered = np.array([5.0, 5.0, 5.0]), np.array([True, False, True])
    together = learned_line(mean, width, rung, answered, 0.8)
    alone = [learned_line(*case, 0.8) for case in zip(mean, width, rung, answered, strict=True)]
    np.testing.assert_allclose(np.array(together).T, alone, rtol=1e-6)


def test_what_is_given_is_not_changed():
    mean, width = np.array([4.0]), np.array([1.0])
    learned_line(mean, width, np.array([4.0]), np.array([False]), 0.5)
    assert mean[0] == 4.0 and width[0] == 1.0


# -- how much the line varies -----------------------------------------------------------------------------------------


@same_always
@given(mean=rungs, width=widths, rung=rungs, answered=st.booleans(), variation=widths)
def test_what_surprises_raises_the_variation_and_what_was_expected_lowers_it(mean, width, rung, answered, variation):
    assume(0.01 < abs(mean - rung) / np.hypot(width, variation) < 4.0)  # beyond, what is expected teaches nothing
    after = learned_variation(mean, width, rung, answered, variation, 0.2)
    surprising = answered == (rung < mean)  # force against an act below the line, or none against one above it
    assert after > variation if surprising else after < variation


def test_an_act_two_standard_deviations_off_raises_the_variation_by_half_at_the_default_step():
    mean, width, variation = 6.0, 0.8, 0.8
    rung = mean + 2.0 * np.hypot(width, variation)
    times = [learned_variation(mean, width, rung, *case) / variation for case in (
        (False, variation, 0.2), (False, variation, 1.0), (True, variation, 0.2))]  # fmt: skip
    assert times[0] == pytest.approx(1.6, abs=0.05)
    assert times[1] == pytest.approx(2.0), "at most twice"
    assert 0.98 < times[2] < 1.0, "it was expected"


@same_always
@given(mean=rungs, width=widths, rung=rungs, answered=st.booleans(), variation=widths)
def test_who_does_not_learn_keeps_the_variation_bit_for_bit(mean, width, rung, answered, variation):
    some = [np.float32(one) for one in (mean, width, rung)]
    assert learned_variation(*some, answered, np.float32(variation), np.float32(0.0)) == np.float32(variation)


@pytest.mark.parametrize(("start", "true"), [(0.2, 1.0), (3.0, 1.0), (1.0, 1.0), (0.3, 2.0)])
def test_many_acts_teach_how_much_the_line_varies(start, true):
    """A line whose mean is known: from wherever it starts, the estimate ends near the truth, in the median world."""
    luck, variation = np.random.default_rng(0), np.full(400, start)
    for _ in range(1500):
        rung = luck.uniform(3.0, 9.0, 400)
        answered = rung >= 6.0 + true * luck.standard_normal(400)
        variation = np.clip(learned_variation(6.0, 0.05, rung, answered, variation, 0.05), 0.05, 5.0)
    assert np.median(variation) == pytest.approx(true, rel=0.1)


# -- a line that was announced ----------------------------------------------------------------------------------------


def test_an_announcement_nobody_believes_changes_nothing_and_one_fully_believed_is_all_that_is_believed():
    own, told = (4.5, 0.8, 0.9), (6.0, 0.3, 0.2)
    assert told_line(own, told, 0.0) == own
    assert told_line(own, told, 1.0) == pytest.approx(told)
    assert told_line(own, told, 0.5) == pytest.approx((5.25, 0.55, 0.55))


@same_always
@given(own=st.tuples(rungs, widths, widths), told=st.tuples(rungs, widths, widths), credibility=st.floats(0, 1))
def test_an_announcement_moves_the_line_towards_it_and_never_adds_doubt(own, told, credibility):
    mean, width, variation = told_line(own, told, credibility)
    assert min(own[0], told[0]) - 1e-9 <= mean <= max(own[0], told[0]) + 1e-9
    assert 0 < width <= own[1] and 0 < variation <= own[2]
    assert abs(mean - told[0]) == pytest.approx((1 - credibility) * abs(own[0] - told[0]), abs=1e-9)


@pytest.mark.parametrize(
    ("rung", "answered", "shown"), [(6.5, False, True), (6.2, False, False), (5.5, True, True), (5.8, True, False)]
)
def test_only_an_act_clearly_beyond_an_announced_line_shows_it_to_be_wrong(rung, answered, shown):
    assert belies(6.0, 0.3, rung, answered) == shown
    assert not belies(6.0, 0.3, rung, not answered)


def test_the_normal_distribution_function_is_right():
    z = np.linspace(-8, 8, 3001)
    np.testing.assert_allclose(normal_cdf(z), stats.norm.cdf(z), atol=1.5e-7)
    assert (np.diff(normal_cdf(z)) >= 0.0).all()
    assert normal_cdf(0.0) == pytest.approx(0.5, abs=1e-7)
    assert normal_cdf(np.float32(1.0)) == pytest.approx(0.8413447, abs=1e-6)


# -- aiming under it --------------------------------------------------------------------------------------------------


def test_an_aim_by_hand():
    # Line 5, margin 2; boldness 0.5 and urge 1 eat half of the margin; a width of 1 at caution 0.3 keeps 0.3 more.
    assert aim(5.0, 1.0, 2.0, 0.5, 1.0, 0.3) == pytest.approx(5.0 - 1.0 - 0.3)
    assert aim(5.0, 1.0, 2.0, 0.5, 0.0, 0.0) == pytest.approx(3.0)


def test_a_tenth_of_the_margin_is_always_kept():
    assert aim(5.0, 0.5, 2.0, 1.0, 2.0, 0.0) == pytest.approx(4.8)


@same_always
@given(
    mean=rungs,
    width=widths,
    margin=st.floats(0, 6),
    boldness=st.floats(0, 1),
    urge=st.floats(0, 2),
    more=st.floats(0, 1),
)
def test_boldness_and_urge_never_lower_the_aim_nor_carry_it_over_the_line(mean, width, margin, boldness, urge, more):
    before = aim(mean, width, margin, boldness, urge, 0.0)
    assert aim(mean, width, margin, boldness, urge + more, 0.0) >= before - 1e-9
    assert aim(mean, width, margin, min(boldness + more, 1.0), urge, 0.0) >= before - 1e-9
    assert before <= mean


@same_always
@given(mean=rungs, width=widths, caution=st.floats(0.01, 2))
def test_doubt_lowers_the_aim_of_the_cautious_and_raises_that_of_the_prober(mean, width, caution):
    sure = aim(mean, 0.0, 1.5, 0.5, 1.0, caution)
    assert aim(mean, width, 1.5, 0.5, 1.0, caution) < sure < aim(mean, width, 1.5, 0.5, 1.0, -caution)


# -- by their closed forms --------------------------------------------------------------------------------------------

#: With a width of 0.6 and a variation of 0.8 the spread is 1, and the act lies so many spreads from the line.
WIDTH, VARIATION = 0.6, 0.8


def mills(z):
    """Density over cumulative probability of the standard normal, from scipy."""
    return np.exp(stats.norm.logpdf(z) - stats.norm.logcdf(z))


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("z", [-9.0, -3.2, -3.01, -2.99, -2.0, -0.5, 0.0, 0.5, 2.0, 7.0])
def test_what_an_act_teaches_is_the_closed_form_to_four_digits(z, answered):
    side = -1.0 if answered else 1.0
    rung, ratio = 5.0 - side * z, mills(z)
    mean, width = learned_line(5.0, WIDTH, rung, answered, VARIATION)
    assert mean == pytest.approx(5.0 + side * WIDTH**2 * ratio, abs=2e-5 * (1 + ratio))
    assert width == pytest.approx(WIDTH * np.sqrt(1 - ratio * (ratio + z) * WIDTH**2), abs=2e-4)
    step = -0.05 * z * ratio * VARIATION**2
    assert learned_variation(5.0, WIDTH, rung, answered, VARIATION, 0.05) == pytest.approx(
        VARIATION * np.exp(min(step, np.log(2.0))), rel=1e-4
    )


def test_one_act_leaves_a_thousandth_of_the_variance_at_least():
    _, width = learned_line(0.0, 2.0, 1e3, False, 0.0)
    assert width == pytest.approx(2.0 * np.sqrt(1e-3))


@pytest.mark.parametrize("z", [-6.0, -3.0, -1.0, -0.1, 0.0, 0.1, 1.0, 3.0, 6.0])
def test_the_normal_distribution_is_exact_to_a_ten_millionth(z):
    assert normal_cdf(z) == pytest.approx(stats.norm.cdf(z), abs=1.5e-7)


def test_the_danger_of_an_act_grows_from_the_line_by_all_doubt_together():
    assert perceived_danger(5.0, WIDTH, VARIATION, 6.0) == pytest.approx(stats.norm.cdf(1.0), abs=2e-7)
    assert perceived_danger(5.0, WIDTH, VARIATION, 3.0) == pytest.approx(stats.norm.cdf(-2.0), abs=2e-7)


def test_the_aim_by_hand():
    """A margin of 2, eaten into by boldness times urge to a tenth at least; a quarter rung kept per rung of doubt."""
    assert aim(5.0, 0.8, 2.0, 0.5, 0.5, 0.25) == pytest.approx(5.0 - 1.5 - 0.2)
    assert aim(5.0, 0.8, 2.0, 1.0, 1.5, 0.0) == pytest.approx(4.8)
    assert aim(5.0, 0.8, 2.0, 1.0, -1.0, 0.0) == pytest.approx(3.0)


def test_an_announced_line_by_hand():
    assert told_line((4.0, 0.8, 0.2), (6.0, 0.3, 0.3), 0.5) == pytest.approx((5.0, 0.55, 0.2))


@pytest.mark.parametrize(
    ("rung", "answered", "shown"),
    [
        (6.6, False, True),
        (6.5, False, False),
        (6.6, True, False),
        (5.4, True, True),
        (5.5, True, False),
        (5.4, False, False),
    ],
)
def test_which_acts_belie_an_announced_line(rung, answered, shown):
    assert belies(6.0, 0.5, rung, answered) == shown
