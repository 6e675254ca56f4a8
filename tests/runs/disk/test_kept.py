"""Finished blocks are found again when nothing has changed, and only then; a damaged one is simulated again."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

import sim
import sim.runs.work as work
from sim.engine.crisis import Crisis
from sim.runs import blocks
from sim.runs.disk import kept as keeping
from sim.runs.disk.folders import CannotWrite
from sim.runs.disk.kept import Kept, folder_beside, key
from sim.runs.disk.packing import Damaged, pack, unpack
from sim.runs.disk.schema import BLOCK_MAGIC
from sim.runs.plan import Plan
from sim.scenario.parts import Assumptions, Cast, Step
from tests import fake

PAIR = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.5)), worlds=5000)


@pytest.fixture(autouse=True)
def built_in(monkeypatch):
    """The made-up crisis counts as the package's own: blocks of any other are never used again."""
    monkeypatch.setattr(Crisis, "built_in", True)


def blocks_of(folder):
    return sorted(folder_beside(folder).rglob("*.block"))


def simulated(monkeypatch):
    """Titles of the blocks that are simulated from now on."""
    titles, simulate = [], fake.simulate

    def counted(task):
        titles.append(task.title)
        return simulate(task)

    monkeypatch.setattr(fake, "simulate", counted)
    return titles


def test_a_record_comes_back_from_its_bytes_as_it_was():
    plan = Plan(PAIR, None, PAIR.cells(), (), {}, {})
    block = fake.simulate(next(plan.cell_tasks(plan.cells[0], 300))).block
    block.pasts["407"] = np.arange(300, dtype=np.uint64) * np.uint64(2**60 + 1)
    again = unpack(pack(block))
    for name in ("world", "counts", "sums", "present", "examples", "example_worlds"):
        np.testing.assert_array_equal(getattr(again, name), getattr(block, name), err_msg=name)
    for name in ("columns", "events", "pasts"):
        one, other = getattr(block, name), getattr(again, name)
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[k], other[k], equal_nan=one[k].dtype.kind == "f") for k in one), name
    assert again.words == block.words


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty", "foreign"])
def test_a_record_that_was_harmed_is_noticed(harm):
    plan = Plan(PAIR, None, PAIR.cells(), (), {}, {})
    data = pack(fake.simulate(next(plan.cell_tasks(plan.cells[0], 50))).block)
    middle = len(data) // 2
    harmed = {
        "cut": data[:middle],
        "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "empty": b"",
        "foreign": b"PK\x03\x04 something else",
    }[harm]
    with pytest.raises(Damaged):
        unpack(harmed)


def test_the_second_run_simulates_nothing_and_finds_the_same(monkeypatch, tmp_path):
    first = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    titles = simulated(monkeypatch)
    again = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    assert titles == [] and again.digest == first.digest
    assert again.manifest["blocks"] == {"kept": 6, "all": 6, "damaged": 0}


def test_more_worlds_use_the_old_ones_and_simulate_the_rest(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, worlds=1500, out=tmp_path / "run")
    titles = simulated(monkeypatch)
    more = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    parts = ("1500 to 1999", "2000 to 3999", "4000 to 4999")
    assert titles == [f"{name}: worlds {part}" for name in ("baseline", "bold") for part in parts]
    assert more.digest == fake.run(monkeypatch, PAIR).digest


def test_fewer_worlds_later_leave_the_many_for_the_next_time(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    few = fake.run(monkeypatch, PAIR, worlds=700, out=tmp_path / "run")
    assert few.digest == fake.run(monkeypatch, PAIR, worlds=700).digest
    titles = simulated(monkeypatch)
    fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    assert titles == []


def test_blocks_of_another_seed_or_risk_are_not_used_and_are_cleared_away(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    old = blocks_of(tmp_path / "run")
    other = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.6)), worlds=5000)
    titles = simulated(monkeypatch)
    fake.run(monkeypatch, other, out=tmp_path / "run")
    assert {title.partition(":")[0] for title in titles} == {"bold"}
    assert not set(old) <= set(blocks_of(tmp_path / "run")) and len(blocks_of(tmp_path / "run")) == len(old)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 8},
        {"luck": 1},
        {"pasts": (3,)},
        {"outcomes_only": True},
        {"kind": "twins"},
        {"values": {"us.threshold": np.full(1200, 5.0)}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_a_block_changes_its_key(change):
    plan = Plan(PAIR, None, PAIR.cells(), (), {}, {})
    task = next(plan.cell_tasks(plan.cells[0], 1200))
    assert key(task) == key(replace(task)) != key(replace(task, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"courses": {"us.risk": (Step(0, 0, 0.21),)}},
        {"theory": "pressure_works"},
        {"days": 6},
        {"cast": Cast(without=("iran",))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_a_cell_changes_its_blocks_key(change):
    plan = Plan(PAIR, None, PAIR.cells(), (), {}, {})
    task = next(plan.cell_tasks(plan.cells[0], 1200))
    assert key(task) != key(replace(task, cell=replace(task.cell, **change)))


def test_another_version_of_the_code_finds_nothing(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    monkeypatch.setattr(keeping, "_here", lambda: "another version")
    titles = simulated(monkeypatch)
    fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    assert len(titles) == 6


def test_a_damaged_block_is_simulated_again_and_mended(monkeypatch, tmp_path):
    first = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    whole = blocks_of(tmp_path / "run")[2].read_bytes()
    blocks_of(tmp_path / "run")[2].write_bytes(whole[:1000])
    titles = simulated(monkeypatch)
    again = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    assert len(titles) == 1 and again.digest == first.digest
    assert again.manifest["blocks"]["damaged"] == 1
    assert blocks_of(tmp_path / "run")[2].read_bytes() == whole


@pytest.mark.parametrize("which", ["another cell", "another place", "another run"])
def test_a_block_that_was_copied_to_where_another_belongs_is_not_taken_for_it(monkeypatch, tmp_path, which):
    first = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    fake.run(monkeypatch, PAIR, seed=8, out=tmp_path / "else")
    here, there = blocks_of(tmp_path / "run"), blocks_of(tmp_path / "else")
    # Two cells, each of worlds 0 to 1999, 2000 to 3999 and 4000 to 4999.
    cells = [[path for path in here if path.parent == folder] for folder in sorted({path.parent for path in here})]
    source = {"another cell": cells[1][0], "another place": cells[0][1], "another run": there[0]}[which]
    whole = cells[0][0].read_bytes()
    cells[0][0].write_bytes(source.read_bytes())
    titles = simulated(monkeypatch)
    again = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    assert len(titles) == 1 and again.manifest["blocks"]["damaged"] == 1
    assert again.digest == first.digest and cells[0][0].read_bytes() == whole


@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_a_block_that_is_no_file_is_simulated_again(monkeypatch, tmp_path, kind):
    first = fake.run(monkeypatch, PAIR, out=tmp_path / "run")
    path = blocks_of(tmp_path / "run")[0]
    precious = tmp_path / "precious"
    precious.write_text("mine")
    path.unlink()
    {"pipe": os.mkfifo, "folder": os.mkdir, "link": lambda path: path.symlink_to(precious)}[kind](path)
    if kind == "folder":
        with pytest.raises(CannotWrite, match="cannot keep a finished block"):
            fake.run(monkeypatch, PAIR, out=tmp_path / "run")
        return
    assert fake.run(monkeypatch, PAIR, out=tmp_path / "run").digest == first.digest
    assert path.is_file() and not path.is_symlink() and precious.read_text() == "mine"


def test_a_record_that_is_whole_and_holds_something_else_is_damaged():
    plain = io.BytesIO()
    np.savez(plain, world=np.arange(3))
    packed = pa.Codec("zstd").compress(plain.getvalue(), asbytes=True)
    body = len(plain.getvalue()).to_bytes(8, "little") + packed
    with pytest.raises(Damaged):
        unpack(BLOCK_MAGIC + hashlib.sha256(body).digest() + body)
    body = (2**62).to_bytes(8, "little") + packed
    with pytest.raises(Damaged):
        unpack(BLOCK_MAGIC + hashlib.sha256(body).digest() + body)


def test_a_full_disk_is_one_clear_error_that_keeps_what_was_finished(monkeypatch, tmp_path):
    earlier = fake.run(monkeypatch, PAIR, worlds=100, out=tmp_path / "run")
    stored, store = [], Kept.store

    def third_fails(self, task, packed):
        if len(stored) == 3:
            raise_full()
        stored.append(task)
        store(self, task, packed)

    def raise_full():
        try:
            raise OSError(28, "No space left on device")
        except OSError as error:
            raise CannotWrite(f"cannot keep a finished block: {keeping.folders.reason(error)}") from error

    with monkeypatch.context() as patch:
        patch.setattr(Kept, "store", third_fails)
        with pytest.raises(CannotWrite, match="the disk is full"):
            fake.run(patch, PAIR, out=tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["digest"] == earlier.digest
    titles = simulated(monkeypatch)
    assert fake.run(monkeypatch, PAIR, out=tmp_path / "run").digest == fake.run(monkeypatch, PAIR).digest
    assert len(titles) == (6 - 3) + 6  # what was missing, and the run without a folder


def test_a_folder_for_blocks_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "run").write_text("a file in the way")
    plan = Plan(PAIR, None, PAIR.cells(), (), {}, {})
    task = next(plan.cell_tasks(plan.cells[0], 10))
    with pytest.raises(CannotWrite, match=r"cannot keep a finished block in .*/run: .* is a file, not a folder.*kept"):
        Kept(tmp_path / "run").store(task, b"anything")


def test_a_run_with_replaced_actors_is_never_taken_from_disk(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, worlds=40, out=tmp_path / "run", agents={"iran": Restrained})
    assert blocks_of(tmp_path / "run") == []


class Restrained:
    """Stands for an actor's class of a user's own."""


def test_a_fresh_run_uses_nothing_old(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, worlds=40, out=tmp_path / "run")
    titles = simulated(monkeypatch)
    fake.run(monkeypatch, PAIR, worlds=40, out=tmp_path / "run", resume=False)
    assert len(titles) == 2


def test_ctrl_c_leaves_the_finished_blocks_and_no_rubbish(monkeypatch, tmp_path):
    fake.engine(monkeypatch)
    simulate, count = fake.simulate, []

    def interrupted(bundle):
        if len(count) == 2:
            raise KeyboardInterrupt
        count.append(bundle)
        return tuple(simulate(task) for task in bundle.tasks)

    monkeypatch.setattr(work, "simulate_bundle", interrupted)
    monkeypatch.setattr(blocks, "WORLDS_PER_BUNDLE", 2000)
    with pytest.raises(KeyboardInterrupt):
        sim.run(PAIR, out=tmp_path / "run")
    assert len(blocks_of(tmp_path / "run")) == 2
    assert [path.name for path in tmp_path.iterdir()] == [".run.blocks"]


def test_draws_of_the_assumptions_are_kept_too(monkeypatch, tmp_path):
    scenario = fake.scenario(worlds=100, assumptions=Assumptions(10, 20))
    one = fake.run(monkeypatch, scenario, out=tmp_path / "run")
    titles = simulated(monkeypatch)
    other = fake.run(monkeypatch, scenario, out=tmp_path / "run")
    assert titles == [] and one.assumptions.equals(other.assumptions)


def test_two_results_of_one_folder_keep_their_own_tables(monkeypatch, tmp_path):
    one = fake.run(monkeypatch, PAIR, worlds=50, seed=1, out=tmp_path / "run")
    other = fake.run(monkeypatch, PAIR, worlds=50, seed=2, out=tmp_path / "run")
    assert one.digest != other.digest
    assert not one.table.equals(other.table)
    del one
    gc.collect()
    assert len(other.table) == 100
    del other
    gc.collect()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".run.blocks", "run", "runs.log"]


def test_a_run_clears_nothing_away_while_another_one_works_in_the_same_folder(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, worlds=50, out=tmp_path / "run")
    with Kept(folder_beside(tmp_path / "run")):
        fake.run(monkeypatch, PAIR, worlds=50, seed=2, out=tmp_path / "run")
        assert len(blocks_of(tmp_path / "run")) == 4
    fake.run(monkeypatch, PAIR, worlds=50, seed=2, out=tmp_path / "run")
    assert len(blocks_of(tmp_path / "run")) == 2


def test_what_a_killed_run_left_lying_about_is_cleared(monkeypatch, tmp_path):
    fake.run(monkeypatch, PAIR, worlds=50, out=tmp_path / "run")
    folder = folder_beside(tmp_path / "run")
    part = blocks_of(tmp_path / "run")[0].with_name(".redline.999999999-abcdef01.part")
    left = [folder / "in-use.999999999-abcdef01.run", part]
    for path in left:
        path.write_text("left")
    fake.run(monkeypatch, PAIR, worlds=50, out=tmp_path / "run")
    assert not any(path.exists() for path in left)


def test_what_a_search_has_simulated_is_found_again_by_any_number_of_workers(tmp_path):
    from sim.runs import evaluate

    (cell,) = sim.load("{format: 1, title: T, clock: {days: 5}}").cells()
    world, values = np.arange(2500), {"iran.boldness": np.linspace(0.2, 0.8, 2500)}
    kept = Kept(tmp_path / "blocks")
    first = evaluate.outcomes(cell, values, world, seed=1, kept=kept)
    files = sorted(path.name for path in (tmp_path / "blocks").rglob("*"))
    again = evaluate.outcomes(cell, values, world, seed=1, jobs=7, kept=kept)
    assert np.array_equal(first, again)
    assert sorted(path.name for path in (tmp_path / "blocks").rglob("*")) == files


def test_no_worker_goes_on_behind_an_error_that_somebody_holds(tmp_path):
    import multiprocessing

    def broken(tick):
        raise ZeroDivisionError("my own progress")

    with pytest.raises(ZeroDivisionError) as held:
        sim.run("{format: 1, title: T, clock: {days: 20}, runs: {worlds: 9000}}", jobs=2, progress=broken)
    assert held.value and multiprocessing.active_children() == []


def test_blocks_made_under_another_scipy_are_not_used(monkeypatch):
    keeping._here.cache_clear()
    before = keeping._here()
    monkeypatch.setattr("sim.runs.disk.manifest._version", lambda name: "0.0" if name == "scipy" else "1.0")
    keeping._here.cache_clear()
    assert keeping._here() != before
    monkeypatch.undo()
    keeping._here.cache_clear()
