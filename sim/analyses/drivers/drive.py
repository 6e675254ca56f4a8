"""Asks a finished run what drives an outcome: screening, Sobol' indices, scenario discovery, chance or ignorance.

The answer is plain data that JSON holds, so that the command line, the report and a notebook read the same.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.analyses.drivers import drivers_in_words, factors, run_sample, screening
from sim.analyses.drivers import indices as sobol
from sim.analyses.drivers.answer_data import KEPT, Asked, answer_data
from sim.analyses.drivers.discovery import discover
from sim.analyses.drivers.factors import CannotDrive, Factor
from sim.analyses.drivers.luck import Worlds
from sim.analyses.drivers.prim import Rows
from sim.engine.nearest import hint
from sim.engine.parameters import Catalogue
from sim.runs.disk.kept import Kept, folder_beside
from sim.runs.disk.schema import DRIVERS
from sim.runs.disk.writing import write_json
from sim.runs.plan import full_catalogue
from sim.runs.results import Results
from sim.runs.workers.progress import Progress, Tick
from sim.scenario import Axis, Cell
from sim.words.parameters import covers


def ask(
    results: Results, *, outcome: str | None = None, variant: str | None = None, parameters: Sequence[str] = ()
) -> Asked:
    """Checks a question before anything is simulated.

    Args:
        results: the run.
        outcome: outcome that is asked about; by default the scenario's headline.
        variant: name of a variant; by default the baseline.
        parameters: paths to vary instead of what the run varied.

    Raises:
        CannotDrive: when the question makes no sense; the message says what does.
    """
    _refuse_replaced(results)
    outcome = _known(outcome or results.scenario.headline, tuple(results.crisis.outcomes), "outcome")
    variant = _known(variant or results.variants[0], results.variants, "variant")
    axes = results.scenario.sweep.axes
    cell = _own_settings(results.reference_of(variant), axes)
    catalogue = full_catalogue((cell,))
    if parameters:
        found = factors.named(parameters, _varied(results, cell, axes, catalogue), catalogue, factors.cast_of(cell))
    else:
        found = factors.of_run(results.design, cell, axes, catalogue)
    return Asked(results, outcome, cell, found, bool(parameters))


def _varied(results: Results, cell: Cell, axes: tuple[Axis, ...], catalogue: Catalogue) -> tuple[Factor, ...]:
    """What the run varied, if anything."""
    try:
        return factors.of_run(results.design, cell, axes, catalogue)
    except CannotDrive:
        return ()


def worlds_needed(asked: Asked, draws: int) -> int:
    """How many worlds an answer takes."""
    screened = screening.worlds_needed(len(asked.factors)) if asked.screened else 0
    return screened + sobol.worlds_needed(asked.indexed, draws)


def answer(
    asked: Asked,
    *,
    draws: int | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Simulates what the answer takes, and gives it as plain data. Of a saved run, finished blocks are kept beside it.

    Args:
        asked: the question.
        draws: base points of the Sobol' indices, a power of two; by default as many as take a minute or two.
        jobs: threads; the answer is the same for any number.
        scheduler: address of a Dask scheduler to work on instead.
        progress: called after every block.

    Raises:
        CannotDrive: when ``draws`` is not a power of two.
        WorkFailed: when a block fails.
    """
    draws = checked_draws(draws) if draws is not None else sobol.sensible_draws(asked.indexed)
    clock = _Clock(worlds_needed(asked, draws), progress)
    with _kept(asked.results.folder) as kept:
        code = asked.results.crisis.outcomes.code(asked.outcome)
        worlds = Worlds(asked.cell, asked.results.seed, code, jobs, scheduler, kept, clock.add)
        screened = screening.screen(asked.factors, worlds, clock.now) if asked.screened else None
        chosen = asked.factors if screened is None else _in_order(asked.factors, screened.keep(KEPT))
        clock.now(f"Sobol' indices of {len(chosen)} parameters and of luck")
        found = sobol.indices(chosen, worlds, draws)
    rows, from_run = run_sample.rows(asked.results, asked.cell, asked.outcome, chosen=asked.chosen), True
    if rows is None:
        worlds_of_ab = np.ones(len(found.outcome), int)
        rows, from_run = Rows(factors.columns(chosen, found.u), found.outcome.astype(int), worlds_of_ab), False
    box = discover(rows, {one.path: one for one in asked.factors}, asked.results.seed)
    data = answer_data(asked, chosen, found, screened, box, from_run) | {"draws": draws, "worlds": clock.done}
    data["seconds"] = round(clock.seconds, 1)
    return data | {"said": drivers_in_words.said(data, asked.noun)}


def _kept(folder: Path | None) -> AbstractContextManager[Kept | None]:
    """Where the blocks of a saved run's questions are kept: beside it, with its own."""
    return nullcontext() if folder is None else Kept(folder_beside(folder))


def save(found: dict[str, Any], folder: Path) -> Path:
    """Writes an answer into a run's folder as ``drivers.json``, whole or not at all."""
    return write_json(folder / DRIVERS, found, allow_nan=False)


def checked_draws(draws: int) -> int:
    """A number of base points that a Sobol' sequence can have.

    Raises:
        CannotDrive: when it is no power of two from 64 on.
    """
    if draws < 64 or draws & (draws - 1):
        below = max(1 << max(draws.bit_length() - 1, 6), 64)
        raise CannotDrive(
            f"--draws {draws} is not a power of two from 64 on, which Sobol' sequences need; try {below} or {2 * below}"
        )
    return draws


def _refuse_replaced(results: Results) -> None:
    replaced = results.manifest.get("agents") or []
    if replaced:
        who = ", ".join(f"{one['path']} ({one['class']})" for one in replaced)
        raise CannotDrive(
            f"this run replaced {who}; drivers simulates the built-in rules, so it would answer for another model"
        )


def _known(name: str, names: Sequence[str], what: str) -> str:
    if name not in names:
        raise CannotDrive(f"there is no {what} {name!r} in this run; allowed: {', '.join(names)}{hint(name, names)}")
    return name


def _own_settings(cell: Cell, axes: tuple[Axis, ...]) -> Cell:
    """A variant's cell with its swept parameters back at their declared values."""
    if not cell.coordinates:
        return cell
    cast = factors.cast_of(cell)
    courses = {
        path: course for path, course in cell.courses.items() if not any(covers(axis.path, path, cast) for axis in axes)
    }
    return replace(cell, coordinates=(), courses=courses)


def _in_order(factors: tuple[Factor, ...], paths: tuple[str, ...]) -> tuple[Factor, ...]:
    by_path = {one.path: one for one in factors}
    return tuple(by_path[path] for path in paths)


@dataclass
class _Clock:
    """Counts worlds and says how far the whole has come."""

    total: int
    progress: Progress | None
    done: int = 0
    doing: str = ""
    start: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.start

    def now(self, text: str) -> None:
        self.doing = text

    def add(self, worlds: int) -> None:
        self.done += worlds
        if self.progress is not None:
            self.progress(Tick(self.done, max(self.total, self.done), self.seconds, self.doing, {}))
