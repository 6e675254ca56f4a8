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
