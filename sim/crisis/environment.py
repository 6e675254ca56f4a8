"""What the actors of this crisis see of one another and do to each other, and what is counted of it.

Actors read others through the protocols below, so that each says what it lends to the others; the model
(:mod:`sim.crisis.model`) puts the actors of the cast in these places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np

from sim.crisis.acts import ACTS, AMERICAN_FORCE, EXCHANGE_WINDOW, PARTIES
from sim.engine.actor import Actor
from sim.engine.arrays import NEVER, NOBODY, Array, Where
from sim.engine.board import Board, Incident
from sim.engine.chance import REAL
from sim.engine.model import Model

#: Days over which hostile acts are counted for the record.
WINDOW = 30
#: What is left of escalation after a day; half of it is gone in about ten.
ESCALATION_KEPT = 0.93
#: Rung from which an incident is grave.
GRAVE = 4.0


# -- what actors lend to one another -----------------------------------------------------------------------------------


class Washington(Protocol):
    """What others read of the president; see :class:`sim.crisis.actors.washington.president.UnitedStates`."""

    announced: Any
    nearness: Any
    relief: Any
    asked: Where
    pressure_event: Array
    first_force_day: Array
    open_force_day: Array
    open_force_before: Array
    open_force_event: Array
    lessons: list[tuple[Where, Array, Array]]
    agencies_variability: Any
    agencies_spread: Any
    held_back: Any
    announces: bool
    announced_rung: Any
    announced_credibility: Any
    announced_width: Any
    announced_variation: Any
    rationality: Any
    resolve: Any
    war_cost: Any

    @property
    def level(self) -> Array:
        """Sanctions pressure in force."""

    @property
    def asks(self) -> Array:
        """Share of its demands that Washington insists on."""

    def among(self, at: Where) -> Self:
        """The same in some worlds."""

    def common_line(self, at: Where) -> Array:
        """What all lines for force share."""

    def tighten(self, at: Where, cause: Array, forced: bool = False) -> None:
        """Adds a round of sanctions."""

    def answer_by_order(self, at: Where, act: str) -> None:
        """Answers below force because the scenario says so."""

    def strike_by_order(self, at: Where, act: str, *, target: str, theatre: str) -> None:
        """Uses force because the scenario says so."""


class Tehran(Protocol):
    """What others read of Iran; see :class:`sim.crisis.actors.tehran.iran.Iran`."""

    purse: Array
    aimed: Array
    resolve_event: Array
    open_attack_day: Array
    open_attack_before: Array
    open_attack_event: Array
    salvo_day: Array
    ended_by: Array
    ending: Where
    rationality: Any
    resolve: Any
    war_cost: Any
    strike_back: Any
    warned: Any
    warned_rung: Any

    @property
    def falls_short(self) -> Any:
        """How far an act may fall below Tehran's aim by choice of target."""

    @property
    def belief(self) -> Array:
        """Where Tehran believes the American line for force to be."""

    def among(self, at: Where) -> Self:
        """The same in some worlds."""

    @property
    def asked(self) -> Array:
        """How hard Tehran urges those who obey it."""

    def offer(self) -> Array:
        """Share of Washington's demands that Tehran would meet."""

    def direct_rate(self) -> Array:
        """Acts a day by Iran's own forces that Tehran has in mind."""


class Trade(Protocol):
    """What others read of Iran's economy; see :class:`sim.crisis.actors.tehran.economy.Economy`."""

    share: Array
    pain: Array
    exports_floor: Any
    heard_start: Any


class ArmedGroup(Protocol):
    """What others read of a militia; see :class:`sim.crisis.actors.proxy.Proxy`."""

    path: str
    exposure_theatre: str
    host_theatre: str
    capability: Any

    def ordered_rate(self) -> Array:
        """Attacks a day for Tehran's sake."""


class Adviser(Protocol):
    """What the president reads of an agency; see :class:`sim.crisis.actors.washington.agency.Agency`."""

    offset: Any
    influence: Any
    line: Array

    def among(self, at: Where) -> Self:
        """The same in some worlds."""


class GoBetween(Protocol):
    """What the talks read of a go-between; see :class:`sim.crisis.actors.mediator.Mediator`."""

    path: str
    open: Array
    delivering: Where
    leverage: Any

    def among(self, at: Where) -> Self:
        """The same in some worlds."""


class Negotiation(Protocol):
    """What others read of the talks; see :class:`sim.crisis.actors.talks.Talks`."""

    meeting: Array
    progress: Array
    channel_open: Array
    terms_met: Array
    agreeing: Where
    capitulation_share: Any

    def read(self, path: str) -> tuple[Array, Array]:
        """What today's messages of a go-between find."""


class Script(Protocol):
    """What the scenario makes happen; see :class:`sim.crisis.happenings.Happenings`."""

    def force_within(self, days: int) -> Array:
        """Where American force is still to come, today included."""


class Place(Protocol):
    """What others read of a theatre; see :class:`sim.crisis.actors.theatre.Theatre`."""

    exposure: Any

    def among(self, at: Where) -> Self:
        """The same in some worlds."""

    @property
    def key(self) -> str:
        """Short name of the place."""

    def tempo(self) -> Array | float:
        """What unrest makes of the tempo of the armed groups that attack there."""

    def contagion_rate(self) -> Array | float:
        """Attacks a day that a group of the usual means there adds because others have attacked."""

    def chance_of_death(self, rung: Array, at: Where) -> Array:
        """Chance that an attack kills an American."""


# -- today -------------------------------------------------------------------------------------------------------------


class CrisisBoard(Board):
    """Today's acts as the two sides read them."""

    _grave: tuple[Where, Array] | None = None
    _shocking: tuple[Where, Array] | None = None

    def force(self) -> list[Incident]:
        """Today's uses of force by the United States."""
        return [one for one in self.incidents if one.act in AMERICAN_FORCE]

    def between_parties(self) -> list[Incident]:
        """Today's acts between the two sides and of the street; not those of a third side, nor of a war of its own."""
        return [one for one in self.incidents if one.answerable and ACTS[one.act].side in PARTIES]

    def attacks(self) -> list[Incident]:
        """Today's hostile acts that Washington treats as questions put to it."""
        return [one for one in self.between_parties() if ACTS[one.act].kind == "attack"]

    def unrest(self) -> list[Incident]:
        """Today's acts of the street."""
        return [one for one in self.incidents if ACTS[one.act].kind == "unrest"]

    def grave(self) -> tuple[Where, Array]:
        """Worlds with a grave incident today, and its event number."""
        if self._grave is None:
            self._grave = _worlds_of(
                [(one.at[one.rung >= GRAVE], one.event[one.rung >= GRAVE]) for one in self.attacks() + self.force()]
            )
        return self._grave

    def shocking(self) -> tuple[Where, Array]:
        """Worlds with a listing, a strike or an oil plant's loss today, and its event number (C02, C12)."""
        if self._shocking is None:
            shocks = self.of("terror_listing") + self.force() + self.of("oil_plant_strike")
            self._shocking = _worlds_of([(one.at, one.event) for one in shocks])
        return self._shocking


def _worlds_of(pairs: list[tuple[Where, Array]]) -> tuple[Where, Array]:
    """Each world once, with the last event named for it."""
    if not pairs:
        return NOBODY, np.zeros(0, np.int32)
    where, event = np.concatenate([w for w, _ in pairs]), np.concatenate([e for _, e in pairs])
    worlds, last = np.unique(where[::-1], return_index=True)
    return worlds, event[::-1][last]


# -- the environment ---------------------------------------------------------------------------------------------------


class Environment(Model):
    """The two governments, the militias, the go-betweens and the theatres, as each of them meets the others."""

    board = CrisisBoard
    today: CrisisBoard

    united_states: Washington
    iran: Tehran
    economy: Trade
    talks: Negotiation
    agencies: Sequence[Adviser]
    proxies: Sequence[ArmedGroup]
    mediators: Sequence[GoBetween]
    theatres: dict[str, Place]
    script: Script
    _culprits: Array

    def begin(self) -> None:
        """What is counted of each world."""
        none, never = np.zeros(self.world_count, np.int32), np.full(self.world_count, NEVER, np.int16)
        self.first_death_day, self.first_direct_day = never.copy(), never.copy()
        self.hostile_total, self.iraq_total, self.yemen_total = none.copy(), none.copy(), none.copy()
        self.direct_total, self.deaths_total = none.copy(), none.copy()
        self.top_rung, self.escalation = np.zeros(self.world_count, REAL), np.zeros(self.world_count, REAL)
        self._hostile_window = np.zeros((WINDOW, self.world_count), np.int16)
        self._yemen_window = np.zeros((WINDOW, self.world_count), np.int16)
        self.hostile_recent, self.yemen_recent = none.astype(np.int16), none.astype(np.int16)
        self.exchange_day = never.copy()  # first day on which both sides had openly used force of late

    def culprit(self, positions: Array) -> Array:
        """Which militia (its place among the militias, -1 nobody) is struck for acts of the actors at these places."""
        return self._culprits[positions]

    def who_answers(self) -> Array:
        """For each actor, which militia would be struck for its act: itself; -1 nobody."""
        places = {one.path: place for place, one in enumerate(self.proxies)}
        return np.array([*(places.get(path, NEVER) for path in self.actors), NEVER])

    def killed(self, act: str, theatre: str, rung: Array, at: Where, luck: Array) -> Array:
        """American dead in each of some worlds.

        Rule (C06, C07): whether an American dies depends on who is exposed in the theatre and on how grave the act is;
        a drone carries nobody.

        Args:
            act: key in :data:`sim.crisis.acts.ACTS`.
            theatre: where; nobody is exposed in a theatre that is not in the cast.
            rung: severity of the act in each case.
            at: positions of the worlds.
            luck: uniform draws, one per case.
        """
        place = self.theatres.get(theatre) if ACTS[act].can_kill else None
        chance = place.chance_of_death(rung, at) if place else np.zeros(at.size, REAL)
        return (luck < chance).astype(np.int32)

    def exposed(self, theatre: str, at: Where) -> Array:
        """How many Americans are within reach in a theatre, up to as many as in Iraq, 0-1, one number per case."""
        place = self.theatres.get(theatre)
        return np.minimum(place.among(at).exposure, 1.0) if place else np.zeros(at.size, REAL)

    def attack(
        self, actor: Actor, at: Where, act: str, rung: Array, deaths: Array, *, theatre: str, **details: Any
    ) -> None:
        """A hostile act by Iran or a militia, counted; further details as in :meth:`commit`."""
        self.commit(actor, at, act, rung, theatre=theatre, target=theatre, deaths=deaths, **details)
        self._tally(actor, at, deaths, details.get("answerable", True))

    def misread(self, incident: Incident, error: Any) -> Array:
        """Whether an act is blamed on the wrong author, shape ``(cases,)`` (C06)."""
        stream = self.chance.stream(incident.actor.path, f"blame for {incident.tag}")
        return stream.uniform(self.day, incident.at) < error

    @property
    def planners(self) -> list[tuple[Any, Array]]:
        """Who has hostile acts for Tehran's sake in hand, and how many a day."""
        return [(self.iran, self.iran.direct_rate())] + [
            (one, one.ordered_rate() * one.capability) for one in self.proxies
        ]

    @property
    def planned_attacks(self) -> Array:
        """Hostile acts a day that Tehran has in hand, by its own forces and by those that obey it."""
        return sum((rate for _, rate in self.planners[1:]), self.planners[0][1])

    # -- counts -----------------------------------------------------------------------------------------------------

    def _tally(self, actor: Actor, at: Where, deaths: Array, answerable: bool) -> None:
        """Counts a hostile act; a militia's own war is counted apart."""
        today = self.day % WINDOW
        if not answerable:
            self.yemen_total[at] += 1
            self._yemen_window[today][at] = 1  # days, not acts
            return
        self.hostile_total[at] += 1
        self._hostile_window[today][at] += 1
        if any(actor is one and one.exposure_theatre == "iraq" for one in self.proxies):
            self.iraq_total[at] += 1
        self.deaths_total[at] += deaths
        self._first(self.first_death_day, at[deaths > 0])
        if actor is self.iran:
            self.direct_total[at] += 1
            self._first(self.first_direct_day, at)

    def _first(self, days: Array, at: Where) -> None:
        """Notes today where a day has not come yet."""
        days[at[days[at] < 0]] = self.day

    def _exchanging(self) -> Where:
        """Worlds in which both sides have openly used force within the window (C15, C24)."""
        if not self.today.of("open_salvo") and not self.today.force():
            return NOBODY
        us, iran = self.united_states.open_force_day, self.iran.salvo_day
        return np.flatnonzero((us >= 0) & (iran >= 0) & (np.abs(us - iran) <= EXCHANGE_WINDOW) & self.alive)

    def count(self) -> None:
        """Escalation, open exchanges, and the counts of the last 30 days."""
        self._first(self.exchange_day, self._exchanging())
        today = self.day % WINDOW
        self.escalation *= REAL(ESCALATION_KEPT)
        for incident in self.today.between_parties():
            self.escalation[incident.at] = np.maximum(self.escalation[incident.at], incident.rung)
            self.top_rung[incident.at] = np.maximum(self.top_rung[incident.at], incident.rung)
        self.hostile_recent += self._hostile_window[today]
        self.yemen_recent += self._yemen_window[today]
        tomorrow = (today + 1) % WINDOW
        self.hostile_now, self.yemen_now = self.hostile_recent.copy(), self.yemen_recent.copy()
        self.hostile_recent -= self._hostile_window[tomorrow]
        self.yemen_recent -= self._yemen_window[tomorrow]
        self._hostile_window[tomorrow] = self._yemen_window[tomorrow] = 0


class CrisisActor(Actor):
    """An actor of this crisis.

    Attributes:
        exposure_theatre: where its attacks land, unless the act says; empty for those that attack nobody.
    """

    model: Environment
    exposure_theatre: str = ""
