"""The minute block of pages that are no run's: at most 25 words, its range, no more than was found; one source."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import pytest

import sim
from sim.analyses.backtest import minute as backtests
from sim.analyses.compare.minute import minute as compared
from sim.analyses.compare.minute import shown
from sim.analyses.compare.runs import compare
from sim.analyses.fit import minute as fits
from sim.analyses.rivals import minute as rivals
from sim.crisis.us_iran import US_IRAN
from sim.report.pages import comparison
from tests.report import test_fits_page, test_rivals_page

SHORT = US_IRAN.short


def skill(rival: str, value: float, verdict: str, target: str = "total") -> dict:
    return {
        "target": target,
        "rival": rival,
        "score": "crps",
        "months_ahead": None,
        "value": value,
        "low": value - 0.2,
        "high": value + 0.2,
        "verdict": verdict,
    }


BACKTEST = {
    "origins": ["2019-01-01", "2019-09-01"],
    "ahead": 3,
    "draws": 500,
    "worlds": 40,
    "widened": {"a": {}},
    "pit": {"total": {"verdict": "too few to tell"}},
    "skill": [
        skill("constant", 0.1, "better"),
        skill("quarter", -0.1, "no clear difference"),
        skill("self_exciting", -0.3, "worse"),
        skill("constant", 0.9, "better", "iraq"),
    ],
}


@pytest.fixture(scope="module")
def runs():
    scenario = sim.load("redline:maximum_pressure").replace(worlds=30, days=420, assumptions={"draws": 0})
    one = sim.run(scenario.replace(outcomes={"headline": "open_exchange"}))
    other = {"parameters": {"united_states.force_threshold": 4}, "outcomes": {"headline": "open_exchange"}}
    return one, sim.run(scenario.replace(**other))


def test_every_answer_keeps_to_twenty_five_words_and_ends_as_a_sentence(runs):
    told = [
        fits.minute(test_fits_page.FOUND, SHORT),
        rivals.minute(test_rivals_page.FOUND),
        backtests.minute(BACKTEST),
        compared(*runs, compare(*runs)),
    ]
    for one in told:
        assert len(one.answer.split()) <= 25 and one.answer.endswith("."), one.answer
        assert one.asked.endswith("?") and one.sure and one.assumed


def test_a_fit_names_the_number_it_sharpens_most_and_nothing_where_it_informs_none():
    found = copy.deepcopy(test_fits_page.FOUND)
    found["parameters"][1] |= {"width": 0.2, "posterior": [0.41, 0.42, 0.45, 0.48, 0.49]}
    assert "most on proxies autonomy: 0.41 to 0.49, of 0.2 to 0.8" in fits.minute(found, SHORT).answer
    for one in found["parameters"]:
        one["word"] = "not identified by these data"
    silent = fits.minute(found, SHORT).answer
    assert silent == "The record to 30 September 2019 says nothing of any of 3 assumed numbers."


def test_a_verdict_on_theories_is_the_weaker_of_both_ways_and_none_where_they_disagree():
    found = copy.deepcopy(test_rivals_page.FOUND)
    assert "favours the officials' theory (Bayes factor 9, 4 to 20)" in rivals.minute(found).answer
    assert rivals.minute(found).answer.endswith(": not worth more than a bare mention.")
    found["classifier"] |= {"low": 4.0}
    assert rivals.minute(found).answer.endswith(": positive evidence, gone if Iran waits.")
    found["granted"] = None
    assert "waits" not in rivals.minute(found).answer
    found["classifier"] |= {"low": 0.1, "high": 0.4}
    assert "does not tell the theories apart" in rivals.minute(found).answer
    found["classifier"] |= {"low": 2.0, "high": None}
    found["usual"] |= {"factor": 0.1, "low": 0.02, "high": 0.3}
    assert "does not tell the theories apart" in rivals.minute(found).answer


def test_a_back_test_counts_the_rules_it_beats_and_those_that_beat_it_on_all_hostile_acts_alone():
    told = backtests.minute(BACKTEST).answer
    assert told == (
        "Hostile acts forecast: clearly better than 1 and clearly worse than 1 of 3 simple rules "
        "(skill -0.30 to +0.10; luck allows -0.50 to +0.30)."
    )
    quiet = BACKTEST | {"skill": [one | {"verdict": "no clear difference"} for one in BACKTEST["skill"]]}
    assert "no clear difference from any of 3 simple rules" in backtests.minute(quiet).answer
    assert "could be compared" in backtests.minute(BACKTEST | {"skill": []}).answer


def test_two_runs_are_told_by_the_only_thing_set_otherwise_and_the_same_run_twice_as_nothing(runs, tmp_path):
    before, after = runs
    told = compared(before, after, compare(before, after))
    assert told.answer == (
        "US force threshold 4 instead of 6: an open exchange rises from 0 to 20 in 100 worlds "
        "(+20.0 points; luck allows +2.7 to +34.8)."
    )
    back = compared(after, before, compare(after, before)).answer
    assert back.startswith("US force threshold 6 instead of 4: an open exchange falls from 20 to 0 in 100 worlds")
    assert "was not computed" in told.sure and "Set otherwise: US force threshold 4 instead of 6." in told.assumed
    same = compared(before, before, replace(compare(before, before), variants=None))
    assert same.answer == "Nothing: in both runs every one of 30 worlds ends alike." and "luck allows" not in same.sure
    page = comparison.build(before, after, tmp_path / "two.html").read_text(encoding="utf-8")
    title = re.search(r'<h2 id="answer-title">(.*?)</h2>', page)[1]
    assert title == told.answer and f'<meta name="redline-headline" content="{told.answer}">' in page
    assert page.count(f"<dd>{told.sure.replace(chr(39), '&#39;')}") == 1


def test_of_two_variants_the_draws_of_the_assumptions_give_the_range_and_how_far_the_sign_holds():
    scenario = sim.load("redline:after_the_drone").replace(worlds=20, days=430, assumptions={"draws": 4, "worlds": 4})
    run = sim.run(scenario.only("lower_line"))
    told = compared(run, run, compare(run, variant="baseline", other="lower_line"))
    wide = run.assumed_difference("baseline", "lower_line", "war")
    assert f"{100 * wide.high:+.1f} points" in told.sure and "of 4 settings of what no source settles" in told.sure
    backwards = compared(run, run, compare(run, variant="lower_line", other="baseline"))
    assert "settings of what no source settles" not in backwards.sure  # held against the baseline alone


def test_of_a_sweep_the_files_own_point_is_shown():
    axis = {"united_states.force_threshold": [4, 6, 8]}
    scenario = sim.load("redline:maximum_pressure").replace(
        worlds=3, days=60, assumptions={"draws": 0}, sweep={"axes": axis}
    )
    run = sim.run(scenario)
    found = compare(run, run)
    own = dict(run.reference_of("baseline").coordinates)
    assert dict(shown(run, found).at) == own and "one of 3 settings" in compared(run, run, found).assumed
