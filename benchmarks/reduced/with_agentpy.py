"""An ordinary AgentPy model, one world at a time, by an Experiment; the agents are written as in the Mesa model."""

from __future__ import annotations

import contextlib
import io
import math

import agentpy as ap
import numpy as np

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty
from benchmarks.reduced.with_mesa import fill


class Iran(ap.Agent):
    """The economy, the will to resist, and acts of its own forces."""

    def setup(self):
        self.share = self.trend = 1.0
        self.weather = self.log_rate = self.mood = self.harvest = self.resolve = self.hostility = self.pain = 0.0
        self.belief = 4.5

    def perceive(self):
        level, normal = self.model.level, self.model.random.gauss
        target = 1.0 - r.EXPORTS_LOST * level
        self.share += (target - self.share) / (45.0 if target < self.share else 200.0)
        self.weather = 0.97 * self.weather + r.S97 * normal(0.0, 1.0)
        self.log_rate += (r.RATE_WEIGHT * (1.0 - self.share) - self.log_rate) / 60.0
        self.mood = 0.97 * self.mood + r.S97 * normal(0.0, 1.0)
        self.trend += (1.0 - 0.25 * (1.0 - self.share) - 0.05 * self.log_rate - self.trend) / 120.0
        self.harvest = 0.995 * self.harvest + r.S995 * normal(0.0, 1.0)
        self.output = self.trend + 0.02 * self.harvest
        self.pain = min(1.0, 2.25 * max(0.0, 1.0 - self.output) + 0.1 * self.log_rate)
        self.resolve = 0.98 * self.resolve + r.S98 * normal(0.0, 1.0)
        effort = level * min(max(0.5 + 0.5 * self.pain + 0.25 * self.resolve, 0.0), 1.0)
        self.hostility += (effort - self.hostility) / 30.0
        urge = 0.75 * r.BOLDNESS * (level + self.pain)
        self.aim = min(max(self.belief - 1.5 + urge + 0.1 * normal(0.0, 1.0), 1.0), 9.0)

    def decide(self):
        self.attacking = self.model.random.random() < r.DIRECT * self.hostility

    def act(self):
        if self.attacking:
            self.model.attack(-1)


class Proxy(ap.Agent):
    """An armed group."""

    def setup(self):
        self.author, self.grievance, self.temper, self.attacking = 0, 0.0, 0.0, False

    def decide(self):
        p, draw = self.author, self.model.random.random
        self.temper = 0.95 * self.temper + r.S95 * self.model.random.gauss(0.0, 1.0)
        obeys = draw() < 1.0 - r.AUTONOMY[p]
        chance = r.TEMPO[p] * (1.0 + 2.0 * self.grievance) * (1.0 + 0.3 * min(max(self.temper, -3.0), 3.0))
        if obeys:
            chance += r.OBEDIENT[p] * self.model.iran.hostility
        self.attacking = draw() < chance

    def act(self):
        if self.attacking:
            self.model.attack(self.author)

    def learn(self):
        if self.model.struck:
            self.grievance = 1.0 if self.model.author == self.author else max(self.grievance, 0.3)
        self.grievance *= 0.988


class Mediator(ap.Agent):
    """Carries messages."""

    def setup(self):
        self.progress = 0.0

    def decide(self):
        random = self.model.random
        contact, heard = random.random() < r.CONTACT, random.random() < r.HEARD
        worth = 0.1 * max(0.0, 1.0 + 0.5 * random.gauss(0.0, 1.0))
        self.message = worth if contact and heard else 0.0

    def learn(self):
        self.progress = self.progress * 0.998 * (0.8 if self.model.gravest > 4.0 else 1.0) + self.message


class UnitedStates(ap.Agent):
    """Answers the gravest act of the day."""

    def setup(self):
        self.attention, self.strikes = 0.0, 0

    def answer(self):
        model, iran, random = self.model, self.model.iran, self.model.random
        self.attention = 0.9 * self.attention + r.S90 * random.gauss(0.0, 1.0)
        line = r.LINE + 0.6 * random.gauss(0.0, 1.0) + 0.2 * self.attention
        rung = model.gravest
        if rung > 0.0:
            if rung > line and random.random() < r.WILL:
                model.struck = True
                self.strikes += 1
                iran.belief += (rung - iran.belief) / 3.0
                if random.random() < (r.ANSWER_HOME if model.author < 0 else r.ANSWER):
                    model.code = r.WAR
            else:
                iran.belief = min(iran.belief + 0.05 * max(0.0, rung - iran.belief + 0.5), 9.0)


class Crisis(ap.Model):
    """One world."""

    def setup(self):
        self.code, self.attacks, self.escalation = -1, 0, 0.0
        self.iran, self.mediator, self.united_states = Iran(self), Mediator(self), UnitedStates(self)
        self.proxies = ap.AgentList(self, r.PROXIES, Proxy)
        for place, proxy in enumerate(self.proxies):
            proxy.author = place

    def attack(self, author):
        rung = min(max(self.iran.aim + 0.8 * self.random.gauss(0.0, 1.0), 1.0), 9.0)
        if self.random.random() < r.LETHALITY * max(rung - 2.0, 0.0):
            rung = max(rung, 6.0)
        self.attacks += 1
        if rung > self.gravest:
            self.gravest, self.author = rung, author

    def step(self):
        self.level = r.PRESSURE * min(1.0, (self.t - 1) / r.RAMP)
        self.gravest, self.author, self.struck = 0.0, -2, False
        self.iran.perceive()
        self.iran.decide()
        self.proxies.decide()
        self.mediator.decide()
        self.iran.act()
        self.proxies.act()
        self.united_states.answer()
        self.proxies.learn()
        self.mediator.learn()
        falls = self.random.random() < r.COLLAPSE * self.iran.pain**2
        if self.code < 0 and falls:
            self.code = r.COLLAPSED
        elif self.code < 0 and self.mediator.progress >= 1.0:
            self.code = r.DEAL
        self.escalation = max(0.93 * self.escalation, self.gravest)
        if self.code >= 0 or self.t >= self.p.days:
            if self.code < 0:
                self.code = r.EXCHANGE if self.united_states.strikes else r.STANDOFF
            self.stop()

    def update(self):
        if self.t == 0:
            return
        iran = self.iran
        self.record("exports", 2.4 * iran.share * math.exp(0.15 * iran.weather * (1.0 - iran.share)))
        self.record("rate", math.exp(iran.log_rate + 0.08 * iran.mood))
        for key in ("output", "pain", "hostility", "belief"):
            self.record(key, getattr(iran, key))
        self.record("progress", self.mediator.progress)
        for key in ("escalation", "code", "attacks"):
            self.record(key, getattr(self, key))


def simulate(worlds: int, days: int, seed: int) -> Result:
    """All worlds by an AgentPy experiment."""
    with contextlib.redirect_stdout(io.StringIO()):
        sample = ap.Sample({"days": days, "steps": days, "seed": seed}, randomize=True)
        results = ap.Experiment(Crisis, sample, iterations=worlds, record=True).run()
    frame = results.variables.Crisis.reset_index()
    table = frame[[*r.SERIES, "code", "attacks"]].to_numpy(np.float32)
    run = frame["iteration"].to_numpy() if worlds > 1 else np.zeros(len(frame), int)
    return fill(empty(worlds, days), run, frame["t"].to_numpy() - 1, table)
