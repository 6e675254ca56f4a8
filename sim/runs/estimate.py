"""What a run takes, for the estimate that ``redline check`` gives: time, as this machine simulates, and disk."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sim.runs.blocks import WORLDS_PER_BUNDLE, Bundle, Task, simulate
from sim.runs.plan import Plan

#: Days of the short and the long trial; their difference leaves out what setting up a model costs.
SHORT, LONG = 5, 35
#: Worlds of the small trial, which tells what a day costs however few worlds a block has, and of the large one.
FEW, MANY = 50, 4000
#: How many times as long a day takes over a whole run as in its quiet first weeks, however few the worlds: rare acts
#: come later. Measured on the reference scenario; the part that grows with the worlds hardly changes.
LATER = 2.3
#: Seconds for what surrounds the worlds: tables and page, and starting worker processes.
AROUND, STARTING = 3.0, 1.5
#: About how many calls the search of a tipping boundary makes for each variant, one after the other.
STAGES = 6

#: Bytes of a page, and of a cell's daily table for each day.
PAGE, PER_DAY = 2_400_000, 900
#: Bytes of a block whatever it holds, of each world in it, of each world whose events are kept. Measured on the
#: reference scenario (730 days, about 220 events a world); the same world takes as much again in the tables.
PER_BLOCK, PER_WORLD, PER_EVENTFUL_WORLD = 350_000, 60, 3_000


@dataclass(frozen=True)
class Pace:
    """Seconds that a day of a block takes: ``per_day`` for any number of worlds, ``per_world`` more for each."""

    per_day: float
    per_world: float

    def run(self, plan: Plan, jobs: int) -> float:
        """About how long a run takes in all, with so many processes."""
        bundles = plan.bundles(jobs)
        work = self.seconds(bundles) / min(jobs, len(bundles)) + self.searching(plan) / jobs
        return work + AROUND + (STARTING if jobs > 1 else 0.0)

    def seconds(self, bundles: Iterable[Bundle]) -> float:
        """About how long some bundles of blocks take one after the other."""
        return sum(one.tasks[0].cell.days * (self.per_day + self.per_world * one.worlds) for one in bundles)

    def searching(self, plan: Plan) -> float:
        """About how long the search of a tipping boundary takes at most, in one process."""
        worlds = plan.searched
        if not worlds:
            return 0.0
        models = max(-(-worlds // WORLDS_PER_BUNDLE), STAGES * len(plan.references))
        return plan.cells[0].days * (self.per_day * models + self.per_world * worlds)


def measure(task: Task) -> Pace:
    """Runs a few days of a block like this one, with few and with many worlds."""
    _trial(task, FEW, SHORT)  # the first run pays for imports and caches
    few, many = (_per_day(task, worlds) for worlds in (FEW, MANY))
    per_world = max(many - few, 1e-9) / (MANY - FEW)
    return Pace(LATER * max(few - FEW * per_world, 0.0), per_world)


def _per_day(task: Task, worlds: int) -> float:
    return max(_trial(task, worlds, LONG) - _trial(task, worlds, SHORT), 1e-9) / (LONG - SHORT)


def _trial(task: Task, worlds: int, days: int) -> float:
    start = time.perf_counter()
    simulate(replace(task, cell=replace(task.cell, days=days), world=np.arange(worlds), events_below=0))
    return time.perf_counter() - start


def disk(plan: Plan) -> int:
    """About how many bytes a run leaves on disk: finished blocks, tables and the page."""
    total = PAGE
    for task in plan.tasks(plan.scenario.worlds):
        days = task.cell.days / 730
        if task.outcomes_only:
            total += 30 * len(task.world)
            continue
        eventful = int((task.world < task.events_below).sum())
        total += int(PER_BLOCK * days) + 2 * PER_WORLD * len(task.world) + int(2 * PER_EVENTFUL_WORLD * eventful * days)
    return total + sum(PER_DAY * cell.days for cell in plan.cells)
