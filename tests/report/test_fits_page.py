"""The page of a fit, from what stands in its JSON: findings as titles, tables behind figures, silence where due."""

from __future__ import annotations

import copy
import re

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.pages import fits
from tests.report.visits import browser, faults_of

__all__ = ["browser"]  # a fixture is found by its name in this module


def parameter(path: str, word: str = "sharpened") -> dict:
    return {
        "path": path,
        "members": [path],
        "unit": "index",
        "note": "a note",
        "prior": [0.2, 0.8],
        "posterior": [0.3, 0.4, 0.5, 0.6, 0.7],
        "width": 0.7,
        "shift": 0.1,
        "word": word,
        "density": [0.5] * 5 + [1.5] * 10 + [0.5] * 5,
    }


def summary(key: str, observed: float) -> dict:
    return {
        "key": key,
        "title": f"Number of <{key}>",
        "unit": "acts",
        "observed": observed,
        "noise": 0.5,
        "prior": [0.0, 3.0, 12.0],
        "posterior": [1.0, 4.0, 6.0],
    }


COVERED = {
    "truths": 200,
    "refused": 3,
    "pooled": {
        f"{level}{of}": [share, share - 0.01, share + 0.01]
        for level, share in ((0.5, 0.5), (0.9, 0.897))
        for of in ("", " of all")
    },
    "histogram": [20] * 10,
}

FOUND = {
    "redline": 1,
    "kind": "calibration",
    "version": "0.1.0",
    "scenario": {"name": "ours", "title": "Ours & <theirs>", "sha256": "0"},
    "until": "2019-09-30",
    "seed": 1,
    "draws": 1000,
    "accepted": 500,
    "ended": "2026-01-01T00:00:00+00:00",
    "said": {"finding": "The record says something of 2 of 3 numbers", "limits": ["A limit.", "Another."]},
    "parameters": [
        parameter("iran.boldness"),
        parameter("proxies.autonomy", "shifted"),
        parameter("iran.caution", "not identified by these data"),
    ],
    "ties": [],
    "summaries": [summary("inside", 4.0), summary("outside", 9.0)],
    "coverage": {"near": COVERED, "everywhere": COVERED},
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return fits.build(FOUND, tmp_path_factory.mktemp("fit") / "report.html", US_IRAN)


def text(path) -> str:
    return path.read_text(encoding="utf-8")


def test_titles_state_what_was_found(page):
    titles = re.findall(r"<h2[^>]*>(.*?)</h2>", text(page))
    assert titles == [
        "The record to 30 September 2019 bears on 2 of 3 assumed numbers, most on Iran boldness: 0.3 to 0.7, of 0.2 to "
        "0.8 assumed.",
        "1 of 2 compared numbers lie inside the range that holds nine in ten worlds after the fit, 2 before it",
        "Fitted to worlds whose numbers are known, 90% intervals hold 90% of the informed truths near the record and "
        "90% of those from the whole prior",
    ]


def test_only_what_the_data_inform_is_drawn_and_the_table_has_all(page):
    drawn = re.findall(r'data-chart="(posterior-[^"]+)"', text(page))
    assert drawn == ["posterior-iran.boldness", "posterior-proxies.autonomy"]
    assert "not identified by these data" in text(page)


def test_a_fit_that_tells_nothing_is_a_table_and_no_empty_figure(tmp_path):
    silent = copy.deepcopy(FOUND)
    for one in silent["parameters"]:
        one["word"] = "not identified by these data"
    written = text(fits.build(silent, tmp_path / "silent.html", US_IRAN))
    assert 'data-chart="posterior' not in written and "Iran caution" in written


def test_words_of_a_scenario_or_a_fact_are_shown_and_never_run(page):
    written = text(page)
    assert "Ours &amp; &lt;theirs&gt;" in written and "<theirs>" not in written and "<inside>" not in written


@pytest.mark.parametrize(("screen", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_the_page_is_drawn_quietly_offline_within_the_screen_and_without_barriers(page, browser, screen, scheme):
    assert faults_of(browser, page, screen, scheme) == []
