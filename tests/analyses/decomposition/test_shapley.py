"""Shapley values against what defines them: orders written out, efficiency, symmetry, the dummy and additivity."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analyses.decomposition import shapley

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@st.composite
def games(draw):
    """The value of every combination of up to five factors."""
    k = draw(st.integers(1, 5))
    return np.random.default_rng(draw(st.integers(0, 2**20))).normal(size=2**k)


def by_orders(game: np.ndarray) -> np.ndarray:
    """What each factor adds, averaged over all orders, one after the other."""
    k = int(np.log2(len(game)))
    found, orders = np.zeros(k), list(permutations(range(k)))
    for order in orders:
        on = 0
        for one in order:
            found[one] += game[on | 1 << one] - game[on]
            on |= 1 << one
    return found / len(orders)


def values(game: np.ndarray) -> np.ndarray:
    return shapley.weights(int(np.log2(len(game)))) @ game


@few
@given(games())
def test_a_value_is_what_a_factor_adds_averaged_over_all_orders(game):
    np.testing.assert_allclose(values(game), by_orders(game), atol=1e-12)


@few
@given(games())
def test_values_add_up_to_the_whole_effect(game):
    assert values(game).sum() == pytest.approx(game[-1] - game[0])
    assert (shapley.whole(int(np.log2(len(game)))) @ game)[0] == pytest.approx(game[-1] - game[0])


@few
@given(games(), games())
def test_values_of_a_sum_of_games_are_the_sums_of_their_values(one, other):
    other = np.resize(other, one.shape)
    np.testing.assert_allclose(values(one + other), values(one) + values(other), atol=1e-12)


def test_a_game_by_hand():
    """Two gloves: left ones of A and B, a right one of C; a pair is worth 1, so C has two thirds (Shapley 1953)."""
    owns = np.array([bool(at & 4) and bool(at & 3) for at in range(8)], float)
    np.testing.assert_allclose(values(owns), [1 / 6, 1 / 6, 4 / 6])


def test_factors_that_do_the_same_get_the_same_and_one_that_does_nothing_gets_nothing():
    """The number of the first two that are on decides; the third is a dummy."""
    game = np.array([[0.0, 1.0, 5.0][(at & 1) + (at >> 1 & 1)] for at in range(8)])
    np.testing.assert_allclose(values(game), [2.5, 2.5, 0.0], atol=1e-12)
    np.testing.assert_allclose(shapley.alone(3) @ game, [1.0, 1.0, 0.0])
    np.testing.assert_allclose(shapley.on_top(3) @ game, [4.0, 4.0, 0.0])


@pytest.mark.parametrize("factors", range(1, 6))
def test_a_value_is_a_mean_with_the_factor_less_a_mean_without(factors):
    found = shapley.weights(factors)
    np.testing.assert_allclose(np.maximum(found, 0).sum(axis=1), 1.0)
    np.testing.assert_allclose(found.sum(axis=1), 0.0, atol=1e-12)
