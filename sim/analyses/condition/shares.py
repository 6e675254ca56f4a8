"""Percentiles of a share over draws of the assumptions in which unlike numbers of worlds agree with a record.

Some draws have a world or two, so that shares are not pulled to their mean one by one, as in
:mod:`sim.statistics.ranges`: what each draw's worlds leave open of its share is kept, and all of it averaged. That is
one step from the beta distribution towards how the true shares are distributed (Laird and Louis 1991).
"""

from __future__ import annotations

import numpy as np

from sim.statistics.weighted import spreads

#: Shares at which distributions are worked out, closer near none and all.
_PLACES = np.sin(np.linspace(0, np.pi / 2, 201)) ** 2

#: Least size of a beta distribution: of shares that are all none or all.
_LEAST = 1e-3


def percentiles(counts: np.ndarray, worlds: np.ndarray, levels: list[float]) -> np.ndarray:
    """Quantiles of the true shares over draws by weight, luck taken out.

    Each draw's share has a beta distribution given its worlds, from the beta distribution with the mean and variance of
    the true shares (:func:`spreads`); their average by weight is read at some levels.

    Args:
        counts, worlds: worlds with the outcome, and worlds, per draw, as for :func:`spreads`.
        levels: shares between 0 and 1.

    Raises:
        ValueError: for too few draws or worlds.
    """
    from scipy.special import betainc  # loaded here: slow, and few runs have conditions

    counts, worlds = (np.asarray(one, float)[np.asarray(worlds) > 0] for one in (counts, worlds))
    spread, mean = spreads(counts, worlds)[0], counts.sum() / worlds.sum()
    if spread <= 0 or not 0 < mean < 1:
        return np.full(len(levels), mean)
    size = max(mean * (1 - mean) / spread - 1, _LEAST)
    below = betainc(mean * size + counts[:, None], (1 - mean) * size + (worlds - counts)[:, None], _PLACES)
    found: np.ndarray = np.interp(levels, np.average(below, axis=0, weights=worlds), _PLACES)
    return found
