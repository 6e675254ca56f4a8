"""The page in a real browser: drawn, quiet, offline, fit for a phone, in light and dark, usable by keyboard."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report import build
from sim.words import likelihood
from tests.report import synthetic
from tests.report.unpack import packed
from tests.report.visits import COLOURS, MISDRAWN, SCREENS, Visit, browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["browser"]  # a fixture is found by its name in this module

MAKE = {
    "compared": lambda: synthetic.compared(60),
    "ambiguity": lambda: synthetic.ambiguity(40),
    "crossed": lambda: synthetic.crossed(30),
    "hostile": lambda: synthetic.hostile(60),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {name: build(make(), folder / f"{name}.html") for name, make in MAKE.items()}


@pytest.fixture(scope="module")
def desk(browser, pages):
    """Opens a page once, at a desk and in light; tests leave it as they found it."""
    opened: dict[str, Visit] = {}

    def read(name: str) -> Visit:
        if name not in opened:
            opened[name] = Visit(browser, pages[name])
        return opened[name]

    yield read
    for visit in opened.values():
        visit.close()


def unfolded(visit: Visit) -> Page:
    visit.unfold()
    return visit.page


@pytest.mark.parametrize("name", ["compared", "ambiguity", "hostile"])
def test_every_figure_is_drawn_quietly_offline_and_within_the_screen(desk, name):
    visit = desk(name)
    assert visit.faults() == []
    visit.unfold()
    assert visit.faults() == []


def test_axe_finds_no_violation_in_light_or_dark_with_everything_unfolded(desk):
    visit = desk("ambiguity")
    visit.fold(False)
    assert visit.barriers() == []
    visit.turn("dark")
    assert visit.barriers(rules=COLOURS) == []
    assert visit.faults() == []
    visit.turn("light")
    visit.fold(True)


@pytest.mark.parametrize(("name", "scheme"), [("compared", "dark"), ("crossed", "light"), ("hostile", "dark")])
def test_a_page_is_whole_and_without_barriers_on_a_phone(browser, pages, name, scheme):
    with Visit(browser, pages[name], "phone", scheme) as visit:
        assert visit.faults() == []
        visit.fold(False)
        assert visit.faults() == []
        assert visit.barriers() == []


def test_whatever_is_chosen_is_drawn_quietly_and_without_barriers(desk):
    visit = desk("hostile")
    for section in {one.get_attribute("name") for one in visit.page.locator("[type=radio]").all()}:
        choices = visit.page.locator(f"[name={section}]")
        for at in [*range(1, choices.count()), 0]:
            choices.nth(at).evaluate("one => one.click()")
            assert visit.barriers(f"#{section.removesuffix('-choice')}") == []
    assert visit.faults() == []


#: Size of the smallest letter in a figure, which no drawing scales.
LETTERS = """() => Math.min(...[...document.querySelectorAll('.chart text')]
    .filter(one => one.getClientRects().length).map(one => parseFloat(getComputedStyle(one).fontSize)))"""


def test_figures_are_there_without_a_script_and_their_letters_are_legible_on_a_phone(browser, pages):
    context = browser.new_context(java_script_enabled=False, **SCREENS["phone"])
    plain = context.new_page()
    plain.goto(pages["compared"].as_uri())
    for summary in ("details.full > summary", "#outcomes > details.fold > summary"):
        plain.locator(summary).click()
    assert plain.evaluate(MISDRAWN) == []
    assert plain.evaluate(LETTERS) >= 11
    assert plain.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    # The wide drawings keep to wide places.
    assert plain.locator("[data-chart=outcomes] > .narrow").is_visible()
    assert not plain.locator("[data-chart=outcomes] > .wide").is_visible()
    context.close()


def test_no_script_of_a_scenario_runs(desk):
    page = desk("hostile").page
    assert not page.evaluate("!!window.struck")
    assert page.title().startswith("<script>boom()</script>")
    assert page.locator("img, iframe").count() == 0


def test_the_toggle_changes_page_and_figures_and_back(desk):
    page = unfolded(desk("compared"))
    ground = "getComputedStyle(document.body).backgroundColor"
    bar = "getComputedStyle(document.querySelector('[data-chart=outcomes] .wide rect:not(.ground)')).fill"
    before = page.evaluate(ground), page.evaluate(bar)
    page.get_by_role("button", name="Switch to dark colours").click()
    assert page.evaluate(ground) != before[0]
    assert page.evaluate(bar) != before[1]
    page.get_by_role("button", name="Switch to light colours").click()
    assert (page.evaluate(ground), page.evaluate(bar)) == before


#: Where the middle of a bar or mark lies on the screen: of the chart, in parts of its plot.
PLACE = """([chart, x, y]) => {
    const grounds = [...document.querySelectorAll(`[data-chart='${chart}'] .ground`)];
    const ground = grounds.find(one => one.getClientRects().length);
    ground.scrollIntoView({block: "center", behavior: "instant"});
    const {left, top, width, height} = ground.getBoundingClientRect();
    return [left + x / 1e4 * width, top + y / 1e4 * height];
}"""


def test_a_mark_tells_what_it_stands_for_under_the_pointer_and_by_the_arrow_keys(desk, pages):
    page = unfolded(desk("compared"))
    told = packed(pages["compared"].read_text(encoding="utf-8"), "readings")
    reading = page.locator(".reading")
    left, top, right, bottom, words = told["outcomes"]["marks"][0]
    page.mouse.move(*page.evaluate(PLACE, ["outcomes", (left + right) / 2, (top + bottom) / 2]))
    reading.wait_for()
    assert reading.text_content() == words and words.startswith("Maximum pressure\nWar: ")
    ring, bar = (
        page.locator(".ring").bounding_box(),
        page.locator("[data-chart=outcomes] .wide rect").nth(1).bounding_box(),
    )
    assert all(abs(ring[side] - bar[side]) < 2 for side in ("x", "y", "width", "height"))
    page.mouse.move(5, 5)
    reading.wait_for(state="detached")
    page.locator("[data-chart=outcomes]").focus()
    for key, at in (("ArrowRight", 0), ("ArrowRight", 1), ("End", -1), ("ArrowLeft", -2), ("Home", 0)):
        page.keyboard.press(key)
        page.wait_for_function(
            "words => document.querySelector('.reading')?.textContent === words", arg=told["outcomes"]["marks"][at][-1]
        )
    page.keyboard.press("Escape")
    assert reading.count() == 0


def test_a_tap_tells_and_a_tap_elsewhere_is_silent(browser, pages):
    with Visit(browser, pages["compared"], "phone") as visit:
        visit.unfold()
        told = packed(pages["compared"].read_text(encoding="utf-8"), "readings")["paths-0-exports"]
        assert told["by"] == "x"
        x, _, words = told["marks"][30]
        visit.page.touchscreen.tap(*visit.page.evaluate(PLACE, ["paths-0-exports", x, 5000]))
        visit.page.wait_for_function("words => document.querySelector('.reading')?.textContent === words", arg=words)
        assert re.match(r"\d+ \w+ 20\d\d\nmedian ", words)
        assert visit.faults() == []  # the label stays within the screen
        visit.page.locator("h1").tap()
        visit.page.locator(".reading").wait_for(state="detached")


def test_a_clicked_figure_is_plotlys_where_it_was_asked_for_until_it_is_closed(browser, tmp_path):
    path = build(MAKE["compared"](), tmp_path / "zoom.html", zoom=True)
    with Visit(browser, path, scheme="dark") as visit:
        visit.unfold()
        chart = visit.page.locator("[data-chart=outcomes]")
        assert not visit.page.evaluate("'Plotly' in window")
        chart.click()
        chart.locator(".zoomed .bars").first.wait_for()
        assert not chart.locator("> .wide").is_visible()
        assert visit.barriers("#outcomes") == []
        edge = "() => document.querySelector('[data-chart=outcomes] .zoomed').layout.xaxis.range"
        before = visit.page.evaluate(edge)
        box = chart.locator(".zoomed .nsewdrag").bounding_box()
        visit.page.mouse.move(box["x"] + 50, box["y"] + 40)
        visit.page.mouse.down()
        visit.page.mouse.move(box["x"] + 300, box["y"] + 45, steps=4)
        visit.page.mouse.up()
        visit.page.wait_for_function(f"before => String(({edge})()) !== String(before)", arg=before)
        visit.page.get_by_role("button", name="Reset").click()
        visit.page.wait_for_function(f"before => String(({edge})()) === String(before)", arg=before)
        visit.page.emulate_media(media="print")
        assert chart.locator("> .wide").is_visible() and not chart.locator(".zoomed").is_visible()
        visit.page.emulate_media(media="screen")
        visit.page.get_by_role("button", name="Close").click()
        assert chart.locator("> .wide").is_visible()
        assert visit.faults() == []


def test_another_variant_can_be_chosen_with_the_keyboard(desk):
    page = unfolded(desk("compared"))
    first, second = (f"[data-chart=paths-{at}-exports]" for at in (0, 1))
    assert page.locator(first).is_visible()
    assert not page.locator(second).is_visible()
    page.locator("input[name=paths-choice]").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(second).is_visible()
    assert not page.locator(first).is_visible()
    assert page.locator(f"{second} > svg").is_visible()
    page.keyboard.press("ArrowLeft")
    assert page.locator(first).is_visible()


def test_a_table_is_saved_as_csv_with_what_it_shows(desk):
    page = unfolded(desk("compared"))
    table, saves = page.locator("#outcomes details.behind").first, page.locator("#outcomes .saves").first
    table.locator("summary").click()
    saves.locator("summary").click()
    with page.expect_download() as download:
        saves.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    shown = table.locator("tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")
    assert len(shown) > 4
    assert [line[1:-1].split('","') for line in text.strip().splitlines()] == shown


def test_a_cell_that_looks_like_a_formula_is_saved_as_text(desk):
    page = unfolded(desk("hostile"))
    cell = "(text) => { document.querySelector('#outcomes td').textContent = text }"
    page.evaluate(cell, '=HYPERLINK("http://example.org")')
    saves = page.locator("#outcomes .saves").first
    saves.locator("summary").click()
    with page.expect_download() as download:
        saves.get_by_role("button", name="CSV").click()
    assert "\"'=HYPERLINK(" in Path(download.value.path()).read_text(encoding="utf-8-sig")


#: Tables cut off at the edge of the paper, and what belongs on a screen alone.
ON_PAPER = """() => ({
    cut: [...document.querySelectorAll(".scroll, pre")].filter(box => box.scrollWidth > box.clientWidth + 1).length,
    ground: getComputedStyle(document.body).backgroundColor,
    bar: getComputedStyle(document.querySelector("[data-chart=outcomes] rect:not(.ground)")).fill,
    controls: [...document.querySelectorAll("nav, .tools, .choices")].filter(box => box.offsetParent).length,
    contained: [...document.querySelectorAll(".chart")]
        .filter(box => getComputedStyle(box).containerType !== "normal").length,  // Firefox would draw nothing in them
})"""


def test_paper_is_light_whole_and_of_few_pages_though_the_screen_is_dark_and_little_was_read(browser, pages):
    with Visit(browser, pages["compared"], scheme="dark") as visit:
        sheets = len(re.findall(rb"/Type /Page\b", visit.page.pdf(prefer_css_page_size=True)))
        assert 4 <= sheets <= 20
        visit.page.set_viewport_size({"width": 688, "height": 1000})  # A4 between its margins
        visit.page.emulate_media(media="print", color_scheme="dark")
        visit.fold(False)
        gravest = next(iter(US_IRAN.outcomes.gravest_first)).colour[0]
        light = f"rgb({', '.join(str(int(gravest[at : at + 2], 16)) for at in (1, 3, 5))})"
        clean = {"cut": 0, "ground": "rgb(255, 255, 255)", "bar": light, "controls": 0, "contained": 0}
        assert visit.page.evaluate(ON_PAPER) == clean
        assert visit.faults() == []


WORDS = """() => [...document.querySelectorAll("#answer .words span")].map(span => {
    const box = span.getBoundingClientRect(), whole = span.closest(".words").getBoundingClientRect();
    return {word: span.textContent, top: box.top, left: box.left - whole.left, right: box.right - whole.left,
            width: whole.width};
})"""


def test_all_words_of_likelihood_stand_on_the_scale_whole_and_apart(desk):
    page = desk("compared").page
    for width in (1280, 1024, 780, 390):
        page.set_viewport_size({"width": width, "height": 900})
        words = page.evaluate(WORDS)
        assert [one["word"] for one in words] == [word for _, word in likelihood.BANDS]
        assert all(one["left"] > -1 and one["right"] < one["width"] + 1 for one in words)
        for line in {one["top"] for one in words}:
            mine = sorted((one for one in words if one["top"] == line), key=lambda one: one["left"])
            assert all(one["right"] < other["left"] for one, other in itertools.pairwise(mine))
    page.set_viewport_size({"width": 1280, "height": 900})


#: Controls smaller than a fingertip, words in a sentence apart, and bars that stay in sight, by their height in pixels.
CONTROLS = """() => {
    const seen = [...document.querySelectorAll("summary, button:not(.term), .choices label, nav a")]
        .filter(one => one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}));
    const small = seen.map(one => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([name]) => name);
    const sticky = getComputedStyle(document.querySelector("nav"));
    return {small, bar: sticky.position === "sticky" ? document.querySelector("nav").offsetHeight : 0};
}"""
OPEN = "() => [...document.querySelectorAll('details[open]')].map(one => one.id || one.closest('section').id)"


def test_a_link_or_an_address_into_the_full_report_unfolds_it_and_paper_has_it_all(browser, pages):
    with Visit(browser, pages["compared"]) as visit:
        page = visit.page
        assert page.evaluate(OPEN) == [] and not page.locator("#paths h2").is_visible()
        page.locator("nav a[href='#paths']").click()
        page.wait_for_function("() => document.querySelector('#paths > details').open")
        assert page.evaluate(OPEN) == ["full", "paths"]
        assert page.evaluate("Math.abs(document.querySelector('#paths').getBoundingClientRect().top)") < 60
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:is(.full, .fold):not([open])").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(OPEN) == ["full", "paths"], "as it was"
    with Visit(browser, f"{pages['compared'].as_uri()}#claims") as visit:
        assert visit.page.locator("#claims .subtitle").is_visible()


def test_a_term_is_explained_by_keyboard_by_mouse_and_without_scripts(browser, pages):
    with Visit(browser, pages["compared"]) as visit:
        term, page = visit.page.locator("#worlds .term").first, visit.page
        meaning = page.locator(f"#{term.get_attribute('popovertarget')}")
        assert not meaning.is_visible()
        term.hover()
        assert meaning.is_visible()
        page.mouse.move(5, 5)
        assert not meaning.is_visible()
        term.focus()
        page.keyboard.press("Enter")
        assert meaning.is_visible()
        page.keyboard.press("Escape")
        assert not meaning.is_visible()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["compared"].as_uri())
    term = page.locator("#worlds .term").first
    term.click()
    assert page.locator(f"#{term.get_attribute('popovertarget')}").is_visible()
    page.keyboard.press("Escape")
    page.locator(".full > summary").click()
    page.locator("#outcomes summary").first.click()
    assert page.locator("#outcomes .key").is_visible()
    context.close()


def test_controls_are_as_large_as_a_fingertip_and_no_bar_covers_a_phone(browser, pages):
    with Visit(browser, pages["compared"], "phone") as visit:
        visit.unfold()
        found = visit.page.evaluate(CONTROLS)
        assert found["small"] == []
        assert 0 < found["bar"] < 0.12 * 844
