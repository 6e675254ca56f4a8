"""The line beneath the answer: the base rate of the headline's own class, and none where no class is declared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.analyses.answer.answer import headline
from sim.analyses.answer.summary import summary
from sim.crisis.us_iran import US_IRAN
from sim.engine.base_rates import BaseRates
from sim.report.pages.brief import brief
from sim.report.sections import answer
from tests import fake

WAR = (
    "For comparison: of 68 crises since 1946 with the United States as an actor, 18 (26%, 17 to 38) became full-scale "
    "war; of 18 US-Iran disputes from 1979 to 2012, none reached war (at most 15%). Those are single episodes; this is "
    "5 days of one crisis."
)


def _crisis(headline: str, **changes):
    """Ours, with another headline."""
    return replace(US_IRAN, headline=headline, **changes)


def test_the_base_rate_stands_beneath_the_answer_wherever_that_is_read(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=200))
    found = headline(results)
    assert found.base_rate == WAR
    assert found.text.split("\n")[:2] == [found.sentence, WAR] == summary(results)["answer"].split("\n")[:2]
    assert answer.section(results).subtitle == WAR
    assert f"\n\n{WAR}\n\n" in brief(results)


def test_what_counts_only_together_with_graver_ends_is_said_so(monkeypatch):
    results = fake.run(monkeypatch, fake.scenario(worlds=1000, crisis=_crisis("open_exchange")))
    wars = round(100 * np.mean(results.table["outcome"] == "war"))
    line = headline(results).base_rate
    assert line.startswith(f"For comparison with open exchange or war (in about {wars} in 100 worlds together): of 68 ")
    assert "as an actor, 32 (47%, 36 to 59) came to serious clashes or war; of 18 US-Iran disputes" in line
    assert "2012, 6 (33%, 16 to 56) saw force by both sides." in line
    swept = fake.run(monkeypatch, fake.scenario(worlds=100, swept=(0.0, 5.0), crisis=_crisis("open_exchange")))
    assert "with open exchange or war together: of 68" in headline(swept).base_rate


def test_an_outcome_or_a_crisis_without_a_class_has_no_such_line(monkeypatch):
    settled = headline(fake.run(monkeypatch, fake.scenario(worlds=100, crisis=_crisis("capitulation"))))
    bare = headline(fake.run(monkeypatch, fake.scenario(worlds=100, crisis=_crisis("war", base_rates=BaseRates))))
    for found in (settled, bare):
        assert found.base_rate == "" and "For comparison" not in found.text and "\n\n" not in found.text
