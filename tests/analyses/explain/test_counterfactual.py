"""An act left out: all before it is as it was, the act is gone, and nothing changes where nothing is left out."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analyses.explain.counterfactual import CannotWithhold, turning_points, withholdable, without
from sim.analyses.explain.explanation import turning_in_words, without_in_words
from sim.crisis.us_iran import US_IRAN
from sim.engine.withheld import Withheld, WithheldActs
from sim.runs.replay import replay
from tests.reference import reference

SEED = 20200103


@pytest.fixture(scope="module")
def results():
    return reference()


def early_wars(results):
    """Worlds that war ends, the earliest first: they are soon lived through again."""
    found = results.worlds_of(0).query("outcome == 'war'").sort_values(["day", "world"])["world"].tolist()
    assert len(found) > 3
    return found


def _before(events, day):
    # As text: what words a column may hold depends on what happens later.
    return events[events["day"] < day].astype(str).reset_index(drop=True)


@pytest.mark.parametrize("kind", ["attack", "force", "warning", "talks"])
def test_all_before_the_act_is_as_it_was_and_the_act_is_gone(results, kind):
    events = results.events_of(0)
    chosen = events[
        events["act"]
        .astype(str)
        .map(lambda act: results.crisis.acts[act].kind == kind and act in results.crisis.acts.withholdable)
    ]
    row = chosen.iloc[len(chosen) // 2]
    found = without(results.design[0], int(row["world"]), results.seed, int(row["event"]))
    before, after = found.before.events, found.after.events
    assert _before(before, row["day"]).equals(_before(after, row["day"])) and len(_before(before, row["day"]))
    same_day = after[(after["day"] == row["day"]) & (after["actor"].astype(str) == str(row["actor"]))]
    assert str(row["act"]) not in set(same_day["act"].astype(str))
    series = found.before.daily.query("day < @row.day"), found.after.daily.query("day < @row.day")
    assert series[0].reset_index(drop=True).equals(series[1].reset_index(drop=True))


def test_a_war_does_not_come_without_the_strike_it_followed_or_comes_otherwise(results):
    for world in early_wars(results)[:2]:
        found = sim.explain(results, int(world))
        strike = [step for step in found.chain if step.act == "strike_on_iran"][-1]
        changed = sim.without(results, int(world), strike.event)
        assert (changed.after.outcome, changed.after.day) != ("war", changed.before.day)
        said = without_in_words(results.crisis, changed, results.date_of)
        assert said[0].startswith("Left out: ") and len(said) == 4
        assert ("instead of war" in said[1]) == changed.changed


def test_turning_points_are_the_acts_without_which_a_single_replay_ends_otherwise(results):
    world = early_wars(results)[0]
    found = turning_points(results.design[0], world, results.seed)
    told = replay(results.design[0], world, results.seed)
    assert [one.event for one in found.tried] == withholdable(US_IRAN.acts, told.events)["event"].tolist()
    checked = [*found.turning[-1:], *[one for one in found.tried if one.outcome == found.outcome][:1]]
    assert len(checked) == 2
    for one in checked:
        alone = without(results.design[0], world, results.seed, one.event).after
        assert (alone.outcome, alone.day) == (one.outcome, one.day)
    said = turning_in_words(results.crisis, found, told.events)
    assert f"{len(found.tried)} acts" in said[0]


def test_a_forced_act_is_left_out_and_not_what_its_actor_chooses():
    forced = [{"on": "2018-07-01", "actor": "iran", "act": "drone_loss"}]
    scenario = sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}, days=90, events=forced)
    cell = scenario.cells()[0]
    told = replay(cell, 3, SEED).events
    event = int(told.loc[told["forced"].astype(bool), "event"].iloc[0])
    after = without(cell, 3, SEED, event).after.events
    assert not after["forced"].astype(bool).any()
    free = replay(sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}, days=90).cells()[0], 3, SEED)
    assert after.equals(free.events)


def test_what_nobody_chooses_cannot_be_left_out_and_says_what_can(results):
    events = results.events_of(0)
    turn = events[events["act"].astype(str) == "resistance"].iloc[0]
    with pytest.raises(CannotWithhold, match=r"resistance.*allowed: rocket_attack"):
        sim.without(results, int(turn["world"]), int(turn["event"]))
    with pytest.raises(CannotWithhold, match="has no event 9999; its events are numbered from 0 to"):
        sim.without(results, 0, 9999)
    with pytest.raises(ValueError, match="'war' cannot be withheld"):
        WithheldActs([Withheld(0, 0, "iran", "war")], US_IRAN.acts.withholdable)


def test_acts_are_withheld_by_day_actor_kind_and_whether_they_are_forced():
    some = [Withheld(4, 9, "iran", "drone_loss"), Withheld(2, 9, "iran", "open_salvo", forced=True)]
    acts = WithheldActs(some, US_IRAN.acts.withholdable)
    assert acts.on(9, "iran", ("drone_loss", "open_salvo")).tolist() == [4]
    assert acts.on(9, "iran", ("open_salvo",), forced=True).tolist() == [2]
    assert not acts.on(8, "iran", ("drone_loss",)).size and not acts.on(9, "iran", ("protest",)).size


def test_twins_in_one_model_may_each_lack_another_act(results):
    events = results.events_of(0)
    shots = events[(events["world"] == 5) & (events["act"].astype(str) == "rocket_attack")]
    acts = [
        Withheld(at, int(row.day), str(row.actor), "rocket_attack") for at, row in enumerate(shots.head(2).itertuples())
    ]
    model = sim.CrisisModel(
        np.array([5, 5, 5]),
        rng=SEED,
        days=int(shots["day"].iloc[1]) + 1,
        courses=results.design[0].courses,
        withheld=acts,
    )
    model.run_model()
    summed = model.summary()["iraq_attacks"]
    assert summed[0] < summed[2] and summed[1] == summed[2] - 1  # the third one lacks nothing


def test_acts_that_are_alike_on_one_day_only_go_together_and_a_forced_one_goes_without_the_chosen():
    base = sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}, days=400)
    rocket = {"on": "2018-07-01", "actor": "proxies.kataib_hezbollah", "act": "rocket_attack"}
    twice = base.replace(events=[rocket, rocket]).cells()[0]
    told = replay(twice, 3, SEED).events
    number = int(told.loc[told["forced"].astype(bool), "event"].iloc[0])
    with pytest.raises(CannotWithhold, match="one of several alike"):
        without(twice, 3, SEED, number)
    assert number not in set(withholdable(US_IRAN.acts, told)["event"])
    # A day and world on which the group chooses to fire, too.
    free = replay(base.cells()[0], 3, SEED).events
    shot = free[(free["act"].astype(str) == "rocket_attack") & (free["day"] > 0)].iloc[0]
    forced = base.replace(
        events=[{"on": shot["date"].date().isoformat(), "actor": shot["actor"], "act": "rocket_attack"}]
    )
    both = replay(forced.cells()[0], 3, SEED).events
    mine = both[(both["day"] == shot["day"]) & (both["actor"] == shot["actor"])]
    assert sorted(mine["forced"].astype(bool)) == [False, True]
    chosen = int(mine.loc[~mine["forced"].astype(bool), "event"].iloc[0])
    left = without(forced.cells()[0], 3, SEED, chosen).after.events
    there = left[(left["day"] == shot["day"]) & (left["actor"] == shot["actor"])]
    assert there["forced"].astype(bool).tolist() == [True]
