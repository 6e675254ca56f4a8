"""PRIM peels as the Exploratory Modeling Workbench does, and finds what was planted."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from sim.analyses.drivers import prim
from sim.analyses.drivers.prim import Box, Rows


def planted(n: int = 3000, seed: int = 0) -> Rows:
    """The outcome comes in 8 of 10 worlds where a is above 0.7 and b below 0.4, else in 2 of 10."""
    rng = np.random.default_rng(seed)
    columns = {name: rng.random(n) for name in "abcd"}
    inside = (columns["a"] > 0.7) & (columns["b"] < 0.4)
    return Rows(columns, (rng.random(n) < np.where(inside, 0.8, 0.2)).astype(int), np.ones(n, int))


def test_the_peeling_trajectory_is_that_of_the_exploratory_modeling_workbench():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of optional packages it does not find
        theirs = pytest.importorskip(
            "ema_workbench.analysis.prim", reason="ema_workbench is not installed (pip install redline[test])"
        )
        rows = planted()
        box = theirs.Prim(pd.DataFrame(rows.columns), rows.hits.astype(bool), threshold=0.1, peel_alpha=0.05).find_box()
    mine = prim.peel(rows)
    table = box.peeling_trajectory
    shared = min(len(mine), len(table)) - 1  # theirs ends with a pasting step, and where no peel helps
    assert shared > 30
    for name in ("coverage", "density", "mass"):
        found = [getattr(step, name) for step in mine[:shared]]
        assert found == pytest.approx(table[name].tolist()[:shared], abs=0.01), name


def test_a_planted_box_is_on_the_trajectory():
    last = prim.peel(planted(), least_mass=0.1)[-1]
    assert last.box.limits["a"][0] == pytest.approx(0.7, abs=0.06)
    assert last.box.limits["b"][1] == pytest.approx(0.4, abs=0.06)
    assert last.density == pytest.approx(0.8, abs=0.08)


def test_every_peel_takes_a_slice_and_peeling_ends_at_the_least_mass():
    steps = prim.peel(planted())
    assert steps[0].mass == 1
    left = np.array([step.mass for step in steps])
    assert left[1:] / left[:-1] == pytest.approx(np.full(len(left) - 1, 1 - prim.ALPHA), abs=0.01)
    assert prim.LEAST_MASS <= left[-1] < prim.LEAST_MASS / (1 - prim.ALPHA)


def test_peeling_goes_through_a_step_that_does_not_help():
    """Two bumps at the ends of one factor: each first peel takes from one of them."""
    column = np.linspace(0, 1, 1001)
    hits = ((column < 0.1) | (column > 0.85)).astype(int)
    assert prim.peel(Rows({"a": column}, hits, np.ones(1001, int)))[-1].density == 1


def test_pasting_gives_back_what_was_peeled_too_far():
    rows = planted()
    narrow = Box({"a": (0.8, np.inf), "b": (-np.inf, 0.4)})
    before, after = prim.measured(narrow, rows), prim.measured(prim.paste(narrow, rows), rows)
    assert after.mass >= before.mass
    assert after.density >= before.density


def test_pasting_opens_an_end_that_should_never_have_been_closed():
    column = np.linspace(0, 1, 2001)
    rows = Rows({"a": column}, (column > 0.5).astype(int), np.ones(2001, int))
    assert prim.paste(Box({"a": (0.45, 0.9)}), rows).limits == {"a": (0.45, np.inf)}


def test_restrictions_that_do_nothing_are_dropped():
    box = prim.significant(Box({"a": (0.7, np.inf), "b": (-np.inf, 0.4), "c": (0.02, np.inf)}), planted())
    assert set(box.limits) == {"a", "b"}


def test_words_are_peeled_one_by_one():
    rng = np.random.default_rng(1)
    rule = rng.choice(np.array(["any", "majority", "lottery"], object), 1500)
    rows = Rows({"rule": rule}, (rng.random(1500) < np.where(rule == "any", 0.9, 0.1)).astype(int), np.ones(1500, int))
    last = prim.peel(rows)[-1]
    assert last.box.limits == {"rule": frozenset({"any"})}
    assert prim.paste(last.box, rows) == last.box


def test_equal_numbers_stay_together():
    rng = np.random.default_rng(3)
    column = rng.integers(1, 5, 1000).astype(float)
    rows = Rows({"n": column}, (rng.random(1000) < column / 5).astype(int), np.ones(1000, int))
    steps = prim.peel(rows)[1:]
    assert steps
    for step in steps:
        assert step.mass == pytest.approx(np.mean(column >= np.ceil(step.box.limits["n"][0])))


def test_points_count_by_their_worlds():
    rows = Rows({"a": np.array([0.1, 0.9])}, np.array([1, 30]), np.array([10, 40]))
    step = prim.measured(Box({"a": (0.5, np.inf)}), rows)
    assert (step.mass, step.density) == (0.8, 0.75)
    assert step.coverage == pytest.approx(30 / 31)
