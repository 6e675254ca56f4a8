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


def report_alone(folder: Path) -> float:
    """Seconds for the page of a finished run, without starting Python."""
    script = (
        "import time, sim\nfound = sim.read('run/maximum_pressure')\nimport sim.report\n"
        "began = time.perf_counter()\nfound.report('page.html')\nprint(time.perf_counter() - began)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


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
            "reference, 2,000 worlds, with its report": lambda at: fresh(at, ("run", reference, *many, *jobs)),
            "the report alone": report_alone,
            "13 thresholds, 2,000 worlds each": lambda at: fresh(at, ("run", sweep, *many, *jobs)),
        }
        taken: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(arguments.rounds):
            for name, row in rows.items():
                taken[name].append(row(folder))
    unit = taken[IMPORTS]
    print(f"Seconds by the clock, {arguments.jobs} processes, median of {arguments.rounds} interleaved rounds.\n")
    print("| | seconds | range | in imports |\n|---|--:|--:|--:|")
    for name, times in taken.items():
        multiple = statistics.median(one / yard for one, yard in zip(times, unit, strict=True))
        print(f"| {name} | {statistics.median(times):.2f} | {min(times):.2f} to {max(times):.2f} | {multiple:.2f} |")


if __name__ == "__main__":
    main()
