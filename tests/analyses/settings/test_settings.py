"""Signs, regret and what would change an answer, held to made-up truths, tables worked by hand and symmetries."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analyses.settings.holds import NEGLIGIBLE, held
from sim.analyses.settings.moves import moves
from sim.analyses.settings.regret import regret_table, regrets
from sim.statistics.ranges import paired_without_luck

DRAWS, WORLDS, TURNS = 60, 200, 0.25


@pytest.fixture(scope="module")
def truth():
    """A difference that rises with one parameter of ten, and turns round where that is below a quarter."""
    rng = np.random.default_rng(11)
    values = {f"p{at}": rng.permutation(DRAWS) / DRAWS for at in range(10)}
    luck = rng.random((DRAWS, WORLDS))
    before = luck < 0.4
    after = luck < 0.4 + 0.4 * (values["p3"] - TURNS)[:, None]
    return values, before, after


def test_the_settings_in_which_a_difference_turns_round_are_counted(truth):
    values, before, after = truth
    found = held(before, after)
    change = 0.4 * (values["p3"] - TURNS)
    assert found.rises and (found.draws, found.worlds) == (DRAWS, WORLDS)
    assert found.same + found.none + found.other == DRAWS
    assert abs(found.same - np.sum(change >= NEGLIGIBLE)) <= 3
    assert abs(found.other - np.sum(change <= -NEGLIGIBLE)) <= 3
    assert found.sure.low <= found.same / DRAWS <= found.sure.high
    assert found.range.low == pytest.approx(-0.08, abs=0.03) and found.range.high == pytest.approx(0.28, abs=0.03)


def test_what_would_change_the_answer_is_found_where_it_was_put(truth):
    values, before, after = truth
    found = held(before, after)
    told = moves(values, np.array(found.each), found.fails)
    first, *others = told.movers
    assert (first.path, first.clear) == ("p3", True) and first.correlation > 0.9
    assert not any(one.clear for one in others) and len(told.movers) == 5
    assert first.lowest.high < first.highest.low and first.highest.flips == 0
    assert told.limit is not None
    assert (told.limit.path, told.limit.above) == ("p3", False) and told.limit.value == pytest.approx(TURNS, abs=0.05)
    assert told.limit.flips == told.flips and told.limit.flips_else == 0


def test_where_nothing_matters_chance_is_seldom_taken_for_a_cause():
    clear = limits = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        values = {f"p{at}": rng.random(40) for at in range(30)}
        answer = rng.random(40)
        told = moves(values, answer, answer < 0.3, seed)
        clear += told.movers[0].clear
        limits += told.limit is not None
    assert clear <= 2 and limits <= 2  # of each 0.6 is expected


def test_too_few_flips_are_placed_nowhere(truth):
    values, *_ = truth
    flips = np.arange(DRAWS) < 3
    assert moves({"p": np.arange(DRAWS) / DRAWS}, -np.arange(DRAWS), flips).limit is None
    assert moves(values, np.zeros(DRAWS), np.zeros(DRAWS, bool)).movers[0].clear is False


def test_luck_alone_is_no_difference_between_settings():
    rng = np.random.default_rng(3)
    flips = rng.choice([-1, 0, 1], p=[0.1, 0.6, 0.3], size=(40, 50)).astype(float)
    assert np.ptp(paired_without_luck(flips)) < 0.5 * np.ptp(flips.mean(axis=1))
    assert paired_without_luck(flips).mean() == pytest.approx(flips.mean())


def test_the_two_sides_swapped_the_signs_turn(truth):
    _, before, after = truth
    one, other = held(before, after), held(after, before)
    assert np.allclose(one.each, -np.array(other.each))
    assert (one.rises, other.rises) == (True, False)
    assert (one.same, one.none, one.other) == (other.same, other.none, other.other)
    assert np.allclose(one.range, [-other.range.high, -other.range.low])
    against = held(before, after, rises=False)
    assert (against.same, against.other) == (one.other, one.same)


def test_the_order_of_settings_and_of_worlds_does_not_matter(truth):
    _, before, after = truth
    rng = np.random.default_rng(1)
    draws, worlds = rng.permutation(DRAWS), rng.permutation(WORLDS)
    mixed = held(before[draws][:, worlds], after[draws][:, worlds])
    assert np.allclose(np.sort(mixed.each), np.sort(held(before, after).each))


@pytest.mark.parametrize("shape", [(1, 50), (40, 1)])
def test_one_setting_or_one_world_tells_nothing(shape):
    with pytest.raises(ValueError, match="at least two"):
        held(np.zeros(shape, bool), np.zeros(shape, bool))


# -- regret ---------------------------------------------------------------------------------------------------------


def test_regret_of_a_table_worked_by_hand():
    gains = np.array([[0, 0, 0], [2, -1, 3], [1, 1, -2]])
    assert regret_table(gains).tolist() == [[2, 1, 3], [0, 2, 0], [1, 0, 5]]


def test_what_is_added_to_all_variants_of_a_setting_changes_no_regret():
    rng = np.random.default_rng(5)
    gains = rng.normal(size=(4, 30))
    assert np.allclose(regret_table(gains), regret_table(gains + rng.normal(size=30)))


def test_regret_of_a_run_is_that_of_its_differences(truth):
    _, before, after = truth
    found = regrets({"baseline": before, "other": after}, wanted=True)
    each = np.array(held(before, after).each)
    assert found["baseline"].expected == pytest.approx(np.maximum(each, 0).mean())
    assert found["other"].expected == pytest.approx(np.maximum(-each, 0).mean())
    assert found["other"].worst == pytest.approx(max(-each.min(), 0))
    assert found["other"].best_on_average > 0.99 and found["baseline"].best_at_worst == 0
    assert found["other"].sure.low <= found["other"].expected <= found["other"].sure.high


def test_less_of_what_is_feared_is_as_good_as_more_of_the_rest(truth):
    _, before, after = truth
    feared = regrets({"baseline": before, "other": after}, wanted=False)
    hoped = regrets({"baseline": ~before, "other": ~after}, wanted=True)
    for name in feared:
        assert feared[name].expected == pytest.approx(hoped[name].expected)
        assert feared[name].worst == pytest.approx(hoped[name].worst)


def test_a_variant_beside_its_like_shares_what_it_is_best_at(truth):
    _, before, after = truth
    found = regrets({"baseline": before, "one": after, "again": after}, wanted=True)
    assert found["one"] == found["again"]
