"""The same world is the same world, however it is simulated: alone or among many, in any order, beside anyone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.crisis.model import CrisisModel
from sim.engine.actor import Actor
from sim.engine.recorder import Recorder
from sim.scenario.parts import Cast
from tests.crisis.worlds import LIVELY, PRESSED, Run, happening, run, same, same_runs

DAYS = 120


@pytest.fixture(scope="module")
def ensemble() -> Run:
    """Worlds 0 to 39, restless enough that they all differ."""
    return run(40, days=DAYS, **LIVELY)


def assert_same_world(alone: Run, place: int, among: Run, there: int) -> None:
    """A world of one run is a world of another: every column, every path, every event."""
    for name, column in among.block.columns.items():
        np.testing.assert_array_equal(alone.block.columns[name][place], column[there], err_msg=name)
    same(alone.block.examples[:, :, place], among.block.examples[:, :, there])
    number = alone.block.world[place]
    assert number == among.block.world[there]
    logs = [one.events[one.events["world"] == number].reset_index(drop=True) for one in (alone, among)]
    assert len(logs[0]) > 10
    pd.testing.assert_frame_equal(*logs)


def test_the_worlds_of_the_ensemble_differ(ensemble: Run):
    """Guards what follows: if all worlds were equal, finding them equal would say nothing."""
    exports = ensemble.path("exports")[-1]
    assert len(np.unique(exports)) == 40
    assert len(np.unique(ensemble.block.columns["hostile_acts"])) > 5


def test_world_17_alone_equals_world_17_of_the_ensemble(ensemble: Run):
    assert_same_world(run(np.array([17]), days=DAYS, **LIVELY), 0, ensemble, 17)


@pytest.mark.parametrize("size", [1, 7, 13, 39])
def test_worlds_are_the_same_in_blocks_of_any_size(ensemble: Run, size: int):
    first = (17 // size) * size
    block = run(np.arange(first, min(first + size, 40)), days=DAYS, **LIVELY)
    for place in {0, 17 - first, len(block.block.world) - 1}:
        assert_same_world(block, place, ensemble, first + place)


def test_worlds_may_be_simulated_in_any_order(ensemble: Run):
    order = np.random.default_rng(1).permutation(40)
    shuffled = run(order, days=DAYS, **LIVELY)
    for name, column in ensemble.block.columns.items():
        np.testing.assert_array_equal(column[order], shuffled.block.columns[name], err_msg=name)
    same(ensemble.block.examples[:, :, order], shuffled.block.examples)
    for place in (0, 20, 39):
        assert_same_world(shuffled, place, ensemble, order[place])


def test_a_world_number_that_is_repeated_is_the_same_world_again(ensemble: Run):
    repeated = run(np.array([17, 3, 17, 17]), days=DAYS, **LIVELY)
    for name, column in ensemble.block.columns.items():
        np.testing.assert_array_equal(column[[17, 3, 17, 17]], repeated.block.columns[name], err_msg=name)
    same(ensemble.block.examples[:, :, [17, 3, 17, 17]], repeated.block.examples)


def test_a_world_with_a_very_large_number_can_be_run():
    far = run(np.array([2**31 - 1, 5]), days=60, **LIVELY)
    near = run(np.array([5]), days=60, **LIVELY)
    same(far.day[1], near.day[0])
    assert far.block.world[0] == 2**31 - 1


def test_another_seed_is_another_luck(ensemble: Run):
    other = run(40, days=DAYS, seed=8, **LIVELY)
    assert (other.path("exports")[-1] != ensemble.path("exports")[-1]).all()


def test_how_much_is_recorded_changes_nothing(ensemble: Run):
    model = CrisisModel(40, rng=7, days=DAYS, recorder=Recorder(outcomes_only=True), **LIVELY)
    model.run_model()
    for name, column in model.summary().items():
        np.testing.assert_array_equal(column, ensemble.block.columns[name], err_msg=name)


def test_a_shorter_horizon_is_the_beginning_of_a_longer_one(ensemble: Run):
    short = run(40, days=50, **LIVELY)
    same(short.block.examples, ensemble.block.examples[:, :50])
    ended = ensemble.day < 50
    same(short.outcome[ended], ensemble.outcome[ended])


def test_a_number_given_world_by_world_is_the_same_number():
    """Arrays are cut to single precision, so halves and quarters are used: they fit it exactly."""
    what = {"united_states.force_threshold": 5.5, "proxies.tempo": 0.0625, "iran.boldness": 0.25}
    number = run(12, days=DAYS, **PRESSED, **what)
    arrays = run(12, days=DAYS, **PRESSED, **{path: np.full(12, value) for path, value in what.items()})
    same_runs(number, arrays)


# -- who else is there ------------------------------------------------------------------------------------------------


class Listener:
    """Writes down every draw, by name, day and world."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, worlds: int):
        self.heard: dict[tuple[str, str, int, int], float] = {}
        for kind in ("draw", "normal"):
            monkeypatch.setattr(Actor, kind, self._wrapped(getattr(Actor, kind), worlds))

    def _wrapped(self, original, worlds: int):
        def listening(actor, purpose, where=None):
            values = original(actor, purpose, where)
            for world, value in zip(range(worlds) if where is None else where, values, strict=True):
                self.heard[actor.path, purpose, actor.model.day, int(world)] = float(value)
            return values

        return listening


def draws_of(monkeypatch: pytest.MonkeyPatch, **what) -> dict:
    with monkeypatch.context() as patch:
        listener = Listener(patch, 6)
        run(6, days=50, **{**LIVELY, **what})
    return listener.heard


def added(**settings) -> Cast:
    return Cast(added=(("newcomers", {"like": "iraqi_front", **settings}),))


@pytest.mark.parametrize(
    "cast",
    [
        pytest.param(added(tempo=0.3), id="a militia joins"),
        pytest.param(Cast(("oman",)), id="a go-between stays away"),
        pytest.param(Cast(("kataib_hezbollah",)), id="a militia stays away"),
    ],
)
def test_who_else_takes_part_leaves_everyones_luck_alone(monkeypatch: pytest.MonkeyPatch, cast: Cast):
    full, other = draws_of(monkeypatch), draws_of(monkeypatch, cast=cast)
    common = full.keys() & other.keys()
    assert len(common) > 0.5 * len(full)
    assert all(full[name] == other[name] for name in common)


def test_a_militia_that_joins_and_can_do_nothing_changes_nothing():
    settings = {path: value for path, value in LIVELY.items() if not path.startswith("proxies.")}
    same_runs(run(10, days=DAYS, **settings), run(10, days=DAYS, cast=added(capability=0.0), **settings))


def test_a_militia_that_joins_attacks():
    """Guards the test above."""
    lived = run(10, days=60, cast=added(tempo=0.3), **PRESSED)
    assert (lived.events["actor"] == "proxies.newcomers").sum() > 20


def test_a_go_between_that_opens_no_channel_might_as_well_stay_away():
    silent = run(10, days=DAYS, **LIVELY, **{"mediators.oman.access": 0.0})
    away = run(10, days=DAYS, cast=Cast(("oman",)), **LIVELY)
    same_runs(silent, away)
    assert (silent.events["actor"] == "mediators.france").any()


# -- the order of the actors ------------------------------------------------------------------------------------------


def shuffled(seed: int, **what) -> Run:
    """A run whose actors take their turns in another order."""
    model = CrisisModel(40, rng=7, days=DAYS, recorder=Recorder(), **what)
    before = [actor.path for actor in model.agents]
    model.agents  # noqa: B018  (the set is made on first use)
    order = np.random.default_rng(seed).permutation(len(before))
    reordered = [list(model.agents)[place] for place in order]
    for actor in reordered:  # taking an actor out and putting it back moves it to the end
        model._all_agents.discard(actor)
        model._all_agents.add(actor)
    assert [actor.path for actor in model.agents] == [before[place] for place in order] != before
    model.run_model()
    return Run(model, model.recorder.block())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_in_which_actors_take_their_turns_does_not_matter(ensemble: Run, seed: int):
    other = shuffled(seed, **LIVELY)
    for name in ("outcome", "day", "first_force_day", "first_death_day", "us_deaths", "hostile_acts", "strikes"):
        np.testing.assert_array_equal(ensemble.block.columns[name], other.block.columns[name], err_msg=name)
    np.testing.assert_allclose(ensemble.block.examples, other.block.examples, rtol=1e-4, atol=1e-4)


def test_the_order_of_turns_does_not_matter_when_a_scenario_forces_acts_either():
    events = (
        happening("united_states", "strike_on_proxy", 20, 6.0, target="proxies.kataib_hezbollah"),
        happening("united_states", "sanctions_step", 40, 2.0),
        happening("oman", "talks_offer", 60, 0.0),
        happening("iran", "drone_loss", 70, 4.5),
    )
    plain = run(40, days=DAYS, events=events, **LIVELY)
    for seed in (1, 2):
        other = shuffled(seed, events=events, **LIVELY)
        for name in ("outcome", "day", "first_force_day", "hostile_acts", "strikes"):
            np.testing.assert_array_equal(plain.block.columns[name], other.block.columns[name], err_msg=name)
