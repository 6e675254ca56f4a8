"""Where Tehran believes the American line to be, and how far below it aims."""

from __future__ import annotations

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.crisis.rules import deterrence
from sim.engine.arrays import Array, Where
from sim.engine.parameters import param


class Belief(CrisisActor):
    """The red line as Tehran sees it.

    Rule (C13, C14): a belief with a mean and a width, moved by every act that met force and every act that did not.
    """

    belief_mean = param(
        4.5,
        "rung",
        (0, 10),
        claims="C13 C14",
        basis="assumed",
        plausible=(3.8, 5.2),
        source="Washington named the death of an American as its line in 2018; where else it lay was not said",
        note="Where Iran believes the American line for force to be at the start",
        name="belief.mean",
        starts="belief",
    )
    belief_width_start = param(
        0.8,
        "rungs",
        (0.05, 5),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.4, 1.2),
        source="No estimate found; how sure Tehran was is not known",
        note="How unsure Iran is of that line (standard deviation)",
        name="belief.width",
        starts="belief_width",
    )
    belief_variation = param(
        0.8,
        "rungs",
        (0, 5),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.4, 1.2),
        source="No estimate found",
        note="How much Iran believes the line to vary from day to day (standard deviation)",
        name="belief.variation",
    )
    belief_drift = param(
        0.02,
        "rungs per square root of a day",
        (0, 1),
        claims="C14",
        basis="assumed",
        plausible=(0.0, 0.04),
        source="No estimate found",
        note="How fast old evidence about the line loses its worth",
        name="belief.drift",
    )
    boldness = param(
        0.5,
        "index",
        (0, 1),
        claims="C06 C14",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="No estimate found",
        note="How far pressure and pain eat into the margin kept below the line",
    )
    margin = param(
        1.5,
        "rungs",
        (0, 6),
        claims="C14",
        basis="literature",
        plausible=(0.8, 2.2),
        source="Altman 2017: most acts of a challenger stay below the line (our reading: 70 to 95 per cent)",
        note="Distance kept below the believed line when nothing presses",
    )
    caution = param(
        0.0,
        "rungs per rung",
        (-2, 2),
        claims="C13",
        basis="assumed",
        plausible=(-0.5, 1.0),
        source="Both signs are argued: doubt as caution (Schelling 1966) and as an invitation to probe (Altman 2017)",
        note="Further distance kept per rung of doubt about the line; negative means that doubt invites probing",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.belief = self.each_world() + self.belief_mean  # rung
        self.belief_width = self.each_world() + self.belief_width_start  # rungs
        self.aimed = self.each_world()  # rung

    def choose_aim(self) -> Array:
        """Rung that Tehran aims at, and orders its proxies to aim at.

        Rule (C14): below the believed line, by a margin that shrinks with boldness, pressure and pain.
        """
        urge = self.model.united_states.level + self.model.economy.pain
        rung = deterrence.aim(self.belief, self.belief_width, self.margin, self.boldness, urge, self.caution)
        return np.clip(rung, 1.0, 9.0)

    def learn_line(self, at: Where, rung: Array, met_force: Array) -> None:
        """Moves the belief about the line.

        Rule (C14): up after an act that met no force, down after one that did; acts far below the line teach little.
        """
        if at.size:
            here = self.among(at)
            mean, width = deterrence.learned_line(
                here.belief, here.belief_width, rung, met_force, here.belief_variation
            )
            self.belief[at], self.belief_width[at] = np.clip(mean, 0.0, 10.0), width

    def doubt_line(self) -> None:
        """Old evidence about the line loses its worth, so doubt grows a little every day (C14)."""
        self.belief_width = np.sqrt(self.belief_width**2 + self.belief_drift**2)
