"""Prints the tables of sequences: ``python -m sim.analyses.sequences > docs/sequences.md``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sim.analyses.sequences.scored import WORLDS, sequences
from sim.analyses.sequences.words import markdown
from sim.crisis.us_iran import US_IRAN
from sim.runs.workers.workers import usable_cores
from sim.scenario import load

INTRODUCTION = """# What follows the turning points

Made by `make sequences`: {worlds} worlds of `maximum_pressure` for each replay, seed {seed}, default parameters; do not
edit by hand. `redline history sequences FILE` asks another scenario.

The record is replayed up to a day, that day included; from the next day on everybody chooses. What comes next is
compared with what came. Shares are of worlds that give the answer that came, with the interval that the number of
worlds leaves; numbers are the median with the range of nine in ten worlds. Brier's score runs from 0 (best) to 1, the
log score and the CRPS from 0 upwards; *without* is Brier's score or the CRPS of the same worlds and days without the
replay. A replay forces the past, it does not condition on it: see [scenario-files.md](scenario-files.md). The strike
called off and the cyber action of 20 June 2019 are left to the model. Worlds are silent on a count when they end in war
or collapse before its days are over; where the question is whether something stops, such a world counts as one where it
does not. What came after 11 January 2020 is said with its source in `sim/crisis/facts/sequences.py`. Aims are shown and
decide about nothing; the rules of this version were written with these days in view, so none of this is a blind test.

"""


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m sim.analyses.sequences", description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--before", type=Path, help="what an earlier version found, as `--json` prints it")
    parser.add_argument("--title", default="Before", help="what its column is called")
    parser.add_argument("--json", action="store_true", help="print numbers instead of tables")
    given = parser.parse_args()
    found = sequences(
        load("redline:maximum_pressure", crisis=US_IRAN),
        worlds=given.worlds,
        jobs=usable_cores(),
        tell=lambda what, done, total: print(f"{what}: {done:,} of {total:,} worlds", file=sys.stderr),
    ).as_dict()
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    before = None if given.before is None else json.loads(given.before.read_text(encoding="utf-8"))
    print(INTRODUCTION.format(worlds=f"{given.worlds:,}", seed=found["seed"]) + markdown(found, before, given.title))


if __name__ == "__main__":
    main()
