"""A scenario and an engine made of arithmetic, for tests of what surrounds the model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import SERIES
from sim.crisis.us_iran import US_IRAN
from sim.engine.crisis import Crisis
from sim.engine.parameters import Parameter
from sim.engine.recorder import Block
from sim.engine.series import BINS
from sim.runs.blocks import Piece, Task
from sim.runs.results import Results
from sim.scenario.parts import Assumptions, Cast, Cell, Step, Sweep

START = date(2018, 5, 8)


def parameter(path: str, low: float, high: float, basis: str = "assumed") -> Parameter:
    """A number between 0 and 10 whose plausible range is given."""
    return Parameter(path, (low + high) / 2, "rung", (0, 10), ("C01",), "someone", basis, "A number", (low, high))


CATALOGUE = {
    "us.threshold": parameter("us.threshold", 4, 8),
    "iran.boldness": parameter("iran.boldness", 1, 3),
    "iran.known": parameter("iran.known", 1, 3, basis="fact"),
}


@dataclass(frozen=True)
class FakeScenario:
    """What the experiment reads of a scenario; ``risks`` is the chance of war per variant."""

    name: str = "fake"
    title: str = "A made-up question"
    question: str = "Does it add up?"
    worlds: int = 1200
    seed: int = 7
    days: int = 5
    headline: str = "war"
    compare: tuple[str, ...] = ("war", "capitulation")
    assumptions: Assumptions = field(default_factory=lambda: Assumptions(0, 0))
    risks: tuple[tuple[str, float], ...] = (("baseline", 0.2),)
    swept: tuple[float | str, ...] = ()
    until: float | None = None
    sweep: Sweep = field(default_factory=Sweep)
    scattered: tuple[float, ...] = ()
    history: None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    sample: dict[str, Any] = field(default_factory=dict)

    @property
    def crisis(self) -> Crisis:
        return US_IRAN

    def cells(self) -> tuple[Cell, ...]:
        points = [(("us.threshold", value),) for value in self.swept] or [()]
        rows = [(name, risk, point) for name, risk in self.risks for point in points]
        return tuple(_cell(self, index, *row) for index, row in enumerate(rows))

    def points(self) -> tuple[Cell, ...]:
        first = len(self.cells())
        rows = [(name, risk, at, value) for name, risk in self.risks for at, value in enumerate(self.scattered)]
        return tuple(
            replace(_cell(self, first + index, name, risk, (("us.threshold", value),)), point=at)
            for index, (name, risk, at, value) in enumerate(rows)
        )

    def canonical(self) -> dict[str, Any]:
        return {"name": self.name, "worlds": self.worlds, "seed": self.seed}

    @property
    def digest(self) -> str:
        return "0" * 64

    def replace(self, **changes: Any) -> FakeScenario:
        return replace(self, **changes)


def _cell(scenario: FakeScenario, index: int, name: str, risk: float, point: tuple[tuple[str, Any], ...]) -> Cell:
    settings = {"risk": risk} | dict(point)
    courses = {path: (Step(0, 0, value),) for path, value in settings.items()}
    title = name.replace("_", " ").capitalize()
    return Cell(
        index, name, title, point, courses, (), Cast(), "counter_pressure", START, scenario.days, None, crisis=US_IRAN
    )


def simulate(task: Task) -> Piece:
    """An engine whose worlds depend on seed and number only: war when the world's luck is below the cell's risk."""
    luck = np.array([np.random.default_rng([task.seed, int(world)]).random() for world in task.world])
    risk = task.cell.courses["risk"][0].value
    if task.kind == "cell":
        risk = risk + 0.02 * float(dict(task.cell.coordinates).get("us.threshold", 0))
    elif "us.threshold" in task.values:
        risk = risk + 0.05 * (task.values["us.threshold"] - 6)
    outcome = np.where(luck < risk, OUTCOMES.index("war"), np.where(luck > 0.9, 2, 5)).astype(np.int8)
    return Piece(task, _block(task, luck, outcome))


def _block(task: Task, luck: np.ndarray, outcome: np.ndarray) -> Block:
    n, days, kept = len(luck), task.cell.days, task.world < task.examples_below
    values = np.stack([one.low + luck * (min(one.high, BINS) - one.low) for one in SERIES])
    low, width = (np.array([getattr(one, name) for one in SERIES])[:, None] for name in ("low", "resolution"))
    places = np.clip((values - low) / width, 0, BINS - 1).astype(int)
    counts = np.stack([np.bincount(row, minlength=BINS) for row in places]).astype(np.int32)
    return Block(
        world=task.world.astype(np.int32),
        columns={
            "outcome": outcome,
            "day": np.where(outcome == 0, 3, days).astype(np.int16),
            "hostile_acts": np.round(luck * 40).astype(np.int16),
        },
        counts=np.repeat(counts[:, None], days, axis=1),
        sums=np.repeat(values.sum(axis=1)[:, None], days, axis=1),
        present=np.full((len(SERIES), days), n, np.int32),
        examples=np.repeat(values[:, None, kept], days, axis=1).astype(np.float32),
        example_worlds=task.world[kept].astype(np.int32),
        events=_events(task.world[task.world < task.events_below], luck),
        words=("iran", "rocket_attack", "iraq", "probe", "strike_on_proxy"),
    )


def _events(world: np.ndarray, luck: np.ndarray) -> dict[str, np.ndarray]:
    """Two acts a world, the second in answer to the first and as severe as the world is lucky."""
    n = len(world)
    first = np.tile([True, False], n)
    return {
        "world": np.repeat(world, 2).astype(np.int32),
        "event": np.tile([0, 1], n).astype(np.int32),
        "day": np.tile([1, 2], n).astype(np.int16),
        "actor": np.zeros(2 * n, np.int16),
        "act": np.where(first, 1, 4).astype(np.int16),
        "target": np.full(2 * n, 2, np.int16),
        "rule": np.full(2 * n, 3, np.int16),
        "rung": np.where(first, 4.0, np.repeat(4 + 5 * luck[:n], 2)).astype(np.float32),
        "cause": np.where(first, -1, 0).astype(np.int32),
        "threshold": np.full(2 * n, np.nan, np.float32),
        "margin": np.full(2 * n, np.nan, np.float32),
        "fatalities": np.zeros(2 * n, np.int16),
        "forced": np.zeros(2 * n, bool),
    }


def engine(monkeypatch: Any) -> None:
    """Puts the made-up engine and catalogue in place of the real ones."""
    import sim.runs.plan as plan
    import sim.runs.run as real
    import sim.runs.work as work

    monkeypatch.setattr(work, "simulate_bundle", lambda bundle: tuple(simulate(task) for task in bundle.tasks))
    monkeypatch.setattr(plan, "catalogues_of", lambda cells, agents: [CATALOGUE])
    monkeypatch.setattr(real, "claims_in", lambda catalogue: [])
    monkeypatch.setattr("sim.report.build", lambda results, path: path.write_text("a page"))


def run(monkeypatch: Any, scenario: FakeScenario, **options: Any) -> Results:
    """Runs a made-up scenario with the made-up engine, through the real experiment."""
    from sim.runs.run import run as real

    engine(monkeypatch)
    return real(scenario, **options)
