"""Neighbouring rows of a line support one another where their crossings are alike."""

from __future__ import annotations

import math

import numpy as np

from sim.analyses.boundary.fit import Z
from sim.analyses.boundary.rows import LATTICE, Row
from sim.analyses.boundary.smooth import FEWEST, smooth


def support(searched: list[Row], line: np.ndarray, place: np.ndarray) -> None:
    """Lets neighbouring rows of a line, as long as they have the same crossings, support one another.

    Args:
        searched: all rows, in the order of their numbers; their bands are replaced.
        line: line that each row belongs to, shape (rows,).
        place: where it lies along the line, shape (rows,); NaN for rows that stand alone.
    """
    for one in dict.fromkeys(line.tolist()):
        mine = [at for at in np.flatnonzero(line == one) if not math.isnan(place[at])]
        for run in _runs([searched[at] for at in sorted(mine, key=lambda at: place[at])]):
            if len(run) >= FEWEST:
                for number in range(len(run[0].own)):
                    _smooth(run, place[[row.number for row in run]], number)


def _runs(rows: list[Row]) -> list[list[Row]]:
    """Stretches of neighbouring rows whose crossings are alike in number and direction."""
    runs: list[list[Row]] = []
    before: tuple[bool, ...] = ()
    for row in rows:
        kind = tuple(one.rising for one in row.brackets)
        if runs and kind == before:
            runs[-1].append(row)
        else:
            runs.append([row])
        before = kind
    return [run for run in runs if run[0].brackets]


def _smooth(run: list[Row], place: np.ndarray, number: int) -> None:
    own = [row.own[number] for row in run]
    low, high = run[0].plan.ends
    x = np.array([one.x for one in own])
    error = np.maximum([one.half / Z for one in own], (high - low) * LATTICE)
    mean, deviation = smooth(place, x, error)
    for row, one, m, s in zip(run, own, mean, deviation, strict=True):
        low, high = one.bracket.low, one.bracket.high
        m = min(max(float(m), low), high)
        row.bands[number] = (m, max(m - Z * float(s), low), min(m + Z * float(s), high))
