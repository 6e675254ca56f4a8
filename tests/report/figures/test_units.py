"""Which real worlds the marks of the unit chart stand for, and what their stories say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.report.figures import stories, units
from sim.report.sections import worlds as section
from tests.report import synthetic


def frame(days):
    days = list(days)
    return pd.DataFrame({"world": range(len(days)), "day": days, "hostile_acts": 5})


def test_marks_stand_for_worlds_at_evenly_spaced_places_by_day_of_ending():
    worlds = frame(range(100, 0, -1))  # world 99 ends first
    assert units.chosen(worlds, 4, np.arange(100), "hostile_acts") == [87, 62, 37, 12]
    assert units.chosen(worlds.iloc[:0], 4, np.arange(100), "hostile_acts") == []


def test_kept_worlds_come_first_and_others_fill_up_in_order():
    worlds = frame(range(10))
    assert units.chosen(worlds, 2, np.array([1, 2, 8, 9]), "hostile_acts") == [2, 9]
    assert units.chosen(worlds, 4, np.array([4, 9]), "hostile_acts") == [2, 4, 7, 9]
    assert units.chosen(frame(range(2)), 4, np.array([0]), "hostile_acts") == [0, 0, 1, 1], "fewer worlds than marks"


def test_the_headline_s_share_is_rounded_by_itself_and_the_others_make_up_a_hundred():
    counts = {"war": 4, "deal": 82, "standoff": 154}  # 1.67, 34.17 and 64.17 in 100
    assert units.hundred(counts, "war") == {"war": 2, "deal": 34, "standoff": 64}
    assert units.hundred(counts, "standoff")["standoff"] == 64


def ends(outcomes: str) -> pd.DataFrame:
    return frame(range(len(outcomes))).assign(outcome=list(outcomes), hostile_acts=0)


def test_one_hundred_worlds_keep_the_shares_of_all_variants_together():
    # Worlds that end in w under the first variant end so under the second less often than others do.
    one, two = ends("w" * 120 + "s" * 180), ends("s" * 100 + "w" * 20 + "w" * 60 + "s" * 120)
    wanted = [{"w": 40, "s": 60}, {"w": 27, "s": 73}]
    drawn = units.common([one, two], wanted, [np.arange(300)] * 2, ["w", "s"], "hostile_acts")
    assert len(set(drawn)) == 100
    for own, want in zip((one, two), wanted, strict=True):
        placed = units.placed(own, drawn, ["w", "s"], "hostile_acts")
        assert [key for key, _ in placed] == ["w"] * want["w"] + ["s"] * want["s"]
        assert all(own["outcome"][world] == key for key, world in placed)


def test_worlds_whose_events_are_kept_stand_alone_where_they_are_enough():
    both = [ends("ws" * 200), ends("sw" * 200)]
    wanted = [{"w": 50, "s": 50}] * 2
    assert max(units.common(both, wanted, [np.arange(150)] * 2, ["w", "s"], "")) < 150
    assert len(set(units.common(both, wanted, [np.arange(20)] * 2, ["w", "s"], ""))) == 100
    few = [ends("wsss"), ends("wwss")]
    drawn = units.common(few, [{"w": 25, "s": 75}, {"w": 50, "s": 50}], [np.arange(4)] * 2, ["w", "s"], "")
    assert [drawn.count(world) for world in range(4)] == [25] * 4, "fewer worlds than marks"


def test_all_variants_show_the_same_worlds_and_numbers_that_differ_from_the_run_s_are_said(results):
    found = section.section(results)
    first, *others = found.data["shown"]
    assert all(sorted(one.worlds) == sorted(first.worlds) for one in others)
    assert all(int(one.number) == one.marks.count("war") for one in (first, *others))
    assert section._off(found.data["shown"]) == ()
    off = section._hundred(
        results, "baseline", "A", [("war", 0), ("deal", 1)], {"war": 2, "deal": 0, "standoff": 0}, 0.02
    )
    assert off.off == "1 war where the run has 2 in 100 and 1 negotiated deal where the run has 0 in 100."
    (said,) = section._off([off])
    assert said == f"One hundred cannot keep every share exactly. {off.off}"


@pytest.fixture(scope="module")
def results():
    return synthetic.compared(240)


def test_every_mark_stands_for_a_world_with_its_outcome_and_no_world_stands_twice(results):
    for variant, shown in zip(results.variants, section.section(results).data["shown"], strict=True):
        rows = results.worlds_of(results.cells_of(variant)[0].index).set_index("world")
        assert rows.loc[list(shown.worlds), "outcome"].tolist() == list(shown.marks)
        assert len(set(shown.worlds)) == len(shown.stories) == 100


def test_a_story_says_end_weighty_acts_and_totals_and_is_shorter_without_events(results):
    rows = results.worlds_of(0)
    world = int(rows.loc[rows["outcome"] == "war", "world"].iloc[0])
    events = results.events_of(0)
    full = stories.stories(results, 0, [world], events)[world]
    assert full.startswith("War on ") and full.endswith(" in all.")
    assert "struck Iran on" in full and "killing 1 American" in full
    bare = stories.stories(results, 0, [world], events.iloc[:0])[world]
    assert bare.startswith("War on ") and "struck" not in bare and "hostile act" in bare


def test_how_a_world_ended_elsewhere_is_what_the_other_variant_holds(results):
    told = section._stories(results, results.variants, section.section(results).data["shown"])
    numbers = sorted({world for one in told["shown"] for world in one["worlds"]})
    for name, ends in zip(results.variants, told["ends"], strict=True):
        rows = results.worlds_of(results.cells_of(name)[0].index).set_index("world").loc[numbers]
        keys = [results.crisis.outcomes.at(code).key for code in ends["outcome"]]
        assert keys == rows["outcome"].astype(str).tolist()
