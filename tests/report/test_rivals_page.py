"""The page of two rivals: the verdict as title, no stronger in figures than in words, tables behind, on any screen."""

from __future__ import annotations

import copy
import re

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.figures import rivals as figure
from sim.report.pages import rivals
from tests.report.schema import plotly
from tests.report.visits import browser, faults_of

__all__ = ["browser"]  # a fixture is found by its name in this module


def factor(value: float, low: float | None, high: float | None, share: float = 0.01) -> dict:
    return {
        "share": share,
        "tolerance": 3.0,
        "first": 60,
        "second": 20,
        "factor": value,
        "low": low,
        "high": high,
        "word": "positive evidence for the officials' theory",
    }


def pattern(key: str, log_ratio: float | None, low: float | None, high: float | None, only: str = "") -> dict:
    ranges = {"prior": [0.0, 3.0, 12.0], "posterior": [1.0, 4.0, 6.0]}
    return {
        "key": key,
        "title": f"Number of <{key}>: how many there were in all of these months",
        "unit": "acts",
        "observed": 5.0,
        "noise": 0.5,
        "log_ratio": log_ratio,
        "low": low,
        "high": high,
        "only": only,
        "word": f"what {key} says",
        "without": factor(2.0, 1.2, 3.5),
        "first": ranges,
        "second": {**ranges, "posterior": [6.0, 8.0, 30.0]},
    }


def rates(right: float | None) -> dict:
    share = [None, 0.0, 1.0] if right is None else [right, right - 0.05, min(right + 0.05, 1.0)]
    return {"truths": 0 if right is None else 100, "refused": 2, "right": share, "misled": [0.01, 0.0, 0.03]}


FOUND = {
    "redline": 1,
    "kind": "rivals",
    "version": "0.1.0",
    "scenario": {"name": "ours", "title": "Ours & <theirs>", "sha256": "0"},
    "until": "2019-09-30",
    "seed": 1,
    "draws": 1000,
    "seconds": 2.0,
    "ended": "2026-01-01T00:00:00+00:00",
    "said": {
        "finding": "The record is positive evidence for the officials' theory",
        "hangs": "The verdict hangs on 1 of 4 patterns",
        "patience": ["A word on patience."],
        "limits": ["A limit.", "Another."],
    },
    "theories": [
        {"title": "the officials' theory", "inside": {"prior": 3, "posterior": 4}},
        {"title": "the administration's theory", "inside": {"prior": 2, "posterior": 1}},
    ],
    "differ": [
        {"path": "iran.effort.pain", "unit": "index", "note": "a note", "ranges": [[0.2, 1.0], [-0.9, -0.1]]},
        {"path": "iran.direct.waiting", "unit": "share", "note": "a note", "ranges": [[0.0, 0.0], [1.0, 1.0]]},
    ],
    "factors": [factor(121.0, 20.0, None, 0.002), factor(9.0, 4.0, 20.0), factor(0.02, 0.0, 0.05, 0.05)],
    "usual": factor(9.0, 4.0, 20.0),
    "classifier": {**factor(5.0, 2.0, 12.0), "log_odds": 1.5},
    "granted": {"acceptances": factor(1.1, 0.7, 1.9), "classifier": factor(1.3, 0.8, 2.2)},
    "patterns": [
        pattern("against", -0.5, -0.8, -0.2),
        pattern("mute", 0.0, -0.1, 0.1),
        pattern("for", 1.5, 1.2, 1.8),
        pattern("few", 30.4, None, None),
        pattern("alone", None, None, None, "second"),
        pattern("neither", None, None, None),
    ],
    "without": [{"dropped": ["Number of <for>"], **factor(1.2, 0.8, 2.0)}],
    "scores": {
        key: {"first": 2.0, "second": 3.5, "difference": 1.5, "low": 1.2, "high": 1.8} for key in ("prior", "posterior")
    },
    "tried": [
        {"way": way, "place": place, "first": rates(0.9), "second": rates(None), "both": rates(0.9)}
        for place in ("near", "everywhere")
        for way in ("acceptances", "classifier")
    ],
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return rivals.build(FOUND, tmp_path_factory.mktemp("rivals") / "report.html", US_IRAN)


def text(path) -> str:
    return path.read_text(encoding="utf-8")


def drawn(made) -> list:
    return [trace for trace in plotly(made).data if trace.customdata is not None]


def test_titles_state_what_was_found(page):
    titles = re.findall(r"<h2[^>]*>(.*?)</h2>", text(page))
    assert titles == [
        "The record to 30 September 2019 favours the officials&#39; theory (Bayes factor 9, 4 to 20): not "
        "worth more than a bare mention.",
        "By themselves 1 of 6 patterns weigh more than a bare mention for the officials&#39; theory, 0 for the "
        "administration&#39;s; 3 rest on too few worlds to say how much",
        "After its fit the officials&#39; theory has 4 of 6 patterns inside the range of nine in ten worlds, the "
        "administration&#39;s 1",
        "Tried on worlds near the record whose theory is known, the choice is right for 90% of the officials&#39; and "
        "none of the administration&#39;s",
        "The theories are the same rules with other numbers for 2 coefficients",
    ]


def test_limits_and_a_patient_rival_are_on_the_page(page):
    written = text(page)
    for part in ("A limit.", "Another.", "A word on patience.", "If Iran waits under both", "none judged"):
        assert part in written


def test_what_is_known_from_one_side_only_is_said_so_and_drawn_without_a_dot(page):
    written = text(page)
    assert "at least 20" in written and "at most 0.05" in written
    rows = FOUND["factors"]
    (dots,) = drawn(figure.factors(rows, ["a", "b", "c"]))
    assert list(dots.y) == [1]  # the middle row alone has both ends


def test_patterns_are_sorted_and_those_without_an_interval_are_open():
    ordered = sorted(FOUND["patterns"], key=rivals._order)
    assert [one["key"] for one in ordered] == ["few", "for", "mute", "neither", "against", "alone"]
    made = figure.patterns(ordered)
    (dots,) = drawn(made)
    assert list(dots.y) == [5, 4, 3, 1, 0]  # nothing is drawn where neither theory comes near
    assert list(dots.x) == [figure.FAR, 1.5, 0.0, -0.5, -figure.FAR]
    closed = set(dots.marker.color[1:4])
    assert len(closed) == 1 and dots.marker.color[0] == dots.marker.color[4] not in closed
    lines = [trace for trace in plotly(made).data if trace.mode == "lines"]
    assert [tuple(line.x) for line in lines] == [(1.2, 1.8), (-0.1, 0.1), (-0.8, -0.2)]


def test_both_sides_of_the_line_are_named_on_wide_and_narrow_screens(page):
    made = figure.patterns(FOUND["patterns"])
    named = [note.text for note in plotly(made).layout.annotations]
    assert [any(side in one for one in named) for side in figure.SIDES] == [True, True]
    charts = [
        chart for section in rivals.sections(FOUND, US_IRAN) for group in section.groups for chart in group.charts
    ]
    sided = [chart for chart in charts if chart.name != "predictions"]
    assert [chart.name for chart in sided] == ["factors", "patterns", "left-out"]
    assert all(figure.NARROW_SIDES in chart.narrow["xaxis"]["title"]["text"] for chart in sided)


def test_a_page_without_verdict_or_patience_leaves_out_their_figures(tmp_path):
    bare = copy.deepcopy(FOUND)
    bare["without"], bare["granted"], bare["said"]["patience"] = [], None, []
    written = text(rivals.build(bare, tmp_path / "bare.html", US_IRAN))
    assert 'data-chart="left-out"' not in written and "If Iran waits" not in written


def test_words_of_a_scenario_or_a_fact_are_shown_and_never_run(page):
    written = text(page)
    assert "Ours &amp; &lt;theirs&gt;" in written
    assert not any(word in written for word in ("<theirs>", "<for>", "<alone>"))


@pytest.mark.parametrize(("screen", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_the_page_is_drawn_quietly_offline_within_the_screen_and_without_barriers(page, browser, screen, scheme):
    assert faults_of(browser, page, screen, scheme) == []
