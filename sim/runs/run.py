"""Runs a scenario: every cell in the same worlds, a design's points, the draws of the assumed parameters."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analyses.boundary import find as boundary
from sim.crisis.outcomes import OUTCOMES
from sim.engine.parameters import Catalogue
from sim.runs import evaluate, folders, manifest
from sim.runs.kept import Kept, folder_beside
from sim.runs.plan import Plan
from sim.runs.results import Results
from sim.runs.saved import Saved, passing_folder
from sim.runs.tables import Tables
from sim.runs.until import Precision, first_size, next_size, widest
from sim.runs.work import Work
from sim.runs.workers.progress import Progress


def run(
    scenario: Any,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    agents: Mapping[str, type] | None = None,
    progress: Progress | None = None,
    out: str | Path | None = None,
    resume: bool = True,
) -> Results:
    """Simulates a scenario and returns what was found.

    Args:
        scenario: a :class:`sim.scenario.Scenario`, as :func:`sim.load` returns it.
        worlds: worlds per cell, instead of the scenario's number.
        seed: seed of all luck, instead of the scenario's.
        jobs: worker processes; the results are the same for any number.
        scheduler: address of a Dask scheduler to work on instead, ``tcp://host:port``.
        agents: classes to use instead of built-in actors, ``{"iran": MyIran}``.
        progress: called after blocks that were simulated side by side with a :class:`~sim.runs.workers.progress.Tick`.
        out: folder to write report and tables to; nothing is written without it.
        resume: whether blocks that an earlier run to ``out`` has finished are used; never with ``agents``, whose
            code nobody can know again.

    Raises:
        WorkFailed: when a block fails; says which worlds of which cell, and why.
        CannotWrite: on a full disk or without permission; blocks finished before are kept.
    """
    changes = {key: value for key, value in {"worlds": worlds, "seed": seed}.items() if value is not None}
    scenario = scenario.replace(**changes) if changes else scenario
    target = None if out is None else Path(out)
    if target is not None:
        folders.check(target)
    plan = Plan.of(scenario, agents)
    started, clock = datetime.now(UTC), time.perf_counter()
    with _keeping(target, resume and not agents) as kept:
        work = Work(kept, jobs, scheduler, progress)
        precision = _enough(plan, work)
        saved = Saved(passing_folder(target), [cell.variant for cell in plan.firsts], passing=True)
        tables = Tables(saved.folder, plan, work, precision.worlds if precision else scenario.worlds)
        where = target or saved.folder
        with folders.explained(where):
            tables.write()
        found = _boundary(tables)
        with folders.explained(where):
            for name, frame in found.items():
                tables.add(name, frame)
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
    facts["blocks"] = {"kept": work.reused, "all": work.blocks, "damaged": len(kept.damaged)}
    if precision is not None:
        facts["until"] = {"wanted": precision.wanted, "reached": precision.reached, "rounds": precision.rounds}
    results = Results(
        scenario=scenario,
        tables=saved,
        manifest=facts,
        catalogue=plan.catalogue,
        claims=claims_in(plan.catalogue),
    )
    if target is not None:
        results.save(target)
    return results


@contextmanager
def _keeping(target: Path | None, reuse: bool) -> Iterator[Kept]:
    """Where blocks are kept: for good beside the results, or for this run only.

    The code of a user's own agents may reach into modules that we cannot see, so their blocks are never used again.
    """
    if target is not None and reuse:
        with Kept(folder_beside(target)) as kept:
            yield kept
        return
    # Beside the target rather than where temporary files go, which often is memory and cannot hold a large run.
    passing = passing_folder(target)
    try:
        yield Kept(passing, lasting=False)
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def _enough(plan: Plan, work: Work) -> Precision | None:
    """Simulates all blocks; with ``until``, as many worlds as it takes."""
    scenario = plan.scenario
    wanted = scenario.until
    if wanted is None:
        work.do(plan.tasks(scenario.worlds, work.kept))
        return None
    size, rounds, code = first_size(scenario.worlds), 1, OUTCOMES.index(scenario.headline)
    while True:
        work.do([task for cell in plan.cells for task in plan.cell_tasks(cell, size, work.kept)])
        counts = [int(work.counts[cell.index][code]) for cell in plan.cells]
        larger = next_size(counts, size, wanted, scenario.worlds)
        if larger == size:
            break
        size, rounds = larger, rounds + 1
    work.do([task for task in plan.tasks(size, work.kept) if task.kind != "cell"])
    return Precision(wanted, widest(counts, size), rounds, size)


def _boundary(tables: Tables) -> dict[str, pd.DataFrame]:
    """Searches the tipping boundary, where the scenario asks for one, and adds what was simulated to the digest.

    Returns:
        The tables ``boundary`` and ``points``; none without a boundary.
    """
    plan, work = tables.plan, tables.work
    if plan.scenario.sweep.boundary is None:
        return {}

    def outcomes(cell: Any, values: Mapping[str, np.ndarray], world: np.ndarray, **options: Any) -> np.ndarray:
        codes = evaluate.outcomes(cell, values, world, kept=work.kept, **options)
        tables.digest.add(cell.index, world, codes, np.zeros(len(world), int))
        return codes

    lines, points = boundary.find(
        plan.scenario,
        jobs=work.jobs,
        scheduler=work.scheduler,
        agents=plan.agents,
        progress=work.searched,
        outcomes=outcomes,
    )
    return {"boundary": lines, "points": points}


def claims_in(catalogue: Catalogue) -> list[Any]:
    """The article's claims, each with the rules and parameters that stand on it."""
    from sim.crisis.us_iran import US_IRAN

    return list(US_IRAN.claims_with_uses(catalogue))
