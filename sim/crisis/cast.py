"""The cast: who takes part, under which path, and what is particular to each member of a family."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.crisis.actors.mediator import Mediator
from sim.crisis.actors.proxy import Proxy
from sim.crisis.actors.talks import Talks
from sim.crisis.actors.tehran.economy import Economy
from sim.crisis.actors.tehran.iran import Iran
from sim.crisis.actors.theatre import Theatre
from sim.crisis.actors.washington.agency import Agency
from sim.crisis.actors.washington.president import UnitedStates
from sim.engine.actor import Actor
from sim.engine.parameters import DeclarationError, Given, Parameter, declared, of_member

OWN = "own count of press reports, May 2018 to September 2019"


@dataclass(frozen=True)
class Role:
    """One member of the cast.

    Attributes:
        path: dotted name in scenario files.
        kind: class of the actor; a scenario run from Python may put a subclass in its place.
        title: how a sentence calls it.
        given: the member's own parameter values, by attribute.
        traits: what is not a number, by attribute (a proxy's theatre and kinds of act).
    """

    path: str
    kind: type[Actor]
    title: str
    given: dict[str, Given] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """Path without the member, ``"proxies"``; empty for an actor of its own."""
        return self.path.rpartition(".")[0] if self.path.rpartition(".")[0] in FAMILIES else ""

    def parameters(self) -> dict[str, Parameter]:
        """This member's parameters by attribute."""
        found = declared(self.kind)
        unknown = set(self.given) - set(found)
        if unknown:
            raise DeclarationError(
                f"{self.path}: {', '.join(sorted(unknown))} is not a parameter of {self.kind.__name__}"
            )
        return {attribute: of_member(parameter, self.given.get(attribute)) for attribute, parameter in found.items()}


FAMILIES = ("united_states.agencies", "proxies", "mediators", "theatres")


def _agency(key: str, title: str, offset: float, source: str) -> Role:
    return Role(
        f"united_states.agencies.{key}",
        Agency,
        title,
        {"offset": Given(offset, source, "assumed", (offset - 0.5, offset + 0.5))},
    )


def _proxy(
    key: str, title: str, theatre: str, kinds: tuple[str, ...] = ("rocket_attack",), host: str = "", **given: Given
) -> Role:
    traits = {"exposure_theatre": theatre, "host_theatre": host or theatre, "kinds": kinds}
    return Role(f"proxies.{key}", Proxy, title, given, traits)


def _theatre(key: str, title: str, exposure: float, source: str, basis: str = "assumed") -> Role:
    return Role(f"theatres.{key}", Theatre, title, {"exposure": Given(exposure, source, basis)})


CAST: tuple[Role, ...] = (
    Role("united_states", UnitedStates, "The president"),
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
        "kataib_hezbollah",
        "Kataib Hezbollah",
        "iraq",
        autonomy=Given(0.25, "Founded and led with the Quds Force; closest to it of the Iraqi groups (our reading)"),
        dependence=Given(0.6, "No public budget found"),
    ),
    _proxy(
        "asaib_ahl_al_haq",
        "Asaib Ahl al-Haq",
        "iraq",
        autonomy=Given(0.4, "Holds seats in parliament and income of its own (our reading)"),
        dependence=Given(0.5, "No public budget found"),
    ),
    _proxy(
        "iraqi_front",
        "An Iraqi front group",
        "iraq",
        autonomy=Given(0.2, "Made for deniable attacks (our reading)"),
        dependence=Given(0.8, "No public budget found"),
    ),
    _proxy(
        "ansar_allah",
        "Ansar Allah",
        "saudi_arabia",
        ("cross_border_fire", "drone_loss"),
        host="yemen",
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
        own_war=Given(1.0, "Its fire on Saudi Arabia is its own war (coalition counts)", "fact"),
        autonomy=Given(0.6, "Fights its own war (our reading)"),
        dependence=Given(0.2, "Taxes and local income dominate (our reading)"),
        own_aim=Given(4.0, "Airports, pipelines and oil fields in Saudi Arabia (press reports)"),
    ),
    _proxy(
        "lebanese_hezbollah",
        "Lebanese Hezbollah",
        "lebanon",
        tempo=Given(0.0002, "No attack on Americans in the record; rate assumed", "assumed", (0.0, 0.001)),
        obedient_tempo=Given(0.0005, "No attack on Americans in the record; rate assumed", "assumed", (0.0, 0.002)),
        autonomy=Given(0.3, "Iran's oldest partner, with a state to lose (our reading)"),
        dependence=Given(0.7, "US special representative, 2019: 70 per cent of its budget", "fact", (0.5, 0.8)),
    ),
    Role(
        "mediators.switzerland",
        Mediator,
        "Switzerland",
        {
            "access": Given(0.6, "Protecting power of the United States in Tehran", "assumed", (0.4, 0.8)),
            "delay": Given(1.0, "Messages by fax on the day in January 2020 (the article's days)", "fact", (1.0, 3.0)),
        },
    ),
    Role(
        "mediators.oman",
        Mediator,
        "Oman",
        {"access": Given(0.8, "Visits in July 2018, May and July 2019 (press reports)", "assumed", (0.6, 1.0))},
    ),
    Role(
        "mediators.iraq",
        Mediator,
        "Iraq",
        {"access": Given(0.5, "Named in the article; visits in September 2019 (press reports)", "assumed", (0.3, 0.7))},
    ),
    Role(
        "mediators.france",
        Mediator,
        "France",
        {
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
        {"access": Given(0.3, "One visit, June 2019, and a message declined (press reports)", "assumed", (0.1, 0.5))},
    ),
    _theatre("iraq", "Iraq", 1.0, "The unit: about 5,200 American troops in 2019 (press reports)", "fact"),
    _theatre("gulf", "Gulf shipping", 0.2, "American crews are few on the ships and drones attacked (our reading)"),
    Role(
        "theatres.saudi_arabia",
        Theatre,
        "Saudi Arabia",
        {
            "exposure": Given(
                0.01,
                "No American died under some two hundred missiles and drones fired at Saudi Arabia (coalition counts, "
                "press reports); about 600 Americans were in the country in mid-2019 (force tables)",
                "fact",
                (0.0, 0.03),
            )
        },
    ),
    _theatre("yemen", "Yemen", 0.0, "No American units in reach (our reading)"),
    _theatre("lebanon", "Lebanon", 0.2, "An embassy and trainers (our reading)"),
    Role("talks", Talks, "The talks"),
)


def roles(
    without: tuple[str, ...] = (), added: Any = (), agents: dict[str, type[Actor]] | None = None
) -> tuple[Role, ...]:
    """The cast of one run.

    Args:
        without: paths, families or bare names to leave out.
        added: ``(name, settings)`` of further militias; settings may hold ``like``, ``theatre`` and ``title``.
        agents: classes to use instead, by path or family.

    Raises:
        ValueError: when a name is not in the cast.
    """
    cast = list(CAST)
    for name, settings in added:
        model = next((role for role in cast if role.path == f"proxies.{settings.get('like', 'iraqi_front')}"), None)
        if model is None:
            raise ValueError(f"cast: {settings.get('like')!r} is not a militia to model {name!r} on")
        place = settings.get("theatre")
        traits = model.traits | ({"exposure_theatre": place, "host_theatre": place} if place else {})
        cast.append(
            Role(f"proxies.{name}", Proxy, settings.get("title", name.replace("_", " ").title()), model.given, traits)
        )
    # Classes first: a variant may leave out whom another class was given for.
    for name, kind in (agents or {}).items():
        if not any(_named(role, name) for role in cast):
            raise ValueError(f"agents: nobody is called {name!r}")
        cast = [Role(r.path, kind, r.title, r.given, r.traits) if _named(r, name) else r for r in cast]
    for name in without:
        kept = [role for role in cast if not _named(role, name)]
        if len(kept) == len(cast):
            raise ValueError(f"cast: nobody is called {name!r}")
        cast = kept
    return tuple(cast)


def _named(role: Role, name: str) -> bool:
    family, _, last = role.path.rpartition(".")
    return name in (role.path, family if family in FAMILIES else "", last if family in FAMILIES else "")


def parameters(cast: tuple[Role, ...] = CAST) -> dict[str, Parameter]:
    """Every parameter of a cast by its full dotted path."""
    return {f"{role.path}.{p.name}": p for role in cast for p in role.parameters().values()}
