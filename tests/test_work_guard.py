"""A slip in speed or memory is caught by counting work, which a busy machine cannot blur.

Counts for a fixed small run of the full cast: arithmetic a day, calls of NumPy and of arrays a day, numbers drawn a
world-day; bytes a world, and for its events. The first four are the same on all Pythons, NumPys and machines, so their
bounds are narrower than the smallest rule that runs daily: doing it twice shows. Less is worth a new number as well. To
update one: run ``python -m tests.test_work_guard``, see what the change bought (``make bench``), and put the new count
below.
"""

import dis
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from types import CodeType

import numpy as np
import pytest

import sim
import sim.engine.chance
from sim.crisis.model import CrisisModel
from sim.engine.recorder import Recorder

#: Last counts: arithmetic and comparisons a day; NumPy's functions called a day, and arrays' methods; numbers hashed a
#: world-day.
OPERATIONS, CALLS, METHODS, NUMBERS = 1582.7, 169.3, 124.0, 21.8
#: Bytes a world, and for its kept events, which also depend on the versions of Python, NumPy and Mesa.
BYTES, EVENT_BYTES = 3294, 964

#: What an operation on arrays looks like to the interpreter, in all versions that are tested.
ARITHMETIC = {
    dis.opmap[name]
    for name in (
        *("BINARY_OP", "COMPARE_OP", "UNARY_NEGATIVE", "UNARY_INVERT"),
        *("BINARY_SUBSCR", "STORE_SUBSCR", "BINARY_SLICE", "STORE_SLICE"),
    )
    if name in dis.opmap
}


def crisis(worlds: int, days: int, events_below: int = 2000) -> CrisisModel:
    """The reference scenario for few days, everything recorded, past the first steps of pressure."""
    cell = sim.load("redline:maximum_pressure").cells()[0]
    recorder = Recorder(events_below)
    return CrisisModel(worlds, rng=1, start=cell.start, days=days, courses=cell.courses, recorder=recorder)


def operations_per_day(days: int = 20) -> float:
    """Arithmetic and comparisons of the simulator's own code, a day.

    A rule that is computed twice, or a loop over what used to be one array, shows here; how many worlds there are does
    not.
    """
    count = _monitored if sys.version_info >= (3, 12) else _traced
    return count(crisis(50, days).run_model) / days


def _ours(depth: int) -> bool:
    return str(sys._getframe(depth + 1).f_globals.get("__name__")).startswith("sim.")


def _traced(run: Callable[[], None]) -> int:
    """Operations while something runs, told by a trace function; from Python 3.12 on these miss instructions."""
    found, codes = Counter[bool](), dict[CodeType, bytes]()

    def trace(frame, event, _):
        if not _ours(1):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            raw = codes.get(frame.f_code) or codes.setdefault(frame.f_code, frame.f_code.co_code)
            found[raw[frame.f_lasti] in ARITHMETIC] += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return found[True]


def _monitored(run: Callable[[], None]) -> int:
    """The same, told by the interpreter's own events, which Python has from 3.12 on."""
    events, tool = sys.monitoring.events, sys.monitoring.PROFILER_ID
    found, codes = Counter[bool](), dict[CodeType, bytes]()

    def start(code: CodeType, _: int) -> object:
        if code not in codes and _ours(1):
            codes[code] = code.co_code
            sys.monitoring.set_local_events(tool, code, events.INSTRUCTION)
        return sys.monitoring.DISABLE

    def instruction(code: CodeType, offset: int) -> None:
        found[codes[code][offset] in ARITHMETIC] += 1

    sys.monitoring.use_tool_id(tool, "work guard")
    try:
        sys.monitoring.register_callback(tool, events.PY_START, start)
        sys.monitoring.register_callback(tool, events.INSTRUCTION, instruction)
        sys.monitoring.set_events(tool, events.PY_START)
        run()
    finally:
        sys.monitoring.set_events(tool, events.NO_EVENTS)
        for code in codes:
            sys.monitoring.set_local_events(tool, code, events.NO_EVENTS)
        for event in (events.PY_START, events.INSTRUCTION):
            sys.monitoring.register_callback(tool, event, None)
        sys.monitoring.free_tool_id(tool)
        sys.monitoring.restart_events()
    return found[True]


class Counted:
    """Stands for NumPy, or for a function of it, and counts what is called."""

    def __init__(self, what: object, calls: Counter[str]):
        self._what, self._calls = what, calls

    def __getattr__(self, name: str) -> object:
        found = getattr(self._what, name)
        counted = callable(found) and not isinstance(found, type)
        return Counted(found, self._calls) if counted else found

    def __call__(self, *args: object, **kwargs: object) -> object:
        self._calls[str(self._what)] += 1
        return self._what(*args, **kwargs)


def calls_per_day(days: int = 20) -> float:
    """Calls of NumPy's functions from the simulator's own code, a day; :func:`methods_per_day` has those of arrays."""
    calls, model = Counter[str](), crisis(50, days)
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("sim.") and getattr(module, "np", None) is np:
                patch.setattr(module, "np", Counted(np, calls))
        model.run_model()
    return calls.total() / days


def methods_per_day(days: int = 20) -> float:
    """Calls of arrays' own methods from the simulator's own code, a day."""
    found, model = Counter[str](), crisis(50, days)

    def profile(frame, event, function):
        ours = event == "c_call" and str(frame.f_globals.get("__name__")).startswith("sim.")
        if ours and isinstance(getattr(function, "__self__", None), np.ndarray):
            found[function.__name__] += 1

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        model.run_model()
    finally:
        sys.setprofile(before)
    return found.total() / days


def numbers_per_world_day(worlds: int = 100, days: int = 40) -> float:
    """Numbers that named chance hashes, for a world and a day; days drawn ahead and not lived through do not count."""
    hashed, finalise = Counter(), sim.engine.chance._finalise
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.engine.chance, "_BATCH", 1)
        patch.setattr(sim.engine.chance, "_FEW", 0)
        model = crisis(worlds, days)
        patch.setattr(sim.engine.chance, "_finalise", lambda bits: (hashed.update(n=bits.size), finalise(bits))[1])
        model.run_model()
    return hashed["n"] / (worlds * days)


def bytes_per_world(few: int = 2048, many: int = 8192, days: int = 40) -> float:
    """Peak memory that a further world takes whose events are not kept.

    Worlds are many, and powers of two, so that draws made ahead take the same in both runs.
    """
    return (peak(many, days, 0) - peak(few, days, 0)) / (many - few)


def bytes_of_events(worlds: int = 2000, days: int = 40) -> float:
    """Memory that a world's kept events take on top, at the peak."""
    return (peak(worlds, days, worlds) - peak(worlds, days, 0)) / worlds


def peak(worlds: int, days: int, events_below: int) -> int:
    """Most bytes that a run has at once."""
    tracemalloc.start()
    try:
        crisis(worlds, days, events_below).run_model()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


COUNTS = [
    (operations_per_day, pytest.approx(OPERATIONS, abs=0.5)),
    (calls_per_day, pytest.approx(CALLS, abs=0.5)),
    (methods_per_day, pytest.approx(METHODS, abs=0.5)),
    (numbers_per_world_day, pytest.approx(NUMBERS, abs=0.1)),
    (bytes_per_world, pytest.approx(BYTES, rel=0.1)),
    (bytes_of_events, pytest.approx(EVENT_BYTES, rel=0.1)),
]


@pytest.mark.parametrize(("count", "last"), COUNTS, ids=[count.__name__ for count, _ in COUNTS])
def test_no_more_work_is_done_than_when_last_looked_at(count, last):
    assert count() == last


if __name__ == "__main__":
    for one, before in COUNTS:
        print(f"{one.__name__}: {one():.2f}, was {before}")
