"""The reference scenario, simulated once in each process for all tests that only read what came of it."""

from __future__ import annotations

from functools import cache

import sim
from sim.analyses.facts.stylised_facts import record_of
from sim.crisis.facts.patterns import Record
from sim.crisis.model import CrisisModel
from sim.engine.recorder import Recorder
from sim.runs.results import Results

#: Worlds of the run. With 160 worlds ends that come once in 100 are all missing in about one run of five.
WORLDS = 160
#: Worlds of the record: enough for intervals to clear their marks.
RECORDED = 800


@cache
def reference() -> Results:
    """A run of the reference scenario; its seed is the scenario's, so chance plays no part in what is found in it."""
    return sim.run(sim.load("redline:maximum_pressure").replace(assumptions={"draws": 0}), worlds=WORLDS)


def record(worlds: int, theory: str | None = None) -> Record:
    """What a fit compares, of some worlds of the reference scenario."""
    scenario = sim.load("redline:maximum_pressure")
    cell, recorder = scenario.cells()[0], Recorder(events_below=worlds, examples_below=0, months_below=worlds)
    model = CrisisModel(
        worlds,
        rng=scenario.seed,
        days=cell.days,
        theory=theory or cell.theory,
        courses=cell.courses,
        events=cell.events,
        recorder=recorder,
    )
    model.run_model()
    return record_of([recorder.block()])


@cache
def reference_record() -> Record:
    """The record of the reference scenario."""
    return record(RECORDED)
