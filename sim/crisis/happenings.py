"""Acts that a scenario file makes happen, whatever the agents would choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from sim.crisis.acts import ACTS, AMERICAN_FORCE
from sim.crisis.environment import CrisisActor, Environment
from sim.engine.arrays import NEVER, Array, Where
from sim.engine.chance import REAL

#: Kinds of act that come late on a day.
_LATE = {"answer": 1, "force": 2}


class Happenings(CrisisActor):
    """The scenario's hand: commits the acts under ``events:`` on their days."""

    def __init__(self, model: Environment, happenings: Iterable[Any]):
        super().__init__(model, "happenings", "The scenario")
        self._due: list[tuple[Any, str, Array]] = []
        named: Counter[str] = Counter()
        for one in happenings:
            if one.between is not None and one.between[0] == one.between[1]:  # it falls on a day, however that is said
                one = replace(one, day=one.between[0], between=None)
            # Luck is named by what happens, not by its place in the file, so that a further event moves no other.
            name = f"{one.act} by {one.actor} on {one.day} between {one.between}"
            named[name] += 1
            name = f"{name} {named[name]}"
            self._due.append((one, name, self._days(name, one)))
        # Answers come after the acts that they may answer, and force last, whatever their order in the file.
        self._due.sort(key=lambda due: _LATE.get(ACTS[due[0].act].kind, 0))

    def _days(self, name: str, happening: Any) -> Array:
        """Day of a happening in each world, -1 where it does not come about."""
        chance = self.model.chance.stream(self.path, name)
        if happening.day is not None:
            days = np.full(self.model.world_count, happening.day)
            if happening.chance >= 1.0:
                return days
        else:
            first, last = happening.between
            days = first + np.floor(chance.uniform(0) * (last - first + 1)).astype(int)
        return np.where(chance.uniform(1) < happening.chance, days, -1)

    def force_within(self, days: int) -> Array:
        """Where American force is still to come within so many days, today included, shape ``(worlds,)``."""
        coming = np.zeros(self.model.world_count, bool)
        for happening, _, on in self._due:
            if happening.act in AMERICAN_FORCE:
                coming |= (on >= self.model.day) & (on <= self.model.day + days)
        return coming

    def befall(self) -> None:
        """Commits what is due today, once everyone has acted.

        Rule (C15): everyone meets a forced act by rules of their own, as if its actor had chosen it.
        """
        for happening, name, days in self._due:
            if not self.model.may_fall_today(happening.day):
                continue
            at = self.worlds_where(days == self.model.day)
            if at.size:
                self._commit(happening, at, name)

    def _commit(self, happening: Any, at: Where, tag: str) -> None:
        act = ACTS[happening.act]
        actor = self.model.actor(happening.actor)
        at = actor.not_withheld(at, act.key, forced=True)
        if not at.size:
            return
        nothing = np.full(at.size, NEVER)
        if act.key == "sanctions_step":
            self.model.united_states.tighten(at, nothing, forced=True)
        elif act.key == "talks_offer":
            actor.open_by_order(at)
        elif act.kind == "answer":
            self.model.united_states.answer_by_order(at, act.key)
        elif act.key in AMERICAN_FORCE:
            target, theatre = self._aimed_at(act.key, happening)
            self.model.united_states.strike_by_order(at, act.key, target=target, theatre=theatre)
        elif act.kind == "force":  # of a third side: neither party's to answer
            target, theatre = self._aimed_at("strike_on_proxy" if happening.target else act.key, happening)
            rung = np.full(at.size, act.rung if happening.rung is None else happening.rung, REAL)
            self.model.commit(
                actor,
                at,
                act.key,
                rung,
                theatre=theatre,
                target=target,
                tag=tag,
                rule="Happenings.befall",
                cause=nothing,
                forced=True,
            )
        else:
            rung = np.full(at.size, act.rung if happening.rung is None else happening.rung, REAL)
            own = actor.path.rpartition(".")[2] if act.kind == "unrest" else ""
            theatre = own or act.theatre or actor.exposure_theatre
            commit = self.model.attack if act.kind == "attack" else self.model.commit
            commit(
                actor,
                at,
                act.key,
                rung,
                deaths=np.full(at.size, happening.deaths or 0, np.int32),
                theatre=theatre,
                tag=tag,
                # An act of its own war that kills an American is no longer its own war.
                answerable=not happening.own_war or happening.deaths > 0,
                warned=happening.warned,
                rule="Happenings.befall",
                cause=nothing,
                forced=True,
            )

    def _aimed_at(self, act: str, happening: Any) -> tuple[str, str]:
        """Target and theatre of a forced strike: the militia named, else the first one."""
        if act != "strike_on_proxy":
            return "iran", "iraq" if act == "strike_on_leader" else ""
        groups = self.model.proxies
        if not groups:
            return "iraq", "iraq"
        group = self.model.actor(happening.target) if happening.target else groups[0]
        return group.path, group.host_theatre
