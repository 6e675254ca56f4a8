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
#: Worlds of the trial where they are lived compiled, each of which takes as long as any other.
COMPILED = 200
#: Seconds for what surrounds the worlds: tables and page.
AROUND = 3.0
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
        """About how long a run takes in all, with so many threads."""
        bundles = plan.bundles(jobs)
        work = self.seconds(bundles) / min(jobs, len(bundles)) + self.searching(plan) / jobs
        return work + AROUND

    def seconds(self, bundles: Iterable[Bundle]) -> float:
        """About how long some bundles of blocks take one after the other."""
        return sum(one.tasks[0].cell.days * (self.per_day + self.per_world * one.worlds) for one in bundles)

    def searching(self, plan: Plan) -> float:
        """About how long the search of a tipping boundary takes at most, in one thread."""
        worlds = plan.searched
        if not worlds:
            return 0.0
        models = max(-(-worlds // WORLDS_PER_BUNDLE), STAGES * len(plan.references))
        return plan.cells[0].days * (self.per_day * models + self.per_world * worlds)


def measure(task: Task) -> Pace:
    """Lives through a few worlds like a block's, and through some days of many where they are lived in NumPy."""
    _trial(task, FEW, task.cell.days)  # the first run pays for imports, caches and the making of a module
    seconds, why_numpy = _trial(task, COMPILED, task.cell.days)
    if not why_numpy:
        return Pace(0.0, seconds / (task.cell.days * COMPILED))
    few, many = (_per_day(task, worlds) for worlds in (FEW, MANY))
    per_world = max(many - few, 1e-9) / (MANY - FEW)
    return Pace(LATER * max(few - FEW * per_world, 0.0), per_world)


def _per_day(task: Task, worlds: int) -> float:
    return max(_trial(task, worlds, LONG)[0] - _trial(task, worlds, SHORT)[0], 1e-9) / (LONG - SHORT)


def _trial(task: Task, worlds: int, days: int) -> tuple[float, str]:
    """Seconds that some worlds take, and why they were lived in NumPy, if they were."""
    start = time.perf_counter()
    cell = replace(task.cell, days=days)
    piece = simulate(replace(task, cell=cell, world=np.arange(worlds), events_below=0))
    return time.perf_counter() - start, piece.why_numpy


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
