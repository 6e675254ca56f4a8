"""The first day on which two logs differ is found, and so is what differs there."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.logs import log as big_log
from sim.analyses.compare.divergence import Divergence, First, divergence
from sim.crisis.us_iran import US_IRAN
from tests.crisis.worlds import few

COLUMNS = ("world", "event", "day", "actor", "act", "target", "rung", "fatalities")


def log(*rows: tuple[Any, ...], words: str = "category") -> pd.DataFrame:
    """Events from (world, day, actor, act, target, rung, fatalities), numbered within each world."""
    seen: Counter[int] = Counter()
    full = []
    for world, day, *rest in rows:
        full.append((world, seen[world], day, *rest))
        seen[world] += 1
    frame = pd.DataFrame(full, columns=list(COLUMNS))
    return frame.astype({"rung": np.float32} | dict.fromkeys(("actor", "act", "target"), words))


SEIZURE = ("iran", "tanker_seizure", "gulf", 3.0, 0)
STRIKE = ("united_states", "strike_on_iran", "iran", 8.0, 0)
ROCKET = ("proxies.iraqi_front", "rocket_attack", "iraq", 4.0, 0)


def test_worlds_part_on_the_first_day_on_which_one_log_has_what_the_other_lacks():
    before = log((0, 5, *SEIZURE), (0, 9, *ROCKET), (1, 5, *SEIZURE), (2, 7, *ROCKET))
    after = log((0, 5, *SEIZURE), (0, 6, *STRIKE), (0, 9, *ROCKET), (1, 5, *SEIZURE), (2, 8, *ROCKET))
    found = divergence(before, after, 3)
    assert found == Divergence(3, 1, 6.5, 6.05, 6.95, found.ways)
    assert found.differing == 2


def test_the_commonest_first_difference_is_told_with_its_side():
    before = log(*((world, 3, *SEIZURE) for world in range(4)))
    after = log(*((world, 3, *act) for world in range(3) for act in (SEIZURE, STRIKE)))
    found = divergence(before, after, 4)
    assert found.ways[0] == First("united_states", "strike_on_iran", "after", 3)
    assert found.ways[0].words(US_IRAN.acts) == "united states: strike on Iran, only in the second"
    turned = divergence(after, before, 4)
    assert (
        turned.ways[0].words(US_IRAN.acts, ("only in A", "only in B"), str.upper)
        == "UNITED_STATES: strike on Iran, only in A"
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("iran", "tanker_seizure", "gulf", 3.5, 0), id="another rung"),
        pytest.param(("iran", "tanker_seizure", "gulf", 3.0, 1), id="another number of dead"),
        pytest.param(("iran", "tanker_seizure", "iraq", 3.0, 0), id="another target"),
    ],
)
def test_an_act_that_differs_in_detail_only_is_a_difference_on_both_sides(other):
    found = divergence(log((0, 3, *SEIZURE)), log((0, 3, *other)), 1)
    assert (found.never, found.median, found.ways[0].side, found.count) == (0, 3, "both", 1)
    assert found.ways[0].words(US_IRAN.acts).endswith("in both, with another severity, target or number of dead")


@pytest.mark.parametrize(
    "other", [("iran", "shipping_attack", "gulf", 3.0, 0), ("oman", "tanker_seizure", "gulf", 3, 0)]
)
def test_another_act_or_actor_is_another_event(other):
    found = divergence(log((0, 3, *SEIZURE)), log((0, 3, *other)), 1)
    assert (found.never, found.ways[0].side, found.ways[0].actor) == (0, "after", other[0])


def test_the_order_within_a_day_makes_no_difference_and_the_number_of_like_events_does():
    assert divergence(log((0, 3, *SEIZURE), (0, 3, *ROCKET)), log((0, 3, *ROCKET), (0, 3, *SEIZURE)), 1).never == 1
    assert divergence(log((0, 3, *SEIZURE)), log((0, 3, *SEIZURE), (0, 3, *SEIZURE)), 1).never == 0


def test_worlds_that_never_differ_have_no_day_and_no_words():
    found = divergence(log((0, 3, *SEIZURE)), log((0, 3, *SEIZURE)), 2)
    assert (found.worlds, found.never, found.count, found.ways) == (2, 2, 0, ())
    assert np.isnan([found.median, found.low, found.high]).all()


def test_worlds_beyond_those_whose_events_are_kept_on_both_sides_are_left_out():
    assert divergence(log((0, 3, *SEIZURE), (1, 3, *ROCKET)), log((0, 3, *SEIZURE)), 1).never == 1
    assert divergence(log((0, 3, *SEIZURE)), log((0, 3, *SEIZURE)), 0) is None


def test_words_are_compared_as_words_whatever_their_codes():
    before = log((0, 3, *SEIZURE), (1, 3, *ROCKET))
    after = log((1, 3, *ROCKET), (0, 3, *SEIZURE))
    after["actor"] = after["actor"].cat.reorder_categories(["proxies.iraqi_front", "iran"])
    for one, other in ((before, after), (before.astype({"actor": object}), after)):
        assert divergence(one, other, 2).never == 2


rows = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 4),
        st.sampled_from(["iran", "oman"]),
        st.sampled_from(["tanker_seizure", "message"]),
        st.sampled_from(["", "gulf"]),
        st.sampled_from([0.0, 3.0]),
        st.integers(0, 1),
    ),
    max_size=25,
).map(sorted)


@few(150)
@given(rows, rows)
def test_the_days_are_those_that_a_search_day_by_day_finds(one, other):
    found = divergence(log(*one), log(*other), 4)
    days = []
    for world in range(4):
        logs = [
            [Counter(row[2:] for row in side if row[:2] == (world, day)) for day in range(5)] for side in (one, other)
        ]
        days += [day for day, (mine, its) in enumerate(zip(*logs, strict=True)) if mine != its][:1]
    assert found.differing == len(days)
    if days:
        assert found.median == np.median(days)
        assert 1 <= found.count <= len(days)


def test_logs_that_part_late_are_the_same_until_then():
    before = big_log(np.random.default_rng(1))
    after = before.assign(rung=np.where(before["day"] > 400, before["rung"] + 1, before["rung"]))
    found = divergence(before, after, 2000)
    assert found.low > 400 and found.never == 0
