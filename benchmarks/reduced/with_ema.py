"""The Mesa model as an EMA Workbench model: one experiment a world, series as time series outcomes."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from ema_workbench import IntegerParameter, Model, ScalarOutcome, Scenario, SequentialEvaluator, TimeSeriesOutcome

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty
from benchmarks.reduced.with_mesa import Crisis


def one_world(world: int, days: int, seed: int) -> dict[str, Any]:
    """One Mesa world as a function of its number."""
    model = Crisis(days=days, rng=seed * 100_003 + int(world))
    while model.running:
        model.step()
    collected = model.datacollector.model_vars
    series = {key: np.array(collected[key], np.float32) for key in r.SERIES}
    full = {key: np.concatenate([one, np.full(days - len(one), one[-1])]) for key, one in series.items()}
    return {"outcome": model.code, "attacks": model.attacks, **full}


def simulate(worlds: int, days: int, seed: int) -> Result:
    """All worlds as scenarios, evaluated one after another."""
    logging.getLogger("EMA").setLevel(logging.ERROR)
    model = Model("reduced", function=lambda world: one_world(world, days, seed))
    model.uncertainties = [IntegerParameter("world", 0, worlds)]
    model.outcomes = [ScalarOutcome("outcome"), ScalarOutcome("attacks"), *map(TimeSeriesOutcome, r.SERIES)]
    # Numbered here: the Workbench would draw the numbers anew in every process, and no seed would give the same worlds.
    numbered = [Scenario(str(world), world=world) for world in range(worlds)]
    with SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=numbered, log_progress=True)
    found = empty(worlds, days)
    found.outcome[:], found.attacks[:] = outcomes["outcome"], outcomes["attacks"]
    for place, key in enumerate(r.SERIES):
        found.daily[place] = outcomes[key].T
    return found
