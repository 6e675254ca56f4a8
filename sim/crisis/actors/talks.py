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

    Rule (C11, C12): progress accumulates only when a message finds that Tehran can give what Washington asks; it fades,
    and hostile acts set it back.
    """

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
        self.meeting = self.each_world(0, bool)  # whether the last message found that terms meet
        self.messages: dict[str, tuple[GoBetween, Array, Array]] = {}  # by the go-between's path
        self.agreeing: Where = NOBODY

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
        """Takes in messages; seals an agreement."""
        for mediator, _, gap in self.messages.values():
            at, meets = mediator.delivering, gap >= 0.0
            gain = self.among(at).step * mediator.among(at).leverage
            self.progress[at] = np.minimum(self.progress[at] + np.where(meets, gain, 0.0), 1.0)
            self.meeting[at] = meets
        self.progress = np.where(self.progress >= 1.0, self.progress, self.progress * self.progress_kept)
        at = self.agreeing
        if at.size:
            share = self.among(at).capitulation_share
            self.terms_met[at] = self.terms
            self.note(at, "agreement", ACTS["agreement"].rung, "decide", threshold=share, margin=self.terms - share)

    def learn(self) -> None:
        """Rule (C12): hostile acts and strikes set progress back."""
        for incident in self.model.today.questions():
            at = incident.at
            self.progress[at] = np.maximum(self.progress[at] - self.among(at).setback * incident.rung / 5.0, 0.0)
        for strike in self.model.today.force():
            self.progress[strike.at] *= 1.0 - self.among(strike.at).strike_setback
