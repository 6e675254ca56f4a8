"""Runs a scenario: every cell in the same worlds, then the draws of the assumed parameters."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from sim import folders
from sim.experiment import assumptions, gather, manifest
from sim.experiment.blocks import WORLDS_PER_BUNDLE, Bundle, Piece, Task, blocks, bundles, first_cells, simulate_bundle
from sim.experiment.digest import digest
from sim.experiment.progress import Progress, Tick
from sim.experiment.workers import in_order, usable_cores
from sim.outcomes import OUTCOMES
from sim.parameters import Catalogue
from sim.results import Results

#: From how many worlds on worker processes are worth their start, about a second each.
WORTH_WORKERS = 6000


def run(
    scenario: Any,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    agents: Mapping[str, type] | None = None,
    progress: Progress | None = None,
    out: str | Path | None = None,
) -> Results:
    """Simulates a scenario and returns what was found.

    Args:
        scenario: a :class:`sim.scenario.Scenario`, as :func:`sim.load` returns it.
        worlds: worlds per cell, instead of the scenario's number.
        seed: seed of all luck, instead of the scenario's.
        jobs: worker processes; the results are the same for any number.
        agents: classes to use instead of built-in actors, ``{"iran": MyIran}``.
        progress: called after every block with a :class:`~sim.experiment.progress.Tick`.
        out: folder to write report and tables to; nothing is written without it.

    Raises:
        WorkFailed: when a block fails; says which worlds of which cell, and why.
    """
    changes = {key: value for key, value in {"worlds": worlds, "seed": seed}.items() if value is not None}
    scenario = scenario.replace(**changes) if changes else scenario
    if out is not None:
        folders.check(Path(out))
    plan = Plan.of(scenario, agents)
    found = _Findings(plan, progress)
    started, clock = datetime.now(UTC), time.perf_counter()
    for pieces in in_order(simulate_bundle, plan.bundles(jobs), jobs):
        for piece in pieces:
            found.add(piece)
    cells = found.finish()
    facts = manifest.describe(
        scenario,
        digest=_digest(cells),
        started=started,
        seconds=time.perf_counter() - clock,
        jobs=jobs,
        agents=agents,
    )
    variants = [cell.variant for cell in first_cells(plan.cells)]
    frame = gather.assumption_frame(found.draws, plan.drawn, variants)
    results = Results(
        scenario=scenario,
        tables=gather.Gathered(cells, frame),
        manifest=facts,
        catalogue=plan.catalogue,
        claims=claims_in(plan.catalogue),
    )
    if out is not None:
        results.save(out)
    return results


@dataclass(frozen=True)
class Plan:
    """All that will be simulated, known before anything is.

    Attributes:
        cells: the design, in order.
        catalogue: every parameter of every cell's cast.
        drawn: assumed parameters' values per draw.
        tasks: blocks of the cells, then those of the draws.
    """

    cells: tuple[Any, ...]
    catalogue: Catalogue
    drawn: Mapping[str, np.ndarray]
    tasks: tuple[Task, ...]

    @classmethod
    def of(cls, scenario: Any, agents: Mapping[str, type] | None = None) -> Plan:
        """The plan of a scenario."""
        cells = tuple(scenario.cells())
        catalogues = _catalogues(cells, agents)
        catalogue = _union(catalogues)
        draws, each = scenario.assumptions.draws, min(scenario.assumptions.worlds, scenario.worlds)
        shared = [path for path in catalogue if all(path in some for some in catalogues)]
        paths = assumptions.varied({path: catalogue[path] for path in shared}, cells) if draws > 1 and each > 1 else ()
        drawn = assumptions.draw(catalogue, paths, draws, scenario.seed)
        tasks = list(blocks(cells, scenario.worlds, scenario.seed, agents))
        if paths:
            tasks += assumptions.tasks(cells, drawn, draws, each, scenario.seed, agents)
        return cls(cells, catalogue, drawn, tuple(tasks))

    def bundles(self, jobs: int = 1) -> tuple[Bundle, ...]:
        """The tasks as they are handed out: those that can be, put side by side, with enough work for each worker."""
        return tuple(bundles(self.tasks, min(WORLDS_PER_BUNDLE, -(-self.worlds // jobs))))

    @property
    def worlds(self) -> int:
        """Worlds to simulate, over all cells and draws."""
        return sum(len(task.world) for task in self.tasks)

    def sensible_jobs(self) -> int:
        """Worker processes that pay off: one while starting others would take as long as doing the work."""
        return min(usable_cores(), len(self.tasks)) if self.worlds >= WORTH_WORKERS else 1


def full_catalogue(cells: tuple[Any, ...]) -> dict[str, Any]:
    """Parameters of all casts that occur: a variant may add a militia that the baseline lacks."""
    return _union(_catalogues(cells, None))


def _union(catalogues: list[dict[str, Any]]) -> dict[str, Any]:
    return {path: one for some in catalogues for path, one in some.items()}


def _catalogues(cells: tuple[Any, ...], agents: Mapping[str, type] | None) -> list[dict[str, Any]]:
    from sim.agents.cast import roles
    from sim.model import catalogue

    casts: list[Any] = []
    for cell in cells:
        if cell.cast not in casts:
            casts.append(cell.cast)
    return [catalogue(roles(cast.without, cast.added, dict(agents or {}))) for cast in casts]


def claims_in(catalogue: Catalogue) -> list[Any]:
    """The article's claims, each with the rules and parameters that stand on it."""
    from sim.claims import with_uses
    from sim.model import rulebook

    return list(with_uses(rulebook(), catalogue))


@dataclass
class _Findings:
    """Takes in pieces in the order of the plan."""

    plan: Plan
    progress: Progress | None
    cells: list[gather.CellFound] = field(default_factory=list)
    draws: list[Piece] = field(default_factory=list)
    current: gather.CellSums | None = None
    done: int = 0
    clock: float = field(default_factory=time.perf_counter)

    def add(self, piece: Piece) -> None:
        if piece.task.draws:
            self.draws.append(piece)
        else:
            self._cell_of(piece).add(piece)
        self.done += len(piece.task.world)
        if self.progress is not None:
            seconds = time.perf_counter() - self.clock
            self.progress(Tick(self.done, self.plan.worlds, seconds, piece.task.title, self._shares()))

    def _cell_of(self, piece: Piece) -> gather.CellSums:
        if self.current is None or self.current.cell.index != piece.task.cell.index:
            self._close()
            self.current = gather.CellSums(piece.task.cell)
        return self.current

    def _close(self) -> None:
        if self.current is not None:
            self.cells.append(self.current.finish())
            self.current = None

    def finish(self) -> list[gather.CellFound]:
        self._close()
        return self.cells

    def _shares(self) -> dict[str, float]:
        if self.current is None:
            return {}
        codes = np.concatenate([one["outcome"] for one in self.current.columns])
        shares = np.bincount(codes, minlength=len(OUTCOMES)) / codes.size
        return dict(zip(OUTCOMES, shares.tolist(), strict=True))


def _digest(cells: list[gather.CellFound]) -> str:
    names = ("world", "outcome", "day")
    world, outcome, day = (np.concatenate([one.columns[name] for one in cells]) for name in names)
    cell = np.concatenate([np.full(len(one.columns["world"]), one.cell.index) for one in cells])
    return digest(cell, world, outcome, day)
