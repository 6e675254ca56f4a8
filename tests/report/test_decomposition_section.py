"""The section that takes an effect apart: its title, bars, labels, bullets and table say the same numbers."""

from __future__ import annotations

import pytest

from sim.analyses.decomposition import decomposition_in_words as words
from sim.analyses.decomposition.decompose import decompose
from sim.report.sections import decomposition as section
from tests.report import synthetic


@pytest.fixture(scope="module")
def results():
    return synthetic.factored(400)


@pytest.fixture(scope="module")
def made(results):
    return section.section(results)


def test_the_title_is_the_finding_about_the_headline(results, made):
    war = decompose(results, "war")
    assert made.title == words.finding(war, results.crisis.outcomes)
    assert made.title.startswith("War rises from ") and "points come with “The line lies lower”" in made.title
    assert "no clear part comes with “Old evidence loses its worth”" in made.title


def test_a_bar_is_a_factors_shapley_value_and_its_label_the_share_of_the_whole(results, made):
    war, (chart, other) = decompose(results, "war"), made.groups[0].charts
    (bars,) = chart.figure["data"]
    assert bars["x"][::-1] == [round(part.points.value * 100, 2) for part in war.parts]
    labels = [one["text"] for one in chart.figure["layout"]["annotations"]][::-1]
    assert labels == [f"{part.share.value:.0%}".replace("-0%", "0%") for part in war.parts]
    low, high = chart.figure["layout"]["xaxis"]["range"]
    assert all(low < end * 100 < high for part in war.parts for end in (part.points.low, part.points.high))
    assert other.figure["layout"]["xaxis"]["range"] == [low, high], "outcomes are told on one scale"


def test_below_it_stands_what_goes_with_each_factor_and_the_table_has_every_outcome(results, made):
    (group,) = made.groups
    assert group.said[1] == words.needed(decompose(results, "war"), decompose(results, "war").parts[1])
    rows = group.table.rows
    assert len(rows) == len(results.crisis.outcomes) * 4
    war = decompose(results, "war")
    assert rows[0][:2] == ["War", f"All together, {war.before:.1%} → {war.after:.1%}"]
    assert all(len(row) == len(group.table.columns) for row in rows)


def test_a_run_without_factors_has_no_such_section():
    assert section.section(synthetic.compared(30)) is None
