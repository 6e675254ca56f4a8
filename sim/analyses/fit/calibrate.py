"""Fits the assumed parameters of a scenario to the record: draws, worlds, the nearest of them, and what they tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from sim.analyses.facts.happened import Happened
from sim.analyses.facts.runs import START
from sim.analyses.facts.summaries import Summary, day_of, middle_of
from sim.analyses.fit.abc import LEAST
from sim.analyses.fit.adjust import Fit, Prepared, fit, prepare, quantiles
from sim.analyses.fit.contrast import Contrast, contrast, ties
from sim.analyses.fit.coverage import NEAR, Coverage, coverage
from sim.analyses.fit.priors import Prior, Range, priors, taken
from sim.analyses.fit.reference_table import ReferenceTable, reference_table
from sim.scenario import Course, Scenario

#: Rows of a posterior file: enough for a world's draw, few enough for a resolved scenario to hold them.
ROWS = 400
#: Simulated truths that coverage is measured with, near the observation and from the whole prior.
TRUTHS = 200

#: Called with what is being done, how much of it is done, and how much there is.
Tell = Callable[[str, int, int], None]


class CannotFit(ValueError):
    """A fit that makes no sense; the message says why and what can be done."""


@dataclass(frozen=True)
class Fitted:
    """A scenario's parameters fitted to the record up to a day.

    Attributes:
        scenario: the scenario.
        until: last day of the record that was used.
        draws: draws from the prior.
        seed: seed of all luck.
        priors: what was fitted.
        compared: what was compared.
        table: the reference table.
        prepared: the same made ready for fits.
        found: the posterior, as weighted draws.
    """

    scenario: Scenario
    until: date
    draws: int
    seed: int
    priors: tuple[Prior, ...]
    compared: tuple[Summary, ...]
    table: ReferenceTable
    prepared: Prepared
    found: Fit

    @property
    def day(self) -> int:
        """Day after the last one used, counted from the start."""
        return day_of(self.until) + 1

    @property
    def possible(self) -> float:
        """Share of draws whose world could be ours: still running, and like ours in whether force was used."""
        return float(1 - self.table.unlike[self.day].mean())

    def rows(self, size: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Equally weighted draws from the posterior, by full path, shape (size,) each."""
        drawn = self.found.sample(size, rng)
        return {path: taken(one, drawn[:, at]) for at, one in enumerate(self.priors) for path in one.members}


def check(scenario: Scenario, until: date, happened: Happened, draws: int | None = None) -> tuple[str, ...]:
    """Finds out before anything is simulated whether a scenario can be fitted.

    Returns:
        What the fit must leave out, in sentences.

    Raises:
        CannotFit: when it starts on another day, the record does not reach the day or observes none before it, the day
            is too early, or the draws are too few whatever comes of them.
    """
    if scenario.start != START:
        raise CannotFit(f"the record is compared by days from {START}; this scenario starts on {scenario.start}")
    if until > happened.last:
        raise CannotFit(f"the record ends on {happened.last}; give one that reaches {until} with --events and --series")
    if day_of(until) < 59:
        raise CannotFit(f"up to {until} there is hardly anything to fit to; allowed: from {date(2018, 7, 6)}")
    day = day_of(until) + 1
    if not happened.seen(day):
        raise CannotFit(f"the record observes no day up to {until}: there is nothing to fit to")
    check_draws(draws)
    known, month = happened.known(day), day // 30 - 1
    missing = {"oil exports": known.exports, "the rial": known.currency}
    return tuple(
        f"The record has no figure of {name} for {middle_of(month):%B %Y}, or it is not over: the fit compares none."
        for name, values in missing.items()
        if np.isnan(values.get(month, np.nan))
    )


def check_draws(draws: int | None) -> None:
    """Refuses fewer draws than could ever do."""
    if draws is not None and draws <= LEAST:
        what = f"--draws {draws:,} are too few, since more than {LEAST} must match the record"
        raise CannotFit(f"{what}: simulate more draws")


def fitted(
    scenario: Scenario,
    *,
    until: date,
    draws: int,
    happened: Happened,
    wide: Mapping[str, tuple[Range, str]] | None = None,
    theory: str | None = None,
    jobs: int = 1,
    tell: Tell | None = None,
) -> Fitted:
    """Fits a scenario's baseline to the record.

    Args:
        scenario: a :class:`sim.scenario.Scenario`.
        until: last day of the record that is used.
        draws: draws from the prior, a world each.
        happened: the record.
        wide: ranges to use instead of the declared ones, with the reason, by path.
        theory: theory instead of the scenario's.
        jobs: threads; the result is the same for any number.
        tell: told of progress.

    Raises:
        CannotFit: see :func:`check`; or when fewer draws match the record than are to be accepted.
    """
    check(scenario, until, happened, draws)
    scenario = scenario.replace(history=None)  # the fit compares what worlds do of themselves
    cell = scenario.cells()[0]
    cell = replace(cell, theory=theory, courses=_courses(scenario, theory)) if theory else cell
    day, catalogue = day_of(until) + 1, scenario.paths(cell.cast).catalogue
    numbers = priors(catalogue, cell, scenario.paths(cell.cast).family_paths, wide or {})
    table = reference_table(
        cell,
        numbers,
        draws=draws,
        seed=scenario.seed,
        days=(day,),
        observed=happened.known(day),
        jobs=jobs,
        progress=None if tell is None else lambda done, of: tell("draws from the prior", done, of),
    )
    compared, prepared, found = fit_on(table, day, scenario.seed)
    return Fitted(scenario, until, draws, scenario.seed, numbers, compared, table, prepared, found)


def _courses(scenario: Scenario, theory: str) -> Mapping[str, Course]:
    """Courses under another theory: dated ones begin with that theory's default."""
    return scenario.replace(theory=theory).cells()[0].courses


def fit_on(table: ReferenceTable, day: int, seed: int) -> tuple[tuple[Summary, ...], Prepared, Fit]:
    """The posterior given what is known on a day; what is compared, and the table made ready, with it.

    Raises:
        CannotFit: when fewer draws match than are to be accepted.
    """
    used = [at for at, one in enumerate(table.compared[day]) if np.isfinite(one.observed)]
    compared = tuple(table.compared[day][at] for at in used)
    bounds = np.array([one.range for one in table.priors])
    values = bounds[:, 0] + table.u * (bounds[:, 1] - bounds[:, 0])
    rng = np.random.default_rng([seed, day])
    noise = np.array([one.noise for one in compared])
    try:
        ready = prepare(values, bounds, table.summaries[day][:, used], noise, rng, ~table.unlike[day])
        found = fit(ready, ready.space.place(np.array([one.observed for one in compared])))
    except ValueError as error:
        raise CannotFit(str(error)) from error
    return compared, ready, found


@dataclass(frozen=True)
class Findings:
    """What a fit tells.

    Attributes:
        fitted: the fit.
        contrast: what the data say of each parameter.
        ties: pairs of parameters that the data tie together.
        near, everywhere: coverage at simulated truths near the observation, and drawn from the whole prior.
        columns: full paths of the parameters that the data inform, alone or tied to another.
        rows: draws from the posterior of these, shape (rows,) each.
        predicted: weighted 5, 50 and 95% quantiles of each compared number, prior and posterior, shape (2, 3, s).
        seconds: how long it took.
    """

    fitted: Fitted
    contrast: Contrast
    ties: tuple[Any, ...]
    near: Coverage
    everywhere: Coverage
    columns: tuple[str, ...]
    rows: Mapping[str, np.ndarray]
    predicted: np.ndarray
    seconds: float


def findings(one: Fitted, *, truths: int = TRUTHS, tell: Tell | None = None, started: float | None = None) -> Findings:
    """Asks a fit what the data say, and how far it can be trusted.

    Args:
        one: the fit.
        truths: simulated truths that coverage is measured with, each time; fewer where fewer lie in reach.
        tell: told of progress.
        started: when the fit began (:func:`time.perf_counter`).

    Raises:
        CannotFit: when too few draws match to try the fit on simulated truths.
    """
    began = time.perf_counter() if started is None else started
    rng = np.random.default_rng([one.seed, one.day, 1])
    told, tied = contrast(one.found, rng), ties(one.found)
    observed = one.prepared.space.place(np.array([each.observed for each in one.compared]))

    def covered(near: bool) -> Coverage:
        what = "simulated truths near the record" if near else "simulated truths from the whole prior"
        progress = None if tell is None else lambda done, of: tell(what, done, of)
        reach = round(NEAR * one.found.accepted.matching) if near else int(one.prepared.space.possible.sum())
        try:
            return coverage(
                one.prepared, rng, observed=observed if near else None, truths=min(truths, reach), progress=progress
            )
        except ValueError as error:
            raise CannotFit(f"{error}; simulate more draws") from error

    near, everywhere = covered(True), covered(False)
    informed = set(np.flatnonzero(told.identified).tolist())
    informed |= {at for tie in tied for at in (tie.first, tie.second)}
    drawn = one.rows(ROWS, rng)
    columns = tuple(path for at, prior in enumerate(one.priors) if at in informed for path in prior.members)
    rows = {path: drawn[path] for path in columns}
    return Findings(one, told, tied, near, everywhere, columns, rows, predicted(one), time.perf_counter() - began)


def predicted(one: Fitted) -> np.ndarray:
    """5, 50 and 95% of each compared number before and after the fit, where it arises, shape (2, 3, s)."""
    used = [at for at, each in enumerate(one.table.compared[one.day]) if np.isfinite(each.observed)]
    table = one.table.summaries[one.day][:, used].astype(float)
    before = np.nanquantile(table[one.prepared.space.possible], [0.05, 0.5, 0.95], axis=0)
    accepted = table[one.found.accepted.indices]
    after = quantiles(accepted, one.found.weights, [0.05, 0.5, 0.95])
    return np.stack([before, after])
