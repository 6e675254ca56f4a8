"""Start-up and whole commands, as multiples of `python -c "import mesa, pandas, plotly.graph_objects"` of the same run.

Rounds are interleaved and medians printed. Seconds of one machine say little about another; the multiples say more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

#: The yardstick.
IMPORTS = "import mesa, pandas, plotly.graph_objects"
REDLINE = (sys.executable, "-m", "sim")
#: Whoever is faster, and NumPy.
ENGINES = AUTO, NUMPY = "auto", "numpy"
TURNING, SCREENED = "explain --turning-point", "screening of drivers, without starting Python"
#: What takes so long that it is run in the first round only.
ONCE = {f"{name}, {NUMPY}" for name in (TURNING, SCREENED, "13 thresholds, 2,000 worlds each")}


def command(*words: str) -> Callable[[Path], float]:
    """Seconds that a command takes, run in a scratch folder."""

    def run(folder: Path) -> float:
        began = time.perf_counter()
        subprocess.run([*words], cwd=folder, check=True, capture_output=True)
        return time.perf_counter() - began

    return run


def first_progress(folder: Path) -> float:
    """Seconds until the reference run says its first line, which is then stopped."""
    began = time.perf_counter()
    words = [*REDLINE, "run", "redline:maximum_pressure", "--worlds", "2000", "--fresh", "-o", "first"]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stderr is not None
        process.stderr.read(1)
        seconds = time.perf_counter() - began
        process.kill()
    return seconds


def scripted(script: str, *words: str) -> Callable[[Path], float]:
    """Seconds that a piece of Python prints as its last word: of a part that is not to start Python."""

    def run(folder: Path) -> float:
        words_said = [sys.executable, "-c", script, *words]
        done = subprocess.run(words_said, cwd=folder, check=True, capture_output=True, text=True)
        return float(done.stdout.split()[-1])

    return run


REPORT = """\
import time, sim
found = sim.read("run/maximum_pressure")
import sim.report
began = time.perf_counter()
found.report("page.html")
print(time.perf_counter() - began)
"""
ONE_WORLD = """\
import sys, time, sim
import numpy as np
from sim.runs.blocks import Task, simulate
(cell, *_) = sim.load("redline:maximum_pressure").cells()
task = Task(cell, 1, np.arange(1), outcomes_only=True, engine=sys.argv[1])
simulate(task)
began = time.perf_counter()
simulate(task)
print(time.perf_counter() - began)
"""
SCREENING = """\
import sys, time, sim
from sim.analyses.drivers import drive, screening
from sim.analyses.drivers.luck import Worlds
from sim.runs.worlds import using
results = sim.read("run/maximum_pressure")
asked = drive.ask(results)
worlds = Worlds(asked.cell, results.seed, results.crisis.outcomes.code(asked.outcome), int(sys.argv[2]))
with using(sys.argv[1]):
    began = time.perf_counter()
    screening.screen(asked.factors, worlds)
print(time.perf_counter() - began)
"""
SWEEP = """\
format: 1
title: Where is the line?
question: How does the chance of war change with the threshold for force?
extends: redline:maximum_pressure
runs: {worlds: 2000}
sweep:
  axes:
    united_states.force_threshold: {from: 3, to: 9, points: 13}
outcomes: {headline: war}
"""


def fresh(folder: Path, words: tuple[str, ...]) -> float:
    """Seconds of a run that finds nothing kept."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return command(*REDLINE, *words, "-o", f"{place}/run")(folder)


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 2))
    arguments = parser.parse_args()
    jobs, many = ("--jobs", str(arguments.jobs)), ("--worlds", "2000")
    root = Path(__file__).resolve().parents[1]
    os.environ["PYTHONPATH"] = str(root)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or all would be compiled anew in every process
    reference = "redline:maximum_pressure"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "sweep.yaml").write_text(SWEEP)
        sweep = str(folder / "sweep.yaml")
        command(*REDLINE, "run", reference, "--worlds", "2000", "-o", "run", *jobs)(folder)
        rows: dict[str, Callable[[Path], float]] = {
            IMPORTS: command(sys.executable, "-c", IMPORTS),
            "redline --help": command(*REDLINE, "--help"),
            "to the first line that the run prints": first_progress,
            "the report alone": scripted(REPORT),
        }
        run = "run/maximum_pressure"
        both: dict[str, Callable[[str], Callable[[Path], float]]] = {
            "reference, 2,000 worlds, with its report": lambda by: (
                lambda at: fresh(at, ("run", reference, *many, *jobs, "--engine", by))
            ),
            "13 thresholds, 2,000 worlds each": lambda by: (
                lambda at: fresh(at, ("run", sweep, *many, *jobs, "--engine", by))
            ),
            TURNING: lambda by: command(*REDLINE, "explain", run, "--world", "1", "--turning-point", "--engine", by),
            SCREENED: lambda by: scripted(SCREENING, by, jobs[1]),
            "one world of the full cast, without starting Python": lambda by: scripted(ONE_WORLD, by),
        }
        rows |= {f"{name}, {by}": made(by) for name, made in both.items() for by in ENGINES}
        taken: dict[str, list[float]] = {name: [] for name in rows}
        for number in range(arguments.rounds):
            for name, row in rows.items():
                if number == 0 or name not in ONCE:
                    taken[name].append(row(folder))
    unit = taken[IMPORTS]
    print(
        f"Seconds by the clock, {arguments.jobs} threads, median of {arguments.rounds} interleaved rounds; of what is"
    )
    print(f"marked with a star of one. Modules are there. Times {NUMPY}: how many times as fast as NumPy.\n")
    print(f"| | seconds | range | in imports | times {NUMPY} |\n|---|--:|--:|--:|--:|")
    for name, times in taken.items():
        multiple = statistics.median(one / yard for one, yard in zip(times, unit, strict=False))
        slow = taken.get(f"{name.removesuffix(f', {AUTO}')}, {NUMPY}", []) if name.endswith(AUTO) else []
        ratios = [theirs / mine for theirs, mine in zip(slow, times, strict=False)]
        faster = f"{statistics.median(ratios):.1f}" if ratios else ""
        spread = f"{min(times):.2f} to {max(times):.2f}"
        star = "*" if name in ONCE else ""
        print(f"| {name}{star} | {statistics.median(times):.3g} | {spread} | {multiple:.2f} | {faster} |")


if __name__ == "__main__":
    main()
