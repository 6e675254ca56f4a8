"""The page is brief until it is unfolded, explains its terms, draws the ladder once and says how to use it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from sim.crisis.us_iran import US_IRAN
from sim.report import terms
from sim.report.figures import doubts
from sim.report.page import brief_of, render, sections_of
from sim.report.parts import Group, Section, Turn
from sim.report.sections import holds, timing, use
from sim.report.terms import ladder, marked
from tests.report import synthetic
from tests.report.test_another_crisis import WIDER
from tests.report.test_sections import drawn


class Outline(HTMLParser):
    """Sections with the folds they stand in, and the accessible name of every summary."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.within: dict[str, list[str]] = {}
        self.names: list[str] = []
        self.summary: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "details":
            self.open.append(found.get("class") or "")
        elif tag == "section":
            self.within[found["id"]] = list(self.open)
        elif tag == "summary":
            self.summary, self.label = [], found.get("aria-label")

    def handle_endtag(self, tag):
        if tag == "details":
            self.open.pop()
        elif tag == "summary":
            self.names.append(self.label or " ".join("".join(self.summary).split()))
            self.summary = None

    def handle_data(self, data):
        if self.summary is not None:
            self.summary.append(data)


@pytest.fixture(scope="module")
def results():
    return drawn()


@pytest.fixture(scope="module")
def html(results):
    return render(results)


def test_answer_worlds_changes_doubts_and_use_stand_first_and_the_rest_in_one_fold(results, html):
    outline = Outline(html)
    keys = [section.key for section in sections_of(results)]
    first = ["answer", "worlds", "changes", "holds", "one_world", "use"]
    assert [key for key, within in outline.within.items() if not within] == first
    assert {key: within for key, within in outline.within.items() if within} == {
        key: ["full"] for key in keys if key not in first
    }
    links = re.findall(r'href="#(\w+)"', html[html.index("<nav") : html.index("</nav>")])
    assert links == [*first, "full", *(key for key in keys if key not in first)]


def test_what_changes_is_the_response_where_a_parameter_is_swept():
    assert brief_of(list(sections_of(synthetic.swept(30)))) >= {"answer", "worlds", "response"}
    assert "changes" not in brief_of(list(sections_of(synthetic.swept(30))))


def test_every_fold_has_a_name_of_its_own(html):
    names = Outline(html).names
    twice = [name for name, many in Counter(names).items() if many > 1]
    assert len(names) > 20 and twice == []


def test_no_rule_parameter_or_command_stands_on_what_a_reader_sees_first(results):
    """Names in the model's code belong to modellers and to the table of parameters."""
    code = re.compile(
        r"\b(?:united_states|iran|proxies|mediators)\.\w+|\b[A-Z]\w+\.[a-z_]+\b|redline \w+ RUN|\bevent \d"
    )
    for section in sections_of(results):
        if section.key in ("parameters", "method"):
            continue
        said = [section.title, section.subtitle, *section.notes]
        for group in section.groups:
            said += [group.title, group.subtitle, group.turns_title, *group.said, *group.turns_notes]
            said += [turn.words for turn in group.turns]
            said += [cell for row in group.facts.rows for cell in row] if group.facts else []
        assert [text for text in said if code.search(text)] == [], section.key


def test_a_term_is_explained_once_in_a_section_and_hostile_text_stays_text():
    said = ("A rung and a rung; War <b>", "the war's end")
    (section,) = marked([Section("a", "A", "Rung", subtitle=said[0], notes=(said[1],))], terms.terms(US_IRAN))
    assert section.title == "Rung"
    assert section.subtitle.count('popovertarget="term-rung"') == 1
    assert section.subtitle.count('popovertarget="term-end-war"') == 1
    assert "&lt;b&gt;" in section.subtitle and "<b>" not in section.subtitle
    assert section.notes == (said[1],), "it was explained above"


def test_every_term_that_is_marked_has_its_meaning_on_the_page(html):
    asked = set(re.findall(r'popovertarget="([^"]+)"', html))
    there = set(re.findall(r'<div popover class="meaning" id="([^"]+)"', html))
    assert {"term-rung", "term-setting", "term-end-limited_force"} <= asked <= there
    assert html.count("Iran accepts terms that meet") >= 2, "in its meaning and in the glossary"


def test_terms_and_ladder_are_those_that_a_crisis_declares():
    assert "Nobody fires for a month." in {one.meaning for one in terms.terms(WIDER)}
    short = replace(US_IRAN, rungs=(*US_IRAN.rungs[:10], ("the end", "Nothing is left.")))
    chain = Group((), turns=(Turn("1 May", "An act, rung 3.0."),))
    section = Section("why", "Why", "Because", groups=(chain,))
    found = ladder(short, [Section("first", "First", "No step of it"), section])
    assert found.key == "why"
    assert [(one.at, one.kind) for one in found.rungs[:5]] == [
        (10, "top"),
        (9, "force"),
        (8, "force"),
        (7, "force"),
        (6, "force"),
    ]
    assert found.rungs[0].name == "the end" and {one.kind for one in found.rungs[5:]} == {""}
    assert ladder(short, [Section("first", "First", "No step of it")]) is None


def test_the_ladder_is_drawn_once(html):
    assert html.count('<figure class="ladder">') == 1


def test_settings_are_drawn_as_full_as_their_share_the_fullest_first(results):
    shown = holds.section(results).data["doubts"]
    assert [one.title for one in shown] == [results.title_of(name) for name in results.variants]
    shares = results.assumed_shares(results.variants[0], "war")
    assert shown[0].marks == tuple(sorted(shares, reverse=True)) and len(shares) == 12
    assert shown[0].full.startswith(f"M0.06 {0.94 - 0.88 * shares.max():.3f}h.88v{0.88 * shares.max():.3f}")
    assert shown[0].edges.count("M") == 12 and "12 settings" in shown[0].alt


def test_beside_a_lone_variants_settings_stand_its_worlds_drawn_alike(results):
    alone = drawn(variants=1)
    luck, assumed = doubts.doubts(alone)
    row = alone.outcomes[alone.outcomes["outcome"] == "war"].iloc[0]
    assert len(luck.marks) == 100 and sum(luck.marks) == round(100 * row["share"])
    assert len(assumed.marks) == 12


def test_of_many_settings_a_hundred_are_drawn_at_even_places():
    thinned = doubts._thinned(np.arange(1000.0)[::-1])
    assert len(thinned) == 100 and set(np.diff(thinned)) == {-10.0}


def test_responsible_use_is_short_and_tells_what_was_left_out_and_missed(results):
    bare = use.section(results)
    told = use.with_misses([bare, Section("history", "History", "", data={"missed": "4 of 34 facts are missed."})])[0]
    lines = dict(told.data["lines"])
    assert lines["Left out"] == US_IRAN.left_out and lines["Misses"] == "4 of 34 facts are missed."
    assert use.with_misses([bare]) == [bare]
    assert len(" ".join(map(" ".join, told.data["lines"])).split()) <= 120
    assert "Left out" not in dict(use.section(Nothing()).data["lines"])


class Nothing:
    """A run of a crisis that does not say what it leaves out."""

    crisis = replace(US_IRAN, left_out="")


def test_when_half_of_the_wars_have_come_is_said_with_an_interval_or_not_at_all(results):
    many = synthetic.single(400)
    title, worlds = timing.section(many).title, many.worlds_of(0)
    days = np.sort(worlds.loc[worlds["outcome"] == "war", "day"])
    assert re.fullmatch(rf"Half of {len(days)} wars come by .* \(95% interval .* to .*\)", title)
    assert timing._ranks(100) == (39, 60), "the 40th and the 61st of a hundred"
    few = timing.section(synthetic.single(30)).title
    assert few.startswith("Too few worlds end in war (")
