"""How a direction is measured: a rule is lived through once, in worlds that differ by one parameter alone.

Luck is even: of a thousand worlds the draws are the middles of a thousand equal parts, so that a share of worlds is the
chance itself, a mean is the mean, and no tolerance is a matter of luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.crisis.actors.washington.president import UnitedStates
from sim.crisis.model import CrisisModel
from sim.engine.arrays import Array
from sim.engine.board import Incident
from sim.engine.chance import REAL, Chance, Stream
from sim.engine.events import WORDS
from sim.engine.recorder import Recorder
from tests.crisis.worlds import CATALOGUE, members

#: Worlds of a reading that rests on a draw.
MANY = 1000

#: One voice in Washington, the same every day, whose line is the threshold; what adds to a rule is switched off.
PLAIN: Mapping[str, Any] = {
    "united_states.president.weight": 1.0,
    "united_states.president.offset": 0.0,
    "united_states.sanctions.preference": 0.0,
    "united_states.lobby.pull": 0.0,
    "united_states.agencies.spread": 0.0,
    "united_states.agencies.variability": 0.0,
    "united_states.force_threshold": 6.0,
    "united_states.fatality_threshold": 3.0,
    "united_states.war_aversion": 1.0,
    "united_states.proxy_discount": 2.0,
    "united_states.follow_through": 1.0,
    "united_states.ratchet.cap": 10.0,
    "iran.offer.base": 0.3,
    "iran.offer.pain": 0.0,
    "iran.offer.fear": 0.0,
    "iran.boldness": 0.0,
    "iran.strike_back.variation": 0.0,
    "iran.answer.lead": 0.0,
    "iran.answer.chance": 1.0,
    "iran.variety": 0.0,
    "iran.miss": 0.0,
    "proxies.miss": 0.0,
}


class EvenStream(Stream):
    """Draws that are spread evenly over each cell of worlds, the same for every name and day."""

    def uniform(self, day: int, where: Any = None) -> Array:
        count = len(self._worlds)
        place = np.arange(count) if where is None else where
        return ((place % self.each + 0.5) / self.each).astype(REAL)

    def normal(self, day: int, where: Any = None) -> Array:
        return ndtri(self.uniform(day, where)).astype(REAL)


class EvenChance(Chance):
    """Chance whose draws are even over cells of so many worlds."""

    def __init__(self, worlds: Array, each: int):
        super().__init__(0, worlds)
        self._each = each

    def stream(self, actor: str, purpose: str) -> Stream:
        found = EvenStream(f"{actor}/{purpose}", 0, self.worlds)
        found.each = self._each
        return found


@dataclass(frozen=True)
class Direction:
    """What is read at some values of a parameter.

    Attributes:
        path: of the parameter, or of all members of its family (``"proxies.tempo"``).
        reading: lives through the rule and returns what is measured, one number per world.
        reads: what is measured, by the parameter's value; from the lowest to the highest.
        why: the claim, and what it says.
        worlds: of each value; more than one where the reading rests on a draw, and then their mean is read.
        beside: other parameters.
        day: on which it is read.
    """

    path: str
    reading: Callable[[CrisisModel], Array]
    reads: Mapping[Any, float]
    why: str
    worlds: int = 1
    beside: Mapping[str, Any] = field(default_factory=dict)
    day: int = 0

    @property
    def claim(self) -> str:
        """The claim it stands on."""
        return self.why.partition(":")[0]

    @property
    def within(self) -> float:
        """How far a reading may lie off: rounding, and the evenness of the draws."""
        return 2e-5 if self.worlds == 1 else 2.0 / self.worlds

    def read(self) -> list[float]:
        """What is measured at each value, in the order of ``reads``."""
        if CATALOGUE[members(self.path)[0]].choices is not None:
            return [float(self._of({self.path: word}, 1)[0]) for word in self.reads]
        values = np.repeat(np.array(list(self.reads), float), self.worlds)
        return [float(one) for one in self._of({self.path: values}, len(self.reads))]

    def _of(self, own: Mapping[str, Any], cells: int) -> Array:
        what = {path: value for path, value in self.beside.items() if path not in own}
        model = small(self.worlds * cells, self.worlds, self.day, **what, **own)
        found = np.broadcast_to(np.asarray(self.reading(model), float), (model.world_count,))
        return found.reshape(cells, self.worlds).mean(axis=1)


def small(worlds: int = 1, each: int = 0, day: int = 0, **settings: Any) -> CrisisModel:
    """A model on some day, with even luck over cells of so many worlds; by default over all."""
    model = CrisisModel(worlds, rng=1, days=2, recorder=Recorder(10**6, 0), **{**PLAIN, **settings})
    model.chance = EvenChance(model.world, each or worlds)
    model.day = model.events.day = day
    return model


# -- what readings share ----------------------------------------------------------------------------------------------


def every(model: CrisisModel) -> Array:
    """Positions of all worlds."""
    return np.arange(model.world_count)


def each(model: CrisisModel, value: float) -> Array:
    """One number for all worlds."""
    return np.full(model.world_count, value, REAL)


def never(model: CrisisModel) -> Array:
    """No event, in any world."""
    return np.full(model.world_count, -1, np.int32)


def put(model: CrisisModel, actor: str, act: str, rung: float, deaths: int = 0, **details: Any) -> Incident:
    """Puts an act on today's board, in all worlds, and nothing else."""
    here, dead = every(model), np.full(model.world_count, deaths, np.int32)
    one = Incident(here, model.actor(actor), act, each(model, rung), 0 * here, deaths=dead, **details)
    model.today.incidents.append(one)
    return one


def noted(model: CrisisModel, act: str) -> Array:
    """How often an act has been noted in each world."""
    (log,), words = model.events.columns()
    mine = log["act"] == (words.index(act) if act in words else -1)
    return np.bincount(log["world"][mine], minlength=model.world_count)


def told(model: CrisisModel) -> list[Any]:
    """What has been noted, world by world, as rows with the log's columns, words in place of codes."""
    (found,), known = model.events.columns()
    log, words = pd.DataFrame(found), [*known, ""]
    for column in WORDS:
        log[column] = [words[code] for code in log[column]]
    return list(log.itertuples(index=False))


def among_all(model: CrisisModel, at: Array) -> Array:
    """1 in some worlds, 0 in the rest."""
    return np.bincount(at, minlength=model.world_count)


def open_case(model: CrisisModel, rung: float, deaths: int = 0, by: str = "iran", **details: bool) -> UnitedStates:
    """The same case in all worlds, put to the president today."""
    us, actor = model.united_states, model.actor(by)
    kinds = {"direct": actor is model.iran, "warned": False, "threat": False, **details}
    dead, event = np.full(model.world_count, deaths), np.zeros(model.world_count, np.int32)
    us.open_case(every(model), each(model, rung), dead, event, model.position(actor), **kinds)
    us.cases = us.asked = every(model)
    us.forget_choices()
    return us


def decided(model: CrisisModel, *case: Any, **details: Any) -> UnitedStates:
    """The president once he has decided on a case that is held against the line that all lines share."""
    us = open_case(model, *case, **details)
    us.decide_cases(every(model), us.common_line(every(model)))
    return us
