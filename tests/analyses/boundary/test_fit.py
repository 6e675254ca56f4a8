"""Where a share crosses a level is found near the truth, and its band says how surely."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analyses.boundary.fit import Bracket, Tally, brackets, crossing, middle, sides, undecided
from sim.analyses.boundary.rows import smooth


def tally(x, worlds, share) -> Tally:
    x = np.asarray(x, float)
    worlds = np.full(len(x), worlds)
    return Tally(x, worlds, np.rint(worlds * share(x)))


def logistic(slope: float, centre: float):
    return lambda x: 1 / (1 + np.exp(-slope * (x - centre)))


@pytest.mark.parametrize(("at", "slope"), [(0.5, 8.0), (0.2, 8.0), (0.5, -8.0), (0.2, -8.0)])
def test_counts_that_follow_a_logistic_curve_give_its_crossing(at, slope):
    counts = tally(np.linspace(0, 1, 21), 100_000, logistic(slope, 0.4))
    found = crossing(counts, at, Bracket(0.0, 1.0, slope > 0))
    assert found.x == pytest.approx(0.4 + math.log(at / (1 - at)) / slope, abs=1e-3)
    assert found.low < found.x < found.high
    assert found.slope == pytest.approx(8.0, rel=0.02)


def test_the_band_is_the_textbook_one_when_all_worlds_lie_at_the_crossing():
    counts = tally([0.38, 0.39, 0.4, 0.41, 0.42], 1000, logistic(8.0, 0.4))
    half = crossing(counts, 0.5, Bracket(0.3, 0.5, True)).half
    # Share's standard error over slope; the slope itself is uncertain too, so a little wider.
    least = 1.96 * 0.5 / math.sqrt(5000) / 2
    assert least <= half < 1.6 * least


def test_a_flat_share_gives_the_whole_bracket():
    counts = tally(np.linspace(0, 1, 9), 40, lambda x: np.full(len(x), 0.5))
    found = crossing(counts, 0.5, Bracket(0.0, 1.0, True))
    assert (found.low, found.high) == (0.0, 1.0)


def test_a_slope_the_wrong_way_gives_the_whole_bracket():
    counts = tally(np.linspace(0, 1, 9), 400, logistic(-8.0, 0.4))
    found = crossing(counts, 0.5, Bracket(0.0, 1.0, True))
    assert (found.x, found.low, found.high) == (0.5, 0.0, 1.0)


def test_worlds_that_contradict_nothing_leave_the_gap_between_them():
    counts = tally(np.linspace(0, 1, 11), 50, lambda x: (x > 0.55).astype(float))
    found = crossing(counts, 0.5, Bracket(0.5, 0.6, True))
    assert 0.5 <= found.low < 0.55 < found.high <= 0.6
    assert found.x == pytest.approx(0.55, abs=1e-6)


def test_the_monotone_crossing_is_not_pulled_by_a_plateau():
    counts = tally(np.linspace(0, 1, 21), 10_000, lambda x: np.where(x < 0.62, 0.4, 0.9))
    assert middle(counts, 0.5, Bracket(0.0, 1.0, True)) == pytest.approx(0.62, abs=0.03)
    falling = tally(np.linspace(0, 1, 21), 10_000, lambda x: np.where(x < 0.62, 0.9, 0.4))
    assert middle(falling, 0.5, Bracket(0.0, 1.0, False)) == pytest.approx(0.62, abs=0.03)


def test_every_change_of_side_is_a_bracket():
    counts = tally(np.linspace(0, 1, 9), 100, lambda x: np.where(np.abs(x - 0.5) < 0.2, 0.9, 0.1))
    assert brackets(counts, 0.5) == (Bracket(0.25, 0.375, True), Bracket(0.625, 0.75, False))


def test_a_gentle_slope_that_no_point_shows_alone_is_a_bracket_all_the_same():
    counts = tally(np.linspace(0, 1, 9), 100, lambda x: 0.40 + 0.2 * x)
    assert not sides(counts, 0.5).any()
    assert len(undecided(counts, 0.5)) == 9
    assert brackets(counts, 0.5) == (Bracket(0.0, 1.0, True),)


@pytest.mark.parametrize("share", [0.05, 0.95, 0.5])
def test_a_share_that_never_crosses_has_no_bracket(share):
    assert brackets(tally(np.linspace(0, 1, 9), 100, lambda x: np.full(len(x), share)), 0.5) == ()


def test_neighbours_on_a_straight_line_make_one_another_surer():
    place = np.linspace(4, 8, 9)
    rng = np.random.default_rng(3)
    x = 0.2 + 0.1 * place + rng.normal(0, 0.02, 9)
    mean, deviation = smooth(place, x, np.full(9, 0.02))
    assert np.all(deviation < 0.02)
    assert np.sum((mean - 0.2 - 0.1 * place) ** 2) < np.sum((x - 0.2 - 0.1 * place) ** 2)


def test_a_line_as_rough_as_can_be_is_left_as_it_is():
    place = np.arange(9.0)
    x = np.where(place % 2, 1.0, 0.0)
    mean, deviation = smooth(place, x, np.full(9, 0.001))
    assert mean == pytest.approx(x, abs=1e-3)
    assert deviation == pytest.approx(np.full(9, 0.001), rel=0.05)
