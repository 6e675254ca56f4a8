"""A range given a record holds nine in ten truths, on worlds whose truth is known; without the record it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.condition.coverage import Coverage, as_lived, coverage, in_words, summed, trials
from sim.crisis.us_iran import US_IRAN
from sim.engine.conditions import Clause, Condition, Count, Reading
from sim.scenario import load

UNTIL, DAYS, WAR = 10, 40, 0
KNOWN = Condition(
    UNTIL,
    "agrees",
    (
        Clause("force", Count(UNTIL), 0, 0),
        Clause("acts", Count(UNTIL), 10, 16),
        Clause("level", Reading("x", 5), 0, 0.4),
    ),
)


def lived(rng: np.random.Generator, draws: int, worlds: int) -> dict[str, np.ndarray]:
    """Made-up worlds in which one parameter of a draw makes acts, force, a level and war likelier."""
    bold = rng.random((draws, 1))
    shape = (draws, worlds)
    return {
        "outcome": np.where(rng.random(shape) < 0.1 + 0.8 * bold, WAR, 1),
        "day": np.where(rng.random(shape) < 0.1, UNTIL, DAYS),
        "force": rng.poisson(2 * bold * np.ones(shape)),
        "acts": rng.poisson(5 + 15 * bold * np.ones(shape)),
        "level": (bold + 0.2 * rng.standard_normal(shape)).astype(np.float32),
    }


@pytest.fixture(scope="module")
def found() -> Coverage:
    rng = np.random.default_rng(20191226)
    rounds = [list(trials(KNOWN, lived(rng, 250, 60), lived(rng, 14, 4000), WAR)) for _ in range(6)]
    return summed(rounds)


def test_nine_in_ten_truths_lie_within_the_range_given_their_record(found):
    assert found.rounds == 6 and 60 < found.truths <= 84 and found.told > 0.6 * found.truths
    assert 0.82 <= found.held <= 0.97 and found.low < 0.9 < found.high
    assert found.width < 0.55 * found.width_before  # the record tells much of the parameter
    assert 20 < found.effective < 250
    assert f"given the record, {found.held:.0%} of {found.told} truths" in in_words(found)


def test_a_record_that_is_not_the_truth_s_own_is_noticed():
    rng = np.random.default_rng(20191226)
    rounds = []
    for _ in range(3):
        true = lived(rng, 15, 800)
        swapped = {name: np.concatenate([column[::-1, :1], column[:, 1:]], axis=1) for name, column in true.items()}
        rounds.append(list(trials(KNOWN, lived(rng, 150, 60), swapped, WAR)))
    assert summed(rounds).held < 0.7


def test_clauses_are_read_off_a_world_none_or_some_else_as_wide_as_the_file_has_them():
    one = {"force": np.int32(0), "acts": np.int32(12), "level": np.float32(0.5)}
    force, acts, level = as_lived(KNOWN, one).clauses
    assert (force.low, force.high) == (0, 0) and (acts.low, acts.high) == (9, 15)
    assert (level.low, level.high) == pytest.approx((0.3, 0.7))
    force, *_ = as_lived(KNOWN, {**one, "force": np.int32(3)}).clauses
    assert (force.low, force.high) == (1, np.inf)


def test_the_model_s_own_worlds_can_be_tried():
    text = (
        "clock: {start: 2019-05-08, days: 15}\nruns: {worlds: 20}\nparameters: {proxies.tempo: 0.06}\n"
        "condition: {until: 2019-05-15, acts: {attack: [0, 8]}}\noutcomes: {headline: standoff}\n"
    )
    scenario = load(text, crisis=US_IRAN)
    sizes = {"rounds": 2, "truths": 4, "draws": 30, "worlds": 10, "further": 20}
    (found,) = coverage(scenario, **sizes).values()
    assert found.truths == 8 and found.told > 0 and 0 <= found.held <= 1
    with pytest.raises(ValueError, match="a scenario with a condition"):
        coverage(replace(scenario, conditions=()), **sizes)
