"""Two theories of the same crisis, each fitted to the record alike, and what the record says for either.

Draw k lives in world k under both theories, at the same positions in the ranges of all numbers: what differs between
them is the theory and nothing else. The Bayes factor nevertheless treats both tables' draws as independent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analyses.fit.calibrate import CannotFit, Fitted, Tell, predicted
from sim.analyses.fit.distance import Space, space
from sim.analyses.rivals import energy, known_theory
from sim.analyses.rivals.bayes_factor import SHARES, Evidence, Factor, by_summary, factors
from sim.analyses.rivals.classifier import Judged, judged
from sim.analyses.rivals.fits import Differing, differing
from sim.analyses.rivals.known_theory import Verdicts

#: Share accepted where one number must stand for all tolerances: that of the fits.
USUAL = 0.01
#: Truths that the choice is tried on, near the record and from both priors.
TRUTHS = 200


@dataclass(frozen=True)
class Left:
    """The Bayes factor when some patterns are left out.

    Attributes:
        columns: the patterns.
        factor: at the usual share.
    """

    columns: tuple[int, ...]
    factor: Factor


@dataclass(frozen=True)
class Rivals:
    """What the record says for either theory.

    Attributes:
        fits: either theory's fit.
        factors: Bayes factor by acceptances at several tolerances, the strictest first.
        usual: the one of them that stands for all.
        judged: log odds by classifier.
        odds: Bayes factor by the classifier's log odds.
        patterns: evidence of each pattern by itself.
        alone: the Bayes factor without each pattern.
        without: the factor while the leader's strongest patterns are left out one after another, until the rest do not
            tell the theories apart or favour the other one.
        prior, posterior: energy scores of what either theory predicts before and after its fit.
        tried: verdicts on simulated truths by way ("acceptances", "classifier") and place ("near", "everywhere").
        granted: Bayes factors, by acceptances and by classifier, against a rival with the officials' values of
            :data:`~sim.analyses.rivals.fits.GRANTED`; None where nothing of these is in dispute.
        predicted: quantiles of each pattern by theory, prior and posterior, shape (2, 2, 3, s).
        seconds: how long it took.
    """

    fits: tuple[Fitted, Fitted]
    factors: tuple[Factor, ...]
    usual: Factor
    judged: Judged
    odds: Factor
    patterns: tuple[Evidence, ...]
    alone: tuple[Factor, ...]
    without: tuple[Left, ...]
    prior: energy.Score
    posterior: energy.Score
    tried: Mapping[tuple[str, str], Verdicts]
    granted: tuple[Factor, Factor] | None
    predicted: np.ndarray
    seconds: float

    @property
    def differing(self) -> tuple[Differing, ...]:
        """What makes the theories rivals: numbers with other ranges, then those that stand at one value each."""
        return differing(self.fits)


@dataclass(frozen=True)
class _Tables:
    """Both theories' tables, ready to be compared: first and second in pairs, then both stacked."""

    tables: tuple[np.ndarray, np.ndarray]
    possible: tuple[np.ndarray, np.ndarray]
    observed: np.ndarray
    noise: np.ndarray
    both: Space


def weighed(
    fits: tuple[Fitted, Fitted],
    milder: Fitted | None = None,
    *,
    truths: int = TRUTHS,
    tell: Tell | None = None,
    started: float | None = None,
) -> Rivals:
    """Asks what the record says for either of two fitted theories.

    Args:
        fits: both theories' fits to the same record with the same draws.
        milder: the administration's theory with the officials' patience, from
            :func:`sim.analyses.rivals.fits.granted`.
        truths: simulated truths that the choice is tried on, near the record and from both priors each.
        tell: told of progress.
        started: when the fits began (:func:`time.perf_counter`).

    Raises:
        CannotFit: when too few draws match the record.
    """
    began = time.perf_counter() if started is None else started
    rng = np.random.default_rng([fits[0].seed, fits[0].day, 2])
    ready = _tables(fits, rng)
    try:
        found = _factors(ready, rng)
        usual = min(found, key=lambda one: abs(np.log(one.share / USUAL)))
        patterns = by_summary(*ready.tables, ready.observed, ready.noise, possible=ready.possible)
        told = judged(ready.both, ready.both.place(ready.observed))
        odds = _by_odds(told, ready, usual.share, rng)
        alone = tuple(_leaving(ready, (at,), usual.share, rng) for at in range(len(patterns)))
        without = _without(ready, patterns, usual, rng)
        mild = None if milder is None else _both_ways(_tables((fits[0], milder), rng), usual.share, rng)
        scores = _scores(fits, ready, rng)
        tried = _tried(ready, told, usual.share, truths, rng, tell)
    except ValueError as error:
        raise CannotFit(str(error)) from error
    quantiles, seconds = np.stack([predicted(one) for one in fits]), time.perf_counter() - began
    return Rivals(fits, found, usual, told, odds, patterns, alone, without, *scores, tried, mild, quantiles, seconds)


def _tables(fits: tuple[Fitted, Fitted], rng: np.random.Generator) -> _Tables:
    tables = tuple(one.table.summaries[one.day][:, _used(one)].astype(float) for one in fits)
    possible = tuple(~one.table.unlike[one.day] for one in fits)
    observed, noise = np.array([[one.observed, one.noise] for one in fits[0].compared]).T
    both = space(np.concatenate(tables), noise, rng, np.concatenate(possible))
    return _Tables((tables[0], tables[1]), (possible[0], possible[1]), observed, noise, both)


def _used(one: Fitted) -> list[int]:
    """Columns of the table that the record has a number for."""
    return [at for at, each in enumerate(one.table.compared[one.day]) if np.isfinite(each.observed)]


def _factors(
    ready: _Tables, rng: np.random.Generator, keep: Any = slice(None), shares: tuple[float, ...] = SHARES
) -> tuple[Factor, ...]:
    first, second = (table[:, keep] for table in ready.tables)
    return factors(first, second, ready.observed[keep], ready.noise[keep], rng, possible=ready.possible, shares=shares)


def _leaving(ready: _Tables, columns: tuple[int, ...], share: float, rng: np.random.Generator) -> Factor:
    keep = [at for at in range(len(ready.observed)) if at not in columns]
    return _factors(ready, rng, keep, (share,))[0]


def _without(
    ready: _Tables, patterns: tuple[Evidence, ...], usual: Factor, rng: np.random.Generator
) -> tuple[Left, ...]:
    """Leaves out what speaks most for the leader until what remains no longer does."""
    if usual.low <= 1 <= usual.high:
        return ()
    sign = 1 if usual.factor > 1 else -1
    leading = sorted((one for one in patterns if sign * one.log_ratio > 0), key=lambda one: -sign * one.log_ratio)
    found: list[Left] = []
    for count in range(1, min(len(leading), len(patterns) - 1) + 1):
        columns = tuple(one.summary for one in leading[:count])
        found.append(Left(columns, _leaving(ready, columns, usual.share, rng)))
        if sign * np.log(found[-1].factor.low if sign > 0 else found[-1].factor.high) <= 0:
            break
    return tuple(found)


def _by_odds(told: Judged, ready: _Tables, share: float, rng: np.random.Generator) -> Factor:
    """Acceptances in the classifier's log odds alone, so that a regression that is off does not bias the factor."""
    first, second = np.nan_to_num(told.draws).reshape(2, -1, 1)
    no_error = np.zeros(1)
    return factors(first, second, np.array([told.observed]), no_error, rng, possible=ready.possible, shares=(share,))[0]


def _both_ways(ready: _Tables, share: float, rng: np.random.Generator) -> tuple[Factor, Factor]:
    """By acceptances, and by classifier."""
    told = judged(ready.both, ready.both.place(ready.observed))
    return _factors(ready, rng, shares=(share,))[0], _by_odds(told, ready, share, rng)


def _scores(fits: tuple[Fitted, Fitted], ready: _Tables, rng: np.random.Generator) -> tuple[energy.Score, energy.Score]:
    """Energy scores before and after the fits, over worlds in which all that the record has arises."""
    at, n = ready.both.place(ready.observed), len(ready.tables[0])
    matching = ready.both.matching(at).reshape(2, n)
    points = ready.both.points.reshape(2, n, -1)
    before = [energy.Cloud(points[k][matching[k]], np.ones(matching[k].sum())) for k in (0, 1)]
    after = [energy.Cloud(points[k][fits[k].found.accepted.indices], fits[k].found.weights) for k in (0, 1)]
    return energy.compared(before[0], before[1], at.at, rng), energy.compared(after[0], after[1], at.at, rng)


def _tried(
    ready: _Tables, told: Judged, share: float, truths: int, rng: np.random.Generator, tell: Tell | None
) -> dict[tuple[str, str], Verdicts]:
    """Judges simulated truths both ways."""
    observed = ready.both.place(ready.observed)
    places = {
        "near": ("simulated truths near the record", known_theory.near(ready.both, observed, truths, rng)),
        "everywhere": ("simulated truths from both priors", known_theory.everywhere(ready.both, truths, rng)),
    }
    found = {}
    for place, (what, rows) in places.items():
        progress = None if tell is None else _doing(tell, what)
        found["acceptances", place] = known_theory.by_acceptance(ready.both, rows, share, rng, progress)
        found["classifier", place] = known_theory.by_odds(told.draws, rows)
    return found


def _doing(tell: Tell, what: str) -> Any:
    return lambda done, of: tell(what, done, of)
