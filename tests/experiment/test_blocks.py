"""The design is cut into blocks of at most a thousand worlds, cell by cell."""

from __future__ import annotations

import numpy as np

from sim.experiment.blocks import WORLDS_PER_BLOCK, blocks
from sim.results import EVENTS_KEPT, EVENTS_KEPT_SWEPT
from tests.fake import FakeScenario

SWEPT = FakeScenario(risks=(("baseline", 0.1), ("bold", 0.3)), swept=(1.0, 2.0))


def test_every_cell_gets_every_world_once_and_in_order():
    tasks = list(blocks(SWEPT.cells(), 2300, seed=3))
    assert max(len(task.world) for task in tasks) == WORLDS_PER_BLOCK
    for cell in range(4):
        worlds = np.concatenate([task.world for task in tasks if task.cell.index == cell])
        assert np.array_equal(worlds, np.arange(2300))
    assert [task.cell.index for task in tasks] == sorted(task.cell.index for task in tasks)


def test_all_events_are_kept_for_a_variants_first_cell_and_fewer_along_a_sweep():
    tasks = list(blocks(SWEPT.cells(), 10, seed=3))
    assert [task.events_below for task in tasks] == [EVENTS_KEPT, EVENTS_KEPT_SWEPT] * 2
    assert [task.examples_below > 0 for task in tasks] == [True, False] * 2


def test_a_blocks_title_says_where_it_is_for_error_messages():
    assert [task.title for task in blocks(SWEPT.cells(), 10, seed=3)][1] == "baseline, us.threshold=2.0: worlds 0 to 9"
