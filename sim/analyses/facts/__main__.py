"""Runs the reference scenario and prints the table of facts: ``python -m sim.analyses.facts > docs/facts.md``."""

from __future__ import annotations

import argparse

import numpy as np

from sim.analyses.facts.stylised_facts import count, markdown, record_of, score
from sim.crisis.us_iran import US_IRAN
from sim.runs.blocks import Task, simulate
from sim.scenario import load

INTRODUCTION = """# The reference scenario against the facts

Made by `make facts`: {worlds} worlds of `maximum_pressure`, seed {seed}, default parameters; do not edit by hand.

A fact is *within* when the observation lies inside the range that holds nine in ten simulated worlds. A wide range
makes that easy, so the range is printed, and *width* says how many times as wide it is as what the sources'
disagreement allows. *Given* marks facts from which an input of the model was set. *Use* says whether a default may
rest on the fact (`fit`), whether the article itself tells it (`article`), or whether it is never compared in a fit
(`report`): it was published later, or tells of the days after American force was first used, which the rules had in
view. The range over the assumed parameters is wider still; every report states it.

"""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.facts", description=__doc__)
    parser.add_argument("--worlds", type=int, default=2000)
    arguments = parser.parse_args()
    worlds = arguments.worlds
    scenario = load("redline:maximum_pressure", crisis=US_IRAN)
    task = Task(scenario.cells()[0], scenario.seed, np.arange(worlds), events_below=worlds, months_below=worlds)
    scores = score(record_of([simulate(task).block]))
    print(INTRODUCTION.format(worlds=f"{worlds:,}", seed=scenario.seed) + count(scores) + "\n\n" + markdown(scores))


if __name__ == "__main__":
    main()
