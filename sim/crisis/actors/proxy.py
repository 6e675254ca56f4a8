"""Armed groups that fight beside Tehran: one class; each militia is a set of parameters."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np

from sim.crisis.acts import ACTS, LEAST
from sim.crisis.environment import CrisisActor
from sim.crisis.rules.decay import approach, kept
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param


class Proxy(CrisisActor):
    """An armed group with its own war, its own income, and a share of obedience.

    Rule (C06, C16): it attacks at a tempo of its own, faster when aggrieved, and more when Tehran presses and it obeys;
    money moves its fire hardly at all.
    """

    limits = MappingProxyType(
        {"own_rate": (0.0, math.inf), "ordered_rate": (0.0, math.inf), "severity": (0.0, 10.0), "control": (0.0, 1.0)}
    )

    # Traits, set per militia by the cast.
    exposure_theatre = "iraq"  # where its attacks land
    host_theatre = "iraq"  # where it can be struck
    kinds: tuple[str, ...] = ("rocket_attack",)  # of its own accord first, then what it does when Tehran asks

    tempo = param(
        0.0015,
        "attacks per day",
        (0, 2),
        claims="C06",
        basis="fact",
        plausible=(0.0005, 0.003),
        source=(
            "Three attacks on American sites in Iraq in the first 369 days, shared by three groups, less those that "
            "others brought about or that came in unrest (own count of press reports)"
        ),
        note="Attacks of its own accord, whatever Tehran asks, while neither unrest nor others' attacks stir it",
    )
    obedient_tempo = param(
        0.0085,
        "attacks per day",
        (0, 2),
        claims="C06",
        basis="fact",
        plausible=(0.004, 0.013),
        source=(
            "About 1.2 attacks a month on American sites in Iraq from May to September 2019, shared by three groups, "
            "less those that others brought about (own count of press reports)"
        ),
        note="Further attacks of a fully obedient group when Tehran presses with full effort",
        name="obedient.tempo",
    )
    autonomy = param(
        0.3,
        "share",
        (0, 1),
        claims="C06 C19",
        basis="literature",
        plausible=(0.1, 0.5),
        source=(
            "Salehyan 2010 and Salehyan, Siroky and Wood 2014 on delegation to rebels: between a tenth and four "
            "tenths of attacks unordered (our reading)"
        ),
        note="Share of Tehran's wishes that the group ignores",
    )
    dependence = param(
        0.6,
        "share",
        (0, 1),
        claims="C04",
        basis="assumed",
        plausible=(0.3, 0.9),
        source="No public budget of the Iraqi groups found",
        note="Share of its income that comes from Tehran",
    )
    funding_elasticity = param(
        0.05,
        "percent per percent",
        (-1, 2),
        claims="C16 C17",
        basis="literature",
        plausible=(0.0, 0.2),
        source=(
            "Principal-agent literature (Salehyan 2010) and CRS RS20871: little observable effect of lost money on "
            "regional activity"
        ),
        rival=0.8,
        rival_source="Administration's view: austerity lowers activity nearly in step (C17); size assumed",
        note="How far attacks fall when the group's income falls",
        name="funding.elasticity",
    )
    capability = param(
        1.0,
        "index",
        (0, 3),
        claims="C06",
        basis="assumed",
        plausible=(0.7, 1.3),
        source="The group's means in May 2018 are the unit",
        note="Means to attack; 0 means it cannot",
    )
    own_aim = param(
        3.5,
        "rung",
        (0, 10),
        claims="C06 C23",
        basis="assumed",
        plausible=(3.0, 4.0),
        source="Rockets before December 2019 mostly landed near, not in, American sites (press reports)",
        note="Rung it aims at when nobody has asked it to attack",
        name="own.aim",
    )
    reach = param(
        6.0,
        "rung",
        (0, 10),
        claims="C06 C07",
        basis="assumed",
        plausible=(5.0, 7.0),
        source="The heaviest attack in Iraq, about 30 rockets on Kirkuk on 27 December 2019, stands at rung 6",
        note="The most severe attack its weapons allow",
    )
    miss = param(
        0.8,
        "rungs",
        (0, 3),
        claims="C07",
        basis="assumed",
        plausible=(0.4, 1.2),
        source="No estimate found; rockets are unguided",
        note="How far severity misses the aim (standard deviation)",
    )
    grievance_gain = param(
        2.0,
        "ratio",
        (0, 20),
        claims="C20",
        basis="assumed",
        plausible=(0.5, 3.5),
        source="No estimate found; attacks resumed the evening after the strikes of 29 December 2019",
        note="How much a full grievance adds to its own tempo, as a multiple of it",
        name="grievance.gain",
    )
    grievance_half_life = param(
        60.0,
        "days",
        (1, 1000),
        claims="C20",
        basis="assumed",
        plausible=(20.0, 120.0),
        source="No estimate found",
        note="Days until a grievance has halved",
        name="grievance.half_life",
    )
    grievance_hit = param(
        0.6,
        "index",
        (0, 1),
        claims="C20",
        basis="assumed",
        plausible=(0.3, 1.0),
        source="No estimate found",
        note="Grievance from an American strike on the group itself",
        name="grievance.hit",
    )
    grievance_near = param(
        0.3,
        "index",
        (0, 1),
        claims="C20",
        basis="assumed",
        plausible=(0.1, 0.6),
        source="No estimate found",
        note="Grievance from an American strike on others in its theatre, on a commander or on Iran",
        name="grievance.near",
    )
    control_recovery = param(
        365.0,
        "days",
        (1, 5000),
        claims="C19",
        basis="assumed",
        plausible=(120.0, 1000.0),
        source="No estimate found",
        note="Mean time in which Tehran's control comes back after a commander's death",
        name="control.recovery",
    )
    control_loss = param(
        0.3,
        "share",
        (0, 1),
        claims="C19",
        basis="assumed",
        plausible=(0.1, 0.6),
        source="Theory: control falls when the handler dies (Salehyan 2010); size assumed",
        note="Share of Tehran's control that is lost when a commander is killed",
        name="control.loss",
    )
    own_war = param(
        0.0,
        "share",
        (0, 1),
        claims="C06",
        basis="fact",
        source="Ansar Allah's fire on Saudi Arabia follows its own war, not the sanctions calendar (coalition counts)",
        note=(
            "Share of its unordered fire that belongs to a war of its own, which Washington does not treat as a "
            "question"
        ),
        exact="What is simulated of a group without a war of its own are attacks on Americans",
        name="own.war",
    )

    # How things stand at the start.
    grievance_start = param(
        0.0,
        "index",
        (0, 1),
        claims="C20",
        basis="fact",
        source="No American strike on these groups in the months before May 2018 (press reports)",
        note="The group's grievance at the start",
        name="grievance",
        starts="grievance",
    )
    control_start = param(
        1.0,
        "share of the usual",
        (0, 1),
        claims="C19",
        basis="fact",
        source="The unit: Tehran's control while its commander lives is 1",
        note="Tehran's control over the group at the start",
        name="control",
        starts="control",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        self.grievance_kept = kept(self.grievance_half_life)
        self.obedience = 1.0 - self.autonomy  # share of Tehran's wishes it fulfils when its handler lives

    def begin(self) -> None:
        """States at the start of the crisis."""
        self.grievance = self.each_world() + self.grievance_start  # index 0-1
        self.control = self.each_world() + self.control_start  # share of the usual control that Tehran still has
        self.wronged_by = self.never()
        self.attacks: Where = NOBODY
        self.ordered: Array = np.zeros(0, bool)
        self.cause: Array = self.never()[:0]  # of each of today's attacks

    # -- decide -------------------------------------------------------------------------------------------------

    @property
    def income(self) -> Array:
        """Income as a share of May 2018's: Tehran's part moves with Tehran's purse, the rest stays (C04)."""
        return 1.0 - self.dependence * (1.0 - self.model.iran.purse)

    def own_rate(self) -> Array:
        """Attacks a day of its own accord.

        Rule (C06, C20): a grievance multiplies the group's own tempo, and so does unrest in the country; attacks by
        others there add to it.
        """
        own = self.tempo * (1.0 + self.grievance_gain * self.grievance)
        place = self.model.theatres.get(self.exposure_theatre)
        return own * place.tempo() + place.contagion_rate() if place else own

    def ordered_rate(self) -> Array:
        """Attacks a day for Tehran's sake.

        Rule (C06): what Tehran asks for, as far as the group obeys, and more while the country is in revolt.
        """
        rate = self.obedient_tempo * self.obedience * self.control * self.model.iran.asked
        place = self.model.theatres.get(self.exposure_theatre)
        return rate * place.tempo() if place else rate

    def decide(self) -> None:
        """Whether to attack today, and for whose sake.

        Rule (C04, C16, C17): attacks scale with capability, and with income by an elasticity near zero.
        """
        own, ordered = self.own_rate(), self.ordered_rate()
        means = self.capability * (1.0 + self.funding_elasticity * (self.income - 1.0))
        self.attacks = self.choices_where(self.happens("attack", means * (own + ordered)), *self.kinds)
        at = self.attacks
        if at.size:
            self.ordered = self.draw("for whom", at) * (own[at] + ordered[at]) < ordered[at]
            self._hold_fire()
            at = self.attacks
            wronged = np.where(self.grievance[at] > 0.1, self.wronged_by[at], -1)
            self.cause = np.where(self.ordered, self.model.iran.resolve_event[at], wronged)

    def _hold_fire(self) -> None:
        """Rule (C13, C14): where Tehran aims below the slightest act, it asks for none."""
        goes = ~self.ordered | (self.model.iran.aimed[self.attacks] >= LEAST)
        self.attacks, self.ordered = self.attacks[goes], self.ordered[goes]

    # -- act ----------------------------------------------------------------------------------------------------

    def severity(self, at: Where, ordered: Array) -> Array:
        """Rung of each attack.

        Rule (C07, C14): an ordered attack aims where Tehran does, another where the group likes, higher when aggrieved;
        either misses its aim, and none exceeds the group's reach.
        """
        here = self.among(at)
        iran = self.model.iran.among(at)
        asked = iran.aimed - iran.falls_short * np.abs(self.normal("variety", at))
        aim = np.where(ordered, asked, here.own_aim + here.grievance)
        rung = np.clip(aim + here.miss * self.normal("miss", at), 1.0, here.reach)
        # A drone shot down is a drone shot down, whatever was aimed at.
        return np.where(ordered & (self.kinds[-1] == "drone_loss"), ACTS["drone_loss"].rung, rung).astype(REAL)

    def act(self) -> None:
        """Fires."""
        at = self.attacks
        if at.size:
            rung = self.severity(at, self.ordered)
            luck, own_war = self.draw("death", at), self.happens("own war", self.among(at).own_war, at) & ~self.ordered
            line = np.where(self.ordered, self.model.iran.belief[at], np.nan)
            for asked, kind in ((False, self.kinds[0]), (True, self.kinds[-1])):
                some = self.ordered == asked
                deaths = self.model.killed(kind, self.exposure_theatre, rung[some], at[some], luck[some])
                # An act of its own war that kills an American is no longer its own war.
                for answerable in (False, True):
                    mask = own_war[some] & (deaths == 0) if not answerable else ~own_war[some] | (deaths > 0)
                    if mask.any():
                        chosen = np.flatnonzero(some)[mask]
                        self._fire(chosen, at, kind, rung, deaths[mask], line, asked, answerable)
        self.grievance *= self.grievance_kept
        self.control = approach(self.control, 1.0, self.control_recovery)

    def _fire(
        self,
        chosen: Array,
        at: Where,
        kind: str,
        rung: Array,
        deaths: Array,
        line: Array,
        asked: bool,
        answerable: bool,
    ) -> None:
        """Commits some of today's attacks; ``chosen`` are their places among all of them."""
        self.model.attack(
            self,
            at[chosen],
            kind,
            rung[chosen],
            deaths,
            rule="decide",
            cause=self.cause[chosen],
            theatre=self.exposure_theatre,
            answerable=answerable,
            tag=f"{kind}, {'asked' if asked else 'unasked'}, {'case' if answerable else 'own war'}",
            threshold=line[chosen],
            margin=(line - rung)[chosen],
        )

    # -- learn --------------------------------------------------------------------------------------------------

    def learn(self) -> None:
        """Takes in American strikes.

        Rule (C19, C20): a strike on the group, or in its theatre, is a grievance; a commander's death loosens control.
        """
        for strike in self.model.today.force():
            hit = strike.target == self.path
            if hit or strike.theatre == self.host_theatre or strike.act != "strike_on_proxy":
                here = self.among(strike.at)
                wrong = here.grievance_hit if hit else here.grievance_near
                self.grievance[strike.at] = np.minimum(here.grievance + wrong, 1.0)
                self.wronged_by[strike.at] = strike.event
            if strike.act == "strike_on_leader":
                self.control[strike.at] *= 1.0 - self.among(strike.at).control_loss
