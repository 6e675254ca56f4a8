"""Two runs of a sampled design, or of the search for a tipping line, are compared point by point and row by row."""

from __future__ import annotations

import json
import math
from copy import copy

import numpy as np
import pytest
from scipy import stats

import sim
from sim.analyses.boundary.reading import Reading
from sim.analyses.compare import design_points, tipping_lines
from sim.analyses.compare.runs import compare
from sim.crisis.us_iran import US_IRAN
from sim.runs.results import Results

OUTCOMES = US_IRAN.outcomes

DESIGN = """\
format: 1
title: Points
clock: {start: 2019-05-08, days: 60}
parameters: {united_states.pressure: 1}
runs: {worlds: 10, seed: 5, assumptions: {draws: 0}}
outcomes: {headline: limited_force}
sweep:
  design: latin_hypercube
  points: 12
  worlds: 10
  axes: {united_states.force_threshold: {from: 1, to: 9}}
"""


def made(text: str) -> Results:
    return sim.run(sim.load(text))


@pytest.fixture(scope="module")
def one() -> Results:
    return made(DESIGN)


@pytest.fixture(scope="module")
def other() -> Results:
    return made(DESIGN.replace("pressure: 1", "pressure: 1, iran.boldness: 0.95, iran.margin: 0"))


def test_points_at_the_same_values_are_compared_one_by_one(one, other):
    (found,) = compare(one, other).points
    assert len(found.rows) == 12 and found.worlds == (10, 10) and found.only == (0, 0)
    for outcome in OUTCOMES:
        for side, results in (("before", one), ("after", other)):
            assert found.rows[outcome, side].tolist() == (results.points[outcome] / 10).tolist()
    assert found.differing > 0


def test_the_mean_change_has_students_interval_over_the_points(one, other):
    (found,) = compare(one, other).points
    outcome = max(OUTCOMES, key=lambda key: abs(found.changes[key].difference))
    moved = ((other.points[outcome] - one.points[outcome]) / 10).to_numpy()
    change = found.changes[outcome]
    assert change.difference == pytest.approx(moved.mean()) and change.difference != 0
    expected = stats.ttest_1samp(moved, 0).confidence_interval(0.95)
    assert (change.low, change.high) == pytest.approx(tuple(expected))
    assert (change.up, change.down) == ((moved > 0).sum(), (moved < 0).sum())


def test_the_interval_covers_the_mean_of_all_points_about_as_often_as_it_says():
    # 500 samples of 60 points each, whose changes are skewed; 95% of the intervals should hold the mean, with a
    # standard error of 1 point. Fewer than 91% would happen by chance in about 1 of 10,000 series; the seed is fixed.
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(500):
        moved = rng.beta(2, 6, 60)
        found = design_points._mean(np.zeros(60), moved)
        held += found.low <= 0.25 <= found.high
    assert 0.91 <= held / 500 <= 0.98


def test_an_outcome_that_moves_at_no_point_gets_no_interval(one, other):
    (found,) = compare(one, other).points
    still = [key for key, change in found.changes.items() if not (change.up or change.down)]
    assert still and all((found.changes[key].low, found.changes[key].high) == (None, None) for key in still)


def test_the_text_says_what_the_interval_is_and_where_most_changes(one, other):
    text = compare(one, other).text(str.upper)
    assert "Baseline, the 12 points of the design that both runs have, each in the same 10 worlds" in text
    assert "had other points been drawn, in the same worlds; the luck of these worlds is not in it" in text
    if any(compare(one, other).points[0].rows["limited_force", side].sum() for side in ("before", "after")):
        assert "changes most at:\n  UNITED_STATES.FORCE_THRESHOLD " in text


def test_points_of_a_run_against_itself_are_the_same(one):
    found = compare(one, made(DESIGN))
    assert found.identical
    assert "All 12 points have the same counts of outcomes as before." in str(found)


def test_points_that_only_one_run_has_are_counted_and_none_in_common_is_said(one):
    shorter = made(DESIGN.replace("to: 9", "to: 8"))
    found = compare(one, shorter)
    assert found.points == ()
    assert "Not compared: the 12 points of the design: none stands at the same values in both runs." in str(found)
    half = copy(one)
    half.__dict__["points"] = one.points.iloc[:7]
    some = design_points.compared(one, "baseline", half, "baseline")
    assert some.only == (5, 0) and len(some.rows) == 7
    assert "points that only one run has (5 and 0)" in some.text(OUTCOMES, "war", str)
    assert some.changes["war"].low is None


def test_points_are_json_without_missing_numbers(one, other):
    told = json.loads(json.dumps(compare(one, other).as_dict(), allow_nan=False))["points"][0]
    assert len(told["points"]) == 12 and set(told["mean"]) == set(OUTCOMES)
    assert list(told["points"][0]["at"]) == ["united_states.force_threshold"]


TIPPING = """\
format: 1
title: A line
clock: {start: 2019-05-08, days: 40}
parameters: {united_states.pressure: 1}
runs: {worlds: 10, seed: 5, assumptions: {draws: 0}}
sweep:
  boundary:
    {outcome: limited_force, at: 0.3, within: 0.7, worlds: 500,
     axes: {iran.boldness: [0.5, 0.9], united_states.force_threshold: {from: 1, to: 9}}}
"""


@pytest.fixture(scope="module")
def line() -> Results:
    return made(TIPPING)


def test_tipping_lines_stand_row_by_row_with_their_bands(line):
    second = made(TIPPING.replace("pressure: 1", "pressure: 1, iran.margin: 0"))
    found = compare(line, second)
    (both,) = found.lines
    assert [row.at for row in both.rows] == [0.5, 0.9]
    crossed = line.boundary["united_states.force_threshold"].tolist()
    assert [row.before[0].x for row in both.rows] == pytest.approx(crossed, nan_ok=True)
    text = str(found)
    assert "tipping line: united_states.force_threshold at which 30% of worlds end in limited force" in text
    assert [text.splitlines()[-2].split()[0], text.splitlines()[-1].split()[0]] == ["0.5", "0.9"]
    json.dumps(found.as_dict(), allow_nan=False)


def test_lines_of_other_axes_or_outcomes_are_not_compared_and_it_is_said(line):
    war = made(TIPPING.replace("outcome: limited_force", "outcome: war"))
    assert "Not compared: the tipping lines: they are lines of different outcomes." in str(compare(line, war))
    axis = made(TIPPING.replace("iran.boldness: [0.5, 0.9]", "iran.margin: [1, 2]"))
    assert "Not compared: the tipping lines: their axes differ." in str(compare(line, axis))


def reading(x: float, low: float, high: float, status: str = "found") -> Reading:
    return Reading("baseline", None, x, low, high, True, status, 100)


def test_bands_that_lie_apart_are_called_that_and_rows_without_a_line_say_why():
    near, far, none = reading(5.3, 4.9, 5.6), reading(7.0, 6.5, 7.5), reading(*[math.nan] * 3, "above")
    assert tipping_lines.Row(1, (near,), (far,)).bands == "apart"
    assert tipping_lines.Row(1, (near,), (reading(5.7, 5.5, 5.9),)).bands == "overlap"
    assert tipping_lines.Row(1, (near,), (none,)).bands == tipping_lines.Row(1, (near, far), (near,)).bands == ""
    text = tipping_lines.LinesCompared(
        "A", "B", "baseline", ("iran.boldness", "iran.margin"), "war", 0.5,
        (tipping_lines.Row(1, (near, far), (none,)), tipping_lines.Row(2, (), (near,))),
    ).text(OUTCOMES, str)  # fmt: skip
    assert "5.3 (4.9 to 5.6) and 7.0 (6.5 to 7.5)" in text and "above 50% everywhere searched" in text
    assert "not searched" in text
