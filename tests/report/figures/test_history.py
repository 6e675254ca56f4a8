"""Figures of a run beside the record: what is clipped says so, labels keep apart, each standing looks its own way."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sim.engine.outcomes import Outcomes
from sim.report.figures import history as figure
from sim.report.figures import theme
from tests.report.schema import plotly


def row(low: float, median: float, high: float, verdict: str = "within") -> dict:
    """A fact observed at 10, which the sources allow to lie from 8 to 12."""
    told = {"fact": "Ten", "target": 10.0, "range": (8.0, 12.0), "verdict": verdict}
    return {**told, "low": low, "median": median, "high": high}


@pytest.mark.parametrize(
    ("verdict", "standing"),
    [
        ("within", "within"),
        ("within (given)", "given"),
        ("within (wide range)", "wide"),
        ("within (given, wide range)", "wide"),
        ("missed", "missed"),
        ("not modelled", ""),
        ("83% of worlds agree", ""),
    ],
)
def test_a_verdict_has_one_standing_and_a_wide_range_outweighs_that_it_is_given(verdict, standing):
    assert figure.standing(verdict) == standing


def test_the_sources_range_is_from_minus_one_to_one_for_every_fact():
    line, *_ = plotly(figure.facts([row(8, 10, 14)])).data
    assert list(line.x) == [-1, 2]


def test_a_range_beyond_the_figure_ends_in_a_triangle_and_a_median_beyond_it_in_an_open_one():
    drawn = plotly(figure.facts([row(9, 10, 11), row(0, 10, 99), row(-99, -50, 11), row(9, 50, 99)])).data
    left, right, medians = drawn[-3:]
    assert (list(left.y), list(right.y)) == ([], [2])  # the last two have triangles of their medians instead
    assert list(medians.marker.symbol) == ["circle", "circle", "triangle-left-open", "triangle-right-open"]
    assert list(medians.x) == [0, 0, -figure.REACH, figure.REACH]
    assert medians.customdata[3][0] == 50  # the reader's pointer still finds the number itself


def test_a_range_that_ends_within_the_figure_has_no_triangle():
    left, right, _ = plotly(figure.facts([row(-5, 10, 25)])).data[-3:]
    assert list(left.x) == list(right.x) == []


def months(**more):
    simulated = pd.DataFrame({"date": ["2018-05-23", "2018-06-22"], "q05": [1, 1], "q50": [2, 2], "q95": [3, 3]})
    observed = pd.DataFrame({"date": ["2018-06-15"], "value": [2.5]})
    return plotly(figure.months(simulated, observed, **more))


def test_a_month_that_nobody_observed_has_no_point():
    assert list(months().data[-1].x) == ["2018-06-15"]


def test_of_two_steps_close_together_the_later_one_is_labelled_and_both_are_drawn():
    steps = ((date(2019, 4, 8), "0.6"), (date(2019, 5, 2), "0.92"), (date(2019, 9, 20), "0.95"))
    layout = months(steps=steps).layout
    assert [note.text for note in layout.annotations] == ["0.92", "0.95"]
    assert [shape.x0 for shape in layout.shapes] == ["2019-04-08", "2019-05-02", "2019-09-20"]
    assert "direct" not in {note.name for note in layout.annotations}  # those are left out on narrow screens


def test_a_replayed_stretch_is_shaded_up_to_its_last_day():
    (shade,) = months(replayed=("2018-05-08", "2018-06-30")).layout.shapes
    assert (shade.type, shade.x0, shade.x1) == ("rect", "2018-05-08", "2018-06-30")


def test_the_matrix_has_a_mark_for_each_fact_and_variant_in_reading_order():
    rows = [
        {"fact": "One", "verdicts": ["within", "missed"], "shares": ["90%", "2%"]},
        {"fact": "Two", "verdicts": ["within (wide range)", "within (given)"], "shares": ["40%", "80%"]},
    ]
    drawn = plotly(figure.matrix(rows, ["A <b>", "B"]))
    (trace,) = drawn.data
    assert list(zip(trace.x, trace.y, trace.marker.symbol, strict=True)) == [
        (0, 1, "circle"),
        (1, 1, "x"),
        (0, 0, "circle-open"),
        (1, 0, "circle"),
    ]
    assert trace.customdata[1][0] == "missed" and "<b>" not in "".join(drawn.layout.xaxis.ticktext)


def test_every_colour_has_a_partner_for_dark_screens():
    assert {colour for colour, *_ in figure.LOOKS.values()} <= set(theme.partners(Outcomes()))
