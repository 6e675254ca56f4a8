"""Announcing the line: what it does to the belief in Tehran, and what becomes of it when it is not kept to."""

from __future__ import annotations

import numpy as np
import pytest

from tests.crisis.worlds import LIVELY, happening, run, same_runs, step

#: Nobody acts but by the scenario, and every act is attributed at once.
STILL = {
    "united_states.attribution.chance": 1.0,
    "iran.direct.tempo": 0.0,
    "proxies.capability": 0.0,
    "iran.belief.drift": 0.0,
}
LINE = {"united_states.announced_line.rung": 6.0, "united_states.announced_line.credibility": 0.8}


def test_a_line_that_nobody_believes_changes_nothing_bit_for_bit():
    plain = run(20, days=150, **LIVELY)
    said = {"united_states.announced_line.rung": 2.0, "united_states.announced_line.width": 0.0}
    same_runs(plain, run(20, days=150, **LIVELY, **said, **{"iran.belief.credit_loss": 1.0}))


def test_a_true_line_moves_and_narrows_the_belief_by_its_credibility_from_the_day_it_is_announced():
    courses = {"united_states.announced_line.credibility": (step(0, 0.0), step(5, 0.8))}
    told = run(5, days=10, courses=courses, **STILL, **{"united_states.announced_line.rung": 6.0})
    silent = run(5, days=10, **STILL)
    belief, width = told.path("belief"), told.path("belief_width")
    np.testing.assert_array_equal(belief[:5], silent.path("belief")[:5])
    assert belief[5:] == pytest.approx(silent.path("belief")[5:] + 0.8 * (6.0 - 4.5), abs=1e-5)
    assert width[5:] == pytest.approx(0.8 - 0.8 * (0.8 - 0.3), abs=1e-5)
    iran = told.model.iran
    assert iran.variation == pytest.approx(0.8 - 0.8 * (0.8 - 0.3), abs=1e-5)


def test_the_aim_follows_the_announced_line_and_the_danger_that_is_seen_with_it():
    aims = {}
    for rung in (4.5, 6.0, 7.5):
        iran = run(5, days=3, **STILL, **LINE | {"united_states.announced_line.rung": rung}).model.iran
        aims[rung] = iran.choose_aim()
    assert aims[6.0] - aims[4.5] == pytest.approx(0.8 * 1.5, abs=1e-4)
    assert aims[7.5] - aims[6.0] == pytest.approx(0.8 * 1.5, abs=1e-4)


def test_a_credible_line_makes_an_act_under_it_look_safer_and_one_above_it_more_dangerous():
    """Doubt and variation shrink, so that the line separates what is punished from what is not."""
    for aimed, safer in ((5.0, True), (7.0, False)):
        danger = []
        for credibility in (0.0, 0.9):
            what = {"united_states.announced_line.credibility": credibility, "iran.belief.mean": 6.0}
            iran = run(5, days=3, **STILL, **what).model.iran
            iran.aimed = iran.each_world(aimed)
            danger.append(iran.danger().mean())
        assert (danger[1] < danger[0]) == safer


def learned(events: list, **what: float):
    return run(5, days=40, events=events, **STILL, **LINE, **what).model.iran


def test_an_act_above_the_line_that_meets_no_force_costs_it_half_its_credibility_each_time():
    plant = [happening("iran", "oil_plant_strike", day, 7.5) for day in (3, 20)]
    never = {"united_states.force_allowed": 0.0}
    assert learned(plant[:1], **never).credit == pytest.approx(0.5)
    assert learned(plant, **never).credit == pytest.approx(0.25)
    past_is_nothing = {"iran.belief.credit_loss": 0.0}
    assert learned(plant, **never, **past_is_nothing).credit == pytest.approx(1.0)
    assert learned([happening("iran", "drone_loss", 3, 4.5)], **never).credit == pytest.approx(1.0)


def test_force_below_the_announced_line_shows_that_it_lies_elsewhere():
    """Washington said 9 and strikes at a rung below 8."""
    said = {"united_states.announced_line.rung": 9.0, "united_states.force_threshold": 1.0}
    what = {"united_states.follow_through": 1.0, "united_states.war_aversion": 0.0}
    plant = [happening("iran", "oil_plant_strike", 3, 6.0)]
    model = run(40, days=30, events=plant, **STILL, **LINE | said, **what).model
    struck = model.united_states.first_force_day >= 0
    assert struck.any() and (model.iran.credit[struck] < 0.6).all()


def test_who_has_lost_credit_is_believed_less_when_announcing_again():
    plant = [happening("iran", "oil_plant_strike", 3, 7.5)]
    iran = learned(plant, **{"united_states.force_allowed": 0.0})
    own, seen = iran.learned, iran.belief
    assert (seen - own) / (6.0 - own) == pytest.approx(0.8 * 0.5, abs=1e-4)
