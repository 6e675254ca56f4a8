"""Militias, go-betweens, countries and the talks, by hand; and what is counted of all of them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.crisis.environment import CrisisBoard
from tests.crisis.directions.reading import each, every, never, put, small, told

MILITIA, OTHER, YEMEN, LEBANON = (
    f"proxies.{one}" for one in ("kataib_hezbollah", "asaib_ahl_al_haq", "ansar_allah", "lebanese_hezbollah")
)


# -- militias ----------------------------------------------------------------------------------------------------------


def firing(by: str, ordered: bool, **settings):
    """A militia that attacks today, asked or of its own accord, and what it writes down."""
    model = small(**settings)
    group, model.iran.aimed[:] = model.actor(by), 4.0
    group.attacks, group.ordered, group.cause = every(model), np.array([ordered]), np.array([3])
    group.act()
    (one,), (incident,) = told(model), model.today.incidents
    return one, incident


@pytest.mark.parametrize(
    ("by", "ordered", "act", "theatre", "rung"),
    [
        (MILITIA, False, "rocket_attack", "iraq", 3.5),
        (MILITIA, True, "rocket_attack", "iraq", 4.0),
        (YEMEN, False, "cross_border_fire", "saudi_arabia", 4.0),
        (YEMEN, True, "drone_loss", "saudi_arabia", 4.5),
        (LEBANON, False, "rocket_attack", "lebanon", 3.5),
    ],
)
def test_a_militia_does_where_it_stands_what_it_likes_or_is_asked(by, ordered, act, theatre, rung):
    one, incident = firing(by, ordered, **{"theatres.exposure": 0.0, "iran.belief.mean": 5.0})
    assert (one.actor, one.act, one.target, one.rule, one.cause) == (by, act, theatre, "Proxy.decide", 3)
    assert (one.rung, incident.theatre, incident.target) == (rung, theatre, theatre)
    assert incident.answerable == (by != YEMEN or ordered), "Ansar Allah's own fire is its own war"
    if ordered:
        assert (one.threshold, one.margin) == (5.0, 5.0 - rung)
    else:
        assert np.isnan(one.threshold) and np.isnan(one.margin)


def test_an_act_of_its_own_war_that_kills_an_american_is_a_question_to_washington():
    deadly = {"theatres.exposure": 1.0, "theatres.lethality": 1.0}
    one, incident = firing(YEMEN, False, **deadly)
    assert one.fatalities == 1 and incident.answerable
    one, incident = firing(YEMEN, True, **deadly)
    assert one.fatalities == 0, "a drone carries nobody"


def test_worlds_of_one_day_are_told_apart_by_whose_wish_it_was():
    model = small(2, 1)
    group, model.iran.aimed[:] = model.proxies[0], [5.0, 6.0]
    group.attacks, group.ordered, group.cause = every(model), np.array([False, True]), np.array([3, 4])
    group.grievance[:] = 0.5
    group.act()
    assert [(one.world, one.rung, one.cause) for one in told(model)] == [(0, 4.0, 3), (1, 6.0, 4)]
    tags = [incident.tag for incident in model.today.incidents]
    assert tags == ["rocket_attack, unasked, case", "rocket_attack, asked, case"]


def test_severity_stays_between_the_slightest_and_the_groups_reach():
    group = small(2, 1, **{"proxies.own.aim": np.array([0.5, 8.0]), "proxies.reach": 5.5}).proxies[0]
    assert group.severity(every(group.model), np.zeros(2, bool)).tolist() == [1.0, 5.5]


def test_whose_attack_it_is_goes_by_their_rates_and_so_does_its_cause():
    """A quarter a day of its own and three quarters asked: of every four attacks three are for Tehran's sake."""
    settings = {"proxies.tempo": 0.25, "proxies.obedient.tempo": 0.75, "proxies.autonomy": 0.0,
                "proxies.funding.elasticity": 0.0, "proxies.grievance.gain": 0.0}  # fmt: skip
    model = small(1000, **settings)
    group, iran = model.proxies[0], model.iran
    iran.effort[:], iran.freedom[:], iran.aimed[:], iran.resolve_event[:] = 1.0, 1.0, 2.0, 5
    group.grievance[:], group.wronged_by[:] = 0.2, 7
    group.decide()
    assert group.attacks.size == 1000 and group.ordered.sum() == 750
    assert set(group.cause[group.ordered]) == {5} and set(group.cause[~group.ordered]) == {7}
    model.day, group.grievance[:], iran.aimed[:] = 1, 0.1, 1.9
    group.decide()
    assert group.attacks.size == 250 and not group.ordered.any(), "who aims below every act asks for none"
    assert set(group.cause) == {-1}, "a slight grievance is no cause"


def test_income_falls_with_the_purse_as_far_as_the_group_depends_on_it():
    model = small(**{"proxies.dependence": 0.5})
    model.iran.purse[:] = 0.5
    assert model.proxies[0].income[0] == 0.75


@pytest.mark.parametrize(
    ("act", "target", "theatre", "grievance"),
    [
        ("strike_on_proxy", MILITIA, "iraq", 0.5),
        ("strike_on_proxy", OTHER, "iraq", 0.25),
        ("strike_on_proxy", LEBANON, "lebanon", 0.0),
        ("strike_on_iran", "iran", "", 0.25),
        ("strike_on_leader", "iran", "iraq", 0.25),
    ],
)
def test_a_strike_wrongs_whom_it_hits_and_those_beside_him(act, target, theatre, grievance):
    model = small(**{"proxies.grievance.hit": 0.5, "proxies.grievance.near": 0.25, "proxies.control.loss": 0.25})
    put(model, "united_states", act, 6.0, target=target, theatre=theatre).event[:] = 8
    group = model.proxies[0]
    group.learn()
    assert group.grievance[0] == grievance and group.wronged_by[0] == (8 if grievance else -1)
    assert group.control[0] == (0.75 if act == "strike_on_leader" else 1.0)
    for _ in range(9):
        group.learn()
    assert group.grievance[0] == (1.0 if grievance else 0.0)


# -- countries ---------------------------------------------------------------------------------------------------------


def test_a_strike_angers_the_public_where_it_falls():
    model = small()
    put(model, "united_states", "strike_on_proxy", 6.0, theatre="lebanon").event[:] = 4
    for place, anger, by in (("iraq", 0.0, -1), ("lebanon", 1.0, 4)):
        model.theatres[place].learn()
        assert (model.theatres[place].anger[0], model.theatres[place].angered_by[0]) == (anger, by)


def test_a_protest_says_what_it_answers():
    model = small(**{"theatres.protest.chance": 1.0, "theatres.anger.vented": 0.5, "theatres.anger.half_life": 10.0})
    place = model.theatres["iraq"]
    place.anger[:], place.angered_by[:] = 1.0, 4
    place.decide()
    place.act()
    (one,) = told(model)
    assert (one.actor, one.act, one.target) == ("theatres.iraq", "protest", "united_states")
    assert (one.rung, one.cause, one.rule) == (3.5, 4, "Country.decide")
    assert model.today.incidents[0].theatre == "iraq"
    assert place.anger[0] == pytest.approx(0.5 * 2**-0.1)


@pytest.mark.parametrize(("anger", "protests"), [(0.05, 0), (0.06, 60)])
def test_hardly_any_anger_brings_nobody_to_the_street(anger, protests):
    place = small(1000, **{"theatres.protest.chance": 1.0}).theatres["iraq"]
    place.anger[:] = anger
    place.decide()
    assert place.protests.size == protests


@pytest.mark.parametrize(
    ("by", "theatre", "stirred"), [(MILITIA, "iraq", 0.5), (LEBANON, "lebanon", 0.0), ("iran", "iraq", 0.0)]
)
def test_an_attack_by_a_group_here_stirs_the_groups_here(by, theatre, stirred):
    model = small(**{"theatres.contagion.half_life": 1.0})
    put(model, by, "rocket_attack", 4.0, theatre=theatre)
    model.theatres["iraq"].learn()
    assert model.theatres["iraq"].stirred[0] == stirred
    model.theatres["iraq"].act()
    assert model.theatres["iraq"].stirred[0] == stirred / 2


def test_contagion_is_shared_by_means():
    model = small(**{"theatres.contagion": 0.5, "theatres.contagion.pending": 0.75, f"{MILITIA}.capability": 3.0})
    model.theatres["iraq"].perceive()
    assert model.theatres["iraq"].contagion_rate()[0] == pytest.approx(0.5 * 0.75 / 5)


def test_unrest_here_quickens_what_is_done_and_asked_here():
    model = small(**{"theatres.unrest": 1.0, "theatres.unrest.gain": 1.0, "proxies.tempo": 0.25,
                     "proxies.obedient.tempo": 0.5, "proxies.autonomy": 0.0, "theatres.contagion.pending": 0.6,
                     "theatres.contagion": 0.5})  # fmt: skip
    model.iran.effort[:], group = 1.0, model.proxies[0]
    model.theatres["iraq"].perceive()
    assert group.own_rate()[0] == pytest.approx(2 * 0.25 + 0.5 * 0.6 / 3)
    assert group.ordered_rate()[0] == pytest.approx(2 * 0.5)


@pytest.mark.parametrize(("rung", "exposure", "chance"), [(1.0, 1.0, 0.0), (3.0, 1.0, 0.1), (6.0, 0.5, 0.2), (9, 5, 1)])
def test_an_attack_is_deadlier_the_graver_it_is_and_the_more_are_exposed(rung, exposure, chance):
    model = small(**{"theatres.exposure": exposure, "theatres.lethality": 0.2})
    found = model.theatres["iraq"].chance_of_death(each(model, rung), every(model))
    assert found[0] == pytest.approx(chance)


# -- go-betweens and talks ---------------------------------------------------------------------------------------------


def test_a_message_takes_its_days_and_then_says_what_it_finds():
    model = small(**{"mediators.message.delay": 2.0, "mediators.message.loss": 0.0, "talks.swap.chance": 0.0,
                     "united_states.demand": 0.75, "iran.offer.base": 0.5, "talks.step": 0.25,
                     "talks.interim.share": 1.0})  # fmt: skip
    between, talks = model.mediators[0], model.talks
    between.open[:], between.opened_by[:], between.sending = True, 6, every(model)
    between.act()
    assert between.days_left[0] == 2
    between.sending = every(model)[:0]
    for day, arrives in ((1, False), (2, True), (3, False)):
        model.day = day
        for actor in (between, talks):
            actor.perceive()
        talks.decide()
        between.act()
        assert (between.delivering.size == 1) == arrives
    found = [one for one in told(model) if one.act == "message"]
    assert [(one.actor, one.cause, one.threshold, one.margin) for one in found] == [(between.path, 6, 0.75, -0.25)]


def test_a_go_between_sends_nothing_while_a_message_is_under_way_or_the_channel_is_shut():
    model = small(3, 3, **{"mediators.message.rate": 1.0})
    between = model.mediators[0]
    between.open[:], between.days_left[:] = [True, True, False], [0, 2, 0]
    between.decide()
    assert between.sending.tolist() == [0]


def test_nobody_gives_up_while_terms_meet():
    model = small(2, 1, **{"mediators.lapse": 1.0})
    model.mediators[0].open[:], model.talks.meeting[:] = True, [True, False]
    model.mediators[0].decide()
    assert model.mediators[0].lapsing.tolist() == [1]


def test_a_channel_that_closes_takes_its_message_with_it():
    model = small(**{"mediators.closing.chance": 1.0})
    between = model.mediators[0]
    between.open[:], between.days_left[:] = True, 3
    put(model, "iran", "oil_plant_strike", 5.0).event[:] = 4
    between.learn()
    assert not between.open[0] and between.days_left[0] == 0
    (one,) = told(model)
    assert (one.act, one.cause, one.rule) == ("channel_closed", 4, "Mediator.learn")


@pytest.mark.parametrize(("rung", "opens"), [(3.9, False), (4.0, True)])
def test_only_what_is_grave_opens_a_channel_and_says_so(rung, opens):
    model = small(**{"mediators.opening.chance": 1.0, "mediators.access": 1.0})
    put(model, "iran", "shipping_attack", rung).event[:] = 4
    model.mediators[0].learn()
    assert model.mediators[0].open[0] == opens
    assert [(one.act, one.cause) for one in told(model)] == ([("talks_offer", 4)] if opens else [])
    assert model.mediators[0].opened_by[0] == (0 if opens else -1)


def test_what_a_go_between_does_of_its_own_accord_answers_nothing():
    model = small(2, 1, **{"mediators.opening.unasked": 1.0, "mediators.access": 1.0, "mediators.lapse": 1.0})
    between = model.mediators[0]
    between.open[1] = True
    between.decide()
    between.act()
    found = [(one.world, one.actor, one.act, one.cause, one.rule) for one in told(model)]
    assert found == [(0, between.path, "talks_offer", -1, "Mediator.decide"),
                     (1, between.path, "channel_closed", -1, "Mediator.decide")]  # fmt: skip
    assert between.open.tolist() == [True, False] and between.opened_by.tolist() == [0, -1]


def test_an_open_channel_is_not_opened_again():
    model = small(**{"mediators.opening.chance": 1.0, "mediators.opening.unasked": 1.0, "mediators.access": 1.0})
    between = model.mediators[0]
    between.open[:] = True
    between.decide()
    put(model, "iran", "shipping_attack", 5.0)
    between.learn()
    assert told(model) == [] and between.opening_now.size == 0


def test_the_talks_know_whether_anyone_carries_messages():
    model = small(3, 1)
    model.mediators[0].open[:], model.mediators[3].open[:] = [True, False, False], [False, True, False]
    model.talks.meeting[:] = True
    model.talks.perceive()
    assert model.talks.channel_open.tolist() == model.talks.meeting.tolist() == [True, True, False]


def test_an_agreement_lies_half_way_between_the_terms_and_says_whether_it_is_capitulation():
    model = small(2, 1, **{"united_states.demand": 0.75, "iran.offer.base": 0.5, "talks.capitulation.share": 0.5})
    talks = model.talks
    talks.progress[:] = [1.0, 0.99]
    talks.decide()
    talks.act()
    (one,) = told(model)
    assert (one.world, one.act, one.threshold, one.margin, one.rule) == (0, "agreement", 0.5, 0.125, "Talks.decide")
    assert talks.terms_met[0] == 0.625 and np.isnan(talks.terms_met[1])
    assert talks.progress[0] == 1.0, "what is agreed fades no more"
    assert talks.progress[1] < 0.99


def test_talks_that_came_further_stay_there_while_only_an_interim_accord_is_in_reach():
    model = small(3, 1, **{"talks.interim.ceiling": 0.5, "talks.interim.share": 0.5, "talks.step": 0.25,
                           "talks.swap.chance": 0.0})  # fmt: skip
    talks, between = model.talks, model.mediators[0]
    talks.progress[:], between.delivering = [0.75, 0.4, 0.1], every(model)
    talks._take_in(between, each(model, 0.8), each(model, -0.4))
    np.testing.assert_allclose(talks.progress, [0.75, 0.5, 0.35])


def test_an_exchange_of_prisoners_is_written_down_and_helps_by_its_gain():
    model = small(**{"talks.swap.chance": 1.0, "talks.swap.gain": 0.25, "talks.step": 0.25})
    between = model.mediators[0]
    between.delivering = every(model)
    model.talks._take_in(between, each(model, 0.8), each(model, 0.0))
    assert [one.act for one in told(model)] == ["prisoner_swap"] and model.talks.progress[0] == 0.5
    model.day += 1
    model.talks.progress[:] = 0.9
    model.talks._take_in(between, each(model, 0.8), each(model, 0.0))
    assert model.talks.progress[0] == 1.0, "it can come no further than to its end"


def test_talks_lose_no_more_than_they_have_and_more_by_graver_acts():
    model = small(2, 1, **{"talks.setback": 0.5, "talks.setback.strike": 0.5})
    model.talks.progress[:] = [0.25, 1.0]
    put(model, "iran", "drone_loss", 5.0)
    put(model, "united_states", "strike_on_iran", 8.0)
    model.talks.learn()
    assert model.talks.progress.tolist() == [0.0, 0.25]


# -- what is counted ---------------------------------------------------------------------------------------------------


def test_escalation_is_the_gravest_of_the_day_and_fades_by_half_in_ten():
    model = small()
    put(model, "iran", "drone_loss", 4.5)
    put(model, MILITIA, "rocket_attack", 4.0)
    put(model, YEMEN, "cross_border_fire", 9.0, answerable=False)
    model.count()
    assert model.escalation[0] == model.top_rung[0] == 4.5, "a war of its own escalates nothing"
    model.today = CrisisBoard()
    model.count()
    assert model.escalation[0] == pytest.approx(4.5 * 0.93) and model.top_rung[0] == 4.5
    for _ in range(9):
        model.count()
    assert model.escalation[0] / 4.5 == pytest.approx(0.5, abs=0.02)


def attack(model, by: str, act: str, **details):
    theatre, dead = details.pop("theatre", "iraq"), each(model, details.pop("deaths", 0)).astype(np.int32)
    model.attack(model.actor(by), every(model), act, each(model, 4.0), dead, theatre=theatre, rule="x",
                 cause=never(model), **details)  # fmt: skip


def test_acts_are_counted_by_whose_they_are_and_where():
    model = small(day=7)
    attack(model, MILITIA, "rocket_attack", deaths=2)
    attack(model, LEBANON, "rocket_attack", theatre="lebanon")
    attack(model, YEMEN, "cross_border_fire", theatre="saudi_arabia", answerable=False)
    model.day = 9
    attack(model, "iran", "shipping_attack", theatre="gulf", deaths=1)
    attack(model, "iran", "shipping_attack", theatre="gulf")
    counts = model.hostile_total, model.iraq_total, model.yemen_total, model.direct_total, model.deaths_total
    assert [int(one[0]) for one in counts] == [4, 1, 1, 2, 3]
    assert (model.first_death_day[0], model.first_direct_day[0]) == (7, 9)


def test_the_first_death_of_the_first_day_stays_the_first():
    model = small(day=0)
    attack(model, "iran", "shipping_attack", deaths=1)
    model.day = 3
    attack(model, "iran", "shipping_attack", deaths=1)
    assert (model.first_death_day[0], model.first_direct_day[0]) == (0, 0)


def test_the_count_of_thirty_days_holds_thirty_days():
    model = small()
    seen = []
    for day in range(40):
        model.day, model.today = day, CrisisBoard()
        if day in (0, 3):
            attack(model, MILITIA, "rocket_attack")
        attack(model, YEMEN, "cross_border_fire", answerable=False)
        model.count()
        seen.append((int(model.hostile_now[0]), int(model.yemen_now[0])))
    assert [hostile for hostile, _ in seen] == [1] * 3 + [2] * 27 + [1] * 3 + [0] * 7
    assert [yemen for _, yemen in seen] == [min(day + 1, 30) for day in range(40)]


@pytest.mark.parametrize(
    ("us", "iran", "exchanged"), [(10, 40, True), (40, 10, True), (10, 41, False), (-1, 40, False)]
)
def test_both_sides_exchange_open_force_within_thirty_days(us, iran, exchanged):
    model = small(day=41)
    model.united_states.open_force_day[:], model.iran.salvo_day[:] = us, iran
    model.count()
    assert model.exchange_day[0] == -1, "it is looked at when force is used"
    put(model, "iran", "open_salvo", 8.0)
    model.count()
    assert model.exchange_day[0] == (41 if exchanged else -1)
    model.day = 50
    model.count()
    assert model.exchange_day[0] == (41 if exchanged else -1), "the first day stays"


def test_nobody_dies_where_nobody_is_and_no_more_are_near_than_in_iraq():
    model = small(**{"theatres.exposure": 3.0, "theatres.lethality": 1.0})
    killed = {place: model.killed("rocket_attack", place, each(model, 9.0), every(model), each(model, 0.5))[0]
              for place in ("iraq", "", "elsewhere")}  # fmt: skip
    assert killed == {"iraq": 1, "": 0, "elsewhere": 0}
    assert (float(model.exposed("iraq", every(model))), model.exposed("elsewhere", every(model))[0]) == (1.0, 0.0)


def test_the_last_of_a_days_shocks_is_what_closes_a_channel_in_each_world():
    model = small(2, 1)
    put(model, "united_states", "terror_listing", 2.0).event[:] = 1
    put(model, "united_states", "strike_on_proxy", 6.0).event[:] = 2
    put(model, "iran", "oil_plant_strike", 5.0).event[:] = [3, 4]
    put(model, "iran", "shipping_attack", 9.0).event[:] = 5
    worlds, event = model.today.shocking()
    assert worlds.tolist() == [0, 1] and event.tolist() == [3, 4]
    worlds, event = model.today.grave()
    assert worlds.tolist() == [0, 1] and event.tolist() == [2, 2]


def test_whom_force_hits_for_whose_act():
    model = small()
    places = [model.position(model.actor(one)) for one in (MILITIA, YEMEN, "iran")]
    assert model.culprit(np.array([*places, -1])).tolist() == [0, 3, -1, -1]


def test_planned_attacks_are_those_of_iran_and_of_those_that_obey():
    model = small(**{"iran.direct.tempo": 0.5, "proxies.obedient.tempo": 0.0, f"{YEMEN}.obedient.tempo": 0.25,
                     f"{YEMEN}.autonomy": 0.5, f"{YEMEN}.capability": 2.0})  # fmt: skip
    model.iran.effort[:], model.iran.resisting[:] = 1.0, True
    assert model.planned_attacks[0] == pytest.approx(0.5 + 0.25 * 0.5 * 2.0)
