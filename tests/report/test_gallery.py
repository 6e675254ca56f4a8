"""The gallery: lists all results, newest first, bears what is damaged or foreign, and never loses an entry."""

from __future__ import annotations

import json
import re

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.pages import gallery, pictures
from sim.report.pages.gallery import NotOurs, entries, refresh, write_gallery
from sim.report.pages.thumbnail import HIGH, WIDE, thumbnail
from tests.conftest import calls
from tests.report import test_fits_page, test_minutes, test_rivals_page

SHARES = {
    "war": 0.4,
    "regime_collapse": 0.0,
    "capitulation": 0.1,
    "deal": 0.0,
    "open_exchange": 0.0,
    "limited_force": 0.25,
    "standoff": 0.25,
}
OUTCOMES = {key: {"share": share} for key, share in SHARES.items()}


def made(folder, name, *, ended="2026-01-02T10:00:00+00:00", **more):
    """A run's two small files, as the real ones are written, and an empty page."""
    place = folder / name
    place.mkdir(parents=True)
    manifest = {"redline": 1, "ended": ended}
    summary = {
        "title": f"Title of {name}",
        "question": "Why <b>?",
        "answer": "The answer & more.\nWhile the assumed parameters vary, it varies.\nAnother line.",
        "digest": "ab" * 32,
        "worlds": 2000,
        "seed": 7,
        "variants": {"baseline": {"title": "Baseline", "outcomes": OUTCOMES}},
    } | more
    (place / "manifest.json").write_text(json.dumps(manifest))
    (place / "summary.json").write_text(json.dumps(summary))
    (place / "report.html").write_text("<!doctype html>")
    return place


def test_runs_are_listed_newest_first_however_deep_they_lie_with_what_tells_them_apart(tmp_path):
    made(tmp_path, "old", ended="2026-01-01T10:00:00+00:00")
    made(tmp_path, "inner/new one", ended="2026-01-03T10:00:00+00:00")
    made(tmp_path, ".hidden/no")
    (tmp_path / "link").symlink_to(made(tmp_path.parent / "outside", "run"))
    assert [one.link for one in entries(tmp_path, US_IRAN)] == ["inner/new%20one/report.html", "old/report.html"]
    page = write_gallery(tmp_path, US_IRAN).read_text()
    for shown in ("Why &lt;b&gt;?", "The answer &amp; more.", "it varies.", "2,000 worlds", "seed 7", "abababababab"):
        assert shown in page
    assert "3 January 2026" in page
    assert "Another line" not in page


def test_whatever_is_damaged_or_foreign_is_named_or_skipped_and_breaks_nothing(tmp_path):
    made(tmp_path, "good")
    (made(tmp_path, "no_summary") / "summary.json").unlink()
    (made(tmp_path, "no_page") / "report.html").unlink()
    (made(tmp_path, "cut") / "manifest.json").write_text('{"redl')
    (made(tmp_path, "binary") / "summary.json").write_bytes(b"\xff\xfe")
    made(tmp_path, "poor", variants={"baseline": {"title": "x"}})
    made(tmp_path, "none", variants={})
    (made(tmp_path, "later") / "manifest.json").write_text('{"redline": 99}')
    (made(tmp_path, "app") / "manifest.json").write_text('{"name": "of a web page"}')
    (tmp_path / "notes.html").write_text("<title>Mine</title>")
    found = {one.link.split("/")[0]: one.problem for one in entries(tmp_path, US_IRAN)}
    assert found.pop("good") == ""
    assert set(found) == {"no_summary", "no_page", "cut", "binary", "poor", "none", "later"}
    assert all(found.values())
    assert write_gallery(tmp_path, US_IRAN).read_text().count("Cannot be read") == len(found)


#: What the folders of the other kinds hold.
OTHERS = {
    "calibration": test_fits_page.FOUND,
    "rivals": test_rivals_page.FOUND,
    "backtest": test_minutes.BACKTEST
    | {"redline": 1, "scenario": {"title": "A scenario"}, "seed": 3, "ended": "2026-01-02"},
}


def other(folder, kind):
    """A folder of another kind, as far as the gallery reads it."""
    place = folder / f"x.{kind}"
    place.mkdir()
    (place / "report.html").write_text("")
    (place / f"{kind}.json").write_text(json.dumps(OTHERS[kind]))


def pair(folder, name="pair.html", before="a" * 64, after="ab" * 32):
    """The head of a page that compares two runs."""
    shares = ";".join(f"{key} {share} {share / 2}" for key, share in SHARES.items())
    given = {"page": "compare", "ended": "2026-01-02", "headline": "A changes it.", "shares": shares}
    given["pair"] = f"{before} {after}"
    metas = "".join(f'<meta name="redline-{key}" content="{text}">' for key, text in given.items())
    (folder / name).write_text(f"<html><head>{metas}<title>A &amp; B</title></head></html>")


def test_every_kind_is_listed_with_its_answer_and_a_picture(tmp_path):
    for kind in OTHERS:
        other(tmp_path, kind)
    pair(tmp_path)
    made(tmp_path, "run")
    found = {one.kind: one for one in entries(tmp_path, US_IRAN)}
    assert set(found) == set(gallery.KINDS)
    assert not [one.problem for one in found.values() if one.problem]
    assert all("<svg" in one.picture and "aria-label" in one.picture for one in found.values())
    assert all(one.headline.endswith(".") and len(one.headline.split()) <= 25 for one in found.values())
    assert found["compare"].title == "A & B" and found["compare"].pair == f"{'a' * 12} {'ab' * 6}"
    assert "30 September 2019" in found["rivals"].title
    page = write_gallery(tmp_path, US_IRAN).read_text()
    assert page.count('role="img"') == len(found) and "<theirs>" not in page


def test_a_page_whose_head_is_no_comparison_of_ours_has_no_picture(tmp_path):
    pair(tmp_path)
    whole = (tmp_path / "pair.html").read_text()
    for broken in ("war 0.4 x;", "war 0.4 7;", "war 0.4;", "peace 0.4 0.2;", '"><script>;'):
        (tmp_path / "pair.html").write_text(whole.replace("war 0.4 0.2;", broken))
        (one,) = entries(tmp_path, US_IRAN)
        assert one.picture == "" and not one.problem


def test_a_map_has_a_cell_a_point_strongest_where_the_outcome_is_commonest(tmp_path):
    shares = {(4, 5): 0.4, (4, 9): 0.2, (8, 5): 0.1, (8, 9): 0.0}
    cells = [
        {
            "at": {"united_states.force_threshold": x, "iran.strike_back": y},
            "outcomes": OUTCOMES | {"war": {"share": s}},
        }
        for (x, y), s in shares.items()
    ]
    made(tmp_path, "map", headline="war", variants={"baseline": {"title": "Baseline", "cells": cells}})
    (one,) = entries(tmp_path, US_IRAN)
    drawn = dict(re.findall(r'class="o0" fill-opacity="([\d.]+)" d="([^"]*)"', str(one.picture)))
    half, top = WIDE // 2, HIGH // 2
    assert drawn == {
        "1.0": f"M0 {top}H{half}V{HIGH}H0z",  # a low line: to the left; answered early: below
        "0.5": f"M0 0H{half}V{top}H0z",
        "0.2": f"M{half} {top}H{WIDE}V{HIGH}H{half}z",
    }
    assert "war in 40% of worlds" in one.caption and "up: Iran strike back" in one.caption


def test_a_tipping_line_is_full_where_the_outcome_is_commoner_and_pale_in_its_band(tmp_path):
    def row(value, **more):
        return {"row": value, "at": None, "low": None, "high": None, "rising": False, "status": "found"} | more

    rows = [
        row(0, at=3.0, low=2.0, high=4.0),
        row(1, at=3.0, low=2.0, high=4.0, rising=True),
        row(2, status="above"),
        row(3, status="below"),
        row(4, status="unclear"),
    ]
    line = {"outcome": "war", "share": 0.5, "searched": "united_states.force_threshold", "ends": [0, 6]}
    line |= {"rows": "united_states.agencies.spread", "variants": {"baseline": rows}}
    made(tmp_path, "line", headline="war", line=line)
    (one,) = entries(tmp_path, US_IRAN)
    drawn = re.findall(r'class="o0"( fill-opacity=".4")? d="M(\d+) (\d+)H(\d+)V', str(one.picture))
    unit, high = WIDE // 6, HIGH // 5
    assert [(bool(pale), int(x) // unit, int(y) // high, int(end) // unit) for pale, x, y, end in drawn] == [
        (False, 0, 0, 2),
        (True, 2, 0, 4),
        (False, 4, 1, 6),
        (True, 2, 1, 4),
        (False, 0, 2, 6),
        (True, 0, 4, 6),
    ]
    assert "more than 50% of worlds" in one.caption


def test_intervals_are_drawn_to_scale_and_cut_at_the_edges():
    drawn = str(pictures.intervals([(0.25, 0.5, 0.75), (-1.0, 0.0, 2.0)], "Said.", 0.5))
    assert f'class="p-base" d="M{WIDE / 2} 0' in drawn and f"M{WIDE / 4} 30.0H{WIDE * 3 / 4}" in drawn
    assert f"M0.0 90.0H{WIDE:.1f}" in drawn and "p-track" not in drawn


def test_the_picture_shows_the_shares_themselves():
    variants = {"baseline": {"title": "Baseline", "outcomes": OUTCOMES}}
    drawn = re.findall(r'class="(o\d)" d="M(\d+) 0H(\d+)', str(thumbnail(variants, US_IRAN.outcomes)))
    widths = [(name, (int(end) - int(start)) / WIDE) for name, start, end in drawn]
    assert widths == [("o0", 0.4), ("o3", 0.25), ("o4", 0.1), ("o6", 0.25)]
    cells = [{"at": {"a": at}, "outcomes": OUTCOMES} for at in range(4)]
    swept = str(thumbnail({"baseline": {"title": "Baseline", "cells": cells}}, US_IRAN.outcomes))
    columns = re.search('class="o0" d="([^"]*)"', swept)[1]
    assert columns.count("M") == 4
    assert re.match(rf"M0 {HIGH - round(HIGH * 0.4)}H60V{HIGH}H0z", columns)
    assert "war 40%" in swept


def test_a_page_that_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "index.html").write_text("<title>My site</title>")
    with pytest.raises(NotOurs, match="left alone"):
        write_gallery(tmp_path, US_IRAN)
    assert (tmp_path / "index.html").read_text() == "<title>My site</title>"


def test_a_result_that_another_process_finishes_while_the_page_is_written_is_not_lost(tmp_path, monkeypatch):
    made(tmp_path, "first")
    plain = gallery.write

    def slow(path, text):
        plain(path, text)
        if not (tmp_path / "second").exists():
            made(tmp_path, "second")

    monkeypatch.setattr(gallery, "write", slow)
    assert "Title of second" in write_gallery(tmp_path, US_IRAN).read_text()


def test_galleries_above_are_kept_up_and_none_is_made_there(tmp_path):
    top = tmp_path / "reports"
    made(top, "one")
    write_gallery(top, US_IRAN)
    made(top / "lower", "two")
    assert refresh(top / "lower", US_IRAN) == [top / "lower" / "index.html", top / "index.html"]
    assert "Title of two" in (top / "index.html").read_text()
    assert not (tmp_path / "index.html").exists()


def test_two_hundred_runs_are_no_more_work_each_than_fifty_and_fifty_are_light(tmp_path):
    for at in range(50):
        made(tmp_path, f"a{at}")
    assert write_gallery(tmp_path, US_IRAN).stat().st_size < 200_000
    fifty = calls(lambda: write_gallery(tmp_path, US_IRAN))
    for at in range(150):
        made(tmp_path, f"b{at}")
    assert fifty < 50 * 2000  # about 1,300 a run
    assert calls(lambda: write_gallery(tmp_path, US_IRAN)) < 4.2 * fifty
