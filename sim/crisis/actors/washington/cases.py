"""What reaches the president: open cases and their attribution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.crisis.actors.washington.threat import Threat
from sim.engine.arrays import NEVER, NOBODY, Array, Where, found_in
from sim.engine.board import Incident
from sim.engine.chance import REAL
from sim.engine.parameters import param

#: Force that a scenario holds within so many days answers the case that is open.
ANSWERED_WITHIN = 7


class Cases(Threat):
    """The open case, one at a time in each world: the gravest thing that has happened and is not yet answered.

    Rule (C07, C20): acts are attributed with a delay and sometimes wrongly; the street is no case for force.
    """

    attribution_chance = param(
        0.5,
        "per day",
        (0.01, 1),
        claims="C07 C08",
        basis="fact",
        plausible=(0.25, 0.9),
        source=(
            "Strikes two days after the death of 27 December 2019; cyber action on the day of the drone (press reports)"
        ),
        note="Chance per day that an open case is attributed and put to the president",
        name="attribution.chance",
    )
    attribution_error = param(
        0.05,
        "share",
        (0, 1),
        claims="C06",
        basis="assumed",
        plausible=(0.01, 0.09),
        source="Iran denied most acts; authorship of the May 2019 pipeline attack was revised later (press reports)",
        note="Chance that a militia's act is blamed on Iran itself, or Iran's act on no one in particular",
        name="attribution.error",
    )
    attribution_lapse = param(
        30.0,
        "days",
        (1, 365),
        claims="C14",
        basis="assumed",
        plausible=(14.0, 60.0),
        source="No estimate found",
        note="Days after which an unattributed case lapses, unanswered",
        name="attribution.lapse",
    )
    off_ramp = param(
        1.5,
        "rungs",
        (0, 6),
        claims="C15 C10",
        basis="assumed",
        plausible=(0.5, 2.5),
        source="No estimate found; levels at which justified restraint costs little (Levendusky and Horowitz 2012)",
        note="How much less grave an announced salvo looks than its rung",
    )

    # An act of Iran's own that waits for an answer at the start; a militia's is an event on the first day.
    case_start = param(
        0.0,
        "rung",
        (0, 10),
        claims="C08",
        basis="fact",
        source="No act waited for an answer in May 2018 (press reports)",
        note="Act of Iran's own that waits for an American answer at the start; 0 none",
        name="case",
        starts="case_rung",
    )
    case_deaths_start = param(
        0.0,
        "Americans killed",
        (0, 1000),
        whole=True,
        claims="C07",
        basis="fact",
        source="No act waited for an answer in May 2018 (press reports)",
        note="Americans killed in that act",
        name="case.deaths",
        starts="case_deaths",
    )
    case_announced_start = param(
        0.0,
        "1 yes, 0 no",
        (0, 1),
        whole=True,
        claims="C15",
        basis="fact",
        source="No act waited for an answer in May 2018 (press reports)",
        note="Whether that act was announced beforehand",
        name="case.announced",
        starts="case_warned",
    )

    lowered_by_threat: Callable[[Where], Array]  # of the red line
    force_threshold: Any
    fatality_threshold: Any
    answered_by_order: Where  # of the menu: worlds whose question the scenario has answered today

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.case_rung = self.each_world() + self.case_start  # 0 none
        self.case_deaths = self.each_world(self.case_deaths_start, np.int16)
        self.case_event = self.never()
        self.case_actor = self.never()  # position in the cast
        self.case_day = self.never()
        self.case_direct = self.case_rung > 0.0  # blamed on Iran itself
        self.case_warned = self.each_world(self.case_announced_start, bool)
        self.case_threat = self.each_world(0, bool)  # a warning, not an act
        self.cases: Where = NOBODY  # worlds in which an attributed case is put to the president today
        self.lapsing: Where = NOBODY

    def perceive_cases(self) -> None:
        """Rule (C08, C14): a case is attributed in its own time and then put to the president, or lapses unanswered.

        Where the scenario holds force that is still to come within days, the case waits for it: what it would teach
        otherwise is that it was let pass.
        """
        waiting = self.case_rung > 0.0
        if not self.model.choosing:
            waiting = waiting & ~self.model.script.force_within(ANSWERED_WITHIN)
        open_cases = self.worlds_where(waiting)
        here = self.among(open_cases)
        known = self.happens("attribution", here.attribution_chance, open_cases)
        late = ~known & (self.model.day - here.case_day > here.attribution_lapse)
        self.cases, self.lapsing = open_cases[known], open_cases[late]

    def gravity(self, at: Where) -> Array:
        """How grave the open case looks, on the scale of the line for acts that kill nobody.

        Rule (C07): a death moves an act from its own, lower line to the common one.
        """
        return self.severity(at) + np.where(self.case_deaths[at] > 0, self.premium_for_death(at), REAL(0.0))

    def severity(self, at: Where) -> Array:
        """How grave the open case looks but for the dead, in rungs.

        Rule (C15, C21): an announced salvo looks less grave, and a threat that has not come true by a margin of either
        sign; it is held against the line as that would be without it.
        """
        here = self.among(at)
        unreal = here.first_strike_margin + self.lowered_by_threat(at)
        return here.case_rung - here.off_ramp * here.case_warned - unreal * here.case_threat

    def gravity_against_iran(self, at: Where) -> Array:
        """How grave the open case looks as a reason to strike Iran itself, in rungs.

        Rule (C07, C10): the dead decide whether to use force, not against whom: those that a militia killed are no
        reason to strike Iran.
        """
        return np.where(self.case_direct[at], self.gravity(at), self.severity(at))

    def premium_for_death(self, at: Where) -> Array:
        """Rungs by which a death makes an act graver: the distance between the two lines, never below none (C07)."""
        here = self.among(at)
        return np.maximum(here.force_threshold - here.fatality_threshold, REAL(0.0))

    def question(self, at: Where) -> tuple[Array, Array, Array]:
        """What waits for an answer, the graver of the open case and today's acts.

        Returns:
            Its gravity (0 where nothing waits), its event, and whether Iran itself is blamed; shape of ``at``.
        """
        waits = (self.case_rung[at] > 0.0) & ~self.case_threat[at]
        gravity = np.where(waits, self.gravity(at), 0.0).astype(REAL)
        event = np.where(waits, self.case_event[at], NEVER)
        direct = self.case_direct[at] & waits
        for incident in self.model.today.attacks():
            _, mine, its = np.intersect1d(at, incident.at, return_indices=True)
            its_gravity = self.gravity_of(incident.rung[its], incident.deaths[its], incident.at[its])
            graver = its_gravity > gravity[mine]
            gravity[mine[graver]], event[mine[graver]] = its_gravity[graver], incident.event[its[graver]]
            direct[mine[graver]] = incident.actor is self.model.iran
        return gravity, event, direct

    def gravity_of(self, rung: Array, deaths: Array, at: Where) -> Array:
        """How grave an act is, in rungs, on the scale of the line for acts that kill nobody (C07)."""
        return rung + np.where(deaths > 0, self.premium_for_death(at), REAL(0.0))

    def close_cases(self, at: Where) -> None:
        """Clears answered or lapsed cases."""
        self.case_rung[at] = 0.0
        self.case_deaths[at] = 0
        self.case_threat[at] = self.case_warned[at] = False

    def learn_cases(self) -> None:
        """Rule (C07): the gravest unanswered act is the case, its dead counted in; any act comes before a warning."""
        for incident in self.model.today.attacks():
            at, rung, deaths = incident.at, incident.rung, incident.deaths
            here = self.among(at)
            held = self.gravity_of(here.case_rung, here.case_deaths, at)
            graver = self.gravity_of(rung, deaths, at) > held
            worse = (graver | here.case_threat) & ~found_in(at, self.answered_by_order)
            if worse.any():
                self.open_case(
                    at[worse],
                    rung[worse],
                    deaths[worse],
                    incident.event[worse],
                    self.model.position(incident.actor),
                    direct=self.blamed_on_iran(incident)[worse],
                    warned=incident.warned,
                    threat=False,
                )
        self._open_threats()

    def blamed_on_iran(self, incident: Incident) -> Array:
        """Whether an act is laid at Iran's own door, shape ``(cases,)``.

        Rule (C06): a militia's act may be blamed on Iran itself, and Iran's on no one in particular; an open salvo
        needs no attribution.
        """
        direct = np.full(incident.at.size, incident.actor is self.model.iran)
        if incident.act == "open_salvo":
            return direct
        return direct ^ self.model.misread(incident, self.among(incident.at).attribution_error)

    def _open_threats(self) -> None:
        """Rule (C21): a warning is a case of its own where no act is waiting for an answer."""
        if self.alarms.size:
            free = self.case_rung[self.alarms] == 0.0
            at, named = self.alarms[free], self.alarm_actor[free]
            self.open_case(
                at,
                self.alarm_rung[free],
                np.zeros(at.size, np.int16),
                self.alarm_event[free],
                named,
                direct=named == self.model.position(self.model.iran),
                warned=False,
                threat=True,
            )

    def open_case(
        self,
        at: Where,
        rung: Array,
        deaths: Array,
        event: Array,
        actor: Array | int,
        *,
        direct: Array | bool,
        warned: bool,
        threat: bool,
    ) -> None:
        """Puts a case in the place of the one that was open."""
        self.case_rung[at], self.case_deaths[at], self.case_event[at] = rung, deaths, event
        self.case_actor[at], self.case_day[at] = actor, self.model.day
        self.case_direct[at], self.case_warned[at], self.case_threat[at] = direct, warned, threat
