"""Switches claims off one by one: ``python -m sim.analyses.facts.claims docs/claims.md``."""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path

from sim.analyses.facts.claim_effects import FILE, PACKAGE, WORLDS, as_yaml, markdown, measure, witness
from sim.crisis.us_iran import US_IRAN
from sim.runs.disk.writing import write
from sim.scenario import load

INTRODUCTION = """# Claims switched off, one by one

Made by `make claims`: {worlds} worlds of `{name}`, seed {seed}, as they are and with what a claim says switched off,
with the same luck; do not edit by hand. A difference is what the claim's mechanism adds. The four intervals of a claim
hold together at 95% (Bonferroni; Bonett and Price's for shares of worlds). *No effect*: no world ends otherwise or on
another day. *No clear effect*: some do, and every interval holds zero. Counts end with their world.

"""


def main() -> None:
    """Writes the table, and the data that reports quote."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.facts.claims", description=__doc__)
    parser.add_argument("table", type=Path)
    table = parser.parse_args().table
    scenario = load("redline:maximum_pressure", crisis=US_IRAN)
    effects = measure(scenario)
    head = INTRODUCTION.format(worlds=f"{WORLDS:,}", name=scenario.name, seed=scenario.seed)
    write(table, f"{head}{markdown(effects)}\n")
    write(str(resources.files(PACKAGE).joinpath(FILE)), as_yaml(effects, witness(scenario)))


if __name__ == "__main__":
    main()
