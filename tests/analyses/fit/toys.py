"""Tables of draws whose posteriors are known."""

from __future__ import annotations

import numpy as np

UNIT = (0.0, 1.0)


def unit_bounds(parameters):
    return np.tile(UNIT, (parameters, 1))


def one_mean(draws, rng, *, low=-10.0, high=10.0, meaningless=5):
    """A mean under a wide uniform prior, seen once with an sd of 1, and parameters of which nothing is seen.

    Far from the bounds the mean's posterior is normal around the observation with sd 1 (with the observation error of
    0.5 added: the square root of 1.25).
    """
    bounds = np.array([(low, high)] + [UNIT] * meaningless)
    parameters = rng.uniform(bounds[:, 0], bounds[:, 1], (draws, meaningless + 1))
    summaries = np.column_stack([parameters[:, 0] + rng.standard_normal(draws), rng.standard_normal(draws)])
    return parameters, bounds, summaries, np.array([0.5, 0.0])


def curved(draws, rng, *, parameters=20):
    """Twenty parameters, six of them seen through bent, crossed and counted summaries; one summary often missing."""
    theta = rng.uniform(0, 1, (draws, parameters))
    t, e = theta - 0.5, rng.standard_normal((draws, 10))
    summaries = np.column_stack(
        [
            np.exp(2 * t[:, 0]) + 0.3 * e[:, 0],
            t[:, 0] + t[:, 1] + 0.3 * e[:, 1],
            np.tanh(3 * t[:, 2]) + 0.3 * e[:, 2] * (1 + t[:, 2]),
            rng.poisson(np.exp(1 + 2 * t[:, 3])),
            4 * t[:, 4] * (t[:, 5] + 0.6) + 0.2 * e[:, 4],
            t[:, 5] + 0.15 * e[:, 5],
            np.where(rng.uniform(size=draws) < 0.2, np.nan, t[:, 3] + 0.5 * e[:, 6]),
            e[:, 7],
            e[:, 8] + e[:, 7],
        ]
    )
    noise = np.array([0.1, 0.1, 0.0, 0.0, 0.0, 0.05, 0.1, 0.0, 0.0])
    return theta, unit_bounds(parameters), summaries, noise
