"""What a recorded event is in the model's terms, read from its category and its words.

Every reader returns a :class:`Meaning`, or the reason in words why the model has no such act.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sim.crisis.record import doers, words
from sim.crisis.record.doers import ANSAR_ALLAH, ASAIB, FRONT, HEZBOLLAH, KATAIB
from sim.crisis.record.reading import RecordedEvent, plain_category

#: Harassment that a warship turned away: rung 2 of the ladder is harassment without damage.
HARASSMENT = 2.0
#: Reach of a militia's weapons, where the attack that killed an American stands (``reach`` in
#: ``sim/crisis/actors/proxy.py``).
DEADLY = 6.0
#: Where an open answer stands that was announced (``answer.warned_rung`` in ``sim/crisis/actors/tehran/answer.py``).
ANNOUNCED = 6.0

_ON_THE_SPOT = "defence on the spot: no force against Iran or a militia"
#: Groups that a row may name as "Iraqi militia (Kataib Hezbollah)".
IRAQI = frozenset({FRONT, KATAIB, ASAIB})
MILITIAS = IRAQI | {ANSAR_ALLAH, HEZBOLLAH}


@dataclass(frozen=True)
class Meaning:
    """An act of the model.

    Attributes:
        actor: path of who commits it.
        act: name of the act.
        rung: where it stands on the ladder; None for the act's usual rung.
        target: path of the militia that a strike is aimed at.
        own_war: whether it belongs to a proxy's own war.
        warned: whether it was announced beforehand, to spare lives.
    """

    actor: str
    act: str
    rung: float | None = None
    target: str = ""
    own_war: bool = False
    warned: bool = False


def meaning(event: RecordedEvent) -> Meaning | str:
    """The act that an event is, or why the model has none for it."""
    category = plain_category(event.category)
    if category not in READERS:
        return f"the model knows no events of the category {event.category}"
    wrong = _wrong_doer(event.actor, *DOERS[category]) if category in DOERS else ""
    return wrong or READERS[category](event)


def _wrong_doer(actor: str, allowed: frozenset[str], whose: str, names: str) -> str:
    """Why an event of a category that is some sides' alone is left out for its doer; empty where it is not."""
    who = doers.sides(actor)
    if not who:
        return _unknown(actor, names)
    if who & allowed and not who <= allowed:
        return f'"{actor}" names others, too: give each side a row of its own'
    return "" if who & allowed else f"done by {actor}: {whose}"


def _unknown(actor: str, names: str) -> str:
    return f'"{actor}" is not a name that is known here; write {names}'


def _what(event: RecordedEvent) -> str:
    return f"{event.action} {event.target}"


# -- attacks -----------------------------------------------------------------------------------------------------------


def _proxy_attack(event: RecordedEvent) -> Meaning | str:
    if words.FOILED.search(event.action):
        return "foiled or missed: nothing was hit that could be answered"
    who = doers.sides(event.actor)
    if who == {ANSAR_ALLAH}:
        return _houthi(event)
    if who == {HEZBOLLAH}:
        if "iraq" in event.theatre.lower():
            return "the model's Lebanese Hezbollah stays out of Iraq; name the Iraqi group, or write Iraqi militia"
        if words.AMERICAN.search(event.target):
            return Meaning(HEZBOLLAH, "rocket_attack", _height(event))
        return "not aimed at Americans"
    if not who <= IRAQI:
        return f'"{event.actor}" names several groups: give each a row of its own'
    group = _iraqi_group(event.actor)
    if words.AMERICAN_DRONE.search(_what(event)) and words.DOWNED.search(event.action):
        return Meaning(group, "drone_loss")
    if "iraq" not in event.theatre.lower():
        return f"the model's Iraqi groups attack in Iraq, not in {event.theatre or 'a place that is not given'}"
    others = words.OTHER_ENEMY.search(event.target) and not words.AMERICAN_SITE.search(event.target)
    if others or words.CROWD.search(event.target):
        return "not aimed at Americans or their partners"
    return Meaning(group, "rocket_attack", _height(event))


def _houthi(event: RecordedEvent) -> Meaning | str:
    what = _what(event)
    if words.AMERICAN_DRONE.search(what) and words.DOWNED.search(event.action):
        return Meaning(ANSAR_ALLAH, "drone_loss")
    if words.WARSHIP.search(what) and words.AMERICAN.search(what):
        return Meaning(ANSAR_ALLAH, "shipping_attack", _height(event))
    if all(place.strip().startswith("yemen") for place in event.theatre.lower().split("/")):
        return "within Yemen: a matter of that war alone"
    own = event.us_fatalities == 0
    if words.SHIP.search(what) and (words.SEIZED.search(event.action) or words.HELD.search(event.action)):
        return Meaning(ANSAR_ALLAH, "tanker_seizure", _height(event), own_war=own)
    return Meaning(ANSAR_ALLAH, "cross_border_fire", _height(event), own_war=own)


def _iraqi_group(actor: str) -> str:
    """Path of the Iraqi militia that an actor names, be it in brackets; one that is not named is the front group."""
    who = doers.sides(actor).union(*(doers.sides(inner) for inner in re.findall(r"\((.*?)\)", actor)))
    return next((path for path in (KATAIB, ASAIB) if path in who), FRONT)


def _height(event: RecordedEvent) -> float | None:
    return DEADLY if event.us_fatalities else None


def _iran_direct(event: RecordedEvent) -> Meaning | str:
    what = _what(event)
    if words.FOILED.search(event.action):
        return "foiled or missed: nothing was hit that could be answered"
    if words.AIRLINER.search(what):
        return "a civil aircraft shot down by mistake, not an act against anybody"
    if words.OTHER_ENEMY.search(event.target) and not words.AMERICAN.search(event.target):
        return "not aimed at the United States or its partners"
    if words.AMERICAN_DRONE.search(what) and words.DOWNED.search(event.action):
        return Meaning("iran", "drone_loss")
    if words.WARSHIP.search(event.target) and words.HARASSED.search(event.action):
        return "harassment of warships: the model has no such act"
    if words.OIL_PLANT.search(what) and not words.SHIP.search(what):
        return Meaning("iran", "oil_plant_strike")
    if words.SEIZED.search(event.action):
        return Meaning("iran", "tanker_seizure")
    if words.SHIP.search(what) or words.WARSHIP.search(what):
        return _at_sea(event)
    salvo = words.MISSILES.search(what) and words.AMERICAN_SITE.search(what)
    if salvo and not words.REHEARSED.search(event.action):
        warned = words.ANNOUNCED.search(event.action) is not None
        return Meaning("iran", "open_salvo", ANNOUNCED if warned else None, warned=warned)
    return "no act of the model corresponds to it"


def _at_sea(event: RecordedEvent) -> Meaning | str:
    if words.HELD.search(event.action):
        return Meaning("iran", "tanker_seizure")
    if words.HARASSED.search(event.action):
        return Meaning("iran", "tanker_seizure", HARASSMENT)
    if words.ATTACKED.search(event.action):
        return Meaning("iran", "shipping_attack")
    return "no act of the model corresponds to it"


# -- the United States -------------------------------------------------------------------------------------------------


def _sanctions(event: RecordedEvent) -> Meaning | str:
    what = _what(event)
    corps = words.GUARD_CORPS.search(what) and words.TERROR.search(event.action) and not words.PART.search(what)
    return Meaning("united_states", "terror_listing" if corps else "sanctions_step")


def _cyber(event: RecordedEvent) -> Meaning | str:
    return Meaning("united_states", "cyber_action")


def _deployment(event: RecordedEvent) -> Meaning | str:
    if words.WITHDRAWN.search(event.action):
        return "people withdrawn, not troops sent"
    return Meaning("united_states", "troops")


def _restraint(event: RecordedEvent) -> Meaning | str:
    if words.CALLED_OFF.search(event.action):
        return Meaning("united_states", "strike_called_off")
    return "no strike had been ordered; what was done in its place has rows of its own"


def _us_strike(event: RecordedEvent) -> Meaning | str:
    what = _what(event)
    if words.FOILED.search(event.action):
        return "foiled or missed: the model's strikes hit what they are aimed at"
    if words.OTHER_ENEMY.search(event.target):
        return "not aimed at Iran or its partners"
    if words.PERSON.search(what) and words.KILLED.search(event.action):
        return Meaning("united_states", "strike_on_leader")
    over_water = words.OVER_WATER.search(event.theatre) and words.IN_FLIGHT.search(event.target)
    if (over_water and words.DOWNED.search(event.action)) or (
        words.INTERCEPTED.search(event.action) and words.IN_FLIGHT.search(what)
    ):
        return _ON_THE_SPOT
    for path, named in ((KATAIB, words.KATAIB), (ASAIB, words.ASAIB), (ANSAR_ALLAH, words.HOUTHI)):
        if named.search(what):
            return Meaning("united_states", "strike_on_proxy", target=path)
    if words.MILITIA.search(what):
        return Meaning("united_states", "strike_on_proxy", target=FRONT)
    if words.HEZBOLLAH.search(what):
        return Meaning("united_states", "strike_on_proxy", target=HEZBOLLAH)
    if words.GUARDS.search(what):
        return Meaning("united_states", "strike_on_iran")
    return "aimed at nobody whom the model has"


# -- unrest and talks --------------------------------------------------------------------------------------------------


def _protest(event: RecordedEvent) -> Meaning | str:
    what = _what(event)
    if not words.POST.search(what) or not words.AMERICAN.search(what) or words.IRANIAN_POST.search(what):
        return "not at an American post"
    who = doers.sides(event.actor)
    if not who:
        return _unknown(event.actor, '"protesters", "crowd" or a militia\'s name')
    if not who <= MILITIAS | {doers.CROWD}:
        return f"done by {event.actor}: the model has crowds of the country and its militias there"
    theatre = next((name for name in ("iraq", "lebanon", "yemen") if name in event.theatre.lower()), None)
    if theatre is None:
        return f"the model has no American post in {event.theatre or 'a place that is not given'}"
    return Meaning(f"theatres.{theatre}", "protest")


def _diplomacy(event: RecordedEvent) -> Meaning | str:
    """A go-between's move opens his channel; a visit by one of the parties counts as the host's."""
    if words.NO_MEDIATION.search(event.action):
        return "no go-between's move"
    who = doers.sides(event.actor)
    if not who:
        return _unknown(event.actor, '"United States", "Iran" or a go-between: Switzerland, Oman, Japan, France, Iraq')
    if who & (MILITIAS | {doers.CROWD}):
        return f"{event.actor} is not among the model's go-betweens"
    if host := next((path for path in words.MEDIATORS if path in who), None):
        return Meaning(host, "talks_offer")
    if not who & {doers.UNITED_STATES, doers.IRAN}:
        return f"{event.actor} is not among the model's go-betweens"
    found = next((path for path, named in words.MEDIATORS.items() if named.search(_what(event))), None)
    if found:
        return Meaning(found, "talks_offer")
    return "an offer or a meeting without a go-between: the model's talks go through channels"


def _because(reason: str) -> Callable[[RecordedEvent], Meaning | str]:
    return lambda event: reason


_NAMES = '"United States", "Iran" or a militia\'s name'
_AMERICAN = (frozenset({doers.UNITED_STATES}), "the model has American acts of this kind only", _NAMES)
#: Who must have done an event of a category, why one that others did is left out, and how to name whom;
#: in the others, and among those allowed, the reader decides.
DOERS: dict[str, tuple[frozenset[str], str, str]] = {
    "proxy_attack": (MILITIAS, "not among the model's armed groups", _NAMES),
    "iran_direct": (
        frozenset({doers.IRAN}), "this category is for Iran's own forces; name them, or Iran (attributed)", _NAMES,
    ),
    "sanctions_step": _AMERICAN,
    "us_cyber": _AMERICAN,
    "us_deployment": _AMERICAN,
    "us_restraint": _AMERICAN,
    "us_strike": _AMERICAN,
}  # fmt: skip
#: How events of each category are read.
READERS: dict[str, Callable[[RecordedEvent], Meaning | str]] = {
    "proxy_attack": _proxy_attack,
    "iran_direct": _iran_direct,
    "sanctions_step": _sanctions,
    "us_cyber": _cyber,
    "us_deployment": _deployment,
    "us_restraint": _restraint,
    "us_strike": _us_strike,
    "protest": _protest,
    "diplomacy": _diplomacy,
    "sanctions_relief": _because("relief is dated policy in the model, not an act"),
    "us_defensive": _because(_ON_THE_SPOT),
    "signal": _because("words or a gesture: the model has no act for it"),
    "nuclear_step": _because("the nuclear programme is left out of the model"),
    "third_party": _because("done by or to somebody whom the model leaves out"),
}
