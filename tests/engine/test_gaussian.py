"""The standard normal: exact quantiles and probabilities, and draws that lie on them within a stated bound."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from scipy import special, stats

from sim.engine.chance import _normal
from sim.engine.gaussian import FIRST_CELL, INTERCEPTS, SLOPES, cumulative, quantile

#: The bound that the module states, and how far out draws go.
BOUND, FARTHEST = 1e-5, 6.3


def test_quantiles_are_those_of_scipy():
    p = np.concatenate([np.linspace(0.0, 1.0, 20_001)[1:-1], 10.0 ** np.linspace(-290.0, -1.0, 5000)])
    np.testing.assert_allclose(quantile(p), special.ndtri(p), rtol=3e-15, atol=1e-16)
    assert quantile(0.5) == 0.0 and quantile([0.0, 1.0]).tolist() == [-np.inf, np.inf]
    assert np.isnan(quantile([-0.1, 1.1, np.nan])).all()


def test_quantiles_of_both_sides_are_alike():
    p = np.arange(1, 2**12) / 2.0**13
    np.testing.assert_array_equal(quantile(p), -quantile(1.0 - p))


def test_probabilities_are_those_of_scipy():
    x = np.linspace(-10.0, 10.0, 20_001)
    np.testing.assert_allclose(cumulative(x), special.ndtr(x), rtol=0.0, atol=1e-13)
    assert cumulative([-np.inf, 0.0, np.inf]).tolist() == [0.0, 0.5, 1.0] and np.isnan(cumulative(np.nan))


def drawn(low: np.ndarray) -> np.ndarray:
    """The draws of hashes that end in these 32 bits; what stands above them counts for nothing."""
    return _normal(low.astype(np.uint64) | np.uint64(0xABCDEF << 40))


def exact(low: np.ndarray) -> np.ndarray:
    """The quantiles that these draws stand for."""
    odd = (low | np.uint32(1)).view(np.int32).astype(float)
    return -np.sign(odd) * special.ndtri(np.abs(odd) * 2.0**-32)


def spread(count: int = 400_000) -> np.ndarray:
    """Some 32-bit patterns, evenly spread, and those around every end of a cell."""
    ends = ((1.0 + np.arange(64) / 64.0) * 2.0 ** np.arange(31)[:, None]).ravel().astype(np.int64)
    near = (ends[:, None] + np.arange(-3, 4)).ravel()
    near = near[(near > 0) & (near < 2**31)]
    evenly = np.arange(count, dtype=np.int64) * ((2**32 - 1) // count)
    return np.concatenate([evenly, near, -near & 0xFFFFFFFF]).astype(np.uint32)


def test_every_draw_lies_within_the_bound_of_its_exact_quantile():
    low = spread()
    assert np.abs(drawn(low) - exact(low)).max() < BOUND


def test_draws_go_as_far_out_as_their_bits_allow_and_the_tails_are_theirs():
    """Beyond 5.5 standard deviations too: of the 80 smallest magnitudes, each is where it should be."""
    least = np.arange(1, 160, 2, dtype=np.uint32)
    found = drawn(least)
    assert found.max() == pytest.approx(-special.ndtri(2.0**-32), abs=BOUND) and 6.2 < found.max() < FARTHEST
    assert found.min() > 5.3 and (np.diff(found) < 0).all()
    np.testing.assert_allclose(stats.norm.sf(found.astype(float)) * 2.0**32, least, rtol=1e-4)


def test_draws_are_exactly_symmetrical():
    low = spread()
    odd = (low | np.uint32(1)).view(np.int32)
    np.testing.assert_array_equal(drawn((-odd).view(np.uint32)), -drawn(low))


def test_the_lines_keep_the_moments():
    """Summed over all cells rather than drawn: no luck is in these numbers."""
    ends = ((1.0 + np.arange(64) / 64.0) * 2.0 ** np.arange(31)[:, None]).ravel()
    ends = np.append(ends, 2.0**31)
    left, right = (INTERCEPTS[:-1] + SLOPES[:-1] * edge for edge in (ends[:-1], ends[1:]))
    weight = np.diff(ends) * 2.0**-31
    assert (weight * (left + right) / 2).sum() == pytest.approx(np.sqrt(2 / np.pi), abs=1e-6)
    assert (weight * (left**2 + left * right + right**2) / 3).sum() == pytest.approx(1.0, abs=1e-6)
    fourth = sum(left**k * right ** (4 - k) for k in range(5)) / 5
    assert (weight * fourth).sum() == pytest.approx(3.0, abs=1e-5)


def test_draws_rise_with_their_luck_but_for_steps_between_lines():
    """Neighbouring lines meet within the bound, so no draw is out of order by more."""
    low = np.sort(spread() >> np.uint32(1)) | np.uint32(1)
    assert np.diff(drawn(low)).max() < BOUND


def test_the_table_is_small_and_its_bits_are_the_same_on_every_machine():
    """If they change, every simulated number does."""
    table = INTERCEPTS.astype("<f4").tobytes() + SLOPES.astype("<f4").tobytes()
    assert (len(table), len(SLOPES), FIRST_CELL) == (15880, 1985, 8128)
    assert hashlib.sha256(table).hexdigest()[:16] == "8bfee3f403a8f0f9"
    assert hashlib.sha256(drawn(spread()).astype("<f4").tobytes()).hexdigest()[:16] == "79106b29eb308818"


def test_a_draw_is_what_the_module_says_it_is():
    low = spread()
    f = (low | np.uint32(1)).view(np.int32).astype(np.float32)
    cell = (np.abs(f).view(np.uint32) >> 17) - FIRST_CELL
    np.testing.assert_array_equal(drawn(low), SLOPES[cell] * f + np.copysign(INTERCEPTS[cell], f))
