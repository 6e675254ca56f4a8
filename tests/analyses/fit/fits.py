"""A small fit of the real model, simulated once for all tests that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

import pytest

import sim
from sim.analyses.facts.happened import happened
from sim.analyses.fit import abc, calibrate
from sim.analyses.fit.calibrate import Findings, Fitted, findings, fitted

#: Early enough to be quick, late enough for oil, currency and some attacks to be compared.
UNTIL = date(2018, 12, 31)


@contextmanager
def few_accepted(number: int = 40) -> Iterator[None]:
    """Fits accept so few draws where nothing rests on how sure they are: a tenth of the worlds then does."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (abc, calibrate):
            patch.setattr(module, "LEAST", number)
        yield


@cache
def crisis() -> Any:
    return sim.load("redline:maximum_pressure")


@cache
def small() -> Fitted:
    return fitted(crisis(), until=UNTIL, draws=3000, happened=happened())


@cache
def found() -> Findings:
    return findings(small(), truths=40)
