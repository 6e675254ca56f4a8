"""An ordinary Mesa 3 model, one world at a time, its series collected by a DataCollector, worlds run by batch_run."""

from __future__ import annotations

import inspect
import math
from typing import Any

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty


class Iran(mesa.Agent):
    """The economy, the will to resist, and acts of its own forces."""

    author = -1

    def __init__(self, model: Any):
        super().__init__(model)
        self.share = self.trend = 1.0
        self.weather = self.log_rate = self.mood = self.harvest = self.resolve = self.hostility = self.pain = 0.0
        self.belief = 4.5
        self.attacking = False

    def perceive(self) -> None:
        level, normal = self.model.level, self.random.gauss
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

    def decide(self) -> None:
        self.attacking = self.random.random() < r.DIRECT * self.hostility

    def act(self) -> None:
        if self.attacking:
            self.model.attack(self.author)


class Proxy(mesa.Agent):
    """An armed group."""

    def __init__(self, model: Any, author: int):
        super().__init__(model)
        self.author, self.grievance, self.temper, self.attacking = author, 0.0, 0.0, False

    def decide(self) -> None:
        p, draw = self.author, self.random.random
        self.temper = 0.95 * self.temper + r.S95 * self.random.gauss(0.0, 1.0)
        obeys = draw() < 1.0 - r.AUTONOMY[p]
        chance = r.TEMPO[p] * (1.0 + 2.0 * self.grievance) * (1.0 + 0.3 * min(max(self.temper, -3.0), 3.0))
        if obeys:
            chance += r.OBEDIENT[p] * self.model.iran.hostility
        self.attacking = draw() < chance

    def act(self) -> None:
        if self.attacking:
            self.model.attack(self.author)

    def learn(self) -> None:
        if self.model.struck:
            self.grievance = 1.0 if self.model.author == self.author else max(self.grievance, 0.3)
        self.grievance *= 0.988


class Mediator(mesa.Agent):
    """Carries messages."""

    def __init__(self, model: Any):
        super().__init__(model)
        self.progress = 0.0

    def decide(self) -> None:
        contact, heard = self.random.random() < r.CONTACT, self.random.random() < r.HEARD
        worth = 0.1 * max(0.0, 1.0 + 0.5 * self.random.gauss(0.0, 1.0))
        self.message = worth if contact and heard else 0.0

    def learn(self) -> None:
        self.progress *= 0.998
        if self.model.gravest > 4.0:
            self.progress *= 0.8
        self.progress += self.message


class UnitedStates(mesa.Agent):
    """Answers the gravest act of the day."""

    def __init__(self, model: Any):
        super().__init__(model)
        self.attention, self.strikes = 0.0, 0

    def answer(self) -> None:
        model, iran, normal = self.model, self.model.iran, self.random.gauss
        self.attention = 0.9 * self.attention + r.S90 * normal(0.0, 1.0)
        line = r.LINE + 0.6 * normal(0.0, 1.0) + 0.2 * self.attention
        rung = model.gravest
        if rung > 0.0:
            if rung > line and self.random.random() < r.WILL:
                model.struck = True
                self.strikes += 1
                iran.belief += (rung - iran.belief) / 3.0
                if self.random.random() < (r.ANSWER_HOME if model.author < 0 else r.ANSWER):
                    model.code = r.WAR
            else:
                iran.belief = min(iran.belief + 0.05 * max(0.0, rung - iran.belief + 0.5), 9.0)


class Crisis(mesa.Model):
    """One world."""

    def __init__(self, days: int = 730, **given: Any):
        super().__init__(**given)
        self.days, self.day, self.code, self.attacks, self.escalation = days, 0, -1, 0, 0.0
        self.iran = Iran(self)
        self.proxies = [Proxy(self, p) for p in range(r.PROXIES)]
        self.mediator, self.united_states = Mediator(self), UnitedStates(self)
        iran, mediator = self.iran, self.mediator
        self.datacollector = DataCollector(
            model_reporters={
                "exports": lambda m: 2.4 * iran.share * math.exp(0.15 * iran.weather * (1.0 - iran.share)),
                "rate": lambda m: math.exp(iran.log_rate + 0.08 * iran.mood),
                "output": lambda m: iran.output,
                "pain": lambda m: iran.pain,
                "hostility": lambda m: iran.hostility,
                "belief": lambda m: iran.belief,
                "escalation": lambda m: m.escalation,
                "progress": lambda m: mediator.progress,
                "code": lambda m: m.code,
                "attacks": lambda m: m.attacks,
            }
        )

    def attack(self, author: int) -> None:
        rung = min(max(self.iran.aim + 0.8 * self.random.gauss(0.0, 1.0), 1.0), 9.0)
        if self.random.random() < r.LETHALITY * max(rung - 2.0, 0.0):
            rung = max(rung, 6.0)
        self.attacks += 1
        if rung > self.gravest:
            self.gravest, self.author = rung, author

    def step(self) -> None:
        self.level = r.PRESSURE * min(1.0, self.day / r.RAMP)
        self.gravest, self.author, self.struck = 0.0, -2, False
        proxies = self.agents_by_type[Proxy]
        self.iran.perceive()
        self.iran.decide()
        proxies.do("decide")
        self.mediator.decide()
        self.iran.act()
        proxies.do("act")
        self.united_states.answer()
        proxies.do("learn")
        self.mediator.learn()
        falls = self.random.random() < r.COLLAPSE * self.iran.pain**2
        if self.code < 0 and falls:
            self.code = r.COLLAPSED
        elif self.code < 0 and self.mediator.progress >= 1.0:
            self.code = r.DEAL
        self.escalation = max(0.93 * self.escalation, self.gravest)
        self.day += 1
        if self.code >= 0 or self.day >= self.days:
            if self.code < 0:
                self.code = r.EXCHANGE if self.united_states.strikes else r.STANDOFF
            self.running = False
        self.datacollector.collect(self)


def simulate(worlds: int, days: int, seed: int) -> Result:
    """All worlds by :func:`mesa.batch_run`, one process."""
    seeds = [seed * 100_003 + one for one in range(worlds)]
    # Newer versions take one seed a world as `rng`; earlier ones run every value of a parameter `seed`.
    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    rows = mesa.batch_run(
        Crisis,
        parameters={"days": days} if newer else {"days": days, "seed": seeds},
        number_processes=1,
        **({"rng": seeds} if newer else {}),
        data_collection_period=1,
        max_steps=days,
        display_progress=False,
    )
    found = empty(worlds, days)
    rows = [row for row in rows if row.get("code") is not None]
    table = np.array([[row[key] for key in (*r.SERIES, "code", "attacks")] for row in rows], np.float32)
    run = np.array([row["RunId"] for row in rows])
    # Versions number steps in different ways; rows of a world come in order of time.
    first = np.concatenate([[0], np.flatnonzero(np.diff(run)) + 1])
    day = np.arange(len(run)) - np.repeat(first, np.diff(np.append(first, len(run))))
    return fill(found, run, day, table)


def fill(found: Result, run: np.ndarray, day: np.ndarray, table: np.ndarray) -> Result:
    """Puts rows of collected data into place; a world that has ended keeps its last values."""
    worlds, days = len(found.outcome), found.daily.shape[1]
    found.daily[:, day, run] = table[:, :8].T
    last = np.zeros(worlds, int)
    np.maximum.at(last, run, day)
    ends = (day == last[run]).nonzero()[0]
    found.outcome[run[ends]], found.attacks[run[ends]] = table[ends, 8], table[ends, 9]
    for one in (last < days - 1).nonzero()[0]:
        found.daily[:, last[one] + 1 :, one] = found.daily[:, last[one], one][:, None]
    return found
