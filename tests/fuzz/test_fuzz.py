"""Inputs that a fuzzer found, and others bent in the same ways: each is read, or refused in good order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crisis.worlds import few
from tests.fuzz.__main__ import FOUND, NAMES
from tests.fuzz.targets import TARGETS

KEPT = sorted(path for path in FOUND.glob("*/*"))

#: What is written over a piece of an input.
BITS = (b"", b"\n", b",", b'"', b"'", b"\x00", b"\x1b[2J", b"\xff", b"\xed\xa0\x80", "\u202e".encode(), "🚀".encode(),
        b"null", b"[]", b"{}", b"-1", b"1e999", b"nan", b"0,5", b"9999-12-31", b"0001-01-01", b"9" * 400, b"<boom>",
        b": ", b"{" * 90, b"&a [*a]", b"%", b"\t", b"../", b"true")  # fmt: skip


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_is_in_order_now(kept: Path):
    TARGETS[kept.parent.name].read(kept.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_what_a_target_begins_with_is_taken(name: str):
    assert set(NAMES) == set(TARGETS)
    assert sum(TARGETS[name].read(seed) for seed in TARGETS[name].seeds()) > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_bent_input_is_read_or_refused_in_good_order(name: str):
    target = TARGETS[name]
    seeds = target.seeds()
    bits = st.sampled_from([*BITS, *(word.encode() for word in sorted(target.words()))])
    edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), bits), min_size=1, max_size=4)

    @few(60)
    @given(st.sampled_from(seeds), edits)
    def bent(seed: bytes, changes: list[tuple[float, int, bytes]]) -> None:
        for place, length, bit in changes:
            at = int(place * len(seed))
            seed = seed[:at] + bit + seed[at + length :]
        target.read(seed)

    bent()
