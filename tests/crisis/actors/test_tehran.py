"""Tehran's rules by hand: turning, aiming, acting, answering, learning, giving in, and its economy."""

from __future__ import annotations

import numpy as np
import pytest

from tests.crisis.directions.reading import each, every, put, small, told
from tests.crisis.worlds import step

# -- turning -----------------------------------------------------------------------------------------------------------


def test_tehran_turns_and_says_from_which_level_and_why():
    model = small(3, 1, **{"iran.patience.exports": 0.25, "iran.patience.return": 0.25})
    iran = model.iran
    iran.foreseen, iran.resisting[:] = np.array([0.125, 0.75, 0.375]), [False, True, True]
    iran.resolve_event[:], model.united_states.pressure_event[:] = 7, [3, 4, 5]
    iran.decide_patience()
    iran.turn()
    first, second = told(model)
    assert (first.world, first.act, first.threshold, first.margin, first.cause) == (0, "resistance", 0.25, 0.125, 3)
    assert (second.world, second.act, second.threshold, second.margin, second.cause) == (1, "patience", 0.5, 0.25, 4)
    assert {first.rule, second.rule} == {"Iran.decide_patience"}
    assert iran.resisting.tolist() == [True, False, True] and iran.resolve_event.tolist() == [0, -1, 7]


def test_what_is_in_prospect_is_the_less_of_what_is_sold_and_what_is_announced_to_be_left():
    model = small(3, 1, **{"iran.economy.exports.floor": 0.0, "united_states.pressure": 0.25})
    model.economy.share[:] = [0.5, 1.0, 1.0]
    model.united_states.announced = np.array([0.0, 0.0, 0.75])
    np.testing.assert_allclose(model.iran.prospect(), [0.5, 0.75, 0.25])


def test_effort_is_never_negative_and_counts_pressure_and_pain_together():
    settings = {"iran.effort.base": 0.25, "united_states.pressure": 0.5, "iran.resisting": 1.0}
    model = small(2, 1, **settings, **{"iran.effort.pressure": 0.5, "iran.effort.pain": np.array([0.5, -2.0])})
    model.economy.pain[:] = 0.5
    np.testing.assert_allclose(model.iran.choose_effort(), [0.75, 0.0])


def test_intent_lies_between_nothing_and_all():
    iran = small(2, 1, **{"iran.hostility.risen": np.array([0.5, -1.0]), "iran.hostility.strike": 1.0}).iran
    assert iran.hostility.tolist() == [1.0, 0.0]
    iran.harden(every(iran.model), 1.0)
    assert iran.hostility.tolist() == [1.0, 1.0]
    np.testing.assert_allclose(iran.risen, 0.4)


def test_the_purse_is_never_less_than_empty():
    iran = small(**{"iran.purse.austerity": 2.0, "iran.purse.lag": 1.0}).iran
    iran.income = each(iran.model, 0.25)
    iran.move_intent()
    assert iran.purse[0] == 0.0


def test_the_day_takes_stock_of_exports_effort_restraint_and_aim():
    model = small(**{"iran.effort.base": 0.5, "iran.patience.effort": 1.0, "iran.lull": 0.5, "iran.lull.depth": 0.5})
    iran = model.iran
    iran.learned[:], iran.learned_width[:], iran.learned_variation[:] = 8.0, 0.05, 0.05
    model.economy.share[:] = 0.5
    iran.perceive()
    np.testing.assert_allclose([iran.foreseen[0], iran.income[0], iran.effort[0]], 0.5)
    np.testing.assert_allclose([iran.freedom[0], iran.aimed[0]], [0.75, 6.5])


# -- acting ------------------------------------------------------------------------------------------------------------

NO_PLANTS = {"iran.target.plants": 0.0, "iran.target.drones": 0.0}


@pytest.mark.parametrize(
    ("aimed", "kind", "rung"),
    [
        (1.9, "tanker_seizure", 0.0),
        (2.0, "tanker_seizure", 2.0),
        (3.49, "tanker_seizure", 3.49),
        (3.5, "at sea", 3.5),
        (4.74, "at sea", 4.74),
        (4.75, "gravest", 4.75),
        (9.5, "gravest", 9.0),
    ],
)
def test_the_target_is_the_one_whose_usual_rung_lies_nearest(aimed, kind, rung):
    usual = {"at sea": ("shipping_attack", "drone_loss"), "gravest": ("oil_plant_strike",) * 2}
    for drones in (0, 1):
        iran = small(**{"iran.target.plants": 1.0, "iran.target.drones": float(drones)}).iran
        iran.aimed[:] = aimed
        (found,), (severity,) = iran.choose_act(every(iran.model))
        assert found == usual.get(kind, (kind, kind))[drones] and severity == pytest.approx(rung)


def test_of_the_gravest_acts_that_go_for_no_oil_plant_some_go_for_drones():
    for drones, kind in ((0.0, "shipping_attack"), (1.0, "drone_loss")):
        iran = small(**{**NO_PLANTS, "iran.target.drones": drones}).iran
        iran.aimed[:] = 6.0
        assert iran.choose_act(every(iran.model))[0].tolist() == [kind]


@pytest.mark.parametrize(
    ("aimed", "act", "theatre"),
    [(3.0, "tanker_seizure", "gulf"), (4.0, "shipping_attack", "gulf"), (6.0, "oil_plant_strike", "saudi_arabia")],
)
def test_an_act_happens_in_its_theatre_and_says_how_far_below_the_line_it_lies(aimed, act, theatre):
    model = small(**{"iran.target.plants": 1.0, "iran.target.drones": 0.0, "iran.belief.mean": 4.5})
    iran = model.iran
    iran.aimed[:], iran.resolve_event[:], iran.acting = aimed, 6, every(model)
    iran.attack()
    (one,) = told(model)
    assert (one.actor, one.act, one.target, one.rule) == ("iran", act, theatre, "Iran.choose_act")
    assert (one.rung, one.threshold, one.margin, one.cause) == (aimed, 4.5, 4.5 - aimed, 6)
    assert [incident.theatre for incident in model.today.incidents] == [theatre]
    assert model.direct_total[0] == 1


def test_an_act_kills_as_often_as_its_theatre_and_severity_have_it():
    sure = {"theatres.gulf.exposure": 1.0, "theatres.saudi_arabia.exposure": 0.0, "theatres.lethality": 1.0}
    for aimed, drones, deaths in ((4.0, 0.0, 1), (4.0, 1.0, 0), (6.0, 0.0, 0)):
        model = small(**sure, **{"iran.target.plants": 1.0, "iran.target.drones": drones})
        model.iran.aimed[:], model.iran.acting = aimed, every(model)
        model.iran.attack()
        assert [one.fatalities for one in told(model)] == [deaths]


def test_where_no_act_lies_under_the_aim_none_is_committed():
    model = small()
    model.iran.aimed[:], model.iran.acting = 1.5, every(model)
    model.iran.attack()
    assert told(model) == []


# -- belief ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "aimed"), [(0.5, 1.0), (6.0, 4.5), (20.0, 9.0)])
def test_the_aim_stays_on_the_ladder(mean, aimed):
    iran = small(**{"iran.margin": 1.5}).iran
    iran.learned[:] = mean
    assert iran.choose_aim()[0] == aimed


def test_the_aim_is_bolder_under_pressure_and_in_pain_together():
    model = small(**{"iran.margin": 2.0, "iran.boldness": 0.5, "iran.belief.mean": 4.5, "united_states.pressure": 0.5})
    model.economy.pain[:] = 0.5
    assert model.iran.choose_aim()[0] == pytest.approx(3.5)


def test_lessons_move_the_belief_the_way_they_point_within_the_ladder():
    iran = small(
        3, 1, **{"iran.belief.variation_learning": 1.0, "iran.belief.variation": np.array([0.8, 0.8, 4.0])}
    ).iran
    iran.learned[:], iran.learned_width[:] = [0.1, 9.9, 5.0], 3.0
    rung, met = np.array([0.0, 10.0, 10.0], np.float32), np.array([True, False, False])
    for _ in range(3):
        iran.learn_line(every(iran.model), rung, met)
    assert iran.learned[0] == 0.0 and iran.learned[1] == 10.0 and 5.0 < iran.learned[2] <= 10.0
    assert (iran.learned_width < 3.0).all() and (iran.learned_variation <= 5.0).all()


def test_no_line_is_believed_to_vary_less_than_a_little():
    iran = small(
        **{"iran.belief.variation_learning": 1.0, "iran.belief.variation": 0.05, "iran.belief.width": 0.05}
    ).iran
    iran.learn_line(every(iran.model), each(iran.model, 4.45), np.array([False]))
    assert iran.learned_variation[0] == np.float32(0.05)


def test_a_lesson_is_learned_in_the_worlds_where_it_was_taught():
    iran = small(2, 1).iran
    iran.learn_line(np.array([1]), np.array([4.5]), np.array([True]))
    assert iran.learned[0] == 4.5 and iran.learned_width[0] == pytest.approx(0.8) and iran.learned[1] < 4.5


def test_credit_is_lost_only_where_a_line_was_announced_and_is_shown_to_lie_elsewhere():
    """Beyond the width that words leave: at 6 within 0.5, an act of 6.5 shows nothing."""
    said = {"united_states.announced_line.credibility": np.array([0.5, 0.5, 0.5, 0.5, 0.0]),
            "united_states.announced_line.width": 0.5, "iran.belief.credit_loss": 0.25}  # fmt: skip
    iran = small(5, 1, **said).iran
    iran.learn_credit(
        every(iran.model), np.array([6.5, 6.6, 5.4, 5.5, 9.0]), np.array([False, False, True, True, False])
    )
    np.testing.assert_allclose(iran.credit, [1.0, 0.75, 0.75, 1.0, 1.0])


# -- answers -----------------------------------------------------------------------------------------------------------


def test_an_open_answer_says_what_it_answers_and_how_far_that_had_passed_the_line():
    model = small(**{"iran.answer.warned": 0.0})
    iran = model.iran
    iran.answer_due[:], iran.answer_line[:], iran.answer_cause[:], iran.answering = 8.0, 6.5, 4, every(model)
    iran.answer()
    (one,) = told(model)
    assert (one.act, one.target, one.rule, one.rung) == ("open_salvo", "iraq", "Iran.answer", 8.0)
    assert (one.cause, one.threshold, one.margin) == (4, 6.5, 1.5)
    assert iran.answer_due[0] == 0.0 and not model.today.incidents[0].warned


def test_who_has_no_means_answers_nothing_and_does_not_come_back_to_it():
    model = small(**{"iran.capability": 0.0})
    model.iran.answer_due[:], model.iran.answering = 8.0, every(model)
    model.iran.answer()
    assert told(model) == [] and model.iran.answer_due[0] == 0.0


def test_the_graver_of_two_strikes_of_a_day_is_the_one_to_be_answered():
    model = small(day=5, **{"iran.strike_back": 6.5})
    for act, rung, event in (("strike_on_leader", 7.0, 2), ("strike_on_iran", 8.0, 3), ("strike_on_leader", 7.0, 4)):
        put(model, "united_states", act, rung).event[:] = event
    iran = model.iran
    iran.learn_of_force()
    assert (iran.answer_due[0], iran.answer_cause[0], iran.answer_day[0], iran.answer_line[0]) == (8.0, 3, 5, 6.5)


def test_a_slighter_strike_takes_no_place_of_a_graver_one_that_is_still_to_be_answered():
    model = small(day=5)
    model.iran.answer_due[:], model.iran.answer_cause[:], model.iran.answer_day[:] = 8.0, 1, 3
    put(model, "united_states", "strike_on_leader", 7.0)
    model.iran.learn_of_force()
    assert (model.iran.answer_due[0], model.iran.answer_cause[0], model.iran.answer_day[0]) == (8.0, 1, 3)


def test_a_strike_on_a_militia_calls_for_revenge_and_no_open_answer():
    model = small(**{"iran.strike_back": 0.0, "iran.revenge.effort": 0.25})
    model.iran.vengeance[:] = 0.5
    put(model, "united_states", "strike_on_proxy", 6.0)
    model.iran.learn_of_force()
    assert model.iran.answer_due[0] == 0.0 and model.iran.vengeance[0] == 0.5, "and takes none away"


@pytest.mark.parametrize(
    ("act", "times"), [("terror_listing", 1), ("strike_on_proxy", 1), ("strike_on_leader", 3), ("strike_on_iran", 3)]
)
def test_listings_and_strikes_harden_tehran_and_strikes_on_itself_most(act, times):
    model = small(**{"iran.hostility.strike": 0.1})
    put(model, "united_states", act, 7.0)
    model.iran.learn_of_force()
    assert model.iran.hostility[0] == pytest.approx(0.6 + 0.1 * times)


@pytest.mark.parametrize(("warned", "deaths", "counts"), [(False, 0, True), (True, 0, False), (True, 1, True)])
def test_an_open_attack_counts_towards_war_unless_it_was_announced_and_killed_nobody(warned, deaths, counts):
    model = small(day=5)
    iran = model.iran
    iran.open_attack_day[:], iran.open_attack_before[:], iran.answer_due[:] = 2, 1, 8.0
    put(model, "iran", "open_salvo", 8.0, deaths, warned=warned).event[:] = 6
    iran.learn_of_force()
    assert (iran.open_attack_before[0], iran.open_attack_day[0]) == ((2, 5) if counts else (1, 2))
    assert iran.open_attack_event[0] == (6 if counts else -1)
    assert iran.salvo_day[0] == 5 and iran.answer_due[0] == 0.0


def test_two_salvoes_of_one_day_are_one_open_attack():
    model = small(day=5)
    model.iran.open_attack_day[:] = 2
    put(model, "iran", "open_salvo", 8.0)
    put(model, "iran", "open_salvo", 8.0)
    model.iran.learn_of_force()
    assert (model.iran.open_attack_before[0], model.iran.open_attack_day[0]) == (2, 5)


@pytest.mark.parametrize(
    ("actor", "act", "lull"),
    [("iran", "open_salvo", 1.0), ("united_states", "strike_on_iran", 0.0), ("united_states", "strike_on_leader", 0.0),
     ("united_states", "strike_on_proxy", 0.5)],
)  # fmt: skip
def test_an_open_answer_settles_the_account_and_a_strike_on_iran_opens_it(actor, act, lull):
    model = small()
    model.iran.lull[:] = 0.5
    put(model, actor, act, 8.0)
    model.iran.quieten()
    assert model.iran.lull[0] == lull


def test_restraint_leaves_no_less_than_nothing():
    model = small(**{"iran.restraint.danger": 1.0, "iran.lull.depth": 1.0, "iran.talks.restraint": 1.0})
    model.iran.lull[:], model.talks.progress[:] = 0.5, 2.0
    assert model.iran.choose_restraint()[0] == 0.0


# -- ends --------------------------------------------------------------------------------------------------------------


def test_tehran_gives_in_or_falls_by_chances_that_add_up_and_says_so():
    """A chance of 0.4 per quarter each, in half the pain that is full: one in 910 a day of either."""
    model = small(9100, **{"iran.fold.rate": 0.4, "iran.collapse.rate": 0.4})
    iran, model.economy.pain[:], model.iran.resolve_event[:] = model.iran, 0.5, 3
    iran.decide_end()
    iran.end()
    found = [(one.act, one.cause, one.rule, one.rung) for one in told(model)]
    assert found == [("submission", 3, "Iran.decide_end", 0.0)] * 10 + [("collapse", 3, "Iran.decide_end", 0.0)] * 10


def test_fear_never_makes_giving_in_less_likely_than_never():
    model = small(1000, **{"iran.fold.rate": 0.5, "iran.fold.fear": -1.0, "iran.collapse.rate": 0.0})
    model.economy.pain[:], model.iran.learned[:], model.iran.aimed[:] = 1.0, 0.0, 9.0
    model.iran.decide_end()
    assert model.iran.ending.size == 0


def test_an_offer_counts_all_that_moves_it():
    settings = {"iran.offer.base": 0.25, "iran.offer.pain": 0.25, "iran.offer.relief": 0.5, "iran.offer.fear": 0.5,
                "united_states.relief": 0.25, "iran.offer.hostility": 0.5, "iran.offer.scatter": 0.25}  # fmt: skip
    model = small(**settings)
    iran = model.iran
    model.economy.pain[:], iran.politics[:], iran.aimed[:] = 0.5, 0.25, iran.belief
    iran.hostility[:] = iran.usual_hostility + 0.25
    assert iran.offer()[0] == pytest.approx(0.25 + 0.125 + 0.125 - 0.125 + 0.0625 + 0.25)


def test_politics_moves_slowly_and_by_as_much_as_keeps_it_standard():
    model = small(1000)
    model.iran.politics[:] = 1.0
    model.iran.move_politics()
    assert model.iran.politics.mean() == pytest.approx(0.98, abs=1e-3)
    assert model.iran.politics.std() == pytest.approx(np.sqrt(1 - 0.98**2), rel=0.01)


# -- the economy -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "act", "memory"), [("weather", "_trade", 0.97), ("mood", "_exchange", 0.97),
                                                      ("harvest", "_prices_and_output", 0.995)])  # fmt: skip
def test_scatter_wanders_slowly_and_by_as_much_as_keeps_it_standard(state, act, memory):
    model = small(1000)
    getattr(model.economy, state)[:] = 1.0
    model.economy.perceive()
    getattr(model.economy, act)()
    found = getattr(model.economy, state)
    assert found.mean() == pytest.approx(memory, abs=1e-3)
    assert found.std() == pytest.approx(np.sqrt(1 - memory**2), rel=0.01)


def test_news_is_what_is_more_than_has_been_heard_and_alarms_once():
    model = small(**{"united_states.pressure": 0.25, "iran.economy.currency.shock": 4.0,
                     "iran.economy.currency.lag": 10.0})  # fmt: skip
    it, model.united_states.announced = model.economy, 0.5
    it.perceive()
    assert (it.pressed[0], it.heard[0]) == (0.25, 0.5)
    it._exchange()
    assert it.alarm[0] == 2.0 and it.news[0] == 0.5
    it._exchange()
    assert it.alarm[0] == pytest.approx(2.0 * np.exp(-0.1)), "it fades with the rate's lag"
    model.united_states.announced = 0.0
    it.perceive()
    assert it.heard[0] == 0.25, "what is in force is heard of too"
    it._exchange()
    assert it.news[0] == 0.25 and it.alarm[0] == pytest.approx(2.0 * np.exp(-0.2)), "less pressure alarms nobody"


def test_shocks_stay_fresh_while_there_is_no_pressure():
    model = small(2, 1, **{"united_states.pressure": np.array([0.0, 0.5]), "iran.economy.adaptation": 10.0})
    model.economy.perceive()
    model.economy._exchange()
    np.testing.assert_allclose(model.economy.fresh, [1.0, 2**-0.1], rtol=1e-6)


def test_what_was_announced_before_the_start_is_no_news():
    courses = {"united_states.pressure": (step(0, 0.0), step(100, 0.5, announced=-10))}
    model = small(courses=courses)
    assert model.economy.news[0] == 0.5


def test_prices_of_the_year_before_rose_steadily_to_those_of_the_start():
    """A tenth above the usual rise of a year: half-way back half of it is still to come."""
    model = small(**{"iran.economy.inflation.usual": 10.0, "iran.economy.inflation.excess": 10.0,
                     "iran.economy.prices": 2.0})  # fmt: skip
    rise, ago = np.log1p(0.1 * np.exp(-0.1)), model.economy._year_ago
    assert ago.shape == (365, 1)
    np.testing.assert_allclose(ago[[0, 73, 364], 0], np.log(2.0) - rise * np.array([1.0, 0.8, 1 / 365]), rtol=1e-5)
    assert model.economy.inflation[0] == 20.0 and model.economy.excess_inflation[0] == 10.0


def test_todays_prices_are_held_against_those_of_a_year_ago_and_kept_for_a_year_ahead():
    model = small(day=370, **{"iran.economy.inflation.usual": 10.0, "iran.economy.inflation.pass_through": 0.0,
                              "iran.economy.inflation.lag": 1e3})  # fmt: skip
    it = model.economy
    it.prices[:], it._year_ago[5] = 0.2, 0.1
    it._prices_and_output()
    now = 0.2 * (1 - 1e-3)
    assert it.inflation[0] == pytest.approx(100 * np.expm1(0.1 + now - 0.1), rel=1e-5)
    assert it._year_ago[5, 0] == pytest.approx(now)


def test_the_rates_scatter_is_felt_in_prices():
    model = small(**{"iran.economy.currency.scatter": 0.5, "iran.economy.inflation.pass_through": 0.5,
                     "iran.economy.inflation.lag": 1.0})  # fmt: skip
    model.economy.mood[:], model.economy.log_rate[:] = 1.0, 0.25
    model.economy._prices_and_output()
    assert model.economy.prices[0] == pytest.approx(0.5 * (0.25 + 0.5))
    assert model.economy.rate_trend[0] == pytest.approx(np.exp(0.25))


def test_nothing_scatters_while_nothing_is_lost():
    model = small(**{"iran.economy.exports.base": 2.0, "iran.economy.exports.scatter": 0.5})
    model.economy.weather[:] = 1.0
    assert model.economy.exports[0] == 2.0


def test_what_people_are_used_to_follows_output_and_pain_follows_both():
    settings = {"iran.economy.output.lag": 1.0, "iran.economy.output.oil_weight": 0.5, "iran.economy.pain.full": 1.0,
                "iran.economy.pain.loss_aversion": 2.0, "iran.economy.pain.reference_half_life": 30.0,
                "iran.economy.pain.inflation_weight": 0.0, "iran.economy.output.scatter": 0.0}  # fmt: skip
    model = small(**settings)
    model.economy.share[:] = 0.5
    model.economy._prices_and_output()
    assert model.economy.trend[0] == pytest.approx(0.75)
    assert model.economy.reference[0] == pytest.approx(0.75 + 0.25 * 2 ** (-1 / 30))
    assert model.economy.pain[0] == pytest.approx(2.0 * 0.25 * 2 ** (-1 / 30), rel=1e-5)


def test_what_politics_forgets_in_a_day_is_a_share_of_where_they_stand():
    model = small(3)
    model.iran.politics[:] = [0.5, 2.0, 2.0]
    model.iran.normal = lambda *_: np.array([0.0, 0.0, 1.0], np.float32)
    model.iran.move_politics()
    assert model.iran.politics == pytest.approx([0.49, 1.96, 1.96 + np.sqrt(1 - 0.98**2)], abs=1e-6)
