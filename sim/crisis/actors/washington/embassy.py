"""What Washington does when a crowd stands before one of its embassies."""

from __future__ import annotations

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor
from sim.engine.arrays import NEVER, Array, Where
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
        self.besieged = self.never()  # event number of yesterday's protest

    def answer_the_street(self) -> None:
        """Rule (C20, C23): yesterday's protests are answered by words, troops or the withdrawal of staff."""
        at = self.choices_where(self.besieged != NEVER)
        if at.size:
            here, luck = self.among(at), self.draw("embassy", at)
            guarded, left = luck < here.guard, luck >= 1.0 - here.withdrawal
            self._answer("troops", at[guarded])
            self._answer("evacuation", at[left & ~guarded])
            self._answer("statement", at[~left & ~guarded])
        self.besieged[:] = NEVER

    def _answer(self, act: str, at: Where) -> None:
        if at.size:
            self.note(at, act, ACTS[act].rung, "answer_the_street", cause=self.besieged[at])

    def watch_the_street(self) -> None:
        """Rule (C08, C20, C21): a crowd before an embassy alarms Washington as a warning would."""
        for protest in self.model.today.unrest():
            feared = self.among(protest.at).alarm * protest.rung
            self.threat[protest.at] = np.maximum(self.threat[protest.at], feared)
            self.besieged[protest.at] = protest.event.astype(np.int32)
