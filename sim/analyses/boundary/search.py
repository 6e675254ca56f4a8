"""Finds where the share of an outcome crosses a level along each of several rows, spending worlds where they tell most.

A coarse scan finds the stretches in which the share crosses the level. From then on worlds go to the current estimate
of the crossing, slightly spread, in stages that grow (Wu 1985, "Efficient sequential designs with binary data", JASA
80): near the crossing a world tells most about it. Each stage is one call for all rows.

Luck: worlds of a row are all different, and so are those of two rows of one line, which therefore may support one
another (:func:`sim.analyses.boundary.rows.support`). Rows at the same place on different lines live in the same
worlds, so that lines of variants can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analyses.boundary.fit import undecided
from sim.analyses.boundary.rows import Plan, Row, around, half, support

#: Codes of how each world ended, shape (n,), from its row, x and world number, each of shape (n,).
Evaluate = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

#: Most stages.
STAGES = 8


@dataclass(frozen=True)
class Rows:
    """The rows that are searched side by side.

    Attributes:
        line: line that each row belongs to, shape (rows,).
        place: where it lies along the line, shape (rows,); NaN for rows that stand alone.
    """

    line: np.ndarray
    place: np.ndarray

    @classmethod
    def alone(cls, rows: int) -> Rows:
        """Rows that have nothing to do with one another but their luck, which is common."""
        return cls(np.arange(rows), np.full(rows, math.nan))

    @property
    def luck(self) -> np.ndarray:
        """Rows with the same number live in the same worlds, shape (rows,)."""
        places = np.unique(self.place[~np.isnan(self.place)])
        return np.where(np.isnan(self.place), 0, np.searchsorted(places, self.place))


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        lines: one row per crossing, or per row without one: row, crossing (from 0), x, low, high, own_x, own_low,
            own_high (from the row alone), rising, status, worlds (of the row). Status is ``found``; ``budget`` where
            the worlds ran out first; ``above`` or ``below`` where the share never crosses the level; ``unclear`` where
            it cannot be told whether it does, with ``low`` and ``high`` around the points in doubt.
        points: one row per point: row, stage, x, worlds, and a column per outcome code with its worlds.
        stages: calls of the evaluation.
    """

    lines: pd.DataFrame
    points: pd.DataFrame
    stages: int


def search(
    rows: Rows | int,
    ends: tuple[float, float],
    at: float,
    within: float,
    budget: int,
    evaluate: Evaluate,
    outcome: int,
    *,
    codes: int,
    whole: bool = False,
) -> Found:
    """Finds where the share of an outcome is ``at``, row by row.

    Args:
        rows: the rows, or their number when they stand alone.
        ends: lowest and highest x.
        at: the share looked for, above 0 and below 1.
        within: half width of the 95% band that is good enough.
        budget: most worlds per row.
        evaluate: simulates worlds.
        outcome: code of the outcome.
        codes: number of outcome codes.
        whole: x takes whole numbers only; the crossing is then told between two of them.

    Returns:
        The crossings and all points; the same for the same arguments.
    """
    ranks = Rows.alone(rows) if isinstance(rows, int) else rows
    plan = Plan(ends, at, within, budget, outcome, whole, codes)
    searched = [Row(number, plan) for number in range(len(ranks.line))]
    stage = 0
    while stage < STAGES:
        wanted = [row.next_points(stage) for row in searched]
        if not any(len(x) for x, _ in wanted):
            break
        _spend(searched, wanted, ranks.luck, stage, evaluate)
        for row in searched:
            row.judge()
        support(searched, ranks.line, ranks.place)
        stage += 1
    return Found(_lines(searched), _points(searched, codes), stage)


def _spend(
    searched: list[Row],
    wanted: list[tuple[np.ndarray, np.ndarray]],
    luck: np.ndarray,
    stage: int,
    evaluate: Evaluate,
) -> None:
    """Simulates one stage of all rows. A row's worlds are numbered on, so that they do not hang on other rows."""
    sizes = [int(worlds.sum()) for _, worlds in wanted]
    row = np.repeat(np.arange(len(searched)), sizes)
    x = np.concatenate([np.repeat(one, worlds) for one, worlds in wanted])
    firsts = (int(luck[one.number]) * one.plan.budget + one.spent for one in searched)
    world = np.concatenate([first + np.arange(size) for first, size in zip(firsts, sizes, strict=True)])
    codes = evaluate(row, x, world)
    start = 0
    for one, (points, worlds) in zip(searched, wanted, strict=True):
        for at, n in zip(points, worlds, strict=True):
            one.add(stage, at, codes[start : start + n])
            start += int(n)


def _lines(searched: list[Row]) -> pd.DataFrame:
    columns = ["row", "crossing", "x", "low", "high", "own_x", "own_low", "own_high", "rising", "status", "worlds"]
    return pd.DataFrame([line for row in searched for line in _lines_of(row)], columns=columns)


def _lines_of(row: Row) -> list[tuple[object, ...]]:
    if row.brackets:
        return [
            (row.number, at, *band, one.x, one.low, one.high, one.bracket.rising, status, row.spent)
            for at, (one, band) in enumerate(zip(row.own, row.bands, strict=True))
            for status in ("found" if half(band) <= row.plan.within else "budget",)
        ]
    nan, status = math.nan, row.status()
    low = high = nan
    if status == "unclear":
        low, high = around(row.tally().x, undecided(row.tally(), row.plan.at))
    return [(row.number, 0, nan, low, high, nan, nan, nan, False, status, row.spent)]


def _points(searched: list[Row], codes: int) -> pd.DataFrame:
    rows = [
        (row.number, stage, x, int(counts.sum()), *counts.tolist())
        for row in searched
        for stage, x, counts in zip(row.stage, row.x, row.counts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["row", "stage", "x", "worlds", *range(codes)])
