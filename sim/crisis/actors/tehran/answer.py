"""How Tehran answers American force."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from sim.crisis.actors.tehran.attack import Attack
from sim.crisis.acts import ACTS
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.chance import REAL
from sim.engine.parameters import param


class Answer(Attack):
    """Answers to force.

    Rule (C15): through proxies and with more effort, or openly, from a threshold of Tehran's own; an open answer may be
    announced beforehand.
    """

    limits = MappingProxyType({"willing_to_answer": bool, "answer_due": (0.0, 10.0)})

    strike_back = param(
        6.5,
        "rung",
        (0, 10),
        claims="C15",
        basis="article",
        plausible=(5.5, 7.5),
        source="The article expects retaliation for a commander's death (rung 7), so that the line lies below it",
        note="Rung of an American strike from which Iran answers openly rather than through proxies",
    )
    strike_back_variation = param(
        0.5,
        "rungs",
        (0, 3),
        claims="C15",
        basis="assumed",
        plausible=(0.2, 1.0),
        source="No estimate found",
        note="How much that threshold varies from case to case (standard deviation)",
        name="strike_back.variation",
    )
    answer_chance = param(
        0.2,
        "per day",
        (0.01, 1),
        claims="C15",
        basis="literature",
        plausible=(0.08, 0.5),
        source="Reciprocity with a lag (Axelrod 1984): zero to twenty days",
        note="Chance per day that an open answer, once resolved on, is given",
        name="answer.chance",
    )
    answer_lead = param(
        2.0,
        "days",
        (0, 60),
        claims="C15",
        basis="assumed",
        plausible=(1.0, 4.0),
        whole=True,
        source="Missiles were moved and a host warned within five days in January 2020 (press reports)",
        note="Days that an open answer takes to prepare",
        name="answer.lead",
    )
    warned = param(
        0.6,
        "share",
        (0, 1),
        claims="C15",
        basis="assumed",
        plausible=(0.3, 0.9),
        source="No estimate found; an off-ramp exists for either side",
        note="Share of open answers that are announced beforehand, to spare lives",
        name="answer.warned",
    )
    warned_channel = param(
        0.5,
        "share",
        (-1, 1),
        claims="C11 C15",
        basis="assumed",
        plausible=(0.0, 0.9),
        source="Switzerland's channel carried messages from the day of the strike in January 2020 (press reports)",
        note="Share of the answers without a word that an open channel for messages turns into announced ones",
        name="answer.channel",
    )
    warned_spared = param(
        0.85,
        "share",
        (0, 1),
        claims="C15",
        basis="assumed",
        plausible=(0.6, 0.97),
        source="Iraq was told hours ahead on 8 January 2020: 110 were hurt, and nobody died (press reports); one case",
        note="Share of the chance of a death that an announcement takes away",
        name="answer.spared",
    )
    deadly = param(
        0.6,
        "share",
        (0, 1),
        claims="C07 C15",
        basis="assumed",
        plausible=(0.3, 0.9),
        source="No estimate found; eleven missiles that hit a base on 8 January 2020 hurt 110 (press reports)",
        note="Chance that an open salvo of which nobody was told kills an American, where as many are near as in Iraq",
        name="answer.deadly",
    )
    warned_rung = param(
        6.0,
        "rung",
        (0, 10),
        claims="C15",
        basis="assumed",
        plausible=(5.0, 7.0),
        source="No estimate found",
        note="Severity of an open answer that was announced",
        name="answer.warned_rung",
    )
    due_start = param(
        0.0,
        "rung",
        (0, 10),
        claims="C15",
        basis="fact",
        source="No American act to be answered in May 2018",
        note="American act that Iran has resolved to answer openly and not answered yet at the start; 0 none",
        name="answer.due",
        starts="answer_due",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.answer_due = self.each_world() + self.due_start  # rung of the American act to be answered openly; 0 none
        self.answer_cause = self.never()
        self.line_today = self.each_world() + self.strike_back  # rung, Tehran's own threshold in the last case
        # The threshold that the act to be answered has passed, rung.
        self.answer_line = np.where(self.answer_due > 0.0, self.line_today, self.each_world())
        self.answer_day = self.never()  # when Tehran resolved on it
        self.salvo_day = self.never()  # last open attack of any kind
        self.open_attack_event = self.never()
        self.open_attack_before = self.never()  # day of the one before the last
        self.open_attack_day = self.never()  # last open attack that was not a warned salvo without dead
        self.answering: Where = NOBODY

    def willing_to_answer(self, at: Where, rung: Array) -> Array:
        """Whether Tehran resolves to answer an American strike openly, shape ``(cases,)``.

        Rule (C15): when the strike's rung reaches Tehran's own threshold, which varies from case to case.
        """
        here = self.among(at)
        self.line_today[at] = here.strike_back + here.strike_back_variation * self.normal("strike back", at)
        return rung >= self.line_today[at]

    def decide_answer(self) -> None:
        """Rule (C15): an open answer takes days to prepare, and comes after a lag."""
        self.answer_due[self.withheld("open_salvo")] = 0.0  # what is let pass is not made up for the next day
        ready = self.model.day - self.answer_day >= self.answer_lead
        due = self.choices_where((self.answer_due > 0.0) & ready)
        self.answering = due[self.happens("answer", self.among(due).answer_chance, due)]

    def answer(self) -> None:
        """Answers openly.

        Rule (C11, C15): an open answer may be announced beforehand, to spare lives, the likelier while a channel for
        messages is open: an off-ramp for both sides.
        """
        at = self.answering
        if not at.size:
            return
        here = self.among(at)
        able = self.draw("able", at) < here.capability
        silent = 1.0 - here.warned
        spoken = silent * here.warned_channel * self.model.talks.channel_open[at]
        warned = self.draw("warned", at) < here.warned + spoken
        rung = np.where(warned, here.warned_rung, ACTS["open_salvo"].rung).astype(REAL)
        theatre = ACTS["open_salvo"].theatre
        chance = self.model.exposed(theatre, at) * here.deadly * np.where(warned, 1.0 - here.warned_spared, 1.0)
        deaths = self.happens("death in salvo", chance, at).astype(np.int32)
        for announced in (True, False):
            mask = able & (warned == announced)
            if mask.any():
                some, line = at[mask], here.answer_line[mask]
                self.model.attack(
                    self,
                    some,
                    "open_salvo",
                    rung[mask],
                    deaths[mask],
                    rule="answer",
                    cause=self.answer_cause[some],
                    theatre=theatre,
                    warned=announced,
                    threshold=line,
                    margin=self.answer_due[some] - line,
                )
        self.answer_due[at] = 0.0

    def learn_of_force(self) -> None:
        """Takes in American force.

        Rule (C02, C15, C19): listings and strikes harden Tehran and strikes move it to revenge; a grave one against
        Iran itself or its commanders calls for an open answer, one on a militia only for one through militias.
        """
        for salvo in self.model.today.of("open_salvo"):
            # What counts towards war: an attack that was not announced, or that killed.
            serious = (salvo.deaths > 0) | (not salvo.warned)
            at, event = salvo.at[serious], salvo.event[serious]
            new = self.open_attack_day[at] != self.model.day
            self.open_attack_before[at[new]] = self.open_attack_day[at[new]]
            self.open_attack_day[at], self.open_attack_event[at] = self.model.day, event
            self.salvo_day[salvo.at] = self.model.day
            self.answer_due[salvo.at] = 0.0  # also when the scenario has ordered the salvo
        gravest, event = np.zeros_like(self.answer_due), self.never()
        for listing in self.model.today.of("terror_listing"):
            self.harden(listing.at, 1.0)
        for strike in self.model.today.force():
            on_a_militia = strike.act == "strike_on_proxy"
            self.harden(strike.at, 1.0 if on_a_militia else 3.0)
            self.vengeance[strike.at] = np.maximum(self.vengeance[strike.at], self.among(strike.at).revenge)
            if on_a_militia:
                continue
            graver = strike.rung > gravest[strike.at]
            gravest[strike.at[graver]], event[strike.at[graver]] = strike.rung[graver], strike.event[graver]
        at = np.flatnonzero(gravest)
        if at.size:
            openly = at[self.willing_to_answer(at, gravest[at]) & (gravest[at] > self.answer_due[at])]
            self.answer_line[openly], self.answer_day[openly] = self.line_today[openly], self.model.day
            self.answer_due[openly], self.answer_cause[openly] = gravest[openly], event[openly]
