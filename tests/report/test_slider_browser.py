"""The slider in a real browser: by key, by a link, by a click on the map, and back."""

from __future__ import annotations

import pytest

from sim.report import build
from tests.report import synthetic
from tests.report.visits import Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module

#: The numbers that the figure beside the slider was drawn from.
SEEN = "() => document.querySelector('[data-chart=sweep]').data.map(trace => trace.x[0])"
AT = "at => document.documentElement.dataset.point === String(at)"
BARS = "() => document.querySelector('[data-chart=sweep]').dataset.drawn"
MIDDLE = "() => document.querySelector('[data-chart=map-0]').scrollIntoView({block: 'center', behavior: 'instant'})"
#: Where the middle of a cell of the map is on the screen.
CELL = """([x, y]) => {
    const box = document.querySelector("[data-chart=map-0]"), whole = box.getBoundingClientRect();
    const {xaxis, yaxis} = box._fullLayout;
    return [whole.x + xaxis._offset + xaxis.d2p(x), whole.y + yaxis._offset + yaxis.d2p(y)];
}"""


@pytest.fixture(scope="module")
def swept():
    return synthetic.compared(60, axes={"united_states.agencies.spread": (0.0, 1.0, 2.0, 3.0)})


@pytest.fixture(scope="module")
def page(swept, tmp_path_factory):
    return build(swept, tmp_path_factory.mktemp("slider") / "swept.html")


def shares(results, spread: float) -> list[float]:
    """Shares of the baseline's outcomes at a point, from its worlds."""
    cell = next(one for one in results.cells_of("baseline") if one.coordinates[0][1] == spread)
    return results.worlds_of(cell.index)["outcome"].value_counts(normalize=True, sort=False).tolist()


def test_keys_move_the_bars_and_the_sentence_to_the_point_s_own_worlds_and_back(browser, page, swept):
    with Visit(browser, page) as visit:
        visit.page.locator("[data-chart=sweep]").scroll_into_view_if_needed()
        visit.page.wait_for_function(BARS)
        before = visit.page.evaluate(SEEN)
        assert sorted(before) == sorted(round(share, 4) for share in shares(swept, 1.0))
        slider = visit.page.get_by_role("slider", name="US agencies spread")
        slider.press("End")
        visit.page.wait_for_function(AT, arg=3)
        there, wanted = visit.page.evaluate(SEEN), shares(swept, 3.0)
        assert there != before and sorted(there) == sorted(round(share, 4) for share in wanted)
        assert slider.get_attribute("aria-valuetext") == "3 rungs"
        assert f"War breaks out in {100 * wanted[0]:.0f} of 100" in visit.page.locator(".now").inner_text()
        assert visit.barriers() == []
        visit.page.get_by_role("button", name="Reference").click()
        visit.page.wait_for_function(AT, arg=1)
        assert visit.page.evaluate(SEEN) == before
        assert visit.faults() == []


def test_a_click_on_the_map_moves_the_page_and_marks_the_cell(browser, tmp_path):
    axes = {"united_states.force_threshold": (5.0, 6.0, 7.0), "iran.boldness": (0.1, 0.5, 0.9)}
    results = synthetic.compared(40, variants={"baseline": synthetic.variant("Maximum pressure")}, axes=axes)
    with Visit(browser, build(results, tmp_path / "map.html")) as visit:
        visit.page.locator("#map").scroll_into_view_if_needed()
        visit.page.wait_for_selector("[data-chart=map-0][data-drawn]")
        visit.page.locator("[data-chart=map-0]").evaluate(
            "box => box.scrollIntoView({block: 'center', behavior: 'instant'})"
        )
        at = visit.page.evaluate(CELL, [7.0, 0.9])
        visit.page.mouse.move(*at)
        visit.page.mouse.click(*at)
        visit.page.wait_for_function(AT, arg=8)
        assert [one.input_value() for one in visit.page.locator(".slider input").all()] == ["2", "2"]
        frame = "() => document.querySelector('[data-chart=map-0]').layout.shapes?.at(-1).x0 === 6.5"
        visit.page.wait_for_function(frame)
