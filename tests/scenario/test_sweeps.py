"""Sweeps over a grid: its axes crossed with each other and with the variants, without what is excluded."""

import pytest

from sim.scenario.checks import remarks


def test_a_range_includes_both_ends_in_even_steps(read):
    (axis,) = read("sweep: {axes: {united_states.agencies.spread: {from: 0, to: 3, points: 7}}}").sweep.axes
    assert axis.values == (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)


def test_steps_are_free_of_rounding_noise(read):
    (axis,) = read("sweep: {axes: {iran.boldness: {from: 0, to: 1, points: 11}}}").sweep.axes
    assert axis.values == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def test_a_range_may_fall(read):
    assert read("sweep: {axes: {iran.boldness: {from: 1, to: 0, points: 3}}}").sweep.axes[0].values == (1.0, 0.5, 0.0)


def test_a_list_keeps_its_order_and_takes_words_and_percentages(read):
    axes = read(
        "sweep: {design: grid, axes: {united_states.rule: [lottery, any], iran.boldness: [50%, 0.1]}}"
    ).sweep.axes
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


TWO = "{iran.boldness: [0.1, 0.2, 0.3], iran.strike_back: {from: 5, to: 7, points: 3}}"


def test_a_grid_may_have_four_axes_and_check_says_that_no_figure_shows_them(read):
    axes = "{iran.boldness: [0.1, 0.2], iran.strike_back: [5, 6], iran.patience: [1, 2], united_states.rule: [any]}"
    scenario = read(f"parameters: {{united_states.pressure: 0.5}}\nsweep: {{axes: {axes}}}")
    assert len(scenario.cells()) == 8
    (remark,) = remarks(scenario)
    assert "4 axes are crossed; the page draws no figure of more than 2" in remark.message
    assert remarks(read(f"parameters: {{united_states.pressure: 0.5}}\nsweep: {{axes: {TWO}}}")) == ()


def test_points_that_match_all_entries_of_one_map_are_left_out(read):
    scenario = read(f"sweep: {{axes: {TWO}, exclude: [{{iran.boldness: 10%, iran.strike_back: [5, 6]}}]}}")
    left = [tuple(value for _, value in cell.coordinates) for cell in scenario.cells()]
    assert left == [(0.1, 7), (0.2, 5), (0.2, 6), (0.2, 7), (0.3, 5), (0.3, 6), (0.3, 7)]
    assert [cell.index for cell in scenario.cells()] == list(range(7))
    assert scenario.points() == ()


def test_several_maps_leave_out_what_any_of_them_matches_in_every_variant(read):
    exclude = "[{iran.boldness: 0.2}, {united_states.rule: any, iran.boldness: [0.1]}]"
    axes = "{united_states.rule: [any, majority], iran.boldness: [0.1, 0.2, 0.3]}"
    scenario = read(f"variants: {{v: {{set: {{iran.patience: 9}}}}}}\nsweep: {{axes: {axes}, exclude: {exclude}}}")
    left = [tuple(value for _, value in cell.coordinates) for cell in scenario.cells()]
    assert left == [("any", 0.3), ("majority", 0.1), ("majority", 0.3)] * 2


def test_an_excluded_value_is_the_axis_own_even_where_a_range_rounds_it(read):
    axes = "{iran.strike_back: {from: 0, to: 1, points: 4}}"
    (entry,) = read(f"sweep: {{axes: {axes}, exclude: [{{iran.strike_back: 0.333333333333}}]}}").sweep.exclude
    assert entry == {"iran.strike_back": (0.333333333333,)}


def test_an_entry_that_excludes_nothing_more_is_warned_of(read):
    exclude = "[{iran.boldness: 0.1}, {iran.boldness: [0.1], iran.strike_back: 5}, {iran.strike_back: 5}]"
    (warning,) = read(f"sweep: {{axes: {TWO}, exclude: {exclude}}}").warnings
    assert str(warning).endswith("sweep.exclude[1]: it excludes nothing that is not excluded already")


def test_an_exclusion_follows_what_set_fixes(read):
    text = f"sweep: {{axes: {TWO}, exclude: [{{iran.boldness: 0.1, iran.strike_back: [5, 6]}}]}}"
    fixed = read(text, "iran.boldness=0.1")
    assert [cell.coordinates for cell in fixed.cells()] == [(("iran.strike_back", 7.0),)]
    assert len(read(text, "iran.boldness=0.2").cells()) == 3
    assert len(read(text, "iran.boldness={beta: {mean: 0.5, sd: 0.1}}").cells()) == 3


def test_a_grid_of_which_set_leaves_nothing_is_refused(mistakes):
    text = f"sweep: {{axes: {TWO}, exclude: [{{iran.boldness: 0.1, iran.strike_back: [5, 6, 7]}}]}}"
    assert "with what --set fixes, all points of the grid are excluded" in mistakes(text, "iran.boldness=0.1")[0]


@pytest.mark.parametrize(
    ("exclude", "message"),
    [
        ("[{iran.boldness: 0.11}]", "0.11 is not a value of this axis; allowed: 0.1, 0.2, 0.3; did you mean 0.1?"),
        ("[{iran.boldness: 7}]", "7 is out of range; allowed: 0 to 1"),
        ("[{iran.boldnes: 0.1}]", "'iran.boldnes' is not an axis of this grid; allowed: iran.boldness, "),
        ("[{iran.boldnes: 0.1}]", "did you mean iran.boldness?"),
        ("[{iran.patience: 5}]", "'iran.patience' is not an axis of this grid"),
        ("[{iran.boldness: []}]", "the list has no values"),
        ("[{iran.boldness: null}]", "is not a number"),
        ("[{}]", "a map excludes nothing; write {PATH: value, PATH: [value, value]}"),
        ("[0.1]", "0.1 excludes nothing"),
        ("{iran.boldness: 0.1}", "a map stands where a list is wanted"),
        ("[{iran.boldness: [0.1, 0.2]}, {iran.boldness: 0.3}]", "all 9 points of the grid are excluded"),
    ],
)
def test_a_wrong_exclusion_is_refused(mistakes, exclude, message):
    found = mistakes(f"sweep: {{axes: {TWO}, exclude: {exclude}}}")
    assert any(message in line for line in found), found
    assert all("sweep.exclude" in line for line in found)


@pytest.mark.parametrize("exclude", ["", ", exclude: [{iran.boldness: 0}]"])
def test_a_grid_of_a_billion_points_is_refused_at_once(mistakes, exclude):
    axes = ", ".join(
        f"{path}: {{from: 0, to: 1, points: 1000}}"
        for path in ("iran.boldness", "iran.strike_back", "iran.belief.width", "united_states.pressure")
    )
    (found,) = mistakes(f"sweep: {{axes: {{{axes}}}{exclude}}}")
    assert "1,000,000,000,000" in found


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
        (
            "{axes: {iran.boldness: [0.1], iran.strike_back: [1], iran.patience: [1], iran.belief.width: [1], "
            "united_states.pressure: [1]}}",
            "5 parameters are swept at once; allowed: at most 4 in a grid; design: latin_hypercube takes more",
        ),
        (
            "{axes: {iran.boldness: {beta: {mean: 0.3, sd: 0.1}}}}",
            "beta stands where values are wanted: this axis is not drawn; write {from: 0, to: 3, points: 7}, or "
            "design: latin_hypercube",
        ),
        ("{points: 8, axes: {iran.boldness: [0.1]}}", "points has no meaning here; a grid's points follow"),
        ("{worlds: 8, axes: {iran.boldness: [0.1]}}", "the worlds of each point of a grid are runs.worlds"),
        ("{axes: {proxies.autonomy: [0.1], proxies.ansar_allah.autonomy: [0.2]}}", "it is swept twice"),
    ],
)
def test_a_wrong_sweep_is_refused(mistakes, text, message):
    found = mistakes(f"sweep: {text}")
    assert any(message in line for line in found), found
