"""A plain Python loop: one world after another, one number at a time. Numba compiles the same function."""

from __future__ import annotations

import math
import random

import numpy as np

from benchmarks.reduced.rules import (
    ANSWER,
    ANSWER_HOME,
    AUTONOMY,
    BOLDNESS,
    COLLAPSE,
    COLLAPSED,
    CONTACT,
    DEAL,
    DIRECT,
    EXCHANGE,
    EXPORTS_LOST,
    HEARD,
    LETHALITY,
    LINE,
    OBEDIENT,
    PRESSURE,
    PROXIES,
    RAMP,
    RATE_WEIGHT,
    S90,
    S95,
    S97,
    S98,
    S995,
    STANDOFF,
    TEMPO,
    WAR,
    WILL,
    Result,
    empty,
)  # fmt: skip


def world(days, series):
    """Lives through one world; fills ``series[k][day]`` and returns outcome and number of hostile acts."""
    draw, normal = random.random, random.gauss
    share = trend = 1.0
    weather = log_rate = mood = harvest = resolve = hostility = attention = escalation = progress = 0.0
    belief = 4.5
    grievance, temper, attacking = [0.0] * PROXIES, [0.0] * PROXIES, [False] * PROXIES
    attacks = strikes = 0
    outcome = -1
    for day in range(days):
        level = PRESSURE * min(1.0, day / RAMP)
        target = 1.0 - EXPORTS_LOST * level
        share += (target - share) / (45.0 if target < share else 200.0)
        weather = 0.97 * weather + S97 * normal(0.0, 1.0)
        log_rate += (RATE_WEIGHT * (1.0 - share) - log_rate) / 60.0
        mood = 0.97 * mood + S97 * normal(0.0, 1.0)
        trend += (1.0 - 0.25 * (1.0 - share) - 0.05 * log_rate - trend) / 120.0
        harvest = 0.995 * harvest + S995 * normal(0.0, 1.0)
        output = trend + 0.02 * harvest
        pain = min(1.0, 2.25 * max(0.0, 1.0 - output) + 0.1 * log_rate)
        resolve = 0.98 * resolve + S98 * normal(0.0, 1.0)
        effort = level * min(max(0.5 + 0.5 * pain + 0.25 * resolve, 0.0), 1.0)
        hostility += (effort - hostility) / 30.0
        aim = min(max(belief - 1.5 + 0.75 * BOLDNESS * (level + pain) + 0.1 * normal(0.0, 1.0), 1.0), 9.0)
        acting = draw() < DIRECT * hostility
        for p in range(PROXIES):
            temper[p] = 0.95 * temper[p] + S95 * normal(0.0, 1.0)
            obeys = draw() < 1.0 - AUTONOMY[p]
            chance = TEMPO[p] * (1.0 + 2.0 * grievance[p]) * (1.0 + 0.3 * min(max(temper[p], -3.0), 3.0))
            if obeys:
                chance += OBEDIENT[p] * hostility
            attacking[p] = draw() < chance
        contact, heard, terms = draw() < CONTACT, draw() < HEARD, normal(0.0, 1.0)
        gravest, author = 0.0, -2
        for who in range(-1, PROXIES):
            if acting if who < 0 else attacking[who]:
                rung = min(max(aim + 0.8 * normal(0.0, 1.0), 1.0), 9.0)
                if draw() < LETHALITY * max(rung - 2.0, 0.0):
                    rung = max(rung, 6.0)
                attacks += 1
                if rung > gravest:
                    gravest, author = rung, who
        attention = 0.9 * attention + S90 * normal(0.0, 1.0)
        line = LINE + 0.6 * normal(0.0, 1.0) + 0.2 * attention
        if gravest > 0.0:
            if gravest > line and draw() < WILL:
                strikes += 1
                for p in range(PROXIES):
                    grievance[p] = 1.0 if p == author else max(grievance[p], 0.3)
                belief += (gravest - belief) / 3.0
                if draw() < (ANSWER_HOME if author < 0 else ANSWER):
                    outcome = WAR
            else:
                belief = min(belief + 0.05 * max(0.0, gravest - belief + 0.5), 9.0)
        progress *= 0.998
        if gravest > 4.0:
            progress *= 0.8
        if contact and heard:
            progress += 0.1 * max(0.0, 1.0 + 0.5 * terms)
        falls = draw() < COLLAPSE * pain * pain
        if outcome < 0 and falls:
            outcome = COLLAPSED
        elif outcome < 0 and progress >= 1.0:
            outcome = DEAL
        for p in range(PROXIES):
            grievance[p] *= 0.988
        escalation = max(0.93 * escalation, gravest)
        series[0][day] = 2.4 * share * math.exp(0.15 * weather * (1.0 - share))
        series[1][day] = math.exp(log_rate + 0.08 * mood)
        series[2][day] = output
        series[3][day] = pain
        series[4][day] = hostility
        series[5][day] = belief
        series[6][day] = escalation
        series[7][day] = progress
        if outcome >= 0:
            for rest in range(day + 1, days):
                for k in range(8):
                    series[k][rest] = series[k][day]
            break
    if outcome < 0:
        outcome = EXCHANGE if strikes else STANDOFF
    return outcome, attacks


def simulate(worlds: int, days: int, seed: int) -> Result:
    """All worlds, one after another."""
    random.seed(seed)
    found = empty(worlds, days, world_first=True)
    for one in range(worlds):
        series = [[0.0] * days for _ in range(8)]
        found.outcome[one], found.attacks[one] = world(days, series)
        found.daily[:, :, one] = np.array(series, np.float32)
    return found
