"""What a world of the full cast costs: per day, per further actor, for its record, in memory; and where the time goes.

Rounds are interleaved on one core; medians of processor time are printed. Parts of the record are told by leaving them
out, families of rules by the time spent below them.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import sim
from benchmarks.compare import machine, one_core
from sim.agents.actor import Actor
from sim.chance import Stream
from sim.model import CrisisModel
from sim.recorder import Recorder
from sim.series import SERIES

CELL = sim.load("redline:maximum_pressure").cells()[0]
WORLDS = 4000


def seconds(worlds: int, days: int = 365, added: int = 0, **kept: Any) -> float:
    """Processor time of so many worlds and days, with further militias, and with what the recorder is told to keep."""
    began = time.process_time()
    militias = [(f"further_{one}", {"like": "iraqi_front"}) for one in range(added)]
    cast = SimpleNamespace(without=(), added=militias)
    recorder = Recorder(**kept)
    CrisisModel(
        worlds, rng=1, start=CELL.start, days=days, courses=CELL.courses, cast=cast, recorder=recorder
    ).run_model()
    recorder.block()
    return time.process_time() - began


def cases() -> dict[str, dict[str, Any]]:
    """What is measured, by name: arguments of :func:`seconds`."""
    nothing = {"outcomes_only": True}
    return {
        "365 days": {"worlds": WORLDS},
        "182 days": {"worlds": WORLDS, "days": 182},
        "730 days": {"worlds": WORLDS, "days": 730},
        "365 days, 4 further militias": {"worlds": WORLDS, "added": 4},
        "365 days, 8 further militias": {"worlds": WORLDS, "added": 8},
        "365 days, no events kept": {"worlds": WORLDS, "events_below": 0},
        "365 days, outcomes alone": {"worlds": WORLDS, **nothing},
        "one world, 730 days": {"worlds": 1, "days": 730},
    }


def shares(worlds: int = WORLDS, days: int = 365) -> dict[str, float]:
    """Share of the time below each phase of each class, in chance and in recording; chance counts apart."""
    spent: dict[str, float] = defaultdict(float)
    depth: list[float] = []

    def timed(name: str, function: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            depth.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                taken = time.perf_counter() - began
                spent[name] += taken - depth.pop()
                if depth:
                    depth[-1] += taken

        return wrapped

    changed: list[tuple[Any, str, Any]] = []

    def watch(owner: Any, attribute: str, name: str) -> None:
        changed.append((owner, attribute, vars(owner)[attribute]))
        setattr(owner, attribute, timed(name, vars(owner)[attribute]))

    model = CrisisModel(worlds, rng=1, start=CELL.start, days=days, courses=CELL.courses, recorder=Recorder())
    kinds = {type(one) for one in model.agents}
    try:
        for name in ("uniform", "normal"):
            watch(Stream, name, "chance")
        watch(Recorder, "take", "daily record")
        watch(type(model.events), "add", "event log")
        for kind in kinds:
            for phase in ("perceive", "advise", "decide", "act", "learn"):
                if phase in vars(kind) and vars(kind)[phase] is not vars(Actor).get(phase):
                    watch(kind, phase, f"{kind.__name__}, {phase}")
        began = time.perf_counter()
        model.run_model()
        whole = time.perf_counter() - began
    finally:
        for owner, attribute, before in changed:
            setattr(owner, attribute, before)
    found = {name: taken / whole for name, taken in spent.items()}
    return found | {"the rest (order of the day, dispatch)": 1.0 - sum(found.values())}


def bytes_per_world(few: int = 100, many: int = 400, days: int = 365, **kept: Any) -> float:
    """Peak memory that a further world takes."""
    peaks = []
    for worlds in (few, many):
        tracemalloc.start()
        seconds(worlds, days, **kept)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return (peaks[1] - peaks[0]) / (many - few)


def main() -> None:
    """Runs the rounds and prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    one_core()
    seconds(2, 30)
    taken: dict[str, list[float]] = {name: [] for name in cases()}
    for _ in range(arguments.rounds):
        for name, case in cases().items():
            taken[name].append(seconds(**case))
    print(f"Full cast, {WORLDS:,} worlds where nothing else is said, median of {arguments.rounds} rounds.\n")
    print("| | seconds | times 365 days |\n|---|--:|--:|")
    for name, times in taken.items():
        ratio = statistics.median(one / unit for one, unit in zip(times, taken["365 days"], strict=True))
        print(f"| {name} | {statistics.median(times):.2f} | {ratio:.2f} |")
    print("\n| Where the time goes | share |\n|---|--:|")
    for name, share in sorted(shares().items(), key=lambda item: -item[1]):
        print(f"| {name} | {share:.1%} |")
    kept, alone = bytes_per_world(), bytes_per_world(outcomes_only=True)
    counts = len(SERIES) * 365 * 400 * 4 / 1e6
    print(f"\nA further world takes {kept:,.0f} bytes while a year is simulated, {alone:,.0f} for its outcome alone.")
    print(f"Daily counts take {counts / len(SERIES):.2f} MB a series and year, however many worlds there are.")
    print(machine())


if __name__ == "__main__":
    main()
