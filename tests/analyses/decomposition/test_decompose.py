"""Decompositions of made outcomes and of a run: points, shares, intervals, and the words."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.analyses.decomposition import decomposition_in_words as words
from sim.analyses.decomposition.decompose import cells_of_factors, decompose, of_games
from sim.crisis.outcomes import OUTCOMES

TITLES = {"noise": "The line varies", "people": "Officials disagree"}


def made(luck: np.ndarray, *shares: float) -> np.ndarray:
    """Whether the outcome came, by combination, in worlds of given luck: the same worlds come first everywhere."""
    return luck[None, :] < np.array(shares)[:, None]


LUCK = (np.arange(2000) + 0.5) / 2000


def test_an_effect_of_one_factor_alone_is_all_its_own():
    found = of_games(made(LUCK, 0.2, 0.5, 0.2, 0.5), TITLES, ("war",))
    noise, people = found.parts
    assert (found.before, found.after) == (0.2, 0.5) and found.total.value == pytest.approx(0.3)
    assert noise.points.value == pytest.approx(0.3) and noise.share.value == pytest.approx(1.0)
    assert (people.points.value, people.alone.value, people.on_top.value) == (0.0, 0.0, 0.0)
    assert people.points.low < 0 < people.points.high, "no interval is a point"
    assert not people.points.clear and noise.points.clear


def test_an_interaction_is_shared_out_and_shares_add_up_to_one():
    """Neither does anything alone, both together 0.4."""
    found = of_games(made(LUCK, 0.1, 0.1, 0.1, 0.5), TITLES, ("war",))
    assert [one.points.value for one in found.parts] == pytest.approx([0.2, 0.2])
    assert [one.alone.value for one in found.parts] == pytest.approx([0.0, 0.0])
    assert [one.on_top.value for one in found.parts] == pytest.approx([0.4, 0.4])
    assert sum(one.share.value for one in found.parts) == pytest.approx(1.0)
    for one in found.parts:
        assert one.with_it - one.without == pytest.approx(one.points.value)


def test_where_the_whole_effect_is_not_clear_no_share_of_it_is_told():
    rng = np.random.default_rng(0)
    found = of_games(rng.random((4, 200)) < 0.3, TITLES, ("war",))
    assert not found.total.clear and all(one.share is None for one in found.parts)
    assert words.finding(found, OUTCOMES) == "No clear effect of all factors together on war at 200 worlds"


def test_intervals_cover_the_truth_as_often_as_they_should():
    """Two hundred runs of 300 worlds whose true Shapley values are 0.2 and 0.1."""
    rng, hits = np.random.default_rng(1), np.zeros((2, 200))
    for run in range(200):
        found = of_games(made(rng.random(300), 0.1, 0.25, 0.15, 0.4), TITLES, ("war",))
        for at, (one, true) in enumerate(zip(found.parts, (0.2, 0.1), strict=True)):
            hits[at, run] = one.points.low <= true <= one.points.high
    assert (hits.mean(axis=1) > 0.89).all(), "0.95 give or take 0.015"


def test_the_finding_names_what_the_effect_comes_with_and_what_it_does_not_need():
    found = of_games(made(LUCK, 0.1, 0.5, 0.1, 0.5), TITLES, ("war",))
    assert words.finding(found, OUTCOMES) == (
        "War rises from 10 to 50 in 100 worlds: +40 points come with “The line varies”; no clear part comes with "
        "“Officials disagree” (-0.1 to +0.1)"
    )
    noise, people = found.parts
    assert words.needed(found, noise).startswith(
        "Without “The line varies”, and all else on, 10 in 100 worlds instead of 50 (-40.0 points, 95% interval -42"
    )
    assert words.needed(found, people).endswith("50 in 100 worlds instead of 50 (0.0 points, 95% interval -0.1 to "
                                                "+0.1): no clear difference.")  # fmt: skip


def test_a_finding_says_falls_and_lists_the_largest_first():
    found = of_games(made(LUCK, 0.6, 0.5, 0.3, 0.2), TITLES, ("war",))
    said = words.finding(found, OUTCOMES)
    assert said.startswith(
        "War falls from 60 to 20 in 100 worlds: -30 points come with “Officials disagree” and -10 with "
    )


RUN = """
format: 1
extends: redline:maximum_pressure
clock: {start: 2019-05-01, days: 120}
runs: {worlds: 40, assumptions: {draws: 0}}
factors:
  ready: {title: A low line, set: {united_states.force_threshold: 3}}
  nothing: {title: Nothing that matters before, set: {iran.belief.credit_loss: 0.1}}
"""


@pytest.fixture(scope="module")
def results():
    return sim.run(sim.load(RUN))


def test_a_run_is_taken_apart_for_any_outcome_and_several_together(results):
    used = decompose(results, "standoff")
    ready, nothing = used.parts
    assert used.total.value < -0.3 and ready.points.value == pytest.approx(used.total.value)
    assert nothing.points.value == 0.0
    everything = decompose(results, *OUTCOMES)
    assert (everything.before, everything.after, everything.total.value) == (1.0, 1.0, 0.0)


def test_an_outcome_that_there_is_not_is_refused_and_a_run_without_all_combinations_told_apart(results):
    with pytest.raises(ValueError, match="allowed are some of war"):
        decompose(results, "peace")
    part = sim.run(sim.load(RUN).replace(worlds=2, days=5).only("ready"))
    assert cells_of_factors(part) is None and decompose(part, "war") is None
    swept = {"axes": {"iran.boldness": [0.2, 0.8]}}
    assert cells_of_factors(sim.run(sim.load(RUN).replace(worlds=2, days=5, sweep=swept))) is None
    assert words.sentences(part) == []


def test_sentences_are_told_of_the_headline_and_of_what_is_compared(results):
    assert len(words.sentences(results)) == 2
    assert all(one.endswith(".") for one in words.sentences(results))
