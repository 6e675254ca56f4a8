"""A scenario goes in, tables come out: with an engine of arithmetic, so that every number is known beforehand."""

from __future__ import annotations

import hashlib
import inspect

import numpy as np
import pandas as pd
import pytest

import sim.runs.blocks as cutting
from sim.crisis.us_iran import US_IRAN
from sim.runs.workers.tasks import WorkFailed
from sim.scenario.parts import Assumptions
from tests import fake

PAIR = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.5)))


def test_the_digest_does_not_depend_on_the_size_of_the_blocks(monkeypatch):
    whole = fake.run(monkeypatch, PAIR)
    monkeypatch.setattr(cutting, "WORLDS_PER_BLOCK", 170)
    pieces = fake.run(monkeypatch, PAIR)
    assert whole.digest == pieces.digest
    pd.testing.assert_frame_equal(whole.table, pieces.table)
    pd.testing.assert_frame_equal(whole.daily, pieces.daily)


def test_another_seed_gives_another_digest_and_the_same_seed_the_same(monkeypatch):
    first, again, other = (fake.run(monkeypatch, PAIR, seed=seed).digest for seed in (1, 1, 2))
    assert first == again != other


def test_shares_of_every_cell_sum_to_one_and_count_every_world(monkeypatch):
    outcomes = fake.run(monkeypatch, PAIR).outcomes
    assert set(outcomes["variant"]) == {"baseline", "bold"}
    for _, cell in outcomes.groupby("variant", observed=True):
        assert cell["share"].sum() == pytest.approx(1)
        assert cell["count"].sum() == 1200
        assert list(cell["outcome"]) == list(US_IRAN.outcomes)
    assert (outcomes["low"] <= outcomes["share"]).all() and (outcomes["share"] <= outcomes["high"]).all()


def test_variants_live_through_the_same_luck(monkeypatch):
    table = fake.run(monkeypatch, PAIR).table
    wars = {v: set(rows.loc[rows["outcome"] == "war", "world"]) for v, rows in table.groupby("variant", observed=True)}
    assert wars["baseline"] < wars["bold"]


def test_more_worlds_leave_the_first_ones_as_they_were(monkeypatch):
    few, many = (fake.run(monkeypatch, PAIR, worlds=worlds).table for worlds in (300, 1200))
    pd.testing.assert_frame_equal(few, many[many["world"] < 300].reset_index(drop=True))


def test_the_tables_have_the_columns_that_are_promised(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(swept=(1.0, 2.0), worlds=150))
    assert list(results.cells) == ["cell", "variant", "title", "us.threshold"]
    shares = ["count", "worlds", "share", "low", "high"]
    assert list(results.outcomes) == ["variant", "us.threshold", "outcome", *shares]
    assert list(results.table)[:5] == ["cell", "variant", "world", "outcome", "day"]
    quantiles = ["mean", "q05", "q25", "q50", "q75", "q95", "present"]
    assert list(results.daily) == ["variant", "us.threshold", "measure", "day", "date", *quantiles]
    assert list(results.events)[:7] == ["cell", "variant", "world", "event", "day", "date", "actor"]
    assert list(results.examples) == ["variant", "cell", "world", "day", "date", *US_IRAN.series_keys]
    assert len(results.daily) == 2 * len(US_IRAN.series) * 5


def test_events_carry_words_and_dates_and_stop_after_the_kept_worlds(monkeypatch):
    events = fake.run(monkeypatch, fake.scenario(swept=(1.0, 2.0), worlds=150)).events
    assert events.groupby("cell")["world"].nunique().to_dict() == {0: 100, 1: 150}  # the point at 2 is nearer to 6
    assert set(events["act"]) == {"rocket_attack", "strike_on_proxy"}
    assert list(events["act"].cat.categories) == ["rocket_attack", "strike_on_proxy"]
    first = events.iloc[0]
    assert (first["date"] - pd.Timestamp(fake.START)).days == first["day"] == 1


def test_daily_quantiles_agree_with_the_example_worlds(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=64))
    one = results.daily[(results.daily["measure"] == "belief") & (results.daily["day"] == 2)].iloc[0]
    worlds = results.examples.loc[results.examples["day"] == 2, "belief"]
    assert one["q50"] == pytest.approx(np.quantile(worlds, 0.5, method="inverted_cdf"), abs=10 / 400)
    assert one["mean"] == pytest.approx(worlds.mean(), rel=1e-5)
    assert one["present"] == 64


def test_the_range_over_assumptions_is_wider_than_luck_and_only_there_when_asked_for(monkeypatch):
    scenario = fake.scenario(worlds=400, assumptions=Assumptions(40, 50))
    results = fake.run(monkeypatch, scenario)
    assert len(results.assumptions) == 40
    low, high = results.assumption_range("baseline", "war")
    assert low < 0.16 and high > 0.24  # the toy's risk runs from 0.1 to 0.3 over the plausible thresholds
    assert fake.run(monkeypatch, fake.scenario(worlds=50)).assumption_range("baseline", "war") is None


def test_the_range_over_assumptions_leaves_the_digest_alone(monkeypatch):
    with_draws = fake.scenario(worlds=200, assumptions=Assumptions(10, 20))
    assert fake.run(monkeypatch, with_draws).digest == fake.run(monkeypatch, fake.scenario(worlds=200)).digest


def test_progress_counts_up_to_every_world_including_the_draws(monkeypatch):
    ticks = []
    fake.run(monkeypatch, fake.scenario(worlds=5000, assumptions=Assumptions(10, 20)), progress=ticks.append)
    assert [tick.done for tick in ticks] == [5000, 5200]  # what was simulated side by side comes at once
    assert {tick.total for tick in ticks} == {5200}
    assert ticks[-1].seconds_left == 0


def test_a_failing_world_surfaces_as_one_error_that_says_where(monkeypatch):
    def broken(task):
        raise ZeroDivisionError("a rule divided by nothing")

    monkeypatch.setattr(fake, "simulate", broken)
    with pytest.raises(WorkFailed, match=r"^baseline: worlds 0 to 1199; bold: .*: ZeroDivisionError: a rule divided"):
        fake.run(monkeypatch, PAIR)


def test_the_manifest_says_what_repeating_the_run_takes(monkeypatch):
    results = fake.run(monkeypatch, PAIR, seed=3, worlds=40)
    manifest = results.manifest
    assert (manifest["seed"], manifest["worlds"], manifest["digest"]) == (3, 40, results.digest)
    assert manifest["scenario"]["resolved"] == PAIR.replace(worlds=40, seed=3).canonical()
    assert {"python", "numpy", "mesa", "pandas", "plotly", "redline"} <= set(manifest["versions"])
    assert manifest["platform"]["cpu_features"]
    assert manifest["agents"] == []
    assert len(manifest["code"]) == len(manifest["scenario"]["sha256"]) == 64


class Restrained:
    """Stands for an actor's class of a user's own."""


def test_the_manifest_names_replaced_actors_with_the_hash_of_their_source(monkeypatch):
    typed = type("Typed", (), {"__module__": "__main__"})
    results = fake.run(monkeypatch, PAIR, worlds=40, agents={"iran": Restrained, "united_states": typed})
    iran, usa = results.manifest["agents"]
    assert iran["path"] == "iran" and iran["class"] == "tests.runs.test_run.Restrained"
    assert iran["sha256"] == hashlib.sha256(inspect.getsource(Restrained).encode()).hexdigest()
    assert usa == {"path": "united_states", "class": "__main__.Typed", "sha256": None}
