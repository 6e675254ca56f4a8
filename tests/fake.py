"""Real scenarios of a made-up catalogue, and an engine made of arithmetic, for tests of what surrounds the model."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from sim.crisis.us_iran import US_IRAN
from sim.engine.cast import Cast, Role
from sim.engine.crisis import Crisis
from sim.engine.parameters import param
from sim.engine.recorder import Block
from sim.engine.series import BINS
from sim.runs.blocks import Piece, Task
from sim.runs.results import Results
from sim.scenario import Scenario, load
from sim.scenario.parts import Assumptions

START = date(2018, 5, 8)
NO_DRAWS = Assumptions(0, 1)


class Us:
    """Has a threshold of which nobody is sure, and a risk of war that the scenario sets."""

    threshold = param(6, "rung", (0, 10), claims="C01", source="someone", note="A number", plausible=(4, 8))
    risk = param(0.5, "share", (-1, 2), claims="C01", source="someone", note="A number", basis="fact", exact="x")


class Choosing(Us):
    """Its threshold is one of some words."""

    threshold = param("0", "choice", choices=("0", "0.01", "0.02", "20"), claims="C01", source="someone", note="A word")


class Iran:
    """Has one number of which nobody is sure, and one that is known."""

    boldness = param(2, "rung", (0, 10), claims="C01", source="someone", note="A number", plausible=(1, 3))
    known = param(2, "rung", (0, 10), claims="C01", source="someone", note="A number", basis="fact", exact="x")


CAST = Cast((), (Role("us", Us, "US"), Role("iran", Iran, "Iran")))
CHOOSING = Cast((), (Role("us", Choosing, "US"), Role("iran", Iran, "Iran")))
CATALOGUE = CAST.parameters()


def scenario(
    *,
    worlds: int = 1200,
    seed: int = 7,
    days: int = 5,
    until: float | None = None,
    risks: tuple[tuple[str, float], ...] = (("baseline", 0.2),),
    swept: tuple[float | str, ...] = (),
    sampled: dict[str, Any] | None = None,
    assumptions: Assumptions = NO_DRAWS,
    crisis: Crisis = US_IRAN,
) -> Scenario:
    """A scenario from the real loader.

    Args:
        worlds, seed, days, until, assumptions: as in a file.
        risks: chance of war per variant, the baseline's first.
        swept: values of ``us.threshold``, numbers or some of the words of :class:`Choosing`.
        crisis: what outcomes and series it has.
        sampled: a sampled design of it instead: ``points``, ``worlds``, and its ends ``from`` and ``to``.
    """
    (_, risk), *variants = risks
    text = {
        "format": 1,
        "name": "fake",
        "title": "A made-up question",
        "question": "Does it add up?",
        "clock": {"start": START.isoformat(), "days": days},
        "runs": {
            "worlds": worlds if until is None else {"until": until, "at_most": worlds},
            "seed": seed,
            "assumptions": {"draws": assumptions.draws, "worlds": assumptions.worlds},
        },
        "parameters": {"us.risk": risk},
        "variants": {name: {"title": name.capitalize(), "set": {"us.risk": its}} for name, its in variants},
        "sweep": _sweep(swept, sampled),
    }
    cast = "CHOOSING" if any(isinstance(value, str) for value in swept) else "CAST"
    return load(json.dumps(text), crisis=replace(crisis, cast_at=f"tests.fake:{cast}", claims=tuple))


def _sweep(swept: tuple[float | str, ...], sampled: dict[str, Any] | None) -> dict[str, Any] | None:
    if sampled is not None:
        sizes = {name: sampled[name] for name in ("points", "worlds")}
        ends = {name: sampled[name] for name in ("from", "to")}
        return {"design": "latin_hypercube", **sizes, "axes": {"us.threshold": ends}}
    return {"axes": {"us.threshold": list(swept)}} if swept else None


def simulate(task: Task) -> Piece:
    """An engine whose worlds depend on seed and number only: war when the world's luck is below the cell's risk."""
    luck = np.array([np.random.default_rng([task.seed, int(world)]).random() for world in task.world])
    risk = task.cell.courses["us.risk"][0].value
    if task.kind == "cell":
        risk = risk + 0.02 * float(dict(task.cell.coordinates).get("us.threshold", 0))
    elif "us.threshold" in task.values:
        risk = risk + 0.05 * (task.values["us.threshold"] - 6)
    code = US_IRAN.outcomes.code
    calm = np.where(luck > 0.9, code("capitulation"), code("standoff"))
    outcome = np.where(luck < risk, code("war"), calm).astype(np.int8)
    return Piece(task, _block(task, luck, outcome))


def _block(task: Task, luck: np.ndarray, outcome: np.ndarray) -> Block:
    n, days, kept, series = len(luck), task.cell.days, task.world < task.examples_below, task.cell.crisis.series
    values = np.stack([one.low + luck * (min(one.high, BINS) - one.low) for one in series])
    low, width = (np.array([getattr(one, name) for one in series])[:, None] for name in ("low", "resolution"))
    places = np.clip((values - low) / width, 0, BINS - 1).astype(int)
    counts = np.stack([np.bincount(row, minlength=BINS) for row in places]).astype(np.int32)
    return Block(
        world=task.world.astype(np.int32),
        columns={
            "outcome": outcome,
            "day": np.where(outcome == 0, 3, days).astype(np.int16),
            "hostile_acts": np.round(luck * 40).astype(np.int16),
            "us_deaths": np.zeros(n, np.int16),
            "top_rung": np.zeros(n, np.float32),
        },
        counts=np.repeat(counts[:, None], days, axis=1),
        sums=np.repeat(values.sum(axis=1)[:, None], days, axis=1),
        present=np.full((len(series), days), n, np.int32),
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


def engine(monkeypatch: Any, catalogue: Any = CATALOGUE) -> None:
    """Puts the made-up engine and a made-up catalogue in place of the real ones."""
    import sim.runs.plan as plan
    import sim.runs.work as work

    monkeypatch.setattr(work, "simulate_bundle", lambda bundle: tuple(simulate(task) for task in bundle.tasks))
    monkeypatch.setattr(plan, "catalogues_of", lambda cells, agents: [catalogue])
    monkeypatch.setattr("sim.report.build", lambda results, path, **_: path.write_text("a page"))


def run(monkeypatch: Any, asked: Scenario, **options: Any) -> Results:
    """Runs a made-up scenario with the made-up engine, through the real API."""
    from sim import api

    engine(monkeypatch, asked.crisis.catalogue)
    monkeypatch.setattr(api, "_check_agents", lambda agents, scenario: None)
    return api.run(asked, **options)
