"""A swept page moves: every figure, its table, title and text alternative are those of the point the slider is at."""

from __future__ import annotations

import json
import re

import pytest

from sim.report import at_point, deltas, moving
from sim.report.figures import quick
from sim.report.page import _drawn, _plain, _wanted, render
from sim.report.sections import changes, one_world, outcomes, paths, timing, worlds
from tests.report import synthetic

SPREADS = (0.0, 1.0, 2.0, 3.0)


@pytest.fixture(scope="module")
def swept():
    return synthetic.compared(120, axes={"united_states.agencies.spread": SPREADS})


@pytest.fixture(scope="module")
def made(swept):
    return moving.made(swept, _wanted(swept), _drawn, _plain)


@pytest.fixture(scope="module")
def slider(made):
    return made[1]


def put(base: str, change: list) -> str:
    """What slider.js makes of a difference."""
    pieces = deltas.pieces(base)
    if change and isinstance(change[0], list):
        parts, at = [], 0
        for stay, go, text in change:
            parts += [*pieces[at : at + stay], text]
            at += stay + go
        return "".join([*parts, *pieces[at:]])
    at = 0
    for same, text in zip(change[::2], change[1::2], strict=True):
        at += same
        pieces[at] = text
        at += 1
    return "".join(pieces)


def changed(base, node):
    """The same for a figure."""
    if node is None:
        return base
    if "v" in node:
        return node["v"]
    if "n" in node:
        return whole(node["n"])
    if "t" in node:
        return [list(row) for row in zip(*map(whole, node["t"]), strict=True)]
    copy = dict(base) if isinstance(base, dict) else dict(enumerate(base))
    for key, inner in node["k"].items():
        at = key if isinstance(base, dict) else int(key)
        copy[at] = changed(copy[at], inner)
    return copy if isinstance(base, dict) else list(copy.values())


def whole(packed):
    decimals, *steps = packed
    return [sum(steps[: at + 1]) / 10**decimals for at in range(len(steps))]


def test_every_point_has_the_sections_and_figures_that_its_own_tables_give(swept, made, slider):
    points = at_point.points(swept)
    base = at_point.at(swept, points[slider.reference])
    drawn = {one.name: _plain(one) for section in made[0] for group in section.groups for one in group.charts}
    assert points[slider.reference] == (("united_states.agencies.spread", 1.0),)
    for make in (worlds.section, outcomes.section, timing.section):
        first = make(base)
        assert slider.bases[first.key] == "".join(deltas.pieces(_drawn(first)))
        for at in set(range(len(points))) - {slider.reference}:
            there = make(at_point.at(swept, points[at], events=False))
            html = put(slider.bases[first.key], slider.html[first.key][at])
            assert html.replace(f'<p class="soft">{moving.THIN}</p>', "") == "".join(deltas.pieces(_drawn(there)))
            for one, two in zip(first.groups, there.groups, strict=True):
                for was, now in zip(one.charts, two.charts, strict=True):
                    data = [deltas.thinned(trace) for trace in _plain(now)["data"]]
                    assert changed(drawn[was.name], slider.charts[now.name][at])["data"] == data


def test_the_headline_of_each_point_counts_the_worlds_of_its_cell(swept, slider):
    for cell, said in zip(swept.cells_of("baseline"), slider.says, strict=True):
        share = swept.table.query("cell == @cell.index")["outcome"].eq("war").mean()
        assert f"in {100 * share:.0f} of 100 worlds" in said and f"{cell.coordinates[0][1]:g} rung" in said


def test_a_view_has_the_rows_of_its_cells_alone_and_no_axis(swept):
    view = at_point.at(swept, at_point.points(swept)[2])
    assert view.axes == () and len(view.design) == len(swept.variants)
    for cell, own in enumerate(view.design):
        original = next(one for one in swept.cells_of(own.variant) if one.coordinates == own.coordinates)
        assert view.worlds_of(cell)["outcome"].tolist() == swept.worlds_of(original.index)["outcome"].tolist()
    assert view.examples.empty and view.assumptions.empty


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("<p>1<td>2<td>3", "<p>1<td>20<td>3"),
        ("<p>1</p>", "<p>1</p><p>2</p>"),
        ("<p>1</p><p>1</p>", "<p>1</p>"),
        ("<p>1</p><p>2</p><i>3</i><p>4</p>", "<p>1</p><p>5</p><p>6</p><i>3</i><b>4</b>"),
        ("<p>a", "<p>a"),
    ],
)
def test_a_difference_of_html_is_undone(base, other):
    change = deltas.of_html(deltas.pieces(base), deltas.pieces(other))
    assert put(base, json.loads(json.dumps(change))) == other


def test_numbers_come_back_exactly_or_are_left_alone():
    values = [0.1, 0.123, 1e3, -2.5, 0.0]
    assert whole(deltas.numbers(values)) == values
    assert deltas.numbers([0.1, 1 / 3, 1, 2]) is None


def test_a_thinned_line_ends_where_the_whole_one_does():
    line = {"x0": "2018-05-08", "dx": 7, "y": list(range(105))}
    thin = deltas.thinned(line)
    assert thin["y"][-1] == 104 and thin["dx"] == 28 and len(thin["y"]) == 27


def test_pages_without_a_grid_of_points_have_no_slider():
    three = {"united_states.force_threshold": (5.0, 6.0), "iran.boldness": (0.1, 0.9)}
    for axes in ({}, three | {"united_states.agencies.spread": (0.0, 1.0)}):
        html = render(synthetic.compared(20, axes=axes))
        assert not re.search(r'<form class="slider"|id="moves"', html)


@pytest.mark.parametrize("make", [changes.section, one_world.section, outcomes.section, paths.section, timing.section])
def test_plotly_accepts_every_value_of_the_figures_that_are_built_unchecked(monkeypatch, make):
    results = synthetic.compared(20)
    monkeypatch.setattr(quick, "CHECKED", True)
    assert [chart.figure.to_plotly_json()["data"] for group in make(results).groups for chart in group.charts]
