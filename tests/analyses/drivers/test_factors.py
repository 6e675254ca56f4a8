"""What is varied is what the run varied; else what is assumed."""

from __future__ import annotations

import json

import numpy as np
import pytest

import sim
from sim.analyses.drivers import factors
from sim.analyses.drivers.factors import CannotDrive
from sim.analyses.drivers.luck import Worlds, sobol_sequence
from sim.crisis.us_iran import US_IRAN
from sim.engine.distributions import Drawn
from sim.runs import assumptions
from sim.runs.plan import full_catalogue
from sim.scenario.parts import Axis
from tests.conftest import ROOT

U = np.linspace(0.01, 0.99, 60)
DELAY = "mediators.oman.message.delay"


@pytest.fixture(scope="module")
def reference():
    cells = sim.load("redline:maximum_pressure").cells()
    return cells, full_catalogue(cells)


def sampled(**more):
    text = {"extends": "redline:maximum_pressure", "sample": {"iran.boldness": {"beta": {"mean": 0.5, "sd": 0.1}}}}
    cells = sim.load(json.dumps(text | more)).cells()
    return cells, full_catalogue(cells)


def test_a_run_that_sampled_nothing_is_asked_about_every_assumed_parameter_it_leaves_alone(reference):
    cells, catalogue = reference
    found = factors.of_run(cells, cells[0], (), catalogue)
    assert len(found) > 150
    assert {one.why for one in found} == {factors.PLAUSIBLE}
    assert not {one.path for one in found} & set(cells[0].courses)
    for one in found:
        low, high = catalogue[one.path].plausible
        assert low <= one.at(U).min() <= one.at(U).max() <= high


def test_what_a_run_draws_in_each_world_is_a_factor_with_that_distribution():
    cells, catalogue = sampled()
    (one,) = factors.of_run(cells, cells[0], (), catalogue)
    assert (one.path, one.why) == ("iran.boldness", factors.SAMPLED)
    assert np.median(one.at(U)) == pytest.approx(0.5, abs=0.01)
    assert one.at(np.array([0.025, 0.975])) == pytest.approx([0.31, 0.69], abs=0.03)


def test_axes_of_a_spread_design_are_factors_and_a_family_moves_as_one(reference):
    cells, catalogue = reference
    axes = (Axis("proxies.autonomy", ends=(0.1, 0.9)), Axis("united_states.rule", ("any", "majority", "lottery")))
    autonomy, rule = factors.of_run(cells, cells[0], axes, catalogue)[:2]
    assert len(autonomy.members) == 5
    assert autonomy.at(np.array([0.0, 0.5, 1.0])).tolist() == pytest.approx([0.1, 0.5, 0.9])
    assert rule.words
    assert rule.at(np.array([0.1, 0.5, 0.9])).tolist() == ["any", "majority", "lottery"]


def test_a_family_of_a_path_of_several_parts_is_one_factor(reference):
    cells, catalogue = reference
    offset = factors.of_run(cells, cells[0], (Axis("united_states.agencies.offset", ends=(-1.0, 1.0)),), catalogue)[0]
    agencies = ("white_house", "state", "pentagon")
    assert offset.members == tuple(f"united_states.agencies.{one}.offset" for one in agencies)
    assert offset.unit == catalogue["united_states.agencies.state.offset"].unit


def test_an_added_member_moves_with_its_family():
    text = {"extends": "redline:maximum_pressure", "cast": {"add": {"new_front": {"like": "iraqi_front"}}}}
    cells = sim.load(json.dumps(text)).cells()
    axes = (Axis("proxies.autonomy", ends=(0.1, 0.9)),)
    assert "proxies.new_front.autonomy" in factors.of_run(cells, cells[0], axes, full_catalogue(cells))[0].members


def many_at_once():
    """The block of the guide under "Many parameters at once"."""
    guide = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    block = guide.split("### Many parameters at once")[1].split("```yaml\n")[1].split("```")[0]
    return sim.load("extends: redline:maximum_pressure\n" + block)


def test_the_axes_of_the_guides_example_are_factors_with_the_values_that_its_points_have():
    scenario = many_at_once()
    cells = scenario.cells()
    found = factors.of_run(cells, cells[0], scenario.sweep.axes, full_catalogue(cells))
    assert [one.path for one in found] == [axis.path for axis in scenario.sweep.axes]
    (boldness,) = [one for one in found if one.path == "iran.boldness"]
    assert boldness.why == factors.SWEPT and boldness.bounds == (0.0, 1.0)
    laid = [dict(point.coordinates)["iran.boldness"] for point in scenario.points()]
    # A Sobol' sequence of 256 points fills each quantile to 1 in 256; scrambling moves it by no more.
    share = np.linspace(0.05, 0.95, 19)
    assert boldness.at(share) == pytest.approx(np.quantile(laid, share), abs=0.01)
    assert boldness.as_dict()["drawn"] == "beta (mean 0.5, sd 0.15)"
    assert [
        one.path for one in factors.named(["iran.boldness"], found, full_catalogue(cells), US_IRAN.cast) if one.drawn
    ]


def test_an_axis_with_a_distribution_that_reaches_beyond_what_is_allowed_is_cut_as_the_points_are(reference):
    cells, catalogue = reference
    wide = Drawn("normal", (("mean", 0.5), ("sd", 2.0)))
    one = factors.of_run(cells, cells[0], (Axis("iran.boldness", drawn=wide),), catalogue)[0]
    assert 0 <= one.at(U).min() < one.at(U).max() <= 1
    assert one.ends is not None and 0 <= one.ends[0] < one.ends[1] <= 1


def test_a_grid_joins_the_assumed_parameters(reference):
    cells, catalogue = reference
    found = factors.of_run(cells, cells[0], (Axis("united_states.force_threshold", (5.0, 6.0, 7.0)),), catalogue)
    assert found[0].why == factors.SWEPT
    assert set(found[0].at(U)) == {5.0, 6.0, 7.0}
    assert len([one for one in found if one.path == "united_states.force_threshold"]) == 1
    assert len(found) > 150


def test_whole_numbers_are_whole_and_each_as_likely_as_in_the_range_over_assumptions(reference):
    cells, catalogue = reference
    whole = [one for one in factors.of_run(cells, cells[0], (), catalogue) if one.whole]
    assert whole
    for one in whole:
        low, high = one.ends
        numbers, counts = np.unique(one.at((np.arange(600) + 0.5) / 600), return_counts=True)
        assert numbers.tolist() == list(range(int(low), int(high) + 1)), one.path
        assert np.ptp(counts) <= 1, one.path
        drawn = assumptions.draw(catalogue, (one.path,), 600, seed=1)[one.path]
        assert np.unique(drawn, return_counts=True)[1] == pytest.approx(counts, abs=1), one.path


@pytest.mark.parametrize(
    "axis",
    [Axis(DELAY, ends=(1.0, 3.0)), Axis(DELAY, drawn=Drawn.of("uniform", low=1, high=3)), Axis(DELAY, (1.0, 2.0, 3.0))],
    ids=["range", "uniform", "list"],
)
def test_a_swept_whole_range_is_asked_as_it_was_swept(reference, axis):
    cells, catalogue = reference
    factor = factors.of_run(cells, cells[0], (axis,), catalogue)[0]
    found = np.unique(factor.at((np.arange(600) + 0.5) / 600), return_counts=True)
    assert [part.tolist() for part in found] == [[1.0, 2.0, 3.0], [200, 200, 200]]


def test_parameters_can_be_named_by_path_and_by_family(reference):
    _, catalogue = reference
    families = ["proxies.autonomy", "united_states.agencies.offset"]
    found = factors.named(["iran.boldness", *families], (), catalogue, US_IRAN.cast)
    assert found[0].path == "iran.boldness"
    assert len(found) == 1 + 5 + 3


def test_a_named_parameter_keeps_the_distribution_that_the_run_draws_it_from():
    cells, catalogue = sampled()
    known = factors.of_run(cells, cells[0], (), catalogue)
    (one,) = factors.named(["iran.boldness"], known, catalogue, US_IRAN.cast)
    assert one.drawn is not None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("iran.boldnes", "did you mean iran.boldness"),
        ("united_states.rule", "a choice among words; sweep it instead"),
        ("united_states.pressure", "no plausible range"),
    ],
)
def test_a_parameter_that_cannot_be_varied_is_an_error_that_teaches(reference, path, said):
    with pytest.raises(CannotDrive, match=said):
        factors.named([path], (), reference[1], US_IRAN.cast)


def test_a_scenario_that_sets_every_assumed_parameter_has_nothing_to_vary(reference):
    cells, catalogue = reference
    few = {path: one for path, one in catalogue.items() if path in cells[0].courses}
    with pytest.raises(CannotDrive, match="varied nothing"):
        factors.of_run(cells, cells[0], (), few)


def test_worlds_with_different_words_are_simulated_as_if_each_word_had_a_run_of_its_own(reference):
    cells, catalogue = reference
    axes = (Axis("united_states.rule", ("any", "majority")), Axis("iran.boldness", ends=(0.2, 0.9)))
    both = factors.of_run(cells, cells[0], axes, catalogue)[:2]
    import dataclasses

    short = dataclasses.replace(cells[0], days=480)
    worlds = Worlds(short, 3, short.crisis.outcomes.code("limited_force"))
    u, number = sobol_sequence(24, 2, 1, 9), np.arange(24) // 2
    mixed = worlds(both, u, number)
    assert mixed.any()
    assert not mixed.all()
    for row in (0, 11, 22):
        assert worlds(both, u[row : row + 1], number[row : row + 1])[0] == mixed[row]


def test_points_are_the_same_for_the_same_seed_and_fill_the_cube():
    assert np.array_equal(sobol_sequence(100, 3, 1, 2), sobol_sequence(100, 3, 1, 2))
    assert not np.array_equal(sobol_sequence(100, 3, 1, 2), sobol_sequence(100, 3, 1, 3))
    filled = sobol_sequence(64, 4, 5, 1)
    assert all(np.bincount((column * 8).astype(int)).tolist() == [8] * 8 for column in filled.T)
