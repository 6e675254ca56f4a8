"""Iran: presses under the line it believes in, answers force, and may talk, give in or fall."""

from __future__ import annotations

from sim.crisis.actors.stakes import TehranStakes
from sim.crisis.actors.tehran.answer import Answer
from sim.crisis.actors.tehran.terms import Terms


class Iran(Terms, Answer, TehranStakes):
    """Iran, in the order of its day.

    Rule (C05, C06, C14): pain leaves intent alone and drives effort; Tehran aims under the line it believes in, the
    closer the bolder and the harder pressed it is.
    """

    exposure_theatre = "gulf"

    def perceive(self) -> None:
        """Takes stock: prospects, and its effort, restraint and aim for the day."""
        self.foreseen, self.income = self.prospect(), self.model.economy.share
        self.effort = self.choose_effort()
        self.freedom = self.choose_restraint()
        self.aimed = self.choose_aim()

    def decide(self) -> None:
        """Chooses whether to turn, to act, to answer, and whether the government goes on."""
        self.decide_patience()
        self.decide_attack()
        self.decide_answer()
        self.decide_end()

    def act(self) -> None:
        """Carries out what was chosen; intent, doubt and politics move by a day."""
        self.turn()
        self.attack()
        self.answer()
        self.end()
        self.move_intent()
        self.lull *= self.lull_kept
        self.doubt_line()
        self.move_politics()

    def learn(self) -> None:
        """Takes in what Washington did, and what it left unanswered (C14, C15)."""
        self.learn_of_force()
        self.quieten()
        for at, gravity, met_force in self.model.united_states.lessons:
            self.learn_line(at, gravity, met_force)
