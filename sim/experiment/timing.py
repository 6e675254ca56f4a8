"""How fast this machine simulates, measured in a moment, for the estimate that ``redline check`` gives."""

from __future__ import annotations

import time
from dataclasses import replace

from sim.experiment.blocks import Task, simulate

#: Days of the short and the long trial; their difference leaves out what setting up a model costs.
SHORT, LONG = 5, 45


def seconds_per_world_day(task: Task) -> float:
    """Seconds that one day of one world takes in a block of this size, without set-up."""
    _trial(task, SHORT)  # the first run pays for imports and caches
    short, long = _trial(task, SHORT), _trial(task, LONG)
    return max(long - short, 1e-9) / ((LONG - SHORT) * len(task.world))


def _trial(task: Task, days: int) -> float:
    start = time.perf_counter()
    simulate(replace(task, cell=replace(task.cell, days=days), events_below=0, examples_below=0))
    return time.perf_counter() - start
