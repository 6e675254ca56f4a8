"""Sweeps: one or two axes, crossed with each other and with the variants."""

import pytest


def test_a_range_includes_both_ends_in_even_steps(read):
    (axis,) = read("sweep: {axes: {united_states.agencies.spread: {from: 0, to: 3, points: 7}}}").sweep.axes
    assert axis.values == (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)


def test_steps_are_free_of_rounding_noise(read):
    (axis,) = read("sweep: {axes: {iran.boldness: {from: 0, to: 1, points: 11}}}").sweep.axes
    assert axis.values == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def test_a_range_may_fall(read):
    assert read("sweep: {axes: {iran.boldness: {from: 1, to: 0, points: 3}}}").sweep.axes[0].values == (1.0, 0.5, 0.0)


def test_a_list_keeps_its_order_and_takes_words_and_percentages(read):
    axes = read("sweep: {design: grid, axes: {united_states.rule: [lottery, any], iran.boldness: [50%, 0.1]}}").sweep.axes
    assert [axis.values for axis in axes] == [("lottery", "any"), (0.5, 0.1)]


def test_two_axes_make_a_grid_with_the_first_slowest(read):
    cells = read("sweep: {axes: {iran.boldness: [0.1, 0.2], iran.strike_back: [5, 6]}}").cells()
    assert [cell.coordinates for cell in cells] == [
        (("iran.boldness", 0.1), ("iran.strike_back", 5.0)),
        (("iran.boldness", 0.1), ("iran.strike_back", 6.0)),
        (("iran.boldness", 0.2), ("iran.strike_back", 5.0)),
        (("iran.boldness", 0.2), ("iran.strike_back", 6.0)),
    ]
    assert [cell.index for cell in cells] == [0, 1, 2, 3]
    assert cells[2].courses["iran.boldness"][0].value == 0.2


def test_variants_cross_with_the_cells(read):
    scenario = read("variants: {v: {set: {iran.strike_back: 5}}}\nsweep: {axes: {iran.boldness: [0.1, 0.2, 0.3]}}")
    assert [(cell.variant, cell.coordinates[0][1]) for cell in scenario.cells()] == [
        (name, value) for name in ("baseline", "v") for value in (0.1, 0.2, 0.3)
    ]


def test_a_cell_beats_the_file(read):
    cells = read("parameters: {iran.boldness: 0.9}\nsweep: {axes: {iran.boldness: [0.1]}}").cells()
    assert cells[0].courses["iran.boldness"][0].value == 0.1


def test_a_family_is_swept_as_one(read):
    cells = read("sweep: {axes: {proxies.autonomy: [0, 1]}}").cells()
    assert cells[1].coordinates == (("proxies.autonomy", 1.0),)
    assert len(cells[1].courses) == 5


def test_a_branch_lives_in_each_cell_upon_that_cells_past(read):
    scenario = read(
        "variants: {v: {from: 2018-05-18, set: {iran.strike_back: 5}}}\nsweep: {axes: {iran.boldness: [0.1, 0.2]}}"
    )
    branches = [cell for cell in scenario.cells() if cell.variant == "v"]
    assert [cell.courses["iran.boldness"][0].value for cell in branches] == [0.1, 0.2]
    assert all(cell.branch_day == 10 for cell in branches)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{axes: {iran.boldnes: [0.1]}}", "there is no parameter 'iran.boldnes'; did you mean iran.boldness?"),
        ("{axes: {iran.boldness: [0.1, 2]}}", "2 is out of range; allowed: 0 to 1 (share)"),
        ("{axes: {iran.boldness: [[1]]}}", "is not a number"),
        ("{axes: {iran.boldness: []}}", "the axis has no values"),
        ("{axes: {iran.boldness: [0.1, 10%]}}", "a value stands there twice"),
        (
            "{axes: {iran.boldness: 0.5}}",
            "0.5 stands where an axis is wanted; write [5, 6, 7] or {from: 0, to: 3, points: 7}",
        ),
        ("{axes: {iran.boldness: {from: 0, to: 1}}}", "points missing"),
        ("{axes: {iran.boldness: {from: 0, to: 1, points: 1}}}", "1 is out of range; allowed: a whole number from 2"),
        ("{axes: {iran.boldness: {from: 0, to: 1, points: 1e9}}}", "1,000,000,000 is out of range"),
        ("{axes: {iran.boldness: {from: 0, to: 3, points: 3}}}", "3 is out of range; allowed: 0 to 1"),
        ("{axes: {iran.boldness: {from: 1, to: 1, points: 3}}}", "from and to are both 1"),
        ("{axes: {iran.boldness: {form: 0, to: 1, points: 3}}}", "did you mean from?"),
        ("{axes: {iran.patience: {from: 0, to: 1, points: 3}}}", "0.5 is not a whole number"),
        (
            "{axes: {united_states.rule: {from: 0, to: 1, points: 3}}}",
            "words have no range; write [any, majority, lottery]",
        ),
        ("{axes: {united_states.rule: [ani]}}", "did you mean any?"),
        ("{axes: {}}", "no parameter is swept"),
        ("{design: grid}", "'axes' is missing"),
        ("{design: grit, axes: {iran.boldness: [0.1]}}", "did you mean grid?"),
        ("{design: sobol, axes: {iran.boldness: [0.1]}}", "sobol is not available yet; use grid with one or two axes"),
        ("{design: latin_hypercube, axes: {iran.boldness: [0.1]}}", "latin_hypercube is not available yet"),
        (
            "{axes: {iran.boldness: [0.1], iran.strike_back: [1], iran.patience: [1]}}",
            "3 parameters are swept at once; allowed: at most 2 in a grid",
        ),
        ("{axes: {proxies.autonomy: [0.1], proxies.ansar_allah.autonomy: [0.2]}}", "it is swept twice"),
    ],
)
def test_a_wrong_sweep_is_refused(mistakes, text, message):
    found = mistakes(f"sweep: {text}")
    assert any(message in line for line in found), found
