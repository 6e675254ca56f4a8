"""Distribution function, quantiles and draws of the standard normal, with the same bits everywhere.

Made of basic operations and :mod:`sim.engine.portable`, like all that results depend on.

Draws are quantiles of a uniform number, read off straight lines: one line to each 64th of an octave of the tail's
probability, so that they are as good far out as in the middle. Of the low 32 bits of a hash, all in float32::

    f = float(signed(bits | 1))             odd, so never 0, and as often above as below it
    cell = (bits(abs(f)) >> 17) - FIRST_CELL
    z = SLOPES[cell] * f + copysign(INTERCEPTS[cell], f)

They lie within 1e-5 of the exact quantile of ``abs(f) / 2**32``, and go out to 6.3 standard deviations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.portable import exp, log

Array = np.ndarray[Any, np.dtype[Any]]

Series = tuple[float, ...]


def _series(text: str) -> Series:
    """Coefficients of a polynomial, the highest power first."""
    return tuple(map(float, text.split()))


# Wichura (1988), Algorithm AS 241, routine PPND16: numerators and denominators.
_MIDDLE = (
    _series(
        "2.5090809287301226727e3 3.3430575583588128105e4 6.7265770927008700853e4 4.5921953931549871457e4 "
        "1.3731693765509461125e4 1.9715909503065514427e3 1.3314166789178437745e2 3.3871328727963666080e0"
    ),
    _series(
        "5.2264952788528545610e3 2.8729085735721942674e4 3.9307895800092710610e4 2.1213794301586595867e4 "
        "5.3941960214247511077e3 6.8718700749205790830e2 4.2313330701600911252e1 1.0"
    ),
)
_TAIL = (
    _series(
        "7.74545014278341407640e-4 2.27238449892691845833e-2 2.41780725177450611770e-1 1.27045825245236838258e0 "
        "3.64784832476320460504e0 5.76949722146069140550e0 4.63033784615654529590e0 1.42343711074968357734e0"
    ),
    _series(
        "1.05075007164441684324e-9 5.47593808499534494600e-4 1.51986665636164571966e-2 1.48103976427480074590e-1 "
        "6.89767334985100004550e-1 1.67638483018380384940e0 2.05319162663775882187e0 1.0"
    ),
)
_FAR_TAIL = (
    _series(
        "2.01033439929228813265e-7 2.71155556874348757815e-5 1.24266094738807843860e-3 2.65321895265761230930e-2 "
        "2.96560571828504891230e-1 1.78482653991729133580e0 5.46378491116411436990e0 6.65790464350110377720e0"
    ),
    _series(
        "2.04426310338993978564e-15 1.42151175831644588870e-7 1.84631831751005468180e-5 7.86869131145613259100e-4 "
        "1.48753612908506148525e-2 1.36929880922735805310e-1 5.99832206555887937690e-1 1.0"
    ),
)

# Hart (1968), 5666, as West (2005, Wilmott Magazine) gives it.
_HART = (
    _series(
        "3.52624965998911e-2 0.700383064443688 6.37396220353165 33.912866078383 "
        "112.079291497871 221.213596169931 220.206867912376"
    ),
    _series(
        "8.83883476483184e-2 1.75566716318264 16.064177579207 86.7807322029461 "
        "296.564248779674 637.333633378831 793.826512519948 440.413735824752"
    ),
)
_HART_ENDS = 7.07106781186547
_SQRT_TAU = 2.506628274631


def _ratio(coefficients: tuple[Series, Series], x: Array) -> Array:
    """A rational function; its polynomials by Horner's rule."""
    above, below = (np.full_like(x, one[0]) for one in coefficients)
    for polynomial, series in zip((above, below), coefficients, strict=True):
        for coefficient in series[1:]:
            polynomial *= x
            polynomial += coefficient
    return above / below


def quantile(p: Any) -> Any:
    """The number that a standard normal stays below with probability ``p``, float64, shape of ``p``.

    Exact to about 1e-15 of itself; minus and plus infinity at 0 and 1, nan outside.
    """
    p = np.asarray(p, np.float64)
    q = p - 0.5
    found = q * _ratio(_MIDDLE, 0.180625 - q * q)
    outer = np.abs(q) > 0.425
    if outer.any():
        # Half a step from the end is as near as it is computed; the ends themselves are set below.
        depth = np.sqrt(-log(np.maximum(np.minimum(p, 1.0 - p), 1e-300)))
        tail = np.where(depth <= 5.0, _ratio(_TAIL, depth - 1.6), _ratio(_FAR_TAIL, depth - 5.0))
        found = np.where(outer, np.where(q < 0.0, -tail, tail), found)
        ends = np.where(p == 0.0, -np.inf, np.where(p == 1.0, np.inf, np.nan))
        found = np.where((p > 0.0) & (p < 1.0), found, ends)
    return found[()]


def cumulative(x: Any) -> Any:
    """The probability that a standard normal stays below ``x``, float64, shape of ``x``, within 1e-13."""
    x = np.asarray(x, np.float64)
    far = np.minimum(np.abs(x), 40.0)
    fraction = far + 0.65
    for step in (4.0, 3.0, 2.0, 1.0):
        fraction = far + step / fraction
    tail = np.where(far < _HART_ENDS, _ratio(_HART, far), 1.0 / (fraction * _SQRT_TAU)) * exp(-0.5 * far * far)
    return np.where(x > 0.0, 1.0 - tail, tail)[()]


#: Lines to an octave; octaves; and the cell of 1.0, the first that is needed.
_CELLS, _OCTAVES = 64, 31
FIRST_CELL = 127 * _CELLS


def _lines() -> tuple[Array, Array]:
    """Intercept and slope of each cell, float32: least squares, as for a parabola, so that moments are kept."""
    step = np.arange(_OCTAVES * _CELLS + 1)
    octave, part = np.divmod(step, _CELLS)
    ends = (1.0 + part / _CELLS) * (np.int64(1) << octave)
    z = -quantile(ends * 2.0**-32)
    slope = np.diff(z) / np.diff(ends)
    middle = 0.5 * (ends[:-1] + ends[1:])
    sag = z[:-1] + slope * (middle - ends[:-1]) + quantile(middle * 2.0**-32)
    intercept = z[:-1] - slope * ends[:-1] - sag * (2.0 / 3.0)
    # One cell more: float32 rounds the largest numbers up to 2**31, which is the median.
    return np.append(intercept, 0.0).astype(np.float32), np.append(slope, 0.0).astype(np.float32)


INTERCEPTS, SLOPES = _lines()
