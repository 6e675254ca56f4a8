"""A run's own worlds as rows for scenario discovery, where it sampled something."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.analyses.answer.ignorance import SPREAD
from sim.analyses.drivers.factors import drawn_in
from sim.analyses.drivers.prim import Rows
from sim.runs.results import Results
from sim.scenario import Cell


def rows(results: Results, cell: Cell, outcome: str, *, chosen: bool) -> Rows | None:
    """The run's points, or its worlds where each draws values of its own; None where it sampled nothing.

    Args:
        results: the run.
        cell: the variant's own settings.
        outcome: key of an outcome.
        chosen: whether other factors than the run's were asked for, which its worlds know nothing of.
    """
    if chosen:
        return None
    if results.scenario.sweep.design in SPREAD:
        return _of_points(results, cell.variant, outcome)
    if not results.axes and drawn_in(cell):
        return _of_worlds(results, cell, outcome)
    return None


def _of_points(results: Results, variant: str, outcome: str) -> Rows:
    points = results.points[results.points["variant"] == variant]
    axes = [axis.path for axis in results.scenario.sweep.axes]
    worlds = points["worlds"].to_numpy(int)
    shared = int(worlds.max()) if len(worlds) else 0
    return Rows({path: _column(points[path]) for path in axes}, points[outcome].to_numpy(int), worlds, shared)


def _of_worlds(results: Results, cell: Cell, outcome: str) -> Rows:
    paths = list(drawn_in(cell))
    table = results.worlds_of(cell.index, ["outcome", *paths])
    came = (table["outcome"].cat.codes.to_numpy() == results.crisis.outcomes.code(outcome)).astype(int)
    return Rows({path: _column(table[path]) for path in paths}, came, np.ones(len(table), int))


def _column(values: Any) -> np.ndarray:
    """Numbers as floats, words as objects."""
    found = np.asarray(values)
    return found.astype(float) if np.issubdtype(found.dtype, np.number) else found.astype(object)
