"""Tries conditions on simulated truths: ``python -m sim.analyses.condition FILE [OUTCOME ...]``."""

from __future__ import annotations

import sys

import sim
from sim.analyses.condition.coverage import coverage, in_words


def main(arguments: list[str]) -> None:
    """Prints for each outcome how often the range given a record holds the truth."""
    file, *outcomes = arguments
    scenario = sim.load(file)
    for outcome in outcomes or [scenario.headline]:
        print(f"{outcome}: {in_words(coverage(scenario, outcome=outcome, jobs=2))}")


if __name__ == "__main__":
    main(sys.argv[1:])
