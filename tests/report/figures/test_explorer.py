"""What a mark opens and what the film tells, held against the run's own logs and lives."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sim.analyses.explain.counterfactual import turning_points, without
from sim.analyses.hundred.traits import having
from sim.crisis.us_iran import US_IRAN
from sim.engine.crisis import Deed
from sim.report.figures import explorer, film, hundred_more, lanes
from sim.report.sections import worlds
from sim.words.events import act_title, kind_of
from tests.report import living, synthetic


@pytest.fixture(scope="module")
def results():
    return living.results()


@pytest.fixture(scope="module")
def section(results):
    return worlds.section(results)


@pytest.fixture(scope="module")
def packed(section):
    return section.data["more"].packed


@pytest.fixture(scope="module")
def drawn(section, results):
    return dict(zip(results.variants, (one.worlds for one in section.data["shown"]), strict=True))


def events_of(results, name):
    return results.events_of(results.reference_of(name).index)


def test_what_a_filter_says_is_how_many_marks_it_leaves(results, section, packed, drawn):
    titles = [one.title for one in section.data["more"].filters]
    declared = {one.title: one for one in US_IRAN.traits}
    assert len(titles) >= 4 and [one for one in declared if one in titles] == titles
    for at, title in enumerate(titles):
        for variant, name in enumerate(drawn):
            having_it = set(having(declared[title], events_of(results, name)).tolist())
            lit = [place for place, world in enumerate(drawn[name]) if world in having_it]
            assert packed["more"][variant]["traits"][at] == lit
            assert section.data["more"].filters[at].counts[variant] == len(lit)


def test_timelines_decode_to_the_days_of_the_log(results, packed, drawn):
    for variant, name in enumerate(drawn):
        events = events_of(results, name)
        events = events[events["act"].map(lambda one: kind_of(one, US_IRAN.acts)) != "end"]
        own = events["act"].isin([k for k, a in US_IRAN.acts.items() if a.own_war]) & (events["fatalities"] == 0)
        assert own.any()
        events = events.assign(shown=np.where(own, events["day"] // 7 * 7, events["day"]))
        for world, told in packed["more"][variant]["worlds"].items():
            mine = events[events["world"] == world]
            wanted = {
                (int(day), kind_of(act, US_IRAN.acts), act_title(act, US_IRAN.acts))
                for day, act in zip(mine["shown"], mine["act"], strict=True)
            }
            found = set()
            for place, *passed in told["acts"]:
                _, kind, words = packed["acts"][place]
                title = words.partition(" → ")[0].rpartition(": ")[2]
                found |= {(int(day), kind, title) for day in np.cumsum(passed)}
            assert found == wanted
            dead = mine[mine["fatalities"] > 0]
            assert [(day, count) for day, _, count in told["dead"]] == [
                (int(day), int(count)) for day, count in zip(dead["day"], dead["fatalities"], strict=True)
            ]


def test_an_end_without_an_act_is_that_of_explain_without(results, packed):
    name = results.variants[1]
    cell, events = results.reference_of(name), events_of(results, name)
    chains = {
        world: [step for step in one.get("chain", []) if len(step) > 2]
        for world, one in packed["more"][1]["worlds"].items()
    }
    telling = [(world, steps) for world, steps in chains.items() if len({tuple(step[2:]) for step in steps}) > 1]
    assert len(telling) > 2, "acts of one chain must matter differently"
    for world, steps in telling[:3]:
        days = events[events["world"] == world].set_index("event")["day"]
        tried = turning_points(cell, world, results.seed).tried
        for day, _, code, ended in steps:
            ends = {(US_IRAN.outcomes.code(one.outcome), one.day) for one in tried if days[one.event] == day}
            assert (code, ended) in ends
    world, (day, _, code, ended) = telling[0][0], telling[0][1][-1]
    rows = events[(events["world"] == world) & (events["day"] == day) & events["act"].isin(US_IRAN.acts.withholdable)]
    found = [without(cell, world, results.seed, int(event)).after for event in rows["event"]]
    assert (code, ended) in [(US_IRAN.outcomes.code(one.outcome), one.day) for one in found]


def test_how_many_worlds_hinged_on_an_act_is_counted_from_their_chains(results, section, packed, drawn):
    outcome, name = results.scenario.headline, results.variants[0]
    code = US_IRAN.outcomes.code(outcome)
    rows = results.worlds_of(results.reference_of(name).index, ["world", "outcome"])
    mine = set(rows.loc[rows["outcome"] == outcome, "world"]) & set(drawn[name])
    last = [[step for step in packed["more"][0]["worlds"][world]["chain"] if len(step) > 2] for world in mine]
    last = [steps[-1] for steps in last if steps]
    other = sum(step[2] != code for step in last)
    said = section.data["more"].hinged
    assert last and f"Of {len(last)} world" in said and f", {other} would have" in said


def like(results, **changes):
    """The same run, but for what is changed."""
    found = copy(results)
    for key, value in changes.items():
        setattr(found, key, value)
    return found


def told_of(results, **changes):
    changed = like(results, **changes)
    more = worlds.section(changed).data["more"]
    chains = [step for one in more.packed["more"] for told in one["worlds"].values() for step in told.get("chain", [])]
    assert chains, "the chain is told all the same"
    return more, chains


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"agents": {"iran": "somebody.Iran"}}, explorer.REPLACED),
        ({"code": "ab" * 32}, explorer.REPLACED),
        ({"engine": {"numpy": {"no compiler here": 4}}}, explorer.SLOW),
    ],
)
def test_a_run_that_cannot_be_lived_again_says_why_and_leaves_ends_out(results, manifest, said):
    more, chains = told_of(results, manifest={**results.manifest, **manifest})
    assert said in more.notes and all(len(step) == 2 for step in chains) and more.hinged == ""


def test_ends_are_left_out_where_worlds_do_not_come_to_their_own_again(results, monkeypatch):
    monkeypatch.setattr(explorer, "ends_without", lambda cell, worlds, seed, acts: [("standoff", 3)] * len(worlds))
    more, chains = told_of(results)
    assert explorer.OTHER_END in more.notes and all(len(step) == 2 for step in chains)


def test_lanes_are_shapes_in_ink_that_no_outcome_has():
    shapes = [one.symbol for one in lanes.KINDS.values()]
    assert len(set(shapes)) == len(shapes), "shapes alone tell kinds of acts apart"
    own = {colour for one in US_IRAN.outcomes.values() for colour in one.colour}
    assert not own & {one.colour for one in lanes.KINDS.values()}
    assert [key.shape for _, key in explorer.looks(lanes.KINDS)] == shapes[:-1]


def test_worlds_are_packed_tightly(section, drawn):
    count = sum(len(set(one)) for one in drawn.values())
    assert 5_000 < len(section.data["stories"]) < 600 * count, "two hundred worlds stay under 120 kB"


# ---- the film --------------------------------------------------------------------------------------------------------


def told_by(results, *rows):
    """Captions from a record of date, rung, dead, words and whether of a war of its own."""
    deeds = [
        Deed(day, "iran", "rocket_attack", rung, dead, own, "", False, words=words)
        for day, rung, dead, words, own in rows
    ]
    record = type("Record", (), {"deeds": deeds})()
    scenario = replace(results.scenario, crisis=replace(US_IRAN, record=lambda _: record))
    return film.captions(like(results, scenario=scenario))


def test_of_a_month_the_gravest_recorded_act_is_told_and_every_one_of_rung_six(results):
    start = results.date_of(0)

    def day(number):
        return start + timedelta(days=number)

    found = told_by(
        results,
        (start - timedelta(days=1), 9.0, 0, "before", False),
        (day(1), 3.0, 0, "mild", False),
        (day(2), 4.0, 0, "graver", False),
        (day(3), 4.0, 2, "deadlier", False),
        (day(4), 5.0, 0, "of its own war", True),
        (day(5), 5.0, 0, "", False),
        (day(40), 6.0, 0, "force", False),
        (day(41), 7.0, 0, "more force", False),
        (day(419), 1.0, 0, "last day", False),
        (day(420), 9.0, 0, "after", False),
    )
    assert found == [(3, "deadlier"), (40, "force"), (41, "more force"), (419, "last day")]


def test_captions_of_the_record_are_within_the_run_in_order_and_said_to_be_picked(results, packed, section):
    told = packed["film"]["captions"]
    days = [day for day, _ in told]
    assert days == sorted(days) and days[0] >= 0 and days[-1] < results.scenario.days == packed["film"]["days"]
    recorded = {(one.date, one.words): one for one in US_IRAN.record(None).deeds}
    months: dict[tuple[int, int], list[float]] = {}
    for one in recorded.values():
        if results.date_of(0) <= one.date <= results.date_of(419) and one.words and not one.own_war:
            months.setdefault((one.date.year, one.date.month), []).append(one.rung)
    shown: dict[tuple[int, int], list[float]] = {}
    for day, words in told:
        one = recorded[results.date_of(day), words]
        shown.setdefault((one.date.year, one.date.month), []).append(one.rung)
    assert {month: max(rungs) for month, rungs in shown.items()} == {m: max(rungs) for m, rungs in months.items()}
    assert all(len(rungs) == max(1, sum(r >= film.GRAVE for r in months[m])) for m, rungs in shown.items())
    assert any(f"the {len(told)} gravest acts of the record" in note for note in section.data["more"].notes)


def test_the_last_frame_of_the_film_is_the_marks(packed, section):
    for one, shown in zip(packed["more"], section.data["shown"], strict=True):
        assert [turns[-1] for turns in one["turns"]] == [US_IRAN.outcomes.code(mark) for mark in shown.marks]
        assert all(turns[0] == 0 and turns[-2] < packed["film"]["days"] for turns in one["turns"])


def test_worlds_without_kept_events_are_counted_and_said(results):
    name = results.variants[0]
    assert hundred_more._unkept({name: [0, 1]}, [explorer.Explored({0: {}, 1: {}}, (), "")]) == ""
    said = hundred_more._unkept({name: [0, 1, 1, 2]}, [explorer.Explored({0: {}}, (), "")])
    assert said.startswith("Of 3 worlds drawn no events were kept")


def test_a_run_without_events_has_neither_filters_nor_film():
    made = synthetic.compared(40)
    made.tables.seen_events = made.tables.events().iloc[:0]
    found = worlds.section(made)
    assert found.data["more"] is None and any("no events are at hand" in note for note in found.notes)
