"""Each variant of the scenario ``mechanisms`` switches off what its title says, and the model without it behaves so."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from tests.crisis.worlds import LIVELY, run


@pytest.fixture(scope="module")
def settings():
    scenario = sim.load("redline:mechanisms")
    catalogue = scenario.paths().catalogue
    found = {one.name: {path: value.only for path, value in one.values.items()} for one in scenario.variants}
    assert all(path in catalogue for each in found.values() for path in each)
    return found


def test_without_learning_no_act_moves_the_line_that_iran_believes_in(settings):
    lively, still = (run(40, days=150, **LIVELY, **more) for more in ({}, settings["no_learning"]))
    assert np.ptp(lively.path("belief"), axis=0).mean() > 0.5
    assert np.ptp(still.path("belief"), axis=0).max() < 0.2


def test_without_ambiguity_all_advice_is_the_same_every_day(settings):
    model = run(5, days=5, **settings["no_ambiguity"]).model
    model.united_states.asked = np.arange(5)
    for agency in model.agencies:
        agency.advise()
    lines = np.stack([agency.line for agency in model.agencies])
    np.testing.assert_allclose(lines, np.broadcast_to(lines[:1, :1], lines.shape), rtol=1e-6)


def test_without_the_fatality_rule_a_death_makes_no_act_graver(settings):
    model = run(5, days=5, **settings["no_fatality_rule"]).model
    assert np.all(model.united_states.premium_for_death(np.arange(5)) == 0)
    assert np.all(run(5, days=5).model.united_states.premium_for_death(np.arange(5)) > 0)


def test_without_the_ratchet_force_leaves_the_line_where_it_was(settings):
    moved, still = (run(40, days=150, **LIVELY, **more).model for more in ({}, settings["no_ratchet"]))
    assert moved.united_states.strikes.sum() > 20 and moved.united_states.ratchet.max() > 0
    assert still.united_states.strikes.sum() > 0 and still.united_states.ratchet.max() == 0


def test_without_a_will_of_their_own_the_groups_of_iraq_and_lebanon_attack_only_when_asked(settings):
    """A proxy's unordered attack names no line of Iran's; Ansar Allah keeps its own war."""
    quick = {key: value for key, value in LIVELY.items() if key != "proxies.tempo"}
    log = run(60, days=200, **quick, **settings["obedient_proxies"]).events
    attacks = log[log["actor"].str.startswith("proxies.") & (log["actor"] != "proxies.ansar_allah")]
    assert len(attacks) > 50 and attacks["threshold"].notna().all()


def test_without_go_betweens_no_channel_opens():
    scenario = sim.load("redline:mechanisms").replace(only=["no_mediators"], assumptions={"draws": 0}, days=400)
    events = sim.run(scenario, worlds=40).events
    opened = events[events["act"] == "talks_offer"].groupby("variant", observed=False).size()
    assert opened["baseline"] > 0 and opened["no_mediators"] == 0
