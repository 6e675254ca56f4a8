"""The digest stands for every world's outcome and day, and for nothing else."""

from __future__ import annotations

import hashlib
import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.runs.digest import digest

CELL, WORLD = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
OUTCOME, DAY = np.array([0, 5, 3, 5]), np.array([600, 730, 200, 730])


def test_the_digest_is_the_hash_of_little_endian_lines_sorted_by_cell_and_world():
    lines = b"".join(
        struct.pack("<iibi", *line) for line in [(0, 0, 0, 600), (0, 1, 5, 730), (1, 0, 3, 200), (1, 1, 5, 730)]
    )
    assert digest(CELL, WORLD, OUTCOME, DAY) == hashlib.sha256(b"redline outcomes 1\n" + lines).hexdigest()


@given(st.permutations(range(4)))
def test_the_order_in_which_worlds_were_finished_does_not_matter(order):
    shuffled = [column[list(order)] for column in (CELL, WORLD, OUTCOME, DAY)]
    assert digest(*shuffled) == digest(CELL, WORLD, OUTCOME, DAY)


@given(st.sampled_from([0, 1, 2, 3]), st.integers(0, 3))
def test_a_single_changed_number_changes_the_digest(which, row):
    columns = [column.copy() for column in (CELL, WORLD, OUTCOME, DAY)]
    columns[which][row] += 7
    assert digest(*columns) != digest(CELL, WORLD, OUTCOME, DAY)


def test_the_width_of_the_integers_that_come_in_does_not_matter():
    narrow = digest(CELL.astype(np.int32), WORLD.astype(np.int16), OUTCOME.astype(np.int8), DAY.astype(np.int16))
    assert narrow == digest(CELL, WORLD, OUTCOME, DAY)
