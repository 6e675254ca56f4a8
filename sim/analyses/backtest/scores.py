"""Proper scores of probabilistic forecasts: smaller is better, and honesty pays.

Every forecaster is scored by the same function with the same settings. An ensemble is scored as the sample that it is:
the fair CRPS (Ferro 2014) does not punish it for being finite, so 2,000 worlds may stand against a closed form.
The Brier score of a share of worlds is the CRPS of an ensemble of zeros and ones.

The log score asks for a chance of what happened, and an ensemble may hold no such world. A count that n worlds never
show may still have a chance of up to 3/n (the rule of three), so :data:`UNSEEN`, 3 in 2,000, is what such an ensemble
cannot speak of. It is taken from every forecaster, closed forms too, and spread over all counts with a long tail
(chance ``1/((k+1)(k+2))``), which keeps the score finite, at about 6.5 + 2 ln(k+1) for a count nobody thought of.
"""

from __future__ import annotations

from typing import Any

import numpy as np

#: Part of every forecast of a count that is spread over all counts before a log score is taken.
UNSEEN = 3 / 2000
#: A table of chances may miss this much before it is refused.
LOST = 1e-6


def crps_ensemble(members: Any, observed: Any, *, fair: bool = True) -> np.ndarray:
    """Continuous ranked probability score of ensembles, for counts and for continuous quantities alike.

    Args:
        members: shape (..., m); nan where a world says nothing, each ensemble with its own number of worlds.
        observed: shape (...), in the same unit.
        fair: estimate the score of the distribution behind the members, unbiased for independent ones; needs two.
            False scores the ensemble's own distribution of steps.

    Returns:
        Scores in the unit of the forecast, shape (...); a fair score may be slightly below 0.

    Raises:
        ValueError: when an ensemble has too few members.
    """
    members, observed = np.asarray(members, float), np.asarray(observed, float)[..., None]
    n = (~np.isnan(members)).sum(-1)
    if (n < 1 + fair).any():
        raise ValueError(f"an ensemble has {n.min()} worlds; this score needs at least {1 + fair}")
    away = np.sort(members - observed, axis=-1)  # nan last; differences from the observation lose no digits
    rank = np.arange(members.shape[-1])
    # The sum of |x_i - x_j| over all ordered pairs is 2 sum (2 i + 1 - n) x_(i) of the sorted members.
    pairs = 2 * np.nansum((2 * rank + 1 - n[..., None]) * away, -1)
    return np.nanmean(np.abs(away), -1) - pairs / (2 * n * (n - fair))


def crps_pmf(pmf: Any, observed: Any) -> np.ndarray:
    """CRPS (ranked probability score) of forecasts that give each count its chance.

    Args:
        pmf: chances of 0, 1, ..., shape (..., k).
        observed: counts, shape (...); one beyond the table is possible, with chance 0.

    Raises:
        ValueError: when chances do not add up to one.
    """
    pmf, observed = checked_pmf(pmf), np.asarray(observed)
    below = np.cumsum(pmf, -1)
    step = observed[..., None] <= np.arange(pmf.shape[-1])
    return ((below - step) ** 2).sum(-1) + np.maximum(observed - pmf.shape[-1], 0)


def crps_normal(centre: Any, spread: Any, observed: Any, *, least: float = -np.inf) -> np.ndarray:
    """CRPS of a normal forecast that is cut off below (Jordan, Krueger and Lerch 2019).

    Args:
        centre, spread: mean and standard deviation before the cut, shape (...).
        observed: shape (...).
        least: no value lies below; an observation that does is as far off as its distance says.
    """
    from scipy.special import ndtr

    centre, spread, observed = (np.asarray(one, float) for one in (centre, spread, observed))
    low = (least - centre) / spread
    z = (observed - centre) / spread
    inside = np.maximum(z, low)
    kept = ndtr(-np.minimum(low, 0.0))
    density = np.exp(-(inside**2) / 2) / np.sqrt(2 * np.pi)
    parts = inside * kept * (2 * ndtr(inside) - 1 - ndtr(low)) + 2 * density * kept
    score = (parts - ndtr(-low * np.sqrt(2)) / np.sqrt(np.pi)) / kept**2
    # Of what is cut off more than is left: there the terms above are all but equal, and their difference is lost.
    high = np.maximum(low, 0.0)
    above = np.maximum(
        (observed - least) / spread, 0.0
    )  # from the cut; loses no digits as the difference of two z does
    with np.errstate(invalid="ignore"):  # without a cut it is infinite, and not used
        beyond = cut_survival(low, above) * _mean_excess(high + above)
        tail = above - 2 * (_mean_excess(high) - beyond) + _mean_least(high)
    return spread * np.where(low > 0, tail + np.maximum(low - z, 0.0), score + inside - z)


#: Standard deviations above which the next term of these series no longer counts, while the closed form loses digits.
_FAR = 100.0


def _mills(x: np.ndarray) -> np.ndarray:
    """Chance above x of a standard normal, over its density there; x of at least 0."""
    from scipy.special import erfcx

    return np.sqrt(np.pi / 2) * np.asarray(erfcx(x / np.sqrt(2)))


def _mean_excess(x: np.ndarray) -> np.ndarray:
    """How far above x a standard normal lies on average where it lies above x; x of at least 0."""
    far = 1 / np.maximum(x, _FAR)
    return np.where(x > _FAR, far - 2 * far**3 + 10 * far**5, 1 / _mills(np.minimum(x, _FAR)) - np.minimum(x, _FAR))


def _mean_least(x: np.ndarray) -> np.ndarray:
    """The same for the smaller one of two independent ones."""
    from scipy.special import erfcx

    far, near = 1 / np.maximum(x, _FAR), np.minimum(x, _FAR)
    closed = 2 / _mills(near) - near - np.sqrt(np.pi) * erfcx(near) / _mills(near) ** 2
    return np.where(x > _FAR, far / 2 - 0.75 * far**3 + 2.875 * far**5, closed)


def cut_survival(low: Any, above: Any) -> np.ndarray:
    """Chance of more than ``above`` beyond the cut, of a standard normal that is cut off below.

    Args:
        low: where it is cut off, shape (...).
        above: how far above the cut, at least 0, shape (...).
    """
    from scipy.special import ndtr

    low, above = np.asarray(low, float), np.asarray(above, float)
    high = np.maximum(low, 0.0)
    far = _mills(high + above) / _mills(high) * np.exp(-above * (high + above / 2))
    return np.where(low > 0, far, ndtr(-low - above) / ndtr(-np.minimum(low, 0.0)))


def brier(chance: Any, happened: Any) -> np.ndarray:
    """Squared distance of a chance from what happened, 1 or 0; both shape (...)."""
    chance = np.asarray(chance, float)
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("a chance must lie between 0 and 1")
    return (chance - np.asarray(happened, float)) ** 2


def pmf_of(members: Any, size: int | None = None) -> np.ndarray:
    """Share of an ensemble's worlds at each count.

    Args:
        members: counts, shape (..., m); nan where a world says nothing.
        size: how many counts, from 0; None for as many as needed.

    Returns:
        Shape (..., size).

    Raises:
        ValueError: when a member is no count, or lies beyond the table, or an ensemble is empty.
    """
    members = np.asarray(members, float)
    seen = ~np.isnan(members)
    counts = np.where(seen, members, 0).astype(int)
    if (counts < 0).any() or (counts != np.where(seen, members, 0)).any():
        raise ValueError("counts must be whole numbers of at least 0")
    if not seen.any(-1).all():
        raise ValueError("an ensemble has no worlds")
    size = int(counts.max()) + 1 if size is None else size
    if counts.max() >= size:
        raise ValueError(f"a world counts {counts.max()}; the table ends at {size - 1}")
    flat, flat_seen = counts.reshape(-1, members.shape[-1]), seen.reshape(-1, members.shape[-1])
    table = np.stack([np.bincount(row[at], minlength=size) / at.sum() for row, at in zip(flat, flat_seen, strict=True)])
    return table.reshape(*members.shape[:-1], size)


def log_score_pmf(pmf: Any, observed: Any, *, unseen: float = UNSEEN) -> np.ndarray:
    """Negative logarithm of the chance given to the count that came.

    Args:
        pmf: chances of 0, 1, ..., shape (..., k); of an ensemble: :func:`pmf_of`.
        observed: counts, shape (...).
        unseen: part of the forecast that is spread over all counts; the same for all who are compared.

    Returns:
        Nats, shape (...).
    """
    pmf, observed = checked_pmf(pmf), np.asarray(observed, int)
    at = np.minimum(observed, pmf.shape[-1] - 1)
    given = np.take_along_axis(pmf, np.broadcast_to(at, pmf.shape[:-1])[..., None], -1)[..., 0]
    given = np.where(observed < pmf.shape[-1], given, 0.0)
    return -np.log((1 - unseen) * given + unseen / ((observed + 1.0) * (observed + 2.0)))


def log_score_counts(members: Any, observed: Any, *, unseen: float = UNSEEN) -> np.ndarray:
    """Log score of counts under ensembles of worlds, as :func:`log_score_pmf`."""
    return log_score_pmf(pmf_of(members), observed, unseen=unseen)


def log_score_normal(centre: Any, spread: Any, observed: Any, *, least: float = -np.inf) -> np.ndarray:
    """Log score of a normal forecast that is cut off below: nats per unit; infinite below the cut."""
    from scipy.special import log_ndtr

    centre, spread, observed = (np.asarray(one, float) for one in (centre, spread, observed))
    low, high = (least - centre) / spread, np.maximum((least - centre) / spread, 0.0)
    score = ((observed - centre) / spread) ** 2 / 2 + np.log(np.sqrt(2 * np.pi)) + log_ndtr(-low)
    above = (observed - least) / spread
    with np.errstate(invalid="ignore"):  # without a cut it is infinite, and not used
        tail = above * (high + above / 2) + np.log(_mills(high))
    return np.where(observed < least, np.inf, np.where(low > 0, tail, score) + np.log(spread))


def log_score_ensemble(members: Any, observed: Any, *, floor: float = 0.0, least: float = -np.inf) -> np.ndarray:
    """Log score of a continuous quantity under ensembles smoothed by normal kernels.

    Args:
        members: shape (..., m); nan where a world says nothing.
        observed: shape (...).
        floor: least bandwidth, for worlds that nearly agree: the observation's own error, say.
        least: no value lies below; what a kernel would put there is folded back.

    Returns:
        Nats per unit of the forecast, shape (...); finite, however far off the observation lies.

    Raises:
        ValueError: when members all agree and no floor is given.
    """
    from scipy.special import logsumexp

    members, observed = np.asarray(members, float), np.asarray(observed, float)[..., None]
    width = np.maximum(bandwidth(members), floor)[..., None]
    if not (width > 0).all():
        raise ValueError("the worlds of an ensemble agree: give a floor, the least bandwidth")
    near = -(((members - observed) / width) ** 2) / 2
    if np.isfinite(least):
        near = np.logaddexp(near, -(((2 * least - members - observed) / width) ** 2) / 2)
    n = (~np.isnan(members)).sum(-1)
    inside = logsumexp(np.where(np.isnan(near), -np.inf, near), axis=-1)
    score = np.log(n * width[..., 0] * np.sqrt(2 * np.pi)) - inside
    return np.where(observed[..., 0] < least, np.inf, score)


def bandwidth(members: Any) -> np.ndarray:
    """Silverman's (1986) robust rule: 0.9 min(sd, interquartile range / 1.34) n^(-1/5), shape (...).

    Where more than half of the worlds agree the range is 0 and the standard deviation stands alone.
    """
    members = np.asarray(members, float)
    n = (~np.isnan(members)).sum(-1)
    low, high = np.nanquantile(members, [0.25, 0.75], axis=-1)
    # Equal members may have a standard deviation of rounding errors.
    sd = np.where(np.nanmax(members, -1) > np.nanmin(members, -1), np.nanstd(members, axis=-1), 0.0)
    middle = (high - low) / 1.34
    return 0.9 * np.where(middle > 0, np.minimum(sd, middle), sd) * n**-0.2


def checked_pmf(pmf: Any) -> np.ndarray:
    """Chances as floats, shape (..., k).

    Raises:
        ValueError: when one is negative or they do not add up to one.
    """
    pmf = np.asarray(pmf, float)
    off = np.abs(pmf.sum(-1) - 1)
    if not (pmf >= 0).all() or not (off < LOST).all():
        raise ValueError(f"chances of counts must be at least 0 and add up to 1; these are off by {off.max():.2g}")
    return pmf
