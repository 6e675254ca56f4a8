"""The design is cut into blocks of worlds, cell by cell, and blocks are put side by side."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from datetime import date

import numpy as np

import sim
import sim.runs.blocks as cutting
from sim.runs.blocks import WORLDS_PER_BLOCK, Task, bundles, handed_out, simulate, simulate_bundle
from sim.runs.plan import Plan
from sim.runs.results import EVENTS_KEPT, EVENTS_KEPT_SWEPT
from sim.scenario.parts import Step
from tests.fake import scenario

SWEPT = scenario(risks=(("baseline", 0.1), ("bold", 0.3)), swept=(1.0, 2.0))


def blocks(cells, worlds, seed):
    """Blocks of some cells, without a scenario around them."""
    around = scenario(seed=seed, **({"swept": (1.0, 2.0)} if cells[0].coordinates else {}))
    plan = Plan(around, None, tuple(cells), (), {}, {})
    return [task for cell in plan.cells for task in plan.cell_tasks(cell, worlds)]


PRESSED = {"united_states.pressure": (Step(0, 0, 0.9),)}


def test_every_cell_gets_every_world_once_and_in_order():
    tasks = list(blocks(SWEPT.cells(), WORLDS_PER_BLOCK + 300, seed=3))
    assert max(len(task.world) for task in tasks) == WORLDS_PER_BLOCK
    for cell in range(4):
        worlds = np.concatenate([task.world for task in tasks if task.cell.index == cell])
        assert np.array_equal(worlds, np.arange(WORLDS_PER_BLOCK + 300))
    assert [task.cell.index for task in tasks] == sorted(task.cell.index for task in tasks)


def test_all_events_are_kept_at_the_files_own_point_and_fewer_along_a_sweep():
    tasks = list(blocks(SWEPT.cells(), 10, seed=3))
    assert [task.events_below for task in tasks] == [EVENTS_KEPT_SWEPT, EVENTS_KEPT] * 2
    assert [task.examples_below > 0 for task in tasks] == [False, True] * 2


def test_a_blocks_title_says_where_it_is_for_error_messages():
    assert [task.title for task in blocks(SWEPT.cells(), 10, seed=3)][1] == "baseline, us.threshold=2.0: worlds 0 to 9"


def test_a_finished_block_leaves_no_model_in_memory(monkeypatch):
    made = []

    class Remembered(sim.CrisisModel):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append(weakref.ref(self))

    cell = scenario(risks=(("baseline", 0.1),)).cells()[0]
    monkeypatch.setitem(vars(cell.crisis), "model", Remembered)
    simulate(blocks((replace(cell, courses={}),), 5, seed=3)[0])
    gc.collect()
    assert len(made) == 1 and made[0]() is None


def test_a_world_is_the_same_alone_as_among_others():
    cell = replace(scenario(risks=(("baseline", 0.1),)).cells()[0], courses={}, days=120)
    among, alone = (Task(cell, 3, world) for world in (np.arange(40), np.array([17])))
    many, one = (simulate(task).block for task in (among, alone))
    assert len(many.columns) > 5
    for name in many.columns:
        assert np.array_equal(many.columns[name][17:18], one.columns[name], equal_nan=name == "terms_met"), name


def test_cells_that_differ_by_numbers_are_simulated_side_by_side_and_come_back_in_order():
    tasks = list(blocks(SWEPT.cells(), 300, seed=3))
    assert [len(bundle.tasks) for bundle in bundles(tasks)] == [4]
    assert [len(bundle.tasks) for bundle in bundles(tasks, most=700)] == [2, 2]
    assert [task for bundle in bundles(tasks, most=700) for task in bundle.tasks] == tasks


def test_cells_that_differ_by_a_word_or_by_a_date_are_simulated_apart():
    words = scenario(risks=(("baseline", 0.1),), swept=("0", "20"))
    assert [len(bundle.tasks) for bundle in bundles(blocks(words.cells(), 30, seed=3))] == [1, 1]
    cells = [replace(cell, start=date(2018, 5, 8 + number)) for number, cell in enumerate(SWEPT.cells())]
    assert [len(bundle.tasks) for bundle in bundles(blocks(tuple(cells), 30, seed=3))] == [1, 1, 1, 1]


def test_a_cell_is_the_same_side_by_side_with_others_as_alone():
    cell = replace(scenario(risks=(("baseline", 0.1),)).cells()[0], days=150)
    scale = {"united_states.agencies.spread": 1, "iran.belief.drift": 1, "united_states.ratchet.half_life": 90}
    cells = [
        replace(
            cell, index=number, courses={path: (Step(0, 0, value * times),) for path, times in scale.items()} | PRESSED
        )
        for number, value in enumerate((0.3, 0.7, 1.0))
    ]
    (bundle,) = bundles(blocks(tuple(cells), 60, seed=3))
    assert set(bundle.values) == set(scale)
    pieces = simulate_bundle(bundle)
    assert len(pieces) == 3
    assert len({piece.block.counts.tobytes() for piece in pieces}) == 3, "the values make no difference"
    for piece in pieces:
        alone = simulate(piece.task).block
        for name, column in alone.columns.items():
            assert np.array_equal(piece.block.columns[name], column, equal_nan=name == "terms_met"), name
        for name in ("counts", "examples", "world", "present"):
            np.testing.assert_array_equal(getattr(piece.block, name), getattr(alone, name), err_msg=name)
        assert np.array_equal(piece.block.events["rung"], alone.events["rung"])
        assert [piece.block.words[code] for code in piece.block.events["act"]] == [
            alone.words[code] for code in alone.events["act"]
        ]


def test_blocks_with_values_of_their_own_are_simulated_side_by_side_when_they_set_the_same():
    cell = replace(scenario(risks=(("baseline", 0.1),)).cells()[0], days=120)
    cells = [replace(cell, index=number, courses=PRESSED) for number in range(2)]
    chance = np.random.default_rng(1)
    ones = np.ones(60)
    tasks = [
        replace(task, values={"iran.belief.drift": chance.uniform(0, 0.1, 60), "united_states.follow_through": ones})
        for task in blocks(tuple(cells), 60, seed=3)
    ]
    (bundle,) = bundles(tasks)
    pieces = simulate_bundle(bundle)
    assert len(pieces) == 2
    for piece in pieces:
        alone = simulate(piece.task).block
        for name, column in alone.columns.items():
            assert np.array_equal(piece.block.columns[name], column, equal_nan=column.dtype.kind == "f"), name
    other = replace(tasks[1], values={"iran.belief.drift": np.zeros(60)})
    assert [len(one.tasks) for one in bundles([tasks[0], other])] == [1, 1]


def test_workers_get_about_as_much_each_in_as_few_models_as_can_be(monkeypatch):
    swept = tuple(replace(SWEPT.cells()[0], index=number) for number in range(13))
    tasks = list(blocks(swept, 200, seed=3))
    assert [len(one.tasks) for one in handed_out(tasks, jobs=2)] == [6, 7]
    assert [len(one.tasks) for one in handed_out(tasks, jobs=1)] == [13]
    assert handed_out([], jobs=2) == []
    monkeypatch.setattr(cutting, "WORLDS_PER_BUNDLE", 800)
    assert [len(one.tasks) for one in handed_out(tasks, jobs=2)] == [3, 3, 4, 3]
    uneven = [replace(task, world=np.arange(size)) for task, size in zip(tasks, [200] * 10 + [30], strict=False)]
    for jobs in (1, 2, 3):
        handed = handed_out(uneven, jobs)
        assert [task for one in handed for task in one.tasks] == uneven
        sizes = [one.worlds for one in handed]
        assert len(sizes) % jobs == 0 and max(sizes) - min(sizes) <= 200 and max(sizes) <= 800 + 200
