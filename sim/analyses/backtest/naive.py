"""What a forecaster without a theory says of counts: the rivals that a model must beat to be worth its trouble.

- ``constant``: the past had one rate, and so has the future (a Poisson process; Jeffreys prior Gamma(1/2, 0));
- ``quarter``: the same, learnt from the last 91 days alone;
- ``self_exciting``: acts breed acts (:mod:`sim.analyses.backtest.hawkes`).

All are sure of nothing that the record leaves open: the first two predict a negative binomial, the third draws its
parameters. A rival for a total is fitted to the total. None needs a fallback, since all exist for a past without any
act. Whether the United States uses force is a chance per month, from past months alone, or from past acts and the
forecast ones.

Days are whole numbers counted from any day; a record's days before ``begin`` were not observed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.backtest import hawkes
from sim.analyses.backtest.scores import pmf_of

#: Days that the quarterly rival remembers, and months.
QUARTER, QUARTER_MONTHS = 91, 3
#: Counts, from 0, that every table holds; it goes on as far as a forecast does.
COUNTS = 201
#: Chance beyond the end of a closed form's table, which is given to its last count.
TAIL = 1e-12
#: Futures of the self-exciting rival.
FUTURES = 20_000


@dataclass(frozen=True)
class Past:
    """What is known at an origin, and what is asked.

    Attributes:
        days: days of acts, several on one day repeated; those on or after the origin are left out.
        origin: the day of the forecast; it is not known yet.
        months: first and last day of each month that is forecast.
        begin: first day of the record.

    Raises:
        ValueError: when no day of the record lies before the origin, or a month begins before it or ends before it
            begins.
    """

    days: np.ndarray
    origin: int
    months: tuple[tuple[int, int], ...]
    begin: int = 0

    def __post_init__(self):
        days = np.asarray(self.days, int)
        object.__setattr__(self, "days", days[(days >= self.begin) & (days < self.origin)])
        if self.begin >= self.origin:
            raise ValueError(f"the record begins on day {self.begin}, not before the origin, day {self.origin}")
        if any(not self.origin <= first <= last for first, last in self.months):
            raise ValueError(f"months must lie after the origin, day {self.origin}: {self.months}")

    @property
    def daily(self) -> np.ndarray:
        """Acts of each day of the record, shape (days,)."""
        return np.bincount(self.days - self.begin, minlength=self.origin - self.begin)

    @property
    def lengths(self) -> np.ndarray:
        """Days of each month, shape (months,)."""
        return np.array([last - first + 1 for first, last in self.months])


def constant(past: Past) -> np.ndarray:
    """Chances of 0, 1, ... acts in each month if the rate never changes, shape (months, at least COUNTS)."""
    return _gamma_poisson(len(past.days), past.origin - past.begin, past.lengths)


def quarter(past: Past) -> np.ndarray:
    """The same with the last 91 days' rate, or of as many as there are, shape (months, at least COUNTS)."""
    first = max(past.begin, past.origin - QUARTER)
    return _gamma_poisson(int((past.days >= first).sum()), past.origin - first, past.lengths)


def self_exciting(past: Past, seed: int, futures: int = FUTURES) -> np.ndarray:
    """Shares of simulated futures with 0, 1, ... acts in each month, shape (months, at least COUNTS).

    Args:
        past: what is known.
        seed: of parameters and futures; the same seed gives the same forecast.
        futures: how many are simulated.
    """
    rng = np.random.default_rng(seed)
    process = hawkes.sample_posterior(past.daily, futures, rng)
    ahead = process.simulate(past.daily, past.months[-1][1] + 1 - past.origin, futures, rng)
    counts = [ahead[first - past.origin : last + 1 - past.origin].sum(0) for first, last in past.months]
    return pmf_of(counts, max(COUNTS, int(np.max(counts)) + 1))


def force_constant(months: Sequence[bool]) -> float:
    """Chance of force in a month from all past ones: (uses + 1/2) / (months + 1), by the Jeffreys prior.

    Args:
        months: whether force was used in each past month, the latest last.
    """
    return (sum(map(bool, months)) + 0.5) / (len(months) + 1)


def force_quarter(months: Sequence[bool]) -> float:
    """The same from the last three months."""
    return force_constant(months[-QUARTER_MONTHS:])


def force_per_act(answered: int, acts: int, ahead: Any) -> np.ndarray:
    """Chance of force in each month if each hostile act is answered with force by the same unknown chance.

    The third rival of force. One that learns from past uses of force alone would say, while there are none, what the
    base rate says; this one says more when more acts are expected. The chance per act has the Jeffreys prior
    Beta(1/2, 1/2).

    Args:
        answered: past uses of force, at most one counted for each act.
        acts: past hostile acts of all kinds.
        ahead: chances of 0, 1, ... acts in each month, shape (months, k), as of :func:`self_exciting`.

    Returns:
        Shape (months,).
    """
    from scipy.special import betaln

    answered = min(answered, acts)
    yes, no = answered + 0.5, acts - answered + 0.5
    none = np.exp(betaln(yes, no + np.arange(np.shape(ahead)[-1])) - betaln(yes, no))
    return np.clip(1 - np.asarray(ahead, float) @ none, 0, 1)


def _gamma_poisson(acts: int, days: int, lengths: np.ndarray) -> np.ndarray:
    """Negative binomial: acts in so many further days, the rate being Gamma(acts + 1/2, days)."""
    from scipy.stats import nbinom

    size, share = acts + 0.5, (days / (days + lengths))[:, None]
    last = max(COUNTS - 1, int(nbinom.isf(TAIL, size, share).max()) + 1)
    pmf = nbinom.pmf(np.arange(last), size, share)
    return np.concatenate([pmf, np.maximum(0, 1 - pmf.sum(-1, keepdims=True))], -1)
