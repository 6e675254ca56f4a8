"""Who has the president's ear and for how long, and the noise that can stand in for disagreement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.crisis.model import CrisisModel
from tests.crisis.worlds import LIVELY, run, same, same_runs

#: Shares of the influence, by line from the lowest.
SHARES = (0.125, 0.375, 0.5)


def heard(worlds: int, days: list[int], **what: Any) -> np.ndarray:
    """The advice that prevails on some days on which the president is asked, shape ``(days, worlds)``."""
    model = CrisisModel(worlds, rng=3, **what)
    us, found = model.united_states, []
    for day in days:
        model.day = day
        us.asked = np.arange(worlds)
        us.lend_ear(us.asked)
        for agency in model.agencies:
            agency.advise()
        found.append(us.line(us.asked))
    return np.array(found)


def held_by(line: np.ndarray) -> np.ndarray:
    """Which of three agencies is heard, from lines that differ by agency alone: 0 for the lowest line."""
    return np.unique(np.round(line, 3), return_inverse=True)[1].reshape(line.shape)


APART = {
    "united_states.agencies.variability": 0.0,
    "united_states.agencies.spread": 2.0,
    "united_states.lobby.pull": 0.0,
}


@pytest.mark.parametrize("days", [1.0, 5.0, 30.0])
def test_long_run_shares_of_the_ear_equal_influence_however_long_it_is_kept(days):
    agencies = CrisisModel(1).agencies
    order = np.argsort([agency.offset for agency in agencies])
    influence = {f"{agencies[at].path}.influence": 8 * share for at, share in zip(order, SHARES, strict=True)}
    who = held_by(heard(4000, list(range(0, 200, 40)), **APART, **influence, **{"united_states.ear.days": days}))
    shares = np.bincount(who.ravel(), minlength=3) / who.size
    # 4,000 worlds, each with at least one independent spell: five standard errors of a share are 0.04.
    np.testing.assert_allclose(shares, SHARES, atol=0.04)


@pytest.mark.parametrize(("days", "gap"), [(5.0, 1), (5.0, 4), (30.0, 1), (30.0, 20), (1.0, 1)])
def test_the_ear_is_kept_with_the_declared_autocorrelation_also_over_days_on_which_nobody_asks(days, gap):
    first, later = heard(20_000, [10, 10 + gap], **APART, **{"united_states.ear.days": days})
    expected = (1.0 - 1.0 / days) ** gap
    assert np.corrcoef(first, later)[0, 1] == pytest.approx(expected, abs=0.035)  # five standard errors


def test_an_ear_drawn_anew_every_day_is_the_days_own_draw():
    model = CrisisModel(50, rng=3)
    us, other = model.united_states, CrisisModel(50, rng=3).united_states
    for day in (0, 1, 5):
        model.day = other.model.day = day
        us.lend_ear(np.arange(50))
        same(us.ear, other.draw("ear", np.arange(50)))


def test_lively_worlds_are_the_same_with_an_ear_of_one_day_said_or_unsaid_and_others_with_a_longer_one():
    daily, said, long = (run(20, days=150, **LIVELY, **more) for more in (
        {}, {"united_states.ear.days": 1.0}, {"united_states.ear.days": 60.0}))  # fmt: skip
    same_runs(daily, said)
    assert not np.array_equal(daily.block.examples, long.block.examples)


# -- the placebo ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["lottery", "any", "majority"])
@pytest.mark.parametrize("spread", [0.0, 1.0, 2.0])
def test_the_prevailing_line_varies_as_much_without_the_disagreement_whose_variation_is_held(rule, spread):
    words = {"united_states.rule": rule, "united_states.agencies.variation_held": 2.0}
    real, placebo = (
        heard(20_000, [10], **words, **{"united_states.agencies.spread": one})[0].astype(float) for one in (2.0, spread)
    )
    # Five standard errors of a standard deviation at 20,000 worlds are 2.5% of it.
    assert placebo.std() == pytest.approx(real.std(), rel=0.035)
    assert placebo.mean() == pytest.approx(real.mean(), abs=5 * 2**0.5 * real.std() / 20_000**0.5 + 0.01)


def test_the_placebo_lasts_as_long_as_the_ear():
    words = {"united_states.agencies.variation_held": 2.0, "united_states.ear.days": 10.0}
    pairs = [heard(20_000, [10, 15], **words, **{"united_states.agencies.spread": spread}) for spread in (0.0, 2.0)]
    noise, officials = (np.corrcoef(*pair)[0, 1] for pair in pairs)
    assert noise == pytest.approx(officials, abs=0.04) and noise > 0.4


def test_no_noise_is_added_to_a_disagreement_that_varies_as_much_by_itself():
    plain = heard(200, [10, 11], **{"united_states.agencies.spread": 2.0})
    for held in (0.0, 1.0, 2.0):
        what = {"united_states.agencies.spread": 2.0, "united_states.agencies.variation_held": held}
        same(heard(200, [10, 11], **what), plain)
