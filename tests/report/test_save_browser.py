"""Figures saved from the page: whole files in light colours, titled and stamped; and citing below them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as tree
from dataclasses import replace
from pathlib import Path

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report import build
from sim.report.card import cite
from sim.report.figures import theme
from tests.report.png import pixels, size
from tests.report.test_sections import drawn
from tests.report.visits import Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module

SVG = "{http://www.w3.org/2000/svg}"
#: Figures of each kind: the answer's scale, the hundred worlds, the settings, a flow, and charts.
FIGURES = ("answer", "worlds", "settings", "flow-2", "outcomes")


@pytest.fixture(scope="module")
def results():
    """A run of which only what is saved here is on the page."""
    made = drawn()
    keys = ("answer", "worlds", "holds", "changes", "outcomes", "method")
    made.scenario = replace(made.scenario, values={**made.scenario.values, "sections": keys})
    return made


@pytest.fixture(scope="module")
def visit(browser, results, tmp_path_factory):
    """The page in the dark with every fold open."""
    page = build(results, tmp_path_factory.mktemp("page") / "report.html")
    with Visit(browser, page, "desk", "dark") as found:
        found.fold(False)
        yield found


def saved(visit: Visit, name: str, kind: str) -> bytes:
    """What a button below a figure gives."""
    with visit.page.expect_download() as download:
        visit.page.locator(f"[data-saves='{name}'] [data-save={kind}]").evaluate("one => one.click()")
    assert download.value.suggested_filename == f"{name}.{kind}"
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_saved_in_light_colours_with_title_digest_and_caveat(visit, results, name):
    picture = tree.fromstring(saved(visit, name, "svg"))
    said = said_in(saved(visit, name, "svg"))
    heading = visit.page.locator(f"section:has([data-saves='{name}']) h2").text_content()
    assert " ".join(heading.split()) in said and results.digest[:16] in said and "not forecasts" in said
    assert picture.find(f"{SVG}title").text.startswith(heading)
    colours = {one.get(what) for one in picture.iter() for what in ("fill", "stroke")} - {None, "none"}
    assert all(re.fullmatch("#[0-9a-f]{6}", one) for one in colours), "nothing that only the page knows"
    light, dark = (set(theme.variables(mode, US_IRAN.outcomes).values()) for mode in ("light", "dark"))
    assert not colours & (dark - light) and theme.variables("light", US_IRAN.outcomes)["ink"] in colours
    ground = picture.find(f"{SVG}rect")
    assert ground.get("fill") == "#ffffff" and ground.get("width") == picture.get("width")
    assert not [one for one in picture.iter() if {"class", "style"} & set(one.keys())]


def said_in(svg: bytes) -> str:
    return " ".join("".join(one.itertext()) for one in tree.fromstring(svg).iter(f"{SVG}text"))


def test_what_a_figure_says_is_in_it_with_its_key(visit):
    said, scale = (said_in(saved(visit, name, "svg")) for name in ("outcomes", "answer"))
    assert "Limited force" in said and "Hair trigger" in said
    assert "almost no chance" in scale and "95% interval" in scale


def test_marks_of_the_saved_worlds_are_those_of_the_page_and_lie_within_the_picture(visit):
    picture = tree.fromstring(saved(visit, "worlds", "svg"))
    war = theme.variables("light", US_IRAN.outcomes)["outcome-war"]
    squares = [one for one in picture.iter(f"{SVG}path") if one.get("fill") == war and one.get("d").count("h.84")]
    shown = visit.page.locator("#worlds .unit .square.o-war").evaluate_all(
        "all => all.map(one => one.getAttribute('d'))"
    )
    assert [one.get("d") for one in squares] == shown
    for holder in picture.findall(f".//{SVG}g[@transform]"):
        place = re.match(r"translate\(([\d.]+) ([\d.]+)\)", holder.get("transform"))
        if place and (inner := holder.find(f"{SVG}svg")) is not None:
            assert float(place[1]) >= 0 and float(place[1]) + float(inner.get("width")) <= float(picture.get("width"))
            assert float(place[2]) > 0 and float(place[2]) + float(inner.get("height")) < float(picture.get("height"))


def test_a_picture_is_drawn_twice_as_large_on_white(visit):
    drawing, png = tree.fromstring(saved(visit, "answer", "svg")), saved(visit, "answer", "png")
    assert size(png) == (2 * int(drawing.get("width")), 2 * int(drawing.get("height")))
    assert (pixels(png, rows=2)[..., :3] == 255).all()
    assert len(set(png[2000:3000])) > 50, "something is drawn"


def test_the_page_stays_dark_and_quiet_after_saving(visit):
    saved(visit, "answer", "svg")
    assert visit.page.evaluate(
        "[document.documentElement.dataset.mode, getComputedStyle(document.body).backgroundColor]"
    ) == [
        None,
        "rgb(16, 22, 29)",
    ]
    assert visit.complaints == []


def test_citing_copies_the_reference_and_says_so(visit, results):
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tools = visit.page.locator("[data-saves=answer] .tools")
    tools.get_by_role("button", name="Cite").click()
    visit.page.wait_for_function(
        "document.querySelector('[data-saves=answer] [role=status]').textContent === 'Copied.'"
    )
    assert visit.page.evaluate("navigator.clipboard.readText()") == cite.text(results)
    visit.page.get_by_role("button", name="Copy BibTeX").click()
    visit.page.locator("#method").get_by_text("Copied.").wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()") == cite.bibtex(results)


def test_where_the_clipboard_is_refused_the_reference_is_shown_marked(visit, results):
    visit.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    tools = visit.page.locator("[data-saves=worlds] .tools")
    tools.get_by_role("button", name="Cite").evaluate("one => one.click()")
    box = tools.get_by_role("textbox", name="Citation")
    assert box.input_value() == cite.text(results)
    assert box.evaluate("one => one.selectionEnd - one.selectionStart") == len(cite.text(results))
    assert "marked below" in tools.get_by_role("status").text_content()
    assert visit.barriers("[data-saves=worlds]") == []


def test_a_page_that_nobody_can_cite_and_a_table_without_figure_offer_neither(browser, tmp_path):
    from sim.report.page import build_page
    from sim.report.parts import Chart, Group, Section, Table

    group = Group(charts=(Chart("a", {}, "A", says="Nothing to draw."),), table=Table.of(["a"], [["b"]]))
    page = build_page(
        tmp_path / "p.html", "k", "t", "", [Section(key="a", nav="A", title="T", groups=(group,))], ended=""
    )
    with Visit(browser, page) as found:
        buttons = found.page.locator("[data-saves] button:not([hidden])")
        assert buttons.all_text_contents() == ["CSV"]
