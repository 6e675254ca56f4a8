"""Shares and ranges over draws that count by weight: how many draws they are worth, percentiles, luck taken out.

A draw of the assumptions weighs as much as the record is likely under it, which its own worlds estimate by how many of
them agree with the record. So the worlds that agree in a draw are both its weight and its sample, and draws differ in
how much luck their means hold. Where all weights are equal, everything here gives what :mod:`sim.statistics.ranges`
gives.
"""

from __future__ import annotations

import numpy as np

from sim.statistics.ranges import OUTSIDE, Range


def effective(weights: np.ndarray) -> float:
    """How many equal draws some weighted ones are worth (Kish 1965): 0 where all weights are 0."""
    weights = np.asarray(weights, float)
    squares = float(np.sum(weights**2))
    return float(weights.sum() ** 2 / squares) if squares else 0.0


def quantiles(values: np.ndarray, weights: np.ndarray, levels: list[float]) -> np.ndarray:
    """Weighted quantiles, for equal weights those of :func:`numpy.quantile`.

    Each value stands in the middle of its weight; between two of them lies a straight line, and the outermost ones are
    the ends.

    Args:
        values, weights: shape (draws,), with some weight above 0.
        levels: shares between 0 and 1.
    """
    values, weights = (np.asarray(one, float)[np.asarray(weights) > 0] for one in (values, weights))
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    places = np.cumsum(weights) - weights / 2
    places = (places - places[0]) / max(places[-1] - places[0], np.finfo(float).tiny)
    found: np.ndarray = np.interp(levels, places, values)
    return found


def spreads(sums: np.ndarray, worlds: np.ndarray, squares: np.ndarray | None = None) -> tuple[float, float]:
    """Variance of the true means between draws, weighted, and of values within a draw, on average over worlds.

    The weighted variance of the draws' means less what luck adds to it, by the method of moments.

    Args:
        sums: of a value over the worlds of each draw, such as how many have an outcome, shape (draws,).
        worlds: worlds per draw, which are its weight; at least two draws have some, and one has two.
        squares: sums of the value's squares; by default the same, as of a value that is 0 or 1.

    Raises:
        ValueError: where there are fewer draws or worlds.
    """
    sums, worlds, squares = (np.asarray(one, float) for one in (sums, worlds, sums if squares is None else squares))
    total, draws = worlds.sum(), int(np.sum(worlds > 0))
    if draws < 2 or total <= draws:
        raise ValueError("the spread between draws takes at least two of them, and more worlds than draws")
    means, mean = _means(sums, worlds), sums.sum() / total
    apart = np.maximum(squares - worlds * means**2, 0.0)
    within = float(apart.sum() / (total - draws))
    # Luck differs between draws, and may go with their size; of a draw with one world only the others can tell it.
    luck = np.where(worlds > 0, np.divide(apart, worlds - 1, out=np.full(len(sums), within), where=worlds > 1), 0.0)
    between = np.sum(worlds * (means - mean) ** 2) - np.sum(luck * (1 - worlds / total))
    return float(max(between / (total - np.sum(worlds**2) / total), 0.0)), within


def without_luck(sums: np.ndarray, worlds: np.ndarray, squares: np.ndarray | None = None) -> np.ndarray:
    """Each draw's mean, pulled to that of all as far as it is luck, then spread as far as parameters make them differ.

    The constrained empirical Bayes estimate of Louis (1984) for samples of unequal size: means of posteriors, stretched
    about their mean until their weighted variance is that of the true means.

    Args:
        sums, worlds, squares: as for :func:`spreads`; of a draw without worlds nothing is known, and the mean is given.

    Returns:
        Array of shape (draws,).
    """
    sums, worlds = np.asarray(sums, float), np.asarray(worlds, float)
    between, within = spreads(sums, worlds, squares)
    mean, total = sums.sum() / worlds.sum(), worlds * between + within
    pulled = np.divide(worlds * between, total, out=np.zeros(len(sums)), where=total > 0) * (
        _means(sums, worlds) - mean
    )
    pulled -= np.sum(worlds * pulled) / worlds.sum()
    left = np.sum(worlds * pulled**2) / (worlds.sum() - np.sum(worlds**2) / worlds.sum())
    found: np.ndarray = mean + (np.sqrt(between / left) if left > 0 else 0.0) * pulled
    return found


def over_draws(sums: np.ndarray, worlds: np.ndarray, squares: np.ndarray | None = None) -> Range:
    """5th to 95th percentile of a mean over draws by weight, luck taken out; arguments as for :func:`spreads`."""
    found = without_luck(sums, worlds, squares)
    low, high = quantiles(found, np.asarray(worlds), [OUTSIDE / 2, 1 - OUTSIDE / 2])
    return Range(float(low), float(high))


def _means(sums: np.ndarray, worlds: np.ndarray) -> np.ndarray:
    """Mean of each draw, that of all worlds where a draw has none."""
    return np.divide(sums, worlds, out=np.full(len(sums), sums.sum() / worlds.sum()), where=worlds > 0)
