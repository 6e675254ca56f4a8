"""What a forecaster without a theory says of a monthly level, oil exports say.

- ``past_mean``: as high as on average so far, with the past's spread;
- ``last_value``: as high as when last seen, with the spread of past changes growing with time (a random walk);
- ``trend``: on along the line through the last quarter's months, with the spread of the errors that this very rule made
  before.

Each predicts a normal distribution cut off at 0. Months that were not observed are nan and are never filled in: a
change over a gap of g months counts as g steps of the walk, and a line goes through what there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analyses.backtest.scores import crps_normal, cut_survival, log_score_normal

#: Months through which the trend's line goes: the last quarter's changes need the month before it.
TREND = 4
#: Past errors of the trend below which it takes the random walk's spread instead.
ERRORS = 3


#: Changes smaller than this share of the level are rounding.
ROUNDING = 1e-9


def why_none(past: np.ndarray) -> str | None:
    """Why there is no rival for a past, shape (months,); None where there is."""
    seen = past[~np.isnan(past)]
    if len(seen) < 2:
        return f"{len(seen)} of {len(past)} past months were observed, and a rival needs at least 2"
    if np.ptp(seen) <= ROUNDING * np.abs(seen).max():
        return f"the past never changed in {len(seen)} months, so that a rival would be certain"
    return None


@dataclass(frozen=True)
class Levels:
    """Normal forecasts cut off at 0, one for each month ahead.

    Attributes:
        centre, spread: mean and standard deviation before the cut, in the level's unit, shape (months,).
    """

    centre: np.ndarray
    spread: np.ndarray

    def crps(self, observed: np.ndarray) -> np.ndarray:
        """In the level's unit, shape (months,); nan where a month was not observed."""
        return crps_normal(self.centre, self.spread, observed, least=0.0)

    def log_score(self, observed: np.ndarray) -> np.ndarray:
        """Nats per unit, shape (months,); nan where a month was not observed."""
        return log_score_normal(self.centre, self.spread, observed, least=0.0)

    def cdf(self, observed: np.ndarray) -> np.ndarray:
        """Chance of no more than the observed level (its PIT), shape (months,)."""
        return 1 - cut_survival(-self.centre / self.spread, np.maximum(observed / self.spread, 0))


def past_mean(past: np.ndarray, ahead: int) -> Levels:
    """Mean and spread of the past, widened for the mean's own error: sd sqrt(1 + 1/n).

    Args:
        past: level of each month up to the origin, nan where not observed, shape (months,).
        ahead: how many months to forecast.

    Raises:
        ValueError: with what :func:`why_none` says; so do the others.
    """
    seen = past[_seen(past)]
    spread = seen.std(ddof=1) * np.sqrt(1 + 1 / len(seen))
    return Levels(np.full(ahead, seen.mean()), np.full(ahead, spread))


def last_value(past: np.ndarray, ahead: int) -> Levels:
    """The last observed level; the spread grows with the root of the months since then."""
    at = _seen(past)
    return Levels(np.full(ahead, past[at[-1]]), _step(past) * np.sqrt(len(past) - 1 - at[-1] + np.arange(1, ahead + 1)))


def trend(past: np.ndarray, ahead: int) -> Levels:
    """Along the line through the last four months, as many as were observed, never below 0.

    The spread at each distance is the root mean square of this rule's errors there from earlier origins; with fewer
    than three such errors, or none above rounding, it is the random walk's.
    """
    past = np.asarray(past, float)
    walk = last_value(past, ahead)
    line = _line(past, ahead)
    if line is None:
        return walk
    errors = _errors(past, ahead)
    known = (~np.isnan(errors)).sum(0) >= ERRORS
    missed = np.zeros(ahead)
    missed[known] = np.sqrt(np.nanmean(errors[:, known] ** 2, axis=0))
    return Levels(line, np.where(missed > ROUNDING * np.nanmax(np.abs(past)), missed, walk.spread))


def _errors(past: np.ndarray, ahead: int) -> np.ndarray:
    """What the line from each earlier month missed, shape (origins, ahead); nan where there was none to compare."""
    errors = np.full((len(past), ahead), np.nan)
    for origin in range(2, len(past)):
        line = _line(past[:origin], ahead)
        came = past[origin : origin + ahead]
        if line is not None:
            errors[origin, : len(came)] = came - line[: len(came)]
    return errors


def _line(past: np.ndarray, ahead: int) -> np.ndarray | None:
    """Least squares through the last months, read off at the months ahead; None through fewer than two points."""
    recent = past[-TREND:]
    at = np.flatnonzero(~np.isnan(recent))
    if len(at) < 2:
        return None
    slope, height = np.polyfit(at, recent[at], 1)
    return np.maximum(height + slope * (len(recent) - 1 + np.arange(1, ahead + 1)), 0)


def _step(past: np.ndarray) -> float:
    """Standard deviation of a month's change, a change over a gap counting for as many months."""
    at = _seen(past)
    return float(np.sqrt(np.mean(np.diff(past[at]) ** 2 / np.diff(at))))


def _seen(past: np.ndarray) -> np.ndarray:
    """Places of the months that were observed."""
    past = np.asarray(past, float)
    if why := why_none(past):
        raise ValueError(why)
    return np.flatnonzero(~np.isnan(past))
