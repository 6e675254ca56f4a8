"""Claims switched off one by one: what is kept is what the present rules make, and words follow from the numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analyses.facts import claim_effects
from sim.analyses.facts.claim_effects import COUNTED, Change, Effect, counted_together
from sim.analyses.facts.claim_parts import checks
from sim.crisis.model import CrisisModel
from sim.crisis.us_iran import US_IRAN
from sim.scenario import load
from tests.conftest import ROOT

REFERENCE = load("redline:maximum_pressure", crisis=US_IRAN)
SWITCHED = {one.claim: one.switched_off for one in checks() if one.switched_off is not None}

NONE = Effect("C04", "Nothing is saved", 100, 0, (Change("war", 0.2, 0.2, 0.0, -0.02, 0.02, True),))
UNCLEAR = replace(NONE, moved=3)
CLEAR = replace(NONE, moved=9, changes=(*NONE.changes, Change("strikes", 1.0, 1.5, 0.5, 0.25, 0.75, False)))


def test_what_reports_quote_is_what_the_present_rules_make():
    seen, effects = claim_effects.kept()
    assert seen == claim_effects.witness(REFERENCE), "the rules have changed since: run make claims"
    assert list(effects) == list(SWITCHED)
    assert claim_effects.markdown(list(effects.values())) in (ROOT / "docs/claims.md").read_text(encoding="utf-8")


def test_every_claim_that_is_said_to_do_nothing_visible_can_be_switched_off():
    assert set(SWITCHED) == {"C04", "C10", "C11", "C12", "C15", "C18", "C21", "C22"}
    outcomes = {key for keys in counted_together(US_IRAN).values() for key in keys}
    assert outcomes <= set(US_IRAN.outcomes)
    for off in SWITCHED.values():
        assert off.quantity in COUNTED and off.quantity in CrisisModel(1, rng=1, days=1).counted()
        assert off.set or off.without


def test_a_claim_whose_mechanism_has_no_time_to_act_has_no_effect(monkeypatch):
    some = tuple(one for one in checks() if one.claim in ("C11", "C22"))
    monkeypatch.setattr(claim_effects, "checks", lambda: some)
    found = claim_effects.measure(REFERENCE.replace(days=20), 12)
    assert [(one.claim, one.moved, one.verdict) for one in found] == [
        ("C11", 0, "no effect in this model"),
        ("C22", 0, "no effect in this model"),
    ]
    assert all(change.change == 0 for one in found for change in one.changes)


def test_a_claim_whose_switch_matters_has_an_effect_of_the_right_sign(monkeypatch):
    (ratchet,) = (one for one in checks() if one.claim == "C22")
    off = replace(ratchet.switched_off, set={"united_states.force_allowed": 0})
    monkeypatch.setattr(claim_effects, "checks", lambda: (replace(ratchet, switched_off=off),))
    (found,) = claim_effects.measure(REFERENCE.replace(days=600), 40)
    strikes = found.changes[-1]
    assert found.moved and strikes.off == 0 and strikes.on > 0 and strikes.clear
    assert found.verdict == "an effect in this model"


@pytest.mark.parametrize(
    ("effect", "verdict"),
    [(NONE, "no effect in this model"), (UNCLEAR, "no clear effect in this model"), (CLEAR, "an effect in this model")],
    ids=["none", "unclear", "clear"],
)
def test_the_verdict_follows_from_worlds_moved_and_intervals(effect, verdict):
    assert effect.verdict == verdict
    assert f"(nothing is saved): {verdict}. " in effect.words


def test_only_clear_differences_are_told_where_there_are_any():
    assert CLEAR.words.endswith("with it, strikes +0.50 (+0.25 to +0.75).")
    assert UNCLEAR.words.endswith(
        "3 of 100 worlds end otherwise or on another day without it; with it, war +0.0 points (-2.0 to +2.0)."
    )


def test_the_mean_difference_of_counts_is_paired():
    off, on = np.arange(100), np.arange(100) + np.tile([0, 2], 50)
    found = claim_effects._of_counts("acts", off, on)
    assert found.change == 1.0 and found.clear
    assert found.high - found.low < 0.6  # unpaired, the spread of the counts would make it 20


def test_the_claims_row_of_a_report_says_so(monkeypatch):
    from sim.analyses.facts.claims_checked import GIVEN, Checked
    from sim.report.sections import claims
    from tests import fake

    monkeypatch.setattr(claim_effects, "kept", lambda: ("", {"C04": NONE}))
    results = fake.run(monkeypatch, fake.scenario(worlds=50))
    rows = {claim.id: claims._rules(results, claim, Checked(claim.id, GIVEN)) for claim in US_IRAN.claims_with_uses()}
    assert "no effect in this model" in rows["C04"]
    assert "effect" not in rows["C05"]
