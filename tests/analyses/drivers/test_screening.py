"""Screening finds the few parameters that stir among many that do not."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.drivers import screening
from tests.analyses.drivers.toy import Toy, factors

FAR = {5: 0.6, 17: -0.4, 60: 0.3}


def three_of_many(u: np.ndarray) -> np.ndarray:
    return 0.4 + sum(weight * (u[:, at] - 0.5) for at, weight in FAR.items())


@pytest.fixture(scope="module")
def screened():
    return screening.screen(factors(80), Toy(three_of_many))


def test_the_three_that_stir_come_first_and_the_others_flip_nothing(screened):
    assert screened.keep(6) == ("x5", "x17", "x60")
    assert all(one.flips == 0 for one in screened.found[3:])


def test_the_direction_of_each_is_told(screened):
    assert [one.lean for one in screened.found[:4]] == ["more", "less", "more", ""]


def test_those_that_stir_are_measured_in_other_worlds_than_those_they_were_picked_in(screened):
    assert [one.worlds for one in screened.found[:3]] == [screening.FINE] * 3
    assert screened.found[-1].worlds == screening.ROUGH


def test_the_total_index_covers_the_known_one(screened):
    """The chance moves by weight x (u' - u), whose mean size is a third: so many worlds flip, over twice p (1 - p)."""
    p = 0.4
    for one, weight in zip(screened.found[:3], (0.6, 0.4, 0.3), strict=True):
        assert one.low <= weight / 3 <= one.high
        assert one.total_low <= weight / 3 / (2 * p * (1 - p)) <= one.total_high + 0.01


def test_a_factor_that_never_flips_is_not_said_to_be_nothing_for_certain(screened):
    assert screened.found[-1].total == 0
    assert 0 < screened.found[-1].total_high < 0.1


def test_few_factors_go_through_one_round():
    found = screening.screen(factors(10), Toy(lambda u: u[:, 3]))
    assert found.found[0].path == "x3"
    assert {one.worlds for one in found.found} == {screening.FINE}


def test_twins_share_their_values_and_not_their_luck(screened):
    assert len(screened.first) == len(screened.again) == screening.TWINS
    assert 0 < np.mean(screened.first != screened.again) < 0.5


@pytest.mark.parametrize("count", [9, 40, 41, 200])
def test_the_number_of_worlds_is_known_beforehand(count):
    asked = []

    class Counting(Toy):
        def __call__(self, factors, u, world):
            asked.append(len(world))
            return super().__call__(factors, u, world)

    screening.screen(factors(count), Counting(lambda u: u[:, 0]))
    assert sum(asked) == screening.worlds_needed(count)
