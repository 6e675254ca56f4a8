"""The hundred worlds in a browser: a mark opens its world, filters fade, and the film plays when it is asked to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sim.report.page import build
from sim.report.sections import worlds
from sim.words.prose import day_text
from tests.report import living
from tests.report.visits import COLOURS, SCREENS, Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module

#: What the marks of each variant look like: code of the outcome by place, as the film and the filters left it.
LOOKS = "() => [...document.querySelectorAll('#worlds .marks')].map(one => one.innerHTML)"
#: Places of the marks of one variant that are not faded.
LIT = """() => [...document.querySelectorAll('#worlds .unit')].map(unit => [...unit.querySelectorAll(
    '.marks path:not(.faded, .edge)')].reduce((sum, one) => sum + one.getAttribute('d').split('M').length - 1, 0))"""

#: Comes back once the film has gone on for some days. (The page's policy forbids the browser driver's own waiting.)
RUNNING = """() => new Promise(done => {
    const look = () => Number(document.querySelector('.film .at').value) > 3 ? done() : requestAnimationFrame(look);
    look();
})"""


@pytest.fixture(scope="module")
def results():
    return living.results()


@pytest.fixture(scope="module")
def path(results, tmp_path_factory):
    return build(results, tmp_path_factory.mktemp("explorer") / "page.html")


@pytest.fixture(scope="module")
def visit(browser, path):
    with Visit(browser, path) as found:
        yield found


@pytest.fixture(scope="module")
def told(results):
    return worlds.section(results).data


def scrub(page, day: int) -> None:
    page.locator(".film .at").evaluate(
        "(one, day) => { one.value = day; one.dispatchEvent(new Event('input', {bubbles: true})) }", day
    )


def test_a_mark_opens_its_world_with_a_timeline_a_chain_and_its_end_without_an_act(visit, told):
    page, shown = visit.page, told["shown"][1]
    page.locator("#worlds .unit").nth(1).click(position={"x": 5, "y": 5})
    panel = page.locator(".explored")
    panel.locator("h3", has_text=f"World {shown.worlds[0]}:").wait_for()
    one = told["more"].packed["more"][1]["worlds"][shown.worlds[0]]
    marks = page.locator(".timeline svg svg > path")
    assert marks.count() == sum(len(days) for _, *days in one["acts"])
    steps = panel.locator(".turns li").all_text_contents()
    assert len(steps) == len(one["chain"]) >= 2
    assert ["Without this act" in step for step in steps] == [len(step) > 2 for step in one["chain"]]
    assert any("Without this act, with the same luck: " in step for step in steps)
    page.get_by_role("button", name="Next world").click()
    panel.locator("h3", has_text=f"World {shown.worlds[1]}:").wait_for()


def test_a_world_passed_over_is_told_until_the_pointer_leaves_and_then_the_chosen_one_again(visit, told):
    page, shown = visit.page, told["shown"][0]
    unit = page.locator("#worlds .unit").first
    unit.click(position={"x": 5, "y": 5})
    page.locator(".explored h3", has_text=f"World {shown.worlds[0]}:").wait_for()
    box = unit.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    page.locator("#worlds .story b", has_text=f"World {shown.worlds[99]} ").wait_for()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] + 30)
    page.locator("#worlds .story b", has_text=f"World {shown.worlds[0]} ").wait_for()
    assert page.locator(".explored h3").text_content().startswith(f"World {shown.worlds[0]}:")


def test_the_arrow_keys_go_from_world_to_world_in_the_panel(visit, told):
    page = visit.page
    page.locator("#worlds .unit").first.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.locator(".explored h3", has_text=f"World {told['shown'][0].worlds[1]}:").wait_for()
    assert page.evaluate("document.activeElement.className") == "unit"


def test_a_filter_fades_the_others_and_says_how_many_are_left(visit, told):
    page, button = visit.page, visit.page.locator("[data-trait]")
    status = page.locator(".matched")
    assert status.get_attribute("role") == "status" and page.evaluate(LIT) == [100, 100]
    button.first.focus()
    page.keyboard.press("Enter")
    status.filter(has_text="of 100").wait_for()
    counts = list(told["more"].filters[0].counts)
    assert page.evaluate(LIT) == counts and counts != [100, 100]
    titles = [one.title for one in told["shown"]]
    said = ", ".join(f"{count} of 100 under “{title}”" for count, title in zip(counts, titles, strict=True))
    assert status.text_content() == f"{said}." and button.first.get_attribute("aria-pressed") == "true"
    button.first.click()
    status.filter(has_text="All worlds.").wait_for()
    assert page.evaluate(LIT) == [100, 100]


def test_the_slider_sets_the_day_and_the_last_frame_is_the_marks(visit, told, results):
    page = visit.page
    before = page.evaluate(LOOKS)
    scrub(page, 0)
    page.locator(".frame", has_text="8 May 2018").wait_for()
    assert page.evaluate(LOOKS) != before and "So far: nothing yet" in page.locator(".there").first.text_content()
    middle = next(turns[2] for turns in told["more"].packed["more"][1]["turns"] if len(turns) > 2)
    scrub(page, middle)
    page.locator(".frame", has_text=day_text(results.date_of(0) + timedelta(days=middle))).wait_for()
    assert "So far: nothing yet" not in page.locator(".there").nth(1).text_content()
    assert page.locator(".region").is_visible() and 1 <= page.locator(".past li").count() <= 3
    scrub(page, results.scenario.days)
    page.locator(".frame", has_text="the end of the run").wait_for()
    assert page.evaluate(LIT) == [100, 100]
    scrub(page, 0)
    scrub(page, results.scenario.days)
    page.locator(".frame", has_text="the end of the run").wait_for()
    codes = "() => [...document.querySelectorAll('#worlds .unit')].map(one => one.dataset.look.split(' ')[1])"
    outcomes = results.crisis.outcomes
    assert page.evaluate(codes) == [",".join(str(outcomes.code(key)) for key in one.marks) for one in told["shown"]]


def test_the_film_plays_when_asked_pauses_and_stands_still_then(visit, results):
    page = visit.page
    scrub(page, 0)
    at = page.locator(".film .at")
    play = page.locator(".film .play")
    play.click()
    page.evaluate(RUNNING)
    assert play.text_content() == "Pause"
    play.click()
    page.locator(".stopped", has_text="Stopped at").wait_for(state="attached")
    day = at.input_value()
    page.wait_for_timeout(120)
    assert at.input_value() == day and play.text_content() == "Go on" and 0 < int(day) < results.scenario.days
    scrub(page, results.scenario.days)
    page.locator(".film .play", has_text="Play").wait_for()


def test_axe_finds_nothing_in_light_or_dark_with_the_panel_open_and_the_film_halfway(visit):
    page = visit.page
    page.locator("#worlds .unit").first.click(position={"x": 5, "y": 5})
    page.locator("[data-trait]").first.click()
    scrub(page, 200)
    page.locator(".region").wait_for()
    assert visit.barriers("#worlds") == []
    visit.turn("dark")
    assert visit.barriers("#worlds .explored", COLOURS) == visit.barriers("#worlds .film", COLOURS) == []
    visit.turn("light")
    page.locator("[data-trait]").first.click()
    assert visit.faults() == []


def test_on_a_phone_the_open_world_is_within_the_screen_and_its_story_covers_little(browser, path):
    with Visit(browser, f"{path.as_uri()}#%E0%A4%A", "phone") as phone:
        page = phone.page
        page.locator("#worlds .unit").first.tap(position={"x": 12, "y": 12})
        page.locator(".explored h3", has_text="World").wait_for()
        scrub(page, 200)
        page.locator(".region").wait_for()
        assert phone.faults() == [], "an address that cannot be read is no error either"
        assert page.locator("#worlds .story").bounding_box()["height"] < 0.12 * SCREENS["phone"]["viewport"]["height"]
        tops = [page.locator(f"#worlds {one}").first.bounding_box()["y"] for one in (".film", ".unit", ".region")]
        tops.append(page.locator("#worlds .explored").bounding_box()["y"])
        assert tops == sorted(tops)
        # The story that stays in sight keeps to the marks, and filters are one row: no bar lies on what is above.
        assert page.evaluate("document.querySelector('#worlds .told-beside > .story') !== null")
        page.locator("#worlds h2").evaluate("one => one.scrollIntoView({block: 'end', behavior: 'instant'})")
        assert page.locator("#worlds .story").bounding_box()["y"] >= SCREENS["phone"]["viewport"]["height"]
        assert page.locator("#worlds .traits").bounding_box()["height"] < 60


def test_who_wants_less_motion_steps_from_month_to_month(browser, path):
    context = browser.new_context(reduced_motion="reduce", **SCREENS["desk"])
    page = context.new_page()
    page.goto(path.as_uri())
    scrub(page, 0)
    button = page.locator(".film .play", has_text="Next month")
    button.click()
    page.locator(".stopped", has_text="Stopped at").wait_for(state="attached")
    page.wait_for_timeout(120)
    assert page.locator(".film .at").input_value() == "30" and button.is_visible()
    context.close()
