"""The formulas behind the indices, each for many weightings of the base points at once: a bootstrap is one call.

Sources and reasons stand in :mod:`sim.analyses.drivers.indices`.
"""

from __future__ import annotations

import numpy as np

from sim.statistics.intervals import wilson


def weighted(
    f_a: np.ndarray, f_b: np.ndarray, f_ab: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First-order and total indices under some weightings of the base points.

    Args:
        f_a, f_b: values at A and B, shape (N,).
        f_ab: values at A with one factor from B, shape (factors, N).
        weights: each row sums to 1, shape (resamples, N).

    Returns:
        First-order and total indices, shape (resamples, factors), zeros where the function never varies; and its
        variance, shape (resamples,).
    """
    centre = (f_a.mean() + f_b.mean()) / 2
    f_a, f_b, f_ab = f_a - centre, f_b - centre, f_ab - centre
    variance = weights @ ((f_a**2 + f_b**2) / 2) - (weights @ ((f_a + f_b) / 2)) ** 2
    safe = np.where(variance > 0, variance, np.inf)[:, None]
    first = weights @ (f_b * (f_ab - f_a)).T / safe
    total = weights @ ((f_a - f_ab) ** 2 / 2).T / safe
    return first, total, variance


def ceiling(f_a: np.ndarray, f_b: np.ndarray, n: int) -> float:
    """Upper end of a total index estimated as exactly zero: the largest that may well flip none of so many worlds."""
    variance = float(np.var(np.concatenate([f_a, f_b])))
    return wilson(0, n).high / (2 * variance) if variance > 0 else 0.0


def twins(first: np.ndarray, again: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What all parameters explain together: the intraclass correlation of values at the same parameters in other luck.

    One minus Jansen's total index of luck, with the variance of these very worlds, which steadies it.

    Args:
        first, again: values at A in its own luck and in B's, shape (N,).
        weights: each row sums to 1, shape (resamples, N).

    Returns:
        Shape (resamples,), zeros where the function never varies.
    """
    mean = weights @ ((first + again) / 2)
    variance = weights @ ((first**2 + again**2) / 2) - mean**2
    apart = weights @ ((first - again) ** 2 / 2)
    return np.where(variance > 0, 1 - apart / np.where(variance > 0, variance, 1.0), 0.0)


def between(f_a: np.ndarray, f_b: np.ndarray, slices: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """First-order index of one parameter: adjusted share of the variance that lies between its slices.

    Args:
        f_a, f_b: values at A and B, shape (N,).
        slices: slice at A and at B, shape (2, N).
        weights: each row sums to 1, shape (resamples, N), the first with equal weights.

    Returns:
        Shape (resamples,). A resample repeats rows, so its slices differ by luck once more than the first row's; the
        resamples are moved down by as much.
    """
    count = int(slices.max()) + 1
    sums, sizes = np.zeros((len(weights), count)), np.zeros((len(weights), count))
    for values, mine in zip((f_a, f_b), slices, strict=True):
        inside = (mine[:, None] == np.arange(count)).astype(float)
        sums += weights @ (inside * values[:, None]) / 2
        sizes += weights @ inside / 2
    square, mean = weights @ ((f_a**2 + f_b**2) / 2), sums.sum(axis=1)
    explained = np.sum(sums**2 / np.where(sizes > 0, sizes, 1), axis=1) - mean**2
    variance = square - mean**2
    raw = explained / np.where(variance > 0, variance, np.inf)
    worlds = 2 * len(f_a)
    adjusted = np.where(variance > 0, 1 - (1 - raw) * (worlds - 1) / (worlds - count), 0.0)
    adjusted[1:] -= raw[0] - adjusted[0]
    return adjusted
