"""Every act is an event with its cause and rule, and the log tells the same story as the outcomes."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

from sim.crisis.acts import ACTS
from sim.crisis.cast import CAST
from sim.crisis.happenings import Happenings
from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import OUTCOMES
from sim.engine.claims import rules_of
from tests.crisis.worlds import LIVELY, PRESSED, UNRELENTING, Run, happening, run, step

CLASSES = {role.path: role.kind for role in CAST.roles} | {"happenings": Happenings}

#: Settings under which each outcome comes about in many worlds.
ENDINGS = {
    "war": {**LIVELY, **UNRELENTING},
    "open_exchange": {**LIVELY, "iran.answer.warned": 1.0, "iran.answer.spared": 1.0, "united_states.ratchet.cap": 0.0},
    "regime_collapse": {**PRESSED, "iran.collapse.rate": 0.5, "iran.economy.pain.full": 0.05},
    "capitulation": {**PRESSED, "iran.fold.rate": 0.5, "iran.economy.pain.full": 0.05},
    "deal": {
        **LIVELY,
        "iran.offer.base": 0.7,
        "united_states.demand": 0.6,
        "united_states.doubt.weight": 0.0,
        "united_states.force_allowed": 0.0,
        "talks.step": 0.5,
        "talks.setback": 0.0,
        "mediators.opening.unasked": 0.5,
        "mediators.closing.chance": 0.0,
    },
    "limited_force": {**LIVELY, "iran.strike_back": 10.0, "united_states.war_aversion": 6.0},
    "standoff": {**PRESSED, "united_states.force_allowed": 0.0},
}
#: What marks each of the endings that stop a world.
MARKS = {
    "war": ("war",),
    "regime_collapse": ("collapse",),
    "capitulation": ("submission", "agreement"),
    "deal": ("agreement",),
}

FORCED = (
    happening("kataib_hezbollah", "rocket_attack", 10, 5.0, deaths=1),
    happening("iran", "drone_loss", 20, 4.5),
    happening("united_states", "strike_on_proxy", 30, 6.0),
    happening("united_states", "sanctions_step", 40, 2.0),
    happening("oman", "talks_offer", 45, 0.0),
    happening("iraq", "protest", 50, 3.5),
    happening("united_states", "terror_listing", 55, 2.0),
)


@pytest.fixture(scope="module")
def endings() -> dict[str, Run]:
    """One run of 20 worlds for each outcome."""
    return {name: run(20, days=150, **settings) for name, settings in ENDINGS.items()}


@pytest.fixture(scope="module")
def forced() -> Run:
    """A run in which a scenario makes seven acts happen."""
    quiet = {**PRESSED, "theatres.iraq.exposure": 0.0}
    return run(20, days=70, events=FORCED, **quiet)


@pytest.fixture(scope="module")
def logs(endings: dict[str, Run], forced: Run) -> list[pd.DataFrame]:
    return [lived.events for lived in [*endings.values(), forced]]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_can_come_about(endings: dict[str, Run], outcome: str):
    assert endings[outcome].outcomes.count(outcome) >= 5, endings[outcome].outcomes


def test_events_are_numbered_from_nought_without_gaps_within_each_world(logs):
    for log in logs:
        for _, events in log.groupby("world"):
            np.testing.assert_array_equal(events["event"], np.arange(len(events)))
            assert events["day"].is_monotonic_increasing


def test_every_act_is_in_the_vocabulary_and_its_rung_on_the_ladder(logs):
    for log in logs:
        assert set(log["act"]) <= set(ACTS)
        assert log["rung"].between(0.0, 10.0).all()


def test_every_actor_is_a_member_of_the_cast(logs):
    for log in logs:
        assert set(log["actor"]) <= {*CLASSES, ""}
        assert set(log.loc[log["actor"] == "", "act"]) <= {"war"}, "war is recognised, nobody's act"


def test_every_cause_is_an_earlier_event_of_the_same_world(logs):
    for log in logs:
        caused = log[log["cause"] >= 0]
        assert len(caused) > 20
        assert (caused["cause"] < caused["event"]).all()
        causes = caused.merge(log, left_on=["world", "cause"], right_on=["world", "event"], suffixes=("", "_before"))
        assert len(causes) == len(caused), "a cause that does not exist"
        assert (causes["day_before"] <= causes["day"]).all()
    assert all((log["cause"] >= -1).all() for log in logs)


ANSWERS = ["strike_on_proxy", "strike_on_iran", "strike_called_off", "troops", "cyber_action", "statement"]


def test_every_answer_of_washington_names_the_act_or_the_warning_it_answers(logs):
    log = pd.concat(logs, keys=range(len(logs)), names=["run"]).reset_index("run")
    answers = log[log["act"].isin(ANSWERS) & ~log["forced"]]
    causes = answers.merge(
        log, left_on=["run", "world", "cause"], right_on=["run", "world", "event"], suffixes=("", "_asked")
    )
    assert len(causes) == len(answers) > 300
    kinds = {ACTS[act].kind for act in causes["act_asked"]}
    assert kinds <= {"attack", "unrest", "warning"} and "attack" in kinds


def test_protests_and_open_answers_name_the_strike_that_provoked_them(endings: dict[str, Run]):
    log = endings["war"].events
    for act in ("protest", "open_salvo"):
        told = log[log["act"] == act].merge(
            log, left_on=["world", "cause"], right_on=["world", "event"], suffixes=("", "_asked")
        )
        assert len(told) == (log["act"] == act).sum() > 10
        assert {ACTS[asked].kind for asked in told["act_asked"]} == {"force"}


#: Acts that come about when something reaches a threshold: they must say which, and by how much.
MEASURED = [
    "strike_on_proxy",
    "strike_on_iran",
    "strike_on_leader",
    "strike_called_off",
    "troops",
    "cyber_action",
    "resistance",
    "agreement",
]


def test_an_act_that_a_threshold_decides_says_the_threshold_and_how_far_it_was_passed(logs):
    log = pd.concat(logs)
    to_the_street = log["rule"] == "UnitedStates.answer_the_street"  # troops at an embassy are sent by chance
    chosen = log[log["act"].isin(MEASURED) & ~log["forced"] & ~to_the_street]
    assert set(chosen["act"]) == set(MEASURED)
    assert chosen["threshold"].notna().all() and chosen["margin"].notna().all()
    reached = chosen[chosen["act"] != "agreement"]  # which may fall on either side of capitulation
    assert (reached["margin"] >= 0.0).all()


def test_a_return_to_waiting_says_how_far_the_prospect_lies_beyond_its_threshold():
    courses = {"united_states.pressure": (step(0, 0.95), step(40, 0.0))}
    log = run(10, days=120, courses=courses, **{"iran.economy.exports.recovery": 5.0}).events
    turns = log[log["act"] == "patience"]
    assert len(turns) >= 8
    assert turns["threshold"].notna().all() and (turns["margin"] >= 0.0).all()


def test_an_attack_on_tehrans_behalf_says_how_far_below_the_believed_line_it_stays(endings: dict[str, Run]):
    log = pd.concat([endings[name].events for name in ("war", "open_exchange", "limited_force")])
    direct = log[
        (log["actor"] == "iran")
        & log["act"].isin(["tanker_seizure", "shipping_attack", "drone_loss", "oil_plant_strike"])
    ]
    assert len(direct) > 50
    np.testing.assert_allclose(direct["threshold"] - direct["rung"], direct["margin"], atol=1e-4)
    assert (direct["margin"] > 0).mean() > 0.7, "most acts stay below the line Tehran believes in"


def test_every_rule_in_the_log_is_a_method_of_its_actor_that_says_which_claims_it_stands_on(logs):
    log = pd.concat(logs)
    wrong = set()
    for actor, rule in set(zip(log["actor"], log["rule"], strict=True)):
        kind, _, method = rule.partition(".")
        own = CLASSES.get(actor)
        others = {"CrisisModel": CrisisModel, "Happenings": Happenings}
        owner = own if own is not None and kind == own.__name__ else others.get(kind)
        found = inspect.getattr_static(owner, method, None) if owner else None
        home = next((base for base in owner.__mro__ if method in vars(base)), None) if found is not None else None
        if home is None or f"{home.__name__}.{method}" not in rules_of([home]):
            wrong.add(rule)
    assert not wrong


# -- forced acts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", FORCED, ids=lambda told: told.act)
def test_a_forced_act_stands_in_every_world_on_its_day_and_is_marked_as_forced(forced: Run, told):
    log = forced.events
    alive = np.flatnonzero(forced.day >= told.day)
    acts = log[log["forced"] & (log["act"] == told.act)]
    np.testing.assert_array_equal(np.sort(acts["world"]), alive)
    assert (acts["day"] == told.day).all()
    assert acts["actor"].str.endswith(told.actor).all()


def test_nothing_else_is_marked_as_forced(forced: Run, endings: dict[str, Run]):
    assert set(forced.events.loc[forced.events["forced"], "act"]) == {told.act for told in FORCED}
    assert not any(lived.events["forced"].any() for lived in endings.values())


def test_every_act_a_scenario_may_force_can_be_forced_by_those_who_may_commit_it():
    by = {"proxies": "kataib_hezbollah", "theatres": "iraq", "mediators": "oman"}
    for act in ACTS.forceable:
        for who in ACTS[act].by:
            lived = run(2, days=15, events=(happening(by.get(who, who), act, 5, ACTS[act].rung),))
            acts = lived.events[lived.events["forced"]]
            assert list(acts["act"]) == [act, act] and (acts["day"] == 5).all(), (act, who)


def test_an_act_may_be_forced_twice_on_one_day():
    twice = (happening("iran", "drone_loss", 5, 4.0), happening("iran", "drone_loss", 5, 5.0))
    assert (run(2, days=10, events=twice).events["act"] == "drone_loss").sum() >= 4


def test_a_forced_act_comes_about_as_often_as_its_chance_says_on_days_of_its_span():
    from sim.scenario import Happening

    maybe = Happening("iran", "drone_loss", None, (10, 19), 0.4, 4.5)
    log = run(600, days=25, events=(maybe,)).events
    days = log.loc[log["forced"], "day"]
    assert set(days) == set(range(10, 20))
    assert 0.32 < len(days) / 600 < 0.48  # four standard errors either way: fails one seed in 15,000 by chance


def test_open_force_that_a_scenario_makes_both_sides_use_again_and_again_is_war():
    strikes = [happening("united_states", "strike_on_iran", day, 8.0) for day in (10, 12)]
    salvos = [happening("iran", "open_salvo", day, 8.0) for day in (13, 15)]
    still = {"iran.strike_back": 10.0, "iran.strike_back.variation": 0.0, "united_states.force_allowed": 0.0}
    lived = run(10, days=40, events=(*strikes, *salvos), **still)
    assert lived.outcomes == ["war"] * 10
    np.testing.assert_array_equal(lived.day, 15)


# -- log and outcome --------------------------------------------------------------------------------------------------


def test_the_last_day_of_a_world_agrees_with_its_outcome(endings: dict[str, Run]):
    for lived in endings.values():
        for world, (outcome, day) in enumerate(zip(lived.outcomes, lived.day, strict=True)):
            log = lived.events[lived.events["world"] == world]
            ends = log[[ACTS[act].kind == "end" for act in log["act"]]]
            if outcome not in MARKS:
                assert ends.empty
                continue
            assert log["day"].max() == day and (ends["day"] == day).all()
            assert set(ends["act"]) & set(MARKS[outcome])
    told = endings["war"].events
    last = told.groupby("world").tail(1).set_index("world")["act"]
    assert (last[[world for world, outcome in enumerate(endings["war"].outcomes) if outcome == "war"]] == "war").all()


def test_war_follows_open_force_by_both_sides_within_thirty_days(endings: dict[str, Run]):
    lived = endings["war"]
    for world in np.flatnonzero(np.array(lived.outcomes) == "war"):
        log = lived.events[(lived.events["world"] == world) & (lived.events["day"] > lived.day[world] - 31)]
        assert (log["act"] == "strike_on_iran").any() and (log["act"] == "open_salvo").any()


def test_terms_are_met_exactly_where_an_agreement_was_reached_and_tell_deal_from_capitulation(endings: dict[str, Run]):
    for lived in endings.values():
        agreed = np.isin(np.arange(20), lived.events.loc[lived.events["act"] == "agreement", "world"])
        met = lived.block.columns["terms_met"]
        np.testing.assert_array_equal(~np.isnan(met), agreed)
        share = lived.model.talks.capitulation_share
        for world in np.flatnonzero(agreed):
            if lived.outcomes[world] in ("deal", "capitulation"):
                assert (lived.outcomes[world] == "capitulation") == (met[world] >= share)


def test_force_in_the_log_is_force_in_the_columns(endings: dict[str, Run], forced: Run):
    for lived in [*endings.values(), forced]:
        force = lived.events[[ACTS[act].kind == "force" for act in lived.events["act"]]]
        worlds = np.arange(len(lived.day))
        first = force.groupby("world")["day"].min().reindex(worlds, fill_value=-1)
        np.testing.assert_array_equal(lived.block.columns["first_force_day"], first)
        np.testing.assert_array_equal(
            lived.block.columns["strikes"], force.groupby("world").size().reindex(worlds, fill_value=0)
        )
        used = np.array([outcome == "limited_force" for outcome in lived.outcomes])
        assert (first[used] >= 0).all()
        assert (first[[outcome == "standoff" for outcome in lived.outcomes]] == -1).all()


def test_american_deaths_in_the_log_are_the_deaths_in_the_columns(endings: dict[str, Run], forced: Run):
    for lived in [*endings.values(), forced]:
        dead = lived.events[lived.events["fatalities"] > 0]
        worlds = np.arange(len(lived.day))
        np.testing.assert_array_equal(
            lived.block.columns["us_deaths"], dead.groupby("world")["fatalities"].sum().reindex(worlds, fill_value=0)
        )
        np.testing.assert_array_equal(
            lived.block.columns["first_death_day"], dead.groupby("world")["day"].min().reindex(worlds, fill_value=-1)
        )


def test_hostile_acts_in_the_log_are_the_acts_in_the_columns(endings: dict[str, Run], forced: Run):
    for lived in [*endings.values(), forced]:
        attacks = lived.events[[ACTS[act].kind == "attack" for act in lived.events["act"]]]
        counted = lived.block.columns["hostile_acts"] + lived.block.columns["yemen_acts"]
        np.testing.assert_array_equal(
            counted, attacks.groupby("world").size().reindex(range(len(counted)), fill_value=0)
        )
        direct = attacks[attacks["actor"] == "iran"].groupby("world").size().reindex(range(len(counted)), fill_value=0)
        np.testing.assert_array_equal(lived.block.columns["direct_acts"], direct)


def test_nothing_happens_in_a_world_that_has_ended(endings: dict[str, Run]):
    for lived in endings.values():
        assert (lived.events["day"].to_numpy() <= lived.day[lived.events["world"].to_numpy()]).all()


def test_only_the_events_of_worlds_that_are_to_be_kept_are_kept():
    few, all_of_them = (run(12, days=60, kept=kept, **LIVELY).events for kept in (5, 100))
    assert set(few["world"]) == set(range(5))
    pd.testing.assert_frame_equal(few, all_of_them[all_of_them["world"] < 5].reset_index(drop=True))


def test_words_stand_on_no_rung(logs: list[pd.DataFrame]):
    said = pd.concat(logs)
    said = said[said["act"].isin(["talks_offer", "message", "channel_closed"])]
    assert set(said["act"]) >= {"talks_offer", "message"} and (said["rung"] == 0).all()
