"""Shapley values: an effect shared out among the factors that make it, whatever the order they come in (Shapley 1953).

A factor's share is what it adds when it is switched on, averaged over all orders in which the factors can be switched
on. Shares add up to the whole effect, interactions included; factors that do the same get the same; one that never
changes anything gets nothing. In a full factorial nothing has to be sampled or fitted (Song, Nelson and Staum 2016).
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]


def weights(factors: int) -> Array:
    """What turns the value of every combination into each factor's Shapley value, shape ``(factors, 2**factors)``.

    Combinations are numbered by which factors are on: bit ``i`` of the number is factor ``i``. Of each row the positive
    weights sum to 1 and so do the negative ones: a value is a mean with the factor less a mean without it.
    """
    number = np.arange(2**factors)
    size = sum(number >> at & 1 for at in range(factors)) if factors else number
    found = np.zeros((factors, 2**factors))
    for at in range(factors):
        on = (number >> at & 1).astype(bool)
        others = size - on  # factors that are on beside this one
        orders = np.array([factorial(s) * factorial(factors - s - 1) for s in range(factors)])[others]
        found[at] = np.where(on, 1.0, -1.0) * orders / factorial(factors)
    return found


def alone(factors: int) -> Array:
    """As :func:`weights`, for what each factor adds when nothing else is on."""
    found = np.zeros((factors, 2**factors))
    found[:, 0] = -1.0
    found[np.arange(factors), 2 ** np.arange(factors)] = 1.0
    return found


def on_top(factors: int) -> Array:
    """As :func:`weights`, for what each factor adds when everything else is on: what goes when it alone goes."""
    found, everything = np.zeros((factors, 2**factors)), 2**factors - 1
    found[:, everything] = 1.0
    found[np.arange(factors), everything - 2 ** np.arange(factors)] -= 1.0
    return found


def whole(factors: int) -> Array:
    """As :func:`weights`, for all factors together, shape ``(1, 2**factors)``."""
    found = np.zeros((1, 2**factors))
    found[0, 0], found[0, -1] = -1.0, found[0, -1] + 1.0
    return found
