"""A sampled design's points, twins, pasts and replays, as a run records them."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.runs.disk.tables import Branches
from sim.runs.plan import Plan
from tests import fake

LHS = """\
format: 1
title: What matters?
extends: redline:maximum_pressure
clock: {days: 60}
runs: {worlds: 40, assumptions: {draws: 0}}
sample: {iran.boldness: {uniform: {low: 0.2, high: 0.8}}}
sweep:
  design: latin_hypercube
  points: 12
  worlds: 20
  axes:
    united_states.force_threshold: {from: 3, to: 9}
    united_states.rule: [any, lottery]
variants:
  bold: {set: {iran.boldness: 0.9}}
"""


@pytest.fixture(scope="module")
def scattered():
    return sim.run(LHS)


def test_every_point_of_every_variant_is_a_row_and_lives_through_the_same_worlds(monkeypatch):
    scenario = fake.scenario(
        worlds=100,
        sampled={"points": 3, "worlds": 50, "from": 5.0, "to": 8.0},
        risks=(("baseline", 0.2), ("bold", 0.5)),
    )
    points = fake.run(monkeypatch, scenario).points
    assert list(points["variant"]) == ["baseline"] * 3 + ["bold"] * 3
    assert list(points["point"]) == [0, 1, 2] * 2
    assert sorted(points["us.threshold"][:3] // 1) == [5, 6, 7] and points["us.threshold"].nunique() == 3
    assert (points["worlds"] == 50).all()
    # The toy's risk rises by 5 points with each step of the threshold, in the same worlds: counts never fall.
    points = points.sort_values("us.threshold")
    assert points["war"].nunique() > 3
    assert points.groupby("variant", observed=True)["war"].apply(lambda war: war.is_monotonic_increasing).all()


def test_a_point_of_many_worlds_is_cut_into_blocks_and_comes_back_whole(scattered, monkeypatch):
    found = {}
    for most in (20, 6):
        monkeypatch.setattr("sim.runs.plan.OUTCOMES_PER_BLOCK", most)
        found[most] = sim.run(LHS)
    assert found[6].manifest["blocks"]["all"] - found[20].manifest["blocks"]["all"] == 3 * 2 * 12  # four for one
    assert found[6].digest == found[20].digest
    assert found[6].points.equals(scattered.points)


def test_points_belong_to_the_digest(monkeypatch):
    sampled = {"points": 2, "worlds": 50, "from": 5.0, "to": 6.0}
    one = fake.scenario(worlds=100, sampled=sampled)
    other = fake.scenario(worlds=100, sampled={**sampled, "to": 9.0})
    assert fake.run(monkeypatch, one).digest != fake.run(monkeypatch, other).digest


def test_points_with_other_words_come_back_in_their_order(scattered):
    points = scattered.points
    assert list(points["point"]) == list(range(12)) * 2
    assert set(points["united_states.rule"]) == {"any", "lottery"}
    assert points["united_states.force_threshold"].between(3, 9).all()
    assert (points[list(US_IRAN.outcomes)].sum(axis=1) == 20).all()


def test_a_point_is_what_a_run_with_its_values_finds(scattered):
    row = scattered.points.iloc[5]
    alone = sim.load(LHS).replace(
        sweep=None,
        parameters={path: row[path] for path in ("united_states.force_threshold", "united_states.rule")},
    )
    counts = sim.run(alone, worlds=20).outcomes.query("variant == 'baseline'").set_index("outcome")["count"]
    assert all(counts[outcome] == row[outcome] for outcome in US_IRAN.outcomes)


def test_the_sampled_values_stand_beside_the_worlds_and_are_missing_where_they_are_fixed(scattered):
    table = scattered.table
    base = table.loc[table["variant"] == "baseline", "iran.boldness"]
    assert scattered.sampled == ("iran.boldness",)
    assert base.between(0.2, 0.8).all() and base.nunique() == 40
    assert table.loc[table["variant"] == "bold", "iran.boldness"].isna().all()


def test_twins_share_the_drawn_values_and_not_the_luck():
    from sim.runs.blocks import simulate
    from sim.runs.plan import Plan

    plan = Plan.of(sim.load(LHS).replace(days=400))
    (twins,) = plan.twin_tasks(40)
    (own,) = plan.cell_tasks(plan.cells[0], 40)
    one, other = simulate(own).block, simulate(twins).block
    assert np.array_equal(one.columns["iran.boldness"], other.columns["iran.boldness"])
    assert not np.array_equal(one.columns["hostile_acts"], other.columns["hostile_acts"])


def test_a_variant_that_fixes_everything_has_no_twins(scattered):
    assert set(scattered.twins["variant"]) == {"baseline"} and len(scattered.twins) == 40


def test_a_replayed_world_is_the_one_that_was_run(scattered):
    again = sim.replay(scattered, 7, variant="bold")
    table = scattered.table.query("variant == 'bold' and world == 7").iloc[0]
    assert (again.outcome, again.day) == (table["outcome"], table["day"])
    events = scattered.events.query("variant == 'bold' and world == 7")
    assert list(again.events["event"]) == list(events["event"]) and list(again.events["act"]) == list(events["act"])
    daily = scattered.examples.query("variant == 'bold' and world == 7")
    assert np.array_equal(again.daily["belief"].to_numpy(), daily["belief"].to_numpy())


def test_a_world_that_was_never_run_can_be_replayed_and_nonsense_is_refused(scattered):
    assert sim.replay(scattered, 123_456).world == 123_456
    with pytest.raises(ValueError, match="no world -1"):
        sim.replay(scattered, -1)
    with pytest.raises(ValueError, match="no variant 'timid'; allowed: baseline, bold"):
        sim.replay(scattered, 1, variant="timid")
    with pytest.raises(ValueError, match="no cell 9; the run has 2"):
        sim.replay(scattered, 1, cell=9)


BRANCH = """\
format: 1
title: A fork
extends: redline:maximum_pressure
clock: {days: 120}
runs: {worlds: 30, assumptions: {draws: 0}}
variants:
  from_june: {from: 2018-06-20, set: {united_states.force_threshold: 3}}
  all_along: {set: {united_states.force_threshold: 3}}
"""


def test_a_branch_shares_its_past_in_every_world_and_the_run_says_so():
    results = sim.run(BRANCH)
    assert results.branches == [{"variant": "from_june", "day": 43, "date": "2018-06-20", "worlds": 30, "same": 30}]


def test_a_rule_that_looks_ahead_is_caught():
    class Prophet(sim.Iran):
        def begin(self):
            super().begin()
            if len(self.model.calendar._steps.get("united_states.force_threshold", ())) > 1:
                self.hostility = self.hostility + np.float32(0.01)

    (found,) = sim.run(BRANCH, agents={"iran": Prophet}).branches
    assert found["same"] == 0 and found["worlds"] == 30


def test_pasts_are_compared_point_by_point():
    found = Branches()
    base = fake.scenario(risks=(("baseline", 0.1),), swept=(1.0, 2.0)).cells()
    other = [replace(cell, variant="late", branch_day=3) for cell in base]
    for cell, past in zip(base, ([1, 2, 3], [4, 5, 6]), strict=True):
        found.add(cell, {"2": np.array(past, np.uint64)})
    for cell, past in zip(other, ([1, 2, 3], [4, 0, 6]), strict=True):
        found.add(cell, {"2": np.array(past, np.uint64)})
    assert found.found() == [{"variant": "late", "day": 3, "date": "2018-05-11", "worlds": 6, "same": 5}]


OPEN = """\
format: 1
title: Left open
extends: redline:maximum_pressure
clock: {days: 40}
runs: {worlds: {until: 20%, at_most: 3000}, assumptions: {draws: 0}}
sample: {iran.boldness: {uniform: {low: 0.2, high: 0.8}}}
sweep: {design: sobol, points: 2, worlds: 1500, axes: {iran.margin: {from: 1, to: 2}}}
"""


def test_a_run_until_it_is_sure_has_as_many_twins_as_worlds_and_verifies(tmp_path):
    results = sim.run(OPEN, out=tmp_path / "open")
    assert results.worlds == len(results.twins) == 1000
    assert list(results.points["worlds"]) == [1500, 1500]
    assert sim.verify(tmp_path / "open").status == "identical"


def test_thousands_of_cells_are_planned_and_counted_in_time_that_grows_with_their_number(monkeypatch):
    import pyarrow.parquet as pq

    from sim.runs.plan import Plan

    firsts = []
    original = Plan.references.func
    monkeypatch.setattr(Plan.references, "func", lambda self: firsts.append(1) or original(self))
    results = fake.run(monkeypatch, fake.scenario(worlds=2, swept=tuple(np.linspace(0.0, 10.0, 60).tolist())))
    assert len(firsts) <= 2  # not once for every cell
    read, metadata = [], pq.read_metadata
    monkeypatch.setattr(pq, "read_metadata", lambda path: read.append(path) or metadata(path))
    assert results.outcomes["count"].sum() == 120 and len(read) <= 1


def test_a_designs_values_are_kept_once_for_each_point_and_not_for_each_world():
    scenario = sim.load(LHS.replace("worlds: 20", "worlds: 2000").replace("worlds: 40", "worlds: 2000"))
    bundles = Plan.of(scenario).bundles(1)
    points = [bundle for bundle in bundles if bundle.tasks[0].kind == "points"]
    worlds = sum(bundle.worlds for bundle in points)
    assert worlds == 2 * 12 * 2000
    kept = sum(len(pickle.dumps(task.values)) for bundle in points for task in bundle.tasks)
    assert kept < worlds  # eight bytes for each world, if they were repeated
    values = points[0].values["united_states.force_threshold"]
    assert len(values) == points[0].worlds
    assert np.array_equal(values[:2000], np.full(2000, values[0]))
    assert "iran.boldness" not in points[0].values
