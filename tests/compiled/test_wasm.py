"""The binary format, by the examples and bounds of its specification."""

from __future__ import annotations

import pytest
import wasmtime

from sim.compiled import wasm
from sim.compiled.wasm import Builder, constant, select


@pytest.mark.parametrize(
    ("number", "code"), [(0, "00"), (127, "7f"), (128, "8001"), (624485, "e58e26"), (2**32 - 1, "ffffffff0f")]
)
def test_unsigned_numbers(number: int, code: str) -> None:
    assert wasm.unsigned(number).hex() == code


@pytest.mark.parametrize(
    ("number", "code"),
    [(0, "00"), (63, "3f"), (64, "c000"), (-1, "7f"), (-64, "40"), (-65, "bf7f"), (-123456, "c0bb78")],
)
def test_signed_numbers(number: int, code: str) -> None:
    assert wasm.signed(number).hex() == code


def test_whole_constants_wrap_around() -> None:
    assert constant("i32", 2**32 - 1) == constant("i32", -1)
    assert constant("i64", 0x9E3779B97F4A7C15) == constant("i64", 0x9E3779B97F4A7C15 - 2**64)


def run(builder: Builder, *arguments: int) -> int:
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(1, None)))
    found = wasmtime.Instance(store, wasmtime.Module(engine, builder.module()), [memory])
    return int(found.exports(store)["run"](store, *arguments))


def test_loops_branches_and_calls() -> None:
    builder = Builder()
    double = builder.function(["i32"], ["i32"])
    double.give(double.parameters[0] + double.parameters[0])
    f = builder.function(["i32"], ["i32"], export="run")
    (n,) = f.parameters
    total, last = f.local("i32"), builder.variable("i32")
    with f.block() as out, f.loop() as again:
        f.branch_when(n.op("eqz"), out)
        with f.when(n > 2):
            f.set(total, total + double(n))
        f.set(last, n)
        f.set(n, n - 1)
        f.branch(again)
    f.give(select(last.op("eq", 1), total, -1))
    assert run(builder, 5) == 2 * (5 + 4 + 3)
    assert run(builder, 0) == -1


def test_memory_is_filled_copied_loaded_and_stored() -> None:
    builder = Builder()
    builder.data(100, b"\x07\0\0\0\x08\0\0\0")
    f = builder.function([], ["i32"], export="run")
    zero = constant("i32", 0)
    f.fill(zero, zero.like(1), zero.like(4))
    f.copy(zero.like(4), zero.like(104), zero.like(4))
    f.store(zero, zero.load("i32") + zero.load("i32", 4), 8)
    f.give(zero.load("i32", 8) - zero.load("i32", 100))
    assert run(builder) == 0x01010101 + 8 - 7
