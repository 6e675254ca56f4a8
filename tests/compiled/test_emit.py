"""Modules do what their programs say, to the last bit."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.emit import emit
from sim.compiled.layout import Layout
from sim.compiled.program import Guard, Program, Slot, Statement, Value
from tests.compiled import host, meaning


def names(slots: list[Slot]) -> list[tuple[str, str]]:
    return [(slot.owner, slot.name) for slot in slots]


def assert_same(found: Any, expected: Any) -> None:
    """Equal to the bit, but for the bits of what is not a number."""
    found, expected = np.asarray(found), np.asarray(expected)
    np.testing.assert_array_equal(found, expected)
    if expected.dtype.kind == "f":
        number = ~np.isnan(expected)
        np.testing.assert_array_equal(np.signbit(found)[number], np.signbit(expected)[number])


def assert_same_lives(found: host.Left, expected: host.Left) -> None:
    for j, state in enumerate(expected.finals):
        for slot, values in state.items():
            assert_same(np.atleast_1d(found.finals[f"{slot.owner} {slot.name}"][j]), values)
        for k, seen in enumerate(expected.snapshots[j]):
            for slot, values in seen.items():
                assert_same(np.atleast_1d(found.snapshots[f"{slot.owner} {slot.name}"][j, k]), values)
    assert_same(found.paths, expected.paths)
    assert len(found.events) == len(expected.events)
    for place, name in enumerate(found.events.dtype.names):
        assert_same(found.events[name], np.array([row[place] for row in expected.events], found.events.dtype[name]))
    assert found.overflow == expected.overflow


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 2**32), st.integers(0, 9))
def test_random_programs_run_as_they_read(seed: int, outputs: int) -> None:
    program, lives = meaning.any_program(Random(seed))
    kept = program.slots[:outputs]
    expected = meaning.live(program, lives, kept)
    assert_same_lives(host.live(emit(program, names(kept)), lives), expected)


# -- operations --------------------------------------------------------------------------------------------------------

INTEGERS = [0, 1, -1, 2, 3, -3, 7, -8, 100, 2**31 - 1, -(2**31)]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-42, -1e-42, 3.4e38, -3.4e38, np.inf, -np.inf, np.nan, 2.0**31, -3e9]
COMPARED = ("lt", "le", "gt", "ge", "eq", "ne")


def pairs(numbers: list[Any]) -> tuple[Any, Any]:
    one, other = np.meshgrid(np.arange(len(numbers)), np.arange(len(numbers)))
    return one.ravel(), other.ravel()


def each(apply: Any, *arguments: Any) -> Any:
    return np.array([apply(*some) for some in zip(*arguments, strict=True)])


class Written:
    """A program under construction."""

    def __init__(self, columns: int = 0, **slots: Any):
        self.program = Program(columns=[("a", f"p{place}") for place in range(columns)], series=1)
        self.program.words, self.program.streams, self.program.days = [("a", "b", "c", "d", False)], ["x"], [[]]
        self.slots = {
            name: Slot("a", name, *([kind] if isinstance(kind, str) else kind)) for name, kind in slots.items()
        }
        self.alive = self.program.alive = Slot("model", "alive", "bool")
        self.program.slots = [*self.slots.values(), self.alive]
        self.into = self.program.begin
        self.write(self.state("alive"), True)

    def state(self, name: str, row: Any = 0) -> Value:
        slot = self.alive if name == "alive" else self.slots[name]
        return Value(slot.kind, "state", slot=slot, row=row)

    def column(self, place: int) -> Value:
        return Value("f32", "parameter", column=place)

    def put(self, kind: Any, operation: str, *arguments: Any, guard: Guard | None = None) -> Value:
        made = Value(kind, "once", guard)
        self.into.append(Statement(made, operation, arguments, guard))
        return made

    def write(self, target: Value, value: Any, guard: Guard | None = None) -> None:
        self.into.append(Statement(target, "copy", (value,), guard))

    def add(self, name: str, slot: Slot) -> None:
        self.slots[name] = slot
        self.program.slots.append(slot)

    def live(self, **lives: Any) -> host.Left:
        names_ = names(list(self.slots.values()))
        parameters = np.zeros((1, max(1, len(self.program.columns))), np.float32)
        return host.live(emit(self.program, names_), host.Lives(**{"parameters": parameters, "keys": [7]} | lives))

    def finals(self, **lives: Any) -> dict[str, Any]:
        found = self.live(**{"worlds": [1]} | lives).finals
        return {name: found[f"a {name}"] for name in self.slots}


@pytest.mark.parametrize("kind", ["f32", "f64", "i32"])
def test_every_operation_is_numpys(kind: Any) -> None:
    numbers = INTEGERS if kind == "i32" else FLOATS
    one, other = pairs(numbers)
    written = Written(2)
    given = []
    for place in range(2):
        index = written.column(place)
        if kind == "i32":
            index = written.put("i32", "look_up", tuple(INTEGERS), written.put("i32", "cast", index))
        given.append(written.put("f64", "cast", index) if kind == "f64" else index)
    dtype = meaning.NUMPY[kind]
    one, other = (np.array(numbers, dtype if kind == "i32" else np.float32)[places] for places in (one, other))
    patches = [((0, place), values) for place, values in enumerate((one, other) if kind != "i32" else pairs(numbers))]
    one, other = one.astype(dtype), other.astype(dtype)
    expected = {}
    with np.errstate(all="ignore"):
        for operation in (*meaning.BY_KIND[kind], *COMPARED, "isnan"):
            if (operation == "isnan" and kind == "i32") or operation == "power":
                continue
            result = "bool" if operation in (*COMPARED, "isnan") else kind
            many = 2 if operation in meaning.TWO or operation in COMPARED else 1
            written.add(operation, Slot("a", operation, result))
            written.write(written.state(operation), written.put(result, operation, *given[:many]))
            expected[operation] = each(meaning.MEANING[operation], *(one, other)[:many])
    found = written.finals(worlds=np.arange(len(one)), patches=patches)
    for operation, values in expected.items():
        assert_same(found[operation], values.astype(found[operation].dtype))


def test_division_and_extremes_beside_plain_numbers_are_numpys() -> None:
    written, expected = Written(1), {}
    x = np.array(FLOATS, np.float32)
    with np.errstate(all="ignore"):
        for operation in ("max", "min", "div", "mul", "sub", "add"):
            for place, number in enumerate((0.0, -0.0, 1.0, 0.25, np.nan, np.inf)):
                for first in (False, True):
                    name = f"{operation}{place}{first}"
                    arguments = (written.column(0), np.float32(number))[:: -1 if first else 1]
                    written.add(name, Slot("a", name, "f32"))
                    written.write(written.state(name), written.put("f32", operation, *arguments))
                    beside = (x, np.full_like(x, number))[:: -1 if first else 1]
                    expected[name] = each(meaning.MEANING[operation], *beside)
    found = written.finals(worlds=np.arange(len(x)), patches=[((0, 0), x)])
    for name, values in expected.items():
        assert_same(found[name], values)


def test_casts_go_towards_zero_and_never_trap() -> None:
    written = Written(1, whole="i32", truth="bool", back="f32", wide="f64")
    whole = written.put("i32", "cast", written.column(0))
    written.write(written.state("whole"), whole)
    written.write(written.state("truth"), written.put("bool", "cast", written.column(0)))
    written.write(written.state("back"), written.put("f32", "cast", whole))
    written.write(written.state("wide"), written.put("f64", "cast", written.column(0)))
    x = np.array([2.7, -2.7, -0.0, np.nan, np.inf, -np.inf, 3e9, 1e-42], np.float32)
    found = written.finals(worlds=np.arange(len(x)), patches=[((0, 0), x)])
    assert found["whole"].tolist() == [2, -2, 0, 0, 2**31 - 1, -(2**31), 2**31 - 1, 0]
    assert found["truth"].tolist() == [1, 1, 0, 1, 1, 1, 1, 1]
    assert_same(found["back"], found["whole"].astype(np.float32))
    assert_same(found["wide"], x.astype(np.float64))


# -- what programs are made of -----------------------------------------------------------------------------------------


def test_of_several_writers_the_last_that_ran_is_heard() -> None:
    written = Written(2, x="f32")
    outer = Guard(written.put("bool", "gt", written.column(0), 0.0))
    inner = Guard(written.put("bool", "gt", written.column(1), 0.0, guard=outer), outer)
    variable = Value("f32", "variable")
    written.write(variable, np.float32(1.0))
    written.write(variable, np.float32(2.0), outer)
    written.write(variable, np.float32(3.0), inner)
    written.write(written.state("x"), variable)
    patches = [((0, 0), [0, 0, 1, 1]), ((0, 1), [0, 1, 0, 1])]
    assert written.finals(worlds=range(4), patches=patches)["x"].tolist() == [1.0, 1.0, 2.0, 3.0]


def test_a_ring_is_written_and_read_by_the_day() -> None:
    written = Written(0, ring=("i32", 3), before="i32")
    (written.into,) = written.program.days
    day = Value("i32", "day")
    row = written.put("i32", "floor_mod", day, 3)
    written.write(written.state("before"), written.state("ring", row))
    written.write(written.state("ring", row), written.put("i32", "add", day, 10))
    found = written.finals(epoch=[0] * 5, kind=[0] * 5, derive=[0] * 5)
    assert found["ring"].tolist() == [[13, 14, 12]]
    assert found["before"].tolist() == [11]


def test_a_read_stays_before_the_write_that_follows_it() -> None:
    written = Written(1, x="f32", y="f32")
    written.write(written.state("x"), np.float32(1.0))
    before = written.put("f32", "copy", written.state("x"))
    doubled = written.put("f32", "mul", before, np.float32(2.0))
    written.write(written.state("x"), np.float32(5.0))
    holds = Guard(written.put("bool", "ge", written.column(0), 0.0))
    written.write(written.state("y"), doubled, holds)
    assert written.finals()["y"].tolist() == [2.0]


FOUR_DAYS = {"epoch": [0] * 4, "kind": [0] * 4, "derive": [0] * 4}


def life_until() -> Written:
    """Worlds that write an event a day and end on a day of their own."""
    written = Written(1, days="i32")
    (written.into,) = written.program.days
    day = Value("i32", "day")
    written.write(written.state("days"), written.put("i32", "add", written.state("days"), 1))
    seen = written.put("f32", "cast", day)
    written.into.append(Statement(None, "observe", (0, seen)))
    number = written.put("i32", "sub", written.state("days"), 1)
    told = (number, np.float32(2.0), -1, np.float32(np.nan), seen, 3)
    written.into.append(Statement(None, "event", (0, *told)))
    over = Guard(written.put("bool", "ge", seen, written.column(0)))
    written.write(written.state("alive"), False, over)
    return written


def test_a_world_ends_on_its_own_day_and_is_shown_as_it_ended() -> None:
    left = life_until().live(
        worlds=range(3),
        patches=[((0, 0), [0, 2, 9])],
        paths=True,
        snapshots=[1, 3],
        keep=[1, 0, 2],
        **FOUR_DAYS,
    )
    assert left.finals["a days"].tolist() == [1, 3, 4]
    assert left.snapshots["a days"].tolist() == [[1, 1], [2, 3], [2, 4]]
    assert left.paths[:, :, 0].tolist() == [[0, -1, -1, -1], [0, 1, 2, -1], [0, 1, 2, 3]]
    assert left.events["world"].tolist() == [0, 2, 2, 2, 2]
    assert left.events["day"].tolist() == [0, 0, 1, 2, 3]
    assert left.events["margin"].tolist() == [0, 0, 1, 2, 3]
    assert set(left.events["fatalities"].tolist()) == {3}
    assert not left.overflow


def test_events_that_find_no_room_are_told_of_and_not_written() -> None:
    lives = {"worlds": [1], "patches": [((0, 0), [9])], **FOUR_DAYS}
    full = life_until().live(**lives, keep=[1], capacity=4)
    assert (len(full.events), full.overflow) == (4, 0)
    over = life_until().live(**lives, keep=[1], capacity=3)
    assert (over.events["day"].tolist(), over.overflow) == ([0, 1, 2], 1)


def test_worlds_may_be_lived_in_parts() -> None:
    written = life_until()
    lives = host.Lives(
        worlds=range(5), parameters=np.zeros((1, 1)), keys=[1], patches=[((0, 0), [0, 1, 2, 0, 1])], paths=True
    )
    module = emit(written.program, [("a", "days")])
    parts = [host.live(module, lives, 0, 2), host.live(module, lives, 2, 3)]
    whole = host.live(module, lives)
    assert_same(np.concatenate([one.finals["a days"] for one in parts]), whole.finals["a days"])
    assert_same(np.concatenate([one.paths for one in parts]), whole.paths)


def test_a_program_has_one_module_and_one_layout() -> None:
    program, _ = meaning.any_program(Random(5))
    one, other = (emit(program, names(program.slots)) for _ in range(2))
    assert one == other
    assert Layout.from_json(one.layout.to_json()) == one.layout
    assert one.layout.offset("model", "alive") == one.layout.place("model", "alive").offset
    assert one.layout.dtype.itemsize == one.layout.state_bytes
    with pytest.raises(KeyError):
        one.layout.offset("model", "nothing")


def test_observing_and_events_can_be_left_out() -> None:
    written = life_until()
    whole, bare = (emit(written.program, [], observe=on, events=on) for on in (True, False))
    assert len(bare.code) < len(whole.code)
    names_ = [(one.owner, one.name) for one in bare.layout.places]
    assert names_ == [("model", "alive")]  # how many days it was counts for nothing
