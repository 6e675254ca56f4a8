"""Worlds are added until the widest headline interval is narrow enough, or no more are allowed."""

from __future__ import annotations

import pytest

from sim.engine.crisis import Crisis
from sim.runs.run import first_size, next_size, widest
from sim.statistics.intervals import wilson
from tests import fake


def test_the_widest_interval_is_that_of_the_share_nearest_to_a_half():
    low, high = wilson(480, 1000)
    assert widest([10, 480, 990], 1000) == pytest.approx((high - low) / 2)


def test_enough_is_enough():
    assert next_size([480], 1000, wanted=0.04, most=10_000) == 1000


def test_the_next_round_aims_at_what_the_widest_interval_needs_in_whole_thousands():
    size = next_size([500], 1000, wanted=0.01, most=100_000)
    assert size == 10_000
    assert widest([size // 2], size) <= 0.01
    assert widest([(size - 1000) // 2], size - 1000) > 0.01


def test_the_cap_is_never_passed():
    assert next_size([500], 1000, wanted=0.001, most=5500) == 5500
    assert next_size([2750], 5500, wanted=0.001, most=5500) == 5500
    assert first_size(300) == 300


@pytest.mark.parametrize("wanted", [0.03, 0.015])
def test_a_run_goes_on_until_it_is_sure_and_says_how_many_worlds_it_took(monkeypatch, wanted):
    scenario = fake.scenario(risks=(("baseline", 0.2), ("bold", 0.5)), worlds=50_000, until=wanted)
    results = fake.run(monkeypatch, scenario)
    found = results.manifest["until"]
    assert found["wanted"] == wanted and found["reached"] <= wanted and found["rounds"] >= 2
    wars = results.outcomes[results.outcomes["outcome"] == "war"]
    assert ((wars["high"] - wars["low"]) / 2).max() == pytest.approx(found["reached"])
    assert results.worlds == wars["worlds"].max() == wars["worlds"].min() < 10_000


def test_the_worlds_of_the_first_round_are_those_of_a_plain_run(monkeypatch):
    scenario = fake.scenario(worlds=3000, until=0.001)
    capped = fake.run(monkeypatch, scenario)
    assert capped.manifest["until"]["reached"] > 0.001 and capped.worlds == 3000
    assert capped.digest == fake.run(monkeypatch, fake.scenario(worlds=3000)).digest


def test_a_second_run_takes_every_round_from_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(Crisis, "built_in", True)  # blocks of any other crisis are never used again
    scenario = fake.scenario(worlds=50_000, until=0.02)
    first = fake.run(monkeypatch, scenario, out=tmp_path / "run")
    again = fake.run(monkeypatch, scenario, out=tmp_path / "run")
    assert again.digest == first.digest and again.manifest["blocks"]["kept"] == again.manifest["blocks"]["all"]
