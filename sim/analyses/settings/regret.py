"""What is risked by a choice: its regret in every draw of the assumptions, on average and at worst (Savage 1951).

In a draw, the regret of a variant is how much worse it is there than the best one. What is best on average loses least
over all that is thought plausible; what has the smallest regret at worst loses least wherever the truth lies. Regret
counts one outcome alone, and takes every variant for something that could be chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.settings.holds import resampled_rows
from sim.statistics.ranges import Range, paired_without_luck


@dataclass(frozen=True)
class Regret:
    """What is risked by choosing one variant, in shares of worlds.

    Attributes:
        expected: mean regret over the draws.
        sure: its 95% interval, draws resampled whole.
        worst: largest regret in any draw.
        best_on_average, best_at_worst: share of resamples in which no other variant has a smaller mean, or a smaller
            largest, regret.
    """

    expected: float
    sure: Range
    worst: float
    best_on_average: float
    best_at_worst: float


def regrets(ended: Mapping[str, np.ndarray], wanted: bool, seed: int = 0) -> dict[str, Regret]:
    """The regret of each variant.

    Args:
        ended: by variant, whether each world of each draw has the outcome, boolean arrays of shape (draws, worlds); the
            same worlds in the same places. The first is the baseline.
        wanted: whether more of the outcome is better.
        seed: of the resampling.
    """
    base = next(iter(ended.values()))
    flips = [one.astype(float) - base for one in ended.values()]
    table = regret_table(_gains(flips, wanted))
    again = regret_table(_gains(flips, wanted, resampled_rows(len(base), seed)))
    means, worsts = again.mean(axis=2).T, again.max(axis=2).T  # (resamples, variants)
    sure = np.quantile(means, [0.025, 0.975], axis=0)
    average, worst = (_least(one) for one in (means, worsts))
    return {
        name: Regret(
            float(table[at].mean()),
            Range(float(sure[0, at]), float(sure[1, at])),
            float(table[at].max()),
            float(average[at]),
            float(worst[at]),
        )
        for at, name in enumerate(ended)
    }


def regret_table(gains: np.ndarray) -> np.ndarray:
    """How much worse each variant is than the best one of a draw.

    Args:
        gains: what each variant is worth in each draw, shape (variants, ..., draws); what is added to all variants of a
            draw makes no difference.

    Returns:
        Array of the same shape, at least 0.
    """
    return gains.max(axis=0) - gains


def _gains(flips: list[np.ndarray], wanted: bool, rows: np.ndarray | None = None) -> np.ndarray:
    """What each variant gains against the baseline in each draw, luck taken out; shape (variants, ..., draws)."""
    found = np.stack([paired_without_luck(one, rows) for one in flips])
    return found if wanted else -found


def _least(table: np.ndarray) -> np.ndarray:
    """In which share of rows each column is the least, ties shared by all; shape (columns,)."""
    best: np.ndarray = (table <= table.min(axis=1, keepdims=True) + 1e-12).mean(axis=0)
    return best
