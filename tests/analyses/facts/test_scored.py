"""A finished run held against the facts: every variant, what it breaks, and runs that cannot be scored."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analyses.facts.runs import record_of_run
from sim.analyses.facts.scored import CannotScore, score_run
from sim.analyses.facts.stylised_facts import WIDE, Fact, Score, count, facts, inside, measured


@pytest.fixture(scope="module")
def results():
    """The whole model beside one in which go-betweens are left out, in the same 300 worlds."""
    scenario = sim.load("redline:mechanisms").replace(only=["no_mediators"], assumptions={"draws": 0})
    return sim.run(scenario, worlds=300)


def by_id(scores):
    return {one.fact.id: one for one in scores}


def test_every_variant_is_scored_on_every_fact(results):
    scored = score_run(results)
    assert list(scored.scores) == ["baseline", "no_mediators"]
    assert all(len(found) == len(facts()) for found in scored.scores.values())


def test_without_go_betweens_no_channel_opens_and_that_fact_breaks_alone(results):
    """Fixed seed; of some 30 other facts none may fall by five points, and by luck alone none does."""
    scored = score_run(results)
    assert by_id(scored.scores["no_mediators"])["mediation"].median == 0
    lost = {one.fact for one in scored.changes("no_mediators") if one.clear and one.difference < -0.05}
    assert lost == {"mediation"}


def test_the_share_of_worlds_within_counts_a_fact_that_does_not_arise_as_outside(results):
    values = measured(record_of_run(results, "baseline"))
    one = by_id(score_run(results).scores["baseline"])["death_to_strike"]
    arises = np.isfinite(values["death_to_strike"])
    assert 0.3 < arises.mean() < 1 and one.share == pytest.approx(arises.mean())
    assert one.inside == pytest.approx(inside(one.fact, values["death_to_strike"]).mean())
    assert one.inside <= one.share


def test_a_variant_against_itself_changes_nothing(results):
    assert all(one.difference == 0 and not one.clear for one in score_run(results).changes("baseline"))


def fact(**given):
    usual = {"id": "x", "fact": "x", "unit": "x", "use": "fit", "confidence": "high", "source": "x", "measure": "x"}
    return Fact(**{**usual, "target": 5.0, "range": (4.0, 6.0), **given})


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        (Score(fact(), 5, 4, 6, 1.0, True), "within"),
        (Score(fact(given="why"), 5, 4, 6, 1.0, True), "within (given)"),
        (Score(fact(), 5, 0, 2 * WIDE + 0.1, 1.0, True), "within (wide range)"),
        (Score(fact(given="why"), 5, 0, 20, 1.0, True), "within (given, wide range)"),
        (Score(fact(), 9, 8, 10, 1.0, False), "missed"),
        (Score(fact(measure=None), None), "not modelled"),
    ],
)
def test_a_wide_range_is_not_called_within_without_saying_so(score, verdict):
    assert score.verdict == verdict


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"days": 60}, "this run has 60 days"),
        ({"start": "2018-06-01"}, "this run starts on 2018-06-01"),
    ],
)
def test_a_run_of_other_days_cannot_be_scored_and_says_why(changes, why):
    scenario = sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}, **changes)
    with pytest.raises(CannotScore, match=why):
        score_run(sim.run(scenario, worlds=5))


def test_a_run_is_not_scored_on_facts_that_it_never_reaches():
    scenario = sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}, days=540)
    found = by_id(score_run(sim.run(scenario, worlds=20)).scores["baseline"])
    assert found["output_second_year"].verdict == "not reached" and found["death_to_strike"].verdict == "not reached"
    assert found["exports_july_2019"].verdict != "not reached"


def test_a_fact_of_the_replayed_days_is_not_scored():
    scenario = sim.load("redline:maximum_pressure", sets=["history.until=2019-06-20"]).replace(assumptions={"draws": 0})
    scored = score_run(sim.run(scenario, worlds=20))
    found = by_id(scored.scores["baseline"])
    assert found["quiet_year"].verdict == found["first_direct_act"].verdict == "replayed"
    assert found["loud_summer"].verdict != "replayed"  # it rests on days up to the end of September
    assert "quiet_year" not in scored.values["baseline"] and "loud_summer" in scored.values["baseline"]
    replayed = sum(one.replayed for one in scored.scores["baseline"])
    assert f"Of {len(facts()) - replayed} facts" in count(scored.scores["baseline"])
