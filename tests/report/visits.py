"""Opens pages in the installed Chromium and keeps everything that the browser complained about or asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

#: A desk with a mouse and a phone under a thumb: width in pixels, and what else the browser should feign.
SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "slot": {"viewport": {"width": 1280, "height": 100}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}

#: Charts in sight without a drawing in sight, without letters, or with letters beyond the chart's box, which would be
#: cut. Functions, since a bare expression would be evaluated inside the page, whose policy forbids it.
MISDRAWN = """() => [...document.querySelectorAll('[data-chart]')].filter(box => box.checkVisibility()).filter(box => {
    const drawings = [...box.querySelectorAll('svg[aria-hidden]')].filter(one => one.getClientRects().length);
    const whole = box.getBoundingClientRect();
    const letters = drawings.flatMap(one => [...one.querySelectorAll('text')]).map(one => one.getBoundingClientRect());
    return drawings.length !== 1 || !letters.length || letters.some(({left, right, top, bottom}) =>
        left < whole.left - 1 || right > whole.right + 1 || top < whole.top - 3 || bottom > whole.bottom + 3);
}).map(box => box.dataset.chart)"""

AXE = """async ([within, rules, colours]) => {
    const rows = [...document.querySelectorAll("tbody tr:nth-child(n + 5)")].filter(row => !row.hidden);
    for (const row of rows) row.hidden = true;
    const drawings = [...document.querySelectorAll(".chart > svg")].map(one => [one, [...one.childNodes]]);
    for (const [drawing] of drawings) drawing.replaceChildren();
    const path = one => one === document.body ? "" : `${path(one.parentElement)} ${one.localName}.${one.className}` +
        `${one.getAttribute("style") ?? ""}${one.ariaPressed ?? ""}${one.ariaCurrent ?? ""}`;
    const looks = new Map();
    for (const one of document.querySelector(within).querySelectorAll("body *"))
        if ([...one.childNodes].some(part => part.nodeType === 3 && part.data.trim()) && one.checkVisibility())
            looks.set(path(one), looks.get(path(one)) ?? one);
    const found = [];
    const run = async (where, options) =>
        found.push(...(await axe.run(where, {resultTypes: ["violations"], ...options})).violations);
    const off = Object.fromEntries(colours.map(rule => [rule, {enabled: false}]));
    if (!rules.length) await run(within, {rules: off});
    if (looks.size) await run({include: [...looks.values()]}, {runOnly: rules.length ? rules : colours});
    for (const [drawing, parts] of drawings) drawing.replaceChildren(...parts);
    for (const row of rows) row.hidden = false;
    return found;
}"""
#: The rules that depend on colours.
COLOURS = ("color-contrast", "link-in-text-block")


@pytest.fixture(scope="module")
def browser():
    """One Chromium for a module; skipped where none is installed, but never in continuous integration."""
    if not CHROMIUM and not os.environ.get("CI"):
        pytest.skip("no chromium here, and CI is not set")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


class Visit:
    """One page opened once."""

    def __init__(self, browser: Any, path: Path | str, screen: str = "desk", scheme: str = "light"):
        self.context = browser.new_context(color_scheme=scheme, **SCREENS[screen])
        self.context.set_default_timeout(120_000)  # a machine may be busy with other tests
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.add_init_script("window.boom = () => { window.struck = true }")  # what hostile texts call
        self.page.goto(path if isinstance(path, str) else path.as_uri())

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def unfold(self) -> None:
        """Unfolds the full report and every section of it."""
        self.page.evaluate("document.querySelectorAll('details:is(.full, .fold)').forEach(one => one.open = true)")

    def turn(self, scheme: str) -> None:
        """Has the reader's system turn light or dark."""
        self.page.emulate_media(color_scheme=scheme)

    def faults(self) -> list[str]:
        """What no page may do: complain, ask the network, be too wide, lack a drawing or cut its letters."""
        outside = [url for url in self.requests if not url.startswith(("file:", "blob:", "data:"))]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [
            *self.complaints,
            *(f"asked for {url}" for url in outside),
            *([f"{wide} px too wide"] if wide > 0 else []),
            *(f"not drawn whole: {name}" for name in self.page.evaluate(MISDRAWN)),
        ]

    def barriers(self, within: str = "html", rules: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
        """What axe-core calls a violation within an element: rule, and the elements that break it.

        All rows of a table come from one template, so all but the first few are out of sight meanwhile: axe-core takes
        a millisecond for each cell. Drawings are hidden from whoever it speaks for; of their marks it knows nothing.
        Colours, which take it longest, are looked at once for each kind of element: what is of one class within
        elements of the same classes looks alike.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        found = self.page.evaluate(AXE, [within, list(rules), list(COLOURS)])
        return [(one["id"], [" ".join(map(str, node["target"])) for node in one["nodes"]]) for one in found]

    def fold(self, folded: bool) -> None:
        """Closes or opens every fold."""
        self.page.evaluate("folded => document.querySelectorAll('details').forEach(one => one.open = !folded)", folded)

    def close(self) -> None:
        """Forgets the page."""
        self.context.close()


def faults_of(browser: Any, path: Path, screen: str, scheme: str) -> list[Any]:
    """Everything wrong with a page when all is unfolded: faults and barriers, in light or dark."""
    with Visit(browser, path, screen, scheme) as visit:
        visit.fold(False)
        return [*visit.faults(), *visit.barriers()]
