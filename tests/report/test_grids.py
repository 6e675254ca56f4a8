"""Grids with holes and with more axes than a figure shows still make an honest page."""

from __future__ import annotations

import pytest

from sim.analyses.answer.answer import headline
from sim.report.page import sections_of
from sim.report.sections import answer, surface
from tests.report import synthetic
from tests.report.schema import plotly

THRESHOLD, BOLDNESS = "united_states.force_threshold", "iran.boldness"


def holed(axes, keeps, worlds=150):
    variants = {"baseline": synthetic.variant("Maximum pressure")}
    left_out = synthetic.holes(axes, keeps)
    return synthetic.results_of(synthetic.scenario("holes", "Does it?", "", variants, axes, worlds, left_out))


TWO = {THRESHOLD: (5.0, 6.0, 7.0), BOLDNESS: (0.1, 0.5, 0.9)}


def test_a_grid_with_holes_is_drawn_and_says_what_is_blank():
    results = holed(TWO, lambda force_threshold, boldness: not (force_threshold == 7 and boldness < 0.9))
    section = surface.section(results)
    assert "for 7 pairs of" in section.subtitle
    assert "blank: pairs that the scenario leaves out" in section.subtitle
    assert len(section.groups[0].table.rows) == 7
    (heat, *_) = plotly(section.groups[0].charts[0].figure).data
    assert sum(one is None for row in heat.z for one in row) == 2


def test_a_whole_grid_speaks_of_no_holes():
    assert "blank" not in surface.section(holed(TWO, lambda **at: True)).subtitle


def test_the_heading_follows_the_longest_line_where_the_middle_is_missing():
    """War is likelier the lower the threshold; only the row at boldness 0.9 has all thresholds."""
    results = holed(TWO, lambda force_threshold, boldness: boldness == 0.9 or force_threshold == 5, worlds=400)
    assert "falls with" in surface.section(results).title


@pytest.mark.parametrize("order", [(5.0, 6.0, 7.0), (7.0, 6.0, 5.0)])
def test_the_heading_says_the_same_of_a_falling_axis(order):
    results = holed({**TWO, THRESHOLD: order}, lambda **at: True, worlds=400)
    assert surface.section(results).title.startswith("War falls with")


def test_a_grid_of_which_only_a_diagonal_is_left_claims_nothing():
    diagonal = {(5.0, 0.1), (6.0, 0.5), (7.0, 0.9)}
    section = surface.section(holed(TWO, lambda force_threshold, boldness: (force_threshold, boldness) in diagonal))
    assert section.title.startswith("No clear effect of either parameter")


def test_three_axes_make_a_page_without_a_figure_of_them():
    results = synthetic.compared(
        20,
        variants={"baseline": synthetic.variant("Maximum pressure")},
        axes={**TWO, "united_states.agencies.spread": (0.0, 1.0)},
    )
    shown = {section.key for section in sections_of(results)}
    assert not shown & {"map", "response"}
    assert {"answer", "outcomes", "parameters", "method"} <= shown


def test_the_heading_names_the_lines_on_which_an_effect_is_clear():
    """War is likelier the lower the threshold; with few worlds not every line shows it, and no line is spoken for."""
    results = holed(TWO, lambda force_threshold, boldness: boldness > 0.2 or force_threshold == 5, worlds=400)
    lowest = holed({**TWO, THRESHOLD: (9.5, 10.0, 5.0)}, lambda **at: True, worlds=200)
    assert surface.section(results).title.startswith("War falls with US force threshold")
    title = surface.section(lowest).title
    assert "rises with Iran boldness at US force threshold 5" in title and "shows no clear effect" not in title


def test_a_parameter_without_effect_is_said_to_have_none_on_the_lines_that_were_tested():
    axes = {THRESHOLD: (5.0, 6.0, 7.0), BOLDNESS: (0.5, 0.5001, 0.5002)}
    title = surface.section(holed(axes, lambda **at: True, worlds=400)).title
    assert (
        title
        == "War falls with US force threshold; no clear effect of Iran boldness at any value of US force threshold"
    )


def test_only_levels_that_occur_are_named_and_ticks_are_the_values_of_the_grid():
    section = surface.section(holed(TWO, lambda **at: True, worlds=400))
    figure = plotly(section.groups[0].charts[0].figure)
    lines = [trace.name for trace in figure.data[1:]]
    shares = [share for row in figure.data[0].z for share in row]
    assert min(shares) < 0.1 and max(shares) < 0.5  # what this seed gives
    assert lines == ["10%", "30%"] and "lines at 10 and 30%" in section.subtitle
    assert [note.text for note in figure.layout.annotations] == lines
    assert list(figure.layout.xaxis.tickvals) == [5, 6, 7] and list(figure.layout.yaxis.ticktext) == [
        "0.1",
        "0.5",
        "0.9",
    ]


def test_every_effect_stands_apart_from_what_is_said_about_all_of_them_and_nothing_is_said_twice():
    results = synthetic.compared(60)
    data, found = answer.section(results).data, headline(results)
    assert data["effects"] == tuple(one.sentence for one in found.effects)
    assert any("worlds that end in" in one for one in data["sentences"])
    assert set(data["sentences"]) < set(found.details) - set(data["effects"])
    levels = [one for one in found.details if one.startswith(("At the settings of", "While the assumed"))]
    assert len(levels) == 2 and not set(levels) & set(data["sentences"]), "the scale has them"
