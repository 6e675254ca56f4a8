"""Writes the states of a day anew: ``python -m sim.analyses.starts 2020-01-08 > starts.yaml``, to replace the old file.

What the record observes stays as it stands in ``sim/crisis/starts.yaml``; all else is the mean over worlds of the
reference scenario in which the record is replayed up to the evening of that day. It is to be run again whenever a rule
changes that moves a state.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date

import numpy as np

from sim.crisis.us_iran import US_IRAN
from sim.engine.recorder import Recorder
from sim.engine.starts import Standing
from sim.runs.worlds import model_of
from sim.scenario import load

HEADER = """# States of the days from which a scenario may begin, as `start: DATE` takes them over: by day, by source.
# Each is that of the day's evening. The replayed ones are made by `python -m sim.analyses.starts DATE`.
"""
REPLAYED = "mean of {worlds:,} worlds of the reference scenario, the record replayed to {day:%-d %B %Y}"


def replayed(day: date, worlds: int) -> dict[str, float]:
    """Mean over worlds of every state that may be given, on the evening of a day up to which the record is replayed.

    Args:
        day: within the record.
        worlds: number of worlds.

    Returns:
        Mean by parameter path, in the parameter's unit.
    """
    scenario = load("redline:maximum_pressure", crisis=US_IRAN).replace(history={"until": str(day)})
    cell = scenario.cells()[0]
    model = model_of(cell, np.arange(worlds), scenario.seed, Recorder(outcomes_only=True))
    while model.date <= day:
        model.step()
    owners = sorted(model.actors, key=len)
    found = {}
    for path, parameter in US_IRAN.catalogue.items():
        if parameter.starts:
            owner = model.actors[[one for one in owners if path.startswith(f"{one}.")][-1]]
            found[path] = float(np.mean(np.broadcast_to(getattr(owner, parameter.starts), worlds)))
    return found


def grouped(day: date, worlds: int) -> dict[str, dict[str, float]]:
    """States of a day by who says so: those kept that were observed, and all others replayed."""
    mark, kept = REPLAYED.partition("{day")[0].partition("}")[2], US_IRAN.starts().get(day, {})
    told: dict[str, dict[str, float]] = {}
    for path, (value, source) in kept.items():
        if mark not in source:
            told.setdefault(source, {})[path] = value
    observed = {path for states in told.values() for path in states}
    means = {path: _rounded(path, value) for path, value in replayed(day, worlds).items() if path not in observed}
    usual = {path: parameter.default for path, parameter in US_IRAN.catalogue.items()}
    told[REPLAYED.format(worlds=worlds, day=day)] = {path: one for path, one in means.items() if one != usual[path]}
    return told


def _rounded(path: str, value: float) -> float:
    """Three digits, or the whole number that most worlds have."""
    return round(value) if US_IRAN.catalogue[path].whole else float(f"{value:.3g}")


def text(days: Mapping[date, Mapping[str, Mapping[str, float]]]) -> str:
    """The file."""
    lines = [HEADER]
    for day, told in days.items():
        lines.append(f"{day}:\n")
        for source, states in told.items():
            lines.append(f'  "{source}":\n')
            lines += [f"    {path}: {value:g}\n" for path, value in states.items()]
    return "".join(lines)


def main() -> None:
    """Prints the file with one day made anew."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.starts", description=__doc__)
    parser.add_argument("day", type=date.fromisoformat, help="such as 2020-01-08")
    parser.add_argument("--worlds", type=int, default=1000)
    arguments = parser.parse_args()
    days = {day: _by_source(states) for day, states in US_IRAN.starts().items()}
    print(text({**days, arguments.day: grouped(arguments.day, arguments.worlds)}), end="")


def _by_source(states: Standing) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for path, (value, source) in states.items():
        found.setdefault(source, {})[path] = value
    return found


if __name__ == "__main__":
    main()
