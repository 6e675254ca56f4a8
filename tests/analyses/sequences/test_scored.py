"""Scores of what followed, against sums done by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from math import log

import numpy as np
import pytest

import sim
from sim.analyses.backtest.scores import UNSEEN
from sim.analyses.sequences import scored, words
from sim.analyses.sequences.scored import half_brier, happened, verdict
from sim.crisis.facts.sequences import SEQUENCES, Question, whom
from sim.statistics.intervals import wilson
from tests.conftest import ROOT

KIRKUK = next(one for one in SEQUENCES if one.key == "kirkuk")
WHOM = Question("whom", "Whom?", 7, whom, ("nobody", "a militia", "Iran"), aim=0.6)
DAYS = Question("when", "When?", 7, whom, unit="day")
NOTHING = np.array([])


def test_answers_are_scored_by_the_shares_of_worlds():
    found = verdict(WHOM, 1, np.array([1, 1, 1, 2, 0, np.nan]), np.array([0, 0, 1, 1]))
    assert found.shares == (0.2, 0.6, 0.2) and (found.worlds, found.silent) == (5, 1)
    assert (found.chance.value, found.chance.low, found.chance.high) == (0.6, *wilson(3, 5))
    assert found.scores["brier"].value == pytest.approx((0.2**2 + 0.4**2 + 0.2**2) / 2)
    assert found.scores["log"].value == pytest.approx(-log((1 - UNSEEN) * 0.6 + UNSEEN / 3))
    assert found.without["brier"].value == pytest.approx((0.5**2 + 0.5**2) / 2)
    assert found.uniform == {"brier": pytest.approx(1 / 3), "log": pytest.approx(log(3))}
    assert found.what_came == "a militia" and found.aim_met is True


def test_the_uniform_score_is_that_of_equal_shares():
    assert half_brier([1 / 3] * 3, 0) == pytest.approx(1 / 3) and half_brier([0.25, 0.75], 1) == pytest.approx(0.0625)


def test_numbers_are_scored_by_the_crps():
    found = verdict(DAYS, 2, np.array([1.0, 2, 4, 8]), NOTHING)
    # Chances at or below 1 to 7 are 1/4, 1/2, 1/2, 3/4, 3/4, 3/4, 3/4; the truth is 0 below 2 and 1 from there on.
    by_hand = 0.25**2 + 2 * 0.5**2 + 4 * 0.25**2
    assert found.scores["crps"].value == pytest.approx(by_hand)
    assert (found.median, found.low, found.high) == (2, 1, 8) and found.chance is None and not found.without
    assert found.what_came == "2 days" and found.aim_met is None


@pytest.mark.parametrize("asked", [WHOM, DAYS], ids=["answers", "numbers"])
def test_intervals_hold_the_score_and_shrink_with_the_number_of_worlds(asked):
    few = np.tile([1.0, 1, 2, 0], 20)
    one, other = (verdict(asked, 1, values, values) for values in (few, np.tile(few, 16)))
    for name in one.scores:
        wide, narrow = one.scores[name], other.scores[name]
        assert wide.low < wide.value < wide.high and narrow.value == pytest.approx(wide.value)
        assert 3 < (wide.high - wide.low) / (narrow.high - narrow.low) < 5


def test_a_chance_of_nothing_is_scored_and_its_interval_is_not_a_point():
    found = verdict(WHOM, 0, np.full(100, 2.0), NOTHING)
    assert found.scores["log"].value == pytest.approx(-log(UNSEEN / 3))
    assert found.scores["log"].low < found.scores["log"].value and found.scores["brier"].low < 1
    assert found.aim_met is False


def test_worlds_that_all_are_silent_cannot_be_scored():
    with pytest.raises(ValueError, match="no world says anything"):
        verdict(WHOM, 0, np.array([np.nan]), NOTHING)


def test_what_came_is_read_from_the_record_and_must_be_said_beyond_it():
    assert happened(KIRKUK) == {"whom": 1, "when": 2}
    salvo = SEQUENCES[-1]
    assert happened(salvo)["direct"] == 1
    unsaid = replace(salvo, questions=(replace(salvo.questions[0], came=None),))
    with pytest.raises(ValueError, match=r"salvo\.whom: the record ends before its days do"):
        happened(unsaid)


# -- all together ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found():
    soon = sim.load("redline:maximum_pressure").replace(start="2019-06-15", days=100)  # before the first, not long
    return sim.sequences(soon, worlds=12)


def test_every_question_is_scored_and_the_result_is_plain(found):
    assert list(found.verdicts) == [one.key for one in SEQUENCES]
    told = json.loads(json.dumps(found.as_dict()))
    assert [len(one["questions"]) for one in told["sequences"]] == [len(one.questions) for one in SEQUENCES]
    for sequence in told["sequences"]:
        for one in sequence["questions"]:
            assert one["worlds"] + one["silent"] == 12
            assert ("answers" in one) == (one["chance"] is not None)
    kirkuk = found.of("kirkuk", "whom")
    assert sum(kirkuk.shares) == pytest.approx(1) and kirkuk.question.aim == 0.85
    assert told["unrest"]["strikes"] == found.strikes >= found.for_unrest


def test_worker_processes_change_nothing_and_another_seed_does():
    late = sim.load("redline:maximum_pressure").replace(start="2019-12-20", days=150)  # less to live through
    one, other, again = (
        scored.sequences(late, worlds=12, seed=seed, jobs=jobs) for seed, jobs in ((1, 1), (2, 1), (1, 2))
    )
    assert list(one.verdicts) == ["kirkuk", "militia_struck", "commander", "salvo"]
    assert again.as_dict() == one.as_dict() != other.as_dict() | {"seed": 1}


def test_in_words_each_question_has_what_came_and_what_the_worlds_say(found):
    told = "\n".join(words.lines(found.as_dict()))
    assert "After 27 December 2019: A militia's rockets kill an American at Kirkuk" in told
    assert "What came: a militia." in told and "aim: at least 85%, " in told
    assert f"{found.for_unrest} of {found.strikes:,}" in told and "in 12 worlds without a replay" in told


def test_the_tables_show_what_an_earlier_version_made_of_it(found):
    one = found.as_dict()
    alone, beside = words.markdown(one), words.markdown(one, one, "Version 0.1")
    assert "| What came | Now |" in alone and "| What came | Version 0.1 | Now |" in beside
    rows = [line for line in beside.splitlines() if line.startswith("| Whom")]
    assert rows and all(cells[3] == cells[4] for cells in (row.split("|") for row in rows))
    for table in (alone, beside):
        widths = [line.count("|") for line in table.split("\n\n")[1].splitlines()]
        assert len(set(widths)) == 1


@pytest.mark.parametrize(
    ("change", "worlds", "said"),
    [
        ({}, 1, "give at least 2"),
        ({"start": "2020-01-09", "days": 30}, 3, "after the last turning point, 2020-01-08"),
    ],
)
def test_what_cannot_be_asked_is_told(change, worlds, said):
    with pytest.raises(ValueError, match=said):
        sim.sequences(sim.load("redline:maximum_pressure").replace(**change), worlds=worlds)


def test_the_document_asks_the_questions_that_the_code_asks_and_keeps_what_0_1_said():
    document = (ROOT / "docs" / "sequences.md").read_text(encoding="utf-8")
    kept = json.loads((ROOT / "docs" / "sequences-0.1.json").read_text(encoding="utf-8"))
    assert {one["key"] for one in kept["sequences"]} == {one.key for one in SEQUENCES}
    for sequence in SEQUENCES:
        for one in sequence.questions:
            assert f"| {one.text} ({one.within}) |" in document
    for one in words._by_key(kept).values():
        assert words._cell(one) in document
