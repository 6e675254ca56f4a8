"""What Tehran would give, and how its government may end the crisis."""

from __future__ import annotations

import math

import numpy as np

from sim.crisis.actors.tehran.belief import Belief
from sim.crisis.actors.tehran.intent import Intent
from sim.crisis.outcomes import FALLS, GIVES_IN
from sim.crisis.rules import bargaining
from sim.crisis.rules.hazards import daily_hazard
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param

#: Memory of domestic politics from one day to the next; its half-life is about five weeks.
_MEMORY = 0.98


class Terms(Belief, Intent):
    """Bargaining and ends.

    Rule (C11, C16, C24): what Tehran would give depends on pain, relief and intent; rarely it gives in, or falls.
    """

    offer_base = param(
        0.3,
        "share",
        (0, 1),
        claims="C11 C16",
        basis="assumed",
        plausible=(0.15, 0.45),
        source="Tehran kept to the nuclear accord's terms; the other demands it refused (press reports)",
        note="Share of Washington's demands that Tehran would meet without pain or relief",
        name="offer.base",
    )
    offer_pain = param(
        0.1,
        "share",
        (0, 1),
        claims="C16 C17",
        basis="literature",
        plausible=(0.0, 0.3),
        source=(
            "Sanctions rarely bring large change on security matters: 4 to 34 per cent of cases (Pape 1997; Hufbauer, "
            "Schott and Elliott)"
        ),
        note="Further share that full pain adds",
        name="offer.pain",
        rival=0.6,
        rival_source="Administration's view: pain brings Tehran to terms (C17); size assumed",
    )
    offer_relief = param(
        0.2,
        "share",
        (0, 1),
        claims="C11 C16",
        basis="literature",
        plausible=(0.1, 0.6),
        source=(
            "Credible assurance (Schelling 1966, Fearon 1995): belief that relief follows falls to 0.1-0.3 after an "
            "accord is left (our reading)"
        ),
        note="Further share that a full offer of relief adds, as far as Tehran believes it",
        name="offer.relief",
    )
    offer_fear = param(
        0.1,
        "share",
        (-1, 1),
        claims="C13 C17",
        basis="assumed",
        plausible=(-0.1, 0.3),
        source=(
            "Both signs are argued: threats that are believed compel (Schelling 1966), and giving way to the strong "
            "invites more demands (Sechser 2010)"
        ),
        note="Further share that Tehran would meet if it were sure that its next act meets force",
        name="offer.fear",
    )
    offer_hostility = param(
        1.0,
        "share per index",
        (0, 5),
        claims="C11 C16",
        basis="assumed",
        plausible=(0.3, 2.0),
        source="No estimate found; Tehran refused to come to the phone after the listings of 2019 (press reports)",
        note="How far a rise in hostility lowers the offer",
        name="offer.hostility",
    )
    fold_fear = param(
        0.0,
        "ratio",
        (-1, 20),
        claims="C13 C24",
        basis="assumed",
        plausible=(-1.0, 2.0),
        source=(
            "Both signs are argued: believed threats compel (Schelling 1966), and threats rally a government and its "
            "public (Mueller 1970); the article expects nobody to bow"
        ),
        note=(
            "How much certainty that its next act meets force adds to the hazard of giving in, as a multiple of it; "
            "negative means that fear hardens"
        ),
        name="fold.fear",
    )
    offer_scatter = param(
        0.15,
        "share",
        (0, 0.5),
        claims="C11",
        basis="assumed",
        plausible=(0.05, 0.2),
        source="No estimate found",
        note="Standard deviation of domestic politics in the offer",
        name="offer.scatter",
    )
    fold = param(
        0.01,
        "per quarter at full pain",
        (0, 0.5),
        claims="C13 C24",
        basis="assumed",
        plausible=(0.0, 0.025),
        source=(
            "Compellence with a large open-ended demand succeeds in 0 to 5 per cent of quarters, adversaries at a "
            "third to half of that (Sechser 2011, Drezner 1999; our reading)"
        ),
        note="Hazard of giving in without talks",
        name="fold.rate",
        rival=0.05,
        rival_source="Top of the same range: the administration expected submission (C17)",
    )
    collapse = param(
        0.005,
        "per quarter at full pain",
        (0, 0.5),
        claims="C24",
        basis="assumed",
        plausible=(0.0, 0.02),
        source="No estimate found; the government outlasted forty years of crises",
        note="Hazard that the government falls",
        name="collapse.rate",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.politics = self.each_world()  # standard normal, slow: domestic politics in the offer
        self.ended_by = self.each_world(0, np.int8)  # 0 goes on, GIVES_IN, FALLS
        self.ending: Where = NOBODY

    def offer(self) -> Array:
        """Share of Washington's demands that Tehran would meet today.

        Rule (C11, C13, C16): pain moves it little, relief as far as it is believed, fear of force by a parameter of
        either sign; risen hostility hardens it.
        """
        return bargaining.offer(
            self.offer_base,
            self.model.economy.pain,
            self.offer_pain,
            self.model.united_states.relief,
            self.offer_relief,
            self.offer_hostility * (self.hostility - self.usual_hostility),
            self.offer_scatter * self.politics,
            self.offer_fear * self.danger(),
        )

    def danger(self) -> Array:
        """Chance, as Tehran sees it, that an act at its aim meets force today (C13, C14)."""
        return self.danger_of(self.aimed)

    def decide_end(self) -> None:
        """Decides whether the crisis ends in Tehran.

        Rule (C13, C24): rarely, and only in pain, Tehran gives in without talks, the likelier (or the less likely) the
        more it fears force; or its government falls.
        """
        pain, luck = self.model.economy.pain, self.draw("end")
        gives_in = daily_hazard(self.fold, pain) * np.maximum(1.0 + self.fold_fear * self.danger(), REAL(0.0))
        falls = daily_hazard(self.collapse, pain)
        self.ending = self.choices_where(luck < gives_in + falls)
        if self.ending.size:
            self.ended_by[self.ending] = np.where((luck < gives_in)[self.ending], GIVES_IN, FALLS)

    def end(self) -> None:
        """Writes the end where there is one."""
        for code, act in ((GIVES_IN, "submission"), (FALLS, "collapse")):
            at = self.ending[self.ended_by[self.ending] == code]
            if at.size:
                self.note(at, act, 0.0, "decide_end", cause=self.resolve_event[at])

    def move_politics(self) -> None:
        """Domestic politics moves by a day."""
        self.politics = _MEMORY * self.politics + math.sqrt(1.0 - _MEMORY * _MEMORY) * self.normal("politics")
