"""What tests of *Try it* share: a page of a run with little beside that section, and a reader who uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sim
from sim.report import build
from sim.runs.results import Results
from tests.report.visits import Visit

ALL_SHOWN = "turn => document.querySelector('#try_it').dataset.lived !== turn"


def run(scenario: Any, worlds: int = 20) -> Results:
    """A small run of a scenario, whose page has little beside the section."""
    little = scenario.replace(worlds=worlds, assumptions={"draws": 0}, report={"sections": ["try_it"]})
    return sim.run(little, engine="compiled")


def page(results: Results, folder: Path) -> Path:
    """Its page."""
    return build(results, folder / f"{results.scenario.name}.html")


class Trial(Visit):
    """A page whose section is in use."""

    def ready(self) -> Trial:
        """Waits until the run's own worlds have been lived."""
        self.unfold()
        self.page.locator("#try_it .levers").scroll_into_view_if_needed()
        self.page.wait_for_selector("#try_it[data-ready]", timeout=60_000)
        return self

    def move(self, title: str = "", key: str = "") -> None:
        """Moves the first slider, or that of a title, by a key or to its farther end; waits until worlds are lived."""
        turn, section = self.page.locator("#try_it").get_attribute("data-lived"), self.page.locator("#try_it")
        slider = section.get_by_label(title, exact=True) if title else section.locator("#lever-0")
        farther = slider.evaluate("one => one.max - one.value > one.value - one.min ? 'End' : 'Home'")
        slider.press(key or farther)
        self.page.wait_for_function(ALL_SHOWN, arg=turn, timeout=60_000)

    def reset(self) -> None:
        """Puts all sliders back, and waits until the run's own worlds have been lived."""
        turn = self.page.locator("#try_it").get_attribute("data-lived")
        self.page.get_by_role("button", name="Reset").click()
        self.page.wait_for_function(ALL_SHOWN, arg=turn, timeout=60_000)

    @property
    def digest(self) -> str:
        """What the page says of the worlds that it has lived."""
        return self.page.locator("#try_it .digest").inner_text()

    def written(self, kind: str) -> str:
        """What one of the two buttons gives."""
        self.page.locator(f"[data-copy={kind}]").click()
        return self.page.locator("#try_it .written").inner_text()
