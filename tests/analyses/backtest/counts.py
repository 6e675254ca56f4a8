"""Where counts lie in forecasts that are given as tables of chances."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.analyses.backtest.pit import Pit
from sim.analyses.backtest.scores import checked_pmf


def pit_of_pmf(pmf: Any, observed: Any) -> Pit:
    """PIT of counts; pmf: shape (n, k); observed: shape (n,), below k."""
    pmf, observed = checked_pmf(pmf), np.asarray(observed, int)
    below = np.concatenate([np.zeros((len(pmf), 1)), np.minimum(np.cumsum(pmf, -1), 1)], -1)
    rows = np.arange(len(pmf))
    return Pit(below[rows, observed], below[rows, observed + 1])
