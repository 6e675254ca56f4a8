"""Rows support their neighbours: a smooth line through the crossings of several rows, as smooth as they say.

A line between regimes seldom jumps, so rows that were simulated with luck of their own tell about one another. The
line is a straight one plus a twice integrated random walk (the cubic smoothing spline, read as a prior: Wahba 1978).
How far it may bend is not chosen but averaged over, each degree weighted by how well it explains the crossings
(restricted likelihood). The bands then cover in the average along the line (Wahba 1983; Nychka 1988).
"""

from __future__ import annotations

import math

import numpy as np

#: Fewest rows that can tell a bend from luck.
FEWEST = 5
#: Bends tried: typical distance of the line from a straight one, in units of a row's own standard error.
BENDS = np.geomspace(0.15, 240.0, 33)


def smooth(place: np.ndarray, x: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The line through noisy crossings, and how surely it is known.

    Args:
        place: values of the rows, strictly increasing, shape (rows,), at least :data:`FEWEST`.
        x: crossing found in each row alone, with errors independent between rows, shape (rows,).
        error: its standard error, above 0, shape (rows,).

    Returns:
        Mean and standard deviation of the line at each row, both of shape (rows,).
    """
    t = (place - place[0]) / (place[-1] - place[0])
    straight = np.stack([np.ones_like(t), t], axis=1)
    bent = _walk(t)
    off = np.eye(len(t)) - straight @ np.linalg.pinv(straight)
    unit = float(np.median(error)) / math.sqrt(float(np.mean(np.diag(off @ bent @ off))))
    each = [_posterior(x, error, straight, (bend * unit) ** 2 * bent) for bend in BENDS]
    fit = np.array([one[0] for one in each])
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    means, variances = (np.array([one[at] for one in each]) for at in (1, 2))
    mean = weight @ means
    return mean, np.sqrt(weight @ (variances + (means - mean) ** 2))


def _walk(t: np.ndarray) -> np.ndarray:
    """Covariance of a random walk integrated twice in all (once over its increments, once over its slope)."""
    least = np.minimum.outer(t, t)
    return least**3 / 3 + least**2 * np.abs(np.subtract.outer(t, t)) / 2


def _posterior(
    x: np.ndarray, error: np.ndarray, straight: np.ndarray, bent: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log restricted likelihood, mean and variance of the line, the straight part left free."""
    noise = error**2
    whole = bent + np.diag(noise)
    inverse = np.linalg.inv(whole)
    inner = straight.T @ inverse @ straight
    left = inverse @ straight
    project = inverse - left @ np.linalg.solve(inner, left.T)
    explained = -0.5 * (np.linalg.slogdet(whole)[1] + np.linalg.slogdet(inner)[1] + x @ project @ x)
    mean = x - noise * (project @ x)
    return float(explained), mean, noise - noise**2 * np.diag(project)
