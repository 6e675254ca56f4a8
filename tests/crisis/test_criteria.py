"""Each outcome's criterion in code says what its words say."""

from __future__ import annotations

import numpy as np

from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import CAPITULATION, DEAL, EXCHANGE, STANDOFF, WAR


def test_open_force_by_both_is_war_within_thirty_days_and_no_later():
    model = CrisisModel(5, rng=1, days=5)
    model.united_states.home_strike_day[:] = [100, 100, 130, -1, 100]
    model.iran.open_attack_day[:] = [130, 131, 100, 100, -1]
    assert WAR.met(model).tolist() == [True, False, True, False, False]


def test_terms_from_three_quarters_on_are_capitulation_and_below_them_a_deal():
    model = CrisisModel(3, rng=1, days=5)
    model.talks.agreeing = np.arange(2)
    model.talks.terms_met[:] = [0.75, 0.74, np.nan]
    assert CAPITULATION.met(model).tolist() == [True, False, False]
    assert DEAL.met(model).tolist() == [False, True, False]


def test_at_the_horizon_any_use_of_force_tells_an_exchange_from_a_standoff():
    model = CrisisModel(2, rng=1, days=5)
    model.united_states.first_force_day[:] = [0, -1]
    assert EXCHANGE.met(model).tolist() == [True, False] and STANDOFF.met(model).tolist() == [False, True]
