"""Which numbers of a run a page offers to be tried, and between which ends."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sim.analyses.drivers.drivers_in_words import ranked
from sim.engine.distributions import Drawn, Sampled
from sim.engine.parameters import Parameter
from sim.report import phrases
from sim.runs.results import Results
from sim.scenario.parts import Cell, Single, Values
from sim.words.parameters import covers, value_text
from sim.words.prose import first_upper

#: Most numbers that a page offers.
MOST: Final = 6

#: Fewest steps from one end of a slider to the other, unless the parameter has fewer values.
_STEPS: Final = 20

#: Units that say nothing beside a number.
_UNSAID: Final = ("1", "choice", "index", "share", "switch", "ratio")


@dataclass(frozen=True)
class Lever:
    """One number to be tried.

    Attributes:
        path: as an axis or ``--set`` names it; may be a family's.
        members: full paths of the parameters it sets.
        title: in a few words.
        unit: what stands behind its value, and behind a 1; may be empty.
        note: what it means, a sentence.
        plausible: its plausible range in words; empty without one.
        low, high: ends of its slider.
        decimals: digits after the point; the slider goes by steps of the last one.
        value: what it is in the run.
        switch: whether it is but yes (1) or no (0), so that its slider is a box to be ticked.
    """

    path: str
    members: tuple[str, ...]
    title: str
    unit: tuple[str, str]
    note: str
    plausible: str
    low: float
    high: float
    decimals: int
    value: float
    switch: bool = False

    @property
    def said(self) -> str:
        """Its value in the run, as a reader is told it."""
        if self.switch:
            return "yes" if self.value else "no"
        return f"{self.value:g} {self.unit[self.value == 1]}".rstrip()

    @property
    def step(self) -> float:
        """From one value of its slider to the next."""
        return float(10.0**-self.decimals)


def levers(results: Results, cell: Cell, moving: Collection[str]) -> tuple[Lever, ...]:
    """The numbers of a cell that are offered: what the scenario itself varies, then what moves most worlds.

    Args:
        results: the run.
        cell: the cell that is lived anew.
        moving: full paths of the parameters that its model reads; nothing hangs on the others.
    """
    found: dict[str, Lever] = {}
    for path in _wanted(results, moving):
        taken = {member for one in found.values() for member in one.members}
        lever = _lever(results, cell, path, moving)
        if lever is not None and not taken & set(lever.members):
            found[path] = lever
        if len(found) == MOST:
            break
    return tuple(found.values())


def _wanted(results: Results, moving: Collection[str]) -> Iterator[str]:
    """Paths in the order in which they are offered; some twice, some of words or dates."""
    scenario, crisis = results.scenario, results.crisis
    yield from (axis.path for axis in scenario.sweep.axes)
    yield from (path for values in _changes(results) for path in values)
    if results.drivers is not None:
        yield from (str(one["path"]) for one in ranked(results.drivers))
    yield from crisis.levers
    if not crisis.levers:
        yield from (path for path, one in results.catalogue.items() if path in moving and one.plausible)


def _changes(results: Results) -> list[Values]:
    """What each factor and each variant sets."""
    scenario = results.scenario
    return [*(one.values for one in scenario.factors), *(one.values for one in scenario.variants)]


def _lever(results: Results, cell: Cell, path: str, moving: Collection[str]) -> Lever | None:
    """One number; None where it is a word, has dates, is drawn, differs between members, or moves nothing."""
    cast = phrases.names(results).cast
    members = {name: one for name, one in results.catalogue.items() if covers(path, name, cast) and name in moving}
    values = {value_of(results, cell, name) for name in members}
    value = values.pop() if len(values) == 1 else None
    one = next(iter(members.values()), None)
    if one is None or one.bounds is None or value is None:
        return None
    low, high = _ends(results, path, one, value)
    if low >= high:
        return None
    plausible = f"{value_text(one.plausible[0])} to {value_text(one.plausible[1])}" if one.plausible else ""
    return Lever(
        path=path,
        members=tuple(members),
        title=first_upper(phrases.title(results, path)),
        unit=_unit(one),
        note=one.note,
        plausible=plausible if len(members) == 1 else "",
        low=low,
        high=high,
        decimals=_decimals(one, low, high, value),
        value=value,
        switch=one.whole and (low, high) == (0, 1),
    )


def value_of(results: Results, cell: Cell, path: str) -> float | None:
    """What a parameter is in a cell from the first day to the last; None where that is no one number."""
    course = cell.courses.get(path)
    if course is None:
        one = results.catalogue[path]
        rival = results.crisis.theory_by_key[cell.theory].rival
        value: Single = one.rival if rival and one.rival is not None else one.default
    else:
        value = course[0].value
        if len(course) > 1 or course[0].day != 0 or course[0].announced != 0:
            return None
    return None if isinstance(value, str | Drawn | Sampled) else float(value)


def _ends(results: Results, path: str, one: Parameter, value: float) -> tuple[float, float]:
    """The plausible range and as much again on either side, within bounds, and whatever the scenario itself takes."""
    assert one.bounds is not None
    low, high = one.bounds
    if one.plausible:
        width = one.plausible[1] - one.plausible[0]
        low, high = max(low, _plain(one.plausible[0] - width)), min(high, _plain(one.plausible[1] + width))
    given = [values[path].only for values in _changes(results) if path in values]
    taken = [number for number in given if isinstance(number, int | float)]
    taken += [end for axis in results.scenario.sweep.axes if axis.path == path and not axis.drawn for end in axis.span]
    return min(low, value, *taken), max(high, value, *taken)


def _unit(one: Parameter) -> tuple[str, str]:
    unit = "" if one.unit in _UNSAID else one.unit
    return ("rungs", "rung") if unit in ("rung", "rungs") else (unit, unit)


def _plain(value: float) -> float:
    """A number without the noise of its arithmetic."""
    return float(f"{value:.12g}")


def _decimals(one: Parameter, low: float, high: float, value: float) -> int:
    """Digits by which a slider goes: enough steps between its ends, and all three of its numbers can be written so."""
    if one.whole:
        return 0
    coarse = max(math.ceil(-math.log10((high - low) / _STEPS)), 0)
    exact = (digits for digits in range(coarse, 9) if all(round(x, digits) == x for x in (low, high, value)))
    return next(exact, coarse)
