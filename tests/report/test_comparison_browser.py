"""A real run's page and the page of two, in a browser: whole, quiet, without barriers; marks tell their worlds."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.report.pages.comparison import build
from tests.report.visits import Visit, browser, faults_of

__all__ = ["browser"]  # a fixture is found by its name in this module


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("real")
    crisis = sim.load("redline:after_the_drone").replace(assumptions={"draws": 0}, days=450).only("strike_on_iran")
    usual = sim.run(crisis, worlds=40)
    bolder = sim.run(crisis.replace(parameters={"united_states.force_threshold": 4.5}), worlds=40)
    return {"run": usual.report(folder / "run.html"), "two": build(usual, bolder, folder / "two.html")}


@pytest.mark.parametrize(
    ("name", "screen", "scheme"), [("run", "phone", "light"), ("two", "desk", "light"), ("two", "phone", "dark")]
)
def test_real_pages_are_whole_quiet_and_without_barriers(browser, pages, name, screen, scheme):
    assert faults_of(browser, pages[name], screen, scheme) == []


def test_marks_tell_their_worlds_by_keyboard_and_show_the_same_world_under_the_other_variant(browser, pages):
    with Visit(browser, pages["run"]) as visit:
        visit.page.locator("#worlds [role=slider]").first.focus()
        story = visit.page.locator("#worlds .story.told")
        told = []
        for key, place in (("ArrowDown", 11), ("Home", 1), ("End", 100)):
            visit.page.keyboard.press(key)
            visit.page.locator(f"#worlds [aria-valuenow='{place}']").first.wait_for()
            story.wait_for()
            visit.page.wait_for_timeout(200)  # the story is inflated once, then told at once
            told.append(story.text_content())
        assert len(set(told)) == 3 and all(one.startswith("World ") for one in told)
        number = told[-1].split()[1]
        assert f"World {number}: " in visit.page.locator("#worlds .there").last.text_content()


def test_until_the_variants_part_the_film_tells_the_same_under_both(browser, pages):
    with Visit(browser, pages["run"]) as visit:
        slider, there = visit.page.locator("#worlds .film .at"), visit.page.locator("#worlds .there")
        said = []
        for day in (405, 440):  # the drone is lost on day 408
            slider.evaluate("(one, day) => { one.value = day; one.dispatchEvent(new Event('input')) }", day)
            there.first.filter(has_text="So far: ").wait_for()
            visit.page.wait_for_timeout(50)
            said.append(there.all_text_contents())
        (one, other), (later, elsewhere) = said
        assert one == other != "So far: nothing yet" and later != elsewhere


CHECKED = "all => all.map(one => one.value)"


def test_the_address_keeps_world_variant_and_choices_and_opens_them_again(browser, pages):
    with Visit(browser, pages["run"]) as visit:
        page, entries = visit.page, visit.page.evaluate("history.length")
        page.locator("#worlds .unit").last.focus()
        page.keyboard.press("End")
        page.wait_for_function("location.hash.startsWith('#worlds?world=')")
        page.locator("fieldset.choices").first.locator("label").nth(1).click()
        page.wait_for_function("location.hash.includes('-choice=') && location.hash.includes('world=')")
        chosen = page.locator("fieldset.choices input:checked").evaluate_all(CHECKED)
        story, kept = page.locator("#worlds .story").text_content(), page.url
        assert page.evaluate("history.length") == entries and page.locator(".linked").count() == 2
        with Visit(browser, kept) as again:
            told = "told => document.querySelector('#worlds .story').textContent === told"
            again.page.wait_for_function(told, arg=story)
            assert again.page.locator("fieldset.choices input:checked").evaluate_all(CHECKED) == chosen
            assert again.barriers(".linked") == [] and again.faults() == []


def test_a_foreign_or_broken_address_changes_nothing_and_breaks_nothing(browser, pages):
    foreign = ("#%E0%A4%A", "#worlds?world=99999&variant=7", "#worlds?world=1&variant=x]", "#<b onclick=boom()>?a=b")
    for first in (foreign[0], foreign[1]):
        with Visit(browser, pages["run"].as_uri() + first) as visit:
            for one in (*foreign, "#worlds?one_world-choice=<b>", "#?", "#worlds?%"):
                visit.page.evaluate("hash => { location.hash = hash }", one)
                visit.page.wait_for_timeout(30)
            assert visit.faults() == [] and not visit.page.locator(".story.told").count()
            assert not visit.page.evaluate("window.struck")
