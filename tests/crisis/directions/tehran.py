"""Tehran: belief and aim, intent and effort, its own forces, answers to force, restraint, terms and ends."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from sim.crisis.model import CrisisModel
from sim.crisis.outcomes import FALLS, GIVES_IN
from sim.engine.arrays import Array
from tests.crisis.directions.reading import MANY, Direction, among_all, each, every, put

#: Certainty about the line but for one rung of doubt in all: 0.6 of width and 0.8 of variation.
DOUBT = {"iran.belief.mean": 4.5, "iran.belief.width": 0.6, "iran.belief.variation": 0.8}
PRESSURE = "united_states.pressure"


# -- belief and aim ----------------------------------------------------------------------------------------------------


def aim(model: CrisisModel, pain: float = 0.0) -> Array:
    model.economy.pain[:] = pain
    return model.iran.choose_aim()


def surprised(model: CrisisModel) -> Array:
    """The variation believed in after an act two rungs above the line was let pass."""
    model.iran.learn_line(every(model), each(model, 6.5), np.zeros(model.world_count, bool))
    return model.iran.learned_variation


def credit(model: CrisisModel) -> Array:
    """What is left of an announced line's credit once an act a rung above it was let pass."""
    model.iran.learn_credit(every(model), each(model, 7.0), np.zeros(model.world_count, bool))
    return model.iran.credit


def doubt_a_day_later(model: CrisisModel) -> Array:
    model.iran.doubt_line()
    return model.iran.belief_width


SURE = {"iran.belief.mean": 4.5, "iran.margin": 2.0}
BELIEF = (
    Direction("iran.belief.mean", lambda m: m.iran.belief, {3.8: 3.8, 5.2: 5.2},
              "C14: where Tehran takes the line to be"),
    Direction("iran.belief.width", lambda m: m.iran.danger_of(5.3), {0.6: ndtr(0.8), 1.5: ndtr(0.8 / 1.7)},
              "C13: doubt makes what lies above the line look safer", beside=DOUBT),
    Direction("iran.belief.variation", lambda m: m.iran.danger_of(5.3), {0.8: ndtr(0.8), 0.25: ndtr(0.8 / 0.65)},
              "C13: and so does a line that varies", beside=DOUBT),
    # Two of spread above the line: density 0.05399 over 0.02275 is 2.3732; times 2 and 0.64 that is 3.0377.
    Direction("iran.belief.variation_learning", surprised, {0.0: 0.8, 0.1: 0.8 * np.exp(0.30377)},
              "C14: a surprise tells that the line varies", beside=DOUBT),
    Direction("iran.belief.credit_loss", credit, {0.2: 0.8, 0.8: 0.2}, "C13: who does not keep to it is believed less",
              beside={"united_states.announced_line.credibility": 0.5}),
    Direction("iran.belief.drift", doubt_a_day_later, {0.0: 0.6, 0.8: 1.0}, "C14: old evidence loses its worth",
              beside=DOUBT),
    Direction("iran.margin", aim, {1.0: 3.5, 2.0: 2.5}, "C14: Tehran keeps under the line", beside=SURE),
    Direction("iran.boldness", aim, {0.2: 2.7, 0.8: 3.3}, "C14: the closer the bolder", beside={**SURE, PRESSURE: 0.5}),
    Direction("iran.boldness.pain", lambda m: aim(m, 0.4), {0.5: 2.7, 2.0: 3.3}, "C16: and the more it hurts",
              beside={**SURE, "iran.boldness": 0.5}),
    Direction("iran.caution", aim, {-0.5: 2.8, 1.0: 1.9}, "C13: doubt about the line deters, or invites probing",
              beside={**SURE, **DOUBT}),
)  # fmt: skip


# -- intent and effort -------------------------------------------------------------------------------------------------


def effort(model: CrisisModel, pain: float = 0.0, resisting: bool = True) -> Array:
    model.economy.pain[:], model.iran.resisting[:] = pain, resisting
    return model.iran.choose_effort()


def intent_a_day_later(model: CrisisModel, above: float = 0.0) -> Array:
    iran = model.iran
    iran.hostility += above
    iran.income = model.economy.share
    iran.move_intent()
    return iran.hostility


def hardened(model: CrisisModel) -> Array:
    """Hostility after a strike on Iran, which counts three times."""
    put(model, "united_states", "strike_on_iran", 8.0)
    model.iran.learn_of_force()
    return model.iran.hostility


def turning(model: CrisisModel, prospect: float, resisting: bool) -> Array:
    model.iran.foreseen, model.iran.resisting[:] = each(model, prospect), resisting
    model.iran.decide_patience()
    return among_all(model, model.iran.turning)


def vengeance(model: CrisisModel) -> Array:
    put(model, "united_states", "strike_on_proxy", 6.0)
    model.iran.learn_of_force()
    return model.iran.vengeance


def vengeance_a_day_later(model: CrisisModel) -> Array:
    model.iran.vengeance[:] = 0.5
    intent_a_day_later(model)
    return model.iran.vengeance


def asked(model: CrisisModel) -> Array:
    model.iran.effort[:], model.iran.freedom[:] = 1.0, 0.5
    return model.iran.asked


def purse_a_day_later(model: CrisisModel) -> Array:
    """Money for proxies a day after income has fallen to one half."""
    model.iran.income = each(model, 0.5)
    model.iran.move_intent()
    return model.iran.purse


WAITING = {"iran.effort.base": 0.2, "iran.patience.effort": 0.1}
INTENT = (
    Direction("iran.hostility.usual", intent_a_day_later, {0.4: 0.4, 0.8: 0.8}, "C05: intent stays as it was"),
    Direction("iran.hostility.half_life", lambda m: intent_a_day_later(m, 0.2),
              {10.0: 0.6 + 0.2 * 2**-0.1, 20.0: 0.6 + 0.2 * 2**-0.05}, "C05: and comes back to it"),
    Direction("iran.hostility.strike", hardened, {0.02: 0.66, 0.1: 0.9}, "C19: force hardens Tehran"),
    Direction("iran.hostility.risen", effort, {0.0: 0.2, 0.3: 0.3}, "C05: intent scales effort",
              beside={"iran.effort.base": 0.2}),
    Direction("iran.patience.exports", lambda m: turning(m, 0.3, False), {0.2: 0.0, 0.45: 1.0},
              "C06: patience ends once too little is sold"),
    Direction("iran.patience.return", lambda m: turning(m, 0.4, True), {0.05: 1.0, 0.15: 0.0},
              "C06: and returns well above that", beside={"iran.patience.exports": 0.3}),
    Direction("iran.patience.effort", lambda m: effort(m, resisting=False), {0.0: 0.0, 0.15: 0.03},
              "C06: how hard it presses while it waits", beside={"iran.effort.base": 0.2}),
    Direction("iran.resisting", lambda m: m.iran.choose_effort(), {0.0: 0.02, 1.0: 0.2},
              "C06: resisting it presses harder",
              beside=WAITING),
    Direction("iran.effort.base", effort, {0.1: 0.1, 0.5: 0.5}, "C06: without pressure"),
    Direction("iran.effort.pressure", effort, {-0.2: 0.1, 0.8: 0.6}, "C06: harder under pressure",
              beside={"iran.effort.base": 0.2, PRESSURE: 0.5}),
    Direction("iran.effort.pain", lambda m: effort(m, 0.5), {-0.2: 0.1, 1.0: 0.7}, "C06: and in pain",
              beside={"iran.effort.base": 0.2}),
    Direction("iran.revenge.effort", vengeance, {0.2: 0.2, 0.8: 0.8}, "C15: a strike moves Tehran to revenge"),
    Direction("iran.revenge.half_life", vengeance_a_day_later, {10.0: 0.5 * 2**-0.1, 20.0: 0.5 * 2**-0.05},
              "C15: which cools"),
    Direction("iran.revenge", asked, {0.0: 0.5, 0.6: 0.8},
              "C15: and is asked of the proxies, as far as Tehran is free"),
    Direction("iran.purse.austerity", purse_a_day_later, {0.2: 0.9, 0.8: 0.6}, "C04: lost income empties the purse",
              beside={"iran.purse.lag": 1.0}),
    Direction("iran.purse.lag", purse_a_day_later, {1.0: 0.8, 4.0: 0.95}, "C04: after a lag",
              beside={"iran.purse.austerity": 0.4}),
    Direction("iran.purse", lambda m: m.proxies[0].income, {0.5: 0.7, 1.0: 1.0}, "C04: and the proxies live on it",
              beside={"proxies.dependence": 0.6}),
)  # fmt: skip


# -- its own forces ----------------------------------------------------------------------------------------------------


def acts_today(model: CrisisModel, resisting: bool = True) -> Array:
    model.iran.effort[:], model.iran.freedom[:], model.iran.resisting[:] = 0.8, 0.5, resisting
    model.iran.decide_attack()
    return among_all(model, model.iran.acting)


def chosen(model: CrisisModel, aimed: float, kind: str) -> Array:
    model.iran.aimed[:] = aimed
    return model.iran.choose_act(every(model))[0] == kind


def falls_short(model: CrisisModel, aimed: float) -> Array:
    """How far the severity of an act lies from the aim."""
    model.iran.aimed[:] = aimed
    return np.abs(aimed - model.iran.choose_act(every(model))[1])


OFTEN = {"iran.direct.tempo": 0.5, "iran.direct.waiting": 0.0}
FORCES = (
    Direction("iran.direct.tempo", acts_today, {0.1: 0.04, 0.5: 0.2},
              "C06: the more effort and freedom the more often", MANY),
    Direction("iran.direct.waiting", lambda m: acts_today(m, False), {0.0: 0.0, 0.5: 0.1}, "C17: hardly while it waits",
              MANY, OFTEN),
    Direction("iran.capability", acts_today, {0.5: 0.1, 2.0: 0.4}, "C06: as far as it has the means", MANY, OFTEN),
    # Mean size of a standard normal: 0.7979.
    Direction("iran.variety", lambda m: falls_short(m, 6.0), {0.4: 0.3192, 0.8: 0.6383},
              "C23: targets are chosen below the aim",
              MANY),
    Direction("iran.miss", lambda m: falls_short(m, 5.0), {0.2: 0.1596, 0.4: 0.3192},
              "C07: and severity misses it", MANY),
    Direction("iran.target.plants", lambda m: chosen(m, 6.0, "oil_plant_strike"), {0.1: 0.1, 0.6: 0.6},
              "C06: of the gravest acts some go for an oil plant", MANY),
    Direction("iran.target.drones", lambda m: chosen(m, 4.0, "drone_loss"), {0.2: 0.2, 0.5: 0.5},
              "C06: and of the others some for a drone", MANY),
)  # fmt: skip


# -- restraint ---------------------------------------------------------------------------------------------------------


def freedom(model: CrisisModel, lull: float = 0.0, progress: float = 0.0) -> Array:
    model.iran.lull += lull
    model.talks.progress[:] = progress
    return model.iran.choose_restraint()


def lull_a_day_later(model: CrisisModel) -> Array:
    model.iran.lull[:] = 0.5
    model.iran.perceive()
    model.iran.decide()
    model.iran.act()
    return model.iran.lull


FEARLESS = {"iran.restraint.danger": 0.0}
RESTRAINT = (
    # The line is believed to lie where an attack on shipping does, so that it meets force every other day.
    Direction("iran.restraint.danger", freedom, {-0.2: 1.1, 0.9: 0.55}, "C15: danger deters, or provokes",
              beside={"iran.belief.mean": 4.0}),
    Direction("iran.lull.depth", lambda m: freedom(m, 0.5), {-0.2: 1.1, 0.9: 0.55},
              "C15: an answer settles the account",
              beside=FEARLESS),
    Direction("iran.lull", freedom, {0.0: 1.0, 1.0: 0.3}, "C15: as one did before the start",
              beside={**FEARLESS, "iran.lull.depth": 0.7}),
    Direction("iran.lull.half_life", lull_a_day_later, {10.0: 0.5 * 2**-0.1, 20.0: 0.5 * 2**-0.05}, "C15: for a while"),
    Direction("iran.talks.restraint", lambda m: freedom(m, progress=0.5), {-0.2: 1.1, 0.6: 0.7},
              "C11: Tehran holds back while talks get somewhere, or does not", beside=FEARLESS),
)  # fmt: skip


# -- answers to force --------------------------------------------------------------------------------------------------


def willing(model: CrisisModel) -> Array:
    """Whether a strike of rung 7 is answered openly."""
    return model.iran.willing_to_answer(every(model), each(model, 7.0))


def answering(model: CrisisModel, resolved_on: int) -> Array:
    model.iran.answer_day[:] = resolved_on
    model.iran.decide_answer()
    return among_all(model, model.iran.answering)


def salvo(model: CrisisModel, what: str, channel: bool = False) -> Array:
    """What the open answers of today are like."""
    model.talks.channel_open[:] = channel
    model.iran.answering, found = every(model), each(model, 0.0)
    model.iran.answer()
    for one in model.today.of("open_salvo"):
        found[one.at] = getattr(one, what)
    return found


DUE, SILENT = {"iran.answer.due": 8.0}, {"iran.answer.warned": 0.0}
ANSWERS = (
    Direction("iran.strike_back", willing, {6.5: ndtr(1.0), 7.5: ndtr(-1.0)}, "C15: a threshold of Tehran's own", MANY,
              {"iran.strike_back.variation": 0.5}),
    Direction("iran.strike_back.variation", willing, {0.5: ndtr(1.0), 1.0: ndtr(0.5)}, "C15: which varies", MANY,
              {"iran.strike_back": 6.5}),
    Direction("iran.answer.due", lambda m: answering(m, 3), {0.0: 0.0, 8.0: 1.0}, "C15: an act to be answered", day=10),
    Direction("iran.answer.lead", lambda m: answering(m, 5), {5.0: 1.0, 6.0: 0.0}, "C15: takes days to prepare",
              beside=DUE, day=10),
    Direction("iran.answer.chance", lambda m: answering(m, 5), {0.1: 0.1, 0.5: 0.5}, "C15: and comes after a lag", MANY,
              DUE, day=10),
    Direction("iran.answer.warned", lambda m: salvo(m, "warned"), {0.3: 0.3, 0.9: 0.9},
              "C15: it may be announced", MANY),
    Direction("iran.answer.channel", lambda m: salvo(m, "warned", True), {-0.5: 0.4, 0.5: 0.8},
              "C11: the likelier through a channel", MANY, {"iran.answer.warned": 0.6, "iran.answer.channel": 0.0}),
    Direction("iran.answer.deadly", lambda m: salvo(m, "deaths"), {0.3: 0.3, 0.9: 0.9},
              "C07: it may kill", MANY, SILENT),
    Direction("iran.answer.spared", lambda m: salvo(m, "deaths"), {0.25: 0.6, 0.75: 0.2},
              "C15: a word spares lives", MANY,
              {"iran.answer.warned": 1.0, "iran.answer.deadly": 0.8}),
    Direction("iran.answer.warned_rung", lambda m: salvo(m, "rung"), {5.0: 5.0, 7.0: 7.0},
              "C15: and makes it less grave",
              beside={"iran.answer.warned": 1.0}),
)  # fmt: skip


# -- terms and ends ----------------------------------------------------------------------------------------------------


def offered(model: CrisisModel, pain: float = 0.0, risen: float = 0.0, mood: float = 0.0) -> Array:
    """What Tehran would give while an act at its aim meets force every other day."""
    iran = model.iran
    model.economy.pain[:], iran.politics[:], iran.aimed[:] = pain, mood, iran.belief
    iran.hostility += risen
    return iran.offer()


def ended(model: CrisisModel, how: int) -> Array:
    """Whether the crisis ends in Tehran on a day in full pain, in one way."""
    model.economy.pain[:], model.iran.aimed[:] = 1.0, model.iran.belief
    model.iran.decide_end()
    return model.iran.ended_by == how


#: Worlds enough that a few days' ends in a thousand are counted to one in a hundred.
RARE = 20_000
TERMS = (
    Direction("iran.offer.base", offered, {0.15: 0.15, 0.45: 0.45}, "C11: what Tehran would give"),
    Direction("iran.offer.pain", lambda m: offered(m, pain=0.5), {0.0: 0.3, 0.6: 0.6},
              "C17: pain brings it to terms, a little"),
    Direction("iran.offer.relief", offered, {0.1: 0.35, 0.4: 0.5}, "C11: relief as far as it is believed",
              beside={"united_states.relief": 0.5}),
    Direction("iran.offer.fear", offered, {-0.2: 0.2, 0.2: 0.4}, "C13: fear compels, or makes it stand firm"),
    Direction("iran.offer.hostility", lambda m: offered(m, risen=0.1), {0.5: 0.25, 2.0: 0.1},
              "C16: risen hostility hardens it"),
    Direction("iran.offer.scatter", lambda m: offered(m, mood=1.0), {0.05: 0.35, 0.2: 0.5}, "C11: politics moves it"),
    # A quarter has 91 days.
    Direction("iran.fold.rate", lambda m: ended(m, GIVES_IN), {0.1: 0.1 / 91, 0.5: 0.5 / 91},
              "C24: rarely, Tehran gives in",
              RARE),
    Direction("iran.fold.fear", lambda m: ended(m, GIVES_IN), {-1.0: 0.25 / 91, 2.0: 1.0 / 91},
              "C13: the likelier, or less, in fear",
              RARE, {"iran.fold.rate": 0.5}),
    Direction("iran.collapse.rate", lambda m: ended(m, FALLS), {0.1: 0.1 / 91, 0.5: 0.5 / 91},
              "C24: or its government falls",
              RARE, {"iran.fold.rate": 0.0}),
)  # fmt: skip

TEHRAN = (*BELIEF, *INTENT, *FORCES, *RESTRAINT, *ANSWERS, *TERMS)
