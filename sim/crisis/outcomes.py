"""The ways a world of this crisis can end, each with the words and the numbers by which it is recognised (C24).

The words are what the report prints, and the code beside them is what decides. A further outcome is one entry here.
Four of them stop a world as soon as they are recognised; if two fall on one day, the first of war, regime collapse,
capitulation and deal counts. What is left at the horizon is told apart by who used force, and whether openly.

Colours run from the gravest to the calmest with steadily changing lightness, so that they keep their order in grey
print and for colour-blind readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from sim.crisis.acts import AMERICAN_FORCE, EXCHANGE_WINDOW, OPEN_FORCE
from sim.engine.arrays import NEVER, Array
from sim.engine.outcomes import Outcome, Outcomes

if TYPE_CHECKING:
    from sim.crisis.environment import Environment  # brings Mesa along, which words and colours need not wait for

#: Repeated open force by both sides is war when it falls within so many days.
WAR_WINDOW: Final = EXCHANGE_WINDOW
#: How Tehran itself ends the crisis; 0 while it goes on.
GIVES_IN, FALLS = 1, 2


def _repeated_open_force_by_both(model: Environment) -> Array | None:
    us, iran = model.united_states, model.iran
    if us.open_force_before.max(initial=NEVER) < 0 or iran.open_attack_before.max(initial=NEVER) < 0:
        return None
    first = np.minimum(us.open_force_before, iran.open_attack_before)
    last = np.maximum(us.open_force_day, iran.open_attack_day)
    return (first >= 0) & (last - first <= WAR_WINDOW)


def _government_falls(model: Environment) -> Array | None:
    return model.iran.ended_by == FALLS if model.iran.ending.size else None


def _gives_in_or_accepts_most(model: Environment) -> Array | None:
    iran, talks = model.iran, model.talks
    if not iran.ending.size and not talks.agreeing.size:
        return None
    return (iran.ended_by == GIVES_IN) | (talks.terms_met >= talks.capitulation_share)


def _accepts_less(model: Environment) -> Array | None:
    return model.talks.terms_met < model.talks.capitulation_share if model.talks.agreeing.size else None


def _openly_exchanged(model: Environment) -> Array:
    return model.exchange_day >= 0


def _force_used(model: Environment) -> Array:
    return (model.united_states.first_force_day >= 0) & (model.exchange_day < 0)


def _no_force(model: Environment) -> Array:
    return model.united_states.first_force_day < 0


#: Text upon an outcome's colour. The light ones differ in their last digit, so that each can have its own dark partner.
_ON_GRAVE, _ON_MIDDLE, _ON_CALM = ("#fffffe", "#10161d"), ("#15202d", "#10161c"), ("#15202c", "#f4f7fa")

WAR: Final = Outcome(
    "war",
    title="War",
    clause="The crisis ends in war",
    finding="War breaks out",
    noun="war",
    plural="wars",
    criterion="Open force is sustained: the United States strikes Iran's soil or its commanders on at least two days, "
    f"and Iran openly attacks American forces on at least two, all within {WAR_WINDOW} days; an Iranian salvo that was "
    "announced beforehand and killed nobody does not count.",
    met=_repeated_open_force_by_both,
    colour=("#500a14", "#fef6ed"),
    on_colour=_ON_GRAVE,
    gravity=7,
    stops=True,
    grave=True,
    fewer="fewer wars",
    counts_as=("war", "force"),
    more="more wars",
    ends=("calm", "warlike"),
    sealed_by=("war",),
)
COLLAPSE: Final = Outcome(
    "regime_collapse",
    title="Regime collapse",
    clause="The regime in Tehran falls",
    finding="The regime falls",
    noun="regime collapse",
    plural="collapses",
    criterion="The government in Tehran falls.",
    met=_government_falls,
    colour=("#673e8c", "#d89fe3"),
    on_colour=_ON_GRAVE,
    gravity=5,
    stops=True,
    grave=True,
    sealed_by=("collapse",),
)
CAPITULATION: Final = Outcome(
    "capitulation",
    title="Capitulation",
    clause="Iran capitulates",
    finding="Iran capitulates",
    noun="capitulation",
    plural="capitulations",
    criterion="Iran accepts terms that meet at least three quarters of Washington's demands, or gives in without "
    "talks.",
    met=_gives_in_or_accepts_most,
    colour=("#5f93ad", "#4f8aa6"),
    on_colour=_ON_MIDDLE,
    gravity=3,
    stops=True,
    settles=True,
    sealed_by=("submission", "agreement"),
)
DEAL: Final = Outcome(
    "deal",
    title="Negotiated deal",
    clause="The two sides reach a deal",
    finding="The two sides reach a deal",
    noun="a deal",
    plural="deals",
    criterion="Both sides accept terms that meet less than three quarters of Washington's demands.",
    met=_accepts_less,
    colour=("#86d1a4", "#2f6650"),
    on_colour=_ON_CALM,
    gravity=2,
    stops=True,
    settles=True,
    sealed_by=("agreement",),
)
EXCHANGE: Final = Outcome(
    "open_exchange",
    title="Open exchange",
    clause="Both sides openly strike each other, short of war,",
    finding="Both sides openly strike each other",
    noun="an open exchange",
    plural="open exchanges",
    criterion="The horizon is reached after each side openly struck the other's soil, forces or commanders within "
    f"{EXCHANGE_WINDOW} days of each other, announced or not, and no war followed.",
    met=_openly_exchanged,
    colour=("#8e0102", "#fada6d"),
    on_colour=_ON_GRAVE,
    gravity=6,
    grave=True,
    counts_as=("force",),
    begins_story="No end",
    reason="both sides openly used force, and no war followed",
    sealed_by=("open_salvo",),
    meets=OPEN_FORCE,
    within=EXCHANGE_WINDOW,
)
LIMITED: Final = Outcome(
    "limited_force",
    title="Limited force",
    clause="The United States use force, and no open exchange follows,",
    finding="American force meets no open answer",
    noun="limited force",
    plural="worlds of limited force",
    criterion="The horizon is reached, the United States used force at least once, and there was neither an open "
    "exchange nor war.",
    met=_force_used,
    colour=("#bb5415", "#ea791f"),
    on_colour=_ON_GRAVE,
    gravity=4,
    begins_story="No end",
    reason="force was used, and no open exchange followed",
    sealed_by=AMERICAN_FORCE,
    by_gravest=True,
)
STANDOFF: Final = Outcome(
    "standoff",
    title="Standoff",
    clause="The standoff lasts, without American force,",
    finding="The standoff lasts",
    noun="a standoff",
    plural="standoffs",
    criterion="The horizon is reached, and the United States never used force.",
    met=_no_force,
    colour=("#eaeef2", "#2c3645"),
    on_colour=_ON_CALM,
    gravity=1,
    begins_story="No American force and no end",
    reason="no American force was used",
)

OUTCOMES: Final = Outcomes(
    WAR,
    COLLAPSE,
    CAPITULATION,
    DEAL,
    EXCHANGE,
    LIMITED,
    STANDOFF,
    gone={
        "limited_exchange": "since 0.2 there are two: open_exchange where both sides openly used force, limited_force "
        "where only the United States did; what 0.1 called war is war or an open_exchange now"
    },
)
