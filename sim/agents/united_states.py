"""The United States: a president and three agencies, a menu of answers, and a line that is not the same every day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.actor import NOBODY, Actor, Array, Where
from sim.parameters import param
from sim.rules import decision
from sim.rules.acts import ACTS
from sim.rules.decay import kept

if TYPE_CHECKING:
    from sim.agents.proxy import Proxy


class Agency(Actor):
    """State, the White House staff or the Pentagon: each has a line of its own.

    Rule (C08, C13): each agency recommends force by its own threshold, which differs between agencies and from day to day.
    """

    offset = param(
        0.0, "spreads", (-3, 3), claims="C08 C13", basis="assumed", plausible=(-1.0, 1.0),
        source="The article names three bodies and no positions", note="Where the agency stands, in units of the agencies' spread; negative is more hawkish",
    )
    influence = param(
        1.0, "weight", (0, 100), claims="C08 C09", basis="assumed", plausible=(0.5, 2.0),
        source="The article gives no ranking", note="Weight in the lottery for the president's ear",
    )

    def prepare(self) -> None:
        """No state but today's advice."""
        self.line: Array = np.zeros(0)

    def advise(self) -> None:
        """Gives the line by which it judges today's cases.

        Rule (C08, C13, C18): the common threshold, moved by where the agency stands and by how the day goes.
        """
        us = self.model.united_states
        at = us.asked
        if at.size:
            here = us.among(at)
            day = here.agencies_variability * self.normal("advice", at)
            self.line = us.common_line(at) - here.held_back + self.among(at).offset * here.agencies_spread + day


class UnitedStates(Actor):
    """The president: weighs the agencies' advice with thresholds of his own, and decides.

    Rule (C08, C09, C10): sanctions are the preferred answer while there is room for more; force becomes likelier as
    that room runs out. Ambiguity is not a noise term: it is not knowing which line prevails today.
    """

    # -- the pressure campaign --
    pressure = param(
        0.0, "index, 0 none to 1 maximum", (0, 1), claims="C01 C02", basis="fact",
        source="The nuclear accord was in force until 8 May 2018; scenarios date the steps that followed",
        note="Floor of sanctions pressure set by policy; usually dated, each step with the day it was announced",
    )
    sanctions_step = param(
        0.05, "share of the room left", (0, 1), claims="C10 C15", basis="assumed", plausible=(0.02, 0.1),
        source="No estimate found; 24 sanctions steps in 20 months (own count of press reports)", note="How much of the remaining room one further round of sanctions uses",
        name="sanctions.step",
    )
    sanctions_lag = param(
        4.0, "days", (1, 60), claims="C10 C23", basis="fact", plausible=(2.0, 7.0),
        source="Leader sanctions four days after the drone of 20 June 2019; central bank six days after the oil plants (press reports)",
        note="Mean lag of sanctions that follow another answer", name="sanctions.lag",
    )
    relief = param(
        0.0, "share", (0, 1), claims="C11 C24", basis="fact",
        source="Relief was floated in August and September 2019 and not enacted (press reports)", note="Share of the pressure that Washington offers to lift for an agreement",
    )
    demand = param(
        0.9, "share", (0, 1), claims="C11 C24", basis="literature", plausible=(0.7, 1.0),
        source="Twelve demands of May 2018, open-ended (Sechser 2011 on large compellent demands)", note="Share of its demands on which Washington insists",
    )

    # -- the red line --
    rule = param(
        "lottery", "choice", claims="C08 C09 C13", choices=decision.RULES,
        source="The article: three bodies advise, the president chooses; how advice wins is not said", note="How the agencies' advice becomes one: any agency suffices, a majority, or a lottery by influence",
    )
    line_held = param(
        "prevailing", "choice", claims="C13", choices=("prevailing", "agencies"),
        source="Design choice: ambiguity at a fixed mean threshold (C13)", note="What force_threshold fixes: the mean line that prevails under the rule, or the mean of the agencies' lines",
    )
    force_threshold = param(
        6.0, "rung", (0, 10), claims="C08 C13 C23", basis="assumed", plausible=(5.5, 6.5),
        source="Lost drones (4.5) and the Saudi oil plants (5) met no force in 2019 (press reports); the exact line is not known",
        note="Mean line for the use of force against acts that kill no American, when no room for sanctions is left",
    )
    fatality_threshold = param(
        3.0, "rung", (0, 10), claims="C07", basis="article", plausible=(2.0, 4.0),
        source="The article: Kirkuk was different, an American was dead", note="Line for the use of force against an act that killed an American",
    )
    force_allowed = param(
        1.0, "switch", (0, 1), claims="C08 C23", basis="article", whole=True,
        source="The article: options were put before the president again and again", note="Whether force is on the menu at all",
    )
    president_weight = param(
        0.4, "share", (0, 1), claims="C09", basis="assumed", plausible=(0.2, 0.8),
        source="The article: he was not alone in wanting the strike, and he chose", note="Weight of the president's own line against the advice", name="president.weight",
    )
    president_offset = param(
        0.5, "rungs", (-5, 5), claims="C09 C10", basis="assumed", plausible=(0.0, 1.0),
        source="He called off a strike in June 2019 that advisers had wanted (press reports); size assumed", note="How much higher the president's own line is than the agencies' mean",
        name="president.offset",
    )
    war_aversion = param(
        1.0, "rungs", (0, 6), claims="C10", basis="assumed", plausible=(0.3, 2.0),
        source="The article: he had said in public that he did not want war; size assumed", note="How much graver an act must be before Iran itself is struck",
    )
    proxy_discount = param(
        2.0, "rungs", (0, 6), claims="C10 C22", basis="assumed", plausible=(0.5, 3.0),
        source="Washington warned in May 2019 that militia attacks could be answered on Iran (press reports); size assumed",
        note="How much graver still a militia's act must be before Iran itself is struck for it",
    )
    sanctions_preference = param(
        0.5, "rungs", (0, 4), claims="C10", basis="assumed", plausible=(0.0, 1.0),
        source="The article: pressure was the best of both worlds; size assumed", note="How much higher the line stands while all the room for sanctions is left",
        name="sanctions.preference",
    )
    agencies_spread = param(
        1.2, "rungs", (0, 4), claims="C08 C13", basis="assumed", plausible=(0.4, 2.0),
        source="The article: no consensus on the threshold; size assumed", note="Ambiguity: distance of the most hawkish and the most cautious agency from the middle one",
        name="agencies.spread",
    )
    agencies_variability = param(
        0.4, "rungs", (0, 3), claims="C08 C13", basis="assumed", plausible=(0.1, 0.8),
        source="No estimate found", note="Daily variation of each agency's line (standard deviation)", name="agencies.variability",
    )
    follow_through = param(
        0.5, "share", (0, 1), claims="C10 C23", basis="assumed", plausible=(0.2, 0.9),
        source="One strike was ordered and called off in the record (20 June 2019): once is not never", note="Chance that a strike ordered without an American death is carried out",
    )
    lobby_pull = param(
        0.2, "rungs per year", (0, 3), claims="C18", basis="assumed", plausible=(0.0, 0.5),
        source="The article: outside advisers called for a tougher line; size assumed", note="How fast outside advisers pull the agencies' lines down", name="lobby.pull",
    )
    ratchet_step = param(
        0.5, "rungs", (0, 4), claims="C22", basis="assumed", plausible=(0.2, 1.2),
        source="The article expects the full range of power after the first use; size assumed", note="How much one use of force lowers the line for the next", name="ratchet.step",
    )
    ratchet_half_life = param(
        120.0, "days", (5, 5000), claims="C22", basis="assumed", plausible=(60.0, 365.0),
        source="No estimate found", note="Days until the ratchet has slipped back half-way", name="ratchet.half_life",
    )

    # -- seeing --
    attribution_chance = param(
        0.5, "per day", (0.01, 1), claims="C07 C08", basis="fact", plausible=(0.25, 0.9),
        source="Strikes two days after the death of 27 December 2019; cyber action on the day of the drone (press reports)",
        note="Chance per day that an open case is attributed and put to the president", name="attribution.chance",
    )
    attribution_error = param(
        0.05, "share", (0, 1), claims="C06", basis="assumed", plausible=(0.01, 0.15),
        source="Iran denied most acts; authorship of the May 2019 pipeline attack was revised later (press reports)",
        note="Chance that a militia's act is blamed on Iran itself, or Iran's act on no one in particular", name="attribution.error",
    )
    attribution_lapse = param(
        30.0, "days", (1, 365), claims="C14", basis="assumed", plausible=(14.0, 60.0),
        source="No estimate found", note="Days after which an unattributed case lapses, unanswered", name="attribution.lapse",
    )
    false_alarm = param(
        0.001, "per day", (0, 1), claims="C21", basis="assumed", plausible=(0.0, 0.004),
        source="No estimate found", note="Chance per day of a warning of an attack that nobody plans", name="intelligence.false_alarm",
    )
    alarm_hit = param(
        0.05, "share", (0, 1), claims="C21", basis="assumed", plausible=(0.01, 0.2),
        source="Warnings in May 2019 and at the turn of 2020, against some twenty attacks (press reports)", note="Share of planned attacks of which Washington gets a warning",
        name="intelligence.hit",
    )
    alarm_noise = param(
        1.0, "rungs", (0, 5), claims="C21", basis="assumed", plausible=(0.5, 2.0),
        source="No estimate found", note="Error of a warning about the severity of the attack (standard deviation)", name="intelligence.noise",
    )
    first_strike_margin = param(
        1.0, "rungs", (0, 6), claims="C21", basis="assumed", plausible=(0.0, 2.0),
        source="The article: doing nothing was said to be the greater risk; size assumed", note="How much graver a believed threat must be than an act that has happened, to be met with force",
        name="intelligence.first_strike_margin",
    )
    off_ramp = param(
        1.5, "rungs", (0, 6), claims="C15 C10", basis="assumed", plausible=(0.5, 2.5),
        source="No estimate found; levels at which justified restraint costs little (Levendusky and Horowitz 2012)", note="How much less grave an announced salvo looks than its rung",
    )

    # -- the menu --
    sanctions_from = param(
        2.5, "rung", (0, 10), claims="C10 C23", basis="assumed", plausible=(2.0, 3.5),
        source="The article: answers other than force; sanctions after most incidents of 2019 (press reports)", note="Severity from which sanctions are an answer", name="menu.sanctions",
    )
    cyber_from = param(
        4.0, "rung", (0, 10), claims="C23", basis="fact", plausible=(3.5, 4.5),
        source="Cyber action on the day of the drone of 20 June 2019 (press reports)", note="Severity from which cyber action answers an act of Iran's own", name="menu.cyber",
    )
    troops_from = param(
        4.3, "rung", (0, 10), claims="C23", basis="fact", plausible=(3.8, 4.8),
        source="Troops sent after the tanker attacks and the oil plants of 2019 (press reports)", note="Severity from which troops are sent", name="menu.troops",
    )
    opportunity = param(
        0.1, "per day", (0, 1), claims="C19", basis="assumed", plausible=(0.03, 0.25),
        source="A commander was killed within seven days of the death of December 2019; chances in between are not known", note="Chance per day that a commander can be reached, while Washington is provoked",
        name="leader.opportunity",
    )
    leader_margin = param(
        0.3, "rungs", (0, 6), claims="C19", basis="assumed", plausible=(0.0, 1.0),
        source="The article: some officials had privately wanted such a target; size assumed", note="How much graver the provocation must be than the line, for a strike on a commander", name="leader.margin",
    )
    provocation_half_life = param(
        20.0, "days", (1, 365), claims="C19 C21", basis="assumed", plausible=(7.0, 60.0),
        source="No estimate found", note="Days until a provocation counts for half", name="provocation.half_life",
    )

    # -- talking --
    doubt_gain = param(
        0.08, "index", (0, 1), claims="C12", basis="assumed", plausible=(0.02, 0.2),
        source="The article: the oil plants and the drone made others doubt; size assumed", note="How much an act of rung 5 adds to the weight of those who doubt talks", name="doubt.gain",
    )
    doubt_half_life = param(
        60.0, "days", (1, 1000), claims="C12", basis="assumed", plausible=(20.0, 180.0),
        source="No estimate found", note="Days until doubts have halved", name="doubt.half_life",
    )
    doubt_weight = param(
        0.2, "share", (0, 1), claims="C12", basis="assumed", plausible=(0.0, 0.4),
        source="No estimate found", note="How much full doubt adds to what Washington demands", name="doubt.weight",
    )

    def prepare(self) -> None:
        """States at the start of the crisis, and the correction that holds the mean prevailing line (C13)."""
        self.ratchet_kept, self.doubt_kept = kept(self.ratchet_half_life), kept(self.doubt_half_life)
        self.provocation_kept = kept(self.provocation_half_life)
        self.announced = self.pressure  # index; the model replaces it when a step is announced
        if hasattr(self, "extra"):
            self.hold_line()
            return
        self.extra = self.each_world()  # share of the room above the floor that answers have used up
        self.ratchet = self.each_world()  # rungs
        self.doubt = self.each_world()  # index 0-1
        self.provocation = self.each_world()  # rung, fading
        self.pressure_event = self.never()  # event number of the last step of sanctions
        self.first_force_day, self.home_strike_day = self.never(), self.never()
        self.strikes = self.each_world(0, np.int16)
        # The open case: the gravest thing that has happened and is not yet answered.
        self.case_rung = self.each_world()  # 0 none
        self.case_deaths = self.each_world(0, np.int16)
        self.case_event = self.never()
        self.case_actor = self.never()  # position in the cast
        self.case_day = self.never()
        self.case_direct = self.each_world(0, bool)  # blamed on Iran itself
        self.case_warned = self.each_world(0, bool)
        self.case_threat = self.each_world(0, bool)  # a warning, not an act
        self.follow_up = self.each_world(0, bool)  # sanctions still to come for the last case
        self.follow_cause = self.never()
        self.asked: Where = NOBODY  # worlds in which the president is asked today
        self.cases: Where = NOBODY  # of these, those with an attributed case
        self.chances: Where = NOBODY  # and those in which a commander can be reached
        self.lapsing: Where = NOBODY
        self.alarms: Where = NOBODY
        self._forget_choices()
        self.hold_line()

    def hold_line(self) -> None:
        """How far the agencies' lines are moved so that the mean prevailing line stays where force_threshold says.

        Rule (C13): ambiguity is varied at a fixed mean threshold unless the scenario asks for the agencies' mean.
        """
        self.held_back: float | Array = 0.0
        agencies = self.model.agencies
        if self.line_held == "prevailing" and agencies:
            offsets = np.stack(np.broadcast_arrays(*[np.atleast_1d(a.offset * self.agencies_spread) for a in agencies]))
            influence = np.stack([np.broadcast_to(np.asarray(a.influence), offsets.shape[1:]) for a in agencies])
            mean = decision.mean_prevailing_offset(offsets, self.agencies_variability, self.rule, influence)
            self.held_back = float(mean[0]) if mean.size == 1 else mean.astype(self.extra.dtype)

    # -- the line -----------------------------------------------------------------------------------------------

    @property
    def level(self) -> Array:
        """Sanctions pressure in force: policy's floor, and what answers have added (C01, C10)."""
        return self.pressure + (1.0 - self.pressure) * self.extra

    def common_line(self, at: Where) -> Array:
        """What all lines in Washington share, in rungs.

        Rule (C10, C18, C22): the threshold, higher while there is room for sanctions, pulled down by lobbying over time
        and by every earlier use of force.
        """
        here = self.among(at)
        years = self.model.day / 365.0
        return here.force_threshold + here.sanctions_preference * (1.0 - here.level) - here.lobby_pull * years - here.ratchet

    def line(self, at: Where) -> Array:
        """The line that prevails today, in rungs, shape ``(cases,)``.

        Rule (C08, C09, C13): the president's own line, weighed against what the agencies' advice amounts to.
        """
        here, own = self.among(at), self.common_line(at)
        agencies = self.model.agencies
        if not agencies:
            return own + here.president_offset
        influence = np.stack([np.broadcast_to(np.asarray(a.among(at).influence), at.shape) for a in agencies])
        advice = decision.prevailing(np.stack([a.line for a in agencies]), self.rule, self.draw("ear", at), influence)
        return here.president_weight * (own + here.president_offset) + (1.0 - here.president_weight) * advice

    # -- perceive -----------------------------------------------------------------------------------------------

    def perceive(self) -> None:
        """What reaches the president today: attributed cases, and chances at a commander."""
        open_cases = self.worlds_where(self.case_rung > 0.0)
        known = self.happens("attribution", self.among(open_cases).attribution_chance, open_cases)
        self.cases = open_cases[known]
        late = ~known & (self.model.day - self.case_day[open_cases] > self.among(open_cases).attribution_lapse)
        self.lapsing = open_cases[late]
        provoked = self.worlds_where(self.provocation > 4.0)
        self.chances = provoked[self.happens("leader", self.among(provoked).opportunity, provoked)]
        self.asked = np.union1d(self.cases, self.chances) if self.chances.size else self.cases

    # -- decide -------------------------------------------------------------------------------------------------

    def gravity(self, at: Where) -> Array:
        """How grave the open case looks, on the scale of the line for acts that kill nobody.

        Rule (C07, C15, C21): a death moves an act from its own, lower line to the common one; an announced salvo looks
        less grave, and so does a threat that has not come true.
        """
        here = self.among(at)
        for_death = np.where(here.case_deaths > 0, here.force_threshold - here.fatality_threshold, 0.0)
        return here.case_rung + for_death - here.off_ramp * here.case_warned - here.first_strike_margin * here.case_threat

    def decide(self) -> None:
        """Chooses an answer from the menu.

        Rule (C08, C10, C23): force when the case is graver than today's line; Iran itself only by a margin more.
        Otherwise the gravest answer below force that the case supports: most incidents end there.
        """
        self._forget_choices()
        self._decide_alarm()
        if not self.asked.size:
            return
        line = np.zeros(self.model.world_count, self.extra.dtype)
        line[self.asked] = self.line(self.asked)
        self._decide_cases(self.cases, line[self.cases])
        self._decide_leader(self.chances, line[self.chances])

    def _decide_alarm(self) -> None:
        """Rule (C21): warnings of an imminent attack are noisy: some planned attacks are seen, and some that nobody plans."""
        iran = self.model.iran
        self.alarms = at = self.worlds_where(self.happens("alarm", self.false_alarm + self.alarm_hit * self.model.planned_attacks))
        if at.size:
            here = self.among(at)
            self.alarm_rung = np.clip(iran.among(at).aimed + here.alarm_noise * self.normal("alarm rung", at), 1.0, 9.0)
            self.alarm_cause = iran.resolve_event[at]

    def _forget_choices(self) -> None:
        nothing = np.zeros(0, self.model_real)
        self.case_gravity, self.case_line = nothing, nothing
        self.to_strike_iran = self.to_strike_proxy = self.to_strike_leader = np.zeros(0, bool)
        self.called_off = np.zeros(0, bool)
        self.case_needed, self.leader_line = nothing, nothing

    model_real = np.float32

    def _decide_cases(self, at: Where, line: Array) -> None:
        if not at.size:
            return
        here, gravity = self.among(at), self.gravity(at)
        culprit = self.model.culprit(here.case_actor)
        needed_for_iran = line + here.war_aversion + np.where(here.case_direct, 0.0, here.proxy_discount)
        allowed = np.asarray(here.force_allowed) > 0
        on_iran = (gravity >= needed_for_iran) & allowed
        on_proxy = (gravity >= line) & ~here.case_direct & (culprit >= 0) & allowed & ~on_iran
        # Proportion: without an American death, an ordered strike may be called off at the last minute (C10).
        sure = (here.case_deaths > 0) | self.happens("follow through", here.follow_through, at)
        self.called_off = (on_iran | on_proxy) & ~sure
        self.to_strike_iran, self.to_strike_proxy = on_iran & sure, on_proxy & sure
        self.case_gravity, self.case_line = gravity, line
        self.case_needed = np.where(here.case_direct | on_iran, needed_for_iran, line)

    def _decide_leader(self, at: Where, line: Array) -> None:
        """Rule (C19): a commander is struck only when the chance arises while Washington is provoked beyond its line."""
        if at.size:
            here = self.among(at)
            needed = line + here.leader_margin
            self.to_strike_leader = (here.provocation >= needed) & (np.asarray(here.force_allowed) > 0)
            self.leader_line = needed
            self.leader_cause = self.model.last_hostile_event[at][self.to_strike_leader]

    # -- act ----------------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Carries out what was decided."""
        if self.alarms.size:
            self.alarm_event = self.note(self.alarms, "threat_warning", self.alarm_rung, "_decide_alarm", cause=self.alarm_cause)
        self._answer_cases()
        leader = self.chances[self.to_strike_leader] if self.to_strike_leader.size else NOBODY
        if leader.size:
            needed = self.leader_line[self.to_strike_leader]
            self.strike(
                leader, "strike_on_leader", target="iran", theatre="iraq", rule="_decide_leader",
                cause=self.leader_cause, threshold=needed, margin=self.provocation[leader] - needed,
            )
            self.provocation[leader] = 0.0
        self._follow_up()
        self.ratchet *= self.ratchet_kept
        self.doubt *= self.doubt_kept
        self.provocation *= self.provocation_kept

    def _answer_cases(self) -> None:
        at, lapsing = self.cases, self.lapsing
        nothing = np.zeros(0, bool)
        self.resolved, self.resolved_rung, self.resolved_by_force = NOBODY, np.zeros(0, self.model_real), nothing
        if at.size:
            force = self.to_strike_iran | self.to_strike_proxy
            self._strike_for_cases(at)
            self._answer_below_force(at[~force], self.case_gravity[~force], self.case_line[~force], self.called_off[~force])
            self.provocation[at] = np.maximum(self.provocation[at], self.case_gravity)
            real = ~self.case_threat[at]
            self.resolved, self.resolved_rung = at[real], self.case_gravity[real]
            self.resolved_by_force = force[real]
        if lapsing.size:
            real = lapsing[~self.case_threat[lapsing]]
            self.resolved = np.concatenate([self.resolved, real])
            self.resolved_rung = np.concatenate([self.resolved_rung, self.gravity(real)])
            self.resolved_by_force = np.concatenate([self.resolved_by_force, np.zeros(real.size, bool)])
        for closed in (at, lapsing):
            self.case_rung[closed] = 0.0
            self.case_deaths[closed] = 0
            self.case_threat[closed] = self.case_warned[closed] = False

    def _strike_for_cases(self, at: Where) -> None:
        for chosen, act in ((self.to_strike_iran, "strike_on_iran"), (self.to_strike_proxy, "strike_on_proxy")):
            if not chosen.any():
                continue
            here, needed = at[chosen], self.case_needed[chosen]
            margin = self.case_gravity[chosen] - needed
            cause = self.case_event[here]
            if act == "strike_on_iran":
                self.strike(here, act, target="iran", theatre="", rule="_decide_cases", cause=cause, threshold=needed, margin=margin)
                continue
            culprits = self.model.culprit(self.case_actor[here])
            for code in np.unique(culprits):
                group: Proxy = self.model.proxies[int(code)]
                some = culprits == code
                self.strike(
                    here[some], act, target=group.path, theatre=group.exposure_theatre, rule="_decide_cases",
                    cause=cause[some], threshold=needed[some], margin=margin[some],
                )

    def strike(self, at: Where, act: str, *, target: str, theatre: str, rule: str, cause: Array, **details: object) -> None:
        """Uses force.

        Rule (C15, C22): each use of force lowers the line for the next, and further sanctions follow.
        """
        event = self.model.commit(
            self, at, act, np.full(at.size, ACTS[act].rung, self.model_real), rule=rule, cause=cause,
            target=target, theatre=theatre, **details,
        )
        here = self.among(at)
        self.ratchet[at] = here.ratchet + here.ratchet_step
        self.strikes[at] += 1
        first = at[self.first_force_day[at] < 0]
        self.first_force_day[first] = self.model.day
        if act == "strike_on_iran":
            self.home_strike_day[at] = self.model.day
        self.follow_up[at], self.follow_cause[at] = True, event

    def _answer_below_force(self, at: Where, gravity: Array, line: Array, called_off: Array) -> None:
        """Rule (C10, C23): troops, cyber action, sanctions or words, by how grave the case looks from today's line."""
        if not at.size:
            return
        here = self.among(at)
        looks = gravity + self.common_line(at) - line
        cause = self.case_event[at]
        if called_off.any():
            off = at[called_off]
            self.note(off, "strike_called_off", ACTS["strike_called_off"].rung, "_decide_cases", cause=cause[called_off], threshold=line[called_off], margin=(gravity - line)[called_off])
        cyber = (looks >= here.cyber_from) & here.case_direct
        troops = (looks >= here.troops_from) & ~cyber
        room = here.level < 0.999
        sanctions = (looks >= here.sanctions_from) & ~cyber & ~troops & room
        words = ~(cyber | troops | sanctions)
        for mask, act, from_rung in (
            (cyber, "cyber_action", here.cyber_from), (troops, "troops", here.troops_from), (words, "statement", np.nan),
        ):
            if mask.any():
                threshold = np.broadcast_to(np.asarray(from_rung, self.model_real), at.shape)[mask]
                self.note(at[mask], act, ACTS[act].rung, "_answer_below_force", cause=cause[mask], threshold=threshold, margin=looks[mask] - threshold)
        self.follow_up[at[(cyber | troops | sanctions) & room]] = True
        self.follow_cause[at[cyber | troops | sanctions]] = cause[cyber | troops | sanctions]

    def _follow_up(self) -> None:
        """Rule (C10, C15): sanctions follow within days, while there is room for more."""
        due = self.worlds_where(self.follow_up)
        if due.size:
            at = due[self.happens("sanctions", 1.0 / self.among(due).sanctions_lag, due)]
            if at.size:
                self.tighten(at, self.follow_cause[at])

    def tighten(self, at: Where, cause: Array, forced: bool = False) -> None:
        """Adds a round of sanctions: a share of the room that is left (C10)."""
        here = self.among(at)
        event = self.note(at, "sanctions_step", ACTS["sanctions_step"].rung, "_follow_up", cause=cause, threshold=here.sanctions_from, forced=forced)
        self.extra[at] = here.extra + here.sanctions_step * (1.0 - here.extra)
        self.pressure_event[at] = event
        self.follow_up[at] = False

    # -- learn --------------------------------------------------------------------------------------------------

    @property
    def asks(self) -> Array:
        """Share of its demands Washington insists on today (C12): doubts harden it."""
        return np.minimum(self.demand + self.doubt_weight * self.doubt, 1.0)

    def learn(self) -> None:
        """Opens cases.

        Rule (C07, C12): the gravest unanswered act is the open case, a deadly one before any other; every hostile act
        strengthens those who doubt talks.
        """
        for incident in self.model.today.questions():
            at, rung = incident.at, incident.rung
            here = self.among(at)
            self.doubt[at] = np.minimum(here.doubt + here.doubt_gain * rung / 5.0, 1.0)
            worse = (incident.deaths > here.case_deaths) | ((incident.deaths == here.case_deaths) & (rung > here.case_rung)) | here.case_threat
            if worse.any():
                direct = np.full(at.size, incident.actor is self.model.iran)
                if incident.act != "open_salvo":  # an open salvo needs no attribution
                    direct ^= self.model.misread(incident, self.among(at).attribution_error)
                self._open_case(
                    at[worse], rung[worse], incident.deaths[worse], incident.event[worse],
                    np.full(int(worse.sum()), self.model.position(incident.actor)), direct=direct[worse],
                    warned=incident.warned, threat=False,
                )
        self._open_threats()

    def _open_threats(self) -> None:
        """Rule (C21): a warning is a case of its own where no act is waiting for an answer."""
        if self.alarms.size:
            free = self.case_rung[self.alarms] == 0.0
            at = self.alarms[free]
            self._open_case(
                at, self.alarm_rung[free], np.zeros(at.size, np.int16), self.alarm_event[free], self.never()[at],
                direct=False, warned=False, threat=True,
            )

    def _open_case(
        self, at: Where, rung: Array, deaths: Array, event: Array, actor: Array, *, direct: Array | bool, warned: bool, threat: bool
    ) -> None:
        self.case_rung[at], self.case_deaths[at], self.case_event[at] = rung, deaths, event
        self.case_actor[at], self.case_day[at] = actor, self.model.day
        self.case_direct[at], self.case_warned[at], self.case_threat[at] = direct, warned, threat
