"""Chains follow the causes that the rules wrote down, and every world has one."""

from __future__ import annotations

import pandas as pd
import pytest

import sim
from sim.analyses.explain.chain import chain, claims_by_rule, links
from sim.analyses.explain.roots import in_words, roots
from sim.crisis.us_iran import US_IRAN
from sim.statistics.intervals import wilson
from sim.words.events import Names, described
from tests.reference import WORLDS, reference


@pytest.fixture(scope="module")
def results():
    return reference()


def chains_at_once(results):
    """Numbers of the events of every world's chain, by world."""
    events, ends = results.events_of(0), results.worlds_of(0, ["world", "outcome"])
    parts = [
        links(US_IRAN, events[events["world"].isin(part["world"])], outcome)
        for outcome, part in ends.groupby("outcome", observed=True)
    ]
    return pd.concat(parts).groupby("world")["event"].apply(list).to_dict()


def test_every_world_has_a_chain_that_runs_from_causes_to_the_end(results):
    seen = set()
    rules = claims_by_rule(results.claims)
    events = dict(list(results.events_of(0).groupby("world")))
    names = Names.of(US_IRAN)
    at_once = chains_at_once(results)
    for row in results.worlds_of(0).itertuples():
        mine = events.get(row.world, results.events_of(0).iloc[:0])
        told = described(mine, names)
        found = chain(US_IRAN, told, str(row.outcome), int(row.day), results.date_of(0), rules, f"World {row.world}")
        numbers = [step.event for step in found.steps]
        assert numbers == sorted(numbers) and found.headline.startswith(f"World {row.world}: ")
        assert numbers == at_once.get(row.world, [])
        for step in found.steps:
            assert step.cause < 0 or step.cause in numbers
            assert step.claims, step.rule
        if row.outcome in US_IRAN.outcomes.stops:
            assert found.steps[-1].date == results.date_of(row.day)
        if row.outcome == "war":
            acts = [step.act for step in found.steps]
            assert {"strike_on_iran", "open_salvo"} <= set(acts) and acts[-1] == "war"
        seen.add(str(row.outcome))
    # The rarer two may be missing.
    assert {"war", "limited_force", "standoff"} <= seen


def test_an_explanation_names_rule_threshold_margin_and_claim(results):
    found = sim.explain(results, pick="fastest_war")
    strike = next(step for step in found.chain if step.act == "strike_on_iran")
    assert strike.rule.startswith("UnitedStates.") and strike.margin >= 0
    assert f"[{strike.event}] " in str(found) and f"the line was {strike.threshold:.1f}" in str(found)
    assert set(strike.claims) <= set(found.claims) and found.as_dict()["chain"][-1]["act"] == "war"


def test_a_world_whose_events_are_not_kept_is_explained_like_any_other(results):
    again = sim.explain(results, WORLDS + 3000)
    assert again.world == WORLDS + 3000 and again.headline
    with pytest.raises(ValueError, match="did you mean fastest_war"):
        sim.explain(results, pick="fastest_wars")
    with pytest.raises(ValueError, match="allowed: baseline"):
        sim.explain(results, 1, variant="basline")


def test_the_world_closest_to_history_meets_as_many_facts_as_any(results):
    from sim.analyses.explain.picking import pick
    from sim.analyses.facts.runs import record_of_run
    from sim.analyses.facts.stylised_facts import facts, inside, measured

    found = pick(results, "baseline", "closest_to_history")
    record = record_of_run(results, "baseline")
    values = measured(record, results.scenario.days)
    met = sum(inside(one, values[one.id]).astype(int) for one in facts() if one.id in values)
    assert met[list(record.worlds["world"]).index(found.world)] == met.max()
    assert f"({met.max()} of {len(values)})" in found.because


def test_roots_are_those_of_the_single_chains(results):
    found = roots(results, "baseline")
    wars = results.worlds_of(0).query("outcome == 'war'")["world"].tolist()
    assert found.worlds == len(wars)
    counted: dict[str, int] = {}
    for world in wars:
        events = results.events_of(0)
        events = events[events["world"] == world].set_index("event")
        number = events.index[events["act"].astype(str) == "war"][-1]
        while events.loc[number, "cause"] >= 0:
            number = events.loc[number, "cause"]
        row = events.loc[number]
        key = f"{row['actor']}/{row['act']}/{row['rule']}"
        counted[key] = counted.get(key, 0) + 1
    first = max(counted, key=counted.__getitem__)
    share = found.roots[0]
    assert share.count == counted[first] and share.rule == first.rpartition("/")[2]
    low, high = wilson(pd.Series([share.count]).to_numpy(), pd.Series([len(wars)]).to_numpy())
    assert (share.low, share.high) == (float(low[0]), float(high[0]))
    assert sum(one.count for one in found.chains) <= found.worlds
    assert f"{share.count:,} worlds, {share.share:.0%}" in "\n".join(in_words(US_IRAN, found))


def test_an_outcome_that_nothing_seals_has_no_roots(results):
    assert roots(results, "baseline", "standoff") is None
