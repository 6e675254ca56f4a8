"""Transitions between months are those of a count by hand; their intervals know that months of a world are alike."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.answer.rungs import CLASSES, of_months, transitions
from sim.crisis.us_iran import US_IRAN
from sim.report.figures import theme
from sim.report.figures.rungs import STEPS, label, level
from sim.report.sections.rungs import _in_100, section
from tests.reference import reference
from tests.report.figures.colour_vision import contrast

STOPS = US_IRAN.outcomes.stops

WAR = len(CLASSES)


def test_months_are_counted_to_the_next_or_to_the_end_and_not_beyond():
    classes = np.array([[0, 0, 3, 6], [0, 5, 0, 0], [1, 1, 1, 1]])
    found = of_months(classes, np.array([4, 2, 4]), np.array([-1, STOPS.index("war"), -1]), STOPS)
    counts = np.zeros_like(found.counts)
    counts[0, 0] = counts[0, 3] = counts[3, 6] = 1  # the first world runs to the horizon
    counts[0, 5] = counts[5, WAR] = 1  # the second ends in its third month
    counts[1, 1] = 3
    assert found.counts.tolist() == counts.tolist()
    assert found.shares[0].tolist().count(pytest.approx(1 / 3)) == 3 and np.isnan(found.shares[2]).all()
    known = ~np.isnan(found.shares)
    assert (found.low[known] <= found.shares[known] + 1e-12).all()
    assert (found.high[known] >= found.shares[known] - 1e-12).all()


def test_intervals_hold_the_truth_although_months_of_one_world_are_alike():
    # Each world has a chance of its own; a month-by-month interval would hold the mean far too rarely. 300 trials at
    # 95%: fewer than 270 come by chance less than once in a million seeds; the seed is fixed.
    # The mean over worlds with chance p, of months after a calm one, is E[p (1 - p)] / E[1 - p] for p ~ Beta(1, 3).
    expected = (3 / 20) / (3 / 4)
    rng, hits, narrow = np.random.default_rng(5), 0, 0
    for _ in range(300):
        chance = rng.beta(1.0, 3.0, 60)
        classes = (rng.random((60, 24)) < chance[:, None]).astype(int)
        found = of_months(classes, np.full(60, 24), np.full(60, -1), STOPS)
        mine, months = found.shares[0, 1], found.counts[0].sum()
        hits += found.low[0, 1] <= expected <= found.high[0, 1]
        narrow += abs(mine - expected) <= 1.96 * np.sqrt(mine * (1 - mine) / months)
    assert hits >= 270 and narrow < 240


def test_every_month_of_a_run_is_counted_once():
    results = reference()
    found = transitions(results, "baseline")
    worlds = results.worlds_of(0)
    ended = worlds["outcome"].astype(str).isin(STOPS) & (worlds["day"] < 720)  # 24 whole months
    last = np.where(ended, worlds["day"] // 30, results.scenario.days // 30)
    first = (last == 0) & ended  # a world that ends in its first month has no month before it
    assert found.counts.sum() == int(np.where(ended, last, last - 1)[~first].sum())
    assert found.counts[:, WAR].sum() == int(((worlds["outcome"].astype(str) == "war") & ended & ~first).sum())
    drawn = section(results)
    table = drawn.groups[0].table
    assert sum(int(row[2].replace(",", "")) for row in table.rows) == found.counts.sum()


def test_letters_stand_out_on_every_step_in_light_and_dark():
    assert len(theme.ON_HEAT) == len(theme.HEAT) == len(STEPS) + 1
    for ground, letters in zip(theme.HEAT, theme.ON_HEAT, strict=True):
        for mode in (0, 1):
            assert contrast(ground[mode], letters[mode]) >= 4.5, (ground, letters)
    assert [level(share) for share in (0.0, 0.02, 0.24, 0.3, 0.9)] == [0, 1, 2, 3, 4]
    assert [_in_100(share) for share in (0.0, 0.0001, 0.005, 0.25)] == ["0", "fewer than 1", "0.5", "25"]
    assert (label(0.0, 0), label(0.004, 1), label(0.256, 9)) == ("", "&lt;1", "26")
