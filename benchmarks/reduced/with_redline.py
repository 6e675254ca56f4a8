"""Redline's own: a crisis of the engine's, rules written as for one world, lived day by day in NumPy or compiled.

The record is kept as everywhere in this benchmark, so that recorders are not compared with one another; compiled or
not, it is the same to the bit.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty
from sim.compiled import live
from sim.crisis.rules.decay import approach
from sim.engine.actor import Actor
from sim.engine.acts import Acts
from sim.engine.arrays import Array, Where
from sim.engine.cast import Cast, Role
from sim.engine.chance import REAL
from sim.engine.crisis import Crisis, Theory
from sim.engine.model import Model
from sim.engine.outcomes import Outcome, Outcomes
from sim.engine.portable import exp
from sim.engine.recorder import Observed, Recorder
from sim.engine.series import Series


class Iran(Actor):
    """The economy, the will to resist, and acts of its own forces."""

    author = -1

    def begin(self) -> None:
        self.share, self.trend, self.belief = self.each_world(1.0), self.each_world(1.0), self.each_world(4.5)
        self.weather, self.log_rate, self.mood, self.harvest = (self.each_world() for _ in range(4))
        self.resolve, self.hostility = self.each_world(), self.each_world()

    def perceive(self) -> None:
        level = self.model.level
        target = 1.0 - r.EXPORTS_LOST * level
        self.share = approach(self.share, target, np.where(target < self.share, REAL(45.0), REAL(200.0)))
        self.weather = 0.97 * self.weather + REAL(r.S97) * self.normal("exports")
        self.log_rate = approach(self.log_rate, r.RATE_WEIGHT * (1.0 - self.share), 60.0)
        self.mood = 0.97 * self.mood + REAL(r.S97) * self.normal("rate")
        self.trend = approach(self.trend, 1.0 - 0.25 * (1.0 - self.share) - 0.05 * self.log_rate, 120.0)
        self.harvest = 0.995 * self.harvest + REAL(r.S995) * self.normal("output")
        self.output = self.trend + 0.02 * self.harvest
        self.pain = np.minimum(1.0, 2.25 * np.maximum(0.0, 1.0 - self.output) + 0.1 * self.log_rate)
        self.resolve = 0.98 * self.resolve + REAL(r.S98) * self.normal("resolve")
        effort = level * np.clip(0.5 + 0.5 * self.pain + 0.25 * self.resolve, 0.0, 1.0)
        self.hostility = approach(self.hostility, effort, 30.0)
        urge = 0.75 * r.BOLDNESS * (level + self.pain)
        self.aim = np.clip(self.belief - 1.5 + urge + 0.1 * self.normal("aim"), 1.0, 9.0)

    def decide(self) -> None:
        self.attacks = self.worlds_where(self.happens("act", r.DIRECT * self.hostility))

    def act(self) -> None:
        self.model.attack(self, self.attacks)

    def learn(self) -> None:
        struck, spared, gravest = self.model.struck, self.model.spared, self.model.gravest
        self.belief[struck] += (gravest[struck] - self.belief[struck]) / 3.0
        belief = self.belief[spared]
        self.belief[spared] = np.minimum(belief + 0.05 * np.maximum(0.0, gravest[spared] - belief + 0.5), 9.0)


class Proxy(Actor):
    """An armed group."""

    author: int

    def begin(self) -> None:
        self.grievance, self.temper = self.each_world(), self.each_world()

    def decide(self) -> None:
        p = self.author
        self.temper = 0.95 * self.temper + REAL(r.S95) * self.normal("temper")
        obeys = self.happens("obeys", 1.0 - r.AUTONOMY[p])
        chance = r.TEMPO[p] * (1.0 + 2.0 * self.grievance) * (1.0 + 0.3 * np.clip(self.temper, -3.0, 3.0))
        chance += obeys * (r.OBEDIENT[p] * self.model.iran.hostility)
        self.attacks = self.worlds_where(self.happens("attack", chance))

    def act(self) -> None:
        self.model.attack(self, self.attacks)

    def learn(self) -> None:
        at = self.model.struck
        if at.size:
            mine = self.model.author[at] == self.author
            self.grievance[at] = np.where(mine, 1.0, np.maximum(self.grievance[at], 0.3))
        self.grievance *= REAL(0.988)


class Mediator(Actor):
    """Carries messages."""

    def begin(self) -> None:
        self.progress = self.each_world()

    def decide(self) -> None:
        through = self.happens("contact", r.CONTACT) & self.happens("heard", r.HEARD)
        terms = self.normal("terms")
        self.carried = self.worlds_where(through)
        self.worth = 0.1 * np.maximum(0.0, 1.0 + 0.5 * terms[self.carried])

    def learn(self) -> None:
        self.progress *= REAL(0.998)
        self.progress[self.worlds_where(self.model.gravest > 4.0)] *= REAL(0.8)
        self.progress[self.carried] += self.worth


class UnitedStates(Actor):
    """Answers the gravest act of the day."""

    def begin(self) -> None:
        self.attention = self.each_world()

    def answer(self) -> None:
        model = self.model
        self.attention = 0.9 * self.attention + REAL(r.S90) * self.normal("attention")
        line = r.LINE + 0.6 * self.normal("line") + 0.2 * self.attention
        hit = self.worlds_where(model.gravest > 0.0)
        above = model.gravest[hit] > line[hit]
        crossed = hit[above]
        willing = self.happens("will", r.WILL, crossed)
        strikes = self.each_world(0, bool)
        strikes[crossed] = willing
        model.struck, model.spared = hit[strikes[hit]], hit[~strikes[hit]]
        at_home = model.author[model.struck] < 0
        answered = self.happens("answer", np.where(at_home, r.ANSWER_HOME, r.ANSWER), model.struck)
        model.at_war[model.struck[answered]] = True


def _outcome(gravity: int, key: str, met: Any, stops: bool = True) -> Outcome:
    said = dict.fromkeys(("title", "clause", "finding", "noun", "plural", "criterion"), key)
    return Outcome(
        key, **said, met=met, colour=("#000", "#fff"), on_colour=("#fff", "#000"), gravity=gravity, stops=stops
    )


#: In the order of the codes in :mod:`benchmarks.reduced.rules`.
MET = (
    lambda model: model.at_war,
    lambda model: model.fallen,
    lambda model: model.mediator.progress >= 1.0,
    lambda model: model.struck_before,
    lambda model: ~model.struck_before,
)
CAST = Cast(
    (),
    [
        Role("iran", Iran, "Iran"),
        *(Role(f"proxy_{p}", Proxy, f"Proxy {p}", traits={"author": p}) for p in range(r.PROXIES)),
        Role("mediator", Mediator, "The mediator"),
        Role("united_states", UnitedStates, "The United States"),
    ],
)
REDUCED = Crisis(
    at="benchmarks.reduced.with_redline:REDUCED",
    title="the reduced crisis",
    model_at="benchmarks.reduced.with_redline:Reduced",
    cast_at="benchmarks.reduced.with_redline:CAST",
    outcomes=Outcomes(
        *(_outcome(-place, key, MET[place], stops=place < r.EXCHANGE) for place, key in enumerate(r.OUTCOMES))
    ),
    acts=Acts(),
    series=tuple(Series(key, key, "", 0.0, 10.0) for key in r.SERIES),
    theories=(Theory("usual", "Usual", "There is but one"),),
    rungs=(("calm", "Nothing happens."),),
    start=date(2018, 5, 8),
    days=730,
    headline="war",
    compare=("war", "deal"),
)


class Reduced(Model):
    """Many worlds of the reduced crisis."""

    crisis = REDUCED

    def begin(self) -> None:
        size = self.world_count
        self.level, self.gravest, self.escalation = (np.zeros(size, REAL) for _ in range(3))
        self.author, self.attacks = np.full(size, -2, np.int32), np.zeros(size, np.int32)
        self.at_war, self.fallen, self.struck_before = (np.zeros(size, bool) for _ in range(3))

    def assemble(self, events: tuple[Any, ...]) -> None:
        self.iran, self.mediator = self.one("iran", Iran), self.one("mediator", Mediator)
        self.united_states = self.one("united_states", UnitedStates)

    def attack(self, actor: Any, at: Where) -> None:
        if not at.size:
            return
        rung = np.clip(self.iran.aim[at] + 0.8 * actor.normal("miss", at), 1.0, 9.0)
        dead = actor.happens("death", r.LETHALITY * np.maximum(rung - 2.0, 0.0), at)
        rung = np.where(dead, np.maximum(rung, 6.0), rung)
        self.attacks[at] += 1
        graver = rung > self.gravest[at]
        self.gravest[at[graver]], self.author[at[graver]] = rung[graver], actor.author

    def befall(self) -> None:
        self.united_states.answer()

    def count(self) -> None:
        self.struck_before[self.struck] = True
        self.fallen = self.united_states.happens("collapse", r.COLLAPSE * self.iran.pain**2)
        self.escalation = np.maximum(REAL(0.93) * self.escalation, self.gravest)
        self.gravest[:], self.author[:] = 0.0, -2
        self.level = np.minimum(self.level + r.PRESSURE / r.RAMP, r.PRESSURE)

    def observe(self) -> tuple[Array, ...]:
        iran = self.iran
        return (
            2.4 * iran.share * exp(0.15 * iran.weather * (1.0 - iran.share)),
            exp(iran.log_rate + 0.08 * iran.mood),
            *(iran.output, iran.pain, iran.hostility, iran.belief, self.escalation, self.mediator.progress),
        )


class Paths(Recorder):
    """Keeps every series of every world, and nothing else; a world that has ended keeps its last values.

    Args:
        found: where to.
    """

    def __init__(self, found: Result):
        super().__init__(events_below=0)
        self._found = found

    def start(self, model: Observed) -> None:
        self._model = model
        self._choose(model.crisis)

    def take(self) -> None:
        model, daily = self._model, self._found.daily
        assert model is not None
        for row, values in enumerate(model.observe()):
            daily[row, model.day] = values
        ended = np.flatnonzero(model.end_day < model.day)
        if ended.size:
            daily[:, model.day, ended] = daily[:, model.day - 1, ended]

    def record_paths(self, paths: Array, first: int) -> None:
        assert self._model is not None
        at = slice(first, first + len(paths))
        ends = self._model.end_day[at, None]
        lived = np.minimum(np.arange(paths.shape[1]), ends)
        self._found.daily[:, :, at] = paths[np.arange(len(paths))[:, None], lived].transpose(2, 1, 0)


def simulate(worlds: int, days: int, seed: int, block: int = 16_384, compiled: bool = False) -> Result:
    """All worlds, in blocks that stay in the cache."""

    def made(world: Array, recorder: Recorder) -> Reduced:
        return Reduced(world, rng=seed, days=days, recorder=recorder)

    found = empty(worlds, days)
    for first in range(0, worlds, block):
        some = slice(first, min(first + block, worlds))
        mine = Result(found.outcome[some], found.attacks[some], found.daily[:, :, some])
        model = made(np.arange(some.start, some.stop), Paths(mine))
        if compiled:
            live.live(model, made)
        while model.running:
            model.step()
        day = model.day  # where all worlds have ended before the horizon
        mine.daily[:, day:] = mine.daily[:, day - 1 : day]
        mine.outcome[:], mine.attacks[:] = model.outcome_code, model.attacks
    return found


def simulate_compiled(worlds: int, days: int, seed: int) -> Result:
    """The same by compiled rules, which are made at the first call."""
    return simulate(worlds, days, seed, compiled=True)
