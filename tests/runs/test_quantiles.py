"""Quantiles from counts are exact to one bin, whatever the values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.crisis.us_iran import US_IRAN
from sim.engine.series import BINS, Series
from sim.runs.gather import bin_values, from_counts

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVEL = Series("x", "X", "index", -2.0, 6.0)
WHOLE = Series("n", "N", "acts", 0, 60, flow=True, whole=True)


def counts_of(values: np.ndarray, series: Series) -> np.ndarray:
    """Counts as the recorder makes them, shape (1, 1, BINS)."""
    places = np.clip((values - series.low) / series.resolution, 0, BINS - 1).astype(int)
    return np.bincount(places, minlength=BINS)[None, None]


@given(st.lists(st.floats(-2, 6), min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_quantile_is_within_one_bin_of_the_sorted_values(values):
    found = from_counts(counts_of(np.array(values), LEVEL), LEVELS, [LEVEL])[:, 0, 0]
    exact = np.quantile(values, LEVELS, method="inverted_cdf")
    assert np.all(np.abs(found - exact) <= LEVEL.resolution + 1e-9)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_quantiles_of_whole_numbers_are_exact(values):
    found = from_counts(counts_of(np.array(values), WHOLE), LEVELS, [WHOLE])[:, 0, 0]
    assert np.array_equal(found, np.quantile(values, LEVELS, method="inverted_cdf"))


@pytest.mark.parametrize("series", US_IRAN.series, ids=lambda one: one.key)
def test_every_bin_stands_for_a_value_inside_it_and_the_ends_for_the_ends_of_the_range(series):
    values = bin_values(series)
    edges = series.low + np.arange(BINS + 1) * series.resolution
    assert np.all((values >= edges[:-1] - 1e-9) & (values <= edges[1:] + 1e-9))
    assert values[0] == series.low
    if not series.whole:
        assert values[-1] == pytest.approx(series.high)


def test_blocks_add_up_to_the_same_quantiles_as_one_block():
    values = np.random.default_rng(1).uniform(-2, 6, 999)
    parts = sum(counts_of(values[start::3], LEVEL) for start in range(3))
    whole = from_counts(counts_of(values, LEVEL), LEVELS, [LEVEL])
    assert np.array_equal(from_counts(parts, LEVELS, [LEVEL]), whole)


def test_a_day_without_worlds_has_no_quantiles():
    empty = np.zeros((1, 1, BINS), int)
    assert np.isnan(from_counts(empty, LEVELS, [LEVEL])).all()
