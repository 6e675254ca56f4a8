"""Draws of the assumptions beside the reference classes: shares, ratios and words from the counts."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.prior.prior_predictive import allowed, markdown, shares
from sim.crisis.us_iran import US_IRAN
from sim.runs.plan import Plan
from sim.scenario import load


def _counts(war: float, exchange: float, draws: int = 50, worlds: int = 1000) -> np.ndarray:
    counts = np.zeros((draws, len(US_IRAN.outcomes)), int)
    counts[:, US_IRAN.outcomes.code("war")] = war * worlds
    counts[:, US_IRAN.outcomes.code("open_exchange")] = exchange * worlds
    counts[:, US_IRAN.outcomes.code("standoff")] = worlds - counts.sum(axis=1)
    return counts


def test_force_by_both_sides_is_exchanges_and_wars_together():
    found = {one.title: one for one in allowed(US_IRAN, _counts(0.2, 0.3))}
    assert [(title, round(one.median, 6)) for title, one in found.items()] == [
        ("Open exchange", 0.3),
        ("War proper (war)", 0.2),
        ("Force by both sides (open exchange or war)", 0.5),
    ]
    for one in found.values():  # the draws differ by nothing
        assert (one.low, one.high) == pytest.approx((one.mean, one.mean))


def test_the_range_is_that_of_the_draws():
    counts = _counts(0.0, 0.0, draws=201, worlds=100_000)
    war, standoff = US_IRAN.outcomes.code("war"), US_IRAN.outcomes.code("standoff")
    counts[:, war] = np.linspace(0.0, 0.4, 201) * 100_000
    counts[:, standoff] -= counts[:, war]
    one = next(one for one in allowed(US_IRAN, counts) if one.event == "war")
    assert (one.low, one.median, one.high) == pytest.approx((0.02, 0.2, 0.38), abs=0.001)
    assert "| crisis | 68 | 18 | 26.5% | 17.4 to 38.0 | 0.8 | 51% | overlap |" in markdown(US_IRAN, counts)


def test_words_tell_which_way_the_ranges_lie_apart():
    near, high, low = (markdown(US_IRAN, _counts(war, 0.0)) for war in (0.26, 0.6, 0.05))
    assert "median 26: 1.0 times the 26% of crises since 1946 with the United States as an actor (17 to 38)" in near
    assert "median 60: 2.3 times the 26%" in high and "The whole simulated range lies above that of the class." in high
    assert "median 5: 0.2 times the 26%" in low and "The whole simulated range lies below that of the class." in low
    assert "while of 18 US-Iran disputes from 1979 to 2012 none reached war (at most 15%). The whole" in near
    assert "A median below a class" in low and "A median above a class" in high


def test_draws_live_through_equally_many_worlds_of_the_reference():
    scenario = load("redline:maximum_pressure", crisis=US_IRAN).replace(
        days=120, assumptions={"draws": 3, "worlds": 4}, worlds=4
    )
    assert len(Plan.of(scenario).drawn) > 100
    assert shares(scenario).sum(axis=1).tolist() == [4, 4, 4]
    with pytest.raises(ValueError, match="draws no assumed parameters"):
        shares(scenario.replace(assumptions={"draws": 0}))
