"""The answer given what happened, on real worlds: who counts, by how much, in which words, and when nothing is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analyses.answer.answer import headline
from sim.analyses.answer.opening import WORDS
from sim.analyses.condition import in_words as words
from sim.analyses.condition.given import (
    ENOUGH_DRAWS,
    ENOUGH_IN_A_DRAW,
    ENOUGH_WORLDS,
    agreeing,
    agreeing_draws,
    changed,
    conditional,
    over,
    parts_met,
)
from sim.analyses.condition.shares import percentiles
from sim.crisis.acts import AMERICAN_FORCE
from sim.statistics.ranges import over_assumptions
from sim.statistics.weighted import over_draws

TEXT = """
format: 1
title: Given that?
clock: {start: 2019-05-08, days: 100}
start: {united_states.ratchet: 1}
runs: {worlds: 150, seed: 9, assumptions: {draws: 30, worlds: 12}}
parameters: {united_states.pressure: 0.9, united_states.war_aversion: 0.2, proxies.tempo: 0.06}
condition:
  until: [2019-05-20, 2019-06-10]
  no_force: true
  levels: {exports: {on: 2019-06-01, within: [0, 3]}}
variants:
  firm: {title: A line at 2, set: {united_states.force_threshold: 2}}
  later: {title: A lower line later, from: 2019-06-11, set: {united_states.force_threshold: 2}}
outcomes: {headline: standoff}
asks: level
"""


@pytest.fixture(scope="module")
def results():
    return sim.run(sim.load(TEXT), engine="compiled")


def otherwise(results, **changes):
    """The same run with something of its scenario changed."""
    names = ("tables", "manifest", "catalogue", "claims")
    scenario = replace(results.scenario, **changes)
    return sim.api.Results(scenario=scenario, **{name: getattr(results, name) for name in names})


def test_worlds_agree_that_had_no_force_by_then_and_go_on(results):
    log, worlds = results.events_of(0), results.worlds_of(0)
    for condition, day in zip(results.scenario.conditions, (12, 33), strict=True):
        struck = log.loc[log["act"].isin(AMERICAN_FORCE) & (log["day"] <= day), "world"]
        wanted = ~worlds["world"].isin(struck) & (worlds["day"] > day)
        assert condition.until == day and 0 < wanted.sum() < len(wanted)
        assert np.array_equal(agreeing(results, condition), wanted)


def test_a_share_counts_those_worlds_and_the_first_of_several_days_leaves_more(results):
    early, late = conditional(results)
    assert early.agree > late.agree >= ENOUGH_WORLDS
    calm = (results.worlds_of(0)["outcome"] == "standoff").to_numpy()
    for one in (early, late):
        agrees = agreeing(results, one.condition)
        assert (one.count, one.share) == ((calm & agrees).sum(), calm[agrees].mean())
        assert one.low < one.share < one.high and one.before == calm.mean()
    assert late.share > early.share > early.before  # a standoff is without force to the end


def test_draws_weigh_as_much_as_their_worlds_agree(results):
    lived = results.lived_draws("standoff")["baseline"]
    for one in conditional(results):
        agrees = agreeing_draws(results, one.condition)
        weights = agrees.sum(axis=1)
        assert agrees.shape == lived.shape == (30, 12) and np.ptp(weights) > 0
        assert one.over.effective == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
        assert (one.over.agree, one.over.worlds) == (agrees.sum(), agrees.size)
        assert one.over.mean == pytest.approx(lived[agrees].mean())
        assert one.over.before == results.assumption_range("baseline", "standoff")
        assert one.over.after.low > one.over.before.low
        ends = percentiles((lived & agrees).sum(axis=1), weights, [0.05, 0.5, 0.95])
        assert (*one.over.after, one.over.middle) == pytest.approx((ends[0], ends[2], ends[1]), abs=5e-4)


def test_variants_are_told_in_the_worlds_in_which_the_baseline_agrees(results):
    condition = results.scenario.conditions[-1]
    agrees = agreeing(results, condition)
    ended = {name: (results.worlds_of(at)["outcome"] == "standoff")[agrees] for at, name in enumerate(results.variants)}
    for name in ("firm", "later"):
        found = changed(results, condition, name, "standoff")
        assert found.difference.worlds == agrees.sum()
        assert found.difference.difference == pytest.approx(ended[name].mean() - ended["baseline"].mean())
        assert conditional(results, variant=name)[-1].share == ended[name].mean()
        assert found.over.low <= found.over.high < 0
        counted, lived = agreeing_draws(results, condition), results.lived_draws("limited_force")
        flips = np.where(counted, lived[name].astype(int) - lived["baseline"], 0)  # worlds that disagree do not count
        wanted = over_draws(flips.sum(axis=1), counted.sum(axis=1), (flips**2).sum(axis=1))
        assert changed(results, condition, name, "limited_force").over == wanted
    branch = results.worlds_of(2)
    assert np.array_equal(branch[condition.name], agrees)  # it shares the past


def test_the_first_line_is_given_what_happened_and_the_next_one_is_not(results):
    found = headline(results)
    assert found.sentence.startswith("Given 2 stated facts until 10 June 2019: a standoff in about")
    assert len(found.sentence.split()) <= WORDS
    assert found.unconditional.startswith("Without that: the standoff lasts")
    assert found.text.splitlines()[:2] == [found.sentence, found.unconditional]
    assert found.finding.share == conditional(results)[-1].before
    assert f"{conditional(results)[-1].agree} of 150 worlds agree" in found.text
    line = headline(otherwise(results, values={**results.scenario.values, "asks": "firm"})).sentence
    assert line.startswith("Given 2 stated facts until 10 June 2019: ") and "falls from" in line
    assert len(line.split()) <= WORDS


def test_what_is_known_is_said_by_its_parts(results):
    late = results.scenario.conditions[-1]
    alone = replace(late, clauses=late.clauses[:1])
    assert words.known(results.scenario, alone) == "no American force until 10 June 2019"
    assert words.known(results.scenario, replace(late, clauses=())) == "no end until 10 June 2019"
    force, exports = (words.clause_text(results.scenario, one) for one in late.clauses)
    assert (force, exports) == ("No American force", "Oil exports on 1 June 2019: 0 to 3 (million barrels a day)")


def test_two_clauses_of_one_count_are_two_parts(results):
    """Between two bounds of one count both must hold; each is told and counted by itself."""
    late = results.scenario.conditions[-1]
    force, exports = late.clauses
    apart = replace(force, low=1, high=40), replace(force, low=2, high=3, by="iran")
    both = replace(late, clauses=(force, *apart, exports))
    counts = results.worlds_of(0)[force.name]
    wanted = [int((counts == 0).sum()), int(counts.between(1, 40).sum()), int(counts.between(2, 3).sum())]
    assert list(parts_met(results, both))[1:4] == wanted and len(set(wanted)) == 3
    assert parts_met(results, both)[0] == (results.worlds_of(0)["day"] > late.until).sum()
    assert words.parts(results.scenario, both)[:4] == (
        "The crisis has not ended",
        "No American force",
        "Uses of force: 1 to 40",
        "Uses of force by iran: 2 to 3",
    )


def test_a_clause_carries_the_words_of_the_file():
    text = TEXT.replace("no_force: true", "acts: {rocket_attack: [{count: [0, 9], by: proxies}, {count: 4}], force: 0}")
    late = sim.load(text).conditions[-1]
    assert [(one.what, one.by) for one in late.clauses] == [
        ("rocket_attack", "proxies"),
        ("rocket_attack", ""),
        ("force", ""),
        ("", ""),
    ]


def test_too_few_worlds_give_no_share_and_too_few_draws_no_range(results):
    condition = results.scenario.conditions[-1]
    few = replace(condition, clauses=(replace(condition.clauses[0], low=3, high=3),))
    none = replace(condition, clauses=(replace(condition.clauses[0], low=900, high=900),))
    for one, said in ((few, "only "), (none, "no world agrees with it")):
        thin = otherwise(results, conditions=(replace(one, name="thin"),))
        thin.tables = thinned(results, one)
        found = conditional(thin)[0]
        assert found.agree < ENOUGH_WORLDS and found.share is None and found.over.after is None
        told = headline(thin)
        assert (
            said in told.details[0]
            and f"fewer than {ENOUGH_WORLDS} leave a share open by more than 14" in told.details[0]
        )
        assert told.sentence.startswith("The standoff lasts") and told.unconditional == ""
        assert ("about" in told.details[0]) == bool(found.agree)


def test_a_share_is_told_from_fifty_worlds_on_and_a_range_of_changes_where_settings_agree(results):
    for count in (ENOUGH_WORLDS - 1, ENOUGH_WORLDS):
        condition = replace(results.scenario.conditions[-1], name="thin")
        some = otherwise(results, conditions=(condition,))
        some.tables = thinned(results, condition, first=count)
        told, change = conditional(some)[0], changed(some, condition, "firm", "standoff")
        assert told.agree == count and (told.share is None) == (change is None) == (count < ENOUGH_WORLDS)
    assert change.over is None  # no setting has a world that agrees
    said = (Path(__file__).parents[3] / "docs/conditions.md").read_text(encoding="utf-8")
    assert f"| the share | {ENOUGH_WORLDS} worlds that agree |" in said
    assert f"settings that count as {ENOUGH_DRAWS} |" in said and f"| {ENOUGH_IN_A_DRAW} worlds in agreement" in said


def thinned(results, condition, first=None):
    """The run's tables with another condition's agreement in them, or that of so many worlds; none of a setting."""
    kept = results.tables

    class Tables:
        def __getattr__(self, name):
            return getattr(kept, name)

        def worlds_of(self, cell, columns=None):
            found = kept.worlds_of(cell)
            return found.assign(thin=condition.agrees(found) if first is None else np.arange(len(found)) < first)

        def settings(self):
            return kept.settings().assign(thin=False)

    return Tables()


def test_a_range_is_told_from_twenty_equal_draws_on(rng):
    lived = rng.random((60, 20)) < rng.random(60)[:, None]
    some = np.zeros_like(lived)
    some[: ENOUGH_DRAWS - 1] = True
    assert over(lived, some).after is None and over(lived, some).effective == ENOUGH_DRAWS - 1
    some[ENOUGH_DRAWS - 1] = True
    found = over(lived, some)
    alone = over_assumptions(lived[:ENOUGH_DRAWS].sum(axis=1), np.full(ENOUGH_DRAWS, 20))
    assert list(found.after) == pytest.approx(list(alone), abs=0.1)
    assert list(over(lived, np.ones_like(lived)).after) == pytest.approx(list(found.before), abs=0.05)
    assert over(lived, np.arange(20) < ENOUGH_IN_A_DRAW + 0 * lived).after is not None
    assert over(lived, np.arange(20) < ENOUGH_IN_A_DRAW - 1 + 0 * lived).after is None
    half = np.arange(20) % 2 < 1 + 0 * lived
    assert over(lived, half).after == over(lived & half, half).after  # worlds that disagree do not count
    nobody = over(lived, np.zeros_like(lived))
    assert (nobody.agree, nobody.effective, nobody.after) == (0, 0.0, None)


def test_an_outcome_or_variant_that_there_is_not_is_an_error(results):
    with pytest.raises(ValueError, match="there is no outcome 'peace'; allowed: war, "):
        results.conditional("peace")
    with pytest.raises(ValueError, match="there is no variant 'soft'; allowed: baseline, firm, later"):
        results.conditional(variant="soft")


def test_without_a_condition_nothing_is_told(results):
    plain = otherwise(results, conditions=())
    assert plain.conditional() == () and headline(plain).unconditional == ""
