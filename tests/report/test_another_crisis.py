"""What a crisis declares is in its report by construction: a eighth outcome, force of a third side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.crisis.us_iran import US_IRAN
from sim.engine.acts import Act, Acts
from sim.engine.cast import Cast, Role
from sim.engine.crisis import Crisis
from sim.engine.outcomes import Outcome, Outcomes
from sim.report.figures import lanes, stories, theme
from sim.report.figures.flow import flow
from sim.report.page import sections_of, style
from sim.report.pages import thumbnail
from sim.report.sections import one_world, outcomes, worlds
from sim.runs.results import Results
from sim.words.events import Names, described
from tests.report import synthetic

CEASEFIRE = Outcome(
    "ceasefire",
    title="Ceasefire",
    clause="The guns fall silent",
    finding="The guns fall silent",
    noun="a ceasefire",
    plural="ceasefires",
    criterion="Nobody fires for a month.",
    met=lambda model: model.running & False,
    colour=("#123456", "#654321"),
    on_colour=("#fffffd", "#000001"),
    gravity=1 + US_IRAN.outcomes.gravest_first[0].gravity,
)
STRIKE = Act("air_raid", "air raid", 7.5, "force", "israel", ("israel",), "raided Iran")

#: The crisis with an outcome more, a side more and its act.
WIDER: Crisis = replace(
    US_IRAN,
    at="tests.report.test_another_crisis:WIDER",
    outcomes=Outcomes(*US_IRAN.outcomes.values(), CEASEFIRE),
    acts=Acts(*US_IRAN.acts.values(), STRIKE),
    cast_at="tests.report.test_another_crisis:WIDER_CAST",
    sides={**US_IRAN.sides, "israel": "Israeli"},
)
WIDER_CAST = Cast(
    US_IRAN.cast.families.values(), [*US_IRAN.cast.roles, Role("israel", US_IRAN.cast.roles[0].kind, "Israel")]
)


def wider(usual: Results) -> Results:
    """The same run of the wider crisis: every fifth world ends in the eighth outcome."""
    return synthetic.results_of(replace(usual.scenario, crisis=WIDER))


@pytest.fixture(scope="module")
def results() -> Results:
    return wider(synthetic.compared(200))


def test_bars_of_eight_outcomes_sum_to_one_and_table_and_key_have_them_all(results):
    group = outcomes.section(results).groups[0]
    traces = group.charts[0].figure["data"]
    assert [trace["name"] for trace in traces] == [one.title for one in WIDER.outcomes.gravest_first]
    assert len(traces) == len(group.keys) == 8 and traces[0]["name"] == "Ceasefire"
    for variant in range(len(results.variants)):
        assert sum(trace["x"][variant] for trace in traces) == pytest.approx(1, abs=1e-3)
    rows = [row for row in group.table.rows if row[1] == "Ceasefire"]
    assert [row[2] for row in rows] == ["40"] * len(results.variants)


def test_a_hundred_worlds_are_a_hundred_marks_with_a_key_a_criterion_and_a_story_of_each(results):
    data = worlds.section(results).data
    for shown in data["shown"]:
        assert len(shown.marks) == 100 and shown.marks.count("ceasefire") == 20
        assert "Ceasefire by 6 May 2020." in shown.stories[shown.marks.index("ceasefire")]
    assert "Ceasefire" in [key.text for key in data["keys"]] and len(data["criteria"]) == 8
    assert data["criteria"][0] == ("Ceasefire", "Nobody fires for a month.")


def test_a_flow_and_the_gallery_draw_a_eighth_outcome():
    counts = np.zeros((8, 8), int)
    counts[WIDER.outcomes.code("ceasefire"), WIDER.outcomes.code("war")] = 30
    counts[WIDER.outcomes.code("war"), WIDER.outcomes.code("war")] = 10
    drawn = flow(counts, WIDER.outcomes)
    assert [(bar.outcome, bar.count) for bar in drawn.left] == [("ceasefire", 30), ("war", 10)]
    assert [(bar.outcome, bar.count) for bar in drawn.right] == [("war", 40)]
    shares = {key: {"share": 0.8 if key == "ceasefire" else 0.2 if key == "war" else 0.0} for key in WIDER.outcomes}
    picture = thumbnail.thumbnail({"baseline": {"title": "One", "outcomes": shares}}, WIDER.outcomes)
    assert "ceasefire 80%, war 20%" in picture and picture.count("<path") == 2
    assert f"H{thumbnail.WIDE}" in picture, "the bar is full"


def test_every_page_has_the_colours_of_a_eighth_outcome(results):
    assert theme.partners(WIDER.outcomes)["#123456"] == "#654321"
    sheet = style("", WIDER.outcomes)
    assert ".o-ceasefire{color:var(--outcome-ceasefire)}" in sheet and "--outcome-ceasefire:#123456" in sheet
    assert "o6" in thumbnail.css(WIDER.outcomes)


def test_force_of_a_third_side_is_not_called_american(results):
    table = lanes.rows(results, "baseline", 8)
    raid = table[table["kind"] == "force"].iloc[:1].assign(act="air_raid", actor="israel")
    names = Names.of(WIDER)
    alone = described(raid, names)
    assert alone["deed"].iloc[0].startswith("Israel: air raid")
    assert lanes.looks(alone, WIDER)["force"].title == "Israeli force"
    both = described(pd.concat([table[table["kind"] == "force"].assign(event=-1), raid]), names)
    assert lanes.looks(both, WIDER)["force"].title == "American and Israeli force"
    assert "Israel" in lanes.lanes(alone, results)


def test_a_third_side_that_nobody_calls_by_an_adjective_goes_by_its_name():
    table = pd.DataFrame({"kind": ["force"], "act": ["air_raid"]})
    assert lanes.looks(table, replace(WIDER, sides=US_IRAN.sides))["force"].title == "Israel's force"


def test_a_story_tells_who_used_force(results):
    events = results.events_of(0)
    world = int(events.loc[events["act"] == "strike_on_iran", "world"].iloc[0])
    mine = events[events["world"] == world].astype({"act": object, "actor": object})
    raided = mine.replace({"act": {"strike_on_iran": "air_raid"}, "actor": {"united_states": "israel"}})
    told = stories.stories(results, 0, [world], raided)[world]
    assert "Israel raided Iran on" in told and "United States" not in told


def test_a_section_says_force_without_a_country_where_it_speaks_of_all(results):
    notes = " ".join(one_world.section(results).how)
    assert "each use of force" in notes and "American" not in notes


def test_a_page_of_the_wider_crisis_has_every_section():
    usual = synthetic.single(60)
    keys = [section.key for section in sections_of(wider(usual))]
    assert keys == [section.key for section in sections_of(usual)] and len(keys) > 8
