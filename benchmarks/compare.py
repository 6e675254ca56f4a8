"""The reduced crisis in every framework, interleaved: medians, ratios, versions and machine, as a table.

Every round runs each implementation once, on one core, so that a slow spell of the machine falls on all alike; ratios
are taken within a round and their median is printed. World-days are counted to the horizon for all, though whoever
goes world by world stops at a world's end, and arrays go on with the ended ones. What is not installed is left out.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.reduced.rules import Result
from sim.runs.workers.workers import in_order


@dataclass(frozen=True)
class Rival:
    """One implementation.

    Attributes:
        title: how the table calls it.
        module: where it is, below :mod:`benchmarks.reduced`.
        worlds: how many it runs in a round, for about a second.
        function: its name in the module.
    """

    title: str
    module: str
    worlds: int
    function: str = "simulate"

    def load(self) -> Callable[[int, int, int], Result]:
        """The function; raises ImportError with a reason when something is missing."""
        module = importlib.import_module(f"benchmarks.reduced.{self.module}")
        if not getattr(module, "available", lambda: True)():
            raise ImportError("no gcc")
        found: Callable[[int, int, int], Result] = getattr(module, self.function)
        return found


#: Worlds of whoever goes through arrays or is compiled: as many as arrays in Python run best with; the others lose
#: nothing by it, since they go through them world by world or in blocks of their own.
BLOCK = 16_384
REDLINE, COMPILED = "redline, NumPy", "redline, compiled"
MESA, PLAIN, SCALAR_C = "Mesa batch_run", "plain Python loop", "C, scalar"
RIVALS = (
    Rival(MESA, "with_mesa", 40),
    Rival("EMA Workbench around Mesa", "with_ema", 40),
    Rival("AgentPy", "with_agentpy", 40),
    Rival(PLAIN, "plain", 100),
    Rival("JAX on the processor", "with_jax", BLOCK),
    Rival("Numba, scalar loop", "compiled_numba", BLOCK),
    Rival(REDLINE, "with_redline", BLOCK),
    Rival(COMPILED, "with_redline", BLOCK, "simulate_compiled"),
    Rival("NumPy arrays alone", "with_arrays", BLOCK),
    Rival(SCALAR_C, "compiled_c", BLOCK),
    Rival("C, 64 worlds side by side", "compiled_c", BLOCK, "simulate_simd"),
)
PACKAGES = ("redline", "mesa", "numpy", "wasmtime", "ema_workbench", "agentpy", "numba", "jax")


def machine() -> str:
    """Processor, Python, compiler and packages in a line."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        processor = names[0] if names else processor
    parts = [f"{processor}, {os.cpu_count()} cores", f"{platform.system()}", f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    try:
        parts.append(subprocess.run(["gcc", "--version"], capture_output=True, text=True).stdout.splitlines()[0])
    except (OSError, IndexError):
        parts.append("no gcc")
    return "; ".join(parts)


def one_core() -> None:
    """Keeps this process and its threads on one core, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def seconds(simulate: Callable[[int, int, int], Result], worlds: int, days: int, seed: int) -> float:
    """Processor time of one run: others on the machine count less than by the clock."""
    began = time.process_time()
    simulate(worlds, days, seed)
    return time.process_time() - began


def measure(rounds: int, days: int, only: list[str] | None = None, scale: float = 1.0) -> dict:
    """Runs the rounds; world-days a second of each implementation in each round, by title."""
    ready, missing = {}, {}
    for rival in RIVALS:
        if only and rival.module not in only:
            continue
        try:
            simulate = rival.load()
        except ImportError as reason:
            missing[rival.title] = str(reason)
            continue
        worlds = max(int(rival.worlds * scale), 2)
        simulate(worlds, days, 0)  # compilation and first use of memory are not counted
        ready[rival.title] = (simulate, worlds)
    speeds: dict[str, list[float]] = {title: [] for title in ready}
    for number in range(rounds):
        for title, (simulate, worlds) in ready.items():
            speeds[title].append(worlds * days / seconds(simulate, worlds, days, number + 1))
    return {"days": days, "rounds": rounds, "speeds": speeds, "missing": missing, "machine": machine()}


def ratio(found: dict, title: str, to: str) -> float:
    """Median over rounds of one speed over another's of the same round."""
    pairs = zip(found["speeds"][title], found["speeds"][to], strict=True)
    return statistics.median(mine / theirs for mine, theirs in pairs)


def table(found: dict) -> str:
    """The result as a Markdown table."""
    to = [title for title in (MESA, PLAIN, SCALAR_C) if title in found["speeds"]]
    lines = [
        f"Million world-days a second on one core, median of {found['rounds']} interleaved rounds of {found['days']} "
        "days (lowest to highest round), and how many times the speed of others.",
        "",
        "| | million world-days/s | range | " + " | ".join(f"times {title}" for title in to) + " |",
        "|---|--:|--:|" + "--:|" * len(to),
    ]
    for title, speeds in found["speeds"].items():
        low, middle, high = (f(speeds) / 1e6 for f in (min, statistics.median, max))
        ratios = " | ".join(f"{ratio(found, title, other):.3g}" for other in to)
        lines.append(f"| {title} | {middle:.3g} | {low:.3g} to {high:.3g} | {ratios} |")
    lines += ["", *(f"Left out: {title} ({reason})." for title, reason in found["missing"].items()), found["machine"]]
    return "\n".join(lines)


@dataclass(frozen=True)
class Share:
    """A block of redline's worlds, as a worker gets it."""

    seed: int
    compiled: bool
    title: str = "a block of the reduced crisis"


def simulated(share: Share) -> int:
    """Simulates a block; returns how many of its worlds end in war."""
    from benchmarks.reduced import with_redline
    from benchmarks.reduced.rules import WAR

    return int((with_redline.simulate(BLOCK, 365, share.seed, compiled=share.compiled).outcome == WAR).sum())


def two_threads(rounds: int, compiled: bool) -> float:
    """How much sooner two of redline's threads get its worlds done than one; by the clock, median of rounds.

    Each gets four blocks, the first of which is not counted: modules and memory are then there.
    """
    gains = []
    for _ in range(rounds):
        seconds_of = {}
        for jobs in (1, 2):
            shares = [Share(seed, compiled) for seed in range(8)]
            came = [time.perf_counter() for _ in in_order(simulated, shares, jobs)]
            seconds_of[jobs] = (came[-1] - came[jobs - 1]) / (len(shares) - jobs)
        gains.append(seconds_of[1] / seconds_of[2])
    return statistics.median(gains)


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--only", nargs="+", help="modules below benchmarks.reduced")
    parser.add_argument("--json", type=Path, help="where to write all numbers")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    two_cores = (os.cpu_count() or 1) > 1
    gains = {how: two_threads(min(arguments.rounds, 3), how == COMPILED) for how in (REDLINE, COMPILED) if two_cores}
    one_core()
    found = measure(arguments.rounds, arguments.days, arguments.only)
    found["two_threads"] = gains
    print(table(found))
    for how, gain in gains.items():
        print(f"\nTwo threads, once warm, simulate the worlds of {how} {gain:.2f} times as fast as one.")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    sys.exit(main())
