"""What Iran's own forces do."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.crisis.actors.tehran.restraint import Restraint
from sim.crisis.acts import ACTS, LEAST
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param

#: Rungs between which one kind of target gives way to the next: half-way between the acts' usual rungs.
MINES_FROM, PLANTS_FROM = 3.5, 4.75
#: What Iran's own forces may do in a day, short of an open answer to a strike.
DIRECT = ("tanker_seizure", "shipping_attack", "drone_loss", "oil_plant_strike")


class Attack(Restraint):
    """Acts of Iran's own forces.

    Rule (C06): several kinds of act in several theatres, chosen by how far Tehran means to go.
    """

    limits = MappingProxyType({"direct_rate": (0.0, math.inf)})

    direct_tempo = param(
        0.04,
        "acts per day",
        (0, 1),
        claims="C06",
        basis="fact",
        plausible=(0.02, 0.07),
        source=(
            "Eight attributed direct acts from 12 May 2019 to 7 January 2020, all of them before October (own count of "
            "press reports): 0.033 a day, and a fifth more for those that restraint leaves undone"
        ),
        note="Acts by Iran's own forces per day when it resists with full effort and nothing holds it back",
        name="direct.tempo",
    )
    direct_waiting = param(
        0.0,
        "share",
        (0, 1),
        claims="C06 C17",
        basis="assumed",
        plausible=(0.0, 0.2),
        source=(
            "No direct act in the 369 days before the waivers' end (own count of press reports); some fifteen would "
            "have come at full tempo, so the share is a fifth at most (rule of three)"
        ),
        note="Acts by Iran's own forces while it waits, as a share of those when it resists",
        name="direct.waiting",
        rival=1.0,
        rival_source="Administration's view: malign activity was already rising before the sanctions (C17)",
    )
    capability = param(
        1.0,
        "index",
        (0, 2),
        claims="C06",
        basis="assumed",
        plausible=(0.8, 1.2),
        source="Iran's means in May 2018 are the unit",
        note="Means of its own forces; 0 means it cannot act",
    )
    variety = param(
        1.5,
        "rungs",
        (0, 4),
        claims="C06 C23",
        basis="assumed",
        plausible=(0.8, 2.2),
        source="Seizures, mines, a drone and an oil plant within four months of 2019 (press reports)",
        note="How far below its aim an act may fall, by choice of target (half-normal scale)",
    )
    miss = param(
        0.4,
        "rungs",
        (0, 3),
        claims="C07",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="No estimate found; Iran's own forces are more precise than rockets",
        note="How far severity misses the aim (standard deviation)",
    )

    target_plants = param(
        0.3,
        "share",
        (0, 1),
        claims="C06",
        basis="assumed",
        plausible=(0.1, 0.6),
        source="One oil plant among the eight direct acts of May to September 2019 (own count of press reports)",
        note="Share of Iran's gravest acts that go for an oil plant, rather than for a ship or a drone",
        name="target.plants",
    )
    target_drones = param(
        0.35,
        "share",
        (0, 1),
        claims="C06",
        basis="assumed",
        plausible=(0.2, 0.5),
        source="One drone and two attacks on ships in May and June 2019 (press reports)",
        note="Share of its acts against ships and drones that go for a drone",
        name="target.drones",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.acting: Where = NOBODY

    @property
    def falls_short(self) -> Any:
        """How far an act may fall below Tehran's aim by choice of target, in rungs (half-normal scale)."""
        return self.variety

    def decide_attack(self) -> None:
        """Rule (C06, C17): the more effort and the less restraint, the more often; hardly or never while it waits."""
        self.acting = self.choices_where(self.happens("act", self.direct_rate()), *DIRECT)

    def direct_rate(self) -> Array:
        """Acts a day by Iran's own forces that Tehran has in mind (C06)."""
        willing = self.effort * self.freedom * np.where(self.resisting, REAL(1.0), self.direct_waiting)
        return self.capability * self.direct_tempo * willing

    def choose_act(self, at: Where) -> tuple[Array, Array]:
        """Kind and rung of an act by Iran's own forces; none where the rung is 0.

        Rule (C06, C14): the kind whose usual rung lies nearest to the rung chosen, which falls short of the aim by
        choice of target; of the gravest, some go for an oil plant. Severity then misses it. Where even the slightest
        act lies above the aim, Tehran does nothing.
        """
        here = self.among(at)
        rung = here.aimed - here.falls_short * np.abs(self.normal("variety", at))
        at_sea = np.where(self.draw("target", at) < here.target_drones, "drone_loss", "shipping_attack")
        gravest = np.where(self.draw("plant", at) < here.target_plants, "oil_plant_strike", at_sea)
        kind = np.where(rung < MINES_FROM, "tanker_seizure", np.where(rung < PLANTS_FROM, at_sea, gravest))
        severity = np.clip(rung + here.miss * self.normal("miss", at), LEAST, 9.0)
        return kind, np.where(rung < LEAST, REAL(0.0), severity)

    def attack(self) -> None:
        """Carries out today's acts."""
        at = self.acting
        if not at.size:
            return
        kinds, rung = self.choose_act(at)
        luck, chosen = self.draw("death", at), np.asarray(rung) > 0.0
        at, kinds, rung, luck = at[chosen], kinds[chosen], rung[chosen], luck[chosen]
        for kind in np.unique(kinds):
            mask = kinds == kind
            some, severity = at[mask], rung[mask]
            theatre = ACTS[str(kind)].theatre or self.exposure_theatre
            self.model.attack(
                self,
                some,
                str(kind),
                severity,
                self.model.killed(str(kind), theatre, severity, some, luck[mask]),
                rule="choose_act",
                cause=self.resolve_event[some],
                theatre=theatre,
                threshold=self.belief[some],
                margin=self.belief[some] - severity,
            )
