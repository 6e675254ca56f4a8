"""Grids with holes and with more axes than a figure shows still make an honest page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.report.page import sections_of
from sim.report.sections import surface
from tests.report import synthetic

THRESHOLD, BOLDNESS = "united_states.force_threshold", "iran.boldness"


class Holed(synthetic.SyntheticScenario):
    """A synthetic scenario of which only some points are run."""

    def cells(self):
        kept = [
            cell for cell in super().cells() if self.keeps(**{p.rpartition(".")[2]: v for p, v in cell.coordinates})
        ]
        return tuple(SimpleNamespace(**{**vars(cell), "index": index}) for index, cell in enumerate(kept))


def holed(axes, keeps, worlds=150):
    scenario = Holed("holes", "Does it?", "", {"baseline": synthetic.variant("Maximum pressure")}, axes, worlds)
    scenario.keeps = keeps
    return synthetic.results_of(scenario)


TWO = {THRESHOLD: (5.0, 6.0, 7.0), BOLDNESS: (0.1, 0.5, 0.9)}


def test_a_grid_with_holes_is_drawn_and_says_what_is_blank():
    results = holed(TWO, lambda force_threshold, boldness: not (force_threshold == 7 and boldness < 0.9))
    section = surface.section(results)
    assert "for 7 pairs of" in section.subtitle
    assert "blank: pairs that the scenario leaves out" in section.subtitle
    assert len(section.groups[0].table.rows) == 7
    (heat, *_) = section.groups[0].charts[0].figure.data
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
