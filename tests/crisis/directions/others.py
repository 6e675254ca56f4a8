"""Militias, go-betweens, theatres and the talks."""

from __future__ import annotations

import numpy as np

from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import CAPITULATION
from sim.engine.arrays import Array
from tests.crisis.directions.reading import MANY, Direction, among_all, each, every, never, put

MILITIA, OTHER = "proxies.kataib_hezbollah", "proxies.asaib_ahl_al_haq"


# -- militias ----------------------------------------------------------------------------------------------------------


def own_rate(model: CrisisModel, aggrieved: float = 0.0) -> Array:
    model.proxies[0].grievance += aggrieved
    return model.proxies[0].own_rate()


def ordered_rate(model: CrisisModel) -> Array:
    model.iran.effort[:], model.iran.freedom[:] = 1.0, 0.5
    return model.proxies[0].ordered_rate()


def attacks(model: CrisisModel) -> Array:
    """Whether the first militia attacks while the purse is half empty and nobody asks."""
    model.iran.purse[:], model.iran.effort[:] = 0.5, 0.0
    model.proxies[0].decide()
    return among_all(model, model.proxies[0].attacks)


def severity(model: CrisisModel, off: float = 0.0) -> Array:
    """Rung of an attack of its own accord, or how far it lies from some rung."""
    return np.abs(model.proxies[0].severity(every(model), np.zeros(model.world_count, bool)) - off)


def a_day_later(model: CrisisModel, name: str, value: float) -> Array:
    group = model.proxies[0]
    getattr(group, name)[:] = value
    group.act()
    return getattr(group, name)


def wronged(model: CrisisModel, by: str, target: str, name: str) -> Array:
    put(model, "united_states", by, 6.0, target=target, theatre="iraq")
    model.proxies[0].learn()
    return getattr(model.proxies[0], name)


def its_own_war(model: CrisisModel) -> Array:
    """Whether an attack of its own accord puts no question to Washington."""
    group = model.proxies[0]
    group.attacks, group.ordered, group.cause = every(model), np.zeros(model.world_count, bool), never(model)
    group.act()
    return sum((among_all(model, one.at) for one in model.today.incidents if not one.answerable), each(model, 0.0))


HALF_OFTEN = {"proxies.tempo": 0.5, "proxies.funding.elasticity": 0.0, "theatres.contagion": 0.0}
OBEYS = {"proxies.obedient.tempo": 0.2, "proxies.autonomy": 0.0}
PROXIES = (
    Direction("proxies.tempo", own_rate, {0.1: 0.1, 0.5: 0.5}, "C06: a tempo of its own"),
    Direction("proxies.obedient.tempo", ordered_rate, {0.1: 0.05, 0.5: 0.25}, "C06: and what Tehran asks of it",
              beside={"proxies.autonomy": 0.0}),
    Direction("proxies.autonomy", ordered_rate, {0.25: 0.075, 0.75: 0.025}, "C06: as far as it obeys",
              beside={"proxies.obedient.tempo": 0.2}),
    Direction("proxies.control", ordered_rate, {0.5: 0.05, 1.0: 0.1}, "C19: and is under control", beside=OBEYS),
    Direction("proxies.dependence", lambda m: (m.iran.purse.fill(0.5), m.proxies[0].income)[1], {0.3: 0.85, 0.9: 0.55},
              "C04: it lives on Tehran's purse, in part"),
    Direction("proxies.funding.elasticity", attacks, {0.0: 0.5, 0.4: 0.4}, "C16: money moves its fire, hardly", MANY,
              {**HALF_OFTEN, "proxies.dependence": 1.0}),
    Direction("proxies.capability", attacks, {0.5: 0.25, 1.5: 0.75}, "C06: its means", MANY, HALF_OFTEN),
    Direction("proxies.own.aim", severity, {3.0: 3.0, 4.0: 4.0}, "C23: where it likes to aim"),
    Direction("proxies.reach", severity, {2.0: 2.0, 3.0: 3.0},
              "C07: none exceeds its reach", beside={"proxies.own.aim": 4.0}),
    Direction("proxies.miss", lambda m: severity(m, 3.5), {0.2: 0.1596, 0.4: 0.3192}, "C07: it misses its aim", MANY,
              {"proxies.own.aim": 3.5}),
    Direction("proxies.grievance.gain", lambda m: own_rate(m, 0.5), {0.0: 0.1, 4.0: 0.3},
              "C20: a grievance quickens it",
              beside={"proxies.tempo": 0.1}),
    Direction("proxies.grievance", own_rate, {0.0: 0.1, 0.5: 0.2}, "C20: as one of before the start does",
              beside={"proxies.tempo": 0.1, "proxies.grievance.gain": 2.0}),
    Direction("proxies.grievance.half_life", lambda m: a_day_later(m, "grievance", 0.5),
              {10.0: 0.5 * 2**-0.1, 20.0: 0.5 * 2**-0.05}, "C20: it fades"),
    Direction("proxies.grievance.hit", lambda m: wronged(m, "strike_on_proxy", MILITIA, "grievance"),
              {0.3: 0.3, 0.8: 0.8},
              "C20: a strike on the group is one"),
    Direction("proxies.grievance.near", lambda m: wronged(m, "strike_on_proxy", OTHER, "grievance"),
              {0.1: 0.1, 0.6: 0.6},
              "C20: and so is one in its country"),
    Direction("proxies.control.loss", lambda m: wronged(m, "strike_on_leader", "iran", "control"), {0.1: 0.9, 0.6: 0.4},
              "C19: a commander's death loosens control"),
    Direction("proxies.control.recovery", lambda m: a_day_later(m, "control", 0.5), {5.0: 0.6, 10.0: 0.55},
              "C19: which comes back"),
    Direction("proxies.own.war", its_own_war, {0.2: 0.2, 0.9: 0.9}, "C06: some of its fire is its own war", MANY,
              {"theatres.exposure": 0.0}),
)  # fmt: skip


# -- go-betweens -------------------------------------------------------------------------------------------------------


def opens(model: CrisisModel, unasked: bool) -> Array:
    """Whether a channel opens, unasked or for an incident of rung 4."""
    between = model.mediators[0]
    if unasked:
        between.decide()
        return among_all(model, between.opening_now)
    put(model, "iran", "shipping_attack", 4.0)
    between.learn()
    return between.open


def shut(model: CrisisModel) -> Array:
    """Whether an open channel is closed by a listing."""
    between = model.mediators[0]
    between.open[:] = True
    put(model, "united_states", "terror_listing", 2.0)
    between.learn()
    return ~between.open


def idle(model: CrisisModel, what: str, meeting: bool = False) -> Array:
    """What an open channel without a message under way does today."""
    between = model.mediators[0]
    between.open[:], model.talks.meeting[:] = True, meeting
    between.decide()
    return among_all(model, getattr(between, what))


def under_way(model: CrisisModel) -> Array:
    """Days left to each message that has been sent today, 0 where it is lost."""
    between = model.mediators[0]
    between.sending = every(model)
    between.act()
    return between.days_left


MEDIATORS = (
    Direction("mediators.access", lambda m: opens(m, True), {0.25: 0.1, 0.75: 0.3}, "C11: who is well received", MANY,
              {"mediators.opening.unasked": 0.4}),
    Direction("mediators.opening.unasked", lambda m: opens(m, True), {0.2: 0.1, 0.6: 0.3},
              "C11: opens a channel unasked",
              MANY, {"mediators.access": 0.5}),
    Direction("mediators.opening.chance", lambda m: opens(m, False), {0.2: 0.1, 0.6: 0.3}, "C11: or alarmed", MANY,
              {"mediators.access": 0.5}),
    Direction("mediators.closing.chance", shut, {0.1: 0.1, 0.6: 0.6}, "C02: a listing closes it", MANY),
    Direction("mediators.lapse", lambda m: idle(m, "lapsing"), {5.0: 0.2, 10.0: 0.1},
              "C11: it lasts so many days", MANY),
    Direction("mediators.message.rate", lambda m: idle(m, "sending"), {0.1: 0.1, 0.3: 0.3},
              "C11: and carries messages", MANY),
    Direction("mediators.message.engaged_rate", lambda m: idle(m, "sending", True), {0.1: 0.1, 0.5: 0.5},
              "C11: more of them while terms meet", MANY),
    Direction("mediators.message.delay", under_way, {1.0: 1.0, 10.0: 10.0}, "C11: which take days",
              beside={"mediators.message.loss": 0.0}),
    Direction("mediators.message.loss", under_way, {0.2: 0.8, 0.6: 0.4}, "C11: and get lost", MANY,
              {"mediators.message.delay": 1.0}),
    Direction("mediators.leverage", lambda m: taken_in(m, 0.8), {0.5: 0.05, 2.0: 0.2},
              "C11: a messenger with leverage does more",
              beside={"talks.step": 0.1, "talks.swap.chance": 0.0}),
)  # fmt: skip


# -- theatres ----------------------------------------------------------------------------------------------------------


def protests(model: CrisisModel) -> Array:
    model.theatres["iraq"].anger[:] = 0.8
    model.theatres["iraq"].decide()
    return among_all(model, model.theatres["iraq"].protests)


def anger_a_day_later(model: CrisisModel, protested: bool) -> Array:
    place = model.theatres["iraq"]
    place.anger[:] = 0.8
    place.protests = every(model)[: model.world_count * protested]
    place.act()
    return place.anger


def spread(model: CrisisModel) -> Array:
    """Attacks a day that each of Iraq's three groups adds."""
    model.theatres["iraq"].perceive()
    return model.theatres["iraq"].contagion_rate()


def stirred(model: CrisisModel) -> Array:
    put(model, MILITIA, "rocket_attack", 4.0, theatre="iraq")
    model.theatres["iraq"].learn()
    return model.theatres["iraq"].stirred


def turned(model: CrisisModel, unrest: bool) -> Array:
    place = model.theatres["iraq"]
    place.unrest[:] = unrest
    place._turn_unrest()
    return place.unrest != unrest


def quickened(model: CrisisModel, unrest: bool = False) -> Array:
    place = model.theatres["iraq"]
    place.unrest |= unrest
    place.perceive()
    return place.tempo()


def deaths(model: CrisisModel) -> Array:
    """American dead of an attack of rung 5 in Iraq."""
    luck = model.iran.draw("death", every(model))
    return model.killed("rocket_attack", "iraq", each(model, 5.0), every(model), luck)


PLACES = (
    Direction("theatres.protest.chance", protests, {0.25: 0.2, 0.5: 0.4}, "C20: anger brings protests", MANY),
    Direction("theatres.anger.half_life", lambda m: anger_a_day_later(m, False),
              {10.0: 0.8 * 2**-0.1, 20.0: 0.8 * 2**-0.05},
              "C20: anger fades"),
    Direction("theatres.anger.vented", lambda m: anger_a_day_later(m, True), {0.25: 0.6 * 2**-0.1, 0.75: 0.2 * 2**-0.1},
              "C20: and a protest vents it", beside={"theatres.anger.half_life": 10.0}),
    Direction("theatres.contagion", spread, {0.3: 0.05, 0.6: 0.1}, "C06: groups stir each other",
              beside={"theatres.contagion.pending": 0.5}),
    Direction("theatres.contagion.pending", spread, {0.0: 0.0, 0.75: 0.1}, "C06: as attacks of before the start do",
              beside={"theatres.contagion": 0.4}),
    Direction("theatres.contagion.half_life", stirred, {1.0: 0.5, 10.0: 1 - 2**-0.1}, "C20: spread over time"),
    Direction("theatres.unrest.onset", lambda m: turned(m, False), {3.65: 0.01, 11.0: 11 / 365},
              "C20: unrest comes", MANY),
    Direction("theatres.unrest.length", lambda m: turned(m, True), {2.0: 0.5, 10.0: 0.1}, "C20: and goes", MANY),
    Direction("theatres.unrest.gain", lambda m: quickened(m, True), {-0.5: 0.5, 4.0: 5.0}, "C06: and quickens all"),
    Direction("theatres.unrest", quickened, {0.0: 1.0, 1.0: 3.0}, "C06: as it does at the start",
              beside={"theatres.unrest.gain": 2.0}),
    # One and a half times the chance of an attack of rung 4.
    Direction("theatres.exposure", deaths, {0.5: 0.15, 2.0: 0.6}, "C07: where Americans are, they die", MANY,
              {"theatres.lethality": 0.2}),
    Direction("theatres.lethality", deaths, {0.1: 0.15, 0.4: 0.6}, "C07: of the attacks that are deadly", MANY,
              {"theatres.exposure": 1.0}),
)  # fmt: skip


# -- talks -------------------------------------------------------------------------------------------------------------


def taken_in(model: CrisisModel, offered: float, read: str = "progress") -> Array:
    """What a message does that finds Washington asking for 0.8 and Tehran offering so much."""
    between, asks = model.mediators[0], each(model, 0.8)
    between.delivering = every(model)
    model.talks._take_in(between, asks, each(model, offered) - asks)
    return getattr(model.talks, read)


def progress_a_day_later(model: CrisisModel) -> Array:
    model.talks.progress[:] = 0.5
    model.talks.act()
    return model.talks.progress


def set_back(model: CrisisModel, actor: str, act: str, rung: float) -> Array:
    model.talks.progress[:] = 0.5
    put(model, actor, act, rung)
    model.talks.learn()
    return model.talks.progress


def capitulates(model: CrisisModel) -> Array:
    """Whether terms that meet 0.7 of the demands count as giving in."""
    model.talks.agreeing, model.talks.terms_met[:] = every(model), 0.7
    return CAPITULATION.met(model)


NO_SWAP = {"talks.swap.chance": 0.0}
TALKS = (
    Direction("talks.step", lambda m: taken_in(m, 0.8), {0.1: 0.1, 0.25: 0.25},
              "C11: messages that find an overlap count",
              beside=NO_SWAP),
    Direction("talks.interim.share", lambda m: taken_in(m, 0.3, "meeting"), {0.25: 1.0, 0.5: 0.0},
              "C11: on the nuclear issue alone", beside=NO_SWAP),
    Direction("talks.interim.ceiling", lambda m: taken_in(m, 0.4), {0.25: 0.25, 0.75: 0.75}, "C11: part of the way",
              beside={**NO_SWAP, "talks.step": 1.0}),
    Direction("talks.swap.chance", lambda m: taken_in(m, 0.0), {0.2: 0.1, 0.6: 0.3},
              "C11: prisoners are exchanged", MANY,
              {"talks.swap.gain": 0.5, "talks.interim.ceiling": 1.0}),
    Direction("talks.swap.gain", lambda m: taken_in(m, 0.0), {0.1: 0.1, 0.3: 0.3}, "C11: which brings them nearer",
              beside={"talks.swap.chance": 1.0}),
    Direction("talks.half_life", progress_a_day_later, {10.0: 0.5 * 2**-0.1, 20.0: 0.5 * 2**-0.05},
              "C11: progress fades"),
    Direction("talks.setback", lambda m: set_back(m, "iran", "shipping_attack", 2.5), {0.1: 0.45, 0.4: 0.3},
              "C12: hostile acts set talks back, by their rung"),
    Direction("talks.setback.strike", lambda m: set_back(m, "united_states", "strike_on_proxy", 6.0),
              {0.2: 0.4, 0.8: 0.1},
              "C12: and strikes by a share"),
    Direction("talks.capitulation.share", capitulates, {0.6: 1.0, 0.8: 0.0}, "C24: what counts as giving in"),
    Direction("talks.progress", lambda m: m.united_states.common_line(every(m)), {0.0: 6.0, 0.5: 6.2},
              "C11: talks of before the start hold the line up", beside={"united_states.talks.patience": 0.4}),
)  # fmt: skip

OTHERS = (*PROXIES, *MEDIATORS, *PLACES, *TALKS)
