"""JAX on the processor: the day as one compiled function of arrays over worlds, scanned over days."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.reduced import rules as r
from benchmarks.reduced.rules import Result, empty

TEMPO, OBEDIENT, OBEDIENCE = (jnp.array(one)[:, None] for one in (r.TEMPO, r.OBEDIENT, 1.0 - np.array(r.AUTONOMY)))


def _day(n, key, state, day):
    (share, weather, log_rate, mood, trend, harvest, resolve, hostility, belief, temper, grievance, attention, progress,
     escalation, code, attacks, strikes, last) = state  # fmt: skip
    ours = jax.random.fold_in(key, day)
    # Acts' luck is drawn whether there are acts or not: arrays must keep their shape.
    normal = jax.random.normal(jax.random.fold_in(ours, 0), (21, n))
    uniform = jax.random.uniform(jax.random.fold_in(ours, 1), (25, n))
    alive = code < 0
    level = r.PRESSURE * jnp.minimum(1.0, day / r.RAMP)
    target = 1.0 - r.EXPORTS_LOST * level
    share += (target - share) / jnp.where(target < share, 45.0, 200.0)
    weather = 0.97 * weather + r.S97 * normal[0]
    log_rate += (r.RATE_WEIGHT * (1.0 - share) - log_rate) / 60.0
    mood = 0.97 * mood + r.S97 * normal[1]
    trend += (1.0 - 0.25 * (1.0 - share) - 0.05 * log_rate - trend) / 120.0
    harvest = 0.995 * harvest + r.S995 * normal[2]
    output = trend + 0.02 * harvest
    pain = jnp.minimum(1.0, 2.25 * jnp.maximum(0.0, 1.0 - output) + 0.1 * log_rate)
    resolve = 0.98 * resolve + r.S98 * normal[3]
    hostility += (level * jnp.clip(0.5 + 0.5 * pain + 0.25 * resolve, 0.0, 1.0) - hostility) / 30.0
    aim = jnp.clip(belief - 1.5 + 0.75 * r.BOLDNESS * (level + pain) + 0.1 * normal[4], 1.0, 9.0)
    temper = 0.95 * temper + r.S95 * normal[5:11]
    chance = TEMPO * (1.0 + 2.0 * grievance) * (1.0 + 0.3 * jnp.clip(temper, -3.0, 3.0))
    chance += jnp.where(uniform[0:6] < OBEDIENCE, OBEDIENT * hostility, 0.0)
    acting = jnp.concatenate([(uniform[12] < r.DIRECT * hostility)[None], uniform[6:12] < chance]) & alive
    rung = jnp.clip(aim + 0.8 * normal[14:21], 1.0, 9.0)
    dead = uniform[16:23] < r.LETHALITY * jnp.maximum(rung - 2.0, 0.0)
    rung = jnp.where(acting, jnp.where(dead, jnp.maximum(rung, 6.0), rung), 0.0)
    attacks += acting.sum(axis=0)
    gravest, author = rung.max(axis=0), rung.argmax(axis=0) - 1
    attention = 0.9 * attention + r.S90 * normal[11]
    line = r.LINE + 0.6 * normal[12] + 0.2 * attention
    struck = (gravest > line) & (gravest > 0.0) & (uniform[23] < r.WILL)
    strikes = strikes | struck
    hit = jnp.where(jnp.arange(r.PROXIES)[:, None] == author, 1.0, jnp.maximum(grievance, 0.3))
    grievance = jnp.where(struck, hit, grievance) * 0.988
    calm = jnp.minimum(belief + 0.05 * jnp.maximum(0.0, gravest - belief + 0.5), 9.0)
    belief = jnp.where(struck, belief + (gravest - belief) / 3.0, jnp.where(gravest > 0.0, calm, belief))
    war = struck & (uniform[24] < jnp.where(author < 0, r.ANSWER_HOME, r.ANSWER))
    message = (uniform[13] < r.CONTACT) & (uniform[14] < r.HEARD)
    progress = progress * 0.998 * jnp.where(gravest > 4.0, 0.8, 1.0)
    progress += jnp.where(message, 0.1 * jnp.maximum(0.0, 1.0 + 0.5 * normal[13]), 0.0)
    falls = uniform[15] < r.COLLAPSE * pain * pain
    ends = jnp.where(war, r.WAR, jnp.where(falls, r.COLLAPSED, jnp.where(progress >= 1.0, r.DEAL, -1)))
    code = jnp.where(alive, ends, code)
    escalation = jnp.maximum(0.93 * escalation, gravest)
    exports, rate = 2.4 * share * jnp.exp(0.15 * weather * (1.0 - share)), jnp.exp(log_rate + 0.08 * mood)
    now = jnp.stack([exports, rate, output, pain, hostility, belief, escalation, progress])
    last = jnp.where(alive, now, last)
    state = (share, weather, log_rate, mood, trend, harvest, resolve, hostility, belief, temper, grievance, attention,
             progress, escalation, code, attacks, strikes, last)  # fmt: skip
    return state, last


@partial(jax.jit, static_argnums=(0, 1))
def _all(n, days, key):
    zero, six = jnp.zeros(n), jnp.zeros((r.PROXIES, n))
    whole = jnp.zeros(n, jnp.int32)
    state = (zero + 1, zero, zero, zero, zero + 1, zero, zero, zero, zero + 4.5, six, six, zero, zero, zero, whole - 1,
             whole, zero > 0, jnp.zeros((8, n)))  # fmt: skip
    state, daily = jax.lax.scan(partial(_day, n, key), state, jnp.arange(days))
    code, attacks, strikes = state[14:17]
    return jnp.where(code >= 0, code, jnp.where(strikes, r.EXCHANGE, r.STANDOFF)), attacks, daily


def simulate(worlds: int, days: int, seed: int, block: int = 2048) -> Result:
    """All worlds, in blocks that stay in the cache; the first call of a block's size compiles."""
    found = empty(worlds, days)
    for first in range(0, worlds, block):
        some = slice(first, min(first + block, worlds))
        key = jax.random.fold_in(jax.random.PRNGKey(seed), first)
        found.outcome[some], found.attacks[some], daily = _all(some.stop - some.start, days, key)
        found.daily[:, :, some] = np.asarray(daily).transpose(1, 0, 2)
    return found
