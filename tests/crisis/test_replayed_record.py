"""While the record is replayed, actors do what it says and nothing else, and live through it as through their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.crisis.acts import ACTS
from sim.crisis.model import CrisisModel
from sim.scenario.parts import Happening
from tests.crisis.worlds import LIVELY, run, same

#: Acts that nobody commits, or that follow from policy or from what Tehran makes of it.
NOT_CHOSEN = {"policy_step", "announcement", "resistance", "patience"}


def deed(act: str, actor: str, day: int, deaths: int = 0, own_war: bool = False) -> Happening:
    return Happening(actor, act, day, None, 1.0, ACTS[act].rung, deaths, own_war=own_war)


DRONE = deed("drone_loss", "iran", 30)
RECORD = (
    deed("rocket_attack", "proxies.iraqi_front", 10),
    deed("shipping_attack", "iran", 20),
    DRONE,
    deed("strike_called_off", "united_states", 30),
    deed("cyber_action", "united_states", 30),
    deed("sanctions_step", "united_states", 34),
    deed("troops", "united_states", 40),
    deed("talks_offer", "mediators.japan", 42),
    deed("cross_border_fire", "proxies.ansar_allah", 45, own_war=True),
)


def test_in_a_replayed_stretch_the_acts_are_those_of_the_record_and_no_others():
    lived = run(60, days=100, events=RECORD, scripted=[(0, 99)], **LIVELY)
    log = lived.events[~lived.events["act"].isin(NOT_CHOSEN)]
    messages = log["act"].isin(["message", "channel_closed"])  # what goes through a channel that the record opened
    told = log[~messages]
    assert told["forced"].all()
    assert sorted(zip(told["day"], told["act"], strict=True)) == sorted((e.day, e.act) for e in RECORD * 60)
    assert set(lived.outcomes) == {"standoff"}


def test_without_the_stretch_the_same_worlds_are_full_of_acts_of_their_own():
    log = run(60, days=100, events=RECORD, **LIVELY).events
    assert (~log["forced"] & log["act"].isin(["rocket_attack", "shipping_attack", "drone_loss"])).sum() > 500


def test_actors_choose_again_on_the_day_after():
    log = run(60, days=100, scripted=[(0, 59)], **LIVELY).events
    chosen = log[~log["act"].isin(NOT_CHOSEN)]
    assert chosen["day"].min() == 60


def test_a_gap_in_the_record_is_lived_through_freely():
    log = run(60, days=100, scripted=[(0, 39), (60, 99)], **LIVELY).events
    days = log.loc[~log["act"].isin([*NOT_CHOSEN, "message", "channel_closed"]), "day"]
    assert days.min() >= 40 and days.max() < 60


@pytest.mark.parametrize("answer", [(), (deed("strike_called_off", "united_states", 30),)])
def test_iran_learns_from_a_recorded_act_that_met_no_force_as_from_one_of_its_own(answer):
    calm = {"united_states.intelligence.false_alarm": 0.0, "united_states.attribution.chance": 1.0}
    with_drone, without = (run(40, days=40, events=e, scripted=[(0, 39)], **calm) for e in ((DRONE, *answer), ()))
    assert (with_drone.path("belief")[35] > without.path("belief")[35] + 0.1).all()


def test_a_strike_called_off_settles_the_case_so_that_nobody_strikes_for_it_afterwards():
    eager = {
        "united_states.force_threshold": 2.0,
        "united_states.follow_through": 1.0,
        "united_states.attribution.chance": 1.0,
        "united_states.intelligence.false_alarm": 0.0,
        "united_states.leader.opportunity": 0.0,
        "iran.capability": 0.0,
        "proxies.capability": 0.0,
    }
    off = (DRONE, deed("strike_called_off", "united_states", 30))
    left, settled = (run(40, days=60, events=events, scripted=[(0, 30)], **eager) for events in ((DRONE,), off))
    assert (left.block.columns["first_force_day"] == 31).mean() > 0.7
    assert (settled.block.columns["first_force_day"] < 0).all()


def test_a_recorded_answer_names_the_act_that_waited_for_one():
    log = run(5, days=40, events=RECORD[2:5], scripted=[(0, 39)]).events
    drones = log[log["act"] == "drone_loss"].set_index("world")["event"]
    for act in ("strike_called_off", "cyber_action"):
        answers = log[log["act"] == act].set_index("world")["cause"]
        same(answers, drones.reindex(answers.index))


def test_fire_that_belongs_to_a_war_of_its_own_is_no_question_put_to_washington():
    fire = deed("cross_border_fire", "proxies.ansar_allah", 20, own_war=True)
    own, asked = (run(20, days=30, events=[e], scripted=[(0, 29)]) for e in (fire, replace(fire, own_war=False)))
    assert own.block.columns["yemen_acts"].tolist() == [1] * 20 and own.block.columns["hostile_acts"].sum() == 0
    assert asked.block.columns["hostile_acts"].tolist() == [1] * 20


def test_a_recorded_salvo_is_the_answer_that_was_due():
    events = (deed("strike_on_leader", "united_states", 10), deed("open_salvo", "iran", 15))
    due = {"iran.strike_back": 5.0, "iran.strike_back.variation": 0.0, "iran.answer.chance": 1.0}
    due |= {"united_states.force_allowed": 0}  # no further strike to answer
    alone, answered = (run(20, days=40, events=e, scripted=[(0, 20)], **due).events for e in (events[:1], events))
    assert ((alone["act"] == "open_salvo") & ~alone["forced"]).sum() == 20
    assert ((answered["act"] == "open_salvo") & ~answered["forced"]).sum() == 0


def test_worlds_of_a_replayed_stretch_do_not_depend_on_how_many_there_are():
    many, few = (run(n, days=80, events=RECORD, scripted=[(0, 50)], **LIVELY) for n in (30, 5))
    same(many.block.examples[:, :, :5], few.block.examples)
    np.testing.assert_array_equal(many.outcome[:5], few.outcome)


def test_monthly_means_reach_the_horizon_when_the_last_world_ends_early():
    """Levels keep their last value and flows are missing, as for a world that others outlive."""
    from sim.crisis.model import CrisisModel
    from sim.crisis.series import KEYS
    from sim.engine.recorder import Recorder

    ends = {"iran.collapse.rate": 0.5, "iran.economy.pain.full": 0.6, **LIVELY}
    model = CrisisModel(6, rng=3, days=720, recorder=Recorder(6, 0, 6), **ends)
    model.run_model()
    block = model.recorder.block()
    assert block.columns["day"].max() < 600, "all worlds end early under these settings"
    assert block.months.shape == (len(KEYS), 24, 6)
    exports, acts = block.months[KEYS.index("exports")], block.months[KEYS.index("hostile_acts")]
    assert np.isfinite(exports).all() and np.isnan(acts[-1]).all()
    longest = int(block.columns["day"].argmax())
    alone = CrisisModel([longest], rng=3, days=720, recorder=Recorder(6, 0, 6), **ends)
    alone.run_model()
    same(alone.recorder.block().months[:, :, 0], block.months[:, :, longest])


@pytest.mark.parametrize(("ahead", "waits"), [(0, True), (7, True), (8, False)])
def test_a_replayed_case_waits_for_force_of_the_record_within_a_week_and_no_longer(ahead, waits):
    strike = replace(deed("strike_on_proxy", "united_states", 10 + ahead), target="kataib_hezbollah")
    certain = {"united_states.attribution.chance": 1.0}
    model = CrisisModel(3, rng=7, days=60, events=(strike,), scripted=[(0, 59)], **certain)
    model.day = 10
    us = model.united_states
    us.case_rung[:2] = 4.0
    us.perceive_cases()
    assert us.cases.tolist() == ([] if waits else [0, 1])
