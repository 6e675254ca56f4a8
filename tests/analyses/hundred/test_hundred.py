"""What is told of drawn worlds is what their events and the model itself say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analyses.hundred.places import SPAN, by_week
from sim.analyses.hundred.so_far import turns
from sim.analyses.hundred.traits import having
from sim.crisis.model import CrisisModel
from sim.crisis.region import REGION
from sim.crisis.us_iran import US_IRAN
from sim.engine.recorder import Recorder
from sim.engine.scene import Trait
from tests.reference import WORLDS, reference


@pytest.fixture(scope="module")
def lives():
    """Events of each world of the reference run, as plain rows."""
    rows = {world: [] for world in range(WORLDS)}
    for row in reference().events_of(0).itertuples():
        rows[row.world].append(row)
    return rows


def truly(trait, rows):
    """Whether a world has a trait, asked one event at a time."""
    found = [one for one in rows if not trait.acts or one.act in trait.acts]
    found = [one for one in found if not trait.deadly or one.fatalities > 0]
    found = [one for one in found if not trait.met or one.margin >= 0]
    if trait.answers and found:
        causes = {one.event: one.act for one in rows}
        return causes.get(found[0].cause) in trait.answers
    return bool(found)


@pytest.mark.parametrize("trait", US_IRAN.traits, ids=lambda one: one.title)
def test_a_world_has_a_trait_when_its_events_say_so(trait, lives):
    told = set(having(trait, reference().events_of(0)).tolist())
    assert told == {world for world, rows in lives.items() if truly(trait, rows)}
    assert 0 < len(told) < WORLDS, "a filter that tells no worlds apart is none"


def test_a_crisis_cannot_declare_a_trait_of_an_act_that_it_does_not_know():
    with pytest.raises(ValueError, match="nothing is declared as air_raid"):
        replace(US_IRAN, traits=(Trait("An air raid", ("air_raid",)),))


def ends_of(run):
    rows = run.worlds_of(0, ["world", "outcome", "day"]).itertuples(index=False, name=None)
    return {int(world): (str(end), int(day)) for world, end, day in rows}


def test_worlds_turn_to_force_on_the_recorded_day_and_end_as_they_ended():
    run, days = reference(), reference().scenario.days
    ends = ends_of(run)
    found = turns(run.crisis.outcomes, run.events_of(0), ends, days)
    first_force = dict(run.worlds_of(0)[["world", "first_force_day"]].itertuples(index=False, name=None))
    forceful = 0
    for world, steps in found.items():
        outcome, day = ends[world]
        assert steps[0][0] == 0 and steps[-1][1] == outcome
        assert not run.crisis.outcomes[outcome].stops or steps[-1][0] == day
        since = {key: when for when, key in reversed(steps)}.get("limited_force")
        if since is not None:
            assert since == first_force[world]
            forceful += 1
        elif first_force[world] >= 0:  # turned to something else on that very day
            assert first_force[world] in [when for when, _ in steps[1:]]
    assert forceful > WORLDS / 3


def test_on_every_day_worlds_count_as_the_model_would_classify_them_there():
    """The criteria themselves, asked of the model each evening instead of at the horizon alone."""
    recorder, days = Recorder(events_below=40), 80
    given = {"united_states.pressure": 1.0, "united_states.force_threshold": 3.0, "iran.boldness": 1.0}
    model = CrisisModel(40, rng=3, days=days, recorder=recorder, **given)
    open_ends = [(key, one) for key, one in US_IRAN.outcomes.items() if not one.stops]
    seen = []
    while model.running:
        model.step()
        today = np.full(40, "", object)
        for key, one in reversed(open_ends):
            today[np.asarray(one.met(model))] = key
        seen.append(today)
    block = recorder.block()
    ends = {
        world: (US_IRAN.outcomes.at(int(code)).key, int(day))
        for world, (code, day) in enumerate(zip(block.columns["outcome"], block.columns["day"], strict=True))
    }
    acts = np.array(block.words, object)[block.events["act"]]
    events = pd.DataFrame({"world": block.events["world"], "day": block.events["day"], "act": acts})
    found = turns(US_IRAN.outcomes, events, ends, days)
    turned = set()
    for world, steps in found.items():
        last = ends[world][1] if US_IRAN.outcomes[ends[world][0]].stops else days
        for day in range(min(last, days)):
            now = [key for when, key in steps if when <= day][-1]
            assert now == seen[day][world], (world, day)
            turned.add(now)
    assert turned == {"standoff", "limited_force", "open_exchange"}


def test_places_count_the_worlds_in_which_somebody_was_attacked_there_that_week(lives):
    run, drawn = reference(), [*range(0, WORLDS, 2), 0]  # world 0 is drawn twice, and counts twice
    found = by_week(run.crisis.acts, REGION, run.events_of(0), drawn, run.scenario.days)
    wanted: dict[tuple[str, str, int], list[int]] = {}
    for world in drawn:
        there = set()
        for one in lives[world]:
            act = run.crisis.acts[one.act]
            if act.kind in found and not (act.own_war and not one.fatalities):
                there.add((act.kind, REGION.where(one.actor, one.act, one.target), one.day // SPAN))
        for key in there:
            wanted.setdefault(key, []).append(world)
    told = {
        (kind, place, week): int(count)
        for kind, places in found.items()
        for place, counts in places.items()
        for week, count in enumerate(counts)
        if count
    }
    assert told == {key: len(worlds) for key, worlds in wanted.items() if key[1]}
    assert {"attack", "force", "unrest"} <= set(found)


@pytest.mark.parametrize(
    ("actor", "act", "target", "place"),
    [
        ("united_states", "strike_on_proxy", "proxies.ansar_allah", "yemen"),  # struck at home, not where it attacks
        ("proxies.ansar_allah", "drone_loss", "saudi_arabia", "saudi_arabia"),
        ("theatres.iraq", "protest", "united_states", "iraq"),
        ("united_states", "strike_on_iran", "iran", "iran"),
        ("united_states", "sanctions_step", "", ""),
        ("united_states", "strike_on_proxy", "proxies.added_by_a_file", ""),
    ],
)
def test_acts_happen_where_they_land(actor, act, target, place):
    assert REGION.where(actor, act, target) == place
