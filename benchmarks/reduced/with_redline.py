"""Redline's own parts: actors with one number per world, named chance, Mesa's phases; rules written as for one world.

The record is kept as everywhere in this benchmark, so that recorders are not compared with one another.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty
from sim.crisis.rules.decay import approach
from sim.engine.actor import Actor
from sim.engine.arrays import Array, Where
from sim.engine.chance import REAL, Chance


class Iran(Actor):
    """The economy, the will to resist, and acts of its own forces."""

    author = -1

    def begin(self) -> None:
        self.share, self.trend, self.belief = self.each_world(1.0), self.each_world(1.0), self.each_world(4.5)
        self.weather, self.log_rate, self.mood, self.harvest = (self.each_world() for _ in range(4))
        self.resolve, self.hostility = self.each_world(), self.each_world()

    def perceive(self) -> None:
        level, target = self.model.level, REAL(1.0 - r.EXPORTS_LOST * self.model.level)
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
        above[above] = self.happens("will", r.WILL, hit[above])
        model.struck, model.spared = hit[above], hit[~above]
        at_home = model.author[model.struck] < 0
        answered = self.happens("answer", np.where(at_home, r.ANSWER_HOME, r.ANSWER), model.struck)
        model.finish(model.struck[answered], r.WAR)


class Crisis(mesa.Model):
    """Many worlds of the reduced crisis, stepped together."""

    def __init__(self, world: Array, seed: int, found: Result):
        super().__init__(rng=seed)
        self.world_count, self.day, self.found = len(world), 0, found
        self.chance, self.choosing = Chance(seed, world), True
        self.alive, self.code = np.ones(len(world), bool), np.full(len(world), -1, np.int32)
        self.struck_before, self.escalation = np.zeros(len(world), bool), np.zeros(len(world), REAL)
        self.iran = Iran(self, "iran", "Iran")
        self.proxies = [Proxy(self, f"proxies.{p}", f"Proxy {p}") for p in range(r.PROXIES)]
        for place, proxy in enumerate(self.proxies):
            proxy.author = place
        self.mediator = Mediator(self, "mediator", "The mediator")
        self.united_states = UnitedStates(self, "united_states", "The United States")
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def attack(self, actor: Any, at: Where) -> None:
        if not at.size:
            return
        rung = np.clip(self.iran.aim[at] + 0.8 * actor.normal("miss", at), 1.0, 9.0)
        dead = actor.happens("death", r.LETHALITY * np.maximum(rung - 2.0, 0.0), at)
        rung = np.where(dead, np.maximum(rung, 6.0), rung)
        self.found.attacks[at] += 1
        graver = rung > self.gravest[at]
        self.gravest[at[graver]], self.author[at[graver]] = rung[graver], actor.author

    def finish(self, at: Where, code: int) -> None:
        self.code[at[self.code[at] < 0]] = code

    def step(self) -> None:
        self.level = r.PRESSURE * min(1.0, self.day / r.RAMP)
        self.gravest, self.author = np.zeros(self.world_count, REAL), np.full(self.world_count, -2, np.int8)
        for phase in ("perceive", "decide", "act"):
            self.agents.do(phase)
        self.united_states.answer()
        self.agents.do("learn")
        self.struck_before[self.struck] = True
        falls = self.united_states.happens("collapse", r.COLLAPSE * self.iran.pain**2)
        self.finish(self.united_states.worlds_where(falls), r.COLLAPSED)
        self.finish(self.united_states.worlds_where(self.mediator.progress >= 1.0), r.DEAL)
        self.escalation = np.maximum(REAL(0.93) * self.escalation, self.gravest)
        self.record()
        self.alive &= self.code < 0
        self.day += 1

    def record(self) -> None:
        iran, daily, day = self.iran, self.found.daily, self.day
        np.multiply(2.4 * iran.share, np.exp(0.15 * iran.weather * (1.0 - iran.share)), out=daily[0, day])
        np.exp(iran.log_rate + 0.08 * iran.mood, out=daily[1, day])
        states = (iran.output, iran.pain, iran.hostility, iran.belief, self.escalation, self.mediator.progress)
        for row, state in enumerate(states, 2):
            daily[row, day] = state
        ended = np.flatnonzero(~self.alive)
        if ended.size:
            daily[:, day, ended] = daily[:, day - 1, ended]


def simulate(worlds: int, days: int, seed: int, block: int = 16_384) -> Result:
    """All worlds, in blocks that stay in the cache."""
    found = empty(worlds, days)
    for first in range(0, worlds, block):
        some = slice(first, min(first + block, worlds))
        mine = Result(found.outcome[some], found.attacks[some], found.daily[:, :, some])
        model = Crisis(np.arange(some.start, some.stop), seed, mine)
        for _ in range(days):
            model.step()
        mine.outcome[:] = np.where(model.code >= 0, model.code, np.where(model.struck_before, r.EXCHANGE, r.STANDOFF))
    return found
