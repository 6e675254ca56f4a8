"""Learning where the line is: against Bayes' rule worked out numerically, on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.crisis.rules.deterrence import aim, learned_line, normal_cdf

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
