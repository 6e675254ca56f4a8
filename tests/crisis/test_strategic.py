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
    assert quantal.shares([np.zeros(2), np.ones(2)], 1e6, closed)[:, 1].tolist() == [1.0, 0.0]  # however much better


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


def test_the_later_tehran_answers_openly_the_less_washington_fears_its_answer():
    found = [strikes(US, 0.25, **{"iran.strike_back": line}) for line in (4.0, 10.0)]
    assert found[1] > found[0] + 0.05


def test_cyber_action_answers_acts_of_irans_own_alone():
    answered = []
    for by in ("iran", "proxies.kataib_hezbollah"):
        lived = model(MANY, **{f"{US}.rationality": 0.0})
        us = open_case(lived, 4.0, by=by)
        us.decide_cases(every(lived), us.common_line(every(lived)))
        answered.append((us.case_answer == BELOW.index("cyber_action")).any())
    assert answered == [True, False]


def test_who_strikes_a_militia_expects_an_answer_through_militias():
    us = open_case(model(**{f"{US}.resolve": 1.0, f"{US}.war": 0.5}), 6.0, by="proxies.kataib_hezbollah")
    force = us.weigh_answers(np.arange(1), np.full(1, 6.0, np.float32))[-1]
    assert force == pytest.approx([-0.5 * 0.36 - 0.5 * 0.16])  # nothing left unanswered; a strike at 6, a rocket at 4


def test_a_militias_act_earns_a_strike_on_a_commander_more_rarely_and_one_below_the_line_may_earn_it():
    found = []
    for direct in (True, False):
        lived = model(MANY, **{"united_states.proxy_discount": 2.0, f"{IRAN}.war": 2.0, f"{US}.war": 0.2})
        us = lived.united_states
        us.provocation[:], us.provocation_direct[:], us.chances = 8.0, direct, every(lived)
        us.decide_leader(us.chances, each(lived, 9.0))
        found.append(us.to_strike_leader.mean())
        same(us.leader_line, each(lived, 8.0))  # else leaders_to_strike would let it pass
    assert found[0] > found[1] + 0.1


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
    lived = model(MANY, **{"iran.variety": 1.0})
    iran = lived.iran
    iran.perceive()
    assert set(np.unique(iran.aimed)) == {3.0, 4.0, 5.0, 6.0}
    share = iran.weigh_acts()[:, 0]
    same(iran.effort, 1.0 - share[0])
    assert (iran.aimed == 3.0).mean() == pytest.approx(share[1] / share[1:].sum(), abs=2e-3)
    kinds, rungs = iran.choose_act(every(lived))
    same(rungs, iran.aimed)
    assert set(kinds[iran.aimed == 3.0]) == {"tanker_seizure"} and "tanker_seizure" not in kinds[iran.aimed > 3.0]


def test_what_it_can_do_and_how_often_it_weighs_an_act_set_the_pace():
    lived = model()
    iran = lived.iran
    iran.perceive()
    whole = iran.direct_rate()
    iran.capability = iran.capability * np.float32(0.5)
    same(iran.direct_rate(), whole * np.float32(0.5))


def test_an_open_answer_is_weighed_with_washingtons_reply_at_the_line_believed_in():
    mine = {f"{IRAN}.rationality": 5.0, "iran.answer.warned": 0.0, "iran.strike_back": 6.0, "iran.belief.mean": 7.0}
    lived = model(MANY, **mine)
    us, iran = lived.united_states, lived.iran
    openly = iran.willing_to_answer(every(lived), each(lived, 8.0)).mean()
    own, other = (1.0, 1.0), (float(us.resolve), float(us.war_cost), float(us.rationality))
    worth = [
        quantal.worth_of_reply(8.0, rung, *own) - quantal.expected_toll(rung - 7.0 + 6.0, (0, 1, 2, 3, 4, 6, 8), *other)
        for rung in (4.0, 8.0)
    ]
    odds = np.exp(5.0 * (worth[1] - worth[0]))
    assert openly == pytest.approx(odds / (1 + odds), abs=2e-3) and openly > 0.1


def test_the_line_from_which_it_answers_openly_varies_from_case_to_case():
    lived = model(MANY, **{"iran.strike_back": 7.0, "iran.strike_back.variation": 1.0})
    lived.iran.willing_to_answer(every(lived), each(lived, 8.0))
    assert (lived.iran.line_today.mean(), lived.iran.line_today.std()) == pytest.approx((7.0, 1.0), abs=0.01)


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
