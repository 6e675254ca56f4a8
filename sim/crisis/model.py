"""The crisis: the cast, the calendar, and the order of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import mesa
import numpy as np
from mesa.datacollection import DataCollector

from sim.crisis.actors.mediator import Mediator
from sim.crisis.actors.proxy import Proxy
from sim.crisis.actors.talks import Talks
from sim.crisis.actors.tehran.economy import Economy
from sim.crisis.actors.tehran.iran import Iran
from sim.crisis.actors.tehran.terms import FALLS, GIVES_IN
from sim.crisis.actors.theatre import Theatre
from sim.crisis.actors.washington.agency import Agency
from sim.crisis.actors.washington.president import UnitedStates
from sim.crisis.acts import ACTS
from sim.crisis.cast import CAST
from sim.crisis.happenings import Happenings
from sim.crisis.outcomes import OUTCOMES
from sim.crisis.series import SERIES
from sim.engine.actor import Actor, Array, Incident, Where
from sim.engine.calendar import Calendar
from sim.engine.cast import Role
from sim.engine.chance import REAL, Chance
from sim.engine.claims import rules_of
from sim.engine.events import EventLog
from sim.engine.parameters import Parameter
from sim.engine.recorder import Recorder
from sim.engine.withheld import Withheld, WithheldActs

#: Open force by both sides counts as war when it falls within so many days (see :mod:`sim.crisis.outcomes`).
WAR_WINDOW = 30
#: Days over which hostile acts are counted for the record.
WINDOW = 30

WAR, COLLAPSE, CAPITULATION, DEAL, EXCHANGE, STANDOFF = range(6)

THEORIES = ("counter_pressure", "pressure_works")


def catalogue() -> dict[str, Parameter]:
    """Every parameter of the cast, by its full dotted path."""
    return CAST.parameters()


def rulebook() -> dict[str, tuple[str, ...]]:
    """Claims that each rule of the cast stands on, by the rule's name, ``"UnitedStates.decide_cases"``."""
    kinds = dict.fromkeys(role.kind for role in CAST.roles)
    return rules_of([*kinds, Happenings, CrisisModel])


@dataclass
class Board:
    """What was done today, for everyone to read in the phase *learn*."""

    incidents: list[Incident] = field(default_factory=list)
    _grave: tuple[Where, Array] | None = None
    _shocking: tuple[Where, Array] | None = None

    def of(self, act: str) -> list[Incident]:
        """Today's incidents of one kind."""
        return [one for one in self.incidents if one.act == act]

    def force(self) -> list[Incident]:
        """Today's uses of force by the United States."""
        return [one for one in self.incidents if ACTS[one.act].kind == "force"]

    def questions(self) -> list[Incident]:
        """Today's hostile acts that Washington treats as questions put to it."""
        return [one for one in self.incidents if one.answerable and ACTS[one.act].kind in ("attack", "unrest")]

    def grave(self) -> tuple[Where, Array]:
        """Worlds with an incident of rung 4 or more today, and its event number."""
        if self._grave is None:
            self._grave = _worlds_of(
                [(one.at[one.rung >= 4.0], one.event[one.rung >= 4.0]) for one in self.questions() + self.force()]
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
        return np.zeros(0, np.intp), np.zeros(0, np.int32)
    where, event = np.concatenate([w for w, _ in pairs]), np.concatenate([e for _, e in pairs])
    worlds, last = np.unique(where[::-1], return_index=True)
    return worlds, event[::-1][last]


class CrisisModel(mesa.Model):
    """Many worlds of one crisis, stepped together day by day; with one world, an ordinary Mesa model.

    Args:
        worlds: how many worlds (numbered from 0), or their numbers; a number may repeat (the same luck again).
        rng: seed, a whole number; world w under seed s always has the same luck.
        start: first day, ``"2018-05-08"`` or a date.
        days: length in days.
        theory: ``counter_pressure`` (the officials' view) or ``pressure_works`` (the administration's; C17).
        courses: dated or drawn parameter values by path, as the scenario package resolves them.
        events: acts that happen whatever the agents choose.
        withheld: acts that do not come about although somebody would choose them: counterfactuals.
        scripted: spans of days, first and last, on which actors choose nothing: the record under ``events`` has their
            acts.
        cast: who is left out or added (``without`` and ``added``).
        agents: classes to use instead of the cast's own, by path or family: ``{"iran": MyIran}``.
        recorder: what is kept; None keeps outcomes only.
        luck: numbers by which luck is drawn where they are not the worlds' own, shape ``(worlds,)``. Values drawn for
            each world follow the world's own number: a world with other luck and the same drawn values is its twin.
        parameters: values by dotted path, numbers, words or arrays of shape ``(worlds,)``; a family's path
            (``"proxies.autonomy"``) sets all its members.

    Raises:
        ValueError: unknown path, theory or name, or a value that its parameter does not allow.
    """

    happens_by = (Happenings,)

    def __init__(
        self,
        worlds: int | Array = 1,
        *,
        rng: int | None = None,
        start: str | date = "2018-05-08",
        days: int = 730,
        theory: str = "counter_pressure",
        courses: Mapping[str, Any] | None = None,
        events: Iterable[Any] = (),
        scripted: Iterable[tuple[int, int]] = (),
        withheld: Iterable[Withheld] = (),
        cast: Any = None,
        agents: Mapping[str, type[Actor]] | None = None,
        recorder: Recorder | None = None,
        luck: Array | None = None,
        **parameters: Any,
    ):
        super().__init__(rng=rng)
        if theory not in THEORIES:
            raise ValueError(f"theory {theory!r} is not one of {', '.join(THEORIES)}")
        seed = int(self.rng.integers(2**31)) if rng is None else rng
        self.world: Array = np.asarray(worlds) if np.ndim(worlds) else np.arange(int(worlds))
        self.world_count, self.days, self.day = len(self.world), int(days), 0
        self.start = date.fromisoformat(start) if isinstance(start, str) else start
        self.theory, self.scripted, self.withheld = theory, tuple(scripted), WithheldActs(withheld)
        self.chance = Chance(seed, self.world if luck is None else luck)
        self.recorder = recorder or Recorder(outcomes_only=True)
        self.events = EventLog(self.world, self.world < self.recorder.events_below)
        self.alive = np.ones(self.world_count, bool)
        self.was_alive = self.alive.copy()  # at the start of the day: a world's last day is still recorded
        members = CAST.changed(getattr(cast, "without", ()), getattr(cast, "added", ()), agents)
        self.calendar = Calendar(
            members.parameters(),
            {**_added_settings(cast), **parameters},
            courses or {},
            theory,
            Chance(seed, self.world),
            self.world_count,
        )
        self._assemble(members.roles, events)
        self._outcome = np.full(self.world_count, -1, np.int8)
        self._end_day = np.full(self.world_count, self.days, np.int16)
        self._counters()
        self.calendar.bind(self._actors)
        self.recorder.start(self)
        # Mesa numbers agents in a table that would keep every model for good, 25 MB each.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        if self.world_count == 1:
            self.datacollector = DataCollector(
                model_reporters={one.key: _reporter(i) for i, one in enumerate(SERIES)}
                | {"outcome": "outcome", "date": "date"}
            )

    # -- the cast -----------------------------------------------------------------------------------------------

    def _assemble(self, roles: tuple[Role, ...], events: Iterable[Any]) -> None:
        self._actors: dict[str, Actor] = {}
        self.agencies: list[Agency] = []
        self.proxies: list[Proxy] = []
        self.mediators: list[Mediator] = []
        self.theatres: dict[str, Theatre] = {}
        for role in roles:
            actor = role.kind(self, role.path, role.title)
            for name, trait in role.traits.items():
                setattr(actor, name, trait)
            self._actors[role.path] = actor
            self._introduce(actor)
        self.united_states.hold_line()  # now that the agencies are known
        self.happenings = self._actors["happenings"] = Happenings(self, tuple(events))
        self._places = {actor: place for place, actor in enumerate(self._actors.values())}
        self._culprits = self._who_answers()

    def _introduce(self, actor: Actor) -> None:
        """Gives an actor its place in the model, by what it is."""
        if isinstance(actor, UnitedStates):
            self.united_states = actor
        elif isinstance(actor, Iran):
            self.iran = actor
        elif isinstance(actor, Economy):
            self.economy = actor
        elif isinstance(actor, Talks):
            self.talks = actor
        elif isinstance(actor, Agency):
            self.agencies.append(actor)
        elif isinstance(actor, Proxy):
            self.proxies.append(actor)
        elif isinstance(actor, Mediator):
            self.mediators.append(actor)
        elif isinstance(actor, Theatre):
            self.theatres[actor.key] = actor

    def _who_answers(self) -> Array:
        """For each actor, which proxy would be struck for its act: itself, or the first one in a theatre; -1 nobody."""
        found = []
        for actor in self._places:
            theatre = actor.key if isinstance(actor, Theatre) else None
            candidates = [
                p for p, one in enumerate(self.proxies) if one is actor or (theatre and one.host_theatre == theatre)
            ]
            found.append(candidates[0] if candidates else -1)
        return np.array([*found, -1])

    def actor(self, name: str) -> Any:
        """An actor by path, or by the last part of its path (``"ansar_allah"``)."""
        for path, actor in self._actors.items():
            if name in (path, path.rpartition(".")[2]):
                return actor
        raise ValueError(f"nobody in the cast is called {name!r}")

    def position(self, actor: Actor) -> int:
        """An actor's place in the cast, for states that name an actor in each world."""
        return self._places[actor]

    def culprit(self, positions: Array) -> Array:
        """Which proxy (its place among the proxies, -1 nobody) is struck for acts of the actors at these places."""
        return self._culprits[positions]

    def setting(self, path: str, parameter: Parameter) -> Any:
        """Today's value of an actor's parameter."""
        return self.calendar.value(f"{path}.{parameter.name}")

    # -- what actors do to each other ---------------------------------------------------------------------------

    def commit(
        self,
        actor: Actor,
        at: Where,
        act: str,
        rung: Array,
        *,
        rule: str,
        cause: Any,
        theatre: str = "",
        target: str = "",
        deaths: Array | None = None,
        warned: bool = False,
        answerable: bool = True,
        tag: str = "",
        **details: Any,
    ) -> Array:
        """Puts an act on today's board and in the log; returns its event number in each world.

        Args:
            actor: who does it.
            at: positions of the worlds.
            act: key in :data:`sim.crisis.acts.ACTS`.
            rung: severity, one per case.
            rule, cause: rule that decided it, and number of the event it answers.
            theatre, target: where, and at whom.
            deaths: American dead, one per case.
            warned, answerable, tag: as in :class:`sim.engine.actor.Incident`.
            details: ``threshold``, ``margin`` and ``forced`` for the log.
        """
        dead = np.zeros(at.size, np.int32) if deaths is None else deaths
        event = actor.note(at, act, rung, rule, cause=cause, target=target or theatre, fatalities=dead, **details)
        self.today.incidents.append(
            Incident(at, actor, act, rung, event, theatre, target, dead, warned, answerable, tag or act)
        )
        return event

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

    def attack(
        self, actor: Actor, at: Where, act: str, rung: Array, deaths: Array, *, theatre: str, **details: Any
    ) -> None:
        """A hostile act by Iran or a proxy, counted; further details as in :meth:`commit`."""
        self.commit(actor, at, act, rung, theatre=theatre, target=theatre, deaths=deaths, **details)
        self._tally(actor, at, deaths, details.get("answerable", True))

    def misread(self, incident: Incident, error: Any) -> Array:
        """Whether an act is blamed on the wrong author, shape ``(cases,)`` (C06)."""
        stream = self.chance.stream(incident.actor.path, f"blame for {incident.tag}")
        return stream.uniform(self.day, incident.at) < error

    def force_used(self) -> list[Incident]:
        """Today's uses of force by the United States."""
        return self.today.force()

    @property
    def choosing(self) -> bool:
        """Whether actors choose for themselves today; not while the record is replayed."""
        return not any(first <= self.day <= last for first, last in self.scripted)

    @property
    def planned_attacks(self) -> Array:
        """Hostile acts a day that Tehran has in hand, by its own forces and by those that obey it."""
        direct = self.iran.direct_rate()
        return sum((proxy.ordered_rate() * proxy.capability for proxy in self.proxies), direct)

    # -- the day ------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One day: dated policy, perceive, advise, decide, act, what the scenario forces, learn, judge, record."""
        self.today = Board()
        self.events.day = self.day
        self.was_alive = self.alive.copy()
        self._apply_calendar()
        for phase in ("perceive", "advise", "decide", "act"):
            self.agents.do(phase)
        self.happenings.befall()
        # Ties between acts of one day are broken by place in the cast, not by who came first.
        self.today.incidents.sort(key=lambda one: (self._places[one.actor], one.tag))
        self.agents.do("learn")
        self._observe_day()
        self.judge()
        self.recorder.take()
        if self.day + 1 >= self.days or not self.alive.any():
            self._close()
        if self.world_count == 1:
            self.datacollector.collect(self)
        self.day += 1

    def _apply_calendar(self) -> None:
        """Sets dated parameters, and writes steps of pressure and their announcements as events (C01, C02)."""
        us = self.united_states
        before = np.asarray(us.pressure)
        changed = self.calendar.apply(self.day)
        for actor in changed:
            actor.prepare()
        if changed:
            self.united_states.hold_line()  # it rests on the agencies' parameters too
        us.announced, us.nearness = self.calendar.announced("united_states.pressure", self.day)
        us.announced = us.announced + (1.0 - us.announced) * us.extra
        if self.calendar.announces("united_states.pressure", self.day):
            self._write_policy("announcement", self.alive)
        if us in changed or self.day == 0:
            now = np.asarray(us.pressure)
            moved = self.alive & ((now != before) | (self.day == 0) & (now > 0))
            self._write_policy("policy_step", moved)

    def _write_policy(self, act: str, where: Array) -> None:
        us, at = self.united_states, np.flatnonzero(where)
        if at.size:
            us.pressure_event[at] = us.note(at, act, ACTS[act].rung, "CrisisModel._apply_calendar")

    def _counters(self) -> None:
        zero, never = np.zeros(self.world_count, np.int32), np.full(self.world_count, -1, np.int16)
        self.first_death_day, self.first_direct_day, self.first_deadly_force_day = (
            never.copy(),
            never.copy(),
            never.copy(),
        )
        self.hostile_total, self.iraq_total, self.yemen_total, self.deaths_total = (
            zero.copy(),
            zero.copy(),
            zero.copy(),
            zero.copy(),
        )
        self.direct_total = zero.copy()
        self.top_rung = np.zeros(self.world_count, REAL)
        self.escalation = np.zeros(self.world_count, REAL)
        self._hostile_window = np.zeros((WINDOW, self.world_count), np.int16)
        self._yemen_window = np.zeros((WINDOW, self.world_count), np.int16)
        self.hostile_recent, self.yemen_recent = zero.copy().astype(np.int16), zero.copy().astype(np.int16)
        self.today = Board()

    def _tally(self, actor: Actor, at: Where, deaths: Array, answerable: bool) -> None:
        """Counts a hostile act; a proxy's own war is counted apart."""
        today = self.day % WINDOW
        if not answerable:
            self.yemen_total[at] += 1
            self._yemen_window[today][at] += 1
            return
        self.hostile_total[at] += 1
        self._hostile_window[today][at] += 1
        if isinstance(actor, Proxy) and actor.exposure_theatre == "iraq":
            self.iraq_total[at] += 1
        self.deaths_total[at] += deaths
        dead = at[(deaths > 0) & (self.first_death_day[at] < 0)]
        self.first_death_day[dead] = self.day
        if actor is self.iran:
            self.direct_total[at] += 1
            first = at[self.first_direct_day[at] < 0]
            self.first_direct_day[first] = self.day

    def _observe_day(self) -> None:
        """Escalation, and the counts of the last 30 days."""
        today = self.day % WINDOW
        self.escalation *= REAL(0.93)  # half gone in about ten days
        for incident in self.today.incidents:
            if incident.answerable:
                self.escalation[incident.at] = np.maximum(self.escalation[incident.at], incident.rung)
                self.top_rung[incident.at] = np.maximum(self.top_rung[incident.at], incident.rung)
        self.hostile_recent += self._hostile_window[today]
        self.yemen_recent += self._yemen_window[today]
        tomorrow = (today + 1) % WINDOW
        self._hostile_now, self._yemen_now = self.hostile_recent.copy(), self.yemen_recent.copy()
        self.hostile_recent -= self._hostile_window[tomorrow]
        self.yemen_recent -= self._yemen_window[tomorrow]
        self._hostile_window[tomorrow] = self._yemen_window[tomorrow] = 0

    def judge(self) -> None:
        """Recognises the ends that stop a world on the day they are met (C24; words in :mod:`sim.crisis.outcomes`).

        War: an American strike on Iran and an open Iranian attack within 30 days of each other. Collapse: the
        government has fallen. Capitulation, deal: an agreement, by the share of Washington's demands it meets. Ties in
        that order.
        """
        us, iran, talks = self.united_states, self.iran, self.talks
        if us.home_strike_day.max(initial=-1) >= 0:
            both = (us.home_strike_day >= 0) & (iran.open_attack_day >= 0)
            close = np.abs(us.home_strike_day - iran.open_attack_day) <= WAR_WINDOW
            self._finish(both & close, WAR)
        if iran.ending.size:
            self._finish(iran.ended_by == FALLS, COLLAPSE)
            self._finish(iran.ended_by == GIVES_IN, CAPITULATION)
        if talks.agreeing.size:
            agreed = ~np.isnan(talks.terms_met)
            self._finish(agreed & (talks.terms_met >= talks.capitulation_share), CAPITULATION)
            self._finish(agreed & (talks.terms_met < talks.capitulation_share), DEAL)

    def _finish(self, met: Array, outcome: int) -> None:
        at = np.flatnonzero(met & self.alive)
        if at.size:
            self._outcome[at], self._end_day[at], self.alive[at] = outcome, self.day, False
            if outcome == WAR:
                # War is nobody's act: it is recognised.
                both = self.united_states.home_strike_event[at], self.iran.open_attack_event[at]
                self.events.add(at, "", "war", ACTS["war"].rung, "CrisisModel.judge", cause=np.maximum(*both))

    def _close(self) -> None:
        """At the horizon a world is a limited exchange if force was used at any time, else a standoff."""
        forced = self.united_states.first_force_day >= 0
        open_ended = self._outcome < 0
        self._outcome[open_ended & forced], self._outcome[open_ended & ~forced] = EXCHANGE, STANDOFF
        self.running = False

    # -- what is read from outside ------------------------------------------------------------------------------

    def observe(self) -> tuple[Array, ...]:
        """Today's value of every recorded series, in the order of :data:`sim.crisis.series.SERIES`."""
        us, iran, trade = self.united_states, self.iran, self.economy
        return (
            us.level,
            trade.exports,
            trade.output,
            trade.rate,
            trade.inflation,
            trade.pain,
            iran.hostility,
            iran.belief,
            iran.belief_width,
            self.escalation,
            self._hostile_now,
            self._yemen_now,
            self.talks.progress,
            iran.purse,
        )

    def summary(self) -> dict[str, Array]:
        """One value per world: outcome, days of firsts, counts."""
        us = self.united_states
        before = (us.first_force_day >= 0) & ((self.first_death_day < 0) | (us.first_force_day <= self.first_death_day))
        return {
            "outcome": self._outcome.copy(),
            "day": self._end_day.copy(),
            "first_force_day": us.first_force_day.astype(np.int16),
            "first_death_day": self.first_death_day,
            "first_direct_day": self.first_direct_day,
            "force_before_death": before.astype(np.int8),
            "hostile_acts": self.hostile_total,
            "iraq_attacks": self.iraq_total,
            "direct_acts": self.direct_total,
            "yemen_acts": self.yemen_total,
            "us_deaths": self.deaths_total,
            "strikes": us.strikes,
            "top_rung": self.top_rung,
            "terms_met": self.talks.terms_met,
        }

    @property
    def outcome(self) -> str | None:
        """How the first world ended, or None while it runs (for one world)."""
        code = int(self._outcome[0])
        return OUTCOMES[code] if code >= 0 else None

    @property
    def date(self) -> date:
        """Today's date."""
        return date.fromordinal(self.start.toordinal() + self.day)


def _reporter(place: int) -> Any:
    return lambda model: float(np.asarray(model.observe()[place])[0])


def _added_settings(cast: Any) -> dict[str, Any]:
    """Parameter values that a scenario gives to added militias, by full path."""
    traits = ("like", "theatre", "title")
    return {
        f"proxies.{name}.{key}": value
        for name, settings in getattr(cast, "added", ())
        for key, value in settings.items()
        if key not in traits
    }
