"""What a notebook calls: load a scenario, run it, read a finished run. Binds the parts to the real cast."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.experiment.progress import Progress
from sim.results import Results
from sim.scenario import Scenario


def load(path: str | Path, *, sets: Sequence[str] = ()) -> Scenario:
    """Reads a scenario file and checks it against the cast's parameters.

    Args:
        path: a YAML file, or ``redline:NAME`` for a scenario that ships with the package.
        sets: changes on top, ``"united_states.force_threshold=6.5"``.

    Raises:
        ScenarioError: with every mistake in the file.
    """
    from sim import scenario
    from sim.model import catalogue

    return scenario.load(path, catalogue=catalogue(), cast_names=cast_names(), sets=sets)


def cast_names() -> list[str]:
    """Paths of all actors of the standard cast."""
    from sim.agents.cast import CAST

    return [role.path for role in CAST]


def run(
    scenario: Scenario | str | Path,
    *,
    worlds: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    agents: Mapping[str, type] | None = None,
    progress: Progress | None = None,
    out: str | Path | None = None,
) -> Results:
    """Simulates a scenario, given itself or as the path of its file.

    Args:
        scenario: what :func:`load` returned, or what it takes.
        worlds: worlds per cell, instead of the scenario's number.
        seed: seed of all luck, instead of the scenario's.
        jobs: worker processes; the results are the same for any number.
        agents: classes to use instead of built-in actors, ``{"iran": MyIran}``.
        progress: called after every block with a :class:`~sim.experiment.progress.Tick`.
        out: folder to write report and tables to; nothing is written without it.
    """
    from sim.experiment.run import run as simulate

    what = load(scenario) if isinstance(scenario, str | Path) else scenario
    return simulate(what, worlds=worlds, seed=seed, jobs=jobs, agents=agents, progress=progress, out=out)


def read(folder: str | Path) -> Results:
    """Reads a finished run back from its folder, without simulating.

    Raises:
        NotARun: when the folder holds none, or a damaged one.
    """
    from sim import store

    return store.read(folder, _restored)


def _restored(resolved: Mapping[str, Any]) -> Scenario:
    return load(json.dumps(resolved))  # JSON is YAML
