"""Bargaining, the economy, rare ends and fading: by hand, and what must hold for all numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crisis import ladder
from sim.crisis.acts import ACTS
from sim.crisis.rules import bargaining, economy
from sim.crisis.rules.decay import approach, kept
from sim.crisis.rules.hazards import QUARTER, daily_hazard

always = settings(max_examples=100, deadline=None, derandomize=True, database=None)
share = st.floats(0, 1)


# -- bargaining -------------------------------------------------------------------------------------------------------


def test_an_offer_by_hand():
    # 0.3 without anything; pain 0.5 at 0.4 adds 0.2, relief 0.5 believed by 0.2 adds 0.1; then hostility and mood.
    assert bargaining.offer(0.3, 0.5, 0.4, 0.5, 0.2, 0.05, 0.02) == pytest.approx(0.3 + 0.2 + 0.1 - 0.05 + 0.02)


@always
@given(share, share, share, share, share, st.floats(-1, 1), st.floats(-1, 1), share)
def test_an_offer_is_a_share_that_pain_and_relief_never_lower_and_hostility_never_raises(
    base, pain, gain, relief, believed, hostility, mood, more
):
    offered = bargaining.offer(base, pain, gain, relief, believed, hostility, mood)
    assert 0.0 <= offered <= 1.0
    assert bargaining.offer(base, pain + more, gain, relief, believed, hostility, mood) >= offered
    assert bargaining.offer(base, pain, gain, relief + more, believed, hostility, mood) >= offered
    assert bargaining.offer(base, pain, gain, relief, believed, hostility + more, mood) <= offered


# -- the economy ------------------------------------------------------------------------------------------------------


@always
@given(st.floats(0, 1))
def test_without_pressure_all_exports_survive_and_under_full_pressure_the_floor(floor):
    assert economy.export_target(0.0, floor) == 1.0
    assert economy.export_target(np.zeros(3, np.float32), np.float32(floor)) == pytest.approx([1.0] * 3, abs=0.0)
    assert economy.export_target(1.0, floor) == pytest.approx(floor)


@always
@given(share, share, share)
def test_more_pressure_never_leaves_more_exports(pressure, more, floor):
    high = min(pressure + more, 1.0)
    assert floor - 1e-12 <= economy.export_target(high, floor) <= economy.export_target(pressure, floor) <= 1.0


def test_exports_under_a_pressure_by_hand():
    assert economy.export_target(0.5, 0.1) == pytest.approx(0.55)


@always
@given(share, share, share, share)
def test_pressure_as_felt_lies_between_what_is_in_force_and_what_is_announced(pressure, announced, nearness, weight):
    felt = economy.felt_pressure(pressure, announced, nearness, weight)
    assert min(pressure, announced) - 1e-12 <= felt <= max(pressure, announced) + 1e-12
    assert economy.felt_pressure(pressure, pressure, nearness, weight) == pressure


def test_an_announced_measure_is_felt_more_the_nearer_it_comes():
    assert economy.felt_pressure(0.2, 0.8, 0.0, 0.5) == pytest.approx(0.2)
    assert economy.felt_pressure(0.2, 0.8, 0.5, 0.5) == pytest.approx(0.35)
    assert economy.felt_pressure(0.2, 0.8, 1.0, 0.5) == pytest.approx(0.5)


def test_the_dollar_is_dear_in_proportion_to_lost_exports():
    assert economy.currency_target(1.0, 0.7) == 0.0
    assert economy.currency_target(0.0, 0.7) == pytest.approx(0.7)
    assert economy.currency_target(0.25, 0.8) == pytest.approx(0.6)


def test_output_falls_with_lost_oil_and_dear_imports():
    assert economy.output_target(1.0, 0.0, 0.1, 0.2) == 1.0
    assert economy.output_target(0.5, 0.0, 0.1, 0.2) == pytest.approx(0.95)
    assert economy.output_target(0.5, 0.5, 0.1, 0.2) == pytest.approx(0.85)


def test_pain_by_hand():
    # Two points of lost output and ten points of excess inflation at a tenth each, losses weighed threefold.
    assert economy.pain(0.02, 0.10, 3.0, 0.1) == pytest.approx(3.0 * (0.02 + 0.01))


@always
@given(st.floats(-1, 1), st.floats(-1, 3), st.floats(0, 10), st.floats(0, 2), share)
def test_pain_is_an_index_that_gains_never_lower_below_nothing(shortfall, excess, aversion, weight, more):
    felt = economy.pain(shortfall, excess, aversion, weight)
    assert 0.0 <= felt <= 1.0
    assert economy.pain(shortfall + more, excess, aversion, weight) >= felt
    assert economy.pain(shortfall, excess + more, aversion, weight) >= felt
    assert economy.pain(-abs(shortfall), -abs(excess), aversion, weight) == 0.0


def test_a_gain_in_output_does_not_make_up_for_inflation():
    assert economy.pain(-0.5, 0.1, 1.0, 1.0) == economy.pain(0.0, 0.1, 1.0, 1.0)


# -- rare ends --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0.01, 0.2, 0.5])
def test_under_full_pain_an_end_comes_at_its_rate_per_quarter(rate):
    assert QUARTER * daily_hazard(rate, 1.0) == pytest.approx(rate)


def test_an_end_comes_a_quarter_as_often_under_half_the_pain_and_never_without():
    assert daily_hazard(0.1, 0.5) == pytest.approx(daily_hazard(0.1, 1.0) / 4)
    assert daily_hazard(0.5, 0.0) == 0.0
    assert daily_hazard(0.0, 1.0) == 0.0


# -- fading -----------------------------------------------------------------------------------------------------------


@always
@given(st.floats(1, 5000))
def test_half_is_left_after_a_half_life(half_life):
    assert kept(half_life) ** half_life == pytest.approx(0.5)
    assert kept(np.array([half_life]))[0] == pytest.approx(kept(half_life))


@always
@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(1, 1000))
def test_a_level_approaches_its_target_and_never_passes_it(level, target, lag):
    after = approach(level, target, lag)
    assert min(level, target) - 1e-9 <= after <= max(level, target) + 1e-9
    assert abs(target - after) == pytest.approx(abs(target - level) * (1 - 1 / lag), abs=1e-9)


def test_the_mean_lag_of_an_approach_is_what_it_says():
    """After a step, the gap summed over all days is the lag times the step."""
    level, gaps = 0.0, 0.0
    for _ in range(2000):
        gaps += 1.0 - level
        level = approach(level, 1.0, 30.0)
    assert gaps == pytest.approx(30.0)


@always
@given(st.floats(0.01, 1))
def test_a_level_at_its_target_stays_exactly_there(target):
    assert approach(np.float32(target), np.float32(target), 17.0) == np.float32(target)


# -- ladder and acts --------------------------------------------------------------------------------------------------


def test_the_ladder_has_eleven_named_rungs():
    assert len(ladder.RUNGS) == 11 and len({name for name, _ in ladder.RUNGS}) == 11


def test_force_starts_at_the_rung_of_a_strike_on_a_proxy():
    force = [name for name, _ in ladder.RUNGS].index("strike on a proxy")
    for act in ACTS.values():
        assert 0.0 <= act.rung <= 10.0
        assert (act.kind == "force") == (act.by == ("united_states",) and act.rung >= force), act.key


def test_every_act_is_found_under_its_own_key_and_titles_are_distinct():
    assert all(key == act.key for key, act in ACTS.items())
    assert len({act.title for act in ACTS.values()}) == len(ACTS)


def test_a_scenario_may_force_only_acts_that_exist_and_no_decision_of_tehran():
    assert set(ACTS.forceable) <= set(ACTS)
    assert not {"resistance", "patience", "agreement", "submission", "collapse", "war"} & set(ACTS.forceable)
