"""plotly knows every value of every figure, which pages write without asking it."""

from __future__ import annotations

from functools import cache

import pytest

from sim.report.page import sections_of
from tests.report import synthetic
from tests.report.schema import plotly

MAKE = {
    "compared": lambda: synthetic.compared(60),
    "swept": lambda: synthetic.swept(30),
    "ambiguity": lambda: synthetic.ambiguity(30),
    "factored": lambda: synthetic.factored(60),
    "crossed": lambda: synthetic.crossed(20),
}


@cache
def figures(name: str) -> dict:
    charts = [chart for section in sections_of(MAKE[name]()) for group in section.groups for chart in group.charts]
    return {chart.name: chart.figure for chart in charts}


@pytest.mark.parametrize("name", MAKE)
def test_plotly_accepts_every_value_of_every_figure(name):
    assert len(figures(name)) > 8
    for figure in figures(name).values():
        assert plotly(figure).data


def test_plotly_refuses_what_it_does_not_know():
    figure = figures("compared")["outcomes"]
    with pytest.raises(ValueError, match="orientatoin"):
        plotly({**figure, "data": [{**figure["data"][0], "orientatoin": "h"}]})
