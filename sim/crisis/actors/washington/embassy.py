"""What Washington does when a crowd stands before one of its embassies."""

from __future__ import annotations

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor
from sim.engine.arrays import Array
from sim.engine.board import Incident
from sim.engine.parameters import param


class Embassy(CrisisActor):
    """Answers to the street: words, troops to guard the embassy, or staff withdrawn, never force.

    Rule (C20, C21, C23): a protest is no government's act, so it is answered on the next day where it happens and
    teaches nobody anything about the line; but it is read as a sign of worse to come.
    """

    guard = param(
        0.5,
        "share",
        (0, 1),
        claims="C20 C23",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="Marines and paratroopers on the day of the siege of 31 December 2019 (press reports); one case",
        note="Share of protests at an embassy after which troops are sent to guard it",
        name="embassy.guard",
    )
    withdrawal = param(
        0.2,
        "share",
        (0, 1),
        claims="C20 C23",
        basis="assumed",
        plausible=(0.05, 0.4),
        source=(
            "Basra's consulate was closed in September 2018 and staff left Baghdad in May 2019 (press reports), "
            "neither after a protest against a strike"
        ),
        note="Share of protests after which staff are withdrawn",
        name="embassy.withdrawal",
    )

    alarm = param(
        1.0,
        "share",
        (0, 3),
        claims="C08 C20 C21",
        basis="article",
        plausible=(0.3, 1.5),
        source="The article: within hours of the protest at the embassy officials met on responses; size assumed",
        note="How much of a protest's rung counts like that of an attack warned of, which lowers the line for a while",
        name="embassy.alarm",
    )

    threat: Array  # of the warnings: rung of the attack warned of, fading

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.besieged: list[Incident] = []  # yesterday's protests

    def answer_the_street(self) -> None:
        """Rule (C20, C23): yesterday's protests are answered by words, troops or the withdrawal of staff."""
        for protest in self.besieged if self.model.choosing else ():
            at, cause = protest.at, protest.event
            here, luck = self.among(at), self.draw(f"embassy in {protest.theatre} {protest.tag}", at)
            guarded, left = luck < here.guard, luck >= 1.0 - here.withdrawal
            answers = {"troops": guarded, "evacuation": left & ~guarded, "statement": ~left & ~guarded}
            for act, mask in answers.items():
                chosen = mask & self.model.alive[at]
                if chosen.any():
                    self.note(at[chosen], act, ACTS[act].rung, "answer_the_street", cause=cause[chosen])

    def watch_the_street(self) -> None:
        """Rule (C08, C20, C21): a crowd before an embassy alarms Washington as a warning would."""
        self.besieged = self.model.today.unrest()
        for protest in self.besieged:
            feared = self.among(protest.at).alarm * protest.rung
            self.threat[protest.at] = np.maximum(self.threat[protest.at], feared)
