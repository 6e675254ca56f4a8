"""Claim by claim: what a run shows of it, with an interval, and whether the model reproduces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from sim.analyses.facts.claim_parts import NAMED, Check, Part, checks, number
from sim.crisis.facts import claim_measures
from sim.crisis.facts.claim_run import Run
from sim.crisis.facts.patterns import Record
from sim.statistics.intervals import wilson
from sim.words.prose import listed

Array = np.ndarray[Any, np.dtype[np.float64]]

REPRODUCED, NOT, GIVEN, UNTESTED = VERDICTS = ("reproduced", "not reproduced", "given", "not testable here")
#: With fewer worlds in which the situation arises nothing is said.
FEWEST = 30
#: Resamples of the bootstrap over worlds, and their seed: the same worlds always give the same interval.
_RESAMPLES, _SEED = 1000, 20200107


@dataclass(frozen=True)
class Estimate:
    """A mean over worlds.

    Attributes:
        value, low, high: estimate and its 95% interval; nan with too few worlds.
        n: worlds in which the situation arises.
        first, second: the two means of a measure that compares.
        place: what is compared, in words, where variants are.
    """

    value: float
    low: float
    high: float
    n: int
    first: float = np.nan
    second: float = np.nan
    place: str = ""


@dataclass(frozen=True)
class Found:
    """What a run shows of one part: its verdict, its estimate where there is one, and both in words."""

    part: Part
    verdict: str
    words: str
    estimate: Estimate | None = None


@dataclass(frozen=True)
class Checked:
    """What a run shows of one claim.

    Attributes:
        claim: its id.
        verdict: one of :data:`VERDICTS`.
        why: the reason, for what is given or not testable.
        found: part by part.
    """

    claim: str
    verdict: str
    why: str = ""
    found: tuple[Found, ...] = field(default=())


def check(
    record: Record | None, *, free_from: int = 0, across: Mapping[str, Estimate] | None = None
) -> tuple[Checked, ...]:
    """Holds every claim against one variant's record.

    Args:
        record: what the variant's first worlds did; None when the run does not keep it.
        free_from: first day on which actors choose for themselves, later than 0 where the record was replayed.
        across: comparisons between variants, by the name of their measure.
    """
    run = None if record is None else Run.of(record, free_from)
    return tuple(_checked(one, run, across or {}) for one in checks())


def _checked(one: Check, run: Run | None, across: Mapping[str, Estimate]) -> Checked:
    found = tuple(part for part in (_found(one, part, run, across) for part in one.parts) if part is not None)
    if one.given:
        return Checked(one.claim, GIVEN, one.given, tuple(part for part in found if part.estimate is not None))
    verdicts = {part.verdict for part in found if part.part.judged}
    if NOT in verdicts:
        return Checked(one.claim, NOT, found=found)
    if UNTESTED in verdicts:
        lacking = dict.fromkeys(part.words for part in found if part.verdict == UNTESTED and part.estimate is None)
        shown = tuple(part for part in found if part.estimate is not None)
        return Checked(one.claim, UNTESTED, "; ".join(lacking), shown)
    return Checked(one.claim, REPRODUCED, found=found)


def _found(one: Check, part: Part, run: Run | None, across: Mapping[str, Estimate]) -> Found | None:
    """What the run shows of a part; None for a comparison that is told and not judged, where it was not made."""
    if part.across:
        if part.measure not in across:
            return Found(part, UNTESTED, one.without) if part.judged else None
        return judged(part, across[part.measure])
    if run is None:
        return Found(part, UNTESTED, "this run keeps no monthly means from May 2018 to September 2019")
    found = estimate(part.measure, run)
    if found.n == 0 and run.free_from:
        return Found(part, UNTESTED, "what this counts was replayed from the record, or did not arise after it")
    if found.n < FEWEST:
        since = " after the replayed record" if run.free_from else ""
        return Found(part, UNTESTED, f"{part.arises} in only {found.n} of {run.count_of_worlds:,} worlds{since}")
    return judged(part, found)


def judged(part: Part, found: Estimate) -> Found:
    """The verdict on one estimate: reproduced when its whole interval lies within the mark, not when all lies outside.

    An interval that holds the mark leaves the question open, and so does a part without a mark.
    """
    if not part.judged:
        return Found(part, GIVEN, _words(part, found), found)
    if part.low < found.low and found.high < part.high:
        return Found(part, REPRODUCED, _words(part, found), found)
    if found.high <= part.low or found.low >= part.high:
        return Found(part, NOT, _words(part, found), found)
    return Found(part, UNTESTED, f"{_words(part, found)} The interval holds the mark, so this stays open.", found)


def count(checked: tuple[Checked, ...]) -> str:
    """How many claims are reproduced, are not, hold by construction and cannot be tested, in a sentence."""
    many = {verdict: sum(one.verdict == verdict for one in checked) for verdict in VERDICTS}
    said = [
        (many[REPRODUCED], "is reproduced", "are reproduced"),
        (many[NOT], "is not", "are not"),
        (many[GIVEN], "holds by construction", "hold by construction"),
        (many[UNTESTED], "cannot be told from this run", "cannot be told from this run"),
    ]
    words = [f"{number or 'none'} {one if number == 1 else more}" for number, one, more in said]
    return f"Of {len(checked)} claims, {listed(words)}"


# -- estimates --------------------------------------------------------------------------------------------------------


def estimate(measure: str, record: Record) -> Estimate:
    """Mean of a measure over the worlds in which the situation arises, with its 95% interval.

    Shares of worlds have Wilson's interval; everything else has that of a bootstrap over worlds (Efron 1979, percentile
    interval), in which the two rows of a comparison stay together.
    """
    run = record if isinstance(record, Run) else Run.of(record)
    values: Array = np.atleast_2d(getattr(claim_measures, measure)(run))
    arises = np.isfinite(values).all(axis=0)
    n = int(arises.sum())
    if n < FEWEST:
        return Estimate(np.nan, np.nan, np.nan, n)
    compared = values[0] - values[1] if len(values) > 1 else values[0]
    means = values[:, arises].mean(axis=1)
    low, high = _interval(compared, arises)
    pair = (float(means[0]), float(means[1])) if len(values) > 1 else (np.nan, np.nan)
    return Estimate(float(compared[arises].mean()), low, high, n, *pair)


def _interval(values: Array, arises: Any) -> tuple[float, float]:
    some = values[arises]
    if np.isin(some, (0.0, 1.0)).all():
        return wilson(int(some.sum()), len(some))
    # All worlds are drawn again, not only those in which the situation arises: how many do is luck as well.
    weights = _weights(len(values))
    sums, counts = (weights @ column.astype(np.float32) for column in (np.where(arises, values, 0.0), arises))
    low, high = np.quantile(sums / np.maximum(counts, 1.0), [0.025, 0.975])
    return float(low), float(high)


@lru_cache(maxsize=1)
def _weights(n: int) -> Array:
    """How often each of n worlds is drawn in each resample, shape (resamples, n)."""
    drawn = np.random.default_rng(_SEED).integers(0, n, (_RESAMPLES, n))
    drawn += n * np.arange(_RESAMPLES)[:, None]
    return np.bincount(drawn.ravel(), minlength=_RESAMPLES * n).reshape(_RESAMPLES, n).astype(np.float32)


# -- words ------------------------------------------------------------------------------------------------------------


def _words(part: Part, found: Estimate) -> str:
    low, high = (number(end, part.unit) for end in (found.low, found.high))
    value = f"{number(found.value, part.unit)}{NAMED.get(part.unit, '')} (95% interval {low} to {high})"
    # The two means of a difference in points are shares.
    unit = "share" if part.unit == "points" else part.unit
    first, second = (number(mean, unit) for mean in (found.first, found.second))
    said = part.says.format(value=value, first=first, second=second, place=found.place)
    return f"{said}; {found.n:,} worlds."
