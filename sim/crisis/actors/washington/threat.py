"""Warnings of attacks to come: what they say, whom they name, and how far they lower the line."""

from __future__ import annotations

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.crisis.rules.decay import kept
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param


class Threat(CrisisActor):
    """Intelligence about what Tehran and its militias are about to do.

    Rule (C21): warnings are noisy and can be false; a believed one lowers the line for force while it is fresh, beside
    whatever else is open, and is a case of its own where nothing is.
    """

    false_alarm = param(
        0.001,
        "per day",
        (0, 1),
        claims="C21",
        basis="assumed",
        plausible=(0.0, 0.002),
        source="No estimate found",
        note="Chance per day of a warning of an attack that nobody plans",
        name="intelligence.false_alarm",
    )
    alarm_hit = param(
        0.05,
        "share",
        (0, 1),
        claims="C21",
        basis="assumed",
        plausible=(0.01, 0.09),
        source="Warnings in May 2019 and at the turn of 2020, against some twenty attacks (press reports)",
        note="Share of planned attacks of which Washington gets a warning",
        name="intelligence.hit",
    )
    alarm_noise = param(
        1.0,
        "rungs",
        (0, 5),
        claims="C21",
        basis="assumed",
        plausible=(0.5, 1.5),
        source="No estimate found",
        note="Error of a warning about the severity of the attack (standard deviation)",
        name="intelligence.noise",
    )
    first_strike_margin = param(
        0.5,
        "rungs",
        (-6, 6),
        claims="C21",
        basis="assumed",
        plausible=(-1.0, 2.0),
        source=(
            "Both signs are argued: acting first needs more of a reason (Walzer 1977), and doing nothing was said to "
            "be the greater risk (the article); size assumed"
        ),
        note=(
            "How much graver a believed threat must be than an act that has happened, to be met with force; negative "
            "means less grave"
        ),
        name="intelligence.first_strike_margin",
    )
    threat_pull = param(
        0.3,
        "rungs per rung",
        (0, 2),
        claims="C21",
        basis="assumed",
        plausible=(0.0, 0.6),
        source="The article: the strike was said to disrupt a plot, and doing nothing looked riskier; size assumed",
        note="How far a fresh warning lowers the line for force, for each rung of the attack that it warns of",
        name="intelligence.pull",
    )
    threat_half_life = param(
        10.0,
        "days",
        (1, 365),
        claims="C21",
        basis="assumed",
        plausible=(4.0, 20.0),
        source="No estimate found; the plot of January 2020 was said to be days away (press reports)",
        note="Days until a warning counts for half",
        name="intelligence.half_life",
    )
    threat_start = param(
        0.0,
        "rung",
        (0, 10),
        claims="C21",
        basis="fact",
        source="No warning of an imminent attack in the months before May 2018 (press reports)",
        note="Rung of the attack that a warning speaks of at the start, faded to then",
        name="intelligence.threat",
        starts="threat",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.threat_kept = kept(self.threat_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.threat = self.each_world() + self.threat_start  # rung of the attack warned of, fading
        self.alarms: Where = NOBODY
        self.alarm_rung = self.alarm_cause = self.alarm_event = np.zeros(0)  # of today's alarms
        self.alarm_actor: Array = np.zeros(0, np.int32)  # whom they name, by place in the cast

    def decide_alarm(self) -> None:
        """Rule (C21): warnings of an imminent attack are noisy: some planned attacks are seen, and some that nobody
        plans.
        """
        iran = self.model.iran
        self.alarms = at = self.choices_where(
            self.happens("alarm", self.false_alarm + self.alarm_hit * self.model.planned_attacks), "threat_warning"
        )
        if at.size:
            here = self.among(at)
            self.alarm_rung = np.clip(iran.among(at).aimed + here.alarm_noise * self.normal("alarm rung", at), 1.0, 9.0)
            self.alarm_cause = iran.resolve_event[at]
            self.alarm_actor = self._named(at)

    def _named(self, at: Where) -> Array:
        """Rule (C21): a warning names one of those who plan attacks, each as often as it plans them."""
        planners = self.model.planners  # Iran first, so there is always one
        upto = np.cumsum(np.stack([np.broadcast_to(rate, self.threat.shape)[at] for _, rate in planners]), axis=0)
        anyone = np.arange(1, len(planners) + 1, dtype=REAL)[:, None] + 0.0 * upto  # where nobody plans, each alike
        upto = np.where(upto[-1] > 0.0, upto, anyone)
        chosen = (self.draw("alarm names", at) * upto[-1] >= upto[:-1]).sum(axis=0)
        return np.array([self.model.position(one) for one, _ in planners], np.int32)[chosen]

    def warn(self) -> None:
        """Writes today's warnings, which the line feels from tomorrow."""
        self.threat *= self.threat_kept
        at = self.alarms
        if at.size:
            self.alarm_event = self.note(at, "threat_warning", self.alarm_rung, "decide_alarm", cause=self.alarm_cause)
            self.threat[at] = np.maximum(self.threat[at], self.alarm_rung).astype(REAL)
