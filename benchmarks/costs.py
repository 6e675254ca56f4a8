"""What a world of the full cast costs: for each further actor, day, series and kept event; memory; where time goes.

Rounds are interleaved on one core; processor time is compared within a round, and medians are printed. What should cost
the same each time is measured at several points and held against a straight line.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np

import sim
from benchmarks.compare import machine, one_core
from benchmarks.logs import comparing_logs
from sim.compiled import live
from sim.crisis.model import CrisisModel
from sim.crisis.series import KEYS
from sim.crisis.us_iran import US_IRAN
from sim.engine.actor import Actor
from sim.engine.chance import Stream
from sim.engine.events import EventLog
from sim.engine.recorder import Recorder

REFERENCE = sim.load("redline:maximum_pressure").cells()[0]
#: The same under full pressure from the first day, so that all its days are alike.
STEADY = sim.load("redline:maximum_pressure", sets=["united_states.pressure=0.92"]).cells()[0]
WORLDS, DAYS = 4000, 365
REST = "the rest"


def simulate(
    worlds: int = WORLDS,
    days: int = DAYS,
    added: int = 0,
    cell: Any = REFERENCE,
    compiled: bool = False,
    **kept: Any,
) -> None:
    """So many worlds and days, with further militias, and with what the recorder is told to keep, by either engine."""
    militias = [(f"further_{one}", {"like": "iraqi_front"}) for one in range(added)]
    cast = SimpleNamespace(without=(), added=militias)
    recorder = Recorder(**{"events_below": worlds, **kept})

    def made(world: Any, recorder: Recorder) -> CrisisModel:
        return CrisisModel(
            world, rng=1, start=cell.start, days=days, courses=cell.courses, cast=cast, recorder=recorder
        )

    model = made(worlds, recorder)
    if compiled:
        live.live(model, made)
    while model.running:
        model.step()
    recorder.block()


class Stopwatch:
    """Time spent below methods; what is below another watched one counts for that one alone.

    Args:
        clock: processor time, which others on the machine do not blur, or one that is quicker to read, where many short
            calls are watched.
    """

    def __init__(self, clock: Callable[[], float] = time.process_time) -> None:
        self._clock = clock
        self.spent: dict[str, float] = defaultdict(float)
        self._below: list[float] = []
        self._changed: list[tuple[Any, str, Any]] = []

    def watch(self, owner: Any, attribute: str, name: str) -> None:
        """Begins to count a method's time under a name."""
        function = vars(owner)[attribute]

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = self._clock()
            self._below.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                taken = self._clock() - began
                self.spent[name] += taken - self._below.pop()
                if self._below:
                    self._below[-1] += taken

        self._changed.append((owner, attribute, function))
        setattr(owner, attribute, timed)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Counts the whole as well, and what is below no watched method as the rest."""
        began = self._clock()
        try:
            yield
        finally:
            self.spent[REST] = self._clock() - began - sum(self.spent.values())
            for owner, attribute, function in self._changed:
                setattr(owner, attribute, function)

    def shares(self) -> dict[str, float]:
        """Shares of the whole, largest first."""
        whole = sum(self.spent.values())
        return {name: one / whole for name, one in sorted(self.spent.items(), key=lambda item: -item[1])}


def seconds(*parts: tuple[Any, str], **options: Any) -> float:
    """Processor time of :func:`simulate`; of it, what some methods take, when they are named."""
    gc.collect()
    watch = Stopwatch()
    for owner, attribute in parts:
        watch.watch(owner, attribute, "part")
    with watch.running():
        simulate(**options)
    return watch.spent["part"] if parts else watch.spent[REST]


@dataclass(frozen=True)
class Line:
    """A cost that should grow by the same amount with each further one of something.

    Attributes:
        title: of what.
        points: how many of them are tried.
        options: what :func:`simulate` is told for so many.
        parts, parts_compiled: the methods that are timed, of either engine; the whole run without any.
    """

    title: str
    points: tuple[int, ...]
    options: Callable[[int], dict[str, Any]]
    parts: tuple[tuple[Any, str], ...] = ()
    parts_compiled: tuple[tuple[Any, str], ...] = ()


LINES = (
    Line("militias", (0, 4, 8, 16), lambda many: {"added": many}),
    Line("days, all under full pressure", (182, 365, 730), lambda many: {"days": many, "cell": STEADY}),
    Line("days of the reference", (182, 365, 730), lambda many: {"days": many}),
    Line(
        "recorded series: the daily record",
        (1, 7, 14),
        lambda many: {"series": KEYS[:many]},
        ((Recorder, "take"),),
        ((Recorder, "record_paths"),),
    ),
    Line(
        "worlds, among others, whose events are kept: the event log and its table",
        (500, 1000, 2000, 3500),
        lambda many: {"events_below": many, "series": ()},
        ((EventLog, "add"), (EventLog, "columns")),
        ((EventLog, "extend"), (EventLog, "columns")),
    ),
    Line("worlds", (4000, 8000, 16_000), lambda many: {"worlds": many}),
)


def line(points: tuple[int, ...], costs: list[float]) -> tuple[float, float]:
    """Slope of the straight line through some points; how far off it one lies at most, as a share of the largest."""
    slope, start = np.polyfit(points, costs, 1)
    off = np.abs(np.array(costs) - start - slope * np.array(points)).max()
    return float(slope), float(off / max(costs))


def lines(rounds: int, compiled: bool) -> str:
    """All lines of an engine, measured in interleaved rounds, as a table."""
    usual: list[float] = []
    taken: dict[tuple[str, int], list[float]] = defaultdict(list)
    if compiled:  # a module for each structure; the making is not counted
        for one in LINES:
            for point in one.points:
                simulate(**{**one.options(point), "worlds": 1}, compiled=True)
    for _ in range(rounds):
        usual.append(seconds(compiled=compiled))
        for one in LINES:
            for point in one.points:
                parts = one.parts_compiled if compiled else one.parts
                taken[one.title, point].append(seconds(*parts, **one.options(point), compiled=compiled) / usual[-1])
    said = [
        f"{'Compiled' if compiled else 'NumPy'}, as multiples of {WORLDS:,} worlds of {DAYS} days with everything "
        f"recorded, which took {statistics.median(usual):.2f} s; median of {rounds} rounds.",
        "",
        "| cost of | at | times the usual run | each further one adds | off a straight line at most |",
        "|---|---|---|--:|--:|",
    ]
    for one in LINES:
        costs = [statistics.median(taken[one.title, point]) for point in one.points]
        slope, off = line(one.points, costs)
        places, figures = (", ".join(f"{x:{form}}" for x in xs) for xs, form in ((one.points, ","), (costs, ".3f")))
        said.append(f"| {one.title} | {places} | {figures} | {slope:.3%} | {off:.1%} |")
    return "\n".join(said)


PHASES = ("perceive", "advise", "decide", "act", "learn")


def profile(by_rule: bool) -> dict[str, float]:
    """Shares of the time below each rule, or each phase of each class; chance and recording count apart."""
    watch = Stopwatch(time.perf_counter)
    for name in ("uniform", "normal"):
        watch.watch(Stream, name, "chance")
    watch.watch(Recorder, "take", "daily record")
    watch.watch(EventLog, "add", "event log")
    bases = {base for kind in kinds() for base in kind.__mro__ if base.__module__.startswith("sim.")}
    for base in sorted(bases, key=lambda one: one.__qualname__):
        for name, member in list(vars(base).items()):
            titled = f"{base.__name__}.{name}"
            wanted = titled in US_IRAN.rulebook() if by_rule else name in PHASES and base is not Actor
            if wanted and isinstance(member, FunctionType):
                watch.watch(base, name, titled)
    with watch.running():
        simulate()
    return watch.shares()


def kinds() -> set[type]:
    """Classes of everyone in the model, and of the model."""
    return {CrisisModel, *map(type, CrisisModel(1, rng=1).agents)}


def peak(**options: Any) -> int:
    """Peak of the memory that a run asks for, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        simulate(**options)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def recording(worlds: int) -> int:
    """Memory that recording a day asks for and gives back, in bytes."""
    most, take = 0, Recorder.take

    def watched(recorder: Recorder) -> None:
        nonlocal most
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        take(recorder)
        most = max(most, tracemalloc.get_traced_memory()[1] - before)

    Recorder.take = watched
    tracemalloc.start()
    try:
        simulate(worlds, days=10)
    finally:
        tracemalloc.stop()
        Recorder.take = take
    return most


def memory(few: int = 4096, many: int = 16_384) -> str:
    """What worlds, series and events take, told by differences between runs.

    Numbers of worlds are powers of two, for which draws made ahead take the same memory.
    """

    def world(**kept: Any) -> float:
        return (peak(worlds=many, days=60, **kept) - peak(worlds=few, days=60, **kept)) / (many - few)

    alone, recorded = world(outcomes_only=True), world(events_below=0)
    events = (peak(worlds=1024) - peak(worlds=1024, events_below=0)) / 1024
    series = (peak(worlds=64, events_below=0) - peak(worlds=64, events_below=0, series=KEYS[:1])) / (len(KEYS) - 1)
    # Today's value of a series stays, as float32; what recording asks for is given back before the run's peak.
    each = 4 + (recording(many) - recording(few)) / (many - few) / len(KEYS)
    return "\n".join(
        [
            f"| Memory at the peak, {DAYS} days | bytes |",
            "|---|--:|",
            f"| a further world of which the outcome alone is kept, for any number of days | {alone:,.0f} |",
            f"| a further world with all {len(KEYS)} series, likewise | {recorded:,.0f} |",
            f"| a further world whose events are kept, on top | {events:,.0f} |",
            f"| for each further world and series, 4 of them to stay, while a day is recorded | {each:,.0f} |",
            f"| a series, however many worlds: its counts by day, and whole paths of 64 worlds | {series:,.0f} |",
        ]
    )


def stages(worlds: int = 2000) -> dict[str, float]:
    """Shares of a whole run's time, without the range over assumptions: simulating, tables, the page."""
    scenario = sim.load("redline:maximum_pressure", sets=["runs.assumptions.draws=0"])
    ticks = [time.process_time()]
    found = sim.run(scenario, worlds=worlds, progress=lambda _: ticks.append(time.process_time()))
    tables = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        found.report(f"{folder}/report.html")
    page = time.process_time()
    parts = {"simulating": ticks[-1] - ticks[0], "tables": tables - ticks[-1], "the page": page - tables}
    return {name: one / sum(parts.values()) for name, one in parts.items()}


def main() -> None:
    """Runs the rounds and prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    one_core()
    seconds(worlds=2, days=30)
    for compiled in (False, True):
        print(lines(arguments.rounds, compiled))
        one = statistics.median(seconds(worlds=1, days=730, compiled=compiled) for _ in range(arguments.rounds))
        print(f"\nOne world of 730 days takes {one:.3f} s {'compiled' if compiled else 'in NumPy'}.\n")
    print(comparing_logs(arguments.rounds))
    found = {
        "phase": profile(by_rule=False),
        "rule": profile(by_rule=True),
        "stage of a run of 2,000 worlds with its page": stages(),
    }
    for title, shares in found.items():
        print(f"\n| Where the time goes, by {title} (1% and more) | share |\n|---|--:|")
        print("\n".join(f"| {name} | {share:.1%} |" for name, share in shares.items() if share >= 0.01))
    print(f"\n{memory()}\n\n{machine()}")


if __name__ == "__main__":
    main()
