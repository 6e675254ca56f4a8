"""The strategic theory: what either capital has at stake, and how surely it chooses what is worth more."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from sim.crisis.model import CrisisModel
from sim.engine.arrays import Array
from tests.crisis.directions.reading import MANY, Direction, each, every, open_case

US = "united_states.stakes"
IRAN = "iran.stakes"
#: Tehran expects any American answer as likely as any other, the same after all its acts: 1.3 over 7 of a war's cost.
BLIND = {"theory": "strategic", f"{US}.rationality": 0.0}


# -- Washington --------------------------------------------------------------------------------------------------------


def worth(model: CrisisModel, place: int, looks: float) -> Array:
    """What an answer to an act of Iran's own is worth that looks so grave."""
    return open_case(model, 4.0).weigh_answers(every(model), each(model, looks))[place]


def commander_struck(model: CrisisModel) -> Array:
    """Whether a commander is struck for a provocation a rung above the line, for which Iran itself is blamed."""
    us = model.united_states
    us.provocation[:], us.provocation_direct[:], us.chances = 7.0, True, every(model)
    us.decide_leader(us.chances, each(model, 6.0))
    return us.to_strike_leader


#: Tehran's reply is a toss between a rocket at 4 and a salvo at 8: 0.4 of a war's cost.
TOSS = {"theory": "strategic", f"{IRAN}.rationality": 0.0, "iran.answer.warned": 0.0}
WASHINGTON = (
    Direction(f"{US}.resolve", lambda m: worth(m, 0, 6.0), {0.5: -0.3, 2.0: -1.2},
              "C14: what is let pass costs", beside=TOSS),
    Direction(f"{US}.war", lambda m: worth(m, 4, 4.0), {0.25: -0.04, 1.0: -0.16},
              "C10: and so does every rung of an answer", beside=TOSS),
    # Leaving it at troops: -0.3. Striking: 0.245 for the rung and 0.2 for the reply, so 0.145 less.
    Direction(f"{US}.rationality", commander_struck, {0.0: 0.5, 10.0: expit(-1.45)},
              "C23: how surely it takes what is worth more", MANY, TOSS),
)  # fmt: skip


# -- Tehran ------------------------------------------------------------------------------------------------------------


def chances(model: CrisisModel) -> Array:
    """Chances of doing nothing and of aims at rungs 3 to 6, half of exports in prospect being lost."""
    model.iran.foreseen = each(model, 0.5)
    return model.iran.weigh_acts()


def a_rung_more(model: CrisisModel) -> Array:
    """What an aim at rung 4 is worth beyond one at rung 3."""
    found = chances(model)
    return np.log(found[2] / found[1]) / model.iran.rationality


def answered_openly(model: CrisisModel) -> Array:
    """Whether a strike at rung 8 is answered openly."""
    return model.iran.willing_to_answer(every(model), each(model, 8.0))


ONE_GAIN = {**BLIND, f"{IRAN}.war": 0.0, f"{IRAN}.leverage": 0.0}
TEHRAN = (
    Direction(f"{IRAN}.rationality", lambda m: chances(m)[0],
              {0.0: 0.2, 5.0: 1.0 / (1.0 + np.exp([1.5, 2.0, 2.5, 3.0]).sum())},
              "C06: how surely it takes what is worth more", beside={**ONE_GAIN, f"{IRAN}.rivalry": 1.0}),
    Direction(f"{IRAN}.rivalry", a_rung_more, {0.1: 0.01, 0.3: 0.03}, "C05: hostility is an end in itself",
              beside=ONE_GAIN),
    Direction(f"{IRAN}.leverage", a_rung_more, {0.2: 0.01, 1.0: 0.05}, "C06: and a means against pressure",
              beside={**BLIND, f"{IRAN}.war": 0.0, f"{IRAN}.rivalry": 0.0}),
    Direction(f"{IRAN}.war", a_rung_more, {0.5: -0.035, 2.0: -0.14}, "C14: each further rung costs more",
              beside={**ONE_GAIN, f"{IRAN}.rivalry": 0.0}),
    # Looks like 7.5: a rocket leaves 3.5 rungs unanswered and costs 0.08, a salvo none and 0.32.
    Direction(f"{IRAN}.resolve", answered_openly, {0.5: expit(-0.65), 2.0: expit(4.6)},
              "C15: what is left unanswered costs", MANY,
              {**BLIND, f"{IRAN}.rationality": 10.0, f"{IRAN}.war": 0.5, "iran.answer.warned": 0.0}),
)  # fmt: skip

STRATEGIC = (*WASHINGTON, *TEHRAN)
