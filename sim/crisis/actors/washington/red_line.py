"""The red line: where it lies, what moves it, and which line prevails on a day."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.actors.washington.announcement import Announcement
from sim.crisis.rules import decision
from sim.crisis.rules.decay import kept
from sim.engine.arrays import Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param
from sim.engine.portable import power


class RedLine(Announcement):
    """The line for the use of force.

    Rule (C08, C09, C13): ambiguity is doubt about whose line counts today. It has two parts, how far the agencies'
    lines lie apart and how their advice becomes one; no noise is added for its sake.
    """

    rule = param(
        "lottery",
        "choice",
        claims="C08 C09 C13",
        choices=decision.RULES,
        source="The article: three bodies advise, the president chooses; how advice wins is not said",
        note="How the agencies' advice becomes one: any agency suffices, a majority, or a lottery by influence",
    )
    line_held = param(
        "prevailing",
        "choice",
        claims="C13",
        choices={"prevailing": "Mean prevailing line held", "agencies": "Without that correction"},
        source="Design choice: ambiguity at a fixed mean threshold (C13)",
        note=(
            "What stays put when the spread varies: the mean advice that prevails, or the mean of the agencies' lines"
        ),
    )
    force_threshold = param(
        6.0,
        "rung",
        (0, 10),
        claims="C08 C13 C23",
        basis="assumed",
        plausible=(5.5, 6.5),
        source=(
            "Lost drones (4.5) and the Saudi oil plants (5) met no force in 2019 (press reports); the exact line is "
            "not known"
        ),
        note="Mean line for the use of force against acts that kill no American, when no room for sanctions is left",
    )
    fatality_threshold = param(
        3.0,
        "rung",
        (0, 10),
        claims="C07",
        basis="article",
        plausible=(2.0, 4.0),
        source="The article: Kirkuk was different, an American was dead",
        note="Line for the use of force against an act that killed an American",
    )
    president_weight = param(
        0.4,
        "share",
        (0, 1),
        claims="C09",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="The article: others wanted the strike too, and the choice was his",
        note="Weight of the president's own line against the advice",
        name="president.weight",
    )
    president_offset = param(
        0.5,
        "rungs",
        (-5, 5),
        claims="C09 C10",
        basis="assumed",
        plausible=(0.0, 1.0),
        source="He called off a strike in June 2019 that advisers had wanted (press reports); size assumed",
        note="How much higher the president's own line is than the agencies' mean",
        name="president.offset",
    )
    war_aversion = param(
        1.0,
        "rungs",
        (0, 6),
        claims="C10",
        basis="assumed",
        plausible=(0.3, 1.7),
        source="The article: he had said in public that he did not want war; size assumed",
        note="How much graver an act must be before Iran itself is struck",
    )
    proxy_discount = param(
        2.0,
        "rungs",
        (0, 6),
        claims="C10 C22",
        basis="assumed",
        plausible=(1.0, 3.0),
        source=(
            "Washington warned in May 2019 that militia attacks could be answered on Iran (press reports); size assumed"
        ),
        note="How much graver still a militia's act must be before Iran itself is struck for it",
    )
    sanctions_preference = param(
        0.5,
        "rungs",
        (0, 4),
        claims="C10",
        basis="assumed",
        plausible=(0.0, 1.0),
        source="The article: pressure promised harm without a long fight; size assumed",
        note="How much higher the line stands while all the room for sanctions is left",
        name="sanctions.preference",
    )
    agencies_spread = param(
        1.2,
        "rungs",
        (0, 4),
        claims="C08 C13",
        basis="assumed",
        plausible=(0.4, 2.0),
        source="The article: no consensus on the threshold; size assumed",
        note="Ambiguity: distance of the most hawkish and the most cautious agency from the middle one",
        name="agencies.spread",
    )
    agencies_variability = param(
        0.4,
        "rungs",
        (0, 3),
        claims="C08 C13",
        basis="assumed",
        plausible=(0.1, 0.8),
        source="No estimate found",
        note="Daily variation of each agency's line (standard deviation)",
        name="agencies.variability",
    )
    variation_held = param(
        0.0,
        "rungs",
        (0, 4),
        claims="C13",
        basis="article",
        exact="A placebo of the design, which scenarios switch on",
        source="The article has officials who disagree; noise in their place is a placebo, so there is none by default",
        note=(
            "Placebo: a spread whose variation of the prevailing line is made up by noise, where the agencies' own "
            "lines lie less far apart; 0 adds none"
        ),
        name="agencies.variation_held",
    )
    ear_days = param(
        1.0,
        "days",
        (1, 3650),
        claims="C08 C13",
        basis="assumed",
        plausible=(1.0, 30.0),
        source=(
            "The article names no order among the bodies; officials of that time tell of advice that turned from day "
            "to day and of months in which one adviser led (memoirs, press reports)"
        ),
        note="For how long, on average, an agency keeps the president's ear, in the lottery; 1 draws it anew every day",
        name="ear.days",
    )
    lobby_pull = param(
        0.2,
        "rungs per year",
        (0, 3),
        claims="C18",
        basis="assumed",
        plausible=(0.0, 0.4),
        source="The article: outside advisers called for a tougher line; size assumed",
        note="How fast outside advisers pull the agencies' lines down",
        name="lobby.pull",
    )
    ratchet_step = param(
        0.5,
        "rungs",
        (0, 4),
        claims="C22",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="The article expects the full range of power after the first use; size assumed",
        note="How much one use of force lowers the line for the next",
        name="ratchet.step",
    )
    ratchet_half_life = param(
        120.0,
        "days",
        (5, 5000),
        claims="C22",
        basis="assumed",
        plausible=(60.0, 180.0),
        source="No estimate found",
        note="Days until the ratchet has slipped back half-way",
        name="ratchet.half_life",
    )
    ratchet_start = param(
        0.0,
        "rungs",
        (0, 6),
        claims="C22",
        basis="fact",
        source="No American force against Iran or its militias in the months before May 2018 (press reports)",
        note="How far earlier uses of force have lowered the line by the start",
        name="ratchet",
        starts="ratchet",
    )
    lobbied_start = param(
        0.0,
        "rungs",
        (-3, 6),
        claims="C18",
        basis="fact",
        source="By definition none: the threshold is that of May 2018",
        note="How far outside advisers have pulled the line down by the start",
        name="lobby.pulled",
        starts="lobbied",
    )

    ratchet_cap = param(
        1.5,
        "rungs",
        (0, 10),
        claims="C22",
        basis="assumed",
        plausible=(0.8, 2.5),
        source=(
            "No estimate found; after the strikes of December 2019 and January 2020 rockets without dead still met no "
            "force (press reports)"
        ),
        note="How far all earlier uses of force and warnings together can lower the line",
        name="ratchet.cap",
    )
    stand_down = param(
        1.0,
        "rungs",
        (-3, 6),
        claims="C15 C10",
        basis="assumed",
        plausible=(-0.5, 2.0),
        source=(
            "Both signs are argued: an exchange that killed nobody settles the account (Schelling 1966), and each "
            "crisis teaches more coercion for the next (Leng 1983); restraint on 8 January 2020 (press reports)"
        ),
        note="How much higher the line stands right after an open answer that killed no American; negative means lower",
        name="stand_down.rungs",
    )
    stand_down_half_life = param(
        60.0,
        "days",
        (1, 1000),
        claims="C15",
        basis="assumed",
        plausible=(20.0, 120.0),
        source="No estimate found",
        note="Days until half of that is left",
        name="stand_down.half_life",
    )
    standing_down_start = param(
        0.0,
        "share",
        (0, 1),
        claims="C15",
        basis="fact",
        source="No open exchange in the months before May 2018 (press reports)",
        note="How far Washington stands down at the start, after an open answer that killed nobody",
        name="stand_down",
        starts="standing_down",
    )
    talks_patience = param(
        0.5,
        "rungs",
        (-3, 3),
        claims="C11",
        basis="assumed",
        plausible=(-0.2, 1.0),
        source=(
            "Force was held back while go-betweens worked in June and September 2019 (press reports); bargaining while "
            "fighting may also invite force (Slantchev 2003)"
        ),
        note="How much higher the line stands when talks are all but concluded; negative means lower",
        name="talks.patience",
    )

    threat: Array  # of the warnings: rung of the attack warned of, fading
    threat_pull: Any

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.stand_down_kept = kept(self.stand_down_half_life)
        self.ratchet_kept = kept(self.ratchet_half_life)
        self.held_back: Any = REAL(0.0)  # until the agencies are known
        self.noise_width: Any = REAL(0.0)

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.ratchet = self.each_world() + self.ratchet_start  # rungs
        # Share 0-1, fading since the last open answer that killed nobody.
        self.standing_down = self.each_world() + self.standing_down_start
        self.ear = self.each_world()  # 0 to 1: who has the president's ear
        self.noise = self.each_world()  # standard normal, renewed with the ear: the placebo for disagreement
        self.last_asked = self.never()

    @property
    def lobbied(self) -> Array:
        """How far outside advisers have pulled the line down by today, in rungs (C18)."""
        return self.each_world() + self.lobbied_start + self.lobby_pull * (self.model.day / 365.0)

    def hold_line(self) -> None:
        """What is done to the agencies' lines so that their mean and their variation stay put while their spread moves.

        Rule (C13): ambiguity is varied at a fixed mean threshold unless the scenario asks for the agencies' mean; and
        where it asks, at a fixed variation: noise makes up for what a smaller disagreement lacks of a larger one.
        """
        self.held_back, self.noise_width = REAL(0.0), REAL(0.0)
        if not self.model.agencies:
            return
        mean, variance = self._moments(self.agencies_spread)
        if self.line_held == "prevailing":
            self.held_back = _one_or_each(mean)
        if np.any(self.variation_held > 0.0):
            lacking = self._moments(np.maximum(self.variation_held, self.agencies_spread))[1] - variance
            self.noise_width = _one_or_each(np.sqrt(np.maximum(lacking, 0.0)))

    def _moments(self, spread: Any) -> tuple[Any, Any]:
        """Mean and variance of the advice that prevails, about the agencies' mean line, for a spread of their lines."""
        agencies = self.model.agencies
        each = [a.offset * spread for a in agencies] + [a.influence for a in agencies]
        offsets, influence = np.split(np.stack(np.broadcast_arrays(*map(np.atleast_1d, each))), 2)
        return decision.prevailing_moments(offsets, self.agencies_variability, self.rule, influence)

    def lend_ear(self, at: Where) -> None:
        """Who has the president's ear today, in the worlds where he is asked.

        Rule (C08, C13): on each day the ear passes on with the chance that makes it stay for so many days on average;
        to whom is drawn by influence, so that long-run shares do not depend on how long it stays. It is looked at only
        on days on which he is asked: on all days between, it has stayed with the chance of having stayed on each.
        """
        if not at.size:
            return
        here, ear = self.among(at), self.draw("ear", at)
        noise: Array = np.zeros(at.size, REAL)
        if np.any(self.noise_width > 0.0):
            noise = np.where(here.noise_width > 0.0, self.normal("noise", at), noise)
        if np.any(self.ear_days > 1.0):
            stays = power(1.0 - 1.0 / here.ear_days, self.model.day - here.last_asked)
            kept_it = (here.last_asked >= 0) & (self.draw("ear stays", at) < stays)
            ear, noise = np.where(kept_it, here.ear, ear), np.where(kept_it, here.noise, noise)
        self.ear[at], self.noise[at], self.last_asked[at] = ear, noise, self.model.day

    def common_line(self, at: Where) -> Array:
        """What all lines in Washington share, in rungs.

        Rule (C10, C11, C15, C18, C21, C22): the threshold, higher while there is room for sanctions, while talks get
        somewhere and after an exchange that killed nobody; pulled down by lobbying over time, by every earlier use of
        force and by a believed threat.
        """
        here = self.among(at)
        years = self.model.day / 365.0
        return (
            here.force_threshold
            + here.sanctions_preference * (1.0 - here.level)
            + here.stand_down * here.standing_down
            + here.talks_patience * self.model.talks.progress[at]
            - here.lobby_pull * years
            - here.lobbied_start
            - here.ratchet
            - self.lowered_by_threat(at)
        )

    def lowered_by_threat(self, at: Where) -> Array:
        """How far a believed threat lowers the line, in rungs.

        Rule (C21, C22): as far as past uses of force have left room for under the cap that both share.
        """
        here = self.among(at)
        return np.minimum(here.threat_pull * here.threat, np.maximum(here.ratchet_cap - here.ratchet, REAL(0.0)))

    def learn_from_answers(self) -> None:
        """Rule (C15): an open answer that was announced and kills nobody lets Washington stand down, until an American
        dies.
        """
        for incident in self.model.today.attacks():
            if incident.deaths.any():
                self.standing_down[incident.at[incident.deaths > 0]] = 0.0
        for salvo in self.model.today.of("open_salvo"):
            if salvo.warned:
                self.standing_down[salvo.at[salvo.deaths == 0]] = 1.0

    def line(self, at: Where) -> Array:
        """The line that prevails today, in rungs, shape ``(cases,)``.

        Rule (C08, C09, C13): the president's own line, weighed against what the agencies' advice amounts to.
        """
        here, own = self.among(at), self.common_line(at)
        agencies = self.model.agencies
        if not agencies:
            return own + here.president_offset
        influence = np.stack([np.broadcast_to(np.asarray(a.among(at).influence), at.shape) for a in agencies])
        advice = decision.prevailing(np.stack([a.line for a in agencies]), self.rule, here.ear, influence)
        advice = advice + here.noise_width * here.noise
        return here.president_weight * (own + here.president_offset) + (1.0 - here.president_weight) * advice


def _one_or_each(value: Any) -> Any:
    """A number in working precision where all worlds share it, else one for each."""
    return REAL(value[0]) if value.size == 1 else value.astype(REAL)
