"""A small catalogue, so that tests of scenario files do not depend on the model's numbers."""

from __future__ import annotations

from typing import Any

from sim.engine.parameters import Parameter

PROXIES = ("kataib_hezbollah", "asaib_ahl_al_haq", "iraqi_front", "ansar_allah", "lebanese_hezbollah")
MEDIATORS = ("switzerland", "oman", "iraq", "france", "japan")
THEATRES = ("iraq", "gulf", "saudi_arabia", "yemen", "lebanon")

CAST = (
    "united_states",
    "iran",
    *(f"proxies.{name}" for name in PROXIES),
    *(f"mediators.{name}" for name in MEDIATORS),
    *(f"theatres.{name}" for name in THEATRES),
)


def number(name: str, default: float, unit: str, bounds: tuple[float, float], **more: Any) -> Parameter:
    return Parameter(name, default, unit, bounds, ("C01",), "a test", "assumed", f"What {name} means", bounds, **more)


def words(name: str, default: str, *choices: str) -> Parameter:
    return Parameter(
        name, default, "choice", None, ("C13",), "a test", "article", f"What {name} means", choices=choices
    )


DECLARED: dict[str, tuple[Parameter, ...]] = {
    "united_states": (
        number("force_threshold", 6.0, "rung", (0, 10)),
        number("agencies.spread", 0.8, "rung", (0, 4)),
        number("pressure", 0.1, "index", (0, 1)),
        number("war_aversion", 0.5, "share", (0, 1)),
        words("rule", "lottery", "any", "majority", "lottery"),
        words("line_held", "prevailing", "prevailing", "agencies"),
    ),
    "iran": (
        number("boldness", 0.5, "share", (0, 1), rival=0.2, rival_source="a test"),
        number("belief.width", 1.0, "rung", (0, 4)),
        number("strike_back", 7.0, "rung", (0, 10)),
        number("patience", 365.0, "days", (0, 2000), whole=True),
    ),
    "proxies": (
        number("autonomy", 0.3, "share", (0, 1)),
        number("capability", 1.0, "index", (0, 3)),
    ),
    "mediators": (number("delay", 5.0, "days", (0, 60)),),
    "theatres": (number("exposure", 0.5, "index", (0, 5)),),
}


def small_catalogue() -> dict[str, Parameter]:
    return {f"{actor}.{one.name}": one for actor in CAST for one in DECLARED[actor.partition(".")[0]]}
