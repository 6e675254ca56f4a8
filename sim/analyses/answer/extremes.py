"""Where in a sweep an outcome is rarest and commonest, and how many points could be that.

The rarest point of many is partly the luckiest one. A point stays in the running unless it is clearly apart from the
extreme one by a paired difference; the intervals are corrected for as many comparisons as there are other points
(Bonferroni). So chosen, the points in the running hold the true extreme in at least 95% of runs (subset selection,
Gupta 1965). That there is any difference at all is claimed only when the two extremes are apart after a correction for
all pairs of points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analyses.compare.comparison import codes
from sim.analyses.compare.paired import Difference, difference
from sim.engine.outcomes import Outcome
from sim.runs.results import Results
from sim.scenario import Cell
from sim.statistics.intervals import wilson
from sim.words import frequency
from sim.words.parameters import called, value_text

#: Chance of any false claim about a sweep.
_CHANCE = 0.05


@dataclass(frozen=True)
class End:
    """The rarest, or the commonest, point of a sweep.

    Attributes:
        cell: where the outcome has the smallest or the largest share; the first such point.
        share: the share there.
        low, high: its interval, corrected for the choice among all points.
        rivals: how many points, this one among them, are not clearly apart from it.
        least, most: smallest and largest share of those.
    """

    cell: Cell
    share: float
    low: float
    high: float
    rivals: int
    least: float
    most: float


@dataclass(frozen=True)
class Extremes:
    """Both ends of an outcome's shares over the points of a sweep.

    Attributes:
        rarest, commonest: the ends.
        points, worlds: how many points, and worlds at each.
        difference: from the rarest to the commonest, its interval corrected for all pairs of points.
    """

    rarest: End
    commonest: End
    points: int
    worlds: int
    difference: Difference


def extremes(results: Results, variant: str, outcome: str) -> Extremes:
    """Where among a variant's points, at least two, an outcome is rarest and commonest."""
    cells = results.cells_of(variant)
    code = results.crisis.outcomes.code(outcome)
    happened = np.array([codes(results, cell.index) == code for cell in cells])
    ends = int(happened.mean(axis=1).argmin()), int(happened.mean(axis=1).argmax())
    rarest, commonest = (_end(cells, happened, at) for at in ends)
    apart = difference(happened[ends[0]], happened[ends[1]], 1 - _CHANCE / math.comb(len(cells), 2))
    return Extremes(rarest, commonest, len(cells), happened.shape[1], apart)


def _end(cells: tuple[Cell, ...], happened: np.ndarray, at: int) -> End:
    count, worlds = len(cells), happened.shape[1]
    level = 1 - _CHANCE / (count - 1)
    near = [one for one in happened if not difference(happened[at], one, level).clear]
    shares = [float(one.mean()) for one in near]
    low, high = wilson(int(happened[at].sum()), worlds, 1 - _CHANCE / count)
    return End(cells[at], float(happened[at].mean()), low, high, len(near), min(shares), max(shares))


def sentence(found: Extremes, outcome: Outcome) -> str:
    """It in words: no winner is named among points that cannot be told apart."""
    if not found.difference.clear:
        shares = f"{frequency.number(found.rarest.share)} and {frequency.number(found.commonest.share)} in 100"
        return (
            f"At {frequency.worlds(found.worlds)} a point, the points where {outcome.noun} is rarest and commonest "
            f"are not clearly apart ({shares}, allowing for the choice among {found.points} points)."
        )
    rarest, commonest = (_said(end, found.points) for end in (found.rarest, found.commonest))
    return (
        f"{outcome.clause} least often {rarest} and most often {commonest}; "
        "what is apart, and the intervals, allow for the choice among the points."
    )


def _said(end: End, points: int) -> str:
    if end.rivals == 1:
        interval = f"95% interval {frequency.between(end.low, end.high)}"
        return f"at {point(end.cell)} ({frequency.number(end.share)} in 100 worlds, {interval})"
    shares = frequency.between(end.least, end.most)
    return f"at {end.rivals} of {points} points not clearly apart ({shares} in 100 worlds), such as {point(end.cell)}"


def point(cell: Cell) -> str:
    """Where a cell lies in the sweep, in a reader's words."""
    return ", ".join(f"{called(path, cell.crisis)} {value_text(value)}" for path, value in cell.coordinates)
