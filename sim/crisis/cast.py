"""The cast: who takes part, under which path, and what is particular to each member of a family.

A further militia is one entry here and one there: its numbers are given with their sources (where it
attacks and by which acts stands in :mod:`sim.crisis.militias`).
"""

from __future__ import annotations

from sim.crisis import militias
from sim.crisis.actors.country import Country
from sim.crisis.actors.mediator import Mediator
from sim.crisis.actors.proxy import Proxy
from sim.crisis.actors.talks import Talks
from sim.crisis.actors.tehran.economy import Economy
from sim.crisis.actors.tehran.iran import Iran
from sim.crisis.actors.theatre import Theatre
from sim.crisis.actors.washington.agency import Agency
from sim.crisis.actors.washington.president import UnitedStates
from sim.crisis.militias import Militia
from sim.engine.cast import Cast, Family, Role
from sim.engine.parameters import Given

FAMILIES = (
    Family("united_states.agencies", "agency", lane="United States"),
    Family(
        "proxies",
        "militia",
        removable=True,
        like="iraqi_front",
        place="theatre",
        places="theatres",
        place_traits=("exposure_theatre", "host_theatre"),
    ),
    Family("mediators", "go-between", lane="Mediators", removable=True),
    Family("theatres", "theatre", lane="Unrest"),
)


def _agency(key: str, title: str, offset: float, source: str) -> Role:
    return Role(
        f"united_states.agencies.{key}",
        Agency,
        title,
        "united_states.agencies",
        given={"offset": Given(offset, source, "assumed", (offset - 0.5, offset + 0.5))},
    )


def _proxy(militia: Militia, **given: Given) -> Role:
    return Role(militia.path, Proxy, militia.title, "proxies", given=given, traits=militia.traits)


def _theatre(key: str, title: str, exposure: Given, kind: type[Theatre] = Theatre) -> Role:
    return Role(f"theatres.{key}", kind, title, "theatres", given={"exposure": exposure})


_ROLES = (
    Role("united_states", UnitedStates, "The president", lane="United States", acts_as="the United States"),
    _agency(
        "white_house",
        "White House staff",
        -1.0,
        "Its staff called for force in June 2019 (press reports); position assumed",
    ),
    _agency("state", "State Department", 0.0, "The article names it and no position; taken as the middle"),
    _agency("pentagon", "Pentagon", 1.0, "It warned of the cost of strikes in 2019 (press reports); position assumed"),
    Role("iran", Iran, "Iran"),
    Role("iran.economy", Economy, "Iran's economy"),
    _proxy(
        militias.KATAIB_HEZBOLLAH,
        autonomy=Given(0.25, "Founded and led with the Quds Force; closest to it of the Iraqi groups (our reading)"),
        dependence=Given(0.6, "No public budget found"),
    ),
    _proxy(
        militias.ASAIB_AHL_AL_HAQ,
        autonomy=Given(0.4, "Holds seats in parliament and income of its own (our reading)"),
        dependence=Given(0.5, "No public budget found"),
    ),
    _proxy(
        militias.IRAQI_FRONT,
        autonomy=Given(0.2, "Made for deniable attacks (our reading)"),
        dependence=Given(0.8, "No public budget found"),
    ),
    _proxy(
        militias.ANSAR_ALLAH,
        tempo=Given(
            0.5,
            "About 15 missiles a month fired at Saudi Arabia, April to August 2018 (coalition counts)",
            "fact",
            (0.3, 0.7),
        ),
        obedient_tempo=Given(
            0.02,
            "Two American drones shot down over Yemen in June and August 2019 (press reports)",
            "fact",
            (0.005, 0.04),
        ),
        own_war=Given(
            1.0,
            "Its fire on Saudi Arabia is its own war (coalition counts); of some two hundred attacks Washington laid "
            "few at Tehran's door, one in ten at most",
            "assumed",
            (0.9, 1.0),
        ),
        autonomy=Given(0.6, "Fights its own war (our reading)"),
        dependence=Given(0.2, "Taxes and local income dominate (our reading)"),
        own_aim=Given(4.0, "Airports, pipelines and oil fields in Saudi Arabia (press reports)"),
    ),
    _proxy(
        militias.LEBANESE_HEZBOLLAH,
        tempo=Given(0.0002, "No attack on Americans in the record; rate assumed", "assumed", (0.0, 0.001)),
        obedient_tempo=Given(0.0005, "No attack on Americans in the record; rate assumed", "assumed", (0.0, 0.002)),
        autonomy=Given(0.3, "Iran's oldest partner, with a state to lose (our reading)"),
        dependence=Given(0.7, "US special representative, 2019: 70 per cent of its budget", "fact", (0.5, 0.8)),
    ),
    Role(
        "mediators.switzerland",
        Mediator,
        "Switzerland",
        "mediators",
        given={
            "access": Given(0.6, "Protecting power of the United States in Tehran", "assumed", (0.4, 0.8)),
            "delay": Given(1.0, "Messages by fax on the day in January 2020 (the article's days)", "fact", (1.0, 3.0)),
        },
    ),
    Role(
        "mediators.oman",
        Mediator,
        "Oman",
        "mediators",
        given={"access": Given(0.8, "Visits in July 2018, May and July 2019 (press reports)", "assumed", (0.6, 1.0))},
    ),
    Role(
        "mediators.iraq",
        Mediator,
        "Iraq",
        "mediators",
        given={
            "access": Given(
                0.5, "Named in the article; visits in September 2019 (press reports)", "assumed", (0.3, 0.7)
            )
        },
    ),
    Role(
        "mediators.france",
        Mediator,
        "France",
        "mediators",
        given={
            "access": Given(
                0.5, "Biarritz and New York, August and September 2019 (press reports)", "assumed", (0.3, 0.7)
            ),
            "leverage": Given(
                1.3,
                (
                    "A credit line was on offer (press reports); manipulative mediation does better (Wilkenfeld and "
                    "others 2003)"
                ),
                "literature",
                (1.0, 2.0),
            ),
        },
    ),
    Role(
        "mediators.japan",
        Mediator,
        "Japan",
        "mediators",
        given={
            "access": Given(0.3, "One visit, June 2019, and a message declined (press reports)", "assumed", (0.1, 0.5))
        },
    ),
    _theatre(
        "iraq",
        "Iraq",
        Given(1.0, "About 5,200 American troops in 2019 (press reports)", "fact", exact="The unit"),
        Country,
    ),
    _theatre(
        "gulf",
        "Gulf shipping",
        Given(0.2, "American crews are few on the ships and drones attacked (our reading)"),
    ),
    # No countries, as the model means it: protest is forbidden in Saudi Arabia, and none is recorded; the embassy in
    # Sanaa has been closed since February 2015. What the one armed group that fires across their border does follows
    # its own war.
    _theatre(
        "saudi_arabia",
        "Saudi Arabia",
        Given(
            0.01,
            "No American died under some two hundred missiles and drones fired at Saudi Arabia (coalition counts, "
            "press reports); about 600 Americans were in the country in mid-2019 (force tables)",
            "fact",
            (0.0, 0.03),
        ),
    ),
    _theatre("yemen", "Yemen", Given(0.0, "No American units in reach (our reading)")),
    _theatre("lebanon", "Lebanon", Given(0.2, "An embassy and trainers (our reading)"), Country),
    Role("talks", Talks, "The talks"),
)

CAST = Cast(FAMILIES, _ROLES)
