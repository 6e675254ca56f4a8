"""Worlds lived compiled are those lived in NumPy, to the last bit, in all that is kept of them."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.compiled import cache, live, native
from sim.engine.own import Faulty
from sim.engine.recorder import Block
from sim.engine.withheld import Withheld
from sim.runs.blocks import Bundle, Task, bundles, simulate, simulate_bundle
from sim.runs.plan import Plan
from sim.runs.workers.tasks import EngineRefused
from sim.scenario import Scenario
from tests.conftest import ROOT

FILES = sorted((ROOT / "scenarios").glob("*.yaml"))

#: Days of most comparisons: enough for steps of policy, attacks and answers.
DAYS = 40


@pytest.fixture(autouse=True, scope="module")
def modules(tmp_path_factory):
    """A place of their own for modules, which all tests of this file share."""
    place = tmp_path_factory.mktemp("modules")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "folder", lambda: place)
        patch.setattr(live, "_known", {})
        yield place


def differing(one: Block, other: Block) -> list[str]:
    """Names of what differs in two blocks, bit for bit."""
    found = []
    for name, value in vars(one).items():
        pairs = value.items() if isinstance(value, dict) else [("", value)]
        theirs = getattr(other, name) if isinstance(value, dict) else {"": getattr(other, name)}
        assert [key for key, _ in pairs] == [*theirs], name
        for key, mine in pairs:
            mine, its = np.asarray(mine), np.asarray(theirs[key])
            same = mine.dtype == its.dtype and np.array_equal(mine, its, equal_nan=mine.dtype.kind == "f")
            found += [] if same else [f"{name} {key}".strip()]
    return found


def assert_same(bundle: Bundle) -> list[Block]:
    """The blocks of a bundle that both engines lived, which are the same."""
    lived = []
    for engine in ("numpy", "compiled"):
        pieces = simulate_bundle(replace(bundle, tasks=tuple(replace(task, engine=engine) for task in bundle.tasks)))
        assert all(bool(piece.why_numpy) == (engine == "numpy") for piece in pieces)
        lived.append([piece.block for piece in pieces])
    for one, other in zip(*lived, strict=True):
        assert differing(one, other) == []
    return lived[0]


def task(scenario: Scenario | str, worlds: int = 5, days: int = DAYS, cell: int = 0, **more: Any) -> Task:
    """A block of a scenario's cell of which all is kept."""
    scenario = sim.load(f"redline:{scenario}") if isinstance(scenario, str) else scenario
    made = replace(scenario.cells()[cell], days=days)
    return Task(made, scenario.seed, np.arange(worlds), worlds, worlds, worlds, **more)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_scenarios_come_out_the_same(path):
    plan = Plan.of(sim.load(path))
    firsts = [replace(cell, days=DAYS) for cell in plan.references]
    tasks = [Task(cell, plan.scenario.seed, np.arange(3), 3, 2, 3, pasts=(8, DAYS - 1)) for cell in firsts]
    blocks = [block for bundle in bundles(tasks) for block in assert_same(bundle)]
    assert any(len(block.events["act"]) for block in blocks) and all(block.counts.any() for block in blocks)


def test_a_year_of_the_reference_come_out_the_same():
    (block,) = assert_same(Bundle.of(task("maximum_pressure", 6, 400, pasts=(99, 390))))
    assert len(block.events["act"]) > 200 and len(block.pasts) == 2 and block.months.shape[1] == 13


def test_a_strike_that_is_forced_and_its_past_come_out_the_same():
    plan = Plan.of(sim.load("redline:after_the_drone"))
    (cell,) = [cell for cell in plan.references if cell.variant == "strike_on_iran"]
    day = plan.branch_days[0]
    assert_same(Bundle.of(Task(replace(cell, days=day + 20), 1, np.arange(6), 6, 6, 6, pasts=(day - 1,))))


def test_random_legal_values_one_set_for_each_world_come_out_the_same():
    rng, worlds = np.random.default_rng(20), 40
    made = task("maximum_pressure", worlds, 200)
    values = {}
    for path, one in Plan.of(sim.load("redline:maximum_pressure")).catalogue.items():
        if one.bounds is not None and not one.initial and len(made.cell.courses.get(path, ())) < 2:
            low, high = one.plausible or one.bounds
            drawn = low + (high - low) * rng.random(worlds)
            values[path] = np.round(drawn) if one.whole else drawn
    assert len(values) > 200
    (block,) = assert_same(Bundle.of(replace(made, values=values)))
    assert len(np.unique(block.columns["outcome"])) > 2


def test_the_other_theories_a_replayed_past_drawn_values_and_twins_come_out_the_same():
    scenario = sim.load("redline:maximum_pressure")
    replayed = scenario.replace(history={"until": "2018-06-05"})
    assert assert_same(Bundle.of(task(replayed)))[0].events["forced"].any()
    made = task(scenario)
    for theory in scenario.crisis.theories[1:]:
        assert_same(Bundle.of(replace(made, cell=replace(made.cell, theory=theory.key))))
    drawn = sim.load("redline:levers_and_unknowns")
    twins = replace(next(Plan.of(drawn).twin_tasks(6)), engine="auto") if Plan.of(drawn).references else None
    if twins is not None:
        assert_same(Bundle.of(replace(twins, cell=replace(twins.cell, days=DAYS))))


def test_counterfactuals_come_out_the_same_by_one_module():
    made = task("maximum_pressure", 1, 90)
    block = simulate(replace(made, engine="compiled")).block
    allowed = made.cell.crisis.acts.withholdable
    rows = zip(*(block.events[name].tolist() for name in ("day", "actor", "act", "forced")), strict=True)
    acts = [(day, block.words[actor], block.words[act], bool(forced)) for day, actor, act, forced in rows]
    acts = [one for one in dict.fromkeys(acts) if one[2] in allowed][:12]
    assert len({one[1:] for one in acts}) > 2
    before = len(live._known)
    for some in (acts[:4], acts):
        withheld = tuple(Withheld(place, *one) for place, one in enumerate(some))
        what = replace(made, world=np.zeros(len(some), int), withheld=withheld, events_below=1)
        (without,) = assert_same(Bundle.of(what))
        assert len(without.events["act"]) != len(some) * len(block.events["act"])
    assert len(live._known) == before + 1


def test_chunks_and_threads_change_nothing(monkeypatch):
    scenario = sim.load("redline:maximum_pressure").replace(days=DAYS, worlds=60, assumptions={"draws": 0})
    whole = sim.run(scenario, engine="compiled")
    monkeypatch.setattr(native, "CHUNK_WORLDS", 7)
    monkeypatch.setattr(native, "EVENTS", 1)  # too few: memory grows
    monkeypatch.setattr("sim.runs.blocks.WORLDS_PER_BLOCK", 20)
    cut = sim.run(scenario, engine="compiled", jobs=3)
    stepped = sim.run(scenario, engine="numpy")
    assert whole.manifest["digest"] == cut.manifest["digest"] == stepped.manifest["digest"]
    for name in ("events", "daily"):
        assert getattr(whole, name).equals(getattr(cut, name)) and getattr(whole, name).equals(getattr(stepped, name))
    assert whole.manifest["engine"] == {"compiled": 60, "numpy": {}}
    assert stepped.manifest["engine"] == {"compiled": 0, "numpy": {"as asked": 60}}


# -- classes of a user's own -------------------------------------------------------------------------------------------


class Restrained(sim.Iran):
    def willing_to_answer(self, at, rung):
        return rung > 10


class Looped(sim.Iran):
    def willing_to_answer(self, at, rung):
        return np.array([one > 10 for one in rung])


class Vanishing(sim.Iran):
    def learn(self):
        super().learn()
        self.hostility = np.where(self.model.day >= 20, np.float32(np.nan), self.hostility)


def test_a_class_of_ones_own_is_tried_once_and_then_runs_compiled(monkeypatch):
    made = task("maximum_pressure", agents={"iran": Restrained})
    tried: list[Any] = []
    usual = live._tried
    monkeypatch.setattr(live, "_tried", lambda *given: tried.append(usual(*given)) or tried[-1])
    for _ in range(2):
        assert_same(Bundle.of(made))
        monkeypatch.setattr(live, "_known", {})  # as in another process
    assert tried == [""]


def test_a_class_that_comes_out_different_is_lived_in_numpy(monkeypatch):
    monkeypatch.setattr(live, "_known", {})
    monkeypatch.setattr(live, "_kept", lambda key: None)
    monkeypatch.setattr(live, "_keep", lambda *given, **more: None)
    usual = live.trace

    class Wary(Restrained):
        pass

    def wrong(make):
        program = usual(make)
        (day,) = program.days
        day[:] = [one for one in day if not (one.target and one.target.slot and one.target.slot.name == "learned")]
        return program

    monkeypatch.setattr(live, "trace", wrong)
    made = task("maximum_pressure", agents={"iran": Wary})
    with pytest.raises(EngineRefused, match=r"of 64 worlds .* (different|differently)"):
        simulate(replace(made, engine="compiled"))


def test_a_rule_that_cannot_be_compiled_is_told_by_file_and_line_and_lived_in_numpy():
    made = task("maximum_pressure", agents={"iran": Looped})
    with pytest.raises(EngineRefused, match=rf"^engine compiled: .*{Path(__file__).name}, line \d+: "):
        simulate(replace(made, engine="compiled"))
    piece = simulate(made)
    assert f"{Path(__file__).name}, line" in piece.why_numpy
    assert differing(piece.block, simulate(replace(made, engine="numpy")).block) == []


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_number_that_goes_wrong_is_told_by_its_day(engine):
    with pytest.raises(Faulty, match=r"Vanishing.*2018-05-28"):
        simulate(task("maximum_pressure", agents={"iran": Vanishing}, engine=engine))


# -- what modules are kept in ------------------------------------------------------------------------------------------


def test_a_warm_start_neither_traces_nor_emits(monkeypatch):
    made = replace(task("maximum_pressure"), engine="compiled")
    cold = simulate(made).block
    monkeypatch.setattr(live, "_known", {})
    monkeypatch.setattr(live, "trace", None)
    monkeypatch.setattr(live, "emit", None)
    assert differing(simulate(made).block, cold) == []


@pytest.mark.parametrize("damage", [b"", b"another content", bytes(64)])
def test_what_is_damaged_is_made_again(modules, monkeypatch, damage):
    made = replace(task("maximum_pressure"), engine="compiled")
    simulate(made)
    kept = {path: path.read_bytes() for path in modules.iterdir()}
    for path in kept:
        path.write_bytes(damage)
    monkeypatch.setattr(live, "_known", {})
    simulate(made)
    mended = [path for path, content in kept.items() if path.read_bytes() != damage]
    assert len(mended) == 1
    for path, content in kept.items():
        path.write_bytes(content)


def test_a_place_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    file = tmp_path / "no_folder"
    file.write_text("")
    monkeypatch.setattr(cache, "folder", lambda: file / "modules")
    cache.store("key", b"content")
    assert cache.load("key") is None


def test_only_what_was_used_last_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    monkeypatch.setattr(cache, "FILES", 2)
    for name in ("one", "two"):
        cache.store(name, name.encode())
    for age, name in enumerate(("one", "two")):
        path = tmp_path / name
        path.touch()
        os.utime(path, (1000 + age, 1000 + age))
    assert cache.load("one") == b"one"
    cache.store("three", b"three")
    assert {path.name for path in tmp_path.iterdir()} == {"one", "three"}


def test_without_wasmtime_everything_is_lived_in_numpy(monkeypatch):
    native._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    monkeypatch.setattr(live, "_known", {})
    monkeypatch.setattr(live, "A_MODULE", 0.0)
    try:
        made = task("maximum_pressure", 2, 5)
        assert "wasmtime, which runs compiled rules, is not installed" in simulate(made).why_numpy
        with pytest.raises(EngineRefused, match="pip install wasmtime"):
            simulate(replace(made, engine="compiled"))
    finally:
        native._engine.cache_clear()


def test_rules_compiled_by_another_engine_of_the_process_are_lived_by_that_one(monkeypatch):
    """Two threads that ask at once may make an engine each, and a module runs in no other's store."""
    monkeypatch.setattr(live, "_known", {})
    made = replace(task("maximum_pressure", 2, 5), engine="compiled")
    first = simulate(made)
    native._engine.cache_clear()  # what a second thread finds where the first has not come to an end
    assert differing(simulate(made).block, first.block) == []


@pytest.mark.parametrize("wrong", ["WasmtimeError", "Trap"])
def test_worlds_that_stop_half_way_are_lived_anew_in_numpy(monkeypatch, wrong):
    import wasmtime

    made, usual, calls = task("maximum_pressure", 6, 10), native._Memory.live, list[int]()

    def stops(self, first):
        calls.append(first)
        if first:
            self._live = lambda *_: (_ for _ in ()).throw(getattr(wasmtime, wrong)("no more"))
        return usual(self, first)

    whole = simulate(replace(made, engine="compiled")).block
    monkeypatch.setattr(native, "CHUNK_WORLDS", 2)
    monkeypatch.setattr(native._Memory, "live", stops)
    piece = simulate(made)
    assert calls == [0, 2] and "no more" in piece.why_numpy and differing(piece.block, whole) == []
    with pytest.raises(EngineRefused, match="no more"):
        simulate(replace(made, engine="compiled"))


def test_a_kept_module_that_cannot_be_loaded_is_no_fault(monkeypatch):
    def kept(key):
        raise native.CannotRun("wasmtime cannot be loaded")

    monkeypatch.setattr(live, "_kept", kept)
    monkeypatch.setattr(live, "_known", {})
    assert simulate(task("maximum_pressure", 2, 5)).why_numpy == "wasmtime cannot be loaded"


def test_few_days_are_stepped_until_as_much_was_stepped_as_a_module_costs(monkeypatch):
    monkeypatch.setattr(live, "_known", {})
    monkeypatch.setattr(live, "_stepped", {})
    monkeypatch.setattr(live, "A_MODULE", 2.5 * 3 * live.A_DAY)
    made = task("maximum_pressure", 1, 3)
    assert [bool(simulate(made).why_numpy) for _ in range(4)] == [True, True, False, False]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system says nothing of who may write a file")
@pytest.mark.parametrize("what", [".", "key"])
@pytest.mark.parametrize("mode", [0o720, 0o702])
def test_what_others_may_write_is_not_run(tmp_path, monkeypatch, what, mode):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    cache.store("key", b"content")
    assert cache.load("key") == b"content"
    (tmp_path / what).chmod(mode)
    assert cache.load("key") is None


def test_what_belongs_to_another_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    cache.store("key", b"content")
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1, raising=False)
    assert cache.load("key") is None
    cache.store("other", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_was_kept_under_another_name_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    cache.store("key", b"content")
    (tmp_path / "key").rename(tmp_path / "other")
    assert cache.load("other") is None
