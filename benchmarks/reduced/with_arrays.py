"""Arrays over worlds in NumPy, float32, drawn by NumPy's own generator; no framework, no actors."""

from __future__ import annotations

import numpy as np

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty

REAL = np.float32


def simulate(worlds: int, days: int, seed: int, block: int = 16_384) -> Result:
    """All worlds, in blocks that stay in the cache."""
    rng, found = np.random.Generator(np.random.SFC64(seed)), empty(worlds, days)
    for first in range(0, worlds, block):
        some = slice(first, min(first + block, worlds))
        _block(rng, days, found.outcome[some], found.attacks[some], found.daily[:, :, some])
    return found


def _block(rng, days, outcome, attacks, daily):
    n = len(outcome)
    share, trend, belief = np.ones(n, REAL), np.ones(n, REAL), np.full(n, 4.5, REAL)
    weather, log_rate, mood, harvest, resolve, hostility, attention, escalation, progress = np.zeros((9, n), REAL)
    grievance, temper = np.zeros((2, r.PROXIES, n), REAL)
    tempo, obedient, obedience = (
        np.array(one, REAL)[:, None] for one in (r.TEMPO, r.OBEDIENT, 1.0 - np.array(r.AUTONOMY))
    )
    code, alive, struck = np.full(n, -1, np.int32), np.ones(n, bool), np.zeros(n, bool)
    for day in range(days):
        level = r.PRESSURE * min(1.0, day / r.RAMP)
        normal, uniform = rng.standard_normal((14, n), REAL), rng.random((16, n), REAL)
        target = REAL(1.0 - r.EXPORTS_LOST * level)
        gap = target - share
        share += gap * np.where(gap < 0, REAL(1 / 45), REAL(1 / 200))
        lost = 1 - share
        weather = 0.97 * weather + REAL(r.S97) * normal[0]
        log_rate += (REAL(r.RATE_WEIGHT) * lost - log_rate) / 60
        mood = 0.97 * mood + REAL(r.S97) * normal[1]
        trend += (1 - 0.25 * lost - 0.05 * log_rate - trend) / 120
        harvest = 0.995 * harvest + REAL(r.S995) * normal[2]
        output = trend + 0.02 * harvest
        pain = np.minimum(1, 2.25 * np.maximum(0, 1 - output) + 0.1 * log_rate)
        resolve = 0.98 * resolve + REAL(r.S98) * normal[3]
        hostility += (level * np.clip(0.5 + 0.5 * pain + 0.25 * resolve, 0, 1) - hostility) / 30
        aim = np.clip(belief + (0.75 * r.BOLDNESS * level - 1.5) + 0.75 * r.BOLDNESS * pain + 0.1 * normal[4], 1, 9)
        temper = 0.95 * temper + REAL(r.S95) * normal[5:11]
        chance = tempo * (1 + 2 * grievance) * (1 + 0.3 * np.clip(temper, -3, 3))
        chance += (uniform[0:6] < obedience) * (obedient * hostility)
        acting = np.concatenate([(uniform[12] < r.DIRECT * hostility)[None], uniform[6:12] < chance]) & alive
        # Acts are few: what happens in them is computed for them alone.
        who, at = np.divmod(np.flatnonzero(acting), n)
        rung = np.clip(aim[at] + 0.8 * rng.standard_normal(len(at), REAL), 1, 9)
        dead = rng.random(len(at), REAL) < r.LETHALITY * np.maximum(rung - 2, 0)
        rung = np.where(dead, np.maximum(rung, 6), rung)
        attacks += np.bincount(at, minlength=n).astype(np.int32)
        gravest, author = np.zeros(n, REAL), np.full(n, -2)
        np.maximum.at(gravest, at, rung)
        mine = (rung == gravest[at]).nonzero()[0][::-1]
        author[at[mine]] = who[mine] - 1
        attention = 0.9 * attention + REAL(r.S90) * normal[11]
        line = r.LINE + 0.6 * normal[12] + 0.2 * attention
        hit = np.flatnonzero(gravest > 0)
        strike = gravest[hit] > line[hit]
        strike[strike] = rng.random(np.count_nonzero(strike), REAL) < r.WILL
        met, unmet = hit[strike], hit[~strike]
        struck[met] = True
        grievance[:, met] = np.maximum(grievance[:, met], 0.3)
        grievance[author[met][author[met] >= 0], met[author[met] >= 0]] = 1
        belief[met] += (gravest[met] - belief[met]) / 3
        answered = rng.random(len(met), REAL) < np.where(author[met] < 0, r.ANSWER_HOME, r.ANSWER)
        code[met[answered]] = r.WAR
        calm = belief[unmet]
        belief[unmet] = np.minimum(calm + 0.05 * np.maximum(0, gravest[unmet] - calm + 0.5), 9)
        progress *= REAL(0.998)
        progress[hit[gravest[hit] > 4]] *= REAL(0.8)
        message = np.flatnonzero((uniform[13] < r.CONTACT) & (uniform[14] < r.HEARD) & alive)
        progress[message] += 0.1 * np.maximum(0, 1 + 0.5 * normal[13][message])
        code[(code < 0) & (uniform[15] < r.COLLAPSE * pain * pain)] = r.COLLAPSED
        code[(code < 0) & (progress >= 1)] = r.DEAL
        grievance *= REAL(0.988)
        escalation = np.maximum(REAL(0.93) * escalation, gravest)
        exports, rate = 2.4 * share * np.exp(0.15 * weather * lost), np.exp(log_rate + 0.08 * mood)
        for row, values in enumerate((exports, rate, output, pain, hostility, belief, escalation, progress)):
            daily[row, day] = values
        if not alive.all():
            ended = np.flatnonzero(~alive)
            daily[:, day, ended] = daily[:, day - 1, ended]
        # A world's code is fixed on the day that it ends: ended worlds are cut off from all that sets it.
        outcome[alive] = code[alive]
        alive &= code < 0
        code[~alive] = outcome[~alive]
    left = outcome < 0
    outcome[left] = np.where(struck[left], r.EXCHANGE, r.STANDOFF)
