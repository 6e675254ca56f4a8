"""A small crisis, so that tests of scenario files do not depend on the model's numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.crisis.us_iran import US_IRAN
from sim.engine.cast import Cast, Family, Role
from sim.engine.parameters import Parameter, param

PROXIES = ("kataib_hezbollah", "asaib_ahl_al_haq", "iraqi_front", "ansar_allah", "lebanese_hezbollah")
MEDIATORS = ("switzerland", "oman", "iraq", "france", "japan")
THEATRES = ("iraq", "gulf", "saudi_arabia", "yemen", "lebanon")


def number(name: str, default: float, unit: str, bounds: tuple[float, float], **more: Any) -> Any:
    note = f"What {name} means"
    return param(default, unit, bounds, claims="C01", source="a test", note=note, plausible=bounds, name=name, **more)


def words(name: str, default: str, *choices: str) -> Any:
    note = f"What {name} means"
    return param(
        default, "choice", claims="C13", source="a test", basis="article", note=note, choices=choices, name=name
    )


class UnitedStates:
    force_threshold = number("force_threshold", 6.0, "rung", (0, 10))
    spread = number("agencies.spread", 0.8, "rung", (0, 4))
    pressure = number("pressure", 0.1, "index", (0, 1))
    war_aversion = number("war_aversion", 0.5, "share", (0, 1))
    rule = words("rule", "lottery", "any", "majority", "lottery")
    line_held = words("line_held", "prevailing", "prevailing", "agencies")


class Iran:
    boldness = number("boldness", 0.5, "share", (0, 1), rival=0.2, rival_source="a test")
    width = number("belief.width", 1.0, "rung", (0, 4))
    strike_back = number("strike_back", 7.0, "rung", (0, 10))
    patience = number("patience", 365.0, "days", (0, 2000), whole=True)


class Proxy:
    autonomy = number("autonomy", 0.3, "share", (0, 1))
    capability = number("capability", 1.0, "index", (0, 3))


class Mediator:
    delay = number("delay", 5.0, "days", (0, 60))


class Theatre:
    exposure = number("exposure", 0.5, "index", (0, 5))


def _members(family: str, kind: type, keys: tuple[str, ...]) -> list[Role]:
    return [Role(f"{family}.{key}", kind, key, family) for key in keys]


SMALL_CAST = Cast(
    (
        Family("proxies", "militia", removable=True, like="iraqi_front", place="theatre", places="theatres"),
        Family("mediators", "go-between", removable=True),
        Family("theatres", "theatre"),
    ),
    (
        Role("united_states", UnitedStates, "The president"),
        Role("iran", Iran, "Iran"),
        *_members("proxies", Proxy, PROXIES),
        *_members("mediators", Mediator, MEDIATORS),
        *_members("theatres", Theatre, THEATRES),
    ),
)

#: Acts, outcomes, theories and record are those of the real one.
SMALL = replace(US_IRAN, at="tests.scenario.small:SMALL", cast_at="tests.scenario.small:SMALL_CAST")


def small_catalogue() -> dict[str, Parameter]:
    return SMALL.catalogue
