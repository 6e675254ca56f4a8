"""The design is cut into blocks of at most a thousand worlds, cell by cell."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np

import sim.model
from sim.experiment.blocks import WORLDS_PER_BLOCK, Task, blocks, simulate
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


def test_a_finished_block_leaves_no_model_in_memory(monkeypatch):
    made = []

    class Remembered(sim.model.CrisisModel):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append(weakref.ref(self))

    monkeypatch.setattr(sim.model, "CrisisModel", Remembered)
    cell = FakeScenario(risks=(("baseline", 0.1),)).cells()[0]
    simulate(next(blocks((replace(cell, courses={}),), 5, seed=3)))
    gc.collect()
    assert len(made) == 1 and made[0]() is None


def test_a_world_is_the_same_alone_as_among_others():
    cell = replace(FakeScenario(risks=(("baseline", 0.1),)).cells()[0], courses={}, days=120)
    among, alone = (Task(cell, 3, world) for world in (np.arange(40), np.array([17])))
    many, one = (simulate(task).block for task in (among, alone))
    for name in many.columns:
        assert np.array_equal(many.columns[name][17:18], one.columns[name], equal_nan=name == "terms_met"), name
