"""The menu of answers: force, a strike on a commander, and the rungs below force."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.actors.washington.campaign import Campaign
from sim.crisis.actors.washington.cases import Cases
from sim.crisis.actors.washington.red_line import RedLine
from sim.crisis.acts import ACTS
from sim.crisis.rules.decay import kept
from sim.engine.arrays import NEVER, NOBODY, Array, Where, found_in
from sim.engine.chance import REAL
from sim.engine.parameters import param

#: Pressure at which there is no room for further sanctions.
FULL = 0.999
#: Below this provocation (a rung) nobody looks for a chance at a commander.
PROVOKED = 4.0


class Menu(RedLine, Cases, Campaign):
    """What can be done, from words to a strike on Iran.

    Rule (C08, C23): a menu is put before the president after every incident, and most of it lies below force.
    """

    force_allowed = param(
        1.0,
        "switch",
        (0, 1),
        claims="C08 C23",
        basis="article",
        whole=True,
        source="The article: options were put before the president again and again",
        note="Whether force is on the menu at all",
    )
    follow_through = param(
        0.5,
        "share",
        (0, 1),
        claims="C10 C23",
        basis="assumed",
        plausible=(0.2, 0.9),
        source="One strike was ordered and called off in the record (20 June 2019): once is not never",
        note="Chance that a strike ordered without an American death is carried out",
    )
    sanctions_from = param(
        2.5,
        "rung",
        (0, 10),
        claims="C10 C23",
        basis="assumed",
        plausible=(2.0, 3.5),
        source="The article: answers other than force; sanctions after most incidents of 2019 (press reports)",
        note="Severity from which sanctions are an answer",
        name="menu.sanctions",
    )
    cyber_from = param(
        4.0,
        "rung",
        (0, 10),
        claims="C23",
        basis="assumed",
        plausible=(3.5, 4.5),
        source="Cyber action on the day of the drone of 20 June 2019 (press reports)",
        note="Severity from which cyber action answers an act of Iran's own",
        name="menu.cyber",
    )
    troops_from = param(
        4.3,
        "rung",
        (0, 10),
        claims="C23",
        basis="assumed",
        plausible=(3.8, 4.8),
        source="Troops sent after the tanker attacks and the oil plants of 2019 (press reports)",
        note="Severity from which troops are sent",
        name="menu.troops",
    )
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

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.provocation_kept = kept(self.provocation_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.provocation = self.each_world() + self.provocation_start  # rung, fading
        self.provocation_event = self.never()
        self.home_strike_event = self.never()
        self.first_force_day, self.home_strike_day = self.never(), self.never()
        self.strikes = self.each_world(0, np.int16)
        self.chances: Where = NOBODY  # worlds in which a commander can be reached today
        self.forget_choices()

    def perceive_chances(self) -> None:
        """Rule (C19): while Washington is provoked, a chance at a commander may arise."""
        provoked = self.choices_where(self.provocation > PROVOKED)
        self.chances = provoked[self.happens("leader", self.among(provoked).opportunity, provoked)]

    # -- decide -------------------------------------------------------------------------------------------------

    def forget_choices(self) -> None:
        """Starts the day with no decision taken."""
        none, nothing = np.zeros(0, bool), np.zeros(0, REAL)
        self.case_gravity = self.case_line = self.case_needed = self.leader_line = nothing
        self.to_strike_iran = self.to_strike_proxy = self.to_strike_leader = self.called_off = none
        self.lessons: list[tuple[Where, Array, Array]] = []  # worlds, gravity of the act, whether force met it
        self.answered_by_order = NOBODY

    def decide_cases(self, at: Where, line: Array) -> None:
        """Decides on force.

        Rule (C08, C10, C22): force when the case is graver than today's line; against Iran itself only by a margin
        more, and for a militia's act by a further one. Without an American death an ordered strike may be called off.
        """
        if not at.size:
            return
        here, gravity = self.among(at), self.gravity(at)
        someone = self.model.culprit(here.case_actor) >= 0
        line_for_iran = line + here.war_aversion + np.where(here.case_direct, 0.0, here.proxy_discount)
        allowed = (np.asarray(here.force_allowed) > 0) & self.model.choosing
        allowed = allowed & self.chosen_at(at, "strike_on_iran", "strike_on_proxy")
        on_iran = (gravity >= line_for_iran) & allowed
        on_proxy = (gravity >= line) & ~here.case_direct & someone & allowed & ~on_iran
        sure = (here.case_deaths > 0) | self.happens("follow through", here.follow_through, at)
        self.called_off = (on_iran | on_proxy) & ~sure
        self.to_strike_iran, self.to_strike_proxy = on_iran & sure, on_proxy & sure
        self.case_gravity, self.case_line = gravity, line
        self.case_needed = np.where(here.case_direct | on_iran, line_for_iran, line)

    def decide_leader(self, at: Where, line: Array) -> None:
        """Decides on a strike on a commander.

        Rule (C19): only when the chance arises while the provocation lies beyond the line by a margin.
        """
        if at.size:
            here = self.among(at)
            needed = line + here.leader_margin
            allowed = (np.asarray(here.force_allowed) > 0) & self.chosen_at(at, "strike_on_leader")
            self.to_strike_leader = (here.provocation >= needed) & allowed
            self.leader_line = needed

    # -- act ----------------------------------------------------------------------------------------------------

    def answer_cases(self) -> None:
        """Answers the cases that were put to the president, and lets others lapse.

        Rule (C14): Iran learns from both: from acts that met force, and from acts that did not.
        """
        at, lapsing = self.cases, self.lapsing
        if at.size:
            force = self.to_strike_iran | self.to_strike_proxy
            self._strike_for_cases(at)
            self.answer_below_force(~force)
            self._provoke(at, self.case_gravity)
            self._resolve(at, self.case_gravity, force)
            self.close_cases(at)
        if lapsing.size:
            self._resolve(lapsing, self.gravity(lapsing), np.zeros(lapsing.size, bool))
            self.close_cases(lapsing)

    def _provoke(self, at: Where, gravity: Array) -> None:
        """Rule (C19): the gravest case of late is the provocation, and what a strike on a commander would answer."""
        graver = gravity > self.provocation[at]
        worse = at[graver]
        self.provocation[worse], self.provocation_event[worse] = gravity[graver], self.case_event[worse]

    def _resolve(self, at: Where, gravity: Array, force: Array) -> None:
        """Notes for Iran which acts met force and which did not; a warning is no act of Iran's."""
        real = ~self.case_threat[at]
        self.lessons.append((at[real], gravity[real], force[real]))

    def _strike_for_cases(self, at: Where) -> None:
        margin, cause = self.case_gravity - self.case_needed, self.case_event[at]
        hit = self.to_strike_iran
        if hit.any():
            self.strike(
                at[hit],
                "strike_on_iran",
                target="iran",
                theatre="",
                rule="decide_cases",
                cause=cause[hit],
                threshold=self.case_needed[hit],
                margin=margin[hit],
            )
        culprits = np.where(self.to_strike_proxy, self.model.culprit(self.case_actor[at]), NEVER)
        for place in np.unique(culprits[self.to_strike_proxy]):
            group, hit = self.model.proxies[int(place)], culprits == place
            self.strike(
                at[hit],
                "strike_on_proxy",
                target=group.path,
                theatre=group.host_theatre,
                rule="decide_cases",
                cause=cause[hit],
                threshold=self.case_needed[hit],
                margin=margin[hit],
            )

    def strike_leader(self) -> None:
        """Strikes a commander where that was decided (C19)."""
        chosen = self.to_strike_leader
        if chosen.any():
            at, needed = self.chances[chosen], self.leader_line[chosen]
            provocation = self.provocation[at]
            self.strike(
                at,
                "strike_on_leader",
                target="iran",
                theatre="iraq",
                rule="decide_leader",
                cause=self.provocation_event[at],
                threshold=needed,
                margin=provocation - needed,
            )
            self.lessons.append((at, provocation, np.ones(at.size, bool)))
            self.provocation[at] = 0.0

    def strike_by_order(self, at: Where, act: str, *, target: str, theatre: str) -> None:
        """Uses force because the scenario says so, in answer to whatever waits for one.

        Rule (C14, C15): it answers the open case, else today's gravest act, and teaches Iran as a chosen strike would.
        """
        event = self._settle(at, met_force=True)
        self.strike(at, act, target=target, theatre=theatre, rule="Happenings.befall", cause=event, forced=True)

    def answer_by_order(self, at: Where, act: str) -> None:
        """Answers below force because the record says so.

        Rule (C14, C23): what waits for an answer goes on waiting for the president's decision, unless the answer is
        that decision: a strike that was called off leaves the act unpunished, and Iran learns it.
        """
        event = self._settle(at, met_force=False) if act == "strike_called_off" else self.question(at)[1]
        self.note(at, act, ACTS[act].rung, "Happenings.befall", cause=event, forced=True)

    def _settle(self, at: Where, met_force: bool) -> Array:
        """Closes what waits for an answer, once a day, and lets Iran learn how; returns its event number, or NEVER."""
        gravity, event = self.question(at)
        asked = (event != NEVER) & ~found_in(at, self.answered_by_order)
        self.lessons.append((at[asked], gravity[asked], np.full(int(asked.sum()), met_force)))
        self.close_cases(at)
        self.answered_by_order = np.union1d(self.answered_by_order, at)
        return event

    def strike(
        self, at: Where, act: str, *, target: str, theatre: str, rule: str, cause: Array, **details: Any
    ) -> None:
        """Uses force.

        Rule (C15, C22): each use of force lowers the line for the next, and further sanctions follow.
        """
        event = self.model.commit(
            self,
            at,
            act,
            np.full(at.size, ACTS[act].rung, REAL),
            rule=rule,
            cause=cause,
            target=target,
            theatre=theatre,
            **details,
        )
        here = self.among(at)
        self.ratchet[at] = here.ratchet + here.ratchet_step
        self.strikes[at] += 1
        self.first_force_day[at[here.first_force_day < 0]] = self.model.day
        if act == "strike_on_iran":
            self.home_strike_day[at], self.home_strike_event[at] = self.model.day, event
        self.follow_up[at], self.follow_cause[at] = True, event

    def answer_below_force(self, chosen: Array) -> None:
        """Answers by other means.

        Rule (C10, C23): cyber action against Iran's own acts, troops, sanctions or words, by how grave the case looks
        from today's line; sanctions follow the graver of these while there is room.
        """
        at, gravity, line = self.cases[chosen], self.case_gravity[chosen], self.case_line[chosen]
        if not at.size or not self.model.choosing:
            return
        here = self.among(at)
        looks = gravity + self.common_line(at) - line
        off = self.called_off[chosen]
        self._say("strike_called_off", at, off, line, gravity, rule="decide_cases")
        cyber = (looks >= here.cyber_from) & here.case_direct
        troops = (looks >= here.troops_from) & ~cyber
        grave = cyber | troops | (looks >= here.sanctions_from)
        self._say("cyber_action", at, cyber, here.cyber_from, looks)
        self._say("troops", at, troops, here.troops_from, looks)
        self._say("statement", at, ~grave | (~cyber & ~troops & (here.level >= FULL)), np.nan, looks)
        more = grave & (here.level < FULL)
        self.follow_up[at[more]], self.follow_cause[at[more]] = True, here.case_event[more]

    def _say(
        self, act: str, at: Where, where: Array, line: Any, looks: Array, rule: str = "answer_below_force"
    ) -> None:
        if where.any():
            threshold = np.broadcast_to(np.asarray(line, REAL), at.shape)[where]
            self.note(
                at[where],
                act,
                ACTS[act].rung,
                rule,
                cause=self.case_event[at[where]],
                threshold=threshold,
                margin=looks[where] - threshold,
            )
