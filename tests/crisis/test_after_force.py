"""What force, warnings, dead and the street do to the next choice: each rule by its sign, its size and its target."""

from __future__ import annotations

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.engine.arrays import NEVER
from sim.engine.board import Incident
from tests.crisis.worlds import LIVELY, happening, run

EVERY = np.arange(3)
#: One voice in Washington, the same every day: its line is the threshold.
PLAIN = {
    "united_states.president.weight": 1.0,
    "united_states.president.offset": 0.0,
    "united_states.sanctions.preference": 0.0,
    "united_states.lobby.pull": 0.0,
    "united_states.force_threshold": 6.0,
    "united_states.fatality_threshold": 3.0,
    "united_states.war_aversion": 1.0,
    "united_states.proxy_discount": 2.0,
    "united_states.follow_through": 1.0,
}


def model(worlds: int = 3, **settings) -> CrisisModel:
    return CrisisModel(worlds, rng=1, days=5, **{**PLAIN, **settings})


def with_case(
    rung: float, deaths: int = 0, by: str = "proxies.kataib_hezbollah", blamed: bool | None = None, **settings
) -> CrisisModel:
    """A model with the same open case in three worlds, attributed today."""
    found = model(**settings)
    us, actor = found.united_states, found.actor(by)
    direct = actor is found.iran if blamed is None else blamed
    us.open_case(
        EVERY,
        np.full(3, rung),
        np.full(3, deaths),
        np.zeros(3, int),
        found.position(actor),
        direct=direct,
        warned=False,
        threat=False,
    )
    us.cases = us.asked = EVERY
    return found


def decided(found: CrisisModel) -> str:
    """What is struck in all three worlds."""
    us = found.united_states
    us.forget_choices()
    us.decide_cases(EVERY, us.common_line(EVERY))
    struck = {"iran": us.to_strike_iran.all(), "militia": us.to_strike_proxy.all()}
    return next((who for who, hit in struck.items() if hit), "nobody")


# -- whom to strike ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rung", "deaths", "by", "blamed", "struck"),
    [
        (6.0, 1, "proxies.kataib_hezbollah", None, "militia"),  # Kirkuk: dead, however grave, are no reason for Iran
        (8.9, 1, "proxies.kataib_hezbollah", None, "militia"),
        (9.0, 0, "proxies.kataib_hezbollah", None, "iran"),  # the act itself is: 6 + 1 + 2
        (5.9, 0, "proxies.kataib_hezbollah", None, "nobody"),
        (4.0, 1, "iran", None, "iran"),  # 4 + 3 dead against 6 + 1
        (3.9, 1, "iran", None, "nobody"),
        (7.0, 0, "iran", None, "iran"),
        (6.9, 0, "iran", None, "nobody"),
        (10.0, 1, "iran", False, "nobody"),  # Iran's own act, blamed on no one
    ],
)
def test_the_dead_decide_whether_and_the_act_and_its_author_against_whom(rung, deaths, by, blamed, struck):
    assert decided(with_case(rung, deaths, by, blamed)) == struck


def test_an_open_channel_makes_an_ordered_strike_less_likely_unless_an_american_is_dead():
    settings = {"united_states.channel.restraint": 1.0}
    for deaths, struck in ((0, "nobody"), (1, "militia")):
        found = with_case(6.5, deaths, **settings)
        found.talks.channel_open[:] = True
        assert decided(found) == struck
    assert decided(with_case(6.5, **settings)) == "militia"


# -- the line ----------------------------------------------------------------------------------------------------------


def test_what_moves_the_common_line_moves_it_by_its_size():
    found = model(
        **{
            "united_states.stand_down.rungs": 1.2,
            "united_states.talks.patience": 0.4,
            "united_states.intelligence.pull": 0.3,
        }
    )
    us, usual = found.united_states, found.united_states.common_line(EVERY)
    us.standing_down[0], found.talks.progress[1], us.threat[2] = 0.5, 0.5, 5.0
    np.testing.assert_allclose(us.common_line(EVERY) - usual, [0.6, 0.2, -1.5], atol=1e-5)


def test_warnings_and_past_force_together_lower_the_line_no_further_than_the_cap():
    found = model(**{"united_states.intelligence.pull": 0.3, "united_states.ratchet.cap": 1.5})
    us, usual = found.united_states, found.united_states.common_line(EVERY)
    us.ratchet[:], us.threat[:] = [0.0, 1.0, 1.5], 4.0
    np.testing.assert_allclose(usual - us.common_line(EVERY), [1.2, 1.5, 1.5], atol=1e-5)


def test_the_ratchet_slips_no_further_than_its_cap():
    settings = {"united_states.ratchet.step": 0.5, "united_states.ratchet.cap": 1.2}
    us = model(**settings).united_states
    seen = []
    for _ in range(4):
        us.strike(EVERY, "strike_on_proxy", target="", theatre="iraq", rule="x", cause=np.full(3, NEVER), threshold=0.0)
        seen.append(round(float(us.ratchet[0]), 3))
    assert seen == [0.5, 1.0, 1.2, 1.2]


@pytest.mark.parametrize(("deaths", "standing_down"), [(0, 1.0), (1, 0.0)])
def test_washington_stands_down_after_an_announced_answer_that_killed_nobody(deaths, standing_down):
    for warned, expected in ((True, standing_down), (False, 0.0)):
        events = (happening("iran", "open_salvo", 10, 8.0, deaths=deaths, warned=warned),)
        found = run(4, days=11, events=events, **{"united_states.stand_down.half_life": 60.0}).model
        np.testing.assert_allclose(found.united_states.standing_down, expected, atol=0.02)


# -- warnings ----------------------------------------------------------------------------------------------------------


def test_a_warning_lowers_the_line_while_a_case_is_open_and_leaves_the_case_alone():
    found = with_case(4.0, 1)
    us = found.united_states
    us.alarms, us.alarm_rung, us.alarm_cause = EVERY, np.full(3, 5.0), np.full(3, NEVER)
    us.alarm_actor = np.full(3, found.position(found.iran), np.int32)
    before = us.common_line(EVERY)
    us.warn()
    us.learn_cases()
    assert (us.case_deaths == 1).all() and not us.case_threat.any()
    np.testing.assert_allclose(us.common_line(EVERY) - before, -0.3 * 5.0, atol=1e-5)


def test_a_warning_alone_is_a_case_against_whom_it_names_and_is_held_against_the_line_without_it():
    found = model(**{"united_states.intelligence.first_strike_margin": -0.5})
    us = found.united_states
    us.alarms, us.alarm_rung, us.alarm_cause = EVERY, np.full(3, 5.8), np.full(3, NEVER)
    us.alarm_actor = np.full(3, found.position(found.actor("proxies.iraqi_front")), np.int32)
    us.warn()
    us.learn_cases()
    assert us.case_threat.all() and not us.case_direct.any()
    np.testing.assert_allclose(us.gravity(EVERY) - us.common_line(EVERY), 5.8 + 0.5 - 6.0, atol=1e-4)
    us.cases = us.asked = EVERY
    assert decided(found) == "militia"


def test_warnings_name_those_who_plan_attacks():
    found = run(300, days=120, **{**LIVELY, "united_states.intelligence.hit": 1.0}).model
    us = found.united_states
    us.alarms = np.arange(300)
    named = {list(found.actors)[place] for place in us._named(us.alarms)}
    assert named <= {"iran", *(one.path for one in found.proxies)} and {"iran", "proxies.kataib_hezbollah"} <= named


# -- provocation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "rest"), [("strike_on_proxy", 7.5), ("strike_on_iran", 0.0), ("strike_on_leader", 0.0)]
)
def test_force_settles_what_provoked_it(act, rest):
    us = model(**{"united_states.provocation.settled": 1.5}).united_states
    us.provocation[:] = 9.0
    us.strike(EVERY, act, target="", theatre="iraq", rule="x", cause=np.full(3, NEVER), threshold=0.0)
    np.testing.assert_allclose(us.provocation, rest)


def test_a_commander_is_struck_for_a_militias_act_only_by_a_further_margin():
    us = model(**{"united_states.leader.margin": 0.8, "united_states.leader.discount": 1.0}).united_states
    us.provocation[:], us.provocation_direct[:] = [7.0, 7.0, 7.9], [True, False, False]
    us.forget_choices()
    us.decide_leader(EVERY, us.common_line(EVERY))
    assert us.to_strike_leader.tolist() == [True, False, True]


def test_no_act_brings_both_a_strike_on_iran_and_one_on_a_commander():
    lively = {**LIVELY, "united_states.leader.opportunity": 1.0, "united_states.leader.margin": 0.0}
    log = run(150, days=200, **lively).events
    struck = {act: log[log["act"] == act] for act in ("strike_on_iran", "strike_on_leader")}
    assert min(len(one) for one in struck.values()) > 20
    both = struck["strike_on_iran"].merge(struck["strike_on_leader"], on=["world", "cause"])
    assert not (both["cause"] >= 0).any()


def test_force_by_order_provokes_and_settles_as_a_chosen_strike_would():
    rocket = happening("kataib_hezbollah", "rocket_attack", 10, 6.0, deaths=1)
    strike = happening("united_states", "strike_on_proxy", 11, 6.0)
    still = {**PLAIN, "united_states.attribution.chance": 0.01, "united_states.provocation.settled": 1.5}
    us = run(4, days=12, events=(rocket, strike), **still, **{"united_states.provocation.half_life": 365.0}).model
    np.testing.assert_allclose(us.united_states.provocation, 9.0 - 1.5, atol=0.05)
    assert not us.united_states.provocation_direct.any()


def test_a_case_that_the_scenario_answers_within_days_waits_for_it_while_nobody_chooses():
    """Otherwise it would teach Tehran that a death was let pass, days before force answers it."""
    rocket = happening("kataib_hezbollah", "rocket_attack", 10, 6.0, deaths=1)
    strike = happening("united_states", "strike_on_proxy", 14, 6.0)
    sure = {**PLAIN, "united_states.attribution.chance": 1.0, "iran.belief.drift": 0.0}
    beliefs = []
    for events in ((rocket, strike), (rocket,)):
        lived = run(4, days=16, events=events, scripted=((0, 20),), **sure).model
        beliefs.append(float(lived.iran.learned[0]))
        assert (lived.united_states.case_rung == 0.0).all()
    assert beliefs[0] <= 4.5 < beliefs[1]


def test_nobody_is_killed_for_an_act_that_nobody_is_blamed_for():
    found = with_case(10.0, 1, "iran", False)
    us = found.united_states
    assert decided(found) == "nobody"
    us.answer_cases()
    assert (us.provocation == 0.0).all()


def test_the_gravest_case_counts_its_dead():
    for first, second, kept in (((3.0, 1), (8.0, 0), 8.0), ((3.0, 1), (5.9, 0), 3.0), ((5.0, 0), (3.0, 1), 3.0)):
        found = with_case(first[0], first[1])
        crowd = EVERY, found.iran, "shipping_attack", np.full(3, second[0]), np.ones(3), "gulf", "gulf"
        found.today.incidents.append(Incident(*crowd, deaths=np.full(3, second[1])))
        found.united_states.learn_cases()
        assert set(found.united_states.case_rung) == {np.float32(kept)}


def test_strikes_on_militias_are_answered_through_militias_and_those_on_iran_openly():
    ready = {"iran.strike_back": 0.0, "iran.strike_back.variation": 0.0}
    for act, due in (("strike_on_proxy", 0.0), ("strike_on_leader", 7.0), ("strike_on_iran", 8.0)):
        lived = run(3, days=11, events=(happening("united_states", act, 10),), **ready).model
        np.testing.assert_allclose(lived.iran.answer_due, due)
        assert (lived.iran.vengeance > 0).all()


# -- the street --------------------------------------------------------------------------------------------------------


def test_the_street_is_answered_with_words_troops_and_withdrawal_and_never_with_force():
    events = (happening("theatres.iraq", "protest", 20, 3.5),)
    lively = {**LIVELY, "united_states.force_threshold": 0.0, "united_states.fatality_threshold": 0.0}
    log = run(200, days=60, events=events, **lively).events
    protests = log[log["act"] == "protest"].set_index(["world", "event"]).index
    answers = log[[pair in protests for pair in zip(log["world"], log["cause"], strict=True)]]
    found = answers["act"].value_counts()
    assert {"statement", "troops", "evacuation"} == set(found.index)
    share = found / found.sum()
    assert abs(share["troops"] - 0.5) < 0.1 and abs(share["evacuation"] - 0.2) < 0.08


def test_a_crowd_before_an_embassy_lowers_the_line_as_a_warning_of_its_rung_would():
    settings = {"united_states.embassy.alarm": 0.5, "united_states.intelligence.pull": 0.4}
    found = model(**settings)
    us, before = found.united_states, found.united_states.common_line(EVERY)
    crowd = EVERY[:1], found.theatres["iraq"], "protest", np.full(1, 3.5), np.zeros(1), "iraq", "united_states"
    found.today.incidents.append(Incident(*crowd, deaths=np.zeros(1, int)))
    us.watch_the_street()
    np.testing.assert_allclose(us.common_line(EVERY) - before, [-0.4 * 0.5 * 3.5, 0.0, 0.0], atol=1e-5)


def test_where_there_is_no_embassy_no_crowd_gathers():
    log = run(100, days=200, **{**LIVELY, "united_states.force_threshold": 2.0}).events
    places = set(log.loc[log["act"] == "protest", "actor"])
    assert "theatres.iraq" in places and not places & {"theatres.yemen", "theatres.gulf", "theatres.saudi_arabia"}


# -- Tehran holds back -------------------------------------------------------------------------------------------------


def test_tehran_holds_back_with_danger_after_an_answer_and_while_talks_get_somewhere():
    settings = {"iran.restraint.danger": 0.6, "iran.lull.depth": 0.7, "iran.talks.restraint": 0.3}
    found = model(4, **settings)
    iran = found.iran
    iran.learned[:], iran.learned_width[:] = [100.0, -100.0, 100.0, 100.0], 0.1  # no danger, certain danger
    iran.lull[2], found.talks.progress[3] = 1.0, 1.0
    np.testing.assert_allclose(iran.choose_restraint(), [1.0, 0.4, 0.3, 0.7], atol=1e-3)
    provoked = model(4, **{**settings, "iran.restraint.danger": -1.0}).iran
    provoked.learned[:], provoked.learned_width[:] = -100.0, 0.1
    np.testing.assert_allclose(provoked.choose_restraint(), 2.0, atol=1e-3)


def test_restraint_holds_for_direct_and_ordered_acts_and_not_for_a_militias_own():
    found = model()
    iran, group = found.iran, found.proxies[0]
    iran.effort[:], iran.resisting[:] = 1.0, True
    free, rates = (iran.direct_rate().copy(), group.ordered_rate().copy()), group.own_rate().copy()
    iran.freedom[:] = 0.25
    np.testing.assert_allclose(iran.direct_rate(), free[0] / 4, rtol=1e-5)
    np.testing.assert_allclose(group.ordered_rate(), free[1] / 4, rtol=1e-5)
    np.testing.assert_allclose(group.own_rate(), rates)


def test_revenge_is_asked_of_the_proxies_and_not_of_its_own_forces():
    iran = model().iran
    iran.effort[:], iran.resisting[:] = 1.0, True
    direct, asked = iran.direct_rate().copy(), iran.asked.copy()
    iran.vengeance[:] = 0.5
    np.testing.assert_allclose(iran.direct_rate(), direct)
    np.testing.assert_allclose(iran.asked - asked, 0.5)


def test_an_open_answer_settles_the_account_and_a_new_strike_on_iran_opens_it():
    salvo, again = happening("iran", "open_salvo", 10, 6.0), happening("united_states", "strike_on_iran", 12, 8.0)
    proxy = happening("united_states", "strike_on_proxy", 12, 6.0)
    lulls = [run(3, days=13, events=(salvo, *more)).model.iran.lull[0] for more in ((), (proxy,), (again,))]
    assert lulls[0] == lulls[1] > 0.9 and lulls[2] == 0.0


def test_below_the_slightest_act_tehran_does_nothing():
    """Its aim lies under the line it believes in, so a margin that is wide enough leaves it no act to choose."""
    shares = []
    for margin in (1.5, 6.0):
        careful = {**LIVELY, "iran.margin": margin, "iran.boldness": 0.0, "iran.belief.mean": 4.0}
        log = run(60, days=60, **careful, **{"united_states.force_allowed": 0.0}).events
        direct = (log["actor"] == "iran") & log["act"].isin(["tanker_seizure", "shipping_attack", "drone_loss"])
        by_proxies = log["actor"].str.startswith("proxies.")
        shares.append((direct.sum(), (by_proxies & log["threshold"].notna()).sum(), by_proxies.sum()))
    assert min(shares[0]) > 50 and shares[1][:2] == (0, 0) and shares[1][2] > 50


def test_an_open_answer_takes_its_days_to_prepare_and_is_announced_more_often_through_a_channel():
    strike = (happening("united_states", "strike_on_iran", 5, 8.0),)
    settings = {"iran.answer.lead": 3, "iran.answer.chance": 1.0, "iran.answer.warned": 0.0, "iran.capability": 1.0}
    silent = run(200, days=12, events=strike, **settings, **{"iran.answer.channel": 0.0}).events
    salvos = silent[silent["act"] == "open_salvo"]
    assert len(salvos) > 150 and set(salvos["day"]) == {8} and (salvos["rung"] == 8.0).all()
    channel = (happening("mediators.switzerland", "talks_offer", 3, 0.0), *strike)
    spoken = {"iran.answer.channel": 1.0, "mediators.closing.chance": 0.0, "mediators.lapse": 2000.0}
    heard = run(200, days=12, events=channel, **settings, **spoken).events
    heard = heard[heard["act"] == "open_salvo"]
    assert len(heard) > 150 and (heard["rung"] == 6.0).mean() > 0.9


def test_an_announcement_spares_lives():
    deadly = {"iran.answer.deadly": 0.8, "iran.answer.chance": 1.0, "iran.answer.warned": 1.0}
    strike = (happening("united_states", "strike_on_iran", 5, 8.0),)
    dead = [
        run(400, days=12, events=strike, **deadly, **{"iran.answer.spared": spared}).events.query("act == 'open_salvo'")
        for spared in (0.0, 0.75)
    ]
    shares = [(one["fatalities"] > 0).mean() for one in dead]
    assert abs(shares[0] - 0.8) < 0.07 and abs(shares[1] - 0.2) < 0.07


# -- groups that stir each other ---------------------------------------------------------------------------------------


def test_one_attack_brings_its_share_of_further_ones_over_time_spread_over_the_groups():
    found = model(**{"theatres.contagion": 0.5, "theatres.contagion.half_life": 10.0, "theatres.unrest.onset": 0.0})
    place, group = found.theatres["iraq"], found.proxies[0]
    assert len(place.armed) == 3
    usual = group.own_rate().copy()
    one = EVERY[:1], group, "rocket_attack", np.full(1, 4.0), np.zeros(1), "iraq", "iraq", np.zeros(1, int)
    found.today.incidents.append(Incident(*one))
    place.learn()
    found.today.incidents.clear()
    more = np.zeros(3)
    for _ in range(200):
        place.perceive()
        more += group.own_rate() - usual
        place.act()
        found.day += 1
    np.testing.assert_allclose(more, [0.5 / 3, 0.0, 0.0], rtol=1e-3, atol=1e-6)


def test_unrest_comes_and_goes_and_multiplies_the_tempo_of_the_groups_there():
    found = model(**{"theatres.unrest.gain": 2.0, "theatres.contagion": 0.0})
    group, elsewhere = found.proxies[0], found.actor("proxies.lebanese_hezbollah")
    found.iran.effort[:] = 1.0
    usual = group.own_rate().copy(), group.ordered_rate().copy(), elsewhere.own_rate().copy()
    found.theatres["iraq"].unrest[:] = [True, False, True]
    found.theatres["iraq"].perceive()
    np.testing.assert_allclose(group.own_rate() / usual[0], [3, 1, 3], rtol=1e-5)
    np.testing.assert_allclose(group.ordered_rate() / usual[1], [3, 1, 3], rtol=1e-5)
    np.testing.assert_allclose(elsewhere.own_rate(), usual[2])
    waves = run(1000, days=500, **{"theatres.unrest.onset": 2.0, "theatres.unrest.length": 91.25}).model
    assert abs(waves.theatres["iraq"].unrest.mean() - 1 / 3) < 0.06  # on for a quarter of a year, off for half a year


# -- talks -------------------------------------------------------------------------------------------------------------


def test_an_interim_accord_carries_talks_part_of_the_way_and_full_terms_all_of_it():
    settings = {"talks.interim.share": 0.4, "talks.interim.ceiling": 0.5, "talks.step": 0.3, "talks.swap.chance": 0.0}
    found = model(**settings)
    talks, between = found.talks, found.mediators[0]
    between.delivering = EVERY
    asks, offers = np.full(3, 0.8), np.array([0.8, 0.33, 0.31])  # on all; on two fifths of what is asked; on neither
    for _ in range(5):
        talks._take_in(between, asks, offers - asks)
        found.day += 1
    np.testing.assert_allclose(talks.progress, [1.0, 0.5, 0.0], atol=1e-6)
    assert talks.meeting.tolist() == [True, True, False]


def test_a_message_may_bring_an_exchange_of_prisoners_which_helps_talks_as_far_as_the_ceiling():
    found = model(**{"talks.swap.chance": 1.0, "talks.swap.gain": 0.1, "talks.step": 0.0})
    found.mediators[0].delivering = EVERY
    found.talks._take_in(found.mediators[0], np.full(3, 0.8), np.full(3, -0.8))
    np.testing.assert_allclose(found.talks.progress, 0.1, atol=1e-6)


def test_fear_moves_the_hazard_of_giving_in_by_a_parameter_of_either_sign():
    shares = []
    for fear in (-1.0, 0.0, 4.0):
        settings = {"iran.fold.rate": 0.5, "iran.fold.fear": fear, "iran.economy.pain.full": 0.05}
        certain = {"iran.belief.mean": 0.0, "iran.belief.width": 0.05, "iran.belief.drift": 0.0}
        lived = run(200, days=60, **settings, **certain, **{"united_states.pressure": 0.95, "iran.boldness": 0.0})
        shares.append(lived.outcomes.count("capitulation") / 200)
    assert shares[0] < shares[1] / 2 and shares[2] > 1.5 * shares[1] > 0
