"""The ways a world of this crisis can end, each with the words and the numbers by which it is recognised (C24).

The criteria in code stand in :meth:`sim.crisis.model.CrisisModel.judge`; the words here are what the report prints.
Four of them stop a world as soon as they are recognised; if two fall on one day, the first of war, regime collapse,
capitulation and deal counts. What is left at the horizon is told apart by whether the United States ever used force.

Colours run from the gravest to the calmest with steadily changing lightness, so that they keep their order in grey
print and for colour-blind readers.
"""

from __future__ import annotations

from typing import Final

from sim.crisis.acts import AMERICAN_FORCE
from sim.engine.outcomes import Outcome, Outcomes

#: Text upon an outcome's colour. The light ones differ in their last digit, so that each can have its own dark partner.
_ON_GRAVE, _ON_MIDDLE, _ON_CALM = ("#fffffe", "#10161d"), ("#15202d", "#10161c"), ("#15202c", "#f4f7fa")

WAR: Final = Outcome(
    "war",
    title="War",
    clause="The crisis ends in war",
    finding="War breaks out",
    noun="war",
    plural="wars",
    criterion="The United States strikes Iran itself and Iran openly attacks American forces, within 30 days of each "
    "other; an Iranian salvo that was announced beforehand and killed nobody does not count.",
    colour=("#5a0b16", "#fff4e6"),
    on_colour=_ON_GRAVE,
    gravity=6,
    stops=True,
    grave=True,
    fewer="fewer wars",
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
    colour=("#6b3c8e", "#dca6e6"),
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
    colour=("#86d1a4", "#2f6650"),
    on_colour=_ON_CALM,
    gravity=2,
    stops=True,
    settles=True,
    sealed_by=("agreement",),
)
EXCHANGE: Final = Outcome(
    "limited_exchange",
    title="Limited exchange",
    clause="The crisis stays a limited exchange of force",
    finding="It stays a limited exchange",
    noun="a limited exchange",
    plural="limited exchanges",
    criterion="The horizon is reached, and the United States used force at least once.",
    colour=("#bf5612", "#ea801f"),
    on_colour=_ON_GRAVE,
    gravity=4,
    begins_story="No end",
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
    colour=("#eaeef2", "#2c3645"),
    on_colour=_ON_CALM,
    gravity=1,
    begins_story="No American force and no end",
)

OUTCOMES: Final = Outcomes(WAR, COLLAPSE, CAPITULATION, DEAL, EXCHANGE, STANDOFF)


# Transitional, until every reader is handed the crisis.
class _Transitional(Outcomes):
    index = Outcomes.code

    def __getitem__(self, key):
        return self.keys_in_order[key] if not isinstance(key, str) else super().__getitem__(key)


OUTCOMES = _Transitional(*OUTCOMES.values())  # type: ignore[misc]
STOPS = OUTCOMES.stops
TITLES = {key: one.title for key, one in OUTCOMES.items()}
CRITERIA = {key: one.criterion for key, one in OUTCOMES.items()}
CLAUSES = {key: one.clause for key, one in OUTCOMES.items()}
NOUNS = {key: one.noun for key, one in OUTCOMES.items()}
