"""The points of a sampled design in two runs: how an outcome's share changes over all of them, and where most.

Every point lives through the same worlds, and a run keeps the counts of each point, not its single worlds. How much the
mean change owes to the luck of these worlds can therefore not be told. What can be told is how far it depends on which
points were drawn: Student's interval of the mean of the points' changes, which for points that fill the space evenly
is wider than need be (McKay, Beckman and Conover 1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.outcomes import Outcome, Outcomes
from sim.runs.results import Results
from sim.words.columns import in_columns
from sim.words.frequency import points as in_points
from sim.words.parameters import value_text

#: Fewer points than this get no interval; points that are named, the ones that change most.
ENOUGH, _NAMED = 10, 3
_HEAD = ("mean over points", "before", "after", "points", "95% interval", "up", "down")


@dataclass(frozen=True)
class MeanChange:
    """How an outcome's share changes on average over the points.

    Attributes:
        before, after: mean shares.
        difference: ``after - before``.
        low, high: 95% interval over points drawn anew in the same worlds; None with too few points, or when none moves.
        up, down: points at which the share rises, and falls.
    """

    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    up: int
    down: int


@dataclass(frozen=True)
class PointsCompared:
    """The points that two runs of a sampled design have in common, of one variant.

    Attributes:
        before, after: titles of the two settings.
        variant: name of the second one's variant.
        worlds: worlds per point in the first and in the second run.
        axes: paths of the axes.
        rows: one row per common point: axes, and shares as ``(outcome, "before")`` and ``(outcome, "after")``.
        only: points that only the first, and only the second run has.
        changes: by outcome, see :class:`MeanChange`.
    """

    before: str
    after: str
    variant: str
    worlds: tuple[int, int]
    axes: tuple[str, ...]
    rows: pd.DataFrame
    only: tuple[int, int]
    changes: Mapping[str, MeanChange]

    @property
    def differing(self) -> int:
        """Common points at which some outcome's share differs."""
        moved = [self.rows[outcome, "before"] != self.rows[outcome, "after"] for outcome in self.changes]
        return int(np.logical_or.reduce(moved).sum())

    def text(self, outcomes: Outcomes, outcome: str, title: Callable[[str], str]) -> str:
        """The mean changes of all outcomes, and the points that change most in one of them."""
        one, other = self.worlds
        size = f"each in the same {one:,} worlds" if one == other else f"in {one:,} and in {other:,} worlds each"
        name = self.before if self.before == self.after else f"{self.before} -> {self.after}"
        lines = [f"{name}, the {len(self.rows):,} points of the design that both runs have, {size}"]
        if any(self.only):
            lines.append(f"Not compared: points that only one run has ({self.only[0]:,} and {self.only[1]:,}).")
        if not self.differing:
            return "\n".join([*lines, f"All {len(self.rows):,} points have the same counts of outcomes as before."])
        rows = [_row(outcomes[key].title, one) for key, one in self.changes.items()]
        lines += [in_columns([_HEAD, *rows]), self._interval()]
        return "\n".join([*lines, *self._most(outcomes[outcome], title)])

    def _interval(self) -> str:
        if len(self.rows) < ENOUGH:
            return f"{len(self.rows)} points are too few for an interval."
        return (
            "The interval tells how far the mean could move had other points been drawn, in the same worlds; the luck "
            "of these worlds is not in it. up and down: points at which the share rises and falls."
        )

    def _most(self, outcome: Outcome, title: Callable[[str], str]) -> list[str]:
        moved = (self.rows[outcome.key, "after"] - self.rows[outcome.key, "before"]).abs()
        first = moved[moved > 0].sort_values(ascending=False, kind="stable").index[:_NAMED]
        said = [
            f"  {', '.join(f'{title(path)} {value_text(round(float(row[path]), 3))}' for path in self.axes)}: "
            f"{row[outcome.key, 'before']:.0%} -> {row[outcome.key, 'after']:.0%}"
            for row in self.rows.loc[first].to_dict("records")
        ]
        return [f"The share of {outcome.bare} changes most at:", *said] if said else []

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON."""
        told = [
            {
                "at": {path: row[path] for path in self.axes},
                "outcomes": {key: {side: row[key, side] for side in ("before", "after")} for key in self.changes},
            }
            for row in self.rows.to_dict("records")
        ]
        return {
            "before": self.before,
            "after": self.after,
            "variant": self.variant,
            "worlds": list(self.worlds),
            "only": list(self.only),
            "mean": {key: asdict(one) for key, one in self.changes.items()},
            "points": told,
        }


def _row(title: str, one: MeanChange) -> tuple[str, ...]:
    interval = "-" if one.low is None or one.high is None else f"{in_points(one.low)} to {in_points(one.high)}"
    shares = (f"{one.before:.1%}", f"{one.after:.1%}")
    return title, *shares, in_points(one.difference), interval, f"{one.up:,}", f"{one.down:,}"


def compared(before: Results, first: str, after: Results, second: str) -> PointsCompared | None:
    """Compares the points of one variant with those of another run's, where both have the same axes.

    Args:
        before, after: two runs of a Latin hypercube or a Sobol' sequence.
        first, second: names of the variants.

    Returns:
        None when they have no point in common.
    """
    outcomes = before.crisis.outcomes
    one, other = (_of(results, name) for results, name in ((before, first), (after, second)))
    axes = [name for name in one.columns if name not in {"variant", "point", "worlds", *outcomes}]
    if one.empty or other.empty or set(axes) - set(other.columns) or len(one.columns) != len(other.columns):
        return None
    both = one.merge(other, on=axes, suffixes=(" before", " after"))
    if both.empty:
        return None
    rows: dict[Any, Any] = {path: both[path] for path in axes}
    for outcome in outcomes:
        for side in ("before", "after"):
            rows[outcome, side] = both[f"{outcome} {side}"] / both[f"worlds {side}"]
    found = pd.DataFrame(
        {key: np.asarray(column) for key, column in rows.items()}, columns=pd.Index(list(rows), tupleize_cols=False)
    )
    return PointsCompared(
        before=before.title_of(first),
        after=after.title_of(second),
        variant=second,
        worlds=(int(both["worlds before"].iloc[0]), int(both["worlds after"].iloc[0])),
        axes=tuple(axes),
        rows=found,
        only=(len(one) - len(both), len(other) - len(both)),
        changes={key: _mean(found[key, "before"].to_numpy(), found[key, "after"].to_numpy()) for key in outcomes},
    )


def _of(results: Results, variant: str) -> pd.DataFrame:
    return results.points[results.points["variant"] == variant]


def _mean(before: np.ndarray, after: np.ndarray) -> MeanChange:
    moved = after - before
    # Where no point moves, nothing tells how much others would.
    low, high = _interval(moved) if len(moved) >= ENOUGH and moved.any() else (None, None)
    up, down = int((moved > 0).sum()), int((moved < 0).sum())
    return MeanChange(float(before.mean()), float(after.mean()), float(moved.mean()), low, high, up, down)


def _interval(moved: np.ndarray) -> tuple[float, float]:
    from scipy.stats import t  # slow to import

    half = float(t.ppf(0.975, len(moved) - 1)) * float(moved.std(ddof=1)) / math.sqrt(len(moved))
    return float(moved.mean()) - half, float(moved.mean()) + half
