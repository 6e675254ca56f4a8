"""Modules do what their programs say, to the last bit."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.emit import emit
from sim.compiled.program import Slot
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


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False), st.integers(0, 9))
def test_random_programs_run_as_they_read(random: Random, outputs: int) -> None:
    program, lives = meaning.any_program(random)
    kept = program.slots[:outputs]
    expected = meaning.live(program, lives, kept)
    assert_same_lives(host.live(emit(program, names(kept)), lives), expected)
