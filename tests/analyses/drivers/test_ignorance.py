"""Chance and ignorance are told apart by twins, and by points."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import sim
from sim.analyses.answer.ignorance import (
    FEWEST,
    Part,
    Sampled,
    between_points,
    between_twins,
    from_twins,
    of_run,
    percent,
)


def worlds(spread: float, n: int, seed: int):
    """Twins whose chance of the outcome is uniform around a half; the part known is spread² / 3 over 1 / 4."""
    rng = np.random.default_rng(seed)
    chance = rng.uniform(0.5 - spread, 0.5 + spread, n)
    return rng.random(n) < chance, rng.random(n) < chance


@pytest.mark.parametrize("spread", [0.2, 0.35, 0.5])
def test_twins_tell_the_known_part(spread):
    part = between_twins(*worlds(spread, 20_000, 1))
    assert part is not None
    assert part.low <= spread**2 / 3 * 4 <= part.high
    assert part.high - part.low < 0.04


def test_twins_without_anything_in_common_share_nothing():
    rng = np.random.default_rng(2)
    part = between_twins(rng.random(5000) < 0.3, rng.random(5000) < 0.3)
    assert part is not None
    assert part.low == 0
    assert part.share < 0.05


def test_identical_twins_leave_little_to_luck_and_less_the_more_there_are():
    for n, least, most in ((100, 0.9, 0.96), (10_000, 0.999, 0.9999)):
        outcome = np.arange(n) % 3 == 0
        part = between_twins(outcome, outcome)
        assert part.share == part.high == 1
        assert least < part.low < most


def test_twins_that_never_agree_on_the_outcome_leave_the_upper_end_open():
    """60 of 2,000 worlds in one life or the other, none in both: chance alone would make 0.5 such pairs."""
    first = np.arange(2000) < 30
    part = between_twins(first, first[::-1])
    assert part.share == part.low == 0
    assert 0.02 < part.high < 0.15
    sentence = Sampled(part, "twins", 2000, 30, 2000).sentence("war")
    assert re.search(r"explain at most \d+(\.\d)?% of the variance", sentence)


def test_the_upper_end_holds_for_a_rare_outcome_that_parameters_explain_little_of():
    """200 seeds, outcome in about 3 of 100 worlds, part 0.0215: more than 20 misses have a chance of 1 in 1,000."""
    misses = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        chance = np.where(rng.random(1500) < 0.5, 0.005, 0.055)
        part = between_twins(rng.random(1500) < chance, rng.random(1500) < chance, seed=seed)
        misses += not part.low <= 0.025**2 / (0.03 * 0.97) <= part.high
    assert misses <= 20


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_points_that_all_agree_or_leave_nothing_to_luck_have_an_interval_none_the_less(share):
    counts = np.full(200, 20.0) if share == 0 else np.arange(200) % 2 * 40
    part = between_points(counts, np.full(200, 40))
    assert 0 < part.high - part.low < 0.1
    assert part.share == share


def test_a_few_worlds_tell_nothing_whatever_their_twins_did():
    outcome = np.arange(200) < 29
    assert from_twins(outcome, outcome, 1).part is None
    assert from_twins(~outcome, ~outcome, 1).part is None
    few = from_twins(np.arange(200) < 3, np.arange(200) > 196, 1)
    assert few.sentence("war") == "Too few worlds with war (3 of 200) to tell chance from ignorance."
    assert from_twins(~outcome, ~outcome, 1).finding("a deal") == (
        "Too few worlds without a deal (29 of 200) to tell chance from ignorance"
    )
    assert few.as_dict()["part"] is None
    enough = np.arange(200) < 30
    assert from_twins(enough, enough, 1).part is not None


def test_ignorance_is_said_of_what_is_drawn_in_each_world_and_not_of_what_a_design_lays_out():
    part = Part(0.04, 0.02, 0.1)
    drawn, laid = (Sampled(part, source, 400, 100, 400) for source in ("twins", "points"))
    assert drawn.sentence("war") == (
        "The sampled parameters explain 4.0% (2.0% to 10%) of the variance of whether a world ends in war (400 worlds "
        "lived through again with other luck): that part is ignorance, the rest is chance."
    )
    assert laid.sentence("war") == (
        "The parameters laid out explain 4.0% (2.0% to 10%) of the variance of whether a world ends in war (400 points "
        "of the design); the rest is luck."
    )
    assert "ignorance" in drawn.finding("war")
    assert "ignorance" not in laid.finding("war") + Sampled(None, "points", 4, 3, 200).sentence("war")


def test_a_design_over_levers_calls_nothing_ignorance_and_few_wars_tell_nothing():
    sweep = {"design": "latin_hypercube", "points": 6, "worlds": 10}
    sweep["axes"] = {"united_states.force_threshold": {"from": 4, "to": 8}}
    text = {"extends": "redline:maximum_pressure", "clock": {"days": 430}, "runs": {"assumptions": {"draws": 0}}}
    results = sim.run(sim.load(json.dumps(text | {"sweep": sweep})), worlds=10)
    for outcome in ("limited_force", "war"):
        found = of_run(results, "baseline", outcome)
        assert (found.source, found.count, found.worlds) == ("points", 6, 60)
        assert found.came == results.points[outcome].sum()
        assert (found.part is None) == (min(found.came, 60 - found.came) < FEWEST)
        assert "ignorance" not in found.sentence(results.crisis.outcomes[outcome].noun)


@pytest.mark.parametrize(
    ("value", "said"),
    [(-0.1, "0%"), (0.0, "0%"), (0.0004, "under 0.1%"), (0.041, "4.1%"), (0.41, "41%"), (0.9962, "99.6%"),
     (0.9998, "over 99.9%"), (1.02, "100%")],
)  # fmt: skip
def test_rounding_makes_nothing_out_of_no_small_part(value, said):
    assert percent(value) == said


def test_the_interval_covers_as_often_as_it_says():
    """200 seeds miss 5 in 100 times: 10 expected, more than 20 have a chance of 1 in 1,000."""
    parts = [between_twins(*worlds(0.4, 800, seed), seed=seed) for seed in range(200)]
    misses = sum(not part.low <= 0.4**2 / 3 * 4 <= part.high for part in parts)
    assert misses <= 20


def test_where_nothing_varies_there_is_no_part():
    nothing = np.zeros(50, bool)
    assert between_twins(nothing, nothing) is None
    assert between_points(np.zeros(10), np.full(10, 20)) is None


def test_points_tell_the_known_part():
    rng = np.random.default_rng(3)
    part = between_points(rng.binomial(40, rng.uniform(0.1, 0.9, 800)), np.full(800, 40))
    assert part is not None
    assert part.share == pytest.approx(0.4**2 / 3 * 4, abs=0.03)
    assert part.low <= 0.4**2 / 3 * 4 <= part.high


def test_points_that_share_their_luck_are_covered_from_both_sides():
    rng = np.random.default_rng(4)
    luck, chance = rng.random(30), rng.uniform(0.2, 0.8, 600)
    part = between_points((luck < chance[:, None]).sum(axis=1), np.full(600, 30))
    assert part is not None
    assert part.low < 0.3**2 / 3 * 4 < part.high + 0.1
    assert part.high - part.share < 1 / 30 + 0.06


def test_too_little_to_tell_is_an_error():
    with pytest.raises(ValueError, match="two worlds"):
        between_twins(np.array([True]), np.array([True]))
    with pytest.raises(ValueError, match="two points"):
        between_points(np.array([3]), np.array([10]))
