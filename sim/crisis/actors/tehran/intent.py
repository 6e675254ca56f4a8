"""Tehran's intent, patience and effort, and the money it passes on."""

from __future__ import annotations

import math
from types import MappingProxyType

import numpy as np

from sim.crisis.acts import ACTS
from sim.crisis.environment import CrisisActor
from sim.crisis.rules import economy
from sim.crisis.rules.decay import approach, kept
from sim.engine.arrays import NEVER, NOBODY, Array, Where
from sim.engine.parameters import param


class Intent(CrisisActor):
    """How hard Tehran presses.

    Rule (C05, C06, C16): intent does not fall with pain; effort rises with pressure and pain once patience has ended.
    """

    limits = MappingProxyType(
        {
            "choose_effort": (0.0, math.inf),
            "effort": (0.0, math.inf),
            "hostility": (0.0, 1.0),
            "vengeance": (0.0, math.inf),
        }
    )

    usual_hostility = param(
        0.6,
        "index",
        (0, 1),
        claims="C05",
        basis="article",
        plausible=(0.4, 0.8),
        source="Hostile intent as for forty years (a think-tank head quoted in the article); the unit is ours",
        note="Hostile intent in May 2018 and in the long run",
        name="hostility.usual",
    )
    hostility_half_life = param(
        365.0,
        "days",
        (10, 5000),
        claims="C05",
        basis="assumed",
        plausible=(180.0, 1000.0),
        source="The article gives no time scale but forty years",
        note="Days until a rise in hostility has halved",
        name="hostility.half_life",
    )
    hostility_strike = param(
        0.05,
        "index",
        (0, 1),
        claims="C05 C19 C02",
        basis="assumed",
        plausible=(0.02, 0.15),
        source="No estimate found",
        note=(
            "Rise in hostility at a terrorist listing or a strike; three times as much at a commander's death or a "
            "strike at home"
        ),
        name="hostility.strike",
    )
    patience_exports = param(
        0.30,
        "share",
        (0, 1),
        claims="C06",
        basis="literature",
        plausible=(0.20, 0.45),
        source=(
            "Gambling for resurrection (Downs and Rocke 1994, Goemans 2000): risk is sought when exports fall below a "
            "fifth to a third of their base (our reading)"
        ),
        note="Share of exports in prospect below which Iran stops waiting and resists",
        name="patience.exports",
    )
    patience_return = param(
        0.15,
        "share",
        (0, 1),
        claims="C06",
        basis="assumed",
        plausible=(0.05, 0.3),
        source="No return to waiting in the record",
        note="How far exports in prospect must rise above that level before Iran waits again",
        name="patience.return",
    )
    patience_effort = param(
        0.05,
        "index",
        (0, 2),
        claims="C06 C17",
        basis="assumed",
        plausible=(0.0, 0.15),
        source="No direct act and hardly any ordered attack in the first 369 days (own count of press reports)",
        note="Effort while Iran still waits, as a share of its effort when it resists",
        name="patience.effort",
        rival=1.0,
        rival_source="Administration's view: malign activity was already rising before the sanctions (C17)",
    )
    effort_base = param(
        0.2,
        "index",
        (0, 3),
        claims="C06 C17",
        basis="assumed",
        plausible=(0.0, 0.5),
        source="The officials' view gives no level without pressure",
        note="Effort when Iran resists without pressure or pain",
        name="effort.base",
        rival=1.0,
        rival_source="Administration's view: high activity without pressure (C17)",
    )
    effort_pressure = param(
        0.5,
        "index",
        (-2, 2),
        claims="C06 C17",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="Officials quoted in the article: pressure hardened Iran's stance; size assumed",
        note="Change of effort from no pressure to full pressure",
        name="effort.pressure",
        rival=-0.5,
        rival_source="Administration's view: pressure reverses the trend (C17); size assumed",
    )
    effort_pain = param(
        0.6,
        "index",
        (-2, 2),
        claims="C06 C16 C17",
        basis="assumed",
        plausible=(0.2, 1.0),
        source="Officials quoted in the article; loss aversion (Levy 1996); size assumed",
        note="Change of effort from no pain to full pain",
        name="effort.pain",
        rival=-0.5,
        rival_source="Administration's view: regime and proxies are weaker under pressure (C17); size assumed",
    )
    revenge = param(
        0.5,
        "index",
        (0, 3),
        claims="C15",
        basis="assumed",
        plausible=(0.2, 0.8),
        source="The article expects retaliation; size assumed",
        note="Further effort that Tehran asks of its proxies after an American strike",
        name="revenge.effort",
    )
    revenge_half_life = param(
        30.0,
        "days",
        (1, 365),
        claims="C15",
        basis="assumed",
        plausible=(10.0, 50.0),
        source="No estimate found",
        note="Days until revenge has halved",
        name="revenge.half_life",
    )
    austerity = param(
        0.4,
        "share",
        (0, 2),
        claims="C04",
        basis="assumed",
        plausible=(0.2, 0.7),
        source="Quds Force budget said to be down 17 per cent in May 2019, when exports had halved (US claim, press)",
        note="Share of lost oil income that is passed on to the proxies",
        name="purse.austerity",
    )
    purse_lag = param(
        90.0,
        "days",
        (1, 1000),
        claims="C04",
        basis="assumed",
        plausible=(30.0, 180.0),
        source="Austerity reported in spring 2019, months after the oil measures (press)",
        note="Mean lag of the proxies' money behind oil income",
        name="purse.lag",
    )

    # How things stand at the start.
    risen_start = param(
        0.0,
        "index",
        (-1, 1),
        claims="C05",
        basis="fact",
        source="By definition none: the usual intent is that of May 2018",
        note="Hostile intent above its usual level at the start",
        name="hostility.risen",
        starts="risen",
    )
    revenge_start = param(
        0.0,
        "index",
        (0, 3),
        claims="C15",
        basis="fact",
        source="No American strike on Iran or its militias in the months before May 2018 (press reports)",
        note="Further effort at the start, after an American strike before it",
        name="revenge",
        starts="vengeance",
    )
    resisting_start = param(
        0.0,
        "1 yes, 0 no",
        (0, 1),
        whole=True,
        claims="C06",
        basis="fact",
        source="No direct act and hardly any ordered attack in the first 369 days (own count of press reports)",
        note="Whether Tehran already resists at the start, rather than wait",
        name="resisting",
        starts="resisting",
    )
    purse_start = param(
        1.0,
        "share of May 2018",
        (0, 1.5),
        claims="C04",
        basis="fact",
        source="The unit: Tehran's money for its proxies in May 2018 is 1",
        note="Tehran's money for its proxies at the start",
        name="purse",
        starts="purse",
    )

    foreseen: Array  # share of exports in prospect, taken stock of each day
    income: Array  # share of oil income, likewise

    def derive(self) -> None:
        """What follows from parameters alone."""
        super().derive()
        self.hostility_kept = kept(self.hostility_half_life)
        self.revenge_kept = kept(self.revenge_half_life)

    def begin(self) -> None:
        """States at the start of the crisis."""
        super().begin()
        self.hostility = np.clip(self.each_world() + self.usual_hostility + self.risen_start, 0.0, 1.0)  # index 0-1
        self.vengeance = self.each_world() + self.revenge_start  # index, further effort asked of proxies after a strike
        self.effort = self.each_world()  # index, about 1 under maximum pressure
        self.purse = self.each_world() + self.purse_start  # money for proxies, share of May 2018
        self.resisting = self.each_world(self.resisting_start, bool)
        self.resolve_event = self.never()  # event number of the decision to resist
        self.turning: Where = NOBODY

    @property
    def risen(self) -> Array:
        """Hostile intent above its usual level."""
        return self.hostility - self.usual_hostility

    def prospect(self) -> Array:
        """Share of exports in prospect: what Iran still sells, or what announced pressure will leave (C06)."""
        us, trade = self.model.united_states, self.model.economy
        coming = economy.export_target(np.maximum(us.level, us.announced), trade.exports_floor)
        return np.minimum(trade.share, coming)

    def choose_effort(self) -> Array:
        """How hard Tehran presses, through its own forces and its proxies.

        Rule (C05, C06, C17): scaled by intent, rising with pressure and pain, and only a little while Tehran still
        waits.
        """
        us, pain = self.model.united_states, self.model.economy.pain
        drive = np.maximum(self.effort_base + self.effort_pressure * us.level + self.effort_pain * pain, 0.0)
        waiting = np.where(self.resisting, 1.0, self.patience_effort)
        return drive * waiting * (self.hostility / np.maximum(self.usual_hostility, 0.01))

    def decide_patience(self) -> None:
        """Decides whether to wait or to resist.

        Rule (C06): patience first; Tehran resists once exports in prospect fall below a level, and waits again only
        well above it.
        """
        level = np.where(self.resisting, self.patience_exports + self.patience_return, self.patience_exports)
        self.turning = self.worlds_where((self.foreseen < level) != self.resisting)
        if self.turning.size:
            self.pressed_by = self.model.united_states.pressure_event[self.turning]

    def turn(self) -> None:
        """Writes the turn from waiting to resistance, or back."""
        at = self.turning
        for act in ("resistance", "patience"):
            mask = self.resisting[at] != (act == "resistance")
            if mask.any():
                some = at[mask]
                here = self.among(some)
                level = here.patience_exports + (0.0 if act == "resistance" else here.patience_return)
                beyond = here.foreseen - level
                event = self.note(
                    some,
                    act,
                    ACTS[act].rung,
                    "decide_patience",
                    cause=self.pressed_by[mask],
                    threshold=level,
                    margin=-beyond if act == "resistance" else beyond,
                )
                self.resolve_event[some] = event if act == "resistance" else NEVER
        self.resisting[at] ^= True

    def move_intent(self) -> None:
        """Intent, revenge and the proxies' money move by a day (C04, C05)."""
        self.hostility = self.usual_hostility + (self.hostility - self.usual_hostility) * self.hostility_kept
        self.vengeance *= self.revenge_kept
        self.purse = approach(self.purse, np.maximum(1.0 - self.austerity * (1.0 - self.income), 0.0), self.purse_lag)

    def harden(self, at: Where, times: float) -> None:
        """Raises hostility by so many times the step for a strike (C02, C05)."""
        here = self.among(at)
        self.hostility[at] = np.minimum(here.hostility + times * here.hostility_strike, 1.0)
