"""``boundary:`` names the line that is looked for: the outcome, its share, the searched parameter and the rows."""

import json

import pytest

from sim.scenario import Axis, Boundary, Sweep

ROWS = "{iran.boldness: {from: 1, to: 0.2}, united_states.force_threshold: [5, 6, 7]}"


def test_a_boundary_has_rows_first_and_the_searched_parameter_last(read):
    sweep = read(f"sweep: {{boundary: {{outcome: deal, at: 30%, axes: {ROWS}, within: 0.02, worlds: 500}}}}").sweep
    rows = Axis("united_states.force_threshold", (5.0, 6.0, 7.0))
    searched = Axis("iran.boldness", ends=(0.2, 1.0))
    assert sweep == Sweep("boundary", (rows, searched), boundary=Boundary("deal", 0.3, 0.02, 500))


def test_what_is_left_out_is_the_headline_half_a_hundredth_of_the_range_and_twenty_thousand_worlds(read):
    scenario = read(f"outcomes: {{headline: deal}}\nsweep: {{boundary: {{axes: {ROWS}}}}}")
    assert scenario.sweep.boundary == Boundary("deal", 0.5, 0.008, 20_000)


def test_rows_may_be_steps_words_or_nothing_at_all(read):
    searched = "iran.boldness: {from: 0, to: 1}"
    for rows, values in (
        ("united_states.force_threshold: {from: 5, to: 6, points: 3}, ", (5.0, 5.5, 6.0)),
        ("united_states.rule: [any, lottery], ", ("any", "lottery")),
    ):
        assert read(f"sweep: {{boundary: {{axes: {{{rows}{searched}}}}}}}").sweep.axes[0].values == values
    assert len(read(f"sweep: {{boundary: {{axes: {{{searched}}}}}}}").sweep.axes) == 1


def test_its_cells_are_the_variants_as_they_are(read):
    scenario = read(f"variants: {{v: {{set: {{iran.patience: 9}}}}}}\nsweep: {{boundary: {{axes: {ROWS}}}}}")
    assert [(cell.variant, cell.coordinates) for cell in scenario.cells()] == [("baseline", ()), ("v", ())]
    assert scenario.points() == ()


def test_a_width_may_be_a_percentage_where_the_parameter_is_one(read):
    assert read(f"sweep: {{boundary: {{axes: {ROWS}, within: 5%}}}}").sweep.boundary.within == 0.05


def test_a_boundary_survives_its_plain_form(read):
    scenario = read(f"sweep: {{boundary: {{axes: {ROWS}, at: 25%}}}}")
    again = read(json.dumps(scenario.canonical()))
    assert (again.sweep, again.cells(), again.digest) == (scenario.sweep, scenario.cells(), scenario.digest)


def test_what_set_fixes_is_no_row_and_without_a_searched_parameter_there_is_no_boundary(read):
    text = f"sweep: {{boundary: {{axes: {ROWS}}}}}"
    assert [axis.path for axis in read(text, "united_states.force_threshold=6").sweep.axes] == ["iran.boldness"]
    alone = read(text, "iran.boldness=0.5")
    assert alone.sweep == Sweep()
    assert "it is no longer swept" in str(alone.warnings[0])


@pytest.mark.parametrize(
    ("boundary", "message"),
    [
        (f"{{outcome: wars, axes: {ROWS}}}", "'wars' is not known here; allowed: war, regime_collapse"),
        (f"{{outcome: wars, axes: {ROWS}}}", "did you mean war?"),
        (f"{{at: 0, axes: {ROWS}}}", "0 is not a share that a line can follow; allowed: between 0% and 100%"),
        (f"{{at: 100%, axes: {ROWS}}}", "100% is not a share that a line can follow"),
        (f"{{at: half, axes: {ROWS}}}", "'half' is not a number"),
        (f"{{within: 0, axes: {ROWS}}}", "0 is no width to find a line within; allowed: above 0 and below 0.8 (share)"),
        (f"{{within: 0.8, axes: {ROWS}}}", "0.8 is no width to find a line within"),
        (f"{{worlds: 5, axes: {ROWS}}}", "5 is out of range; allowed: a whole number from 100 to 1,000,000"),
        (f"{{share: 5, axes: {ROWS}}}", "'share' is not a key here"),
        ("{outcome: war}", "'axes' is missing; write axes: {PATH: [5, 6, 7], PATH: {from: 0, to: 3}}"),
        ("null", "'axes' is missing"),
        ("{axes: {}}", "no parameter is swept"),
        ("{axes: {iran.boldness: [0.1, 0.2]}}", "no axis is searched; one axis has ends and no points"),
        (
            "{axes: {iran.boldness: {from: 0, to: 1}, iran.strike_back: {from: 5, to: 7}}}",
            "iran.boldness and iran.strike_back have ends only, and one of them can be searched",
        ),
        (
            "{axes: {iran.boldness: {from: 0, to: 1}, iran.strike_back: [5], iran.patience: [1]}}",
            "3 parameters are swept at once; allowed: at most 2 in a boundary",
        ),
        ("{axes: {united_states.rule: {from: any, to: lottery}}}", "words have no range"),
        ("{axes: {united_states.rule: [any]}}", "no axis is searched"),
        ("{axes: {iran.boldness: {uniform: {low: 0, high: 1}}}}", "uniform stands where values are wanted"),
        ("{axes: {iran.boldness: {from: 0, to: 7}}}", "7 is out of range; allowed: 0 to 1 (share)"),
        ("{axes: {iran.boldnes: {from: 0, to: 1}}}", "did you mean iran.boldness?"),
    ],
)
def test_a_wrong_boundary_is_refused(mistakes, boundary, message):
    found = mistakes(f"sweep: {{boundary: {boundary}}}")
    assert len(found) == 1, found
    assert message in found[0]


@pytest.mark.parametrize("key", ["design: grid", "axes: {iran.boldness: [1]}", "points: 8", "worlds: 8", "exclude: []"])
def test_nothing_stands_beside_a_boundary(mistakes, key):
    (found,) = mistakes(f"sweep: {{boundary: {{axes: {ROWS}}}, {key}}}")
    assert f"{key.partition(':')[0]} cannot stand beside boundary" in found


def test_a_boundary_that_may_take_billions_of_worlds_is_refused(mistakes):
    rows = "{iran.boldness: {from: 0, to: 1}, iran.strike_back: {from: 0, to: 10, points: 1000}}"
    (found,) = mistakes(f"sweep: {{boundary: {{axes: {rows}, worlds: 1000000}}}}")
    assert "1 variant x 1,000 rows of the boundary x 1,000,000 worlds" in found
    assert "are 1,000,004,000 worlds; allowed: at most 10,000,000" in found
    assert found.startswith("<text>:1:") and "sweep.boundary.worlds" in found
