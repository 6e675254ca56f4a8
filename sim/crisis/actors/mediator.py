"""Go-betweens that carry messages between the two capitals (C11)."""

from __future__ import annotations

import numpy as np

from sim.crisis.environment import CrisisActor
from sim.engine.arrays import NOBODY, Array, Where
from sim.engine.parameters import param


class Mediator(CrisisActor):
    """A state that carries messages between Washington and Tehran.

    Rule (C11): a channel opens when an incident alarms the go-between, or now and then unasked; while it is open it
    carries messages that take days and may be lost. Message-carrying alone moves nothing (Fey and Ramsay 2010).
    """

    access = param(
        0.5,
        "share",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.3, 0.7),
        source="The article names the go-betweens and no ranking",
        note="How well both sides receive this go-between; scales openings",
    )
    opening = param(
        0.08,
        "per grave incident",
        (0, 1),
        claims="C11",
        basis="fact",
        plausible=(0.03, 0.15),
        source=(
            "Six moves by go-betweens followed the incidents of May to September 2019 (own count of press reports)"
        ),
        note="Chance that an incident of rung 4 or more opens the channel, at full access",
        name="opening.chance",
    )
    unasked = param(
        0.002,
        "per day",
        (0, 1),
        claims="C11",
        basis="fact",
        plausible=(0.0005, 0.004),
        source="Oman's visit to Washington in July 2018 and the like (press reports)",
        note="Chance per day that the channel opens without an incident, at full access",
        name="opening.unasked",
    )
    lapse = param(
        45.0,
        "days",
        (1, 2000),
        claims="C11",
        basis="assumed",
        plausible=(15.0, 90.0),
        source="No estimate found",
        note="Mean life of an open channel",
    )
    closing = param(
        0.3,
        "share",
        (0, 1),
        claims="C02 C12",
        basis="assumed",
        plausible=(0.1, 0.6),
        source="The article: the listing and the attacks raised doubts about talks; size assumed",
        note="Chance that a listing, a strike or an oil plant's loss closes the channel",
        name="closing.chance",
    )
    rate = param(
        0.05,
        "messages per day",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.02, 0.15),
        source="No count of messages found; visits were weeks apart",
        note="Messages sent while the channel is open",
        name="message.rate",
    )
    engaged_rate = param(
        0.2,
        "messages per day",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.1, 0.4),
        source="No count found; an interim accord took about a hundred days once both sides wanted it (2013)",
        note="Messages sent while the last one found that both sides' terms meet; the channel does not lapse then",
        name="message.engaged_rate",
    )
    delay = param(
        4.0,
        "days",
        (1, 60),
        claims="C11",
        basis="assumed",
        plausible=(1.0, 10.0),
        whole=True,
        source="Visits and letters took days (press reports)",
        note="Days a message takes",
        name="message.delay",
    )
    loss = param(
        0.2,
        "share",
        (0, 1),
        claims="C11",
        basis="assumed",
        plausible=(0.05, 0.4),
        source="Messages declined in June and September 2019 (press reports)",
        note="Share of messages that are lost or not received",
        name="message.loss",
    )
    leverage = param(
        1.0,
        "ratio",
        (0, 3),
        claims="C11",
        basis="literature",
        plausible=(1.0, 1.3),
        source=(
            "Wilkenfeld and others 2003; Fey and Ramsay 2010: pure message-carrying adds little (our reading: 1 to 1.3)"
        ),
        note="How much more a message of this go-between moves talks than a mere messenger's",
    )

    def begin(self) -> None:
        """States at the start of the crisis."""
        self.open = self.each_world(0, bool)
        self.days_left = self.each_world(0, np.int16)  # of the message under way; 0 none
        self.opened_by = self.never()
        self.opening_now: Where = NOBODY
        self.sending: Where = NOBODY
        self.delivering: Where = NOBODY
        self.lapsing: Where = NOBODY

    def perceive(self) -> None:
        """Which messages arrive today."""
        self.delivering = self.worlds_where(self.days_left == 1)

    def decide(self) -> None:
        """Whether to open, to send, to give up.

        Rule (C11): messages follow each other faster, and nobody gives up, while the last one found that terms meet.
        """
        self.opening_now = self.choices_where(
            (self.draw("unasked") < self.unasked * self.access) & ~self.open, "talks_offer"
        )
        idle = self.worlds_where(self.open & (self.days_left == 0))
        here, luck = self.among(idle), self.draw("send", idle)
        engaged = self.model.talks.meeting[idle]
        self.sending = idle[luck < np.where(engaged, here.engaged_rate, here.rate)]
        self.lapsing = idle[~engaged & (luck > 1.0 - 1.0 / here.lapse)]

    def act(self) -> None:
        """Opens, carries and closes."""
        self._open(self.opening_now, np.full(self.opening_now.size, -1), "decide")
        self.days_left -= self.days_left > 0
        if self.sending.size:
            received = ~self.happens("lost", self.among(self.sending).loss, self.sending)
            at = self.sending[received]
            self.days_left[at] = self.among(at).delay
        if self.delivering.size:
            asks, gap = self.model.talks.read(self.path)
            cause = self.opened_by[self.delivering]
            self.note(self.delivering, "message", 0.0, "decide", cause=cause, threshold=asks, margin=gap)
        if self.lapsing.size:
            self._close(self.lapsing, np.full(self.lapsing.size, -1), "decide")

    def learn(self) -> None:
        """Rule (C02, C11, C12): grave incidents open channels; listings, strikes and an oil plant's loss close them."""
        alarm, cause = self.model.today.grave()
        if alarm.size and self.model.choosing:
            here = self.among(alarm)
            opens = ~here.open & self.happens("alarmed", here.opening * here.access, alarm)
            opens &= self.chosen_at(alarm, "talks_offer")
            self._open(alarm[opens], cause[opens], "learn")
        shock, cause = self.model.today.shocking()
        if shock.size:
            closes = self.among(shock).open & self.happens("shocked", self.among(shock).closing, shock)
            self._close(shock[closes], cause[closes], "learn")

    def _open(self, at: Where, cause: Array, rule: str) -> None:
        if at.size:
            self.opened_by[at] = self.note(at, "talks_offer", 0.0, rule, cause=cause)
            self.open[at] = True

    def _close(self, at: Where, cause: Array, rule: str) -> None:
        if at.size:
            self.note(at, "channel_closed", 0.0, rule, cause=cause)
            self.open[at], self.days_left[at] = False, 0

    def open_by_order(self, at: Where) -> Array:
        """Opens the channel because a scenario says so; returns the event numbers."""
        self.opened_by[at] = self.note(at, "talks_offer", 0.0, "learn", forced=True)
        self.open[at] = True
        return self.opened_by[at]
