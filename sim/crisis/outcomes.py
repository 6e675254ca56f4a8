"""The six ways a world can end, each with the words and the numbers by which it is recognised (C24).

The criteria in code stand in :meth:`sim.crisis.model.CrisisModel.judge`; the words here are what the report prints.
Four of them stop a world as soon as they are recognised; if two fall on one day, the first of war, regime collapse,
capitulation and deal counts. What is left at the horizon is told apart by whether the United States ever used force.
"""

from __future__ import annotations

from typing import Final

WAR, COLLAPSE, CAPITULATION, DEAL, EXCHANGE, STANDOFF = range(6)

#: Keys in the order of the codes above, as they stand in tables and scenario files.
OUTCOMES: Final = ("war", "regime_collapse", "capitulation", "deal", "limited_exchange", "standoff")

#: Those that stop a world on the day they are met; the others are what is found at the horizon.
STOPS: Final = OUTCOMES[:EXCHANGE]

TITLES: Final = {
    "war": "War",
    "regime_collapse": "Regime collapse",
    "capitulation": "Capitulation",
    "deal": "Negotiated deal",
    "limited_exchange": "Limited exchange",
    "standoff": "Standoff",
}

CRITERIA: Final = {
    "war": "The United States strikes Iran itself and Iran openly attacks American forces, within 30 days of each "
    "other; an Iranian salvo that was announced beforehand and killed nobody does not count.",
    "regime_collapse": "The government in Tehran falls.",
    "capitulation": "Iran accepts terms that meet at least three quarters of Washington's demands, or gives in without "
    "talks.",
    "deal": "Both sides accept terms that meet less than three quarters of Washington's demands.",
    "limited_exchange": "The horizon is reached, and the United States used force at least once.",
    "standoff": "The horizon is reached, and the United States never used force.",
}

#: How a sentence about each outcome begins.
CLAUSES: Final = {
    "war": "The crisis ends in war",
    "regime_collapse": "The regime in Tehran falls",
    "capitulation": "Iran capitulates",
    "deal": "The two sides reach a deal",
    "limited_exchange": "The crisis stays a limited exchange of force",
    "standoff": "The standoff lasts, without American force,",
}

#: The same outcome within a sentence: "more war", "war/(war+capitulation)".
NOUNS: Final = {
    "war": "war",
    "regime_collapse": "regime collapse",
    "capitulation": "capitulation",
    "deal": "a deal",
    "limited_exchange": "a limited exchange",
    "standoff": "a standoff",
}
