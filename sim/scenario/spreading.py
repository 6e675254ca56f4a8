"""The points of a Latin hypercube or a Sobol' sequence: many parameters at once, spread evenly over all of them.

Both are made by :mod:`scipy.stats.qmc` from the scenario's seed alone, so that every variant has the same points.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from sim.engine.parameters import Parameter
from sim.scenario.parts import Axis, Sweep
from sim.scenario.paths import Paths

#: Keeps the points' random stream apart from any other made from the same seed.
STREAM = 0xDE51

Point = tuple[tuple[str, float | str], ...]


def spread(sweep: Sweep, seed: int, paths: Paths) -> tuple[Point, ...]:
    """Coordinates of all points, in the order of the design.

    Args:
        sweep: a sweep whose design is ``latin_hypercube`` or ``sobol``.
        seed: the scenario's seed.
        paths: the parameters there are.
    """
    heights = _unit(sweep.design, sweep.points, len(sweep.axes), seed)
    columns = [
        [(axis.path, value) for value in _values(axis, u, paths.parameter(axis.path))]
        for axis, u in zip(sweep.axes, heights.T, strict=True)
    ]
    return tuple(zip(*columns, strict=True))


def _unit(design: str, points: int, dimensions: int, seed: int) -> np.ndarray:
    """Points of the unit hypercube, shape (points, dimensions); a Sobol' sequence has a power of two of them."""
    from scipy.stats import qmc  # loaded here: most scenarios need no SciPy

    rng = np.random.Generator(np.random.PCG64([seed, STREAM]))
    kind = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}[design]
    named: Any = "rng" if "rng" in inspect.signature(kind).parameters else "seed"  # older than SciPy 1.15
    engine = kind(dimensions, scramble=True, **{named: rng})
    return engine.random_base2(points.bit_length() - 1) if design == "sobol" else engine.random(points)


def _values(axis: Axis, u: np.ndarray, parameter: Parameter) -> list[float | str]:
    """Values of one axis from its coordinates in the unit hypercube."""
    if axis.values:
        places = np.minimum((u * len(axis.values)).astype(int), len(axis.values) - 1)
        return [axis.values[place] for place in places]
    assert parameter.bounds is not None
    if axis.drawn is not None:
        values = axis.drawn.quantile(u, parameter.bounds)
        return _rounded(np.rint(values) if parameter.whole else values, parameter.bounds)
    assert axis.ends is not None
    low, high = axis.ends
    if parameter.whole:  # every whole number is equally likely, the ends included
        return _rounded(low + np.floor(u * (high - low + 1.0)), axis.ends)
    return _rounded(low + u * (high - low), axis.ends)


def _rounded(values: np.ndarray, ends: tuple[float, float]) -> list[float | str]:
    """Values free of rounding noise: twelve significant digits, as in a range."""
    low, high = ends
    return [min(max(float(f"{value:.12g}"), low), high) for value in values.tolist()]
