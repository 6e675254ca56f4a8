"""A box is reported only when worlds that had no part in finding it confirm it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.drivers.discovery import discover, rounded
from sim.analyses.drivers.factors import Factor
from sim.analyses.drivers.prim import Box, Rows
from tests.analyses.drivers.test_prim import planted
from tests.analyses.drivers.toy import factors

FACTORS = {name: Factor(name, (name,), "plausible", ends=(0.0, 1.0)) for name in "abcd"}


def test_a_planted_box_is_found_and_its_shares_are_not_flattered():
    found = discover(planted(6000), FACTORS, seed=1)
    assert found.box is not None
    assert set(found.box.limits) == {"a", "b"}
    assert found.box.limits["a"][0] == pytest.approx(0.7, abs=0.05)
    assert found.box.limits["b"][1] == pytest.approx(0.4, abs=0.05)
    assert found.density.low <= 0.8 <= found.density.high + 0.05
    assert found.overall.low <= 0.2 + 0.12 * 0.6 <= found.overall.high
    assert found.mass.value == pytest.approx(0.12, abs=0.03)
    assert found.coverage.value == pytest.approx(0.12 * 0.8 / 0.272, abs=0.06)


def test_nothing_stands_out_of_pure_noise():
    """Each seed raises a false alarm in 1 of 100 cases; more than 5 of 100 have a chance of 5 in 10,000."""
    alarms = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        columns = {one.path: rng.random(400) for one in factors(6)}
        rows = Rows(columns, (rng.random(400) < 0.4).astype(int), np.ones(400, int))
        alarms += discover(rows, {one.path: one for one in factors(6)}, seed).box is not None
    assert alarms <= 5


def test_noise_looks_better_in_the_worlds_the_box_was_found_in():
    rng = np.random.default_rng(5)
    rows = Rows(
        {one.path: rng.random(600) for one in factors(6)}, (rng.random(600) < 0.4).astype(int), np.ones(600, int)
    )
    found = discover(rows, {one.path: one for one in factors(6)}, 5)
    assert found.trajectory[-1].density > found.overall.value + 0.15
    assert found.box is None


def test_an_outcome_that_never_or_always_comes_has_no_box():
    columns = {"a": np.linspace(0, 1, 200)}
    for came in (0, 1):
        found = discover(Rows(columns, np.full(200, came), np.ones(200, int)), FACTORS, 1)
        assert found.box is None
        assert found.overall.value == came


def test_points_that_share_their_luck_are_known_less_surely():
    rng = np.random.default_rng(8)
    a = rng.random(400)
    hits = rng.binomial(50, np.where(a > 0.6, 0.7, 0.3))
    own = discover(Rows({"a": a}, hits, np.full(400, 50)), FACTORS, 1)
    shared = discover(Rows({"a": a}, hits, np.full(400, 50), shared=50), FACTORS, 1)
    assert own.box is not None
    assert own.box == shared.box
    assert shared.density.high - shared.density.low > 2 * (own.density.high - own.density.low)
    assert shared.density.low < 0.7 < shared.density.high


def test_limits_are_rounded_to_what_is_printed():
    wide = Factor("w", ("w",), "plausible", ends=(0.0, 40.0))
    narrow = Factor("n", ("n",), "plausible", ends=(0.01, 0.05))
    whole = Factor("k", ("k",), "plausible", ends=(1.0, 9.0), whole=True)
    listed = Factor("l", ("l",), "swept", ends=(5.0, 7.0), values=(5.0, 6.0, 7.0))
    box = Box({"w": (12.3456, np.inf), "n": (-np.inf, 0.0234567), "k": (2.5, 7.5), "l": (5.5, np.inf)})
    limits = rounded(box, {one.path: one for one in (wide, narrow, whole, listed)}).limits
    assert limits == {"w": (12.0, np.inf), "n": (-np.inf, 0.023), "k": (3.0, 7.0), "l": (6.0, np.inf)}
