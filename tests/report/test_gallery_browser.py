"""The gallery in a real browser: quiet, offline, without barriers, fit for a phone, filtered by keyboard."""

from __future__ import annotations

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.pages.gallery import write_gallery
from tests.report.test_gallery import made
from tests.report.visits import COLOURS, Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    for name in ("first", "second", "a_very_long_name_" * 8):
        made(folder, name)
    (made(folder, "damaged") / "manifest.json").write_text("{")
    return write_gallery(folder, US_IRAN)


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_the_gallery_is_quiet_whole_and_without_barriers_in_light_and_dark(browser, page, screen):
    with Visit(browser, page, screen) as visit:
        assert visit.faults() == []
        assert visit.barriers() == []
        visit.page.emulate_media(color_scheme="dark")
        assert visit.barriers(rules=COLOURS) == []


def test_typing_leaves_what_holds_every_word(browser, page):
    with Visit(browser, page) as visit:
        shown = visit.page.locator(".entry:visible")
        assert shown.count() == 4
        visit.page.locator("#filter").focus()
        visit.page.keyboard.type("answer SECOND")
        assert shown.count() == 1
        assert visit.page.locator("#count").inner_text() == "1 of 4 results, newest first."
        for _ in range(len("answer SECOND")):
            visit.page.keyboard.press("Backspace")
        assert shown.count() == 4


def test_without_a_script_all_is_shown_and_no_dead_control(browser, page):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.as_uri())
    assert plain.locator(".entry:visible").count() == 4
    assert not plain.locator("#filter").is_visible()
    context.close()
