"""What a notebook sees: the public names, and one changed decision against the original in the same worlds."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import sim


class MeekIran(sim.Iran):
    """Aims at nothing: its own acts stay at the lowest rungs."""

    def choose_aim(self):
        return np.zeros_like(super().choose_aim())


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_there(name):
    assert getattr(sim, name) is not None
    assert name in dir(sim)


def test_a_name_that_is_not_there_is_an_ordinary_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'lod'"):
        _ = sim.lod


def test_a_scenario_is_loaded_changed_and_run(tiny):
    scenario = sim.load(tiny).replace(worlds=12, days=10)
    results = sim.run(scenario)
    assert (results.worlds, len(results.table)) == (12, 24)
    assert results.daily["day"].max() == 9


def test_a_path_can_be_run_without_loading_it_first(tiny):
    assert sim.run(tiny, worlds=5, seed=1).digest == sim.run(str(tiny), worlds=5, seed=1).digest


def test_a_changed_decision_is_compared_with_the_original_world_by_world():
    scenario = sim.load("redline:maximum_pressure").replace(
        worlds=60, start="2019-05-08", days=250, assumptions={"draws": 0}
    )
    original = sim.run(scenario)
    changed = sim.run(scenario, agents={"iran": MeekIran})
    found = sim.difference(original, changed, "standoff")
    assert found.worlds == 60
    assert found.after > found.before
    assert "60 worlds" in str(found)


def test_an_actor_that_nobody_knows_is_refused(tiny):
    with pytest.raises(ValueError, match="nobody is called 'irn'"):
        sim.run(tiny, agents={"irn": MeekIran})


@pytest.mark.parametrize(
    ("agents", "error", "message"),
    [
        ({"proxy": sim.Proxy}, ValueError, "nobody is called 'proxy'; allowed: .*proxies.*did you mean proxies"),
        ({"ansar_alah": sim.Proxy}, ValueError, "did you mean ansar_allah"),
        ({"iraq": sim.Mediator}, ValueError, "may be mediators.iraq or theatres.iraq; write which"),
        ({"iran": sim.Proxy}, TypeError, "'iran' needs a class derived from sim.Iran, not the class Proxy"),
        ({"proxies": MeekIran}, TypeError, "needs a class derived from sim.Proxy, not the class MeekIran"),
        ({"iran": "MeekIran"}, TypeError, "needs a class derived from sim.Iran, not 'MeekIran'"),
    ],
)
def test_a_class_in_the_wrong_place_is_refused_before_anything_runs(tiny, agents, error, message):
    with pytest.raises(error, match=message):
        sim.run(tiny, agents=agents, progress=lambda tick: pytest.fail("it ran"))


def test_an_outcome_that_is_not_there_is_refused_with_the_nearest(tiny):
    results = sim.run(tiny, worlds=5)
    with pytest.raises(ValueError, match=r"there is no outcome 'wars'; allowed: war, .*; did you mean war\?"):
        sim.difference(results, results, "wars")


def test_the_package_lists_its_public_names_only():
    assert set(dir(sim)) == {*sim.__all__, "__version__"}


def test_parameters_set_by_dates_or_variants_are_found_in_the_results(tiny):
    results = sim.run(tiny, worlds=5)
    path = "united_states.force_threshold"
    assert results.values(0)[path] == results.catalogue[path].default
    assert results.values(1)[path][0].value == 4
    assert results.title_of("low_line") == "A lower line"
    assert results.date_of(24).isoformat() == "2019-06-01"


def test_a_misspelt_method_of_an_agent_is_warned_of_and_a_new_one_is_not(tiny):
    class Restrained(sim.Iran):
        def willing_to_anwser(self, at, rung):
            return rung > 10

    class Curious(sim.Iran):
        def ponders(self):
            return 0

    with pytest.warns(UserWarning, match="anwser replaces nothing of sim.Iran; did you mean willing_to_answer"):
        sim.run(tiny, agents={"iran": Restrained})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sim.run(tiny, agents={"iran": Curious})
