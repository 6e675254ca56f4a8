"""Iran: hostility, a belief about the red line, acts of its own, and answers to force."""

from __future__ import annotations

import numpy as np

from sim.agents.actor import NEVER, NOBODY, Actor, Array, Where
from sim.chance import REAL
from sim.parameters import param
from sim.rules import bargaining, deterrence, economy
from sim.rules.acts import ACTS
from sim.rules.decay import approach, kept
from sim.rules.hazards import daily_hazard


class Iran(Actor):
    """Presses just under the line it believes Washington holds, and answers force by a threshold of its own.

    Rule (C05, C06, C14): intent does not fall with pain; effort rises with pressure and pain; the aim sits below the
    believed red line by a margin that shrinks as boldness and urgency grow.
    """

    # -- intent and effort --
    usual_hostility = param(
        0.6, "index", (0, 1), claims="C05", basis="article", plausible=(0.4, 0.8),
        source="Hostile intent as for forty years (a think-tank head quoted in the article); the unit is ours",
        note="Hostile intent in May 2018 and in the long run", name="hostility.usual",
    )
    hostility_half_life = param(
        365.0, "days", (10, 5000), claims="C05", basis="assumed", plausible=(180.0, 1000.0),
        source="The article gives no time scale but forty years", note="Days until a rise in hostility has halved",
        name="hostility.half_life",
    )
    hostility_strike = param(
        0.05, "index", (0, 1), claims="C05 C19 C02", basis="assumed", plausible=(0.02, 0.15),
        source="No estimate found", note="Rise in hostility at a terrorist listing or a strike; three times as much at a commander's death or a strike at home",
        name="hostility.strike",
    )
    patience_exports = param(
        0.30, "share", (0, 1), claims="C06", basis="literature", plausible=(0.20, 0.45),
        source="Gambling for resurrection (Downs and Rocke 1994, Goemans 2000): risk is sought when exports fall below a fifth to a third of their base (our reading)",
        note="Share of exports in prospect below which Iran stops waiting and resists", name="patience.exports",
    )
    patience_effort = param(
        0.05, "index", (0, 2), claims="C06 C17", basis="assumed", plausible=(0.0, 0.15),
        source="No direct act and hardly any ordered attack in the first 369 days (own count of press reports)",
        note="Effort while Iran still waits, as a share of its effort when it resists", name="patience.effort",
        rival=1.0, rival_source="Administration's view: malign activity was already rising before the sanctions (C17)",
    )
    effort_base = param(
        0.2, "index", (0, 3), claims="C06 C17", basis="assumed", plausible=(0.0, 0.5),
        source="The officials' view gives no level without pressure", note="Effort when Iran resists without pressure or pain", name="effort.base",
        rival=1.0, rival_source="Administration's view: high activity without pressure (C17)",
    )
    effort_pressure = param(
        0.5, "index", (-2, 2), claims="C06 C17", basis="assumed", plausible=(0.2, 0.8),
        source="Officials quoted in the article: pressure hardened Iran's stance; size assumed",
        note="Change of effort from no pressure to full pressure", name="effort.pressure",
        rival=-0.5, rival_source="Administration's view: pressure reverses the trend (C17); size assumed",
    )
    effort_pain = param(
        0.6, "index", (-2, 2), claims="C06 C16 C17", basis="assumed", plausible=(0.2, 1.0),
        source="Officials quoted in the article; loss aversion (Levy 1996); size assumed",
        note="Change of effort from no pain to full pain", name="effort.pain",
        rival=-0.5, rival_source="Administration's view: regime and proxies are weaker under pressure (C17); size assumed",
    )
    direct_tempo = param(
        0.057, "acts per day", (0, 1), claims="C06", basis="fact", plausible=(0.03, 0.09),
        source="Eight attributed direct acts from 12 May to 30 September 2019 (own count of press reports)",
        note="Acts by Iran's own forces per day when it resists with full effort", name="direct.tempo",
    )
    capability = param(
        1.0, "index", (0, 2), claims="C06", basis="assumed", plausible=(0.8, 1.2),
        source="Iran's means in May 2018 are the unit", note="Means of its own forces; 0 means it cannot act",
    )
    austerity = param(
        0.4, "share", (0, 2), claims="C04", basis="fact", plausible=(0.2, 0.7),
        source="Quds Force budget said to be down 17 per cent in May 2019, when exports had halved (US claim, press)",
        note="Share of lost oil income that is passed on to the proxies", name="purse.austerity",
    )
    purse_lag = param(
        90.0, "days", (1, 1000), claims="C04", basis="assumed", plausible=(30.0, 180.0),
        source="Austerity reported in spring 2019, months after the oil measures (press)", note="Mean lag of the proxies' money behind oil income",
        name="purse.lag",
    )

    # -- the red line --
    belief_mean = param(
        4.8, "rung", (0, 10), claims="C13 C14", basis="assumed", plausible=(4.0, 5.6),
        source="Washington named the death of an American as its line in 2018; where else it lay was not said",
        note="Where Iran believes the American line for force to be in May 2018", name="belief.mean",
    )
    belief_width_start = param(
        0.8, "rungs", (0.05, 5), claims="C13 C14", basis="assumed", plausible=(0.5, 2.0),
        source="No estimate found; how sure Tehran was is not known", note="How unsure Iran is of that line (standard deviation)", name="belief.width",
    )
    belief_variation = param(
        0.8, "rungs", (0, 5), claims="C13 C14", basis="assumed", plausible=(0.3, 1.5),
        source="No estimate found", note="How much Iran believes the line to vary from day to day (standard deviation)", name="belief.variation",
    )
    belief_drift = param(
        0.02, "rungs per square root of a day", (0, 1), claims="C14", basis="assumed", plausible=(0.0, 0.06),
        source="No estimate found", note="How fast old evidence about the line loses its worth", name="belief.drift",
    )
    boldness = param(
        0.5, "index", (0, 1), claims="C06 C14", basis="assumed", plausible=(0.2, 0.8),
        source="No estimate found", note="How far pressure and pain eat into the margin kept below the line",
    )
    margin = param(
        1.5, "rungs", (0, 6), claims="C14", basis="literature", plausible=(0.8, 2.2),
        source="Altman 2017: most acts of a challenger stay below the line (our reading: 70 to 95 per cent)",
        note="Distance kept below the believed line when nothing presses",
    )
    caution = param(
        0.0, "rungs per rung", (-2, 2), claims="C13", basis="assumed", plausible=(-0.5, 1.0),
        source="Both signs are argued: doubt as caution (Schelling 1966) and as an invitation to probe (Altman 2017)",
        note="Further distance kept per rung of doubt about the line; negative means that doubt invites probing",
    )
    variety = param(
        1.5, "rungs", (0, 4), claims="C06 C23", basis="assumed", plausible=(0.8, 2.2),
        source="Seizures, mines, a drone and an oil plant within four months of 2019 (press reports)",
        note="How far below its aim an act may fall, by choice of target (half-normal scale)",
    )
    miss = param(
        0.4, "rungs", (0, 3), claims="C07", basis="assumed", plausible=(0.2, 0.8),
        source="No estimate found; Iran's own forces are more precise than rockets", note="How far severity misses the aim (standard deviation)",
    )

    # -- answers to force --
    strike_back = param(
        7.0, "rung", (0, 10), claims="C15", basis="assumed", plausible=(6.0, 8.0),
        source="The article expects retaliation for a commander's death, which stands at rung 7",
        note="Rung of an American strike from which Iran answers openly rather than through proxies",
    )
    strike_back_variation = param(
        0.5, "rungs", (0, 3), claims="C15", basis="assumed", plausible=(0.2, 1.0),
        source="No estimate found", note="How much that threshold varies from case to case (standard deviation)", name="strike_back.variation",
    )
    answer_chance = param(
        0.2, "per day", (0.01, 1), claims="C15", basis="literature", plausible=(0.08, 0.5),
        source="Reciprocity with a lag (Axelrod 1984): zero to twenty days", note="Chance per day that an open answer, once resolved on, is given", name="answer.chance",
    )
    warned = param(
        0.6, "share", (0, 1), claims="C15", basis="assumed", plausible=(0.3, 0.9),
        source="No estimate found; an off-ramp exists for either side", note="Share of open answers below a strike at home that are announced beforehand, to spare lives", name="answer.warned",
    )
    warned_rung = param(
        6.0, "rung", (0, 10), claims="C15", basis="assumed", plausible=(5.0, 7.0),
        source="No estimate found", note="Severity of an open answer that was announced", name="answer.warned_rung",
    )
    revenge = param(
        0.5, "index", (0, 3), claims="C15", basis="assumed", plausible=(0.2, 1.0),
        source="The article expects retaliation; size assumed", note="Further effort after an American strike", name="revenge.effort",
    )
    revenge_half_life = param(
        30.0, "days", (1, 365), claims="C15", basis="assumed", plausible=(10.0, 90.0),
        source="No estimate found", note="Days until revenge has halved", name="revenge.half_life",
    )

    # -- bargaining and the end --
    offer_base = param(
        0.25, "share", (0, 1), claims="C11 C16", basis="assumed", plausible=(0.1, 0.4),
        source="Tehran kept to the nuclear accord's terms; the other demands it refused (press reports)",
        note="Share of Washington's demands that Tehran would meet without pain or relief", name="offer.base",
    )
    offer_pain = param(
        0.1, "share", (0, 1), claims="C16 C17", basis="literature", plausible=(0.0, 0.3),
        source="Sanctions rarely bring large change on security matters: 4 to 34 per cent of cases (Pape 1997; Hufbauer, Schott and Elliott)",
        note="Further share that full pain adds", name="offer.pain",
        rival=0.6, rival_source="Administration's view: pain brings Tehran to terms (C17); size assumed",
    )
    offer_relief = param(
        0.2, "share", (0, 1), claims="C11 C16", basis="literature", plausible=(0.1, 0.6),
        source="Credible assurance (Schelling 1966, Fearon 1995): belief that relief follows falls to 0.1-0.3 after an accord is left (our reading)",
        note="Further share that a full offer of relief adds, as far as Tehran believes it", name="offer.relief",
    )
    offer_scatter = param(
        0.10, "share", (0, 0.5), claims="C11", basis="assumed", plausible=(0.05, 0.15),
        source="No estimate found", note="Standard deviation of domestic politics in the offer", name="offer.scatter",
    )
    fold = param(
        0.005, "per quarter at full pain", (0, 0.5), claims="C13 C24", basis="literature", plausible=(0.0, 0.02),
        source="Compellence with a large open-ended demand succeeds in 0 to 5 per cent of quarters, adversaries at a third to half of that (Sechser 2011, Drezner 1999; our reading)",
        note="Hazard of giving in without talks", name="fold.rate",
        rival=0.05, rival_source="Top of the same range: the administration expected submission (C17)",
    )
    collapse = param(
        0.005, "per quarter at full pain", (0, 0.5), claims="C24", basis="assumed", plausible=(0.0, 0.02),
        source="No estimate found; the government outlasted forty years of crises", note="Hazard that the government falls", name="collapse.rate",
    )

    def prepare(self) -> None:
        """States at the start of the crisis."""
        self.hostility_kept = kept(self.hostility_half_life)
        self.revenge_kept = kept(self.revenge_half_life)
        if hasattr(self, "hostility"):
            return
        self.hostility = self.each_world() + self.usual_hostility  # index 0-1
        self.resisting = self.each_world(0, bool)
        self.resolve_event = self.never()  # event number of the decision to resist
        self.purse = self.each_world(1.0)  # money for proxies, share of May 2018
        self.effort = self.each_world()  # index, about 1 under maximum pressure
        self.belief = self.each_world() + self.belief_mean  # rung
        self.belief_width = self.each_world() + self.belief_width_start  # rungs
        self.aimed = self.each_world()  # rung
        self.vengeance = self.each_world()  # index, further effort after a strike
        self.politics = self.each_world()  # standard normal, slow: domestic politics in the offer
        self.answer_due = self.each_world()  # rung of the American act to be answered openly; 0 none
        self.answer_cause = self.never()
        self.open_attack_day = self.never()  # last open attack that was not a warned salvo without dead
        self.ended_by = self.each_world(0, np.int8)  # 0 goes on, 1 gives in, 2 falls
        self.acting: Where = NOBODY
        self.answering: Where = NOBODY
        self.turning: Where = NOBODY
        self.ending: Where = NOBODY

    # -- perceive -----------------------------------------------------------------------------------------------

    def prospect(self) -> Array:
        """Share of exports that Tehran sees coming: what it still sells, or what announced pressure will leave (C06)."""
        us, trade = self.model.united_states, self.model.economy
        coming = economy.export_target(np.maximum(us.level, us.announced), trade.exports_floor)
        return np.minimum(trade.share, coming)

    def choose_effort(self) -> Array:
        """How hard Tehran presses, through its own forces and its proxies.

        Rule (C05, C06, C15): scaled by intent, rising with pressure and pain, only a little while Tehran still waits,
        and more after an American strike.
        """
        us, pain = self.model.united_states, self.model.economy.pain
        drive = np.maximum(self.effort_base + self.effort_pressure * us.level + self.effort_pain * pain, 0.0)
        waiting = np.where(self.resisting, 1.0, self.patience_effort)
        return drive * waiting * (self.hostility / np.maximum(self.usual_hostility, 0.01)) + self.vengeance

    def choose_aim(self) -> Array:
        """Rung that Tehran aims at, and orders its proxies to aim at.

        Rule (C14): below the believed line, by a margin that shrinks with boldness, pressure and pain.
        """
        urge = self.model.united_states.level + self.model.economy.pain
        rung = deterrence.aim(self.belief, self.belief_width, self.margin, self.boldness, urge, self.caution)
        return np.clip(rung, 1.0, 9.0)

    def perceive(self) -> None:
        """Takes stock: prospects, and its effort and aim for the day."""
        self.foreseen, self.income = self.prospect(), self.model.economy.share
        self.effort = self.choose_effort()
        self.aimed = self.choose_aim()

    # -- decide -------------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """Chooses whether to turn, to act, to answer, and whether the government goes on."""
        self._decide_patience()
        means = self.capability * np.where(self.resisting, self.direct_tempo * self.effort, 0.0)
        self.acting = self.worlds_where(self.happens("act", means))
        self._decide_answer()
        self._decide_end()

    def _decide_patience(self) -> None:
        """Rule (C06): patience first; Tehran resists once exports in prospect fall below a level, and waits again well above it."""
        resists = self.foreseen < np.where(self.resisting, self.patience_exports + 0.15, self.patience_exports)
        self.turning = self.worlds_where(resists != self.resisting)
        self.pressed_by = self.model.united_states.pressure_event.copy() if self.turning.size else self.resolve_event

    def willing_to_answer(self, at: Where, rung: Array) -> Array:
        """Whether Tehran resolves to answer an American strike openly, shape ``(cases,)``.

        Rule (C15): when the strike's rung reaches Tehran's own threshold, which varies from case to case.
        """
        here = self.among(at)
        return rung >= here.strike_back + here.strike_back_variation * self.normal("strike back", at)

    def _decide_answer(self) -> None:
        """Rule (C15): an open answer comes after a lag."""
        due = self.worlds_where(self.answer_due > 0.0)
        ready = self.happens("answer", self.among(due).answer_chance, due) if due.size else np.zeros(0, bool)
        self.answering = due[ready]

    def _decide_end(self) -> None:
        """Rule (C24): rarely, and only in pain, Tehran gives in without talks, or falls."""
        pain = self.model.economy.pain
        gives_in = daily_hazard(self.fold, pain)
        falls = daily_hazard(self.collapse, pain)
        luck = self.draw("end")
        self.ending = self.worlds_where(luck < gives_in + falls)
        if self.ending.size:
            self.ended_by[self.ending] = np.where(luck[self.ending] < gives_in[self.ending], 1, 2)

    # -- act ----------------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Carries out what was chosen; income, belief and intent move by a day."""
        self._turn()
        self._attack()
        self._answer()
        self._end()
        self.purse = approach(self.purse, 1.0 - self.austerity * (1.0 - self.income), self.purse_lag)
        self.hostility = self.usual_hostility + (self.hostility - self.usual_hostility) * self.hostility_kept
        self.vengeance *= self.revenge_kept
        self.belief_width = np.sqrt(self.belief_width**2 + self.belief_drift**2)
        self.politics = 0.98 * self.politics + 0.199 * self.normal("politics")

    def _turn(self) -> None:
        if not self.turning.size:
            return
        resists = ~self.resisting[self.turning]
        for at, act in ((self.turning[resists], "resistance"), (self.turning[~resists], "patience")):
            if at.size:
                event = self.note(
                    at, act, ACTS[act].rung, "_decide_patience", cause=self.pressed_by[at],
                    threshold=self.among(at).patience_exports, margin=self.among(at).patience_exports - self.foreseen[at],
                )
                self.resisting[at] = act == "resistance"
                self.resolve_event[at] = event if act == "resistance" else NEVER

    def choose_act(self, at: Where) -> tuple[Array, Array]:
        """Kind and rung of an act by Iran's own forces.

        Rule (C06): the kind whose usual rung lies nearest below the aim, which varies by choice of target.
        """
        here = self.among(at)
        rung = here.aimed - here.variety * np.abs(self.normal("variety", at))
        kind = np.where(rung < 3.5, "tanker_seizure", np.where(self.draw("target", at) < 0.5, "shipping_attack", "drone_loss"))
        return np.where(rung >= 4.75, "oil_plant_strike", kind), rung + here.miss * self.normal("miss", at)

    def _attack(self) -> None:
        at = self.acting
        if not at.size:
            return
        kinds, rung = self.choose_act(at)
        rung, luck = np.clip(rung, 2.0, 9.0), self.draw("death", at)
        for kind in np.unique(kinds):
            mask = kinds == kind
            here = at[mask]
            self.model.attack(
                self, here, str(kind), rung[mask], rule="choose_act", cause=self.resolve_event[here],
                theatre="saudi_arabia" if kind == "oil_plant_strike" else "gulf",
                threshold=self.belief[here], margin=self.belief[here] - rung[mask], luck=luck[mask],
            )

    def _answer(self) -> None:
        """Rule (C15): most open answers below a strike at home are announced beforehand, to spare lives."""
        at = self.answering
        if not at.size:
            return
        here = self.among(at)
        able = self.draw("able", at) < here.capability
        warned = (here.answer_due < ACTS["strike_on_iran"].rung) & (self.draw("warned", at) < here.warned)
        rung = np.where(warned, here.warned_rung, ACTS["open_salvo"].rung).astype(REAL)
        luck = self.draw("death in salvo", at)
        for mask in (able & warned, able & ~warned):
            if mask.any():
                deaths = self.model.attack(
                    self, at[mask], "open_salvo", rung[mask], rule="_answer", cause=self.answer_cause[at[mask]],
                    theatre="iraq", warned=bool(warned[mask][0]), threshold=self.among(at[mask]).strike_back,
                    margin=self.answer_due[at[mask]] - self.among(at[mask]).strike_back, luck=luck[mask],
                )
                serious = at[mask][~warned[mask] | (deaths > 0)]
                self.open_attack_day[serious] = self.model.day
        self.answer_due[at] = 0.0

    def _end(self) -> None:
        for code, act in ((1, "submission"), (2, "collapse")):
            at = self.ending[self.ended_by[self.ending] == code]
            if at.size:
                self.note(at, act, 0.0, "_decide_end", cause=self.resolve_event[at])

    # -- learn --------------------------------------------------------------------------------------------------

    def learn(self) -> None:
        """Takes in what Washington did, and what it left unanswered."""
        self._learn_of_strikes()
        us = self.model.united_states
        self.learn_line(us.resolved, us.resolved_rung, us.resolved_by_force)

    def _learn_of_strikes(self) -> None:
        """Rule (C02, C15, C19): listings and strikes raise hostility, strikes effort; a grave one calls for an open answer."""
        gravest = np.zeros_like(self.answer_due)
        for listing in self.model.today.of("terror_listing"):
            self._harden(listing.at, 1.0)
        for strike in self.model.force_used():
            self._harden(strike.at, 1.0 if strike.act == "strike_on_proxy" else 3.0)
            graver = strike.rung > gravest[strike.at]
            gravest[strike.at[graver]] = strike.rung[graver]
            self.answer_cause[strike.at[graver]] = strike.event[graver]
        at = np.flatnonzero(gravest)
        if at.size:
            self.vengeance[at] = np.maximum(self.vengeance[at], self.among(at).revenge)
            openly = self.willing_to_answer(at, gravest[at])
            self.answer_due[at[openly]] = np.maximum(self.answer_due[at], gravest[at])[openly]

    def _harden(self, at: Where, times: float) -> None:
        self.hostility[at] = np.minimum(self.hostility[at] + times * self.among(at).hostility_strike, 1.0)

    def learn_line(self, at: Where, rung: Array, met_force: Array) -> None:
        """Moves the belief about the line.

        Rule (C14): up after an act that met no force, down after one that did; acts far below the line teach little.
        """
        if at.size:
            here = self.among(at)
            mean, width = deterrence.learned_line(here.belief, here.belief_width, rung, met_force, here.belief_variation)
            self.belief[at], self.belief_width[at] = np.clip(mean, 0.0, 10.0), width

    def offer(self) -> Array:
        """Share of Washington's demands that Tehran would meet today (C11, C16)."""
        return bargaining.offer(
            self.offer_base, self.model.economy.pain, self.offer_pain, self.model.united_states.relief, self.offer_relief,
            self.hostility - self.usual_hostility, self.offer_scatter * self.politics,
        )
