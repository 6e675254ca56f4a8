"""A crisis with a seventh outcome and a series of its own is run, stored and read like the one that comes with us."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.crisis.us_iran import US_IRAN
from sim.engine.outcomes import Outcomes
from sim.engine.series import Series
from sim.runs.disk.saved import NotARun
from sim.runs.replay import replay
from sim.scenario.parts import Assumptions
from tests import fake

THAW = replace(US_IRAN.outcomes["standoff"], key="thaw", title="Thaw", noun="a thaw", gravity=0)
TRUST = Series("trust", "Trust", "index, 0 to 1", 0.0, 1.0)
SEVEN = replace(
    US_IRAN,
    at="tests.runs.test_crisis:SEVEN",
    outcomes=Outcomes(*US_IRAN.outcomes.values(), THAW),
    series=(*US_IRAN.series, TRUST),
)
CODE = SEVEN.outcomes.code("thaw")


@pytest.fixture
def seven(monkeypatch):
    """Scenarios of this crisis, in which the luckiest third of all worlds ends in a thaw."""
    simulate = fake.simulate

    def thawing(task):
        piece = simulate(task)
        piece.block.columns["outcome"][piece.block.columns["hostile_acts"] > 27] = CODE
        return piece

    monkeypatch.setattr(fake, "simulate", thawing)
    return fake.scenario(worlds=300, assumptions=Assumptions(10, 20), crisis=SEVEN)


def test_every_table_counts_the_seventh_outcome_and_shares_still_sum_to_one(monkeypatch, seven):
    ticks = []
    results = fake.run(monkeypatch, seven, progress=ticks.append)
    shares = results.outcomes.set_index("outcome")["share"]
    assert list(shares.index) == list(SEVEN.outcomes) and shares.sum() == pytest.approx(1)
    assert shares["thaw"] == (results.table["outcome"] == "thaw").mean() > 0.2
    assert (results.assumptions["thaw"] > 0.1).all()
    assert results.assumptions[list(SEVEN.outcomes)].sum(axis=1).to_numpy() == pytest.approx(1)
    assert ticks[0].shares["thaw"] == shares["thaw"]


def test_points_of_a_design_count_it_too(monkeypatch, seven):
    scenario = fake.scenario(worlds=200, sampled={"points": 3, "worlds": 200, "from": 4.0, "to": 8.0}, crisis=SEVEN)
    points = fake.run(monkeypatch, scenario).points
    assert (points[list(SEVEN.outcomes)].sum(axis=1) == 200).all() and (points["thaw"] > 20).all()


def test_a_series_of_its_own_is_summed_up_and_kept_like_the_others(monkeypatch, seven):
    results = fake.run(monkeypatch, seven)
    assert list(results.examples.columns[-2:]) == ["funding", "trust"]
    trust = results.daily[results.daily["measure"] == "trust"]
    assert len(trust) == 5 and (trust["q05"] < trust["q95"]).all()
    assert results.months.columns[-1] == "trust"


def test_it_is_read_back_by_its_own_crisis_and_refused_by_another(monkeypatch, seven, tmp_path):
    written = fake.run(monkeypatch, seven, out=tmp_path / "run")
    again = sim.read(tmp_path / "run", crisis=seven.crisis)
    assert again.crisis is seven.crisis and again.outcomes.equals(written.outcomes)
    with pytest.raises(NotARun, match=r"run of another crisis, tests\.runs\.test_crisis:SEVEN; .*US_IRAN"):
        sim.read(tmp_path / "run")


def test_blocks_of_a_crisis_whose_code_may_change_unseen_are_not_used_again(monkeypatch, seven, tmp_path):
    fake.run(monkeypatch, seven, out=tmp_path / "run")
    assert fake.run(monkeypatch, seven, out=tmp_path / "run").manifest["blocks"]["kept"] == 0
    assert not list(tmp_path.glob(".run.*"))


def test_a_world_of_it_is_replayed_by_its_own_model(monkeypatch):
    class Thawing(sim.CrisisModel):
        crisis = SEVEN

        def observe(self):
            return (*super().observe(), np.zeros(self.world_count, np.float32))

        def summary(self):
            return {**super().summary(), "outcome": np.full(self.world_count, CODE, np.int8)}

    cell = replace(fake.scenario(crisis=SEVEN).cells()[0], courses={})
    monkeypatch.setitem(vars(cell.crisis), "model", Thawing)
    assert replay(cell, 3, 1).outcome == "thaw"
