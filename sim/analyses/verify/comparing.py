"""Two runs of one scenario, cell by cell in the same worlds: which shares differ by more than luck?

Where each world is known in both, only the worlds that end otherwise carry information: if rounding alone moved them,
as many gain an outcome as lose it (McNemar's test, exact). Where only counts are known, as for the points of a sampled
design, the counts are compared by Fisher's exact test, which ignores that both lived through the same luck and is
therefore the more lenient. All p-values of a run are corrected together by Holm's method (1979): the chance of calling
any of them different, when none is, is at most :data:`LEVEL`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.compare.paired import difference
from sim.engine.outcomes import Outcomes
from sim.runs.results import Results
from sim.words.prose import many

#: Chance, over all comparisons of a run together, of calling shares different that differ by luck alone.
LEVEL = 0.01


@dataclass(frozen=True)
class Share:
    """An outcome's share in one cell, point or draw, in the saved run and in this one.

    Attributes:
        where: the cell in words.
        outcome: key of an outcome.
        before, after: the shares, 0 to 1.
        p: chance of a difference as large by luck alone; corrected for all comparisons by :func:`corrected`.
        flips: worlds that gained and that lost the outcome; None where worlds are not known one by one.
    """

    where: str
    outcome: str
    before: float
    after: float
    p: float
    flips: tuple[int, int] | None = None

    @property
    def clear(self) -> bool:
        """Whether luck does not explain the difference, once corrected."""
        return self.p < LEVEL


@dataclass(frozen=True)
class Cell:
    """A cell's worlds in both runs, in the order of their numbers.

    Attributes:
        outcomes: what a world can come to.
        where: the cell in words.
        before, after: outcome codes, shape (worlds,).
        moved: worlds with another outcome, or the same one on another day.
    """

    outcomes: Outcomes
    where: str
    before: np.ndarray
    after: np.ndarray
    moved: int

    def shares(self) -> list[Share]:
        """All outcomes, uncorrected."""
        found = []
        for code, outcome in enumerate(self.outcomes):
            one = difference(self.before == code, self.after == code)
            p = paired_p(one.gained, one.lost)
            found.append(Share(self.where, outcome, one.before, one.after, p, (one.gained, one.lost)))
        return found

    def unseen(self, comparisons: int) -> float:
        """Largest difference of a share that would still fit, at the level that all comparisons share, 0 to 1."""
        level = 1 - LEVEL / max(comparisons, 1)
        ends = [difference(self.before == code, self.after == code, level) for code in range(len(self.outcomes))]
        return max(max(-one.low, one.high) for one in ends)


def compare_cells(saved: Results, again: Results, worlds: int) -> Iterator[Cell]:
    """The ordinary cells of both runs, the first ``worlds`` worlds of each."""
    columns = ["world", "outcome", "day"]
    for cell in saved.design:
        one, other = (_first(results.worlds_of(cell.index, columns), worlds) for results in (saved, again))
        before, after = (rows["outcome"].cat.codes.to_numpy() for rows in (one, other))
        moved = (before != after) | (one["day"].to_numpy() != other["day"].to_numpy())
        yield Cell(saved.crisis.outcomes, _where(cell.variant, cell.coordinates), before, after, int(moved.sum()))


def _first(rows: pd.DataFrame, worlds: int) -> pd.DataFrame:
    return rows[rows["world"] < worlds].sort_values("world", kind="stable")


def _where(variant: str, coordinates: Iterable[tuple[str, Any]]) -> str:
    return ", ".join([variant, *(f"{path}={_plain(value)}" for path, value in coordinates)])


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def compare_points(outcomes: Outcomes, saved: pd.DataFrame, again: pd.DataFrame) -> tuple[list[Share], int]:
    """Points of a sampled design or of a boundary search, by their counts.

    Returns:
        Shares of all outcomes of all points that are in both runs, and how many points are in one only: a search for
        a boundary goes elsewhere once a world has ended otherwise.
    """
    axes = [name for name in saved.columns if name not in {"variant", "point", "worlds", *outcomes}]
    keys = ["variant", *axes]
    return _counted(outcomes, saved, again, keys, lambda row: _where(row[0], zip(axes, row[1:], strict=True)))


def compare_draws(outcomes: Outcomes, saved: pd.DataFrame, again: pd.DataFrame) -> tuple[list[Share], int]:
    """Draws of the assumed parameters, by their counts; see :func:`compare_points`."""
    one, other = (_counts_of(outcomes, frame) for frame in (saved, again))
    keys = ["variant", "draw"]
    return _counted(outcomes, one, other, keys, lambda row: f"{row[0]}, draw {row[1]} of the assumptions")


def _counts_of(outcomes: Outcomes, frame: pd.DataFrame) -> pd.DataFrame:
    if frame.empty:
        return frame
    return frame.assign(**{name: np.rint(frame[name] * frame["worlds"]).astype(int) for name in outcomes})


def compare_twins(outcomes: Outcomes, saved: pd.DataFrame, again: pd.DataFrame) -> list[Cell]:
    """Twins, the worlds with the same drawn values and other luck, variant by variant in the order of their numbers."""
    if saved.empty or again.empty:
        return []
    both = _twinned(saved, again)
    return [
        Cell(
            outcomes,
            f"{variant}, twins",
            *_codes(outcomes, rows),
            moved=int((rows["outcome"] != rows["outcome again"]).sum()),
        )
        for variant, rows in both.groupby("variant", sort=False)
    ]


def _twinned(saved: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    one, other = (frame.astype({"variant": str, "outcome": str}) for frame in (saved, again))
    return one.merge(other, on=["variant", "world"], suffixes=("", " again"))


def _codes(outcomes: Outcomes, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    before, after = (rows[name].map(outcomes.code).to_numpy() for name in ("outcome", "outcome again"))
    return before, after


@dataclass(frozen=True)
class Beside:
    """Something beside the ordinary cells that was run again.

    Attributes:
        what: what and how much: ``"60 points x 50 worlds"``.
        same: whether it came out the same to the last world that its table tells of.
    """

    what: str
    same: bool


def beside(saved: Results, again: Results) -> tuple[Beside, ...]:
    """What a run has besides its ordinary cells: points or a tipping line, twins, draws of the assumptions."""
    found = []
    if len(saved.points):
        found.append(Beside(_points_in_words(saved), _alike(saved.points, again.points)))
    if len(saved.boundary):
        rows = f"{many(len(saved.boundary), 'row')} of the tipping line"
        found.append(Beside(rows, _alike(saved.boundary, again.boundary)))
    if len(saved.twins):
        found.append(Beside(many(len(saved.twins), "twin"), _alike(saved.twins, again.twins)))
    if len(saved.assumptions):
        worlds = f"{int(saved.assumptions['worlds'].sum()):,} worlds of the assumptions"
        found.append(Beside(worlds, _alike(saved.assumptions, again.assumptions)))
    return tuple(found)


def _points_in_words(saved: Results) -> str:
    worlds = saved.points["worlds"]
    points = many(len(worlds), "point")
    if worlds.nunique() == 1 and saved.boundary.empty:
        return f"{points} x {worlds.iloc[0]:,} worlds"
    return f"{points} of the search, {int(worlds.sum()):,} worlds"


def _alike(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two tables hold the same; the last digits of a number may be rounded otherwise."""
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return False
    return all(_same(one[name], other[name]) for name in one.columns)


def _same(one: pd.Series, other: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(one) and pd.api.types.is_numeric_dtype(other):
        return bool(np.allclose(one.to_numpy(float), other.to_numpy(float), rtol=1e-9, atol=0, equal_nan=True))
    return bool((one.astype(str).to_numpy() == other.astype(str).to_numpy()).all())


def _counted(
    outcomes: Outcomes,
    saved: pd.DataFrame,
    again: pd.DataFrame,
    keys: list[str],
    where: Callable[[tuple[Any, ...]], str],
) -> tuple[list[Share], int]:
    if saved.empty and again.empty:
        return [], 0
    one, other = (_by_place(frame, keys, outcomes) for frame in (saved, again))
    both = one.merge(other, on=keys, suffixes=("", " again"))
    n, m = both["worlds"].to_numpy(), both["worlds again"].to_numpy()
    labels = [where(row) for row in both[keys].itertuples(index=False, name=None)]
    found = []
    for outcome in outcomes:
        k, q = both[outcome].to_numpy(), both[f"{outcome} again"].to_numpy()
        rows = zip(labels, k / n, q / m, counted_p(k, n, q, m), strict=True)
        found += [Share(label, outcome, float(a), float(b), float(p)) for label, a, b, p in rows]
    return found, len(one) + len(other) - 2 * len(both)


def _by_place(frame: pd.DataFrame, keys: list[str], outcomes: Outcomes) -> pd.DataFrame:
    """Counts by place: a search for a boundary comes back to some points with further worlds."""
    counts = frame.astype({"variant": str})[[*keys, "worlds", *outcomes]]
    return counts.groupby(keys, sort=False, as_index=False).sum()


def paired_p(gained: int, lost: int) -> float:
    """McNemar's exact test: how surely do more worlds flip one way than the other?"""
    from scipy.stats import binom  # slow to import

    if gained == lost:
        return 1.0
    return min(1.0, 2 * float(binom.cdf(min(gained, lost), gained + lost, 0.5)))


def counted_p(k: np.ndarray, n: np.ndarray, q: np.ndarray, m: np.ndarray) -> np.ndarray:
    """Fisher's exact test of ``k`` among ``n`` against ``q`` among ``m``, twice the smaller tail, shape of ``k``."""
    from scipy.stats import hypergeom  # slow to import

    found = np.ones(len(k))
    unlike = k / n != q / m
    k, n, q, m = (one[unlike] for one in (k, n, q, m))
    lower, upper = hypergeom.cdf(k, n + m, k + q, n), hypergeom.sf(k - 1, n + m, k + q, n)
    found[unlike] = np.minimum(1.0, 2 * np.minimum(lower, upper))
    return found


def corrected(shares: list[Share]) -> list[Share]:
    """The shares with p-values corrected for all of them together (Holm 1979), in their order."""
    p = np.array([share.p for share in shares])
    order = np.argsort(p, kind="stable")
    raised = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    adjusted = np.empty(len(p))
    adjusted[order] = raised
    return [replace(share, p=float(value)) for share, value in zip(shares, adjusted, strict=True)]
