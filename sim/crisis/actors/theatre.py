"""Theatres: the places where the two sides touch, who is exposed there, and what the street does."""

from __future__ import annotations

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor
from sim.crisis.rules.decay import kept
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.parameters import param


class Theatre(CrisisActor):
    """A place with Americans within reach and a public that takes sides.

    Rule (C06, C20): what can be attacked differs by theatre; American strikes there anger the public, and protests or a
    siege of the embassy follow with a lag.
    """

    exposure = param(
        0.0,
        "index, Iraq 2019 = 1",
        (0, 5),
        claims="C07 C06",
        basis="assumed",
        plausible=(0.0, 0.5),
        source="Scaled to about 5,200 American troops in Iraq in 2019 (press count)",
        note="Americans within reach of an attack in this theatre",
    )
    lethality = param(
        0.07,
        "deaths per attack",
        (0, 1),
        claims="C07",
        basis="assumed",
        plausible=(0.03, 0.12),
        source="One American killed in ten recorded attacks in Iraq, Kirkuk included; harmless ones are undercounted",
        note="Chance that an attack of rung 4 kills an American where exposure is 1; it grows with each rung above 2",
    )
    protest_chance = param(
        0.25,
        "per day",
        (0, 1),
        claims="C20",
        basis="article",
        plausible=(0.1, 0.5),
        source="The embassy in Baghdad was attacked two days after the strikes of 29 December 2019",
        note="Chance per day of a protest at an American embassy when public anger is full",
        name="protest.chance",
    )
    anger_half_life = param(
        10.0,
        "days",
        (1, 365),
        claims="C20",
        basis="assumed",
        plausible=(4.0, 30.0),
        source="No estimate found; protests followed the strikes of December 2019 within days",
        note="Days until public anger at a strike has halved",
        name="anger.half_life",
    )

    anger_vented = param(
        0.5,
        "share",
        (0, 1),
        claims="C20",
        basis="assumed",
        plausible=(0.2, 1.0),
        source="No estimate found; one siege of the embassy followed the strikes of December 2019",
        note="Share of public anger that a protest uses up",
        name="anger.vented",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        self.anger_kept = kept(self.anger_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        self.anger = self.each_world()  # index 0-1
        self.angered_by = self.never()  # event number of the last strike here
        self.protests: Where = NOBODY

    def chance_of_death(self, rung: Array, at: Where) -> Array:
        """Chance that an attack kills an American.

        Rule (C07): proportional to exposure, and rising with the severity of the attack above rung 2.
        """
        here = self.among(at)
        return np.clip(here.exposure * here.lethality * np.maximum(rung - 2.0, 0.0) / 2.0, 0.0, 1.0)

    def decide(self) -> None:
        """Rule (C20): the angrier the public, the likelier a protest at the embassy today."""
        angry = self.choices_where(self.anger > 0.05)
        here = self.among(angry)
        chance = here.protest_chance * here.anger
        self.protests = self.not_withheld(angry[self.happens("protest", chance, angry)], "protest")

    def act(self) -> None:
        """A protest puts a question to Washington and lets off some of the anger."""
        if self.protests.size:
            rung = ACTS["protest"].rung + 0.0 * self.anger[self.protests]
            self.model.commit(
                self,
                self.protests,
                "protest",
                rung,
                rule="decide",
                cause=self.angered_by[self.protests],
                theatre=self.key,
                target="united_states",
                deaths=np.zeros(self.protests.size, np.int32),
            )
            self.anger[self.protests] *= 1.0 - self.among(self.protests).anger_vented
        self.anger *= self.anger_kept

    def learn(self) -> None:
        """Rule (C20): a strike in this theatre angers its public."""
        for incident in self.model.today.force():
            if incident.theatre == self.key:
                self.anger[incident.at] = 1.0
                self.angered_by[incident.at] = incident.event

    @property
    def key(self) -> str:
        """Short name: the last part of the path."""
        return self.path.rpartition(".")[2]
