"""The menu of answers: force against a militia or Iran, and the rungs below force."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.crisis.actors.washington.cases import Cases
from sim.crisis.actors.washington.commander import Commander
from sim.crisis.acts import ACTS
from sim.engine.arrays import NEVER, NOBODY, Array, Where, found_in
from sim.engine.chance import REAL
from sim.engine.parameters import param


class Menu(Commander, Cases):
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
        exact="A switch of the design, which scenarios turn",
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
        4.4,
        "rung",
        (0, 10),
        claims="C23",
        basis="assumed",
        plausible=(4.0, 4.9),
        source=(
            "Cyber action followed the drone of June 2019 (4.5) and the oil plants of September (5), not the ships of "
            "May and June (4) (press reports)"
        ),
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
    words_from = param(
        2.0,
        "rung",
        (0, 10),
        claims="C23",
        basis="assumed",
        plausible=(1.0, 3.0),
        source="Rockets that landed wide in 2018 and early 2019 often went without a word (press reports)",
        note="Severity from which anything is said at all; below it Washington lets an act pass",
        name="menu.words",
    )
    exhausted = param(
        0.99,
        "index",
        (0, 1),
        claims="C10",
        basis="assumed",
        plausible=(0.95, 0.999),
        source="No estimate found; listings of December 2019 repeated earlier ones under other powers (press reports)",
        note="Pressure from which further sanctions are no answer any more",
        name="sanctions.exhausted",
    )
    channel_restraint = param(
        0.3,
        "share",
        (-1, 1),
        claims="C11 C10",
        basis="assumed",
        plausible=(-0.1, 0.6),
        source=(
            "A strike was called off on 20 June 2019 while Japan and Oman carried messages (press reports); mediation "
            "that buys time may also harden (Beardsley 2008)"
        ),
        note=(
            "How much less likely an ordered strike without an American death is carried out while a go-between's "
            "channel is open; negative means more likely"
        ),
        name="channel.restraint",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.open_force_event = self.never()  # of the last open use of force against Iran's soil or commanders
        self.first_force_day, self.open_force_day = self.never(), self.never()
        self.open_force_before = self.never()  # day of the one before the last
        self.strikes = self.each_world(0, np.int16)
        self.forget_choices()

    # -- decide -------------------------------------------------------------------------------------------------

    def forget_choices(self) -> None:
        """Starts the day with no decision taken."""
        none, nothing = np.zeros(0, bool), np.zeros(0, REAL)
        self.case_gravity = self.case_line = self.case_needed = self.case_weighed = self.case_common = nothing
        self.to_strike_iran = self.to_strike_proxy = self.called_off = self.case_blamed = none
        self.lessons: list[tuple[Where, Array, Array]] = []  # worlds, gravity of the act, whether force met it
        self.answered_by_order = NOBODY
        self.forget_commander()

    def decide_cases(self, at: Where, line: Array) -> None:
        """Decides on force.

        Rule (C07, C08, C10, C22): force when the case is graver than today's line, against whoever is to blame; against
        Iran itself only by a margin more, and for a militia's act by a further one that its dead do not help to pass.
        An act that nobody is blamed for brings no force. Without an American death an ordered strike may be called off,
        the likelier while a channel for messages is open (C11).
        """
        if not at.size:
            return
        here, gravity = self.among(at), self.gravity(at)
        someone = self.model.culprit(here.case_actor) >= 0
        blamed = here.case_direct | someone
        line_for_iran = line + here.war_aversion + np.where(here.case_direct, 0.0, here.proxy_discount)
        allowed = (np.asarray(here.force_allowed) > 0) & self.model.choosing
        allowed = allowed & self.chosen_at(at, "strike_on_iran", "strike_on_proxy")
        against_iran = self.gravity_against_iran(at)
        on_iran = (against_iran >= line_for_iran) & blamed & allowed
        on_proxy = (gravity >= line) & ~here.case_direct & someone & allowed & ~on_iran
        carried_out = here.follow_through * (1.0 - here.channel_restraint * self.model.talks.channel_open[at])
        sure = (here.case_deaths > 0) | self.happens("follow through", carried_out, at)
        self.called_off = (on_iran | on_proxy) & ~sure
        self.to_strike_iran, self.to_strike_proxy = on_iran & sure, on_proxy & sure
        self.case_gravity, self.case_line = gravity, line
        self.case_weighed = np.where(on_iran, against_iran, gravity)
        self.case_common, self.case_blamed = self.common_line(at), blamed
        self.case_needed = np.where(here.case_direct | on_iran, line_for_iran, line)

    # -- act ----------------------------------------------------------------------------------------------------

    def answer_cases(self) -> None:
        """Answers the cases that were put to the president, and lets others lapse.

        Rule (C14): Iran learns from both: from acts that met force, and from acts that did not.
        """
        at, lapsing = self.cases, self.lapsing
        if at.size:
            force = self.to_strike_iran | self.to_strike_proxy
            blamed, by = self.case_blamed, at[self.case_blamed]
            self.provoke(by, self.case_gravity[blamed], self.case_event[by], self.case_direct[by])
            self._strike_for_cases(at)
            self.answer_below_force(~force)
            self._resolve(at, self.case_gravity, force)
            self.close_cases(at)
        if lapsing.size:
            self._resolve(lapsing, self.gravity(lapsing), np.zeros(lapsing.size, bool))
            self.close_cases(lapsing)

    def _resolve(self, at: Where, gravity: Array, force: Array) -> None:
        """Notes for Iran which acts met force and which did not; a warning is no act of Iran's."""
        real = ~self.case_threat[at]
        self.lessons.append((at[real], gravity[real], force[real]))

    def _strike_for_cases(self, at: Where) -> None:
        margin, cause = self.case_weighed - self.case_needed, self.case_event[at]
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
        for place in np.unique(culprits[culprits >= 0]):
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
        at, needed = self.leaders_to_strike()
        if at.size:
            provocation = self.provocation[at].copy()
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

    def strike_by_order(self, at: Where, act: str, *, target: str, theatre: str) -> None:
        """Uses force because the scenario says so, in answer to whatever waits for one.

        Rule (C14, C15, C19): it answers the graver of the open case and today's acts, teaches Iran as a chosen strike
        would, and settles the provocation as far as one would.
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
        gravity, event, direct = self.question(at)
        asked = (gravity > 0.0) & ~found_in(at, self.answered_by_order)
        settled = at[asked]
        self.lessons.append((settled, gravity[asked], np.full(settled.size, met_force)))
        if met_force:  # which then settles what has provoked it, wholly or in part
            self.provoke(settled, gravity[asked], event[asked], direct[asked])
        self.close_cases(at)
        self.answered_by_order = np.union1d(self.answered_by_order, at)
        return event

    def strike(
        self, at: Where, act: str, *, target: str, theatre: str, rule: str, cause: Array, **details: Any
    ) -> None:
        """Uses force.

        Rule (C15, C19, C22): each use of force lowers the line for the next as far as the ratchet goes, settles what
        provoked it, and further sanctions follow.
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
        self.ratchet[at] = np.minimum(here.ratchet + here.ratchet_step, np.maximum(here.ratchet_cap, here.ratchet))
        self.settle_provocation(at, act)
        self.strikes[at] += 1
        self.first_force_day[at[here.first_force_day < 0]] = self.model.day
        if act != "strike_on_proxy":
            later = at[self.open_force_day[at] != self.model.day]
            self.open_force_before[later] = self.open_force_day[later]
            self.open_force_day[at], self.open_force_event[at] = self.model.day, event
        self.follow_up[at], self.follow_cause[at] = True, event

    def answer_below_force(self, chosen: Array) -> None:
        """Answers by other means, or not at all.

        Rule (C10, C23): cyber action against Iran's own acts, troops, sanctions or words, by how grave the case looks
        from today's line; sanctions follow the graver of these while there is room, and what looks slight is let pass.
        """
        at, gravity, line = self.cases[chosen], self.case_gravity[chosen], self.case_line[chosen]
        if not at.size or not self.model.choosing:
            return
        here = self.among(at)
        looks = gravity + self.case_common[chosen] - line
        off = self.called_off[chosen]
        self._say("strike_called_off", at, off, line, gravity, rule="decide_cases")
        cyber = (looks >= here.cyber_from) & here.case_direct
        troops = (looks >= here.troops_from) & ~cyber
        grave = cyber | troops | (looks >= here.sanctions_from)
        self._say("cyber_action", at, cyber, here.cyber_from, looks)
        self._say("troops", at, troops, here.troops_from, looks)
        room = here.level < here.exhausted
        words = (~grave | (~cyber & ~troops & ~room)) & (looks >= here.words_from)
        self._say("statement", at, words, here.words_from, looks)
        more = grave & room
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
