"""Where Tehran believes the American line to be, and how far below it aims."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.crisis.rules import deterrence
from sim.engine.arrays import Array, Where
from sim.engine.parameters import param

#: Least and most variation from day to day that is believed in, in rungs.
_VARIATION = (0.05, 5.0)
#: Most doubt about the line, in rungs: with as much the whole ladder is about as likely.
_WIDEST = 5.0


class Belief(CrisisActor):
    """The red line as Tehran sees it.

    Rule (C13, C14): a belief with a mean and a width, moved by every act that met force and every act that did not.
    """

    limits = MappingProxyType(
        {
            "choose_aim": (0.0, 10.0),
            "aimed": (0.0, 10.0),
            "danger_of": (0.0, 1.0),
            "learned": (0.0, 10.0),
            "learned_width": (0.0, math.inf),
            "credit": (0.0, 1.0),
        }
    )

    belief_mean = param(
        4.5,
        "rung",
        (0, 10),
        claims="C13 C14",
        basis="assumed",
        plausible=(3.8, 5.2),
        source="Washington named the death of an American as its line in 2018; where else it lay was not said",
        note="Where Iran believes the American line for force to be at the start",
        name="belief.mean",
        starts="belief",
    )
    belief_width_start = param(
        0.8,
        "rungs",
        (0.05, 5),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.4, 1.2),
        source="No estimate found; how sure Tehran was is not known",
        note="How unsure Iran is of that line (standard deviation)",
        name="belief.width",
        starts="belief_width",
    )
    belief_variation = param(
        0.8,
        "rungs",
        (0, 5),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.4, 1.2),
        source="No estimate found",
        note="How much Iran believes the line to vary from day to day, at the start (standard deviation)",
        name="belief.variation",
        starts="variation",
    )
    variation_learning = param(
        0.2,
        "per unit of surprise",
        (0, 1),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.0, 0.4),
        source=(
            "That a variance is learned from surprises: Creal, Koopman and Lucas 2013, for people Behrens and others "
            "2007. Size assumed: at 0.2 an act two standard deviations off raises the estimate by half; leaders may "
            "also see one design behind everything (Jervis 1976), which is 0"
        ),
        note="How fast Iran learns from surprises how much the line varies from day to day; 0 never",
        name="belief.variation_learning",
    )
    credit_loss = param(
        0.5,
        "share",
        (0, 1),
        claims="C13 C14",
        basis="assumed",
        plausible=(0.0, 0.8),
        source=(
            "Both are argued: who fails to act on a public threat is believed less (Schelling 1966, Fearon 1997, "
            "Sechser 2010), or past conduct hardly counts (Press 2005), which is 0"
        ),
        note="Share of an announced line's credibility that goes each time an act shows the line to be wrong",
        name="belief.credit_loss",
    )
    belief_drift = param(
        0.02,
        "rungs per square root of a day",
        (0, 1),
        claims="C14",
        basis="assumed",
        plausible=(0.0, 0.04),
        source="No estimate found",
        note="How fast old evidence about the line loses its worth",
        name="belief.drift",
    )
    boldness = param(
        0.5,
        "index",
        (0, 1),
        claims="C06 C14",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="No estimate found",
        note="How far pressure and pain eat into the margin kept below the line",
    )
    boldness_pain = param(
        1.0,
        "ratio",
        (0, 5),
        claims="C06 C16",
        basis="assumed",
        plausible=(0.3, 2.0),
        source="No estimate found; losses weigh about twice as much as gains (Kahneman and Tversky 1979)",
        note="How much full pain eats into that margin, as a multiple of what full pressure does",
        name="boldness.pain",
    )
    margin = param(
        1.5,
        "rungs",
        (0, 6),
        claims="C14",
        basis="literature",
        plausible=(0.8, 2.2),
        source="Altman 2017: most acts of a challenger stay below the line (our reading: 70 to 95 per cent)",
        note="Distance kept below the believed line when nothing presses",
    )
    caution = param(
        0.0,
        "rungs per rung",
        (-2, 2),
        claims="C13",
        basis="assumed",
        plausible=(-0.5, 1.0),
        source="Both signs are argued: doubt as caution (Schelling 1966) and as an invitation to probe (Altman 2017)",
        note="Further distance kept per rung of doubt about the line; negative means that doubt invites probing",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.learned = self.each_world() + self.belief_mean  # rung: the line, from experience alone
        self.learned_width = self.each_world() + self.belief_width_start  # rungs
        self.learned_variation = self.each_world() + self.belief_variation  # rungs
        self.credit = self.each_world(1.0)  # share of an announced line's credibility that is left
        self.aimed = self.each_world()  # rung

    @property
    def belief(self) -> Array:
        """Where Tehran believes the line to be, in rungs, what it was told included."""
        return self.believed()[0]

    @property
    def belief_width(self) -> Array:
        """How unsure Tehran is of it, in rungs (standard deviation)."""
        return self.believed()[1]

    @property
    def variation(self) -> Array:
        """How much Tehran believes the line to vary from day to day, in rungs (standard deviation)."""
        return self.believed()[2]

    def believed(self) -> tuple[Array, Array, Array]:
        """Mean, width and variation of the line that Tehran believes in.

        Rule (C13, C14): what acts and answers have taught, moved towards what Washington has announced as far as that
        is believed; an announcement that has not been kept to is believed less.
        """
        us, own = self.model.united_states, (self.learned, self.learned_width, self.learned_variation)
        if not us.announces:
            return own
        told = (us.announced_rung, us.announced_width, us.announced_variation)
        return deterrence.told_line(own, told, us.announced_credibility * self.credit)

    def choose_aim(self) -> Array:
        """Rung that Tehran aims at, and orders its proxies to aim at.

        Rule (C14): below the believed line, by a margin that shrinks with boldness, pressure and pain.
        """
        urge = self.model.united_states.level + self.boldness_pain * self.model.economy.pain
        rung = deterrence.aim(self.belief, self.belief_width, self.margin, self.boldness, urge, self.caution)
        return np.clip(rung, 1.0, 9.0)

    def danger_of(self, rung: Array | float) -> Array:
        """Chance, as Tehran sees it, that an act of a given rung meets force today (C13, C14)."""
        return deterrence.perceived_danger(*self.believed(), rung)

    def learn_line(self, at: Where, rung: Array, met_force: Array) -> None:
        """Moves the belief about the line.

        Rule (C14): up after an act that met no force, down after one that did; acts far below the line teach little.
        What surprises also tells that the line varies.
        """
        if at.size:
            here = self.among(at)
            own = here.learned, here.learned_width, rung, met_force, here.learned_variation
            variation = deterrence.learned_variation(*own, here.variation_learning)
            mean, width = deterrence.learned_line(*own)
            self.learned[at], self.learned_width[at] = np.clip(mean, 0.0, 10.0), width
            self.learned_variation[at] = np.clip(variation, *_VARIATION)
            self.learn_credit(at, rung, met_force)

    def learn_credit(self, at: Where, rung: Array, met_force: Array) -> None:
        """Believes an announced line less, once an act has shown it to be wrong.

        Rule (C13, C14): an act clearly above it was let pass, or one clearly below it met force.
        """
        if not self.model.united_states.announces:
            return
        us = self.model.united_states.among(at)
        shown = deterrence.belies(us.announced_rung, us.announced_width, rung, met_force)
        shown &= np.asarray(us.announced_credibility) > 0.0
        self.credit[at] *= np.where(shown, 1.0 - self.among(at).credit_loss, 1.0)

    def doubt_line(self) -> None:
        """Old evidence about the line loses its worth, so doubt grows a little every day (C14)."""
        self.learned_width = np.minimum(np.sqrt(np.square(self.learned_width) + np.square(self.belief_drift)), _WIDEST)
