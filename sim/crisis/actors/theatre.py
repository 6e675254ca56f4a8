"""Theatres: where the two sides touch, and who is exposed there."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.engine.arrays import Array, Where
from sim.engine.parameters import param


class Theatre(CrisisActor):
    """A place with Americans within reach.

    Rule (C06): what can be attacked differs by theatre.
    """

    limits = MappingProxyType({"chance_of_death": (0.0, 1.0)})

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
        0.045,
        "deaths per attack",
        (0, 1),
        claims="C07",
        basis="fact",
        plausible=(0.02, 0.1),
        source=(
            "One American killed in some 27 attacks on American sites in Iraq, May 2018 to 11 January 2020 (own count "
            "of press reports; 13 in the two months to 4 January by the coalition's count)"
        ),
        note="Chance that an attack of rung 4 kills an American where exposure is 1; it grows with each rung above 2",
    )

    def chance_of_death(self, rung: Array, at: Where) -> Array:
        """Chance that an attack kills an American.

        Rule (C07): proportional to exposure, and rising with the severity of the attack above rung 2.
        """
        here = self.among(at)
        return np.clip(here.exposure * here.lethality * np.maximum(rung - 2.0, 0.0) / 2.0, 0.0, 1.0)

    def tempo(self) -> Array | float:
        """What unrest makes of the tempo of the armed groups that attack here; a country has some."""
        return 1.0

    def contagion_rate(self) -> Array | float:
        """Attacks a day that a group of the usual means adds here because others have attacked; a country has some."""
        return 0.0

    @property
    def key(self) -> str:
        """Short name: the last part of the path."""
        return self.path.rpartition(".")[2]
