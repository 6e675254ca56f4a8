"""The three bodies that advise the president."""

from __future__ import annotations

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.engine.arrays import Array
from sim.engine.parameters import param


class Agency(CrisisActor):
    """State, the White House staff or the Pentagon: each has a line of its own.

    Rule (C08, C13): each agency recommends force by its own threshold, which differs between agencies and between days.
    """

    offset = param(
        0.0,
        "spreads",
        (-3, 3),
        claims="C08 C13",
        basis="assumed",
        plausible=(-1.0, 1.0),
        source="The article names three bodies and no positions",
        note="Where the agency stands, in units of the agencies' spread; negative is more hawkish",
    )
    influence = param(
        1.0,
        "weight",
        (0, 100),
        claims="C08 C09",
        basis="assumed",
        plausible=(0.5, 2.0),
        source="The article gives no ranking",
        note="Weight in the lottery for the president's ear",
    )

    def begin(self) -> None:
        """No state but today's advice."""
        self.line: Array = np.zeros(0)

    def advise(self) -> None:
        """Gives the line by which it judges today's cases.

        Rule (C08, C13, C18): the common threshold, moved by where the agency stands and by how the day goes.
        """
        us = self.model.united_states
        at = us.asked
        if at.size:
            here = us.among(at)
            day = here.agencies_variability * self.normal("advice", at)
            self.line = us.common_line(at) - here.held_back + self.among(at).offset * here.agencies_spread + day
