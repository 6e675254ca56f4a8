"""The reduced crisis, exactly: what every implementation in this folder does, day by day and world by world.

Nine actors: the United States, Iran, six proxies, one mediator. N is a standard normal draw, U a uniform one in [0, 1).
30 draws are made every day; a few more only where something happens. Each is a draw of its own.

A world starts with share = trend = 1, belief = 4.5, everything else 0. On day d (from 0), in this order:

1. *Pressure.* level = PRESSURE * min(1, d / RAMP).
2. *Iran's economy.* share moves to 1 - EXPORTS_LOST * level by a 45th of the gap when falling, a 200th when rising;
   weather <- 0.97 weather + S97 N; log_rate moves to RATE_WEIGHT (1 - share) by a 60th; mood <- 0.97 mood + S97 N;
   trend moves to 1 - 0.25 (1 - share) - 0.05 log_rate by a 120th; harvest <- 0.995 harvest + S995 N.
   exports = 2.4 share exp(0.15 weather (1 - share)); rate = exp(log_rate + 0.08 mood); output = trend + 0.02 harvest;
   pain = min(1, 2.25 max(0, 1 - output) + 0.1 log_rate).
3. *Iran.* resolve <- 0.98 resolve + S98 N; hostility moves to level * clip(0.5 + 0.5 pain + 0.25 resolve, 0, 1) by a
   30th; aim = clip(belief - 1.5 + 0.75 boldness (level + pain) + 0.1 N, 1, 9). It acts when U < DIRECT * hostility.
4. *Each proxy p.* temper <- 0.95 temper + S95 N; it obeys when U < 1 - AUTONOMY[p]; it attacks when
   U < TEMPO[p] (1 + 2 grievance) (1 + 0.3 clip(temper, -3, 3)) + obeys * OBEDIENT[p] * hostility.
5. *Mediator.* A message gets through when U < CONTACT and U < HEARD; it is worth 0.1 max(0, 1 + 0.5 N).
6. *Acts*, Iran's first, then the proxies' in order. rung = clip(aim + 0.8 N, 1, 9); an American dies when
   U < LETHALITY max(rung - 2, 0), and the rung is then at least 6. Today's gravest act (the first, among equals)
   and its author are known to all.
7. *United States.* attention <- 0.9 attention + S90 N; line = LINE + 0.6 N + 0.2 attention. Where there was an act of
   a rung above the line and U < WILL, it strikes the author of the gravest act: a proxy's grievance becomes 1, the
   others' at least 0.3; belief moves to the rung by a third. Tehran answers, and there is war, when U < ANSWER_HOME (if
   it was struck itself) or ANSWER. Where there was an act and no strike, belief rises by
   0.05 max(0, rung - belief + 0.5), to 9 at most.
8. *Talks.* progress <- 0.998 progress, times 0.8 after an act above rung 4, plus the message's worth.
   Deal at 1. Regime collapse when U < COLLAPSE pain^2. War goes before collapse, collapse before a deal.
9. grievances * 0.988; escalation = max(0.93 escalation, today's rung). The eight series are recorded.

A world that has ended keeps its last values. At the horizon it is an exchange if there was a strike, else a standoff.

Recording, the same for all: every world's eight series as float32, shape (8, days, worlds), outcomes and numbers of
hostile acts, shape (worlds,).

The draws of a day: 4 N of the economy and resolve, 1 N of the aim, 1 U of Iran's act (6); 6 x (N, U, U) of the proxies
(18); U, U, N of the mediator (3); N, N of Washington and U of collapse (3): 30. Only where something happens: N and U
for each act, U for the will to strike, U for the answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

SERIES = ("exports", "rate", "output", "pain", "hostility", "belief", "escalation", "progress")
OUTCOMES = ("war", "regime_collapse", "deal", "limited_exchange", "standoff")
WAR, COLLAPSED, DEAL, EXCHANGE, STANDOFF = range(5)
PROXIES = 6

PRESSURE, RAMP, EXPORTS_LOST, RATE_WEIGHT = 0.9, 180.0, 0.85, 1.1
BOLDNESS, DIRECT = 0.5, 0.04
TEMPO = (0.003, 0.003, 0.003, 0.05, 0.0005, 0.001)
OBEDIENT = (0.014, 0.014, 0.014, 0.02, 0.001, 0.005)
AUTONOMY = (0.25, 0.4, 0.2, 0.6, 0.3, 0.5)
CONTACT, HEARD = 0.06, 0.6
LETHALITY, LINE, WILL = 0.01, 6.0, 0.5
ANSWER_HOME, ANSWER, COLLAPSE = 0.3, 0.05, 0.0015
S90, S95, S97, S98, S995 = (math.sqrt(1.0 - memory**2) for memory in (0.9, 0.95, 0.97, 0.98, 0.995))


@dataclass(frozen=True)
class Result:
    """What an implementation returns.

    Attributes:
        outcome: codes of :data:`OUTCOMES`, shape (worlds,).
        attacks: hostile acts, shape (worlds,).
        daily: the eight series, float32, shape (8, days, worlds).
    """

    outcome: np.ndarray
    attacks: np.ndarray
    daily: np.ndarray


_buffer = np.zeros(0, np.float32)


def empty(worlds: int, days: int, world_first: bool = False) -> Result:
    """A result to be filled in.

    The same memory is handed out again to whoever asks next, so that nobody waits for fresh memory because another
    implementation, which lays its numbers out differently, came before: read or copy a result before simulating again.
    Who goes world by world may have each world's numbers side by side.
    """
    global _buffer
    size = len(SERIES) * days * worlds
    if _buffer.size < size:
        _buffer = np.zeros(size, np.float32)
    shape = (worlds, len(SERIES), days) if world_first else (len(SERIES), days, worlds)
    daily = _buffer[:size].reshape(shape)
    daily = daily.transpose(1, 2, 0) if world_first else daily
    return Result(np.full(worlds, STANDOFF, np.int32), np.zeros(worlds, np.int32), daily)
