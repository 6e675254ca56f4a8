"""Tehran under the strategic theory: it weighs what acts are worth against what it expects Washington to answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.actors.stakes import iranian_answers
from sim.crisis.actors.tehran import iran as usual
from sim.crisis.acts import ACTS, FORCE_FROM
from sim.crisis.rules import quantal
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL

#: Rungs among which Tehran chooses, beside doing nothing: a tanker, ships, an oil plant, an attack meant to kill.
AIMS = (3.0, 4.0, 5.0, 6.0)
#: Rungs of the answers it expects Washington to choose among; whom force would hit is left open.
EXPECTED = (0.0, 1.0, 2.0, 3.0, 4.0, ACTS["strike_on_proxy"].rung, ACTS["strike_on_iran"].rung)


class Iran(usual.Iran):
    """Iran, choosing by pay-offs.

    Rule (C06, C14, C15): an act is worth what it gains as an end and as a means against pressure, less what it and the
    answer to it cost; the line that Washington answers by is the one that Tehran believes in.
    """

    @property
    def falls_short(self) -> Any:
        """By nothing: which acts are slighter than the gravest is a choice here."""
        return REAL(0.0)

    def perceive(self) -> None:
        """Takes stock, and chooses what to aim at today."""
        self.foreseen, self.income = self.prospect(), self.model.economy.share
        self.resolve_event = self.model.united_states.pressure_event.copy()  # what it acts against
        chances = self.weigh_acts()
        self.effort = 1.0 - chances[0]
        self.aimed = self.pick_aim(chances[1:])

    def weigh_acts(self) -> Array:
        """Chances of doing nothing and of each aim, shape (1 + aims, worlds).

        Rule (C05, C06, C14): what an act is worth grows with hostility and with exports in prospect that are lost, and
        in proportion to its rung; what it costs grows with the square.
        """
        gain = self.rivalry * self.hostility / np.maximum(self.usual_hostility, REAL(0.01))
        gain = gain + self.leverage * (1.0 - self.foreseen)
        worth = [self.each_world()]
        for rung in AIMS:
            worth.append(gain * (rung / 10.0) - self.war_cost * (quantal.toll(rung) + self.answer_foreseen(rung)))
        return quantal.shares(worth, self.rationality)

    def answer_foreseen(self, rung: Any) -> Array:
        """Share of a war's cost that Tehran expects Washington's answer to bring, shape (worlds,).

        Rule (C13, C14): Washington's own logit choice, as Tehran sees its line: one width of doubt above and below.
        """
        mean, width, variation = self.believed()
        doubt = np.sqrt(np.square(width) + np.square(variation))
        us = self.model.united_states
        either = [
            quantal.expected_toll(rung - line + FORCE_FROM, EXPECTED, us.resolve, us.war_cost, us.rationality)
            for line in (mean - doubt, mean + doubt)
        ]
        return sum(either) * REAL(0.5)

    def pick_aim(self, chances: Array) -> Array:
        """The rung of today's acts, given that there are any; aims are a rung apart (C06, C14)."""
        return AIMS[0] + quantal.pick(chances, self.draw("aim")).astype(REAL)

    def direct_rate(self) -> Array:
        """Acts a day by Iran's own forces: how often it weighs one, times the chance that it chooses to (C06)."""
        return self.capability * self.direct_tempo * self.effort

    def decide_patience(self) -> None:
        """It neither waits nor turns: what pressure costs enters what acts are worth, day by day (C06)."""
        self.turning = NOBODY

    def willing_to_answer(self, at: Where, rung: Array) -> Array:
        """Whether an American strike is answered openly, shape ``(cases,)``.

        Rule (C15): a logit choice between an open answer and one through militias, each with Washington's reply to it.
        """
        here = self.among(at)
        self.line_today[at] = here.strike_back + here.strike_back_variation * self.normal("strike back", at)
        looks, worth = rung - self.line_today[at] + FORCE_FROM, []
        for answer in iranian_answers(here):
            next_toll = self.answer_foreseen_at(at, answer)
            worth.append(quantal.worth_of_reply(looks, answer, here.resolve, here.war_cost) - here.war_cost * next_toll)
        return self.draw("open answer", at) < quantal.shares(worth, here.rationality)[1]

    def answer_foreseen_at(self, at: Where, rung: Any) -> Array:
        """As :meth:`answer_foreseen`, in some worlds and at the line's mean, without the doubt about it (C14)."""
        line, us = self.belief[at], self.model.united_states.among(at)
        return quantal.expected_toll(rung - line + FORCE_FROM, EXPECTED, us.resolve, us.war_cost, us.rationality)
