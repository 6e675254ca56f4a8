"""Acts that a scenario file makes happen, whatever the agents would choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.agents.actor import Actor, Where
from sim.rules.acts import ACTS

if TYPE_CHECKING:
    from sim.model import CrisisModel


class Happenings(Actor):
    """The scenario's hand: commits the acts under ``events:`` on their days.

    Rule (C15): a forced act is met by everyone's own rules, as an act of its actor's own choosing would be.
    """

    def __init__(self, model: CrisisModel, happenings: Any):
        super().__init__(model, "happenings", "The scenario")
        self._due: list[tuple[Any, np.ndarray]] = [
            (happening, self._days(number, happening)) for number, happening in enumerate(happenings)
        ]

    def _days(self, number: int, happening: Any) -> np.ndarray:
        """Day of a happening in each world, -1 where it does not come about; the draw is named by its number."""
        chance = self.model.chance.stream(self.path, f"{number} {happening.act}")
        if happening.day is not None:
            days = np.full(self.model.world_count, happening.day)
        else:
            first, last = happening.between
            days = first + np.floor(chance.uniform(0) * (last - first + 1)).astype(int)
        return np.where(chance.uniform(1) < happening.chance, days, -1)

    def act(self) -> None:
        """Commits what is due today."""
        for happening, days in self._due:
            at = self.worlds_where(days == self.model.day)
            if at.size:
                self._commit(happening, at)

    def _commit(self, happening: Any, at: Where) -> None:
        model, act = self.model, ACTS[happening.act]
        usual = act.rung if happening.rung is None else happening.rung
        rung = np.full(at.size, usual, np.float32)
        nobody = np.full(at.size, -1)
        actor = model.actor(happening.actor)
        us = model.united_states
        if act.kind == "force":
            theatre = "iraq" if act.key != "strike_on_iran" else ""
            target = (
                "iran"
                if act.key != "strike_on_proxy"
                else (happening.target or (model.proxies[0].path if model.proxies else "iraq"))
            )
            if act.key == "strike_on_proxy" and model.proxies:
                theatre = model.actor(target).exposure_theatre
            us.strike(at, act.key, target=target, theatre=theatre, rule="decide_cases", cause=nobody, forced=True)
        elif act.key == "sanctions_step":
            us.tighten(at, nobody, forced=True)
        elif act.key == "talks_offer":
            actor.open_by_order(at)
        elif act.kind == "attack":
            theatre = "saudi_arabia" if act.key == "oil_plant_strike" else getattr(actor, "exposure_theatre", "gulf")
            model.attack(
                actor,
                at,
                act.key,
                rung,
                rule="act",
                cause=nobody,
                theatre=theatre,
                forced=True,
                deaths=happening.deaths,
            )
        else:
            model.commit(
                actor,
                at,
                act.key,
                rung,
                rule="act",
                cause=nobody,
                theatre="iraq" if act.kind == "unrest" else "",
                forced=True,
            )
