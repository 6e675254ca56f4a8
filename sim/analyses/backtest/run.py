"""A back-test: at each origin a fit to the past, a forecast of the months that follow, and the rivals' forecasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sim.analyses.backtest.forecast import Ask, Forecast, forecast
from sim.analyses.backtest.hindsight import hindsight, known
from sim.analyses.backtest.naive_levels import why_none
from sim.analyses.backtest.origins import Month, Origin, month_of, next_month, origins
from sim.analyses.facts.happened import Happened
from sim.analyses.facts.runs import START
from sim.analyses.facts.summaries import day_of
from sim.analyses.fit.calibrate import CannotFit, Tell, check_draws, fit_on
from sim.analyses.fit.priors import Prior, priors, taken
from sim.analyses.fit.reference_table import ReferenceTable, reference_table
from sim.analyses.fit.step_values import is_step, step_priors
from sim.runs.workers.workers import in_order
from sim.scenario import Cell, Scenario

#: First day before which no forecast can be made: a rival needs a quarter to learn from.
EARLIEST = date(2018, 9, 1)
#: Worlds of a forecast simulated together.
WORLDS_PER_TASK = 2000


@dataclass(frozen=True)
class Backtest:
    """Forecasts from rolling origins, and what they rested on.

    Attributes:
        scenario: the scenario whose rules and dated policy are tested.
        origins: the days and months.
        forecasts: one per origin.
        draws: draws from the prior.
        accepted: draws accepted, by origin.
        possible: share of draws whose world could be ours, by origin.
        happened: the record.
        numbers: what was fitted.
    """

    scenario: Scenario
    origins: tuple[Origin, ...]
    forecasts: tuple[Forecast, ...]
    draws: int
    accepted: tuple[int, ...]
    possible: tuple[float, ...]
    happened: Happened
    numbers: tuple[Prior, ...]


def check(
    scenario: Scenario,
    until: date,
    to: date,
    happened: Happened,
    draws: int | None = None,
    worlds: int = WORLDS_PER_TASK,
) -> tuple[str, ...]:
    """Finds out before anything is simulated whether a back-test can be made.

    Returns:
        What it must leave out, in sentences.

    Raises:
        CannotFit: another first day, a record that does not reach, no month between the days that it observes,
            nothing before the first of them, or too few draws or worlds.
    """
    if scenario.start != START:
        raise CannotFit(f"the record is compared by days from {START}; this scenario starts on {scenario.start}")
    if to > happened.last:
        raise CannotFit(f"the record ends on {happened.last}; give one that reaches {to} with --events and --series")
    if until < EARLIEST:
        raise CannotFit(f"--until {until}: nothing can be learnt from so short a past; allowed: from {EARLIEST}")
    try:
        days = origins(until, to, 1)
    except ValueError as error:
        raise CannotFit(str(error)) from error
    if not any(happened.observes(month.first, month.last) for one in days for month in one.months):
        raise CannotFit(f"the record observes no whole month between {until} and {to}: nothing could be scored")
    if not happened.seen(day_of(days[0].day)):
        raise CannotFit(f"the record observes no day before {days[0].day}: there is nothing to learn from")
    check_draws(draws)
    if worlds == 1:
        raise CannotFit("--worlds 1 is too few: a forecast is scored by how its worlds differ; allowed: from 2")
    return left_out(happened, days)


def left_out(happened: Happened, days: Iterable[Origin]) -> tuple[str, ...]:
    """What is not compared with rivals at which origins, and why, in sentences."""
    reasons: dict[str, list[date]] = {}
    for one in days:
        if why := why_none(past_exports(happened, one.day)):
            reasons.setdefault(why, []).append(one.day)
    return tuple(
        f"Oil exports have no rivals from {on[0]}{f' to {on[-1]}' if len(on) > 1 else ''}: {why}."
        for why, on in reasons.items()
    )


def past_exports(happened: Happened, day: date) -> np.ndarray:
    """Exports of each whole month before a day, nan where not observed, shape (months,)."""
    return np.array([happened.exports.get(month.name, np.nan) for month in months_before(day)])


def months_before(day: date) -> Iterator[Month]:
    """Whole months from the first one after the start up to a day."""
    first = next_month(START.replace(day=1))
    while first < day:
        yield month_of(first)
        first = next_month(first)


def backtest(
    scenario: Scenario,
    *,
    until: date,
    to: date,
    happened: Happened,
    events: str | None = None,
    ahead: int = 3,
    draws: int,
    worlds: int = 2000,
    jobs: int = 1,
    tell: Tell | None = None,
) -> Backtest:
    """Forecasts each origin's months from what was known on it.

    Args:
        scenario: a :class:`sim.scenario.Scenario`; its baseline is tested.
        until: origins begin with the month after it.
        to: last day that is scored.
        happened: the record.
        events: file that the record's acts come from, for the replayed past; None for the built-in one.
        ahead: months forecast from each origin.
        draws: draws from the prior.
        worlds: worlds of each forecast.
        jobs: threads; the result is the same for any number.
        tell: told of progress.

    Raises:
        CannotFit: see :func:`check`; or when too few draws match the past of an origin.
    """
    check(scenario, until, to, happened, draws, worlds)
    days = origins(until, to, ahead)
    cell = scenario.replace(history=None).cells()[0]  # the fit compares what worlds do of themselves
    catalogue, families = scenario.paths(cell.cast).catalogue, scenario.paths(cell.cast).family_paths
    last = day_of(days[-1].day)
    fitted = known(cell, last, families)
    numbers = (*priors(catalogue, fitted, families, hindsight().ranges), *_step_priors(fitted))
    table = reference_table(
        fitted,
        numbers,
        draws=draws,
        seed=scenario.seed,
        days=[day_of(one.day) for one in days],
        observed=happened.known(last, own_war=True),
        jobs=jobs,
        progress=None if tell is None else lambda done, of: tell("draws from the prior", done, of),
    )
    asks, accepted = [], []
    for one in days:
        past = scenario.replace(history={"until": one.day - timedelta(days=1), "events": events}).cells()[0]
        past = known(past, day_of(one.day), families)
        rows, number = _rows(without_later_steps(table, past), day_of(one.day), scenario.seed, worlds)
        asks.append(Ask(past, one, rows, scenario.seed))
        accepted.append(number)
    made: list[Forecast] = []
    for place, forecasted in enumerate(in_order(forecast, asks, jobs), 1):
        made.append(forecasted)
        if tell is not None:
            tell("forecasts", place, len(asks))
    possible = tuple(float(1 - table.unlike[day_of(one.day)].mean()) for one in days)
    return Backtest(scenario, days, tuple(made), draws, tuple(accepted), possible, happened, numbers)


def _step_priors(cell: Cell) -> tuple[Prior, ...]:
    return step_priors(cell, hindsight().steps, "scaled to exports that fell afterwards")


def without_later_steps(table: ReferenceTable, cell: Cell) -> ReferenceTable:
    """A table without heights of steps that a cell does not know; a fit must not even count them."""
    steps = {one.path for one in _step_priors(cell)}
    kept = [at for at, one in enumerate(table.priors) if one.path in steps or not is_step(one.path)]
    return replace(table, priors=tuple(table.priors[at] for at in kept), u=table.u[:, kept])


def _rows(table: ReferenceTable, day: int, seed: int, worlds: int) -> tuple[dict[str, np.ndarray], int]:
    """Draws from the posterior given what was known at the beginning of a day, shape (worlds,) by path."""
    try:
        _, _, found = fit_on(table, day, seed)
    except CannotFit as error:
        raise CannotFit(f"{START + timedelta(days=day)}: {error}") from error
    drawn = found.sample(worlds, np.random.default_rng([seed, day, 2]))
    values: Mapping[str, np.ndarray] = {
        path: taken(one, drawn[:, at]) for at, one in enumerate(table.priors) for path in one.members
    }
    return dict(values), len(found.weights)
