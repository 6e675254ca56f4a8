"""The reference table: each draw lives in the world of its number, whoever else is simulated beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.analyses.facts.happened import happened
from sim.analyses.facts.stylised_facts import record_of
from sim.analyses.facts.summaries import day_of, summaries, unlike, up_to
from sim.analyses.fit import reference_table as tables
from sim.analyses.fit.priors import priors, values
from sim.analyses.fit.reference_table import Draws, reference_table, simulate_draws
from sim.runs.blocks import Task, simulate
from tests.analyses.fit.fits import crisis

DAY, DRAWS, SEED = day_of(date(2018, 12, 1)), 60, 9


@pytest.fixture(scope="module")
def numbers():
    paths = crisis().paths()
    return priors(paths.catalogue, crisis().cells()[0], paths.family_paths, {})


@pytest.fixture(scope="module")
def observed():
    return happened().known(DAY, own_war=True)


def table(numbers, observed, draws=DRAWS, days=(DAY,), cell=None, **more):
    cell = cell or crisis().cells()[0]
    return reference_table(cell, numbers, draws=draws, seed=SEED, days=days, observed=observed, **more)


@pytest.fixture(scope="module")
def whole(numbers, observed):
    return table(numbers, observed)


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_is_the_same_in_parts_and_for_any_number_of_processes(numbers, observed, whole, jobs, monkeypatch):
    monkeypatch.setattr(tables, "DRAWS_PER_TASK", 25)
    told = []
    parts = table(numbers, observed, jobs=jobs, progress=lambda done, of: told.append((done, of)))
    np.testing.assert_array_equal(parts.u, whole.u)
    np.testing.assert_array_equal(parts.summaries[DAY], whole.summaries[DAY])
    np.testing.assert_array_equal(parts.unlike[DAY], whole.unlike[DAY])
    assert told == [(25, DRAWS), (50, DRAWS), (60, DRAWS)]


def test_more_draws_begin_with_the_same_ones(numbers, observed, whole):
    few = table(numbers, observed, draws=20)
    np.testing.assert_array_equal(few.u, whole.u[:20])
    np.testing.assert_array_equal(few.summaries[DAY], whole.summaries[DAY][:20])


@pytest.mark.parametrize("draw", [0, 17, 59])
def test_a_draw_is_the_world_of_its_number_simulated_alone_with_its_values(numbers, observed, whole, draw):
    mine = {path: value[draw : draw + 1] for path, value in values(numbers, whole.u).items()}
    cell = replace(crisis().cells()[0], days=DAY)
    task = Task(cell, SEED, np.array([draw]), events_below=draw + 1, months_below=draw + 1, values=mine)
    record = record_of([simulate(task).block])
    assert whole.unlike[DAY][draw] == unlike(record, DAY)[0]
    alone = [one.measure(up_to(record, DAY))[0] for one in summaries(DAY, observed)]
    alone = np.float32(alone if not whole.unlike[DAY][draw] else np.full(len(alone), np.nan))
    np.testing.assert_array_equal(whole.summaries[DAY][draw], alone)


def test_an_earlier_day_is_the_same_whether_or_not_worlds_go_on(numbers, observed, whole):
    early = day_of(date(2018, 10, 1))
    both = table(numbers, observed, draws=30, days=(early, DAY))
    alone = table(numbers, observed, draws=30, days=(early,))
    np.testing.assert_array_equal(both.summaries[early], alone.summaries[early])
    np.testing.assert_array_equal(both.unlike[early], alone.unlike[early])
    np.testing.assert_array_equal(both.summaries[DAY], whole.summaries[DAY][:30])
    assert len(both.compared[early]) < len(both.compared[DAY])


def test_a_world_that_cannot_be_ours_has_no_summaries(whole):
    assert whole.unlike[DAY].any() and not whole.unlike[DAY].all()
    assert np.isnan(whole.summaries[DAY][whole.unlike[DAY]]).all()
    counts = [at for at, one in enumerate(whole.compared[DAY]) if one.key.startswith("acts_")]
    assert np.isfinite(whole.summaries[DAY][~whole.unlike[DAY]][:, counts]).all()


def test_draws_differ_in_what_is_compared(whole):
    assert (np.nanstd(whole.summaries[DAY], axis=0) > 0).sum() > 4


def test_a_task_of_a_single_draw_whose_world_ends_early_is_no_error(numbers, observed):
    cell = crisis().cells()[0]
    strike = replace(cell.events[0], act="strike_on_iran", day=3, rung=9.0)
    salvo = replace(cell.events[0], actor="iran", act="open_salvo", rung=9.0, deaths=50)
    cell = replace(cell, events=(strike, *(replace(salvo, day=day) for day in range(4, 40))))
    drawn = {path: value[:1] for path, value in values(numbers, np.full((1, len(numbers)), 0.5)).items()}
    ((found, other),) = simulate_draws(Draws(cell, SEED, 0, drawn, (DAY,), observed))
    assert other.all() and np.isnan(found).all()
