"""How the fear of force, and a settled account, hold Tehran back."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np

from sim.crisis.actors.tehran.belief import Belief
from sim.crisis.actors.tehran.intent import Intent
from sim.crisis.acts import ACTS
from sim.crisis.rules.decay import kept
from sim.engine.arrays import Array
from sim.engine.chance import REAL
from sim.engine.parameters import param


class Restraint(Belief, Intent):
    """Force deters, too, for a while.

    Rule (C11, C13, C15): direct and ordered acts become rarer with the danger that Tehran sees, after an open exchange,
    and while talks get somewhere, each by a parameter of either sign.
    """

    limits = MappingProxyType({"choose_restraint": (0.0, math.inf), "freedom": (0.0, math.inf), "lull": (0.0, 1.0)})

    restraint_danger = param(
        0.6,
        "share",
        (-2, 1),
        claims="C13 C15",
        basis="literature",
        plausible=(-0.2, 0.9),
        source=(
            "Both signs are argued: force that is expected deters (Schelling 1966, Huth 1988), and a challenger who is "
            "pressed acts in spite of danger, or because of it (Jervis 1976, Lebow 1981); size assumed"
        ),
        note=(
            "Share of direct and ordered acts that is left undone when Tehran is sure that an attack on things would "
            "meet force; negative means that danger provokes"
        ),
        name="restraint.danger",
    )
    lull_depth = param(
        0.7,
        "share",
        (-1, 1),
        claims="C15",
        basis="assumed",
        plausible=(0.2, 0.95),
        source=(
            "A settled account calls for no further acts (Schelling 1966); Iran laid no more mines after 18 April 1988 "
            "(naval histories); that one round leads to the next is argued, too (Leng 1983)"
        ),
        note="Share of direct and ordered acts left undone right after an open answer; negative means more acts",
        name="lull.depth",
    )
    lull_half_life = param(
        60.0,
        "days",
        (1, 1000),
        claims="C15",
        basis="assumed",
        plausible=(20.0, 120.0),
        source="No estimate found",
        note="Days until half of that lull is left",
        name="lull.half_life",
    )
    lull_start = param(
        0.0,
        "share",
        (0, 1),
        claims="C15",
        basis="fact",
        source="No open exchange in the months before May 2018 (press reports)",
        note="How much of a lull is left at the start, after an open answer",
        name="lull",
        starts="lull",
    )
    talks_restraint = param(
        0.3,
        "share",
        (-1, 1),
        claims="C11",
        basis="assumed",
        plausible=(-0.1, 0.6),
        source=(
            "Acts to gain leverage at the table are argued (Slantchev 2003), and calm so as not to spoil it (Kydd and "
            "Walter 2002); size assumed"
        ),
        note="Share of direct and ordered acts left undone when talks are all but concluded; negative means more acts",
        name="talks.restraint",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.lull_kept = kept(self.lull_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.lull = self.each_world() + self.lull_start  # share 0-1, fading since Iran's last open answer
        self.freedom = self.each_world(1.0)  # what restraint leaves of Tehran's tempo today, 0-1 or a little more

    def choose_restraint(self) -> Array:
        """Share of its acts that Tehran does not leave undone today.

        Rule (C11, C13, C15): less the likelier an attack on things would meet force, the fresher a settled account, and
        the nearer talks are to a result.
        """
        danger = self.danger_of(ACTS["shipping_attack"].rung)
        left = (1.0 - self.restraint_danger * danger) * (1.0 - self.lull_depth * self.lull)
        return np.maximum(left * (1.0 - self.talks_restraint * self.model.talks.progress), REAL(0.0))

    @property
    def asked(self) -> Array:
        """How hard Tehran urges those who obey it: its effort and revenge, as far as it does not hold back (C15)."""
        return (self.effort + self.vengeance) * self.freedom

    def quieten(self) -> None:
        """Rule (C15): Iran's open answer settles the account; a new American strike on Iran opens it again."""
        for strike in self.model.today.force():
            if strike.act != "strike_on_proxy":
                self.lull[strike.at] = 0.0
        for salvo in self.model.today.of("open_salvo"):
            self.lull[salvo.at] = 1.0
