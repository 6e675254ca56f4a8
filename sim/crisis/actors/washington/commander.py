"""A strike on a commander: what provokes it, what settles the provocation, and the chance that must arise."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.actors.washington.red_line import RedLine
from sim.crisis.rules.decay import kept
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param

#: Below this provocation (a rung) nobody looks for a chance at a commander.
PROVOKED = 4.0


class Commander(RedLine):
    """The option of killing one of Iran's commanders.

    Rule (C19, C21): open only while a provocation stands, and when a chance arises; what Washington has answered
    provokes it less, or no more.
    """

    opportunity = param(
        0.05,
        "per day",
        (0, 1),
        claims="C19",
        basis="assumed",
        plausible=(0.02, 0.08),
        source=(
            "A commander was killed within seven days of the death of December 2019; chances in between are not known"
        ),
        note="Chance per day that a commander can be reached, while Washington is provoked",
        name="leader.opportunity",
    )
    leader_margin = param(
        0.8,
        "rungs",
        (0, 6),
        claims="C19",
        basis="assumed",
        plausible=(0.3, 1.3),
        source="The article: some officials had privately wanted such a target; size assumed",
        note="How much graver the provocation must be than the line, for a strike on a commander",
        name="leader.margin",
    )
    leader_discount = param(
        1.0,
        "rungs",
        (0, 6),
        claims="C19 C10",
        basis="assumed",
        plausible=(0.0, 2.0),
        source=(
            "The commander was held to blame for the militias' attacks (the article), more readily than his country; "
            "size assumed"
        ),
        note="How much graver still a militia's act must be before a commander is struck for it",
        name="leader.discount",
    )
    provocation_half_life = param(
        20.0,
        "days",
        (1, 365),
        claims="C19 C21",
        basis="assumed",
        plausible=(10.0, 30.0),
        source="No estimate found",
        note="Days until a provocation counts for half",
        name="provocation.half_life",
    )

    provocation_settled = param(
        1.5,
        "rungs",
        (0, 10),
        claims="C19 C07",
        basis="assumed",
        plausible=(0.5, 3.0),
        source=(
            "No estimate found; the strikes of 29 December 2019 answered the death of the 27th, and a commander was "
            "killed five days later all the same (press reports)"
        ),
        note="How much of a provocation a strike on the militia settles; one on Iran or on a commander settles it all",
        name="provocation.settled",
    )

    provocation_start = param(
        0.0,
        "rung",
        (0, 15),
        claims="C19",
        basis="fact",
        source="No attack on Americans in the months before May 2018 (press reports)",
        note="Gravity of the gravest case of late at the start, faded to then",
        name="provocation",
        starts="provocation",
    )

    force_allowed: Any  # of the menu

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.provocation_kept = kept(self.provocation_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.provocation = self.each_world() + self.provocation_start  # rung, fading
        self.provocation_event = self.never()
        self.provocation_direct = self.each_world(0, bool)  # whether Iran itself is blamed for it
        self.chances: Where = NOBODY  # worlds in which a commander can be reached today
        self.forget_commander()

    def perceive_chances(self) -> None:
        """Rule (C19): while Washington is provoked, a chance at a commander may arise."""
        provoked = self.choices_where(self.provocation > PROVOKED)
        self.chances = provoked[self.happens("leader", self.among(provoked).opportunity, provoked)]

    def forget_commander(self) -> None:
        """Starts the day with no decision taken."""
        self.leader_line, self.to_strike_leader = np.zeros(0, REAL), np.zeros(0, bool)

    def decide_leader(self, at: Where, line: Array) -> None:
        """Decides on a strike on a commander.

        Rule (C10, C19): only when the chance arises while the provocation lies beyond the line by a margin, and where a
        militia is to blame, by as much more as it takes to hold its handler to account.
        """
        if at.size:
            here = self.among(at)
            needed = line + here.leader_margin + np.where(here.provocation_direct, REAL(0.0), here.leader_discount)
            allowed = (np.asarray(here.force_allowed) > 0) & self.chosen_at(at, "strike_on_leader")
            self.to_strike_leader = (here.provocation >= needed) & allowed
            self.leader_line = needed

    def leaders_to_strike(self) -> tuple[Where, Array]:
        """Worlds in which a commander is struck today, and what the provocation had to pass in each.

        What was answered earlier today no longer provokes (C19).
        """
        still = self.to_strike_leader
        if not still.any():
            return NOBODY, self.leader_line[:0]
        still = still & (self.provocation[self.chances] >= self.leader_line)
        return self.chances[still], self.leader_line[still]

    def provoke(self, at: Where, gravity: Array, event: Array, direct: Array) -> None:
        """Rule (C19): the gravest case of late is the provocation, and what a strike on a commander would answer."""
        graver = gravity > self.provocation[at]
        worse = at[graver]
        self.provocation[worse], self.provocation_event[worse] = gravity[graver], event[graver]
        self.provocation_direct[worse] = direct[graver]

    def settle_provocation(self, at: Where, act: str) -> None:
        """Rule (C07, C19): force answers the provocation: wholly against Iran or a commander, in part on a militia."""
        rest = self.provocation[at] - self.among(at).provocation_settled if act == "strike_on_proxy" else 0.0
        self.provocation[at] = np.maximum(rest, REAL(0.0))
