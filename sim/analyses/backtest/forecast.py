"""What the model forecasts from an origin: the past as it was, then worlds that choose for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analyses.backtest.origins import Origin
from sim.analyses.facts.summaries import chosen, day_of
from sim.analyses.fit.step_values import with_step_values
from sim.crisis.acts import AMERICAN_FORCE
from sim.crisis.militias import KINDS
from sim.engine.recorder import Block, Recorder
from sim.runs.worlds import engine_chosen, let_go, lived
from sim.scenario import Cell


@dataclass(frozen=True)
class Ask:
    """A forecast to be made.

    Attributes:
        cell: the scenario's cell as known at the origin, with the past that is replayed.
        origin: the day and the months.
        values: drawn parameters and heights of dated steps, shape (worlds,) each.
        seed: seed of all luck.
        first: number of the first world.
    """

    cell: Cell
    origin: Origin
    values: Mapping[str, np.ndarray]
    seed: int
    first: int = 0

    @property
    def size(self) -> int:
        """Number of worlds."""
        return len(next(iter(self.values.values())))

    @property
    def title(self) -> str:
        """The task in a few words."""
        return f"forecast from {self.origin.day}, worlds {self.first} to {self.first + self.size - 1}"


@dataclass(frozen=True)
class Forecast:
    """An ensemble forecast from one origin.

    Attributes:
        origin: the day and the months.
        counts: hostile acts by kind, shape (months, worlds).
        force: whether the United States uses force in the month, shape (months, worlds).
        exports: mean of the month, million barrels a day, shape (months, worlds).
        running: whether the crisis still runs when the month begins, shape (months, worlds).
    """

    origin: Origin
    counts: Mapping[str, np.ndarray]
    force: np.ndarray
    exports: np.ndarray
    running: np.ndarray


def forecast(ask: Ask) -> Forecast:
    """Simulates the worlds of a forecast.

    A world that ends in war, or otherwise, before a month begins says nothing of that month, since none of the months
    that are scored came after an end; one that ends within it counts with what it did until then.
    """
    months = [(day_of(month.first), day_of(month.last)) for month in ask.origin.months]
    below = ask.first + ask.size
    courses, values = with_step_values(ask.cell.courses, ask.values)
    recorder = Recorder(events_below=below, examples_below=below, series=("exports",))
    world, days = np.arange(ask.first, below), months[-1][1] + 1
    model, _ = lived(ask.cell, world, ask.seed, recorder, engine_chosen(), days=days, courses=courses, **values)
    block = recorder.block()
    let_go(model)
    exports = np.stack([block.examples[0, first : last + 1].mean(axis=0, dtype=float) for first, last in months])
    running = np.stack([block.columns["day"] >= first for first, _ in months])
    return Forecast(ask.origin, *_acts(block, months), exports, running)


def _acts(block: Block, months: list[tuple[int, int]]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Hostile acts by kind and use of force per month and world."""
    from sim.analyses.facts.stylised_facts import events_of

    events = events_of(block)
    place = events["world"].to_numpy() - int(block.world[0])
    day = events["day"].to_numpy()
    force = events["act"].isin(AMERICAN_FORCE).to_numpy()

    def per_month(mask: np.ndarray) -> np.ndarray:
        rows = [mask & (day >= first) & (day <= last) for first, last in months]
        return np.stack([np.bincount(place[row], minlength=len(block.world)) for row in rows])

    return {kind: per_month(chosen(events, (kind,))) for kind in KINDS}, per_month(force) > 0
