"""The section that holds a run against the record: findings, months, facts, and what each variant breaks."""

from __future__ import annotations

import re

import pytest

import sim
from sim.analyses.facts.monthly import panels
from sim.analyses.facts.observed import observations
from sim.analyses.facts.runs import START, record_of_run
from sim.report.figures import history as figure
from sim.report.page import render
from sim.report.sections import history
from tests.report import synthetic
from tests.report.schema import plotly


@pytest.fixture(scope="module")
def results():
    scenario = sim.load("redline:mechanisms").replace(only=["no_ratchet"], assumptions={"draws": 0})
    return sim.run(scenario, worlds=60)


@pytest.fixture(scope="module")
def section(results):
    return history.section(results)


def test_the_title_counts_facts_within_missed_and_not_modelled(section):
    found = re.fullmatch(
        r"The record lies inside the simulated 90% range for (\d+) of 34 facts; (\d+) (is|are) missed, 3 not modelled",
        section.title,
    )
    assert found and int(found[1]) + int(found[2]) == 30  # and one is a yes or no


def test_its_table_has_every_fact_and_says_why_some_are_not_modelled(section):
    table = section.groups[1].table
    assert len(table.rows) == 34
    reasons = [row[1] for row in table.rows if row[1].startswith("not modelled")]
    assert len(reasons) == 3 and all(": " in reason for reason in reasons)


def test_each_variant_says_what_it_breaks_with_intervals(section):
    (row,) = section.groups[3].facts.rows
    assert row[0] == "Force does not make force easier" and re.match(r"\d+ of 34", row[1])
    for cell in row[2:]:
        assert cell == "none" or re.search(r"[+-]\d+ points \([+-]\d+ to [+-]\d+\)", cell)


def test_the_matrix_has_every_measured_fact_under_every_variant_and_its_table_all_facts(section):
    group = section.groups[2]
    (trace,) = plotly(group.charts[0].figure).data
    assert len(trace.x) == 2 * 30 == len(trace.customdata)  # all but three without a measure, and the yes or no
    assert len(group.table.rows) == 34 and [column.title for column in group.table.columns][1:] == [
        "Baseline",
        "Force does not make force easier",
    ]


def test_steps_of_pressure_are_marked_on_their_days_with_their_heights(results):
    assert [(f"{day}", words) for day, words in history._steps(results)] == [
        ("2018-08-07", "0.25"),
        ("2018-11-05", "0.57"),
        ("2019-04-08", "0.6"),
        ("2019-05-02", "0.92"),
        ("2019-09-20", "0.95"),
    ]


def test_facts_stand_in_groups_and_the_key_tells_only_what_is_drawn(section):
    group = section.groups[1]
    found = [figure.standing(words[4]) for words in plotly(group.charts[0].figure).data[-1].customdata]
    order = list(history.STANDINGS)
    assert found == sorted(found, key=order.index)
    assert len(group.keys) == len(set(found)) + 1


def test_months_that_nobody_observed_have_no_point(results):
    exports, _, _, acts = panels(record_of_run(results, "baseline"))
    assert list(acts.observed["date"])[-1] == "2019-12-15" and list(acts.simulated["date"])[-1] > "2020-01-01"
    assert "2018-08-15" not in list(exports.observed["date"])  # no tracker's figure for that month
    assert acts.observed["value"].sum() == 29 and 0 <= acts.inside <= len(acts.observed)


def test_a_replayed_past_is_met_exactly_and_shaded(results):
    scenario = results.scenario.only("baseline").replace(history={"until": "2019-09-30"})
    forced = sim.run(scenario, worlds=10)
    acts = panels(record_of_run(forced, "baseline"))[-1]
    seen = acts.simulated.merge(acts.observed, on="date")
    seen = seen[seen["date"] < "2019-10-01"]
    assert len(seen) == 17 and (seen["q05"] == seen["value"]).all() and (seen["q95"] == seen["value"]).all()
    made = history.section(forced)
    assert any("forcing is not conditioning" in note for note in made.notes)
    assert plotly(made.groups[0].charts[0].figure).layout.shapes[0].x1 == "2019-09-30"


def test_points_over_the_paths_lie_within_the_run_and_the_record():
    some = observations("exports", START, 100)
    assert len(some) and some["date"].max().isoformat() < "2018-08-17"
    assert observations("hostile_acts", START, 730)["value"].sum() == 28
    assert observations("pain", START, 730).empty
    assert observations("exports", START.replace(year=2020), 100).empty


def test_a_run_that_cannot_be_scored_has_no_such_section():
    assert history.section(synthetic.single(40)) is None


def test_the_section_stands_between_drivers_and_parameters(results):
    html = render(results)
    order = re.findall(r'<section id="(\w+)"', html)
    assert order.index("history") + 1 == order.index("parameters")
    assert len(html.encode()) < 2_500_000
