"""What every actor shares: parameters, named chance, states with one number per world, and the phases of a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, cast

import numpy as np

from sim.engine import mesa
from sim.engine.arrays import NEVER, NOBODY, Array, Where, found_in
from sim.engine.chance import REAL
from sim.engine.model import Model, per_world
from sim.engine.parameters import declared

_NO_DRAWS = np.zeros(0, REAL)


class Among:
    """An actor seen in a few worlds only: arrays are cut to them, everything else is passed on.

    It lets a rule about rare cases read as it would for one world: ``here = self.among(at)``, then ``here.belief``.
    """

    def __init__(self, actor: Actor, at: Where):
        self._actor, self._at = actor, at

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._actor, name)
        return value.take(self._at, axis=-1) if type(value) is np.ndarray else value


class Actor(mesa.Agent):
    """One actor in many worlds at once.

    A state holds one number per world, shape ``(worlds,)``; rules are written as if there were one world. The day is
    cut into phases so that nobody gains by coming first: while choosing (*decide*) an actor may look at everything and
    leaves everything as it was, while acting (*act*) it touches its own state alone and goes by what others chose, and
    afterwards (*learn*) it takes in what was done.

    Args:
        model, path, title: see below.
        traits: what is not a number and is particular to a member of a family, by attribute.

    Attributes:
        path: dotted name in scenario files, ``"generals.north"``.
        title: how a sentence calls it.
        states: names of what it remembers from day to day, with one number per world on the last axis.
        limits: lowest and highest number that a method returns or a state holds, by its name, ``bool`` for yes or no;
            a class of a user's own is held to those of all classes it is made of.
    """

    model: Model
    limits: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, model: Model, path: str, title: str, traits: Mapping[str, Any] | None = None):
        super().__init__(model)
        self.model, self.path, self.title = model, path, title
        for name, trait in (traits or {}).items():
            setattr(self, name, trait)
        for attribute, parameter in declared(type(self)).items():
            setattr(self, attribute, model.setting(path, parameter))
        self.derive()
        before = set(vars(self))
        self.begin()
        self.states = per_world(self, before, model.world_count)

    # -- what a subclass fills in -------------------------------------------------------------------------------

    def derive(self) -> None:
        """Works out what follows from parameters alone; called at the start and whenever a dated parameter changes."""

    def begin(self) -> None:
        """Declares how things stand at the start; what is set here with one number per world is a state."""

    def perceive(self) -> None:
        """Looks at yesterday's world."""

    def advise(self) -> None:
        """Gives advice on what has been perceived."""

    def decide(self) -> None:
        """Chooses for today; writes nothing but its own choice."""

    def act(self) -> None:
        """Carries out the choice; changes only its own state."""

    def learn(self) -> None:
        """Takes in what everyone did today."""

    # -- what a subclass uses -----------------------------------------------------------------------------------

    def each_world(self, value: float = 0.0, dtype: Any = REAL) -> Array:
        """A state: one number per world, all equal at first."""
        return np.full(self.model.world_count, value, dtype)

    def never(self) -> Array:
        """A state for a day or an event that has not come yet: :data:`NEVER` in every world."""
        return self.each_world(NEVER, np.int32)

    def draw(self, purpose: str, where: Where | None = None) -> Array:
        """Uniform draws in [0, 1) named by this actor, the purpose and the day, shape ``(worlds,)`` or of ``where``."""
        if where is not None and not where.size:
            return _NO_DRAWS
        return self.model.chance.stream(self.path, purpose).uniform(self.model.day, where)

    def normal(self, purpose: str, where: Where | None = None) -> Array:
        """Standard normal draws, named as in :meth:`draw`."""
        if where is not None and not where.size:
            return _NO_DRAWS
        return self.model.chance.stream(self.path, purpose).normal(self.model.day, where)

    def happens(self, purpose: str, chance: Any, where: Where | None = None) -> Array:
        """Whether something of a given chance comes about today, world by world."""
        return self.draw(purpose, where) < chance

    def worlds_where(self, condition: Array) -> Where:
        """Positions of the worlds that are still running and meet a condition."""
        return (condition & self.model.alive).nonzero()[0]

    def choices_where(self, condition: Array, *acts: str) -> Where:
        """As :meth:`worlds_where`, for a choice: nowhere while the record is replayed, nor where its act is withheld.

        Args:
            condition: where it would be made, shape ``(worlds,)``.
            acts: keys of the acts that would come of it.
        """
        if not self.model.choosing:
            return NOBODY
        return self.not_withheld(self.worlds_where(condition), *acts)

    def withheld(self, *acts: str, forced: bool = False) -> Where:
        """Positions of the worlds in which one of some acts of this actor is withheld today (for counterfactuals).

        Args:
            acts: keys of the acts.
            forced: whether acts are meant that the scenario makes happen, rather than the actor's choices.
        """
        return self.model.withheld.on(self.model.day, self.path, acts, forced)

    def not_withheld(self, at: Where, *acts: str, forced: bool = False) -> Where:
        """Some positions without those in which one of some acts is withheld today."""
        passed = self.withheld(*acts, forced=forced)
        return at[~found_in(at, passed)] if passed.size else at

    def chosen_at(self, at: Where, *acts: str) -> Array:
        """Whether none of some acts is withheld today, for each of some positions, shape of ``at``."""
        return ~found_in(at, self.withheld(*acts))

    def among(self, at: Where) -> Self:
        """This actor as seen in some worlds only, to be read like the actor itself."""
        return cast(Self, Among(self, at))

    def note(self, at: Where, act: str, rung: Any, rule: str, **details: Any) -> Array:
        """Writes an event; returns its number within each world.

        Args:
            at: positions of the worlds.
            act: key of one of the crisis's acts.
            rung: severity, one number or one per case.
            rule: method of this actor that decided it, or another's as ``"Class.method"``.
            details: further columns of the event log.
        """
        name = rule if "." in rule else f"{type(self).__name__}.{rule}"
        return self.model.events.add(at, self.path, act, rung, name, **details)
