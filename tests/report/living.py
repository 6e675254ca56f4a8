"""A small run of the real model, whose worlds can be lived again while a page is made."""

from __future__ import annotations

from functools import cache

import sim
from sim.runs.results import Results

#: Two variants of which the second has force and war in it, and a record of its own days.
FILE = """\
format: 1
title: A lower line
clock: {start: 2018-05-08, days: 420}
runs: {worlds: 30, seed: 5, assumptions: {draws: 0}}
parameters: {united_states.force_threshold: 5, united_states.pressure: 0.9}
variants:
  low_line:
    title: A lower line
    set: {united_states.force_threshold: 4, iran.boldness: 0.8}
"""


@cache
def results() -> Results:
    """The run, in memory, once for all files of a process: nobody changes it."""
    return sim.run(sim.load(FILE))
