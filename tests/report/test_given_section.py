"""The section given what happened, and the brief: both answers, what is rare about the record, what variants change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.analyses.compare.runs import compare
from sim.analyses.condition.given import agreeing, changed, conditional
from sim.report.card import cite, picture
from sim.report.pages.brief import brief
from sim.report.sections import answer, given, worlds
from sim.words import frequency
from tests.analyses.condition.test_given import otherwise, results  # noqa: F401 - the same run


@pytest.fixture(scope="module")
def section(results):  # noqa: F811
    return given.section(results)


def test_its_heading_has_the_share_and_the_range_without_and_given_the_record(section, results):  # noqa: F811
    late = conditional(results)[-1]
    share, before = (frequency.number(one) for one in (late.share, late.before))
    after, wide = (frequency.between(*one) for one in (late.over.after, late.over.before))
    assert section.title == (
        f"Given 2 stated facts until 10 June 2019: a standoff {share} instead of {before} in 100; "
        f"in nine settings of ten {after} instead of {wide} in 100"
    )


def test_the_figure_has_a_row_without_the_record_and_one_for_each_day(section, results):  # noqa: F811
    chart = section.groups[0].charts[0]
    ranges, _, luck, dots = chart.figure["data"]
    early, late = conditional(results)
    assert dots["y"] == [2, 1, 0]
    assert dots["x"] == pytest.approx([100 * one for one in (late.before, early.share, late.share)], abs=0.01)
    assert luck["x"][6:8] == pytest.approx([100 * late.low, 100 * late.high], abs=0.01)
    assert ranges["x"][3:5] == pytest.approx([100 * end for end in early.over.after], abs=0.01)
    assert "Given no American force until 20 May 2019: " in chart.alt and "Whatever happened" in chart.alt


def test_the_table_of_what_is_known_counts_worlds_by_part_and_day(section, results):  # noqa: F811
    facts = section.groups[1].facts
    assert [column.title for column in facts.columns] == ["What is known", "Until 20 May 2019", "Until 10 June 2019"]
    named = {row[0]: list(row[1:]) for row in facts.rows}
    lived = results.worlds_of(0)
    early, late = (agreeing(results, one).sum() for one in results.scenario.conditions)
    assert named["All of it"] == [str(early), str(late)]
    exports = "Oil exports on 1 June 2019: 0 to 3 (million barrels a day)"
    assert named[exports] == ["", str((lived["exports on 2019-06-01"] <= 3).sum())]  # not known in May
    assert int(named["No American force"][1]) >= late


def test_two_facts_of_one_count_have_a_row_each(results):  # noqa: F811
    early, late = results.scenario.conditions
    some = replace(late.clauses[0], low=1, high=40)
    scenario = replace(results.scenario, conditions=(early, replace(late, clauses=(*late.clauses, some))))
    names = ("tables", "manifest", "catalogue", "claims")
    other = sim.api.Results(scenario=scenario, **{name: getattr(results, name) for name in names})
    rows = {row[0]: list(row[1:]) for row in given.section(other).groups[1].facts.rows}
    struck = (results.worlds_of(0)[some.name] > 0).sum()
    assert rows["Uses of force: 1 to 40"] == ["", str(struck)]
    assert rows["No American force"][1] == str(150 - struck)


def test_what_variants_change_is_told_for_each_day(section, results):  # noqa: F811
    rows = section.groups[2].facts.rows
    assert [(row[0], row[1]) for row in rows[:2]] == [("A line at 2", "20 May 2019"), ("A line at 2", "10 June 2019")]
    found = changed(results, results.scenario.conditions[-1], "firm", "standoff")
    assert frequency.points(found.difference.difference).lstrip("+-") in rows[1][2]


def test_the_brief_tells_both(results):  # noqa: F811
    text = brief(results)
    assert (
        "**Answer.** Given 2 stated facts until 10 June 2019" in text and "\n\nWithout that: the standoff lasts" in text
    )
    assert "**Given what happened.** Given no American force until 20 May 2019: a standoff in about" in text


def test_given_a_record_the_worlds_that_agree_stand_beside_all(results):  # noqa: F811
    found = picture.hundreds(results, results.variants[:1])
    late = conditional(results)[-1]
    before, after = found["panels"]
    assert before["title"] == "All worlds" and after["title"].startswith("Given ")
    assert (before["share"], after["share"]) == (late.before, late.share) and late.before != late.share
    assert after["luck"] == [late.low, late.high]
    assert after["marks"].count(late.outcome) == pytest.approx(100 * late.share, abs=1)
    pair = picture.hundreds(results, results.variants[:2])
    second = conditional(results, variant=results.variants[1])[-1]
    assert [one["share"] for one in pair["panels"]] == [late.share, second.share]
    assert "given" in pair["alt"]


KNOWN = "given 2 stated facts until 10 June 2019"


def test_the_first_figure_and_its_table_have_the_answer_given_the_record_before_that_of_all_worlds(results):  # noqa: F811
    section = answer.section(results)
    late = [conditional(results, "standoff", name)[-1] for name in results.variants]
    first, second, third, *others = section.data["rows"]
    assert [one.name for one in (first, second)] == [f"Baseline, {KNOWN}", f"A line at 2, {KNOWN}"]
    assert [one.dots[0].at for one in (first, second, third)] == [100 * one.share for one in late]
    assert first.dots[0].low == 100 * late[0].low and first.assumed == tuple(100 * end for end in late[0].over.after)
    assert [one.name for one in others] == [f"{results.title_of(name)}, all worlds" for name in results.variants]
    assert others[0].dots[0].at == pytest.approx(100 * late[0].before)
    assert section.data["table"].rows[0][2:5] == [str(late[0].count), str(late[0].agree), f"{late[0].share:.1%}"]


def test_the_hundred_worlds_are_among_those_that_agree(results):  # noqa: F811
    section = worlds.section(results)
    late = conditional(results, "standoff")[-1]
    drawn, agree = section.data["shown"][0], np.flatnonzero(agreeing(results, results.scenario.conditions[-1]))
    assert set(drawn.worlds) <= set(agree) and drawn.title == f"Baseline, {KNOWN}"
    assert drawn.marks.count("standoff") == pytest.approx(100 * late.share, abs=1)
    assert section.title.endswith(KNOWN) and f"{100 * late.share:.0f} in 100 worlds" in section.title


def test_the_table_of_the_brief_begins_with_what_is_given_and_rounds_as_its_sentences_do(results):  # noqa: F811
    late = conditional(results, "standoff")[-1]
    rows = [line for line in brief(results).splitlines() if line.startswith("| ")]
    said = f"{frequency.number(late.share)}% ({frequency.between(late.low, late.high)})"
    assert rows[1].startswith(f"| Baseline, {KNOWN} |") and said in rows[1]
    assert [row.split(" |")[0] for row in rows[4:]] == [f"| {results.title_of(name)}" for name in results.variants]
    assert f"of the {late.agree} that agree where something is given" in brief(results)


def test_a_digest_is_cited_with_what_selects_among_its_worlds(results):  # noqa: F811
    known = (
        "no American force; oil exports on 1 June 2019: 0 to 3 (million barrels a day) until 20 May 2019 and "
        "10 June 2019"
    )
    assert f"digest {results.digest}, given {known}" in cite.text(results)
    assert f"given {known}" in cite.bibtex(results) and f"-{results.scenario.digest[:8]}-" in cite.bibtex(results)
    assert f"digest {results.digest[:16]}, given no American force; oil exports" in brief(results)
    bare = otherwise(results, conditions=())
    assert cite.bibtex(bare).splitlines()[0] != cite.bibtex(results).splitlines()[0]
    assert f"digest {results.digest}." in cite.text(bare)


def test_two_runs_of_other_conditions_differ_in_words(results):  # noqa: F811
    other = otherwise(results, conditions=())
    object.__setattr__(other.scenario, "values", {**other.scenario.values, "condition.until": None})
    told = [str(one) for one in compare(results, other).account() if one.name == "given"]
    assert told == [
        "given: no American force; oil exports on 1 June 2019: 0 to 3 (million barrels a day) … -> none"  # told short
    ]
