"""The facts by which readers pick worlds mean what their titles say, on worlds of one or a few acts made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analyses.hundred.traits import having
from sim.crisis.acts import ACTS
from sim.crisis.traits import TRAITS

DIED, FORCE, ROCKET = "An American died", "Washington used force", "Force began with a rocket"
OPENLY, OFF, BESIEGED, TERMS = (
    "Iran fired openly",
    "A strike was called off",
    "An embassy was besieged",
    "Terms met in talks",
)
STRIKES = ("strike_on_proxy", "strike_on_leader", "strike_on_iran")
#: What an act says by itself, where nobody died and its margin is on the far side.
ALONE = {key: {FORCE} for key in STRIKES} | {"open_salvo": {OPENLY}, "strike_called_off": {OFF}, "protest": {BESIEGED}}


def told(*acts: tuple[str, int, int, float]) -> set[str]:
    """Titles of the traits of a world whose acts are given as key, dead, cause and margin."""
    events = pd.DataFrame(acts, columns=["act", "fatalities", "cause", "margin"])
    events = events.assign(world=4, event=np.arange(len(acts)))
    return {one.title for one in TRAITS if having(one, events).tolist() == [4]}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_by_itself_makes_the_traits_that_name_it_and_no_other(act):
    assert told((act, 0, -1, -0.1)) == ALONE.get(act, set())
    assert told((act, 0, -1, np.nan)) == ALONE.get(act, set()), "what was measured against nothing met nothing"
    assert told((act, 1, -1, -0.1)) == ALONE.get(act, set()) | {DIED}
    assert told((act, 0, -1, 0.0)) == ALONE.get(act, set()) | ({TERMS} if act == "message" else set())


@pytest.mark.parametrize("cause", ACTS)
@pytest.mark.parametrize("strike", STRIKES)
def test_force_began_with_a_rocket_where_its_first_use_answers_a_rocket_attack_and_nothing_else(strike, cause):
    began = ROCKET in told((cause, 0, -1, -0.1), (strike, 0, 0, 0.1))
    assert began == (cause == "rocket_attack")


def test_a_rocket_that_was_not_answered_or_only_later_began_no_force():
    rocket, drone = ("rocket_attack", 0, -1, np.nan), ("drone_loss", 0, -1, np.nan)
    assert told(rocket, drone, ("strike_on_iran", 0, 1, 0.1)) == {FORCE}, "it answers the drone"
    assert told(rocket, ("strike_on_iran", 0, -1, np.nan)) == {FORCE}, "it answers nothing"
    assert told(rocket, drone, ("strike_on_iran", 0, 1, 0.1), ("strike_on_proxy", 0, 0, 0.1)) == {FORCE}
    assert told(rocket, drone, ("strike_on_proxy", 0, 0, 0.1), ("strike_on_iran", 0, 1, 0.1)) == {FORCE, ROCKET}
    assert told(rocket, ("strike_called_off", 0, 0, 0.1), ("strike_on_iran", 0, -1, np.nan)) == {FORCE, OFF}


def test_every_trait_is_one_of_these():
    assert {one.title for one in TRAITS} == {DIED, FORCE, ROCKET, OPENLY, OFF, BESIEGED, TERMS}
    assert len(TRAITS) == 7
