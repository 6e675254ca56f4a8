"""Elementary functions from basic operations: nearly always the nearest number, and the same bits everywhere.

The references are the C library's in long double, which has eleven digits more than float32 where it is not float64 by
another name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine import portable

FUNCTIONS = ("exp", "exp2", "log", "log1p")
TINY, LARGEST = np.finfo(np.float32).smallest_subnormal, np.finfo(np.float32).max

#: Where each function is neither 0 nor infinite, and where it is hard.
RANGES = {
    "exp": [(-104.0, 89.0), (-1.0, 1.0), (-1e-6, 1e-6)],
    "exp2": [(-150.0, 128.0), (-1.0, 1.0), (-1e-6, 1e-6)],
    "log": [(0.0, 1e4), (0.5, 2.0), (0.999, 1.001), (0.0, TINY * 1e6), (0.0, LARGEST)],
    "log1p": [(-1.0, 10.0), (-1e-3, 1e-3), (-1e-30, 1e-30), (0.0, LARGEST)],
}

#: Numbers that have a case of their own.
SPECIAL = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    -2.0,
    0.5,
    np.inf,
    -np.inf,
    np.nan,
    1e-45,
    1e38,
    -1e38,
    88.72284,
    -103.98,
    128.0,
    -150.0,
)


def grid(name: str, count: int = 100_000) -> np.ndarray:
    """Inputs spread over a function's ranges, float32; made of whole numbers, so the same everywhere."""
    parts = [low + (high - low) * (np.arange(count) / count) for low, high in RANGES[name]]
    return np.concatenate(parts).astype(np.float32)


def quietly(function: Callable[..., Any], *given: Any) -> Any:
    with np.errstate(all="ignore"):
        return function(*given)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nearly_every_float32_is_the_nearest_to_the_true_value(name):
    x = grid(name)
    found = quietly(getattr(portable, name), x)
    true = quietly(getattr(np, name), x.astype(np.longdouble)).astype(np.float32)
    assert found.dtype == np.float32
    wrong = found != true
    assert wrong.mean() < 1e-5
    np.testing.assert_array_max_ulp(found[wrong], true[wrong], 1)


@pytest.mark.parametrize(("name", "most"), [("exp", 3e-13), ("exp2", 3e-13), ("log", 1e-15), ("log1p", 1e-15)])
def test_float64_is_told_with_its_error(name, most):
    x = grid(name, 20_000).astype(float) * (1.0 + 1e-9)
    if name.startswith("exp"):
        x = np.concatenate([x, np.linspace(-700.0, 700.0, 20_001)])
    found, true = getattr(portable, name)(x), quietly(getattr(np, name), x.astype(np.longdouble))
    sure = np.isfinite(true) & (true != 0.0)
    assert found.dtype == np.float64 and sure.mean() > 0.9
    assert np.abs(found[sure] / true[sure] - 1.0).max() < most
    same = ~sure
    np.testing.assert_array_equal(found[same], true[same].astype(float))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_infinite_undefined_or_too_small_is_what_numpy_has(name, kind):
    more = (
        () if kind is np.float32 else (1e-320, 5e-324, 709.7, 709.8, -745.0, -746.0, 1023.9, 1024.0, -1074.0, -1075.0)
    )
    x = np.array([*SPECIAL, *more], kind)
    found, numpy = quietly(getattr(portable, name), x), quietly(getattr(np, name), x)
    np.testing.assert_allclose(found, numpy, rtol=1e-6 if kind is np.float32 else 1e-12)
    assert (found[numpy == 0.0] == 0.0).all()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_shapes_and_kinds_are_kept_and_whole_numbers_are_float64(name):
    function = getattr(portable, name)
    x = np.linspace(0.1, 2.0, 12, dtype=np.float32)
    flat = function(x)
    np.testing.assert_array_equal(function(x.reshape(3, 4).T), flat.reshape(3, 4).T)
    np.testing.assert_array_equal(function(x[::-3]), flat[::-3])
    assert function(x[5]) == flat[5] and type(function(x[5])) is np.float32
    assert type(function(0.5)) is np.float64 and function(np.array([1, 2])).dtype == np.float64
    assert function(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_an_array_longer_than_is_computed_at_once_is_no_other():
    x = grid("exp", 3 * portable._PIECE + 5)
    parts = np.concatenate([portable.exp(part) for part in np.array_split(x, 17)])
    np.testing.assert_array_equal(portable.exp(x), parts)
    np.testing.assert_array_equal(portable.exp(x.astype(float)[:9000])[5000:], portable.exp(x.astype(float)[5000:9000]))


def test_what_is_given_is_left_alone():
    for name in FUNCTIONS:
        for kind in (np.float32, np.float64):
            x = np.array([0.25, 0.5, 3.0], kind)
            getattr(portable, name)(x)
            assert x.tolist() == [0.25, 0.5, 3.0]


def test_powers_are_those_of_what_is_above_0():
    x, y = np.linspace(0.01, 30.0, 400, dtype=np.float32)[:, None], np.linspace(-20.0, 20.0, 41, dtype=np.float32)
    found, true = portable.power(x, y), (x.astype(np.longdouble) ** y).astype(np.float32)
    assert found.dtype == np.float32 and (found != true).mean() < 1e-3
    np.testing.assert_array_max_ulp(found, true, 1)
    assert portable.power(np.float32(0.5), 3).dtype == np.float64
    assert portable.power(0.0, [0.0, 2.0, np.inf]).tolist() == [1.0, 0.0, 0.0]
    assert portable.power(0.0, -1.0) == np.inf and portable.power(1.0, 1e9) == 1.0
    assert np.isnan(portable.power([-2.0, np.nan], 3.0)).all() and portable.power(np.nan, 0.0) == 1.0


#: SHA-256 of the float32 results over :func:`grid`, little-endian; of float64 over 20,000 to a range. If one changes,
#: every simulated number may change.
BITS = {
    "exp": ("c47f1a5c1d101246", "659531b90b2351f0"),
    "exp2": ("76340748403289e5", "a4082c4b60425c69"),
    "log": ("fcfaf1bb3804fb6f", "137f8665565b789b"),
    "log1p": ("04403ba8513a922b", "613020c217b3839c"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_bits_are_the_same_on_every_machine(name):
    function = getattr(portable, name)
    narrow = quietly(function, grid(name)).astype("<f4")
    wide = quietly(function, grid(name, 20_000).astype(float) * 1.0000001).astype("<f8")
    assert tuple(hashlib.sha256(found.tobytes()).hexdigest()[:16] for found in (narrow, wide)) == BITS[name]


def test_the_tables_have_the_bits_that_compiled_rules_are_given():
    numbers = (portable.LN_2, portable.EXP_SCALE, *portable.EXP, *portable.LOG)
    bits = np.array(numbers).astype("<f8").tobytes() + portable.POWERS.astype("<i8").tobytes()
    assert hashlib.sha256(bits).hexdigest()[:16] == "a77f49a0f585ef13"
    assert (portable.LN_2.hex(), portable.EXP_SCALE.hex()) == ("0x1.62e42fefa39efp-1", "0x1.71547652b82fep+8")
