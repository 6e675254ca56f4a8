"""With one world the model is an ordinary Mesa model: it steps, it stops, it collects, it runs in batches."""

from __future__ import annotations

import inspect
from datetime import date
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import KEYS
from sim.engine.actor import Actor
from tests.crisis.worlds import LIVELY, PRESSED, run


def test_one_world_steps_day_by_day_and_stops_at_its_horizon():
    model = CrisisModel(worlds=1, rng=3, days=20, **{"united_states.force_allowed": 0})
    assert isinstance(model, mesa.Model) and model.running and model.outcome is None
    assert model.date == date(2018, 5, 8)
    for day in range(1, 20):
        model.step()
        assert model.running and model.day == day == getattr(model, "steps", day)  # Mesa 4 counts none
    assert model.date == date(2018, 5, 27)
    model.step()
    assert not model.running and model.outcome == "standoff"


def test_a_world_stops_running_on_the_day_it_ends():
    falls = {**PRESSED, "iran.collapse.rate": 0.5, "iran.economy.pain.full": 0.05}
    model = CrisisModel(worlds=1, rng=3, days=2000, **falls)
    model.run_model()
    assert model.outcome == "regime_collapse" and not model.running
    assert model.day == model.summary()["day"][0] + 1 < 2000


def test_the_data_collector_gives_a_table_of_numbers_with_one_row_a_day():
    model = CrisisModel(worlds=1, rng=3, days=30, **PRESSED)
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 30 and {*KEYS, "outcome", "date"} <= set(table.columns)
    for key in KEYS:
        assert np.isscalar(table[key].iloc[0]) and table[key].dtype == float, key
        assert table[key].notna().all(), key
    assert table["date"].iloc[-1] == date(2018, 6, 6)


def test_the_data_collector_and_the_recorder_tell_the_same_story():
    lived = run(np.array([4]), days=40, **LIVELY)
    table = lived.model.datacollector.get_model_vars_dataframe()
    for key in KEYS:
        np.testing.assert_allclose(table[key], lived.path(key)[: len(table), 0], rtol=1e-6, err_msg=key)


def test_a_seed_gives_the_same_world_again_and_no_seed_another():
    def exports(**what) -> float:
        model = CrisisModel(worlds=1, days=30, **PRESSED, **what)
        model.run_model()
        return float(model.economy.exports[0])

    assert exports(rng=3) == exports(rng=3) != exports(rng=4)
    assert exports() != exports()


def test_every_actor_is_a_mesa_agent_with_a_number_and_a_path_of_its_own():
    model = CrisisModel(worlds=3, rng=1)
    actors = list(model.agents)
    assert all(isinstance(actor, mesa.Agent) and isinstance(actor, Actor) for actor in actors)
    assert len({actor.path for actor in actors}) == len({actor.unique_id for actor in actors}) == len(actors)
    counts = (len(model.agencies), len(model.proxies), len(model.mediators), len(model.theatres))
    assert counts == (3, 5, 5, 5)


def test_it_runs_in_a_batch_with_dotted_parameters_as_keywords():
    batch_run = pytest.importorskip("mesa.batchrunner", reason="Mesa 4 has no batch_run").batch_run
    # Mesa 3.5 takes the seeds beside the parameters, Mesa 3.3 among them.
    beside = "rng" in inspect.signature(batch_run).parameters
    settings = {"united_states.pressure": [0.0, 0.9], "united_states.sanctions.step": 0.0, "days": 40}
    seeds = {"rng": [1, 2]}
    rows = batch_run(
        CrisisModel,
        parameters=settings if beside else settings | seeds,
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
        **(seeds if beside else {"iterations": 1}),
    )
    assert len(rows) == 4
    by_setting = {(row["united_states.pressure"], row["rng"]): row for row in rows}
    assert len(by_setting) == 4
    assert by_setting[0.0, 1]["exports"] == by_setting[0.0, 2]["exports"]
    for seed in (1, 2):
        assert by_setting[0.9, seed]["exports"] < by_setting[0.0, seed]["exports"]
        assert by_setting[0.9, seed]["outcome"] in OUTCOMES
    assert by_setting[0.9, 1]["exports"] != by_setting[0.9, 2]["exports"]


# -- changing an actor ------------------------------------------------------------------------------------------------


def test_a_subclass_of_an_actor_takes_its_place_and_changes_what_it_does():
    class Quiet(CrisisModel(worlds=1).iran.__class__):
        """An Iran that never presses."""

        def choose_effort(self):
            return self.each_world()

    usual, quiet = (run(20, days=120, agents=agents, **LIVELY) for agents in (None, {"iran": Quiet}))
    assert isinstance(quiet.model.iran, Quiet)
    assert (usual.events["actor"] == "iran").sum() > 50
    direct = quiet.events[(quiet.events["actor"] == "iran") & (quiet.events["act"] != "open_salvo")]
    assert set(direct["act"]) <= {"resistance", "patience", "submission", "collapse"}
    before = usual.path("exports")[0]
    np.testing.assert_array_equal(before, quiet.path("exports")[0], "the same luck for those who have not changed")


def test_a_subclass_may_take_the_place_of_a_whole_family_or_of_one_member():
    class Pacifist(CrisisModel(worlds=1).proxies[0].__class__):
        """A militia that has laid down its arms."""

        def own_rate(self):
            return self.each_world()

        def ordered_rate(self):
            return self.each_world()

    one = run(10, days=60, agents={"ansar_allah": Pacifist}, **LIVELY)
    every = run(10, days=60, agents={"proxies": Pacifist}, **LIVELY)
    assert set(one.events["actor"]) & {f"proxies.{name}" for name in ("ansar_allah", "kataib_hezbollah")} == {
        "proxies.kataib_hezbollah"
    }
    assert not every.events["actor"].str.startswith("proxies").any()


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what, says",
    [
        ({"united_states.presure": 0.5}, r"united_states\.presure.*did you mean.*united_states\.pressure"),
        ({"united_states.pressure": 1.5}, r"united_states\.pressure: 1\.5.*outside 0 to 1"),
        ({"united_states.pressure": "much"}, r"'much' is not a number"),
        ({"united_states.pressure": float("nan")}, "not a finite number"),
        ({"united_states.force_allowed": 0.5}, "not a whole number"),
        ({"united_states.rule": "dictator"}, "'dictator' is not one of any, majority, lottery"),
        ({"united_states.pressure": np.zeros(3)}, "one value per world"),
        ({"united_states.pressure": np.array([0.5, 1.5])}, r"each within \(0, 1\)"),
        ({"united_states.pressure": np.array([0.5, np.nan])}, r"each within \(0, 1\)"),
        ({"theory": "luck"}, "'luck' is not one of counter_pressure, pressure_works"),
        ({"agents": {"iron": object}}, "nobody is called 'iron'"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_a_reason(what, says):
    with pytest.raises(ValueError, match=says):
        CrisisModel(worlds=2, rng=1, **what)


def test_a_member_of_a_family_has_its_own_value_and_the_rest_the_familys_in_either_order():
    member, family = {"proxies.ansar_allah.autonomy": 0.75}, {"proxies.autonomy": 0.25}
    for what in ({**family, **member}, {**member, **family}):
        model = CrisisModel(worlds=1, rng=1, **what)
        told = {proxy.path: round(float(proxy.autonomy), 6) for proxy in model.proxies}
        assert told.pop("proxies.ansar_allah") == 0.75
        assert set(told.values()) == {0.25}


def test_the_rival_theory_replaces_exactly_the_coefficients_that_declare_a_rival_value():
    from tests.crisis.worlds import CATALOGUE

    plain, rival = (CrisisModel(worlds=1, rng=1, theory=theory) for theory in ("counter_pressure", "pressure_works"))
    differing = {path for path in CATALOGUE if plain.calendar.value(path) != rival.calendar.value(path)}
    assert differing == {path for path, parameter in CATALOGUE.items() if parameter.rival is not None} != set()
    own = CrisisModel(worlds=1, rng=1, theory="pressure_works", **{"iran.effort.pain": 0.125})
    assert own.iran.effort_pain == 0.125, "what a scenario says itself is kept under any theory"


def test_a_dated_change_of_an_agencys_place_moves_the_line_that_is_held():
    """The mean prevailing line stays where the threshold says, also after an agency has changed its mind."""
    from tests.crisis.worlds import step

    path = "united_states.agencies.pentagon.offset"
    dated = CrisisModel(worlds=1, rng=1, days=20, courses={path: (step(0, 1.0), step(5, 3.0))})
    fixed = CrisisModel(worlds=1, rng=1, days=20, **{path: 3.0})
    for _ in range(10):
        dated.step()
        fixed.step()
    assert dated.united_states.held_back == fixed.united_states.held_back


def test_a_starting_value_cannot_be_dated_later():
    steps = tuple(SimpleNamespace(day=day, announced=day, value=5.0 + day / 9) for day in (0, 9))
    later = {"iran.belief.mean": steps}
    with pytest.raises(ValueError, match=r"iran\.belief\.mean says how things stand at the start"):
        CrisisModel(worlds=2, rng=1, courses=later)


def test_an_array_for_a_choice_or_of_broken_numbers_for_a_whole_one_is_refused():
    with pytest.raises(ValueError, match="one word for all worlds"):
        CrisisModel(worlds=2, rng=1, **{"united_states.rule": np.array(["any", "lottery"])})
    with pytest.raises(ValueError, match="only whole numbers"):
        CrisisModel(worlds=2, rng=1, **{"united_states.force_allowed": np.array([0.5, 1.0])})
