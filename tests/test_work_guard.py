"""A slip in speed or memory is caught by counting work, which a busy machine cannot blur.

Three counts for a fixed small run of the full cast: array operations a day, numbers drawn a world-day, bytes a world.
Each has to stay within a tenth of what it was when last looked at; less is worth a new number as well. To update one:
run ``python -m tests.test_work_guard``, see what the change bought (``make bench``), and put the new count below.
"""

import dis
import sys
import tracemalloc
from collections import Counter

import pytest

import sim
import sim.chance
from sim.model import CrisisModel
from sim.recorder import Recorder

#: Last counts: arithmetic, comparisons and calls into NumPy a day; numbers hashed a world-day; bytes a world.
OPERATIONS, NUMBERS, BYTES = 1274, 19.8, 3563
WITHIN = 0.1

#: What an operation on arrays looks like to the interpreter, in all versions that are tested.
ARITHMETIC = {
    dis.opmap[name]
    for name in ("BINARY_OP", "COMPARE_OP", "UNARY_NEGATIVE", "UNARY_INVERT", "BINARY_SUBSCR", "STORE_SUBSCR")
    if name in dis.opmap
}


def crisis(worlds: int, days: int) -> CrisisModel:
    """The reference scenario for few days, everything recorded, past the first steps of pressure."""
    cell = sim.load("redline:maximum_pressure").cells()[0]
    return CrisisModel(worlds, rng=1, start=cell.start, days=days, courses=cell.courses, recorder=Recorder())


def operations_per_day(days: int = 20) -> float:
    """Arithmetic and comparisons of the simulator's own code, a day.

    A rule that is computed twice, or a loop over what used to be one array, shows here; how many worlds there are does
    not.
    """
    model, found, codes = crisis(50, days), Counter(), {}

    def trace(frame, event, _):
        if not frame.f_globals.get("__name__", "").startswith("sim."):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            code = frame.f_code
            raw = codes.get(code) or codes.setdefault(code, code.co_code)
            found[raw[frame.f_lasti] in ARITHMETIC] += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        model.run_model()
    finally:
        sys.settrace(before)
    return found[True] / days


def numbers_per_world_day(worlds: int = 100, days: int = 40) -> float:
    """Numbers that named chance hashes, for a world and a day; days drawn ahead and not lived through do not count."""
    hashed, finalise = Counter(), sim.chance._finalise
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.chance, "_BATCH", 1)
        model = crisis(worlds, days)
        patch.setattr(sim.chance, "_finalise", lambda bits: (hashed.update(n=bits.size), finalise(bits))[1])
        model.run_model()
    return hashed["n"] / (worlds * days)


def bytes_per_world(few: int = 200, many: int = 600, days: int = 40) -> float:
    """Peak memory that a further world takes."""
    peaks = []
    for worlds in (few, many):
        tracemalloc.start()
        try:
            crisis(worlds, days).run_model()
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    return (peaks[1] - peaks[0]) / (many - few)


COUNTS = [(operations_per_day, OPERATIONS), (numbers_per_world_day, NUMBERS), (bytes_per_world, BYTES)]


@pytest.mark.parametrize(("count", "last"), COUNTS, ids=lambda one: getattr(one, "__name__", ""))
def test_no_more_work_is_done_than_when_last_looked_at(count, last):
    if count is operations_per_day and sys.version_info >= (3, 12):
        pytest.skip("later interpreters do not tell a trace function of single instructions reliably")
    assert count() == pytest.approx(last, rel=WITHIN)


if __name__ == "__main__":
    for one, before in COUNTS:
        print(f"{one.__name__}: {one():.1f}, was {before}")
