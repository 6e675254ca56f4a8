"""Both theories fitted to a few months, simulated once for all tests that ask for them."""

from __future__ import annotations

from datetime import date
from functools import cache

from sim.analyses.facts.happened import happened
from sim.analyses.fit.calibrate import Fitted
from sim.analyses.rivals.fits import both_fitted, granted
from sim.analyses.rivals.rivals import Rivals, weighed
from tests.analyses.fit.fits import crisis

QUICK = {"until": date(2018, 8, 31), "draws": 3000}


@cache
def fits() -> tuple[Fitted, Fitted]:
    return both_fitted(crisis(), happened=happened(), **QUICK)


@cache
def found() -> Rivals:
    return weighed(fits(), granted(fits(), happened=happened()), truths=40)
