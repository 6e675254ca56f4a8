"""A swept page has a slider: the bars and the headline of every point are those of the point's own worlds."""

from __future__ import annotations

import json
import re

import pytest

from sim.report.figures import outcomes as figure
from sim.report.page import render, sections_of
from sim.report.sections import sweep
from tests.report import synthetic
from tests.report.unpack import unpacked

SPREADS = (0.0, 1.0, 2.0, 3.0)


@pytest.fixture(scope="module")
def swept():
    return synthetic.compared(120, axes={"united_states.agencies.spread": SPREADS})


@pytest.fixture(scope="module")
def group(swept):
    return sweep.group(swept)


@pytest.fixture(scope="module")
def data(group):
    return json.loads(unpacked(group.slider.points))


def test_every_point_has_the_bars_that_its_own_worlds_give(swept, group, data):
    assert group.charts[0].figure["data"] and len(data["data"]) == len(SPREADS)
    for at, traces in enumerate(data["data"]):
        moved = [{**trace, **now} for trace, now in zip(group.charts[0].figure["data"], traces, strict=True)]
        for place, variant in enumerate(swept.variants):
            cell = next(one for one in swept.cells_of(variant) if one.coordinates[0][1] == SPREADS[at])
            shares = swept.worlds_of(cell.index)["outcome"].value_counts(normalize=True)
            drawn = {trace["name"]: trace["x"][place] for trace in moved}
            wanted = {swept.crisis.outcomes[key].title: share for key, share in shares.items()}
            assert drawn == pytest.approx(wanted, abs=1e-4)


def test_the_page_opens_at_the_point_nearest_to_the_defaults(swept, group, data):
    assert (data["reference"], data["points"]) == (1, [[0], [1], [2], [3]])
    (axis,) = group.slider.axes
    assert (axis.reference, axis.words) == (1, ("0 rungs", "1 rung", "2 rungs", "3 rungs"))
    assert group.charts[0].figure["data"] == figure.draw(figure.rows(swept), swept.crisis.outcomes)["data"]
    assert group.slider.says == data["says"][1]


def test_the_headline_of_each_point_counts_the_worlds_of_its_cell(swept, data):
    assert len(data["says"]) == len(SPREADS)
    for cell, said in zip(swept.cells_of("baseline"), data["says"], strict=True):
        share = swept.table.query("cell == @cell.index")["outcome"].eq("war").mean()
        assert f"in {100 * share:.0f} of 100 worlds" in said and f"{cell.coordinates[0][1]:g} rung" in said


def test_the_table_counts_every_world_of_every_point_once(swept, group):
    counts = [sum(int(cell.replace(",", "")) for cell in row[2:]) for row in group.table.rows]
    assert counts == [120] * len(SPREADS) * len(swept.variants)


def test_figures_of_the_whole_sweep_say_where_the_slider_is():
    notes = {section.key: section.notes for section in sections_of(synthetic.swept(30))}
    assert sweep.LEADS in notes["response"]


def test_pages_without_a_grid_of_points_have_no_slider():
    three = {"united_states.force_threshold": (5.0, 6.0), "iran.boldness": (0.1, 0.9)}
    alone = {"baseline": synthetic.variant("Alone")}
    for axes in ({}, three | {"united_states.agencies.spread": (0.0, 1.0)}):
        html = render(synthetic.compared(20, axes=axes, variants=alone))
        assert not re.search(r'<form class="slider"|id="sweep-points"', html)
