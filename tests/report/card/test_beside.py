"""What a link to a page shows: the tags in its head, escaped, and the picture beside it."""

from __future__ import annotations

import warnings
from html.parser import HTMLParser

import pytest

from sim.report import build
from sim.report.card import beside, draw
from sim.report.card.beside import Image, is_address, tags
from sim.report.card.content import CAVEAT
from sim.report.page import page
from sim.report.parts import Section
from sim.report.sections import answer
from tests.report import synthetic

IMAGE = Image("card.png", "A picture of 12 in 100.")


class Head(HTMLParser):
    """The meta elements of a page, by name."""

    def __init__(self, html: str):
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        for kind in ("name", "property"):
            if tag == "meta" and kind in said:
                self.found[said[kind]] = (kind, said["content"])


def test_without_an_address_the_picture_is_named_beside_the_page():
    found = tags("Title", "12 in 100 worlds end in war.", IMAGE, "")
    assert found["og:image"] == "card.png" and "og:url" not in found
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == IMAGE.alt and found["twitter:card"] == "summary_large_image"
    assert found["description"] == found["og:description"] == f"12 in 100 worlds end in war. {CAVEAT}"


@pytest.mark.parametrize(
    ("url", "picture"),
    [
        ("https://example.org/war/report.html", "https://example.org/war/a%20b%22.png"),
        ("https://example.org/war/", "https://example.org/war/a%20b%22.png"),
        ("https://example.org", "https://example.org/a%20b%22.png"),
    ],
)
def test_with_an_address_both_are_whole_addresses(url, picture):
    found = tags("Title", "Answer.", Image('a b".png', "Words"), url)
    assert found["og:url"] == url
    assert found["og:image"] == picture


def test_without_a_picture_none_is_promised():
    found = tags("Title", "Answer.", None, "https://example.org/a.html")
    assert found["twitter:card"] == "summary" and not [name for name in found if name.startswith("og:image")]


def test_a_long_answer_keeps_its_caveat():
    said = beside.described("very long words " * 40)
    assert said.endswith(CAVEAT) and len(said) <= beside.LONGEST + 2


BAD = ["ftp://a.b/c", "report.html", "https://", "https://a b/c", "https://a.b/?q", "http://[", "https://a.b/#x"]


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_address_of_a_page_is_none(bad):
    assert not is_address(bad)


def test_hostile_words_reach_the_head_letter_for_letter_and_open_no_element():
    meta = tags(synthetic.HOSTILE, "Answer.", Image("card.png", synthetic.HOSTILE), "https://example.org/a\"'<x>&b")
    section = Section(key="a", nav="A", title="T", layout="lines", data={"lines": []})
    html = page("report", "T", "", [section], ended="", meta=meta)
    found = Head(html).found
    assert found["og:title"] == ("property", " ".join(synthetic.HOSTILE.split()))
    assert found["og:image:alt"][1] == " ".join(synthetic.HOSTILE.split())
    assert found["twitter:card"] == ("name", "summary_large_image")
    assert "<img src=x" not in html


def test_a_page_whose_card_cannot_be_drawn_is_written_all_the_same(tmp_path, monkeypatch):
    def broken(*_):
        raise draw.NoCards("the card could not be drawn: no room")

    monkeypatch.setattr(draw, "available", lambda: True)
    monkeypatch.setattr(draw, "draw", broken)
    monkeypatch.setattr("sim.report.page.sections_of", lambda results: iter([answer.section(results)]))
    with pytest.warns(draw.NotDrawn, match="no room"):
        build(synthetic.single(30), tmp_path / "report.html", preview=True)
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
    assert "og:image" not in (tmp_path / "report.html").read_text()


def test_without_typst_a_page_has_no_card_and_nobody_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "find_spec", lambda _: None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert beside.put_beside(synthetic.single(30), tmp_path / "report.html") is None
    assert not list(tmp_path.iterdir())


def test_the_card_is_named_after_a_page_of_its_own_name(tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "available", lambda: True)
    monkeypatch.setattr(draw, "draw", lambda card: b"drawn")
    assert beside.put_beside(synthetic.single(30), tmp_path / "report.html").name == "card.png"
    assert beside.put_beside(synthetic.single(30), tmp_path / "mine.html").name == "mine.card.png"
    assert (tmp_path / "mine.card.png").read_bytes() == b"drawn"
