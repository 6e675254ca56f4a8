"""The table: how far the two sides have come (C11, C12)."""

from __future__ import annotations

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor, GoBetween
from sim.crisis.rules.decay import kept
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.parameters import param


class Talks(CrisisActor):
    """The table: how far the two sides have come.

    Rule (C11, C12): two issues lie on the table, the nuclear one and all the others. Progress accumulates as far as a
    message finds that Tehran can give what Washington asks: wholly on all of them, part of the way where only an
    interim accord is in reach. It fades, and hostile acts set it back. Now and then prisoners are exchanged.
    """

    interim_share = param(
        0.4,
        "share",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.25, 0.55),
        source="Four or five of the twelve demands of May 2018 were nuclear ones (own count)",
        note="Share of what Washington insists on that an interim accord on the nuclear issue would meet",
        name="interim.share",
    )
    interim_ceiling = param(
        0.5,
        "index",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.3, 0.8),
        source="No estimate found; the interim accord of 2013 came about half-way in the two years of talks",
        note="How far talks can come while only an interim accord is in reach",
        name="interim.ceiling",
    )
    swap_chance = param(
        0.05,
        "per message",
        (0, 1),
        claims="C11",
        basis="fact",
        plausible=(0.02, 0.15),
        source="One exchange of prisoners in twenty months, on 7 December 2019 by way of Switzerland (press reports)",
        note="Chance that a message leads to an exchange of prisoners, at a messenger's leverage",
        name="swap.chance",
    )
    swap_gain = param(
        0.1,
        "index",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.0, 0.3),
        source="Small bargains build trust (Kydd 2005); nothing followed that of December 2019 within weeks",
        note="Progress that an exchange of prisoners brings",
        name="swap.gain",
    )

    step = param(
        0.12,
        "index per message",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.05, 0.25),
        source="No estimate found; the accord of 2015 took about two years of talks",
        note="Progress per message that finds an overlap of terms",
    )
    half_life = param(
        120.0,
        "days",
        (1, 5000),
        claims="C11",
        basis="assumed",
        plausible=(60.0, 365.0),
        source="No estimate found",
        note="Days until progress has halved when nothing is said",
    )
    setback = param(
        0.05,
        "index",
        (0, 1),
        claims="C12",
        basis="assumed",
        plausible=(0.0, 0.15),
        source="The article: the oil plants and the drone raised doubts; size assumed",
        note="Progress lost through a hostile act of rung 5",
    )
    strike_setback = param(
        0.5,
        "share",
        (0, 1),
        claims="C12 C15",
        basis="assumed",
        plausible=(0.2, 1.0),
        source="No estimate found",
        note="Share of progress lost through an American strike",
        name="setback.strike",
    )
    capitulation_share = param(
        0.75,
        "share",
        (0, 1),
        claims="C13 C24",
        basis="assumed",
        plausible=(0.6, 0.9),
        source="Our definition: three quarters of the demands met",
        note="Share of Washington's demands from which an agreement counts as capitulation",
        name="capitulation.share",
    )
    progress_start = param(
        0.0,
        "index",
        (0, 0.99),
        claims="C11",
        basis="fact",
        source="No talks between the two in May 2018 (press reports)",
        note="Progress of talks at the start",
        name="progress",
        starts="progress",
    )

    def derive(self) -> None:
        """What follows from parameters alone."""
        self.progress_kept = kept(self.half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        self.progress = self.each_world() + self.progress_start  # index 0-1
        self.terms_met = self.each_world(np.nan)  # share of Washington's demands, once agreed
        self.meeting = self.each_world(0, bool)  # whether the last message found that terms meet, on an issue at least
        self.channel_open = self.each_world(0, bool)  # whether a go-between carries messages
        self.messages: dict[str, tuple[GoBetween, Array, Array]] = {}  # by the go-between's path
        self.agreeing: Where = NOBODY

    def perceive(self) -> None:
        """Whether anyone carries messages today."""
        self.channel_open[:] = False
        for between in self.model.mediators:
            self.channel_open |= between.open
        self.meeting &= self.channel_open

    def decide(self) -> None:
        """Rule (C11, C24): an agreement is reached when progress is complete, half-way between the two sides' terms."""
        self.agreeing = self.choices_where(self.progress >= 1.0)
        arriving = [one for one in self.model.mediators if one.delivering.size]
        self.messages = {}
        if arriving or self.agreeing.size:
            offer, asks = self.model.iran.offer(), self.model.united_states.asks
            self.terms = ((offer + asks) / 2.0)[self.agreeing]
            gap = offer - asks
            self.messages = {one.path: (one, asks[one.delivering], gap[one.delivering]) for one in arriving}

    def read(self, path: str) -> tuple[Array, Array]:
        """What today's messages of a go-between find: what Washington asks, and by how much Tehran would give more."""
        _, asks, gap = self.messages[path]
        return asks, gap

    def act(self) -> None:
        """Rule (C11, C24): messages are taken in, and an agreement is sealed."""
        for mediator, asks, gap in self.messages.values():
            self._take_in(mediator, asks, gap)
        self.progress = np.where(self.progress >= 1.0, self.progress, self.progress * self.progress_kept)
        at = self.agreeing
        if at.size:
            share = self.among(at).capitulation_share
            self.terms_met[at] = self.terms
            self.note(at, "agreement", ACTS["agreement"].rung, "decide", threshold=share, margin=self.terms - share)

    def _take_in(self, mediator: GoBetween, asks: Array, gap: Array) -> None:
        """Rule (C11): where terms meet on every issue, talks can come to an end; where only on one, part of the way."""
        at = mediator.delivering
        here, leverage = self.among(at), mediator.among(at).leverage
        meets, nearly = gap >= 0.0, gap + asks >= here.interim_share * asks
        ceiling = np.where(meets, 1.0, np.maximum(here.interim_ceiling, here.progress))
        gain = np.where(meets | nearly, here.step * leverage, 0.0)
        swaps = self.model.choosing & self.happens(f"swap by {mediator.path}", here.swap_chance * leverage, at)
        if swaps.any():
            self.note(at[swaps], "prisoner_swap", ACTS["prisoner_swap"].rung, "act")
        gain = gain + np.where(swaps, here.swap_gain, 0.0)
        self.progress[at] = np.minimum(here.progress + gain, ceiling)
        self.meeting[at] = meets | nearly

    def learn(self) -> None:
        """Rule (C12): hostile acts and strikes set progress back."""
        for incident in self.model.today.attacks():
            at = incident.at
            self.progress[at] = np.maximum(self.progress[at] - self.among(at).setback * incident.rung / 5.0, 0.0)
        for strike in self.model.today.force():
            self.progress[strike.at] *= 1.0 - self.among(strike.at).strike_setback
