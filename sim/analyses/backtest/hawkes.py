"""Events that breed events: a daily self-exciting (Hawkes) process, fitted to few events and simulated forward.

The number on a day is Poisson with mean ``background + branching * sum of past numbers * (1 - keep) * keep^(age - 1)``,
so an event sets off ``branching`` further ones on average, at a mean age of ``memory = 1 / (1 - keep)`` days. What
happened before the record began sets off nothing.

The fit is penalised maximum likelihood in (log background, logit branching, log memory). The penalties are weak priors:

- background: the Jeffreys prior of a constant rate, Gamma(1/2, 0), as the other rivals have it;
- branching: Beta(1, 1), uniform between 0 and 1, so that the process is stationary;
- memory: lognormal, median 14 days, a factor of e either way for one standard deviation.

In logarithms all have a maximum inside, so the fit exists for no event at all (background 1/2 per record, branching
1/2). A maximum alone would be too sure of itself: forecasts draw parameters from around it, weighted by the posterior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

#: Median memory in days, and the standard deviation of its logarithm.
MEMORY, MEMORY_SD = 14.0, 1.0
#: Proposals from which parameters are drawn, how much wider than the posterior's curvature, and degrees of freedom.
PROPOSALS, WIDER, FREEDOM = 4000, 1.3, 5
#: Starts of the search: branching and memory.
_STARTS = ((0.5, 14.0), (0.1, 14.0), (0.8, 5.0), (0.8, 40.0))


@dataclass(frozen=True)
class Hawkes:
    """A self-exciting process; numbers, or arrays with one per world.

    Attributes:
        background: events a day that nothing set off.
        branching: events that each event sets off, 0 to 1.
        memory: mean days from an event to those that it sets off, above 1.
    """

    background: Any
    branching: Any
    memory: Any

    @property
    def rate(self) -> Any:
        """Mean events a day in the long run."""
        return self.background / (1 - self.branching)

    def means(self, daily: np.ndarray) -> np.ndarray:
        """Expected number on each day given the days before, shape (days,) or, for arrays, (days, worlds)."""
        shape = np.broadcast(self.background, self.branching, self.memory).shape
        excited, means = np.zeros(shape), np.empty((len(daily), *shape))
        keep = 1 - 1 / np.asarray(self.memory)
        for day, count in enumerate(daily):
            means[day] = self.background + self.branching * (1 - keep) * excited
            excited = keep * excited + count
        return means

    def simulate(self, daily: np.ndarray, days: int, worlds: int, rng: np.random.Generator) -> np.ndarray:
        """Lives on from a history.

        Args:
            daily: events of each past day, shape (past,).
            days: days to come.
            worlds: number of futures.
            rng: their luck.

        Returns:
            Events of each day to come, shape (days, worlds).
        """
        keep = np.broadcast_to(1 - 1 / np.asarray(self.memory, float), worlds)
        age = np.arange(len(daily) - 1, -1, -1)
        happened = np.flatnonzero(daily)
        excited = (daily[happened, None] * keep ** age[happened, None]).sum(0)
        counts = np.empty((days, worlds), int)
        for day in range(days):
            counts[day] = rng.poisson(self.background + self.branching * (1 - keep) * excited)
            excited = keep * excited + counts[day]
        return counts


def fit(daily: np.ndarray) -> Hawkes:
    """The most plausible process.

    Args:
        daily: events of each day of the record, shape (days,).

    Raises:
        ValueError: when there is no day, or a number of events is none.
    """
    return Hawkes(*(float(one) for one in _natural(_best(_checked(daily)))))


def sample_posterior(daily: np.ndarray, worlds: int, rng: np.random.Generator) -> Hawkes:
    """As many processes as worlds, each as plausible as the record and the weak priors make it.

    Parameters are proposed around the best fit (a wide t distribution by the posterior's curvature) and drawn again by
    their weights.
    """
    daily = _checked(daily)
    best = _best(daily)
    root = np.linalg.cholesky(_covariance(daily, best)) * WIDER
    wide = rng.standard_normal((PROPOSALS, 3)) / np.sqrt(rng.chisquare(FREEDOM, (PROPOSALS, 1)) / FREEDOM)
    proposed = best + wide @ root.T
    log_weight = _log_posterior(proposed.T, daily) + (FREEDOM + 3) / 2 * np.log1p((wide**2).sum(-1) / FREEDOM)
    weight = np.exp(log_weight - log_weight.max())
    chosen = rng.choice(PROPOSALS, worlds, p=weight / weight.sum())
    return Hawkes(*_natural(proposed[chosen].T))


def _checked(daily: np.ndarray) -> np.ndarray:
    daily = np.asarray(daily)
    if daily.ndim != 1 or not len(daily) or (daily < 0).any() or (daily != daily.astype(int)).any():
        raise ValueError("events must be a whole number of at least 0 for each of at least one day")
    return daily.astype(int)


def _natural(at: Any) -> tuple[Any, Any, Any]:
    """Background, branching and memory from the logarithms that are searched."""
    from scipy.special import expit

    return np.exp(at[0]), expit(at[1]), 1 + np.exp(at[2])


def _log_posterior(at: np.ndarray, daily: np.ndarray) -> np.ndarray:
    """Up to a constant; at: shape (3, ...), at points that may be many; returns shape (...)."""
    from scipy.special import log_expit

    process = Hawkes(*_natural(at))
    prior = at[0] / 2 + log_expit(at[1]) + log_expit(-at[1]) - ((at[2] - np.log(MEMORY - 1)) / MEMORY_SD) ** 2 / 2
    return prior + _log_likelihood(process, daily)


def _log_likelihood(process: Hawkes, daily: np.ndarray) -> np.ndarray:
    """Of the daily numbers, walking from one eventful day to the next; the rest has a closed form."""
    keep = 1 - 1 / process.memory
    excited, likelihood, last = np.zeros(np.shape(keep)), -process.background * len(daily), 0
    for day in np.flatnonzero(daily).tolist():
        excited = excited * keep ** (day - last)
        count = daily[day]
        likelihood = likelihood + count * np.log(process.background + process.branching * (1 - keep) * excited / keep)
        likelihood = likelihood - process.branching * count * (1 - keep ** (len(daily) - 1 - day))
        excited, last = excited + count, day
    return likelihood


def _best(daily: np.ndarray) -> np.ndarray:
    """Where the posterior is highest, from several starts, shape (3,)."""
    from scipy.optimize import minimize

    rate = (daily.sum() + 0.5) / len(daily)
    starts = [(np.log(rate * (1 - b)), np.log(b / (1 - b)), np.log(memory - 1)) for b, memory in _STARTS]
    found = [minimize(_misfit, start, (daily,), method="BFGS", jac=True) for start in starts]
    return min(found, key=lambda one: one.fun).x


def _misfit(at: np.ndarray, daily: np.ndarray, step: float = 1e-5) -> tuple[float, np.ndarray]:
    """Negative log posterior and its slope, shape (3,), by central differences: seven points in one walk."""
    shifts = step * np.concatenate([np.zeros((3, 1)), np.eye(3), -np.eye(3)], 1)
    value = -_log_posterior(at[:, None] + shifts, daily)
    return float(value[0]), (value[1:4] - value[4:]) / (2 * step)


def _covariance(daily: np.ndarray, best: np.ndarray, step: float = 1e-3) -> np.ndarray:
    """Inverse curvature of the posterior at its maximum, kept within what the priors allow, shape (3, 3)."""
    axes = np.eye(3) * step
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    corners = np.array([[best + i * a + j * b for i, j in signs] for a in axes for b in axes])
    value = _log_posterior(np.moveaxis(corners, -1, 0), daily) @ np.array([1, -1, -1, 1])
    curvature = -value.reshape(3, 3) / (4 * step**2)
    size, axis = np.linalg.eigh((curvature + curvature.T) / 2)
    return (axis / np.maximum(size, 0.1)) @ axis.T
