"""A fingerprint stands for a world's whole state: equal where the past is equal, another where anything differs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim
from sim.crisis.model import CrisisModel
from sim.engine import fingerprint
from sim.engine.parameters import declared
from sim.scenario.parts import Cast
from tests.conftest import ROOT, calls
from tests.crisis.worlds import LIVELY, happening, same, step

WORLDS, DAYS = 24, 60
#: Restless, with strikes on militias and no war, so that most worlds live long.
RESTLESS = {**LIVELY, "united_states.war_aversion": 6.0}


def lived(worlds: Any = WORLDS, days: int = DAYS, *, horizon: int = 400, **what: Any) -> CrisisModel:
    """A model on the evening after so many days."""
    model = CrisisModel(worlds, rng=7, days=horizon, **{**RESTLESS, **what})
    for _ in range(days):
        if model.running:
            model.step()
    return model


@pytest.fixture(scope="module")
def model() -> CrisisModel:
    found = lived()
    assert found.alive.sum() > 10
    assert model_is_busy(found)
    return found


def model_is_busy(model: CrisisModel) -> bool:
    """Whether enough has happened for states to differ from their start."""
    return bool(model.united_states.strikes.any() and model.deaths_total.any() and model.iran.resisting.any())


def of_cell(cell: Any, seed: int, worlds: int, days: int) -> CrisisModel:
    """A scenario's cell after so many days."""
    what = {name: getattr(cell, name) for name in ("start", "days", "theory", "courses", "events", "cast")}
    model = CrisisModel(worlds, rng=seed, **what)
    for _ in range(days):
        if model.running:
            model.step()
    return model


# -- what makes no difference -----------------------------------------------------------------------------------------


def test_every_world_has_a_fingerprint_of_its_own(model):
    assert len(set(fingerprint.of(model).tolist())) == WORLDS


def test_looking_changes_nothing(model):
    same(fingerprint.of(model), fingerprint.of(model))


@pytest.mark.parametrize("numbers", [[17], [5, 17], [17, 3, 17], list(range(23, -1, -1))])
def test_a_world_has_the_same_fingerprint_in_any_block(model, numbers):
    for day in (1, 30, DAYS):
        found, block = (fingerprint.of(lived(worlds, day)) for worlds in (WORLDS, np.array(numbers)))
        same(found[numbers], block)


def test_a_world_that_acts_today_has_the_same_fingerprint_alone_as_among_others():
    """Alone, a choice has one entry per world, like a state; among others it has one per case."""
    busy = {"proxies.tempo": 1.0, "united_states.attribution.chance": 1.0}
    everyone = lived(days=30, **busy)
    assert any(proxy.attacks.size == 1 for proxy in lived(np.array([4]), 30, **busy).proxies)
    for world in range(6):
        same(fingerprint.of(lived(np.array([world]), 30, **busy))[0], fingerprint.of(everyone)[world])


def test_a_parameter_given_for_each_world_leaves_the_same_fingerprint():
    halves = {"united_states.force_threshold": 5.5, "iran.boldness": 0.25, "iran.revenge.half_life": 32.0}
    arrays = {path: np.full(WORLDS, value) for path, value in halves.items()}
    same(fingerprint.of(lived(**halves)), fingerprint.of(lived(**arrays)))


def test_a_longer_horizon_leaves_the_same_state():
    short, long = lived(days=50, horizon=100), lived(days=50, horizon=400)
    alive = short.alive
    assert alive.any()
    short.end_day[:] = long.end_day  # the day of the end is a placeholder while a world runs
    same(fingerprint.of(short)[alive], fingerprint.of(long)[alive])


def test_a_change_that_is_still_to_come_is_no_difference_until_it_is_announced_and_heeded():
    def with_step(announced: int) -> dict[str, Any]:
        return {"courses": {"united_states.pressure": (step(0, 0.5), step(80, 0.9, announced))}}

    pressure = {"united_states.pressure": 0.5}
    rest = {key: value for key, value in RESTLESS.items() if key != "united_states.pressure"}

    def at(days: int, **what: Any) -> np.ndarray:
        made = CrisisModel(6, rng=7, days=400, **{**rest, **what})
        for _ in range(days):
            made.step()
        assert made.alive.sum() > 3
        return fingerprint.of(made)[made.alive]

    same(at(60, **with_step(60)), at(60, **pressure))
    assert (at(61, **with_step(60)) != at(61, **pressure)).all()


def test_an_event_that_is_still_to_come_is_no_difference():
    coming = happening("iran", "drone_loss", 50)
    same(fingerprint.of(lived(days=50, events=(coming,))), fingerprint.of(lived(days=50)))
    assert (fingerprint.of(lived(days=51, events=(coming,))) != fingerprint.of(lived(days=51)))[
        lived(days=50).alive
    ].all()


def test_which_zero_or_nan_a_state_holds_makes_no_difference(model):
    held = model.united_states.threat
    before, found = held.copy(), []
    for value in (0.0, -0.0, np.nan, -np.nan):
        held[:] = value
        found.append(fingerprint.of(model))
    held[:] = before
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[2], found[3])
    assert (found[0] != found[2])[model.alive].all()


# -- what makes one ---------------------------------------------------------------------------------------------------


def nudged(value: np.ndarray, place: tuple[int, ...]) -> Any:
    """The smallest change of one entry; returns what it was."""
    before = value[place]
    if value.dtype == bool:
        value[place] = not before
    elif value.dtype.kind == "f":
        value[place] = np.float32(0.5) if np.isnan(before) else np.nextafter(before, np.float32(np.inf))
    else:
        value[place] = before + 1
    return before


def states_of(model: CrisisModel) -> list[tuple[Any, str]]:
    found = [(holder, name) for holder in (model, *model.actors.values()) for name in holder.states]
    return [*found, (model, "alive")]  # which is part of what stays of a world that has ended


def test_the_smallest_change_of_any_state_of_any_actor_changes_that_worlds_fingerprint_and_no_other(model):
    before = fingerprint.of(model)
    world = int(np.flatnonzero(model.alive)[2])
    states = states_of(model)
    assert len(states) > 80
    for holder, name in states:
        value = getattr(holder, name)
        for row in range(0, value.shape[0], 29) if value.ndim == 2 else [None]:
            place = (world,) if row is None else (row, world)
            was = nudged(value, place)
            changed = np.flatnonzero(fingerprint.of(model) != before)
            value[place] = was
            expected = [world] if (name, holder) != ("alive", model) else changed.tolist()
            assert changed.tolist() == expected and world in changed, name
    same(fingerprint.of(model), before)


def test_all_that_a_worlds_tomorrow_is_made_from_is_seen(model):
    """States named by hand, in case the search for states ever loses one."""
    seen = {f"{getattr(holder, 'path', '')}.{name}" for holder, name in states_of(model)}
    assert seen >= {
        ".escalation",
        ".hostile_total",
        "._hostile_window",
        ".alive",
        "iran.learned",
        "iran.learned_variation",
        "iran.credit",
        "united_states.ear",
        "iran.resisting",
        "iran.answer_due",
        "iran.economy._year_ago",
        "iran.economy.panic",
        "united_states.case_rung",
        "united_states.ratchet",
        "united_states.follow_up",
        "united_states.pressure_event",
        "proxies.ansar_allah.grievance",
        "mediators.oman.days_left",
        "theatres.iraq.anger",
        "talks.progress",
    }


def test_a_parameter_that_differs_today_is_a_difference_even_where_it_did_nothing_yet(model):
    before = fingerprint.of(model)
    for actor in model.agents:
        for name, parameter in declared(type(actor)).items():
            if not parameter.read_under(model.theory):
                continue  # whoever sets it changes no day to come
            was = getattr(actor, name)
            other = next((word for word in parameter.choices or () if word != was), None)
            setattr(actor, name, other or np.nextafter(np.float32(was), np.float32(np.inf)))
            assert (fingerprint.of(model) != before)[model.alive].all(), (actor.path, name)
            setattr(actor, name, was)
    same(fingerprint.of(model), before)


def test_one_more_event_in_the_log_is_a_difference(model):
    before = fingerprint.of(model)
    model.events._next[3] += 1
    assert np.flatnonzero(fingerprint.of(model) != before).tolist() == [3]
    model.events._next[3] -= 1


def test_a_past_that_differs_by_one_forced_act_is_another_past():
    early = happening("iran", "tanker_seizure", 40, 3.0)
    plain, other = lived(days=60), lived(days=60, events=(early,))
    there = plain.alive & other.alive
    assert there.any()
    assert (fingerprint.of(plain) != fingerprint.of(other))[there].all()


def test_a_world_that_has_ended_is_known_by_its_record_alone():
    """A block stops when its last world has ended, one with worlds still running goes on; the dead stay as they are."""
    frail = {"iran.collapse.rate": 0.5, "iran.fold.rate": 0.5}
    model = lived(days=250, **frail)
    early, dead = fingerprint.of(model), ~model.alive
    assert dead.sum() > 3
    for _ in range(100):
        model.step()
    late = fingerprint.of(model)
    same(early[dead], late[dead])
    assert len(set(late[dead].tolist())) == dead.sum()


def test_states_of_actors_of_ones_own_are_seen():
    class Moody(sim.Iran):
        def begin(self) -> None:
            super().begin()
            if not hasattr(self, "mood"):
                self.mood = self.each_world(0.5)

    found = lived(6, 5, agents={"iran": Moody})
    before = fingerprint.of(found)
    found.iran.mood[2] += 1
    assert np.flatnonzero(fingerprint.of(found) != before).tolist() == [2]


def test_states_of_added_militias_are_seen():
    cast = Cast(("oman",), (("newcomers", {"like": "iraqi_front"}),))
    found = lived(6, 5, cast=cast)
    before = fingerprint.of(found)
    found.actor("newcomers").grievance[1] += 0.5
    assert np.flatnonzero(fingerprint.of(found) != before).tolist() == [1]


# -- branches ---------------------------------------------------------------------------------------------------------

BRANCHING = ("after_the_drone", "sanctions_relief_for_talks")


@pytest.mark.parametrize("name", BRANCHING)
def test_the_shipped_variants_that_branch_share_their_past_with_the_baseline_bit_for_bit(name):
    scenario = sim.load(ROOT / "scenarios" / f"{name}.yaml")
    base, *others = scenario.cells()
    branching = [cell for cell in others if cell.branch_day and cell.coordinates == base.coordinates]
    assert branching
    days = branching[0].branch_day
    usual = of_cell(base, scenario.seed, 20, days)
    past = fingerprint.of(usual)
    for cell in branching:
        assert cell.branch_day == days
        model = of_cell(cell, scenario.seed, 20, days)
        same(fingerprint.of(model), past)
    for one in (usual, model):
        one.step()  # the branch's first day
    assert (fingerprint.of(model) != fingerprint.of(usual))[model.alive].any()


def test_a_fingerprint_of_four_thousand_worlds_takes_as_many_calls_as_one_of_forty():
    found = []
    for worlds in (40, 4000):
        model = lived(worlds, 3)
        fingerprint.of(model)  # once, to find out which attributes are states
        found.append(calls(lambda model=model: fingerprint.of(model)))
    assert found[0] < 15_000  # about 9,400
    assert found[1] < 1.1 * found[0]
