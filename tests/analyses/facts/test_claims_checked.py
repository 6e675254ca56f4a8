"""What the article claims, held against runs: every claim has a check, and every check can fail."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analyses.compare import paired
from sim.analyses.decomposition.decompose import decompose
from sim.analyses.facts.claim_parts import NAMED, UNITS, Part, checks, mark, number
from sim.analyses.facts.claims_checked import (
    GIVEN,
    NOT,
    REPRODUCED,
    UNTESTED,
    VERDICTS,
    Checked,
    Estimate,
    check,
    count,
    estimate,
    judged,
)
from sim.analyses.facts.stylised_facts import record_of
from sim.crisis.facts import claim_measures as measures
from sim.crisis.facts.claim_run import Run
from sim.crisis.facts.patterns import Record
from sim.crisis.us_iran import US_IRAN
from sim.engine.claims import read_claims
from sim.report.sections import claims as section_of_claims
from sim.runs.blocks import Task, bundles, simulate_bundle
from sim.scenario import Step
from tests.crisis.worlds import aimed
from tests.reference import record, reference_record
from tests.report import synthetic

KEYS = US_IRAN.series_keys


@pytest.fixture(scope="module")
def reference() -> Record:
    return reference_record()


@pytest.fixture(scope="module")
def against() -> dict[str, Record]:
    """By claim, the reference scenario with the numbers that speak against it, all of them side by side."""
    scenario = sim.load("redline:maximum_pressure")
    cell, worlds = scenario.cells()[0], np.arange(300)
    catalogue, families = scenario.paths().catalogue, scenario.paths().family_paths
    against = [
        {member: value for path, value in values.items() for member in families.get(path, (path,))}
        for values in AGAINST.values()
    ]
    usual = {path: (Step(0, 0, catalogue[path].default),) for values in against for path in values} | cell.courses
    tasks = []
    for index, values in enumerate(against):
        courses = usual | {path: (Step(0, 0, value),) for path, value in values.items()}
        changed = dataclasses.replace(cell, index=index, courses=courses)
        tasks.append(Task(changed, scenario.seed, worlds, events_below=len(worlds), months_below=len(worlds)))
    pieces = [piece for bundle in bundles(tasks) for piece in simulate_bundle(bundle)]
    return {claim: record_of([piece.block]) for claim, piece in zip(AGAINST, pieces, strict=True)}


def by_claim(checked: tuple[Checked, ...]) -> dict[str, Checked]:
    return {one.claim: one for one in checked}


# -- the declared checks ----------------------------------------------------------------------------------------------


def test_every_claim_has_a_check_in_the_order_of_the_claims():
    assert [one.claim for one in checks()] == [claim.id for claim in read_claims("sim.crisis")]


@pytest.mark.parametrize("one", checks(), ids=lambda one: one.claim)
def test_a_claim_is_given_with_a_reason_or_has_a_part_with_a_mark(one):
    assert bool(one.given) != any(part.judged for part in one.parts)
    for part in one.parts:
        assert part.unit in UNITS and "{value}" in part.says
        assert part.across or callable(getattr(measures, part.measure))
        assert not part.says.endswith(".") and part.low < part.high
    assert bool(one.without) == any(part.across for part in one.parts)


def test_every_unit_named_after_a_value_is_a_unit():
    assert set(NAMED) <= set(UNITS)


# -- verdicts and words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.51, 0.6, REPRODUCED), (0.2, 0.49, NOT), (0.45, 0.55, UNTESTED), (0.2, 0.5, NOT), (0.5, 0.6, NOT)],
)
def test_the_verdict_follows_from_where_the_interval_lies(low, high, verdict):
    part = Part("x", "share", "In {value} of worlds", low=0.5)
    if (low, verdict) == (0.5, NOT):  # an interval that only touches the mark from above does not clear it
        verdict = UNTESTED
    assert judged(part, Estimate((low + high) / 2, low, high, 100)).verdict == verdict


def test_a_mark_with_two_ends_must_hold_the_whole_interval():
    part = Part("x", "correlation", "{value}", low=-0.3, high=0.3)
    verdicts = [judged(part, Estimate(0, a, b, 100)).verdict for a, b in ((-0.2, 0.2), (0.2, 0.4), (0.31, 0.5))]
    assert verdicts == [REPRODUCED, UNTESTED, NOT] and mark(part) == "between -0.3 and 0.3"


def test_a_sentence_holds_estimate_interval_and_number_of_worlds():
    part = Part("x", "rungs", "Acts stand {value} higher, {first} against {second}", low=0)
    found = judged(part, Estimate(0.42, 0.38, 0.46, 1200, 4.2, 3.78))
    assert found.words == "Acts stand 0.42 rungs (95% interval 0.38 to 0.46) higher, 4.20 against 3.78; 1,200 worlds."
    assert mark(part) == "above 0"


def test_numbers_read_as_their_units_do_and_rounding_makes_neither_none_nor_all():
    shares = [number(value, "share") for value in (0.0, 0.001, 0.74, 0.998, 1.0)]
    assert shares == ["0%", "0.1%", "74%", "99.8%", "100%"]
    assert number(-0.84, "points") == "-84.0" and number(-84.4, "percent") == "-84%" and number(np.nan, "share") == ""


def test_the_count_names_all_four_verdicts():
    many = [Checked(str(n), verdict) for n, verdict in enumerate([REPRODUCED, *VERDICTS[:3], NOT])]
    assert count(tuple(many)) == (
        "Of 5 claims, 2 are reproduced, 2 are not, 1 holds by construction and none cannot be told from this run"
    )


def test_without_a_record_only_what_is_given_has_a_verdict():
    verdicts = {one.verdict for one in check(None)}
    assert verdicts == {GIVEN, UNTESTED}
    assert "no monthly means" in by_claim(check(None))["C14"].why


def test_a_situation_in_too_few_worlds_is_not_testable_and_says_in_how_many():
    few = by_claim(check(record(20)))["C14"]
    assert few.verdict == UNTESTED
    assert re.fullmatch(r"Iran acts four times .* meeting force in only \d+ of 20 worlds", few.why)


# -- estimates --------------------------------------------------------------------------------------------------------


def test_a_share_of_worlds_has_wilsons_interval(reference):
    found = estimate("embassy_after_strike", reference)
    hits = measures.embassy_after_strike(Run.of(reference))
    assert found.n == np.isfinite(hits).sum() and found.value == pytest.approx(np.nanmean(hits))
    low, high = sim.statistics.intervals.wilson(int(np.nansum(hits)), found.n)
    assert (found.low, found.high) == (low, high)


def test_the_bootstrap_agrees_with_the_normal_interval_where_worlds_are_many(reference):
    found = estimate("graver_when_unpunished", reference)
    later, earlier = measures.graver_when_unpunished(Run.of(reference))
    half = 1.96 * np.nanstd(later - earlier) / np.sqrt(found.n)
    assert found.high - found.low == pytest.approx(2 * half, rel=0.15)
    assert found.value == pytest.approx(found.first - found.second, abs=1e-6)
    assert estimate("graver_when_unpunished", reference) == found, "the same worlds, the same interval"


def test_the_mean_of_the_products_is_the_correlation(reference):
    run = Run.of(reference)
    acts, pain = run.between(run.attacks, *measures.AFTER_YEAR), run.mean("pain", *measures.FIRST_YEAR)
    lived = run.ended >= measures.AFTER_YEAR[1]
    assert estimate("pain_and_acts", reference).value == pytest.approx(np.corrcoef(pain[lived], acts[lived])[0, 1])


# -- checks can fail --------------------------------------------------------------------------------------------------


def test_what_the_reference_scenario_makes_of_the_claims(reference):
    """At 800 worlds and this seed; marks that lie near an estimate are left out."""
    verdicts = {claim: one.verdict for claim, one in by_claim(check(reference)).items()}
    reproduced = ("C07", "C10", "C12", "C14", "C16", "C20", "C22", "C23", "C24")
    assert {verdicts[claim] for claim in reproduced} == {REPRODUCED}
    assert {verdicts[claim] for claim in ("C06", "C11", "C19", "C21")} == {NOT}
    assert {verdicts[claim] for claim in ("C13", "C15", "C17")} == {UNTESTED}
    assert sum(verdict == GIVEN for verdict in verdicts.values()) == 8


#: What makes the model speak against a claim that it reproduces.
AGAINST = {
    "C06": {"iran.direct.tempo": 0.005, "proxies.obedient.tempo": 0.0},  # Iran hardly acts
    "C07": {"united_states.fatality_threshold": 8.0},  # a death makes no difference
    "C10": {"united_states.war_aversion": 0.0, "proxies.capability": 0.0, "iran.direct.tempo": 0.2},
    "C14": {"iran.belief.width": 0.05, "iran.belief.drift": 0.0, "iran.boldness": 0.0},  # Tehran learns nothing
    # Pain, which luck moves more, is all that drives Tehran.
    "C16": {
        "iran.effort.pain": 2.0,
        "iran.effort.base": 0.0,
        "iran.effort.pressure": 0.0,
        "iran.economy.output.scatter": 0.1,
    },
    "C20": {"theatres.protest.chance": 0.01},  # nobody goes into the street
    "C23": {"united_states.force_threshold": 2.0, "united_states.follow_through": 1.0},  # a hair trigger
    "C24": {"iran.fold.rate": 0.5, "iran.collapse.rate": 0.5},  # Tehran soon gives in
}


@pytest.mark.parametrize("claim", AGAINST)
def test_a_reproduced_claim_fails_where_the_model_is_made_to_speak_against_it(against, claim):
    found = by_claim(check(against[claim]))[claim]
    assert found.verdict != REPRODUCED, found


def test_the_theories_differ_in_whether_acts_rise_when_the_waivers_end(reference):
    ours, theirs = estimate("acts_rise", reference), estimate("acts_rise", record(300, theory="pressure_works"))
    assert ours.low > 1 > theirs.high
    assert by_claim(check(reference, across={"acts_rise": theirs}))["C17"].verdict == NOT


# -- measures, by hand ------------------------------------------------------------------------------------------------

MILITIA, US, IRAN = "proxies.kataib_hezbollah", "united_states", "iran"


def by_hand(*events: tuple, ended: tuple[int, int] = (730, 730), free_from: int = 0) -> Run:
    """Two worlds; an event is (world, day, actor, act) and may go on with (cause, fatalities, rung, forced)."""
    names = ("world", "day", "actor", "act", "cause", "fatalities", "rung", "forced")
    usual = (0, 0, "", "", -1, 0, 4.0, False)
    frame = pd.DataFrame([(*one, *usual[len(one) :]) for one in sorted(events, key=lambda one: one[:2])], columns=names)
    frame["event"], frame["margin"] = frame.groupby("world").cumcount(), -1.0
    worlds = pd.DataFrame({"world": [0, 1], "day": ended, "outcome": ["war", "standoff"]})
    return Run.of(Record(worlds, np.ones((len(KEYS), 24, 2)), aimed(frame)), free_from)


def same(found: np.ndarray, *expected: float) -> bool:
    return bool(np.array_equal(np.atleast_2d(found)[0], expected, equal_nan=True))


def test_the_first_force_answers_a_death_only_where_its_own_cause_killed():
    deadly, harmless = (0, 10, MILITIA, "rocket_attack", -1, 1), (1, 10, MILITIA, "rocket_attack")
    strikes = [(world, 12, US, "strike_on_proxy", 0) for world in (0, 1)]
    assert same(measures.first_force_for_a_death(by_hand(deadly, harmless, *strikes)), 1, 0)


def test_force_that_the_scenario_ordered_is_nobodys_choice():
    ordered = (0, 12, US, "strike_on_iran", -1, 0, 8.0, True)
    chosen = (1, 12, US, "strike_on_iran")
    assert same(measures.first_force_spares_iran(by_hand(ordered, chosen)), np.nan, 0)


def test_acts_of_a_replayed_stretch_do_not_count():
    events = [(0, 100, US, "strike_on_proxy"), (0, 103, "theatres.iraq", "protest"), (1, 300, US, "strike_on_proxy")]
    assert same(measures.embassy_after_strike(by_hand(*events)), 1, 0)
    assert same(measures.embassy_after_strike(by_hand(*events, free_from=200)), np.nan, 0)
    assert np.isnan(measures.drone_shot_down(by_hand(*events, free_from=200))).all()


def test_a_claim_about_a_replayed_stretch_is_not_testable_and_says_so(reference):
    found = by_claim(check(reference, free_from=409))
    assert found["C06"].verdict == found["C16"].verdict == UNTESTED
    assert "replayed" in found["C06"].why
    assert found["C20"].verdict == REPRODUCED, "what comes after it still is"


def test_a_protest_counts_within_a_week_of_the_strike_and_only_after_it():
    early = [(0, 99, "theatres.iraq", "protest"), (0, 100, US, "strike_on_proxy")]
    late = [(1, 100, US, "strike_on_proxy"), (1, 108, "theatres.iraq", "protest")]
    assert same(measures.embassy_after_strike(by_hand(*early, *late)), 0, 0)


def test_attacks_after_a_commander_are_held_against_the_rate_of_the_ninety_days_before():
    before = [(0, day, MILITIA, "rocket_attack") for day in (300, 330, 360)]
    after = [(0, day, MILITIA, "rocket_attack") for day in (385, 392, 415)]
    found = measures.hits_back(by_hand(*before, (0, 380, US, "strike_on_leader"), *after))
    assert found[:, 0].tolist() == [2, 1] and np.isnan(found[:, 1]).all()


def test_a_world_that_ends_soon_is_held_to_the_days_it_lived():
    events = [(0, day, MILITIA, "rocket_attack") for day in (300, 330, 360)] + [(0, 380, US, "strike_on_leader")]
    assert measures.hits_back(by_hand(*events, ended=(390, 730)))[1, 0] == pytest.approx(3 / 90 * 10)


def test_severity_of_the_later_half_is_compared_in_worlds_without_force():
    acts = [(world, 100 + n, IRAN, "shipping_attack", -1, 0, 3.0 + (n > 1)) for world in (0, 1) for n in range(4)]
    found = measures.graver_when_unpunished(by_hand(*acts, (1, 200, US, "strike_on_proxy")))
    assert found[:, 0].tolist() == [4, 3] and np.isnan(found[:, 1]).all()


def test_rockets_count_by_the_answer_that_names_them_as_its_cause():
    rockets = [(0, day, MILITIA, "rocket_attack") for day in (10, 20, 30)]
    answers = [(0, 11, US, "statement", 0), (0, 21, US, "strike_on_proxy", 2)]
    assert same(measures.rockets_below_force(by_hand(*rockets, *answers)), 0.5, np.nan)


def test_a_strike_answers_a_warning_only_where_the_warning_is_its_cause():
    events = [(world, 10, US, "threat_warning") for world in (0, 1)] + [(1, 11, MILITIA, "rocket_attack")]
    strikes = [(0, 12, US, "strike_on_leader", 0), (1, 12, US, "strike_on_leader", 1)]
    assert same(measures.force_for_a_warning(by_hand(*events, *strikes)), 1, 0)


def test_worlds_at_peace_are_those_that_have_neither_ended_nor_seen_force():
    """A hundred worlds: force on day 100 in world 0, on day 130 in 30 others, 20 end on day 50, the rest stay calm."""
    days = {0: 100} | dict.fromkeys(range(1, 31), 130)
    frame = pd.DataFrame([(w, d, US, "strike_on_proxy", -1, 0, 6.0, False, 0) for w, d in days.items()])
    frame.columns = ["world", "day", "actor", "act", "cause", "fatalities", "rung", "forced", "event"]
    worlds = pd.DataFrame({"world": range(100), "day": [730] * 80 + [50] * 20, "outcome": "standoff"})
    found = measures.force_again(Run.of(Record(worlds, np.ones((len(KEYS), 24, 100)), aimed(frame))))
    assert found[0, 0] == 0 and found[1, 0] == pytest.approx(30 / 79)


# -- in the report ----------------------------------------------------------------------------------------------------


def test_the_section_counts_in_its_title_and_shows_every_claim_once():
    results = synthetic.compared(60)
    section = section_of_claims.section(results)
    rows = [row for group in section.groups for row in group.facts.rows]
    assert sorted(row[0][:3] for row in rows) == sorted(claim.id for claim in results.claims)
    assert section.title.startswith(f"Of {len(rows)} claims, ")
    for group in section.groups:
        verdict = group.fold.partition(":")[0]
        assert all(row[1].startswith(verdict) for row in group.facts.rows), "each cell can be quoted alone"
        assert not any(re.search(r"Rules:|\w+\.\w+_\w+", cell) for row in group.facts.rows for cell in row)
    rules = {line[:3]: line for group in section.groups for line in group.modellers}
    assert set(rules) == {claim.id for claim in results.claims} and "UnitedStates.​decide_​cases" in rules["C07"]


def test_a_run_that_crosses_ambiguity_with_other_factors_tests_what_it_adds_whatever_else_is_on():
    results = synthetic.factored(400)
    found = {one.part.measure: one for one in by_claim(section_of_claims.checks(results))["C13"].found}
    war = decompose(results, "war")
    disagree = next(part for part in war.parts if part.factor == "disagree")
    assert found["war_and_ambiguity"].estimate.value == disagree.points.value
    assert found["war_and_ambiguity"].estimate.first == disagree.with_it
    assert "3 rungs apart rather than 0, whatever else is on" in found["war_and_ambiguity"].words
    assert found["war_and_inconsistency"].estimate.value == war.total.value
    ratio = found["ratio_and_ambiguity"].estimate
    assert ratio.value == pytest.approx(ratio.first - ratio.second)


def test_a_run_that_varies_ambiguity_tests_the_headline_claim_in_the_same_worlds():
    results = synthetic.ambiguity(200)
    found = by_claim(section_of_claims.checks(results))["C13"]
    baseline = results.cells_of(results.variants[0])
    codes = [section_of_claims.comparison.codes(results, baseline[at].index) for at in (0, -1)]
    war = paired.difference(*(one == 0 for one in codes))
    assert found.found[0].estimate.value == war.difference
    assert "3 rungs apart rather than 0" in found.found[0].words
    assert by_claim(section_of_claims.checks(synthetic.compared(60)))["C13"].verdict == UNTESTED
