"""The president: weighs the agencies' advice with a line of his own, and decides."""

from __future__ import annotations

import numpy as np

from sim.crisis.actors.stakes import WashingtonStakes
from sim.crisis.actors.washington.embassy import Embassy
from sim.crisis.actors.washington.menu import Menu
from sim.engine.arrays import NOBODY, Where


class UnitedStates(Menu, Embassy, WashingtonStakes):
    """The president, in the order of his day.

    Rule (C08, C09, C10): he hears his agencies, prefers further sanctions as long as something is left to sanction, and
    decides.
    """

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.asked: Where = NOBODY  # worlds in which the president is asked for a decision today

    def perceive(self) -> None:
        """What reaches the president today: attributed cases, chances at a commander, and whoever has his ear."""
        self.perceive_cases()
        self.perceive_chances()
        self.asked = np.union1d(self.cases, self.chances) if self.chances.size else self.cases
        self.lend_ear(self.asked)

    def decide(self) -> None:
        """Chooses an answer for each case that is put to him (C08, C09)."""
        self.forget_choices()
        self.decide_alarm()
        if self.asked.size:
            line = self.each_world()
            line[self.asked] = self.line(self.asked)
            self.decide_cases(self.cases, line[self.cases])
            self.decide_leader(self.chances, line[self.chances])

    def act(self) -> None:
        """Carries out what was decided."""
        self.answer_the_street()
        self.warn()
        self.answer_cases()
        self.strike_leader()
        self.follow_up_with_sanctions()
        self.ratchet *= self.ratchet_kept
        self.standing_down *= self.stand_down_kept
        self.doubt *= self.doubt_kept
        self.provocation *= self.provocation_kept

    def learn(self) -> None:
        """Takes in today's hostile acts: doubts, cases to answer, and whether to stand down (C07, C12, C15)."""
        for incident in self.model.today.attacks():
            self.learn_doubt(incident.at, incident.rung)
        self.learn_cases()
        self.learn_from_answers()
        self.watch_the_street()
