"""The page in a real browser: drawn, quiet, offline, fit for a phone, in light and dark, usable by keyboard."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path

import pytest

from sim.measures import likelihood
from sim.report import build
from tests.report import synthetic

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
#: axe-core's axe.min.js, fetched by whoever wants this check; it is not part of the project.
AXE = os.environ.get("AXE_JS")

if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("no chromium here, and CI is not set", allow_module_level=True)

MAKE = {
    "single": lambda: synthetic.single(80),
    "compared": lambda: synthetic.compared(120),
    "ambiguity": lambda: synthetic.ambiguity(60),
    "crossed": lambda: synthetic.crossed(40),
    "hostile": lambda: synthetic.hostile(60),
}
SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {name: build(make(), folder / f"{name}.html") for name, make in MAKE.items()}


class Visit:
    """One page opened once, with everything the browser complained about or asked for."""

    def __init__(self, browser, path: Path, width: int = 1280, scheme: str = "light"):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())

    def scroll_through(self) -> None:
        """Reads the page to its end, and waits until everything visible is drawn."""
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for top in range(0, height + 900, 800):
            self.page.evaluate("top => scrollTo(0, top)", top)
            self.page.wait_for_timeout(20)
        self.page.wait_for_function(
            "[...document.querySelectorAll('[data-chart]')].every(box => !box.offsetParent || box.dataset.drawn)",
            timeout=20_000,
        )

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def visit(browser, pages):
    opened = []

    def open_page(name: str, width: int = 1280, scheme: str = "light") -> Visit:
        opened.append(Visit(browser, pages[name], width, scheme))
        return opened[-1]

    yield open_page
    for one in opened:
        one.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [(name, *screen) for name in MAKE for screen in (SCREENS if name == "compared" else SCREENS[::3])],
)
def test_every_figure_is_drawn_quietly_offline_and_within_the_screen(visit, name, width, scheme):
    seen = visit(name, width, scheme)
    seen.scroll_through()
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith(("file:", "blob:", "data:"))] == []
    wide = seen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} px too wide at {width} px"
    assert seen.page.evaluate("document.querySelectorAll('.plotly-notifier, .modebar-btn').length") == 0


def test_the_library_is_inflated_only_when_a_figure_nears_the_screen(visit):
    seen = visit("single")
    seen.page.set_viewport_size({"width": 1280, "height": 200})
    seen.page.reload()
    seen.page.wait_for_timeout(300)
    assert not seen.page.evaluate("'Plotly' in window")
    seen.scroll_through()
    assert seen.page.evaluate("'Plotly' in window")


def test_no_script_of_a_scenario_runs(visit):
    seen = visit("hostile")
    seen.page.evaluate("void (window.boom = () => { window.struck = true })")
    seen.scroll_through()
    assert not seen.page.evaluate("!!window.struck")
    assert seen.page.title().startswith("<script>boom()</script>")
    assert seen.page.locator("img, iframe").count() == 0


def test_the_toggle_changes_page_and_figures_and_back(visit):
    seen = visit("compared")
    seen.scroll_through()
    ground = "getComputedStyle(document.body).backgroundColor"
    bar = "document.querySelector('[data-chart=outcomes] .bars .point path').style.fill"
    before = seen.page.evaluate(ground), seen.page.evaluate(bar)
    seen.page.get_by_role("button", name="Switch to dark colours").click()
    seen.page.wait_for_function(f"{bar} !== {before[1]!r}")
    assert seen.page.evaluate(ground) != before[0]
    seen.page.get_by_role("button", name="Switch to light colours").click()
    seen.page.wait_for_function(f"{bar} === {before[1]!r}")
    assert seen.page.evaluate(ground) == before[0]


def test_another_variant_can_be_chosen_with_the_keyboard(visit):
    seen = visit("compared")
    first, second = (f"[data-chart=paths-{at}-exports]" for at in (0, 1))
    assert seen.page.locator(first).is_visible()
    assert not seen.page.locator(second).is_visible()
    seen.page.locator("input[name=paths-choice]").first.focus()
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.locator(second).is_visible()
    assert not seen.page.locator(first).is_visible()
    seen.page.wait_for_selector(f"{second}[data-drawn]")


def test_a_table_is_saved_as_csv_with_what_it_shows(visit):
    seen = visit("compared")
    table = seen.page.locator("#outcomes details.behind").first
    table.locator("summary").click()
    with seen.page.expect_download() as download:
        table.get_by_role("button", name="Save as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    shown = [row.locator("td, th").all_inner_texts() for row in table.locator("tr").all()]
    assert [line[1:-1].split('","') for line in text.strip().splitlines()] == shown


def test_a_cell_that_looks_like_a_formula_is_saved_as_text(visit):
    seen = visit("hostile")
    cell = "(text) => { document.querySelector('#outcomes td').textContent = text }"
    seen.page.evaluate(cell, '=HYPERLINK("http://example.org")')
    table = seen.page.locator("#outcomes details.behind").first
    table.locator("summary").click()
    with seen.page.expect_download() as download:
        table.get_by_role("button", name="Save as CSV").click()
    assert "\"'=HYPERLINK(" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_paper_is_light_even_when_the_screen_is_dark(visit):
    seen = visit("single", scheme="dark")
    seen.scroll_through()
    seen.page.emulate_media(media="print", color_scheme="dark")
    assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not seen.page.locator("nav").is_visible()


@pytest.mark.skipif(not AXE, reason="AXE_JS does not name axe-core's axe.min.js")
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("name", ["compared", "ambiguity", "crossed"])
def test_axe_finds_no_violation(visit, name, width, scheme):
    seen = visit(name, width, scheme)
    seen.scroll_through()
    seen.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    seen.page.evaluate(Path(AXE).read_text())
    found = seen.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []


WORDS = """() => [...document.querySelectorAll("#answer .words span")].map(span => {
    const box = span.getBoundingClientRect(), whole = span.closest(".words").getBoundingClientRect();
    return {word: span.textContent, top: box.top, left: box.left - whole.left, right: box.right - whole.left,
            width: whole.width};
})"""


@pytest.mark.parametrize("width", [1280, 1024, 780, 390])
def test_all_words_of_likelihood_stand_on_the_scale_whole_and_apart(browser, pages, width):
    seen = Visit(browser, pages["compared"], width)
    words = seen.page.evaluate(WORDS)
    seen.close()
    assert [one["word"] for one in words] == [word for _, word in likelihood.BANDS]
    assert all(one["left"] > -1 and one["right"] < one["width"] + 1 for one in words)
    for line in {one["top"] for one in words}:
        mine = sorted((one for one in words if one["top"] == line), key=lambda one: one["left"])
        assert all(one["right"] < other["left"] for one, other in itertools.pairwise(mine))
