"""Quantiles from counts are exact to one bin, whatever the values, also far outside a series' usual range."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.crisis.us_iran import US_IRAN
from sim.engine import beyond
from sim.engine.series import BINS, Series
from sim.runs import blocks
from sim.runs.gather import bin_values, from_counts

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVEL = Series("x", "X", "index", -2.0, 6.0)
WHOLE = Series("n", "N", "acts", 0, 60, flow=True, whole=True)


def counts_of(values: np.ndarray, series: Series) -> np.ndarray:
    """Counts as the recorder makes them, shape (1, 1, BINS)."""
    places = np.clip((values - series.low) / series.resolution, 0, BINS - 1).astype(int)
    return np.bincount(places, minlength=BINS)[None, None]


@given(st.lists(st.floats(-2, 6), min_size=1, max_size=200))
@settings(max_examples=60)
def test_a_quantile_is_within_one_bin_of_the_sorted_values(values):
    found = from_counts(counts_of(np.array(values), LEVEL), LEVELS, [LEVEL])[:, 0, 0]
    exact = np.quantile(values, LEVELS, method="inverted_cdf")
    assert np.all(np.abs(found - exact) <= LEVEL.resolution + 1e-9)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=200))
@settings(max_examples=60)
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


def further_of(parts: list[np.ndarray], series: Series) -> tuple[np.ndarray, beyond.Beyond]:
    """Counts within the bins and beyond them of values that come in blocks, as recorder and tables make them."""
    within, further = np.zeros((1, 1, BINS), int), beyond.Beyond(1)
    for values in parts:
        place = (values.astype(np.float32) - np.float32(series.low)) / np.float32(series.resolution)
        inside = (place >= 0) & (place <= series.top)
        within += np.bincount(np.minimum(place[inside], BINS - 1).astype(int), minlength=BINS)[None, None]
        outside = place[~inside]
        further.add(*beyond.counted(beyond.keys_of(np.zeros(len(outside)), outside)))
    return within, further


def blocks_of(values: np.ndarray, cuts: list[float]) -> list[np.ndarray]:
    return np.split(values, sorted(int(cut * len(values)) for cut in cuts))


@given(
    st.lists(st.floats(-500, 900, width=32), min_size=1, max_size=200),
    st.lists(st.floats(0, 1), max_size=4),
)
@settings(max_examples=60)
def test_a_quantile_outside_the_range_is_within_one_bin_too(values, cuts):
    values = np.array(values, np.float32)
    within, further = further_of(blocks_of(values, cuts), LEVEL)
    found = from_counts(within, LEVELS, [LEVEL], further)[:, 0, 0]
    exact = np.quantile(values, LEVELS, method="inverted_cdf")
    assert np.all(np.abs(found - exact) <= LEVEL.resolution * 1.001)


@given(st.lists(st.integers(-900, 5000), min_size=1, max_size=200), st.lists(st.floats(0, 1), max_size=4))
@settings(max_examples=40)
def test_whole_numbers_outside_the_range_are_exact_too(values, cuts):
    within, further = further_of(blocks_of(np.array(values), cuts), WHOLE)
    found = from_counts(within, LEVELS, [WHOLE], further)[:, 0, 0]
    assert np.array_equal(found, np.quantile(values, LEVELS, method="inverted_cdf"))


@given(st.integers(0, 2**32), st.lists(st.floats(0, 1), max_size=4), st.sampled_from([1.0, 30.0, 1e9]))
@settings(max_examples=30)
def test_crowded_bins_beyond_are_put_together_alike_whichever_blocks_came_first(seed, cuts, spread):
    rng = np.random.default_rng(seed)
    values = (rng.standard_normal(300) * spread * 10).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beyond, "MOST", 40)
        _, whole = further_of([values], LEVEL)
        _, parts = further_of(blocks_of(rng.permutation(values), cuts)[::-1], LEVEL)
    assert len(whole.keys) <= 40
    assert np.array_equal(whole.keys, parts.keys) and np.array_equal(whole.worlds, parts.worlds)
    places = beyond.places_of(whole.keys)
    assert np.all(np.diff(places) > 0)
    # Put together are neighbours in steps relative to their distance: 40 for values over twelve binades at most.
    exact = np.sort((values - LEVEL.low) / LEVEL.resolution)
    outside = exact[(exact < 0) | (exact > LEVEL.top)]
    read = np.repeat(places, whole.worlds)
    assert np.all(np.abs(read - outside) <= 0.5 * np.abs(outside) + 0.5)


def test_a_value_just_below_the_range_is_counted_below_it():
    values = np.repeat(np.array([LEVEL.low - 0.3 * LEVEL.resolution, LEVEL.high], np.float32), [60, 40])
    within, further = further_of([values], LEVEL)
    found = from_counts(within, (0.05, 0.5, 0.6, 0.61, 0.95), [LEVEL], further)[:, 0, 0]
    exact = np.array([LEVEL.low, LEVEL.low, LEVEL.low, LEVEL.high, LEVEL.high])
    assert np.all(np.abs(found - exact) <= LEVEL.resolution)


def test_no_value_is_too_large_to_count():
    values = np.array([-1e36, -7.0, 1.0, 1e36, np.inf], np.float32)
    within, further = further_of([values], LEVEL)
    found = from_counts(within, (0.2, 0.4, 0.6, 0.8, 1.0), [LEVEL], further)[:, 0, 0]
    assert found == pytest.approx([-1e36, -7.0, 1.0, 1e36, np.inf], rel=0.02)


FAR = """
format: 1
title: Far outside the usual ranges
extends: redline:maximum_pressure
clock: {days: 25}
runs: {worlds: 30, assumptions: {draws: 0}}
parameters: {iran.belief.width: 5, iran.economy.exports.base: 6}
"""


@pytest.mark.parametrize("worlds_per_block", [2000, 7])
def test_a_runs_quantiles_are_those_of_its_worlds_outside_the_usual_ranges_too(monkeypatch, worlds_per_block):
    monkeypatch.setattr(blocks, "WORLDS_PER_BLOCK", worlds_per_block)
    results = sim.run(sim.load(FAR))
    for key in ("exports", "belief_width", "currency"):
        series = results.crisis.series[results.crisis.series_keys.index(key)]
        each = results.examples.pivot(index="day", columns="world", values=key).to_numpy()
        daily = results.daily[results.daily["measure"] == key].sort_values("day")
        assert each.shape == (25, 30)
        assert key == "currency" or (daily["q95"] > 1.1 * series.high).any()
        exact = np.quantile(each, LEVELS, axis=1, method="inverted_cdf")
        for name, values in zip(("q05", "q25", "q50", "q75", "q95"), exact, strict=True):
            assert np.abs(daily[name] - values).max() <= series.resolution * 1.001, name


def test_days_after_the_last_world_ended_keep_the_levels_outside_the_usual_range():
    text = FAR.replace("width: 5", "width: 5, united_states.force_threshold: 0, iran.boldness: 1, iran.strike_back: 1")
    text += """events:
      - {on: 2018-05-10, act: open_salvo, actor: iran, deaths: 500}
      - {on: 2018-05-11, act: strike_on_iran, actor: united_states}
      - {on: 2018-05-12, act: open_salvo, actor: iran, deaths: 500}
    """
    results = sim.run(sim.load(text))
    daily = results.daily[results.daily["measure"] == "exports"].set_index("day")
    ended = int(results.table["day"].max())
    assert ended < 24 and daily.loc[24, "present"] == 30
    assert daily.loc[24, "q50"] == daily.loc[ended, "q50"] > 3.5
