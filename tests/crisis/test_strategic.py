"""The strategic theory: both capitals choose by pay-offs, each expecting the other to do so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.crisis.actors.washington.strategic import BELOW
from sim.crisis.model import CrisisModel
from sim.crisis.rules import quantal
from sim.engine import fingerprint
from sim.engine.recorder import Recorder
from tests.crisis.directions.reading import MANY, each, every, noted, open_case, small
from tests.crisis.worlds import CATALOGUE, LIVELY, same

US, IRAN = "united_states.stakes", "iran.stakes"
OWN = sorted(path for path, one in CATALOGUE.items() if one.theory == "strategic")


def model(worlds: int = 1, **settings: Any) -> CrisisModel:
    return small(worlds, theory="strategic", **settings)


# -- choice by pay-offs ------------------------------------------------------------------------------------------------


def test_odds_grow_with_the_exponential_of_what_an_option_is_worth():
    worth = [np.array([0.0, 0.3]), np.array([0.1, 0.3]), np.array([-0.2, -1.0])]
    found = quantal.shares(worth, 10.0)
    np.testing.assert_allclose(found.sum(axis=0), 1.0)
    np.testing.assert_allclose(found[1, 0] / found[0, 0], np.e, rtol=1e-6)
    np.testing.assert_allclose(found[0, 1], found[1, 1])
    np.testing.assert_allclose(quantal.shares(worth, 0.0), 1 / 3)


def test_more_rationality_concentrates_choices_on_the_best():
    worth = [np.zeros(1), np.full(1, 0.05), np.full(1, -0.1)]
    best = [float(quantal.shares(worth, precision)[1, 0]) for precision in (1.0, 5.0, 20.0, 80.0, 10_000.0)]
    assert best == sorted(best) and best[-1] == 1.0


def test_an_option_that_is_not_to_be_had_is_never_taken():
    closed = (np.array([True, True]), np.array([True, False]))
    found = quantal.shares([np.zeros(2), np.ones(2)], 10.0, closed)
    assert found[1, 1] == 0.0 < found[1, 0] and found[0, 1] == 1.0


def test_a_draw_picks_options_in_proportion():
    chances = np.repeat(np.array([[0.2], [0.5], [0.3]]), 10, axis=1)
    picked = quantal.pick(chances, (np.arange(10) + 0.5) / 10)
    assert np.bincount(picked).tolist() == [2, 5, 3]


def test_a_reply_pays_for_its_rung_and_for_what_it_leaves_unanswered_and_gains_nothing_beyond():
    assert quantal.worth_of_reply(6.0, 4.0, 2.0, 0.5) == pytest.approx(-2.0 * 0.2 - 0.5 * 0.16)
    assert quantal.worth_of_reply(6.0, 8.0, 2.0, 0.5) == pytest.approx(-0.5 * 0.64)


# -- Washington --------------------------------------------------------------------------------------------------------


def strikes(cost_of: str, cost: float, rung: float = 7.0, by: str = "iran", **settings: Any) -> float:
    """Share of worlds in which an act is answered by force."""
    lived = model(MANY, **{f"{cost_of}.war": cost, **settings})
    us = open_case(lived, rung, by=by)
    us.decide_cases(every(lived), us.common_line(every(lived)))
    return float((us.to_strike_iran | us.to_strike_proxy).mean())


def test_the_dearer_war_is_to_it_the_more_rarely_washington_strikes():
    found = [strikes(US, cost) for cost in (0.0, 0.25, 0.5, 1.0)]
    assert found == sorted(found, reverse=True) and found[0] > 0.3 > 0.01 > found[-1]


def test_the_dearer_war_is_to_tehran_the_less_washington_fears_its_answer():
    assert strikes(IRAN, 2.0, **{f"{US}.war": 0.25}) > strikes(IRAN, 0.0, **{f"{US}.war": 0.25}) + 0.1


def test_force_hits_whoever_is_to_blame_and_nobody_where_nobody_is():
    lived = model(MANY, **{f"{US}.war": 0.0})
    us = open_case(lived, 8.0, by="proxies.kataib_hezbollah")
    us.decide_cases(every(lived), us.common_line(every(lived)))
    assert us.to_strike_proxy.any() and not us.to_strike_iran.any()
    assert strikes(US, 0.0, 8.0) > 0.3
    us = open_case(lived, 8.0, by="iran", direct=False)
    lived.day = 1
    us.decide_cases(every(lived), us.common_line(every(lived)))
    assert not (us.to_strike_iran | us.to_strike_proxy).any()


def test_an_act_looks_the_graver_the_lower_the_line():
    low, high = (strikes(US, 0.25, 6.0, **{"united_states.force_threshold": line}) for line in (4.0, 7.0))
    assert low > high + 0.1


def test_answers_below_force_are_carried_out_as_chosen():
    lived = model(MANY)
    us = open_case(lived, 3.0)
    us.decide_cases(every(lived), us.common_line(every(lived)))
    chosen = np.bincount(us.case_answer, minlength=len(BELOW) + 1)
    us.answer_cases()
    for place, act in enumerate(BELOW):
        if act == "sanctions_step":
            assert us.follow_up.sum() == chosen[place] + chosen[-1] > chosen[-1]  # they follow force, too
        elif act:
            assert noted(lived, act).sum() == chosen[place] > 0
    assert not us.case_rung.any()


# -- Tehran ------------------------------------------------------------------------------------------------------------


def chances(**settings: Any) -> np.ndarray:
    """Chances of doing nothing and of aims at rungs 3 to 6, most exports in prospect being lost."""
    lived = model(**settings)
    lived.iran.foreseen = each(lived, 0.2)
    return lived.iran.weigh_acts()[:, 0]


def mean_rung(**settings: Any) -> float:
    return float((chances(**settings) * [0.0, 3.0, 4.0, 5.0, 6.0]).sum())


def test_the_dearer_war_is_to_it_the_less_tehran_does():
    found = [mean_rung(**{f"{IRAN}.war": cost}) for cost in (0.25, 0.5, 1.0, 2.0)]
    assert found == sorted(found, reverse=True) and found[0] > found[-1] + 2.0


def test_the_dearer_war_is_to_washington_the_more_tehran_dares():
    dear = {"iran.belief.mean": 3.0, f"{US}.war": 1.0}
    assert mean_rung(**dear) > mean_rung(**{**dear, f"{US}.war": 0.1}) + 0.3


def test_the_higher_the_line_it_believes_in_the_more_tehran_dares():
    found = [mean_rung(**{"iran.belief.mean": line}) for line in (2.0, 4.0, 6.0, 8.0)]
    assert found == sorted(found) and found[-1] > found[0] + 0.2


def test_pressure_is_an_argument_for_acting_and_pressure_that_is_felt_less_a_weaker_one():
    lived = model(2)
    lived.iran.foreseen = np.array([0.1, 0.9], np.float32)
    nothing = lived.iran.weigh_acts()[0]
    assert nothing[0] < nothing[1] - 0.1


def test_its_acts_come_at_the_rung_that_was_chosen():
    lived = model(MANY)
    iran = lived.iran
    iran.perceive()
    assert set(np.unique(iran.aimed)) == {3.0, 4.0, 5.0, 6.0}
    share = iran.weigh_acts()[:, 0]
    same(iran.effort, 1.0 - share[0])
    assert (iran.aimed == 3.0).mean() == pytest.approx(share[1] / share[1:].sum(), abs=2e-3)
    kinds, rungs = iran.choose_act(every(lived))
    same(rungs, iran.aimed)
    assert set(kinds[iran.aimed == 3.0]) == {"tanker_seizure"} and "tanker_seizure" not in kinds[iran.aimed > 3.0]


# -- the theory as a whole ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lively() -> CrisisModel:
    lived = CrisisModel(30, rng=7, days=60, theory="strategic", recorder=Recorder(10_000, 0), **LIVELY)
    for _ in range(40):
        lived.step()
    return lived


def test_its_worlds_are_not_those_of_the_usual_theory_and_its_events_name_rules_that_there_are(lively):
    usual = CrisisModel(30, rng=7, days=60, **LIVELY)
    for _ in range(40):
        usual.step()
    assert (fingerprint.of(lively) != fingerprint.of(usual)).all()
    (log,), words = lively.events.columns()
    assert {words[code] for code in log["rule"]} <= set(lively.crisis.rulebook()) | {"CrisisModel.judge"}
    acts = {words[code] for code in log["act"]}
    assert {"troops", "tanker_seizure", "rocket_attack"} <= acts and "resistance" not in acts


def test_only_this_theory_reads_what_is_at_stake(lively):
    assert len(OWN) == 8
    before, iran = fingerprint.of(lively), lively.iran
    was, iran.leverage = iran.leverage, np.float32(0.25)
    assert (fingerprint.of(lively) != before)[lively.alive].all()
    iran.leverage = was
    usual, other = (CrisisModel(10, rng=7, days=30, **LIVELY, **more) for more in ({}, dict.fromkeys(OWN, 0.2)))
    for _ in range(20):
        usual.step(), other.step()
    same(fingerprint.of(usual), fingerprint.of(other))
