"""Countries: theatres with an American embassy, a public that takes sides, and armed groups that stir each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.crisis.actors.theatre import Theatre
from sim.crisis.acts import ACTS
from sim.crisis.environment import ArmedGroup
from sim.crisis.rules.decay import kept
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param


class Country(Theatre):
    """A theatre with people in it.

    Rule (C06, C20): American strikes there anger the public, and protests or a siege of the embassy follow with a lag;
    armed groups stir each other, and waves of unrest stir them all.
    """

    protest_chance = param(
        0.25,
        "per day",
        (0, 1),
        claims="C20",
        basis="article",
        plausible=(0.1, 0.5),
        source="The embassy in Baghdad was attacked two days after the strikes of 29 December 2019",
        note="Chance per day of a protest at an American embassy when public anger is full",
        name="protest.chance",
    )
    anger_half_life = param(
        10.0,
        "days",
        (1, 365),
        claims="C20",
        basis="assumed",
        plausible=(4.0, 30.0),
        source="No estimate found; protests followed the strikes of December 2019 within days",
        note="Days until public anger at a strike has halved",
        name="anger.half_life",
    )

    anger_vented = param(
        0.5,
        "share",
        (0, 1),
        claims="C20",
        basis="assumed",
        plausible=(0.2, 1.0),
        source="No estimate found; one siege of the embassy followed the strikes of December 2019",
        note="Share of public anger that a protest uses up",
        name="anger.vented",
    )
    contagion = param(
        0.4,
        "attacks per attack",
        (0, 0.9),
        claims="C06 C20",
        basis="literature",
        plausible=(0.2, 0.6),
        source=(
            "Violence in Iraq excites itself: a third to a half of events follow earlier ones (Lewis, Mohler, "
            "Brantingham and Bertozzi 2012; our reading); groups outbid each other (Bloom 2004)"
        ),
        note="Further attacks by the armed groups there that one attack brings about, each group as much as the others",
    )
    contagion_half_life = param(
        10.0,
        "days",
        (1, 180),
        claims="C06 C20",
        basis="assumed",
        plausible=(4.0, 20.0),
        source="No estimate found for these groups; rockets of December 2019 came days apart (press reports)",
        note="Days until half of these have come",
        name="contagion.half_life",
    )
    unrest_onset = param(
        1.0,
        "per year",
        (0, 12),
        claims="C06 C20",
        basis="fact",
        plausible=(0.4, 2.0),
        source="Two waves of revolt in Iraq in twenty months: Basra in 2018, the country in October 2019 (press)",
        note="Waves of unrest in the country, of causes of its own",
        name="unrest.onset",
    )
    unrest_length = param(
        100.0,
        "days",
        (1, 1000),
        claims="C06 C20",
        basis="assumed",
        plausible=(60.0, 180.0),
        source="Basra: about two months; the revolt of October 2019 went on beyond January 2020 (press reports)",
        note="Mean length of a wave",
        name="unrest.length",
    )
    unrest_gain = param(
        2.0,
        "ratio",
        (-1, 10),
        claims="C06 C20",
        basis="assumed",
        plausible=(0.5, 4.0),
        source=(
            "Attacks on American sites in Iraq: about one a month in May to September 2019, some six in November and "
            "December, during the revolt (own count of press reports); trouble at home is fought abroad (Levy 1989)"
        ),
        note="How much a wave of unrest adds to the tempo of the armed groups there, as a multiple of it",
        name="unrest.gain",
    )

    unrest_start = param(
        0.0,
        "1 yes, 0 no",
        (0, 1),
        claims="C06 C20",
        basis="fact",
        whole=True,
        source="No revolt in the spring of 2018 (press reports)",
        note="Whether a wave of unrest is under way at the start",
        name="unrest",
        starts="unrest",
    )
    stirred_start = param(
        0.0,
        "attacks per day",
        (0, 5),
        claims="C06 C20",
        basis="fact",
        source="No series of attacks on Americans in the spring of 2018 (press reports)",
        note="Attacks a day still to come of earlier ones at the start, at a contagion of 1",
        name="contagion.pending",
        starts="stirred",
    )

    #: Armed groups that attack here; the model says which.
    armed: Sequence[ArmedGroup] = ()

    def derive(self) -> None:
        """What follows from parameters alone."""
        self.anger_kept = kept(self.anger_half_life)
        self.contagion_kept = kept(self.contagion_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        self.anger = self.each_world()  # index 0-1
        self.angered_by = self.never()  # event number of the last strike here
        self.unrest = self.each_world(self.unrest_start, bool)
        # Attacks a day still to come of earlier ones, at a contagion of 1.
        self.stirred = self.each_world() + self.stirred_start
        self.protests: Where = NOBODY
        self.tempo_today: Array | float = 1.0
        self.contagion_today: Array | float = 0.0

    def perceive(self) -> None:
        """What stirs the armed groups here today.

        Rule (C06, C20): a wave of unrest multiplies their tempo; and every attack brings further ones, spread over time
        and over the groups by their means.
        """
        means = sum(np.asarray(one.capability) for one in self.armed)
        self.tempo_today = 1.0 + self.unrest_gain * self.unrest
        self.contagion_today = self.contagion * self.stirred / np.maximum(means, REAL(1e-6))

    def decide(self) -> None:
        """Rule (C20): the angrier the public, the likelier a protest at the embassy today."""
        angry = self.choices_where(self.anger > 0.05)
        here = self.among(angry)
        chance = here.protest_chance * here.anger
        self.protests = self.not_withheld(angry[self.happens("protest", chance, angry)], "protest")

    def act(self) -> None:
        """A protest lets off some of the anger."""
        if self.protests.size:
            rung = ACTS["protest"].rung + 0.0 * self.anger[self.protests]
            self.model.commit(
                self,
                self.protests,
                "protest",
                rung,
                rule="decide",
                cause=self.angered_by[self.protests],
                theatre=self.key,
                target="united_states",
                deaths=np.zeros(self.protests.size, np.int32),
            )
            self.anger[self.protests] *= 1.0 - self.among(self.protests).anger_vented
        self.anger *= self.anger_kept
        self.stirred *= self.contagion_kept
        self._turn_unrest()

    def _turn_unrest(self) -> None:
        """Rule (C06, C20): waves of unrest in the country come and go by themselves."""
        chance = np.where(self.unrest, 1.0 / self.unrest_length, self.unrest_onset / 365.0)
        self.unrest ^= self.happens("unrest", chance)

    def tempo(self) -> Array | float:
        """What unrest makes of the tempo of the armed groups that attack here."""
        return self.tempo_today

    def contagion_rate(self) -> Array | float:
        """Attacks a day that a group of the usual means adds here because others have attacked."""
        return self.contagion_today

    def learn(self) -> None:
        """Rule (C06, C20): a strike in this theatre angers its public, and an armed group's attack stirs the rest."""
        for attack in self.model.today.attacks():
            if attack.theatre == self.key and attack.actor is not self.model.iran:
                # Summed over all the days on which it fades, one attack counts once.
                self.stirred[attack.at] += 1.0 - np.broadcast_to(self.contagion_kept, self.stirred.shape)[attack.at]
        for incident in self.model.today.force():
            if incident.theatre == self.key:
                self.anger[incident.at] = 1.0
                self.angered_by[incident.at] = incident.event
