"""Latin hypercubes and Sobol' sequences: many parameters at once, the same points under every variant."""

import dataclasses
import inspect
import json
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pytest

from sim.crisis.us_iran import US_IRAN
from sim.engine.distributions import Drawn
from sim.scenario import ScenarioError, load
from sim.scenario import design as designs
from sim.scenario.parts import Step

AXES = (
    "{iran.boldness: {from: 1, to: 0.2}, iran.patience: {from: 0, to: 3}, united_states.rule: [any, majority], "
    "proxies.autonomy: {beta: {mean: 0.3, sd: 0.1}}, iran.strike_back: [5, 6, 7, 8]}"
)
DESIGNS = ["latin_hypercube", "sobol"]


def text(design="latin_hypercube", points=64, axes=AXES, more=""):
    return f"sweep: {{design: {design}, points: {points}, axes: {axes}{more}}}\n"


def column(scenario, path):
    return [dict(cell.coordinates)[path] for cell in scenario.points() if cell.variant == "baseline"]


# -- points ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", DESIGNS)
def test_each_axis_is_spread_evenly_over_its_range(read, design):
    """One point in each of as many slices as there are points: true of both designs in one dimension."""
    scenario = read(text(design, points=64))
    slices = np.floor((np.array(column(scenario, "iran.boldness")) - 0.2) / 0.8 * 64).astype(int)
    assert sorted(slices.tolist()) == list(range(64))


@pytest.mark.parametrize("design", DESIGNS)
def test_listed_values_words_and_whole_numbers_are_equally_frequent(read, design):
    scenario = read(text(design, points=64))
    for path, values in (
        ("united_states.rule", ["any", "majority"]),
        ("iran.strike_back", [5.0, 6.0, 7.0, 8.0]),
        ("iran.patience", [0.0, 1.0, 2.0, 3.0]),
    ):
        found = column(scenario, path)
        assert {value: found.count(value) for value in values} == dict.fromkeys(values, 64 // len(values))


def test_a_distribution_is_cut_at_the_parameters_bounds_and_spread_by_its_own_shape(read):
    axes = "{iran.boldness: {normal: {mean: 1, sd: 0.5}}}"
    found = sorted(column(read(text("sobol", 512, axes)), "iran.boldness"))
    heights = (np.arange(512) + 0.5) / 512
    expected = Drawn.of("normal", mean=1, sd=0.5).quantile(heights, (0, 1))
    assert np.allclose(found, expected, atol=0.005)
    assert max(found) <= 1


def test_a_drawn_whole_number_is_whole(read):
    found = column(read(text(points=50, axes="{iran.patience: {normal: {mean: 4, sd: 3}}}")), "iran.patience")
    assert {value % 1 for value in found} == {0.0}
    assert len(set(found)) > 5


def test_values_are_free_of_rounding_noise(read):
    found = column(read(text(points=100)), "iran.boldness")
    assert found == [float(f"{value:.12g}") for value in found]


@pytest.mark.parametrize("design", DESIGNS)
def test_the_points_follow_from_the_seed_alone(read, design):
    first = read(text(design) + "runs: {seed: 5}")
    assert first.points() == read(text(design) + "runs: {seed: 5, worlds: 10}\nclock: {days: 730}").points()
    assert column(first, "iran.boldness") != column(first.replace(seed=6), "iran.boldness")


@pytest.mark.parametrize("design", DESIGNS)
def test_libraries_that_name_the_stream_otherwise_give_the_same_points_without_a_warning(monkeypatch, design):
    """SciPy before 1.15 calls the argument ``seed``, later ones ``rng``; a stand-in takes the older name only."""
    from scipy.stats import qmc

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expected = designs._unit(design, 8, 3, seed=1)
    name = {"latin_hypercube": "LatinHypercube", "sobol": "Sobol"}[design]
    present = getattr(qmc, name)
    argument = "rng" if "rng" in inspect.signature(present).parameters else "seed"

    def older(dimensions, *, scramble, seed):
        return present(dimensions, scramble=scramble, **{argument: seed})

    monkeypatch.setattr(qmc, name, older)
    assert np.array_equal(designs._unit(design, 8, 3, seed=1), expected)


# -- cells ----------------------------------------------------------------------------------------------------------


def test_every_variant_has_its_own_settings_as_a_cell_and_all_points(read):
    scenario = read(text(points=4) + "variants: {v: {set: {iran.belief.width: 0.1}}}")
    cells, points = scenario.cells(), scenario.points()
    assert [(cell.index, cell.variant, cell.coordinates, cell.point) for cell in cells] == [
        (0, "baseline", (), None),
        (1, "v", (), None),
    ]
    assert [(cell.index, cell.variant, cell.point) for cell in points] == [
        (2, "baseline", 0), (3, "baseline", 1), (4, "baseline", 2), (5, "baseline", 3),
        (6, "v", 0), (7, "v", 1), (8, "v", 2), (9, "v", 3),
    ]  # fmt: skip
    assert [cell.coordinates for cell in points[:4]] == [cell.coordinates for cell in points[4:]]
    assert [cell.courses["iran.belief.width"][0].value for cell in points[4:]] == [0.1] * 4


def test_a_point_sets_its_coordinates_and_a_family_sets_all_members(read):
    cell = read(text(points=4)).points()[2]
    at = dict(cell.coordinates)
    assert cell.courses["iran.boldness"][0].value == at["iran.boldness"]
    autonomy = {course[0].value for path, course in cell.courses.items() if path.endswith(".autonomy")}
    assert autonomy == {at["proxies.autonomy"]}


def test_the_points_of_a_variant_share_what_they_have_in_common(read):
    """One design of 65,536 points and 60 axes took 1.3 GB when each point had a history of every parameter."""
    scenario = read(text(points=2))
    first, other = scenario.points()
    assert first.courses._courses is other.courses._courses
    plain = {path: (Step(0, 0, value),) for path, value in other.coordinates if path != "proxies.autonomy"}
    plain |= {path: other.courses[path] for path in other.courses if path.endswith(".autonomy")}
    assert other.courses == plain
    assert plain == other.courses
    assert first.courses != other.courses
    assert (len(other.courses), len(scenario.cells()[0].courses)) == (len(plain), 0)
    assert "iran.boldness" in other.courses
    assert "iran.patienc" not in other.courses
    with pytest.raises(KeyError):
        other.courses["iran.belief.width"]


def test_a_point_travels_between_processes_as_it_is(read):
    point = read(text(points=4) + "parameters: {iran.belief.width: 2}").points()[3]
    again = pickle.loads(pickle.dumps(point))
    assert again == point
    assert repr(again.courses) == repr(dict(point.courses))


def test_a_point_beats_what_the_file_sets_and_leaves_the_variants_own_cell(read):
    scenario = read(text(points=4) + "parameters: {iran.boldness: 0.1, iran.belief.width: 2}")
    assert scenario.cells()[0].courses["iran.boldness"][0].value == 0.1
    assert all(cell.courses["iran.boldness"][0].value >= 0.2 for cell in scenario.points())
    assert all(cell.courses["iran.belief.width"][0].value == 2 for cell in scenario.points())


def test_an_actor_that_a_variant_leaves_out_has_no_point(read):
    scenario = read(text(points=2) + "variants: {v: {cast: {without: [ansar_allah]}}}")
    with_it, without = (scenario.points()[place].courses for place in (0, 2))
    assert "proxies.ansar_allah.autonomy" in with_it
    assert "proxies.ansar_allah.autonomy" not in without


def test_a_design_may_have_sixty_axes_and_no_more():
    parameters = US_IRAN.catalogue
    paths = [path for path, one in parameters.items() if one.choices is None and one.bounds[0] < one.bounds[1]]

    def swept(count):
        axes = {path: dict(zip(("from", "to"), parameters[path].bounds, strict=True)) for path in paths[:count]}
        design = {"sweep": {"design": "sobol", "points": 4, "axes": axes}}
        return load(json.dumps(design), crisis=US_IRAN)

    assert {len(cell.coordinates) for cell in swept(60).points()} == {60}
    with pytest.raises(ScenarioError, match="61 parameters are swept at once; allowed: at most 60 in a Sobol' sequ"):
        swept(61)


# -- worlds per point -----------------------------------------------------------------------------------------------


def test_a_point_has_a_hundred_worlds_unless_told_and_never_more_than_a_cell(read):
    assert read(text()).sweep.worlds == 100
    assert read(text(more=", worlds: 250")).sweep.worlds == 250
    assert read(text() + "runs: {worlds: 20}").sweep.worlds == 20
    shortened = read(text(more=", worlds: 250") + "runs: {worlds: 50}")
    assert shortened.sweep.worlds == 50
    assert "250 worlds per point are more than runs.worlds; each point gets 50" in str(shortened.warnings[0])
    assert shortened.replace(worlds=1000).sweep.worlds == 250


def test_a_quick_look_from_outside_the_file_is_no_mistake(read):
    asked = text(more=", worlds: 250")
    for quick in (read(asked, "runs.worlds=20"), read(asked).replace(worlds=20)):
        assert (quick.sweep.worlds, quick.warnings) == (20, ())
    both = read(asked + "runs: {worlds: 50}", "runs.worlds=20")
    assert "250 worlds per point are more than runs.worlds; each point gets 20" in str(both.warnings[0])


def test_what_set_fixes_leaves_the_design(read):
    scenario = read(text(), "iran.boldness=0.5")
    assert "iran.boldness" not in [axis.path for axis in scenario.sweep.axes]
    assert len(scenario.points()) == 64
    only = read(text(axes="{iran.boldness: {from: 0, to: 1}}"), "iran.boldness=0.5")
    assert (only.points(), only.sweep.axes, len(only.cells())) == ((), (), 1)


# -- the plain form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("design", DESIGNS)
def test_a_design_survives_its_plain_form(read, design):
    scenario = read(text(design, more=", worlds: 7") + "variants: {v: {set: {iran.belief.width: 0.1}}}")
    again = read(json.dumps(scenario.canonical()))
    assert again.sweep == scenario.sweep
    assert (again.cells(), again.points()) == (scenario.cells(), scenario.points())
    assert again.digest == scenario.digest
    assert scenario.replace(seed=3).digest != scenario.digest


def test_a_choice_with_weights_survives_the_plain_form(read):
    scenario = read(text(axes="{iran.strike_back: {choice: {5: 1, 6: 3}}}"))
    assert read(json.dumps(scenario.canonical())).points() == scenario.points()
    assert column(scenario, "iran.strike_back").count(6.0) == 48


def test_a_scenario_without_a_design_needs_no_library_for_it():
    code = "import sys, sim; sim.load('redline:two_thresholds').cells(); sys.exit('scipy.stats' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_parts_of_a_sweep_are_plain_and_frozen(read):
    with pytest.raises(dataclasses.FrozenInstanceError):
        read(text()).sweep.points = 3


# -- mistakes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        ("{design: sobol, axes: {iran.boldness: [0.1]}}", "'points' is missing; write points: 256"),
        ("{design: sobol, points: 1000, axes: {iran.boldness: [0.1]}}", "1,000 is not a power of two, which a Sobol'"),
        ("{design: sobol, points: 1000, axes: {iran.boldness: [0.1]}}", "write 512 or 1024"),
        ("{design: sobol, points: 100000, axes: {iran.boldness: [0.1]}}", "write 65536"),
        ("{design: sobol, points: 0, axes: {iran.boldness: [0.1]}}", "0 is out of range; allowed: a whole number from"),
        ("{design: latin_hypercube, points: 1e9, axes: {iran.boldness: [0.1]}}", "1,000,000,000 is out of range"),
        ("{design: latin_hypercube, points: 1e30, axes: {iran.boldness: [0.1]}}", "is out of range"),
        ("{design: latin_hypercube, points: many, axes: {iran.boldness: [0.1]}}", "'many' is not a whole number"),
        ("{design: latin_hypercube, points: 8, worlds: 0, axes: {iran.boldness: [0.1]}}", "0 is out of range"),
        ("{design: latin_hypercube, points: 8, axes: {}}", "no parameter is swept"),
        ("{design: latin_hypercube, points: 8}", "'axes' is missing"),
        ("{design: latin_hypercub, points: 8, axes: {iran.boldness: [0.1]}}", "did you mean latin_hypercube?"),
        (
            "{design: sobol, points: 8, axes: {iran.boldness: {from: 0, to: 1, points: 3}}}",
            "an axis of this design has no points of its own; write points beside axes",
        ),
        (
            "{design: sobol, points: 8, axes: {iran.boldness: [0.1]}, exclude: []}",
            "exclude has no meaning here; only a grid leaves points out",
        ),
        ("{design: sobol, points: 8, axes: {iran.boldness: {from: 0, to: 3}}}", "3 is out of range; allowed: 0 to 1"),
        ("{design: sobol, points: 8, axes: {iran.boldness: {from: 1, to: 1}}}", "from and to are both 1"),
        ("{design: sobol, points: 8, axes: {iran.boldness: {from: 1}}}", "to missing; write {from: 0, to: 3}"),
        ("{design: sobol, points: 8, axes: {iran.patience: {from: 0.5, to: 3}}}", "0.5 is not a whole number"),
        ("{design: sobol, points: 8, axes: {united_states.rule: {from: 0, to: 3}}}", "words have no range"),
        (
            "{design: sobol, points: 8, axes: {united_states.rule: {uniform: {low: 0, high: 1}}}}",
            "a choice of words cannot be drawn",
        ),
        (
            "{design: sobol, points: 8, axes: {iran.strike_back: {uniform: {low: 0, high: 30}}}}",
            "30 lies outside 0 to 10; allowed: 0 to 10 (rung)",
        ),
        (
            "{design: sobol, points: 8, axes: {iran.boldness: {beta: {mean: 3, sd: 1}}}}",
            "beta: mean 3 is not between 0 and 1",
        ),
        (
            "{design: sobol, points: 8, axes: {iran.boldness: 0.5}}",
            "0.5 stands where an axis is wanted; write {from: 0, to: 3}, [5, 6, 7] or a distribution",
        ),
        (
            "{design: sobol, points: 8, axes: {proxies.autonomy: [0.1], proxies.ansar_allah.autonomy: [0.2]}}",
            "it is swept twice: proxies.autonomy sweeps it, too",
        ),
    ],
)
def test_a_wrong_design_is_refused(mistakes, sweep, message):
    found = mistakes(f"sweep: {sweep}")
    assert len(found) == 1
    assert message in found[0]


def test_a_variant_may_not_set_what_a_design_sweeps(mistakes):
    (found,) = mistakes(text(axes="{iran.boldness: {from: 0, to: 1}}") + "variants: {v: {set: {iran.boldness: 1}}}")
    assert "iran.boldness is swept; a variant may not set it, too; delete it here, or under axes" in found


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            "runs: {worlds: 2000}",
            "1 variant x 2,000 worlds, 1 variant x 65,536 points x 200 worlds and 1 variant x 40 draws x 50 worlds of "
            "the range over assumptions are 13,111,200 worlds; allowed: at most 10,000,000; lower sweep.points or "
            "sweep.worlds",
        ),
        (
            "runs: {worlds: 2000, assumptions: {draws: 0}}",
            "1 variant x 2,000 worlds and 1 variant x 65,536 points x 200 worlds are 13,109,200 worlds; allowed: at "
            "most 10,000,000; lower sweep.points or sweep.worlds",
        ),
        (
            "variants: {v: {set: {iran.belief.width: 3}}}",
            "2 variants x 65,536 points are 131,072 points; allowed: at most 100,000; lower sweep.points or the number "
            "of variants",
        ),
    ],
)
def test_a_design_of_absurd_size_is_refused_with_its_count(mistakes, more, message):
    (found,) = mistakes(text("sobol", 65536, "{iran.boldness: {from: 0, to: 1}}", ", worlds: 200") + more)
    assert found.startswith("<text>:1:24: error: sweep.points: ")
    assert message in found
