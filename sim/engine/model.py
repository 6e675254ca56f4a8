"""Many worlds of one crisis, stepped together: the cast, the calendar, the log, and the order of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

import numpy as np

from sim.engine import mesa, own
from sim.engine.arrays import Array, Where
from sim.engine.board import Board, Incident
from sim.engine.calendar import Calendar
from sim.engine.cast import Role
from sim.engine.chance import Chance
from sim.engine.crisis import Crisis
from sim.engine.events import EventLog
from sim.engine.outcomes import Outcome
from sim.engine.parameters import Parameter
from sim.engine.recorder import Recorder
from sim.engine.withheld import Withheld, WithheldActs

Kind = TypeVar("Kind")


class Model(mesa.Model):
    """Many worlds of one crisis, stepped together day by day; with one world, an ordinary Mesa model.

    A crisis derives its own model, sets :attr:`crisis` and fills in the hooks: :meth:`assemble`, :meth:`begin`,
    :meth:`derive`, :meth:`follow_policy`, :meth:`befall`, :meth:`count`, :meth:`sealed`, :meth:`observe` and
    :meth:`counted`.

    Args:
        worlds: how many worlds (numbered from 0), or their numbers; a number may repeat (the same luck again).
        rng: seed, a whole number; world w under seed s always has the same luck.
        start: first day, ``"2018-05-08"`` or a date; by default the crisis's.
        days: length in days; by default the crisis's.
        theory: key of one of the crisis's theories, by default the usual one.
        courses: dated or drawn parameter values by path, as the scenario package resolves them.
        events: acts that happen whatever the agents choose.
        withheld: acts that do not come about although somebody would choose them: counterfactuals.
        scripted: spans of days, first and last, on which actors choose nothing: the record under ``events`` has their
            acts.
        cast: who is left out or added (``without`` and ``added``).
        agents: classes to use instead of the cast's own, by path or family: ``{"generals.north": MyGeneral}``.
        recorder: what is kept; None keeps outcomes only.
        luck: numbers by which luck is drawn where they are not the worlds' own, shape ``(worlds,)``. Values drawn for
            each world follow the world's own number: a world with other luck and the same drawn values is its twin.
        parameters: values by dotted path, numbers, words or arrays of shape ``(worlds,)``; a family's path
            (``"generals.line"``) sets all its members.

    Attributes:
        actors: the cast by path.
        members: the cast's members by the path of their family.
        states: names of the model's own states, with one number per world on the last axis.

    Raises:
        ValueError: unknown path, theory or name, or a value that its parameter does not allow.
    """

    crisis: ClassVar[Crisis]
    #: Classes beside the cast's whose rules count.
    beside_cast: ClassVar[tuple[type, ...]] = ()
    #: Class of the board on which a day's acts are put.
    board: ClassVar[type[Board]] = Board

    today: Board

    def __init__(
        self,
        worlds: int | Array = 1,
        *,
        rng: int | None = None,
        start: str | date | None = None,
        days: int | None = None,
        theory: str | None = None,
        courses: Mapping[str, Any] | None = None,
        events: Iterable[Any] = (),
        scripted: Iterable[tuple[int, int]] = (),
        withheld: Iterable[Withheld] = (),
        cast: Any = None,
        agents: Mapping[str, type[Any]] | None = None,
        recorder: Recorder | None = None,
        luck: Array | None = None,
        **parameters: Any,
    ):
        super().__init__(rng=rng)
        crisis = self.crisis
        self.theory = theory or crisis.theories[0].key
        if self.theory not in crisis.theory_by_key:
            raise ValueError(f"theory {theory!r} is not one of {', '.join(crisis.theory_by_key)}")
        seed = int(self.rng.integers(2**31)) if rng is None else rng
        self.world: Array = np.asarray(worlds) if np.ndim(worlds) else np.arange(int(worlds))
        self.world_count, self.day = len(self.world), 0
        self.days = crisis.days if days is None else int(days)
        start = crisis.start if start is None else start
        self.start = date.fromisoformat(start) if isinstance(start, str) else start
        self.scripted, self.withheld = tuple(scripted), WithheldActs(withheld, crisis.acts.withholdable)
        self.chance = Chance(seed, self.world if luck is None else luck)
        self.recorder = recorder or Recorder(outcomes_only=True)
        self.events = EventLog(self.world, self.world < self.recorder.events_below)
        self.alive = np.ones(self.world_count, bool)
        added = tuple(cast.added) if cast else ()
        members = crisis.cast_under(self.theory).changed(cast.without if cast else (), added, agents)
        self.calendar = Calendar(
            members.parameters(),
            {**_added_settings(crisis, added), **parameters},
            courses or {},
            crisis.theory_by_key[self.theory].rival,
            Chance(seed, self.world),
            self.world_count,
            members.family_path,
        )
        self.outcome_code = np.full(self.world_count, -1, np.int8)
        self.end_day = np.full(self.world_count, self.days, np.int16)
        self.today = self.board()
        before = set(vars(self))
        self.begin()
        self.states = per_world(self, before, self.world_count)
        self._assemble(members.roles, events, agents or {})
        self.calendar.bind(self.actors)
        self.recorder.start(self)
        mesa.forget_numbers(self)
        if self.world_count == 1:
            self.datacollector = mesa.DataCollector(
                model_reporters={one.key: _reporter(i) for i, one in enumerate(crisis.series)}
                | {"outcome": "outcome", "date": "date"}
            )

    def _assemble(self, roles: Iterable[Role], events: Iterable[Any], agents: Mapping[str, type[Any]]) -> None:
        self.actors: dict[str, Any] = {}
        self.members: dict[str, list[Any]] = {path: [] for path in self.crisis.cast.families}
        self._watched: list[own.Watched] = []
        for role in roles:
            actor = self.actors[role.path] = self._own(role) if any(map(role.named, agents)) else self._made(role)
            if role.family:
                self.members[role.family].append(actor)
        self.assemble(tuple(events))
        self.derive()
        self._places = {actor: place for place, actor in enumerate(self.actors.values())}

    def _made(self, role: Role) -> Any:
        return role.kind(self, role.path, role.title, role.traits)

    def _own(self, role: Role) -> Any:
        """An actor of a class of the user's own, which is watched."""
        usual = self.crisis.cast.role(role.path) or self.crisis.cast.members(role.family)[0]
        own.refuse(role.kind, usual.kind, role.path)
        try:
            actor = self._made(role)
        except Exception as error:
            raise own.raised(error, role.kind.__name__, self) from error
        self._watched.append(own.Watched(actor, usual.kind, self))
        return actor

    # -- what a crisis fills in -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Declares the model's own states; what is set here with one number per world is a state."""

    def assemble(self, events: tuple[Any, ...]) -> None:
        """Names the actors that rules speak of, now that all are there; ``events`` are those the scenario forces."""

    def derive(self) -> None:
        """Works out what follows from several actors' parameters; called at the start and whenever a dated one changes.

        The actors' own :meth:`sim.engine.actor.Actor.derive` have been called before.
        """

    def follow_policy(self, before: Any, changed: list[Any]) -> None:
        """Draws what follows from parameters that changed today.

        Args:
            before: what :meth:`policy` was yesterday.
            changed: the actors whose parameters changed.
        """

    def policy(self) -> Any:
        """What dated policy amounts to, as :meth:`follow_policy` is handed it."""

    def befall(self) -> None:
        """Commits what the scenario makes happen today, once everyone has acted."""

    def count(self) -> None:
        """Keeps what the record and the summary count, once everyone has learned."""

    def sealed(self, at: Where, outcome: Outcome) -> None:
        """Writes what is to be written when some worlds end."""

    def observe(self) -> tuple[Array, ...]:
        """Today's value of every series, in the order of :attr:`Crisis.series`, each of shape ``(worlds,)``."""
        raise NotImplementedError

    def counted(self) -> dict[str, Array]:
        """What each world is remembered by beside its outcome and day, each of shape ``(worlds,)``."""
        return {}

    # -- actors ---------------------------------------------------------------------------------------------------

    def one(self, path: str, kind: type[Kind]) -> Kind:
        """The actor of a path, which is of a kind."""
        actor = self.actors[path]
        assert isinstance(actor, kind), f"{path} is a {type(actor).__name__}"
        return actor

    def all_of(self, family: str, kind: type[Kind]) -> list[Kind]:
        """The members of a family, which are of a kind."""
        return [self.one(actor.path, kind) for actor in self.members[family]]

    def actor(self, name: str) -> Any:
        """An actor by path, or by the last part of its path (``"ansar_allah"``).

        Raises:
            ValueError: when nobody is called so.
        """
        for path, actor in self.actors.items():
            if name in (path, path.rpartition(".")[2]):
                return actor
        raise ValueError(f"nobody in the cast is called {name!r}")

    def position(self, actor: Any) -> int:
        """An actor's place in the cast, for states that name an actor in each world."""
        return self._places[actor]

    def setting(self, path: str, parameter: Parameter) -> Any:
        """Today's value of an actor's parameter."""
        return self.calendar.value(f"{path}.{parameter.name}")

    @property
    def choosing(self) -> bool:
        """Whether actors choose for themselves today; not while the record is replayed."""
        return not any(first <= self.day <= last for first, last in self.scripted)

    def may_fall_today(self, day: int | None) -> bool:
        """Whether what is to come on a day, or on days of its own in each world (None), may come today."""
        return day is None or day == self.day

    @property
    def over(self) -> bool:
        """Whether today is the last day, or no world goes on."""
        return self.day + 1 >= self.days or not self.alive.any()

    def commit(
        self,
        actor: Any,
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
            act: key of one of the crisis's acts.
            rung: severity, one per case.
            rule, cause: rule that decided it, and number of the event it answers.
            theatre, target: where, and at whom.
            deaths: the dead, one per case.
            warned, answerable, tag: as in :class:`sim.engine.board.Incident`.
            details: ``threshold``, ``margin`` and ``forced`` for the log.
        """
        dead = np.zeros(at.size, np.int32) if deaths is None else deaths
        event: Array = actor.note(
            at, act, rung, rule, cause=cause, target=target or theatre, fatalities=dead, **details
        )
        self.today.incidents.append(
            Incident(at, actor, act, rung, event, theatre, target, dead, warned, answerable, tag or act)
        )
        return event

    # -- the day --------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One day: dated policy, perceive, advise, decide, act, what the scenario forces, learn, judge, record."""
        self.today = self.board()
        drawn = own.random_state() if self._watched else None
        self.events.day = self.day
        self._apply_calendar()
        for phase in ("perceive", "advise", "decide", "act"):
            self.agents.do(phase)
        self.befall()
        # Ties between acts of one day are broken by place in the cast, not by who came first.
        self.today.incidents.sort(key=lambda one: (self._places[one.actor], one.tag))
        self.agents.do("learn")
        self.look()
        if drawn is not None and own.random_state() != drawn:
            raise own.drew(self._watched)
        self.count()
        self.judge()
        self.recorder.take()
        if self.over:
            self._close()
        if self.world_count == 1:
            self.datacollector.collect(self)
        self.day += 1

    def look(self) -> None:
        """Looks at what actors of the user's own have left behind.

        Raises:
            Faulty: when it is not what all worlds rest on.
        """
        for one in self._watched:
            one.look()

    @property
    def familiar(self) -> bool:
        """Whether all its rules come with the package."""
        return self.crisis.built_in and not self._watched

    def _apply_calendar(self) -> None:
        """Sets dated parameters, and lets the model follow."""
        before = self.policy()
        changed = self.calendar.apply(self.day)
        for actor in changed:
            actor.derive()
        if changed:
            self.derive()
        self.follow_policy(before, changed)

    def judge(self) -> None:
        """Ends the worlds that go on and meet an outcome today; of two on one day, the first of the crisis's counts."""
        for code, outcome in enumerate(self.crisis.outcomes.values()):
            met = outcome.met(self) if outcome.stops else None
            if met is None:
                continue
            at = np.flatnonzero(met & self.alive)
            if at.size:
                self.outcome_code[at], self.end_day[at], self.alive[at] = code, self.day, False
                self.sealed(at, outcome)

    def _close(self) -> None:
        """At the horizon, worlds that go on have come to the first of the other outcomes that they meet."""
        for code, outcome in enumerate(self.crisis.outcomes.values()):
            met = None if outcome.stops else outcome.met(self)
            if met is not None:
                self.outcome_code[met & (self.outcome_code < 0)] = code
        self.running = False

    # -- what is read from outside ----------------------------------------------------------------------------------

    def summary(self) -> dict[str, Array]:
        """One value per world: outcome, the day it was reached, and what was counted."""
        return {"outcome": self.outcome_code.copy(), "day": self.end_day.copy(), **self.counted()}

    @property
    def outcome(self) -> str | None:
        """How the first world ended, or None while it runs (for one world)."""
        code = int(self.outcome_code[0])
        return self.crisis.outcomes.at(code).key if code >= 0 else None

    @property
    def date(self) -> date:
        """Today's date."""
        return date.fromordinal(self.start.toordinal() + self.day)


def per_world(holder: Any, before: set[str], worlds: int) -> tuple[str, ...]:
    """Names of what an object has come to hold with one number per world on the last axis."""
    found = {name: value for name, value in vars(holder).items() if name not in before}
    return tuple(
        sorted(
            name
            for name, value in found.items()
            if type(value) is np.ndarray and value.ndim and value.shape[-1] == worlds
        )
    )


def _reporter(place: int) -> Any:
    return lambda model: float(np.asarray(model.observe()[place])[0])


def _added_settings(crisis: Crisis, added: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Parameter values that a scenario gives to added members of the growing family, by full path."""
    family = crisis.cast.growing
    traits = ("like", "title", crisis.place)
    return {
        f"{family.path if family else ''}.{name}.{key}": value
        for name, settings in added
        for key, value in settings.items()
        if key not in traits
    }
