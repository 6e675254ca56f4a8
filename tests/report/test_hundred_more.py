"""Filters, film, timelines, chains and ends without an act: what a page packs is what the run's events say."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import accumulate

import numpy as np
import pytest

import sim
from sim.analyses.answer.rungs import own_war
from sim.analyses.explain.counterfactual import without
from sim.crisis.us_iran import US_IRAN
from sim.report import embed
from sim.report.figures import explorer, film, theme, units
from sim.report.figures.region import drawing
from sim.report.page import page
from sim.report.sections import worlds
from sim.runs.results import Results
from tests.report import synthetic
from tests.report.unpack import unpacked
from tests.report.visits import COLOURS, Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module

#: Fifty days, in which much happens, past the gravest days of the record.
TEXT = """
format: 1
title: A winter
clock: {start: 2019-12-01, days: 50}
runs: {worlds: 40, seed: 5, assumptions: {draws: 0}}
parameters: {united_states.pressure: 0.9, united_states.force_threshold: 3.5, iran.boldness: 0.9}
variants: {high_line: {title: A higher line, set: {united_states.force_threshold: 5}}}
"""


@pytest.fixture(scope="module")
def results() -> Results:
    return sim.run(sim.load(TEXT))


@pytest.fixture(scope="module")
def section(results):
    return worlds.section(results)


@pytest.fixture(scope="module")
def packed(section):
    return json.loads(unpacked(section.data["stories"]))


def test_a_filter_counts_the_marks_whose_worlds_have_the_trait(results, section, packed):
    for variant, name in enumerate(results.variants):
        events = results.events_of(results.reference_of(name).index)
        dead = set(events.loc[events["fatalities"] > 0, "world"])
        marks = [at for at, world in enumerate(packed["shown"][variant]["worlds"]) if world in dead]
        titles = [one.title for one in section.data["more"].filters]
        at = titles.index("An American died")
        assert packed["more"][variant]["traits"][at] == marks
        assert section.data["more"].filters[at].counts[variant] == len(marks) > 0


def test_a_timeline_holds_every_act_of_its_world_on_its_day(results, packed):
    crisis, several = results.crisis, 0
    for variant, name in enumerate(results.variants):
        events = results.events_of(results.reference_of(name).index)
        for world, told in packed["more"][variant]["worlds"].items():
            mine = events[(events["world"] == int(world)) & ~events["act"].isin(crisis.acts.of_kind("end"))]
            single = mine[~own_war(crisis.acts, mine)]
            wanted = {(day, act) for day, act in zip(single["day"], single["act"], strict=True)}
            shown = [(day, packed["acts"][place]) for place, *passed in told["acts"] for day in accumulate(passed)]
            titles = {crisis.acts[act].title for _, act in wanted}
            assert {(day, crisis.acts[act].title) for day, act in wanted} == {
                (day, title) for day, (_, _, words) in shown if (title := _title(words)) in titles
            }
            assert sum(dead for _, _, dead in told["dead"]) == mine["fatalities"].sum()
            weeks = set(mine.loc[own_war(crisis.acts, mine), "day"] // explorer.WEEK * explorer.WEEK)
            fire = crisis.acts["cross_border_fire"].title
            assert weeks == {day for day, (_, _, words) in shown if _title(words) == fire} or fire in titles
            several += len(shown)
    assert several > 1000


def _title(words: str) -> str:
    return words.partition(": ")[2].partition(" → ")[0]


def test_acts_stand_in_the_lane_of_who_did_them(packed):
    assert packed["lanes"][:2] == ["United States", "Iran"] and {"Militias", "Talks"} <= set(packed["lanes"])
    for lane, kind, words in packed["acts"]:
        who = words.partition(":")[0]
        assert kind != "talks" or packed["lanes"][lane] == "Talks"
        assert who not in ("Kataib Hezbollah", "Ansar Allah") or packed["lanes"][lane] == "Militias"


def test_a_world_ends_without_an_act_as_explain_says(results, packed):
    """One world that ends otherwise and one that does not; the rest come out of the same batch."""
    tried = {}
    events = results.events_of(0)
    ends = dict(results.worlds_of(0)[["world", "outcome"]].itertuples(index=False, name=None))
    for world, told in packed["more"][0]["worlds"].items():
        for step in told.get("chain", ()):
            if len(step) == 4:
                tried.setdefault(US_IRAN.outcomes.code(ends[int(world)]) != step[2], (int(world), *step))
    assert set(tried) == {True, False}
    for changed, (world, day, words, code, ended) in tried.items():
        (number,) = {
            int(row.event)
            for row in events[events["world"] == world].itertuples()
            if row.day == day and US_IRAN.acts[row.act].title in words and row.act in US_IRAN.acts.withholdable
        }
        found = without(results.reference_of("baseline"), world, results.seed, number)
        assert found.changed == changed
        assert (US_IRAN.outcomes.code(found.after.outcome), found.after.day) == (code, ended)


def test_the_page_of_replaced_actors_or_of_other_code_says_that_nothing_is_left_out(results):
    made_up = worlds.section(synthetic.single(60))
    assert explorer.REPLACED in made_up.notes
    told = json.loads(unpacked(made_up.data["stories"]))["more"][0]["worlds"]
    assert all(len(step) == 2 for one in told.values() for step in one.get("chain", ())) and told
    assert explorer.REPLACED not in worlds.section(results).notes


def test_ends_that_are_not_those_of_the_run_are_not_compared(results):
    cell = results.reference_of("baseline")
    events, drawn = results.events_of(cell.index), list(range(10))
    other = Results(**{**vars_of(results), "manifest": {**results.manifest, "seed": results.seed + 1}})
    found = explorer.explored(other, cell, drawn, events, explorer.kinds_of(results), 3)
    assert found.left_out == explorer.OTHER_END and not found.told
    assert all(len(step) == 2 for one in found.worlds.values() for step in one.get("chain", ()))


def vars_of(results: Results) -> dict:
    names = ("scenario", "tables", "catalogue", "claims")
    return {name: getattr(results, name) for name in names}


def test_captions_are_the_gravest_of_each_month_and_all_that_are_grave(results):
    deeds = [one for one in US_IRAN.record(None).deeds if not one.own_war]
    told = film.captions(results)
    dates = {results.date_of(day): words for day, words in told}
    inside = [one for one in deeds if results.date_of(0) <= one.date <= results.date_of(49)]
    assert {one.date for one in inside if one.rung >= film.GRAVE} <= set(dates)
    for month in (12, 1):
        highest = max(one.rung for one in inside if one.date.month == month)
        assert any(one.rung == highest for one in inside if one.date in dates and one.date.month == month)
    assert "Soleimani" in " ".join(dates.values()) and len(told) < len(inside)
    assert [day for day, _ in told] == sorted(day for day, _ in told)


def test_another_crisis_without_map_record_and_traits_has_a_film_all_the_same(monkeypatch):
    bare = replace(US_IRAN, region=None, record=None, traits=())
    usual = synthetic.single(60)
    monkeypatch.setattr(type(usual), "crisis", property(lambda _: bare))
    more = worlds.section(usual).data["more"]
    assert more.map is None and more.filters == () and more.packed["film"]["captions"] == []
    assert more.packed["more"][0]["places"] == {} and len(more.packed["more"][0]["turns"]) == 100


def test_outcomes_too_pale_for_their_ground_get_an_edge():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21) and theme.contrast("#777777", "#777777") == 1
    assert {"standoff", "deal"} <= set(units.pale(US_IRAN.outcomes)) and "war" not in units.pale(US_IRAN.outcomes)
    soft, paper = theme.PLAIN["soft"], theme.PLAIN["paper"]
    assert min(map(theme.contrast, soft, paper)) >= units.LEAST_CONTRAST, "the edge itself is seen"


def test_the_map_lies_within_its_frame_and_the_strait_between_its_shores():
    drawn = drawing(US_IRAN.region())
    at = {one.key: one for one in drawn.dots}
    assert all(0 <= one.x <= drawn.width and 0 <= one.y <= drawn.height for one in drawn.dots)
    assert at["lebanon"].x < at["iraq"].x < at["iran"].x and at["iraq"].y < at["gulf"].y < at["yemen"].y
    assert drawn.seas.count("M") == 3 and drawn.islands.count("M") == 1


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def path(results, section, tmp_path_factory):
    made = page("report", "A winter", "", [section], ended="", outcomes=results.crisis.outcomes)
    assert len(embed.packed(section.data["more"].packed)) < 120_000
    path = tmp_path_factory.mktemp("worlds") / "winter.html"
    path.write_text(made, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def visit(browser, path):
    with Visit(browser, path) as visit:
        yield visit


def marks(page, variant: int, faded: bool = False) -> int:
    """How many marks are drawn, faded or not, edges aside."""
    kind = ".faded" if faded else ":not(.faded)"
    drawn = page.locator(f"#worlds .unit[data-unit='{variant}'] .marks path:not(.edge){kind}")
    return sum(path.count("M") for path in drawn.evaluate_all("all => all.map(one => one.getAttribute('d'))"))


def test_filters_fade_the_other_worlds_and_say_how_many_match(visit, packed):
    page = visit.page
    page.get_by_role("button", name="An American died").click()
    page.wait_for_function("() => document.querySelector('#worlds .matched').textContent")
    told = page.locator("#worlds .matched").inner_text()
    counts = [len(one["traits"][0]) for one in packed["more"]]
    assert told == f"{counts[0]} of 100 under “Baseline”, {counts[1]} of 100 under “A higher line”."
    assert [(marks(page, at), marks(page, at, faded=True)) for at in (0, 1)] == [(n, 100 - n) for n in counts]
    page.get_by_role("button", name="Washington used force").focus()
    page.keyboard.press("Space")
    both = [len(set(one["traits"][0]) & set(one["traits"][1])) for one in packed["more"]]
    page.wait_for_function("told => document.querySelector('#worlds .matched').textContent !== told", arg=told)
    assert [marks(page, at) for at in (0, 1)] == both
    for name in ("An American died", "Washington used force"):
        page.get_by_role("button", name=name).click()
    page.wait_for_function("() => document.querySelector('#worlds .matched').textContent === 'All worlds.'")
    assert marks(page, 0) == 100


def test_the_arrow_keys_open_a_world_with_its_timeline_and_chain(visit, packed):
    page = visit.page
    page.locator("#worlds .unit").first.focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('#worlds .explored:not([hidden]) .timeline svg')")
    world = packed["shown"][0]["worlds"][99]
    page.wait_for_function(
        "world => document.querySelector('#worlds .explored h3').textContent.startsWith(`World ${world}:`)", arg=world
    )
    told = packed["more"][0]["worlds"][str(world)]
    drawn = page.locator("#worlds .timeline > svg > svg")
    assert drawn.count() == sum(len(passed) for _, *passed in told["acts"])
    assert page.locator("#worlds .timeline .dead").count() == len(told["dead"])
    assert page.locator("#worlds .explored .turns li").count() == len(told["chain"])
    page.get_by_role("button", name="Previous world").click()
    before = packed["shown"][0]["worlds"][98]
    page.wait_for_function(
        "world => document.querySelector('#worlds .explored h3').textContent.startsWith(`World ${world}:`)", arg=before
    )


def code_on(turns: list[int], day: int) -> int:
    return [code for when, code in zip(turns[::2], turns[1::2], strict=True) if when <= day][-1]


def test_the_film_shows_what_worlds_count_as_on_its_day_and_ends_as_it_began(visit, packed):
    page, keys = visit.page, packed["keys"]
    still = page.locator("#worlds .marks").first.inner_html()
    slide = "(one, day) => { one.value = day; one.dispatchEvent(new Event('input', {bubbles: true})) }"
    page.locator("#worlds .film .at").evaluate(slide, 36)
    page.wait_for_selector("#worlds.filming .region:not([hidden])")
    wanted = [keys[code_on(turns, 36)] for turns in packed["more"][0]["turns"]]
    for key in set(wanted):
        drawn = page.locator(f"#worlds .unit[data-unit='0'] .marks .o-{key}").evaluate_all(
            "all => all.map(one => one.getAttribute('d')).join('')"
        )
        assert drawn.count("M") == wanted.count(key), key
    assert page.locator("#worlds .frame").inner_text() == "6 January 2020"
    assert "Soleimani" in page.locator("#worlds .past").inner_text()
    dots = page.locator("#worlds .region circle").evaluate_all("all => all.map(one => Number(one.getAttribute('r')))")
    week = packed["more"][0]["places"]["attack"]["iraq"][36 // packed["film"]["span"]]
    assert week and any(abs(size - (3 + 2.6 * np.sqrt(week))) < 0.06 for size in dots)
    assert visit.barriers("#worlds") == []
    page.locator("#worlds .film select").select_option("2")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function("() => Number(document.querySelector('#worlds .film .at').value) > 37")
    page.get_by_role("button", name="Pause").click()
    assert page.locator("#worlds .stopped").inner_text().startswith("Stopped at ")
    page.locator("#worlds .film .at").evaluate(slide, 50)
    page.wait_for_selector("#worlds:not(.filming)")
    after = page.locator("#worlds .marks").first
    assert after.locator("path:not(.edge)").count() == still.count("<path") - still.count('class="edge')
    assert visit.faults() == []


def test_nothing_moves_by_itself_for_whom_motion_is_too_much(browser, path):
    with Visit(browser, path, "phone", "dark") as visit:
        page = visit.page
        page.emulate_media(reduced_motion="reduce")
        step = page.get_by_role("button", name="Next month")
        step.tap()
        page.wait_for_function("() => document.querySelector('#worlds .film .at').value === '0'")
        step.tap()
        page.wait_for_function("() => document.querySelector('#worlds .film .at').value === '30'")
        assert step.is_visible(), "it steps, and does not play"
        unit = page.locator("#worlds .unit").first
        unit.tap()
        page.wait_for_selector("#worlds .explored:not([hidden])")
        assert unit.evaluate("one => one.clientWidth / Number(one.dataset.across)") >= 24
        sizes = page.locator("#worlds :is(.traits, .film, .explored) :is(button, select, input)").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 24 and len(sizes) > 8
        assert visit.faults() == []
        assert visit.barriers("#worlds") == []
        visit.turn("light")
        assert visit.barriers("#worlds", rules=COLOURS) == []


def test_without_scripts_a_page_tells_one_world_of_each_outcome_and_the_counts(browser, path, section):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    text = page.locator("#worlds").inner_text()
    assert all(story in text for _, _, _, story in section.data["told"])
    assert "An American died" in text and not page.locator("#worlds .film, #worlds .traits").first.is_visible()
    context.close()
