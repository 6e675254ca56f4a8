"""The hundred worlds where something is missing or too long: no map, no record, no script, no room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.figures import theme, units
from sim.report.page import page
from sim.report.sections import worlds
from tests.report import living, synthetic
from tests.report.visits import Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module

LONG = "A variant whose title is longer than any screen is wide, as titles that explain a choice in full often are"


def test_another_crisis_without_map_record_and_traits_has_a_film_all_the_same():
    usual = synthetic.single(60)
    bare = replace(US_IRAN, region=None, record=None, traits=())
    usual.scenario = replace(usual.scenario, crisis=bare)
    more = worlds.section(usual).data["more"]
    assert more.map is None and more.filters == () and more.packed["film"]["captions"] == []
    assert more.packed["more"][0]["places"] == {} and len(more.packed["more"][0]["turns"]) == 100


def test_outcomes_too_pale_for_their_ground_get_an_edge_that_is_seen():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21) and theme.contrast("#777777", "#777777") == 1
    assert {"standoff", "deal"} <= set(units.pale(US_IRAN.outcomes)) and "war" not in units.pale(US_IRAN.outcomes)
    assert min(map(theme.contrast, theme.PLAIN["soft"], theme.PLAIN["paper"])) >= units.LEAST_CONTRAST


@pytest.fixture(scope="module")
def section():
    found = worlds.section(living.results())
    shown = [replace(one, title=f"{LONG} {at}") for at, one in enumerate(found.data["shown"])]
    return replace(found, data={**found.data, "shown": shown})


@pytest.fixture(scope="module")
def path(section, tmp_path_factory):
    path = tmp_path_factory.mktemp("worlds") / "page.html"
    made = page("report", "A run", "", [section], ended="", outcomes=US_IRAN.outcomes)
    path.write_text(made, encoding="utf-8")
    return path


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_titles_of_any_length_leave_room_and_every_target_is_large_enough(browser, path, screen):
    with Visit(browser, path, screen) as visit:
        page = visit.page
        slider = page.locator("#worlds .film .at")
        slider.evaluate("one => { one.value = 60; one.dispatchEvent(new Event('input', {bubbles: true})) }")
        page.locator("#worlds .region .whose").wait_for()
        page.locator("#worlds .unit").first.focus()
        page.keyboard.press("Home")
        page.locator("#worlds .explored h3", has_text="World").wait_for()
        assert visit.faults() == []
        controls = page.locator("#worlds :is(.traits, .film, .region, .explored) :is(button, select, input)")
        assert min(controls.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")) >= 24
        if screen == "phone":  # a mark is as large as the square that it is found in
            each = "all => all.map(one => one.clientWidth / Number(one.dataset.across))"
            assert min(page.locator("#worlds .unit").evaluate_all(each)) >= 24


def test_without_scripts_a_page_tells_one_world_of_each_outcome_and_the_counts(browser, path, section):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    text = page.locator("#worlds").inner_text()
    assert len(section.data["told"]) >= 4 and all(story in text for _, _, _, story in section.data["told"])
    assert all(one.title in text for one in section.data["more"].filters)
    assert not page.locator("#worlds .film").is_visible() and not page.locator("#worlds .traits").is_visible()
    context.close()
