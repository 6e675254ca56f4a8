"""Who prevails: the president's rules by hand, and the correction that holds the mean line against simulation."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crisis.rules.decision import RULES, exactly, prevailing, prevailing_moments

#: Three agencies (rows) in four cases: lines in rungs.
LINES = np.array([[5.0, 4.0, 7.0, 6.0], [6.0, 9.0, 6.5, 6.0], [7.0, 5.0, 2.0, 6.0]])
EQUAL = np.ones(3)
EVEN = np.array([[-1.0], [0.0], [1.0]])


def test_where_any_agency_suffices_the_lowest_line_prevails():
    np.testing.assert_array_equal(prevailing(LINES, "any", None, EQUAL), [5.0, 4.0, 2.0, 6.0])


def test_a_majority_of_three_acts_at_the_middle_line():
    np.testing.assert_array_equal(prevailing(LINES, "majority", None, EQUAL), [6.0, 5.0, 6.5, 6.0])


def test_a_majority_of_two_needs_both_and_of_four_three():
    assert prevailing(np.array([[3.0], [8.0]]), "majority", None, None) == [8.0]
    assert prevailing(np.array([[3.0], [8.0], [5.0], [4.0]]), "majority", None, None) == [5.0]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.floats(0, 10), min_size=1, max_size=7), st.floats(0, 10))
def test_the_line_of_a_majority_is_reached_exactly_when_more_than_half_would_act(lines, gravity):
    line = prevailing(np.array(lines)[:, None], "majority", None, None)[0]
    would_act = sum(gravity >= one for one in lines)
    assert (gravity >= line) == (would_act > len(lines) / 2)


@pytest.mark.parametrize("ear, who", [(0.0, 0), (0.33, 0), (0.34, 1), (0.66, 1), (0.67, 2), (0.999, 2)])
def test_in_a_lottery_of_equals_each_has_the_ear_a_third_of_the_time(ear, who):
    np.testing.assert_array_equal(prevailing(LINES, "lottery", np.full(4, ear), EQUAL), LINES[who])


def test_in_a_lottery_influence_decides_how_often_an_agency_is_heard():
    ear = (np.arange(1000) + 0.5) / 1000
    heard = prevailing(np.repeat([[1.0], [2.0], [3.0]], 1000, axis=1), "lottery", ear, np.array([1.0, 7.0, 2.0]))
    assert [(heard == line).sum() for line in (1.0, 2.0, 3.0)] == [100, 700, 200]


def test_an_agency_without_influence_is_never_heard():
    ear = np.array([0.0, 0.25, 0.5, 0.999999])
    for silent in range(3):
        weights = np.array([1.0, 1.0, 1.0])
        weights[silent] = 0.0
        heard = prevailing(np.repeat([[1.0], [2.0], [3.0]], 4, axis=1), "lottery", ear, weights)
        assert not (heard == silent + 1.0).any()


def test_where_nobody_has_any_influence_all_count_alike():
    ear = np.array([0.1, 0.5, 0.9])
    lines = np.repeat([[1.0], [2.0], [3.0]], 3, axis=1)
    np.testing.assert_array_equal(prevailing(lines, "lottery", ear, np.zeros(3)), [1.0, 2.0, 3.0])
    assert prevailing_moments(lines[:, :1], 0.4, "lottery", np.zeros(3))[0] == pytest.approx(2.0)


def test_influence_may_differ_from_case_to_case():
    weights = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    np.testing.assert_array_equal(prevailing(LINES[:, :2], "lottery", np.array([0.5, 0.5]), weights), [5.0, 5.0])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(tuple(RULES)), st.integers(0, 2), st.floats(0, 5), st.floats(0, 0.999), st.integers(0, 2**20))
def test_raising_an_agencys_line_never_lowers_the_one_that_prevails(rule, who, by, ear, seed):
    lines = np.random.default_rng(seed).uniform(0, 10, (3, 20))
    raised = lines.copy()
    raised[who] += by
    ears = np.full(20, ear)
    assert (prevailing(raised, rule, ears, EQUAL) >= prevailing(lines, rule, ears, EQUAL)).all()


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.floats(0, 0.999), st.integers(0, 2**20))
def test_any_is_never_above_a_majority_and_all_lie_among_the_agencies_lines(ear, seed):
    lines = np.random.default_rng(seed).uniform(0, 10, (3, 20))
    found = {rule: prevailing(lines, rule, np.full(20, ear), EQUAL) for rule in RULES}
    assert (found["any"] <= found["majority"]).all() and (found["any"] <= found["lottery"]).all()
    for line in found.values():
        assert ((line >= lines.min(axis=0)) & (line <= lines.max(axis=0))).all()


# -- the correction ---------------------------------------------------------------------------------------------------

OFFSETS = {
    "no spread": (0.0, 0.0, 0.0),
    "even": (-1.2, 0.0, 1.2),
    "one hawk": (-3.0, 0.4, 0.5),
    "one dove": (-0.3, 0.0, 4.0),
    "two agencies": (-1.0, 1.0),
    "five agencies": (-2.0, -1.0, 0.0, 0.5, 3.0),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("offsets", OFFSETS.values(), ids=OFFSETS.keys())
@pytest.mark.parametrize("variation", [0.0, 0.1, 0.4, 2.0])
def test_the_correction_is_the_mean_distance_of_the_prevailing_line(rule, offsets, variation):
    """Against 200,000 simulated days, within 5 standard errors: never by chance."""
    luck, days = np.random.default_rng(0), 200_000
    lines = np.array(offsets)[:, None] + variation * luck.standard_normal((len(offsets), days))
    influence = 1.0 + np.arange(len(offsets))
    simulated = prevailing(lines, rule, luck.random(days), influence)
    found = float(np.squeeze(prevailing_moments(np.array(offsets)[:, None], variation, rule, influence)[0]))
    allowed = 5 * simulated.std() / np.sqrt(days) + 1e-5
    assert found == pytest.approx(simulated.mean(), abs=allowed)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("offsets", OFFSETS.values(), ids=OFFSETS.keys())
@pytest.mark.parametrize("variation", [0.0, 0.1, 0.4, 2.0])
def test_the_variance_of_the_prevailing_line_is_that_of_simulated_days(rule, offsets, variation):
    """Standard deviations, within 5 standard errors, at most 1.5% here."""
    luck, days = np.random.default_rng(1), 200_000
    lines = np.array(offsets)[:, None] + variation * luck.standard_normal((len(offsets), days))
    influence = 1.0 + np.arange(len(offsets))
    simulated = prevailing(lines, rule, luck.random(days), influence)
    _, variance = prevailing_moments(np.array(offsets)[:, None], variation, rule, influence)
    allowed = 0.015 * simulated.std() + 1e-5
    assert float(np.sqrt(np.squeeze(variance))) == pytest.approx(simulated.std(), abs=allowed)


def test_the_correction_is_found_case_by_case():
    offsets = np.array([[-1.0, -2.0, 0.0], [0.0, 0.0, 0.0], [1.0, 2.0, 0.0]])
    variation = np.array([0.4, 0.4, 1.0])
    together = prevailing_moments(offsets, variation, "any", EQUAL)[0]
    alone = [prevailing_moments(offsets[:, [case]], variation[case], "any", EQUAL)[0][0] for case in range(3)]
    np.testing.assert_allclose(together, alone, rtol=1e-12)
    assert together[1] < together[0] < 0.0


def test_under_the_rule_of_any_more_spread_lowers_the_prevailing_line_and_under_a_majority_it_does_not():
    found = {
        rule: [float(prevailing_moments(spread * EVEN, 0.4, rule, EQUAL)[0][0]) for spread in (0.0, 1.0, 2.0, 3.0)]
        for rule in RULES
    }
    assert (np.diff(found["any"]) < -0.5).all()
    np.testing.assert_allclose(found["majority"], 0.0, atol=1e-5)
    np.testing.assert_allclose(found["lottery"], 0.0, atol=1e-9)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_the_chance_of_so_many_events_is_the_sum_over_all_ways(chances):
    for number in range(len(chances) + 1):
        ways = (
            np.prod([p if happens else 1 - p for p, happens in zip(chances, way, strict=True)])
            for way in itertools.product([True, False], repeat=len(chances))
            if sum(way) == number
        )
        assert exactly(chances, number) == pytest.approx(sum(ways), abs=1e-12)


#: Means and variances of order statistics of standard normal numbers (Teichroew 1956).
ORDERED = {
    ("any", 2): (-0.5642, 0.6817),
    ("any", 3): (-0.8463, 0.5595),
    ("majority", 2): (0.5642, 0.6817),
    ("majority", 3): (0.0, 0.4487),
    ("majority", 4): (0.2970, 0.3605),
}


@pytest.mark.parametrize(("rule", "agencies"), ORDERED)
def test_the_line_of_equals_is_an_order_statistic(rule, agencies):
    mean, variance = prevailing_moments(np.full((agencies, 1), 2.0), 0.5, rule, None)
    expected = ORDERED[rule, agencies]
    assert float(mean[0]) == pytest.approx(2.0 + 0.5 * expected[0], abs=5e-5)
    assert float(variance[0]) == pytest.approx(0.25 * expected[1], abs=5e-5)


def test_a_lottery_mixes_the_lines_by_influence_and_adds_what_varies_from_day_to_day():
    mean, variance = prevailing_moments(np.array([[-2.0], [1.0]]), 0.5, "lottery", np.array([1.0, 3.0]))
    assert (float(mean[0]), float(variance[0])) == pytest.approx((0.25, 0.25 * 4 + 0.75 - 0.0625 + 0.25))


def test_offsets_may_be_given_for_one_case_alone():
    assert float(prevailing_moments(np.array([-1.0, 1.0]), 0.1, "lottery", np.ones(2))[0][0]) == 0.0
    assert float(prevailing_moments(np.array([-1.0, 1.0]), 0.0, "any", None)[0][0]) == pytest.approx(-1.0, abs=1e-5)
