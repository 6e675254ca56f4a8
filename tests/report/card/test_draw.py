"""Cards as drawn: their size, their words and numbers, and that no words break or overflow them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.answer import ignorance
from sim.report.card import cite, draw, picture
from sim.report.card.content import CAVEAT, SHORT, card
from tests.report import synthetic
from tests.report.png import pixels, size
from tests.report.test_sections import drawn as with_draws

pypdf = pytest.importorskip("pypdf")
if not draw.available():
    pytest.skip("no Typst for this platform", allow_module_level=True)

LONG = "Would " + "an answer by force, at once and in public, " * 12 + "have taught restraint?"
HARD = "quotes \" ' $x$ #let a = 1 @misc <b> {braces} \\ *bold* _it_ `code` [link] // /* = - + ~ %"
AXES = {"united_states.force_threshold": (4.0, 6.0, 8.0), "iran.boldness": (0.1, 0.5, 0.9)}
EIGHT = {
    "baseline" if not at else f"bold_{at}": synthetic.variant(
        f"Iran is bold to degree {at}", iran__belief__drift=at / 40
    )
    for at in range(8)
}
KINDS = {
    "compared": lambda: with_draws(),
    "swept": lambda: synthetic.swept(30),
    "crossed": lambda: synthetic.compared(20, axes=AXES, variants={"baseline": synthetic.variant("Maximum pressure")}),
    "single": lambda: synthetic.single(50),
    "many": lambda: synthetic.compared(20, axes=dict([next(iter(AXES.items()))]), variants=EIGHT),
    "factored": lambda: synthetic.factored(20),
}


@pytest.fixture(scope="module")
def made():
    """The card of a kind of run, made once."""
    kept = {}

    def of(name):
        if name not in kept:
            results = KINDS[name]()
            kept[name] = (results, card(results))
        return kept[name]

    return of


def words(pdf: bytes) -> tuple[int, str]:
    """Pages, and the words as one line in which nothing is broken or hyphenated."""
    read = pypdf.PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in read.pages)
    return len(read.pages), squeezed(text)


def squeezed(text: str) -> str:
    """Without spaces and breaks, which a layout adds and takes."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


@pytest.mark.parametrize(("shape", "wanted"), [("card", (1200, 630)), ("slide", (1920, 1080))])
def test_a_picture_has_the_size_that_links_and_slides_ask_for(made, shape, wanted):
    assert size(draw.draw(made("compared")[1], shape)) == wanted


@pytest.mark.parametrize("name", KINDS)
def test_question_answer_caveat_and_stamp_stand_on_one_page_whole(made, name):
    results, found = made(name)
    pages, said = words(draw.draw(found, "card", "pdf"))
    assert pages == 1
    for line in (results.scenario.question, found.answer, CAVEAT, f"digest {results.digest[:SHORT]}"):
        assert squeezed(line) in said, line


def test_the_page_of_a4_says_besides_how_sure_it_is_and_how_to_cite(made):
    results, found = made("compared")
    pages, said = words(draw.draw(found, "pdf", "pdf"))
    assert pages == 1
    for line in (results.scenario.title, found.base_rate, results.digest, cite.text(results)):
        assert squeezed(line) in said, line
    assert {"How sure", "Does it hold?", "Cite"} <= {name for name, _ in found.more}


def test_numbers_of_the_picture_are_those_of_the_results(made):
    results, found = made("compared")
    war = results.scenario.headline
    for panel, variant in zip(
        found.picture["panels"], dict.fromkeys((results.variants[0], results.scenario.asks)), strict=True
    ):
        worlds = results.tables.table.query("variant == @variant")
        share = (worlds["outcome"] == war).mean()
        assert panel["share"] == share and panel["number"] == f"{100 * share:.0f}"
        assert panel["marks"].count(war) == pytest.approx(100 * share, abs=1) and len(panel["marks"]) == 100
        assert panel["luck"][0] < share < panel["luck"][1]
        assert panel["assumed"] == list(results.assumption_range(variant, war))


@pytest.mark.parametrize(
    ("split", "shown"),
    [
        (ignorance.Split(0.1, 0.06, 0.84), {"Choices": 0.1, "Unknowns, sampled": 0.06, "Luck": 0.84}),
        (None, {"Choices": 0.1, "Unknowns and luck": 0.9}),
    ],
)
def test_what_decides_is_drawn_in_its_parts(made, monkeypatch, split, shown):
    results, _ = made("single")
    monkeypatch.setattr(ignorance, "split", lambda *_: split)
    monkeypatch.setattr(ignorance, "choices", lambda *_: 0.1)
    found = picture._parts(results, picture._decides(results, "baseline"))
    assert {one["title"]: one["part"] for one in found["parts"]} == pytest.approx(shown)
    assert [one["says"] for one in found["parts"]] == [ignorance.percent(part) for part in shown.values()]
    assert words(draw.draw(replace(made("single")[1], picture=found), "card", "pdf"))[0] == 1


def test_all_factors_together_are_called_as_in_the_answer(made):
    _, found = made("factored")
    title = found.picture["panels"][1]["title"]
    assert title == "With all factors on" and found.answer.startswith(f"{title}: ")


def test_a_swept_run_is_drawn_as_the_response_that_it_has(made):
    results, found = made("swept")
    rows = results.outcomes
    rows = rows[(rows["variant"] == results.variants[0]) & (rows["outcome"] == results.scenario.headline)]
    line = found.picture["series"][0]["line"]
    assert len(line) == len(rows) == 9
    heights = np.array([y for _, y in line])
    assert heights / heights.max() == pytest.approx((rows["share"] / rows["share"].max()).to_numpy())
    assert [x for x, _ in line] == sorted(x for x, _ in line)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in line)


def test_a_map_has_a_cell_for_every_point_each_with_its_share(made):
    results, found = made("crossed")
    assert found.picture["kind"] == "map"
    rows = results.outcomes.query("outcome == @results.scenario.headline")
    shares = {(one["x"], one["y"]): one["text"] for one in found.picture["cells"]}
    assert len(shares) == 9 and sorted(map(int, shares.values())) == sorted(
        int(f"{100 * share:.0f}") for share in rows["share"]
    )


@pytest.mark.parametrize("shape", draw.SHAPES)
@pytest.mark.parametrize(
    ("title", "question", "answer"),
    [
        ("T " + LONG, LONG, " ".join(["incomprehensibilities"] * 25) + "."),
        ("X" * 300, "W" * 600, "M" * 200),
        (HARD, f"line one\n{HARD}", HARD),
        ("", "", "War."),
    ],
    ids=["long", "unbroken", "hard", "bare"],
)
def test_no_words_overflow_a_card_or_mean_anything_to_the_typesetter(made, shape, title, question, answer, monkeypatch):
    found = replace(made("compared")[1], title=title, question=question, answer=answer)
    pages, said = words(draw.draw(found, shape, "pdf"))
    assert pages == 1
    if "#let" in answer:
        assert squeezed(answer) in said, "letter for letter"
    monkeypatch.setitem(draw.SHAPES, shape, replace(draw.SHAPES[shape], pixels=0.25))
    edge = int(draw.SHAPES[shape].margin / 4) - 1
    seen = (pixels(draw.draw(found, shape))[..., :3] < 255).any(axis=2)
    assert seen.any()
    assert not (seen[:edge].any() or seen[-edge:].any() or seen[:, :edge].any() or seen[:, -edge:].any())


def test_letters_of_other_scripts_are_told_of_where_no_font_has_them(made, monkeypatch):
    whole = draw._compile
    monkeypatch.setattr(draw, "_compile", lambda **asked: whole(**asked | {"ignore_system_fonts": True}))
    found = replace(made("single")[1], question="战争 will it be?")
    with pytest.warns(draw.Boxes, match="战"):
        assert words(draw.draw(found, "card", "pdf"))[0] == 1


@pytest.mark.parametrize(("title", "system"), [("Where does it lead?", False), ("به کجا می‌رود؟", True)])
def test_fonts_of_the_system_are_asked_only_where_those_brought_along_do_not_do(made, monkeypatch, title, system):
    whole, asked = draw._compile, []
    monkeypatch.setattr(draw, "_compile", lambda **given: asked.append(given) or whole(**given))
    draw.draw(replace(made("single")[1], title=title), "slide", "png")
    assert {not one["ignore_system_fonts"] for one in asked} == {system}


def test_an_accessible_document_is_titled_tagged_and_described(made):
    results, found = made("single")
    read = pypdf.PdfReader(io.BytesIO(draw.draw(found, "pdf", "pdf")))
    assert read.metadata.title == results.scenario.title and read.metadata.author == "redline 0.1.0"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    svg = draw.draw(replace(found, title="<b>&"), "card", "svg").decode()
    assert "<title>&lt;b&gt;&amp;</title>" in svg and 'role="img"' in svg.partition(">")[0]


def test_every_word_of_the_drawing_is_plain_data(made):
    for name in KINDS:
        assert json.loads(json.dumps(made(name)[1].as_dict()))["alt"] == made(name)[1].alt


def test_a_card_is_written_whole_or_not_at_all(made, tmp_path, monkeypatch):
    results, _ = made("single")
    path = tmp_path / "new" / "card.svg"
    assert draw.write(results, path) == path
    before = path.read_bytes()

    def broken(**_):
        raise draw.NoCards("the card could not be drawn: no room")

    monkeypatch.setattr(draw, "_compile", broken)
    with pytest.raises(draw.NoCards, match="no room"):
        draw.write(results, path)
    assert path.read_bytes() == before and [one.name for one in path.parent.iterdir()] == ["card.svg"]


@pytest.mark.parametrize(("name", "shape"), [("card.gif", "card"), ("card", "card"), ("card.png", "poster")])
def test_other_endings_and_shapes_are_refused(made, tmp_path, name, shape):
    with pytest.raises(ValueError, match=r"\.png, \.svg, \.pdf, as one of card, slide, pdf"):
        draw.write(made("single")[0], tmp_path / name, shape)
    assert not list(tmp_path.iterdir())
