"""Simulates draws from the prior, one world each, and keeps what a fit compares: the reference table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analyses.facts.stylised_facts import record_of
from sim.analyses.facts.summaries import Observed, Summary, summaries, unlike, up_to
from sim.analyses.fit.priors import Prior, positions, values
from sim.analyses.fit.step_values import with_step_values
from sim.engine.recorder import Recorder
from sim.runs.workers.workers import in_order
from sim.runs.worlds import engine_chosen, let_go, lived
from sim.scenario import Cell

#: Draws simulated side by side in one model: enough to be fast, few enough for their events to stay small.
DRAWS_PER_TASK = 5000


@dataclass(frozen=True)
class ReferenceTable:
    """The reference table of a fit.

    Attributes:
        priors: what was drawn.
        u: positions in the priors' ranges, shape (draws, priors).
        summaries: by the day of the fit, shape (draws, summaries), float32; nan where one does not arise.
        unlike: by the day of the fit, draws whose world cannot be ours by then, shape (draws,).
        compared: by the day of the fit, what the columns are.
    """

    priors: tuple[Prior, ...]
    u: np.ndarray
    summaries: Mapping[int, np.ndarray]
    unlike: Mapping[int, np.ndarray]
    compared: Mapping[int, tuple[Summary, ...]]


@dataclass(frozen=True)
class Draws:
    """Some draws, each lived through in the world of its number.

    Attributes:
        cell: the scenario's cell.
        seed: seed of all luck.
        start: number of the first draw.
        values: parameters by full path, shape (draws,).
        days: days of the fits, counted from the start; nothing after the last one is simulated.
        observed: the record, which says what is compared.
    """

    cell: Cell
    seed: int
    start: int
    values: Mapping[str, np.ndarray]
    days: tuple[int, ...]
    observed: Observed

    @property
    def size(self) -> int:
        """Number of draws."""
        return len(next(iter(self.values.values())))

    @property
    def title(self) -> str:
        """The task in a few words."""
        return f"draws {self.start} to {self.start + self.size - 1} of the prior"


def simulate_draws(task: Draws) -> list[tuple[np.ndarray, np.ndarray]]:
    """Lives through some draws; for each day of a fit their summaries (draws, summaries), and who is unlike us."""
    cell, size, below = task.cell, task.size, task.start + task.size
    courses, values = with_step_values(cell.courses, task.values)
    recorder = Recorder(events_below=below, examples_below=0, months_below=below)
    world = np.arange(task.start, below)
    model, _ = lived(cell, world, task.seed, recorder, engine_chosen(), days=max(task.days), courses=courses, **values)
    record = record_of([recorder.block()])
    let_go(model)
    found = []
    for day in task.days:
        seen = up_to(record, day)  # the worlds went on to the last day, whose policy an earlier fit must not know
        columns = [one.measure(seen) for one in summaries(day, task.observed)]
        table = np.stack(columns, axis=1) if columns else np.zeros((size, 0))
        other = unlike(record, day, task.observed.forced(day))
        table[other] = np.nan  # what an ended world's series are depends on who outlived it; nobody compares them
        found.append((table.astype(np.float32), other))
    return found


def reference_table(
    cell: Cell,
    fitted: tuple[Prior, ...],
    *,
    draws: int,
    seed: int,
    days: Sequence[int],
    observed: Observed,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> ReferenceTable:
    """Draws from the prior and simulates each draw up to the last day.

    Args:
        cell: the scenario's cell.
        fitted: the priors.
        draws: number of draws.
        seed: seed of all luck; draw k lives in world k.
        days: days of the fits, counted from the start.
        observed: the record.
        jobs: threads; the table is the same for any number.
        progress: called with the draws done and all draws.
    """
    u, days = positions(fitted, draws, seed), tuple(days)
    tasks = list(_tasks(cell, fitted, u, seed, days, observed))
    parts: list[list[tuple[np.ndarray, np.ndarray]]] = []
    for task, part in zip(tasks, in_order(simulate_draws, tasks, jobs), strict=True):
        parts.append(part)
        if progress is not None:
            progress(task.start + task.size, draws)
    return ReferenceTable(
        priors=fitted,
        u=u,
        summaries={day: np.concatenate([part[at][0] for part in parts]) for at, day in enumerate(days)},
        unlike={day: np.concatenate([part[at][1] for part in parts]) for at, day in enumerate(days)},
        compared={day: summaries(day, observed) for day in days},
    )


def _tasks(
    cell: Cell, fitted: tuple[Prior, ...], u: np.ndarray, seed: int, days: tuple[int, ...], observed: Observed
) -> Iterator[Draws]:
    for start in range(0, len(u), DRAWS_PER_TASK):
        some = u[start : start + DRAWS_PER_TASK]
        yield Draws(cell, seed, start, values(fitted, some), days, observed)
