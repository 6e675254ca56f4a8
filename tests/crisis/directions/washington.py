"""Washington: the line, whose advice counts, the menu, commanders, warnings, the street, the campaign."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.model import CrisisModel
from sim.engine.arrays import Array
from tests.crisis.directions.reading import (
    MANY,
    Direction,
    among_all,
    decided,
    each,
    every,
    never,
    noted,
    open_case,
    put,
)

US = "united_states"
MILITIA = "proxies.kataib_hezbollah"


# -- the line ----------------------------------------------------------------------------------------------------------


def line(model: CrisisModel, **states: float) -> Array:
    """The line that all lines in Washington share, in some state of affairs."""
    for name, value in states.items():
        getattr(model.united_states, name)[:] = value
    return model.united_states.common_line(every(model))


def line_in_talks(model: CrisisModel) -> Array:
    model.talks.progress[:] = 0.5
    return line(model)


def prevailing(model: CrisisModel) -> Array:
    """The line that prevails once the agencies have given their advice."""
    us = model.united_states
    us.asked = every(model)
    us.lend_ear(us.asked)
    for agency in model.agencies:
        agency.advise()
    return us.line(us.asked)


def apart(model: CrisisModel) -> Array:
    return np.abs(prevailing(model) - 6.0)


def same_ear(model: CrisisModel) -> Array:
    """Whether the ear of the day before is lent again; the draw for a new one is another's."""
    us = model.united_states
    us.last_asked[:], us.ear[:] = model.day - 1, -1.0
    us.lend_ear(every(model))
    return us.ear == -1.0


#: Agencies alone, at fixed lines one rung apart.
ADVICE = {
    "united_states.president.weight": 0.0,
    "united_states.agencies.spread": 1.0,
    "united_states.line_held": "agencies",
}
ANY = {**ADVICE, "united_states.rule": "any"}

LINE = (
    Direction(f"{US}.force_threshold", line, {5.0: 5.0, 6.5: 6.5}, "C13: it is the agencies' mean line"),
    Direction(
        f"{US}.sanctions.preference", line, {0.0: 6.0, 1.0: 6.8}, "C10: sanctions first while there is room",
        beside={f"{US}.pressure": 0.2},
    ),
    Direction(f"{US}.lobby.pull", line, {0.0: 6.0, 0.4: 5.6}, "C18: outside advisers pull it down over time", day=365),
    Direction(f"{US}.lobby.pulled", line, {-0.5: 6.5, 1.0: 5.0}, "C18: as they did by the start"),
    Direction(
        f"{US}.stand_down.rungs", lambda m: line(m, standing_down=0.5), {-1.0: 5.5, 2.0: 7.0},
        "C15: an exchange that killed nobody settles the account",
    ),
    Direction(
        f"{US}.stand_down", line, {0.0: 6.0, 0.5: 6.6}, "C15: as one did before the start",
        beside={f"{US}.stand_down.rungs": 1.2},
    ),
    Direction(f"{US}.ratchet", line, {0.0: 6.0, 1.0: 5.0}, "C22: earlier force lowers it"),
    Direction(
        f"{US}.ratchet.cap", lambda m: line(m, threat=4.0), {1.0: 5.0, 2.0: 4.8},
        "C22: no further than so", beside={f"{US}.intelligence.pull": 0.3},
    ),
    Direction(f"{US}.talks.patience", line_in_talks, {-0.2: 5.9, 1.0: 6.5}, "C11: talks that get somewhere hold it up"),
    Direction(
        f"{US}.intelligence.pull", lambda m: line(m, threat=4.0), {0.0: 6.0, 0.6: 3.6},
        "C21: a warning lowers it",
    ),
    Direction(
        f"{US}.intelligence.threat", line, {0.0: 6.0, 5.0: 4.5}, "C21: as one did before the start",
        beside={f"{US}.intelligence.pull": 0.3},
    ),
    Direction(
        f"{US}.president.weight", prevailing, {0.2: 6.1, 0.8: 6.4}, "C09: the choice is the president's",
        beside={f"{US}.president.offset": 0.5},
    ),
    Direction(
        f"{US}.president.offset", prevailing, {-0.5: 5.8, 1.0: 6.4}, "C10: he did not want a war",
        beside={f"{US}.president.weight": 0.4},
    ),
    Direction(f"{US}.agencies.spread", prevailing, {0.4: 5.6, 2.0: 4.0}, "C13: the most hawkish line", beside=ANY),
    Direction(f"{US}.rule", prevailing, {"any": 5.0, "majority": 6.0}, "C08: how advice becomes one", beside=ADVICE),
    Direction(f"{US}.agencies.white_house.offset", prevailing, {-1.5: 4.5, -0.5: 5.5}, "C08: its own line", beside=ANY),
    Direction(f"{US}.agencies.pentagon.offset", prevailing, {-2.0: 4.0, -1.5: 4.5}, "C08: its own line", beside=ANY),
    Direction(
        f"{US}.agencies.white_house.influence", lambda m: prevailing(m) < 5.5, {0.5: 0.2, 2.0: 0.5},
        "C09: how often its advice prevails", MANY, beside={**ADVICE, f"{US}.rule": "lottery"},
    ),
    Direction(
        # Mean distance of a standard normal from its middle: 0.7979.
        f"{US}.agencies.variability", apart, {0.1: 0.0798, 0.8: 0.6383}, "C08: lines vary from day to day", MANY,
        beside={f"{US}.president.weight": 0.0},
    ),
    Direction(
        # Three lines, at -2, 0 and 2, each a third of the time, vary by the root of 8/3.
        f"{US}.agencies.variation_held", apart, {0.0: 0.0, 2.0: 1.3029}, "C13: noise in place of disagreement", MANY,
        beside={f"{US}.president.weight": 0.0},
    ),
    Direction(
        f"{US}.ear.days", same_ear, {1.0: 0.0, 4.0: 0.75}, "C08: the longer advice lasts", MANY, day=3,
    ),
)  # fmt: skip


def held(model: CrisisModel) -> Array:
    """The mean prevailing line; within a fiftieth of the lines' range, as the sum behind it is."""
    return np.round(prevailing(model), 1)


LINE_HELD = (
    Direction(
        f"{US}.line_held", held, {"agencies": 5.0, "prevailing": 6.0}, "C13: ambiguity at a fixed mean line", beside=ANY
    ),
)


# -- cases and the menu ------------------------------------------------------------------------------------------------


def needed(model: CrisisModel, *case: Any) -> Array:
    """What a case has to reach to be met with force."""
    return decided(model, *case).case_needed


def struck(model: CrisisModel, *case: Any) -> Array:
    us = decided(model, *case)
    return us.to_strike_iran | us.to_strike_proxy


def struck_in_talks(model: CrisisModel) -> Array:
    model.talks.channel_open[:] = True
    return struck(model, 8.0)


def answered(model: CrisisModel, act: str, rung: float) -> Array:
    """Whether a case of Iran's own brings an answer of some kind."""
    us = decided(model, rung)
    us.answer_cases()
    return noted(model, act)


def followed_by_sanctions(model: CrisisModel, rung: float) -> Array:
    us = decided(model, rung)
    us.answer_cases()
    return us.follow_up


def known(model: CrisisModel) -> Array:
    us = open_case(model, 5.0)
    us.perceive_cases()
    return among_all(model, us.cases)


def lapsed(model: CrisisModel) -> Array:
    us = open_case(model, 5.0)
    us.case_day[:] = model.day - 30
    us.perceive_cases()
    return among_all(model, us.lapsing)


def blamed_on_iran(model: CrisisModel) -> Array:
    return model.united_states.blamed_on_iran(put(model, MILITIA, "rocket_attack", 4.0))


QUIET = {f"{US}.force_allowed": 0.0}
CASES = (
    Direction(f"{US}.force_allowed", lambda m: struck(m, 8.0), {0.0: 0.0, 1.0: 1.0},
              "C08: whether force is on the menu"),
    Direction(f"{US}.fatality_threshold", lambda m: open_case(m, 3.0, 1).gravity(every(m)), {2.0: 7.0, 4.0: 5.0},
              "C07: a deadly act is judged by a line of its own"),
    Direction(f"{US}.war_aversion", lambda m: needed(m, 5.0), {0.3: 6.3, 1.7: 7.7},
              "C10: striking Iran itself takes a graver case"),
    Direction(f"{US}.proxy_discount", lambda m: needed(m, 10.5, 0, MILITIA), {1.0: 8.0, 3.0: 10.0},
              "C10: and for a militia's act a graver one still"),
    Direction(f"{US}.follow_through", lambda m: struck(m, 8.0), {0.2: 0.2, 0.9: 0.9},
              "C10: a strike that was ordered may be called off", MANY),
    Direction(f"{US}.channel.restraint", struck_in_talks, {-0.4: 0.7, 0.6: 0.2},
              "C11: the more so while messages are carried", MANY, {f"{US}.follow_through": 0.5}),
    Direction(f"{US}.menu.words", lambda m: answered(m, "statement", 2.2), {2.0: 1.0, 2.4: 0.0},
              "C23: what is slight is let pass", beside=QUIET),
    Direction(f"{US}.menu.sanctions", lambda m: followed_by_sanctions(m, 3.0), {2.5: 1.0, 3.5: 0.0},
              "C23: sanctions from a rung of their own", beside=QUIET),
    Direction(f"{US}.menu.troops", lambda m: answered(m, "troops", 4.1), {4.0: 1.0, 4.2: 0.0},
              "C23: troops from a rung of their own", beside=QUIET),
    Direction(f"{US}.menu.cyber", lambda m: answered(m, "cyber_action", 4.6), {4.5: 1.0, 4.7: 0.0},
              "C23: cyber action from a rung of its own", beside=QUIET),
    Direction(f"{US}.sanctions.exhausted", lambda m: followed_by_sanctions(m, 4.0), {0.5: 0.0, 0.7: 1.0},
              "C10: while there is room for more", beside={**QUIET, f"{US}.pressure": 0.6}),
    Direction(f"{US}.attribution.chance", known, {0.25: 0.25, 0.9: 0.9},
              "C08: cases are put when they are known", MANY),
    Direction(f"{US}.attribution.lapse", lapsed, {29.0: 0.75, 30.0: 0.0}, "C14: and lapse after so many days", MANY,
              {f"{US}.attribution.chance": 0.25}, day=40),
    Direction(f"{US}.attribution.error", blamed_on_iran, {0.1: 0.1, 0.5: 0.5},
              "C06: and are blamed wrongly now and then",
              MANY),
    Direction(f"{US}.off_ramp", lambda m: open_case(m, 8.0, warned=True).severity(every(m)), {0.5: 7.5, 2.5: 5.5},
              "C15: an announced answer looks less grave"),
    Direction(f"{US}.case", lambda m: m.united_states.gravity(every(m)), {0.0: 0.0, 5.0: 5.0},
              "C08: what waits for an answer at the start"),
    Direction(f"{US}.case.deaths", lambda m: m.united_states.gravity(every(m)), {0.0: 4.0, 1.0: 7.0},
              "C07: its dead count", beside={f"{US}.case": 4.0}),
    Direction(f"{US}.case.announced", lambda m: m.united_states.severity(every(m)), {0.0: 6.0, 1.0: 4.5},
              "C15: and whether it was announced", beside={f"{US}.case": 6.0, f"{US}.off_ramp": 1.5}),
)  # fmt: skip


# -- commanders, the ratchet, the day's fading -------------------------------------------------------------------------


def chances(model: CrisisModel) -> Array:
    us = model.united_states
    us.provocation[:] = 9.0
    us.perceive_chances()
    return among_all(model, us.chances)


def leader_line(model: CrisisModel, direct: bool) -> Array:
    us = model.united_states
    us.provocation_direct[:] = direct
    us.decide_leader(every(model), us.common_line(every(model)))
    return us.leader_line


def leader_struck(model: CrisisModel) -> Array:
    leader_line(model, True)
    return model.united_states.to_strike_leader


def strike(model: CrisisModel, act: str = "strike_on_proxy") -> Any:
    """The president once he has used force in all worlds."""
    us, details = model.united_states, {"cause": never(model), "threshold": 0.0, "target": MILITIA, "theatre": "iraq"}
    us.strike(every(model), act, rule="x", **details)
    return us


def settled(model: CrisisModel) -> Array:
    model.united_states.provocation[:] = 9.0
    return strike(model).provocation


def after_a_day(model: CrisisModel, state: str, value: float) -> Array:
    us = model.united_states
    getattr(us, state)[:] = value
    us.act()
    return getattr(us, state)


FORCE = (
    Direction(f"{US}.leader.opportunity", chances, {0.02: 0.02, 0.5: 0.5}, "C19: a chance must arise", MANY),
    Direction(f"{US}.leader.margin", lambda m: leader_line(m, True), {0.3: 6.3, 1.3: 7.3},
              "C19: a graver provocation than for other force"),
    Direction(f"{US}.leader.discount", lambda m: leader_line(m, False), {0.0: 6.8, 2.0: 8.8},
              "C19: and for a militia's act a graver one still", beside={f"{US}.leader.margin": 0.8}),
    Direction(f"{US}.provocation", leader_struck, {6.5: 0.0, 7.0: 1.0}, "C19: what provokes at the start",
              beside={f"{US}.leader.margin": 0.8}),
    Direction(f"{US}.provocation.settled", settled, {0.5: 8.5, 3.0: 6.0}, "C19: force on a militia settles a part"),
    Direction(f"{US}.provocation.half_life", lambda m: after_a_day(m, "provocation", 8.0),
              {10.0: 8 * 2**-0.1, 20.0: 8 * 2**-0.05}, "C19: a provocation fades"),
    Direction(f"{US}.ratchet.step", lambda m: strike(m).ratchet, {0.2: 0.2, 0.8: 0.8}, "C22: force makes force easier"),
    Direction(f"{US}.ratchet.half_life", lambda m: after_a_day(m, "ratchet", 2.0),
              {10.0: 2 * 2**-0.1, 20.0: 2 * 2**-0.05}, "C22: the ratchet slips back"),
    Direction(f"{US}.stand_down.half_life", lambda m: after_a_day(m, "standing_down", 0.5),
              {10.0: 0.5 * 2**-0.1, 20.0: 0.5 * 2**-0.05}, "C15: an exchange is forgotten"),
)  # fmt: skip


# -- warnings and the street -------------------------------------------------------------------------------------------


def alarmed(model: CrisisModel) -> Array:
    """Whether a warning comes while Iran's own forces have 0.4 acts a day in hand and nobody else any."""
    model.iran.effort[:], model.iran.resisting[:] = 1.0, True
    model.united_states.decide_alarm()
    return among_all(model, model.united_states.alarms)


def misjudged(model: CrisisModel) -> Array:
    model.iran.aimed[:] = 5.0
    model.united_states.decide_alarm()
    return np.abs(model.united_states.alarm_rung - 5.0)


def threat_a_day_later(model: CrisisModel) -> Array:
    model.united_states.threat[:] = 4.0
    model.united_states.warn()
    return model.united_states.threat


def besieged(model: CrisisModel, act: str) -> Array:
    us = model.united_states
    us.besieged = [put(model, "theatres.iraq", "protest", 3.5, theatre="iraq")]
    us.answer_the_street()
    return noted(model, act)


def feared(model: CrisisModel) -> Array:
    put(model, "theatres.iraq", "protest", 3.5, theatre="iraq")
    model.united_states.watch_the_street()
    return model.united_states.threat


PLANNED = {"iran.direct.tempo": 0.4, "proxies.capability": 0.0, f"{US}.intelligence.hit": 0.0}
WARNINGS = (
    Direction(f"{US}.intelligence.false_alarm", alarmed, {0.0: 0.0, 0.3: 0.3},
              "C21: warnings of what nobody plans", MANY,
              PLANNED),
    Direction(f"{US}.intelligence.hit", alarmed, {0.25: 0.1, 1.0: 0.4}, "C21: and of what is planned", MANY,
              {**PLANNED, f"{US}.intelligence.false_alarm": 0.0}),
    Direction(f"{US}.intelligence.noise", misjudged, {0.1: 0.0798, 0.5: 0.3989}, "C21: warnings are noisy", MANY,
              {f"{US}.intelligence.false_alarm": 1.0}),
    Direction(f"{US}.intelligence.first_strike_margin", lambda m: open_case(m, 5.0, threat=True).severity(every(m)),
              {-1.0: 6.0, 2.0: 3.0}, "C21: acting first needs more of a reason, or less"),
    Direction(f"{US}.intelligence.half_life", threat_a_day_later, {5.0: 4 * 2**-0.2, 10.0: 4 * 2**-0.1},
              "C21: a warning fades"),
    Direction(f"{US}.embassy.guard", lambda m: besieged(m, "troops"), {0.2: 0.2, 0.8: 0.8},
              "C23: troops guard it", MANY),
    Direction(f"{US}.embassy.withdrawal", lambda m: besieged(m, "evacuation"), {0.05: 0.05, 0.4: 0.4},
              "C23: or staff leave", MANY),
    Direction(f"{US}.embassy.alarm", feared, {0.3: 1.05, 1.5: 5.25}, "C20: a crowd is read as a sign of worse"),
)  # fmt: skip


# -- the campaign ------------------------------------------------------------------------------------------------------


def tightened(model: CrisisModel) -> Array:
    model.united_states.tighten(every(model), never(model))
    return model.united_states.level


def sanctions_today(model: CrisisModel) -> Array:
    model.united_states.follow_up[:] = True
    model.united_states.follow_up_with_sanctions()
    return noted(model, "sanctions_step")


def doubts(model: CrisisModel) -> Array:
    model.united_states.learn_doubt(every(model), each(model, 2.5))
    return model.united_states.doubt


def asked_in_doubt(model: CrisisModel) -> Array:
    model.united_states.doubt[:] = 0.5
    return model.united_states.asks


def believed(model: CrisisModel, place: int) -> Array:
    return model.iran.believed()[place]


HALF = {f"{US}.announced_line.credibility": 0.5, "iran.belief.mean": 4.5, "iran.belief.width": 0.8,
        "iran.belief.variation": 1.0}  # fmt: skip
CAMPAIGN = (
    Direction(f"{US}.pressure", lambda m: m.united_states.level, {0.2: 0.2, 0.9: 0.9},
              "C01: dated steps set the floor"),
    Direction(f"{US}.pressure.added", lambda m: m.united_states.level, {0.0: 0.5, 0.4: 0.7},
              "C10: answers have added to it", beside={f"{US}.pressure": 0.5}),
    Direction(f"{US}.sanctions.step", tightened, {0.1: 0.55, 0.5: 0.75}, "C10: a round takes a share of the room left",
              beside={f"{US}.pressure": 0.5}),
    Direction(f"{US}.sanctions.lag", sanctions_today, {2.0: 0.5, 5.0: 0.2}, "C10: it follows within days", MANY),
    Direction(f"{US}.relief", lambda m: m.iran.offer(), {0.0: 0.3, 0.5: 0.4},
              "C11: relief is worth something to Tehran",
              beside={"iran.offer.relief": 0.2}),
    Direction(f"{US}.demand", lambda m: m.united_states.asks, {0.65: 0.65, 0.8: 0.8}, "C11: what Washington asks"),
    Direction(f"{US}.doubt", lambda m: m.united_states.asks, {0.0: 0.5, 1.0: 0.7}, "C12: doubters ask for more",
              beside={f"{US}.demand": 0.5, f"{US}.doubt.weight": 0.2}),
    Direction(f"{US}.doubt.weight", asked_in_doubt, {0.0: 0.5, 0.4: 0.7}, "C12: by so much",
              beside={f"{US}.demand": 0.5}),
    Direction(f"{US}.doubt.gain", doubts, {0.02: 0.01, 0.2: 0.1}, "C12: hostile acts raise doubts, by their rung"),
    Direction(f"{US}.doubt.half_life", lambda m: after_a_day(m, "doubt", 0.5),
              {10.0: 0.5 * 2**-0.1, 20.0: 0.5 * 2**-0.05}, "C12: doubts fade"),
    Direction(f"{US}.announced_line.rung", lambda m: believed(m, 0), {5.5: 5.0, 7.5: 6.0},
              "C13: Tehran believes what it is told, in part", beside=HALF),
    Direction(f"{US}.announced_line.credibility", lambda m: believed(m, 0), {0.2: 4.8, 0.8: 5.7},
              "C14: as far as it does",
              beside=HALF),
    Direction(f"{US}.announced_line.width", lambda m: believed(m, 1), {0.2: 0.5, 0.6: 0.7}, "C13: doubt shrinks to it",
              beside=HALF),
    Direction(f"{US}.announced_line.variation", lambda m: believed(m, 2), {0.2: 0.6, 0.6: 0.8},
              "C14: and so does what varies", beside=HALF),
)  # fmt: skip

WASHINGTON = (*LINE, *LINE_HELD, *CASES, *FORCE, *WARNINGS, *CAMPAIGN)
