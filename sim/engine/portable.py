"""exp, exp2, log, log1p and power with the same bits on every machine, with every NumPy and in every engine.

A library's own functions round the last digit as its version and the processor's vector units have it, so NumPy's may
not stand in a rule. These are made of additions, subtractions, multiplications, divisions, comparisons and shifts of
bits alone, which IEEE 754 and integer arithmetic settle to the last bit. They compute in float64, one fixed step after
another with no two fused into one, and round once to float32 where they are given float32: to the nearest number in all
but about one case in a million.

The compiled rules take the same steps with the same numbers, so both stand here as data; an index set in ``[]`` is of a
table, all numbers are float64, all shifts are of 64-bit integers.

Exponentials, of float32: ``x`` is clamped to :data:`EXP_RANGE` or :data:`EXP2_RANGE` and taken to float64, then ::

    z = x * EXP_SCALE                   (of exp2: x * STEPS)
    t = z + SHIFT                       the nearest whole number of z stands in the low bits of t
    r = z - (t - SHIFT)                 from -0.5 to 0.5
    p = ((EXP[3] * r + EXP[2]) * r + EXP[1]) * r + EXP[0]
    s = POWERS[bits(t) & (STEPS - 1)] + (bits(t) << EXPONENT)         whole numbers, wrapping
    y = p * float(s)                    rounded to float32

Of float64: ``c = clamp(x, *WIDE)``, and the result is the product of the steps above for ``c`` and those for
``clamp(x - c, *WIDE)``, so that overflow and the smallest numbers come out of one multiplication. ``WIDE`` is
:data:`EXP_WIDE` or :data:`EXP2_WIDE`. Its relative error is below 3e-13.

Logarithms, of what is above 0 and finite, in float64 (a float64 below 2**-1022 is first multiplied by 2**54, and 54 is
taken off ``k``)::

    b = bits(x) - LOG_OFFSET
    k = b >> 52                         an exponent, signed, to float64
    m = float(bits(x) - (k << 52))      from 0.703 to 1.406
    s = (m - 1.0) / (m + 1.0)
    w = s * s
    q = LOG[0] * w + LOG[1], then q * w + LOG[2], and so on to LOG[-1]
    y = k * LN_2 + (s * w * q + 2.0 * s)            as (k * LN_2) + (((s * w) * q) + (2.0 * s))

Else: nan of nan and of what is below 0, minus infinity of 0, infinity of infinity. log1p, in float64::

    u = 1.0 + x
    y = log(u) + (x - (u - 1.0)) / u    where u is above 0 and finite, else log(u)

And ``power(x, y)`` is ``exp(y * log(x))`` in float64, and 1 where ``y`` is 0.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

#: Powers of two from one to the next in the table of exponentials, and the place of its numbers' exponents.
STEPS, EXPONENT = 256, 52 - 8

#: Added to a float64 of less than 2**50, brings its nearest whole number into the low bits.
SHIFT = 1.5 * 2.0**52

#: Where float32's exponentials are neither 0 nor infinite, a little wider; and for float64, within its normal numbers.
EXP_RANGE, EXP2_RANGE = (-104.0, 89.0), (-150.0, 129.0)
EXP_WIDE, EXP2_WIDE = (-708.0, 709.0), (-1022.0, 1023.0)


def _exponentials() -> tuple[float, float, tuple[float, ...], Array]:
    """Logarithm of 2, steps to a unit of exp, coefficients of powers of two within a step, and bits of the steps."""
    with localcontext() as context:
        context.prec = 40
        ln_2 = Decimal(2).ln()
        step = ln_2 / STEPS
        coefficients = (Decimal(1), step, step**2 / 2, step**3 / 6)
        root = Decimal(2)
        for _ in range(STEPS.bit_length() - 1):
            root = root.sqrt()
        powers = [Decimal(1)]
        while len(powers) < STEPS:
            powers.append(powers[-1] * root)
        bits = np.array([float(power) for power in powers]).view(np.int64)
        bits -= np.arange(STEPS, dtype=np.int64) << EXPONENT  # comes back with the whole number's low bits
        return float(ln_2), float(1 / step), tuple(map(float, coefficients)), bits


LN_2, EXP_SCALE, EXP, POWERS = _exponentials()

#: Bits from which exponents are counted: those of 0.703125, so that log is computed to either side of 1 alike.
LOG_OFFSET = 0x3FE6800000000000

#: 2/15, 2/13, ... 2/3: the series of log((1 + s) / (1 - s)) after its first term, the highest power first.
LOG = tuple(2.0 / odd for odd in range(21, 1, -2))

#: The smallest float64 with all digits, and what a smaller one is multiplied by.
_NORMAL, _RAISE, _RAISED = 2.0**-1022, 2.0**54, 54.0

#: Numbers computed at once: all that a call needs fits into a core's cache, and into memory that is at hand.
_PIECE = 4096

# As arrays of one number, which NumPy takes faster than Python's.
_SHIFT, _SCALE, _STEPS, _ONE = (np.array(number) for number in (SHIFT, EXP_SCALE, float(STEPS), 1.0))
_EXP = tuple(map(np.array, EXP))
_MASK, _UP = np.array(STEPS - 1, np.int64), np.array(EXPONENT, np.int64)


def exp(x: Any) -> Any:
    """The exponential function of a number or an array; float32 of float32, else float64. The shape is kept."""
    return _exponential(x, _SCALE, EXP_RANGE, EXP_WIDE)


def exp2(x: Any) -> Any:
    """Two to the power of a number or an array; float32 of float32, else float64. The shape is kept."""
    return _exponential(x, _STEPS, EXP2_RANGE, EXP2_WIDE)


def _exponential(x: Any, scale: Array, narrow: tuple[float, float], wide: tuple[float, float]) -> Any:
    x = _real(x)
    flat = x.ravel()
    found = np.empty_like(flat)
    for first in range(0, flat.size, _PIECE):
        given, out = flat[first : first + _PIECE], found[first : first + _PIECE]
        if x.dtype == np.float32:
            _powers(given, scale, narrow, out)
            continue
        _powers(given, scale, wide, out)
        rest = np.empty_like(out)
        _powers(given - np.minimum(np.maximum(given, wide[0]), wide[1]), scale, wide, rest)
        out *= rest
    return found.reshape(x.shape)[()]


def _powers(x: Array, scale: Array, ends: tuple[float, float], out: Array) -> None:
    """The steps of an exponential, in place throughout: fresh memory costs more than the arithmetic."""
    np.maximum(x, ends[0], out=out)
    np.minimum(out, ends[1], out=out)
    z = np.multiply(out, scale, dtype=np.float64)
    t = z + _SHIFT
    bits = t.view(np.int64)
    s = POWERS.take(bits & _MASK)
    s += bits << _UP
    t -= _SHIFT
    z -= t
    p = np.multiply(z, _EXP[3], out=t)
    p += _EXP[2]
    p *= z
    p += _EXP[1]
    p *= z
    p += _EXP[0]
    np.multiply(p, s.view(np.float64), out=out, casting="same_kind")


def log(x: Any) -> Any:
    """The natural logarithm of a number or an array; float32 of float32, else float64. The shape is kept."""
    x = _real(x)
    return _log(x.astype(np.float64)).astype(x.dtype)[()]


def log1p(x: Any) -> Any:
    """The natural logarithm of a number or an array plus 1, exact near 0; types and shape as for :func:`log`."""
    x = _real(x)
    wide = x.astype(np.float64)
    u = 1.0 + wide
    sound = (u > 0.0) & (u < np.inf)
    rest = np.where(sound, wide - (u - 1.0), 0.0) / np.where(sound, u, 1.0)
    return (_log(u) + rest).astype(x.dtype)[()]


def power(x: Any, y: Any) -> Any:
    """A number or an array from 0 up to any power, shapes broadcast; float32 of two float32, else float64.

    Nan where ``x`` is below 0. A square is better written ``np.square(x)``, a root ``np.sqrt(x)``.
    """
    x, y = _real(x), _real(y)
    exponent = y.astype(np.float64)
    none = exponent == 0.0
    with np.errstate(invalid="ignore"):
        product = exponent * _log(np.where(none, 1.0, x.astype(np.float64)))
    return exp(product).astype(np.result_type(x, y))[()]


def _log(x: Array) -> Array:
    """Logarithms of float64, computed as of 1 and then replaced where there is none."""
    sound = (x > 0.0) & (x < np.inf)
    whole = np.where(sound, x, 1.0)
    small = whole < _NORMAL
    whole = np.where(small, whole * _RAISE, whole)
    bits = whole.view(np.int64)
    exponent = (bits - LOG_OFFSET) >> 52
    m = (bits - (exponent << 52)).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    w = s * s
    q = LOG[0] * w + LOG[1]
    for coefficient in LOG[2:]:
        q *= w
        q += coefficient
    k = exponent - np.where(small, _RAISED, 0.0)
    found = k * LN_2 + (s * w * q + 2.0 * s)
    return np.where(sound, found, np.where(x == 0.0, -np.inf, np.where(x < 0.0, np.nan, x)))


def _real(x: Any) -> Array:
    """An array of float32 as it is, all else as float64."""
    x = np.asarray(x)
    return x if x.dtype == np.float32 else x.astype(np.float64)
