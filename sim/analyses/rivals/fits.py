"""Fits two theories of the same crisis to the record alike, and says in which numbers they differ.

Draw k lives in world k under both theories, at the same positions in the ranges of all numbers: what differs between
them is the theory and nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sim.analyses.facts.happened import Happened
from sim.analyses.fit.calibrate import CannotFit, Fitted, Tell, check, fitted
from sim.analyses.fit.priors import Range
from sim.engine.crisis import Crisis, Theory
from sim.scenario import Scenario

#: What sentences call the theories, by key.
TITLES: Final = {"counter_pressure": "the officials' theory", "pressure_works": "the administration's theory"}
#: What the administration's theory is also granted, on trial: that Iran waits at first. The officials' values rest on
#: the quiet first year of this very record, so that the factor owes much to them whoever is right.
GRANTED = ("iran.direct.waiting", "iran.patience.effort")


def compared(crisis: Crisis) -> tuple[Theory, Theory]:
    """The two theories: the usual one, which a factor above 1 favours, and its rival."""
    first = crisis.theories[0]
    return first, next(one for one in crisis.theories if one.rival != first.rival)


class Differing(NamedTuple):
    """A number that the theories put differently: path, unit, meaning, and its range under either.

    A range of no width is a number without a plausible range: it is not fitted.
    """

    path: str
    unit: str
    note: str
    ranges: tuple[Range, Range]


def differing(fits: tuple[Fitted, Fitted]) -> tuple[Differing, ...]:
    """Numbers with other ranges under either theory, then those that stand at one value each."""
    pairs = zip(*(one.priors for one in fits), strict=True)
    ranges = [
        Differing(one.path, one.unit, one.note, (one.range, other.range))
        for one, other in pairs
        if one.range != other.range
    ]
    return (*ranges, *_fixed(fits[0]))


def _fixed(fit: Fitted) -> list[Differing]:
    """Numbers with a rival value and no plausible range that the scenario leaves alone."""
    cell = fit.scenario.cells()[0]
    fitted_ones = {path for one in fit.priors for path in one.members}
    return [
        Differing(path, one.unit, one.note, ((float(one.default),) * 2, (one.rival,) * 2))
        for path, one in fit.scenario.paths(cell.cast).catalogue.items()
        if one.rival is not None and one.rival != one.default and path not in fitted_ones and path not in cell.courses
    ]


def both_fitted(
    scenario: Scenario, *, until: date, draws: int, happened: Happened, jobs: int = 1, tell: Tell | None = None
) -> tuple[Fitted, Fitted]:
    """Fits a scenario's baseline under either theory, with the same seed.

    Args:
        scenario: a :class:`sim.scenario.Scenario`; its own theory does not matter.
        until: last day of the record that is used.
        draws: draws from either prior, a world each.
        happened: the record.
        jobs: threads; the result is the same for any number.
        tell: told of progress.

    Raises:
        CannotFit: as for :func:`sim.analyses.fit.calibrate.fitted`; or where the scenario itself settles all that the
            theories differ in.
    """
    check(scenario, until, happened, draws)
    found = []
    for theory in compared(scenario.crisis):
        title = TITLES[theory.key]
        telling = None if tell is None else _telling(tell, title)
        try:
            one = fitted(
                scenario, until=until, draws=draws, happened=happened, theory=theory.key, jobs=jobs, tell=telling
            )
        except CannotFit as error:
            raise CannotFit(f"{title}: {error}") from error
        found.append(one)
    first, second = found
    if [one.path for one in first.priors] != [one.path for one in second.priors]:
        raise CannotFit("the theories leave different parameters open, so that their draws cannot be paired")
    if [one.range for one in first.priors] == [one.range for one in second.priors] and not _fixed(first):
        raise CannotFit(
            "the scenario sets every parameter in which the theories differ, so that they are one and the same; "
            "leave at least one of them out (docs/model.md, 'Rival theories', lists them)"
        )
    return first, second


def granted(
    fits: tuple[Fitted, Fitted], *, happened: Happened, jobs: int = 1, tell: Tell | None = None
) -> Fitted | None:
    """Fits the administration's theory once more, with the officials' values of :data:`GRANTED`.

    Args:
        fits: both theories' fits.
        happened, jobs, tell: as for :func:`both_fitted`.

    Returns:
        The fit; None where the scenario leaves none of these in dispute.
    """
    first, theory = fits[0], compared(fits[0].scenario.crisis)[1].key
    disputed = {one.path: one.ranges[0] for one in differing(fits) if one.path in GRANTED}
    if not disputed:
        return None
    same = {path: low for path, (low, high) in disputed.items() if low == high}
    wide = {path: (span, "as under the officials' theory") for path, span in disputed.items() if path not in same}
    return fitted(
        first.scenario.replace(parameters=same) if same else first.scenario,
        until=first.until,
        draws=first.draws,
        happened=happened,
        wide=wide,
        theory=theory,
        jobs=jobs,
        tell=None if tell is None else _telling(tell, f"{TITLES[theory]} with a patient Iran"),
    )


def _telling(tell: Tell, title: str) -> Tell:
    return lambda what, done, of: tell(f"{title}: {what}", done, of)
