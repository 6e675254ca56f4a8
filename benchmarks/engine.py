"""Worlds a second of the full cast, and the memory it takes, from one world to a hundred thousand, as a user runs it.

Every size is a run of the reference scenario with all its tables, without the range over assumptions, by one process
that does nothing else, so that its peak of memory is its own. The process times a fixed NumPy workload first: divide by
it before comparing two machines. Rounds are interleaved, so that a slow spell of the machine falls on all rows alike,
and medians are printed; the largest sizes are run once.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np

import sim
from benchmarks.compare import machine, one_core
from sim.compiled.emit import emit
from sim.compiled.live import outputs
from sim.compiled.native import Native
from sim.compiled.tracing import trace
from sim.engine.recorder import Recorder
from sim.runs.blocks import Task, simulate
from sim.runs.results import EVENTS_KEPT, EXAMPLES_KEPT
from sim.runs.worlds import Engine, model_of
from sim.scenario import Cell

SIZES = (1, 10, 100, 1_000, 10_000, 100_000)
#: Sizes above this one are run in the first round only.
ONCE_ABOVE = 10_000
#: What a process may take, for any number of worlds, in megabytes.
BOUND = 1000


def workload() -> float:
    """Seconds of processor time for a fixed piece of NumPy: 2,000 rounds over 4,096 numbers."""
    values = np.linspace(0.0, 1.0, 4096, dtype=np.float32)
    began = time.process_time()
    for _ in range(2000):
        values = np.sqrt(values * np.float32(0.9) + np.float32(0.1) * np.exp(-values))
        np.flatnonzero(values > 0.5)
    return time.process_time() - began


def peak_memory() -> float:
    """Largest resident memory of this process so far, in megabytes of a million bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def measure(worlds: int) -> dict[str, float]:
    """Processor time of a run of so many worlds: in all, and until the last of them was simulated; and memory."""
    one_core()
    unit = workload()
    scenario = sim.load("redline:maximum_pressure", sets=["runs.assumptions.draws=0"])
    sim.run(scenario, worlds=2)  # imports and caches are paid for here
    before, simulated = peak_memory(), 0.0

    def progress(_: object) -> None:
        nonlocal simulated
        simulated = time.process_time()

    began = time.process_time()
    sim.run(scenario, worlds=worlds, progress=progress)
    seconds = time.process_time() - began
    return {
        "seconds": seconds,
        "simulating": simulated - began,
        "workload": unit,
        "peak_mb": peak_memory(),
        "before_mb": before,
        "days": scenario.days,
    }


def in_fresh_process(worlds: int) -> dict[str, float]:
    """The same, measured by a process that has done nothing before."""
    command = [sys.executable, "-m", "benchmarks.engine", "--here", str(worlds)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def engines(rounds: int, sizes: Sequence[int]) -> str:
    """World-days a second of processor time by either engine, interleaved in one process, as a table.

    With everything recorded that a run's first variant keeps, and with outcomes alone. Modules are there: what their
    making costs is the first line.
    """
    one_core()
    scenario = sim.load("redline:maximum_pressure")
    (cell, *_) = scenario.cells()

    def speed(engine: Engine, worlds: int, recorded: bool) -> float:
        below = {"events_below": EVENTS_KEPT, "examples_below": EXAMPLES_KEPT, "months_below": EVENTS_KEPT}
        kept = below if recorded else {"outcomes_only": True}
        began = time.process_time()
        block = simulate(Task(cell, scenario.seed, np.arange(worlds), engine=engine, **kept)).block
        lived = np.minimum(block.columns["day"] + 1, cell.days).sum()
        return float(lived / (time.process_time() - began))

    began = time.process_time()
    speed("compiled", 1, True)
    lines = [
        f"The first world compiled took {time.process_time() - began:.2f} s, {module(cell, scenario.seed)}.",
        "",
        "| worlds | kept | NumPy | compiled | ratio |",
        "|--:|---|--:|--:|--:|",
    ]
    for worlds in sizes:
        for recorded in (False, True):
            pairs = [[speed(engine, worlds, recorded) for engine in ("numpy", "compiled")] for _ in range(rounds)]
            numpy, compiled = (statistics.median(one) for one in zip(*pairs, strict=True))
            what = "everything" if recorded else "outcomes"
            lines.append(f"| {worlds:,} | {what} | {numpy:,.0f} | {compiled:,.0f} | {compiled / numpy:.1f} |")
    return "\n".join(lines)


def module(cell: Cell, seed: int) -> str:
    """What is told of the module of a cell: what making it takes, and its size."""
    model = model_of(cell, np.arange(1), seed, Recorder())  # what is traced has to be imported before
    began = time.process_time()
    program = trace(lambda worlds: model_of(cell, worlds, seed, Recorder(outcomes_only=True)))
    traced = time.process_time()
    made = emit(program, outputs(model))
    emitted = time.process_time()
    Native(made)
    took = (traced - began, emitted - traced, time.process_time() - emitted)
    size, compressed = len(made.code), len(gzip.compress(made.code))
    return (
        "the making of its module included where none was kept: tracing {:.2f} s, emitting {:.2f} s, compiling to "
        "machine code {:.2f} s; {:,} bytes, {:,} compressed".format(*took, size, compressed)
    )


def row(worlds: int, runs: list[dict[str, float]]) -> dict[str, float]:
    """Medians of a size's rounds; of memory the largest."""
    middle = {name: statistics.median(run[name] for run in runs) for name in ("seconds", "simulating")}
    return {
        "worlds": worlds,
        "rounds": len(runs),
        **middle,
        "worlds_per_second": worlds / middle["seconds"],
        "workloads": statistics.median(run["seconds"] / run["workload"] for run in runs),
        "peak_mb": max(run["peak_mb"] for run in runs),
    }


def table(result: dict) -> str:
    """The result for reading."""
    lines = [
        f"Full cast, {result['days']} days, everything recorded and written to tables, one process on one core; "
        f"processor time, median of {result['rounds']} interleaved rounds (one round above {ONCE_ABOVE:,} worlds). "
        "Peak memory is that of the whole process, the largest of all rounds.",
        "",
        "| worlds | seconds | of which simulating | worlds/s | in workloads | peak memory, MB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for one in result["rows"]:
        share = one["simulating"] / one["seconds"]
        lines.append(
            f"| {one['worlds']:,} | {one['seconds']:.2f} | {share:.0%} | {one['worlds_per_second']:,.0f} "
            f"| {one['workloads']:.1f} | {one['peak_mb']:,.0f} |"
        )
    largest = max(one["peak_mb"] for one in result["rows"])
    return "\n".join(
        [
            *lines,
            "",
            f"The fixed NumPy workload took {result['workload_seconds']:.3f} s. Largest peak: {largest:,.0f} MB, "
            f"{'within' if largest <= BOUND else 'over'} the bound of {BOUND:,} MB; {result['before_mb']:,.0f} MB of "
            "it are there before the run: Python, NumPy, pandas, Mesa and Arrow.",
            result["machine"],
        ]
    )


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--engines", action="store_true", help="NumPy against compiled rules instead")
    arguments = parser.parse_args()
    if arguments.engines:
        print(engines(arguments.rounds, [size for size in arguments.sizes if size <= ONCE_ABOVE]))
        return
    if arguments.here:
        print(json.dumps(measure(arguments.here)))
        return
    runs: dict[int, list[dict[str, float]]] = {size: [] for size in arguments.sizes}
    for number in range(arguments.rounds):
        for size in arguments.sizes:
            if number == 0 or size <= ONCE_ABOVE:
                runs[size].append(in_fresh_process(size))
    every = [run for some in runs.values() for run in some]
    result = {
        "rounds": arguments.rounds,
        "rows": [row(size, some) for size, some in runs.items()],
        "workload_seconds": statistics.median(run["workload"] for run in every),
        "before_mb": statistics.median(run["before_mb"] for run in every),
        "days": int(every[0]["days"]),
        "machine": machine(),
    }
    print(json.dumps(result) if arguments.json else table(result))


if __name__ == "__main__":
    main()
