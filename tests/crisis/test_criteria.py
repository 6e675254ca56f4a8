"""Each outcome's criterion in code says what its words say."""

from __future__ import annotations

import numpy as np

from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import CAPITULATION, DEAL, EXCHANGE, LIMITED, STANDOFF, WAR
from tests.crisis.worlds import happening, run

STRIKES = tuple(happening("united_states", "strike_on_iran", day, 8.0) for day in (10, 20))
COMMANDER = happening("united_states", "strike_on_leader", 10, 7.0)
SALVOS = tuple(happening("iran", "open_salvo", day, 8.0) for day in (15, 22))
SPARING = tuple(happening("iran", "open_salvo", day, 6.0, warned=True) for day in (15, 22))
#: Nobody does anything of its own accord.
STILL = {
    "united_states.force_allowed": 0.0,
    "iran.strike_back": 10.0,
    "iran.strike_back.variation": 0.0,
    "iran.capability": 0.0,
    "theatres.exposure": 0.0,
}


def ends(*events, days: int = 40) -> list[str]:
    return sorted(set(run(4, days=days, events=events, **STILL).outcomes))


def test_war_is_twice_repeated_open_force_by_both_within_thirty_days_and_no_later():
    model = CrisisModel(6, rng=1, days=5)
    us, iran = model.united_states, model.iran
    us.open_force_before[:], us.open_force_day[:] = [100, 100, 100, -1, 99, 110], [110, 110, 131, 110, 110, 130]
    iran.open_attack_before[:], iran.open_attack_day[:] = [105, 105, 105, 105, 105, 100], [130, -1, 106, 106, 130, 101]
    iran.open_attack_before[1] = -1
    assert WAR.met(model).tolist() == [True, False, False, False, False, True]


def test_open_force_ends_in_what_both_sides_made_of_it():
    assert ends(*STRIKES, *SALVOS) == ["war"]
    assert ends(STRIKES[0], *SALVOS) == ends(*STRIKES, SALVOS[0]) == ["open_exchange"]
    assert ends(*STRIKES, *SPARING) == ["open_exchange"], "announced, and nobody dead"
    assert ends(COMMANDER, STRIKES[1], *SALVOS) == ["war"]
    assert ends(COMMANDER, SPARING[0]) == ["open_exchange"]
    assert (
        ends(COMMANDER)
        == ends(STRIKES[0])
        == ends(happening("united_states", "strike_on_proxy", 10))
        == ["limited_force"]
    )
    assert ends() == ["standoff"]


def test_open_force_more_than_thirty_days_apart_is_no_exchange():
    late = happening("iran", "open_salvo", 41, 8.0)
    assert ends(STRIKES[0], late, days=60) == ["limited_force"]
    assert ends(STRIKES[0], happening("iran", "open_salvo", 40, 8.0), days=60) == ["open_exchange"]


def test_terms_from_three_quarters_on_are_capitulation_and_below_them_a_deal():
    model = CrisisModel(3, rng=1, days=5)
    model.talks.agreeing = np.arange(2)
    model.talks.terms_met[:] = [0.75, 0.74, np.nan]
    assert CAPITULATION.met(model).tolist() == [True, False, False]
    assert DEAL.met(model).tolist() == [False, True, False]


def test_at_the_horizon_who_used_force_and_how_tells_the_rest_apart():
    model = CrisisModel(3, rng=1, days=5)
    model.united_states.first_force_day[:], model.exchange_day[:] = [0, 0, -1], [3, -1, -1]
    assert EXCHANGE.met(model).tolist() == [True, False, False]
    assert LIMITED.met(model).tolist() == [False, True, False] and STANDOFF.met(model).tolist() == [False, False, True]
