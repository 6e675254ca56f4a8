"""The gallery: lists all results, newest first, bears what is damaged or foreign, and never loses an entry."""

from __future__ import annotations

import json
import re

import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report.pages import gallery
from sim.report.pages.gallery import NotOurs, entries, refresh, write_gallery
from sim.report.pages.thumbnail import HIGH, WIDE, thumbnail
from tests.conftest import calls

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


def test_the_other_kinds_and_pages_of_two_runs_are_listed_too(tmp_path):
    said = {"finding": "It says little", "head": "No clear difference", "figures": "Skill 0", "limits": []}
    told = {"redline": 1, "scenario": {"title": "A scenario"}, "seed": 3, "draws": 500, "said": said}
    kinds = {"calibration": {"until": "2019-09-30"}, "rivals": {"until": "2019-09-30"}, "backtest": {}}
    for kind, more in kinds.items():
        (tmp_path / f"x.{kind}").mkdir()
        (tmp_path / f"x.{kind}" / "report.html").write_text("")
        (tmp_path / f"x.{kind}" / f"{kind}.json").write_text(
            json.dumps(told | more | ({"origins": ["2019-01-01", "2019-09-01"]} if kind == "backtest" else {}))
        )
    head = '<meta name="redline-page" content="compare"><meta name="redline-ended" content="2026-01-02">'
    (tmp_path / "pair.html").write_text(f"<html><head>{head}<title>A &amp; B</title></head></html>")
    found = {one.kind: one for one in entries(tmp_path, US_IRAN)}
    assert set(found) == {"calibration", "rivals", "backtest", "compare"}
    assert not [one.problem for one in found.values() if one.problem]
    assert found["compare"].title == "A & B"
    assert "30 September 2019" in found["rivals"].title


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
