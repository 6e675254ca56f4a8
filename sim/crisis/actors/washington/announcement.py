"""The line that Washington announces, whether or not it holds it."""

from __future__ import annotations

import numpy as np

from sim.crisis.actors.washington.campaign import Campaign
from sim.engine.parameters import param


class Announcement(Campaign):
    """What is said in public about the line for force, and how far it is believed.

    Rule (C13): an announcement binds nobody. It moves Tehran's belief as far as it is believed, and whoever then does
    not keep to it is believed less.
    """

    announced_rung = param(
        6.0,
        "rung",
        (0, 10),
        claims="C13 C14",
        basis="article",
        exact="A policy, which scenarios set; nothing is announced by default",
        source="The article: no threshold was agreed, so none was announced; by default it would be the line held",
        note="Where Washington says that its line for force lies; it says so once credibility is above 0",
        name="announced_line.rung",
    )
    announced_credibility = param(
        0.0,
        "share",
        (0, 1),
        claims="C13 C14",
        basis="article",
        exact="A policy, which scenarios set; nothing is announced by default",
        source=(
            "The article: no threshold was agreed, so none was announced. Commitments in public tie hands and are "
            "believed for it (Schelling 1966, Fearon 1997); threats that can be dropped are not (Sechser 2010)"
        ),
        note="How far an announced line is believed: 0 as if nothing had been announced, 1 fully",
        name="announced_line.credibility",
    )
    announced_width = param(
        0.3,
        "rungs",
        (0, 5),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.1, 0.5),
        source="Words leave room for reading (Schelling 1966); within half a rung acts are hardly told apart",
        note="Doubt about the line that is left where an announced one is fully believed (standard deviation)",
        name="announced_line.width",
    )
    announced_variation = param(
        0.3,
        "rungs",
        (0, 5),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.1, 0.5),
        source="A commitment is one line for every day (Schelling 1966); what is left is as with the width",
        note="Day-to-day variation that Tehran expects where an announced line is fully believed (standard deviation)",
        name="announced_line.variation",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.announces = bool(np.any(self.announced_credibility))
