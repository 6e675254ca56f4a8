"""What would change the answer: which assumptions move it most over their draws, and where it flips.

The draws move all assumptions at once, few of them for many parameters, so some parameter always seems to matter. What
is called clear is beyond what the largest of all parameters shows by chance in 95 of 100 shuffles of the answers
(Westfall and Young 1993): of rank correlation for what moves the answer, of the Kolmogorov-Smirnov distance for the
limit beyond which it flips.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Assumptions that are told, and the part of the draws at each end of a range.
TOLD, END = 5, 3

#: Fewest settings that flip, and that do not, from which it is said where they lie.
FEWEST = 4

_SHUFFLES, _CHANCE, _STREAM = 999, 0.05, 0x30E5


@dataclass(frozen=True)
class End:
    """The answer in the draws at one end of a parameter's range.

    Attributes:
        mean: mean of the answer.
        low, high: its 95% interval, by Student's t over the draws.
        flips, of: draws in which the answer flips, of how many.
    """

    mean: float
    low: float
    high: float
    flips: int
    of: int


@dataclass(frozen=True)
class Mover:
    """An assumption, and the answer in the lowest and the highest third of its draws.

    Attributes:
        path: the parameter's.
        lowest, highest: the answer at the ends of its range.
        correlation: Spearman's, with the answer.
        clear: whether it is beyond what chance would show among so many parameters.
    """

    path: str
    lowest: End
    highest: End
    correlation: float
    clear: bool


@dataclass(frozen=True)
class Limit:
    """The value of one assumption that best tells where the answer flips.

    Attributes:
        path: the parameter's.
        value: halfway between two draws.
        above: whether it flips above it; else below.
        flips, of: draws beyond it in which the answer flips, of how many.
        flips_else, of_else: the same of the other draws.
    """

    path: str
    value: float
    above: bool
    flips: int
    of: int
    flips_else: int
    of_else: int


@dataclass(frozen=True)
class Moves:
    """What the draws tell of the answer.

    Attributes:
        draws, flips: draws, and how many of them flip the answer.
        movers: the assumptions that move it most, the first ones most.
        parameters: how many were drawn.
        limit: where it flips; None where no single assumption tells clearly, or too few draws flip or stay.
    """

    draws: int
    flips: int
    movers: tuple[Mover, ...]
    parameters: int
    limit: Limit | None


def moves(values: Mapping[str, np.ndarray], answer: np.ndarray, flips: np.ndarray, seed: int = 0) -> Moves:
    """Which assumptions move the answer, and where it flips.

    Args:
        values: what each parameter was drawn to be, by path, shape (draws,) each.
        answer: the answer in each draw, a share or a difference, shape (draws,).
        flips: whether it is another answer there, boolean array of shape (draws,).
        seed: of the shuffling.
    """
    paths, drawn = list(values), np.array([values[path] for path in values], float)
    ranks = _standard(_ranks(drawn))
    order = _shuffled(len(answer), seed)
    mine = _standard(_ranks(answer[None]))[0] if np.ptp(answer) > 0 else np.zeros(len(answer))
    found = ranks @ mine / len(mine)
    by_chance = np.quantile(np.abs(mine[order] @ ranks.T / len(mine)).max(axis=1), 1 - _CHANCE)
    most = np.argsort(-np.abs(found), kind="stable")[:TOLD]
    told = tuple(
        Mover(paths[at], *_ends(drawn[at], answer, flips), float(found[at]), bool(abs(found[at]) > by_chance))
        for at in most
    )
    return Moves(len(answer), int(flips.sum()), told, len(paths), _limit(paths, drawn, flips, order))


def _ranks(rows: np.ndarray) -> np.ndarray:
    """Ranks within each row, ties sharing the mean of theirs."""
    return pd.DataFrame(rows.T).rank().to_numpy().T


def _standard(ranks: np.ndarray) -> np.ndarray:
    spread = ranks.std(axis=1, keepdims=True)
    return (ranks - ranks.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1.0)


def _shuffled(draws: int, seed: int) -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64([seed, _STREAM]))
    return rng.permuted(np.tile(np.arange(draws), (_SHUFFLES, 1)), axis=1)


def _ends(column: np.ndarray, answer: np.ndarray, flips: np.ndarray) -> tuple[End, End]:
    order, many = np.argsort(column, kind="stable"), max(len(column) // END, 2)
    return _end(answer[order[:many]], flips[order[:many]]), _end(answer[order[-many:]], flips[order[-many:]])


def _end(answer: np.ndarray, flips: np.ndarray) -> End:
    from scipy.special import stdtrit  # loaded here: slow, and not every run has draws

    n, mean = len(answer), float(answer.mean())
    half = float(stdtrit(n - 1, 0.975) * answer.std(ddof=1) / np.sqrt(n))
    return End(mean, mean - half, mean + half, int(flips.sum()), n)


def _limit(paths: list[str], drawn: np.ndarray, flips: np.ndarray, shuffled: np.ndarray) -> Limit | None:
    """The one-sided limit that parts flips from the rest best, when chance would hardly part them so well."""
    if min(flips.sum(), (~flips).sum()) < FEWEST:
        return None
    order = np.argsort(drawn, axis=1, kind="stable")
    sorted_ = np.take_along_axis(drawn, order, axis=1)
    between = sorted_[:, 1:] > sorted_[:, :-1]  # a limit lies between two values
    apart = _apart(flips[order]) * between
    if np.abs(apart).max() <= np.quantile([_largest(flips[row][order], between) for row in shuffled], 1 - _CHANCE):
        return None
    at, place = np.unravel_index(np.abs(apart).argmax(), apart.shape)
    above = bool(apart[at, place] < 0)  # few flips below
    value = float(sorted_[at, place : place + 2].mean())
    beyond = drawn[at] > value if above else drawn[at] < value
    inside, outside = flips[beyond], flips[~beyond]
    return Limit(paths[at], value, above, int(inside.sum()), len(inside), int(outside.sum()), len(outside))


def _apart(flips: np.ndarray) -> np.ndarray:
    """Share of flips less share of the rest among the lowest 1, 2, ... draws; shape (parameters, draws - 1)."""
    up, down = flips.cumsum(axis=1), (~flips).cumsum(axis=1)
    return (up / up[:, -1:] - down / down[:, -1:])[:, :-1]


def _largest(flips: np.ndarray, between: np.ndarray) -> float:
    return float((np.abs(_apart(flips)) * between).max())
