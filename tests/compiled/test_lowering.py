"""Lowering keeps what a program computes, and drops what nobody reads."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled import lowering, scheduling
from sim.compiled.program import Guard, Program, Slot, Statement, Value
from tests.compiled import meaning
from tests.compiled.test_emit import assert_same

PASSES = {
    "forwarded": lambda program, kept: lowering.each(program, lowering.forwarded),
    "live": lambda program, kept: lowering.live(program, {*kept, program.alive}),
    "sunk": lambda program, kept: lowering.each(program, scheduling.sunk),
    "clustered": lambda program, kept: lowering.each(program, scheduling.clustered),
    "all": lambda program, kept: lowering.lowered(program, [(one.owner, one.name) for one in kept], True, True),
}


@pytest.mark.parametrize("name", PASSES)
@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.integers(0, 9))
def test_a_pass_keeps_what_a_program_computes(name: str, seed: int, outputs: int) -> None:
    program, lives = meaning.any_program(Random(seed))
    kept = program.slots[:outputs]
    expected = meaning.live(program, lives, kept)
    found = meaning.live(PASSES[name](program, kept), lives, kept)
    for j in range(len(lives.worlds)):
        for slot in kept:
            assert_same(found.finals[j][slot], expected.finals[j][slot])
            for one, other in zip(found.snapshots[j], expected.snapshots[j], strict=True):
                assert_same(one[slot], other[slot])
    assert_same(found.paths, expected.paths)
    assert repr(found.events) == repr(expected.events)


def once(kind: Any, operation: str, *arguments: Any, guard: Guard | None = None) -> Statement:
    return Statement(Value(kind, "once", guard), operation, arguments, guard)


def target(statement: Statement) -> Value:
    assert statement.target is not None
    return statement.target


ALIVE, KEPT, TODAY = Slot("model", "alive", "bool"), Slot("a", "kept", "f32"), Slot("a", "today", "f32")


def state(slot: Slot) -> Value:
    return Value(slot.kind, "state", slot=slot)


def program(day: list[Statement]) -> Program:
    return Program(columns=[("a", "p")], slots=[ALIVE, KEPT, TODAY], alive=ALIVE, days=[day])


def test_what_is_made_anew_every_day_is_not_kept() -> None:
    column = Value("f32", "parameter", column=0)
    day = [
        Statement(state(TODAY), "copy", (column,)),
        first := once("f32", "add", state(TODAY), state(KEPT)),
        Statement(state(KEPT), "copy", (target(first),)),
        Statement(state(TODAY), "copy", (0.0,)),
    ]
    found = lowering.live(program(day), {ALIVE, KEPT})
    assert len(found.days[0]) == 3  # the last is read by nobody
    assert lowering.live(program(day[1:]), {ALIVE, KEPT}).days[0] == day[1:]  # here the next day reads it
    assert lowering.live(program(day), {ALIVE, TODAY}).slots == [ALIVE, TODAY]


def test_constants_are_folded_as_float32_and_guards_with_them() -> None:
    third = once("f32", "div", 1.0, 3.0)
    never, always = once("bool", "gt", 1.0, 2.0), once("bool", "lt", 1.0, 2.0)
    inside = Guard(target(always))
    day = [
        third,
        never,
        always,
        Statement(state(TODAY), "copy", (1.0,), Guard(target(never), inside)),
        Statement(state(KEPT), "copy", (target(third),), inside),
    ]
    (found,) = lowering.forwarded(day)
    assert found.guard is None
    assert found.arguments == (np.float32(1.0) / np.float32(3.0),)


@pytest.mark.parametrize(
    ("operation", "number", "same"),
    [("mul", 1.0, True), ("add", -0.0, True), ("add", 0.0, False), ("sub", 0.0, True), ("sub", -0.0, False)],
)
def test_only_what_changes_no_bit_is_left_out(operation: str, number: float, same: bool) -> None:
    one = once("f32", operation, state(KEPT), np.float32(number))
    (found, *_) = lowering.forwarded([one, Statement(state(TODAY), "copy", (target(one),))])
    assert (found.operation == "copy") is same


def test_division_by_a_power_of_two_is_a_product() -> None:
    for divisor, operation in ((8.0, "mul"), (-0.5, "div"), (3.0, "div")):
        (found,) = lowering.forwarded([once("f32", "div", state(KEPT), np.float32(divisor))])
        assert found.operation == operation


def test_a_value_goes_under_the_guard_of_all_who_read_it() -> None:
    holds = once("bool", "gt", state(KEPT), 1.0)
    outer = Guard(target(holds))
    deeper = once("bool", "gt", state(KEPT), 2.0, guard=outer)
    inner = Guard(target(deeper), outer)
    costly = once("f32", "exp", state(KEPT))
    day = [
        costly,
        holds,
        deeper,
        Statement(state(TODAY), "copy", (target(costly),), inner),
        Statement(state(TODAY), "copy", (target(costly),), outer),
    ]
    found = scheduling.sunk(day)
    (moved,) = [one for one in found if one.target is costly.target]
    assert moved.guard is outer
    assert [one.operation for one in found] == ["gt", "exp", "gt", "copy", "copy"]


def test_nothing_sinks_past_a_write_to_what_it_reads() -> None:
    costly = once("f32", "exp", state(KEPT))
    holds = once("bool", "gt", state(TODAY), 1.0)
    day = [
        costly,
        holds,
        Statement(state(KEPT), "copy", (0.0,)),
        Statement(state(TODAY), "copy", (target(costly),), Guard(target(holds))),
    ]
    assert scheduling.sunk(day)[0] is costly


def test_blocks_under_one_guard_come_together() -> None:
    holds = once("bool", "gt", state(TODAY), 1.0)
    guard = Guard(target(holds))
    day = [
        holds,
        Statement(None, "observe", (0, 1.0), guard),
        Statement(state(KEPT), "copy", (0.0,)),
        Statement(None, "observe", (1, 2.0), guard),
        Statement(state(TODAY), "copy", (0.0,)),
        Statement(None, "observe", (2, state(TODAY)), guard),
    ]
    guards = [one.guard is guard for one in scheduling.clustered(day)]
    assert guards == [False, False, False, True, True, True]


def test_what_guards_a_statement_comes_before_it_though_it_stands_deeper() -> None:
    day, guard = [once("bool", "copy", state(KEPT))], None
    for number in (1.0, 2.0, 3.0, 4.0):
        day.append(once("bool", "gt", state(KEPT), number, guard=guard))
        guard = Guard(target(day[-1]), guard)
    day.append(Statement(state(TODAY), "copy", (1.0,), Guard(target(day[-1]), Guard(target(day[0])))))
    found = scheduling.sunk(day)
    assert [one.target for one in found[-2:]] == [day[-2].target, day[-1].target]
