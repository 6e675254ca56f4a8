"""Tries conditions on simulated truths: ``python -m sim.analyses.condition FILE [OUTCOME ...]``."""

from __future__ import annotations

import sys

from sim.analyses.condition.coverage import coverage, in_words
from sim.crisis.us_iran import US_IRAN
from sim.scenario import load


def main(arguments: list[str]) -> None:
    """Prints for each outcome how often the range given a record holds the truth."""
    file, *outcomes = arguments
    scenario = load(file, crisis=US_IRAN)
    for outcome, found in coverage(scenario, outcomes=outcomes).items():
        print(f"{outcome}: {in_words(found)}")


if __name__ == "__main__":
    main(sys.argv[1:])
