"""What the range over assumptions varies, and where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.runs import assumptions
from sim.runs.blocks import WORLDS_PER_BLOCK
from tests.fake import CATALOGUE, scenario

CELLS = scenario(risks=(("baseline", 0.1), ("bold", 0.3))).cells()


def test_only_assumed_parameters_that_the_scenario_leaves_alone_are_varied():
    assert assumptions.varied(CATALOGUE, CELLS) == ("us.threshold", "iran.boldness")
    swept = scenario(swept=(1.0, 2.0)).cells()
    assert assumptions.varied(CATALOGUE, swept) == ("iran.boldness",)


def test_a_rival_theory_keeps_the_values_that_make_it_a_rival():
    catalogue = CATALOGUE | {"iran.boldness": replace(CATALOGUE["iran.boldness"], rival=2.5, rival_source="someone")}
    rivals = (CELLS[0], replace(CELLS[1], theory="pressure_works"))
    assert "iran.boldness" in assumptions.varied(catalogue, CELLS)
    assert "iran.boldness" not in assumptions.varied(catalogue, rivals)


def test_each_slice_of_each_plausible_range_is_drawn_exactly_once():
    drawn = assumptions.draw(CATALOGUE, ("us.threshold", "iran.boldness"), 40, seed=5)
    for path, (low, high) in {"us.threshold": (4, 8), "iran.boldness": (1, 3)}.items():
        slices = np.floor((drawn[path] - low) / (high - low) * 40).astype(int)
        assert sorted(slices) == list(range(40))


def test_the_same_seed_draws_the_same_and_another_seed_draws_otherwise():
    first, again, other = (
        assumptions.draw(CATALOGUE, ("us.threshold",), 40, seed)["us.threshold"] for seed in (5, 5, 6)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_whole_parameters_are_drawn_as_whole_numbers():
    catalogue = {"days": replace(CATALOGUE["us.threshold"], whole=True)}
    drawn = assumptions.draw(catalogue, ("days",), 40, seed=5)["days"]
    assert np.unique(drawn, return_counts=True)[1].tolist() == [8, 8, 8, 8, 8]  # 4 to 8, the ends as often as the rest


def test_every_draw_has_worlds_of_its_own_and_every_variant_the_same_ones():
    drawn = assumptions.draw(CATALOGUE, ("us.threshold",), 40, seed=5)
    tasks = list(assumptions.tasks(CELLS, drawn, 40, 50, seed=5))
    assert max(len(task.world) for task in tasks) <= WORLDS_PER_BLOCK
    for variant in ("baseline", "bold"):
        mine = [task for task in tasks if task.cell.variant == variant]
        assert np.array_equal(np.concatenate([task.world for task in mine]), np.arange(2000))
        values = np.concatenate([task.values["us.threshold"] for task in mine])
        assert np.array_equal(values, np.repeat(drawn["us.threshold"], 50))
