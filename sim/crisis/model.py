"""The crisis: who stands where, dated policy as events, and what is recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.actors.country import Country
from sim.crisis.actors.mediator import Mediator
from sim.crisis.actors.proxy import Proxy
from sim.crisis.actors.talks import Talks
from sim.crisis.actors.tehran.economy import Economy
from sim.crisis.actors.tehran.iran import Iran
from sim.crisis.actors.theatre import Theatre
from sim.crisis.actors.washington.agency import Agency
from sim.crisis.actors.washington.president import UnitedStates
from sim.crisis.acts import ACTS
from sim.crisis.environment import Environment
from sim.crisis.happenings import Happenings
from sim.crisis.outcomes import WAR
from sim.crisis.us_iran import US_IRAN
from sim.engine.arrays import Array, Where
from sim.engine.outcomes import Outcome


class CrisisModel(Environment):
    """Many worlds of the crisis between the United States and Iran; with one world, an ordinary Mesa model.

    Arguments and errors as for :class:`sim.engine.model.Model`.
    """

    crisis = US_IRAN
    beside_cast = (Happenings,)

    united_states: UnitedStates
    iran: Iran
    economy: Economy
    talks: Talks
    agencies: list[Agency]
    proxies: list[Proxy]
    mediators: list[Mediator]

    def assemble(self, events: tuple[Any, ...]) -> None:
        """Puts the cast in its places."""
        self.united_states = self.one("united_states", UnitedStates)
        self.iran = self.one("iran", Iran)
        self.economy = self.one("iran.economy", Economy)
        self.talks = self.one("talks", Talks)
        self.agencies = self.all_of("united_states.agencies", Agency)
        self.proxies = self.all_of("proxies", Proxy)
        self.mediators = self.all_of("mediators", Mediator)
        self.theatres = {one.key: one for one in self.all_of("theatres", Theatre)}
        for place in self.theatres.values():
            if isinstance(place, Country):
                place.armed = [one for one in self.proxies if one.exposure_theatre == place.key]
        self.script = self.happenings = self.actors["happenings"] = Happenings(self, events)
        self._culprits = self.who_answers()

    # -- the day ----------------------------------------------------------------------------------------------------

    def derive(self) -> None:
        """Holds the line, which rests on the president's parameters and on the agencies'."""
        self.united_states.hold_line()

    def policy(self) -> Array:
        """Pressure set by policy."""
        return np.asarray(self.united_states.pressure)

    def follow_policy(self, before: Array, changed: list[Any]) -> None:
        """Writes steps of pressure and their announcements as events (C01, C02)."""
        us = self.united_states
        us.announced, us.nearness = self.calendar.announced("united_states.pressure", self.day)
        us.announced = us.announced + (1.0 - us.announced) * us.extra
        announces = self.calendar.announces("united_states.pressure", self.day)
        if np.any(announces):
            self._write_policy("announcement", self.alive & announces)
        if us in changed or self.day == 0:
            now = self.policy()
            # What was in force before the first day is no step.
            in_force = np.maximum(self.calendar.before("united_states.pressure")[0], self.economy.heard_start)
            steps = np.where(self.day == 0, now > in_force, now != before)
            self._write_policy("policy_step", self.alive & steps)

    def _write_policy(self, act: str, where: Array) -> None:
        us, at = self.united_states, np.flatnonzero(where)
        if at.size:
            us.pressure_event[at] = us.note(at, act, ACTS[act].rung, "CrisisModel.follow_policy")

    def befall(self) -> None:
        """Commits what the scenario makes happen today."""
        self.happenings.befall()

    def judge(self) -> None:
        """Recognises the ends that stop a world on the day they are met (C24; see :mod:`sim.crisis.outcomes`)."""
        super().judge()

    def sealed(self, at: Where, outcome: Outcome) -> None:
        """War is nobody's act: it is recognised, and written as what the later of the two strikes brought about."""
        if outcome is WAR:
            both = self.united_states.open_force_event[at], self.iran.open_attack_event[at]
            self.events.add(at, "", "war", ACTS["war"].rung, "CrisisModel.judge", cause=np.maximum(*both))

    # -- what is read from outside ----------------------------------------------------------------------------------

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
            self.hostile_now,
            self.yemen_now,
            self.talks.progress,
            iran.purse,
        )

    def counted(self) -> dict[str, Array]:
        """Days of firsts, and counts, of each world."""
        us = self.united_states
        before = (us.first_force_day >= 0) & ((self.first_death_day < 0) | (us.first_force_day <= self.first_death_day))
        return {
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


def catalogue() -> dict[str, Any]:
    """Every parameter of the usual cast, by its full dotted path."""
    return dict(US_IRAN.catalogue)
