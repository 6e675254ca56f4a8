"""Functions and draws in a module equal those in NumPy to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import wasmtime

from sim.compiled.arithmetic import Arithmetic, finalised, uniform
from sim.compiled.wasm import Builder, Function, Term, constant
from sim.engine import chance, portable

COUNT = 100_000
BASE = 65536
BYTES = {"f32": 4, "f64": 8, "i64": 8}
DTYPES = {"f32": np.float32, "f64": np.float64, "i64": np.uint64}

Compute = Callable[[Arithmetic, Function, list[Term]], Term]


def computed(compute: Compute, result: Any, *inputs: Any) -> Any:
    """What a module computes from each of some numbers."""
    kinds: list[Any] = [next(kind for kind in DTYPES if DTYPES[kind] == one.dtype) for one in inputs]
    builder, free = Builder(), 0

    def table(content: bytes) -> int:
        nonlocal free
        address, free = free, free + len(content)
        builder.data(address, content)
        return address

    f = builder.function(["i32"], export="run")
    count, j = f.parameters[0], f.local("i32")
    starts = np.cumsum([BASE, *(one.nbytes for one in inputs)])
    with f.block() as out, f.loop() as again:
        f.branch_when(j.op("ge_s", count), out)
        terms = [(j * BYTES[kind]).load(kind, int(start)) for kind, start in zip(kinds, starts, strict=False)]
        f.store(j * BYTES[result], compute(Arithmetic(builder, table), f, terms), int(starts[-1]))
        f.set(j, j + 1)
        f.branch(again)
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(64, None)))
    run = wasmtime.Instance(store, wasmtime.Module(engine, builder.module()), [memory]).exports(store)["run"]
    seen = np.frombuffer(memory.get_buffer_ptr(store, size=memory.data_len(store)), np.uint8)
    for start, one in zip(starts, inputs, strict=False):
        seen[start : start + one.nbytes] = one.view(np.uint8)
    run(store, len(inputs[0]))
    return seen[starts[-1] : starts[-1] + len(inputs[0]) * BYTES[result]].view(DTYPES[result]).copy()


def numbers(kind: str, seed: int) -> Any:
    """Any numbers at all: half by their bits, half of a size that rules meet, and the edges."""
    random, dtype = np.random.default_rng(seed), DTYPES[kind]
    bits = random.integers(0, 2 ** (8 * BYTES[kind]), COUNT // 2, np.uint64).astype(f"u{BYTES[kind]}").view(dtype)
    usual = random.normal(0.0, 30.0, COUNT // 2 - 12).astype(dtype)
    tiny = np.finfo(dtype).smallest_subnormal
    edges = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, tiny, -tiny, 88.8, -104.0, np.finfo(dtype).max]
    return np.concatenate([bits, usual, np.array(edges, dtype)])


def assert_same_bits(found: Any, expected: Any) -> None:
    assert found.dtype == expected.dtype
    both = np.isnan(found) & np.isnan(expected)
    bits = f"u{found.itemsize}"
    np.testing.assert_array_equal(np.where(both, 0, found.view(bits)), np.where(both, 0, expected.view(bits)))


@pytest.mark.parametrize("kind", ["f32", "f64"])
@pytest.mark.parametrize("name", ["exp", "exp2", "log", "log1p", "power"])
def test_functions_have_the_bits_of_portable_ones(name: str, kind: str) -> None:
    inputs = [numbers(kind, seed) for seed in range(2 if name == "power" else 1)]
    if name == "power":
        inputs[0] = np.abs(inputs[0])
    with np.errstate(all="ignore"):
        expected = getattr(portable, name)(*inputs)
    assert_same_bits(computed(lambda a, _, terms: a(name, *terms), kind, *inputs), expected)


@pytest.mark.parametrize("name", ["uniform", "normal"])
def test_draws_have_the_bits_of_the_streams(name: str) -> None:
    counters = np.random.default_rng(1).integers(0, 2**64, COUNT, np.uint64)
    draw = {"uniform": chance._uniform, "normal": chance._normal}[name]

    def compute(arithmetic: Arithmetic, f: Function, terms: list[Term]) -> Term:
        bits = finalised(terms[0], f.local("i64"))
        return uniform(bits) if name == "uniform" else arithmetic.normal(bits)

    assert_same_bits(computed(compute, "f32", counters), draw(chance._finalise(counters.copy())))


def test_a_table_is_kept_once_for_all_functions() -> None:
    tables: list[bytes] = []
    arithmetic = Arithmetic(Builder(), lambda content: tables.append(content) or 0)
    for name in ("exp", "exp2", "exp"):
        arithmetic(name, constant("f32", 1.0))
    assert len(set(tables)) == 1
