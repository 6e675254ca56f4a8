"""Who prevails: from the agencies' lines to the line that decides today (C08, C09, C13).

The president's rule decides the result, so it is a choice of the scenario: any agency's advice suffices, a majority of
the three, or a lottery in which each day one agency has the president's ear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.rules.deterrence import normal_cdf
from sim.engine.portable import exp

RULES = {"any": "Any agency suffices", "majority": "A majority decides", "lottery": "Lottery by influence"}


def prevailing(lines: Any, rule: str, ear: Any, influence: Any) -> Any:
    """The line that the advice amounts to today.

    Args:
        lines: each agency's line in rungs, shape ``(agencies, cases)``.
        rule: one of :data:`RULES`.
        ear: uniform draw per case, who has the president's ear; used by the lottery alone.
        influence: each agency's weight in the lottery, shape ``(agencies,)`` or ``(agencies, cases)``.
    """
    lines = np.asarray(lines)
    if rule == "any":
        return lines.min(axis=0)
    if rule == "majority":
        # The line that more than half of the agencies would act on: with three, the middle one.
        return np.sort(lines, axis=0)[len(lines) // 2]
    share = np.cumsum(_weights(influence, lines), axis=0)
    chosen = (np.asarray(ear) * share[-1] >= share[:-1]).sum(axis=0)
    return np.take_along_axis(lines, chosen[None, :], axis=0)[0]


def _weights(influence: Any, lines: Any) -> Any:
    """Weights in the lottery, shape of ``lines``; where nobody has any influence, all count alike."""
    weight = np.broadcast_to(np.asarray(influence, dtype=lines.dtype).reshape(len(lines), -1), lines.shape)
    return np.where(weight.sum(axis=0) > 0.0, weight, np.ones_like(weight))


#: Places at which an agency's daily variation is weighed, in standard deviations, and their weights, shape ``(places,
#: 1)``. Sums at even distances converge at once where what is summed is smooth and ends flat: for up to five agencies,
#: moments are within 2e-5 of a standard deviation and of a variance, however far apart their lines are.
_PLACES = np.arange(-8.0, 9.0)[:, None] * 0.6
_WEIGHTS = exp(-0.5 * np.square(_PLACES)) / sum(exp(-0.5 * np.square(_PLACES)))

#: Least variation for which the sums are made, rungs: next to none.
_LEAST = 1e-6


def prevailing_moments(offsets: Any, variation: Any, rule: str, influence: Any) -> tuple[Any, Any]:
    """Mean and variance, over days, of the prevailing line's distance from the agencies' mean line, in rungs.

    Args:
        offsets: each agency's distance from the mean, shape ``(agencies, cases)``.
        variation: standard deviation of each agency's daily variation, a number or ``(cases,)``.
        rule, influence: as in :func:`prevailing`.
    """
    offsets = np.atleast_2d(np.asarray(offsets, dtype=np.float64).T).T
    variation = np.asarray(variation, dtype=np.float64)
    if rule == "lottery":
        weight = _weights(influence, offsets)
        share = weight / sum(weight)
        mean = sum(share * offsets)
        return mean, sum(share * np.square(offsets)) - np.square(mean) + np.square(variation)
    width = np.maximum(variation, _LEAST)
    below = 0 if rule == "any" else len(offsets) // 2  # agencies whose lines are lower than the one that prevails
    lines, shares = [], []  # each agency's line at each place, and the chance that it is there and prevails
    for agency, own in enumerate(offsets):
        apart = [(own - other) / width for place, other in enumerate(offsets) if place != agency]
        shares.append(_WEIGHTS * exactly([normal_cdf(_PLACES + one) for one in apart], below))
        lines.append(own + width * _PLACES)
    mean = sum(sum(share * line) for share, line in zip(shares, lines, strict=True))
    return mean, sum(sum(share * np.square(line - mean)) for share, line in zip(shares, lines, strict=True))


def exactly(chances: list[Any], number: int) -> Any:
    """Chance that so many of independent events happen (Poisson-binomial, by adding one at a time)."""
    ways: list[Any] = [1.0]
    for chance in chances:
        ways = [none * (1.0 - chance) + one * chance for none, one in zip([*ways, 0.0], [0.0, *ways], strict=True)]
    return ways[number]
