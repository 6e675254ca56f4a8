"""The pressure campaign: policy's floor, further rounds of sanctions, what Washington asks, and who doubts talks."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor
from sim.crisis.rules.decay import kept
from sim.engine.arrays import Array, Where
from sim.engine.parameters import param


class Campaign(CrisisActor):
    """Washington's pressure and its price.

    Rule (C01, C10, C12): policy sets a floor under pressure, answers to hostile acts add to it as far as anything is
    left to add, and the same acts harden what Washington asks.
    """

    pressure = param(
        0.0,
        "index, 0 none to 1 maximum",
        (0, 1),
        claims="C01 C02",
        basis="fact",
        source="The nuclear accord was in force until 8 May 2018; scenarios date the steps that followed",
        note="Floor of sanctions pressure set by policy; usually dated, each step with the day it was announced",
        exact="A policy, which scenarios date; without one there is none",
    )
    sanctions_step = param(
        0.05,
        "share of the room left",
        (0, 1),
        claims="C10 C15",
        basis="assumed",
        plausible=(0.02, 0.1),
        source="No estimate found; 24 sanctions steps in 20 months (own count of press reports)",
        note="How much of the remaining room one further round of sanctions uses",
        name="sanctions.step",
    )
    sanctions_lag = param(
        4.0,
        "days",
        (1, 60),
        claims="C10 C23",
        basis="fact",
        plausible=(2.0, 7.0),
        source=(
            "Leader sanctions four days after the drone of 20 June 2019; central bank six days after the oil plants "
            "(press reports)"
        ),
        note="Mean lag of sanctions that follow another answer",
        name="sanctions.lag",
    )
    relief = param(
        0.0,
        "share",
        (0, 1),
        claims="C11 C24",
        basis="fact",
        source="Relief was floated in August and September 2019 and not enacted (press reports)",
        note="Share of the pressure that Washington offers to lift for an agreement",
        exact="A policy, which scenarios set; what was never enacted is none",
    )
    demand = param(
        0.85,
        "share",
        (0, 1),
        claims="C11 C24",
        basis="literature",
        plausible=(0.65, 1.0),
        source="Twelve demands of May 2018, open-ended (Sechser 2011 on large compellent demands)",
        note="Share of its demands on which Washington insists",
    )
    doubt_gain = param(
        0.08,
        "index",
        (0, 1),
        claims="C12",
        basis="assumed",
        plausible=(0.02, 0.2),
        source="The article: the oil plants and the drone made others doubt; size assumed",
        note="How much an act of rung 5 adds to the weight of those who doubt talks",
        name="doubt.gain",
    )
    doubt_half_life = param(
        60.0,
        "days",
        (1, 1000),
        claims="C12",
        basis="assumed",
        plausible=(20.0, 180.0),
        source="No estimate found",
        note="Days until doubts have halved",
        name="doubt.half_life",
    )
    doubt_weight = param(
        0.2,
        "share",
        (0, 1),
        claims="C12",
        basis="assumed",
        plausible=(0.0, 0.4),
        source="No estimate found",
        note="How much full doubt adds to what Washington demands",
        name="doubt.weight",
    )

    # How things stand at the start.
    extra_start = param(
        0.0,
        "share of the room left",
        (0, 1),
        claims="C10",
        basis="fact",
        source="By definition none: answers are counted from May 2018 on",
        note="Pressure that answers to single acts have added by the start, above policy's floor",
        name="pressure.added",
        starts="extra",
    )
    doubt_start = param(
        0.0,
        "index",
        (0, 1),
        claims="C12",
        basis="fact",
        source="By definition none: doubts are counted from May 2018 on",
        note="Weight of those who doubt talks at the start",
        name="doubt",
        starts="doubt",
    )

    sanctions_from: Any  # of the menu: from which gravity on sanctions are the answer

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.doubt_kept = kept(self.doubt_half_life)
        # Index and share; the calendar moves them as steps are announced.
        self.announced, self.nearness = self.pressure, 1.0

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.extra = self.each_world() + self.extra_start  # share of the room above the floor that answers have used up
        self.doubt = self.each_world() + self.doubt_start  # index 0-1
        self.pressure_event = self.never()  # event number of the last step of sanctions
        self.follow_up = self.each_world(0, bool)  # sanctions still to come for the last case
        self.follow_cause = self.never()

    @property
    def level(self) -> Array:
        """Sanctions pressure in force: policy's floor, and what answers have added (C01, C10)."""
        return self.pressure + (1.0 - self.pressure) * self.extra

    @property
    def asks(self) -> Array:
        """Share of its demands Washington insists on today (C12): doubts harden it."""
        return np.minimum(self.demand + self.doubt_weight * self.doubt, 1.0)

    def follow_up_with_sanctions(self) -> None:
        """Rule (C10, C15): sanctions follow within days, while there is room for more."""
        self.follow_up[self.withheld("sanctions_step")] = False  # what is let pass is not made up for the next day
        due = self.choices_where(self.follow_up)
        if due.size:
            at = due[self.happens("sanctions", 1.0 / self.among(due).sanctions_lag, due)]
            if at.size:
                self.tighten(at, self.follow_cause[at])

    def tighten(self, at: Where, cause: Array, forced: bool = False) -> None:
        """Adds a round of sanctions: a share of the room that is left (C10)."""
        here = self.among(at)
        event = self.note(
            at,
            "sanctions_step",
            ACTS["sanctions_step"].rung,
            "follow_up_with_sanctions",
            cause=cause,
            threshold=here.sanctions_from,
            forced=forced,
        )
        self.extra[at] = here.extra + here.sanctions_step * (1.0 - here.extra)
        self.pressure_event[at] = event
        self.follow_up[at] = False

    def learn_doubt(self, at: Where, rung: Array) -> None:
        """Rule (C12): every hostile act strengthens those who doubt talks."""
        here = self.among(at)
        self.doubt[at] = np.minimum(here.doubt + here.doubt_gain * rung / 5.0, 1.0)
