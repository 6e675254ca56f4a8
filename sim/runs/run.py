"""Runs a scenario: every cell in the same worlds, a design's points, the draws of the assumed parameters.

With ``until`` worlds are added until the widest headline interval is as narrow as was asked for. The interval's width
hardly depends on which way the shares fall, so looking now and then and stopping when it is narrow enough does not bend
the shares themselves. All cells get the same number of worlds, so that they stay paired.
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.runs import evaluate
from sim.runs.disk import folders, manifest
from sim.runs.disk.kept import Kept, folder_beside
from sim.runs.disk.saved import Saved, temporary_folder
from sim.runs.disk.tables import Tables
from sim.runs.plan import Plan
from sim.runs.results import Made
from sim.runs.work import Work
from sim.runs.workers.progress import Progress
from sim.scenario import Cell, Scenario
from sim.statistics.intervals import wilson, worlds_for

#: Worlds of the first round, and the step in which more are added.
FIRST, STEP = 1000, 1000


#: Searches the tipping line of a scenario, as :func:`sim.analyses.boundary.find.find`: the tables boundary and points.
Search = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]


def run(
    scenario: Scenario,
    *,
    made: type[Made],
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    agents: Mapping[str, type] | None = None,
    progress: Progress | None = None,
    out: str | Path | None = None,
    resume: bool = True,
    boundary: Search | None = None,
) -> Made:
    """Simulates a scenario and returns what was found.

    Args:
        scenario: what :func:`sim.load` returned.
        made: class of what is returned.
        worlds: worlds per cell, instead of the scenario's number.
        seed: seed of all luck, instead of the scenario's.
        jobs: threads; the results are the same for any number.
        scheduler: address of a Dask scheduler to work on instead, ``tcp://host:port``.
        agents: classes to use instead of built-in actors, ``{"iran": MyIran}``.
        progress: called after blocks that were simulated side by side with a :class:`~sim.runs.workers.progress.Tick`.
        out: folder that the results will be saved to: finished blocks are kept beside it.
        resume: whether blocks that an earlier run to ``out`` has finished are used; never with ``agents``, whose
            code nobody can know again.
        boundary: searches the tipping line where the scenario asks for one.

    Raises:
        ValueError: when the scenario asks for a tipping line and nobody can search it.
        WorkFailed: when a block fails; says which worlds of which cell, and why.
        CannotWrite: on a full disk or without permission; blocks finished before are kept.
    """
    changes = {key: value for key, value in {"worlds": worlds, "seed": seed}.items() if value is not None}
    scenario = scenario.replace(**changes) if changes else scenario
    if scenario.sweep.boundary is not None and boundary is None:
        raise ValueError("this scenario asks for a tipping line; give boundary=, or use sim.run")
    target = None if out is None else Path(out)
    if target is not None:
        folders.check(target)
    plan = Plan.of(scenario, agents)
    started, clock = datetime.now(UTC), time.perf_counter()
    with _keeping(target, resume and not agents and scenario.crisis.built_in) as kept:
        work = Work(kept, jobs, scheduler, progress, scenario.headline)
        precision = _enough(plan, work)
        saved = Saved(
            temporary_folder(target), [cell.variant for cell in plan.references], scenario.crisis, temporary=True
        )
        tables = Tables(saved.folder, plan, work, precision.worlds if precision else scenario.worlds)
        where = target or saved.folder
        with folders.explained(where):
            tables.write()
        if boundary is not None and scenario.sweep.boundary is not None:
            found = _searched(boundary, tables)
            with folders.explained(where):
                tables.add_boundary(*found)
        kept.tidy()
    facts = manifest.describe(
        scenario,
        digest=tables.digest.hexdigest(),
        started=started,
        seconds=time.perf_counter() - clock,
        jobs=jobs,
        agents=agents,
        scheduler=scheduler,
        folder=saved.folder,
    )
    facts |= {"worlds": tables.worlds, "cells_digest": tables.cells_digest, "branches": tables.branches.found()}
    facts["references"] = [cell.index for cell in plan.references]
    facts["engine"] = {"compiled": work.engines.pop("", 0), "numpy": dict(work.engines)}
    facts["blocks"] = {"kept": work.reused, "all": work.blocks, "damaged": len(kept.damaged)}
    if precision is not None:
        facts["until"] = {"wanted": precision.wanted, "reached": precision.reached, "rounds": precision.rounds}
    claims = scenario.crisis.claims_with_uses(plan.catalogue)
    return made(scenario=scenario, tables=saved, manifest=facts, catalogue=plan.catalogue, claims=claims, agents=agents)


@contextmanager
def _keeping(target: Path | None, reuse: bool) -> Iterator[Kept]:
    """Where blocks are kept: for good beside the results, or for this run only.

    The code of a user's own agents, or crisis, may reach into modules that we cannot see, so their blocks are never
    used again.
    """
    if target is not None and reuse:
        with Kept(folder_beside(target)) as kept:
            yield kept
        return
    # Beside the target rather than where temporary files go, which often is memory and cannot hold a large run.
    temporary = temporary_folder(target)
    try:
        yield Kept(temporary, lasting=False)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _enough(plan: Plan, work: Work) -> Precision | None:
    """Simulates all blocks; with ``until``, as many worlds as it takes."""
    scenario = plan.scenario
    wanted = scenario.until
    if wanted is None:
        work.do(plan.tasks(scenario.worlds, work.kept))
        return None
    size, rounds, code = first_size(scenario.worlds), 1, scenario.crisis.outcomes.code(scenario.headline)
    while True:
        work.do([task for cell in plan.cells for task in plan.cell_tasks(cell, size, work.kept)])
        counts = [int(work.counts[cell.index][code]) for cell in plan.cells]
        larger = next_size(counts, size, wanted, scenario.worlds)
        if larger == size:
            break
        size, rounds = larger, rounds + 1
    work.do([task for task in plan.tasks(size, work.kept) if task.kind != "cell"])
    return Precision(wanted, widest(counts, size), rounds, size)


def _searched(boundary: Search, tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Searches the tipping line, and adds what was simulated to the digest."""
    plan, work = tables.plan, tables.work

    def outcomes(cell: Cell, values: Mapping[str, np.ndarray], world: np.ndarray, **options: Any) -> np.ndarray:
        codes = evaluate.outcomes(cell, values, world, kept=work.kept, **options)
        tables.digest.add(cell.index, world, codes, np.zeros(len(world), int))
        return codes

    return boundary(
        plan.scenario,
        jobs=work.jobs,
        scheduler=work.scheduler,
        agents=plan.agents,
        progress=work.searched,
        outcomes=outcomes,
    )


# -- how many worlds are enough ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Precision:
    """How narrow the headline's intervals were asked to be, and how narrow they are.

    Attributes:
        wanted: half width of the widest 95% interval that is good enough.
        reached: half width of the widest one.
        rounds: how often worlds were added, the first round included.
        worlds: worlds per cell that it took.
    """

    wanted: float
    reached: float
    rounds: int
    worlds: int


def widest(counts: Iterable[int], worlds: int) -> float:
    """Half width of the widest of some shares' 95% intervals.

    Args:
        counts: worlds with the headline outcome, one per cell.
        worlds: worlds per cell.
    """
    low, high = wilson(np.array(list(counts)), worlds)
    return float(np.max(np.asarray(high) - np.asarray(low))) / 2


def first_size(most: int) -> int:
    """Worlds per cell of the first round."""
    return min(FIRST, most)


def next_size(counts: Iterable[int], worlds: int, wanted: float, most: int) -> int:
    """Worlds per cell of the next round; the same number when these are enough or no more are allowed.

    Args:
        counts: worlds with the headline outcome so far, one per cell.
        worlds: worlds per cell so far.
        wanted: half width wanted.
        most: worlds per cell allowed.
    """
    counts = list(counts)
    if worlds >= most or widest(counts, worlds) <= wanted:
        return worlds
    nearest = min(counts, key=lambda count: abs(count / worlds - 0.5)) / worlds
    needed = worlds_for(wanted, nearest)
    return min(max(math.ceil(needed / STEP) * STEP, worlds + STEP), most)
