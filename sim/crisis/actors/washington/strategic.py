"""Washington under the strategic theory: it weighs what each answer costs, and what Tehran would do next."""

from __future__ import annotations

import numpy as np

from sim.crisis.actors.stakes import iranian_answers
from sim.crisis.actors.washington import president as usual
from sim.crisis.acts import ACTS, FORCE_FROM
from sim.crisis.rules import quantal
from sim.engine.arrays import Array, Where
from sim.engine.chance import REAL

#: Answers below force, the slightest first; "" lets the act pass.
BELOW = ("", "statement", "sanctions_step", "cyber_action", "troops")
_RUNGS = tuple(ACTS[act].rung if act else 0.0 for act in BELOW)


class UnitedStates(usual.UnitedStates):
    """The president, choosing by pay-offs.

    Rule (C08, C10, C23): each answer from the menu is worth what it leaves unanswered, less what it costs and what
    Tehran's reply to it is expected to cost; an act looks the graver the lower the line that prevails today.
    """

    case_answer: Array  # place among the answers of what was chosen for each case

    def decide_cases(self, at: Where, line: Array) -> None:
        """Chooses an answer to each case: force strikes whoever is to blame, and what is ordered is carried out.

        Rule (C08, C10, C23): a logit choice; an act that nobody is blamed for brings no force, sanctions need room, and
        cyber action answers acts of Iran's own.
        """
        if not at.size:
            return
        here, gravity = self.among(at), self.gravity(at)
        direct = here.case_direct
        blamed = direct | (self.model.culprit(here.case_actor) >= 0)
        allowed = (np.asarray(here.force_allowed) > 0) & self.model.choosing
        allowed = allowed & self.chosen_at(at, "strike_on_iran", "strike_on_proxy")
        always = np.ones(at.size, bool)
        open_to = (always, always, here.level < here.exhausted, direct, always, blamed & allowed)
        chances = quantal.shares(self.weigh_answers(at, gravity - line + FORCE_FROM), here.rationality, open_to)
        self.case_answer = quantal.pick(chances, self.draw("answer", at))
        force = self.case_answer == len(BELOW)
        self.to_strike_iran, self.to_strike_proxy, self.called_off = force & direct, force & ~direct, force & False
        self.case_gravity = self.case_weighed = gravity
        self.case_line = self.case_needed = line
        self.case_common, self.case_blamed = self.common_line(at), blamed

    def weigh_answers(self, at: Where, looks: Array) -> list[Array]:
        """What each answer is worth, the last by force, each of shape ``(cases,)``.

        Rule (C07, C10, C15): who strikes Iran expects Tehran's own choice between an open answer and one through
        militias; who strikes a militia expects the latter.
        """
        here = self.among(at)
        direct, on_proxy = here.case_direct, ACTS["strike_on_proxy"].rung
        found = [quantal.worth_of_reply(looks, rung, here.resolve, here.war_cost) for rung in _RUNGS]
        struck = np.where(direct, REAL(ACTS["strike_on_iran"].rung), REAL(on_proxy))
        by_militias = quantal.toll(REAL(ACTS["rocket_attack"].rung))
        next_toll = np.where(direct, self.answer_foreseen(at, "strike_on_iran"), by_militias)
        force = quantal.worth_of_reply(looks, struck, here.resolve, here.war_cost) - here.war_cost * next_toll
        return [*found, force]

    def answer_foreseen(self, at: Where, act: str) -> Array:
        """Share of a war's cost that Tehran's answer to a strike is expected to bring, shape ``(cases,)`` (C15)."""
        iran = self.model.iran.among(at)
        looks = ACTS[act].rung - iran.strike_back + FORCE_FROM
        return quantal.expected_toll(looks, iranian_answers(iran), iran.resolve, iran.war_cost, iran.rationality)

    def answer_below_force(self, chosen: Array) -> None:
        """Carries out the answers below force that were chosen; sanctions follow within days (C10, C23)."""
        at, answer = self.cases[chosen], self.case_answer[chosen]
        if not at.size or not self.model.choosing:
            return
        line, gravity = self.case_line[chosen], self.case_gravity[chosen]
        for place, act in enumerate(BELOW):
            if act in ("statement", "cyber_action", "troops"):
                self._say(act, at, answer == place, line, gravity, rule="decide_cases")
        more = at[answer == BELOW.index("sanctions_step")]
        self.follow_up[more], self.follow_cause[more] = True, self.case_event[more]

    def decide_leader(self, at: Where, line: Array) -> None:
        """Decides on a strike on a commander when the chance arises.

        Rule (C10, C19): a logit choice between that strike and leaving it at what lies below force; for a militia's act
        it earns less.
        """
        if at.size:
            here = self.among(at)
            discount = np.where(here.provocation_direct, REAL(0.0), here.leader_discount)
            looks, act = here.provocation - discount - line + FORCE_FROM, "strike_on_leader"
            spared = -here.resolve * quantal.owed(looks, _RUNGS[-1])
            struck = quantal.worth_of_reply(looks, ACTS[act].rung, here.resolve, here.war_cost)
            struck = struck - here.war_cost * self.answer_foreseen(at, act)
            chance = quantal.shares([spared, struck], here.rationality)[1]
            allowed = (np.asarray(here.force_allowed) > 0) & self.chosen_at(at, act)
            self.to_strike_leader = (self.draw("commander", at) < chance) & allowed
            # What is settled earlier today no longer provokes: see leaders_to_strike.
            self.leader_line = np.minimum(line, here.provocation)

    def forget_choices(self) -> None:
        """Starts the day with no decision taken."""
        super().forget_choices()
        self.case_answer = np.zeros(0, np.int64)
