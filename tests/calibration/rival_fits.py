"""Both theories fitted to a few months, simulated once for all tests that ask for them."""

from __future__ import annotations

from datetime import date
from functools import cache

from sim.calibration.calibrate import Fitted
from sim.calibration.rivals import Rivals, weighed
from sim.calibration.rivals_fits import both_fitted, granted
from sim.history.happened import happened
from tests.calibration.fits import crisis

QUICK = {"until": date(2018, 8, 31), "draws": 3000}


@cache
def fits() -> tuple[Fitted, Fitted]:
    return both_fitted(crisis(), happened=happened(), **QUICK)


@cache
def found() -> Rivals:
    return weighed(fits(), granted(fits(), happened=happened()), truths=40)
