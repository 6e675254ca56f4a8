"""What a scenario forces, and what causes what: a strike answers something, and Iran learns from it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.crisis.acts import ACTS
from tests.crisis.worlds import LIVELY, PRESSED, UNRELENTING, run
from tests.reference import reference


class Forced:
    """One event as a scenario file gives it, on a day or within a span."""

    def __init__(self, act: str, actor: str, day: int, deaths: int = 0, target: str = "", between=None):
        self.act, self.actor, self.day, self.deaths, self.target = act, actor, day, deaths, target
        self.between, self.chance, self.rung, self.title, self.own_war = between, 1.0, None, "", False
        self.warned = False


DRONE = Forced("drone_loss", "iran", 30)
STRIKE = Forced("strike_on_iran", "united_states", 30)


def test_a_strike_ordered_on_the_day_of_the_drone_answers_it_and_lowers_the_line_iran_believes_in():
    calm = {"united_states.intelligence.false_alarm": 0.0, "iran.belief.mean": 5.0, "iran.capability": 1.0}
    left, struck = (run(40, days=32, events=events, **calm) for events in ([DRONE], [STRIKE, DRONE]))
    assert (struck.path("belief")[31] < left.path("belief")[31]).mean() > 0.9
    log = struck.events
    strikes, drones = (log[(log["act"] == act) & log["forced"]] for act in ("strike_on_iran", "drone_loss"))
    answered = strikes.merge(drones, left_on=["world", "cause"], right_on=["world", "event"])
    assert len(answered) == len(strikes) == 40
    again = log[log["act"].isin(["cyber_action", "troops", "strike_called_off"])]
    assert not again["cause"].isin(drones["event"]).any(), "one drone is answered once"


def test_the_luck_of_a_forced_act_does_not_depend_on_its_place_in_the_file():
    rocket, later = Forced("rocket_attack", "iraqi_front", 20, deaths=1), Forced("tanker_seizure", "iran", 50)
    settings = {"united_states.attribution.error": 0.5, **PRESSED}
    first, second = (run(60, days=45, events=events, **settings) for events in ([rocket, later], [later, rocket]))
    for name, column in first.block.columns.items():
        np.testing.assert_array_equal(column, second.block.columns[name], err_msg=name)


def test_a_drone_carries_nobody():
    lived = run(
        100,
        days=400,
        **PRESSED,
        **{"theatres.exposure": 1.0, "theatres.lethality": 1.0, "united_states.force_allowed": 0},
    )
    drones = lived.events[lived.events["act"] == "drone_loss"]
    assert len(drones) > 30 and drones["fatalities"].sum() == 0 and not ACTS["drone_loss"].can_kill
    assert lived.events["fatalities"].sum() > 100


def test_a_death_never_makes_an_act_less_grave():
    """Even where a scenario puts the line for deaths above the common one."""
    attack = {deaths: [Forced("rocket_attack", "iraqi_front", 20, deaths=deaths)] for deaths in (0, 1)}
    odd = {"united_states.force_threshold": 4.0, "united_states.fatality_threshold": 6.0}
    force = [
        (run(80, days=40, events=events, **odd).block.columns["first_force_day"] >= 0).mean()
        for events in attack.values()
    ]
    assert force[1] >= force[0]


@pytest.fixture(scope="module")
def history():
    return reference().events


def causes(events, act):
    """Each event of a kind beside the event it answers."""
    some = events[(events["act"] == act) & (events["cause"] >= 0)]
    return some.merge(events, left_on=["world", "cause"], right_on=["world", "event"], suffixes=("", "_before"))


def test_resistance_answers_the_announcement_and_not_an_older_step(history):
    turns = causes(history, "resistance")
    turns = turns[turns["day"].between(349, 358)]
    assert len(turns) > 40
    assert (turns["act_before"] == "announcement").mean() > 0.9


@pytest.fixture(scope="module")
def fierce():
    """Worlds in which neither side lets the other off, and commanders are within reach."""
    near = {"united_states.leader.opportunity": 1.0}
    return run(120, days=150, **{**LIVELY, **UNRELENTING, **near}).events


def test_war_names_the_later_of_the_strike_and_the_salvo(fierce):
    wars = causes(fierce, "war")
    assert len(wars) > 50 and set(wars["act_before"]) <= {"strike_on_iran", "strike_on_leader", "open_salvo"}
    assert (wars["day_before"] == wars["day"]).all()


def test_a_strike_on_a_commander_names_what_provoked_it(fierce):
    strikes = causes(fierce, "strike_on_leader")
    assert len(strikes) > 30
    deadly = strikes["fatalities_before"] > 0
    assert (deadly | (strikes["rung_before"] >= 4.0)).all()


def test_an_open_answer_says_the_threshold_it_passed(history):
    salvos = history[(history["act"] == "open_salvo") & ~history["forced"]]
    assert len(salvos) > 20 and (salvos["margin"] >= 0).all() and salvos["threshold"].nunique() > 10


def test_a_strike_on_ansar_allah_falls_on_yemen():
    strike = Forced("strike_on_proxy", "united_states", 10, target="ansar_allah")
    no_other = {"united_states.force_allowed": 0, "theatres.protest.chance": 1.0}
    lived = run(20, days=40, events=[strike], **no_other)
    assert not (lived.events["act"] == "protest").any(), "no embassy is open there, and none elsewhere is concerned"
    elsewhere = Forced("strike_on_proxy", "united_states", 10, target="kataib_hezbollah")
    elsewhere = run(20, days=40, events=[elsewhere], **no_other)
    assert set(elsewhere.events.query("act == 'protest'")["actor"]) == {"theatres.iraq"}


def test_under_the_administrations_theory_more_pressure_means_fewer_direct_acts():
    pressure = np.repeat([0.1, 0.5, 0.95], 200)  # in one model: days cost more than worlds
    lived = run(600, days=400, theory="pressure_works", **{"united_states.pressure": pressure})
    acts = lived.block.columns["direct_acts"].reshape(3, 200).mean(axis=1)
    assert acts[0] > acts[1] > acts[2]


def test_fear_of_force_moves_surrender_by_its_parameter():
    settings = {"united_states.pressure": 0.95, "iran.fold.rate": 0.3, "iran.belief.mean": 2.5, "iran.margin": 0.0}
    fear = np.repeat([0.0, 10.0], 300)
    ended = run(600, days=400, **settings, **{"iran.fold.fear": fear}).block.columns["outcome"] == 2
    assert ended[300:].mean() > ended[:300].mean() + 0.05
