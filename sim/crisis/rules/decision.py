"""Who prevails: from the agencies' lines to the line that decides today (C08, C09, C13).

The president's rule decides the result, so it is a choice of the scenario: any agency's advice suffices, a majority of
the three, or a lottery in which each day one agency has the president's ear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.rules.deterrence import normal_cdf

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


#: Points at which the distribution of the prevailing line is summed. Trapezia converge at once where what is summed
#: ends flat; with the first term of Euler and Maclaurin where it does not, the error is below 1e-5 where variation is a
#: thirtieth of the spread or more.
_POINTS = 49


def mean_prevailing_offset(offsets: Any, variation: Any, rule: str, influence: Any) -> Any:
    """Mean distance of the prevailing line from the agencies' mean line, in rungs.

    Subtracted from the agencies' lines, it holds the mean prevailing line fixed while their spread varies (C13).
    Arguments as in :func:`prevailing_moments`.
    """
    return prevailing_moments(offsets, variation, rule, influence)[0]


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
    width = np.maximum(variation, 1e-3)
    low, high = offsets.min(axis=0) - 5.0 * width, offsets.max(axis=0) + 5.0 * width
    line = low + (high - low) * (np.arange(_POINTS) / (_POINTS - 1.0))[:, None]  # (points, cases)
    above = [1.0 - normal_cdf((line - one) / width) for one in offsets]
    exceeds = at_least(above, len(offsets) if rule == "any" else len(offsets) - len(offsets) // 2)
    # Moments of a quantity from its chance to exceed each value, counted from the lowest.
    mean = _integral(exceeds, line)
    square = _integral(2.0 * (line - low) * exceeds, line) + np.square((high - low) / (_POINTS - 1.0)) / 6.0
    return low + mean, np.maximum(square - np.square(mean), 0.0)


def _integral(height: Any, place: Any) -> Any:
    """Area under a curve through some points, by trapezia that are added one by one: however many cases there are."""
    return sum((place[1:] - place[:-1]) * (height[1:] + height[:-1])) / 2.0


def at_least(chances: list[Any], number: int) -> Any:
    """Chance that at least ``number`` of independent events happen (Poisson-binomial, by adding one at a time)."""
    exactly = [np.ones_like(chances[0])] + [np.zeros_like(chances[0])] * len(chances)
    for chance in chances:
        exactly = [exactly[k] * (1.0 - chance) + (exactly[k - 1] * chance if k else 0.0) for k in range(len(exactly))]
    return sum(exactly[number:])
