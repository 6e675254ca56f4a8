"""The gallery in a real browser: quiet, offline, without barriers, fit for a phone, filtered by keyboard."""

from __future__ import annotations

import shlex
from urllib.parse import quote

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.pages.gallery import write_gallery
from tests.report.test_gallery import OTHERS, made, other, pair
from tests.report.visits import COLOURS, Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    for name in ("first", "second", "a_very_long_name_" * 8):
        made(folder, name, digest="ef" * 32)
    made(folder, "it's $HOME; the third", digest="ab" * 32)
    made(folder, "other_luck", seed=8, digest="cd" * 32)
    (made(folder, "damaged") / "manifest.json").write_text("{")
    for kind in OTHERS:
        other(folder, kind)
    pair(folder, before="ab" * 32, after="ef" * 32)
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
        assert shown.count() == 10
        visit.page.locator("#filter").focus()
        visit.page.keyboard.type("answer SECOND")
        assert shown.count() == 1
        assert visit.page.locator("#count").inner_text() == "1 of 10 results, newest first."
        with Visit(browser, visit.page.url) as again:
            assert again.page.locator("#count").inner_text() == "1 of 10 results, newest first."
        for _ in range(len("answer SECOND")):
            visit.page.keyboard.press("Backspace")
        assert shown.count() == 10 and visit.page.url == page.as_uri()


def test_two_ticked_runs_stand_side_by_side_with_the_page_or_the_command_that_compares_them(browser, page):
    with Visit(browser, page) as visit:
        tick = lambda name: visit.page.locator(f'.pick input[value="{quote(name)}"]')  # noqa: E731
        side, known, code = (visit.page.locator(f"#pair {one}") for one in (".sides > div", ".known", ".command code"))
        tick("first").focus()
        visit.page.keyboard.press("Space")
        assert side.count() == 1 and "second run" in known.inner_text() and not code.is_visible()
        tick("it's $HOME; the third").check()
        assert side.count() == 2 and visit.page.locator("#pair svg").count() == 2
        assert known.locator("a").get_attribute("href") == "pair.html"  # whichever of the two stands first
        words = shlex.split(code.inner_text())
        assert words == [
            "redline",
            "compare",
            *(str(page.parent / one) for one in ("first", "it's $HOME; the third")),
            "--open",
        ]
        with Visit(browser, visit.page.url) as again:
            assert again.page.locator("#pair .command code").inner_text() == code.inner_text()
            assert again.page.locator(".entry.ticked").count() == 2 and again.barriers("#pair") == []
        tick("second").check()  # the one ticked first gives way
        assert not tick("first").is_checked() and known.locator("a").count() == 1
        tick("it's $HOME; the third").uncheck()
        tick("other_luck").check()
        assert "seeds differ (7 and 8)" in known.inner_text() and not code.is_visible()
        assert visit.faults() == []


def test_an_address_that_asks_for_what_is_not_here_is_passed_over(browser, page):
    for foreign in ("#run=../../etc&run=<img>", "#find=%E0%A4%A", "#kind=nothing", "#results", "#%"):
        with Visit(browser, page.as_uri() + foreign) as visit:
            assert visit.faults() == [] and not visit.page.locator("#pair").is_visible()


def test_without_a_script_all_is_shown_and_no_dead_control(browser, page):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.as_uri())
    assert plain.locator(".entry:visible").count() == 10
    assert not plain.locator("#filter").is_visible() and plain.locator(".pick:visible").count() == 0
    context.close()
