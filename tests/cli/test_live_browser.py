"""The served page in a real browser: the page within its frame, anew when the file is saved, and mistakes above it."""

from __future__ import annotations

import threading
from argparse import Namespace

import pytest

from sim.cli.live import Live
from sim.cli.served import Served
from sim.report.pages.framed import frame
from tests.conftest import TINY
from tests.report.visits import Visit, browser

__all__ = ["browser"]  # a fixture is found by its name in this module


@pytest.fixture
def live(tiny):
    tiny.write_text(TINY + "report: {sections: [answer, try_it]}\n")
    with Served(frame()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Live(Namespace(file=str(tiny), worlds=20, seed=None, sets=[], agent=[], quiet=True), server)
        server.shutdown()


def test_the_page_follows_the_file_and_its_mistakes(browser, live, tiny):
    live.look()
    with Visit(browser, live.server.address) as visit:
        news, problem = visit.page.locator("#news"), visit.page.locator("#problem")
        inner = visit.page.frame_locator("iframe")
        inner.get_by_role("heading", level=1, name="Does a lower line matter within a month?").wait_for()
        inner.locator("details.full > summary").click()
        inner.locator("#try_it > details > summary").click()
        inner.locator("#try_it .levers").scroll_into_view_if_needed()
        inner.locator("#try_it[data-ready]").wait_for(timeout=60_000)
        assert "Up to date" in news.inner_text() and not problem.is_visible()
        text = tiny.read_text()
        tiny.write_text(text.replace("days: 25", "days: none"))
        live.look()
        problem.wait_for()
        assert "tiny.yaml:4:" in problem.inner_text() and "the last page stays" in news.inner_text()
        assert visit.barriers("body > :not(main)") == []
        tiny.write_text(text.replace("a lower line matter", "another line matter"))
        live.look()
        inner.get_by_role("heading", level=1, name="Does another line matter within a month?").wait_for()
        inner.locator("#try_it .levers").wait_for()  # unfolded as it was
        assert not problem.is_visible()
        assert visit.complaints == []
        assert [one for one in visit.requests if not one.startswith((live.server.address, "blob:", "data:"))] == []
