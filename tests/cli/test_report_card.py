"""``redline report --format card|slide|pdf|bibtex`` and ``--url``: what is written where, and what is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct

import pytest

from sim.cli import main
from sim.report.card import draw
from tests.conftest import TINY

needs_typst = pytest.mark.skipif(not draw.available(), reason="no Typst for this platform")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A finished run; tests copy it."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "tiny.yaml").write_text(TINY)
    assert main(["run", str(folder / "tiny.yaml"), "-q", "-o", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture
def out(saved, tmp_path, monkeypatch):
    shutil.copytree(saved, tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "out"


def size(path):
    return struct.unpack(">II", path.read_bytes()[16:24])


@needs_typst
def test_a_run_has_its_card_and_its_page_names_it(saved):
    assert size(saved / "tiny" / "card.png") == (1200, 630)
    assert '<meta property="og:image" content="card.png">' in (saved / "tiny" / "report.html").read_text()


@needs_typst
def test_each_shape_goes_to_its_place_and_the_manifest_knows_the_run_s_own(out, capsys):
    (out / "tiny" / "card.png").write_bytes(b"spoilt")
    for how, path in (("card", "out/tiny/card.png"), ("slide", "out/tiny.slide.png"), ("pdf", "out/tiny.pdf")):
        assert main(["report", "out/tiny", "--format", how]) == 0
        assert capsys.readouterr().out.strip().endswith(path)
    assert size(out / "tiny.slide.png") == (1920, 1080)
    assert (out / "tiny.pdf").read_bytes().startswith(b"%PDF-")
    pages = json.loads((out / "tiny" / "manifest.json").read_text())["pages"]
    assert pages["card.png"] == hashlib.sha256((out / "tiny" / "card.png").read_bytes()).hexdigest()
    assert main(["report", "out/tiny", "--format", "card", "-o", "mine.svg"]) == 0
    assert (out.parent / "mine.svg").read_text().startswith("<svg")


@needs_typst
def test_an_address_makes_the_picture_s_a_whole_one(out):
    assert main(["report", "out/tiny", "-q", "--url", "https://example.org/war/report.html"]) == 0
    page = (out / "tiny" / "report.html").read_text()
    assert '<meta property="og:image" content="https://example.org/war/card.png">' in page
    assert '<meta property="og:url" content="https://example.org/war/report.html">' in page


def test_a_reference_goes_to_the_screen_or_to_a_file(out, capsys):
    assert main(["report", "out/tiny", "--format", "bibtex"]) == 0
    said = capsys.readouterr().out
    digest = json.loads((out / "tiny" / "manifest.json").read_text())["digest"]
    assert said.startswith(f"@misc{{redline-tiny-{digest[:8]},") and digest in said
    assert main(["report", "out/tiny", "--format", "bibtex", "-o", "run.bib"]) == 0
    assert (out.parent / "run.bib").read_text() == said


@pytest.mark.parametrize("how", ["card", "slide", "pdf"])
def test_without_typst_one_sentence_says_what_is_missing(out, how, monkeypatch, capsys):
    monkeypatch.setattr(draw, "find_spec", lambda _: None)
    assert main(["report", "out/tiny", "--format", how, "-o", "x.png"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "pip install typst" in said
    assert not (out.parent / "x.png").exists()


def test_what_typst_cannot_draw_leaves_the_earlier_file(out, monkeypatch, capsys):
    def broken(*_):
        raise draw.NoCards("the card could not be drawn: no room")

    (out / "tiny" / "card.png").write_bytes(b"earlier")
    monkeypatch.setattr(draw, "available", lambda: True)
    monkeypatch.setattr(draw, "draw", broken)
    assert main(["report", "out/tiny", "--format", "card"]) == 2
    assert "no room" in capsys.readouterr().err
    assert (out / "tiny" / "card.png").read_bytes() == b"earlier"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--format", "card", "-o", "x.gif"], ".png, .svg or .pdf"),
        (["--format", "md", "--url", "https://example.org/"], "--url is for the page"),
        (["--url", "example.org"], "is no address of a page"),
        (["--format", "bibtex", "--open"], "--open needs a file"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(out, given, said, monkeypatch, capsys):
    monkeypatch.setattr(draw, "available", lambda: True)
    before = {path: path.stat().st_mtime_ns for path in out.parent.rglob("*")}
    assert main(["report", "out/tiny", *given]) == 2
    assert said in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in out.parent.rglob("*")} == before
