"""A further outcome, act, side or militia is right by construction: one entry, and everything that counts has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.crisis.acts import ACTS, AMERICAN_FORCE
from sim.crisis.facts.patterns import in_iraq
from sim.crisis.militias import kind_of
from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import STANDOFF
from sim.crisis.us_iran import US_IRAN
from sim.engine.acts import Act, Acts
from sim.engine.board import Incident
from sim.engine.outcomes import Outcome, Outcomes
from sim.scenario.parts import Cast
from tests.crisis.worlds import LIVELY, happening, run

#: Nobody has done anything grave: told from other standoffs at the horizon.
QUIET = Outcome(
    "quiet",
    title="Quiet",
    clause="Nothing grave happens",
    finding="Nothing grave happens",
    noun="quiet",
    plural="quiet worlds",
    criterion="The horizon is reached, and no act reached rung 2.",
    met=lambda model: model.top_rung < 2.0,
    colour=("#ffffff", "#000000"),
    on_colour=("#000000", "#ffffff"),
    gravity=0,
)


def with_outcome(*outcomes: Outcome) -> type[CrisisModel]:
    class Wider(CrisisModel):
        crisis = replace(US_IRAN, outcomes=Outcomes(*outcomes))

    return Wider


def test_a_seventh_outcome_takes_its_worlds_from_the_one_behind_it():
    six = list(US_IRAN.outcomes.values())
    model = with_outcome(*six[:-1], QUIET, STANDOFF)(60, rng=3, days=60)
    model.run_model()
    usual = CrisisModel(60, rng=3, days=60)
    usual.run_model()
    quiet, standoff = (model.crisis.outcomes.code(key) for key in ("quiet", "standoff"))
    assert (model.outcome_code == quiet).sum() > 5
    assert np.array_equal(model.outcome_code == quiet, usual.top_rung < 2.0)
    assert np.array_equal(
        np.isin(model.outcome_code, (quiet, standoff)), usual.outcome_code == US_IRAN.outcomes.code("standoff")
    )


def test_force_of_a_third_side_is_not_american():
    strike = Act("israeli_strike", "Israeli strike", 7.0, "force", "israel", ("israel",), "struck from the air")
    acts = Acts(*ACTS.values(), strike)
    assert acts.of_kind("force", side="united_states") == AMERICAN_FORCE
    assert acts.of_kind("force") == (*AMERICAN_FORCE, "israeli_strike")
    model = CrisisModel(3, rng=1, days=5)
    at = np.arange(3)
    israeli = Incident(at, model.iran, "israeli_strike", np.full(3, 7.0), at)
    american = Incident(at, model.united_states, "strike_on_iran", np.full(3, 8.0), at)
    for force in ([], [american]):
        board = model.board([israeli, *force])
        assert board.force() == force
        assert board.shocking()[0].size == 3 * len(force)


def test_acts_of_a_third_side_raise_no_escalation_and_put_no_question(monkeypatch):
    strike = Act("israeli_strike", "Israeli strike", 9.0, "force", "israel", ("israel",), "struck from the air")
    raid = Act("israeli_raid", "Israeli raid", 9.0, "attack", "israel", ("israel",), "raided a depot")
    for module in ("sim.crisis.environment.ACTS", "sim.crisis.happenings.ACTS"):
        monkeypatch.setattr(module, Acts(*ACTS.values(), strike, raid))
    model = CrisisModel(3, rng=1, days=5)
    at = np.arange(3)
    for act in (strike, raid):
        model.today.incidents.append(Incident(at, model.iran, act.key, np.full(3, act.rung), at))
    model.count()
    assert not model.escalation.any() and not model.top_rung.any() and model.today.attacks() == []
    model.today.incidents.append(Incident(at, model.iran, "drone_loss", np.full(3, 4.5), at))
    model.count()
    assert (model.top_rung == 4.5).all() and len(model.today.attacks()) == 1


def test_a_third_sides_force_can_be_made_to_happen_where_it_is_aimed(monkeypatch):
    strike = Act("israeli_strike", "Israeli strike", 7.0, "force", "israel", ("israel",), forceable=True)
    for module in ("sim.crisis.environment.ACTS", "sim.crisis.happenings.ACTS"):
        monkeypatch.setattr(module, Acts(*ACTS.values(), strike))
    events = [happening("united_states", "israeli_strike", 3, 7.0, target="kataib_hezbollah")]  # nobody else is there
    found = run(4, days=10, events=events)
    mine = found.events[found.events["act"] == "israeli_strike"]
    assert len(mine) == 4 and set(mine["target"]) == {"proxies.kataib_hezbollah"} and mine["forced"].all()
    assert (found.block.columns["first_force_day"] < 0).all()


def test_a_militia_that_a_scenario_adds_in_iraq_is_among_those_of_iraq():
    badr = Cast(added=(("badr", {"like": "iraqi_front", "theatre": "iraq"}),))
    settings = {**LIVELY, "proxies.badr.obedient.tempo": 0.5}
    found = run(20, days=90, cast=badr, **settings)
    mine = found.events[(found.events["actor"] == "proxies.badr") & (found.events["act"] == "rocket_attack")]
    assert len(mine) > 20
    assert in_iraq(mine).all()
    assert {kind_of(*row) for row in mine[["actor", "act", "target"]].itertuples(index=False)} == {"iraq"}
    counted = in_iraq(found.events) & (found.events["act"] == "rocket_attack")
    per_world = pd.Series(counted.to_numpy()).groupby(found.events["world"].to_numpy()).sum()
    totals = found.block.columns["iraq_attacks"]
    assert np.array_equal(per_world.reindex(range(20), fill_value=0).to_numpy(), totals)


def test_a_militia_added_elsewhere_is_not():
    badr = Cast(added=(("badr", {"like": "iraqi_front", "theatre": "lebanon"}),))
    found = run(10, days=60, cast=badr, **{**LIVELY, "proxies.badr.obedient.tempo": 0.5})
    mine = found.events[found.events["actor"] == "proxies.badr"]
    assert len(mine) > 5 and not in_iraq(mine).any()
