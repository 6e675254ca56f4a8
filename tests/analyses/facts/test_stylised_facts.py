"""The table of facts: every fact has a measure or a reason, and docs/facts.md is what the code makes today."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from sim.analyses.facts.stylised_facts import USES, facts, markdown, score
from sim.crisis.facts import patterns
from sim.crisis.facts.patterns import Record
from sim.crisis.militias import MILITIAS
from sim.crisis.us_iran import US_IRAN
from tests.conftest import ROOT
from tests.crisis.worlds import aimed
from tests.reference import reference_record

KEYS = US_IRAN.series_keys


@pytest.fixture(scope="module")
def scores():
    return score(reference_record())


def test_every_fact_has_a_measure_or_says_why_not():
    assert facts()
    for fact in facts():
        assert fact.use in USES and fact.source and fact.confidence in ("high", "medium", "low")
        if fact.measure is None:
            assert fact.missing
        else:
            assert callable(getattr(patterns, fact.measure))
            assert fact.target is not None and fact.range is not None
            assert fact.range[0] <= fact.target <= fact.range[1]


def test_the_document_agrees_with_the_code(scores):
    """800 worlds against the document's 2,000: medians agree within a quarter of the simulated range.

    The seed is fixed, so chance plays no part: this fails when the results have moved and the document has not.
    """
    rows = re.findall(r"^\| (.+?) \| .*? \| .*? \| (\S+) \((\S+) to (\S+)\) \|", read(), re.MULTILINE)
    told = {fact: tuple(map(float, numbers)) for fact, *numbers in rows}
    modelled = [one for one in scores if one.low is not None]
    assert set(told) == {one.fact.fact for one in modelled}
    for one in modelled:
        median, low, high = told[one.fact.fact]
        assert abs(one.median - median) <= max((high - low) / 4, 0.06), one.fact.id


def test_the_document_lists_every_fact_with_misses_and_gaps(scores):
    document = read()
    for one in scores:
        assert f"| {one.fact.fact} |" in document
    assert "not modelled" in document and "do not edit by hand" in document
    assert markdown(scores).count("\n") == len(facts()) + 1


def test_facts_that_use_later_data_are_only_reported():
    published = {"inflation_peak", "inflation_end", "nuclear_steps", "uranium_stock", "mediation", "unrest"}
    answer = {f"{what}_after_answer" for what in ("force", "direct", "iraq")}
    after_force = answer | {"answer_to_commander", "answer_deaths"}
    assert {fact.id for fact in facts() if fact.use == "report"} == published | after_force


def read() -> str:
    return (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")


# -- measures, by hand ------------------------------------------------------------------------------------------------


IRAQ = [one.path for one in MILITIAS.values() if one.theatre == "iraq"]


def by_hand(events: list[tuple], **columns: list[float]) -> Record:
    """Two worlds; a series is 1 in every month unless given."""
    frame = pd.DataFrame(events, columns=["world", "event", "day", "actor", "act", "cause", "fatalities"])
    told = {"world": [0, 1], "day": [730, 730], "first_death_day": [-1, -1], "first_force_day": [-1, -1]}
    worlds = pd.DataFrame(told | columns)
    return Record(worlds, np.ones((len(KEYS), 24, 2)), aimed(frame))


def test_a_drone_answered_with_sanctions_after_four_days():
    events = [(0, 0, 100, "iran", "drone_loss", -1, 0), (0, 1, 104, "united_states", "sanctions_step", 0, 0)]
    one = by_hand(
        [*events, (1, 0, 90, "iran", "drone_loss", -1, 0), (1, 1, 91, "united_states", "strike_on_iran", 0, 0)]
    )
    assert patterns.sanctions_after_drone(one)[0] == 4 and np.isnan(patterns.sanctions_after_drone(one)[1])
    assert patterns.force_for_drone(one).tolist() == [0, 1]


def test_the_first_strike_after_the_first_death_counts_and_none_before():
    events = [(0, n, day, "united_states", "strike_on_proxy", -1, 0) for n, day in enumerate((50, 102, 110))]
    one = by_hand(events, first_death_day=[100, -1])
    assert patterns.strike_after_death(one)[0] == 2 and np.isnan(patterns.strike_after_death(one)[1])


def test_yemens_own_war_is_no_hostile_act_of_the_count():
    events = [
        (0, n, 400, "proxies.ansar_allah", act, -1, 0) for n, act in enumerate(("cross_border_fire", "drone_loss"))
    ]
    assert patterns.acts_after(by_hand(events)).tolist() == [0.5, 0]


def test_the_longest_quiet_spell_lies_between_two_attacks_in_iraq():
    days = enumerate((10, 30, 200, 210))
    events = [(0, n, day, IRAQ[n % 3], "rocket_attack", -1, 0) for n, day in days]
    assert patterns.iraq_gap(by_hand(events))[0] == 170


def test_correlation_of_money_and_attacks_has_the_sign_of_its_making():
    events = [(0, 10 * q + n, 91 * q + n, IRAQ[0], "rocket_attack", -1, 0) for q in range(5) for n in range(q + 1)]
    one = by_hand(events)
    one.months[KEYS.index("funding"), :, 0] = np.linspace(1, 0.5, 24)
    assert patterns.funding_correlation(one)[0] < -0.95
