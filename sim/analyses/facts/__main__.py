"""Runs the reference scenario and prints the table of facts: ``python -m sim.analyses.facts > docs/facts.md``."""

from __future__ import annotations

import argparse

import numpy as np

import sim
from sim.analyses.facts.stylised_facts import count, markdown, record_of, score
from sim.engine.recorder import Recorder

INTRODUCTION = """# The reference scenario against the facts

Made by `make facts`: {worlds} worlds of `maximum_pressure`, seed {seed}, default parameters; do not edit by hand.

A fact is *within* when the observation lies inside the range that holds nine in ten simulated worlds. A wide range
makes that easy, so the range is printed, and *width* says how many times as wide it is as what the sources'
disagreement allows. *Given* marks facts from which an input of the model was set. *Use* says whether a default may
rest on the fact (`fit`), whether the article itself tells it (`article`), or whether it uses data after September
2019 and is only reported (`report`). The range over the assumed parameters is wider still; every report states it.

"""


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.facts", description=__doc__)
    parser.add_argument("--worlds", type=int, default=2000)
    arguments = parser.parse_args()
    scenario = sim.load("redline:maximum_pressure")
    cell = scenario.cells()[0]
    recorder = Recorder(events_below=arguments.worlds, examples_below=0, months_below=arguments.worlds)
    model = scenario.crisis.model(
        np.arange(arguments.worlds),
        rng=scenario.seed,
        start=cell.start,
        days=cell.days,
        theory=cell.theory,
        courses=cell.courses,
        events=cell.events,
        cast=cell.cast,
        recorder=recorder,
    )
    model.run_model()
    scores = score(record_of([recorder.block()]))
    print(
        INTRODUCTION.format(worlds=f"{arguments.worlds:,}", seed=scenario.seed)
        + count(scores)
        + "\n\n"
        + markdown(scores)
    )


if __name__ == "__main__":
    main()
