"""Worlds a second of the full cast, memory, and beside them a fixed NumPy workload from the same run.

The workload lets machines be compared: divide by it before comparing two of them. Rounds are interleaved, so that a
slow spell of the machine falls on all rows alike; medians are printed.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import sys
import time
from importlib.metadata import version

import numpy as np

import sim
from sim.model import CrisisModel
from sim.recorder import Recorder

SIZES = (1, 10, 100, 1000, 4000, 8000)


def workload() -> float:
    """Seconds of processor time for a fixed piece of NumPy: 2,000 rounds over 4,096 numbers."""
    values = np.linspace(0.0, 1.0, 4096, dtype=np.float32)
    began = time.process_time()
    for _ in range(2000):
        values = np.sqrt(values * np.float32(0.9) + np.float32(0.1) * np.exp(-values))
        np.flatnonzero(values > 0.5)
    return time.process_time() - began


def simulate(worlds: int) -> float:
    """Seconds of processor time for so many worlds of the reference scenario, everything recorded."""
    cell = CELL
    began = time.process_time()
    recorder = Recorder()
    model = CrisisModel(
        worlds,
        rng=1,
        start=cell.start,
        days=cell.days,
        courses=cell.courses,
        events=cell.events,
        cast=cell.cast,
        recorder=recorder,
    )
    model.run_model()
    recorder.block()
    return time.process_time() - began


def peak_memory() -> float:
    """Largest resident memory of this process so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    simulate(2)  # imports and caches are paid for here
    seconds: dict[int, list[float]] = {size: [] for size in arguments.sizes}
    fixed: list[float] = []
    for _ in range(arguments.rounds):
        fixed.append(workload())
        for size in arguments.sizes:
            seconds[size].append(simulate(size))
    unit = statistics.median(fixed)
    rows = [
        {"worlds": size, "seconds": statistics.median(times), "workloads": statistics.median(times) / unit}
        | {"worlds_per_second": size / statistics.median(times)}
        for size, times in seconds.items()
    ]
    result = {
        "days": CELL.days,
        "workload_seconds": unit,
        "rows": rows,
        "peak_memory_mb": peak_memory(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "mesa": version("mesa"),
        "machine": platform.machine(),
    }
    print(json.dumps(result) if arguments.json else table(result))


def table(result: dict) -> str:
    """The result for reading."""
    lines = [
        f"Full cast, {result['days']} days, one core; median of processor time.",
        f"Python {result['python']}, NumPy {result['numpy']}, Mesa {result['mesa']}, {result['machine']}",
        "",
        f"{'worlds':>8} {'seconds':>9} {'worlds/s':>9} {'in workloads':>13}",
    ]
    for row in result["rows"]:
        lines.append(
            f"{row['worlds']:>8,} {row['seconds']:>9.2f} {row['worlds_per_second']:>9,.0f} {row['workloads']:>13.1f}"
        )
    lines += [
        "",
        f"The fixed NumPy workload took {result['workload_seconds']:.3f} s.",
        f"Peak memory {result['peak_memory_mb']:,.0f} MB.",
    ]
    return "\n".join(lines)


CELL = sim.load("redline:maximum_pressure").cells()[0]

if __name__ == "__main__":
    main()
